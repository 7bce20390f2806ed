"""The prefilter never changes a result: same findings with and without it, on any text."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
import regex
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace as replace_struct

from cleaner import Cleaner, Document, blocks
from cleaner.candidates import Triggers, lies_in_few_lines
from cleaner.detectors.language import name_triggers
from cleaner.hyperscan_syntax import COMMON, NotForHyperscanError, gaps_read, translate
from cleaner.prefilter import Prefilter
from cleaner.resources import languages
from cleaner.rules import load_catalogue

from .conftest import SAMPLES
from .test_pipeline import NOISE

hyperscan = pytest.importorskip("hyperscan", reason="this platform has no hyperscan")

RULES = load_catalogue().rules
FLAGS = hyperscan.HS_FLAG_UTF8 | hyperscan.HS_FLAG_UCP | hyperscan.HS_FLAG_MULTILINE
ODD = st.one_of(
    st.sampled_from(["ſ", "K", "Å", "İ", "ı", "ß", "ẞ", "e\u0301", "k\u0327", "\u200d", "\x1f"]),
    st.sampled_from(["\x85", "𝐀", "Ꙁ", "ფ", "Ⴀ", "ǅ", "ﬁ", "٣", "４", "\u2028"]),
)


@pytest.fixture(scope="module", params=[False, True], ids=["safe", "unsafe"])
def both(request):
    """A cleaner with the prefilter and one without."""
    return [Cleaner(unsafe_fixes=request.param, prefilter=p) for p in (True, False)]


def assert_same(both, document):
    with_prefilter, without = (cleaner.clean_document(document) for cleaner in both)
    assert with_prefilter == without


@pytest.mark.parametrize(
    "path", sorted(SAMPLES.rglob("*.txt")), ids=lambda p: p.parent.name + p.stem
)
def test_same_result_on_the_samples(both, path):
    assert_same(both, Document(path.read_bytes().decode()))


@pytest.mark.parametrize("id", RULES)
def test_same_result_on_the_examples(both, id):
    for example in RULES[id].file.example:
        source = example.source or next(iter(RULES[id].file.source), None)
        for text in (example.bad, example.good, example.keep):
            if text is not None:
                assert_same(both, Document(text, source=source))


PLAIN = [
    "The council met on Monday.",
    "It agreed on a budget.",
    "Rain fell.",
    "Nobody was hurt.",
] * 4
EXAMPLE_TEXTS = [e.bad or e.keep for rule in RULES.values() for e in rule.file.example]


@given(st.lists(st.sampled_from(EXAMPLE_TEXTS) | NOISE | ODD | st.text(max_size=4), max_size=6))
def test_same_result_on_generated_text(both, pieces):
    assert_same(both, Document("".join(pieces)))


IN_FEW_LINES = [id for id, rule in RULES.items() if lies_in_few_lines(rule)]


@pytest.fixture
def small_blocks(monkeypatch):
    """Blocks of as few lines as may be, in texts of any length."""
    monkeypatch.setattr(blocks, "LONG", 1)
    monkeypatch.setattr(blocks, "_LEAST", 1)


@pytest.mark.parametrize("id", IN_FEW_LINES)
@pytest.mark.parametrize("between", ["\n", "\n\n", "\n \n\t\n"], ids=["lines", "blank", "spaces"])
def test_a_rule_finds_the_same_in_blocks(small_blocks, id, between):
    triggers = Triggers([replace(RULES[id], file=replace_struct(RULES[id].file, source=()))])
    own = [text for e in RULES[id].file.example for text in (e.bad, e.good, e.keep) if text]
    text = between.join([*PLAIN[:7], *own, *PLAIN[7:], *own[::-1], *PLAIN, own[0]])
    expected = list(RULES[id].find(Document(text)))
    regions = triggers.regions(text).get(id, [])
    assert list(RULES[id].find(Document(text), regions)) == expected


@given(
    st.lists(
        st.sampled_from(EXAMPLE_TEXTS)
        | NOISE
        | st.sampled_from(["\n", "\n\n", " \n", "x", ".", ""]),
        max_size=30,
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_same_result_in_blocks(both, small_blocks, pieces):
    assert_same(both, Document("\n".join(pieces)))


@given(st.text(alphabet="ab \n", max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_blocks_are_whole_lines_and_enough_of_them(small_blocks, text):
    bounds = blocks.cut(text)
    assert "".join(text[start:end] for start, end in pairwise(bounds)) == text
    for start, end in list(pairwise(bounds))[:-1]:
        assert text[end - 1] == "\n"
        assert len(text[start:end].split("\n")) > blocks.MOST_GAPS


@pytest.mark.parametrize(
    ("pattern", "gaps"),
    [
        (r"a\s+b", 1), ("a.*b", 0), (r"(?:a\nb){2}", 2), (r"(?:a\nb)*", None), ("[^a]{1,3}", 3),
        ("[^a]*", None), (r"a(?=\s|$)b\W", 2), (r"(?P<x>a\n)(?P=x)", None), ("(?P<x>a)(?P=x)", 0),
        (r"a\n|b\s+c\n", 2), (r"(?:a\s|b\W|c){2}\n", 3), (r"a|(?:b|\n)*", None),
    ],
)  # fmt: skip
def test_gaps_a_pattern_reads(pattern, gaps):
    assert gaps_read(pattern) == gaps


def test_every_name_that_betrays_a_language_is_seen():
    prefilter = Prefilter([], name_triggers())
    unseen = [
        (code, name)
        for code, language in languages().items()
        for name in language.markers
        if code not in prefilter.candidates(f"On Monday {name}, they said.")
    ]
    assert not unseen


@pytest.fixture(scope="module")
def common():
    """All characters about which Hyperscan is asked."""
    known = regex.compile(f"[{regex.sub(r'x{([0-9A-F]+)}', spelt, COMMON)}]")
    return [chr(n) for n in range(0x11_0000) if not 0xD800 <= n < 0xE000 and known.match(chr(n))]


def spelt(match):
    return f"U{int(match[1], 16):08X}"


PROPERTIES = [
    r"\w", r"\W", r"\s", r"\S", r"\d", r"\D", r"\p{L}", r"\p{Lu}", r"\p{Ll}", r"\p{Lt}", r"\p{Lo}",
    r"\p{Lm}", r"\p{N}", r"\p{Nd}", r"\p{P}", r"\p{Pd}", r"\p{Pi}", r"\p{Pf}", r"\p{Po}", r"\p{Ps}",
    r"\p{Pe}", r"\p{S}", r"\p{Sc}", r"\p{Z}", r"\p{Zs}", r"\p{M}", r"\p{Arabic}", r"\p{Cyrillic}",
    r"\p{Devanagari}", r"\p{Greek}", r"\p{Han}", r"\p{Hangul}", r"\p{Hebrew}", r"\p{Hiragana}",
    r"\p{Katakana}", r"\p{Latin}", ".",
]  # fmt: skip


@pytest.mark.parametrize("property", PROPERTIES)
def test_both_engines_read_common_characters_alike(common, property):
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(expressions=[property.encode()], ids=[0], elements=1, flags=[FLAGS])
    hits = set()
    database.scan("".join(common).encode(), match_event_handler=lambda n, s, end, *_: hits.add(end))
    position, disagreed = 0, []
    for character in common:
        position += len(character.encode())
        if (position in hits) != bool(regex.match(property, character)):
            disagreed.append(f"U+{ord(character):04X}")
    assert not disagreed


@pytest.mark.parametrize(
    "name", [r"\w", r"\d", r"\p{L}", r"\p{Lu}", r"\p{Ll}", r"\p{N}", r"\p{Nd}"]
)
def test_a_class_by_its_ascii_members_holds_all_common_characters_of_it(common, name):
    coarse = regex.compile(regex.sub(r"x{([0-9A-F]+)}", spelt, translate(name)))
    assert [c for c in common if regex.match(name, c) and not coarse.match(c)] == []


def test_both_engines_fold_the_case_of_common_characters_alike(common):
    letters = [c for c in common if c.lower() != c.upper()]
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[f"(?i){c}".encode() for c in letters],
        ids=list(range(len(letters))),
        elements=len(letters),
        flags=[FLAGS] * len(letters),
    )
    for character in letters:
        hits = set()
        database.scan(character.encode(), match_event_handler=lambda n, *_, h=hits: h.add(n))
        folded = {n for n, c in enumerate(letters) if regex.match(c, character, regex.IGNORECASE)}
        assert folded <= hits, character


_BEYOND = r"\x{AA}\x{B5}\x{BA}\x{C0}-\x{1FFF}\x{2C00}-\x{D7FF}\x{F900}-\x{10FFFF}"
_ANY_WORD = rf"[0-9A-Za-z_{_BEYOND}]"
_ANY_CAPITAL = rf"[A-Z{_BEYOND}]"


@pytest.mark.parametrize(
    ("pattern", "translated"),
    [
        pytest.param(r"a\b++\u00e9", r"a\b+\x{00e9}", id="possessive, code point"),
        pytest.param("(?x) a b # why\n c", "abc", id="verbose"),
        pytest.param("(?xi: a)", "(?i:a)", id="flags of a group"),
        pytest.param(r"(?<=\))(?=[a-z])", r"(?:\))(?:[a-z])", id="nothing but lookarounds"),
        pytest.param("(?<!x)(?<=b)a(?!c)(?=d)(?!e)", "(?:b)a(?:d)", id="lookarounds at the rims"),
        pytest.param("a(?=b)c(?<!x)d", "acd", id="lookarounds within"),
        pytest.param("a{30,}x{2,5}y{40}", "a{20,}x{2,5}y{20,}", id="long repetitions"),
        pytest.param(r"\w\p{Lu}", _ANY_WORD + _ANY_CAPITAL, id="classes by their ASCII members"),
        pytest.param(r"[^\w'][^\p{M}]\D", r"[^0-9A-Za-z_'][\x{00}-\x{10FFFF}][^0-9]", id="negated"),
        pytest.param("[]a]|[^]b]", "[]a]|[^]b]", id="bracket in a set"),
        pytest.param("(?P<n>a)(?P=n)", "(?P<n>a)(?P=n)", id="names"),
    ],
)
def test_translate(pattern, translated):
    assert translate(pattern) == translated


@pytest.mark.parametrize(
    "pattern",
    [
        r"\mfoo", r"foo\M", "[[a-z]--[aeiou]]", "[a&&b]", "(?:foo){e<=1}", r"\p{Script=Greek}",
        r"\N{DASH}", r"a\Kb", r"\L<words>", "(?(1)a|b)", "(?V1)a", "(?|a|b)", "(*SKIP)a", r"\R",
        r"(?i)[^\p{Lu}]", "(?=a)*b", r"\X", "", r"\g<n>",
    ],
)  # fmt: skip
def test_what_could_mean_something_else_is_refused(pattern):
    with pytest.raises(NotForHyperscanError):
        translate(pattern)


PATTERN = st.recursive(
    st.sampled_from(["a", "b", ".", r"\w", r"\b", "[ab]", "[^a]", r"\s", "^", "$", r"\p{Lu}", "A"]),
    lambda inner: (
        st.builds("{}{}".format, inner, inner)
        | st.builds("(?:{}|{})".format, inner, inner)
        | st.builds("(?:{}){}".format, inner, st.sampled_from(["*", "+?", "?", "{1,2}", "{0,1}+"]))
        | st.builds("{}{})".format, st.sampled_from(["(?=", "(?!", "(?<=", "(?<!", "(?>"]), inner)
    ),
    max_leaves=8,
)


@given(PATTERN, st.lists(st.text(alphabet="abAB \n", max_size=8), min_size=1, max_size=5))
def test_a_translated_pattern_hits_wherever_the_pattern_matches(pattern, texts):
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    flags = FLAGS | hyperscan.HS_FLAG_PREFILTER | hyperscan.HS_FLAG_ALLOWEMPTY
    try:
        expression = translate(pattern).encode()
        database.compile(expressions=[expression], ids=[0], elements=1, flags=[flags])
    except (NotForHyperscanError, hyperscan.error):
        return  # runs always
    for text in texts:
        hits = []
        database.scan(text.encode(), match_event_handler=lambda n, *_, h=hits: h.append(n))
        if regex.search(pattern, text, regex.MULTILINE):
            assert hits or not text


def test_only_detectors_without_a_trigger_are_always_candidates():
    always = Prefilter(RULES.values()).always
    assert {RULES[id].kind for id in always} == {"detector"}
    assert set(always.values()) == {"there is no trigger"}


def test_without_hyperscan_every_rule_is_a_candidate(monkeypatch):
    monkeypatch.setattr("cleaner.prefilter._hyperscan", lambda: None)
    prefilter = Prefilter(RULES.values())
    assert not prefilter.works
    assert prefilter.candidates("Rain.") == set(RULES)

"""The prefilter never changes a result: same findings with and without it, on any text."""

from __future__ import annotations

import sys

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from cleaner import Cleaner, Document
from cleaner.alphabet import EDGE, bytes_of, encode
from cleaner.candidates import Triggers, line_starts, regions
from cleaner.detectors.language import name_triggers
from cleaner.patterns import NotUnderstoodError, gaps_read, parse, relaxed, spell
from cleaner.prefilter import Prefilter
from cleaner.resources import languages
from cleaner.rules import Family, load_catalogue

from .conftest import SAMPLES
from .test_pipeline import NOISE

hyperscan = pytest.importorskip("hyperscan", reason="this platform has no hyperscan")

RULES = load_catalogue().rules
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


@pytest.fixture(scope="module")
def reach():
    """How far every rule reads, as far as that is known, were it for all languages."""
    free = [replace(r, read=replace(r.file, source=())) for r in RULES.values()]
    return free, Prefilter(free).reach


@pytest.mark.parametrize("between", ["\n", "\n\n", "\n \n\t\n"], ids=["lines", "blank", "spaces"])
def test_a_rule_finds_the_same_in_the_lines_of_its_hits(reach, between):
    cut = 0
    for rule in reach[0]:
        if rule.id not in reach[1]:
            continue
        own = [t for e in rule.file.example for t in (e.bad, e.good, e.keep) if t]
        text = between.join([*PLAIN[:7], *own, *PLAIN[7:], *own[::-1], *PLAIN, own[0]])
        family = Family(rule.family, "", (rule,))
        triggers = Triggers([rule])
        asked = triggers.candidates([Document(text)])[0].of(family)
        found = [spot for _, places in asked for spot in rule.find(Document(text), places)]
        assert found == list(rule.find(Document(text))), rule.id
        cut += any(places and places[0].start > 0 for _, places in asked)
    assert cut > 50


LINES = st.text(alphabet="ab \n", max_size=60)


@given(LINES, st.lists(st.integers(1, 62), min_size=1, max_size=5))
def test_regions_are_whole_lines_around_what_hit(text, ends):
    starts = line_starts(Document(text))
    ends = [min(end, len(text) + 2) for end in ends]
    for end in ends:
        (region,) = regions([end], 1, starts)
        place = min(max(end - 2, 0), max(len(text) - 1, 0))
        assert region.start <= place < max(region.end, 1)
        assert region.start == 0 or text[region.start - 1] == "\n"
        if text.strip() and not text[: place + 1].strip():
            place = len(text) - len(text.lstrip())  # blank lines before the first are of the first
        for start, stop in ((place, region.end), (region.end, region.stop)):
            begun = [
                line for line in text[start:stop].split("\n")[start == place :] if line.strip()
            ]
            assert len(begun) == 1 or stop == len(text)
    whole = {n for r in regions(ends, 1, starts) for n in range(r.start, r.end)}
    assert whole == {
        n for e in ends for r in regions([e], 1, starts) for n in range(r.start, r.end)
    }


@pytest.mark.parametrize(
    ("pattern", "gaps"),
    [
        (r"a\s+b", 1), ("a.*b", 0), (r"(?:a\nb){2}", 2), (r"(?:a\nb)*", None), ("[^a]{1,3}", 3),
        ("[^a]*", None), (r"a(?=\s|$)b\W", 2), (r"(?P<x>a\n)(?P=x)", 2), ("(?P<x>a)(?P=x)", 0),
        (r"a\n|b\s+c\n", 2), (r"(?:a\s|b\W|c){2}\n", 3), (r"a|(?:b|\n)*", None),
    ],
)  # fmt: skip
def test_gaps_a_pattern_reads(pattern, gaps):
    assert gaps_read(parse(pattern)) == gaps


@pytest.mark.parametrize(
    ("trigger", "text"),
    [
        (r"(?P<word>[a-z]{3}) and (?i:(?P=word))", "cat and CAT"),
        (r"(?P<word>cat|[^x]y) (?i:(?P=word))", "ay AY"),
        (r"(?i)(k+) \1", "k \u212a"),
        (r"(?P<word>cat) (?P=word)|(?P<word>dog) (?P=word)", "dog dog"),
    ],
)
def test_a_group_that_comes_again_is_seen_whatever_its_case(trigger, text):
    assert regex.search(trigger, text)
    (hits,) = Prefilter([], {"it": trigger}).hits([encode(text)])
    assert "it" in hits


def test_every_name_that_betrays_a_language_is_seen():
    prefilter = Prefilter([], name_triggers())
    unseen = [
        (code, name)
        for code, language in languages().items()
        for name in language.markers
        if code not in prefilter.hits([encode(f"On Monday {name}, they said.")])[0]
    ]
    assert not unseen


SETS = [
    r"\w", r"\W", r"\s", r"\S", r"\d", r"\D", r"\p{L}", r"\p{Lu}", r"\p{Ll}", r"\p{Lt}", r"\p{Lo}",
    r"\p{Lm}", r"\p{N}", r"\p{Nd}", r"\p{P}", r"\p{Pd}", r"\p{Pi}", r"\p{Pf}", r"\p{Po}", r"\p{Ps}",
    r"\p{Pe}", r"\p{S}", r"\p{Sc}", r"\p{Z}", r"\p{Zs}", r"\p{M}", r"\p{Arabic}", r"\p{Cyrillic}",
    r"\p{Devanagari}", r"\p{Greek}", r"\p{Han}", r"\p{Hangul}", r"\p{Hebrew}", r"\p{Hiragana}",
    r"\p{Katakana}", r"\p{Latin}", ".", "[а-я]", "[^a-zé]", r"[\u4E01-\u4E05]", "日",
    "(?i:s)", "(?i:K)", "(?i:[h-l])", "(?i:ß)", "(?i:[^k])", r"\x00", r"[\uD800-\uDBFF]",
]  # fmt: skip


@pytest.mark.parametrize("expression", SETS)
def test_every_character_has_a_byte_of_its_set(expression):
    found = bytes_of(expression)
    text = "".join(map(chr, range(sys.maxunicode + 1)))
    inside = set(regex.findall(expression, text))
    for character, byte in zip(text, encode(text)[1:-1], strict=True):
        assert byte in (found.members if character in inside else found.others), character


def test_one_byte_for_a_character_between_two_edges():
    text = "ab é\n\u2028日😀\ud800"
    assert len(encode(text)) == len(text) + 2
    assert encode(text)[:5] == bytes([EDGE, *b"ab "]) + encode("é")[1:2]
    assert encode(text)[-1] == EDGE
    assert EDGE not in encode("".join(map(chr, range(0x3000))))[1:-1]


def asked(pattern):
    return [spell(node).decode() for node in relaxed(parse(pattern))]


LINE_EDGE, NO_WORD = r"[\x0a\x87]", spell(relaxed(parse(r"\ba"))[0]).decode()[:-1]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param(r"a++\u00e9", [r"a{1,1}" + spelt for spelt in asked("é")], id="a rim"),
        pytest.param("xa++x", [r"xa{1,}x"], id="possessive, within"),
        pytest.param("xa{2,5}b{40}x", [r"xa{2,5}b{20,}x"], id="repetitions"),
        pytest.param("xa{,3}?x", [r"xa{0,3}x"], id="no lower bound, lazy"),
        pytest.param("(?x) a b # why\n c", [r"abc"], id="verbose"),
        pytest.param("(?xi: a)b", [r"[Aa]b"], id="flags of a group"),
        pytest.param(r"(?<=\))(?=[a-c])", [r"\x29[a-c]"], id="nothing but lookarounds"),
        pytest.param("(?<=b)a(?=c)", [r"bac"], id="lookarounds at the rims"),
        pytest.param("a(?=b)c(?<!x)d", [r"acd"], id="lookarounds within"),
        pytest.param("(?<!bc)a", [r"a"], id="a long negative lookaround"),
        pytest.param("^a$", [rf"{LINE_EDGE}a{LINE_EDGE}"], id="line ends"),
        pytest.param(r"\Aa\Z", [r"\x87a\x87"], id="text ends"),
        pytest.param(r"\ba\b", [rf"{NO_WORD}a{NO_WORD}"], id="word ends"),
        pytest.param(r"\b(?:a|bc)", [rf"{NO_WORD}(?:a|bc)"], id="a word or another"),
        pytest.param("(?:^|b )a", [rf"(?:{LINE_EDGE}|b\x20)a"], id="line end or more"),
        pytest.param("(?P<n>a)x(?P=n)", [r"axa"], id="names"),
        pytest.param(r"(ab)x\1", [r"abxab"], id="numbers"),
        pytest.param("a|bc|d?e", [r"a", r"bc", r"e"], id="alternatives"),
        pytest.param("[]a]|[^]b]c", [r"[\x5da]", spell(parse("[^]b]c")).decode()], id="sets"),
    ],
)
def test_what_is_asked_of_a_scan(pattern, expected):
    assert asked(pattern) == expected


@pytest.mark.parametrize("pattern", [r"(?<!b)a", r"a(?![^b])", r"(?<![bc])(?<!d)a"])
def test_what_must_not_stand_beside_is_asked_for(pattern):
    prefilter = Prefilter([], {"it": pattern})
    for text in ("a", "ba", "ab", "xa", "ax", "da", "-a-"):
        assert bool(prefilter.hits([encode(text)])[0]) == bool(regex.search(pattern, text)), text


@pytest.mark.parametrize(
    "pattern",
    [
        r"\mfoo", r"foo\M", "[[a-z]--[aeiou]]", "[a&&b]", "(?:foo){e<=1}", r"\p{Script=Greek}",
        r"\N{DASH}", r"a\Kb", r"\L<words>", "(?(1)a|b)", "(?V1)a", "(?|a|b)", "(*SKIP)a", r"\R",
        "(?=a)*b", r"\X", "", r"\g<n>", "(?P=n)", "a)", "(a", "^*a",
    ],
)  # fmt: skip
def test_what_could_mean_something_else_is_refused(pattern):
    with pytest.raises(NotUnderstoodError):
        parse(pattern)


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


@given(PATTERN, st.lists(st.text(alphabet="abAB \nſé", max_size=8), min_size=1, max_size=5))
def test_a_scan_hits_wherever_the_pattern_matches(pattern, texts):
    try:
        expressions = [spell(node) for node in relaxed(parse(pattern))]
    except NotUnderstoodError:
        return  # runs always
    if not all(expressions):
        return  # matches the empty text, which no rule may
    prefilter = Prefilter([], {"it": pattern})
    for text in texts:
        if regex.search(pattern, text, regex.MULTILINE):
            assert prefilter.always or prefilter.hits([encode(text)])[0], (pattern, text)


def test_only_detectors_without_a_trigger_are_always_candidates():
    always = Prefilter(r for r in RULES.values() if not r.file.source).always
    assert {RULES[id].kind for id in always} == {"detector"}
    assert set(always.values()) == {"there is no trigger"}


def test_without_hyperscan_every_rule_is_a_candidate(monkeypatch):
    monkeypatch.setattr("cleaner.prefilter._hyperscan", lambda: None)
    prefilter = Prefilter(RULES.values())
    assert not prefilter.works
    assert prefilter.hits([encode("Rain.")])[0].keys() == RULES.keys()

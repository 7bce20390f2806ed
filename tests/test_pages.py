"""Long texts: where they are cut into pages, and that nothing else of a report shows it."""

from __future__ import annotations

import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner, Document, undo
from cleaner.detectors.language import origins
from cleaner.document import pages, per_page
from tests.bench.text import clean_news

LONGEST = 25_000
ARTICLES = list(clean_news(300_000))
PORTUGUESE = "A polícia ainda não sabe o que aconteceu com os moradores da rua."


def parts(text):
    return [text[start:end] for start, end in pages(text)]


def test_a_text_that_is_not_long_is_one_page():
    assert pages("") == [(0, 0)]
    assert pages("a\n\n" * 1000) == [(0, 3000)]


@pytest.mark.parametrize("gap", ["\n\n", "\n", " \n \n\n"])
def test_a_long_text_is_cut_in_its_white_space_only(gap):
    text = gap.join(ARTICLES)
    found = pages(text)
    assert len(found) > 5
    assert all(end - start <= LONGEST for start, end in found)
    assert found[0][0] == 0
    assert found[-1][1] == len(text)
    for (_, end), (start, _) in pairwise(found):
        assert text[end:start].isspace()
        assert not text[end - 1].isspace()
        assert not text[start].isspace()


def test_paragraphs_stay_whole_if_there_are_blank_lines():
    text = "\n\n".join("first line\nsecond line" for _ in range(8000))
    assert all(part.endswith("second line") for part in parts(text))


def test_a_line_without_end_is_cut_between_sentences_or_words():
    sentences = "He said: “It is late.” Mr Oak left. " * 4000
    assert all(part.endswith(("late.”", "left.")) for part in parts(sentences.strip()))
    words = parts(("word " * 30_000).strip())
    assert len(words) > 2
    assert all(part.endswith("word") for part in words)


def test_a_word_is_never_cut():
    long = "a" * 120_000
    assert parts(long) == [long]
    assert parts(f"{long} end {long}") == [long, f"end {long}"]


@given(st.integers(0, 299), st.sampled_from(["", "One paragraph more.\n\n"]))
def test_most_cuts_stay_when_the_text_changes_elsewhere(place, new):
    paragraphs = "\n\n".join(ARTICLES).split("\n\n")
    changed = [*paragraphs[:place], *([new] if new else []), *paragraphs[place + 1 :]]
    before, after = (set(parts("\n\n".join(texts))) for texts in (paragraphs, changed))
    assert len(before & after) >= len(before) - 3


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_long_text_is_reported_as_a_whole(line_end):
    noise = [f"About {n} a thousand people marched in the recent days." for n in range(20, 60)]
    step = len(ARTICLES) // len(noise)
    texts = [
        f"{noise[n // step]}\n\n{one}" if n % step == 0 and n // step < len(noise) else one
        for n, one in enumerate(ARTICLES)
    ]
    text = "\n\n".join(texts).replace("\n", line_end)
    assert len(pages(text)) > 5
    cleaner = Cleaner(select=["numbers/thousand-article", "words/recent-days"])
    report = cleaner.clean(text)
    assert [edit.before for edit in report.edits] == [f"{n} a thousand" for n in range(20, 60)]
    assert [edit.after for edit in report.edits] == [f"{n},000" for n in range(20, 60)]
    assert all(text[edit.start : edit.end] == edit.before for edit in report.edits)
    assert [text[f.start : f.end] for f in report.flags] == ["in the recent days"] * len(noise)
    assert undo(report.text, report.edits) == text
    assert cleaner.clean(report.text).edits == ()


def test_all_rules_find_the_same_with_and_without_the_prefilter_in_a_long_text():
    text = "\n\n".join(["40 a thousand people , at most.", *ARTICLES[:40], "The end , at last."])
    assert len(pages(text)) > 1
    with_it, without = (Cleaner(prefilter=one).clean(text) for one in (True, False))
    assert with_it == without
    assert len(with_it.edits) >= 3


def test_one_line_makes_a_page_a_translation_but_not_a_file_of_many_articles():
    assert origins(Document(f"{ARTICLES[0]}\n\n{PORTUGUESE}")) == {"pt"}
    assert origins(Document("\n\n".join([*ARTICLES[:20], PORTUGUESE]))) == frozenset()


def test_a_page_of_a_long_text_has_its_own_date_unless_one_is_given():
    first = " date 2022-01-22 Rain fell on Friday (21)."
    second = "date 2022-04-14 Snow fell on Wednesday (13)."
    text = "\n\n".join([first, "b" * LONGEST, second])
    assert len(pages(text)) > 1
    cleaner = Cleaner(select=["calendar/weekday-conflict"])
    report = cleaner.clean(text)
    assert report.document.date == datetime.date(2022, 1, 22)
    assert report.flags == ()
    (flag,) = cleaner.clean(text, date=datetime.date(2022, 1, 22)).flags
    assert text[flag.start : flag.end] == "13"


SPUN = (
    "The second spherical was calm in accordance with police, and the Supreme Courtroom met on the "
    "similar day. “We do not take workplace in anger,” the mayor mentioned.\n\n"
)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("mark", "kind", "evidence"),
    [
        pytest.param(SPUN, "spun", "second spherical", id="spun"),
        pytest.param(f"{PORTUGUESE}\n\n", "translated", "from Portuguese", id="translated"),
    ],
)
def test_a_file_of_many_articles_is_what_most_of_its_pages_are(mark, kind, evidence, line_end):
    clean = "\n\n".join(ARTICLES[:20])
    marked = "\n\n".join(mark + one for one in ARTICLES[20:])
    cleaner = Cleaner(select=["untranslated/line", "words/spun-text"])
    for text, most in ((f"{clean}\n\n{marked}", True), (f"{clean}\n\n{mark}", False)):
        report = cleaner.clean(text.replace("\n", line_end))
        assert len(report.pages) > 2
        assert report.pages[0].start == 0
        assert report.pages[-1].end == len(report.document.text)
        assert (report.verdict.kind == kind) is most
        assert (evidence in report.verdict.evidence) is most


def test_facts_are_kept_for_a_bundle_of_pages_but_not_for_texts_that_are_none():
    asked = []

    @per_page
    def initial(text):
        asked.append(text[:1])
        return text[:1]

    for letter in "abcabc":
        assert initial(letter) == letter
    assert asked == ["a", "b", "c"]
    for letter in "xxyxy":
        assert initial(letter * (LONGEST + 1)) == letter
    assert asked[3:] == ["x", "y", "x", "y"]

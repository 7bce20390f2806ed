"""The public door: dates, languages, selection, line ends, and what always holds."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaner
from cleaner import Cleaner, Document

PAIRS = "They meet on Monday (10). On Wednesday (100) they vote, and on Thursday (13) they rest."


def test_a_report_has_text_edits_and_flags_placed_in_the_original():
    text = " date 2022-01-22 About 40 a thousand people\nmarched , in the recent days."
    report = cleaner.clean(text)
    assert report.text == "About 40,000 people\nmarched, in the recent days."
    assert [(e.before, e.after, e.rules) for e in report.edits] == [
        (" date 2022-01-22 ", "", ("page/leaked-date-prefix",)),
        ("40 a thousand", "40,000", ("numbers/thousand-article",)),
        (" ", "", ("tags/space-before-punctuation",)),
    ]
    (flag,) = report.flags
    assert text[flag.start : flag.end] == "in the recent days"
    assert flag.rule == "words/recent-days"


def test_the_leaked_date_is_the_documents_date():
    assert cleaner.clean(" date 2022-01-22 Rain.").document.date == datetime.date(2022, 1, 22)


def test_a_given_date_wins_over_the_leaked_one():
    day = datetime.date(2020, 5, 1)
    assert cleaner.clean(" date 2022-01-22 Rain.", date=day).document.date == day


def test_a_date_that_no_calendar_has_is_no_date():
    assert cleaner.clean(" date 2022-13-45 Rain.").document.date is None


def test_select_and_ignore_take_rules_and_families():
    text = "40 a thousand people , at most"
    assert cleaner.clean(text, select=["numbers"]).text == "40,000 people , at most"
    assert cleaner.clean(text, ignore=["numbers/thousand-article"]).text.startswith("40 a")


def test_an_unsafe_fix_is_a_flag_with_a_suggestion_until_it_is_asked_for():
    text = "It was hard to keep. to hold. Nobody tried."
    suggested = {flag.rule: flag.after for flag in cleaner.clean(text).flags}
    assert suggested["words/leftover-alternative"] == ""
    assert cleaner.clean(text, unsafe_fixes=True).text == "It was hard to keep. Nobody tried."


def test_a_flag_inside_a_removed_text_is_gone_with_it():
    text = (
        "The storm came in the recent days. 10 boats sank.\n\n"
        "*With information from AFP in the recent days."
    )
    flagged = [flag.start for flag in cleaner.clean(text).flags if flag.rule == "words/recent-days"]
    assert len(flagged) == 2
    unsafe = cleaner.clean(text, unsafe_fixes=True)
    assert unsafe.text == "The storm came in the recent days. 10 boats sank."
    assert [f.start for f in unsafe.flags if f.rule == "words/recent-days"] == flagged[:1]


def test_language_bound_rules_run_for_their_language_and_where_the_text_bears_marks_of_it():
    text = "The governor declared a state of public calamity."
    rule = "words/false-friends-pt"
    assert rule in {flag.rule for flag in cleaner.clean(text, source="pt").flags}
    assert rule not in {flag.rule for flag in cleaner.clean(text, source="de").flags}
    assert rule not in {flag.rule for flag in cleaner.clean(text).flags}
    marked = text + " Folha de S.Paulo says it will cost R$ 3 million."
    assert rule in {flag.rule for flag in cleaner.clean(marked).flags}


def test_windows_line_ends_stay_and_edits_are_placed_among_them():
    text = "One , two.\r\n\r\n2021Three said no.\r\n\r\n2021Four said yes.\r\n"
    report = cleaner.clean(text)
    assert report.text == "One, two.\r\n\r\nThree said no.\r\n\r\nFour said yes.\r\n"
    assert all(text[e.start : e.end] == e.before for e in report.edits)
    assert cleaner.undo(report.text, report.edits) == text


def test_documents_carry_their_own_source_and_date():
    document = Document(PAIRS, id="7", source="pt", date=datetime.date(2022, 1, 10))
    report = Cleaner().clean_document(document)
    assert report.document == document
    assert "Wednesday (12)" in report.text


def test_kept_says_why_a_repair_left_its_match_alone():
    report = Cleaner().clean("He wrote a &lt; b, on the last day 45 of May.")
    assert report.text == "He wrote a &lt; b, on the last day 45 of May."
    assert [(kept.rule, kept.message) for kept in report.kept] == [
        ("characters/html-entities", "for an entity; against: the text may be about markup"),
        ("calendar/day-number", "for a day of the month; against: no month has a day 45"),
    ]


def test_kept_says_what_a_rule_looked_at_and_left_alone():
    report = cleaner.clean("2014 was a good year for wine.\n\n2021Today it rains.")
    assert "a space stands before the next word" in report.kept[0].message


PROSE = " ".join(
    f"On day {day} the council met on pier {pier} and talked about {what} until the tide turned."
    for day, (pier, what) in enumerate(
        [("A", "the lamps"), ("B", "a boat"), ("C", "the price of ropes"), ("D", "an old map")] * 3,
        start=11,
    )
)


@pytest.mark.parametrize(
    ("text", "source", "kind", "evidence"),
    [
        pytest.param(PROSE, None, "native", "words without a mark", id="long and clean"),
        pytest.param(PROSE[:200], None, "unknown", "", id="too short to tell"),
        pytest.param(PROSE, "pt", "translated", "from Portuguese, as given", id="given"),
        pytest.param(
            PROSE + "Folha de S.Paulo says that R$ 3 million is too much.",
            None,
            "translated",
            "from Portuguese, by marks in the text",
            id="marks of a language",
        ),
        pytest.param(
            "2021One of 40 a thousand people , all of them in the recent days.\n\n2021Two.",
            None,
            "translated",
            "found by numbers/thousand-article, stray/glued-year, tags/",
            id="three kinds of noise",
        ),
    ],
)
def test_the_verdict_names_its_evidence(text, source, kind, evidence):
    verdict = cleaner.clean(text, source=source).verdict
    assert verdict.kind == kind
    assert evidence in verdict.evidence


NOISE = st.sampled_from(
    [
        " date 2022-01-22 ", "2022", "20222022", "09171926 ", "100 a thousand ", " , ", " .", "..",
        "( ", " )", "Monday (10) ", "Wednesday (100) ", "a invasion ", "an university ", "cafÃ© ",
        "&amp;amp;", "&nbsp;", "\n\n", "\n", "\r\n", " ", "“", "”", "\"", "'", "requirements",
        "to fulfil. to meet. ", "(WITH INTERNATIONAL AGENCIES)", "THE Name ", "R $ 5 ", "1.5 % ",
        "Trabalhadores colhem uvas em uma fazenda no vale durante a manhã desta quinta",
        "Russian Chancellor ", "The minister said that the road would be closed for the week. ",
        "Moscow ", "said", "İ", "K", "ſ", "e\u0301", "😀", "\x00", "\ufeff", "[", "]", "…", "%",
        "the newspaper. The State of São Paulo. ", "7", "A ", "a ", "é",
    ]
)  # fmt: skip
TEXTS = st.lists(NOISE | st.text(max_size=5), max_size=25).map("".join)


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
@given(text=TEXTS)
def test_undo_gives_the_input_back_and_edits_are_true(unsafe, text):
    report = cleaner.clean(text, unsafe_fixes=unsafe)
    assert cleaner.undo(report.text, report.edits) == text
    for edit in report.edits:
        assert text[edit.start : edit.end] == edit.before != edit.after
        assert edit.rules
    for flag in report.flags:
        assert 0 <= flag.start <= flag.end <= len(text)


SENTENCES = st.sampled_from(
    [
        "The lamp on the pier burns all night.",
        "2021Boats came back , the captain said.",
        "About 40 a thousand people marched in the rain.",
        "On Monday (10) they met, and on Wednesday (100) they voted; on Thursday (13) nobody came.",
        "The village fears a invasion ( of tourists) in the recent days.",
        "“We are late” said the pilot.. Nobody answered.",
        "THE Harbour Office paid R $ 300 , or 1.5 % of its budget.",
        "It was hard to keep. to hold.",
        "The information is from the newspaper. The State of São Paulo.",
        "&quot;It isnâ€™t far,&quot; she said.",
    ]
)


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
@given(sentences=st.lists(SENTENCES, max_size=10, unique=True), breaks=st.data())
def test_cleaning_twice_is_cleaning_once(unsafe, sentences, breaks):
    ends = breaks.draw(st.lists(st.sampled_from([" ", "\n\n"]), min_size=10, max_size=10))
    text = f"{PROSE}\n\n"  # a page has at least one paragraph that is no furniture
    text += "".join(f"{sentence}{end}" for sentence, end in zip(sentences, ends, strict=False))
    once = cleaner.clean(text, unsafe_fixes=unsafe).text
    assert cleaner.clean(once, unsafe_fixes=unsafe).text == once


def test_a_figure_is_never_taken_apart():
    """Two rules may mend a sign here, before the figure and behind it; neither halves the 21."""
    report = cleaner.clean("They had a % 21 % of it.", source="tr", unsafe_fixes=True)
    assert report.text == "They had a % 21% of it."


def test_many_documents_come_out_in_their_order():
    given = (Document(f"There were {n} a thousand men.", id=str(n)) for n in range(1, 1000))
    cleaner = Cleaner(select=["numbers"])
    reports = list(cleaner.clean_many(given))
    assert [report.document.id for report in reports] == [str(n) for n in range(1, 1000)]
    assert reports[-1].text == "There were 999,000 men."
    assert list(cleaner.clean_many((r.document for r in reports), processes=2)) == reports


def test_many_documents_are_not_held():
    """Two cleaners take turns; each asks for documents only when its reports are wanted."""
    taken = []

    def documents():
        for number in range(100_000):
            taken.append(number)
            yield f"There were {number + 1} a thousand men."

    one, other = Cleaner(select=["numbers"]), Cleaner(select=["tags"])
    reports = zip(one.clean_many(documents()), other.clean_many(documents()), strict=True)
    first, second = next(reports)
    assert first.text == "There were 1,000 men."
    assert second.text == "There were 1 a thousand men."
    assert len(taken) < 1_000
    ahead = one.clean_many(documents(), processes=2)
    assert next(ahead).text == "There were 1,000 men."
    ahead.close()
    assert len(taken) < 2_000

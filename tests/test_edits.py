"""All arithmetic on offsets, judged by a slow and obvious version of it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.edits import Draft, Edit, Finding, UnixLines, rewrite, settle, undo

LETTERS = st.text(alphabet="ab\n é😀", max_size=12)


def finding(start, end, after="x", rule="family/rule"):
    return Finding(start, end, after, rule, "")


@st.composite
def passes(draw):
    """A text and, for up to four passes, pieces of the text to replace, as the judge sees them.

    Each pass is a list of (start, end, after) in the text the pass reads, not overlapping.
    """
    original = draw(LETTERS)
    text, rounds = original, []
    for _ in range(draw(st.integers(0, 4))):
        findings, position = [], 0
        for _ in range(draw(st.integers(0, 4))):
            start = draw(st.integers(position, len(text)))
            end = draw(st.integers(start, len(text)))
            if findings and start == end == findings[-1][0] == findings[-1][1]:
                continue  # two insertions at one place overlap
            findings.append((start, end, draw(LETTERS)))
            position = end
        rounds.append(findings)
        for start, end, after in reversed(findings):
            text = text[:start] + after + text[end:]
    return original, rounds, text


def drafted(original, rounds):
    draft = Draft(original)
    for number, findings in enumerate(rounds):
        draft = draft.apply([finding(*f[:3], rule=f"pass/{number}") for f in findings])
    return draft


def slow_origins(original, rounds):
    """Say for each character of the final text where it stood in the original; None: it is new."""
    origins = list(range(len(original)))
    for findings in rounds:
        for start, end, after in reversed(findings):
            origins[start:end] = [None] * len(after)
    return origins


@given(passes())
def test_draft_says_what_the_slow_judge_says(case):
    original, rounds, expected = case
    assert drafted(original, rounds).text == expected


@given(passes())
def test_edits_are_sorted_apart_true_and_not_idle(case):
    original, rounds, _ = case
    edits = drafted(original, rounds).edits
    for edit in edits:
        assert original[edit.start : edit.end] == edit.before != edit.after
    for edit, following in pairwise(edits):
        assert edit.end < following.start


@given(passes())
def test_undo_gives_the_original(case):
    original, rounds, text = case
    draft = drafted(original, rounds)
    assert undo(text, draft.edits) == original
    assert rewrite(original, draft.edits) == text


@given(passes())
def test_what_no_pass_touched_lies_in_no_edit(case):
    original, rounds, _ = case
    edited = {n for e in drafted(original, rounds).edits for n in range(e.start, e.end)}
    untouched = {n for n in slow_origins(original, rounds) if n is not None}
    assert not edited & untouched


@given(passes(), st.data())
def test_locate_finds_what_the_slow_judge_finds(case, data):
    original, rounds, text = case
    draft = drafted(original, rounds)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found_start, found_end = draft.locate(start, end)
    assert 0 <= found_start <= found_end <= len(original)
    origins = slow_origins(original, rounds)
    for place in origins[start:end]:
        assert place is None or found_start <= place < found_end
    if start < end and None not in origins and origins == sorted(origins) and not draft.edits:
        assert (found_start, found_end) == (start, end)


@given(passes(), st.data())
def test_replaces_what_lies_in_one_edit(case, data):
    original, rounds, _ = case
    draft = drafted(original, rounds)
    start = data.draw(st.integers(0, len(original)))
    end = data.draw(st.integers(start, len(original)))
    inside = any(edit.start <= start < end <= edit.end for edit in draft.edits)
    assert draft.replaces(start, end) == inside


def test_places_behind_a_hundred_thousand_edits_are_found():
    edits = [finding(at, at + 1) for at in range(0, 200_000, 2)]
    draft = Draft("ab" * 100_000).apply(edits)
    assert all(draft.locate(at, at + 1) == (at, at + 1) for at in range(1, 200_000, 2))


@pytest.mark.parametrize(
    ("edits", "span", "expected"),
    [
        pytest.param([], (1, 3), (1, 3), id="nothing changed"),
        pytest.param([(0, 2, "")], (0, 2), (2, 4), id="behind a deletion"),
        pytest.param([(4, 6, "")], (2, 4), (2, 4), id="before a deletion"),
        pytest.param([(2, 4, "")], (1, 3), (1, 5), id="around a deletion"),
        pytest.param([(2, 4, "xyz")], (3, 6), (2, 5), id="cuts into a replacement"),
        pytest.param([(2, 4, "xyz")], (5, 6), (4, 5), id="behind a replacement"),
        pytest.param([(2, 2, "xyz")], (2, 2), (2, 2), id="empty, at an insertion"),
        pytest.param([(2, 4, "")], (2, 2), (2, 4), id="empty, where something was deleted"),
        pytest.param([(0, 1, "xx"), (3, 4, "y")], (2, 4), (1, 3), id="between two edits"),
    ],
)
def test_locate(edits, span, expected):
    draft = Draft("abcdef").apply([finding(*edit) for edit in edits])
    assert draft.locate(*span) == expected


def test_touching_findings_become_one_edit_that_names_both_rules():
    draft = Draft("abcd").apply([finding(0, 1, "x", "a/a"), finding(1, 2, "y", "b/b")])
    assert draft.edits == (Edit(0, 2, "ab", "xy", ("a/a", "b/b")),)


def test_an_edit_that_restores_the_original_vanishes():
    assert Draft("abc").apply([finding(1, 2, "x")]).apply([finding(1, 2, "b")]).edits == ()


@pytest.mark.parametrize(
    ("findings", "message"),
    [
        pytest.param([finding(0, 2), finding(1, 3)], "overlap", id="overlap"),
        pytest.param([finding(1, 1), finding(1, 1)], "overlap", id="two insertions at one place"),
        pytest.param([finding(2, 9)], "outside", id="behind the end"),
        pytest.param([finding(-1, 1)], "outside", id="before the start"),
        pytest.param([finding(2, 1)], "outside", id="ends before it starts"),
        pytest.param([finding(0, 1, None)], "nothing to put in", id="no replacement"),
    ],
)
def test_apply_refuses(findings, message):
    with pytest.raises(ValueError, match=message):
        Draft("abcd").apply(findings)


def test_locate_refuses_a_span_that_ends_before_it_starts():
    with pytest.raises(ValueError, match="before it starts"):
        Draft("abcd").locate(3, 1)


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        pytest.param("abc", [Edit(0, 1, "x", "b", ())], id="another text"),
        pytest.param("abc", [Edit(1, 2, "x", "b", ()), Edit(0, 1, "y", "a", ())], id="unsorted"),
        pytest.param("", [Edit(3, 3, "", "b", ())], id="too short"),
    ],
)
def test_undo_refuses_a_text_that_the_edits_did_not_make(text, edits):
    with pytest.raises(ValueError, match="not the text these edits made"):
        undo(text, edits)


def test_settle_by_position_then_length_then_name():
    late, early = finding(2, 4, "l"), finding(0, 3, "e")
    short, long = finding(5, 6, "s"), finding(5, 8, "l")
    second, first = finding(9, 10, "2", "b/b"), finding(9, 10, "1", "a/a")
    assert settle([late, early, short, long, second, first]) == [early, long, first]


def test_lines_that_go_at_the_top_leave_no_gap():
    gone = [Finding(0, 5, "", "a", ""), Finding(5, 11, "\n", "b", "")]
    assert Draft("Home\nNews\n\nIt rained.").apply(settle(gone)).text == "It rained."


def test_settle_keeps_spans_that_only_touch():
    touching = [finding(0, 2), finding(2, 2), finding(2, 4)]
    assert settle(reversed(touching)) == touching


@given(st.lists(st.sampled_from(["a", "b", "\n", "\r\n"]), max_size=20).map("".join), st.data())
def test_edits_of_unix_lines_restore_the_line_ends(original, data):
    lines = UnixLines(original)
    start = data.draw(st.integers(0, len(lines.text)))
    end = data.draw(st.integers(start, len(lines.text)))
    after = data.draw(st.text(alphabet="xy", max_size=3))
    edit = lines.restore(Edit(start, end, lines.text[start:end], after, ()))
    assert original[edit.start : edit.end] == edit.before
    expected = lines.text[:start] + after + lines.text[end:]
    assert rewrite(original, [edit]).replace("\r\n", "\n") == expected.replace("\r\n", "\n")
    assert undo(rewrite(original, [edit]), [edit]) == original

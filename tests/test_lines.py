"""Patterns of whole lines: looked up by the beginning of a line, they match as one by one."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from cleaner.detectors.lines import line_matcher
from cleaner.rules import shipped_rules

RULES = {rule.id: rule for rule in shipped_rules()}
CHROME = tuple(RULES["page/site-chrome"].file.options["lines"])
OWN = ("the end", "(?:see )?more .*", r"[“\"].+", r"\d+ min", "É.*", "x{3}", "")
BEGINNINGS = [
    "share on ",
    "Share this ",
    "The end",
    "see ",
    "“More",
    "12 min",
    "École",
    "Kelvin",
    "",
]
LINES = st.builds("".join, st.tuples(st.sampled_from(BEGINNINGS), st.text(max_size=20)))


@given(line=LINES | st.from_regex("|".join(f"(?:{p})" for p in OWN), fullmatch=True))
@pytest.mark.parametrize("flags", [0, regex.IGNORECASE], ids=["case", "caseless"])
@pytest.mark.parametrize("patterns", [OWN, CHROME], ids=["own", "chrome"])
def test_a_line_matches_as_the_patterns_do_one_by_one(patterns, flags, line):
    found = any(regex.fullmatch(pattern, line, flags) for pattern in patterns)
    assert line_matcher(patterns, flags)(line) is found


def test_what_is_kept_between_runs_says_the_same(tmp_path, monkeypatch):
    lines = ["Share on Facebook", "Leave a reply", "It rained in the night.", "ſhare on facebook"]
    first = list(map(line_matcher(CHROME), lines))
    assert first[:3] == [True, True, False]
    monkeypatch.setenv("CLEANER_CACHE_DIR", str(tmp_path))
    for _ in range(2):
        assert list(map(line_matcher.__wrapped__(CHROME), lines)) == first
    assert [path.suffix for path in tmp_path.iterdir()] == [".beginnings"]


def test_a_line_that_is_too_long_is_no_furniture():
    assert not line_matcher((".*",))("x" * 301)


@given(lines=st.lists(LINES | st.sampled_from(BEGINNINGS), max_size=8))
@pytest.mark.parametrize("patterns", [OWN, CHROME], ids=["own", "chrome"])
def test_among_many_lines_those_match_that_match_alone(patterns, lines):
    matcher = line_matcher(patterns)
    assert matcher.among(lines) == [n for n, line in enumerate(lines) if matcher(line)]

"""Phrases that were carried over: the small language they are written in, and their examples."""

from __future__ import annotations

import pytest

from cleaner.detectors import wording
from cleaner.document import Document
from cleaner.rules import Rule, load_catalogue
from tests.hash_seeds import printed_under

TABLES = [r for r in load_catalogue().rules.values() if r.file.detector == "carried-over"]

SPELT = [
    ("{hit} the hammer", "They are hitting the hammer.", "hitting the hammer"),
    ("{hit} the hammer", "Hit the hammer!", "Hit the hammer"),
    ("{hit} the hammer", "the hammer they hit", None),
    ("pineapple/pineapples to peel", "two pineapples to peel", "pineapples to peel"),
    (
        "consortium of (the) press vehicles",
        "consortium of press vehicles",
        "consortium of press vehicles",
    ),
    (
        "consortium of (the) press vehicles",
        "Consortium of the press vehicles",
        "Consortium of the press vehicles",
    ),
    ("delegate <name> said", "The delegate Ana said", "delegate Ana said"),
    ("delegate <name> said", "The delegate then said", None),
    ("delegate of the <number>", "delegate of the 3rd district", "delegate of the 3rd"),
    ("the wolf's mouth", "in the wolf’s mouth", "the wolf’s mouth"),
    ("the full", "the fuller", None),
    ("{push} <something> with the belly", "pushed it with the belly", "pushed it with the belly"),
    (
        "{push} <something> with the belly",
        "He pushes the 2021 report with the belly.",
        "pushes the 2021 report with the belly",
    ),
    ("{push} <something> with the belly", "pushed one two three four five with the belly", None),
    ("{push} <something> with the belly", "pushed the door, with the belly", None),
    ("{fall} ~ barrier", "blocked by a fallen barrier", "fallen barrier"),
    ("{fall} ~ barrier", "a barrier of earth fell", "barrier of earth fell"),
    ("{fall} ~ barrier", "A barrier, too, fell.", "barrier, too, fell"),
    ("{fall} ~ barrier", "The barrier stood. It fell.", None),
    ("{fall} ~ barrier", "a barrier of earth and of stones fell", None),
    ("outbreak [dengue/zika]", "Zika: an outbreak", "outbreak"),
    ("outbreak [dengue/zika]", "an outbreak of flu", None),
]


@pytest.mark.parametrize(("written", "text", "found"), SPELT)
def test_a_phrase_finds_what_it_says(written: str, text: str, found: str | None) -> None:
    spots = list(wording.carried_over(Document(text), phrases={written: ""}))
    assert [text[spot.start : spot.end] for spot in spots] == ([found] if found else [])


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("The technician was happy with the goal of the striker.", True),
        ("The technician came.\n\nThe match began.\n\nThe striker fell.", True),
        ("The technician was happy with the goal of the firm.", False),
    ],
)
def test_a_subject_is_two_of_its_words_on_the_page(text: str, seen: bool) -> None:
    phrases = {"technician [#football]": "coach"}
    spots = list(wording.carried_over(Document(text), phrases=phrases, topics=("football",)))
    assert bool(spots) == seen


@pytest.mark.parametrize("rule", TABLES, ids=lambda rule: rule.id)
def test_a_rule_names_the_subjects_of_its_phrases(rule: Rule) -> None:
    named = {f"#{name}" for name in rule.file.options.get("topics", ())}
    around = [word for p in rule.file.options["phrases"] for word in wording.Phrase(p).around]
    assert {word for word in around if word.startswith("#")} == named
    assert rule.reads_lines == (not around and "topic" not in rule.file.options)


@pytest.mark.parametrize("rule", TABLES, ids=lambda rule: rule.id)
def test_a_bad_example_shows_every_phrase(rule: Rule) -> None:
    shown = "\n".join(example.bad for example in rule.file.example if example.bad)
    phrases = rule.file.options["phrases"]
    unseen = [p for p in phrases if not wording.Phrase(p).pattern.search(shown)]
    assert not unseen


def test_three_different_phrases_give_a_spun_page_away() -> None:
    twice = "The second spherical was calm. The Supreme Courtroom agreed. The second spherical too."
    assert wording.spun(Document(twice)) is None
    assert wording.spun(Document(twice + " It was in accordance with police."))


TWO_MEANINGS = """
from cleaner.detectors.wording import carried_over
from cleaner.document import Document

animals = ["okapi", "quagga", "axolotl", "pangolin", "narwhal", "wombat", "numbat", "quokka"]
phrases = {f"{a}/horse meadow": "first" for a in animals}
phrases |= {f"{a} meadow/field": "second" for a in animals}
for spot in carried_over(Document(" ".join(f"{a} meadow" for a in animals)), phrases=phrases):
    print(spot)
"""


def test_of_two_meanings_it_is_always_the_same() -> None:
    told = printed_under(TWO_MEANINGS, "1", "2")
    assert len(told) == 1
    assert told.pop().count(b"second") == 8

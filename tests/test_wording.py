"""Phrases that were carried over: the small language they are written in, and their examples."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from cleaner.detectors import wording
from cleaner.document import Document
from cleaner.rules import Rule, load_catalogue

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
]


@pytest.mark.parametrize(("written", "text", "found"), SPELT)
def test_a_phrase_finds_what_it_says(written: str, text: str, found: str | None) -> None:
    spots = list(wording.carried_over(Document(text), phrases={written: ""}))
    assert [text[spot.start : spot.end] for spot in spots] == ([found] if found else [])


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
    told = {
        subprocess.run(
            [sys.executable, "-c", TWO_MEANINGS],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1
    assert told.pop().count(b"second") == 8

"""Doubled words: to compare the words of a page first changes nothing that is found."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Document
from cleaner.detectors.repetition import doubled_words, joined_words
from cleaner.rules import shipped_rules

DOUBLED = [r for r in shipped_rules() if r.file.detector == "doubled-words"]
JOINED = [r for r in shipped_rules() if r.file.detector == "joined-words"]
WORDS = (
    "the river rivers of price prices Prices and or, bakers bakers, “bakers (of 12 1,200 naïve –"
)
TEXTS = st.lists(st.sampled_from([*WORDS.split(), "price.", "the\n\nriver", "о", "e\u0301a"]))


def found(rule, text):
    pattern = regex.compile(rule.file.options["pattern"], regex.MULTILINE)
    return sorted(match.span() for match in pattern.finditer(text))


@pytest.mark.parametrize("rule", DOUBLED, ids=lambda rule: rule.id)
@given(words=TEXTS)
def test_doubled_words_are_what_the_pattern_finds(rule, words):
    text = " ".join(words)
    options = rule.file.options
    spots = doubled_words(Document(text), pattern=options["pattern"], lengths=options["lengths"])
    assert sorted((spot.start, spot.end) for spot in spots) == found(rule, text)


@pytest.mark.parametrize("rule", JOINED, ids=lambda rule: rule.id)
@given(words=TEXTS)
def test_joined_words_are_what_the_pattern_finds(rule, words):
    text = " ".join(words)
    options = rule.file.options
    spots = joined_words(Document(text), pattern=options["pattern"], joints=options["joints"])
    assert sorted((spot.start, spot.end) for spot in spots) == found(rule, text)


def test_where_no_word_stands_twice_the_pattern_is_not_even_compiled():
    document = Document("The bakers left before the rain came, and nobody saw them again.")
    for lengths in ((1, 1), (2, 7), (4, 9)):
        assert not list(doubled_words(document, pattern="(", lengths=lengths))

"""Words of a text, by the fast path and by the slow one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.detectors.language import word_set

PIECES = st.sampled_from(
    [
        "São",
        "d’un",
        "“co-op”",
        "x²",
        "5½",
        "a_b\x1c",
        "naïve×2",
        "÷",
        "ß",
        "Ærø",
        "東京",
        "£5",
        "…the—end",
    ]
)


@given(st.lists(PIECES | st.text(max_size=4), max_size=12).map(" ".join))
def test_both_paths_find_the_same_words(text):
    assert word_set(text) == frozenset(re.findall(r"\w+", text))


@pytest.mark.parametrize("text", ["", " ", "–", "\n\n"])
def test_a_text_without_words_has_none(text):
    assert word_set(text) == frozenset()

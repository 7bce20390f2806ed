"""What counts as a word of English, and what does not."""

from __future__ import annotations

import pytest

from cleaner.detectors.vocabulary import is_english


@pytest.mark.parametrize(
    "word",
    [
        "window",
        "windows",
        "stopped",
        "stopping",
        "bigger",
        "parties",
        "unfinished",
        "quickly",
        "wolves",
        "matches",
        "baked",
    ],
)
def test_words_of_news_are_known_in_all_their_forms(word: str) -> None:
    assert is_english(word)


@pytest.mark.parametrize(
    "word",
    ["canteiro", "luto", "flecheiros", "llavero", "trunfos", "petista", "actores", "angeles"],
)
def test_words_of_other_languages_are_not(word: str) -> None:
    assert not is_english(word)

"""Patterns that wait: they do what compiled ones do, from the first use on."""

from __future__ import annotations

import pytest
import regex

from cleaner.lazy import lazy_pattern


@pytest.mark.parametrize("method", ["findall", "split"])
def test_a_lazy_pattern_does_what_a_compiled_one_does(method):
    text = "Rain AND rain, 12 And 13"
    lazy, compiled = (make(r" ?and ?", regex.IGNORECASE) for make in (lazy_pattern, regex.compile))
    for _ in range(2):  # compiled at the first call
        assert getattr(lazy, method)(text) == getattr(compiled, method)(text)
    assert lazy.pattern == compiled.pattern
    assert lazy.groups == compiled.groups


def test_a_lazy_pattern_finds_the_same_places():
    text = "Rain and rain"
    for method in ("search", "match", "fullmatch"):
        lazy, compiled = (make("rain|Rain") for make in (lazy_pattern, regex.compile))
        ours, theirs = (getattr(pattern, method)(text) for pattern in (lazy, compiled))
        assert (ours and ours.span()) == (theirs and theirs.span())


def test_a_mistake_shows_at_the_first_use():
    pattern = lazy_pattern("(")
    with pytest.raises(regex.error):
        pattern.search("")

"""Phrases that are never touched, and where they stand in a text: the user's, and what is [sic]."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import regex

from cleaner.compiled import lazy_pattern

# Who writes “[sic]” saw the fault and wants it there.
_MEANT = lazy_pattern(r"[\[(]sic[\])](?: [“\"‘'][^\n“”\"]{0,30})?")
_MEANT_BEFORE = 30  # characters


class Protected:
    """Finds the phrases in one text.

    A phrase is found as it is written, as whole words; a space in it is any space or line end.
    Whatever the user names, the words beside “[sic]” are one.
    """

    def __init__(self, pattern: regex.Pattern[str] | None, text: str) -> None:
        self._pattern = pattern
        self._text = text

    def phrase_in(self, start: int, end: int) -> str:
        """Return the phrase that `text[start:end]` overlaps, empty if there is none.

        An insertion overlaps a phrase only inside of it.
        """
        for phrase_start, phrase_end in self._places:
            if phrase_start < end and start < phrase_end:
                return self._text[phrase_start:phrase_end]
        return ""

    @cached_property
    def _places(self) -> list[tuple[int, int]]:
        text, named = self._text, self._pattern
        places = [] if named is None else [m.span() for m in named.finditer(text, overlapped=True)]
        for match in _MEANT.finditer(text):
            line = text.rfind("\n", 0, match.start()) + 1
            places.append((max(line, match.start() - _MEANT_BEFORE), match.end()))
        return places


def phrase_pattern(phrases: Iterable[str]) -> regex.Pattern[str] | None:
    """Return what finds any of the phrases, the longest first; None if there are none."""
    longest_first = sorted({*phrases} - {""}, key=lambda phrase: (-len(phrase), phrase))
    if not longest_first:
        return None
    return regex.compile("|".join(map(_whole, longest_first)))


def _whole(phrase: str) -> str:
    before = r"(?<!\w)" if regex.match(r"\w", phrase) else ""
    after = r"(?!\w)" if regex.search(r"\w\Z", phrase) else ""
    return before + r"\s".join(map(regex.escape, phrase.split(" "))) + after

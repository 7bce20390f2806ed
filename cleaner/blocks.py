"""A long text in blocks of whole lines, so that a rule looks only where something is.

On a long document every rule hits somewhere. What a pattern finds lies in a few lines that
follow each other, so it is searched in the blocks that hit and not in the whole text. Knows
nothing of rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

import regex

LONG = 16_384  # characters; a shorter text is one block
MOST_GAPS = 3  # between lines, that what is sought may reach over
_LEAST = 4_096  # characters of a block
_GAP = regex.compile(r"\n\s*+")


class Region(NamedTuple):
    """Where matches start that are wanted, `start:end`, and up to where the text is read."""

    start: int
    end: int
    stop: int


def cut(text: str) -> list[int]:
    """Return where the blocks of a text begin, and where the last one ends.

    Each begins with a line and has more lines that are not blank than `MOST_GAPS`.
    """
    bounds = [0]
    while gap := next(_gaps(text, bounds[-1]), None):
        if gap.start() < bounds[-1] + _LEAST:
            gap = _GAP.search(text, bounds[-1] + _LEAST)
        if gap is None or gap.end() == len(text):
            break
        bounds.append(text.rfind("\n", gap.start(), gap.end()) + 1)
    return [*bounds, len(text)]


def pieces(text: str, bounds: Sequence[int]) -> Iterator[str]:
    """Yield each block with the lines behind it that what begins in it may reach into."""
    for start, end in pairwise(bounds):
        gap = next(_gaps(text, end), None)
        yield text[start : len(text) if gap is None else gap.end()]


def regions(hits: Iterable[int], bounds: Sequence[int]) -> list[Region]:
    """Return where to search for what begins in the pieces of these numbers, in order."""
    last = len(bounds) - 1
    found: list[Region] = []
    for number in hits:
        start, end, stop = (bounds[min(number + more, last)] for more in (0, 2, 3))
        if found and start <= found[-1].end:
            start = found.pop().start
        found.append(Region(start, end, stop))
    return found


def _gaps(text: str, start: int) -> Iterator[regex.Match[str]]:
    """Yield the gap behind the last line that a match from `start` may reach, and all further."""
    return islice(_GAP.finditer(text, start), MOST_GAPS, None)

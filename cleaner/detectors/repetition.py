"""Engines that lose the thread and print the same phrase again and again.

Knows nothing of headlines or captions printed twice, nor of a single doubled word.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.document import WORD, Document, Spot
from cleaner.lazy import lazy_pattern

_STEP = 24  # characters between two probes: every loop that is long enough meets one
_PROBE = 12
_LONGEST = 70
_LOOP = lazy_pattern(rf"(?P<unit>[^\n!?]{{3,{_LONGEST}}}?)(?P=unit){{3,}}")
_MANY = 6  # times that one word may follow itself: “blah blah blah”


def repetition_loop(document: Document) -> Iterator[Spot]:
    """Yield places where a phrase follows itself four times or more: “of the period of the period”.

    Nothing can be put there: what the engine dropped is lost. Left alone: chants and laughter
    (with an exclamation mark, or one word a few times), and lines of figures or dots.
    """
    text = document.text
    behind = 0
    while (at := _recurring(text, behind)) is not None:
        behind = at + _STEP
        space = text.find(" ", at, at + _PROBE + _LONGEST)
        match = _LOOP.match(text, space + 1 if space >= 0 else at)
        if match is None:
            continue
        behind = max(behind, match.end())
        words = WORD.findall(match["unit"])
        times = len(match.group()) // len(match["unit"])
        if len(words) > 1 or (words and times > _MANY):
            yield Spot(match.start(), match.end(), None, f"“{match['unit'].strip()}” {times} times")


def _recurring(text: str, start: int) -> int | None:
    """Return the next probe whose characters stand again within the reach of a loop."""
    for at in range(start, len(text) - _PROBE, _STEP):
        if text[at : at + _PROBE] in text[at + 1 : at + _PROBE + _LONGEST]:
            return at
    return None

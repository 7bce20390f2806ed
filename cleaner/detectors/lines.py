"""Which of many patterns match a line, without trying them all: by how the line begins.

Knows nothing of pages, nor of what the patterns are for.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache, partial
from pathlib import Path

import msgspec
import regex

from cleaner.cache import fingerprint, load, store
from cleaner.compiled import compiled

_LONGEST_LINE = 300
_SHORT, _LONG = 4, 12  # characters of beginnings, the longer looked up only if the short may be
_MOST_ON_RECORD = 4000  # beginnings of a length
_MOST_BEGINNINGS = 1 << 15
_KEPT_TABLES = 64
_USUAL = frozenset(map(chr, range(32, 127))).union("“‘«•–—©")  # what lines of English begin with


@cache
def line_matcher(patterns: tuple[str, ...], flags: int = regex.IGNORECASE) -> Callable[[str], bool]:
    """Return what tells whether one of the patterns matches a whole line, by default case aside.

    A line of running text costs next to nothing, and a pattern is compiled when a line begins
    so that it might match.
    """
    known = _known_beginnings(patterns, flags)
    made = cache(partial(compiled, flags=flags))

    @lru_cache(maxsize=_MOST_BEGINNINGS)
    def possible(beginning: str) -> tuple[str, ...]:
        if 0 < len(beginning) <= known.length and _USUAL.issuperset(beginning):
            spelt = beginning.lower() if flags & regex.IGNORECASE else beginning
            return tuple(patterns[number] for number in known.found.get(spelt, ()))
        sources = possible(beginning[:-1]) if beginning else patterns
        return tuple(s for s in sources if made(s).fullmatch(beginning, partial=True))

    @lru_cache(maxsize=_MOST_BEGINNINGS)
    def likely(beginning: str) -> tuple[regex.Pattern[str], ...]:
        some = map(made, possible(beginning[:_SHORT]))
        return tuple(pattern for pattern in some if pattern.fullmatch(beginning, partial=True))

    def matches(line: str) -> bool:
        if len(line) > _LONGEST_LINE or not possible(line[:_SHORT]):
            return False
        return any(pattern.fullmatch(line) for pattern in likely(line[:_LONG]))

    return matches


class _Beginnings(msgspec.Struct, frozen=True):
    """Which patterns, by number, may match a line that begins so; all that have up to `length`."""

    found: dict[str, list[int]]
    length: int


def _known_beginnings(patterns: tuple[str, ...], flags: int) -> _Beginnings:
    """Return the beginnings of usual characters; all patterns are compiled, so they are kept."""
    key = (patterns, int(flags), regex.__version__, fingerprint([Path(__file__)]))
    known = load("beginnings", key, _Beginnings)
    if known is None:
        known = _beginnings([compiled(pattern, flags) for pattern in patterns], flags)
        store("beginnings", key, known, most=_KEPT_TABLES)
    return known


def _beginnings(patterns: list[regex.Pattern[str]], flags: int) -> _Beginnings:
    usual = [c for c in _USUAL if not flags & regex.IGNORECASE or c == c.lower()]
    found: dict[str, list[int]] = {}
    level, length = {"": list(range(len(patterns)))}, 0
    while length < _SHORT:
        longer: dict[str, list[int]] = {}
        for begun, numbers in level.items():
            possible = ((one, _possible(patterns, numbers, begun + one)) for one in usual)
            longer |= {begun + one: few for one, few in possible if few}
            if len(longer) > _MOST_ON_RECORD:
                return _Beginnings(found, length)
        found |= longer
        level, length = longer, length + 1
    return _Beginnings(found, length)


def _possible(patterns: list[regex.Pattern[str]], numbers: list[int], begun: str) -> list[int]:
    return [n for n in numbers if patterns[n].fullmatch(begun, partial=True)]

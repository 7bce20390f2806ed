"""Which of many patterns match a line, without trying them all: by how the line begins.

Knows nothing of pages, nor of what the patterns are for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import TypeVar

import msgspec
import regex

from cleaner.cache import fingerprint, load, store
from cleaner.compiled import compiled

_LONGEST_LINE = 300
_SHORT, _LONG = 4, 12  # characters of beginnings, the longer looked up only if the short may be
_MOST_ON_RECORD = 4000  # beginnings of a length
_MOST_BEGINNINGS = 1 << 15  # of lines that were met
_KEPT_TABLES = 200  # a run with many languages asks for 70, and two versions may share a cache
_USUAL = frozenset(map(chr, range(32, 127))).union("“‘«•–—©")  # what lines of English begin with

T = TypeVar("T")


class Memo(dict[str, T]):
    """What a function says of the beginnings of lines, kept for as many as were met lately.

    Most lines begin as others did, and to look one up costs what it costs in a dictionary.
    """

    def __init__(self, ask: Callable[[str], T]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, beginning: str) -> T:
        if len(self) >= _MOST_BEGINNINGS:
            self.clear()
        found = self[beginning] = self._ask(beginning)
        return found


class LineMatcher:
    """Tells whether one of the patterns matches a whole line.

    A line of running text costs next to nothing, and a pattern is compiled when a line begins
    so that it might match.
    """

    def __init__(self, patterns: tuple[str, ...], flags: int) -> None:
        made = cache(partial(compiled, flags=flags))
        self._possible = _Possible(patterns, flags, made).of

        @lru_cache(maxsize=_MOST_BEGINNINGS)
        def likely(beginning: str) -> tuple[regex.Pattern[str], ...]:
            some = map(made, self._possible[beginning[:_SHORT]])
            return tuple(pattern for pattern in some if pattern.fullmatch(beginning, partial=True))

        self._likely = likely
        self._short = Memo(self._matches)

    def __call__(self, line: str) -> bool:
        """Tell whether a line matches."""
        if len(line) > _LONGEST_LINE or not self._possible[line[:_SHORT]]:
            return False
        return self._short[line] if len(line) <= _LONG else self._matches(line)

    def _matches(self, line: str) -> bool:
        return any(pattern.fullmatch(line) for pattern in self._likely(line[:_LONG]))

    def among(self, lines: Sequence[str]) -> list[int]:
        """Return the numbers of the lines that match."""
        possible = self._possible
        begun = [number for number, line in enumerate(lines) if possible[line[:_SHORT]]]
        return [number for number in begun if self(lines[number])]


class _Possible:
    """The patterns that may match a line, by its first characters: `of` them."""

    def __init__(
        self, patterns: tuple[str, ...], flags: int, made: Callable[[str], regex.Pattern[str]]
    ) -> None:
        self._patterns, self._made = patterns, made
        self._caseless = bool(flags & regex.IGNORECASE)
        self._known = _known_beginnings(patterns, flags)
        self.of = Memo(self._find)

    def _find(self, beginning: str) -> tuple[str, ...]:
        if 0 < len(beginning) <= self._known.length and _USUAL.issuperset(beginning):
            spelt = beginning.lower() if self._caseless else beginning
            return tuple(self._patterns[number] for number in self._known.found.get(spelt, ()))
        sources = self.of[beginning[:-1]] if beginning else self._patterns
        return tuple(s for s in sources if self._made(s).fullmatch(beginning, partial=True))


@cache
def line_matcher(patterns: tuple[str, ...], flags: int = regex.IGNORECASE) -> LineMatcher:
    """Return what tells whether one of the patterns matches a line, by default case aside."""
    return LineMatcher(patterns, flags)


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

"""Which of many patterns match a line, without trying them all: by how the line begins.

Knows nothing of pages, nor of what the patterns are for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, lru_cache, partial
from pathlib import Path

import regex

from cleaner.cache import fingerprint, load, store

_LONGEST_LINE = 300
_FIRST, _SHORT, _LONG = 2, 4, 12  # characters of beginnings, each looked up only if it may be
_MOST_BEGINNINGS = 1 << 15
_KEPT_TABLES = 64
_USUAL = [*map(chr, range(32, 127)), *"“‘«•–—©"]  # what lines of English begin with


@cache
def line_matcher(patterns: tuple[str, ...], flags: int = regex.IGNORECASE) -> Callable[[str], bool]:
    """Return what tells whether one of the patterns matches a whole line, by default case aside.

    A line of running text costs next to nothing, and a pattern is compiled when a line begins
    so that it might match.
    """
    firsts = _firsts(patterns, flags)
    compiled = cache(partial(regex.compile, flags=flags))

    @lru_cache(maxsize=_MOST_BEGINNINGS)
    def possible(beginning: str) -> tuple[str, ...]:
        if len(beginning) <= _FIRST:
            known = firsts.get(beginning.lower() if flags & regex.IGNORECASE else beginning)
            if known is not None:
                return tuple(patterns[number] for number in known)
        sources = possible(beginning[:-1]) if beginning else patterns
        return tuple(s for s in sources if compiled(s).fullmatch(beginning, partial=True))

    def matches(line: str) -> bool:
        if len(line) > _LONGEST_LINE:
            return False
        sources = possible(line[:_SHORT]) and possible(line[:_LONG])
        return any(compiled(source).fullmatch(line) for source in sources)

    return matches


def _firsts(patterns: tuple[str, ...], flags: int) -> dict[str, list[int]]:
    """Return by one and two usual characters which patterns may match a line that begins so.

    To find that out all of them are compiled, so it is kept between runs.
    """
    key = (patterns, int(flags), regex.__version__, fingerprint([Path(__file__)]))
    firsts = load("beginnings", key, dict[str, list[int]])
    if firsts is None:
        firsts = dict(_beginnings([regex.compile(pattern, flags) for pattern in patterns], flags))
        store("beginnings", key, firsts, most=_KEPT_TABLES)
    return firsts


def _beginnings(patterns: list[regex.Pattern[str]], flags: int) -> Iterator[tuple[str, list[int]]]:
    usual = [c for c in _USUAL if not flags & regex.IGNORECASE or c == c.lower()]
    everything = list(range(len(patterns)))
    for one in usual:
        begun = [n for n in everything if patterns[n].fullmatch(one, partial=True)]
        yield one, begun
        for two in usual if begun else ():
            longer = [n for n in begun if patterns[n].fullmatch(one + two, partial=True)]
            yield one + two, longer

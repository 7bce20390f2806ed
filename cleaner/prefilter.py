"""Which rules can match at all: one Hyperscan scan of a text for the triggers of all rules.

The prefilter never changes a result. A rule that is not among the candidates would find
nothing; where that is not certain (no Hyperscan, a pattern it cannot take, characters that
the engines read differently), the rule is a candidate.
"""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from cleaner import cache, hyperscan_syntax
from cleaner.hyperscan_syntax import COMMON, NotForHyperscanError, translate_apart
from cleaner.rules import Rule

_NOTHING: Mapping[str, str] = MappingProxyType({})
_UNCOMMON = f"[^{COMMON}]"


class _Compiled(msgspec.Struct, frozen=True):
    """What a cache file holds: a serialized database, and the rule of each number in it."""

    ids: tuple[str, ...]
    always: dict[str, str]
    database: bytes


class Prefilter:
    """The triggers of rules, compiled once and kept in the user's cache.

    `also` are further patterns by names of their own, which are candidates as rules are.
    """

    def __init__(self, rules: Iterable[Rule], also: Mapping[str, str] = _NOTHING) -> None:
        triggers = {rule.id: rule.needs for rule in rules} | dict(also)
        self._everything = frozenset(triggers)
        self._ids: tuple[str, ...] = ()
        self._database: Any = None
        self._uncertain: dict[str, str] = {}
        if _hyperscan() is not None:
            compiled = _compiled(triggers)
            self._ids, self._uncertain = compiled.ids, compiled.always
            self._always = frozenset(compiled.always)
            self._database = _hyperscan().loadb(compiled.database, mode=_mode())
            self._database.scratch = _hyperscan().Scratch(self._database)

    @property
    def works(self) -> bool:
        """Tell whether Hyperscan is there; without it every rule is always a candidate."""
        return self._database is not None

    @property
    def always(self) -> Mapping[str, str]:
        """Return the rules that are always candidates, and why."""
        return self._uncertain

    def candidates(self, text: str) -> frozenset[str]:
        """Return the ids of all rules that may find something in a text."""
        if self._database is None:
            return self._everything
        try:
            data = text.encode()
        except UnicodeEncodeError:  # a lone surrogate
            return self._everything
        hits: list[int] = []
        self._database.scan(data, match_event_handler=lambda number, *_: hits.append(number))
        if len(self._ids) in hits:  # a character that the engines may read differently
            return self._everything
        return self._always.union(self._ids[number] for number in hits)


def _compiled(triggers: Mapping[str, str]) -> _Compiled:
    translator = cache.fingerprint([Path(hyperscan_syntax.__file__), Path(__file__)])
    key = (triggers, _hyperscan().__version__, platform.machine(), translator)
    compiled = cache.load("prefilter", key, _Compiled)
    if compiled is None:
        compiled = _compile(triggers)
        cache.store("prefilter", key, compiled)
    return compiled


def _compile(triggers: Mapping[str, str]) -> _Compiled:
    always: dict[str, str] = {}
    expressions: dict[str, list[str]] = {}
    for id, trigger in triggers.items():
        try:
            expressions[id] = translate_apart(trigger)
        except NotForHyperscanError as reason:
            always[id] = str(reason)
    try:
        database = _database(expressions.values())
    except _hyperscan().error:
        refused = {id: why for id in expressions if (why := refusal(triggers[id]))}
        always |= refused
        expressions = {id: e for id, e in expressions.items() if id not in refused}
        database = _database(expressions.values())
    ids = tuple(id for id, parts in expressions.items() for _ in parts)
    return _Compiled(ids, always, _hyperscan().dumpb(database))


def refusal(trigger: str) -> str:
    """Return why a trigger is of no use to the prefilter; empty: it is."""
    try:
        expressions = translate_apart(trigger)
    except NotForHyperscanError as reason:
        return str(reason)
    if _hyperscan() is None:
        return ""
    try:
        _database([expressions])
    except _hyperscan().error as error:
        return f"Hyperscan says: {error}"
    return ""


def _database(expressions: Iterable[list[str]]) -> Any:
    """Return the compiled expressions, numbered in their order; the last one is `_UNCOMMON`."""
    spelt = [part.encode() for parts in (*expressions, [_UNCOMMON]) for part in parts]
    hyperscan = _hyperscan()
    flags = (
        hyperscan.HS_FLAG_PREFILTER
        | hyperscan.HS_FLAG_UTF8
        | hyperscan.HS_FLAG_UCP
        | hyperscan.HS_FLAG_SINGLEMATCH
        | hyperscan.HS_FLAG_MULTILINE
    )
    count = len(spelt)
    database = hyperscan.Database(mode=_mode())
    database.compile(
        expressions=spelt, ids=list(range(count)), elements=count, flags=[flags] * count
    )
    return database


def _mode() -> int:
    return int(_hyperscan().HS_MODE_BLOCK)


def _hyperscan() -> Any:
    """Return the module, None where the platform has none: then all rules run, slower."""
    try:
        import hyperscan
    except ImportError:
        return None
    return hyperscan

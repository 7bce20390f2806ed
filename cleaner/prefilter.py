"""Which rules can find something, and where: one Hyperscan scan for the triggers of all rules.

The prefilter never changes a result. A rule that has no hit would find nothing; where that is
not certain (no Hyperscan, a pattern that is not understood), the rule is always asked.
"""

from __future__ import annotations

import platform
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from cleaner import cache
from cleaner.alphabet import encode
from cleaner.rules import Rule

if TYPE_CHECKING:
    from cleaner.patterns import Node

_NOTHING: Mapping[str, str] = MappingProxyType({})
_LONG = 5  # characters; longer literals are alike to a scan
_TELLING = 2  # characters; with shorter literals a scan meets an expression all the time
_SENTENCE = encode("The others were often asked about their long way home and back again.")
_MOST_GAPS = 3  # between lines; what reaches further is sought in the whole text


class _Compiled(msgspec.Struct, frozen=True):
    """What a cache file holds: serialized databases, and the rule of each number in them."""

    ids: tuple[str, ...]
    always: dict[str, str]
    reach: dict[str, int]
    databases: tuple[memoryview, ...]


class Prefilter:
    """The triggers of rules, compiled once and kept in the user's cache.

    `also` are further patterns by names of their own, which have hits as rules do.
    """

    def __init__(self, rules: Iterable[Rule], also: Mapping[str, str] = _NOTHING) -> None:
        triggers = {rule.id: _Trigger.of(rule) for rule in rules}
        triggers |= {name: _Trigger(pattern) for name, pattern in also.items()}
        self._compiled = _Compiled((), {}, {}, ())
        self._everything = frozenset(triggers)
        self._works = _hyperscan() is not None
        if self._works:
            self._compiled = _compiled(triggers)
        self._databases = [_loaded(database) for database in self._compiled.databases]
        self._compiled = replace(self._compiled, databases=())

    @property
    def works(self) -> bool:
        """Tell whether Hyperscan is there; without it every rule is always a candidate."""
        return self._works

    @property
    def always(self) -> Mapping[str, str]:
        """Return the rules that are always candidates, and why."""
        return self._compiled.always

    @property
    def reach(self) -> Mapping[str, int]:
        """Return over how many gaps between lines a rule reaches from a hit, if that is known."""
        return self._compiled.reach

    def hits(self, texts: Sequence[bytes]) -> list[dict[str, list[int]]]:
        """Return for each encoded text, by rule, where hits end; one for a rule without a reach.

        A rule that is always asked has no places. Many texts take less time at once: one
        database after the other stays in the processor's cache.
        """
        asked = self._compiled.always if self._works else self._everything
        nowhere: list[int] = []  # of all rules that are always asked: no hit is ever theirs
        found = [dict.fromkeys(asked, nowhere) for _ in texts]
        ids = self._compiled.ids
        seen: list[tuple[int, int]] = []

        def note(number: int, start: int, end: int, flags: int, context: object) -> None:
            seen.append((number, end))

        for database in self._databases:
            for hits, text in zip(found, texts, strict=True):
                database.scan(text, match_event_handler=note)
                for number, end in seen:
                    hits.setdefault(ids[number], []).append(end)
                seen.clear()
        return found


class _Trigger(msgspec.Struct, frozen=True):
    """What a rule cannot do without, and the patterns that say how far it reads from there."""

    needs: str
    reads: tuple[str, ...] = ()

    @classmethod
    def of(cls, rule: Rule) -> _Trigger:
        if not rule.reads_lines:
            return cls(rule.needs)
        return cls(rule.needs, tuple(dict.fromkeys((rule.needs, rule.pattern or rule.needs))))


def _compiled(triggers: Mapping[str, _Trigger]) -> _Compiled:
    modules = ("prefilter.py", "patterns.py", "alphabet.py")
    made_by = cache.fingerprint([Path(__file__).with_name(name) for name in modules])
    key = (triggers, _hyperscan().__version__, platform.machine(), made_by)
    compiled = cache.load("prefilter", key, _Compiled, mapped=True)
    if compiled is None:
        compiled = _compile(triggers)
        cache.store("prefilter", key, compiled)
    return compiled


def _compile(triggers: Mapping[str, _Trigger]) -> _Compiled:
    from cleaner.patterns import NotUnderstoodError, parse, relaxed

    always: dict[str, str] = {}
    reach: dict[str, int] = {}
    expressions: dict[str, list[Node]] = {}
    for id, trigger in triggers.items():
        try:
            tree = parse(trigger.needs)
        except NotUnderstoodError as reason:
            always[id] = str(reason)
            continue
        expressions[id] = relaxed(tree)
        gaps = _gaps(trigger, tree)
        if gaps is not None and not any(map(_is_everywhere, expressions[id])):
            reach[id] = gaps
    try:
        databases = _databases(expressions, reach)
    except _hyperscan().error:
        refused = {id: why for id in expressions if (why := _refusal(expressions[id]))}
        always |= refused
        expressions = {id: e for id, e in expressions.items() if id not in refused}
        databases = _databases(expressions, reach)
    return _Compiled(tuple(expressions), always, reach, databases)


def _gaps(trigger: _Trigger, needs: Node) -> int | None:
    """Return over how many gaps a rule reads in all from its trigger; None: nobody knows."""
    from cleaner.patterns import NotUnderstoodError, gaps_read, parse

    total = 0
    for pattern in trigger.reads:
        try:
            gaps = gaps_read(needs if pattern == trigger.needs else parse(pattern))
        except NotUnderstoodError:
            return None
        if gaps is None:
            return None
        total += gaps
    return total if trigger.reads and total <= _MOST_GAPS else None


def _is_everywhere(expression: Node) -> bool:
    """Tell whether an expression matches any sentence: such hits tell no line from another."""
    from cleaner.patterns import spell

    return re.search(spell(expression), _SENTENCE) is not None


def refusal(trigger: str) -> str:
    """Return why a trigger is of no use to the prefilter; empty: it is."""
    from cleaner.patterns import NotUnderstoodError, parse, relaxed

    try:
        expressions = relaxed(parse(trigger))
    except NotUnderstoodError as reason:
        return str(reason)
    return _refusal(expressions) if _hyperscan() is not None else ""


def _refusal(expressions: list[Node]) -> str:
    try:
        _databases({"": expressions}, {})
    except _hyperscan().error as error:
        return f"Hyperscan says: {error}"
    return ""


def _databases(
    expressions: Mapping[str, list[Node]], reach: Mapping[str, int]
) -> tuple[memoryview, ...]:
    """Return the compiled expressions of rules, numbered in their order.

    Hyperscan looks for literals first. Long ones are rare, and short ones of different lengths
    are in each other's way: apart, they take half of the time. So do expressions with hardly a
    literal whose length has a bound, which together are one small automaton, and those without.
    Of a rule that looks at the whole text one hit is enough.
    """
    from cleaner.patterns import longest_literal, runs_on, spell

    once = int(_hyperscan().HS_FLAG_SINGLEMATCH)
    alike: dict[tuple[int, bool], list[tuple[bytes, int, int]]] = {}
    for number, (id, nodes) in enumerate(expressions.items()):
        for node in nodes:
            expression = (spell(node), number, 0 if id in reach else once)
            literal = min(longest_literal(node), _LONG)
            apart = literal < _TELLING and runs_on(node)
            alike.setdefault((literal, apart), []).append(expression)
    groups = (group for _, group in sorted(alike.items()))
    return tuple(memoryview(_database(*zip(*group, strict=True))) for group in groups)


def _database(expressions: Iterable[bytes], ids: Iterable[int], flags: Iterable[int]) -> bytes:
    database = _hyperscan().Database(mode=_mode())
    spelt = list(expressions)
    database.compile(expressions=spelt, ids=list(ids), elements=len(spelt), flags=list(flags))
    return bytes(_hyperscan().dumpb(database))


def _loaded(database: memoryview) -> Any:
    loaded = _hyperscan().loadb(bytes(database), mode=_mode())
    loaded.scratch = _hyperscan().Scratch(loaded)
    return loaded


def _mode() -> int:
    return int(_hyperscan().HS_MODE_BLOCK)


def _hyperscan() -> Any:
    """Return the module, None where the platform has none: then all rules run, slower."""
    try:
        import hyperscan
    except ImportError:
        return None
    return hyperscan

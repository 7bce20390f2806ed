"""Which rules are asked to look at a document: those that may find something, in its language.

Knows what a prefilter says, and which languages a document may be translated from; knows
nothing of what the rules find.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from types import MappingProxyType

from cleaner import blocks
from cleaner.blocks import Region
from cleaner.detectors.language import name_triggers, origins
from cleaner.document import Document
from cleaner.hyperscan_syntax import gaps_read
from cleaner.prefilter import Prefilter
from cleaner.rules import Family, Rule, shipped_rules


class Triggers:
    """What rules need, in a database for the rules of all languages, and one for the others.

    Few documents are in the language of a rule, so their database is hardly ever loaded.
    `prefilter` False: every rule may find something in every document of its language.
    """

    def __init__(self, rules: Iterable[Rule], *, prefilter: bool = True) -> None:
        rules = list(rules)
        self._free = [rule for rule in rules if not rule.file.source]
        self._bound = [rule for rule in rules if rule.file.source]
        self._names = name_triggers() if self._bound else {}
        self._works = prefilter

    @cached_property
    def _of_all(self) -> _Layers:
        return _Layers(self._free, _of_no_language, self._names)

    @cached_property
    def _of_some(self) -> _Layers:
        return _Layers(self._bound, lambda rule: not _of_no_language(rule))

    @cached_property
    def _in_blocks(self) -> _Layers:
        near = list(filter(lies_in_few_lines, self._free))
        return _Layers(near, lambda rule: _of_no_language(rule) and lies_in_few_lines(rule))

    @cached_property
    def _in_long_texts(self) -> _Layers:
        far = [rule for rule in self._free if not lies_in_few_lines(rule)]
        kind = lambda rule: _of_no_language(rule) and not lies_in_few_lines(rule)  # noqa: E731
        return _Layers(far, kind, self._names)

    def free(self, text: str) -> frozenset[str]:
        """Return the rules of all languages that may find something."""
        if not self._works:
            return frozenset(rule.id for rule in self._free).union(self._names)
        return (self._in_long_texts if self._cuts(text) else self._of_all).candidates(text)

    def are_all(self, hits: frozenset[str]) -> bool:
        """Tell whether the scan told nothing: a document on which the engines may not agree."""
        return len(hits) >= len(self._free)

    def bears_names(self, hits: frozenset[str]) -> bool:
        """Tell whether names that betray a language are in a text."""
        return not hits.isdisjoint(self._names)

    def bound(self, text: str, origins: frozenset[str]) -> frozenset[str]:
        """Return the rules of some of the languages that may find something."""
        rules = [rule.id for rule in self._bound if not origins.isdisjoint(rule.file.source)]
        if not rules or not self._works:
            return frozenset(rules)
        return self._of_some.candidates(text).intersection(rules)

    def regions(self, text: str) -> dict[str, list[Region]]:
        """Return by rule where in a long text something may be that lies in few lines."""
        if not self._cuts(text):
            return {}
        bounds = blocks.cut(text)
        hits: dict[str, list[int]] = {}
        for number, piece in enumerate(blocks.pieces(text, bounds)):
            for id in self._in_blocks.candidates(piece):
                hits.setdefault(id, []).append(number)
        return {id: blocks.regions(numbers, bounds) for id, numbers in hits.items()}

    def _cuts(self, text: str) -> bool:
        return self._works and len(text) >= blocks.LONG and self._in_blocks.works


def _of_no_language(rule: Rule) -> bool:
    return not rule.file.source


class _Layers:
    """A database for the shipped rules of a kind, and one for those of the user.

    To compile the shipped ones takes seconds: so most choices of them share one database,
    and a rule that was just edited waits for itself alone.
    """

    def __init__(
        self,
        rules: list[Rule],
        of_kind: Callable[[Rule], bool],
        names: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        shipped = list(filter(of_kind, shipped_rules()))
        needs = {(rule.id, rule.needs) for rule in shipped}
        known = [rule for rule in rules if (rule.id, rule.needs) in needs]
        own = [rule for rule in rules if (rule.id, rule.needs) not in needs]
        wide = shipped if 2 * len(known) > len(shipped) else known
        self._wanted = frozenset(rule.id for rule in rules).union(names)
        self._layers = [Prefilter(wide, names)] + [Prefilter(own)] * bool(own)

    @property
    def works(self) -> bool:
        """Tell whether there is anything that scans."""
        return self._layers[0].works

    def candidates(self, text: str) -> frozenset[str]:
        """Return the ids of all rules that may find something in a text."""
        hits = frozenset[str]().union(*(layer.candidates(text) for layer in self._layers))
        return hits & self._wanted


def lies_in_few_lines(rule: Rule) -> bool:
    """Tell whether all that a rule seeks and looks around for is near what triggers it."""
    if not rule.reads_lines or not rule.needs:
        return False
    gaps = map(gaps_read, {rule.needs, rule.file.pattern or rule.needs})
    return all(number is not None and number <= blocks.MOST_GAPS for number in gaps)


class Candidates:
    """The rules that may find something in a document as it is now, and where.

    Names that were mended bear marks of a language, too, and an untranslated line that went
    bore some: so the languages are those of the text as it came (`before`), and as it is.
    """

    def __init__(
        self, triggers: Triggers, document: Document, before: frozenset[str] = frozenset()
    ) -> None:
        text = document.text
        free = triggers.free(text)
        self._regions = triggers.regions(text)
        self.origins = before | origins(document, marked=triggers.bears_names(free))
        self._ids = free | triggers.bound(text, self.origins) | self._regions.keys()
        self.are_few = not triggers.are_all(self._ids)

    def of(self, family: Family) -> list[tuple[Rule, list[Region] | None]]:
        """Return the rules of a family that may find something, in their order, and where.

        None: anywhere.
        """
        places = sorted(family.places[id] for id in self._ids & family.places.keys())
        rules = (family.rules[place] for place in places)
        return [(rule, self._regions.get(rule.id)) for rule in rules]

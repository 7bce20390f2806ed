"""Which rules are asked to look at a document: those that may find something, in its language.

Knows what a prefilter says, and which languages a document may be translated from; knows
nothing of what the rules find.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from cleaner import blocks
from cleaner.blocks import Region
from cleaner.detectors.language import name_triggers, origins
from cleaner.document import Document
from cleaner.hyperscan_syntax import gaps_read
from cleaner.prefilter import Prefilter
from cleaner.rules import Family, Rule


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
    def _of_all(self) -> Prefilter:
        return Prefilter(self._free, self._names)

    @cached_property
    def _of_some(self) -> Prefilter:
        return Prefilter(self._bound)

    @cached_property
    def _in_blocks(self) -> Prefilter:
        return Prefilter(filter(lies_in_few_lines, self._free))

    @cached_property
    def _in_long_texts(self) -> Prefilter:
        return Prefilter((rule for rule in self._free if not lies_in_few_lines(rule)), self._names)

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

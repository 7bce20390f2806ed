"""Which rules are asked to look at a document: those that may find something, in its language.

Knows what a prefilter says, and which languages a document may be translated from; knows
nothing of what the rules find.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from cleaner.detectors.language import name_triggers, origins
from cleaner.document import Document
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

    def free(self, text: str) -> tuple[frozenset[str], bool]:
        """Return the rules of all languages that may find something, and whether names are there.

        The names are those that betray a language.
        """
        if not self._works:
            return frozenset(rule.id for rule in self._free), True
        hits = self._of_all.candidates(text)
        return hits, not hits.isdisjoint(self._names)

    def bound(self, text: str, origins: frozenset[str]) -> frozenset[str]:
        """Return the rules of some of the languages that may find something."""
        rules = [rule.id for rule in self._bound if not origins.isdisjoint(rule.file.source)]
        if not rules or not self._works:
            return frozenset(rules)
        return self._of_some.candidates(text).intersection(rules)


class Candidates:
    """The rules that may find something in a document as it is now.

    Names that were mended bear marks of a language, too, and an untranslated line that went
    bore some: so the languages are those of the text as it came (`before`), and as it is.
    """

    def __init__(
        self, triggers: Triggers, document: Document, before: frozenset[str] = frozenset()
    ) -> None:
        free, marked = triggers.free(document.text)
        self.origins = before | origins(document, marked=marked)
        self.ids = free | triggers.bound(document.text, self.origins)

    def of(self, family: Family) -> list[Rule]:
        """Return the rules of a family that may find something, in their order."""
        places = sorted(family.places[id] for id in self.ids & family.places.keys())
        return [family.rules[place] for place in places]

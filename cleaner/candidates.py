"""Which rules are asked to look at a document, and where: those that may find something.

Knows what a prefilter says, and which languages a document may be translated from; knows
nothing of what the rules find.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from cleaner.alphabet import encode
from cleaner.detectors.language import name_triggers, read_origins
from cleaner.document import Document, Region, View
from cleaner.prefilter import Prefilter
from cleaner.rules import Family, Rule, shipped_rules

Hits = dict[str, list[int]]  # by rule, where in an encoded text something ends that it needs


class Seen(NamedTuple):
    """A text as a scan reads it, and what it saw there."""

    data: bytes
    hits: Hits


class Triggers:
    """What rules need, in a database for the rules of all languages, and one for the others.

    Few documents are in the language of a rule, so their database is hardly ever loaded.
    `prefilter` False: every rule may find something in every document of its language.
    """

    def __init__(self, rules: Iterable[Rule], *, prefilter: bool = True) -> None:
        rules = list(rules)
        self._places = {rule.id: (place, rule) for place, rule in enumerate(rules)}
        self._free = [rule for rule in rules if not rule.source]
        self._bound_rules = [rule for rule in rules if rule.source]
        self._names = name_triggers() if self._bound_rules else {}
        self.works = prefilter
        self._for: dict[frozenset[str], frozenset[str]] = {}  # by languages, ids of bound rules

    @cached_property
    def _of_all(self) -> _Layers:
        return _Layers(self._free, lambda rule: not rule.source, self._names)

    @cached_property
    def _of_some(self) -> _Layers:
        return _Layers(self._bound_rules, lambda rule: bool(rule.source))

    def scan(self, texts: Sequence[str]) -> list[Seen]:
        """Return for each text the rules of all languages that may find something."""
        encoded = list(map(encode, texts))
        if self.works:
            return list(map(Seen, encoded, self._of_all.hits(encoded)))
        names = (*(rule.id for rule in self._free), *self._names)
        return [Seen(text, {name: [] for name in names}) for text in encoded]

    def candidates(self, documents: Sequence[Document]) -> list[Candidates]:
        """Return for each document which rules may find something; many take less time at once.

        Names that were mended bore marks of a language, too, and so did an untranslated line that
        went: so a view that was mended keeps the languages it had.
        """
        seen = self.scan([document.text for document in documents])
        views = [self._view(d, hits) for d, (_, hits) in zip(documents, seen, strict=True)]
        bound = self._bound([data for data, _ in seen], [view.origins for view in views])
        return [
            Candidates(self, view, hits | more)
            for view, (_, hits), more in zip(views, seen, bound, strict=True)
        ]

    def _view(self, document: Document, hits: Hits) -> View:
        marked = not hits.keys().isdisjoint(self._names)
        known = document.origins if isinstance(document, View) else frozenset()
        languages = known | read_origins(document, marked=marked)
        return View(
            document.text, document.id, document.source, document.date, document.metadata, languages
        )

    def _bound(
        self, encoded: Sequence[bytes], languages: Iterable[frozenset[str]]
    ) -> Iterable[Hits]:
        """Return for each text the rules of some of its languages that may find something."""
        rules = [self._rules_for(of) if of else frozenset() for of in languages]
        if not self.works:
            return [{id: [] for id in ids} for ids in rules]
        asked = [text for text, ids in zip(encoded, rules, strict=True) if ids]
        found = iter(self._of_some.hits(asked) if asked else ())
        return [_chosen(next(found), ids) if ids else {} for ids in rules]

    def _rules_for(self, origins: frozenset[str]) -> frozenset[str]:
        if origins not in self._for:
            self._for[origins] = frozenset(r.id for r in self._bound_rules if r.is_for(origins))
        return self._for[origins]

    def in_order(self, ids: Iterable[str]) -> list[Rule]:
        """Return the rules that have such ids, in the order in which they were given."""
        return [rule for _, rule in sorted(self._places[id] for id in self._places.keys() & ids)]

    def reach(self, rule: Rule) -> int | None:
        """Return over how many gaps between lines a rule reads from a hit; None: no bound."""
        layers = self._of_some if rule.source else self._of_all
        return layers.reach(rule.id) if self.works else None


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
        self._own = frozenset(rule.id for rule in own)
        self._takes_all = self._wanted.issuperset({rule.id for rule in wide})

    def hits(self, texts: Sequence[bytes]) -> list[Hits]:
        """Return for each encoded text the rules that may find something, and where."""
        found = self._layers[0].hits(texts)
        for layer in self._layers[1:]:
            for hits, own in zip(found, layer.hits(texts), strict=True):
                hits |= own
        if self._takes_all:
            return found
        return [_chosen(hits, self._wanted) for hits in found]

    def reach(self, id: str) -> int | None:
        return self._layers[id in self._own].reach.get(id)


class Candidates:
    """The rules that may find something in a document as it is now, and where."""

    def __init__(self, triggers: Triggers, view: View, hits: Hits) -> None:
        self.view = view
        self._triggers = triggers
        self._hits = hits

    @property
    def are_seen(self) -> bool:
        """Tell whether a scan chose them: then their triggers are in the text, almost surely."""
        return self._triggers.works

    def of(self, family: Family) -> list[tuple[Rule, list[Region] | None]]:
        """Return the rules of a family that may find something, in their order, and where.

        None: anywhere.
        """
        return [(rule, self._regions(rule)) for rule in self._rules.get(family.name, ())]

    @cached_property
    def _rules(self) -> Mapping[str, list[Rule]]:
        """Return the rules that may find something, by family."""
        found: dict[str, list[Rule]] = {}
        for rule in self._triggers.in_order(self._hits):
            found.setdefault(rule.family, []).append(rule)
        return found

    def _regions(self, rule: Rule) -> list[Region] | None:
        ends = self._hits[rule.id]
        reach = self._triggers.reach(rule) if ends else None
        return None if reach is None else regions(ends, reach, self._lines)

    @cached_property
    def _lines(self) -> list[int]:
        return line_starts(self.view)


def _chosen(hits: Hits, rules: frozenset[str]) -> Hits:
    return {id: hits[id] for id in hits.keys() & rules}


def line_starts(document: Document) -> list[int]:
    """Return where the lines of a text begin that are not blank, and where it ends."""
    text = document.text
    starts = (line.start for line in document.lines[1:])
    return [
        0,
        *(at if text[at - 1] == "\n" else text.rfind("\n", 0, at) + 1 for at in starts),
        len(text),
    ]


def regions(ends: Iterable[int], reach: int, lines: list[int]) -> list[Region]:
    """Return where to search for what hits end in that reach over so many gaps between lines.

    `ends` count an encoded text, whose first byte is no character.
    """
    last = len(lines) - 1
    found: list[Region] = []
    for number in sorted({min(bisect_right(lines, max(end - 2, 0)), last) - 1 for end in ends}):
        start = lines[max(number - reach, 0)]
        end, stop = (lines[min(number + 1 + times * reach, last)] for times in (1, 2))
        if found and start <= found[-1].end:
            start = found.pop().start
        found.append(Region(start, end, stop))
    return found

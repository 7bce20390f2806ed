"""What the rules do to text that is trusted to be clean: every edit there is a suspect."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from cleaner.document import Document
from cleaner.edits import Edit, Finding
from cleaner.pipeline import Cleaner
from cleaner.rules import Rule

_CONTEXT = 40


class Hit(NamedTuple):
    """An edit or a flag in context; `weight` is how many characters it touches."""

    weight: int
    document: str
    context: str


class Rate(NamedTuple):
    """How often a rule acted, and how often at most it would on more such text."""

    rule: str
    fix: str
    edits: int
    flags: int
    edits_per_million: float  # words
    upper_bound: float  # of the edits per million words, 95 %
    flags_per_million: float


@dataclass
class Measurement:
    """Counts over a corpus, with the heaviest hits of each rule."""

    words: int = 0
    documents: int = 0
    edits: dict[str, list[Hit]] = field(default_factory=lambda: defaultdict(list))
    flags: dict[str, list[Hit]] = field(default_factory=lambda: defaultdict(list))

    def rates(self, rules: Iterable[Rule]) -> Iterator[Rate]:
        """Yield the rate of each rule, also of those that did nothing."""
        million = self.words / 1e6
        for rule in rules:
            edits, flags = len(self.edits.get(rule.id, ())), len(self.flags.get(rule.id, ()))
            yield Rate(
                rule.id,
                rule.fix,
                edits,
                flags,
                edits / million if million else 0.0,
                poisson_upper_bound(edits) / million if million else math.inf,
                flags / million if million else 0.0,
            )

    def summary(self, rates: Iterable[Rate], on: str) -> dict[str, Any]:
        """Return what `rules/measured.json` keeps: the corpus and the rates above zero."""
        return {
            "on": on,
            "words": self.words,
            "documents": self.documents,
            "rates": {
                rate.rule: {
                    "edits": round(rate.edits_per_million, 2),
                    "flags": round(rate.flags_per_million, 2),
                    "bound": round(rate.upper_bound, 2),
                }
                for rate in rates
            },
        }

    def safe_edits_per_million(self, rules: Iterable[Rule]) -> float:
        """Return how often the safe rules acted, per million words."""
        hits = sum(len(self.edits.get(rule.id, ())) for rule in rules if rule.fix == "safe")
        return hits / (self.words / 1e6) if self.words else 0.0


def measure(cleaner: Cleaner, documents: Iterable[Document]) -> Measurement:
    """Return what the cleaner did over all documents."""
    measurement = Measurement()
    for document in documents:
        report = cleaner.clean_document(document)
        measurement.documents += 1
        measurement.words += len(document.text.split())
        for edit in report.edits:
            for rule in edit.rules:
                measurement.edits[rule].append(_hit(document, edit))
        for flag in report.flags:
            measurement.flags[flag.rule].append(_hit(document, flag))
    return measurement


def _hit(document: Document, item: Edit | Finding) -> Hit:
    text, start, end = document.text, item.start, item.end
    change = f"[-{text[start:end]}-]"
    if item.after is not None:
        change += f"{{+{item.after}+}}"
    context = text[max(0, start - _CONTEXT) : start] + change + text[end : end + _CONTEXT]
    return Hit(end - start + len(item.after or ""), document.id, context.replace("\n", "⏎"))


def poisson_upper_bound(count: int, confidence: float = 0.95) -> float:
    """Return the mean above which so few events as `count` would be a surprise.

    The exact one-sided bound: the mean at which `count` or fewer events have the
    probability 1 - confidence. For no event it is 3.0, the “rule of three”.
    """
    low, high = float(count), count + 10 * math.sqrt(count + 1) + 10
    for _ in range(60):
        middle = (low + high) / 2
        if _poisson_at_most(count, middle) > 1 - confidence:
            low = middle
        else:
            high = middle
    return high


def _poisson_at_most(count: int, mean: float) -> float:
    logs = (k * math.log(mean) - mean - math.lgamma(k + 1) for k in range(count + 1))
    return math.fsum(math.exp(log) for log in logs)

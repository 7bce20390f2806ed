"""What a page is: translated, spun out of English, or written in English; and the evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Literal, NamedTuple

from cleaner.document import Document
from cleaner.resources import languages

Kind = Literal["translated", "spun", "native", "unknown"]
# Families whose noise comes from a translation, not from a scrape or a slip of the keyboard.
_TRANSLATION = frozenset({"untranslated", "stray", "tags", "numbers", "calendar", "names", "words"})
_FEWEST_RULES = 3
_FEWEST_NATIVE_WORDS = 150


class Verdict(NamedTuple):
    """What a page is, and what says so."""

    kind: Kind
    evidence: str


class PageFacts(NamedTuple):
    """A page of a document, as offsets, and the languages that it may be translated from."""

    start: int
    end: int
    origins: frozenset[str]


def judge(document: Document, pages: Sequence[PageFacts], rules: Collection[str]) -> Verdict:
    """Return what a document is, given its pages and the rules that found something in it.

    One fault of a kind may be a slip, so a page without a known language needs three
    different rules of translation; a page is native only if it is long and nothing at all
    was found. Everything between is unknown. A text of several pages is what most of them are.
    """
    from cleaner.detectors.wording import spun

    def read(page: PageFacts) -> str | None:
        return spun(document.with_text(document.text[page.start : page.end]))

    if _said_by_most(len(pages), (["spun"] if read(page) else [] for page in pages)):
        return Verdict("spun", next(filter(None, map(read, pages))))
    if document.source is not None:
        return Verdict("translated", f"from {_names([document.source])}, as given")
    if codes := _said_by_most(len(pages), (page.origins for page in pages)):
        return Verdict("translated", f"from {_names(codes)}, by marks in the text")
    telling = sorted(rule for rule in set(rules) if rule.partition("/")[0] in _TRANSLATION)
    if len(telling) >= _FEWEST_RULES:
        return Verdict("translated", f"found by {', '.join(telling[:_FEWEST_RULES])}")
    words = len(document.text.split())
    if not rules and words >= _FEWEST_NATIVE_WORDS:
        return Verdict("native", f"{words:,} words without a mark of translation")
    return Verdict("unknown", "")


def _said_by_most(pages: int, said: Iterable[Collection[str]]) -> list[str]:
    """Return what more than half of the pages say; none is read that cannot change it."""
    counts = Counter[str]()
    for read, some in enumerate(said, 1):
        counts.update(some)
        if 2 * (max(counts.values(), default=0) + pages - read) <= pages:
            return []
    return [one for one, count in counts.items() if 2 * count > pages]


def _names(codes: Collection[str]) -> str:
    known = languages()
    return " or ".join(known[code].name if code in known else code for code in sorted(codes))

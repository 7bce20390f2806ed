"""What a page is: translated, spun out of English, or written in English; and the evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Literal, NamedTuple

from cleaner.detectors.language import origins
from cleaner.document import Document, pages
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


def judge(document: Document, rules: Collection[str]) -> Verdict:
    """Return what a document is, given the rules that found something in it.

    One fault of a kind may be a slip, so a page without a known language needs three
    different rules of translation; a page is native only if it is long and nothing at all
    was found. Everything between is unknown. A text of several pages is what most of them are.
    """
    from cleaner.detectors.wording import spun

    text = document.text
    parts = [document.with_text(text[start:end]) for start, end in pages(text)]
    evidence = [found for found in map(spun, parts) if found]
    if 2 * len(evidence) > len(parts):
        return Verdict("spun", evidence[0])
    if document.source is not None:
        return Verdict("translated", f"from {_names([document.source])}, as given")
    counts = Counter(code for part in parts for code in origins(part))
    if codes := {code for code, count in counts.items() if 2 * count > len(parts)}:
        return Verdict("translated", f"from {_names(codes)}, by marks in the text")
    telling = sorted(rule for rule in set(rules) if rule.partition("/")[0] in _TRANSLATION)
    if len(telling) >= _FEWEST_RULES:
        return Verdict("translated", f"found by {', '.join(telling[:_FEWEST_RULES])}")
    words = len(text.split())
    if not rules and words >= _FEWEST_NATIVE_WORDS:
        return Verdict("native", f"{words:,} words without a mark of translation")
    return Verdict("unknown", "")


def _names(codes: Collection[str]) -> str:
    known = languages()
    return " or ".join(known[code].name if code in known else code for code in sorted(codes))

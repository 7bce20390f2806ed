"""Documents, and the facts about a text that more than one rule asks for.

Knows lines, paragraphs, sentences and word counts of a text; knows nothing of rules,
languages or files. All offsets are code points, spans half open.
"""

from __future__ import annotations

import datetime
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, wraps
from typing import Any, NamedTuple, TypeVar, TypeVarTuple

import msgspec
import regex

from cleaner.compiled import lazy_pattern

T = TypeVar("T")
Asked = TypeVarTuple("Asked")
WORD = lazy_pattern(r"\p{L}[\p{L}\p{M}'’]*+")
_LONGEST_PAGE = 25_000  # characters
_GAPS = (
    lazy_pattern(r"\n[^\S\n]*+\n\s*+"),  # between paragraphs
    lazy_pattern(r"\n\s*+"),
    lazy_pattern(r"(?<=[.!?…][\"”’)\]]?)\s++(?=[\p{Lu}“\"‘])"),  # between sentences
    lazy_pattern(r"\s++"),
)
_MOST_CHOICES = 200  # places to cut at
_BESIDE_CUT = 20  # characters; what stands there tells one place to cut from another
_SENTENCE_END = lazy_pattern(r"[.!?…][\"”’'»)\]]*+(?=\s+[\"“‘'«(\[]*+[\p{Lu}\p{N}])")


class Line(msgspec.Struct, frozen=True, gc=False):
    """A line that is not blank, without its surrounding white space."""

    start: int
    end: int
    text: str


class Spot(NamedTuple):
    """What a detector found; `after` None means: report, nothing certain to put there.

    An empty `message` stands for the summary of the rule.
    """

    start: int
    end: int
    after: str | None
    message: str = ""


class Kept(NamedTuple):
    """What a detector looked at and left alone, and why."""

    start: int
    end: int
    message: str


class Refusal(NamedTuple):
    """Why a repair leaves a match alone."""

    reason: str


class Region(NamedTuple):
    """Where matches start that are wanted, `start:end`, and up to where the text is read."""

    start: int
    end: int
    stop: int


@dataclass(frozen=True)
class Document:
    """One article. `source` is the language translated from (ISO 639-1), None if unknown."""

    text: str
    id: str = ""
    source: str | None = None
    date: datetime.date | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def __hash__(self) -> int:
        return hash(self.text)

    def with_text(self, text: str) -> Document:
        """Return the same article with another text."""
        return self if text == self.text else replace(self, text=text)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Return the lines that are not blank; news from the web has a paragraph on each."""
        found: list[Line] = []
        at = 0
        for line in self.text.split("\n"):
            stripped = line.strip()
            if stripped:
                start = at if stripped is line else at + len(line) - len(line.lstrip())
                found.append(Line(start, start + len(stripped), stripped))
            at += len(line) + 1
        return tuple(found)

    @cached_property
    def words(self) -> Counter[str]:
        """Count the words as they are spelt, with apostrophes but without hyphens."""
        return Counter(WORD.findall(self.text))

    def removal(self, start: int, end: int) -> tuple[int, int]:
        """Widen whole lines `start:end` by the white space that has to go with them.

        What is left is separated as the removed lines were from what follows; at the end
        of the text nothing is left over but the last line end.
        """
        text = self.text
        while start > 0 and text[start - 1] in " \t":
            start -= 1
        following = end
        while following < len(text) and text[following].isspace():
            following += 1
        if following < len(text):
            return start, max(end, text.rfind("\n", end, following) + 1)
        while start > 0 and text[start - 1].isspace():
            start -= 1
        return start, end


@dataclass(frozen=True)
class View(Document):
    """A document as rules see it: `origins` are the languages that it may be translated from."""

    origins: frozenset[str] = frozenset()
    __hash__ = Document.__hash__


_KEPT_PAGES = 150  # as many as a bundle has, see `workers`


def per_page(fact: Callable[[*Asked], T]) -> Callable[[*Asked], T]:
    """Return a function of a page, or of its text, that is asked once for each page.

    A family of rules looks at a bundle of pages before the next family does, so the facts of all of
    them are kept; of texts longer than a page, which have no white space to cut at, the last one's.
    """
    of_many, of_last = lru_cache(maxsize=_KEPT_PAGES)(fact), lru_cache(maxsize=1)(fact)

    @wraps(fact)
    def ask(*given: *Asked) -> T:
        for one in given:
            text = one.text if isinstance(one, Document) else one
            if isinstance(text, str) and len(text) > _LONGEST_PAGE:
                return of_last(*given)
        return of_many(*given)

    return ask


def pages(text: str) -> list[tuple[int, int]]:
    """Return the spans of a text that are read as a page each; all of it, if it is not long.

    A long text (a file of many articles) is cut between paragraphs, else between lines,
    sentences or words, in the second half of the longest page. Of the places there one is taken
    that the characters beside it choose, so that cuts stay when the text elsewhere changes.
    """
    found: list[tuple[int, int]] = []
    start = 0
    while len(text) - start > _LONGEST_PAGE:
        cut = _cut(text, start + _LONGEST_PAGE // 2, start + _LONGEST_PAGE)
        if cut is None or cut[1] == len(text):
            break
        found.append((start, cut[0]))
        start = cut[1]
    return [*found, (start, len(text))]


def _cut(text: str, first: int, last: int) -> tuple[int, int] | None:
    """Return the white space to cut at that begins in a stretch, or else after it."""
    for gap in _GAPS:
        found = list(gap.finditer(text, first, last))[-_MOST_CHOICES:]
        if found:
            spans = (_widened(text, first, match) for match in found)
            return min(spans, key=lambda span: _fingerprint(text, *span))
    further = _GAPS[-1].search(text, last)
    return further.span() if further else None


def _widened(text: str, first: int, gap: regex.Match[str]) -> tuple[int, int]:
    """Return a gap with the white space before it."""
    start = gap.start()
    while start > first and text[start - 1].isspace():
        start -= 1
    return start, gap.end()


def _fingerprint(text: str, start: int, end: int) -> int:
    beside = text[start - _BESIDE_CUT : start] + text[end : end + _BESIDE_CUT]
    return zlib.crc32(beside.encode("utf-8", "surrogatepass"))


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield spans of sentences: a full stop, then white space, then a capital or a figure.

    Abbreviations are not known here, so a sentence may be cut short at “Mr. Smith”.
    """
    start = 0
    for match in _SENTENCE_END.finditer(text):
        yield start, match.end()
        start = match.end() + len(text[match.end() :]) - len(text[match.end() :].lstrip())
    if text[start:].strip():
        yield start, len(text)

"""Sentences broken where a link or an italic word stood on a line of its own.

The two ends that meet tell: a mark that ends the line before, a word no line ends with. Leaves
verse, lists and hard-wrapped text alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import regex

from cleaner.compiled import lazy_pattern
from cleaner.detectors.language import is_translated
from cleaner.detectors.page import ends_in_stop, page_of
from cleaner.detectors.tags import sure_fault
from cleaner.detectors.vocabulary import reads_english
from cleaner.document import WORD, Document, Kept, Spot

_TAIL_MARK = lazy_pattern(r"[,;][ ]|[)][ ,.;]|\.(?:[ ]|\Z)")
_CLOSING_MARK = lazy_pattern(r"[”»](?:[ ,.;:–—-]|\Z)")
_NAME_AND_COMMA = lazy_pattern(
    r"\p{Lu}[\p{L}\p{M}’-]+(?: \p{Lu}[\p{L}\p{M}’-]+){0,2} ?,(?= \p{Ll})"
)
_UNFINISHED = lazy_pattern(r"[\p{L}\p{M}\p{N}%]")
_SENTENCE_INSIDE = lazy_pattern(r"\S \S+[.!?](?:[”\"’)\s]|\Z)")  # items of a list have none
_MOST_BROKEN = 4  # more are hard-wrapped text or verse
_FEWEST_WORDS_LINE, _FEWEST_WORDS_OPEN = 6, 4


def broken_lines(document: Document, *, open_ends: tuple[str, ...]) -> Iterator[Spot | Kept]:
    """Yield line ends inside a sentence, where a link or an italic word stood on its own line.

    Joined: a line that begins with a comma, or with the quotation mark that the line before
    misses; and a small letter behind a line that ends with one of `open_ends`, “of”, “said the”.
    Any other full line without a stop before a small letter is reported where the page has
    another fault. Left alone: verse, lists, hard-wrapped text, and a line whose end is lost.
    """
    page = page_of(document)
    breaks = [
        (before, line, kind)
        for number, (before, line) in enumerate(pairwise(page.lines), 1)
        if (kind := _break(before.text, line.text, open_ends)) and not page.is_verse(number)
    ]
    for before, line, kind in breaks:
        start, end = before.end, line.start
        if kind == "lost":
            yield Spot(start, end, None, "what stood between these lines is lost")
        elif kind == "marked":
            yield Spot(start, end, "", "the line begins with the mark that ends the one before")
        elif len(breaks) > _MOST_BROKEN:
            yield Kept(start, end, "for a broken line; against: many lines of the page end so")
        elif kind == "open" or (is_translated(document) and _GOES_ON_WITH.match(line.text)):
            yield Spot(start, end, " ", "the line before cannot end there")
        elif witness := sure_fault(document.text):
            yield Spot(
                start, end, None, f"the line before has no end; the page has “{witness}”, too"
            )


_GOES_ON_WITH = lazy_pattern(r"(?:to|of|by|from|than) \p{Ll}")
_OPEN_BEFORE_NAME = frozenset(
    ("the", "an", "of", "his", "her", "their", "its", "told", "from", "with")
)


_NAME_LINE = lazy_pattern(
    r"""[“"]?+ \p{Lu}[\p{L}\p{M}\p{N}’'.&-]*+
        (?: ,?+[ ] (?:\p{Lu}[\p{L}\p{M}\p{N}’'.&-]*+|\d+|del|der|d[aeo]s?|l[aeo]s?|el|of|the
                |and|e|y|&|van|von) ){0,5}+
        (?<![.:]) [”"]?+""",
    regex.VERBOSE,
)
_GOES_ON_SMALL = lazy_pattern(r"[,;)] ?\S|\p{Ll}[^\n]* ")


def names_between_lines(document: Document, *, open_ends: tuple[str, ...]) -> Iterator[Spot]:
    """Yield a name on a line of its own between two halves of a sentence, to be joined to both.

    The line before ends with one of `open_ends`; where there are none it is a line of several words
    without a mark at its end, and the line behind ends like a sentence.
    """
    for before, name, behind in zip(
        document.lines, document.lines[1:], document.lines[2:], strict=False
    ):
        if not (_UNFINISHED.match(before.text[-1]) and _GOES_ON_SMALL.match(behind.text)):
            continue
        if not _NAME_LINE.fullmatch(name.text):
            continue
        words = before.text.split()
        if open_ends:
            goes_on = words[-1] in open_ends
        else:
            ends = ends_in_stop(behind.text)
            goes_on = len(words) >= _FEWEST_WORDS_OPEN and ends
        if goes_on:
            space = " " if behind.text[0].isalpha() else ""
            message = "a name on a line of its own, in the middle of a sentence"
            yield Spot(before.end, behind.start, f" {name.text}{space}", message)


_BEHIND_QUOTATION = lazy_pattern(r", \p{Ll}")
_QUOTED = lazy_pattern(r"[\p{L}\p{N}?!][”»]\Z")


def _break(before: str, text: str, open_ends: tuple[str, ...]) -> str:
    """Return how one line goes on in the next, by the ends that meet; empty: it does not.

    `marked`: with the mark that ends it; `lost`: so, but a word is missing before the mark; `open`:
    the first one cannot end there; `perhaps`: it has no end, and may be a heading.
    """
    first = text[0]
    if first == "," and _BEHIND_QUOTATION.match(text) and _QUOTED.search(before):
        return "marked"
    if not _UNFINISHED.match(before[-1]):
        return ""
    last = before.rsplit(maxsplit=1)[-1]
    open_end = last in open_ends
    marked, kind = ("lost", "open") if open_end else ("marked", "perhaps")
    if first in ",;)." and _TAIL_MARK.match(text):
        return marked
    if first in "”»" and _CLOSING_MARK.match(text):
        opened = before.count("“") > before.count("”") or before.count("«") > before.count("»")
        return marked if opened else ""
    name = _NAME_AND_COMMA.match(text) if first.isupper() else None
    if name is not None and not reads_english(name.group().rstrip(" ,").lower()):
        if (open_end and last not in _OF_SAYING) or _SAYS_THE.match(before):
            return "open"
        return kind if " ," in name.group() else ""
    if open_end and last in _OUTLETS and _OUTLET_LINE.match(text):
        return kind
    named = open_end and last in _OPEN_BEFORE_NAME and _is_name(text)
    goes_on = (
        (first.islower() or named)
        and len(before.split()) >= (_FEWEST_WORDS_OPEN if open_end else _FEWEST_WORDS_LINE)
        and _SENTENCE_INSIDE.search(text) is not None
    )
    return kind if goes_on else ""


# A line that ends with somebody's office: “says the president of the association”
_SAYS_THE = lazy_pattern(
    r"(?r)\b(?:said|says|told|asked|explained|explains|stated|adds|added|according to|recalls)"
    r",? (?:to )?the \p{Ll}+(?: \p{Ll}+)?(?: of the \p{Ll}+)?"
)
_OF_SAYING = frozenset(("said", "says", "reported", "reports"))
_OUTLETS = frozenset(
    ("newspaper", "channel", "magazine", "portal", "broadcaster", "station", "weekly", "daily")
)
_OUTLET_LINE = lazy_pattern(
    r"\p{Lu}[^\s,.]+(?: (?:d[aeo]s?|de la|\p{Lu}[^\s,.]+)){1,4}"
    r"(?:, \p{Ll}| (?:that|how|on|in)\b|\. \p{Lu}|\.?\Z)"
)


def _is_name(text: str) -> bool:
    """Tell whether a text begins with a name: a capital, and no word of English."""
    first = WORD.match(text)
    if first is None or not text[0].isupper():
        return False
    return not reads_english(first.group().lower())

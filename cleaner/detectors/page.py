"""The page an article was scraped from: its lines, and where running text begins and ends.

Knows how whole lines leave a page; what furniture looks like is said by the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from typing import Literal

import regex

from cleaner.compiled import compiled, lazy_pattern
from cleaner.detectors.lines import line_matcher
from cleaner.document import Document, Kept, Line, Spot, per_page
from cleaner.resources import function_words

Zone = Literal["anywhere", "head", "tail", "edges"]

_LEAKED_PREFIX = lazy_pattern(r"\A\s?date \d{4}-\d\d(?:-\d\d)?\s++")
LINE_START = r"^\s*(?:date [0-9-]+\s+)?"  # with what a crawler may have put there
MAYBE_START = r"(?:^|\s)"  # for triggers: a scan takes long to be sure that a line begins
_SENTENCE_END = r"[.!?…][\"”’')\]]?[ \t]+"
_FEWEST_PROSE_SPACES = 15  # a line with as many, and a full stop, is running text
_STOPS = frozenset(".!?…:;")
_BEHIND_STOP = "\"”’'»)]" + "".join(filter(str.isspace, map(chr, range(0x3001))))
_CREDIT_TOKEN = lazy_pattern(
    r"""©|\((?:credit|photo|image|picture)\b|\b(?:photo|image|credit|picture|foto)(?:grapher)?s?:
        |\b(?:AP|EFE|EPA|AFP|Reuters)[ ]?Photo\b|\bGetty[ ]Images\b|\bvia[ ]\p{Lu}+\)?$|\bReuters$
        |/[ ]?(?:AFP|AP|EFE|EPA|Getty|Reuters|Bloomberg|Reprod\w+)\b""",
    regex.IGNORECASE | regex.VERBOSE,
)
_CREDIT_HINTS = ("photo", "image", "reuters", "credit", "©", "picture", "foto", "/", "via ")
OPENING_MARKS, _CLOSING_MARKS = " \t•·*+-–—:|>»▪●", " \t:|.…»>→-"
_BEFORE_HEADLINE = lazy_pattern(  # a label, or nothing but a day and a time
    r"(?:Sources?|Date|Published|Updated|Posted|Created|Modified|Status|Stand|Author) ?:"
    r"|(?=[^\n]*\d)(?:[^\p{L}\n]|\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[Tt]oday|[Yy]esterday"
    r"|(?:Jan|Febr)uary|March|April|May|June|July|August|(?:Septem|Octo|Novem|Decem)ber|at|[ap]\.?m\.?"
    r"|[AP]M|(?:[Mm]odifi|[Uu]pdat)ed)\b)+$"
)
_PATH_SIGN = lazy_pattern(r"\s*[>›»→|/•·](?:\s+|$)")
_LONGEST_TAIL = 180  # characters of the last sentences of a line
_SENTENCE_START = lazy_pattern(_SENTENCE_END + r"(?=[\p{L}(*\[©])")
_VERSES_NEAR, _LONGEST_VERSE = 2, 70  # lines, characters
_FULL_STOP_LENGTH, _LONGEST_CREDIT = 4, 100
BULLET = lazy_pattern(r"(?:[•·*+»>▪●]|-|–|::)\s*(?=\S)|\d{1,2}[.)]\s")


class Page:
    """The lines of a text, and where its running text begins and ends.

    `first` and `last` are the numbers of the first and the last line that is running text;
    without any, everything lies before `first`. A crawler's date is no part of line 0.
    """

    def __init__(self, document: Document) -> None:
        self.text = document.text
        self.lines = _lines(document)

    @cached_property
    def texts(self) -> list[str]:
        """Return the text of each line."""
        return [line.text for line in self.lines]

    @cached_property
    def first(self) -> int:
        return next((n for n, line in enumerate(self.lines) if is_prose(line.text)), self._end)

    @cached_property
    def last(self) -> int:
        numbers = reversed(range(self._end))
        return next((n for n in numbers if is_prose(self.lines[n].text)), self._end)

    @cached_property
    def open_ended(self) -> list[int]:
        """Return the numbers of the lines that are cut, or that no full stop or the like ends."""
        return [
            number
            for number, line in enumerate(self.lines)
            if (end := line.text[-1]) == "…" or (end not in _STOPS and not ends_sentence(line.text))
        ]

    @cached_property
    def has_blank_lines(self) -> bool:
        return "\n\n" in self.text

    @cached_property
    def headline(self) -> int:
        """Return the number of the headline: four words or more, no credit; -1 if there is none."""
        for number, line in enumerate(self.lines[: self.first]):
            text = line.text
            if text.count(" ") < 3 or text[0] in "([" or _BEFORE_HEADLINE.match(text):
                continue
            if not has_credit(text) and not (self._is_menu(number) and number + 1 < self.first):
                return number
        return -1

    def _is_menu(self, number: int) -> bool:
        """Tell whether a line is a path, “Home / Arts /”, or a row of capitals above small letters.

        A headline in capitals has small words, “MAYOR OPENS THE DIKE”.
        """
        text, below = self.texts[number], self.texts[number + 1 : number + 2]
        parts = _PATH_SIGN.split(text)
        path = len(parts) > 2 and all(part.count(" ") < 3 for part in parts)
        if path or len(regex.findall(r"\p{L}{2,}", text)) < 3:
            return True
        row = text.isupper() and text.replace(" ", "").isalpha()
        bare = function_words("en").isdisjoint(text.lower().split())
        return row and bare and any(" " in line and not line.isupper() for line in below)

    @cached_property
    def _end(self) -> int:
        return len(self.lines)

    @cached_property
    def _longest(self) -> int:
        texts = self.texts
        return max(
            range(self._end),
            key=lambda n: (is_prose(texts[n]), not has_credit(texts[n]), len(texts[n])),
        )

    def is_attached(self, number: int) -> bool:
        """Tell whether a line is right below another, where blank lines stand between others."""
        gap = self.text[self.lines[number - 1].end : self.lines[number].start]
        return number > 0 and gap.count("\n") == 1 and self.has_blank_lines

    def is_verse(self, number: int) -> bool:
        """Tell whether a line is one of three short ones or more, right below each other."""
        first = last = number
        while first > number - _VERSES_NEAR and self.is_attached(first):
            first -= 1
        while last < min(number + _VERSES_NEAR, self._end - 1) and self.is_attached(last + 1):
            last += 1
        block = self.texts[first : last + 1]
        return len(block) > _VERSES_NEAR and max(map(len, block)) <= _LONGEST_VERSE

    def lies_in(self, number: int, zone: Zone) -> bool:
        """Tell whether a line lies before (head) or after (tail) all running text."""
        if zone == "anywhere":
            return True
        return (zone != "tail" and number < self.first) or (zone != "head" and number > self.last)

    def removal(self, number: int, message: str = "", *, through: int | None = None) -> Spot:
        """Return what takes out a line, or all `through` another; the rest stays separated.

        Before the longest line of running text, which is no furniture, a line takes the white
        space behind it along, after it the white space before it. So the removals of any two
        lines never overlap, whoever asks for them.
        """
        line, last = self.lines[number], number if through is None else through
        end = self.lines[last].end
        above = self.text[self.lines[number - 1].end : line.start] if number else ""
        if last + 1 == self._end:
            start = self.lines[number - 1].end if number else line.start
            return Spot(start, end, "", message)
        following = self.lines[last + 1].start
        below = self.text[end:following]
        if number and number > self._longest:
            kept = "\n" if below.count("\n") < 2 <= above.count("\n") else ""
            return Spot(self.lines[number - 1].end, end, kept, message)
        kept = "\n" if number and above.count("\n") < 2 <= below.count("\n") else ""
        return Spot(line.start, following, kept, message)


@per_page
def page_of(document: Document) -> Page:
    """Return the page that a document was scraped from."""
    return Page(document)


def _lines(document: Document) -> tuple[Line, ...]:
    prefix = _LEAKED_PREFIX.match(document.text)
    return document.lines if prefix is None else tuple(_lines_behind(prefix.end(), document))


def _lines_behind(start: int, document: Document) -> Iterator[Line]:
    for line in document.lines:
        if line.start >= start:
            yield line
        elif line.end > start:
            yield Line(start, line.end, document.text[start : line.end])


def is_prose(text: str) -> bool:
    """Tell whether a line is running text: long, a full stop at its end, no photo credit."""
    return text.count(" ") >= _FEWEST_PROSE_SPACES and ends_sentence(text) and not has_credit(text)


def ends_sentence(text: str) -> bool:
    """Tell whether a line ends in a full stop or another mark, quotation marks aside."""
    return text[-_FULL_STOP_LENGTH:].rstrip(_BEHIND_STOP)[-1:] in _STOPS


_STOP_AT_END = lazy_pattern(r"[.!?…][\"”’)\]]*\Z")


def ends_in_stop(text: str) -> bool:
    """Tell whether a sentence ends with a line: no colon and no semicolon."""
    return _STOP_AT_END.search(text) is not None


def has_credit(text: str) -> bool:
    """Tell whether the end of a line names a photographer or an agency of pictures."""
    tail = text[-_LONGEST_CREDIT:]
    small = tail.lower()
    return any(hint in small for hint in _CREDIT_HINTS) and _CREDIT_TOKEN.search(tail) is not None


def plain(text: str) -> str:
    """Return a line without bullets, closing marks and runs of white space, in small letters."""
    bare = text.lstrip(OPENING_MARKS).rstrip(_CLOSING_MARKS)
    return " ".join(bare.split()).replace("’", "'").lower()


_FACT = lazy_pattern(
    r"(?:(?:assistant )?referees?|assistants|auxiliar(?:y|ies)|var|attendance|public|spectators"
    r"|stadium|location|local|venue|(?:yellow|red) cards|goals|competition|publisher"
    r"|publishing house|pages|isbn|cast|genre|duration|running time|rating|price|tickets"
    r"|admission)\b[^:\n]{0,20}: ?\S",
    regex.IGNORECASE,
)


def is_among_facts(page: Page, number: int) -> bool:
    """Tell whether beside a line stands a fact of a match, a book or a show: “Referee: …”."""
    beside = (*page.lines[max(0, number - 1) : number], *page.lines[number + 1 : number + 2])
    return any(_FACT.match(line.text) for line in beside)


_LETTER = lazy_pattern(
    r"^(?:Dear )?(?:Sirs?|Madam|Editor)(?:[,;:]| [-–—]) ?|\b(?i:letters? to the editors?)\b"
    r"|\bYours(?:,? etc\b| (?:faithfully|sincerely|truly)\b)",
    regex.MULTILINE,
)


@per_page
def has_letters(text: str) -> bool:
    """Tell whether a page prints letters of readers: who signs them belongs to them."""
    return _LETTER.search(text) is not None


# --- lines that say by themselves what they are --------------------------------------------


def furniture_lines(
    document: Document,
    *,
    lines: tuple[str, ...],
    where: Zone = "anywhere",
    caseless: bool = True,
    most: int = 0,
) -> Iterator[Spot | Kept]:
    """Yield whole lines that one of the patterns in `lines` matches, to be deleted.

    `where` says in which part of the page: anywhere, before the running text (head), after
    it (tail), or both (edges). A line that matches elsewhere stays. More than `most` of them, if
    it is not 0, are a list, and stay.
    """
    page = page_of(document)
    matches = line_matcher(lines, regex.IGNORECASE if caseless else 0)
    found = [number for number, line in enumerate(page.lines) if matches(line.text)]
    for number in found:
        line = page.lines[number]
        if not page.lies_in(number, where):
            against = f"for furniture; against: it does not stand at the {where} of the page"
            yield Kept(line.start, line.end, against)
        elif most and len(found) > most:
            yield Kept(line.start, line.end, f"for furniture; against: one of {len(found)} such")
        else:
            yield page.removal(number)


@cache
def any_of(patterns: tuple[str, ...], flags: int = 0) -> regex.Pattern[str]:
    """Return a pattern for whatever one of the patterns matches."""
    return compiled("|".join(f"(?:{pattern})" for pattern in patterns), flags)


def whole_lines(patterns: Iterable[str]) -> str:
    """Return the trigger of lines that one of the patterns matches as a whole, case aside."""
    return "|".join(rf"(?i:{MAYBE_START}(?:{pattern})\s*$)" for pattern in patterns)


def furniture_tokens(document: Document, *, tokens: tuple[str, ...]) -> Iterator[Spot | Kept]:
    """Yield what one of the patterns in `tokens` matches, to be deleted with a space beside it.

    A line of nothing but tokens goes as a whole.
    """
    page = page_of(document)
    pattern = any_of(tokens)
    for number, line in enumerate(page.lines):
        found = list(pattern.finditer(line.text))
        if not found:
            continue
        if not pattern.sub("", line.text).strip():
            yield page.removal(number)
            continue
        for match in found:
            start, end = match.span()
            while end < len(line.text) and line.text[end] in " \t":
                end += 1
            if end == len(line.text) or line.text[end] in ".,;:!?)":
                end = match.end() if end < len(line.text) else end
                start = len(line.text[:start].rstrip())
            yield Spot(line.start + start, line.start + end, "")


def closing_sentences(patterns: Iterable[str]) -> str:
    """Return the trigger of sentences at the end of a line that one of the patterns matches."""
    return "|".join(rf"{MAYBE_START}(?:{pattern})\s*$" for pattern in patterns)


def last_sentences(text: str) -> Iterator[int]:
    """Yield where the sentences at the end of a line begin, the last one first."""
    floor = max(0, len(text) - _LONGEST_TAIL)
    yield from (m.end() for m in reversed(list(_SENTENCE_START.finditer(text, floor))))
    if not floor:
        yield 0

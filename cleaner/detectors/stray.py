"""Numbers that the scrape glued into the text: years of upload folders, stamps of file names.

A number of the page's picture addresses (`/2022/01/09171926/picture.jpg`) is printed where
a paragraph begins. One glued number may be a slip or a name, so each needs a witness: itself
doubled, the same at another start, another stray on the page, or the day of publication.
What has no witness is reported, and what reads otherwise is kept, with the reason.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType

import regex

from cleaner.compiled import compiled, lazy_pattern
from cleaner.document import Document, Kept, Spot, per_page

_YEAR = r"(?:19|20)\d\d"
# What a number may be stuck to: the capital or quotation mark that opens a sentence. Not
# “2022FIFA”, “2024Q1”, which are names; not “2022 Elections”, “2022: Year of”, “1990s”.
_OPENS = r"(?= \p{Lu}\p{Ll} | [AI]\ | THE\ \p{Lu} | [“\"‘]\p{Lu} )"
_SENTENCE = r"(?: ^ | (?<=[.!?…”\"’)\]]\s) )"
_OPENING_YEAR = lazy_pattern(
    rf"{_SENTENCE} [ \t]*+ (?P<year>{_YEAR}) (?P<next>[ ,:;]|s\b)", regex.VERBOSE | regex.MULTILINE
)
_GLUED_NAME = lazy_pattern(rf"(?<!\w)(?P<year>{_YEAR})(?P<name>\p{{Lu}}[\p{{L}}\d]*)")
_BEHIND_WORD = lazy_pattern(
    rf"""(?<=\p{{L}}[.!?…”"’)])(?P<number>{_YEAR})(?=\s*$)
      | (?<=\p{{Ll}}{{3}})(?P<number>{_YEAR})(?=[.,;]?(?:\s|$))
      | (?<=(?:^|[\p{{Ll}},][ ]))(?P<number>{_YEAR})(?=\p{{Ll}}{{3}})""",
    regex.VERBOSE | regex.MULTILINE,
)
_STAMPED = (
    r"(?P<stamp>(?:20\d\d(?:0[1-9]|1[0-2])?)? (?P<day>0[1-9]|[12]\d|3[01])"
    r" (?:[01]\d|2[0-3])[0-5]\d[0-5]\d)"
)
_STAMP = lazy_pattern(
    rf"""{_SENTENCE} [ \t]*+ {_STAMPED} [ ]? {_OPENS}
      | (?<=\p{{L}}[.!?…][”"’)]?){_STAMPED}(?=[ \t]*$)""",
    regex.VERBOSE | regex.MULTILINE,
)
_EIGHT_DIGITS = lazy_pattern(r"(?<![\w.,/-])\d{8}(?![\d.,/-]\d|\d)")
_NEAR_DAYS = 3  # a picture is uploaded at most so long before or after publication
_FIRST_FILE_YEAR, _LAST_FILE_YEAR = 1995, 2040  # of what the web publishes under a date
_DATE_ORDERS = MappingProxyType({"%d%m%Y": "day first", "%m%d%Y": "month first", "%Y%m%d": "ISO"})
_AGAINST_YEAR = MappingProxyType(
    {
        " ": "a space stands before the next word",
        ",": "a comma follows, as in a list of years",
        ":": "a colon follows, as behind a label",
        ";": "a semicolon follows, as in a list of years",
        "s": "it is a decade",
    }
)


@dataclass(frozen=True)
class _Strays:
    """All candidates of a text: matches of the glued years, and of the path stamps."""

    years: tuple[regex.Match[str], ...]
    stamps: tuple[regex.Match[str], ...]
    inside: tuple[regex.Match[str], ...]  # the same years glued to the end of a sentence or a word

    @cached_property
    def _times(self) -> Counter[str]:
        return Counter(year["number"] for year in self.years)

    @cached_property
    def _inside(self) -> frozenset[str]:
        return frozenset(year["number"] for year in self.inside)

    @cached_property
    def _different_stamps(self) -> Collection[regex.Match[str]]:
        return {stamp["stamp"]: stamp for stamp in self.stamps}.values()

    def witness_for(self, match: regex.Match[str]) -> str:
        """Say who else testifies that a glued year is stray; empty: nobody."""
        if match["again"]:
            return "it is doubled"
        same = self._times[match["number"]]
        if same > 1:
            return f"{match['number']} is glued to {same} sentence starts"
        if match["number"] in self._inside:
            return f"{match['number']} is glued to another word of the page"
        other = next((year for year in self.years if year.span() != match.span()), None)
        if other is not None:
            return f"{other.group().strip()} is stray on the same page"
        if self.stamps:
            return f"{self.stamps[0]['stamp']} is stray on the same page"
        return ""

    def witness_for_stamp(self, match: regex.Match[str]) -> str:
        """Say who else testifies that eight digits are a stamp: not the same digits again."""
        for other in self._different_stamps:
            if other["stamp"] != match["stamp"] and _apart(match, int(other["day"])) <= _NEAR_DAYS:
                return f"{other['stamp']} was uploaded about the same day"
        return f"{self.years[0].group().strip()} is stray on the page" if self.years else ""


@per_page
def _strays(text: str) -> _Strays:
    years = tuple(_glued(_YEAR).finditer(text))
    known = {match["number"] for match in years}
    return _Strays(
        years,
        tuple(stamp for stamp in _STAMP.finditer(text) if not _dates(stamp["stamp"])),
        tuple(match for match in _BEHIND_WORD.finditer(text) if match["number"] in known),
    )


@lru_cache(maxsize=4)
def _glued(numbers: str) -> regex.Pattern[str]:
    """Return the pattern of `numbers`, once or more, stuck to the start of a sentence.

    Not “G2022Summit”, “12.2022American”.
    """
    return compiled(
        rf"""(?: {_SENTENCE} [ \t]*+ (?P<lead>)
              | (?<=\p{{L}}[.!?…]|[.!?…][”"’)\]]|\p{{L}}[”"’)\]]) )
            (?P<number>{numbers})(?P<again>(?P=number))*+ {_OPENS}""",
        regex.VERBOSE | regex.MULTILINE,
    )


def stray_years(document: Document) -> Iterator[Spot | Kept]:
    """Yield years glued to the first word of a sentence, to be deleted where a witness stands.

    A doubled year between two sentences leaves a space. A single glued year without a
    witness is reported; the same one behind a word, “calculated.2022”, is a witness, and
    goes, too. Kept are a year that opens a sentence and stands apart, and one glued
    to what is no sentence start, “2022FIFA”.
    """
    text = document.text
    strays = _strays(text)
    for match in strays.years:
        yield _judged(match, text, strays.witness_for(match))
    for match in strays.inside:
        yield Spot(*match.span(), "", f"{match['number']} is glued to a sentence start, too")
    for match in _OPENING_YEAR.finditer(text):
        reasons = _AGAINST_YEAR[match["next"]]
        if text.count(match["year"]) > 1:
            reasons += f", and the text speaks of {match['year']} elsewhere"
        message = f"for a stray year: it opens a sentence; against: {reasons}"
        yield Kept(*match.span("year"), message)
    places = {match.start("number") for match in strays.years}
    for match in _GLUED_NAME.finditer(text):
        if match.start() not in places:
            message = f"for a stray year: glued to a word; against: {match['name']} may be a name"
            yield Kept(*match.span("year"), message)


def stray_sizes(document: Document, *, sizes: tuple[int, ...]) -> Iterator[Spot | Kept]:
    """Yield sizes of pictures glued to the first word of a sentence: “1200Moscow”.

    Companies begin with such numbers (“500Startups”, “360Learning”), so the witness is
    itself doubled, the same size at another word, or a stray year or stamp.
    """
    text = document.text
    strays = _strays(text)
    found = list(_glued("|".join(map(str, sorted(sizes, reverse=True)))).finditer(text))
    words: dict[str, set[str]] = {}
    for match in found:
        words.setdefault(match["number"], set()).add(text[match.end() : match.end() + 4])
    for match in found:
        different = len(words[match["number"]])
        witness = "it is doubled" if match["again"] else ""
        if not witness and different > 1:
            witness = f"{match['number']} is glued to {different} different words"
        if not witness and (strays.years or strays.stamps):
            first = (*strays.years, *strays.stamps)[0]
            witness = f"{first.group().strip()} is stray on the same page"
        yield _judged(match, text, witness)


def _judged(match: regex.Match[str], text: str, witness: str) -> Spot:
    start, end = match.span()
    if not witness:
        message = f"{match['number']} is glued to a word, but nothing else on the page is"
        return Spot(start, end, None, message)
    glued_behind = start > 0 and not text[start - 1].isspace()
    return Spot(start, end, " " if glued_behind else "", f"stray number: {witness}")


def path_stamps(document: Document) -> Iterator[Spot | Kept]:
    """Yield digits where a sentence begins, or a paragraph ends, that read as day and time of day.

    The witness is the day of publication, at most three days away, another stamp of about
    the same day, or a stray year. Eight digits that read as a date, “11042019 Report”, need
    both a near day and a stray year; else they are kept, as are those inside a sentence.
    """
    strays = _strays(document.text)
    seen = set()
    for match in _STAMP.finditer(document.text):
        start, end = match.span()
        seen.add(match.start("stamp"))
        dates = _dates(match["stamp"])
        near = document.date is not None and _apart(match, document.date.day) <= _NEAR_DAYS
        if dates and not (near and strays.years):
            message = f"for a path stamp: it opens a sentence; against: {_told(dates)}"
            yield Kept(*match.span("stamp"), message)
        elif near:
            yield Spot(start, end, "", f"stamp of a file uploaded about {document.date}")
        elif witness := strays.witness_for_stamp(match):
            yield Spot(start, end, "", f"stamp of an uploaded file: {witness}")
        else:
            yield Spot(start, end, None, "reads as day, hour, minute, second of an upload")
    for match in _EIGHT_DIGITS.finditer(document.text):
        if match.start() not in seen:
            against = _told(_dates(match.group())) or "no sentence begins behind it"
            yield Kept(*match.span(), f"for a path stamp: eight digits; against: {against}")


def _apart(stamp: regex.Match[str], day: int) -> int:
    """Return how many days lie between the stamp and a day of the month."""
    apart = abs(int(stamp["day"]) - day)
    return min(apart, 31 - apart)


def _dates(digits: str) -> dict[str, datetime.date]:
    """Return the dates that eight digits can mean, by the order of day, month and year."""
    found = {}
    for order, name in _DATE_ORDERS.items():
        try:
            date = datetime.datetime.strptime(digits, order).date()
        except ValueError:
            continue
        if _FIRST_FILE_YEAR <= date.year < _LAST_FILE_YEAR:
            found[name] = date
    return found


def _told(dates: dict[str, datetime.date]) -> str:
    return " or ".join(f"it reads as the date {date} ({name})" for name, date in dates.items())

"""Stamps of publication: lines that are nothing but days, times of day and “updated on”."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

import regex

from cleaner.compiled import compiled, lazy_pattern
from cleaner.detectors.language import is_translated
from cleaner.detectors.page import LINE_START, Page, is_among_facts, page_of
from cleaner.document import Document, Kept, Spot
from cleaner.resources import languages

_LONGEST = 160
_LONGEST_BETWEEN = 40
_MOST_STAMPS = 4  # more of them are a list of events
_NUMERIC = (
    r"\d{4}(?P<y>[-./])\d{1,2}(?P=y)\d{1,2}\.?(?!\d)"
    r"|\d{1,2}(?P<m>[-./])\d{1,2}(?P=m)(?:\d{4}|\d\d)(?!\d)"
)
_ISO = r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?"
_CLOCK = (
    r"(?:(?:AM|PM|am|pm) )?\d{1,2}[:.]\d\d(?::\d\d)?(?:h\.?|\s?(?:[ap]\.?m\.?|[AP]\.?M\.?))?"
    r"(?:\s?\(?(?:UTC|GMT|CET|CEST|EST|EDT|ET|MSK|BRT|IST|BST|PT|[+-]\d{1,2}(?::?\d\d)?)\)?){0,2}"
    r"|\d{1,2}\s?(?:[ap]\.?m\.?|[AP]\.?M\.?)|\d{1,2}h(?:\d\d)?(?:min)?"
    r"|(?:\d{1,2}|an?|one) (?:minute|hour|day|week|month|year)s? ago"
)
_LABEL = (
    r"\p{Lu}\p{L}{2,20} (?=(?:[Tt]oday|[Yy]esterday|\d{1,2} \p{Lu}\p{Ll}+ \d{4}),? \d)"
    r"|\p{Lu}[\p{L} ]{1,30} ?(?:[|•·] ?|(?P<comma>, |(?<=\p{Lu}\p{Lu} ?)[–—-] ))"
)
_SECTION = r"\p{Lu}\p{L}+(?: \p{L}+)?"
_REACH = 60  # characters from a label to the figures behind it
_AGAINST = "for a stamp; against: a day alone may be a heading"
_BETWEEN = r"[\s,;:.|/()•·–—\-]*"


@cache
def _stamp(verbs: tuple[str, ...], fillers: tuple[str, ...]) -> regex.Pattern[str]:
    english = languages()["en"]
    months = "|".join(rf"{month[:3]}(?:{month[3:]})?\.?" for month in english.months)
    months = months.replace("Sep(?:tember)?", "Sept?(?:ember)?")
    weekdays = "|".join(rf"{day[:3]}(?:{day[3:]})?\.?" for day in english.weekdays)
    number = r"\d{1,2}(?:st|nd|rd|th|\.(?= \p{L}))?"
    spelt = (
        rf"(?:{number}(?: of)? (?:{months}),?(?: of)?|(?:{months}) {number}(?:,| of)?) \d{{4}}"
        rf"|\d{{1,2}}[/.-](?:{months})[/.-]\d{{4}}"
    )
    yearless = rf"{number}(?: of)? (?:{months})|(?:{months}) {number}"
    verb, filler = "|".join(verbs), "|".join(fillers)
    item = (
        rf"(?P<iso>{_ISO})|(?P<day>{_NUMERIC}|{spelt}|{yearless})|(?P<clock>{_CLOCK})"
        rf"|(?P<verb>(?:(?<!\p{{L}})|(?<=\d ?[ap]m))(?:{verb})\b)|\b(?:{filler})\b|(?:{weekdays})"
    )
    return compiled(rf"(?:{_BETWEEN}(?:{item}))++{_BETWEEN}", regex.IGNORECASE)


def stamp_trigger(*, verbs: Iterable[str], fillers: Iterable[str]) -> str:
    """Return the trigger of `stamp_lines`: figures, names of days and months, and the words."""
    english = languages()["en"]
    names = "|".join(name[:3] for name in (*english.months, *english.weekdays))
    item = (
        rf"\+?\d[\d.:/+\-TZ]*(?:st|nd|rd|th|h|min|h\d\d(?:min)?)?|(?:{names})\p{{Ll}}*\.?"
        rf"|[ap]\.?m\.?|UTC|GMT|CES?T|E[SD]?T|MSK|BRT|IST|BST|PT|{'|'.join(verbs)}|{'|'.join(fillers)}"
        r"|(?:minute|hour|day|week|month|year)s? ago|an?|one"
    )
    stamp = rf"(?i:(?:{_BETWEEN}(?:{item}))+{_BETWEEN}$)"
    return (
        rf"{LINE_START}{stamp}|{LINE_START}[^\n]{{0,{_REACH}}}\d[^\n|•·]{{0,9}}[|•· ] ?{_SECTION}$"
        rf"|{LINE_START}\p{{Lu}}[\p{{L}} ]+"
        rf"(?:[|•·][^\n]{{0,{_REACH}}}\d|[,–—-]{stamp}"
        r"| (?:[Tt]oday|[Yy]esterday|\d{1,2} \p{Lu}\p{Ll}+ \d{4}),? \d)"
    )


_TIMED = lazy_pattern(r"\d|\bago$")
_YEAR = lazy_pattern(r"\d{4}")
_LABELLED = lazy_pattern(_LABEL)
_SECTION_BEHIND = lazy_pattern(rf"(?P<stamp>[^|•·]*(?:{_NUMERIC})[^|•·\p{{L}}]*)[|•· ] ?{_SECTION}")


def _is_behind_label(text: str, stamp: regex.Pattern[str]) -> bool:
    """Tell whether a day or a time stands behind a label; both behind a place and a comma."""
    label = _LABELLED.match(text)
    rest = label and stamp.fullmatch(text, label.end())
    if label is None or rest is None:
        return False
    if label["comma"]:
        return bool(rest["clock"] and (rest["day"] or rest["verb"]))
    return bool(rest["day"] or rest["clock"])


def _is_before_section(text: str, stamp: regex.Pattern[str]) -> bool:
    """Tell whether a line is a day in figures, a time of day and a section: “… | Economy”."""
    parts = _SECTION_BEHIND.fullmatch(text)
    match = parts and stamp.fullmatch(parts["stamp"])
    return bool(match and match["day"] and match["clock"])


_AGO = lazy_pattern(r"\bago\b")
_RELATIVE = lazy_pattern(r"(?i:today|yesterday|ago|since)\b")


def _is_stamp_of_translation(match: regex.Match[str], page: Page, number: int) -> bool:
    """Tell whether a line right above the text, or above the headline, is a day with its year.

    A few words may stand between it and the text, as a second stamp or the time of reading.
    “Today, 10:41” and “2 days ago” are as good. On other pages they may be headings.
    """
    between = page.lines[number + 1 : page.first]
    above = all(len(line.text) <= _LONGEST_BETWEEN for line in between)
    if not (above or number < page.headline):
        return False
    if match["day"] and _YEAR.search(match["day"]):
        return True
    return bool(match["clock"]) and _RELATIVE.search(match.group()) is not None


def stamp_lines(
    document: Document, *, verbs: tuple[str, ...], fillers: tuple[str, ...]
) -> Iterator[Spot | Kept]:
    """Yield lines made only of days, times of day, `verbs` and `fillers`, to be deleted.

    Needed are a verb with a day or with “ago”, or outside the running text with a time of day; or
    a full stamp of a computer; or, before the running text, a day with a time of day or a label, a
    bar and a day; or, on a translated page, a day in figures with a time of day, a bar and a
    section, one line with a day, its year and a time of day, or a day with its year right above the
    text. Else a day alone may be a heading and stays, and so do five stamps or more, a list of
    events.
    """
    page = page_of(document)
    pattern = _stamp(verbs, fillers)
    said: list[int] = []
    bare: list[int] = []
    inside: list[int] = []
    clocks: list[int] = []
    for number, line in enumerate(page.lines):
        if len(line.text) > _LONGEST or _TIMED.search(line.text) is None:
            continue
        head = page.lies_in(number, "head")
        match = pattern.fullmatch(line.text)
        if match is not None and is_among_facts(page, number):
            yield Kept(line.start, line.end, "for a stamp; against: a fact of a match or a show")
            continue
        if match is None:
            if head and (
                _is_behind_label(line.text, pattern)
                or (_is_before_section(line.text, pattern) and is_translated(document))
            ):
                yield page.removal(number)
            continue
        timed = match["day"] or match["clock"]
        placed = match["day"] or page.lies_in(number, "edges") or _AGO.search(line.text)
        if match["iso"] or (match["verb"] and timed and placed and line.text[-1] != ":"):
            said.append(number)
        elif match["day"] and match["clock"] and head:
            bare.append(number)
        elif match["day"] and match["clock"] and _YEAR.search(match["day"]):
            inside.append(number)
        elif head and _is_stamp_of_translation(match, page, number) and is_translated(document):
            bare.append(number)
        elif head and number - 1 in bare and match["clock"] and is_translated(document):
            bare.append(number)  # the time of the day above
        elif head and match["clock"] and not match["day"]:
            clocks.append(number)
        else:
            yield Kept(line.start, line.end, _AGAINST)
    for number in clocks:
        if number + 1 in bare and is_translated(document):
            bare.append(number)  # the time of the day below
        else:
            line = page.lines[number]
            yield Kept(line.start, line.end, _AGAINST)
    if inside and (len(inside) > 1 or not is_translated(document)):
        for line in map(page.lines.__getitem__, inside):
            yield Kept(line.start, line.end, "for a stamp; against: it may be the day of an event")
        inside = []
    for numbers in (said, bare, inside):
        if len(numbers) <= _MOST_STAMPS:
            yield from map(page.removal, numbers)

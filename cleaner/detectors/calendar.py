"""Dates: the day of publication that a page tells, and days that disagree with it.

Knows how English and its translations write a weekday with a day of the month. The dates
are never changed unless one value is left; who is wrong, weekday or day, nobody can know.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import regex

from cleaner.compiled import lazy_pattern
from cleaner.detectors.numbers import ordinal
from cleaner.document import Document, Kept, Refusal, Spot

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONGEST_MONTH = 31
_SHORTEST_MONTH = 28
_BEHIND, _AHEAD = 14, 28  # days around publication that a news text speaks of by weekday
_HALF_A_YEAR = 183
_LONGEST_STAMP = 80  # characters
_STAMP_LINES = 8  # a page tells its date above or right below the headline
_FEWEST_WITNESSES = 2
_NEAR_DAYS = 3
_FOUR_DIGITS = 1000  # no day with a digit too many

# --- the day of publication ------------------------------------------------------------

_MONTH = (
    r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?"
    r"|Aug(?:ust|\.)?|Sep(?:tember|t?\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_LEAKED = lazy_pattern(r"\A\s?date (\d{4}-\d\d-\d\d)\s")
_LABEL = lazy_pattern(
    r"\b(?:posted|published|publication|created|updated|modified|released|issued)\b"
    r"(?: (?:on|at|in|date))?:? ?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?",
    regex.IGNORECASE,
)
_LABEL_STEMS = ("posted", "publi", "created", "updated", "modified", "released", "issued")
_DATE = lazy_pattern(
    rf"""(?: (?P<year>20\d\d)[-./](?P<number>\d\d?)[-./](?P<day>\d\d?)(?!\d)
           | (?P<one>\d\d?)(?P<mark>[/.-])(?P<two>\d\d?)(?P=mark)(?P<year>20\d\d)
           | {_MONTH}\ (?P<day>\d\d?)(?:st|nd|rd|th)?,?\ (?P<year>20\d\d)
           | (?P<day>\d\d?)(?:st|nd|rd|th)?[ .-](?:of\ )?{_MONTH}[ .,-]+(?P<year>20\d\d)
         )""",
    regex.VERBOSE,
)
_CLOCK = lazy_pattern(
    r"[T\s,.|–—-]*(?:(?:at|[AaPp]\.?[Mm]\.?|[A-Z]{3,4}|h|Z|hrs?|o['’]clock)\b\.?"
    r"|[+-]?\d\d?[:.h]\d\d(?:[:.]\d\d(?:\.\d+)?)?|[\s,.|–—-])*"
)
_TWELVE_HOURS = lazy_pattern(r"\d ?[AP]\.?M\b", regex.IGNORECASE)


def leaked_date(text: str) -> datetime.date | None:
    """Return the day in the prefix “ date 2022-01-22 ” that a crawler put before the text."""
    match = _LEAKED.match(text)
    return None if match is None else _iso(match[1])


def published_date(text: str) -> datetime.date | None:
    """Return the day of publication that a page tells at its top; None: it tells none.

    That is the crawler's prefix, or a stamp in one of the first lines: “posted on
    10/18/2022”, or a line of a date and a time alone. “10/11/2022” may be October or
    November, so it counts only where the line shows the order: by another date, or by “AM”
    or “PM”, where the month comes first.
    """
    leaked = leaked_date(text)
    if leaked is not None:
        return leaked
    lines = filter(str.strip, text[:3000].splitlines())
    for line in islice(lines, _STAMP_LINES):
        for match in _DATE.finditer(line) if _may_be_stamp(line) else ():
            if _is_stamp(line, match):
                found = _read(match, month_first=_month_first(line))
                if found is not None:
                    return found
    return None


def _may_be_stamp(line: str) -> bool:
    """Tell at a first look whether a line can be a stamp: a year, short or with a label."""
    if "20" not in line:
        return False
    return len(line) <= _LONGEST_STAMP or any(map(line.casefold().__contains__, _LABEL_STEMS))


def _is_stamp(line: str, date: regex.Match[str]) -> bool:
    """Tell whether a date stands behind “posted on”, or makes up its line with a time."""
    if any(label.end() == date.start() for label in _LABEL.finditer(line, 0, date.start())):
        return True
    before, behind = line[: date.start()].strip(), line[date.end() :].strip()
    alone = not before or before.strip(" ,.").capitalize() in _WEEKDAYS or before.endswith("|")
    return alone and len(line) <= _LONGEST_STAMP and _CLOCK.fullmatch(behind) is not None


def _month_first(line: str) -> bool | None:
    """Tell in which order a line writes its dates; None: it does not show."""
    slashed = [match for match in _DATE.finditer(line) if match["mark"] == "/"]
    if any(int(match["one"]) > len(_MONTHS) for match in slashed):
        return False
    if any(int(match["two"]) > len(_MONTHS) for match in slashed):
        return True
    return True if _TWELVE_HOURS.search(line) else None


def _read(match: regex.Match[str], *, month_first: bool | None) -> datetime.date | None:
    year = int(match["year"])
    if match["month"]:
        return _day(year, _month_number(match["month"]), int(match["day"]))
    if match["number"]:
        return _day(year, int(match["number"]), int(match["day"]))
    one, two = int(match["one"]), int(match["two"])
    if match["mark"] == ".":  # German, Russian, Turkish … never put the month first
        return _day(year, two, one)
    if month_first is None and one != two:
        return None
    return _day(year, one, two) if month_first else _day(year, two, one)


def _iso(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _month_number(name: str) -> int:
    return _MONTHS.index(name[:3]) + 1


# --- weekdays and days -----------------------------------------------------------------

_DAYPART = r"(?: (?:early )?(?:morning|noon|afternoon|evening|night|dawn))?"
_WEEKDAY = rf"\b(?P<weekday>{'|'.join(_WEEKDAYS)}){_DAYPART}"
# Begins with the letters that are searched for fastest.
_ANY_WEEKDAY = lazy_pattern(r"day\b(?<=\b(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day))")
_BRACKET = lazy_pattern(rf"{_WEEKDAY} \((?P<day>\d{{1,4}})\)")
# “Thursday, 11th”, “this Sunday, 20.”; not “Monday, 27 people”, “Friday 20th Century Fox”.
_BARE = lazy_pattern(
    rf"""{_WEEKDAY.replace(" ", "[ ]")}
    (?: ,?\ (?:the\ )?(?P<day>\d\d?)(?:st|nd|rd|th)
        (?= [.,;:)\n] | \Z | \ (?:and|at|after|as|by|for|from|in|on|to|when|with)\b )
      | \ \((?P<day>\d\d?)(?:st|nd|rd|th)\)
      | ,\ (?P<day>\d\d?)(?= [;)] | ,\ (?!\d|and\b) | \.(?!\d) ) )""",
    regex.VERBOSE,
)
_WITH_MONTH = lazy_pattern(
    rf"""{_WEEKDAY.replace(" ", "[ ]")} ,?\ \(?
    (?: (?:the\ )?(?P<day>\d\d?)(?:st|nd|rd|th)?\ (?:of\ )?{_MONTH}(?!\w)
      | {_MONTH}\ (?P<day>\d\d?)(?:st|nd|rd|th)?(?![\d:]|\.\d|[ ]?[–-][ ]?\d) )
    (?: ,?\ (?P<year>(?:19|20)\d\d)\b )?""",
    regex.VERBOSE,
)
# “Tuesday afternoon tornado (7)”: a day or an age, so it can only bear witness.
_LOOSE = lazy_pattern(rf"{_WEEKDAY}+(?: [\p{{L}}’'-]+){{1,2}} \((?P<day>[12]?\d|3[01])\)")


class _Pair(NamedTuple):
    """A weekday (0 is Monday) and the day of the month given with it, and where that stands."""

    weekday: int
    day: int
    start: int = 0
    end: int = 0
    month: int | None = None
    year: int | None = None
    named_at: int = 0

    @property
    def name(self) -> str:
        return f"{_WEEKDAYS[self.weekday]} ({self.day})"


def impossible_day(document: Document) -> Iterator[Spot | Kept]:
    """Yield days that no month has, “Wednesday (100)”, with the day the other pairs leave.

    The witnesses are the other weekdays with a day in the text, and the day of publication;
    a repair needs two of them and one value that lies within six days of all, or nearer than
    any other; or one of them, and a value whose figures the damaged one still has. Several such
    numbers, “Saturday (312) and Sunday (287)”, may be counts and are only reported.
    """
    pairs = list(_pairs(document.text, [_BRACKET]))
    sound = [pair for pair in pairs if 1 <= pair.day <= _LONGEST_MONTH]
    impossible = [pair for pair in pairs if pair not in sound]
    witnesses = {_Pair(pair.weekday, pair.day) for pair in sound}
    if document.date is not None:
        witnesses.add(_Pair(document.date.weekday(), document.date.day))
    may_be_counts = len({pair.day for pair in impossible}) > 1
    for pair in impossible:
        day = None if may_be_counts else _only_day(pair, sorted(witnesses))
        if day is None and not may_be_counts and document.date is not None:
            day = _day_of_publication(document.text, pair, document.date)
        if day is None:
            yield Spot(pair.start, pair.end, None, f"no month has a day {pair.day}")
        else:
            named = ", ".join(witness.name for witness in sorted(witnesses))
            yield Spot(pair.start, pair.end, str(day), f"the only day that fits {named}")


_IN_THE_PAST = lazy_pattern(r"(?r)\b(?:was|were|had|did|\p{Ll}{3,}ed)\b[^.!?\n()]{0,80} on ")


def _day_of_publication(text: str, pair: _Pair, published: datetime.date) -> int | None:
    """Return the day of publication for its own weekday in the past: “grew on Wednesday (2023)”."""
    if pair.weekday != published.weekday() or len(str(pair.day)) < len("2023"):
        return None
    past = _IN_THE_PAST.match(text, max(0, pair.named_at - 100), pair.named_at)
    return published.day if past else None


def weekday_conflict(document: Document) -> Iterator[Spot | Kept]:
    """Yield pairs like “Thursday (30)” that no day around the publication bears out.

    A date with its year needs no publication. Without a day of publication the other pairs
    of the page testify, if two of them agree and no change of month explains the third.
    """
    pairs = [
        pair
        for pair in _pairs(document.text, [_BRACKET, _BARE, _WITH_MONTH])
        if 1 <= pair.day <= _LONGEST_MONTH
    ]
    different = tuple({(pair.weekday, pair.day, pair.month): pair for pair in pairs}.values())
    for pair in pairs:
        doubt, proof = _verdict(pair, document.date, different)
        if doubt:
            yield Spot(pair.start, pair.end, None, doubt)
        else:
            yield Kept(pair.start, pair.end, f"for a wrong day: {pair.name}; against: {proof}")
    for pair in _pairs(document.text, [_LOOSE]):
        reason = f"{pair.name}; against: what stands between may make it an age or a count"
        yield Kept(pair.start, pair.end, f"for a wrong day: {reason}")


def wrong_by_others(document: Document) -> Iterator[Spot]:
    """Yield a weekday or a day that conflicts, with the one that the other pairs of the page leave.

    “Wednesday (5)” beside a sound “Wednesday (6)” has the wrong weekday; “Saturday (19)” between
    a sound “Friday (28)” and “Sunday (30)” has the wrong day. “This Wednesday (6)” on a page of
    the 6th has the wrong weekday, too, as has “tomorrow, Friday (4)” on one of the 3rd.
    """
    pairs = [
        pair for pair in _pairs(document.text, [_BRACKET, _BARE]) if 1 <= pair.day <= _LONGEST_MONTH
    ]
    different = tuple({(pair.weekday, pair.day, pair.month): pair for pair in pairs}.values())
    doubts = {pair: _verdict(pair, document.date, different)[0] for pair in pairs}
    sound = [pair for pair in pairs if not doubts[pair]]
    for pair in pairs:
        if not doubts[pair]:
            continue
        weekday, day = _weekday_left(pair, sound), _day_left(pair, sound)
        if weekday is None and day is None and document.date is not None:
            weekday = _weekday_told(document.text, pair, document.date)
        after = document.text[pair.named_at : pair.end]
        if weekday is not None and day is None:
            after = after.replace(_WEEKDAYS[pair.weekday], _WEEKDAYS[weekday], 1)
        elif day is not None and weekday is None:
            after = f"{after.removesuffix(str(pair.day))}{day}"
        else:
            continue
        yield Spot(pair.named_at, pair.end, after, doubts[pair])


_TOLD_DAY = lazy_pattern(r"(?r)\b(?P<word>this|today|tomorrow|yesterday),? ", regex.IGNORECASE)
_TOLD_AGAIN = lazy_pattern(rf"\)?, (?:\w+ )?(?P<weekday>{'|'.join(_WEEKDAYS)})\b")


def _weekday_told(text: str, pair: _Pair, published: datetime.date) -> int | None:
    """Return the weekday of a day that the words beside it tell: “this Wednesday (6)”."""
    lead = _TOLD_DAY.match(text, max(0, pair.named_at - 12), pair.named_at)
    word = lead["word"].lower() if lead else ""
    day = published + datetime.timedelta(days=_DISTANCE.get(word, 0))
    if word and day.day == pair.day:
        return day.weekday()
    again = _TOLD_AGAIN.match(text, pair.end)
    if again is not None:
        near = (published + datetime.timedelta(days=n) for n in range(-_BEHIND, _BEHIND))
        weekday = _WEEKDAYS.index(again["weekday"])
        if any(day.day == pair.day and day.weekday() == weekday for day in near):
            return weekday
    return None


def _weekday_left(pair: _Pair, sound: Sequence[_Pair]) -> int | None:
    """Return the weekday of a day in the week of which a sound pair has the same weekday."""
    gaps = {pair.day - other.day for other in sound if other.weekday == pair.weekday}
    near = [gap for gap in gaps if 0 < abs(gap) < len(_WEEKDAYS)]
    return (pair.weekday + near[0]) % len(_WEEKDAYS) if len(near) == 1 else None


def _day_left(pair: _Pair, sound: Sequence[_Pair]) -> int | None:
    """Return the day between the sound pairs of the weekdays before and behind."""
    before = {o.day for o in sound if (pair.weekday - o.weekday) % len(_WEEKDAYS) == 1}
    behind = {o.day for o in sound if (o.weekday - pair.weekday) % len(_WEEKDAYS) == 1}
    days = {day + 1 for day in before if day + 2 in behind or 1 in behind}
    return days.pop() if len(days) == 1 and max(days) <= _LONGEST_MONTH else None


def _verdict(
    pair: _Pair, published: datetime.date | None, others: Sequence[_Pair]
) -> tuple[str, str]:
    """Return what speaks for a fault and what against it; one of the two is empty."""
    if pair.month is not None:
        return _verdict_of_date(pair, pair.month, published)
    if published is None:
        return _verdict_of_others(pair, others)
    around = (published + datetime.timedelta(days=n) for n in range(-_BEHIND, _AHEAD + 1))
    if any(day.day == pair.day and day.weekday() == pair.weekday for day in around):
        return "", f"borne out by the publication on {published}"
    return f"no {_WEEKDAYS[pair.weekday]} near {published} is a day {pair.day}", ""


def _verdict_of_date(pair: _Pair, month: int, published: datetime.date | None) -> tuple[str, str]:
    if pair.year is not None:
        years: Iterable[int] = (pair.year,)
    elif published is not None:
        years = range(published.year - 1, published.year + 2)
    else:
        return "", "no year is given"
    dates = [date for date in (_day(year, month, pair.day) for year in years) if date]
    if published is not None and pair.year is None:
        dates = [date for date in dates if abs(date - published).days <= _HALF_A_YEAR]
    if any(date.weekday() == pair.weekday for date in dates):
        return "", "the calendar bears it out"
    if not dates:
        return f"{_MONTHS[month - 1]} has no day {pair.day}", ""
    return f"{dates[0]} is a {_WEEKDAYS[dates[0].weekday()]}", ""


def _verdict_of_others(pair: _Pair, others: Sequence[_Pair]) -> tuple[str, str]:
    """Compare with the page's other weekdays; from one month to the next they shift by 0, 2, 3.

    A shift by one is no other month (but for a leap year's February): one of the two is wrong.
    """
    shifts = {
        _Pair(other.weekday, other.day): (other.day - other.weekday - pair.day + pair.weekday) % 7
        for other in others
        if other.month is None
    }
    agree = [other.name for other, shift in shifts.items() if shift == 0 and other[:2] != pair[:2]]
    against = [other.name for other, shift in shifts.items() if shift in (1, 6)]
    if len(against) >= _FEWEST_WITNESSES and not agree:
        return f"cannot stand beside {', '.join(against)}", ""
    if agree:
        return "", f"{', '.join(agree)} bear it out"
    return "", "nobody testifies"


def _pairs(text: str, patterns: Sequence[regex.Pattern[str]]) -> Iterator[_Pair]:
    """Yield a pair for each weekday at which one of the patterns matches, the first that does."""
    for name in _ANY_WEEKDAY.finditer(text):
        matches = (pattern.match(text, name.start(1)) for pattern in patterns)
        match = next(filter(None, matches), None)
        if match is None:
            continue
        groups = match.groupdict()
        month, year = groups.get("month"), groups.get("year")
        yield _Pair(
            _WEEKDAYS.index(match["weekday"]),
            int(match["day"]),
            *match.span("day"),
            _month_number(month) if month else None,
            int(year) if year else None,
            name.start(1),
        )


def _only_day(pair: _Pair, witnesses: Sequence[_Pair]) -> int | None:
    """Return the one day of the month on a weekday that the witnesses and the figures leave."""
    possible = _days_near(pair.weekday, witnesses)
    if len(possible) == 1 and len(witnesses) >= _FEWEST_WITNESSES:
        return possible.pop()
    damaged = str(pair.day)
    like = [day for day in possible if damaged.startswith(str(day)) or damaged.endswith(str(day))]
    if len(like) == 1 and pair.day < _FOUR_DIGITS:
        return like[0]
    if len(witnesses) < _FEWEST_WITNESSES:
        return None
    near = [
        day for day in possible if all(abs(day - other.day) <= _NEAR_DAYS for other in witnesses)
    ]
    return near[0] if len(near) == 1 else None


def _days_near(weekday: int, witnesses: Sequence[_Pair]) -> set[int]:
    """Return the days of the month on a weekday within six days of every witness."""
    possible: set[int] = set()
    for number, witness in enumerate(witnesses):
        ahead = (weekday - witness.weekday) % 7
        near = {witness.day + ahead, witness.day + ahead - 7} if ahead else {witness.day}
        possible = possible & near if number else near
    latest = max([_SHORTEST_MONTH, *(witness.day for witness in witnesses)])
    return {day for day in possible if 1 <= day <= latest}


# --- yesterday, and days written as figures --------------------------------------------

_RELATIVE = lazy_pattern(
    rf"\b(?P<word>[Yy]esterday|[Tt]oday|[Tt]omorrow|[Ll]ast night){_DAYPART} \((?P<day>\d\d?)\)"
)
_DISTANCE = {"yesterday": -1, "today": 0, "tomorrow": 1, "last night": -1}
_SLASH = lazy_pattern(
    rf"(?:(?:{_WEEKDAY}|\b(?P<relative>[Yy]esterday|[Tt]oday|[Tt]omorrow){_DAYPART}),? \(?|\()"
    r"(?P<date>(?P<one>\d\d?)/(?P<two>\d\d?)(?:/(?P<year>20\d\d|\d\d))?)"
    r"(?![\d/%]| (?:of|the|full)\b)"
)
_NO_DATES = ("24/7", "9/11", "7/7")


def relative_day_conflict(document: Document) -> Iterator[Spot | Kept]:
    """Yield “Yesterday (8)” where the day before publication was another one."""
    if document.date is None:
        return
    for match in _RELATIVE.finditer(document.text):
        day = document.date + datetime.timedelta(days=_DISTANCE[match["word"].lower()])
        start, end = match.span("day")
        if day.day == int(match["day"]):
            yield Kept(start, end, f"for a wrong day: {match.group()}; against: that is {day}")
        else:
            message = f"published on {document.date}, {match['word'].lower()} is the {day.day}"
            yield Spot(start, end, None, message)


def slash_dates(document: Document) -> Iterator[Spot | Kept]:
    """Yield days with the month behind, “this Tuesday (14/6)”, which English reads reversed.

    The message says which readings the calendar leaves. Left alone: “Tuesday, 6/14”, the
    American order. Without a weekday a date must have a padded month (“(20/01)”), since
    “(25/1)” may be odds or a score.
    """
    for match in _SLASH.finditer(document.text):
        start, end = match.span("date")
        if match["date"] in _NO_DATES:
            yield Kept(start, end, f"for a date: {match['date']}; against: a fixed expression")
            continue
        one, two = int(match["one"]), int(match["two"])
        named = match["weekday"] or match["relative"]
        if not named and not (one > len(_MONTHS) >= two and match["two"].startswith("0")):
            message = f"for a date: {match['date']}; against: no weekday, it may be a score or odds"
            yield Kept(start, end, message)
            continue
        months = {"day first": (two, one), "month first": (one, two)}
        readings = {
            name: date
            for name, (month, day) in months.items()
            if (date := _near(month, day, match["year"], document.date)) is not None
        }
        fitting = _fitting(readings, match["weekday"], document.date)
        if not readings:
            continue
        dates = [(readings[name], name) for name in fitting or readings]
        told = " or ".join(f"{date.day} {date:%B} ({name})" for date, name in dates)
        if list(fitting) == ["month first"] or one == two:
            yield Kept(start, end, f"for the order of another language; against: it is {told}")
        else:
            yield Spot(start, end, None, f"{match['date']} is {told}")


def _near(
    month: int, day: int, year: str | None, published: datetime.date | None
) -> datetime.date | None:
    """Return the date, in the year given or the one that brings it nearest to publication."""
    if year:
        return _day(int(year) % 100 + 2000, month, day)
    if published is None:
        return _day(2000, month, day)
    dates = [_day(published.year + n, month, day) for n in (-1, 0, 1)]
    known = [date for date in dates if date is not None]
    return min(known, key=lambda date: abs(date - published), default=None)


def _fitting(
    readings: dict[str, datetime.date], weekday: str | None, published: datetime.date | None
) -> dict[str, datetime.date]:
    """Return the readings that fall on the weekday; all, if the year or weekday is unknown."""
    if weekday is None or published is None:
        return readings
    wanted = _WEEKDAYS.index(weekday)
    return {name: date for name, date in readings.items() if date.weekday() == wanted}


def ordinal_day(lead: str, day: str) -> str | Refusal:
    """Return “on the 10th” for “on the last day 10”, a refusal if no month has such a day.

    “in” is “on”, and so is no preposition at all.
    """
    number = int(day)
    if not 1 <= number <= _LONGEST_MONTH:
        return Refusal(f"for a day of the month; against: no month has a day {number}")
    on = "On" if lead == "In" else "on"
    return f"{on if lead in ('', 'in', 'In') else lead} the {ordinal(number)}"

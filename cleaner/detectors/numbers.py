"""Numbers that came through translation with the wrong words, marks or spacing.

Knows how a figure is written in English; which words count as scales, and where a figure
may stand, is said in the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

import regex

from cleaner.compiled import compiled, lazy_pattern
from cleaner.document import Document, Kept, Refusal, Spot, per_page
from cleaner.resources import word_list

# A number that counts nothing: a stop, or a word that is no noun, comes behind it.
_YEAR_SLOT = lazy_pattern(
    r"[1-9]\d{2,3}(?<=[ ]\d{3,4})"
    r"(?=[.;:)”\"\n]|\Z|, (?!\d)|[’']s\b| (?:and|as|but|he|it|she|they|there|to|when|who)\b)"
)
_MEAN = lazy_pattern(r"\b(?:average|mean|median|ratio|rate)\b[^.\n]*\Z")
_AGAINST_THOUSANDS = (
    (lazy_pattern(r" (?:thousand|million|billion|trillion|mln|bn)\b"), "a scale word follows"),
    (lazy_pattern(r" ?%| (?:percent|per cent|points?|seconds?)\b"), "a measure follows"),
    (lazy_pattern(r""), "no noun follows that is counted whole"),
)
_FIRST_ELECTION = 1500  # no constitution, cup or census of the news is older
_QUOTED = lazy_pattern(r"[“\"‘][^”\"’\n]{0,60}\Z")
_SENTENCE_FOLLOWS = lazy_pattern(r"[^\S\n]*+(?:\Z|\n|\p{Lu})")


def scale_number(number: str) -> str | Refusal:
    """Return a number of thousands in figures: “100” gives “100,000”, “3.5” gives “3,500”.

    A number with a mark for thousands of its own, or with more than three decimals, stays.
    """
    whole, _, decimals = number.replace(",", ".").partition(".")
    most = 2 if "," in number else 3  # “1,500 thousand” is no decimal number
    if "." in decimals or len(decimals) > most or not whole.isdigit() or len(whole) > 3:
        return Refusal(f"for a number of thousands; against: {number} has thousands of its own")
    if whole.startswith("0"):
        return Refusal(f"for a number of thousands; against: {number} is less than one")
    return f"{whole},{decimals:0<3}"


def money_sign(before: str, gap: str) -> str:
    """Return a currency sign without the space inside or behind it: “R $” gives “R$”."""
    return before.rstrip(" ") + gap.strip(" ")


def hour_mark(minute: str | None) -> str:
    """Return the end of a time of day with a colon: “19h30” gives “19:30”, “8h” gives “8:00”."""
    return f":{minute or '00'}"


def joined_figure(whole: str, rest: str) -> str:
    """Return “2.9” for “2, 9” and “12,400” for “12, 400”."""
    return f"{whole}{',' if len(rest) == len('000') else '.'}{rest}"


def ordinal(number: int) -> str:
    """Return a number with its ending: 1st, 2nd, 13th."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number // 10 % 10 != 1 else "th"
    return f"{number}{ending}"


def half_minute(lead: str, minute: str, half: str) -> str:
    """Return “in the 41st minute of the second half” for “at 41 of the second time”."""
    on = "In" if lead[0].isupper() else "in"
    which = {"1st": "first", "2nd": "second"}.get(half, half)
    return f"{on} the {ordinal(int(minute))} minute of the {which} half"


def foreign_scale(document: Document, *, scales: dict[str, str]) -> Iterator[Spot | Kept]:
    """Yield figures with a scale word of another language, with the English word for it.

    A decimal comma becomes a point. Left alone: what stands in quotation marks, which may
    be a title.
    """
    text = document.text
    for match in _scale_pattern(tuple(sorted(scales))).finditer(text):
        start, end = match.span()
        scale = match["scale"]
        if _QUOTED.search(text, max(0, start - 60), start):
            yield Kept(start, end, f"for {scale} as a word left over; against: it is quoted")
            continue
        stop = "." if scale.endswith(".") and _SENTENCE_FOLLOWS.match(text, end) else ""
        figure = match["figure"].replace(",", ".")
        yield Spot(start, end, f"{figure} {scales[scale]}{stop}", f"{scale} is {scales[scale]}")


def scale_trigger(*, scales: Iterable[str]) -> str:
    """Return the trigger of `foreign_scale`: a figure and one of the words."""
    words = "|".join(regex.escape(scale, literal_spaces=True) for scale in sorted(scales))
    return rf"\d (?:{words})(?:\W|\Z)"


@cache
def _scale_pattern(scales: tuple[str, ...]) -> regex.Pattern[str]:
    return compiled(
        r"(?<![\d.,]|\d, )(?P<figure>\d{1,3}(?:[.,]\d{1,2})?) (?P<scale>\L<scales>)(?!\w)",
        scales=scales,
    )


_BEFORE_FIGURE = 30  # characters
_DOCUMENT = lazy_pattern(
    r"\b(?:DNIe?|N(?:IE|IF|IPC|IT)|C(?:IF|PF|NPJ|UI[TL]|RM)|R(?:UT|UN|UC)|SIRE[NT]|BSN|KvK|OAB|IDs?"
    r"|\p{Lu}{2}|[Nn](?:o\.?|umber)|[Cc][ée]dula|[Pp]assport|[Rr]egist(?:er|ration)|licen[cs]e"
    r"|identity(?: card| document)?|[Dd]ocument|protocol|code)"
    r"(?: (?:is|of|number|no\.?|nº|n\.º))?[ :#]{1,2}\Z"
)


def thousands(
    document: Document,
    *,
    marks: str,
    money: tuple[str, ...],
    adjectives: tuple[str, ...],
) -> Iterator[Spot | Kept]:
    """Yield figures whose thousands are set off by one of `marks`, not by a comma.

    Certain are two groups of three, decimals behind a comma (“1.250,50”), a noun of
    `rules/words/counted-nouns.txt` behind, at most an adjective between, and “.000” before
    `money`. Left alone: rates (“R$ 5.306”), decimals before a scale word, means
    (“2.345 children per woman”), and numbers of documents (“DNI 30.456.789”).
    """
    text = document.text
    follows = _nouns_behind(money, adjectives)
    for match in _grouped(marks).finditer(text):
        start, end = match.span()
        noun = follows.match(text, end)
        before = text[max(0, start - _BEFORE_FIGURE) : start]
        if _DOCUMENT.search(before) or (noun is None and _may_be_phone(match.group(), before)):
            yield Kept(start, end, "for thousands; against: the number of a document or a phone")
            continue
        proof = _proof_of_thousands(match, noun, before)
        if proof:
            whole, _, cents = match.group().partition(",")
            figure = regex.sub(r"\D", ",", whole) + (f".{cents}" if cents else "")
            yield Spot(start, end, figure, proof)
        elif marks == ".":
            against = next(why for pattern, why in _AGAINST_THOUSANDS if pattern.match(text, end))
            yield Kept(
                start, end, f"for thousands: three figures behind a point; against: {against}"
            )


def _proof_of_thousands(
    number: regex.Match[str], noun: regex.Match[str] | None, before: str
) -> str:
    groups = regex.findall(r"\d+", number.group())
    if number["cents"]:
        return "a comma stands before the decimals"
    if len(groups) > 2 and (number["mark"] != " " or groups[2] == "000"):
        return "two groups of three figures"
    if noun is None:
        return ""
    if noun["money"]:
        return f"no sum of {noun['money']} has three decimals" if groups[1] == "000" else ""
    if len(groups[0]) == 1 and _MEAN.search(before):
        return ""
    return f"{noun['counted']} are counted whole"


_CALLED = lazy_pattern(
    r"\b(?:on|at|call|calling|phone|tele?(?:phone)?\.?|dial|ring|fax)[ :]{1,2}\Z"
)


def _may_be_phone(figure: str, before: str) -> bool:
    """Tell whether three groups of three figures stand where a phone's number does."""
    return len(figure) == len("213 613 000") and _CALLED.search(before) is not None


@cache
def _grouped(marks: str) -> regex.Pattern[str]:
    return compiled(
        rf"""(?<! [\p{{L}}\d.,/=–-] | \d[ ] | [v§][ ] )
             [1-9]\d{{0,2}} (?P<mark>[{marks}]) \d{{3}} (?:(?P=mark)\d{{3}})?
             (?P<cents> (?<=[.]\d{{3}}),\d\d? )?
             (?! [\p{{L}}\d] | [.,:/-]\d | [ ]\d )""",
        regex.VERBOSE,
    )


@cache
def _nouns_behind(money: tuple[str, ...], adjectives: tuple[str, ...]) -> regex.Pattern[str]:
    return compiled(
        r" (?:(?:\L<adjectives> )?(?P<counted>\L<counted>)|(?P<money>\L<money>))\b"
        r"(?! per\b| each\b|-)",
        adjectives=adjectives,
        counted=word_list("counted-nouns"),
        money=money,
    )


def picture_size_years(
    document: Document,
    *,
    sizes: tuple[int, ...],
    modern: tuple[str, ...],
    ancient: tuple[str, ...],
) -> Iterator[Spot | Kept]:
    """Yield numbers in the place of a year that are the size of a picture: “born in 1200”.

    Something `modern`, an election, has any early year against it, “the elections of 450”;
    after “born in” and “since”, a page with a word in `ancient` may mean the year. A number
    with a noun behind counts something (“since 960 people came”) and is not looked at.
    """
    leads = _year_leads(modern)
    for match in _YEAR_SLOT.finditer(document.text):
        start, end = match.span()
        lead = leads.search(document.text, max(0, start - 40), start)
        year = int(match.group())
        if lead is None or not (year in sizes or (lead["modern"] and year < _FIRST_ELECTION)):
            continue
        old = _first_of(ancient, document.text)
        if old and not (lead["modern"] and year in sizes):
            reason = f"for a damaged year; against: the page speaks of {old!r}"
            yield Kept(start, end, reason)
        else:
            size = ", but the size of a picture" if year in sizes else ""
            yield Spot(lead.start(), end, None, f"{year} is no such year{size}")


def year_trigger(*, sizes: Iterable[int], modern: Iterable[str], ancient: Iterable[str]) -> str:
    """Return the trigger of `picture_size_years`: what leads to a year, and an early one."""
    numbers = "|".join(map(str, sorted(sizes)))
    return rf"{_leads_to_year(modern)}(?:{numbers}|[1-9]\d\d|1[0-4]\d\d)(?:\W|\Z)"


@cache
def _any_of(words: tuple[str, ...]) -> regex.Pattern[str]:
    return compiled(r"(?<!\w)\L<words>(?!\w)", words=words)


@per_page
def _first_of(words: tuple[str, ...], text: str) -> str:
    """Return the first of some words that a text has; empty: none."""
    found = _any_of(words).search(text)
    return found.group() if found else ""


@cache
def _year_leads(modern: tuple[str, ...]) -> regex.Pattern[str]:
    return compiled(rf"{_leads_to_year(modern)}\Z")


def _leads_to_year(modern: Iterable[str]) -> str:
    return (
        rf"\b(?:(?P<modern>{'|'.join(modern)}) (?:of|in)|born (?:in|on)|founded in"
        r"|[Ss]ince|[Uu]ntil|the year(?: of)?|January|February|March|April|May|June|July|August"
        r"|September|October|November|December) "
    )


def minute_idioms(
    document: Document, *, verbs: tuple[str, ...], football: tuple[str, ...]
) -> Iterator[Spot | Kept]:
    """Yield minutes of a match without the word: “expanded to 27”, “at 12 of the first half”.

    Only on a page with two different words in `football`; elsewhere an alliance expands to
    thirty members.
    """
    pattern = _minute_pattern(verbs)
    lines = (line for line in document.lines if _MINUTE.search(line.text))
    matches = [m for line in lines for m in pattern.finditer(document.text, line.start, line.end)]
    witnesses = sorted(set(_any_of(football).findall(document.text))) if matches else []
    for match in matches:
        if len(witnesses) > 1:
            message = f"a minute of the match: the page speaks of {', '.join(witnesses[:3])}"
            yield Spot(match.start(), match.end(), None, message)
        else:
            reason = "for a minute of a match; against: the page is not on football"
            yield Kept(match.start(), match.end(), reason)


_MINUTE = lazy_pattern(r"\b(?:to|at|in|on) [1-9]|\bof the (?:first|second|1st|2nd) ")


@cache
def _minute_pattern(verbs: tuple[str, ...]) -> regex.Pattern[str]:
    return compiled(
        r"""(?: (?:\p{Lu}[\p{L}’'-]+\ )? \b\L<verbs>\ (?:to|at|in|on)\ (?:[1-9]\d?|1[0-2]\d)
                (?:['’′]|th)? (?= [.,;)] | $ | \ (?:and|with|from|of|after)\b )
              | \b[Aa]t\ (?:[1-9]|[1-5]\d)['’′]?\ of\ the
                \ (?:first|second|1st|2nd)\ (?:half|time|stage|period)\b )""",
        flags=regex.MULTILINE | regex.VERBOSE,
        verbs=verbs,
    )

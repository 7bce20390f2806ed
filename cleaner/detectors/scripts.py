"""Letters of other scripts in English: look-alikes in Latin words, words and lines left over.

Spun and scraped texts hide from search with letters that only look Latin; engines leave
words they do not know as they were. Knows nothing of what the foreign words mean.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial

import regex

from cleaner.compiled import compiled, lazy_pattern
from cleaner.document import Document, Kept, Line, Spot

_TOKEN = lazy_pattern(
    r"(?<![\p{L}\p{M}])[\p{L}\p{M}]*[\p{Cyrillic}\p{Greek}\p{Armenian}][\p{L}\p{M}]*"
)
_LATIN = lazy_pattern(r"\p{Latin}")
_NEIGHBOUR = lazy_pattern(r"[\p{L}\p{M}]+")
_NEAR = 25  # characters in which the neighbouring words stand
_FEWEST_MIXED = 2  # words of both scripts on a page, before words of one are believed
_OTHER = (
    r"[\p{Arabic}\p{Armenian}\p{Bengali}\p{Cyrillic}\p{Devanagari}\p{Georgian}\p{Greek}"
    r"\p{Han}\p{Hangul}\p{Hebrew}\p{Hiragana}\p{Katakana}\p{Tamil}\p{Thai}]"
)
_OTHER_RUN = lazy_pattern(
    rf"{_OTHER}[\p{{M}}\u200c\u200d]*+"
    rf"(?:[ \d.,;:!?…'’・ー،؛؟।、。\-]*+{_OTHER}[\p{{M}}\u200c\u200d]*+)*+"
)
_LETTERS = lazy_pattern(r"\p{L}+")
_MOST_FOREIGN = 0.5  # of the letters of an English line
_FEWEST_WORD = 2  # letters: one Greek letter is a sign, as in “α particles”
_MOST_LINES = 2  # lines in another script; more are a document of two languages
_SET_OFF = lazy_pattern(r"(?P<opens>[(\[“\"‘'«„「『])|[)\]”»]")
_ANNOUNCED = lazy_pattern(r"(?r):[\s\p{Cf}]*+")
_HANDLE = lazy_pattern(r"[\s\p{So}\p{Cf}]*[(@]")


_ON_ALPHABETS = lazy_pattern(r"\b(?i:cyrillic|homoglyphs?|look-?alike (?:letter|character)s?)\b")


def homoglyphs(document: Document, *, look_alikes: Mapping[str, str]) -> Iterator[Spot | Kept]:
    """Yield words with letters that look Latin and are not: “Tongа” with a Cyrillic а.

    A word of both scripts is repaired if all its foreign letters are in `look_alikes`; a
    word made of look-alikes alone, “сор”, needs two such words on the page, but for a letter before
    a number, “Т-150”. Words beside a word of the other script stay, and so do words with a letter
    that Latin has not, and all of a page that speaks of alphabets.
    """
    if _ON_ALPHABETS.search(document.text):
        return
    latin_for = cache(partial(_latin_for, look_alikes))
    tokens = [
        _Token(*match.span(), *latin_for(match.group())) for match in _TOKEN.finditer(document.text)
    ]
    mixed = sum(token.mixed and token.latin is not None for token in tokens)
    for token in tokens:
        objection = _against(document.text, token, mixed, look_alikes)
        if objection is None and token.latin is not None:
            if _is_designation(document.text, token):
                witness = "before a number"
            elif token.mixed:
                witness = "it mixes two scripts"
            else:
                witness = f"{mixed} words here mix scripts"
            yield Spot(token.start, token.end, token.latin, f"look-alikes of Latin: {witness}")
        elif token.latin is not None:
            yield Kept(token.start, token.end, f"for look-alikes; against: {objection}")


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    latin: str | None  # the word in Latin letters, if all its letters look so
    mixed: bool


def _latin_for(look_alikes: Mapping[str, str], word: str) -> tuple[str | None, bool]:
    """Return a word in Latin letters, None if one has no twin; and whether it mixes scripts."""
    latin = "".join(look_alikes.get(letter, letter) for letter in word)
    whole = all(_LATIN.match(letter) for letter in latin)
    return latin if whole else None, _LATIN.search(word) is not None


def _against(text: str, token: _Token, mixed: int, look_alikes: Mapping[str, str]) -> str | None:
    if token.latin is None:
        return "a letter has no Latin twin"
    if not token.mixed and mixed < _FEWEST_MIXED and not _is_designation(text, token):
        return "no other word mixes scripts"
    before = _NEIGHBOUR.findall(text, max(0, token.start - _NEAR), token.start)[-1:]
    behind = _NEIGHBOUR.findall(text, token.end, token.end + _NEAR)[:1]
    for word in (*before, *behind):
        letters = "".join(look_alikes.get(letter, letter) for letter in word)
        if _TOKEN.search(letters):
            return "it stands beside a word of the other script"
    return None


_DESIGNATION = lazy_pattern(r"[АЕКМОТ]-\d")  # Cyrillic letters


def _is_designation(text: str, token: _Token) -> bool:
    """Tell whether a single letter stands before a hyphen and a number: “М-03”, “Т-150”.

    It sounds as it looks: “С-300” is S-300.
    """
    return token.end - token.start == 1 and _DESIGNATION.match(text, token.start) is not None


def words_in_other_scripts(document: Document) -> Iterator[Spot | Kept]:
    """Yield words in another script inside an English line, to be reported.

    Left alone: single letters, which are signs; words in brackets or quotation marks, which
    the author shows on purpose; what a colon announces; names before an @handle; lines of
    that script.
    """
    for line in document.lines:
        runs = list(_OTHER_RUN.finditer(line.text))
        if not runs or _foreign_share(line.text) > _MOST_FOREIGN:
            continue
        marks = list(_SET_OFF.finditer(line.text))
        places = [mark.start() for mark in marks]
        for match in runs:
            start, end = match.span()
            before = bisect_left(places, start)
            beside = line.text[max(0, start - 1) : start] + line.text[end : end + 1]
            if (
                _length(_LETTERS.findall(match.group())) < _FEWEST_WORD
                or _LATIN.search(beside)  # part of a word of both scripts
            ):
                continue
            if (
                (before and marks[before - 1]["opens"])
                or _ANNOUNCED.match(line.text, 0, start)
                or _HANDLE.match(line.text, end)
            ):
                yield Kept(
                    line.start + start,
                    line.start + end,
                    "for a word left over; against: it is shown on purpose",
                )
                continue
            yield Spot(
                line.start + start, line.start + end, None, f"left over: {match.group()[:40]}"
            )


def lines_in_other_scripts(document: Document) -> Iterator[Spot | Kept]:
    """Yield lines in another script that stand alone in an English text, with their blank line.

    Left alone: quotations, lines that a colon announces or a gloss follows, and all if there
    are more than two, because then the text has two languages.
    """
    lines = document.lines
    foreign = [number for number, line in enumerate(lines) if _foreign_share(line.text) > 0.9]
    for number in foreign:
        line = lines[number]
        if _length(_LETTERS.findall(line.text)) < _FEWEST_WORD:
            continue
        objection = _line_objection(lines, number, len(foreign))
        if objection:
            yield Kept(line.start, line.end, f"for a line left over; against: {objection}")
            continue
        start, end = document.removal(line.start, line.end)
        yield Spot(start, end, "", "line left in another script")


def _line_objection(lines: tuple[Line, ...], number: int, foreign: int) -> str | None:
    if foreign > _MOST_LINES or foreign * 3 > len(lines):
        return "the document has two languages"
    if lines[number].text[0] in '"“«„「『—–-' or lines[number].text[-1] in '"”»':
        return "it is a quotation"
    if number == 0 or lines[number - 1].text[-1] in ":–—-":
        return "the line before announces it"
    if number + 1 < len(lines) and _gloss().search(lines[number + 1].text[:80]):
        return "the next line explains it"
    return None


@cache
def _gloss() -> regex.Pattern[str]:
    return compiled(
        r"^[(\[“\"]|\b(?:reads?|means?|translat\w+|in English|inscription|characters)\b"
    )


@cache
def _outside() -> regex.Pattern[str]:
    return compiled(rf"{_OTHER}+")


def _length(runs: Iterable[str]) -> int:
    return sum(map(len, runs))


def _foreign_share(text: str) -> float:
    """Return how many of a line's letters are of another script, 0 to 1."""
    letters = _length(_LETTERS.findall(text))
    return _length(_outside().findall(text)) / letters if letters else 0.0

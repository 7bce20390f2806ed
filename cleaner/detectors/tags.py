"""What is left where every link or bold run was translated as a little text of its own.

Such a run comes back without its spaces, and empty brackets stay where its words are lost. Each
fault alone may be a slip, a style or a name, so the weaker ones ask for a witness: the same word
elsewhere on the page, or another fault of this kind. Its capitals are of `letter_case`, its line
ends of `broken_lines`, its stops of `stops`.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from functools import cache

import regex

from cleaner.compiled import lazy_pattern
from cleaner.detectors.glossary import of_source
from cleaner.detectors.language import is_translated, word_set
from cleaner.detectors.vocabulary import is_english
from cleaner.document import Document, Kept, Spot, per_page
from cleaner.resources import function_words, languages, word_list

# --- glued words -----------------------------------------------------------------------

_GLUED_STOP = lazy_pattern(r"[.!?](?P<quote>[“‘])?(?P<right>\p{Lu}\p{L}*+)(?=[ ,’'])")
_BEFORE = lazy_pattern(r"\S*\Z")
_WORD_BEFORE_STOP = lazy_pattern(
    r"[“‘\"'(\[]*+(?P<left>\p{L}[\p{L}\p{M}'’-]*\p{Ll}|\p{Lu}{2,6}(?=\))|\p{Lu}{3,6}|(?:19|20)\d\d|\d+%|(?P<figure>\d{1,4}))[)\]”’\"]?"
)
_RUN = lazy_pattern(r"[\p{L}\p{M}'’-]++[,;:.”’\")]*+(?:\s|\Z|[—–])")
_NEAR = 60


def glued_sentences(
    document: Document, *, openers: tuple[str, ...], domains: tuple[str, ...]
) -> Iterator[Spot | Kept]:
    """Yield full stops without a space before the next sentence: “the treaty.The mayor”.

    `openers` are words that begin sentences; those in `domains` are ends of addresses, too,
    “Corriere.It”, and need a small word on both sides, or a day or month before them. Any other
    word has to stand elsewhere on the page by itself. Names with a full stop in them,
    “Booking.com”, “U.S.-based”, addresses, initials and numbered lists stay.
    """
    text = document.text
    for match in _GLUED_STOP.finditer(text):
        at, right = match.start() + 1, match["right"]
        before = _BEFORE.search(text, max(0, at - _NEAR), at - 1)
        left = before and _WORD_BEFORE_STOP.fullmatch(before.group())
        if not before or not left or not _RUN.match(text, match.start("right")):
            continue
        bracket = before.group()[-1] == ")" and left["left"].isupper()
        small = bracket or (not left["left"][0].isupper() and len(left["left"]) > 2)
        if left["figure"]:
            if _opens_behind_figure(text, match, openers):
                yield Spot(at, at, " ", f"{right} begins a sentence")
            continue
        if right in openers or match["quote"]:
            if (
                small
                or (right not in domains and len(right) > 1)
                or left["left"] in _days_and_months()
            ):
                yield Spot(at, at, " ", f"{right} begins a sentence")
                continue
        elif small and document.words[right] > 1:
            yield Spot(at, at, " ", f"{right} stands elsewhere on the page by itself")
            continue
        elif small and _are_two_sentences(document, match, left["left"]):
            yield Spot(at, at, " ", f"{left['left']} and {right} are two words")
            continue
        message = "for a lost space; against: it may be a name with a full stop in it"
        yield Kept(match.start(), match.end(), message)


@cache
def _days_and_months() -> frozenset[str]:
    english = languages()["en"]
    return frozenset((*english.weekdays, *english.months))


_BEHIND_OPENER = lazy_pattern(r" (?P<next>\p{Ll}{3,})")
_NUMBERED = lazy_pattern(
    r"(?r)\b(?:[Ss]ections?|[Aa]rticles?|[Pp]aragraphs?|[Ff]igures?|[Tt]ables?|[Cc]hapters?|[Vv]ersions?"
    r"|[Cc]lauses?|[Nn]o|[Ll]aw|[Aa]ct|[Pp]arts?|[Ss]teps?)\.? "
)
_SHORTEST_OPENER = 4


def _opens_behind_figure(text: str, match: regex.Match[str], openers: tuple[str, ...]) -> bool:
    """Tell whether a sentence begins behind a stop and a figure: “near kilometer 92.A horse”."""
    following = _BEHIND_OPENER.match(text, match.end())
    start = match.start()
    while text[start - 1].isdigit():
        start -= 1
    return (
        match["right"] in openers
        and following is not None
        and (len(match["right"]) > 1 or following["next"] not in function_words("en"))
        and text[max(0, start - 2) : max(0, start - 1)].islower()
        and not _NUMBERED.match(text, max(0, start - _NEAR), start)
    )


def _are_two_sentences(document: Document, match: regex.Match[str], left: str) -> bool:
    """Tell whether a stop on a translation stands between two words of English, and more follows.

    Short words are ends of addresses: “asp.Net”.
    """
    return (
        len(match["right"]) >= _SHORTEST_OPENER
        and _BEHIND_OPENER.match(document.text, match.end()) is not None
        and is_english(left)
        and is_english(match["right"].lower())
        and is_translated(document)
    )


def glued_names(
    document: Document,
    *,
    sure: tuple[str, ...],
    tails: tuple[str, ...],
    openers: tuple[str, ...],
    never: tuple[str, ...],
) -> Iterator[Spot | Kept]:
    """Yield function words glued to a word of the page: “Mendonçaof”, “growersThis”.

    `tails` are small function words, `openers` capital ones. What is before them has to stand
    elsewhere on the page by itself, and the whole nowhere else; English has no other words
    that end with those in `sure`. In a translation it is enough that it is a word of English and
    the whole is none. Left alone: words in `never`, “thereof”, “foretold”, and
    names that a page repeats, “LinkedIn”.
    """
    text, vocabulary = document.text, word_set(document.text)
    translated, left_over = is_translated(document), of_source(document)
    ends, dates = (*sure, *tails), tuple(_days_and_months())
    glued = {
        word: halves
        for word in vocabulary
        if word.endswith(ends) or word.endswith(openers)
        if word.lower() not in never and not left_over(word.lower())
        if (halves := _halves(word, ends, openers))
    }
    for match in _whole_words(text, glued.keys()):
        word = match.group()
        goes_on = match["next"].islower() or match["next"].isdigit()
        goes_on = goes_on or text.startswith(dates, match.end() + 1)
        fitting = (half for half in glued[word] if half[1].islower() or goes_on)
        left, tail = next(fitting, ("", ""))
        if not left:
            continue
        at = match.end() - len(tail)
        if document.words[word] > 1:
            message = f"for a lost space before {tail}; against: {word} stands on the page again"
            yield Kept(*match.span(), message)
        elif left in vocabulary:
            yield Spot(at, at, " ", f"{left} stands elsewhere on the page by itself")
        elif tail in sure:
            yield Spot(at, at, " ", f"no word ends with {tail}")
        elif translated and tail == "of" and text.startswith(" the ", match.end()):
            yield Spot(at, at, " ", f"{left} is of something, {word} is not")
        elif translated and tail.islower() and _are_two_words(word, left):
            yield Spot(at, at, " ", f"{left} is a word, {word} is none")
        elif translated and (
            tail in _AUXILIARIES
            or (tail in _PARTS_OF_DAY and left in _days_and_months())
            or (tail in _JOINING and _may_end_clause(left))
        ):
            yield Spot(at, at + 1, f" {tail[0].lower()}", f"{left} and {tail} are two words")
        else:
            message = f"for a lost space before {tail}; against: {left} stands nowhere by itself"
            yield Kept(*match.span(), message)


def _may_end_clause(word: str) -> bool:
    """Tell whether a word is one of English without a capital, or a day, “on Saturdays”."""
    return (word[0].islower() and is_english(word)) or word.removesuffix("s") in _days_and_months()


PREPOSITIONS = frozenset(
    (
        *("In", "On", "At", "To", "For", "During", "Through", "Under", "Over", "About", "Among"),
        *("Since", "Until", "Before", "After", "Towards", "Toward", "Due", "According"),
        *("Including", "Between"),
    )
)
_AUXILIARIES = frozenset(
    ("Will", "Would", "Was", "Were", "Has", "Had", "Could", "Should")  # no name ends with them
)
_PARTS_OF_DAY = frozenset(("Morning", "Afternoon", "Evening", "Night"))
_JOINING = PREPOSITIONS | {
    *("And", "But", "Or", "By", "Of", "With", "Without", "From", "Into", "When", "While", "As"),
    *("Because", "Where", "Against", "Despite", "Although"),
}
_SHORTEST_GLUED, _SHORTEST_LEFT = 6, 2  # letters
_SHORTEST_ENGLISH, _SHORTEST_TITLE = 4, 6  # letters of a word that the page has nowhere else
_FEW = 16  # words that are sought one by one
_WHOLE_WORD = lazy_pattern(
    r"(?<![\p{L}\p{M}\p{N}@#/.'’-])\p{L}[\p{L}\p{M}]*+(?= (?P<next>[\p{L}\p{N}“\"‘(]))"
)


def _are_two_words(word: str, left: str) -> bool:
    """Tell whether the first half of a word is one by itself, and the whole is not.

    With a capital it may be a name, “New Zealand”, and the half must be longer.
    """
    shortest = _SHORTEST_TITLE if word[0].isupper() else _SHORTEST_ENGLISH
    small = left.lower()
    known = len(left) >= shortest and not word_list("english-words").isdisjoint(
        {small, small.removesuffix("s")}
    )
    return known and not is_english(word.lower())


def _whole_words(text: str, words: Set[str]) -> Iterator[regex.Match[str]]:
    """Yield where one of the words stands by itself, before a space and another word."""
    if len(words) > _FEW:
        yield from (match for match in _WHOLE_WORD.finditer(text) if match.group() in words)
        return
    for at in sorted(at for word in words for at in _places(word, text)):
        match = _WHOLE_WORD.match(text, at)
        if match is not None and match.group() in words:
            yield match


def _places(word: str, text: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def _halves(word: str, tails: tuple[str, ...], openers: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the two words that one may be, the shortest first half first."""
    ends = [end for end in tails if len(word) >= _SHORTEST_GLUED and word.endswith(end)]
    ends += [end for end in openers if word.endswith(end) and word[: -len(end)][-1:].islower()]
    halves = ((word[: -len(end)], end) for end in sorted(ends, key=len, reverse=True))
    return [(left, end) for left, end in halves if len(left) >= _SHORTEST_LEFT]


# --- other faults of this kind ----------------------------------------------------------

# Faults of this kind that a page shows by themselves: a space before a comma or behind a
# bracket, a glued bracket or quotation mark, two stops, THE Name, empty quotation marks.
# Each begins with a character that is seldom: as one pattern they take twenty times as long.
_SURE_FAULTS = tuple(
    map(
        regex.compile,
        (
            r" [,;](?<=[\p{Ll}\d)”] .)(?= )",
            r"\( (?<![\w:;=8-]\( )(?=\p{L})",
            r"\)\K(?<=\p{L}\))\p{Ll}{3}",
            r"”\K(?<=[\p{L}.,]”)\p{Ll}{3}",
            r"(?<=\p{Ll}\p{Ll})(?:\.\.|\. [.,])(?= \p{L})",
            r"The(?<=\p{Ll}{3}\.The)(?= \p{Ll})",
            *(rf"{word}(?<=\p{{L}}{{4}}{word})(?= )" for word in ("which", "who", "from")),
            r"(?m:^)THE(?= \p{Lu}\p{Ll})",
            r"“”",
            r" \(\)",
        ),
    )
)


@per_page
def sure_fault(text: str) -> str:
    """Return the first fault of this kind with the words around it; empty: there is none."""
    found = [match for pattern in _SURE_FAULTS if (match := pattern.search(text))]
    return around(text, *min(match.span() for match in found)) if found else ""


def around(text: str, start: int, end: int) -> str:
    """Return a place with a few characters on both sides, in one line."""
    return text[max(0, start - 12) : end + 8].replace("\n", " ").strip()


# --- brackets ----------------------------------------------------------------------------

_EMPTY = lazy_pattern(
    r"(?P<space>\p{Zs}*+)(?<!\(\))(?:\((?P<box>\p{Zs}*+)(?P<mark>[,;.–-]\p{Zs}*+)?\)|\[(?P<box>\p{Zs}+)\]|“\p{Zs}*+”|«\p{Zs}*+»)"
)
_WORD_AT_END = lazy_pattern(r"(?P<word>\p{L}[\p{L}\p{M}’'-]*|\d%?|[”\")])[,;:]?\Z")
_GOES_ON_BEHIND = lazy_pattern(r"[,;.]|[ ]\p{Ll}{2}")


_TICKED = lazy_pattern(r"[(\[]\p{Zs}?[xX✓✔]\p{Zs}?[)\]]")


def _is_single_box(text: str, box: str) -> bool:
    return text.find(box) == text.rfind(box) and _TICKED.search(text) is None


def empty_brackets(document: Document, *, leads: tuple[str, ...]) -> Iterator[Spot | Kept]:
    """Yield brackets whose link text was lost: “the council () was not asked”.

    Behind one of `leads`, “signed by ()”, and in quotation marks a name is missing: reported.
    Left alone: calls of functions, “print()”, and several boxes to tick, “( ) yes ( ) no”.
    """
    for match in _EMPTY.finditer(document.text):
        start, end = match.span()
        before = _WORD_AT_END.search(document.text, max(0, start - _NEAR), start)
        if match["box"] and not (
            before is not None
            and _GOES_ON_BEHIND.match(document.text, end)
            and _is_single_box(document.text, match.group().strip())
        ):
            yield Kept(start, end, "for empty brackets; against: boxes to tick")
        elif match["box"] is not None and not (match["space"] or match["mark"]):
            yield Kept(start, end, "for empty brackets; against: they belong to the word before")
        elif (
            match["mark"]
            and match["mark"].strip() in "–-"
            and before
            and before["word"][0].isdigit()
        ):
            yield Kept(start, end, "for empty brackets; against: they say that there is no figure")
        elif match["box"] is None or before is None or before["word"].lower() in leads:
            yield Spot(start + len(match["space"]), end, None, "what stood inside is lost")
        else:
            yield Spot(start, end, "", "what stood inside is lost, and the sentence does without")

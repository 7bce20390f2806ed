"""Surnames translated as the words they are: “Rock broke her leg” on the page of Yasmin Rocha.

The person's full name stands on the page, and the word stands where a person is spoken of. Knows
nothing of places, clubs and papers, see `glossary` and `names`.
"""

from __future__ import annotations

from collections.abc import Iterator, Set

import regex

from cleaner.compiled import lazy_pattern
from cleaner.detectors.glossary import either_number, glossary, stands
from cleaner.detectors.language import origins, word_set
from cleaner.detectors.names import PREDICATE
from cleaner.detectors.persons import PARTICLES
from cleaner.detectors.vocabulary import is_english
from cleaner.document import Document, Spot
from cleaner.resources import first_names, function_words

_PERSON = lazy_pattern(
    rf"(?<![\p{{L}}’'-])(?P<first>\p{{Lu}}\p{{Ll}}+) (?:(?:{PARTICLES}) )?"
    r"(?P<last>\p{Lu}\p{Ll}{2,})(?![\p{L}’'-]| \p{Lu})"
)
# where a surname stands alone: “, said Rock.”, “Rock’s lawyer”, “according to Rock,”
_SPOKEN_OF = (
    r"(?<=\b(?:said|says|to|told|asked|explained|added|of|with|by|for|from|and|against) )"
    r"%s(?=[.,;:’']| (?:said|says|who|has|had|was|is|and|in|on|at|to|for|will)\b)"
)


def translated_surnames(document: Document, *, titles: tuple[str, ...]) -> Iterator[Spot]:
    """Yield a word with a capital that is the surname of a person on the page, translated.

    It opens a sentence with a verb or an age behind it, follows one of `titles` (“Minister
    Beautiful”), or stands where a person is spoken of. Left alone: a word that the page has in
    small letters, too, or behind a first name.
    """
    text, words = document.text, word_set(document.text)
    for code in sorted(origins(document)):
        meanings = glossary(code)
        if not meanings:  # a language without a glossary
            continue
        for name in _surnames(text, words, meanings.keys(), function_words(code)):
            for rendering in meanings[name.lower()]:
                yield from _words_for(text, words, name, rendering, titles)


def _surnames(
    text: str, words: frozenset[str], known: Set[str], articles: frozenset[str]
) -> list[str]:
    """Return surnames behind a first name that are words of the language of the page."""
    found = {
        match["last"]
        for match in _PERSON.finditer(text, overlapped=True)
        if match["first"].lower() not in articles
        if match["first"] in first_names()
        or not (match["first"].lower() in known or is_english(match["first"].lower()))
    }
    return sorted(
        name
        for name in found
        if name.lower() in known and name.lower() not in words and not is_english(name.lower())
    )


def _words_for(
    text: str, words: frozenset[str], name: str, rendering: str, titles: tuple[str, ...]
) -> Iterator[Spot]:
    if " " in rendering or not stands(rendering, words):
        return
    if rendering in words or rendering + "s" in words:
        return
    spelt = either_number(rendering)
    if regex.search(rf"\b(?!(?:{'|'.join(titles)})\b)\p{{Lu}}\p{{Ll}}+ {spelt}\b", text):
        return  # somebody of that name
    ways = (
        rf"(?:^|(?<=[.!?…][”\"]? )){spelt}{PREDICATE}",
        rf"(?<=\b(?:{'|'.join(titles)}) ){spelt}\b(?!-| \p{{Lu}})",
        _SPOKEN_OF % spelt,
    )
    for match in regex.finditer("|".join(ways), text, regex.MULTILINE):
        message = f"{match.group()} is {name}, whose full name stands on the page"
        yield Spot(*match.span(), name, message)

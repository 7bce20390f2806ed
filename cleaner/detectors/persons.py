"""Persons of a text: who is a woman or a man by the first name, and the pronouns that disagree.

Knows names with one gender only (`rules/words/first-names.txt`); guesses nothing about others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import dropwhile

import regex

from cleaner.document import Document, Kept, Spot
from cleaner.resources import word_list

_NAME = regex.compile(r"\b\p{Lu}[\p{L}\p{M}'’-]++(?: \p{Lu}[\p{L}\p{M}'’-]++)+")
_PRONOUN = regex.compile(r"(?<=[.!?][”\"]? )(?P<pronoun>He|She) (?=\p{Ll})")
_GENDERS: Mapping[str, str] = {"He": "m", "She": "f"}
_WORDS = {"m": "man", "f": "woman"}


@cache
def _first_names() -> dict[str, str]:
    entries = (line.split(" ", 1) for line in word_list("first-names"))
    return {name: gender for gender, name in entries}


def wrong_pronouns(
    document: Document,
    *,
    men: tuple[str, ...],
    women: tuple[str, ...],
    titles: tuple[str, ...],
    places: tuple[str, ...],
) -> Iterator[Spot | Kept]:
    """Yield “He” or “She” at the start of a sentence where only the other gender can be meant.

    The witness is the only person named in the paragraph, by a first name with one gender,
    maybe behind `titles`. Left alone where anybody else may be meant: another name, unless
    it begins like those of `places`, a word for one of the pronoun's gender (`men`,
    `women`), or an open quotation.
    """
    words = {"m": _any_of(men), "f": _any_of(women)}
    for line in document.lines:
        for match in _PRONOUN.finditer(line.text):
            before = line.text[: match.start()]
            person = _only_person(before, frozenset(titles), frozenset(places))
            gender = _GENDERS[match["pronoun"]]
            if person is None or person[1] == gender:
                continue
            start = line.start + match.start("pronoun")
            end = start + len(match["pronoun"])
            message = f"{person[0]}, the only person named before, is a {_WORDS[person[1]]}"
            if words[gender].search(before.lower()) or before.count("“") != before.count("”"):
                yield Kept(start, end, f"for a wrong pronoun: {message}; against: another is meant")
            else:
                yield Spot(start, end, None, message)


def pronoun_trigger(**_: Iterable[str]) -> str:
    """Return the trigger of `wrong_pronouns`: a name of one gender, and a pronoun of the other."""
    names = {
        gender: "|".join(sorted(name for name, of in _first_names().items() if of == gender))
        for gender in _WORDS
    }
    return "|".join(
        rf"(?:{names[gender]}) \p{{Lu}}[^\n]*[.!?][”\"]? {pronoun} \p{{Ll}}"
        for gender, pronoun in (("f", "He"), ("m", "She"))
    )


@cache
def _any_of(words: tuple[str, ...]) -> regex.Pattern[str]:
    return regex.compile(r"\b\L<words>\b", words=words)


def _only_person(
    text: str, titles: frozenset[str], places: frozenset[str]
) -> tuple[str, str] | None:
    """Return name and gender of the one person in a text; None if there is no or one more."""
    persons: set[tuple[str, str | None]] = set()
    for match in _NAME.finditer(text):
        words = list(dropwhile(titles.__contains__, match.group().split()))
        if len(words) > 1 and words[0] not in places:
            persons.add((" ".join(words), _first_names().get(words[0])))
    if len(persons) != 1:
        return None
    name, gender = persons.pop()
    return None if gender is None or name.endswith(("'s", "’s")) else (name, gender)

"""Pronouns against the person named last, and a narrator who says “I” once.

Reads a paragraph from left to right: who is named, by a first name, a surname known from the
page or a word as “widow”, and which pronouns follow. What stands in a quotation tells nothing.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import chain, dropwhile
from typing import NamedTuple

from cleaner.compiled import lazy_pattern
from cleaner.detectors.persons import PARTICLES, is_calling
from cleaner.detectors.wording import words_by_line
from cleaner.document import Document, Spot
from cleaner.resources import first_names

# The standard library's is several times as fast here.
_CAPITAL = r"[^\W\d_a-zß-ÿ][\w’'-]+"
_REST = rf"(?: (?:(?:{PARTICLES}) ){{0,2}}{_CAPITAL})"
_FULL_NAME = re.compile(rf"\b{_CAPITAL}{_REST}+")
_TOKEN = re.compile(
    r"(?P<mark>[“”\"])|(?P<end>[.!?]+)(?= |$)"
    r"|\b(?:(?P<pronoun>[Hh]e|[Ss]he|[Hh]is|[Hh]er|[Hh]im|[Hh]imself|[Hh]erself)\b(?![’'])"
    rf"|(?P<name>{_CAPITAL}{_REST}*))"
)
_GENDERS: Mapping[str, str] = {
    **dict.fromkeys(("he", "his", "him", "himself"), "m"),
    **dict.fromkeys(("she", "her", "herself"), "f"),
}
# engines hardly ever make a “her” of “his”, and inside a sentence “his” is often another's
_JUDGED = frozenset({"he", "she", "He", "She", "His"})
_ASKED = frozenset({"he", "she", "his"})
_WORDS = {"m": "man", "f": "woman"}
_UNKNOWN = "?"
_FEMININE_ENDINGS = frozenset({"pt", "es", "it", "ca", "ru", "uk"})  # of names in these languages
_WOMANS_NAME = lazy_pattern(r"\p{Lu}\p{Ll}{3,}a")
_SPEAKS = lazy_pattern(r",? (?:said|says|told|added|who|wrote|asked|\d\d,)")
_OBJECT = lazy_pattern(
    r"\b(?:of|by|with|against|from|to|for|and|or|than|about|like|on|between|in|at|after|as"
    r"|met|told|asked|accused|criticized|praised|called|thanked|married|supported|including"
    r"|saw|defeated|beat|killed|urged|invited|appointed|named|chose|replaced|elected)"
    r"(?: (?:the|an?|former|his|her|their|then|new|late|\p{Lu}[\p{L}.-]+|\p{Ll}+-\p{Ll}+)"
    r"){0,4} \Z"
)
_IS_JOINED = lazy_pattern(r"\p{Lu}[\p{L}’'-]+ and \Z")  # “Hatice Akkuş and his daughter”
_ALTERNATIVE = lazy_pattern(r" or \Z")
_FIRST = re.compile(r"\b(?:I|[Mm]y|me|myself|[Ww]e|[Oo]ur|us)\b(?!\.)")
_NARRATOR = lazy_pattern(
    r"(?<!\()(?<!\b(?:[Pp]art|[Tt]ype|\p{Lu}\p{Ll}+) )\bI(?= (?!and |or )\p{Ll})"
)
_QUOTATION = re.compile(r"“[^”]*”|\"[^\"]*\"")
_MOST_PERSONS = 60
_NEAR = 200  # characters before a word that hold what it belongs to
_MOST_FIRST = 2  # words of the first person outside quotations; with more somebody tells a story


class _Person(NamedTuple):
    gender: str
    sentence: int
    subject: bool
    called: str


@dataclass
class _Paragraph:
    """Who was named so far, and where; of very many only the last ones."""

    persons: deque[_Person] = field(default_factory=lambda: deque(maxlen=_MOST_PERSONS))
    sentence: int = 0
    quoted: bool = False

    def against(self, pronoun: str) -> _Person | None:
        """Return the person named last if the pronoun cannot mean her, nor anybody else."""
        gender = _GENDERS[pronoun]
        near = [person for person in self.persons if person.sentence >= self.sentence - 1]
        if not near or near[-1].gender in (gender, _UNKNOWN):
            return None
        last = near[-1]
        same = [person for person in near if person.sentence == self.sentence]
        if any(person.gender == gender for person in self.persons):
            named = last.called.lower() not in _GENDERS
            alone = len(same) == 1 and last.subject and named and pronoun != "his"
            return last if alone else None
        unknown = any(person.gender == _UNKNOWN for person in self.persons)
        if not unknown and (pronoun != "his" or last.subject):
            return last
        subject = any(person.subject and person.gender == last.gender for person in near)
        return last if unknown and subject and pronoun == "he" else None


def turned_pronouns(
    document: Document, *, men: str, women: str, titles: str, places: str, either: str
) -> Iterator[Spot]:
    """Yield pronouns whose gender the person named last has not, one a paragraph.

    Only of a page that is said to be translated. `men` and `women` are words for a man or a
    woman; a name loses its `titles`, and is none if it begins like those of `places`. In
    Portuguese, Spanish, Italian or Russian a first name that ends in -a, and is none of
    `either`, is a woman's.
    """
    if document.source is None:
        return
    by_ending = document.source in _FEMININE_ENDINGS
    names = _Names(
        _words(men), _words(women), _words(titles), _words(places), _words(either), by_ending
    )
    lines = [
        (line, vocabulary & (names.men | names.women))
        for line, vocabulary in zip(document.lines, words_by_line(document), strict=True)
        if not _ASKED.isdisjoint(vocabulary)
    ]
    surnames = names.surnames(document.text) if lines else {}
    for line, nouns in lines:
        yield from _turned(line.start, line.text, _tokens(line.text, nouns), names, surnames)


def _tokens(text: str, nouns: Iterable[str]) -> list[re.Match[str]]:
    """Return marks, pronouns, names, ends of sentences, and the nouns, in their order."""
    found = chain(_TOKEN.finditer(text), *(_noun(noun).finditer(text) for noun in nouns))
    return sorted(found, key=re.Match.start)


@cache
def _noun(noun: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?P<noun>{noun})\b")


def _turned(
    offset: int,
    text: str,
    tokens: Iterable[re.Match[str]],
    names: _Names,
    surnames: Mapping[str, str],
) -> Iterator[Spot]:
    paragraph = _Paragraph()
    for token in tokens:
        kind, word = token.lastgroup, token.group()
        near = max(0, token.start() - _NEAR)
        if kind == "mark":
            paragraph.quoted = word != "”" and not paragraph.quoted
        elif paragraph.quoted:
            continue
        elif kind == "end":
            paragraph.sentence += 1
        elif kind == "pronoun":
            pronoun = word.lower()
            judged = word in _JUDGED or (
                word == "his" and _IS_JOINED.search(text, near, token.start())
            )
            last = paragraph.against(pronoun) if judged else None
            if last and not _ALTERNATIVE.search(text, near, token.start()):
                message = f"{last.called}, named before, is a {_WORDS[last.gender]}"
                yield Spot(offset + token.start(), offset + token.end(), None, message)
                return
            subject = pronoun in ("he", "she")
            person = _Person(_GENDERS[pronoun], paragraph.sentence, subject, pronoun)
            paragraph.persons.append(person)
        elif found := names.person(word, surnames, is_name=kind == "name"):
            gender, called = found
            if gender == _UNKNOWN and not _is_person(word, text, token.end()):
                continue
            before = paragraph.persons[-1] if paragraph.persons else None
            if (
                gender == _UNKNOWN
                and before
                and text.endswith(f"{before.called} ", 0, token.start())
            ):
                gender = before.gender  # “chairwoman Ineke Bos”
            subject = not called.endswith(("’s", "'s")) and not _OBJECT.search(
                text, near, token.start()
            )
            paragraph.persons.append(_Person(gender, paragraph.sentence, subject, called))


def _is_person(name: str, text: str, end: int) -> bool:
    """Tell whether a name of nobody known is perhaps a person's: of two words, or it speaks."""
    return " " in name or _SPEAKS.match(text, end) is not None


class _Names(NamedTuple):
    """What tells the gender of who is named."""

    men: frozenset[str]
    women: frozenset[str]
    titles: frozenset[str]
    places: frozenset[str]
    either: frozenset[str]
    by_ending: bool

    def person(
        self, name: str, surnames: Mapping[str, str], *, is_name: bool
    ) -> tuple[str, str] | None:
        """Return gender and name of who is named; None: nobody is."""
        if not is_name:
            return ("f" if name in self.women else "m", name)
        words = name.split()
        titled = ""
        for word in words:
            titled = (
                "f" if word.lower() in self.women else "m" if word.lower() in self.men else titled
            )
        rest = list(dropwhile(self._is_title, words))
        if not rest:
            return (titled, name) if titled else None
        if rest[0] in self.places or not self.places.isdisjoint(rest):
            return None
        known = titled or self._gender(rest, surnames)
        return (known, " ".join(rest)) if known else None

    def _is_title(self, word: str) -> bool:
        small = word.lower()
        return word in self.titles or small in self.men or small in self.women or is_calling(word)

    def _gender(self, words: list[str], surnames: Mapping[str, str]) -> str:
        last = words[-1].removesuffix("’s").removesuffix("'s")
        gender = surnames.get(last) if len(words) == 1 else None
        gender = gender or first_names().get(words[0].removesuffix("’s"))
        if not gender and len(words) > 1 and self.by_ending and words[0] not in self.either:
            gender = "f" if _WOMANS_NAME.fullmatch(words[0]) else None
        return gender if gender in _WORDS else _UNKNOWN

    def surnames(self, text: str) -> Mapping[str, str]:
        """Return the genders of those whose full names are on the page, by their surnames."""
        found: dict[str, str] = {}
        for name in _FULL_NAME.findall(text):
            words = list(dropwhile(self._is_title, name.split()))
            if len(words) > 1 and self.places.isdisjoint(words):
                gender = self._gender(words, {})
                if gender != _UNKNOWN:
                    found[words[-1]] = (
                        gender if found.get(words[-1], gender) == gender else _UNKNOWN
                    )
        return found


@lru_cache(maxsize=32)
def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


def stray_narrators(document: Document) -> Iterator[Spot]:
    """Yield “I” outside quotations where nobody tells a story: a verb that lost its subject.

    Only of a page that is said to be translated.
    """
    if document.source is None:
        return
    if not any("i" in vocabulary for vocabulary in words_by_line(document)):
        return
    first: list[int] = []
    told = 0
    for line in document.lines:
        if line.text.count('"') % 2 or line.text.count("“") != line.text.count("”"):
            continue
        bare = _QUOTATION.sub(lambda quoted: " " * len(quoted.group()), line.text)
        told += len(_FIRST.findall(bare))
        if told > _MOST_FIRST:
            return
        first += [line.start + match.start() for match in _NARRATOR.finditer(bare)]
    for at in first:
        yield Spot(at, at + 1, None)

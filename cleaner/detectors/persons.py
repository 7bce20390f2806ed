"""Persons of a text: who is a woman or a man by the first name, and the pronouns that disagree.

Knows names with one gender only (`rules/words/first-names.txt`); guesses nothing about others.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import dropwhile

import regex

from cleaner.compiled import compiled, lazy_pattern
from cleaner.detectors.language import origins
from cleaner.detectors.vocabulary import is_english
from cleaner.document import Document, Kept, Spot
from cleaner.resources import first_names

# Small words inside names, as alternatives of a pattern: “Ada de With”, “Mohammed bin Salman”
PARTICLES = r"d[aeo]s?|del(?:la)?|di|du|de la|van|von|der|den|ten|zu|al|el|la|le|bin|ibn"

_NAME = lazy_pattern(r"\b\p{Lu}[\p{L}\p{M}'’-]++(?: \p{Lu}[\p{L}\p{M}'’-]++)+")
_PRONOUN = lazy_pattern(r"(?<=[.!?][”\"]? )(?P<pronoun>He|She) (?=\p{Ll})")
_GENDERS: Mapping[str, str] = {"He": "m", "She": "f"}
_GENDER_OF_ANOTHER: Mapping[str, str] = {"m": "f", "f": "m"}
_WORDS = {"m": "man", "f": "woman"}


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
    known = (frozenset(titles), frozenset(places))
    for line in document.lines:
        pronouns = list(_PRONOUN.finditer(line.text))
        alone = _named_alone(line.text, *known) if pronouns else None
        if alone is None:
            continue
        name, own, (from_, to) = alone
        other = _GENDER_OF_ANOTHER[own]
        meant = words[other].search(line.text.replace("İ", "I").lower())
        somebody = len(line.text) if meant is None else meant.end()
        opened = counted = 0
        for match in pronouns:
            at = match.start()
            if not from_ <= at < to or _GENDERS[match["pronoun"]] == own:
                continue
            opened += line.text.count("“", counted, at) - line.text.count("”", counted, at)
            counted = at
            start, end = line.start + at, line.start + match.end("pronoun")
            message = f"{name}, the only person named before, is a {_WORDS[own]}"
            if somebody <= at or opened:
                yield Kept(start, end, f"for a wrong pronoun: {message}; against: another is meant")
            else:
                yield Spot(start, end, None, message)


def _named_alone(
    text: str, titles: frozenset[str], places: frozenset[str]
) -> tuple[str, str, tuple[int, int]] | None:
    """Return who is named first in a text, with the gender, and where nobody else is named yet."""
    persons = _persons(text, titles, places)
    first = next(persons, None)
    certain = None if first is None else _certain(*first[1:])
    if first is None or certain is None:
        return None
    another = (end for end, name, _ in persons if name != first[1])
    return *certain, (first[0], next(another, len(text)))


_REACH = 1500  # characters before a pronoun; more is another story
_ANY_PRONOUN = lazy_pattern(r"(?<![\p{L}’'])(?P<pronoun>[Hh]e|[Hh]is|[Ss]he|[Hh]er)(?= \p{Ll})")
_NAMED = lazy_pattern(r"(?<=[\p{Ll},;:] )(?!“)\p{Lu}\p{Ll}")  # inside a sentence: somebody, too
_QUOTED = lazy_pattern(r"“[^”]*”")
_APPOSITION = lazy_pattern(r"\A, an? [^,]*,")
_WOMANS_NAME = lazy_pattern(r"\p{Lu}\p{Ll}{3,}a")
_FEMININE_ENDINGS = frozenset({"pt", "es", "it", "ca", "ru", "uk"})  # of names in these languages
_QUOTE_BEHIND = lazy_pattern(r"[”\"’],?[”\"]? \Z")
# “a book on Marta Lobato”: she is talked about, and somebody else is meant
_OBJECT = lazy_pattern(
    r"\b(?:of|by|with|against|from|to|for|and|or|than|about|like|on|between|in)"
    r"(?: (?:the|an?|former|his|her|then|\p{Lu}[\p{L}.-]+|\p{Ll}+-\p{Ll}+|minister|president"
    r"|senator|judge|deputy|prosecutor|lawyer|actress|actor|singer|candidate|mayor|governor)"
    r"){0,5} \Z"
)
_SENTENCE_END = lazy_pattern(r"[.!?…][”\"]? (?=[\p{Lu}“\"])")


def pronouns_of_translations(
    document: Document,
    *,
    men: tuple[str, ...],
    women: tuple[str, ...],
    titles: tuple[str, ...],
    places: tuple[str, ...],
    others: tuple[str, ...],
    either: tuple[str, ...],
) -> Iterator[Spot | Kept]:
    """Yield pronouns of a translation whose gender nobody named before them has.

    The witness is the only person named in the sentence or in the paragraph, or the last one in
    this sentence and the one before. Pronouns stand anywhere, and in Portuguese, Spanish, Italian
    or Russian a first name that ends in -a, and is none of `either`, is a woman's. Left alone
    where somebody of the pronoun's gender is near, one of `others` or a name stands between, or
    a quotation is open. One a paragraph is enough.
    """
    words = {"m": _any_of(men), "f": _any_of(women)}
    somebody = _any_of(others)
    by_ending = bool(origins(document) & _FEMININE_ENDINGS)
    known = (frozenset(titles), frozenset(places), frozenset(either), by_ending)
    previous = ""
    for line in document.lines:
        persons = list(_persons(line.text, *known))
        ends = [end for end, _, _ in persons]
        sentences = [end.end() for end in _SENTENCE_END.finditer(line.text)] if persons else []
        for match in _ANY_PRONOUN.finditer(line.text) if persons else ():
            at = match.start()
            from_ = max(0, at - _REACH)
            before = line.text[from_:at]
            gender = "m" if match["pronoun"].lower() in ("he", "his") else "f"
            until = bisect_left(sentences, at)
            starts = [from_, from_, *sentences[bisect_right(sentences, from_) : until]]
            here = persons[bisect_right(ends, from_) : bisect_right(ends, at)]
            person, near = _only(here, starts[-1]), before
            if person is None:
                person, near = _only(here, from_), f"{previous} {before}"
            if person is None:
                near = line.text[starts[-2] : at]
                person = _last(here, starts[-2])
            if person is None or before.count("“") != before.count("”"):
                continue
            name, other = person
            named = before.rfind(name)
            if _OBJECT.search(before, 0, named) or _QUOTE_BEHIND.search(before):
                continue
            between = _APPOSITION.sub("", before[named + len(name) :])
            if other == gender or words[gender].search(near.lower()):
                continue
            if somebody.search(between.lower()) or _NAMED.search(_QUOTED.sub("", between)):
                continue
            message = f"{name}, named before, is a {_WORDS[other]}"
            yield Spot(line.start + match.start(), line.start + match.end(), None, message)
            break
        previous = line.text


def pronoun_trigger(**_: Iterable[str]) -> str:
    """Return the trigger of `wrong_pronouns`: a name of one gender, and a pronoun of the other."""
    names = {
        gender: "|".join(sorted(name for name, of in first_names().items() if of == gender))
        for gender in _WORDS
    }
    return "|".join(
        rf"(?:{names[gender]}) \p{{Lu}}[^\n]*[.!?][”\"]? {pronoun} \p{{Ll}}"
        for gender, pronoun in (("f", "He"), ("m", "She"))
    )


@cache
def _any_of(words: tuple[str, ...]) -> regex.Pattern[str]:
    return compiled(r"\b\L<words>\b", words=words)


_Person = tuple[int, str, str | None]  # where the name ends, the name, the gender of the first one


def _only(persons: Sequence[_Person], start: int) -> tuple[str, str] | None:
    """Return name and gender of the one person named behind a place; None: nobody, or two."""
    named = {name: gender for end, name, gender in persons if end > start}
    return _certain(*named.popitem()) if len(named) == 1 else None


def _last(persons: Sequence[_Person], start: int) -> tuple[str, str] | None:
    """Return the same of the person named last; None: nobody, or not certain."""
    return _certain(*persons[-1][1:]) if persons and persons[-1][0] > start else None


_CALLING = lazy_pattern(
    r"\p{Lu}\p{Ll}*(?:[eo]rs?|ists?|[ai]ans?|man|woman|men|women|ants?|ese|ess|ee)"
)


@lru_cache(maxsize=4096)
def is_calling(word: str) -> bool:
    """Tell whether a word before a name says what somebody is: “Economist Nilgün Erdem”."""
    return (
        _CALLING.fullmatch(word) is not None
        and word not in first_names()
        and (is_english(word.lower()) or word.endswith(("ian", "ese")))
    )


def _certain(name: str, gender: str | None) -> tuple[str, str] | None:
    return None if gender is None or name.endswith(("'s", "’s")) else (name, gender)


def _persons(
    text: str,
    titles: frozenset[str],
    places: frozenset[str],
    either: frozenset[str] = frozenset(),
    by_ending: bool = False,
) -> Iterator[_Person]:
    """Yield the names of two words or more in a text, with the gender of the first name."""
    for match in _NAME.finditer(text):
        words = list(dropwhile(lambda word: word in titles or is_calling(word), match[0].split()))
        if len(words) > 1 and words[0] not in places:
            gender = first_names().get(words[0])
            if by_ending and gender is None and words[0] not in either:
                gender = "f" if _WOMANS_NAME.fullmatch(words[0]) else None
            yield match.end(), " ".join(words), gender

"""Names that came back as they sound: “Gezzi” beside “Ghezzi”, “Elshahat” beside “El Shahat”.

Two spellings that read alike in the languages of news are one name where the page gives the
better one a first name, a surname behind it, or more mentions. A surname may also have lost or
changed its vowels. Knows nothing of names that differ by another sound, which `spellings`
compares letter by letter, nor of romanizations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

import regex

from cleaner.compiled import lazy_pattern
from cleaner.detectors.language import origins, word_set
from cleaner.detectors.persons import PARTICLES
from cleaner.detectors.spellings import (
    are_told_apart,
    bare,
    distance,
    is_known_name,
    is_on_spelling,
    is_one_of_many,
)
from cleaner.detectors.vocabulary import is_english
from cleaner.document import Document, Spot
from cleaner.resources import first_names

_SHORTEST = 4  # letters; shorter names read alike by chance
_VERY_STRANGE = 2  # letters, which count more than a first name of its own
_LONG = 9  # letters of a name that may differ by an unstressed vowel
_ALONE = r"(?<![\w@#’'.-])%s(?![\w@-]|\.\w)"
_FIRM = frozenset("bdlmnr")
_PERSON = r"\p{Lu}[\p{L}\p{M}’']+"
_BEFORE = lazy_pattern(rf"(?<![\p{{L}}-])({_PERSON})(?: (?:{PARTICLES}))? \Z")
_BEHIND = lazy_pattern(rf" (?:(?:{PARTICLES}) )?({_PERSON})")
_ARTICLES = ("El", "Al", "Abu", "Ben", "Bin", "Bou", "De", "Di", "Van", "Von")
_JOINED = lazy_pattern(rf"(?P<first>{'|'.join(_ARTICLES)})(?P<rest>\p{{Ll}}{{4,}})")
_LISTED = (" and ", ", ", "; ", " or ")  # what stands between two persons
_SOUNDS = tuple(
    (lazy_pattern(spelling), sound)
    for spelling, sound in (
        (r"tsch|tch|cz|sch|ch|sh|sz|x", "X"),
        (r"ph", "f"),
        (r"gh|gu(?=[ei])|g(?=[eiy])|\bh(?=[ei])", "G"),
        (r"(?<=\p{L})kh", "k"),
        (r"h", ""),
        (r"qu(?=[ei])|q|ck|c(?![eiyX])", "k"),
        (r"c|ss|z", "s"),
        (r"w", "v"),
        (r"(?<=[aeo])ye(?=v)", "e"),
        (r"[yj]", "i"),
        (r"eau|aux|au|ou(?=[aeo])", "o"),
        (r"(.)\1+", r"\1"),
    )
)
# letters that the spelling of a language, or its transcription, has not
_STRANGE: Mapping[str, regex.Pattern[str]] = {
    **dict.fromkeys(("pt", "es", "ca"), lazy_pattern(r"[kw]|(?<=\p{L})y(?=\p{L})|z(?=io\b)")),
    "it": lazy_pattern(r"[kwyxj]"),
    "fr": lazy_pattern(r"[w]"),
}
_ROMANCE = frozenset({"pt", "es", "it", "ca"})


@lru_cache(maxsize=1 << 12)
def heard(word: str) -> str:
    """Return what is the same for all spellings of a name that read alike."""
    sounds = bare(word.lower().replace("ç", "s").replace("ß", "ss"))
    for spelling, sound in _SOUNDS:
        sounds = spelling.sub(sound, sounds)
    return sounds


def names_by_ear(
    document: Document, *, titles: tuple[str, ...], known: tuple[str, ...]
) -> Iterator[Spot]:
    """Yield a name in the spelling of another one that reads alike, and has more for it.

    It has a first name or a surname beside it, or stands more often, or only the other has
    letters that are strange to the language of the page; behind the same first name the
    earlier is right. Left alone: two first names, words of English, names behind different
    first names, an accent more or less, and a page that speaks of spelling.
    """
    if is_on_spelling(document):
        return
    text, words = document.text, word_set(document.text)
    codes = origins(document)
    yield from _joined_articles(document)
    groups: dict[str, list[str]] = {}
    for bucket in _buckets(words).values():
        for word in bucket if len(bucket) > 1 else ():
            groups.setdefault(_key(word, codes), []).append(word)
    for group in groups.values():
        alike = [
            word
            for word in (group if len(group) > 1 else ())
            if word.lower() not in words and word not in titles + known
            if not is_english(word.lower())
        ]
        if len(alike) < 2:
            continue
        places = {
            word: found
            for word in alike
            if (found := [match.span() for match in regex.finditer(_ALONE % word, text)])
        }
        if len(places) < 2:
            continue
        names = sorted(places, key=lambda name: places[name][0])
        for wrong, right in _pairs(names):
            after = _verdict(document, wrong, right, places, titles)
            if after is not None:
                message = f"{wrong} is {right}, which reads alike and stands on the page"
                for start, end in places[wrong]:
                    yield Spot(start, end, right if after else None, message)


def _buckets(words: Set[str]) -> Mapping[tuple[str, ...], list[str]]:
    """Return names by letters that every spelling of a sound has: few of them share any."""
    buckets: dict[tuple[str, ...], list[str]] = {}
    for word in words:
        if len(word) >= _SHORTEST and word[0].isupper() and word[1:].islower():
            letters = word.lower().replace("ñ", "n")
            firm = tuple(map(itemgetter(0), groupby(filter(_FIRM.__contains__, letters))))
            buckets.setdefault(firm, []).append(word)
    return buckets


def _key(word: str, codes: frozenset[str]) -> str:
    """Return how a name reads.

    In a long Romance name “e” and “i”, “o” and “u” between consonants are told apart by few.
    """
    key = heard(word)
    if len(word) >= _LONG and codes & _ROMANCE:
        return key[:2] + key[2:-2].replace("e", "i").replace("u", "o") + key[-2:]
    return key


def _pairs(names: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each pair of names both ways."""
    for number, one in enumerate(names):
        for other in names[number + 1 :]:
            yield other, one
            yield one, other


def _verdict(
    document: Document,
    wrong: str,
    right: str,
    places: Mapping[str, list[tuple[int, int]]],
    titles: tuple[str, ...],
) -> bool | None:
    """Tell whether a spelling is certainly wrong; None: nothing says so."""
    codes = origins(document)
    if bare(wrong) == bare(right) or (is_known_name(wrong) and not is_known_name(right)):
        return None
    listed = is_known_name(right) and not is_known_name(wrong)
    if {wrong, right} <= first_names().keys() or len(places[wrong]) > 1:
        return None
    text = document.text
    start, end = places[wrong][0]
    if any(text[min(e, end) : max(s, start)] in _LISTED for s, e in places[right]):
        return None
    strange = _strangeness(codes, wrong) - _strangeness(codes, right)
    if strange < 0 and not listed:
        return None
    own, others = _company(text, start, end, titles), set()
    for place in places[right]:
        others |= _company(text, *place, titles)
    shared = own & others
    earlier = places[right][0] < places[wrong][0]
    if listed and (shared or not own or not others):
        return True
    if shared:
        return True if earlier or strange or len(places[right]) > 1 else None
    if own and strange < _VERY_STRANGE:
        return None
    if strange or (others and earlier) or len(places[right]) > 2:
        return True
    return None


def _company(text: str, start: int, end: int, titles: tuple[str, ...]) -> set[str]:
    """Return the names right before and behind `text[start:end]`, which are no titles."""
    before = _BEFORE.search(text, max(0, start - 30), start)
    behind = _BEHIND.match(text, end, end + 30)
    names = set()
    if before and before[1] not in titles and not is_english(before[1].lower()):
        names.add(before[1])
    if behind:
        names.add(behind[1])
    return names


def _strangeness(codes: frozenset[str], name: str) -> int:
    """Return how many letters a name has that the languages spell no name of their own with."""
    patterns = (_STRANGE[code] for code in codes if code in _STRANGE)
    return sum(len(pattern.findall(name.lower())) for pattern in patterns)


def _joined_articles(document: Document) -> Iterator[Spot]:
    """Yield a name written with its article in one, where it stands apart: “Elshahat”."""
    text = document.text
    for word in sorted(word for word in word_set(text) if word.startswith(_ARTICLES)):
        match = _JOINED.fullmatch(word)
        if match is None or text.count(word) > 1 or is_english(word.lower()):
            continue
        first, rest = match["first"], match["rest"]
        apart = regex.search(rf"\b{first}[ -]{rest.capitalize()}\b", text)
        if apart is not None:
            start = text.index(word)
            message = f"{word} is {apart.group()}, which stands on the page"
            yield Spot(start, start + len(word), apart.group(), message)


# --- surnames that lost their vowels ----------------------------------------------------------

_SHORTEST_SURNAME = 5  # letters
_LONG_SURNAME = 9
_SURNAME = rf"\p{{Lu}}[\p{{Ll}}\p{{M}}]{{{_SHORTEST_SURNAME - 1},}}"
_INTRODUCED = lazy_pattern(
    rf"(?<![\p{{L}}-])(?P<first>{_PERSON}|\p{{Lu}}\.) (?:(?:{PARTICLES}) )?"
    rf"(?:(?:Al|El|Abu|Bin|al|el)[- ])?(?P<last>{_SURNAME})(?![\p{{L}}-])"
)
_BARE_SURNAME = lazy_pattern(
    rf"(?<![\w@#’'.-])(?:(?:Al|El)-)?(?P<last>{_SURNAME})"
    rf"(?![\w@-]|\.\w| (?:(?:{PARTICLES}) )?\p{{Lu}})"
)
_BEFORE_A_PLACE = lazy_pattern(
    r"(?r)\b(?:[Ii]n|from|to|at|near|of|between|through|towards?|[Tt]he|across|around|outside|an?"
    r"|its) \Z"
)
_VOWELS = lazy_pattern(r"[aeiou]+")
_SAME_ENDS = ({"e", "i"}, {"o", "u"})  # which engines confuse; others tell a man from a woman


def surnames_by_ear(document: Document, *, titles: frozenset[str]) -> Iterator[Spot]:
    """Yield a surname that lost or changed vowels: “Sedoff asked”, behind “Ilya Sedov”.

    The right one stands before it, with a first name; the other stands once, alone, and is in no
    list of names or words. Where the first one may have lost a vowel, that is reported. Left alone:
    places, names in a list, one vowel for another, also at the end (“Bertoldi”, “Bertoldo”), two
    names that are like one, a difference of accents, and a page that speaks of spelling.
    """
    text = document.text
    introduced: dict[str, dict[str, int]] = {}
    for match in _INTRODUCED.finditer(text, overlapped=True):
        first, last = match["first"], match["last"]
        if first not in titles and not is_english(last.lower()):
            introduced.setdefault(_skeleton(last), {}).setdefault(last, match.end())
    if not introduced or is_on_spelling(document):
        return
    found: dict[str, list[Spot]] = {}
    for match in _BARE_SURNAME.finditer(text):
        wrong = match["last"]
        alike = introduced.get(_skeleton(wrong), {})
        if len(alike) != 1 or wrong in alike:
            continue
        ((right, at),) = alike.items()
        start, end = match.span("last")
        if at < start and _is_misheard(document, wrong, right, start, end):
            message = f"{wrong} is {right}, who is named before, with other vowels"
            after = None if _lost_a_vowel(right, wrong) else right
            found.setdefault(right, []).append(Spot(start, end, after, message))
    yield from (spots[0] for spots in found.values() if len(spots) == 1)


def _is_misheard(document: Document, wrong: str, right: str, start: int, end: int) -> bool:
    text, small = document.text, wrong.lower()
    apart = distance(bare(wrong), bare(right))
    reads_alike = wrong.endswith("f") and wrong[:-1] + "v" == right  # “Strukof”
    fewest = 2 if len(wrong) == len(right) and not reads_alike else 1
    if not fewest <= apart <= (3 if len(right) >= _LONG_SURNAME else 2):
        return False
    ends = {wrong[-1], right[-1]}
    if len(ends & set("aeiou")) > 1 and ends not in _SAME_ENDS and not right.endswith("enko"):
        return False
    if is_known_name(wrong) or wrong in first_names() or is_english(small):
        return False
    if right == wrong[:-1] + "ck" and wrong[-1] == "k":  # “Shevchuck” may be the wrong one
        return False
    if wrong.endswith("skyi") and right == f"{wrong[:-2]}i":  # the Ukrainian spelling
        return False
    if wrong.removesuffix("ji") == right:  # “Gandhiji” is spoken of with respect
        return False
    if small in word_set(text) or len(regex.findall(rf"\b{wrong}\b", text)) > 1:
        return False
    if _BEFORE_A_PLACE.search(text, max(0, start - _LONG_SURNAME), start):
        return False
    if _company(text, start, end, ()) or is_one_of_many(text, start, end):
        return False
    return not are_told_apart(text, wrong, right)


def _lost_a_vowel(short: str, long: str) -> bool:
    """Tell whether a name is another one without a vowel between consonants: “Galimva”."""
    return any(
        bare(long[: vowel.start()] + long[vowel.end() :]) == bare(short)
        for vowel in _VOWELS.finditer(long, 1, len(long) - 1)
    )


@lru_cache(maxsize=1 << 12)
def _skeleton(name: str) -> str:
    """Return how the consonants of a name read, and whether it begins and ends in a vowel."""
    sounds = heard(name.replace("ğ", ""))
    if sounds.endswith("f"):
        sounds = sounds[:-1] + "v"  # “Sedoff”
    inner = _VOWELS.sub("", sounds)
    return "a" * (sounds[:1] in "aeiou") + inner + "a" * (sounds[-1:] in "aeiou")

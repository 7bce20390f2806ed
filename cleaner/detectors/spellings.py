"""Names that lost letters, or came back from another script in another spelling.

A spelling is wrong only against a witness: the same name spelt otherwise on the page, a list
of news agencies, or a page on which every accented letter is gone. Two people whose names
are alike stay two people.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Set
from difflib import SequenceMatcher
from functools import cache, lru_cache
from itertools import combinations, permutations, product
from operator import attrgetter

import regex

from cleaner.compiled import lazy_pattern
from cleaner.detectors.language import origins, word_set
from cleaner.detectors.vocabulary import is_english
from cleaner.document import Document, Kept, Spot, per_page
from cleaner.resources import first_names, function_words, word_list, word_ranks

_CAPITALISED = re.compile("[A-Z\u00c0-\U0010ffff]\\w{3,}")  # the standard library's is faster here
_SHORTEST = 5  # letters of a name that is compared; shorter ones are alike by chance
_SHORTEST_ACCENTED = 4
_SHORTEST_SLIP = 6
_LONGEST = 40  # what is longer is no name
_MOST_NAMES = 1000  # of a page; more are a list, in which many are alike
_SHORTEST_DROPPED = 3  # letters that are left of an accented name
_TELLING_DROPPED = 5
_SHORTEST_BESIDE = 4
_MOST_ACCENTED = 3
_LONG_SURNAME = 7
_SHORTEST_FAMOUS = 6
_TWO_SLIPS = 9  # letters of a name that may differ by two
_ON_SPELLING = lazy_pattern(
    r"\b(?:spelling|(?:mis)?spel(?:led|t)|misprints?|typos?|umlauts?|dots|diacritics?|cedilla"
    r"|with(?:out| no| two| an?|out an?) [“\"‘]?\p{Lu}[”\"’]?(?=[,.;)])"
    r"|[Nn]amesakes?|no relation|two people|name sounds|(?:are|be|were) (?:\p{Ll}+ )?confused"
    r"|(?:Correction|Clarification)s?)(?!\w)"
)
_ACCENTED = lazy_pattern(r"[À-ÖØ-öø-ÿĀ-žȘ-ț]")
# “Sobyanin” and “Sobianin”, “Belykh” and “Belyh”, “Dosari” and “Dawsari”
_ROMANIZATIONS = tuple(
    (lazy_pattern(spelling), sound)
    for spelling, sound in (
        (r"kh", "h"),
        (r"ch\b", "c"),
        (r"(?<=\p{L}g)u(?=[ei])", ""),
        (r"aw|au|ow", "o"),
        (r"ou|oo", "u"),
        (r"[yj]", "i"),
        (r"ii", "i"),
        (r"[kq]", "k"),
        (r"w", "v"),
    )
)
_CHANGED = b"achijkoquvwy"  # letters that a romanization may add, drop or exchange
_SAME_SOUND = str.maketrans({"y": "i", "ø": "o", "ł": "l", "ı": "i", "đ": "d"})


# --- accented letters that vanished --------------------------------------------------------


def dropped_letters(document: Document) -> Iterator[Spot]:
    """Yield names whose accented letters are gone: “Braslia”, “Joo Pessoa”.

    They are mended where no accented letter is left on the page and two such names stand
    there (`rules/words/accented-names.txt`); a single one is reported. A name that only lost
    the accent (“Goiania”) is a style.
    """
    text = document.text
    names = _dropped()
    found = sorted(word_set(text).intersection(names))
    telling = [word for word in found if len(word) >= _TELLING_DROPPED]
    if not telling:
        return
    certain = len(found) > 1 and not _ACCENTED.search(text)
    for word in found if certain else telling:
        others = ", ".join(other for other in found if other != word)
        message = f"{word} is {names[word]} without its accented letters" + (
            f", as {others} on a page that has none" if certain else ""
        )
        for match in _by_itself(word, text):
            yield Spot(*match.span(), names[word] if certain else None, message)


def _by_itself(word: str, text: str) -> Iterator[regex.Match[str]]:
    """Yield where a word stands that is no part of a longer one, of an address or a handle."""
    return regex.finditer(rf"(?<![\w@#./-]){word}(?!\w|\.\w|[@&-])", text)


def dropped_listed(
    document: Document,
    *,
    short: tuple[str, ...],
    weak: Mapping[str, str],
    saints: tuple[str, ...],
    others: tuple[str, ...],
) -> Iterator[Spot]:
    """Yield the telling ones of the same names, whatever else stands on the page: “Goinia”.

    Those of `short` need a name or a preposition beside them, “Jos Prado”, but none of `others`;
    those of `weak`, which are words or names, too, another such name on the page. “So” is São
    before one of `saints`; “Antnio” is spelt as the country of the page does. Behind a consonant
    “-lndia” and “-polis” have lost the letter that all such names have. Of a name that began
    with such a letter a word in small letters is left: “in vora”.
    """
    text, words = document.text, word_set(document.text)
    listed = _dropped()
    found = {word: listed[word] for word in words & listed.keys() if len(word) >= _TELLING_DROPPED}
    if "pt" in origins(document):
        found |= _by_country(text, words) | _by_ending(words, found)
    spots = [
        _restored(match, name)
        for word, name in sorted(found.items())
        for match in _by_itself(word, text)
    ]
    spots += [
        _restored(match, name)
        for word, name in sorted(_without_initial().items())
        if word in words and len(word) >= _SHORTEST_BESIDE
        for match in _by_itself(word, text)
        if _NAME_BEHIND.match(text, match.end())
        or _CAPITAL_BEFORE.match(text, max(0, match.start() - _LONGEST), match.start())
        or _PLACE_BEFORE.match(text, max(0, match.start() - 12), match.start())
    ]
    for word in sorted(words.intersection(short) - found.keys()):
        spots += [
            _restored(match, listed[word])
            for match in _by_itself(word, text)
            if _is_named(text, match, others)
        ]
    spots += [
        Spot(*match.span(), "São", f"{match.group()} is São without its accented letter")
        for match in (_SAINT.finditer(text) if "So" in words and "pt" in origins(document) else ())
        if match["saint"] in saints
        and (
            _INSIDE.match(text, max(0, match.start() - 12), match.start())
            or match["saint"] in listed
        )
    ]
    if spots:
        for word in sorted(words.intersection(weak)):
            places = (m for m in _by_itself(word, text) if _is_place(text, m))
            spots += [_restored(match, weak[word]) for match in places]
    yield from sorted(spots, key=attrgetter("start"))


_SAINT = lazy_pattern(r"\bSo(?= (?P<saint>\p{Lu}\p{L}+))")
_INSIDE = lazy_pattern(
    r"(?r)\b(?:[Ii]n|of|from|to|at|and|for|the|first|between|near|against|or|with|by|d[eo]) "
)
_PLACE_BEFORE = lazy_pattern(r"(?r)\b(?:[Ii]n|of|from|to|at|near|through|between) ")
_CAPITAL_BEFORE = lazy_pattern(r"(?r)(?<!\S)\p{Lu}\S* \P{L}?")
_NAME_BEHIND = lazy_pattern(r" (?:d[aeo]s? )?(?P<name>\p{Lu}\p{L}+)")


def _restored(match: regex.Match[str], name: str) -> Spot:
    return Spot(*match.span(), name, f"{match.group()} is {name} without its accented letters")


def _is_named(text: str, match: regex.Match[str], others: tuple[str, ...]) -> bool:
    """Tell whether a name or a preposition stands beside a short word."""
    behind = _NAME_BEHIND.match(text, match.end())
    if text.startswith("a ", match.start() - 2):
        return False  # “María Lus” is María Luz
    if behind is not None:
        return behind["name"] not in others
    if text.startswith("So ", match.start() - 3):
        return True
    return _PLACE_BEFORE.match(text, max(0, match.start() - 12), match.start()) is not None


def _is_place(text: str, match: regex.Match[str]) -> bool:
    return bool(
        _INSIDE.match(text, max(0, match.start() - 12), match.start())
        or text.startswith((" River", " Island"), match.end())
    )


_PORTUGUESE = lazy_pattern(
    r"\b(?:Portugal|Portuguese|Lis(?:bon|boa)|euros|Angolan?|Mozambi\w+|Luanda|Maputo|Azores|Madeira)\b"
)
_LOST_ENDING = lazy_pattern(
    r"(?P<stem>\p{Lu}\p{Ll}+[bcdfghjklmnprstvz])(?:(?P<land>lndia)|(?P<polis>polis))"
)


def _by_country(text: str, words: Set[str]) -> dict[str, str]:
    """Return names that Brazil spells with a circumflex, Portugal with an acute."""
    portuguese = _PORTUGUESE.search(text) is not None and "R$" not in text
    return {
        left: portugal if portuguese else brazil
        for left, (brazil, portugal) in _two_countries().items()
        if left in words
    }


@cache
def _two_countries() -> Mapping[str, tuple[str, str]]:
    pairs = {}
    for name in word_list("accented-names"):
        if "ô" in name or "ê" in name:
            twin = name.replace("ô", "ó").replace("ê", "é")
            if twin in word_list("accented-names"):
                pairs[_ACCENTED.sub("", name)] = (name, twin)
    return pairs


def _by_ending(words: Set[str], found: Mapping[str, str]) -> dict[str, str]:
    ends = (word for word in words if word.endswith(("lndia", "polis")) and word not in found)
    return {
        match.group(): match["stem"] + ("lândia" if match["land"] else "ópolis")
        for match in map(_LOST_ENDING.fullmatch, ends)
        if match
    }


def dropped_beside(document: Document) -> Iterator[Spot]:
    """Yield names that lost an accented letter, where the whole name is on the page: “Ibaez”.

    The letter was lost inside the name: what lost its last one may be another name (“Ren”).
    Left alone: a first name, a word of English, and what stands on the page with a small letter.
    """
    text, words = document.text, word_set(document.text)
    ranks = word_ranks("frequent-words")
    firsts = first_names().keys()
    for whole in sorted(word for word in words if not word.isascii() and word[0].isupper()):
        if whole.endswith(("ão", "ões")) or _ACCENTED.match(whole[-1]):
            continue  # “Paulão” is a big Paulo
        for left in sorted((_left_of(whole) & words) - firsts):
            if left.isupper() or left.lower() in words or left.lower() in ranks:
                continue
            message = f"{left} is {whole}, which stands on the page, without its accented letters"
            place = rf"(?<![\w@#./-]|\b[Tt]he |\b[Aa]n? ){left}(?!\w|\.\w|[@-])"
            for match in regex.finditer(place, text):
                yield Spot(*match.span(), whole, message)


@lru_cache(maxsize=10_000)
def _left_of(name: str) -> Set[str]:
    """Return what may be left of a name: each accented letter gone, or bare, or as it was."""
    accented = _ACCENTED.findall(name)
    if len(accented) > _MOST_ACCENTED:
        return set()
    pieces = _ACCENTED.split(name)
    return {
        pieces[0] + "".join(kept + piece for kept, piece in zip(choice, pieces[1:], strict=True))
        for choice in product(*(("", _bare_letter(letter), letter) for letter in accented))
        if "" in choice and len(name) - choice.count("") >= _SHORTEST_BESIDE
    } - {_bare_name(name)}


def _bare_letter(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[0]


def _bare_name(name: str) -> str:
    return "".join(map(_bare_letter, name))


def dropped_trigger() -> str:
    """Return the trigger of `dropped_letters`: a name long enough to tell."""
    return "|".join(sorted(name for name in _dropped() if len(name) >= _TELLING_DROPPED))


@cache
def _dropped() -> Mapping[str, str]:
    """Return accented names by what is left of them; what is left of two names is left out."""
    index: dict[str, list[str]] = {}
    for name in word_list("accented-names"):
        index.setdefault(_ACCENTED.sub("", name), []).append(name)
    return {
        left: names[0]
        for left, names in index.items()
        if len(names) == 1 and len(left) >= _SHORTEST_DROPPED and left[0] == names[0][0]
    }


@cache
def _without_initial() -> Mapping[str, str]:
    """Return accented names that begin with such a letter by what is left of them."""
    left = {
        _ACCENTED.sub("", name): name
        for name in word_list("accented-names")
        if _ACCENTED.match(name)
    }
    return {word: name for word, name in left.items() if word.islower() and not is_english(word)}


@cache
def _known_names() -> frozenset[str]:
    return word_list("surnames") | word_list("accented-names")


def is_known_name(word: str) -> bool:
    """Tell whether a name is spelt as the languages spell it: a surname, a first name, a place."""
    return word in _known_names() or word in first_names()


# --- one name, two spellings -----------------------------------------------------------------


@per_page
def is_on_spelling(document: Document) -> bool:
    """Tell whether a page speaks of spelling, or of namesakes: then both spellings are meant."""
    return _ON_SPELLING.search(document.text) is not None


def garbled_names(
    document: Document, *, titles: tuple[str, ...], known: tuple[str, ...]
) -> Iterator[Spot | Kept]:
    """Yield a spelling of a name that stands once beside a commoner one: “Thörsbi”, “Thorsby”.

    They differ by one letter behind the same first name, or read alike. The spelling that wins
    stands more often, or alone has a first name. A long name that is one letter off, of which
    only the other has a first name, is reported; it is mended where that stands before it.
    Left alone: an accent or a capital more or less, names behind different first names, first
    names, names in `known`, and a page that speaks of spelling.
    """
    text = document.text
    candidates = _alike(set(_CAPITALISED.findall(text)))
    if all(_is_spelt_small(text, pair) for pair in candidates):
        return
    if is_on_spelling(document):
        return
    words = word_set(text)
    names = {word for word in words if word[0].isupper() and word.lower() not in words}
    for one, other in sorted(_alike(names)):
        if are_told_apart(text, one, other):
            continue
        spans = {word: _places(text, word) for word in (one, other)}
        firsts = {word: _first_names(text, spans[word], titles) for word in (one, other)}
        for wrong, right in ((one, other), (other, one)):
            if (
                len(spans[wrong]) != 1
                or not spans[right]
                or wrong in known
                or _is_right(wrong, right)
            ):
                continue
            start, end = spans[wrong][0]
            if is_one_of_many(text, start, end):
                continue
            listed = _is_right(right, wrong) and not _names_two(wrong, right, firsts)
            against = None if listed else _objection(wrong, right, firsts, len(spans[right]))
            introduced = _is_named_before(wrong, right, firsts, spans)
            if (
                against is None
                or (introduced and len(spans[right]) > 1)
                or _share_a_title(text, spans[right][0][0], start, wrong, right, titles)
            ):
                message = f"{wrong} is {right}, which stands {len(spans[right])} times on the page"
                yield Spot(start, end, right, message)
                break
            if introduced:
                yield Spot(start, end, None, f"{wrong} is perhaps {right}, which stands before it")
                break
            if against and not (
                firsts[wrong] and _may_be_slip(wrong, right, firsts, len(spans[right]))
            ):
                yield Kept(start, end, f"for {right}; against: {against}")
            elif _is_slip(wrong, right, firsts):
                yield Spot(start, end, None, f"{wrong} is perhaps {right}, which has a first name")
                break
            elif _may_be_slip(wrong, right, firsts, len(spans[right])):
                yield Spot(start, end, None, f"{wrong} is perhaps {right}, a letter off")
                break


def are_told_apart(text: str, one: str, other: str) -> bool:
    """Tell whether two names stand side by side: “Caicedo and Caycedo”, “Grati is not Gratti”."""
    return any(
        f"{first}{joint}{second}" in text
        for first, second in permutations((one, other))
        for joint in (" and ", " or ", " & ", ", ", " is not ", " was not ")
    )


_LISTED_BEFORE = lazy_pattern(r"(?:\p{Lu}\p{Ll}+[,;] |^|\n)\Z")
_LISTED_BEHIND = lazy_pattern(r"(?:[,;]|,? and) \p{Lu}\p{Ll}+(?:[,;.]| and)")


def is_one_of_many(text: str, start: int, end: int) -> bool:
    """Tell whether a name stands among names of one word: “Edson, Edilson, Ednilson and Edvan”."""
    before = _LISTED_BEFORE.search(text, max(0, start - _LONGEST), start)
    return before is not None and _LISTED_BEHIND.match(text, end) is not None


_UMLAUT = lazy_pattern(r"[äöüåøæőűğşıÄÖÜÅØ]")


def lost_umlauts(document: Document) -> Iterator[Spot]:
    """Yield a name without the dots that it has elsewhere on the page: “Soder” beside “Söder”.

    Left alone: first names, words of English, what stands oftener without the dots, and a page
    that speaks of spelling.
    """
    if is_on_spelling(document):
        return
    words, firsts = document.words, first_names()
    for whole in sorted(word_set(document.text)):
        if not whole[0].isupper() or len(whole) < _SHORTEST_BESIDE or not _UMLAUT.search(whole):
            continue
        left = _bare_name(whole).replace("ø", "o").replace("ı", "i")
        if left not in words or left == whole or left in firsts:
            continue
        if words[left] > words[whole] or left.lower() in words or left.isupper():
            continue
        if left.lower() in word_list("english-words"):
            continue
        for match in _by_itself(left, document.text):
            yield Spot(*match.span(), whole, f"{left} is {whole}, which stands on the page")


_VOWELS = "aeiou"
# Without its vowel: a heap of consonants that no language begins or ends a name with.
_HEAP = lazy_pattern(
    r"(?i)^[^\W\d_aeiouyrl][^\W\d_aeiouyäöüåøæéèáàíóúâêôõã]{2}|[^\W\d_aeiouyäöüåøæéèáàíóúâêôõãıış]{4}|[^\W\d_aeiouyäöüåøæéèáàíóúâêôõãı]{2}[lnrmx]$"
)


def lost_vowels(document: Document) -> Iterator[Spot]:
    """Yield a name that lost a vowel and can hardly be said, where it has it: “Krbach”, “Istanbl”.

    Left alone: what stands oftener so, first names, words of English, and a page on spelling.
    """
    words = document.words
    if is_on_spelling(document):
        return
    for whole in sorted(words):
        if not whole[0].isupper() or not _SHORTEST <= len(whole) <= _LONGEST or whole.isupper():
            continue
        for left in sorted({whole[:n] + whole[n + 1 :] for n in _inner_vowels(whole)}):
            if left not in words or words[left] > words[whole] or left in first_names():
                continue
            if _HEAP.search(left) and not _HEAP.search(whole) and not is_english(left.lower()):
                for match in _by_itself(left, document.text):
                    yield Spot(*match.span(), whole, f"{left} is {whole}, which is on the page")


def _inner_vowels(name: str) -> list[int]:
    return [n for n, letter in enumerate(name) if n and letter in _VOWELS]


_FULL_NAME = lazy_pattern(
    r"(?<![\p{L}.’'-]|\p{Lu}[\p{L}.]* )(?P<first>\p{Lu}\p{Ll}[\p{Ll}\p{M}]{2,}) "
    r"(?P<last>\p{Lu}\p{Ll}[\p{Ll}\p{M}]{3,})(?![\p{L}-]| \p{Lu})"
)
_LEAST_ALIKE = (
    0.65  # of two spellings of a name: “Salgado”, “Salgato” 0.86, “Fermín”, “Firmin” 0.67
)


_SURNAME_FIRST = frozenset({"zh", "ja", "ko", "vi", "hu"})


def garbled_full_names(
    document: Document, *, titles: tuple[str, ...], known: tuple[str, ...]
) -> Iterator[Spot | Kept]:
    """Yield a full name that stands once, and is spelt nearly like an earlier or a commoner one.

    “Romeo Salgato” beside “Romeu Salgado”: the surnames differ, and the first names are alike or
    the same. Whole families share a surname, nobody two near ones. With the same first name the
    right surname must stand twice or more, or have the same letters, else the name is reported.
    Names in `known` and other accents stay, and so do those of languages whose surname is first.
    """
    text = document.text
    if is_on_spelling(document) or document.source in _SURNAME_FIRST:
        return
    found: dict[tuple[str, str], list[regex.Match[str]]] = {}
    for match in _FULL_NAME.finditer(text):
        if match["first"] not in titles and not is_english(match["first"].lower()):
            found.setdefault((match["first"], match["last"]), []).append(match)
    names = list(found)
    for earlier, later in combinations(names, 2):
        if not _is_same_person(earlier, later):
            continue
        times = {name: document.words[name[1]] for name in (earlier, later)}
        turned = times[later] > times[earlier]
        wrong, right = (earlier, later) if turned else (later, earlier)
        listed = _is_right(earlier[1], later[1]) or _is_right(later[1], earlier[1])
        if listed and _is_right(wrong[1], right[1]):
            wrong, right = right, wrong
        if len(found[wrong]) > 1 or wrong[1] in known:
            continue
        if are_told_apart(text, " ".join(wrong), " ".join(right)):
            continue
        alone = times[wrong] == 1 and (times[right] > 1 or _is_anagram(wrong, right))
        sure = listed or alone or (earlier[0] != later[0] and not turned)
        (match,) = found[wrong]
        message = (
            f"{match.group()} is {' '.join(right)}, who is named {'again' if turned else 'before'}"
        )
        yield Spot(*match.span(), " ".join(right) if sure else None, message)


_PART = lazy_pattern(
    r"\b(?P<before>\p{Lu}[\p{L}\p{M}’]+) (?P<name>\p{Lu}\p{Ll}{2,})\b"
    r"(?: (?P<behind>\p{Lu}[\p{L}\p{M}’]+))?"
)


def garbled_parts(document: Document, *, places: frozenset[str]) -> Iterator[Spot]:
    """Yield a part of a name that is spelt otherwise between the same words: “María Lus Gascó”.

    Before it stands the same word, and behind it; behind one of `places`, “Santa Luza”, the first
    is enough. Only the other spelling is a name that is known.
    """
    if is_on_spelling(document):
        return
    found: dict[tuple[str, str], list[regex.Match[str]]] = {}
    for match in _PART.finditer(document.text, overlapped=True):
        before, behind = match["before"], match["behind"] or ""
        if before in places:
            found.setdefault((before, ""), []).append(match)
        elif behind:
            found.setdefault((before, behind), []).append(match)
    for matches in found.values():
        names = sorted({match["name"] for match in matches})
        for wrong, right in permutations(names, 2):
            if not _is_right(right, wrong) or bare(wrong) == bare(right):
                continue
            if is_english(wrong.lower()) or not _is_garbled(wrong, right):
                continue
            for match in matches:
                if match["name"] == wrong:
                    message = f"{wrong} is {right}, which stands between the same words"
                    yield Spot(*match.span("name"), right, message)


def _is_garbled(wrong: str, right: str) -> bool:
    return (
        wrong[0] == right[0]
        and abs(len(wrong) - len(right)) < 2
        and SequenceMatcher(None, wrong, right).ratio() >= _LEAST_ALIKE
    )


def _is_anagram(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Tell whether two surnames behind one first name have the same letters: “Uchôa”, “Uchao”."""
    return one[0] == other[0] and sorted(bare(one[1])) == sorted(bare(other[1]))


def _is_same_person(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Tell whether two full names are one: all parts begin alike and read nearly the same."""
    if bare(one[1]) == bare(other[1]) or is_english(one[1].lower()):
        return False
    return all(
        a[:1] == b[:1] and SequenceMatcher(None, a, b).ratio() >= _LEAST_ALIKE
        for a, b in zip(one, other, strict=True)
    ) and (one[0] == other[0] or not {one[0], other[0]} <= first_names().keys())


def _is_right(one: str, other: str) -> bool:
    """Tell whether only the first of two spellings is a name that is known."""
    return is_known_name(one) and not is_known_name(other)


def _names_two(wrong: str, right: str, firsts: Mapping[str, frozenset[str]]) -> bool:
    """Tell whether first names, or their lack, say that two spellings are two names."""
    if firsts[right]:
        return bool(firsts[wrong]) and not firsts[wrong] & firsts[right]
    long_enough = min(len(wrong), len(right)) >= _SHORTEST_SLIP
    return not long_enough and not _sound_alike(wrong, right)


def _objection(
    wrong: str, right: str, firsts: Mapping[str, frozenset[str]], times: int
) -> str | None:
    """Return what speaks against `right` for `wrong`; empty: they have nothing in common."""
    shared = firsts[wrong] & firsts[right]
    if firsts[wrong] and not shared:
        return "the first names differ" if firsts[right] else "it has a first name of its own"
    if not _sound_alike(wrong, right) and not shared:
        return ""  # nothing speaks for it
    if times > 1 or (firsts[right] and not firsts[wrong] and not (wrong + right).isascii()):
        return None
    if _romanized(wrong) == _romanized(right):
        return ""
    return "neither spelling has more for it"


def _is_named_before(
    wrong: str,
    right: str,
    firsts: Mapping[str, frozenset[str]],
    spans: Mapping[str, list[tuple[int, int]]],
) -> bool:
    """Tell whether a surname was introduced by its full name before it stands in another spelling.

    News gives the first name once, and then the surname alone; a second person with nearly the
    same surname would have been introduced, too. Two romanizations (“Zelenskiy”) are a style.
    """
    return (
        _is_slip(wrong, right, firsts)
        and spans[right][0] < spans[wrong][0]
        and _romanized(wrong) != _romanized(right)
        and not (is_english(wrong.lower()) or is_english(right.lower()))
        and any(not is_english(first.lower()) for first in firsts[right])
        and (min(len(wrong), len(right)) >= _LONG_SURNAME or _is_clipped(wrong, right))
    )


def _share_a_title(
    text: str, right_start: int, wrong_start: int, wrong: str, right: str, titles: tuple[str, ...]
) -> bool:
    """Tell whether two spellings that sound alike follow one title: “Governor Larin”, “Laryn”."""
    first, later = (
        _FIRST_NAME.search(text, max(0, at - 20), at) for at in (right_start, wrong_start)
    )
    return bool(
        right_start < wrong_start
        and first
        and later
        and first[1] == later[1]
        and first[1] in titles
        and _sound_alike(wrong, right)
    )


def _is_clipped(one: str, other: str) -> bool:
    """Tell whether one name sounds as another without its last vowel: “Corwin”, “Corvino”.

    Not “Martin” and “Martino”, which are two names.
    """
    return any(
        _SHORTEST_SLIP <= len(clipped) <= len(whole)
        and whole[:-1] != clipped
        and whole[-1] in "aeio"
        and _romanized(whole[:-1]) == _romanized(clipped)
        for clipped, whole in permutations((one.lower(), other.lower()))
    )


def _is_slip(wrong: str, right: str, firsts: Mapping[str, frozenset[str]]) -> bool:
    """Tell whether a name without a first name is a slip for one with: not its plural."""
    long_enough = min(len(wrong), len(right)) >= _SHORTEST_SLIP or _sound_alike(wrong, right)
    plural = wrong + "s" == right or right + "s" == wrong
    return long_enough and not plural and bool(firsts[right]) and not firsts[wrong]


def _may_be_slip(wrong: str, right: str, firsts: Mapping[str, frozenset[str]], times: int) -> bool:
    """Tell whether a name is a letter off one that is surer: oftener, or with a first name.

    Not the name of a family, a woman's beside a man's, nor words and first names.
    """
    shorter, longer = sorted((wrong, right), key=len)
    if longer in (f"{shorter}a", f"{shorter}s", f"{shorter}e") or (
        wrong[:-1] == right[:-1] and {wrong[-1], right[-1]} <= {"o", "a", "e", "s"}
    ):
        return False
    if any(is_english(name.lower()) or name in first_names() for name in (wrong, right)):
        return False
    if firsts[wrong]:
        return not firsts[right] and times > 1
    return bool(firsts[right]) or times > 1


def _is_spelt_small(text: str, pair: tuple[str, str]) -> bool:
    """Tell whether one of two words is surely on the page with a small letter, and so no name."""
    return any(f" {word.lower()} " in text for word in pair)


def _alike(words: set[str]) -> Iterator[tuple[str, str]]:
    """Yield pairs of words that are alike, each pair once, and in its order; none of a list."""
    if len(words) > _MOST_NAMES:
        return
    buckets: dict[str, list[str]] = {}
    for word in sorted(words):
        if len(word) >= _SHORTEST_ACCENTED:
            buckets.setdefault(word[0], []).append(word)
    for bucket in buckets.values():
        for one, other in combinations(bucket, 2) if len(bucket) > 1 else ():
            if abs(len(one) - len(other)) < 2 and _are_alike(one, other):
                yield one, other


def _are_alike(one: str, other: str) -> bool:
    if one.isascii() and other.isascii():
        return (
            min(len(one), len(other)) >= _SHORTEST
            and (
                _one_letter_apart(one, other) or _sound_alike(one, other) or _is_clipped(one, other)
            )
            and not (one.isupper() or other.isupper())
        )
    if one.isupper() or other.isupper():
        return False
    return bare(one) != bare(other) and (
        _sound_alike(one, other)
        or (min(len(one), len(other)) >= _SHORTEST and _one_letter_apart(one, other))
    )


def bare(word: str) -> str:
    """Return a word in small letters without its accents."""
    letters = unicodedata.normalize("NFD", word.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _sound_alike(one: str, other: str) -> bool:
    if one.isascii() and other.isascii():
        return (
            _firm_letters(one) == _firm_letters(other)
            and one.lower() != other.lower()
            and _romanized(one) == _romanized(other)
        )
    return not _sounds(one).isdisjoint(_sounds(other))


def _firm_letters(word: str) -> bytes:
    """Return the letters of an ASCII word that no romanization changes."""
    return word.lower().encode().translate(None, _CHANGED)


@lru_cache(maxsize=1 << 12)
def _romanized(word: str) -> str:
    """Return what is the same for all spellings of a name from another script."""
    for spelling, sound in _ROMANIZATIONS:
        word = spelling.sub(sound, word.lower())
    return word


def _sounds(word: str) -> set[str]:
    nasal = word.replace("ã", "an").replace("õ", "on")
    return {bare(spelling).translate(_SAME_SOUND) for spelling in (word, nasal)}


_INFLECTED = "aeiousyn"


def _one_letter_apart(one: str, other: str) -> bool:
    """Tell whether a single letter was added, lost or changed, not its case.

    At the end, where names are inflected, only a consonant that was lost, “Kuzmic”.
    """
    if one[-1] != other[-1] or one.lower() == other.lower():
        shorter, longer = sorted((one, other), key=len)
        return (
            longer[:-1] == shorter and longer[-1] not in _INFLECTED and len(longer) >= _LONG_SURNAME
        )
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    longer, shorter = sorted((one, other), key=len, reverse=True)
    rest = shorter[start + (len(one) == len(other)) :]
    return bool(rest) and longer[start + 1 :] == rest


def _places(text: str, word: str) -> list[tuple[int, int]]:
    """Return where a word stands with no other name behind it."""
    return [match.span() for match in regex.finditer(rf"\b{word}\b(?! \p{{Lu}})", text)]


def _first_names(
    text: str, places: list[tuple[int, int]], titles: tuple[str, ...]
) -> frozenset[str]:
    names = (_FIRST_NAME.search(text, max(0, start - 20), start) for start, _ in places)
    common = function_words("en")
    return frozenset(
        match[1]
        for match in names
        if match and match[1].rstrip(".") not in titles and match[1].lower() not in common
    )


_FIRST_NAME = lazy_pattern(r"\b(\p{Lu}[\p{L}\p{M}'’-]++\.?)(?<!\p{L}{4}\.) \Z")


# --- names that everybody knows ---------------------------------------------------------------


def famous_names(document: Document, *, persons: tuple[str, ...]) -> Iterator[Spot | Kept]:
    """Yield the surname of somebody known with a letter wrong: “Jair Bolsanaro”.

    The witness is the first name before it, or the right surname on the page. A name of nine
    letters may differ by two. Left alone: a first name of its own (“Ana Bolzonaro”), an
    English word, a plural or another form in -s.
    """
    text, words = document.text, word_set(document.text)
    firsts = _famous(persons)
    known = [name for name in firsts if name in words or not firsts[name].isdisjoint(words)]
    if not known:
        return
    strangers = [word for word in sorted(words) if word[0].isupper() and word not in firsts]
    for name in sorted(known):
        slips = {
            word: [match.span() for match in regex.finditer(rf"\b{word}\b", text)]
            for word in strangers
            if word[0] == name[0] and _is_slip_of(word, name, words)
        }
        before = {word: _first_names(text, places, ()) for word, places in slips.items()}
        witnessed = name in words or any(before[word] & firsts[name] for word in slips)
        for word, places in slips.items():
            if witnessed and not before[word] - firsts[name] - _OFFICES:
                message = f"{word} is {name} with a letter wrong"
                yield from (Spot(start, end, name, message) for start, end in places)
            else:
                reason = f"for {name}; against: it has a first name of its own, or no witness"
                yield from (Kept(start, end, reason) for start, end in places)


_OFFICES = frozenset(
    {
        "President",
        "Minister",
        "Chancellor",
        "Senator",
        "Governor",
        "Judge",
        "Coach",
        "Premier",
        "Mr",
    }
)


def _is_slip_of(word: str, name: str, words: Set[str]) -> bool:
    """Tell whether a word is a famous name but for a letter or two, and no word of English."""
    if abs(len(word) - len(name)) > 1 or len(word) < _SHORTEST_FAMOUS - 1 or word.isupper():
        return False
    if word[:2] != name[:2] or word.lower() in words or bare(word) == bare(name):
        return False
    if _romanized(bare(word)) == _romanized(bare(name)):
        return False  # “Zelenskiy” and “Zelensky” are two ways to write one name
    if word.startswith(name) and (word[-1] != "s" or name[-1] != "s"):
        return False  # a plural, or the name of a woman of the family
    most = 2 if len(name) >= _TWO_SLIPS else 1
    return distance(word, name) <= most and word.lower() not in word_ranks("frequent-words")


@cache
def _famous(persons: tuple[str, ...]) -> Mapping[str, frozenset[str]]:
    """Return the first names of known persons by their surname."""
    firsts: dict[str, set[str]] = {}
    for person in persons:
        first, _, surname = person.rpartition(" ")
        firsts.setdefault(surname, set()).update(first.split())
    return {surname: frozenset(names) for surname, names in firsts.items()}


# --- news agencies -----------------------------------------------------------------------------


def garbled_agencies(document: Document, *, agencies: tuple[str, ...]) -> Iterator[Spot]:
    """Yield names before “news agency” that are a known agency but for a letter or two.

    A long name may differ by two letters, one of five by one; shorter ones are left alone, and
    so is the last word of a longer name.
    """
    for match in _AGENCY.finditer(document.text):
        name = match["name"]
        if name in agencies or name.upper() in agencies:
            continue
        near = [known for known in agencies if distance(name, known) <= _tolerance(known)]
        if len(near) == 1:
            message = f"no agency is called {name}; {near[0]} is one"
            yield Spot(*match.span("name"), near[0], message)


_AGENCY = lazy_pattern(
    r"(?:(?<=\b[Tt]he )|(?<!\p{Lu}[\p{L}.’']* ))\b"
    r"(?P<name>\p{Lu}\p{Ll}{4,14}+)(?= (?:news|press|information) agency\b)"
)


def _tolerance(name: str) -> int:
    return 2 if len(name) > 5 else 1 if len(name) == 5 else 0


@lru_cache(maxsize=4096)
def distance(one: str, other: str) -> int:
    """Return how many letters must be added, removed or changed."""
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one.lower(), 1):
        above, row[0] = row[0], number
        for place, wanted in enumerate(other.lower(), 1):
            above, row[place] = (
                row[place],
                min(above + (letter != wanted), row[place] + 1, row[place - 1] + 1),
            )
    return row[-1]


# --- first names in the forms of two languages ------------------------------------------------


def first_name_variants(
    document: Document, *, variants: tuple[tuple[str, ...], ...]
) -> Iterator[Spot]:
    """Yield a person's first name in another form than before: “Serhiy”, then “Sergei Nazarenko”.

    `variants` are the forms of one name. Which of them is right is a matter of house style. Forms
    that read alike (“Luiza”, “Luísa”) are of one name, too.
    """
    names: dict[str, list[regex.Match[str]]] = {}
    for match in _FULL_NAME.finditer(document.text):
        names.setdefault(match["last"], []).append(match)
    for found in names.values():
        usual = found[0]["first"]
        for match in found[1:]:
            first = match["first"]
            if first == usual or is_english(first.lower()):
                continue
            listed = any(first in forms and usual in forms for forms in variants)
            if listed or _reading(first) == _reading(usual) != "":
                message = f"{match.group()} is perhaps {usual} {match['last']}, who is named before"
                yield Spot(*match.span(), None, message)


def _reading(first: str) -> str:
    """Return how a first name reads; its last letter, which tells a man from a woman, stays."""
    sounds = bare(first).replace("ph", "f").replace("th", "t").replace("w", "v")
    return regex.sub(r"(.)\1", r"\1", sounds.translate(_SAME_READING))


_SAME_READING = str.maketrans("zyk", "sic")

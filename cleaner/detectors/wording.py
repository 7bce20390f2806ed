"""Wording that a translation carried over: phrases in a small language of their own, spun English.

A phrase is written as a reader would say it: `{hit} the hammer` is any form of the verb,
`pineapple/pineapples to peel` a choice, `(the) press vehicles` may go without its article,
`<name>`, `<word>` and `<number>` stand for one word each, `<something>` for one to four. In
`fallen ~ barrier` either comes first, three words may stand between; `outbreaks [dengue/#health]`
is found where the page has that word or is on that subject. Knows how a phrase
is found, and how to pass by a text that cannot hold one; knows no phrase.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import chain
from pathlib import Path

import msgspec
import regex

from cleaner.cache import fingerprint, load, store
from cleaner.compiled import compiled, lazy_pattern
from cleaner.detectors.language import split_words, word_set
from cleaner.document import Document, Spot, per_page
from cleaner.resources import rules_folder, word_list, word_ranks

_LETTERS = re.compile(r"[^\W\d_]+")
_TOKEN = lazy_pattern(r"\((?P<optional>[^()]*)\)|(?P<needed>[^\s()]+)")
_ANY_WORD = r"[\p{L}\p{N}][\p{L}\p{M}\p{N}'’.\-]*+"
_SLOTS = {
    "<name>": r"\p{Lu}[\p{L}\p{M}'’.\-]*+",
    "<word>": r"\p{Ll}[\p{Ll}\p{M}'’\-]*+",
    "<number>": r"\d[\d.,]*+(?:st|nd|rd|th)?",
    "<something>": rf"{_ANY_WORD}(?: {_ANY_WORD}){{0,3}}?",
}
_NEAR = " ~ "
_BETWEEN = r"(?:,? [\p{L}\p{N}](?:[\p{L}\p{M}\p{N}'’.\-]*[\p{L}\p{M}\p{N}])?+){0,3}?,? "
_SURROUNDED = lazy_pattern(r" \[(?P<words>[^\]]+)\]$")
_FEWEST_TOPIC_WORDS = 2
_FEWEST_SPUN = 3
_RANKED, _VERBS = "frequent-words", "irregular-verbs"  # lists of words
_KEPT_TABLES = 200
_WORD_BY_WORD = "“%s” reads as if it were translated word by word"


_Token = tuple[tuple[str, ...], bool]  # its spellings, and whether it can be left out


@dataclass(frozen=True)
class Phrase:
    """A phrase as it is written in the rule; what finds it, few of a table ever need."""

    written: str
    meant: str = ""

    @cached_property
    def around(self) -> tuple[str, ...]:
        """Return the words and subjects of which the page must have one, none: any page will do."""
        around = _SURROUNDED.search(self.written)
        return tuple(around["words"].split("/")) if around else ()

    @cached_property
    def words(self) -> tuple[frozenset[str], ...]:
        """Return what it cannot do without: one of each must be there, in small letters."""
        tokens = chain.from_iterable(self._parts)
        needed = (forms for forms, optional in tokens if not optional)
        return tuple(chain.from_iterable(map(_words_of, needed)))

    @cached_property
    def spelt(self) -> str:
        """Return a regular expression; the first letter of a needed first word may be a capital."""
        parts = [_spelt(tokens) for tokens in self._parts]
        orders = (parts, parts[::-1]) if len(parts) > 1 else (parts,)
        found = "|".join(_BETWEEN.join(order) for order in orders)
        return r"\b(?:" + found.replace(" ", r"[ \u00A0]") + r")(?!\w)"

    @cached_property
    def pattern(self) -> regex.Pattern[str]:
        return compiled(self.spelt)

    @cached_property
    def _parts(self) -> list[list[_Token]]:
        """Return the tokens, those on either side of a `~` apart."""
        return [
            [(_forms(t["optional"] or t["needed"]), bool(t["optional"])) for t in tokens]
            for tokens in map(_TOKEN.finditer, _SURROUNDED.sub("", self.written).split(_NEAR))
        ]

    @cached_property
    def rarest_first(self) -> list[frozenset[str]]:
        """Return what it cannot do without, the rarest in English news first."""
        return sorted(self.words, key=_frequency)


_phrase = cache(Phrase)


def _spelt(tokens: Iterable[_Token]) -> str:
    found, first = "", True
    for forms, optional in tokens:
        spelt = _choice(forms, first=first)
        if optional:
            found += f"(?: {spelt})?" if found else f"(?:{spelt} )?"
        else:
            found += spelt if not found or found.endswith(" )?") else f" {spelt}"
            first = first and not any(_words_of(forms))
    return found


@per_page
def words_by_line(document: Document) -> tuple[frozenset[str], ...]:
    """Return the words of each line."""
    return tuple(split_words(line.text.lower()) for line in document.lines)


@per_page
def _lines_of(document: Document) -> Mapping[str, int]:
    """Return by word the lines that have it, as bits; the tables of several languages ask."""
    lines: dict[str, int] = {}
    for number, words in enumerate(words_by_line(document)):
        for word in words:
            lines[word] = lines.get(word, 0) | 1 << number
    return lines


class _Table:
    """The phrases of a rule as a key: that they are the same is seen without reading them."""

    def __init__(self, phrases: Mapping[str, str]) -> None:
        self.phrases = phrases

    def __hash__(self) -> int:
        return id(self.phrases)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Table) and self.phrases is other.phrases


class _Index(msgspec.Struct, frozen=True):
    """The phrases of a table with their words, the rarest first, and by every form of that."""

    phrases: list[tuple[str, list[frozenset[str]]]]
    by_word: dict[str, list[int]]


@lru_cache(maxsize=256)
def _index(table: _Table) -> _Index:
    """Return the index of a table; to read thousands of phrases takes long, so it is kept."""
    words = [rules_folder() / "words" / f"{name}.txt" for name in (_RANKED, _VERBS)]
    key = (list(table.phrases), fingerprint([Path(__file__), *words]))
    known = load("phrases", key, _Index)
    if known is None:
        known = _indexed(table.phrases)
        store("phrases", key, known, most=_KEPT_TABLES)
    return known


def _indexed(table: Iterable[str]) -> _Index:
    index = _Index([], {})
    for number, written in enumerate(table):
        rarest_first = Phrase(written).rarest_first
        index.phrases.append((written, rarest_first))
        for word in rarest_first[0]:
            index.by_word.setdefault(word, []).append(number)
    return index


def _frequency(choice: frozenset[str]) -> float:
    """Return about how often one of these words stands in English news: the r-th one 0.1 / r."""
    ranks = word_ranks(_RANKED)
    return sum(0.1 / ranks.get(word, 10 * len(ranks)) for word in choice)


def _forms(token: str) -> tuple[str, ...]:
    """Return the spellings of a token: a choice `a/b`, the forms of a verb `{take}`, or itself."""
    return tuple(
        form
        for choice in token.split("/")
        for form in (verb_forms(choice[1:-1]) if choice[:1] == "{" else (choice,))
    )


def _choice(forms: tuple[str, ...], *, first: bool) -> str:
    capitals = tuple(form[:1].upper() + form[1:] for form in forms) if first else ()
    spelt = (_SLOTS.get(form) or _literal(form) for form in dict.fromkeys(forms + capitals))
    return f"(?:{'|'.join(spelt)})"


def _literal(form: str) -> str:
    return regex.escape(form, literal_spaces=True).replace("'", "['’]")


def _words_of(forms: tuple[str, ...]) -> Iterator[frozenset[str]]:
    """Yield the words that one of the spellings brings along, as the vocabulary has them."""
    if not _SLOTS.keys().isdisjoint(forms):
        return
    split = [_LETTERS.findall(form.lower()) for form in forms]
    yield from map(frozenset, zip(*split, strict=False))


@cache
def _irregular_verbs() -> Mapping[str, tuple[str, ...]]:
    return {line.split()[0]: tuple(line.split()[1:]) for line in word_list(_VERBS)}


@cache
def verb_forms(base: str) -> tuple[str, ...]:
    """Return the forms of a verb, irregular ones from `rules/words/irregular-verbs.txt`.

    Some that do not exist are among them (“hiting” beside “hitting”); they harm nobody.
    """
    stem = base[:-1] if base[-1] in "ey" else base
    forms = [base, base + "s", base + "ing", stem + "ing", base + base[-1] + "ing"]
    if base[-1] == "y":
        forms += [stem + "ies"]
    if base[-1] in "hsxzo":
        forms += [base + "es"]
    if base in _irregular_verbs():
        forms += _irregular_verbs()[base]
    else:
        forms += [base + "ed", stem + "ed", stem + "ied", base + base[-1] + "ed"]
    return tuple(dict.fromkeys(forms))


def any_phrase(
    *, phrases: Iterable[str], topic: tuple[str, ...] = (), topics: tuple[str, ...] = ()
) -> str:
    """Return the trigger of `carried_over`: one of the phrases."""
    return "|".join(Phrase(written).spelt for written in phrases)


def any_spun_phrase() -> str:
    """Return the trigger of `spun_pages`."""
    return any_phrase(phrases=_spun_phrases())


def carried_over(
    document: Document,
    *,
    phrases: dict[str, str],
    topic: tuple[str, ...] = (),
    topics: tuple[str, ...] = (),
) -> Iterator[Spot]:
    """Yield phrases that were translated word by word, with what they mean; nothing is changed.

    `phrases` maps each to its meaning, or to nothing where that depends on the sentence. Where
    `topic` is given, two of its words must be in the text: a “technician” is a coach only where
    there is a match. `topics` are the subjects that its phrases name in brackets, each a list of
    words, `rules/words/topic-<name>.txt`, of which two must be in the text.
    """
    if topic and len(word_set(document.text.lower()) & {*topic}) < _FEWEST_TOPIC_WORDS:
        return
    for phrase, start, end in _apart(_found(document, phrases, topics)):
        found = document.text[start:end]
        message = (
            f"“{found}” is perhaps “{phrase.meant}”" if phrase.meant else _WORD_BY_WORD % found
        )
        yield Spot(start, end, None, message)


def _found(
    document: Document, phrases: Mapping[str, str], topics: Iterable[str] = ()
) -> Iterator[tuple[Phrase, int, int]]:
    """Yield what the phrases match, each in the lines that have all of its words."""
    lines_of = _lines_of(document)
    subjects = {f"#{name}" for name in topics if _is_on(name, lines_of.keys())}
    for written, words in _possible(_index(_Table(phrases)), lines_of.keys()):
        phrase, common = _phrase(written, phrases[written]), _common(words, lines_of)
        around = phrase.around
        if around and subjects.isdisjoint(around) and not any(w in lines_of for w in around):
            continue
        while common:
            number = common.bit_length() - 1
            common ^= 1 << number
            line = document.lines[number]
            for match in phrase.pattern.finditer(document.text, line.start, line.end):
                yield phrase, *match.span()


def _is_on(topic: str, vocabulary: Set[str]) -> bool:
    """Tell whether a page with this vocabulary is on a subject."""
    return len(word_list(f"topic-{topic}") & vocabulary) >= _FEWEST_TOPIC_WORDS


def _possible(index: _Index, vocabulary: Set[str]) -> list[tuple[str, list[frozenset[str]]]]:
    """Return the phrases of which all words are in the vocabulary of a page."""
    near = {number for word in index.by_word.keys() & vocabulary for number in index.by_word[word]}
    phrases = (index.phrases[number] for number in near)
    return [phrase for phrase in phrases if not any(map(vocabulary.isdisjoint, phrase[1]))]


def _common(words: Iterable[Set[str]], lines_of: Mapping[str, int]) -> int:
    """Return the lines, as bits, that have all of the words."""
    common = -1
    for choice in words:
        some = 0
        for word in choice:
            some |= lines_of.get(word, 0)
        common &= some
        if not common:
            break
    return common


def _apart(found: Iterator[tuple[Phrase, int, int]]) -> Iterator[tuple[Phrase, int, int]]:
    """Yield in the order of the text what does not touch; the earlier, then the longer one wins.

    Of two in the same place it is the first by the alphabet.
    """
    behind = 0
    for phrase, start, end in sorted(found, key=lambda item: (item[1], -item[2], item[0].written)):
        if start >= behind:
            yield phrase, start, end
            behind = end


def spun(document: Document) -> str | None:
    """Return the evidence that a text was spun, synonym for synonym, out of English; None: none.

    One such phrase may be a slip, so three different ones must be on the page
    (`rules/words/spun-phrases.txt`).
    """
    text, phrases = document.text, _spun_phrases()
    possible = _possible(_index(_Table(phrases)), word_set(text.lower()))
    if sum(_phrase(written, "").pattern.search(text) is not None for written, _ in possible) < (
        _FEWEST_SPUN
    ):
        return None
    found = _apart(_found(document, phrases))
    evidence = {phrase.written: text[start:end] for phrase, start, end in found}
    if len(evidence) < _FEWEST_SPUN:
        return None
    return ", ".join(f"“{words}”" for words in list(evidence.values())[:5])


@cache
def _spun_phrases() -> Mapping[str, str]:
    return dict.fromkeys(sorted(word_list("spun-phrases")), "")


def spun_pages(document: Document) -> Iterator[Spot]:
    """Yield the whole page where it was spun out of English: no single word can be mended."""
    evidence = spun(document)
    if evidence is not None:
        yield Spot(0, len(document.text), None, f"spun out of English, not translated: {evidence}")

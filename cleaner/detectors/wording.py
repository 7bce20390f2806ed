"""Wording that a translation carried over: phrases in a small language of their own, spun English.

A phrase is written as a reader would say it: `{hit} the hammer` is any form of the verb,
`pineapple/pineapples to peel` a choice, `(the) press vehicles` may go without its article,
`<name>`, `<word>` and `<number>` stand for one word each. Knows how a phrase is found, and how
to pass by a text that cannot hold one; knows no phrase.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import pairwise, product

import regex

from cleaner.document import Document, Spot
from cleaner.resources import languages, word_list

_LETTERS = re.compile(r"[^\W\d_]+")  # the standard library's is twice as fast here
_TOKEN = regex.compile(r"\((?P<optional>[^()]*)\)|(?P<needed>[^\s()]+)")
_SLOTS = {
    "<name>": r"\p{Lu}[\p{L}\p{M}'’.\-]*+",
    "<word>": r"\p{Ll}[\p{Ll}\p{M}'’\-]*+",
    "<number>": r"\d[\d.,]*+(?:st|nd|rd|th)?",
}
_FEWEST_TOPIC_WORDS = 2
_FEWEST_SPUN = 3
_MOST_PAIRS = 400


Mark = str | tuple[str, str]  # a word in lower case, or two that follow each other


@dataclass(frozen=True)
class Phrase:
    """A phrase as it is written in the rule, what finds it, and the words it cannot do without."""

    written: str
    meant: str
    spelt: str  # a regular expression
    needed: tuple[frozenset[Mark], ...]  # one of each must be in the text

    @cached_property
    def pattern(self) -> regex.Pattern[str]:
        """Return the expression compiled, which few phrases of a table ever need."""
        return regex.compile(self.spelt)


@lru_cache(maxsize=4)
def _vocabulary(text: str) -> frozenset[Mark]:
    words = _LETTERS.findall(text.lower())
    return frozenset(words).union(pairwise(words))


@cache
def _index(entries: tuple[tuple[str, str], ...]) -> Mapping[Mark, tuple[Phrase, ...]]:
    """Return the phrases by every form of their most telling word, or pair of words."""
    index: dict[Mark, list[Phrase]] = {}
    for written, meant in entries:
        phrase = compile_phrase(written, meant)
        for mark in max(phrase.needed, key=_telling):
            index.setdefault(mark, []).append(phrase)
    return {mark: tuple(phrases) for mark, phrases in index.items()}


def _telling(choice: frozenset[Mark]) -> tuple[bool, bool, bool, int]:
    """Return how much it says that one of these is in a text: two words, and rare ones.

    “warn to” says more than “the president”.
    """
    english = frozenset(languages()["en"].function_words)
    words = [(mark,) if isinstance(mark, str) else mark for mark in choice]
    rare = all(not english.issuperset(mark) for mark in words)
    pairs = all(len(mark) > 1 for mark in words)
    verbs_first = all(mark[0] not in english for mark in words)
    return rare, pairs, verbs_first, min(len("".join(mark)) for mark in words)


def compile_phrase(written: str, meant: str = "") -> Phrase:
    """Return what finds a phrase. The first letter of a needed first word may be a capital."""
    found = ""
    needed: list[frozenset[Mark]] = []
    before: tuple[str, ...] = ()  # what stands right before, if it must
    for token in _TOKEN.finditer(written):
        forms = _forms(token["optional"] or token["needed"])
        spelt = _choice(forms, first=not needed)
        if token["optional"]:
            before = ()
            found += f"(?: {spelt})?" if found else f"(?:{spelt} )?"
        else:
            found += spelt if not found or found.endswith(" )?") else f" {spelt}"
            needed += _words_of(forms)
            needed += _pairs_of(before, forms)
            before = forms
    spelt = r"\b(?:" + found.replace(" ", r"[ \u00A0]") + r")(?!\w)"
    return Phrase(written, meant, spelt, tuple(needed))


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


def _words_of(forms: tuple[str, ...]) -> Iterator[frozenset[Mark]]:
    """Yield the words that one of the spellings brings along, as the vocabulary has them."""
    if not _SLOTS.keys().isdisjoint(forms):
        return
    split = [_LETTERS.findall(form.lower()) for form in forms]
    for words in zip(*split, strict=False):
        yield frozenset(words)


def _pairs_of(before: tuple[str, ...], forms: tuple[str, ...]) -> Iterator[frozenset[Mark]]:
    if not before or not _SLOTS.keys().isdisjoint(before + forms):
        return
    last = {words[-1] for form in before if (words := _LETTERS.findall(form.lower()))}
    first = {words[0] for form in forms if (words := _LETTERS.findall(form.lower()))}
    if last and first and len(last) * len(first) <= _MOST_PAIRS:
        yield frozenset(product(last, first))


@cache
def _irregular_verbs() -> Mapping[str, tuple[str, ...]]:
    return {line.split()[0]: tuple(line.split()[1:]) for line in word_list("irregular-verbs")}


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


def telling_words(*, phrases: dict[str, str], topic: tuple[str, ...] = ()) -> str:
    """Return the trigger of `carried_over`: the most telling word, or pair, of every phrase."""
    behind: dict[str, set[str]] = {}
    for mark in _index(tuple(phrases.items())):
        first, second = (mark, "") if isinstance(mark, str) else mark
        behind.setdefault(second, set()).add(first)
    choices = (
        f"(?:{'|'.join(sorted(firsts))})" + (rf"\W{{1,2}}{second}" if second else "")
        for second, firsts in sorted(behind.items())
    )
    return rf"(?i)\b(?:{'|'.join(choices)})\b"


def carried_over(
    document: Document, *, phrases: dict[str, str], topic: tuple[str, ...] = ()
) -> Iterator[Spot]:
    """Yield phrases that were translated word by word, with what they mean; nothing is changed.

    `phrases` maps each to its meaning. Where `topic` is given, two of its words must be in
    the text: a “technician” is a coach only where there is a match.
    """
    vocabulary = _vocabulary(document.text)
    if topic and len(vocabulary.intersection(topic)) < _FEWEST_TOPIC_WORDS:
        return
    for phrase, start, end in _apart(_found(document.text, vocabulary, phrases)):
        message = f"“{document.text[start:end]}” is perhaps “{phrase.meant}”"
        yield Spot(start, end, None, message)


def _found(
    text: str, vocabulary: frozenset[Mark], phrases: Mapping[str, str]
) -> Iterator[tuple[Phrase, int, int]]:
    index = _index(tuple(phrases.items()))
    candidates = {p.written: p for mark in index.keys() & vocabulary for p in index[mark]}
    for phrase in candidates.values():
        if not any(vocabulary.isdisjoint(choice) for choice in phrase.needed):
            yield from ((phrase, *match.span()) for match in phrase.pattern.finditer(text))


def _apart(found: Iterator[tuple[Phrase, int, int]]) -> Iterator[tuple[Phrase, int, int]]:
    """Yield in the order of the text what does not touch; the earlier, then the longer one wins."""
    behind = 0
    for phrase, start, end in sorted(found, key=lambda item: (item[1], -item[2])):
        if start >= behind:
            yield phrase, start, end
            behind = end


def spun(document: Document) -> str | None:
    """Return the evidence that a text was spun, synonym for synonym, out of English; None: none.

    One such phrase may be a slip, so three different ones must be on the page
    (`rules/words/spun-phrases.txt`).
    """
    phrases = dict.fromkeys(sorted(word_list("spun-phrases")), "")
    found = _found(document.text, _vocabulary(document.text), phrases)
    evidence = {phrase.written: document.text[start:end] for phrase, start, end in _apart(found)}
    if len(evidence) < _FEWEST_SPUN:
        return None
    return ", ".join(f"“{words}”" for words in list(evidence.values())[:5])


def spun_pages(document: Document) -> Iterator[Spot]:
    """Yield the whole page where it was spun out of English: no single word can be mended."""
    evidence = spun(document)
    if evidence is not None:
        yield Spot(0, len(document.text), None, f"spun out of English, not translated: {evidence}")

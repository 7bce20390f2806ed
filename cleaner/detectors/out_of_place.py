"""Words that stand alone on a page: “the goat” where nothing else is about animals.

News about a budget speaks of no goat, unless somebody's idiom did; and an idiom that was
translated word by word leaves its animals, dishes and tools behind. A word that has company of
its kind on the page is about the thing itself. The words, by kind, are options of the rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

import regex

from cleaner.compiled import compiled, lazy_pattern
from cleaner.detectors.language import word_set
from cleaner.detectors.wording import verb_forms
from cleaner.document import Document, Spot

_NEAR = 35  # characters between two words of one idiom
_HISSING = ("s", "x", "z", "ch", "sh", "o")
_MOST = 2  # times that an idiom is said on a page
_REACH = 4  # such words on either side
_FRAME = 40  # characters before a word that hold the words before it
_WORD = lazy_pattern(r"[\p{L}’'-]++|[^\p{L}\s]")


class _Noun(NamedTuple):
    word: str
    kind: str
    start: int
    end: int


def out_of_place(
    document: Document,
    *,
    kinds: dict[str, str],
    common: str,
    left: str,
    right: str,
    english: str,
    verbs: str,
) -> Iterator[Spot]:
    """Yield words of `kinds` that have no company of their kind on the page; nothing is changed.

    Only of a page that is said to be translated. Words of `common` are in all news, so they need
    another word beside them, or one of `verbs` before them that is done to them. A word counts
    as a noun with one of `left` before it and a mark or one of `right` behind; `english` is a
    pattern of idioms that English has, too.
    """
    if document.source is None:
        return
    found = list(_nouns(document, tuple(kinds.items())))
    times: dict[str, int] = {}
    company: dict[str, set[str]] = {}
    for noun in found:
        times[noun.word] = times.get(noun.word, 0) + 1
        company.setdefault(noun.kind, set()).add(noun.word)
    usual, before = frozenset(common.split()), frozenset(left.split())
    noun_behind = compiled(rf"[”\"’]?+(?:[.,;:!?)]|$| (?:{'|'.join(right.split())})\b)", regex.M)
    behind = 0
    for place, noun in enumerate(found):
        strange = company[noun.kind] - {noun.word}
        if times[noun.word] > _MOST or noun.start < behind or len(strange) > 1:
            continue
        neighbours = found[max(0, place - _REACH) : place + _REACH + 1]
        beside = [other for other in neighbours if _is_beside(other, noun, document.text)]
        paired = _is_paired(noun, beside, times, usual)
        if strange and not paired:
            continue
        start = _phrase(document.text, noun, before)
        if not paired and noun.word in usual:
            start = (
                _verb_phrase(document.text, noun, before, verbs) if times[noun.word] == 1 else None
            )
        if start is None or not noun_behind.match(document.text, noun.end):
            continue
        first = document.text[start : noun.end].split()[0].lower()
        if first not in before and first not in _verb_forms(verbs):
            continue
        near = slice(max(0, noun.start - _NEAR), noun.end + _NEAR)
        if not any(
            match.start() < noun.end - near.start and noun.start - near.start < match.end()
            for match in compiled(english).finditer(document.text[near])
        ):
            yield Spot(start, noun.end, None)
            behind = noun.end


def _is_beside(other: _Noun, noun: _Noun, text: str) -> bool:
    between = sorted(((noun.start, noun.end), (other.start, other.end)))
    gap = text[between[0][1] : between[1][0]]
    return other.kind != noun.kind and len(gap) <= _NEAR and "\n" not in gap


def _is_paired(
    noun: _Noun, beside: list[_Noun], times: Mapping[str, int], usual: frozenset[str]
) -> bool:
    """Tell whether a word stands beside one of another kind, each once and not both in all news."""
    return times[noun.word] == 1 and any(
        times[other.word] == 1 and not usual.issuperset((noun.word, other.word)) for other in beside
    )


def _phrase(text: str, noun: _Noun, left: frozenset[str]) -> int | None:
    """Return where the two words before a noun begin; None: it is no noun there."""
    line = text.rfind("\n", 0, noun.start) + 1
    before = text[max(line, noun.start - _FRAME) : noun.start].replace("“", " ").replace('"', " ")
    words = before.split()[-2:]
    if not words or words[-1].lower() == "to" or left.isdisjoint(map(str.lower, words)):
        return None
    return noun.start - len(before) + before.rindex(words[0])


def _verb_phrase(text: str, noun: _Noun, left: frozenset[str], verbs: str) -> int | None:
    """Return where the verb before a noun begins; None: there is none."""
    line = text.rfind("\n", 0, noun.start) + 1
    words = list(_WORD.finditer(text, max(line, noun.start - _FRAME), noun.start))
    others = 0
    for word in reversed(words[1:] if words and words[0].start() > line else words):
        if word.group().lower() in _verb_forms(verbs):
            return word.start() if word is not words[-1] else None
        others += word.group().lower() not in left
        if others > 1:
            return None
    return None


@lru_cache(maxsize=4)
def _verb_forms(verbs: str) -> frozenset[str]:
    return frozenset(form for verb in verbs.split() for form in verb_forms(verb))


def _nouns(document: Document, kinds: tuple[tuple[str, str], ...]) -> Iterator[_Noun]:
    """Yield the words of the kinds in the order of the text, in small letters only."""
    text, forms = document.text, _forms(kinds)
    found = []
    for form in forms.keys() & word_set(text):
        at = text.find(form)
        while at >= 0:
            end = at + len(form)
            if not text[at - 1 : at].isalpha() and not text[end : end + 1].isalpha():
                found.append(_Noun(*forms[form], at, end))
            at = text.find(form, end)
    yield from sorted(found, key=lambda noun: noun.start)


@lru_cache(maxsize=4)
def _forms(kinds: tuple[tuple[str, str], ...]) -> Mapping[str, tuple[str, str]]:
    """Return the forms of all words, each with the word and its kind."""
    forms: dict[str, tuple[str, str]] = {}
    for kind, words in kinds:
        for word in words.split():
            plural = word[:-1] + "ies" if word[-1] == "y" and word[-2] not in "aeo" else f"{word}s"
            for form in (word, f"{word}es" if word.endswith(_HISSING) else plural):
                forms.setdefault(form, (word, kind))
    return forms

"""A second rendering that the engine printed behind the full stop, told by a table of synonyms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from cleaner.compiled import lazy_pattern
from cleaner.document import Document, Spot

_DETERMINERS = r"the|an?|his|her|its|their|our|my|your|this|that|these|those|all|some|no"
_PREPOSITIONS = r"of|to|in|on|at|by|for|from|with|into|about|against|under|over|through|between|as"
_LEFTOVER = lazy_pattern(
    rf"(?P<before>(?:[\p{{L}}'’-]+ ){{0,3}}\p{{Ll}}{{3,}})[.](?P<rest> "
    rf"(?:(?:{_PREPOSITIONS}) )?(?:(?:{_DETERMINERS}) )?(?:\p{{Ll}}+ )?(?P<word>\p{{Ll}}{{3,}})\.)"
    r"(?=\s|$)"
)
_ENDINGS = ("", "s", "es", "ed", "d", "ing")


def leftover_renderings(document: Document, *, synonyms: tuple[str, ...]) -> Iterator[Spot]:
    """Yield a few small words behind a stop that say the last words again, to be deleted.

    Their last word is a synonym of one before the stop: “his uncle. by his relative.” Each of
    `synonyms` is a group of words that mean the same.
    """
    groups = _groups(synonyms)
    for match in _LEFTOVER.finditer(document.text):
        said = _of(match["word"], groups)
        if not said:
            continue
        before = [word for word in match["before"].split() if not word[0].isupper()]
        last = next((word for word in reversed(before) if said & _of(word, groups)), None)
        if last is not None and last != match["word"]:
            message = f"“{match['word']}” says again “{last}”"
            yield Spot(*match.span("rest"), "", message)


@cache
def _groups(synonyms: tuple[str, ...]) -> Mapping[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, group in enumerate(synonyms):
        for word in group.split():
            found.setdefault(word, set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


def _of(word: str, groups: Mapping[str, frozenset[int]]) -> frozenset[int]:
    """Return the groups that a word, in any of its forms, belongs to."""
    stems = [word[: len(word) - len(e)] for e in _ENDINGS if word.endswith(e)]
    stems += [f"{stem}e" for stem in stems] + [f"{word[:-3]}y" if word.endswith("ies") else word]
    return frozenset().union(*(groups.get(stem, frozenset()) for stem in stems))

"""Word order that a translation kept: shapes of sentences, each behind the word that opens it.

A shape is asked only where its opener begins a sentence, or in a line that has one of its words;
so a page pays for the words it has. The shapes are options of a rule; none is known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain

from cleaner.compiled import compiled, lazy_pattern
from cleaner.detectors.wording import words_by_line
from cleaner.document import Document, Spot

_OPENER = lazy_pattern(
    r"(?:(?<![^\n])|(?<=[\p{Ll}\p{N}”\")][.!?…][”\"]? ))[ \t]*+[“\"]?(?P<word>\p{Lu}[\p{L}’']*+)"
)


def shapes_of_sentences(
    document: Document,
    *,
    openers: dict[str, str] | None = None,
    inside: dict[str, str] | None = None,
) -> Iterator[Spot]:
    """Yield clauses with one of the shapes, apart from each other; nothing is changed.

    `openers` maps the words that open a sentence, as `Was/Were`, or their ends, as `-ed`, to what
    the whole shape looks like from there; `inside` maps words of which a line must have one, in
    small letters, to a shape that stands anywhere in it.
    """
    found = [*_opened(document, openers or {}), *_inside(document, inside or {})]
    behind = 0
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if start >= behind:
            yield Spot(start, end, None)
            behind = end


def _opened(document: Document, openers: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    places = _openers(document)
    for words, shape in openers.items():
        for word in words.split("/"):
            for at in _places(word, places):
                if match := compiled(shape).match(document.text, at):
                    yield match.span()


def _places(word: str, places: Mapping[str, list[int]]) -> Iterable[int]:
    if not word.startswith("-"):
        return places.get(word, ())
    return chain.from_iterable(at for opener, at in places.items() if opener.endswith(word[1:]))


def _inside(document: Document, shapes: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    vocabularies = words_by_line(document)
    for words, shape in shapes.items():
        needed = words.split("/")
        for (start, end, _), vocabulary in zip(document.lines, vocabularies, strict=True):
            if not vocabulary.isdisjoint(needed):
                for match in compiled(shape).finditer(document.text, start, end):
                    yield match.span()


@lru_cache(maxsize=4)
def _openers(document: Document) -> Mapping[str, list[int]]:
    """Return where each word that opens a sentence stands."""
    places: dict[str, list[int]] = {}
    for match in _OPENER.finditer(document.text):
        places.setdefault(match["word"], []).append(match.start("word"))
    return places

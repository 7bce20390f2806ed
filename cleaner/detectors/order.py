"""Word order that a translation kept: shapes of sentences, each behind the word that opens it.

A shape is asked only where its opener begins a sentence; so a page pays for the openers it has.
The shapes are options of a rule; none is known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain

import regex

from cleaner.compiled import lazy_pattern
from cleaner.document import Document, Spot

# The standard library's is several times as fast here.
_CAPITALISED = r"[“\"]?(?P<word>[^\W\d_a-zß-ÿ][\w’']*)"
_OF_A_LINE = re.compile(_CAPITALISED)
_INSIDE = re.compile(rf"[.!?…][”\"]? {_CAPITALISED}")
_Shapes = list[regex.Pattern[str]]


def shapes_of_sentences(document: Document, *, openers: dict[str, str]) -> Iterator[Spot]:
    """Yield clauses with one of the shapes, apart from each other; nothing is changed.

    `openers` maps the words that open a sentence, as `Was/Were`, or their ends, as `-ed`, to what
    the whole shape looks like from there.
    """
    by_word, by_end = _index(tuple(openers.items()))
    behind = 0
    for match in _openers(document):
        word, start = match["word"], match.start("word")
        shapes = chain(
            by_word.get(word, ()), *(by_end[end] for end in by_end if word.endswith(end))
        )
        ends = [found.end() for shape in shapes if (found := shape.match(document.text, start))]
        if ends and start >= behind:
            behind = max(ends)
            yield Spot(start, behind, None)


@lru_cache(maxsize=8)
def _index(
    openers: tuple[tuple[str, str], ...],
) -> tuple[Mapping[str, _Shapes], Mapping[str, _Shapes]]:
    """Return the shapes by the word that opens them, and by its end."""
    by_word: dict[str, _Shapes] = {}
    by_end: dict[str, _Shapes] = {}
    for words, spelt in openers:
        shape = lazy_pattern(spelt)
        for word in words.split("/"):
            shapes = by_end if word.startswith("-") else by_word
            shapes.setdefault(word.removeprefix("-"), []).append(shape)
    return by_word, by_end


def _openers(document: Document) -> Iterator[re.Match[str]]:
    """Yield the first words of lines and of sentences inside them, if they have a capital."""
    text = document.text
    for line in document.lines:
        if match := _OF_A_LINE.match(text, line.start, line.end):
            yield match
        for match in _INSIDE.finditer(text, line.start, line.end):
            before = text[match.start() - 1]
            if before.islower() or before.isdigit() or before in '”)"':
                yield match

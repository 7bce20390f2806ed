"""Word order that a translation kept: shapes of sentences, and adjectives behind their nouns.

A shape stands behind the word that opens it, and is asked only where its opener begins a sentence;
so a page pays for the openers it has. The shapes are options of a rule; none is known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain

import regex

from cleaner.compiled import lazy_pattern
from cleaner.document import Document, Spot
from cleaner.resources import word_list

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


# A noun with what opens its phrase, an adjective behind it, and what closes a phrase
_BEHIND = re.compile(
    r"\b(?:[Tt]he|[Aa]n?|[Tt]h(?:is|at|ese|ose)|[Hh]is|[Hh]er|[Ii]ts|[Oo]ur|[Tt]heir|[Mm]y|no|of"
    r"|with|two|three|four|several|many|some|any|in|for|by|\d+) "
    r"(?P<phrase>(?P<noun>[a-z]{3,}) (?P<adjective>[a-z]{4,}))"
    r"(?= (?:of|in|on|at|for|from|with|by|to|into|about|after|before|during|against|between|under"
    r"|near|through|since|until|as|than|is|are|was|were|has|have|had|will|would|can|could|may"
    r"|might|must|did|does|that|which|who|when|where|while|because|if)\b"
    r"|[.;:!?)”\"]|, (?:who|which|and|but|not|in|on)\b)"
)


def adjectives_behind(
    document: Document, *, nouns: str, adjectives: str, offices: tuple[str, ...]
) -> Iterator[Spot]:
    """Yield adjectives behind their noun, as Romance languages put them: “the virus respiratory”.

    `nouns` and `adjectives` name lists in `rules/words/`: nouns that end a phrase, and adjectives
    that English hardly ever puts there. With capitals only behind one of `offices`: “the House
    Civil”.
    """
    text, known, described = document.text, word_list(nouns), word_list(adjectives)
    for match in _BEHIND.finditer(text):
        if match["adjective"] in described and match["noun"] in known:
            yield Spot(*match.span("phrase"), None, f"English has “{match['adjective']}” first")
    for match in _office_pattern(offices).finditer(text):
        if match["adjective"].lower() in described:
            yield Spot(*match.span("phrase"), None, f"English has “{match['adjective']}” first")


@lru_cache(maxsize=4)
def _office_pattern(offices: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:[Tt]he|of|in|by) (?P<phrase>(?:{'|'.join(offices)}) "
        r"(?P<adjective>[A-Z][a-z]{3,}))(?![\w-]| [A-Z])"
    )

"""Words and phrases that come again at once: doubled ones, and engines that lose the thread.

Knows nothing of headlines or captions printed twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import compress, count
from operator import eq

import regex

from cleaner.compiled import compiled, lazy_pattern
from cleaner.detectors.language import split_row, word_row
from cleaner.detectors.vocabulary import is_english, reads_english, verbs
from cleaner.document import WORD, Document, Kept, Spot
from cleaner.resources import first_names, function_words, word_list

_STEP = 24  # characters between two probes: every loop that is long enough meets one
_PROBE = 12
_LONGEST = 70
_LOOP = lazy_pattern(rf"(?P<unit>[^\n!?]{{3,{_LONGEST}}}?)(?P=unit){{3,}}")
_LONG_WORD, _BEHIND = 5, 5  # letters; words behind a joint
_MANY = 6  # times that one word may follow itself: “blah blah blah”


def repetition_loop(document: Document) -> Iterator[Spot]:
    """Yield places where a phrase follows itself four times or more: “of the period of the period”.

    Nothing can be put there: what the engine dropped is lost. Left alone: chants and laughter
    (with an exclamation mark, or one word a few times), and lines of figures or dots.
    """
    text = document.text
    behind = 0
    while (at := _recurring(text, behind)) is not None:
        behind = at + _STEP
        space = text.find(" ", at, at + _PROBE + _LONGEST)
        match = _LOOP.match(text, space + 1 if space >= 0 else at)
        if match is None:
            continue
        behind = max(behind, match.end())
        words = WORD.findall(match["unit"])
        times = len(match.group()) // len(match["unit"])
        if len(words) > 1 or (words and times > _MANY):
            yield Spot(match.start(), match.end(), None, f"“{match['unit'].strip()}” {times} times")


def _recurring(text: str, start: int) -> int | None:
    """Return the next probe whose characters stand again within the reach of a loop."""
    for at in range(start, len(text) - _PROBE, _STEP):
        if text[at : at + _PROBE] in text[at + 1 : at + _PROBE + _LONGEST]:
            return at
    return None


# --- words that stand twice -------------------------------------------------------------------


def doubled_words(
    document: Document,
    *,
    pattern: str,
    replace: str | None = None,
    lengths: tuple[int, int],
    english: bool = False,
) -> Iterator[Spot]:
    """Yield what a pattern finds that wants so many words twice in a row, from and to.

    A pattern asks at every word whether it comes again. So the words are compared first, all
    with those a few places behind, and marks between them count for nothing. With `english` a
    word of five letters that is no English stays: it may be doubled at home, “zaman zaman”.
    """
    fewest, most = lengths

    def stand_twice(words: Sequence[str]) -> bool:
        return any(_stands_twice(words, length) for length in range(fewest, most + 1))

    for spot in _found(document, stand_twice, pattern, replace):
        word = document.text[spot.start : spot.end].split()[0].lower()
        if not english or len(word) < _LONG_WORD or reads_english(word):
            yield spot


def _stands_twice(words: Sequence[str], length: int) -> bool:
    behind = words[length:]
    same = compress(count(), map(eq, words, behind))
    return any(words[at : at + length] == behind[at : at + length] for at in same)


_DOUBLED_NAME = lazy_pattern(
    r"""(?<![\p{L}\p{M}\p{N}’'.-]|[.!?:“"‘][ ]) (?P<again> (?P<name> \p{Lu}[\p{L}\p{M}]{3,} ) [ ] )
        (?P=name) (?![\p{L}\p{M}\p{N}’'-]) (?P<surname> [ ]\p{Lu}[\p{L}\p{M}]+ )?""",
    regex.VERBOSE,
)


def doubled_names(document: Document) -> Iterator[Spot | Kept]:
    """Yield names that a translation printed twice: “the Moll Moll players”.

    The page has the name by itself, too, a first name with the same surname; else it may be one
    like “Bora Bora” or “Abdullah Abdullah” and is reported if it is a first name.
    """
    text = document.text
    for match in _DOUBLED_NAME.finditer(text):
        name, surname = match["name"], match["surname"] or ""
        doubled, whole = f"{name} {name}", name + surname
        if is_english(name.lower()) or text.count(doubled) > 1:
            continue
        alone = document.words[name] > 2
        first = name in first_names()
        if alone and (not first or (surname and text.count(whole) > 1)):
            yield Spot(*match.span("again"), "", f"the page has “{whole}”, too")
        elif first and surname:
            yield Spot(*match.span("again"), None, f"{name} is perhaps printed twice")
        else:
            message = f"for a name printed twice; against: the page has {name} nowhere by itself"
            yield Kept(*match.span("again"), message)


def joined_words(document: Document, *, pattern: str, joints: tuple[str, ...]) -> Iterator[Spot]:
    """Yield what a pattern finds that wants a long word again behind one of the `joints`.

    An article or a figure may stand between them.
    """
    is_joint = frozenset(joints).__contains__

    def are_joined(words: Sequence[str]) -> bool:
        places = compress(count(1), map(is_joint, words[1:]))
        return any(
            len(words[at - 1]) >= _LONG_WORD and words[at - 1] in words[at + 1 : at + 1 + _BEHIND]
            for at in places
        )

    yield from _found(document, are_joined, pattern, None)


# the standard library's is several times as fast here
_JOINED = re.compile(
    r" (?:and|or) (?:the |an? |his |her |its |their )?(?P<word>[a-zß-ÿ]{3,})"
    r"(?=[.,;:!?)”]|$| (?:to|in|on|at|of|for|from|with|by|and|is|was|were|are|has|have|had|will"
    r"|that|which|who|before|after|during|near|over|while|when|as)\b)",
    re.MULTILINE,
)
_NO_NOUN = ("er", "ed", "ing", "ly")


def joined_nouns(document: Document, *, kept: tuple[str, ...]) -> Iterator[Spot]:
    """Yield a noun joined to itself: “fog and fog”, “the song and the song”.

    A noun is what no list has as another part of speech. Left alone are `kept` ones, as in “neck
    and neck”.
    """
    text = document.text
    for match in _JOINED.finditer(text):
        word, at = match["word"], match.start()
        start = at - len(word)
        before = text[start - 1 : start]
        if not text.endswith(word, 0, at) or before.isalnum() or before in ("-", "’", "'"):
            continue
        if word not in kept and not word.endswith(_NO_NOUN) and _may_be_noun(word):
            yield Spot(start, match.end(), None, f"“{word}” stands for two words of the source")


def _may_be_noun(word: str) -> bool:
    return is_english(word) and not (
        word in function_words("en")
        or word in word_list("adjectives")
        or word in verbs()
        or any(line.startswith(f"{word} ") for line in word_list("irregular-verbs"))
    )


def _found(
    document: Document,
    may_be_in: Callable[[Sequence[str]], bool],
    pattern: str,
    replace: str | None,
) -> Iterator[Spot]:
    """Yield what a pattern finds, in the lines where it may be by their words."""
    if not may_be_in(word_row(document.text)):
        return
    for line in document.lines:
        if may_be_in(split_row(line.text)):
            for match in _compiled(pattern).finditer(document.text, line.start, line.end):
                yield Spot(*match.span(), None if replace is None else match.expand(replace))


_compiled = cache(lambda pattern: compiled(pattern, regex.MULTILINE))

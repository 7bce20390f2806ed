"""Ordinary words with a capital inside a sentence: what a translated link leaves there.

Knows which words English does not write so; where another fault of the page has to bear a
capital out, see `letter_case.capitals_inside`.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from cleaner.compiled import lazy_pattern
from cleaner.detectors.vocabulary import is_english
from cleaner.document import Document, Kept, Spot
from cleaner.resources import function_words, word_list

_CAPITAL = lazy_pattern(
    r"""(?: (?<= (?<![\p{L}’'.-]) (?P<before>\p{Ll}{1,20}) [ ] ) | (?<= [\p{L}\d”’)%] [,;] [ ] ) )
        (?P<word>\p{Lu}\p{Ll}{2,}) (?= [ ] (?: (?P<next>\p{Ll}+) (?:[ .,;]|$) | \d ) )""",
    regex.VERBOSE | regex.MULTILINE,
)
_SHORTEST_ENGLISH = 4  # of a noun or verb; “del”, “des” are known as names
_IN_NAMES = frozenset(("do", "am"))
_NAME_BEHIND = lazy_pattern(r" \p{Ll}{1,2} \p{Lu}\p{Ll}")  # “Alter do Chão”, “Close am See”
_LONG_WORD = lazy_pattern(r"\p{L}{4,}")


def plain_words(
    document: Document, *, words: str, announcing: frozenset[str]
) -> Iterator[Spot | Kept]:
    """Yield a capital on one of the `words` (a list) behind a comma or a word of grammar.

    Behind any other word a headline may begin that was run into the sentence. Left alone behind
    a word that announces a name (`announcing`), “called Scenes”, before one that is no English,
    “Via del Mare”, or a figure, in a line with as many capitals as a headline has, and where the
    page writes the word so elsewhere, too.
    """
    plain, text = word_list(words), document.text
    grammar = function_words("en")
    for line in document.lines:
        found = _CAPITAL.finditer(text, line.start, line.end)
        matches = [match for match in found if match["word"].lower() in plain]
        headline = bool(matches) and _is_headline(line.text)
        for match in matches:
            word = match["word"]
            if match["before"] and match["before"] not in grammar:
                against = "a headline may begin there"
            elif match["before"] in announcing or headline:
                against = "it may be a name"
            elif match["next"] in _IN_NAMES and _NAME_BEHIND.match(text, match.end("word")):
                against = "it begins a name"
            elif _NUMBER_BEHIND.match(text, match.end("word")):
                against = "it is numbered"
            elif not _is_english(match["next"]):
                against = f"{match['next']} is no English"
            elif document.words[word] > 1:
                against = "the page writes it so again"
            else:
                yield Spot(match.start("word"), match.start("word") + 1, word[0].lower())
                continue
            message = f"for a lost small letter; against: {against}"
            yield Kept(*match.span("word"), message)


_NUMBER_BEHIND = lazy_pattern(r" \d")  # “the instrument, Exhibit 2019-04471”


def _is_english(word: str | None) -> bool:
    if not word or word in function_words("en"):
        return True
    return len(word) >= _SHORTEST_ENGLISH and is_english(word)


def _is_headline(text: str) -> bool:
    """Tell whether most of the long words in a line have a capital."""
    words = _LONG_WORD.findall(text)
    return bool(2 * sum(word[0].isupper() for word in words) > len(words))

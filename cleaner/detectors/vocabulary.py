"""Which words English news uses, inflected and derived ones too: `rules/words/english-words.txt`.

Knows nothing of names, nor of other languages; a word that is not here is rare, or no English.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from cleaner.compiled import lazy_pattern
from cleaner.resources import function_words, word_list

_MOST_ASKED = 1 << 14
_SHORTEST_STEM = 3
_PREFIXES = (
    *("un", "re", "non", "pre", "anti", "over", "out"),
    *("mis", "dis", "inter", "co", "under", "mid"),
)
_PREFIX = lazy_pattern(rf"(?:{'|'.join(_PREFIXES)})(?=\p{{Ll}}{{3}})")
# What may be taken from the end of a word, and what stood there before
_SUFFIXES = (
    *((suffix, "") for suffix in ("s", "ed", "ing", "er", "ers")),
    *((f"e{suffix}", "e") for suffix in ("d", "r", "rs", "st")),
    *((f"{end}es", end) for end in ("s", "x", "z", "ch", "sh", "o")),  # not “actores”
    *((suffix, "") for suffix in ("est", "ly", "ness", "less", "ful", "able", "ish")),
    *((suffix, "y") for suffix in ("ies", "ied", "ily")),
    ("ves", "f"),
    ("ing", "e"),
)
_ENDINGS = tuple({suffix for suffix, _ in _SUFFIXES})
_BEHIND_DOUBLED = ("ed", "ing", "er", "est")  # “stopped”, “bigger”


@lru_cache(maxsize=_MOST_ASKED)
def is_english(word: str) -> bool:
    """Tell whether a word in small letters is known, or made from one that is."""
    known = word_list("english-words")
    return any(len(stem) >= _SHORTEST_STEM and stem in known for stem in _stems(word))


@lru_cache(maxsize=_MOST_ASKED)
def reads_english(word: str) -> bool:
    """Tell whether a word in small letters is known, “a” and “in” included."""
    return word in function_words("en") or is_english(word)


def _stems(word: str) -> Iterator[str]:
    """Yield a word, and what is left of it without a prefix, a suffix, or both."""
    prefix = _PREFIX.match(word) if word.startswith(_PREFIXES) else None
    for form in (word, word[prefix.end() :]) if prefix else (word,):
        yield form
        if not form.endswith(_ENDINGS):
            continue
        for suffix, instead in _SUFFIXES:
            if form.endswith(suffix):
                yield form.removesuffix(suffix) + instead
        for suffix in _BEHIND_DOUBLED:
            stem = form.removesuffix(suffix)
            if stem != form and stem[-2:-1] == stem[-1:]:
                yield stem[:-1]


_MODAL = frozenset(
    ["will", "would", "can", "could", "should", "must", "may", "might", "does", "did", "do"]
)


@cache
def verbs() -> frozenset[str]:
    """Return irregular verbs but for the base, verbs of saying, and those that help others."""
    lines = [line.split() for line in word_list("irregular-verbs")]
    irregular = {form for line in lines for form in (*line[1:], f"{line[0]}s", f"{line[0]}es")}
    return frozenset(irregular | _MODAL | word_list("speech-verbs"))

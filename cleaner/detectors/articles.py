"""The indefinite article: a or an, by the sound of what follows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import regex

from cleaner.compiled import compiled, lazy_pattern
from cleaner.detectors.language import foreign_neighbours
from cleaner.detectors.vocabulary import is_english
from cleaner.document import Document, Kept, Spot

# “a” before what may sound like a vowel, “an” before what may not, and the next word or number;
# not the name of a letter (“vitamin a”, “the A 81”, “class A office”), not “a.m.”, not “Niña event”
_ARTICLE = lazy_pattern(
    r"""\b(?P<article> [Aa](?=[ ](?:[AEIOUaeiou8HhSMNFLRX]|1[18]|[“"‘][aeiou]))
                     | [Aa]n(?=[ ](?:[^\W\daeiouAEIOU]|[EeUuOo]|[“"‘][b-df-hj-np-tv-z])))
        (?<![\w.’'\-&/;](?P=article))
        (?<!\b(?:[Tt]he|[Aa]n?|[Cc]lass|[Gg]roup|[Tt]ype|[Pp]lan|[Ss]eries)[ ](?P=article))
        [ ](?:[“"‘](?=\p{Ll}{4}))?(?P<next>[\p{L}\d][\p{L}\p{M}\d’'.,\-]*)""",
    regex.VERBOSE,
)
_SENTENCE_START = lazy_pattern(r"(?:^|[.!?…:;•\-–—\n][\"”’')\]]*\s*|[\"“‘'(\[])$")
_SPELT_VOWELS = "AEFHILMNORSX"  # letters whose English name begins with a vowel sound
_VOWEL_NUMBER = lazy_pattern(r"(?:8\d{0,2}|11|18)(?:,\d{3})*(?![\d,]*\d)")
_ACRONYM = lazy_pattern(r"\p{Lu}{2,}s?\b")


def indefinite_article(
    document: Document,
    *,
    consonant_sound: tuple[str, ...],
    vowel_sound: tuple[str, ...],
    spoken_h: tuple[str, ...],
    spelt: tuple[str, ...],
    never: tuple[str, ...] = (),
) -> Iterator[Spot | Kept]:
    """Yield `a` before a vowel sound and `an` before a consonant sound.

    `consonant_sound` and `vowel_sound` are beginnings of words (regular expressions) that
    sound other than their first letter, `spoken_h` those of words with an h that all speak,
    `spelt` acronyms read letter by letter, `never`
    words that may follow either. Words in capitals that are not in `spelt` stay, and so does
    an article among foreign words.
    """
    sounds = _compiled((*consonant_sound, *spoken_h), vowel_sound)
    for match in _ARTICLE.finditer(document.text):
        article, following = match["article"], match["next"]
        wanted = _wanted(following.rstrip(".,’'-"), sounds, spelt, never)
        if wanted is None or len(article) == len(wanted):
            continue
        start, end = match.span("article")
        if article[0] == "A" and not _SENTENCE_START.search(
            document.text, max(0, start - 5), start
        ):
            continue
        if article == "A" and following[0].isupper() and not following.isascii():
            continue  # “A Associação” has its own article
        if _is_among_foreign_words(document.text, start, match.end()):
            yield Kept(start, end, "for a wrong article; against: it stands among foreign words")
        else:
            yield Spot(start, end, article[0] + wanted[1:], f"{wanted} {following}")


def _is_among_foreign_words(text: str, start: int, end: int) -> bool:
    """Tell whether foreign words stand near, or the bracket before it may be left as it was."""
    if text[start - 1 : start] == "[" and not is_english(text[start:end].split()[-1]):
        return True
    opens, closes = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    line = text[opens:] if closes < 0 else text[opens:closes]
    return foreign_neighbours(line, start - opens, end - opens)


@cache
def _compiled(
    consonant: tuple[str, ...], vowel: tuple[str, ...]
) -> tuple[regex.Pattern[str], regex.Pattern[str]]:
    return (
        compiled(rf"(?:{'|'.join(consonant)})", regex.IGNORECASE),
        compiled(rf"(?:{'|'.join(vowel)})", regex.IGNORECASE),
    )


_ELECTRONIC = lazy_pattern(r"e-[a-z]{3,}")  # “e-bike”
_SAID_AS_SPELT = lazy_pattern(r"[BCDFGJKLMNPRSTVWZ][aeioulrh][a-z]{2}")  # not “Mbappé”


def _wanted(
    word: str,
    sounds: tuple[regex.Pattern[str], regex.Pattern[str]],
    spelt: tuple[str, ...],
    never: tuple[str, ...],
) -> str | None:
    """Return `a` or `an`, None where the sound is not certain."""
    consonant, vowel = sounds
    stem = word.split("-")[0]
    if stem == "e" and _ELECTRONIC.fullmatch(word):
        return "an"
    if (len(stem) < 2 and not stem.isdigit()) or word.lower() in never:
        return None
    if stem[0].isdigit():
        return "an" if _VOWEL_NUMBER.fullmatch(stem) else None
    if _ACRONYM.fullmatch(stem):
        if stem not in spelt:
            return None
        return "an" if stem[0] in _SPELT_VOWELS else "a"
    if not stem[1:].islower():
        return None
    if vowel.match(word):
        return "an"
    if consonant.match(word):
        return "a"
    if stem[0] in "aeiouAEIOU":
        return "an"
    return "a" if stem[0] in "bcdfgjklmnpqrstvwz" or _SAID_AS_SPELT.match(stem) else None

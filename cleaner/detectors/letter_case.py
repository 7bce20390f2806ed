"""Capitals and small letters where a link or a bold run was translated as a text of its own.

Such a run comes back with a sentence's capital in the middle of another, or begins a sentence
small. A translation, another fault of the page or the same word elsewhere on it bears them out.
Knows nothing of headings (`headings`) and of stops (`stops`).
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from cleaner.compiled import lazy_pattern
from cleaner.detectors.language import (
    at_words,
    capitalised,
    is_translated,
    origins,
    reads_foreign,
    unknown_in,
    word_set,
)
from cleaner.detectors.page import ends_in_stop, has_credit, page_of
from cleaner.detectors.stops import opens_sentence, small_after_stop
from cleaner.detectors.vocabulary import is_english, verbs
from cleaner.document import Document, Kept, Spot
from cleaner.resources import first_names, function_words

# --- sentences that begin small, and THE ------------------------------------------------

_FEWEST_WORDS = 8
_MOST_SMALL_SENTENCES = 3  # more are the style of a page
# Several words, and no name behind a pronoun: “he North’s” has lost a letter, not a capital
_OPENS = lazy_pattern(r"(?!(?:he|she|it|they|we|there) \p{Lu})(?:\S+ ){3}")


def lowercase_sentences(
    document: Document, *, openers: tuple[str, ...], paragraph_openers: tuple[str, ...]
) -> Iterator[Spot | Kept]:
    """Yield first letters of sentences that begin small, with one of `openers`.

    A paragraph may begin with one of `paragraph_openers`, too. It is a whole sentence behind
    a full stop, captions between them aside. Lists, verse, posts with an address and pages
    written small stay.
    """
    spots = [
        *_small_paragraphs(
            document, (*openers, *paragraph_openers), translated=is_translated(document)
        ),
        *(
            match.start("first")
            for match in small_after_stop(document)
            if _OPENS.match(match["tail"]) and opens_sentence(document, match, openers)
        ),
    ]
    for at in sorted(spots):
        if len(spots) > _MOST_SMALL_SENTENCES:
            message = "for a lost capital; against: the page begins many sentences small"
            yield Kept(at, at + 1, message)
        else:
            yield Spot(at, at + 1, document.text[at].upper())


def _small_paragraphs(
    document: Document, openers: tuple[str, ...], *, translated: bool
) -> Iterator[int]:
    """Yield where a paragraph begins small behind a sentence.

    Before one of a translation a heading, the headline or a caption with its credit may stand.
    """
    before = "."
    page = page_of(document)
    for number, line in enumerate(page.lines):
        text = line.text
        if (
            text[0].islower()
            and text.split(maxsplit=1)[0] in openers
            and _OPENS.match(text)
            and (
                ends_in_stop(before)
                or (translated and _stands_apart(before, headline=number == page.first))
            )
            and ends_in_stop(text)
            and len(text.split()) >= _FEWEST_WORDS
            and "@" not in text
            and not page.is_verse(number)
        ):
            yield line.start
        if not has_credit(text):
            before = text


def _stands_apart(line: str, *, headline: bool) -> bool:
    """Tell whether a line is a caption with its credit, left as it was, or short as a heading.

    `headline`: it stands above all running text, and may be longer.
    """
    if has_credit(line) or reads_foreign(line):
        return True
    most = _MOST_HEADLINE_SPACES if headline else _MOST_HEADING_SPACES
    if line.count(" ") >= most or not (line[:1].isupper() and line[-1].isalpha()):
        return False
    return line.rsplit(maxsplit=1)[-1] not in function_words("en")


_MOST_HEADING_SPACES, _MOST_HEADLINE_SPACES = 6, 24

_ARTICLE = lazy_pattern(
    r"(?:^[ \t]*|(?<=[.!?][\"”’)]?[ ]))(?P<article>THE )(?P<name>\p{L}[\p{L}\p{M}\p{N}&-]*+)"
    r"(?![ ]\p{Lu}{3}|(?<=\p{Lu}{2})[ ]\p{Lu})(?=(?P<rest>[^\n]{0,80}))",
    regex.MULTILINE,
)
_WITH_ARTICLE = frozenset(("HAGUE", "BRONX", "KREMLIN", "VATICAN", "NETHERLANDS", "GAMBIA"))
_PEOPLE = lazy_pattern(r"\p{Lu}{2,}(?:IAN|ICAN|ISH|ESE)S?|GERMANS?|FRENCH|DUTCH|GREEKS?")
_SMALL_WORD = lazy_pattern(r"(?<![\p{L}\p{M}])\p{Ll}[\p{Ll}\p{M}]+")


def uppercase_articles(
    document: Document,
    *,
    states: tuple[str, ...],
    clubs: tuple[str, ...],
    verbs: tuple[str, ...],
) -> Iterator[Spot | Kept]:
    """Yield “THE” before a name at the start of a sentence that is not in capitals.

    Clubs, with the letters of one of the `states` behind or one of `clubs` before one of
    `verbs`, lose the article. Newspapers open a story with words in capitals, so in the first
    paragraph another one is needed, or a mark of the language translated from. Left alone:
    headings in capitals, and the rankings of a paper that calls itself THE.
    """
    text = document.text
    found = [m for m in _ARTICLE.finditer(text) if len(_SMALL_WORD.findall(m["rest"])) > 1]
    story = next((line.start for line in document.lines if ends_in_stop(line.text)), 0)
    for match in found:
        start, end = match.span("article")
        if match["name"][0].islower():
            if "pt" in origins(document):
                yield Spot(start, end, "The ")
        elif "(THE)" in text:
            yield Kept(start, end, "for an article in capitals; against: THE is a name here")
        elif match["name"] in _WITH_ARTICLE or (
            match["name"].isupper()
            and (is_english(match["name"].lower()) or _PEOPLE.fullmatch(match["name"]))
        ):
            yield Kept(start, end, "for an article in capitals; against: so is the next word")
        elif len(found) == 1 and start == story and not origins(document):
            yield Spot(
                start, end, None, "an article in capitals, or a story that opens in capitals"
            )
        elif _is_club(match["name"], match["rest"], states, clubs, verbs):
            yield Spot(start, end, "", f"{match['name']} is a club, and clubs have no article")
        elif "pt" in origins(document) and _stands_bare(text, match["name"], match["rest"]):
            yield Spot(start, end, "", f"{match['name']} stands without an article on the page")
        else:
            yield Spot(start, end, "The ")


def _stands_bare(text: str, name: str, rest: str) -> bool:
    """Tell whether a name of one word stands without “the” on the page, and never with it."""
    if name.isupper() or is_english(name.lower()) or rest.lstrip()[:1].isupper():
        return False
    bare = rf"(?<=\p{{Ll}},? ){name}\b(?![ -]\p{{Lu}})"
    the = rf"\b[Tt]he {name}\b"
    return bool(regex.search(bare, text)) and not regex.search(the, text)


def _is_club(
    name: str, rest: str, states: tuple[str, ...], clubs: tuple[str, ...], verbs: tuple[str, ...]
) -> bool:
    if name.rpartition("-")[2] in states and "-" in name:
        return True
    words = [*rest.split()[:3], "", ""]
    if f"{name} {words[0]}" in clubs:
        name, words = f"{name} {words[0]}", words[1:]
    return name in clubs and words[words[0] in _BEFORE_VERB] in verbs


_BEFORE_VERB = frozenset(
    ("now", "also", "still", "already", "only", "soon", "again", "then", "never")
)


# --- capitals inside a sentence ---------------------------------------------------------


# --- names that lost their capital -------------------------------------------------------

_SMALL_WORD_ALONE = lazy_pattern(
    r"(?<![\p{L}\p{M}\p{N}@#/._’'-])\p{Ll}[\p{L}\p{M}]{3,}(?![\p{L}\p{M}\p{N}@/_’'-]|\.\p{L})"
)
_NAME_BESIDE = r"(?:\p{{Lu}}[\p{{L}}\p{{M}}’.-]+ {name}\b|\b{name} \p{{Lu}}\p{{L}})"
_BEFORE_SUBJECT = lazy_pattern(
    r"(?r)\b(?:that|because|when|while|if|as|where|since|before|after|by|with|from|told"
    r"|against|and) "
)
_VERB_BEHIND = lazy_pattern(r" (?P<verb>\p{Ll}+)\b|(?P<ends>[’']s |[.,;])")
_SHORTEST_NAME = 4


def small_names(document: Document) -> Iterator[Spot]:
    """Yield names of a translation that lost their capital: “that echegoyen wrote”.

    The page has the name with a capital beside another, “Ana Echegoyen”, and small only once,
    where a name may stand; or a first name opens a paragraph before a name.
    """
    text = document.text
    for word in unknown_in(text):
        if not word.islower() or len(word) < _SHORTEST_NAME or document.words[word] != 1:
            continue
        name = capitalised(word)
        for match in at_words(_SMALL_WORD_ALONE, text, (word,)):
            start, end = match.span()
            if start == 0 or text[start - 1] == "\n":
                if name in first_names() and _PARAGRAPH.match(text, end):
                    yield Spot(start, start + 1, name[0], f"{name} is a name")
            elif (
                name in word_set(text)
                and not text.startswith(_GLOSSES, end)
                and _stands_as_name(text, match)
                and regex.search(_NAME_BESIDE.format(name=name), text)
            ):
                yield Spot(start, start + 1, name[0], f"the page has {name} as a name")


_GLOSSES = (", “", ' "', " “", " (“")  # “from hodynnyk, “clockmaker””
_PARAGRAPH = lazy_pattern(r" \p{Lu}\p{Ll}[^\n]{30,}[.!?][”\"]?$", regex.MULTILINE)


def _stands_as_name(text: str, match: regex.Match[str]) -> bool:
    """Tell whether a word stands behind “that” or “by”, and before a verb or a mark."""
    start, behind = match.start(), _VERB_BEHIND.match(text, match.end())
    if behind is None or not _BEFORE_SUBJECT.match(text, max(0, start - 10), start):
        return False
    return bool(behind["ends"]) or behind["verb"] in verbs() or behind["verb"].endswith("ed")

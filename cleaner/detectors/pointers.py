"""Sentences that point to what the page no longer has: a video, a gallery, a list, a link."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

import regex

from cleaner.compiled import compiled, lazy_pattern
from cleaner.detectors.language import is_translated
from cleaner.detectors.lines import line_matcher
from cleaner.detectors.page import (
    BULLET,
    Page,
    any_of,
    closing_sentences,
    ends_sentence,
    has_credit,
    is_prose,
    last_sentences,
    page_of,
)
from cleaner.document import Document, Kept, Spot


def dead_pointers(
    document: Document,
    *,
    sentences: tuple[str, ...],
    open_ended: tuple[str, ...],
    brackets: tuple[str, ...],
) -> Iterator[Spot | Kept]:
    """Yield pointers to a link or a list that the page no longer has, to be deleted.

    One of `sentences` is deleted where it is a line or ends one, one of `brackets` wherever
    it stands in a translation, unless a list follows. One of `open_ended` (“Check it out
    below:”) announces a list: it stays if a list or a short line follows.
    """
    page = page_of(document)
    closes, announces = line_matcher(sentences, 0), line_matcher(open_ended, 0)
    bracket = any_of(brackets) if brackets else None
    for number, line in enumerate(page.lines):
        for aside in _asides(line.text, bracket):
            start = len(line.text[: aside.start()].rstrip())
            if _bullets_follow(page, number) or not is_translated(document):
                against = "for a dead pointer; against: a list follows, or no translation"
                yield Kept(line.start + start, line.start + aside.end(), against)
            else:
                yield Spot(line.start + start, line.start + aside.end(), "")
        start = len(line.text)
        for sentence in last_sentences(line.text):
            pointer = line.text[sentence:start].rstrip()
            if not (closes(pointer) or (start == len(line.text) and announces(pointer))):
                break
            start = sentence
        if start == len(line.text):
            continue
        pointer = line.text[start:]
        if _text_follows(page, number, pointer) or (
            pointer[-1] == ":"
            and (_list_follows(page, number) or _quotation_follows(page, number, pointer))
        ):
            against = "for a dead pointer; against: what it announces is here"
            yield Kept(line.start + start, line.end, against)
        else:
            yield _end_cut(page, number, start)


def pointer_trigger(
    *, sentences: Iterable[str], open_ended: Iterable[str], brackets: Iterable[str]
) -> str:
    """Return the trigger of `dead_pointers`: a pointer at the end of a line, or in brackets."""
    return "|".join((closing_sentences((*sentences, *open_ended)), *brackets))


def _asides(text: str, bracket: regex.Pattern[str] | None) -> Iterator[regex.Match[str]]:
    return bracket.finditer(text) if bracket and ("(" in text or "[" in text) else iter(())


def _bullets_follow(page: Page, number: int) -> bool:
    return any(BULLET.match(line.text) for line in page.lines[number + 1 : number + 4])


def _list_follows(page: Page, number: int) -> bool:
    if number + 1 == len(page.lines):
        return False
    following = page.lines[number + 1].text
    if BULLET.match(following):
        return True
    return not (is_prose(following) or has_credit(following) or _EMBEDDED.fullmatch(following))


# What is left of a post or a film is no list
_EMBEDDED = lazy_pattern(
    r"pic\.twitter\.com/\S+|https?://\S+|\d{1,2}:\d\d(?::\d\d)?|(?:VIDEO|Video): [^\n]*\.\w{3,4}"
    r"|[\w -]+\.(?:mp4|jpe?g|png|mov)"
)


_SAYING = lazy_pattern(
    r"\b(?:said|says|say|wrote|answer|answered|reply|replied|statement|note|letter|message|words"
    r"|post|tweet|comment|thinks?|what|how)\b"
)


def _quotation_follows(page: Page, number: int, pointer: str) -> bool:
    """Tell whether the pointer announces somebody's words, and a quotation is the next line."""
    if number + 1 == len(page.lines) or page.lines[number + 1].text[0] not in "“\"‘'«„–—-":
        return False
    return _SAYING.search(pointer) is not None


_TEXT = r"\b(?:notes?|statements?|letters?|speech|messages?)\b"
_TEXT_BELOW = lazy_pattern(rf"\bbelow\b.*{_TEXT}|{_TEXT}.*\bbelow\b")


def _text_follows(page: Page, number: int, pointer: str) -> bool:
    """Tell whether a line below may be the note that the pointer announces."""
    return number + 1 < len(page.lines) and _TEXT_BELOW.search(pointer) is not None


def _end_cut(page: Page, number: int, start: int) -> Spot:
    """Return what takes the end of a line away, with the space before it; or the whole line."""
    line = page.lines[number]
    if not start:
        return page.removal(number)
    return Spot(line.start + len(line.text[:start].rstrip()), line.end, "")


@cache
def _pointing(
    commands: tuple[str, ...],
    verbs: tuple[str, ...],
    things: tuple[str, ...],
    media: tuple[str, ...],
    places: tuple[str, ...],
    beside: tuple[str, ...],
) -> regex.Pattern[str]:
    """Return what matches a sentence that sends the reader to a thing at a place of the page."""
    said = r"[^.!?:;“”\"\n]"
    medium, page, near = "|".join(media), "|".join(places), "|".join((*places, *beside))
    joined = r"s?\b(?:,? [\p{L}-]+){0,2}?,? "
    thing = rf"\b(?:{'|'.join(things)}|{medium})"
    command = rf"(?:{'|'.join(commands)})\b(?! (?:said|says)){said}{{0,110}}?"
    told = rf"\p{{Lu}}{said}{{3,110}} (?:{'|'.join(verbs)})\b{said}{{0,60}}? "
    into = r"\b(?:in|on|at|through|via|from|with|by) "
    return compiled(
        rf"(?:{command}{thing}{joined}(?:{near})"
        rf"|{command} (?:{page})"
        rf"|{command} {into}(?:the|this|our) (?:[\p{{L}}-]+ )?(?:{medium})s?"
        rf"|{command} {into}(?:the|this|our) (?:[\p{{L}}-]+ )?(?:{medium})s? "
        rf"(?:how|what|who|where|why|which)\b{said}{{0,70}}"
        rf"|{told}{into}{said}{{0,30}}?{thing}{joined}(?:{page})"
        rf"|{told}{into}(?:the|this|our) (?:[\p{{L}}-]+ )?(?:{medium}){joined}(?:{near})"
        rf"|\p{{Lu}}{said}{{0,60}}{thing}s?\b{said}{{0,40}} (?:is|are) "
        rf"(?:in the (?:[\p{{L}}-]+ )?{thing} )?(?:{page}))[.!:]?"
    )


def _is_short(following: str) -> bool:
    """Tell whether a line may be the first of a list: no sentence, and no address."""
    return bool(following) and not (ends_sentence(following) or "://" in following)


def lost_things(
    document: Document,
    *,
    commands: tuple[str, ...],
    verbs: tuple[str, ...],
    things: tuple[str, ...],
    media: tuple[str, ...],
    places: tuple[str, ...],
    beside: tuple[str, ...],
) -> Iterator[Spot | Kept]:
    """Yield the last sentence of a line that sends the reader to a thing at a place of the page.

    It begins with one of `commands` (“Watch the jump in the player above.”) and names one of
    `things` with one of `places` or `beside` right behind it; or it is told with one of `verbs`
    (“The rules can be read in …”), and then only `places`, which no real gallery has, are
    evidence. What only a page has (`media`) needs less: no place behind a command, either kind
    of place where it is told. It stays if a list or a quotation follows.
    """
    page = page_of(document)
    pointing = _pointing(commands, verbs, things, media, places, beside)
    for number, line in enumerate(page.lines):
        start = next(last_sentences(line.text), None)
        if start is None or pointing.fullmatch(line.text, start) is None:
            continue
        following = page.lines[number + 1].text if number + 1 < len(page.lines) else ""
        listed = line.text[-1] == ":" and _is_short(following)
        if BULLET.match(following) or listed or _quotation_follows(page, number, line.text):
            yield Kept(line.start + start, line.end, "for a dead pointer; against: a list follows")
        else:
            yield _end_cut(page, number, start)


_CLOSING = ".!…:;,)] »→>*"
_LONGEST_WORDED, _MOST_UNKNOWN = 130, 2
_WORD = lazy_pattern(r"\p{L}[\p{L}\p{M}]*+(?:['’-]\p{L}+)*")
_QUOTED = lazy_pattern(r"[“”\"«»„?]")
_IN_OUR = lazy_pattern(r"(?i:\b(?:in|on|at|from|via|see|read|watch|find|follow|open) our\b)")
_BRACKET = lazy_pattern(r" ?[(\[](?P<said>[^()\[\]\n]{3,90})[)\]]")


class _Words(NamedTuple):
    """What pointers are made of; `known` are all words, small ones too."""

    commands: frozenset[str]
    things: frozenset[str]
    media: frozenset[str]
    places: frozenset[str]
    known: frozenset[str]

    def is_pointer(self, text: str) -> bool:
        """Tell whether a sentence sends the reader to a place, or commands to look at a medium."""
        words = [word.lower() for word in _WORD.findall(text)]
        said = frozenset(words)
        if not words or not said <= self.known:
            return False
        if said.isdisjoint(self.commands | self.things | self.media):
            return False
        if words[0] == "here" and text[-1] == "." and said.isdisjoint(self.media):
            return False  # “Here is a guide.”, and it follows
        if not said.isdisjoint(self.places):
            return not said.isdisjoint(self.places - {"our"}) or _IN_OUR.search(text) is not None
        return words[words[0] == "to"] in self.commands and not said.isdisjoint(self.media)

    def is_aside(self, text: str, before: str) -> bool:
        """Tell whether what stands in brackets, behind `before`, sends the reader somewhere."""
        words = [word.lower() for word in _WORD.findall(text)]
        unknown = sum(word not in self.known for word in words)
        if not words or unknown > _MOST_UNKNOWN:
            return False
        if len(words) == 1:
            return words[0] in self.media and ends_sentence(before)
        if not unknown:
            led = words[0] in self.commands or words[0] == "here"
            return led and not (self.things | self.media).isdisjoint(words)
        return words[0] in self.commands and words[-1] in self.places | self.media


@cache
def _all_words(*kinds: frozenset[str]) -> frozenset[str]:
    return frozenset().union(*kinds)


def worded_pointers(
    document: Document,
    *,
    commands: frozenset[str],
    things: frozenset[str],
    media: frozenset[str],
    places: frozenset[str],
    others: frozenset[str],
) -> Iterator[Spot | Kept]:
    """Yield pointers to what the page lost, told by their words, to be deleted.

    A last sentence goes if all its words are listed and one of `places` is among them with one of
    the `things`, `media` or `commands`: “You can find the results here.” So does what stands in
    brackets, where a medium needs no place, and where two words may be any between a command
    and a place or a medium: “(watch the third goal in the video)”. It stays if a list follows.
    """
    page = page_of(document)
    known = _all_words(commands, things, media, places, others)
    pointing = _Words(commands, things, media, places, known)
    for number, line in enumerate(page.lines):
        if number == page.headline:
            continue
        if "(" in line.text or "[" in line.text:
            for aside in _BRACKET.finditer(line.text):
                pointed = pointing.is_aside(aside["said"], line.text[: aside.start()])
                if pointed and not _bullets_follow(page, number):
                    yield Spot(line.start + aside.start(), line.start + aside.end(), "")
        if line.text.rstrip(_CLOSING).rpartition(" ")[2].lower() not in known:
            continue
        start = next(last_sentences(line.text), None)
        if start is None or len(line.text) - start > _LONGEST_WORDED:
            continue
        pointer = line.text[start:]
        if pointer.count("(") != pointer.count(")") or _QUOTED.search(pointer):
            continue
        if not pointing.is_pointer(pointer) or _bullets_follow(page, number):
            continue
        if pointer[-1] == ":" and (
            _list_follows(page, number) or _quotation_follows(page, number, pointer)
        ):
            against = "for a dead pointer; against: what it announces is here"
            yield Kept(line.start + start, line.end, against)
        else:
            yield _end_cut(page, number, start)

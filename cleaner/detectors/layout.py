"""What stands on a line of its own: headings, quotations set apart, openings without a drop cap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

import regex

from cleaner.compiled import compiled, lazy_pattern
from cleaner.detectors.language import capitalised, is_translated
from cleaner.detectors.page import BULLET, has_credit, page_of
from cleaner.detectors.persons import PARTICLES
from cleaner.detectors.vocabulary import is_english
from cleaner.document import WORD, Document, Kept, Line, Spot

_FEWEST_PARAGRAPH_WORDS = 12
_FEWEST_SPACES = 6
_SPOKEN = lazy_pattern(r"\b(?:I|We|we|my|our|My|Our|me|us|[Yy]ou|[Yy]our)\b")
# All letters small, no digit, no address, no full stop: “requirements”, “the day after”.
_LOWERCASE_LINE = lazy_pattern(r"\p{Ll}[\p{Ll}\p{M}'’-]*(?:,? [\p{Ll}\p{M}'’-]+){0,5}\??")
# On a translated page names, figures and quotations, too: “the case of Ada Brandt”
_SMALL_OPENING = lazy_pattern(
    r"(?P<first>\p{Ll}[\p{Ll}’']*)(?: [\p{L}\p{N}“\"‘'(][^\s:;.!?|/@]*+){1,8}[?]?"
)
_FULL_STOP = lazy_pattern(r"[.!?…][\"”’'»)\]]*$")
_OPENS_PARAGRAPH = lazy_pattern(r"[\"“‘'«(\[]*(?:\p{Lu}|\p{N})")


def lowercase_heading(document: Document, *, never: tuple[str, ...] = ()) -> Iterator[Spot | Kept]:
    """Yield one-line headings in small letters between two full paragraphs.

    Lists, verse and menus have short lines as neighbours and stay; so do lines that begin
    with a word in `never`, names and labels that are written small. On a translated page a heading
    that begins with a word of English may hold names, figures and quotations.
    """
    lines = document.lines
    for number in range(1, len(lines) - 1):
        line = lines[number]
        if " " not in lines[number + 1].text:  # a list of words
            continue
        if not (_LOWERCASE_LINE.fullmatch(line.text) or _is_small_heading(line.text, document)):
            continue
        first = WORD.findall(line.text)[0]
        if first in never:
            yield Kept(line.start, line.end, f"for a heading; against: {first} is written small")
        elif not (
            _between_paragraphs(lines, number)
            or (
                is_translated(document)
                and (_between_sentences(lines, number) or _is_set_apart(document, number))
            )
        ):
            yield Kept(line.start, line.end, "for a heading; against: no full paragraphs around it")
        else:
            yield Spot(line.start, line.start + 1, line.text[0].upper())


def _is_small_heading(text: str, document: Document) -> bool:
    if not text[0].islower():
        return False
    match = _SMALL_OPENING.fullmatch(text)
    if match is None or not is_english(match["first"]):
        return False
    return is_translated(document)


def _between_paragraphs(lines: Sequence[Line], number: int) -> bool:
    before, after = lines[number - 1].text, lines[number + 1].text
    return _is_paragraph(before) and _is_paragraph(after) and _FULL_STOP.search(before) is not None


def _between_sentences(lines: Sequence[Line], number: int) -> bool:
    """Tell whether a short paragraph, or a caption with its credit, and a paragraph are around."""
    before, after = lines[number - 1].text, lines[number + 1].text
    ends = before.count(" ") >= _FEWEST_SPACES and _FULL_STOP.search(before) is not None
    return (
        (ends or has_credit(before))
        and _OPENS_PARAGRAPH.match(after) is not None
        and after.count(" ") >= _FEWEST_SPACES
        and _FULL_STOP.search(after) is not None
    )


_SPEAKER_LINE = lazy_pattern(r"\p{Lu}[\p{L}.’-]+(?: \p{Lu}[\p{L}.’-]+)+, \p{Ll}[^.!?]+")


def _is_set_apart(document: Document, number: int) -> bool:
    """Tell whether a line with a word of English has blank lines around it, and text or a list.

    What stands above it ends a sentence, or names who spoke.
    """
    above, line, below = document.lines[number - 1 : number + 2]
    text = document.text
    ended = _FULL_STOP.search(above.text) is not None and above.text.count(" ") >= _FEWEST_SPACES
    return (
        (ended or _SPEAKER_LINE.fullmatch(above.text) is not None)
        and text.count("\n", above.end, line.start) > 1
        and text.count("\n", line.end, below.start) > 1
        and is_english(WORD.findall(line.text)[0])
        and (BULLET.match(below.text) or _OPENS_PARAGRAPH.match(below.text)) is not None
    )


def _is_paragraph(text: str) -> bool:
    return (
        _OPENS_PARAGRAPH.match(text) is not None
        and len(WORD.findall(text)) >= _FEWEST_PARAGRAPH_WORDS
    )


def fixed_headings(
    document: Document, *, headings: dict[str, str], witnesses: dict[str, str]
) -> Iterator[Spot | Kept]:
    """Yield headings that are a mistranslation if they stand on a line by themselves.

    `headings` gives what a line should be, its first letter small or not, where a pattern in
    `witnesses` matches elsewhere in the text; without its witness a line is only reported.
    """
    for line in document.lines[1:]:
        printed = capitalised(line.text)
        right = headings.get(printed)
        if right is None:
            continue
        witness = regex.search(witnesses[printed], document.text)
        if witness is None:
            yield Spot(line.start, line.end, None, f"perhaps {right}")
        else:
            yield Spot(line.start, line.end, right, f"“{witness.group()}” is in the text")


def detached_quotes(document: Document, *, roles: tuple[str, ...]) -> Iterator[Spot | Kept]:
    """Yield quotations set apart from the text whose speaker stands behind or below them.

    A speaker is a name, a comma and one of `roles`, without a full stop, below a paragraph
    that says “I” or “you”, or behind a closing mark. On a translated page the role may be anything
    in small letters, also behind a dash or on the next line, and the quotation may have its marks.
    A signature below other text stays.
    """
    page = page_of(document)
    lines = page.lines
    pattern = _speaker(roles)
    for number in page.open_ended:
        line = lines[number]
        speaker = pattern.search(line.text) if ", " in line.text else None
        if speaker is not None and speaker.start():
            if line.text[0] in _OPENING and line.text[: speaker.start()].rstrip()[-1] in _CLOSING:
                yield Spot(line.start, line.end, None, f"said by {speaker.group()}")
            continue
        if not 0 < number < len(lines) - 1:
            continue
        above = lines[number - 1]
        quoted = above.text[0] in _OPENING
        if speaker is not None and not quoted and _SPOKEN.search(above.text):
            yield Spot(above.start, line.end, None, f"said by {line.text}")
        elif (
            is_translated(document)
            and (end := _speaker_end(lines, number))
            and _is_pulled(above.text)
        ):
            yield Spot(above.start, end, None, f"said by {line.text}")


_OPENING, _CLOSING = "“\"'‘«", "”\"’'»"
_MOST_PULLED_SPACES = 60
_NAME = rf"\p{{Lu}}[\p{{L}}.'’-]+(?: (?:{PARTICLES}|\p{{Lu}}[\p{{L}}.'’-]*)){{1,4}}"
_ANY_SPEAKER = lazy_pattern(rf"{_NAME}(?:,| [-–—])? (?:the |an? )?\p{{Ll}}[^.!?:;“”\n]{{2,90}}")
_BARE_NAME = lazy_pattern(_NAME)
_ROLE = lazy_pattern(r"\p{L}[\p{L}’'-]*+(?: [\p{L}’'-]++){0,7}")
_TOLD = lazy_pattern(r"\b(?:said|says|told|according|was|were|is|are|has|have|had|will|would)\b")


def _speaker_end(lines: Sequence[Line], number: int) -> int:
    """Return where the speaker in a line, or in it and the next, ends; 0: it names nobody."""
    line, below = lines[number], lines[number + 1]
    speaker = _ANY_SPEAKER.fullmatch(line.text)
    if speaker is not None and ("," in line.text or " – " in line.text or " - " in line.text):
        return 0 if _TOLD.search(line.text) else line.end
    alone = _BARE_NAME.fullmatch(line.text) and _ROLE.fullmatch(below.text)
    return below.end if alone and number + 2 < len(lines) else 0


def _is_pulled(text: str) -> bool:
    """Tell whether a paragraph is somebody's words, with their marks or without."""
    if text.count(" ") > _MOST_PULLED_SPACES:
        return False
    if text[0] in _OPENING:
        return text[-1] in _CLOSING and not any(mark in text[1:-1] for mark in '“”«»"')
    return _SPOKEN.search(text) is not None and not any(mark in text for mark in '“”«»"')


@cache
def _speaker(roles: tuple[str, ...]) -> regex.Pattern[str]:
    return compiled(rf"(?:^|(?<=[”\"’'] )){_NAME}, (?:{'|'.join(roles)})\b[^.!?:\n]{{0,90}}$")


_LABEL = lazy_pattern(r"\[(?P<label>\p{Lu}[^\[\]\n]{1,50})\]:? (?=\p{Lu}|[“\"‘¿])")
_ONE_WORD = lazy_pattern(r"\p{Lu}\p{Ll}{2,}")


def speaker_labels(
    document: Document, *, usual: frozenset[str], misread: frozenset[str]
) -> Iterator[Spot | Kept]:
    """Yield labels of speakers that name nobody, “[Squared] By the fourth finger.”, to be reported.

    In an interview a label is one of the `usual` ones or a name; a single word that is neither, and
    that the page has nowhere else, is a name or a role that was translated. On a page with one
    label only it must be one of `misread`.
    """
    labels = [(line, match) for line in document.lines if (match := _LABEL.match(line.text))]
    for line, match in labels:
        label = match["label"]
        if _ONE_WORD.fullmatch(label) is None or label.lower() in usual:
            continue
        if len(labels) < 2 and label.lower() not in misread:
            continue
        start, end = line.start, line.start + len(label) + 2
        if regex.search(rf"(?<!\[)\b{label}\b", document.text):
            yield Kept(start, end, f"for a garbled label; against: the text tells of {label}")
        else:
            yield Spot(start, end, None, f"“{label}” is no name on this page")


_ASKED_OR_ANSWERED = lazy_pattern(
    r"(?P<label>[QPDR])(?:[.:]\s?[–—-]?| ?[–—-])\s(?=[\p{Lu}“\"‘¿\d])"
)
_ASKS, _ANSWERS = frozenset("QPD"), "R"
_FEWEST_ANSWERS = 2


def answer_labels(document: Document) -> Iterator[Spot]:
    """Yield the letters before questions and answers of an interview, to be put into English.

    “Q.”, “P.” (pregunta, pergunta) and “D.” (domanda) ask, “R.” answers. Two lines with “R.” and
    a question right before each are the witness.
    """
    labels = [
        (line, match["label"])
        for line in document.lines
        if (match := _ASKED_OR_ANSWERED.match(line.text))
    ]
    pairs = [
        (asked, answered)
        for (asked, asks), (answered, answers) in pairwise(labels)
        if answers == _ANSWERS and asks in _ASKS
    ]
    if len(pairs) < _FEWEST_ANSWERS:
        return
    for asked, answered in pairs:
        if not asked.text.startswith("Q"):
            yield Spot(asked.start, asked.start + 1, "Q", "a question: an answer follows")
        yield Spot(answered.start, answered.start + 1, "A", "an answer: a question stands before")


_FOLLOWING_WORDS = 3


def lost_initials(document: Document) -> Iterator[Spot | Kept]:
    """Yield lines whose first letter is gone, where the page has the same words with it.

    A drop cap is an element of its own, and the scrape leaves it out: “iteral text of the
    speech” beside “Literal text of the speech”. The witness is one capital before the same
    three words; a line without that witness stays.
    """
    openings: dict[str, list[Line]] = {}
    for line in document.lines:
        words = line.text.split(" ", _FOLLOWING_WORDS)[:_FOLLOWING_WORDS]
        if line.text[:1].islower() and len(words) == _FOLLOWING_WORDS:
            openings.setdefault(" ".join(words), []).append(line)
    if not openings:
        return
    whole = regex.compile(r"(?<!\w)(\p{Lu})(\L<openings>)(?!\w)", openings=sorted(openings))
    initials: dict[str, set[str]] = {}
    for initial, opening in whole.findall(document.text, overlapped=True):
        initials.setdefault(opening, set()).add(initial)
    for opening, found in initials.items():
        if len(found) == 1:
            (initial,) = found
            for line in openings[opening]:
                message = f"“{initial}{opening}” stands on the page, too"
                yield Spot(line.start, line.start, initial, message)

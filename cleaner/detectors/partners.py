"""Where the lost partner of a quotation mark stood, on a translation.

A quotation that closes before the words that tell who spoke began at the start of its sentence; one
that opens and never closes ends where these words begin, or with the line that it was announced in.
Knows nothing of turned, spaced or doubled marks (`quotes`), nor of single ones (`marks`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import regex

from cleaner.compiled import lazy_pattern
from cleaner.detectors.language import is_translated
from cleaner.detectors.quotes import (
    INTERRUPTED,
    Mark,
    attribution,
    is_orderly,
    line_marks,
    lost_partners,
)
from cleaner.document import Document, Line, Spot
from cleaner.resources import word_list

_SENTENCE_START = lazy_pattern(r"(?:[.!?…][”\")]?[ ]++)(?=[\p{Lu}\p{N}])")
_ABBREVIATED = lazy_pattern(r"(?r)(?:\b\p{Lu}|\b(?:Mr|Mrs|Ms|Dr|St|Sen|Gov|Gen|No|vs|Jr|Sr))\.[ ]")
_FIRST_PERSON = lazy_pattern(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|us|me|[Yy]ou|[Yy]our)\b")
_MAY_BEGIN_INSIDE = lazy_pattern(r", (?:where|who|which|but|as|saying|adding)\b|: ")
_ENDS_LINE = lazy_pattern(r"[.!?…]\Z")
_ANNOUNCED = lazy_pattern(
    r"(?:\b\p{Ll}+:|\b(?:said|says|added|adds|stated|declared|wrote|replied|explained),)\Z"
)
_FEWEST_WORDS = 3
_LONGEST_SPEECH = 15  # lines that a quotation may go on without a mark
_TWO_SINGLE = lazy_pattern(r"’’|''|[‴″]")


def lost_partners_left(document: Document) -> Iterator[Spot]:
    """Yield marks without a partner whose place nobody knows, to be reported."""
    restored: list[Spot] = []
    if is_translated(document):
        restored = [*lost_openings(document), *lost_closings(document)]
    for spot in lost_partners(document):
        line = next(line for line in document.lines if line.start <= spot.start < line.end)
        if not any(line.start <= other.start <= line.end for other in restored):
            yield spot


def unpaired_marks(document: Document) -> Iterator[Spot]:
    """Yield what stands behind a mark of a translation whose partner is lost, to be reported.

    The mark has a space on both sides, “told him “ the car was old”, and the line an odd number of
    them; or it opens what neither its line nor the next ones close. Inches and long speeches stay.
    """
    lines = document.lines
    for number, line in enumerate(lines):
        if is_orderly(line.text) or _TWO_SINGLE.search(line.text):
            continue
        marks = line_marks(line)
        if not marks or any(mark.measures or mark.text not in '“”"' for mark in marks):
            continue
        loose = [mark for mark in marks if mark.role is None]
        if loose and INTERRUPTED.search(marks[0].behind):
            yield Spot(marks[0].start, line.end, None, "somebody speaks inside these marks")
            continue
        if loose and len(marks) % 2:
            mark = loose[0]
            if mark.before and mark.behind and mark.gap_before and mark.gap_behind:
                yield Spot(mark.start, line.end, None, "the partner of this mark is lost")
        elif not loose and (opened := _unclosed(marks)) is not None:
            later = lines[number + 1 : number + 1 + _LONGEST_SPEECH]
            if later and _ENDS_LINE.search(line.text) and not _speech_goes_on(later):
                yield Spot(opened.start, line.end, None, "a mark opens here, and none closes")


def lost_openings(document: Document) -> Iterator[Spot]:
    """Yield where a quotation began that closes before its speaker: “They came late,” he said.

    That is the start of its sentence, or of the sentences before it in the first person. Left alone
    where a speech of the lines before may go on, and where a mark's part is not clear.
    """
    opened: int | None = None
    for number, line in enumerate(document.lines):
        if is_orderly(line.text):
            continue
        marks = line_marks(line)
        if _TWO_SINGLE.search(line.text) or any(m.role is None or m.measures for m in marks):
            opened = number
            continue
        depth, behind = 0, line.start
        for mark in marks:
            if mark.role == "open":
                depth += 1
            elif depth:
                depth -= 1
            elif opened is not None and number - opened <= _LONGEST_SPEECH:
                opened = None
            elif _is_attributed(mark):
                at = _quotation_start(document.text, behind, mark.start)
                if at is not None and not (at == line.start and _may_go_on(document.lines, number)):
                    yield Spot(at, at, _partner(mark), "a mark closes here, and none opens")
            behind = mark.end
        if depth:
            opened = number


def _may_go_on(lines: Sequence[Line], number: int) -> bool:
    """Tell whether the line before is spoken in the first person, although no mark says so."""
    before = lines[number - 1].text if number else ""
    return (
        is_orderly(before)
        and '"' not in before
        and "“" not in before
        and bool(_FIRST_PERSON.search(before))
    )


def _partner(mark: Mark) -> str:
    return {"”": "“", "“": "”"}.get(mark.text, mark.text)


def _is_attributed(mark: Mark) -> bool:
    """Tell whether the words behind a mark tell who spoke."""
    comma = mark.behind.startswith(", ") and mark.before.isalnum()
    if not comma and mark.before not in ",!?":
        return False
    return attribution().match(mark.behind[2:] if comma else mark.behind) is not None


def _quotation_start(text: str, start: int, end: int) -> int | None:
    """Return where the sentence begins that ends at `end`, or more in the first person."""
    starts = (
        [start] if start == 0 or text[start - 1] == "\n" or not text[start - 1].isspace() else []
    )
    starts = [start + len(text[start:end]) - len(text[start:end].lstrip())] if starts else []
    starts += [
        match.end()
        for match in _SENTENCE_START.finditer(text, start, end)
        if not _ABBREVIATED.match(text, start, match.end())
    ]
    if start and text[start - 1] in '”"' and starts:
        starts = starts[1:]  # what stands behind a quotation tells who spoke
    if not starts or len(text[starts[-1] : end].split()) < _FEWEST_WORDS:
        return None
    if text[starts[-1]] in "‘'" or _MAY_BEGIN_INSIDE.search(text, starts[-1], end):
        return None
    first = len(starts) - 1
    while first and _FIRST_PERSON.search(text[starts[first - 1] : starts[first]]):
        first -= 1
    return starts[first]


def lost_closings(document: Document) -> Iterator[Spot]:
    """Yield where a quotation ended that does not close: “They came late, said the mayor.”

    That is before the words that tell who spoke; or at the end of the line that announced it,
    “He said: “They came late.” Left alone where the next lines go on with the speech.
    """
    lines = document.lines
    for number, line in enumerate(lines):
        if is_orderly(line.text) or _TWO_SINGLE.search(line.text):
            continue
        marks = line_marks(line)
        if any(mark.role is None or mark.text not in '“”"' for mark in marks):
            continue
        mark = _unclosed(marks)
        if mark is None:
            continue
        following = [m.start for m in marks if m.start > mark.start]
        end = following[0] if following else line.end
        speaker = _speaker().search(document.text, mark.end, end)
        if speaker is not None:
            at = speaker.start() + 1
            yield Spot(at, at, _partner(mark), "a mark opens, and none closes before the speaker")
        elif (
            not following
            and _ANNOUNCED.search(mark.lead)
            and _ENDS_LINE.search(line.text)
            and not _speech_goes_on(lines[number + 1 : number + 1 + _LONGEST_SPEECH])
        ):
            yield Spot(line.end, line.end, _partner(mark), "a mark opens, and none closes")


def _unclosed(marks: Sequence[Mark]) -> Mark | None:
    """Return the one mark that opens and that none closes; None: there is none, or several."""
    waiting: list[Mark] = []
    lost: list[Mark] = []
    for mark in marks:
        if mark.role == "close":
            if not waiting:
                return None
            waiting.pop()
        elif waiting and mark.text == waiting[-1].text:
            lost.append(waiting.pop())
            waiting.append(mark)
        else:
            waiting.append(mark)
    lost += waiting
    return lost[0] if len(lost) == 1 else None


def _speech_goes_on(lines: Sequence[Line]) -> bool:
    """Tell whether the next line opens anew, or a mark closes what none of these lines opened."""
    if lines and lines[0].text[0] in '“"‘«„':
        return True
    for line in lines:
        depth = 0
        for mark in () if is_orderly(line.text) else line_marks(line):
            depth += 1 if mark.role == "open" else -1
            if depth < 0 or mark.role is None:
                return True
    return False


@cache
def _speaker() -> regex.Pattern[str]:
    """Return a mark and behind it who spoke: “, said the mayor”, “, he said”, “? asked Ana”."""
    return regex.compile(
        r"""[,?!](?=[ ](?: \L<verbs>[ ](?:the|an?|his|her|their|one|he|she|they|\p{Lu}\p{L}+)\b
              | (?:he|she|they|the[ ]\p{Ll}+|(?!I\b)\p{Lu}\p{L}+(?:[ ]\p{Lu}\p{L}+)?)[ ]\L<said>
                (?=[.,;:]|$|[ ](?:in|on|at|to|after|during|with|about|this|last|yesterday|as)\b)
              ))""",
        regex.VERBOSE,
        verbs=word_list("speech-verbs"),
        said=word_list("said"),
    )

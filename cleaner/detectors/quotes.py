"""Quotation marks: which one opens, which one closes, and what was done to them.

Translation cuts quotations apart from the words around them, so marks come back turned
round, on the wrong side of a space, or alone. The marks of a line are read twice: each by
its shape and the spaces beside it; and, where that does not come out even, in turn (open,
close, open, close). The second reading is believed only where it needs nothing but the
known faults. Apostrophes look like single marks, so those are read in `marks`.
Knows nothing of who speaks, and joins no marks across lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Literal

import msgspec
import regex

from cleaner.compiled import compiled, lazy_pattern
from cleaner.detectors.language import read_line, reads_foreign
from cleaner.detectors.vocabulary import is_english
from cleaner.document import Document, Kept, Line, Spot, per_page
from cleaner.resources import word_list

Role = Literal["open", "close"]
Fault = Literal["turned", "spaced", "glued", "doubled", "mixed", "foreign"]

# A run of equal marks is one mark printed more than once; marks that hold nothing stay.
_MARK = lazy_pattern(
    r"""(?: “” | «» | 「」 | (?<![\w.,!?"])""(?![\w"]) )(*SKIP)(*FAIL)
      | (["“”„‟«»「」『』])\1*""",
    regex.VERBOSE,
)
_SHAPES: Mapping[str, Role] = MappingProxyType(
    {"“": "open", "”": "close", "「": "open", "『": "open", "」": "close", "』": "close"}
)
_CURLY: Mapping[Role, str] = MappingProxyType({"open": "“", "close": "”"})
_FRENCH: Mapping[Role, str] = MappingProxyType({"open": "«", "close": "»"})
_FOREIGN = frozenset("„‟«»「」『』")
_OPENS_A_LINE = frozenset('"“„«')
# A line of quotations in good order; most lines are, and need no closer look.
_ORDERLY = lazy_pattern(
    r"""[^"“”„‟«»「」『』]*+
        (?: (?<=[\s(\[{—–]|^)
            (?: “(?=[\p{L}\p{N}\[$€£])[^"“”„‟«»「」『』]*+(?<=[\p{L}.,!?…%])”
              | "(?=[\p{L}\p{N}\[$€£])[^"“”„‟«»「」『』]*+(?<=[\p{L}.,!?…%])" )
            (?=[\s.,;:!?)\]}—–]|$)
            [^"“”„‟«»「」『』]*+ )*+""",
    regex.VERBOSE,
)
_MARKS = '"“”„‟«»「」『』'
# What may stand, without a space, before a mark that opens and behind one that closes.
_LETS_OPEN = frozenset("([{—–-/=‘'*|•“„«")
_LETS_CLOSE = frozenset(".,;:!?…)]}—–-/’'*|”»")
_SINGLE = frozenset("‘’'")
_STOPS = frozenset(",.!?…")
_PAUSES = frozenset(",;")
_ENDS_QUOTATION = frozenset("”\"’'")
_APOSTROPHE = lazy_pattern(r"\p{L}\"(?:s|t|re|ve|ll|d|m)\b|\b(?:n|[dl])\"\p{L}", regex.IGNORECASE)
_TWO_SINGLE = lazy_pattern(r"’’|''|[‴″]")  # may stand for a double mark
_LONGEST_SPEECH = 15  # lines that a quotation may go on without a mark
_LEAD = 30  # characters before a mark that may announce a quotation
# Who spoke, inside a pair: the quotation has ended, or was interrupted, and the marks are lost
INTERRUPTED = lazy_pattern(r"[?!] (?:said|says|asked|asks|replied|shouted|answered) (?!I\b)\p{L}")
_FEWEST_HELD = 2  # letters and figures between a pair's marks
# “…and so on”, “.NET”: a stop with which a quotation begins.
_FIRST_STOP = lazy_pattern(r"\.(?:\.|[ \u00a0]\.|[\w@])|…")


# What a line must hold before it can have a fault; most faults show beside the mark.
_NOT_OPENING = r"[^\s(\[{—–\-/=‘'*|•“„«]"  # nothing of it lets a mark open
_CLOSING = r"(?:[\s.,;:!?…)\]}—–\-/’'*|”»]|$)"
_NOT_CLOSING = r"[^\s.,;:!?…)\]}—–\-/’'*|”»]"
_SPEAKER = r"(?:\p{Ll}[^.!?:;\"“”\n]*|(?:\p{Lu}[\w.'’-]*\s){1,3})?"
_SAYING = r"(?:add|argu|ask|explain|insist|not|repeat|say|stress|tell|warn|writ)ing"
_TRACES: Mapping[Fault, str] = MappingProxyType(
    {
        "turned": rf"""\s” | “{_CLOSING} | {_NOT_OPENING}“ | (?:^|[(\[{{—–\-/=‘'*|•„«])” | [,:]”\w
            | (?: : | \b(?:VERBS|that|as|and|{_SAYING}),? )["“”]\s
            | (?: ,\s["“”]{_SPEAKER} | [.!?…]\s["“”]\p{{Ll}}[^.!?:;"“”\n]* )\b(?:VERBS)\b""",
        "spaced": rf"""\s” | “\s | \s"{_CLOSING} | (?:^|[(\[{{—–\-/=‘'*|•“„«])"\s
            | ["”]\s+[,;]""",
        "glued": rf"""{_NOT_OPENING}["“]{_NOT_CLOSING}""",
        "doubled": r"""““ | ”” | "" | [”"],\s["“]\p{L}""",
        "mixed": r"""[“”][^“”"\n]*" | "[^“”"\n]*[“”]""",
        "foreign": r"""[„‟«»「」『』]""",
    }
)


def is_orderly(text: str) -> bool:
    """Tell at a first look whether a line has no marks, or quotations in good order."""
    return not any(map(text.__contains__, _MARKS)) or _ORDERLY.fullmatch(text) is not None


class Mark(msgspec.Struct, frozen=True, gc=False):
    """A mark or a run of equal ones, and what stands beside it on its line."""

    start: int
    end: int
    text: str
    shape: Role | None  # what it is made for; None: for both
    gap_before: int  # spaces
    gap_behind: int
    lead: str  # what stands before it, as far as it matters; empty: the line begins here
    behind: str  # all up to the next mark, and that

    @property
    def before(self) -> str:
        return self.lead[-1:]

    @property
    def lets_open(self) -> bool:
        return self.gap_before > 0 or not self.before or self.before in _LETS_OPEN

    @property
    def lets_close(self) -> bool:
        if self.lets_open and not self.gap_behind and _FIRST_STOP.match(self.behind):
            return False
        return self.gap_behind > 0 or not self.behind or self.behind[0] in _LETS_CLOSE

    @property
    def role(self) -> Role | None:
        """Return what the mark does, if its shape and the spaces agree about it."""
        if self.lets_open != self.lets_close:
            placed: Role = "open" if self.lets_open else "close"
            return placed if self.shape in (None, placed) else None
        if not self.lets_open or self.shape is None:
            return None
        gap = self.gap_behind if self.shape == "open" else self.gap_before
        beside = self.behind[:1] if self.shape == "open" else self.before
        if not beside or (gap and beside not in _SINGLE):
            return None
        return self.shape

    @property
    def measures(self) -> bool:
        """Tell whether the mark may stand for inches or seconds: 6'2"."""
        return self.before.isdigit() and self.shape != "open"

    @property
    def attributed(self) -> bool:
        """Tell whether a quotation ends here, by the stop before and the speaker behind."""
        if self.before not in _STOPS or not attribution().match(self.behind):
            return False
        if self.before != "," and not self.behind[0].islower():
            return False
        return not _announcement().search(self.lead)

    def may(self, role: Role) -> bool:
        """Tell whether nothing, or only a known fault, lies between the mark and a role."""
        if role == self.role:
            return True
        if not self.lets_open and not self.lets_close:
            return self._may_be_glued(role)
        if role == "open":
            if not self.lets_open:  # “said:” we are ready“, “that" the river”
                announced = _announcement().search(self.lead) is not None
                return announced and self.gap_behind > 0 and not attribution().match(self.behind)
            stops = self.shape == "close" and self.gap_behind > 0 and self.before in _STOPS
            return not (self.lets_close and (self.attributed or stops))
        if self.lets_close:
            return not (self.gap_before and _announcement().search(self.lead))
        closes = self.before in _STOPS or _verb().match(self.behind) is not None
        return self.attributed or (self.shape == "close" and closes)

    def _may_be_glued(self, role: Role) -> bool:
        if role == "open":
            return self.shape != "close" or self.before in ",:"
        return self.before not in _STOPS or self.attributed or not self.behind[0].islower()


class Reading(msgspec.Struct, frozen=True):
    """The marks of a line and what each does; `roles` None: they cannot be paired."""

    text: str
    marks: tuple[Mark, ...]
    roles: tuple[Role, ...] | None
    natural: bool  # shapes and spaces agree as they stand
    objection: str = ""


def quotation_marks(document: Document, *, fault: Fault) -> Iterator[Spot | Kept]:
    """Yield marks with one `fault`, in lines whose marks can be paired in one way only.

    turned: a mark that closes but looks like one that opens, or stands on the wrong side of
    a space, and the other way round. spaced: a space between a mark and what it holds.
    glued: none on its other side. doubled: printed twice. mixed: a pair of one straight and
    one curly mark, on a page known to be translated or whose marks have other faults.
    foreign: «…», „…“, 「…」 in English. Left alone: quotations that go on in the next line,
    quotations in quotations, inches, lines in another language, and the marks of such words.
    """
    trace = _trace(fault)
    curly = document.text.count("“") + document.text.count("”") >= document.text.count('"')
    readings = _readings(document)
    if fault == "mixed" and document.source is None and not any(map(_is_damaged, readings)):
        return  # human news mixes straight and curly marks, too
    for reading in readings:
        if trace.search(reading.text) is None:
            continue
        if reading.roles is None:
            yield from _certain_alone(reading, fault)
            why = f"for a {fault} mark; against: {reading.objection}"
            yield Kept(reading.marks[0].start, reading.marks[-1].end, why)
            continue
        for spot, found in _mended(reading, curly):
            if found == fault:
                yield spot


def traces(*, fault: Fault) -> str:
    """Return the trigger of `quotation_marks`: what a text must hold to have the fault."""
    return rf"(?x: {_TRACES[fault]} )".replace("VERBS", "|".join(sorted(word_list("speech-verbs"))))


@cache
def _trace(fault: Fault) -> regex.Pattern[str]:
    return compiled(traces(fault=fault), regex.MULTILINE)


@per_page
def _readings(document: Document) -> tuple[Reading, ...]:
    """Return the readings of the lines whose marks are not plainly in order."""
    lines, readings = document.lines, []
    for number, line in enumerate(lines):
        if is_orderly(line.text):
            continue
        marks = line_marks(line)
        if marks:
            following = lines[number + 1].text[:1] if number + 1 < len(lines) else ""
            readings.append(_read(line.text, marks, goes_on=following in _OPENS_A_LINE))
    return tuple(readings)


def line_marks(line: Line) -> tuple[Mark, ...]:
    """Return the marks of a line."""
    return tuple(_marks(line))


def _marks(line: Line) -> Iterator[Mark]:
    text = line.text
    german = "„" in text
    found = list(_MARK.finditer(text))
    for number, match in enumerate(found):
        start, end = match.span()
        until = found[number + 1].start() + 1 if number + 1 < len(found) else len(text)
        lead = text[max(0, start - _LEAD) : start]
        before, behind = lead.rstrip(), text[end:until].lstrip()
        character = match.group()[0]
        yield Mark(
            line.start + start,
            line.start + end,
            match.group(),
            None if german and character in _CURLY.values() else _SHAPES.get(character),
            len(lead) - len(before),
            until - end - len(behind),
            before,
            behind,
        )


@cache
def attribution() -> regex.Pattern[str]:
    """Return what follows a quotation: “said the mayor”, “the head of the port said”, “Ana says”.

    Not “I asked”, “We said”, with which a quotation begins.
    """
    return compiled(
        r"""(?: \p{Ll}[^.!?:;"“”]{0,80}?\b
              | (?!(?:I|It|We|You|They|He|She|This|That|What|Who|Nobody|Everyone|No)\b)
                (?:\p{Lu}[\w.'’-]*+\s){1,3} )?
            \L<verbs>\b""",
        regex.VERBOSE,
        verbs=word_list("speech-verbs"),
    )


@cache
def _verb() -> regex.Pattern[str]:
    return compiled(r"\L<verbs>\b", verbs=word_list("speech-verbs"))


@cache
def _attribution_ends() -> regex.Pattern[str]:
    """Return how a sentence ends that tells who spoke: “he said.”, “wrote the mayor.”"""
    return compiled(r"\b\L<verbs>\b[^.!?:“”]*[.!?…]$", verbs=word_list("speech-verbs"))


@cache
def _announcement() -> regex.Pattern[str]:
    """Return what stands before a quotation: “he said,”, “adding that,”, “as follows:”."""
    return compiled(
        rf":$ | \b(?: \L<verbs> | that | as | and | {_SAYING} ),?$",
        regex.VERBOSE,
        verbs=word_list("speech-verbs"),
    )


def _read(text: str, marks: tuple[Mark, ...], *, goes_on: bool) -> Reading:
    """Read a line's marks; `goes_on`: the next line opens with a mark, as a long speech does."""
    roles = tuple(mark.role for mark in marks if mark.role is not None)
    if len(roles) == len(marks) and _nests(marks, roles, goes_on=goes_on):
        return Reading(text, marks, roles, natural=True)
    inside = len(marks) % 2 == 1 and not goes_on
    first: Role = "close" if inside else "open"
    second: Role = "open" if inside else "close"
    turns = tuple(second if number % 2 else first for number in range(len(marks)))
    objection = _objection(text, marks, turns)
    return Reading(text, marks, None if objection else turns, natural=False, objection=objection)


def _nests(marks: Sequence[Mark], roles: Sequence[Role], *, goes_on: bool) -> bool:
    """Tell whether every mark has its partner, or is left open by a speech that goes on."""
    depth = 0
    for mark, role in zip(marks, roles, strict=True):
        depth += len(mark.text) if role == "open" else -len(mark.text)
        if depth < 0:
            return False
    return depth == 0 or (depth == 1 and goes_on)


def _objection(text: str, marks: Sequence[Mark], turns: Sequence[Role]) -> str:
    """Say why marks that do not pair as they stand cannot be paired in turn; empty: they can."""
    if any(mark.measures for mark in marks):
        return "a mark behind a figure may mean inches"
    if _APOSTROPHE.search(text):
        return "a mark may stand for an apostrophe"
    if any(len(mark.text) > 2 for mark in marks):
        return "a mark is printed more than twice"
    if turns[0] == "close" and not (
        marks[0].lets_open and (marks[0].attributed or _ends_line(marks[0]))
    ):
        return "a mark has no partner on the line"
    for mark, role in zip(marks, turns, strict=True):
        if not mark.may(role):
            return "the marks do not come out even"
        if (
            mark.text[0] in "«»"
            and mark.lets_open
            and mark.lets_close
            and mark.text[0] != _FRENCH[role]
        ):
            return "the marks may separate the links of a menu"
        if role == "open" and INTERRUPTED.search(mark.behind):
            return "somebody speaks inside a pair"
        if role == "open" and sum(map(str.isalnum, mark.behind)) < _FEWEST_HELD:
            return "a pair holds next to nothing"
    if read_line(text) is not None:
        return "the line is not in English"
    return ""


def _certain_alone(reading: Reading, fault: Fault) -> Iterator[Spot]:
    """Yield marks whose part is plain although the line's marks cannot be paired.

    One behind a comma and a space with a verb of saying right behind it closes; so does one
    at the end of the line, and one at its start opens, whatever space is between. Where a
    mark before the comma has closed already, the one behind it goes.
    """
    for mark in reading.marks:
        if len(mark.text) > 1 or mark.text in _FOREIGN:
            continue
        role: Role = "close"
        if mark.before == "," and mark.lets_open and not mark.lets_close:
            if not mark.attributed:
                continue
            if mark.lead[-2:-1] in _ENDS_QUOTATION:
                if fault == "doubled":
                    yield Spot(mark.start, mark.end, "", "the quotation has closed already")
                continue
            if mark.shape != "close" and not _verb().match(mark.behind):
                continue
        elif not mark.before and mark.gap_behind and mark.shape == "open":
            role = "open"
        elif mark.behind or mark.before not in _STOPS or mark.shape == "open":
            continue
        character = mark.text if mark.text == '"' else _CURLY[role]
        start, end, lead, tail = _spaced(mark, role)
        moved = (start < mark.start, end > mark.end, lead, tail)
        if _fault(mark, character, moved) == fault:
            yield Spot(start, end, f"{lead}{character}{tail}", f"{mark.text} {role}s here")


def _is_damaged(reading: Reading) -> bool:
    """Tell whether a line has a mark that is turned, spaced or doubled."""
    return reading.roles is not None and not reading.natural


def _ends_line(mark: Mark) -> bool:
    return not mark.behind and mark.before in _STOPS


def _mended(reading: Reading, curly: bool) -> Iterator[tuple[Spot, Fault]]:
    """Yield what has to change about each mark, and the fault it has."""
    partners = _partners(reading)
    for number, (mark, role) in enumerate(zip(reading.marks, reading.roles or (), strict=True)):
        partner = reading.marks[partners[number]] if number in partners else None
        doubled = len(mark.text) == 2 and (
            not reading.natural or (partner is not None and len(partner.text) == 2)
        )
        character = _character(mark, role, partner, curly)
        start, end, lead, tail = _spaced(mark, role)
        printed = character * (1 if doubled else len(mark.text))
        fault = _fault(mark, printed, moved=(start < mark.start, end > mark.end, lead, tail))
        if fault is None or (fault == "foreign" and partner and _holds_foreign(mark, partner)):
            continue
        message = f"{mark.text} {role}s a quotation here"
        certain = fault != "mixed" or _stands_apart(mark, role)
        yield Spot(start, end, f"{lead}{printed}{tail}" if certain else None, message), fault


def _holds_foreign(one: Mark, other: Mark) -> bool:
    """Tell whether words of another language stand between two marks of its own."""
    first = min(one, other, key=lambda mark: mark.start)
    words = first.behind[:-1]
    return first.text[0] in _FOREIGN and (
        _OTHER_SCRIPT.match(words) is not None
        or _is_exclaimed(words)
        or reads_foreign(words)
        or read_line(words) is not None
    )


def _is_exclaimed(words: str) -> bool:
    """Tell whether words that cry or ask have long small ones, none of English."""
    small = regex.findall(r"\b\p{Ll}{4,}", words)
    return words.rstrip()[-1:] in ("!", "?") and bool(small) and not any(map(is_english, small))


_OTHER_SCRIPT = lazy_pattern(r"\P{L}*+[\p{L}--\p{Latin}]", regex.VERSION1)


def _partners(reading: Reading) -> Mapping[int, int]:
    """Return for each mark the number of the mark it pairs with, where that is one mark."""
    partners: dict[int, int] = {}
    waiting: list[int] = []
    for number, role in enumerate(reading.roles or ()):
        if role == "open":
            waiting.append(number)
        elif waiting:
            partner = waiting.pop()
            partners[number], partners[partner] = partner, number
    return partners


def _character(mark: Mark, role: Role, partner: Mark | None, curly: bool) -> str:
    """Return how a mark should look: English, the right way round, and like its partner."""
    character = mark.text[0]
    if character in _FOREIGN or (character in "“”" and mark.shape is None):
        return _CURLY[role] if curly else '"'
    if partner is not None and partner.text[0] not in _FOREIGN:
        straight, straight_partner = character == '"', partner.text[0] == '"'
        if straight != straight_partner and straight == curly:
            return _CURLY[role] if curly else '"'
    return character if character == '"' else _CURLY[role]


def _spaced(mark: Mark, role: Role) -> tuple[int, int, str, str]:
    """Return the span of a mark with the spaces that must go, and the spaces that must come."""
    start, end, lead, tail = mark.start, mark.end, "", ""
    if role == "close":
        if mark.before not in _SINGLE:
            start -= mark.gap_before
        if not mark.gap_behind and mark.behind[:1].isalnum():
            tail = " "
        elif mark.behind[:1] in _PAUSES:
            end += mark.gap_behind
    else:
        if mark.behind[:1] not in _SINGLE:
            end += mark.gap_behind
        if not mark.gap_before and (mark.before.isalpha() or mark.before in ".,;:!?)"):
            lead = " " if mark.before else ""
    return start, end, lead, tail


def _fault(mark: Mark, printed: str, moved: tuple[bool, bool, str, str]) -> Fault | None:
    before, behind, lead, tail = moved
    if mark.text[0] in _FOREIGN or (mark.shape is None and mark.text[0] in "“”"):
        return "foreign"
    if {mark.text[0], printed[0]} == {"“", "”"} or (before and tail) or (behind and lead):
        return "turned"
    if len(printed) < len(mark.text):
        return "doubled"
    if mark.text[0] != printed[0]:
        return "mixed"
    if before or behind:
        return "spaced"
    return "glued" if lead or tail else None


def _stands_apart(mark: Mark, role: Role) -> bool:
    """Tell whether punctuation or the end of the line stands beside a mark."""
    if role == "open":
        return True
    return mark.before in ".,!?…" or not mark.behind or mark.behind[0] in ".,;:!?)"


def lost_partners(document: Document) -> Iterator[Spot]:
    """Yield marks without a partner, to be reported: nobody knows where the other one stood.

    They are a mark that closes behind a comma what nothing opened, here or in the lines
    before; one that opens in a line that ends like a heading; and a curly mark that opens
    inside a quotation which then lacks its end. Speeches that go on in the next line, inches,
    and lines with a mark whose part is not clear stay.
    """
    lines = document.lines
    opened: int | None = None  # the line where a speech began that may go on
    for number, line in enumerate(lines):
        if is_orderly(line.text) or _TWO_SINGLE.search(line.text):
            continue
        marks = line_marks(line)
        following = lines[number + 1].text[0] if number + 1 < len(lines) else ""
        reading = _read(line.text, marks, goes_on=following in _OPENS_A_LINE)
        repairable = reading.roles is not None and not reading.natural
        if repairable or any(mark.role is None or mark.measures for mark in marks):
            opened = number
            continue
        waiting: list[Mark] = []
        for mark in marks:
            if mark.role == "open":
                waiting.append(mark)
            elif waiting:
                waiting.pop()
            elif opened is not None and number - opened <= _LONGEST_SPEECH:
                opened = None
            elif mark.before == ",":
                yield Spot(mark.start, mark.end, None, "a mark closes here, and none opens")
        if not waiting:
            continue
        opened = number
        second = _second_opening(marks)
        if second is not None and following not in _OPENS_A_LINE:
            if not _reopens(marks, second):
                yield Spot(second.start, second.end, None, "two marks open, and one closes")
        elif line.text[-1].isalnum() and waiting[0].start > line.start and not following.islower():
            yield Spot(
                waiting[0].start, line.end, None, "a mark opens in a heading, and none closes"
            )


def _second_opening(marks: Sequence[Mark]) -> Mark | None:
    """Return the curly mark that opens where a curly mark has opened already."""
    depth = 0
    for mark in marks:
        if mark.role == "open" and depth and mark.text == _CURLY["open"]:
            return mark
        depth = max(0, depth + (1 if mark.role == "open" else -1))
    return None


def reopened_quotations(document: Document) -> Iterator[Spot]:
    """Yield curly marks that open a sentence inside a quotation, to be deleted.

    Without the mark the line comes out even: the source opened each sentence or paragraph of
    the speech anew. Left alone where the next line opens again.
    """
    lines = document.lines
    for number, line in enumerate(lines):
        if is_orderly(line.text) or _TWO_SINGLE.search(line.text):
            continue
        marks = line_marks(line)
        following = lines[number + 1].text[0] if number + 1 < len(lines) else ""
        if any(mark.role is None for mark in marks) or following in _OPENS_A_LINE:
            continue
        second = _second_opening(marks)
        if second is not None and _reopens(marks, second):
            yield Spot(second.start, second.end, "", "the quotation is open already")


_A_WORD = lazy_pattern(r"[^.!?…,;]{1,40}[^.!?…,;\s]”")  # quoted by itself: “Al-sabr” (patience)


def _reopens(marks: Sequence[Mark], second: Mark) -> bool:
    """Tell whether a mark begins a sentence in a quotation, and is one too many."""
    rest = [mark for mark in marks if mark is not second]
    roles = [mark.role for mark in rest if mark.role is not None]
    return (
        second.before in ".!?…"
        and second.behind[:1].isupper()
        and not _A_WORD.fullmatch(second.behind)
        and not _attribution_ends().search(second.lead)
        and {mark.text for mark in marks} <= set(_CURLY.values())
        and _nests(rest, roles, goes_on=False)
    )


def lower_initial(verb: str) -> str:
    """Return a word with a small first letter."""
    return verb[:1].lower() + verb[1:]


def english_single_marks(french: str | None, german: str | None) -> str:
    """Return quoted words in English single marks."""
    return f"‘{french or german}’"


def before_speaker(before: str, mark: str) -> str:
    """Return what closes a quotation before who spoke: a comma, but behind another mark."""
    closing = "”" if mark == "“" else mark
    return f"{closing} " if before in "!?.,…" else f",{closing} "

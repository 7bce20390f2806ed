"""Findings, edits and drafts: all arithmetic on offsets, and nothing about language.

Offsets count Unicode code points and spans are half open, `text[start:end]`. A finding
speaks of the text its rule read; an edit always speaks of the original. Only `Draft`
translates between the two, so no position is ever searched for again.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from operator import attrgetter

import msgspec


class Finding(msgspec.Struct, frozen=True, gc=False):
    """What a rule saw at `start:end`; `after` is what should stand there, None if unknown."""

    start: int
    end: int
    after: str | None
    rule: str
    message: str


class Edit(msgspec.Struct, frozen=True, gc=False):
    """One change: `before == original[start:end]` became `after`, because of `rules`."""

    start: int
    end: int
    before: str
    after: str
    rules: tuple[str, ...]


class _Placed(msgspec.Struct, frozen=True):
    """An edit or a finding, placed in a draft's text."""

    start: int
    end: int
    after: str
    rules: tuple[str, ...]
    edit: Edit | None  # None: a finding, which is not applied yet


def settle(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings that do not overlap: the earlier wins, then the longer, then the rule's name.

    Spans that only touch both stay. Of two insertions at one place the first rule's stays. Where
    several lines go at the top, nothing of them is left to set the text apart from.
    """
    chosen: list[Finding] = []
    for finding in sorted(findings, key=lambda f: (f.start, f.start < f.end, -f.end, f.rule)):
        if not chosen or not _overlap(chosen[-1], finding):
            chosen.append(finding)
    gone = list(_gone_at_top(chosen))
    if len(gone) > 1:
        chosen[: len(gone)] = [msgspec.structs.replace(finding, after="") for finding in gone]
    return chosen


def _gone_at_top(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield what takes everything away from the start of the text on, white space aside."""
    top = 0
    for finding in findings:
        if finding.start != top or finding.after is None or finding.after.strip():
            return
        yield finding
        top = finding.end


def _overlap(first: Finding, second: Finding) -> bool:
    if first.start == first.end == second.start == second.end:
        return True
    return second.start < first.end and first.start < second.end


class Draft(msgspec.Struct, frozen=True, dict=True):
    """A text on its way: the original and the sorted edits, none touching another."""

    original: str
    edits: tuple[Edit, ...] = ()

    @cached_property
    def text(self) -> str:
        """Return the original with the edits carried out."""
        return rewrite(self.original, self.edits)

    def apply(self, findings: Sequence[Finding]) -> Draft:
        """Return the draft with `findings` (in `self.text`, each with an `after`) carried out.

        What overlaps or touches an earlier edit, or another finding, becomes one edit that
        names all rules. An edit that restores the original vanishes. Raises `ValueError`
        for findings that overlap each other, leave the text, or have nothing to put in.
        """
        if not findings:
            return self
        placed = sorted(
            [*self._placed, *_placed_findings(findings, len(self.text))],
            key=attrgetter("start", "end"),
        )
        edits = []
        shift = 0  # original offset = text offset - shift
        for start, end, group in _touching(placed):
            original_start = start - shift
            shift += sum(_growth(item.edit) for item in group if item.edit is not None)
            original_end = end - shift
            first, *others = group
            if first.edit is not None and not others:
                edits.append(first.edit)
                continue
            before = self.original[original_start:original_end]
            after = _merged(self.text, start, end, group) if others else first.after
            if before != after:
                rules = tuple(dict.fromkeys(rule for item in group for rule in item.rules))
                edits.append(Edit(original_start, original_end, before, after, rules))
        return Draft(self.original, tuple(edits))

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Return where `text[start:end]` came from in the original.

        A span that cuts through an edit is widened to the whole of that edit; an empty
        span counts as cutting an edit it touches. Raises `ValueError` if `end < start`.
        """
        if end < start:
            raise ValueError(f"a span cannot end before it starts: {start}:{end}")
        ends, shifts = self._ends
        placed = self._placed
        first = bisect_right(ends, start)  # the edits before it end at or before `start`
        last = bisect_left(ends, end)
        if start == end and last < len(placed) and placed[last].start <= start:
            edit = self.edits[last]
            return edit.start, edit.end
        starts_inside = first < len(placed) and placed[first].start <= start
        ends_inside = last < len(placed) and placed[last].start < end
        return (
            self.edits[first].start if starts_inside else start - shifts[first],
            self.edits[last].end if ends_inside else end - shifts[last],
        )

    def replaces(self, start: int, end: int) -> bool:
        """Tell whether one edit replaced all of `original[start:end]`, which is not empty."""
        last = bisect_right(self.edits, start, key=attrgetter("start"))
        return start < end and last > 0 and end <= self.edits[last - 1].end

    @cached_property
    def _placed(self) -> list[_Placed]:
        placed = []
        shift = 0
        for edit in self.edits:
            start = edit.start + shift
            placed.append(_Placed(start, start + len(edit.after), edit.after, edit.rules, edit))
            shift += _growth(edit)
        return placed

    @cached_property
    def _ends(self) -> tuple[list[int], list[int]]:
        """Return where the edits end in the text, and by how much it grew before each of them."""
        shifts = [0, *accumulate(map(_growth, self.edits))]
        return [item.end for item in self._placed], shifts


def _growth(edit: Edit) -> int:
    return len(edit.after) - len(edit.before)


class UnixLines:
    r"""A text with its `\r\n` read as `\n`, and the way back to the text as it was.

    Rules read `text`; `restore` and `locate` give places in the original, and put new
    line ends as the original has most of them.
    """

    def __init__(self, original: str) -> None:
        self.text = original.replace("\r\n", "\n")
        self._original = original
        removed = len(original) - len(self.text)
        self._end = "\r\n" if removed > self.text.count("\n") / 2 else "\n"
        self._breaks: list[int] = []  # places in `text` of the line ends that lost a return
        if removed:
            position = original.find("\r\n")
            while position >= 0:
                self._breaks.append(position - len(self._breaks))
                position = original.find("\r\n", position + 2)

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Return where `text[start:end]` stands in the original."""
        return start + bisect_left(self._breaks, start), end + bisect_left(self._breaks, end)

    def restore(self, edit: Edit) -> Edit:
        """Return an edit of `text` as an edit of the original."""
        start, end = self.locate(edit.start, edit.end)
        after = edit.after.replace("\n", self._end)
        return Edit(start, end, self._original[start:end], after, edit.rules)


def undo(text: str, edits: Sequence[Edit]) -> str:
    """Return the original of a cleaned `text`, given all the edits that made it.

    Raises `ValueError` if an edit's `after` is not what stands in `text` at its place.
    """
    parts: list[str] = []
    position = shift = 0
    for edit in edits:
        start = edit.start + shift
        end = start + len(edit.after)
        if text[start:end] != edit.after or start < position:
            raise ValueError(
                f"not the text these edits made: expected {edit.after!r} at {start}, "
                f"found {text[start:end]!r}"
            )
        parts += text[position:start], edit.before
        position = end
        shift += len(edit.after) - len(edit.before)
    parts.append(text[position:])
    return "".join(parts)


def _placed_findings(findings: Iterable[Finding], length: int) -> Iterator[_Placed]:
    ordered = sorted(findings, key=attrgetter("start", "end"))
    for finding, following in zip(ordered, [*ordered[1:], None], strict=True):
        if not 0 <= finding.start <= finding.end <= length:
            raise ValueError(f"outside the text of {length} characters: {finding}")
        if finding.after is None:
            raise ValueError(f"nothing to put in: {finding}")
        if following is not None and _overlap(finding, following):
            raise ValueError(f"two findings overlap: {finding} and {following}")
        yield _Placed(finding.start, finding.end, finding.after, (finding.rule,), None)


def _touching(placed: Sequence[_Placed]) -> Iterator[tuple[int, int, list[_Placed]]]:
    """Yield the start, the end and the members of every run of spans that overlap or touch."""
    group: list[_Placed] = []
    end = -1
    for item in placed:
        if group and item.start > end:
            yield group[0].start, end, group
            group = []
        end = max(end, item.end) if group else item.end
        group.append(item)
    if group:
        yield group[0].start, end, group


def _merged(text: str, start: int, end: int, group: Iterable[_Placed]) -> str:
    """Return what `text[start:end]` becomes: an earlier edit's outcome already stands in it."""
    parts: list[str] = []
    position = start
    for item in group:
        if item.edit is None:
            parts += text[position : item.start], item.after
            position = item.end
    parts.append(text[position:end])
    return "".join(parts)


def rewrite(original: str, edits: Iterable[Edit]) -> str:
    """Return the original with sorted edits carried out."""
    parts: list[str] = []
    position = 0
    for edit in edits:
        parts += original[position : edit.start], edit.after
        position = edit.end
    parts.append(original[position:])
    return "".join(parts)

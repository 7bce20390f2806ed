"""The findings of a day on record, so that only new ones count.

A finding is known by what it is, not by where: its rules, what stands there, what should stand
there. Where a file has it several times, the words around tell which is which, as far as they
stayed; so lines may move and other words may change.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import msgspec
import regex

from cleaner.batch import Step, Totals
from cleaner.edits import Edit, Finding, rewrite
from cleaner.mistakes import listed
from cleaner.results import Result

FILE = "cleaner-baseline.json"
_FORM = 1
_CONTEXT, _WORDS = 40, 3  # characters on each side, and how many words are taken of them
_SHOWN = 60  # characters of a finding, for people
_DIGITS = 16  # of a hash


class BaselineError(ValueError):
    """A baseline that cannot be read, told with its place."""


class Entry(msgspec.Struct, frozen=True, order=True, forbid_unknown_fields=True):
    """Findings that are the same: their rules, text for people, hashes, and how many."""

    rules: tuple[str, ...]
    text: str
    finding: str
    around: str
    count: int


class Baseline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The findings of files, whose paths start from the folder of the baseline."""

    baseline: int
    files: dict[str, list[Entry]]


class _Mark(NamedTuple):
    """What a finding is known by."""

    finding: str
    around: str


def read(path: Path) -> Baseline:
    """Return the baseline in a file. Raises `BaselineError`."""
    try:
        baseline = msgspec.json.decode(path.read_bytes(), type=Baseline)
    except OSError as error:
        raise BaselineError(f"{path}: {error.strerror}; `cleaner baseline` writes it") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BaselineError(f"{path}: not a baseline: {error}") from None
    if baseline.baseline != _FORM:
        raise BaselineError(f"{path}: of form {baseline.baseline}; this cleaner reads {_FORM}")
    return baseline


def record(results: Iterable[Result], folder: Path) -> bytes:
    """Return the baseline of some results, sorted, one finding on a line."""
    counts: dict[str, Counter[tuple[tuple[str, ...], str, _Mark]]] = {}
    for result in results:
        found = counts.setdefault(_name(result.file, folder), Counter())
        for item in _items(result):
            found[_rules(item), _text(result, item), _mark(result, item)] += 1
    files = {
        name: sorted(
            Entry(rules, text, *mark, count) for (rules, text, mark), count in found.items()
        )
        for name, found in sorted(counts.items())
        if found
    }
    return b'{"baseline": %d, "files": {%s\n}}\n' % (_FORM, b",".join(_lines(files)))


def _lines(files: dict[str, list[Entry]]) -> Iterator[bytes]:
    """Yield each file with its entries, one on a line, so that versions compare well."""
    for name, entries in files.items():
        lines = b",\n".join(b"  " + msgspec.json.encode(entry) for entry in entries)
        yield b"\n %s: [\n%s\n ]" % (msgspec.json.encode(name), lines)


class Known:
    """Takes what a baseline knows out of the results of a run; tells what is gone."""

    def __init__(self, baseline: Baseline, folder: Path) -> None:
        self.count = 0  # findings that were known
        self._folder = folder
        self._left = {
            name: Counter({_Mark(e.finding, e.around): e.count for e in entries})
            for name, entries in baseline.files.items()
        }
        self._entries = baseline.files
        self._waiting: list[Result] = []
        self._read: set[str] = set()
        self._new = Totals()

    def new(self, step: Step) -> list[Result]:
        """Return what is new in a file, once all of it was read."""
        self._waiting += step.results
        if step.results or step.problem or step.read:
            return []
        name = _name(step.input.name, self._folder)
        self._read.add(name)
        of_file = [result for result in self._waiting if result.file == step.input.name]
        self._waiting = []
        known = self._known(of_file, self._left.get(name, Counter()))
        self.count += len(known)
        left = [_without(result, known) for result in of_file]
        for report in (result.report for result in left):
            self._new.edits += len(report.edits)
            self._new.flags += len(report.flags)
            self._new.changed += bool(report.edits)
        return left

    def _known(self, results: Sequence[Result], left: Counter[_Mark]) -> set[tuple[int, int]]:
        """Return the findings, by result and number, that are in `left`; they go from there.

        First those in the same words, then those whose neighbours changed.
        """
        known: set[tuple[int, int]] = set()
        marks = [
            ((id(result), number), _mark(result, item))
            for result in results
            for number, item in enumerate(_items(result))
        ]
        for place, mark in marks:
            if left[mark] > 0:
                left[mark] -= 1
                known.add(place)
        for place, mark in marks:
            same = (m for m in left if left[m] > 0 and m.finding == mark.finding)
            if place not in known and (other := next(same, None)) is not None:
                left[other] -= 1
                known.add(place)
        return known

    def totals(self, totals: Totals) -> Totals:
        """Return the counts of a run without what was known."""
        new = self._new
        return msgspec.structs.replace(
            totals, edits=new.edits, flags=new.flags, changed=new.changed
        )

    def gone(self) -> Iterator[str]:
        """Yield a line for each entry that is no longer found, in the files that were read."""
        for name, entries in self._entries.items():
            if name not in self._read and (self._folder / name).exists():
                continue
            for entry in entries:
                if left := self._left[name][_Mark(entry.finding, entry.around)]:
                    times = f" ({left} times)" if left > 1 else ""
                    yield f"{name}: {listed(entry.rules)}: {entry.text}{times}"


def _without(result: Result, known: set[tuple[int, int]]) -> Result:
    """Return a result without what is known."""
    left = {item for number, item in enumerate(_items(result)) if (id(result), number) not in known}
    report = result.report
    edits = tuple(edit for edit in report.edits if edit in left)
    flags = tuple(flag for flag in report.flags if flag in left)
    text = rewrite(report.document.text, edits)
    return msgspec.structs.replace(
        result, report=replace(report, text=text, edits=edits, flags=flags)
    )


def _items(result: Result) -> Sequence[Edit | Finding]:
    return [*result.report.edits, *result.report.flags]


def _rules(item: Edit | Finding) -> tuple[str, ...]:
    return item.rules if isinstance(item, Edit) else (item.rule,)


def _mark(result: Result, item: Edit | Finding) -> _Mark:
    text = result.report.document.text
    finding = [_rules(item), text[item.start : item.end], item.after]
    return _Mark(_hash(finding), _hash(_around(result, item)))


def _around(result: Result, item: Edit | Finding) -> tuple[str, str]:
    """Return the words before and behind a finding, as far as they are in its line."""
    text = result.report.document.text
    before = text[max(0, item.start - _CONTEXT) : item.start].rpartition("\n")[2]
    after = text[item.end : item.end + _CONTEXT].partition("\n")[0]
    return " ".join(before.split()[-_WORDS:]), " ".join(after.split()[:_WORDS])


def _hash(value: object) -> str:
    return hashlib.sha256(msgspec.json.encode(value)).hexdigest()[:_DIGITS]


def _text(result: Result, item: Edit | Finding) -> str:
    """Return a finding in its words, for people: `About [-40 a thousand-]{+40,000+} people`."""
    before, after = _around(result, item)
    found = _shortened(result.report.document.text[item.start : item.end])
    found = f"[{found}]" if item.after is None else f"[-{found}-]{{+{_shortened(item.after)}+}}"
    return f"{before} {found} {after}".strip()


def _shortened(text: str) -> str:
    line = regex.sub(r"\s", " ", text)
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


def _name(file: str, folder: Path) -> str:
    path = os.path.relpath(file, folder)
    return Path(path).as_posix().encode("utf-8", "backslashreplace").decode()

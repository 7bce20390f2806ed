"""What every format tells of a finding: status, place in lines and columns, fingerprint.

Edits, flags and what was kept, as one list in the order of the text. Knows no format.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from operator import attrgetter
from pathlib import Path
from typing import Any, Literal, NamedTuple

from cleaner.edits import Edit, Finding
from cleaner.results import Result, Run
from cleaner.rules import Fix

# fixed: done; fixable: would be done by `fix`; unsafe: would be done with --unsafe-fixes;
# report: left to a person; kept: looked at and left alone
Status = Literal["fixed", "fixable", "unsafe", "report", "kept"]
Named = Edit | Finding

_WEAKEST = ("safe", "unsafe", "none")
_NEARBY = 20  # characters on both sides that tell two equal findings apart


class Item(NamedTuple):
    """One finding, ready to print. Lines and columns count from 1, in the original."""

    status: Status
    start: int
    end: int
    before: str
    after: str | None
    rules: tuple[str, ...]
    fix: Fix
    message: str
    line: int
    column: int
    end_line: int
    end_column: int  # of the first character behind it


def items(result: Result, run: Run) -> list[Item]:
    """Return what is to be told of a result, in the order of its text."""
    report = result.report
    if not report.edits and not report.flags and not (run.explain_kept and report.kept):
        return []
    text = report.document.text
    lines = _line_starts(text)
    kept = frozenset(report.kept) if run.explain_kept else frozenset()
    found: list[Named] = [*report.edits, *report.flags, *kept]
    found.sort(key=attrgetter("start", "end"))
    return [
        Item(
            _status(named, run, applied=result.applied, kept=named in kept),
            named.start,
            named.end,
            text[named.start : named.end],
            named.after,
            _rules(named),
            max((run.rules[rule].fix for rule in _rules(named)), key=_WEAKEST.index),
            _message(named, run),
            *_place(lines, named.start),
            *_place(lines, named.end),
        )
        for named in found
    ]


def fingerprints(result: Result, found: Iterable[Item]) -> Iterator[str]:
    """Yield for each item what it is known by, wherever its line moves to.

    Made of the rules, the change and the characters around it, and of the document where a
    file holds many; equal ones in one document are numbered. The file is not in it.
    """
    document = result.report.document
    text = document.text
    whose = ""
    if result.row is not None:  # its number changes when a row is put in before it
        whose = document.id if document.id not in ("", str(result.row)) else text[:200]
    seen: Counter[tuple[str, ...]] = Counter()
    for item in found:
        left = text[max(0, item.start - _NEARBY) : item.start]
        right = text[item.end : item.end + _NEARBY]
        nearby = [" ".join(part.split()) for part in (left, right)]
        parts = (whose, *item.rules, item.before, repr(item.after), *nearby)
        seen[parts] += 1
        yield digest(*parts, str(seen[parts]))


def digest(*parts: str) -> str:
    """Return 32 hexadecimal digits that stand for these strings in this order."""
    content = "\x1f".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def as_json(result: Result, found: Iterable[Item]) -> Iterator[dict[str, Any]]:
    """Yield an object for each item: its place, the change, the reason."""
    found = list(found)
    for item, known_by in zip(found, fingerprints(result, found), strict=True):
        yield {
            "doc": result.report.document.id,
            "file": result.file,
            "row": result.row,
            "field": result.field,
            "line": item.line,
            "column": item.column,
            "end_line": item.end_line,
            "end_column": item.end_column,
            "start": item.start,
            "end": item.end,
            "before": item.before,
            "after": item.after,
            "rules": item.rules,
            "fix": item.fix,
            "status": item.status,
            "message": item.message,
            "fingerprint": known_by,
        }


def path_from_here(file: str) -> str:
    """Return the file's path with slashes, relative to the working folder where it is below."""
    path = Path(file)
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    return path.as_posix()


def _rules(named: Named) -> tuple[str, ...]:
    return named.rules if isinstance(named, Edit) else (named.rule,)


def _status(named: Named, run: Run, *, applied: bool, kept: bool) -> Status:
    if isinstance(named, Edit):
        return "fixed" if applied else "fixable"
    if kept:
        return "kept"
    offered = named.after is not None and run.rules[named.rule].fix == "unsafe"
    return "unsafe" if offered else "report"


def _message(named: Named, run: Run) -> str:
    if isinstance(named, Finding):
        return named.message
    return " ".join(dict.fromkeys(run.rules[rule].file.summary for rule in named.rules))


def _line_starts(text: str) -> list[int]:
    starts = [0]
    position = text.find("\n")
    while position >= 0:
        starts.append(position + 1)
        position = text.find("\n", position + 1)
    return starts


def _place(lines: list[int], offset: int) -> tuple[int, int]:
    line = bisect_right(lines, offset)
    return line, offset - lines[line - 1] + 1

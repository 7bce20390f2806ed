"""Verdict files: findings that a reader of the HTML report marked as wrong.

JSON Lines, an object for each verdict, written by `reports/templates/verdicts.js`. Knows how to
read them strictly, and what a rule may learn from them; taking edits back is the ledger's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from cleaner.reports.visible import shortened, visible

_LONGEST = 60  # characters of a change that a comment shows


class VerdictError(ValueError):
    """A line that is no verdict: `file:line: what is wrong`."""


class Verdict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One finding a reader calls wrong; `after` is None where nothing was changed.

    Offsets are code points in the original text of the document, half open. `context` is the
    sentence around it, as it was before any change.
    """

    doc: str
    field: str | None
    file: str
    row: int | None
    start: int
    end: int
    before: str
    after: str | None
    rules: tuple[str, ...]
    verdict: Literal["wrong"]
    context: str


_DECODE = msgspec.json.Decoder(Verdict).decode


def read_verdicts(path: Path) -> tuple[Verdict, ...]:
    """Return all verdicts of a file; raises `VerdictError` at the first line that is none."""
    lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n")
    return tuple(
        _verdict(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip()
    )


def _verdict(line: bytes, place: str) -> Verdict:
    try:
        verdict = _DECODE(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise VerdictError(f"{place}: not a verdict: {error}") from None
    if problem := _problem(verdict):
        raise VerdictError(f"{place}: not a verdict: {problem}")
    return verdict


def _problem(verdict: Verdict) -> str:
    length = verdict.end - verdict.start
    if verdict.start < 0 or length != len(verdict.before):
        return (
            f"{verdict.start}:{verdict.end} is {length} characters long, "
            f"but `before` has {len(verdict.before)}"
        )
    if not verdict.rules:
        return "no rule is named in `rules`"
    if verdict.before not in verdict.context:
        return "`before` does not stand in `context`"
    return ""


def keep_examples(verdicts: Iterable[Verdict]) -> Mapping[str, str]:
    """Return for each rule the `keep` examples that would have stopped it, as TOML.

    A proposal: an example in a shipped rule must be your own words, not a sentence of a
    publisher. An edit made by several rules is an example for each of them; which of them is
    to blame, its tests tell.
    """
    found: dict[str, dict[str, str]] = {}
    for verdict in verdicts:
        for rule in verdict.rules:
            found.setdefault(rule, {}).setdefault(verdict.context, _comment(verdict))
    return {
        rule: "\n".join(_example(comment, context) for context, comment in examples.items())
        for rule, examples in sorted(found.items())
    }


def _comment(verdict: Verdict) -> str:
    row = "" if verdict.row is None else f", row {verdict.row}"
    return f"{visible(verdict.file)}{row}: {' '.join(_said(verdict))}"


def _said(verdict: Verdict) -> Iterator[str]:
    yield f"“{visible(shortened(verdict.before, _LONGEST))}”"
    if verdict.after is None:
        yield "was reported"
    else:
        yield f"became “{visible(shortened(verdict.after, _LONGEST))}”"
    if len(verdict.rules) > 1:
        yield f"by {' and '.join(verdict.rules)}"


def _example(comment: str, context: str) -> str:
    # a JSON string is a TOML string, but for this one character
    quoted = msgspec.json.encode(context).decode().replace("\x7f", "\\u007f")
    return f"# {comment}\n[[example]]\nkeep = {quoted}\n"

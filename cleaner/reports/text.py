"""Diffs and tables for the terminal. Knows nothing of files."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping

from rich.markup import escape
from rich.table import Table
from rich.text import Text

from cleaner.measure import Rate
from cleaner.pipeline import Report
from cleaner.results import Tally
from cleaner.rules import Rule

# what begins a command to the terminal is shown, not sent
_ESCAPES = {0x1B: "␛", 0x9B: "␛"}


def diff(report: Report, name: str) -> Iterator[Text]:
    """Yield a unified diff of one document; with colours, the changed words stand out."""
    old = _marked_lines(report.document.text, _spans_before(report), "red")
    new = _marked_lines(report.text, _spans_after(report), "green")
    matcher = difflib.SequenceMatcher(
        None, [line.plain for line in old], [line.plain for line in new], autojunk=False
    )
    yield Text(f"--- a/{name}", style="bold")
    yield Text(f"+++ b/{name}", style="bold")
    for group in matcher.get_grouped_opcodes(1):
        (_, i1, _, j1, _), (_, _, i2, _, j2) = group[0], group[-1]
        yield Text(f"@@ -{i1 + 1},{i2 - i1} +{j1 + 1},{j2 - j1} @@", style="cyan")
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                yield from (Text(" ").append(line.plain) for line in old[i1:i2])
            else:
                yield from (Text("-", style="red").append_text(line) for line in old[i1:i2])
                yield from (Text("+", style="green").append_text(line) for line in new[j1:j2])


def _spans_before(report: Report) -> Iterator[tuple[int, int]]:
    return ((edit.start, edit.end) for edit in report.edits)


def _spans_after(report: Report) -> Iterator[tuple[int, int]]:
    shift = 0
    for edit in report.edits:
        yield edit.start + shift, edit.start + shift + len(edit.after)
        shift += len(edit.after) - len(edit.before)


def _marked_lines(text: str, spans: Iterable[tuple[int, int]], color: str) -> list[Text]:
    marked = Text(text.removesuffix("\n").translate(_ESCAPES))
    for start, end in spans:
        marked.stylize(f"bold reverse {color}", start, end)
    return list(marked.split("\n", allow_blank=True))


def tally_table(tally: Tally, rules: Mapping[str, Rule]) -> Table:
    """Return a table of edits and flags by rule, most frequent first."""
    edits, flags = tally.edits_by_rule, tally.flags_by_rule
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("edits", "reports"):
        table.add_column(heading, justify="right")
    table.add_column("rule", no_wrap=True)
    table.add_column("what it is", style="dim")
    for rule, _ in sorted((edits + flags).items(), key=lambda entry: (-entry[1], entry[0])):
        table.add_row(str(edits[rule]), str(flags[rule]), rule, escape(rules[rule].file.summary))
    return table


def rate_table(rates: Iterable[Rate]) -> Table:
    """Return a table of how often rules acted, per million words."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("rule", no_wrap=True)
    table.add_column("fix")
    for heading in ("edits", "per million", "at most (95 %)", "flags", "per million"):
        table.add_column(heading, justify="right")
    for rate in rates:
        table.add_row(
            rate.rule,
            rate.fix,
            str(rate.edits),
            f"{rate.edits_per_million:.2f}",
            f"{rate.upper_bound:.2f}",
            str(rate.flags),
            f"{rate.flags_per_million:.2f}",
        )
    return table

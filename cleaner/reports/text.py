"""Reports for the terminal: changes in context, diffs, counts. Knows nothing of files."""

from __future__ import annotations

import difflib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter

from rich.markup import escape
from rich.table import Table
from rich.text import Text

from cleaner.edits import Edit, Finding
from cleaner.measure import Rate
from cleaner.pipeline import Report
from cleaner.rules import Rule

_CONTEXT = 30  # characters shown on both sides of a change
_LONGEST = 120  # characters shown of a long removal, half at each end


def findings(
    report: Report, rules: Mapping[str, Rule], *, applied: bool, explain_kept: bool = False
) -> Iterator[Text]:
    """Yield two lines for each edit and flag: where and why, then the change in context.

    `applied` tells whether the edits were carried out, `explain_kept` asks also for what was
    looked at and left alone. Lines and columns count from 1, in the original.
    """
    lines = _line_starts(report.document.text)
    kept = frozenset(report.kept) if explain_kept else frozenset()
    items: list[Edit | Finding] = [*report.edits, *report.flags, *kept]
    items.sort(key=attrgetter("start", "end"))
    for item in items:
        line = bisect_right(lines, item.start)
        column = item.start - lines[line - 1] + 1
        if isinstance(item, Edit):
            verdict, style = ("fixed", "green") if applied else ("fixable", "yellow")
            names, why = " ".join(item.rules), rules[item.rules[-1]].file.summary
        elif item in kept:
            verdict, style, names, why = "kept", "dim", item.rule, item.message
        else:
            unsafe = item.after is not None and rules[item.rule].fix == "unsafe"
            verdict, style = ("unsafe" if unsafe else "report"), "cyan"
            names, why = item.rule, item.message
        head = Text(f"  {line}:{column}".ljust(10))
        head.append(f"{verdict:8}", style=style)
        head.append(names, style="bold")
        head.append(f"  {why}", style="dim")
        yield head
        yield _in_context(report.document.text, item)


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
    marked = Text(text.removesuffix("\n"))
    for start, end in spans:
        marked.stylize(f"bold reverse {color}", start, end)
    return list(marked.split("\n", allow_blank=True))


def statistics(reports: Iterable[Report], rules: Mapping[str, Rule]) -> Table:
    """Return a table of edits and flags by rule, most frequent first."""
    edits: Counter[str] = Counter()
    flags: Counter[str] = Counter()
    for report in reports:
        edits.update(rule for edit in report.edits for rule in edit.rules)
        flags.update(flag.rule for flag in report.flags)
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


def _line_starts(text: str) -> list[int]:
    starts = [0]
    position = text.find("\n")
    while position >= 0:
        starts.append(position + 1)
        position = text.find("\n", position + 1)
    return starts


def _in_context(text: str, item: Edit | Finding) -> Text:
    before, after = text[item.start : item.end], item.after
    shown = Text("            ")
    left = text[max(0, item.start - _CONTEXT) : item.start]
    shown.append(("…" if item.start > _CONTEXT else "") + _visible(left))
    if after is None:
        shown.append(_visible(_shortened(before)), style="underline")
    else:
        if before:
            shown.append(f"[-{_visible(_shortened(before))}-]", style="red")
        if after:
            shown.append(f"{{+{_visible(_shortened(after))}+}}", style="green")
    right = text[item.end : item.end + _CONTEXT]
    shown.append(_visible(right) + ("…" if item.end + _CONTEXT < len(text) else ""))
    return shown


def _shortened(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    return f"{text[: _LONGEST // 2]} … {text[-_LONGEST // 2 :]}"


def _visible(text: str) -> str:
    return text.replace("\r\n", "⏎").replace("\n", "⏎").replace("\t", "⇥")

"""For a person at a terminal: by file, each change in its context, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cleaner.reports.items import Item, Status, items
from cleaner.reports.visible import shortened, visible
from cleaner.results import Result, Run

_CONTEXT = 30  # characters shown on both sides of a change
# SGR parameters, https://en.wikipedia.org/wiki/ANSI_escape_code#SGR
_STYLES = {"bold": 1, "dim": 2, "underline": 4, "red": 31, "green": 32, "yellow": 33, "cyan": 36}
_STATUS_STYLES: dict[Status, str] = {
    "fixed": "green",
    "fixable": "yellow",
    "unsafe": "cyan",
    "report": "cyan",
    "kept": "dim",
}


def render(results: Iterable[Result], run: Run) -> Iterator[str]:
    """Yield a heading for each file with findings, and two lines for each finding."""
    file = None
    for result in results:
        found = items(result, run)
        if not found:
            continue
        if result.file != file:
            yield "" if file is None else "\n"
            yield _styled(visible(result.file), run, "bold", "underline") + "\n"
            file = result.file
        if result.row is not None:
            yield _styled(f"  row {result.row}, {result.field}", run, "bold") + "\n"
        verdict = result.report.verdict
        if verdict.evidence:
            yield _styled(f"  {verdict.kind}: {visible(verdict.evidence)}", run, "dim") + "\n"
        yield from (line + "\n" for line in finding_lines(result, found, run))


def finding_lines(result: Result, found: Iterable[Item], run: Run) -> Iterator[str]:
    """Yield for each finding two lines: where and why, then the change in its context."""
    for item in found:
        place = f"  {item.line}:{item.column}".ljust(10)
        status = _styled(item.status.ljust(8), run, _STATUS_STYLES[item.status])
        names = _styled(" ".join(item.rules), run, "bold")
        why = _styled(visible(item.message), run, "dim")
        yield f"{place}{status}{names}  {why}"
        yield "            " + _in_context(result.report.document.text, item, run)


def _in_context(text: str, item: Item, run: Run) -> str:
    begin, end = max(0, item.start - _CONTEXT), item.end + _CONTEXT
    left, right = visible(text[begin : item.start]), visible(text[item.end : end])
    before = visible(shortened(item.before))
    if item.after is None:
        shown = _styled(before, run, "underline")
    else:
        after = visible(shortened(item.after))
        shown = _styled(f"[-{before}-]", run, "red") if before else ""
        shown += _styled(f"{{+{after}+}}", run, "green") if after else ""
    return "…" * (begin > 0) + left + shown + right + "…" * (end < len(text))


def _styled(text: str, run: Run, *styles: str) -> str:
    if not run.color or not text:
        return text
    return f"\x1b[{';'.join(str(_STYLES[style]) for style in styles)}m{text}\x1b[0m"

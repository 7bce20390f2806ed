"""Annotations of GitHub Actions: workflow commands that a log turns into notes on the lines.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cleaner.reports.concise import described
from cleaner.reports.items import Item, Status, items, path_from_here
from cleaner.results import Result, Run

_LEVELS: dict[Status, str] = {
    "fixed": "notice",
    "fixable": "warning",
    "unsafe": "notice",
    "report": "notice",
    "kept": "notice",
}


def render(results: Iterable[Result], run: Run) -> Iterator[str]:
    """Yield a workflow command for each finding."""
    for result in results:
        for item in items(result, run):
            properties = _properties(result, item)
            listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
            yield f"::{_LEVELS[item.status]} {listed}::{_data(described(item))}\n"


def _properties(result: Result, item: Item) -> dict[str, str]:
    file = path_from_here(result.file)
    title = f"{' '.join(item.rules)} ({item.status})"
    if result.row is not None:
        title += f" in {result.field}, {item.start}:{item.end}"
        return {"file": file, "line": str(result.row), "title": title}
    place = {"file": file, "line": str(item.line), "endLine": str(item.end_line)}
    if item.line == item.end_line:  # columns are for findings on one line
        place |= {"col": str(item.column), "endColumn": str(item.end_column)}
    return place | {"title": title}


# toolkit/packages/core/src/command.ts: escapeData and escapeProperty
def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

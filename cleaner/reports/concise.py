"""One line for each finding, which editors and terminals make a link: `path:line:column: …`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cleaner.reports.items import Item, Status, items
from cleaner.reports.visible import shortened, visible
from cleaner.results import Result, Run

_LONGEST = 40  # characters shown of what was there and of what comes
_MARKS: dict[Status, str] = {
    "fixed": " [fixed]",
    "fixable": " [*]",
    "unsafe": " [unsafe fix]",
    "report": "",
    "kept": " [kept]",
}


def render(results: Iterable[Result], run: Run) -> Iterator[str]:
    """Yield `path:line:column: rule message`; in a row, its number, field and offsets."""
    for result in results:
        for item in items(result, run):
            names = " ".join(item.rules)
            yield f"{_place(result, item)} {names} {described(item)}{_MARKS[item.status]}\n"


def described(item: Item) -> str:
    """Return why, and from what to what."""
    message = visible(item.message)
    if item.after is None:
        return message
    before, after = (visible(shortened(part, _LONGEST)) for part in (item.before, item.after))
    return f"{message} “{before}” → “{after}”"


def _place(result: Result, item: Item) -> str:
    file = visible(result.file)
    if result.row is None:
        return f"{file}:{item.line}:{item.column}:"
    return f"{file}:{result.row}: [{result.field} {item.start}:{item.end}]"

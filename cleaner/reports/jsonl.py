"""JSON Lines: one object for each finding, as they arrive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from cleaner.reports.items import as_json, items
from cleaner.results import Result, Run


def render(results: Iterable[Result], run: Run) -> Iterator[str]:
    """Yield a line for each finding; documents without any have none."""
    for result in results:
        for finding in as_json(result, items(result, run)):
            yield msgspec.json.encode(finding).decode() + "\n"

"""JSON: one object with all findings, and the totals behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from cleaner.reports.items import as_json, items
from cleaner.results import Result, Run, Tally


def render(results: Iterable[Result], run: Run) -> Iterator[str]:
    """Yield the object piece by piece: what made it, a line for each finding, the totals."""
    tool = {"name": "cleaner", "version": run.version}
    totals = Tally()
    yield f'{{"tool": {encoded(tool)},\n"settings": {encoded(run.settings)},\n"findings": ['
    separator = "\n"
    for result in results:
        totals.add(result)
        for finding in as_json(result, items(result, run)):
            yield separator + encoded(finding)
            separator = ",\n"
    yield f'\n],\n"totals": {encoded(_counted(totals))}}}\n'


def encoded(value: Any) -> str:
    """Return a value as JSON, on one line."""
    return msgspec.json.encode(value).decode()


def _counted(totals: Tally) -> dict[str, Any]:
    return {
        "documents": totals.documents,
        "documents_with_findings": totals.with_findings,
        "documents_with_edits": totals.changed,
        "edits": totals.edits,
        "reports": totals.flags,
        "edits_by_rule": dict(totals.edits_by_rule.most_common()),
        "reports_by_rule": dict(totals.flags_by_rule.most_common()),
    }

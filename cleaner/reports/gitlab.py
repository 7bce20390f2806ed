"""GitLab's code quality report: shown in the merge request, new and gone ones apart.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cleaner.reports.concise import described
from cleaner.reports.items import Status, digest, fingerprints, items, path_from_here
from cleaner.reports.json import encoded
from cleaner.results import Result, Run

_SEVERITIES: dict[Status, str] = {
    "fixed": "info",
    "fixable": "minor",
    "unsafe": "info",
    "report": "info",
    "kept": "info",
}


def render(results: Iterable[Result], run: Run) -> Iterator[str]:
    """Yield an array with an object for each finding; a line for each."""
    yield "["
    separator = "\n"
    for result in results:
        found = items(result, run)
        path = path_from_here(result.file)
        for item, known_by in zip(found, fingerprints(result, found), strict=True):
            line = item.line if result.row is None else result.row
            yield separator + encoded(
                {
                    "description": described(item),
                    "check_name": " ".join(item.rules),
                    "fingerprint": digest(path, result.field or "", known_by),
                    "severity": _SEVERITIES[item.status],
                    "location": {"path": path, "lines": {"begin": line}},
                }
            )
            separator = ",\n"
    yield "\n]\n"

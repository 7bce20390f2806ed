"""JUnit XML: each document a test suite, each finding a test; what is left to do fails.

The form that Jenkins, GitLab and Azure read: https://github.com/testmoapp/junitxml
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from cleaner.reports.concise import described
from cleaner.reports.items import Item, items
from cleaner.reports.visible import visible
from cleaner.results import Result, Run

_DONE = frozenset({"fixed", "kept"})


def render(results: Iterable[Result], run: Run) -> Iterator[str]:
    """Yield a suite for each document; one without findings holds one test that passed."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="cleaner">\n'
    for result in results:
        found = items(result, run)
        failures = sum(item.status not in _DONE for item in found)
        name = result.file
        if result.row is not None:
            name += f":{result.row} {result.field}"
        yield (
            f"  <testsuite name={_attribute(name)} tests={_attribute(str(len(found) or 1))}"
            f' failures={_attribute(str(failures))} errors="0">\n'
        )
        if not found:
            yield f'    <testcase name="nothing found" classname={_attribute(name)}/>\n'
        for item in found:
            yield _case(item, name)
        yield "  </testsuite>\n"
    yield "</testsuites>\n"


def _case(item: Item, suite: str) -> str:
    name = f"{' '.join(item.rules)} {item.line}:{item.column}"
    start = f"    <testcase name={_attribute(name)} classname={_attribute(suite)}>"
    said = escape(visible(described(item)))
    if item.status in _DONE:
        return f"{start}<system-out>{item.status}: {said}</system-out></testcase>\n"
    kind = f"message={_attribute(item.message)} type={_attribute(item.status)}"
    return f"{start}<failure {kind}>{said}</failure></testcase>\n"


def _attribute(text: str) -> str:
    # XML 1.0 has no way to write most control characters, escaped or not
    return quoteattr(visible(text))

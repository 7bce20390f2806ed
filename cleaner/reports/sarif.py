"""SARIF 2.1.0, for code scanning: results with regions, fixes and the rules behind them.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/. Columns count code points. In a file of many
documents a region is the row alone, as the text in it is escaped there, and the exact place is
in the properties.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cleaner.reports.concise import described
from cleaner.reports.items import Item, Status, fingerprints, items, path_from_here
from cleaner.reports.json import encoded
from cleaner.results import Result, Run
from cleaner.rules import Fix, Rule

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS: dict[Status, str] = {
    "fixed": "note",
    "fixable": "warning",
    "unsafe": "note",
    "report": "note",
    "kept": "none",
}
_RULE_LEVELS: dict[Fix, str] = {"safe": "warning", "unsafe": "note", "none": "note"}
_PROMISES: dict[Fix, str] = {
    "safe": "repaired by default",
    "unsafe": "repaired with --unsafe-fixes",
    "none": "only reported",
}


def render(results: Iterable[Result], run: Run) -> Iterator[str]:
    """Yield a log with one run: a line for each result, then the rules that found something."""
    yield f'{{"$schema": {encoded(SCHEMA)}, "version": "2.1.0", "runs": [{{\n'
    yield '"columnKind": "unicodeCodePoints",\n"results": ['
    indexes: dict[str, int] = {}  # of the rules, in the order they are first seen
    separator = "\n"
    for result in results:
        found = items(result, run)
        for item, known_by in zip(found, fingerprints(result, found), strict=True):
            index = indexes.setdefault(item.rules[0], len(indexes))
            yield separator + encoded(_result(result, item, index, known_by))
            separator = ",\n"
    driver = {
        "name": "cleaner",
        "semanticVersion": run.version,
        "rules": [_rule(run.rules[rule]) for rule in indexes],
        "properties": {"settings": run.settings},
    }
    yield f'\n],\n"tool": {encoded({"driver": driver})}\n}}]}}\n'


def _result(result: Result, item: Item, index: int, known_by: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "ruleId": item.rules[0],
        "ruleIndex": index,
        "level": _LEVELS[item.status],
        "message": {"text": described(item)},
        "locations": [_location(result, item)],
        # the name that GitHub knows; its own hash of the line would change with other findings
        "partialFingerprints": {"primaryLocationLineHash": f"{known_by}:1"},
        "properties": {
            "status": item.status,
            "rules": item.rules,
            "doc": result.report.document.id,
            "start": item.start,
            "end": item.end,
            "before": item.before,
            "after": item.after,
        },
    }
    if item.status == "kept":
        told["kind"] = "informational"
    if item.after is not None and result.row is None:
        told["fixes"] = [_fix(result, item)]
    return told


def _location(result: Result, item: Item) -> dict[str, Any]:
    artifact = {"artifactLocation": _artifact(result)}
    if result.row is None:
        region = _region(item) | {"snippet": {"text": item.before}}
        return {"physicalLocation": artifact | {"region": region}}
    name = f"row {result.row}, {result.field}"
    logical = [{"name": result.field, "fullyQualifiedName": name, "kind": "member"}]
    if Path(result.file).suffix == ".parquet":  # its rows are no lines
        return {"physicalLocation": artifact, "logicalLocations": logical}
    row = {"startLine": result.row}
    return {"physicalLocation": artifact | {"region": row}, "logicalLocations": logical}


def _fix(result: Result, item: Item) -> dict[str, Any]:
    replacement = {"deletedRegion": _region(item), "insertedContent": {"text": item.after}}
    change = {"artifactLocation": _artifact(result), "replacements": [replacement]}
    # several rules may have made one change; all are named
    return {"description": {"text": " ".join(item.rules)}, "artifactChanges": [change]}


def _region(item: Item) -> dict[str, int]:
    return {
        "startLine": item.line,
        "startColumn": item.column,
        "endLine": item.end_line,
        "endColumn": item.end_column,
    }


def _artifact(result: Result) -> dict[str, str]:
    path = path_from_here(result.file)
    if Path(path).is_absolute():
        return {"uri": Path(path).as_uri()}
    return {"uri": quote(path), "uriBaseId": "%SRCROOT%"}


def _rule(rule: Rule) -> dict[str, Any]:
    file = rule.file
    return {
        "id": rule.id,
        "name": "".join(word.title() for word in rule.id.replace("/", "-").split("-")),
        "shortDescription": {"text": file.summary},
        "fullDescription": {"text": file.why},
        "help": {"text": _help(rule)},
        "defaultConfiguration": {"level": _RULE_LEVELS[rule.fix]},
        "properties": {
            "tags": [rule.family, f"its-{file.type}"],
            "itsLocQualityIssueType": file.type,
            "fix": rule.fix,
        },
    }


def _help(rule: Rule) -> str:
    file = rule.file
    said = f"{file.summary}\n\n{file.why}\n\nIt is {_PROMISES[rule.fix]}."
    for example in file.example:
        if example.bad is not None and not example.known_failure:
            good = f"\nGood: {example.good}" if example.good is not None else ""
            return f"{said}\n\nBad: {example.bad}{good}"
    return said

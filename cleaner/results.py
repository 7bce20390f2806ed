"""What became of one text, where it stands, and what all texts of a run share.

The unit that reports are made of. Knows nothing of how a report looks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import msgspec

from cleaner.pipeline import Report
from cleaner.rules import Rule


class Result(msgspec.Struct, frozen=True):
    """One cleaned text.

    `file` is named as on the command line (`<stdin>` for standard input). In a file of many
    documents `row` is the number of its row, from 1 (in CSV the header is the first),
    and `field` the name of the field; both are None where the file is the text. `applied`
    tells whether the edits were carried out.
    """

    file: str
    row: int | None
    field: str | None
    report: Report
    applied: bool


class Run(msgspec.Struct, frozen=True):
    """What all results of one call share.

    `rules` are all rules that ran, by id. `explain_kept` asks also for what rules looked at
    and left alone, `color` for terminal colours. `settings` is printed as it is by the formats
    that say how they came about; its values must be JSON.
    """

    rules: Mapping[str, Rule]
    version: str
    explain_kept: bool = False
    color: bool = False
    settings: Mapping[str, object] = {}


class Tally(msgspec.Struct):
    """Counts over results, added one by one; they take no more room for more documents."""

    documents: int = 0
    with_findings: int = 0
    changed: int = 0  # documents with at least one edit
    edits: int = 0
    flags: int = 0
    edits_by_rule: Counter[str] = msgspec.field(default_factory=Counter)
    flags_by_rule: Counter[str] = msgspec.field(default_factory=Counter)

    def add(self, result: Result) -> None:
        """Count one result; an edit counts for each of its rules."""
        report = result.report
        self.documents += 1
        self.with_findings += bool(report.edits or report.flags)
        self.changed += bool(report.edits)
        self.edits += len(report.edits)
        self.flags += len(report.flags)
        self.edits_by_rule.update(rule for edit in report.edits for rule in edit.rules)
        self.flags_by_rule.update(flag.rule for flag in report.flags)

    def merge(self, other: Tally) -> None:
        """Count what was counted elsewhere."""
        for name, value in msgspec.structs.asdict(other).items():
            if isinstance(value, Counter):
                getattr(self, name).update(value)
            else:
                setattr(self, name, getattr(self, name) + value)

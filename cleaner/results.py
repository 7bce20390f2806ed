"""What became of one text, and where it stands: the unit that reports are made of."""

from __future__ import annotations

from dataclasses import dataclass

from cleaner.pipeline import Report


@dataclass(frozen=True)
class Result:
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

"""Arrow in, Arrow out: the one function that every engine can call on its batches.

Knows columns and edits; knows no engine, no file and no process.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, TypeVar

from cleaner.document import Document
from cleaner.edits import undo
from cleaner.formats.rows import Fields, FormatError, Row
from cleaner.formats.streams import PackageMissingError
from cleaner.ledger import DocumentRecord, EditRecord, as_table, encode, kind_of_fix, sha256
from cleaner.parcel import Parcel
from cleaner.pipeline import Cleaner, Report

try:
    import pyarrow as pa

    from cleaner.formats.columns import replaced, rows
except ImportError:
    raise PackageMissingError("cleaner.arrow", "parquet") from None

Batch = TypeVar("Batch", pa.RecordBatch, pa.Table)

EDITS = pa.list_(
    pa.struct(
        [
            ("field", pa.string()),
            ("start", pa.int64()),
            ("end", pa.int64()),
            ("before", pa.string()),
            ("after", pa.string()),
            ("rules", pa.list_(pa.string())),
            ("fix", pa.string()),
        ]
    )
)


class ArrowCleaner:
    """A function from record batches to record batches, or from tables to tables.

    Texts are cleaned; the schema, its metadata, all other columns and the order of rows stay,
    and so does a row with a null for a text. `edits` names a column to be appended: the edits
    of each row, a list of `EDITS`, which `ledger_table` makes a ledger of.

        clean = ArrowCleaner(source="pt", fields=Fields(date="metadata.date"))
        dataset.with_format("arrow").map(clean, batched=True)

    It takes a `Cleaner`, or what makes one. It can be pickled: what travels are the settings,
    the user's own rules and a hash of all rules, which are loaded once in each process.
    """

    def __init__(
        self,
        cleaner: Cleaner | None = None,
        *,
        fields: Fields | None = None,
        edits: str | None = None,
        **settings: Any,
    ) -> None:
        if cleaner is not None and settings:
            raise TypeError(f"a cleaner has its settings already: {', '.join(settings)}")
        self.cleaner = Cleaner(**settings) if cleaner is None else cleaner
        self.fields = fields or Fields()
        self.edits = edits

    def __reduce__(self) -> tuple[Any, ...]:
        """Let another process load the same rules, once."""
        return _again, (self._parcel, self.fields, self.edits)

    @cached_property
    def _parcel(self) -> Parcel:
        return Parcel.of(self.cleaner)

    def __call__(self, batch: Batch) -> Batch:
        """Return the batch with its texts cleaned. Raises `FormatError` for a missing column."""
        reports = self._reports(batch)
        texts: dict[str, dict[int, str]] = {}
        for place, of_row in reports.items():
            for name, report in of_row.items():
                texts.setdefault(name, {})[place] = report.text
        cleaned = replaced(batch, texts) if texts else batch
        if self.edits is None:
            return cleaned
        column = [list(self._edits(reports.get(place, {}))) for place in range(batch.num_rows)]
        return cleaned.append_column(pa.field(self.edits, EDITS), pa.array(column, EDITS))

    def _reports(self, batch: Batch) -> dict[int, dict[str, Report]]:
        """Return what became of the texts that changed, by place and field."""
        if self.edits is not None and self.edits in batch.schema.names:
            raise FormatError(f"a column {self.edits!r} is there already; name another for edits")
        given = [
            (row.number, name, document)
            for row in rows(batch, self.fields, first=0)
            if isinstance(row, Row)
            for name, document in row.documents.items()
        ]
        cleaned = self.cleaner.clean_documents([document for *_, document in given])
        reports: dict[int, dict[str, Report]] = {}
        for (number, name, _), report in zip(given, cleaned, strict=True):
            if report.edits:
                reports.setdefault(number, {})[name] = report
        return reports

    def _edits(self, reports: dict[str, Report]) -> Iterator[dict[str, Any]]:
        rules = self.cleaner.catalogue.rules
        for name, report in reports.items():
            for edit in report.edits:
                yield {
                    "field": name,
                    "start": edit.start,
                    "end": edit.end,
                    "before": edit.before,
                    "after": edit.after,
                    "rules": edit.rules,
                    "fix": kind_of_fix(rules, edit),
                }


def ledger_table(
    cleaned: pa.RecordBatch | pa.Table, *, fields: Fields | None = None, edits: str, first: int = 1
) -> pa.Table:
    """Return the records of a ledger for batches with a column of edits.

    For each text that changed a record of the document, with the hashes of its text, then one
    for each edit: the columns of a ledger in Parquet. `first` is the number of the first row.
    """
    fields = fields or Fields()
    lines: list[bytes] = []
    column: Sequence[Any] = cleaned.column(edits).to_pylist()
    for row, of_row in zip(rows(cleaned, fields, first), column, strict=True):
        for name, document in row.documents.items() if isinstance(row, Row) else ():
            of_field = [edit for edit in of_row or () if edit["field"] == name]
            if of_field:
                lines += _records(row.number, name, document, of_field)
    return as_table(lines)


def _records(
    row: int, name: str, document: Document, edits: Sequence[dict[str, Any]]
) -> Iterator[bytes]:
    records = [
        EditRecord(
            document.id,
            name,
            tuple(edit["rules"]),
            edit["start"],
            edit["end"],
            edit["before"],
            edit["after"],
            edit["fix"],
        )
        for edit in edits
    ]
    original = undo(document.text, [record.edit for record in records])
    yield encode(DocumentRecord(document.id, row, name, sha256(original), sha256(document.text)))
    yield from map(encode, records)


def _again(parcel: Parcel, fields: Fields, edits: str | None) -> ArrowCleaner:
    clean = ArrowCleaner(parcel.cleaner(), fields=fields, edits=edits)
    clean.__dict__["_parcel"] = parcel  # its rules were never files that last
    return clean

"""Spark: a frame with its texts cleaned, and a frame of the edits.

The work is done by `DataFrame.mapInArrow`, batch by batch in the executors; the rules travel
with the function and are loaded once in each Python worker.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from cleaner.formats.rows import Fields, FormatError, Unreadable
from cleaner.formats.streams import PackageMissingError

try:
    import pyarrow as pa
    import pyspark.sql.functions as sql
    from pyspark.sql import DataFrame
    from pyspark.sql.pandas.types import from_arrow_type, to_arrow_schema
    from pyspark.sql.types import StringType, StructField, StructType
except ImportError:
    raise PackageMissingError("cleaner.engines.spark", "spark") from None

from cleaner.arrow import EDITS, ArrowCleaner
from cleaner.formats import columns

EDITS_COLUMN, REASON_COLUMN = "edits", "unreadable"
_LOG = logging.getLogger("cleaner")


def clean(
    frame: DataFrame, *, fields: Fields | None = None, strict: bool = False, **settings: Any
) -> tuple[DataFrame, DataFrame]:
    """Return the cleaned frame, and a frame with a row for each edit.

        cleaned, edits = clean(spark.read.parquet(folder), source="pt")

    Both come from one plan; to clean only once, write or persist what `with_edits` returns and
    `split` that. `settings` are those of `Cleaner`, the others as in `with_edits`.
    """
    fields = fields or Fields()
    return split(with_edits(frame, fields=fields, strict=strict, **settings), id=fields.id)


def with_edits(
    frame: DataFrame, *, fields: Fields | None = None, strict: bool = False, **settings: Any
) -> DataFrame:
    """Return the frame with its texts cleaned and two columns more: `edits` and `unreadable`.

    `edits` is a list for each row, `unreadable` the reason why a row stays as it is, null for
    most. A `strict` job stops at the first such row. Raises `FormatError` for a missing
    column, `RuleError` for a mistake in a rule, both before anything runs.
    """
    cleaner = ArrowCleaner(fields=fields, edits=EDITS_COLUMN, **settings)
    columns.text_paths(to_arrow_schema(frame.schema), cleaner.fields.text)
    for name in (EDITS_COLUMN, REASON_COLUMN):
        if name in frame.columns:
            raise FormatError(f"a column {name!r} is there already; rename it")
    added = [
        StructField(EDITS_COLUMN, from_arrow_type(EDITS)),
        StructField(REASON_COLUMN, StringType()),
    ]
    schema = StructType([*frame.schema.fields, *added])
    return frame.mapInArrow(in_arrow(cleaner, strict=strict), schema)


def split(frame: DataFrame, *, id: str = "id") -> tuple[DataFrame, DataFrame]:
    """Return the two frames that are in one with edits.

    That of the edits has the columns of a ledger: doc, field, rules, start, end, before,
    after, fix. `doc` is null where the frame has no column `id`.
    """
    try:
        doc = frame[id].cast("string")
    except Exception as error:  # Spark tells it by a class that depends on how it is connected
        if "UNRESOLVED_COLUMN" not in str(error):
            raise
        doc = sql.lit(None).cast("string")
    edits = frame.select(doc.alias("doc"), sql.explode(EDITS_COLUMN).alias("edit"))
    names = ("field", "rules", "start", "end", "before", "after", "fix")
    return (
        frame.drop(EDITS_COLUMN, REASON_COLUMN),
        edits.select("doc", *(sql.col(f"edit.{name}").alias(name) for name in names)),
    )


def in_arrow(
    cleaner: ArrowCleaner, *, strict: bool = False
) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Return the function for `DataFrame.mapInArrow`.

    To the columns of a batch it adds that of `cleaner.edits`, if it has one, and `unreadable`.
    """

    def cleaned(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            reasons = _reasons(batch, cleaner.fields)
            found = [reason for reason in reasons if reason is not None]
            if found and strict:
                raise FormatError(found[0])
            if found:
                _LOG.warning("%d rows stay as they are; the first: %s", len(found), found[0])
            yield cleaner(batch).append_column(REASON_COLUMN, pa.array(reasons, pa.string()))

    return cleaned


def _reasons(batch: pa.RecordBatch, fields: Fields) -> list[str | None]:
    return [
        row.reason if isinstance(row, Unreadable) else None
        for row in columns.rows(batch, fields, first=0)
    ]

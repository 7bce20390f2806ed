"""Parquet: one document in each row; schema, metadata, row groups and other columns stay.

A file is read row group by row group, a large one in parts, and written in the same row
groups. A row without a text cannot leave its file: it is told, and stays.
"""

from __future__ import annotations

import io
import mmap
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from cleaner.formats.rows import (
    Change,
    Changed,
    Chunk,
    Fields,
    FormatError,
    Rebuilt,
    Row,
    Span,
    Unreadable,
)
from cleaner.formats.streams import COMPRESSED, PackageMissingError, Sink, Source

if TYPE_CHECKING:
    import pyarrow as pa

# of columns without a dictionary; whatever else is pyarrow's own choice
_ENCODINGS = (
    "DELTA_BINARY_PACKED",
    "DELTA_LENGTH_BYTE_ARRAY",
    "DELTA_BYTE_ARRAY",
    "BYTE_STREAM_SPLIT",
)
_PART = 8 * 1024 * 1024  # bytes; a row group that is larger is read in parts
_ROWS = 64  # that are unpacked at once: a few bytes may stand for a megabyte in each of them


@dataclass(frozen=True)
class Part:
    """Some rows of a row group; `last` closes it."""

    table: pa.Table
    last: bool


@dataclass(frozen=True)
class Parquet:
    """Parquet with its texts in the columns of `fields`."""

    fields: Fields = field(default_factory=Fields)
    name = "parquet"
    many = True

    def chunks(self, source: Source) -> Iterator[Chunk]:
        """Yield the row groups of a file, a large one in parts. Raises `FormatError`."""
        columns = _columns()
        with _opened(source.path) as file:
            columns.places(file.schema_arrow, self.fields)
            size = 0 if source.path is None else source.path.stat().st_size
            first = 1
            for group in range(file.num_row_groups):
                for part in _parts(file, group):
                    yield Chunk(first, part)
                    first += part.table.num_rows
                _hash_up_to(source, size * (group + 1) // file.num_row_groups)
            _hash_up_to(source, None)

    def spans(self, source: Source, size: int) -> Iterator[Span]:
        """Yield spans of rows, cut between the parts of row groups. Raises `FormatError`."""
        columns = _columns()
        with _opened(source.path) as file:
            columns.places(file.schema_arrow, self.fields)
            first = number = 1
            held = 0
            for group in range(file.num_row_groups):
                for part in _parts(file, group):
                    if held >= size:
                        yield Span(first, range(first, number))
                        first, held = number, 0
                    number += part.table.num_rows
                    held += part.table.nbytes
        yield Span(first, range(first, number + 1))  # also row groups without rows at the end
        _hash_up_to(source, None)

    def chunks_in(self, path: Path, span: Span) -> Iterator[Chunk]:
        """Yield the parts of row groups in a span. Raises `FormatError`."""
        number = 1
        with _opened(path) as file:
            for group in range(file.num_row_groups):
                rows = file.metadata.row_group(group).num_rows
                if number < span.first and number + rows <= span.first:
                    number += rows
                    continue
                for part in _parts(file, group):
                    if number >= span.where.stop:
                        return
                    if number >= span.first:
                        yield Chunk(number, part)
                    number += part.table.num_rows

    def rows(self, chunk: Chunk) -> Iterator[Row | Unreadable]:
        """Yield the rows of a chunk."""
        rows: Iterator[Row | Unreadable] = _columns().rows(
            chunk.data.table, self.fields, chunk.first
        )
        return rows

    def rebuild(
        self,
        chunk: Chunk,
        changes: Mapping[tuple[int, str], Change],
        left_out: Collection[int] = (),
        put_in: Mapping[int, Any] = MappingProxyType({}),
    ) -> Rebuilt:
        """Return the chunk with changes made; no row leaves it and none is put in."""
        table = chunk.data.table
        columns = _columns()
        texts: dict[str, dict[int, str]] = {}
        changed: dict[tuple[int, str], Changed] = {}
        for (number, name), change in changes.items():
            place = number - chunk.first
            before = columns.text_at(table, name, place)
            texts.setdefault(name, {})[place] = _spliced(before, change)
            changed[number, name] = Changed((None,) * len(change.splices))
        return Rebuilt([Part(columns.replaced(table, texts), chunk.data.last)], changed)

    def writer(self, sink: Sink, source: Source) -> _Writer:
        """Return what writes parts in the form of the file that is read."""
        return _Writer(sink, source.path)


class _Writer:
    """A Parquet file with the schema, the metadata and the settings of another.

    Raises `OSError` if the schema of the other could not be kept.
    """

    def __init__(self, sink: Sink, like: Path | None) -> None:
        from pyarrow import parquet

        with _opened(like) as file:
            options, schema, self._metadata = _options(file), file.schema, file.metadata.metadata
            arrow_schema = file.schema_arrow.remove_metadata()
        _try(arrow_schema, options, schema)
        self._sink = sink
        self._spool: _Spool | None = None  # the parts of a row group so far, on disk
        self._writer = parquet.ParquetWriter(_Target(sink), arrow_schema, **options)

    def write(self, part: Part) -> None:
        """Write some rows; a row group is written when its last part is there."""
        if part.last and self._spool is None:
            self._write(part.table)
            return
        if self._spool is None:
            self._spool = _Spool(self._sink.part.parent, part.table.schema)
        self._spool.write(part.table)
        if part.last:
            self._write(self._spool.table())
            self._spool = None

    def _write(self, table: Any) -> None:
        # without a size a large row group would be divided
        table = table.replace_schema_metadata(None)
        self._writer.write_table(table, row_group_size=max(1, table.num_rows))

    def finish(self) -> None:
        """Bring everything to the disk; nothing can be written after it."""
        if self._metadata:
            self._writer.add_key_value_metadata(self._metadata)
        self._writer.close()
        self._sink.finish()


class _Target:
    """The sink, for as long as it is open: pyarrow ends each file, also one that was given up."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self.tell, self.flush = sink.tell, sink.flush
        self.closed = False

    def write(self, data: bytes) -> int:
        return len(data) if self._sink.closed else self._sink.write(data)


class _Spool:
    """Rows on disk, in Arrow's own form, that come back as one table without being copied."""

    def __init__(self, folder: Path, schema: Any) -> None:
        import pyarrow as pa

        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115
        self._writer = pa.ipc.new_stream(self._file, schema)

    def write(self, table: Any) -> None:
        self._writer.write_table(table)

    def table(self) -> Any:
        """Return all rows; they stay on disk until they are looked at."""
        import pyarrow as pa

        self._writer.close()
        self._file.flush()
        with self._file:
            mapped = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        return pa.ipc.open_stream(pa.py_buffer(mapped)).read_all()


def _columns() -> Any:
    """Return the module that knows Arrow's columns. Raises `PackageMissingError`."""
    try:
        from cleaner.formats import columns
    except ImportError:
        raise PackageMissingError("Parquet", "parquet") from None
    return columns


@contextmanager
def _opened(path: Path | None) -> Iterator[Any]:
    """Give the file to be read. Raises `FormatError`, `PackageMissingError`."""
    if path is None:
        raise FormatError("Parquet cannot be read from standard input; give the name of a file")
    if path.suffix in COMPRESSED:
        raise FormatError(f"Parquet is compressed inside; unpack the {path.suffix} first")
    _columns()
    import pyarrow as pa
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path, pre_buffer=False, buffer_size=1 << 20) as file:
            yield file
    except (pa.ArrowException, OSError) as error:
        raise FormatError(f"not a Parquet file that can be read: {error}") from None


def _parts(file: Any, group: int) -> Iterator[Part]:
    """Yield the rows of a row group in parts of about 8 MB."""
    import pyarrow as pa

    schema = file.schema_arrow
    left = file.metadata.row_group(group).num_rows
    if not left:
        yield Part(schema.empty_table(), last=True)
    held: list[Any] = []
    size = 0
    for batch in file.iter_batches(batch_size=_ROWS, row_groups=[group]):
        held.append(batch)
        size += batch.nbytes
        left -= batch.num_rows
        if not left or size >= _PART:
            yield Part(pa.Table.from_batches(held, schema).combine_chunks(), last=not left)
            held, size = [], 0


def _hash_up_to(source: Source, place: int | None) -> None:
    """Read the bytes of the file for its hash, as far as its rows were read."""
    while (place is None or source.position < place) and source.read():
        pass


def _spliced(text: str, change: Change) -> str:
    parts: list[str] = []
    position = 0
    for splice in change.splices:
        parts += text[position : splice.start], splice.after
        position = splice.end
    return "".join([*parts, text[position:]])


def _try(arrow_schema: Any, options: Mapping[str, Any], schema: Any) -> None:
    """Write an empty file; raises `OSError` if it has another schema of Parquet."""
    import pyarrow as pa
    from pyarrow import parquet

    trial = io.BytesIO()
    try:
        parquet.ParquetWriter(trial, arrow_schema, **options).close()
    except pa.ArrowException as error:
        raise OSError(f"its form cannot be kept: {error}") from None
    written = parquet.read_metadata(trial).schema
    if not written.equals(schema):
        raise OSError(f"its schema would not stay: {_difference(schema, written)}")


def _options(file: Any) -> dict[str, Any]:
    """Return the settings a file was written with, as far as it tells."""
    metadata = file.metadata
    options: dict[str, Any] = {
        "version": metadata.format_version,
        "store_schema": False,  # it is copied with the other metadata
    }
    if not metadata.num_row_groups:
        return options
    group = metadata.row_group(0)
    columns = [group.column(place) for place in range(group.num_columns)]
    paths = [column.path_in_schema for column in columns]
    codecs = {"UNCOMPRESSED": "NONE", "LZ4_RAW": "LZ4", "LZO": "SNAPPY"}
    options |= {
        "compression": {
            c.path_in_schema: codecs.get(c.compression, c.compression) for c in columns
        },
        "use_dictionary": [c.path_in_schema for c in columns if c.has_dictionary_page],
        "write_statistics": [c.path_in_schema for c in columns if c.is_stats_set],
        "use_deprecated_int96_timestamps": any(c.physical_type == "INT96" for c in columns),
        "store_decimal_as_integer": any(
            c.logical_type.type == "DECIMAL" and c.physical_type.startswith("INT")
            for c in file.schema
        ),
        "use_compliant_nested_type": not any(".list.item" in path for path in paths),
        "write_page_index": any(c.has_column_index for c in columns),
    }
    encodings = {
        c.path_in_schema: encoding
        for c in columns
        for encoding in c.encodings
        if encoding in _ENCODINGS and not c.has_dictionary_page
    }
    if encodings:
        options["column_encoding"] = encodings
    if group.sorting_columns:
        options["sorting_columns"] = group.sorting_columns
    return options


def _difference(before: Any, after: Any) -> str:
    for old, new in zip(before, after, strict=False):
        if not old.equals(new):
            kinds = [f"{column.physical_type} {column.logical_type}" for column in (old, new)]
            return f"column {old.path} is {kinds[0]}, and would be {kinds[1]}"
    return "its columns are nested in another way"

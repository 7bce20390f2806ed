"""The ledger: every edit of a run on disk, in the order of files, rows and places.

One record for the run, one for each file, one for each document that changed, one for each
edit, each after what it belongs to. JSON Lines, or Parquet by suffix; compressed by suffix.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

import msgspec

from cleaner.edits import Edit
from cleaner.formats.rows import Fields, LongRow
from cleaner.formats.streams import COMPRESSED, Note, Sink, Source

if TYPE_CHECKING:
    from cleaner.rules import Rule

VERSION = 1
_Count = Annotated[int, msgspec.Meta(ge=0)]
_BATCH = 10_000  # records in a row group of a Parquet ledger


class LedgerError(ValueError):
    """A ledger that cannot be read, told with its place."""


class RunRecord(msgspec.Struct, frozen=True, tag="run", tag_field="record"):
    """What cleaned: the version, the hash of all rules, the settings."""

    ledger: int
    version: str
    rules: str
    settings: dict[str, Any]


class FileRecord(msgspec.Struct, frozen=True, tag="file", tag_field="record", omit_defaults=True):
    """One file: where it was read and written, the hashes of its content, what was counted.

    `output` is the file that was written, the same as `file` where it was cleaned in place.
    """

    file: str
    output: str
    format: str
    fields: Fields
    sha256_before: str
    sha256_after: str
    cleaner: _Count = 0  # number of the settings, in those of the run, that it was cleaned with
    documents: _Count = 0
    changed: _Count = 0
    edits: _Count = 0
    flags: _Count = 0
    unreadable: _Count = 0
    set_aside: tuple[int, ...] = ()  # rows that left the file for the quarantine
    quarantine: str | None = None


class DocumentRecord(
    msgspec.Struct, frozen=True, tag="document", tag_field="record", omit_defaults=True
):
    """One field of one row that changed, and the hashes of its text."""

    doc: str
    row: _Count
    field: str
    sha256_before: str
    sha256_after: str
    bare: bool = False  # the field had to be quoted in its file


class EditRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """One edit. `raw` is how the file spelt `before`, where it is not the usual way."""

    doc: str
    field: str
    rules: tuple[str, ...]
    start: _Count
    end: _Count
    before: str
    after: str
    fix: Literal["safe", "unsafe"]
    raw: str | None = None

    @property
    def edit(self) -> Edit:
        """Return the edit itself."""
        return Edit(self.start, self.end, self.before, self.after, self.rules)


class Placed(NamedTuple):
    """An edit, and the file and the row it stands in."""

    file: str
    row: int
    edit: EditRecord


Chosen = Callable[[Placed], bool]
Record = RunRecord | FileRecord | DocumentRecord | EditRecord


class _Kind(msgspec.Struct):
    record: str = "edit"


_KIND = msgspec.json.Decoder(_Kind)
_DECODERS: dict[str, msgspec.json.Decoder[Any]] = {
    "run": msgspec.json.Decoder(RunRecord),
    "file": msgspec.json.Decoder(FileRecord),
    "document": msgspec.json.Decoder(DocumentRecord),
    "edit": msgspec.json.Decoder(EditRecord),
}
_ENCODE = msgspec.json.Encoder().encode


def sha256(text: str) -> str:
    """Return the hash of a text, as UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def kind_of_fix(rules: Mapping[str, Rule], edit: Edit) -> Literal["safe", "unsafe"]:
    """Return what an edit promises: it is safe if all of its rules are."""
    return "safe" if all(rules[rule].fix == "safe" for rule in edit.rules) else "unsafe"


def content_hash(path: Path) -> str:
    """Return the hash of what a file holds, unpacked; of a ledger in parts, of all its parts."""
    if path.is_dir():
        return hash_of_parts({part.name: content_hash(part) for part in parts(path)})
    with Source(path) as source:
        while source.read():
            pass
        return source.sha256


def encode(record: Record) -> bytes:
    """Return a record as a line."""
    return _ENCODE(record) + b"\n"


def hash_of_parts(hashes: Mapping[str, str]) -> str:
    """Return the hash of a ledger that is a folder, from those of its files by name."""
    return sha256("".join(f"{hashes[name]} {name}\n" for name in sorted(hashes)))


def parts(folder: Path) -> list[Path]:
    """Return the files of a ledger that is a folder, a dataset of Parquet files, in order."""
    return sorted(folder.glob("*.parquet"))


def is_parquet(path: Path) -> bool:
    """Tell by the suffix."""
    return path.suffix == ".parquet"


def stem(path: Path) -> str:
    """Return the name of a ledger without what tells its form: `edits.jsonl.zst` is `edits`."""
    name = path.name
    for suffix in (*COMPRESSED, ".jsonl", ".ndjson", ".json", ".parquet"):
        name = name.removesuffix(suffix)
    return name or path.name


def read(path: Path) -> Iterator[Record]:
    """Yield the records of a ledger, the run first. Raises `LedgerError`, `OSError`."""
    records: Iterator[Record]
    if path.is_dir():
        if not parts(path):
            raise LedgerError(f"{path}: is a directory without the Parquet files of a ledger")
        records = chain.from_iterable(map(_from_parquet, parts(path)))
    else:
        records = _from_parquet(path) if is_parquet(path) else _from_lines(path)
    first = next(records, None)
    if not isinstance(first, RunRecord):
        raise LedgerError(f"{path}:1: no ledger: the first record must tell of the run")
    if first.ledger != VERSION:
        raise LedgerError(
            f"{path}:1: a ledger of form {first.ledger}; this cleaner reads {VERSION}"
        )
    yield first
    yield from _in_order(path, records)


def _in_order(path: Path, records: Iterator[Record]) -> Iterator[Record]:
    """Yield the records; raises `LedgerError` for one that does not belong where it stands."""
    file: FileRecord | None = None
    document: DocumentRecord | None = None
    end = -1
    for number, record in enumerate(records, 2):
        if isinstance(record, RunRecord):
            raise LedgerError(f"{path}:{number}: a second run; a ledger tells of one")
        if isinstance(record, FileRecord):
            file, document = record, None
        elif isinstance(record, DocumentRecord):
            if file is None or (document and record.row < document.row):
                raise LedgerError(f"{path}:{number}: a document out of its order")
            document, end = record, -1
        else:
            if document is None or (record.doc, record.field) != (document.doc, document.field):
                raise LedgerError(f"{path}:{number}: an edit without its document")
            if not end < record.start <= record.end:
                raise LedgerError(f"{path}:{number}: an edit out of its order")
            end = record.end
        yield record


Documents = Iterator[tuple[DocumentRecord, list[EditRecord]]]


def files(records: Iterator[Record]) -> Iterator[tuple[FileRecord, Documents]]:
    """Yield each file with its documents, each with its edits; `records` stand behind the run.

    The documents of a file are to be read before the next file is asked for.
    """
    ahead: list[Record] = []

    def following() -> Record | None:
        return ahead.pop() if ahead else next(records, None)

    def documents() -> Documents:
        while isinstance(document := following(), DocumentRecord):
            edits = []
            while isinstance(edit := following(), EditRecord):
                edits.append(edit)
            if edit is not None:
                ahead.append(edit)
            yield document, edits
        if document is not None:
            ahead.append(document)

    while isinstance(file := following(), FileRecord):
        of_file = documents()
        yield file, of_file
        for _ in of_file:
            pass


def _from_lines(path: Path) -> Iterator[Record]:
    from cleaner.formats.jsonl import lines

    with Source(path) as source:
        for chunk in lines(source):
            if isinstance(chunk, LongRow):
                raise LedgerError(f"{path}:{chunk.number}: too long for a record")
            for number, line in enumerate(chunk.data.splitlines(), chunk.first):
                yield _record(line, f"{path}:{number}")


def _record(line: bytes, place: str) -> Record:
    try:
        kind = _KIND.decode(line).record
        if kind not in _DECODERS:
            raise LedgerError(f"{place}: unknown record {kind!r}; known: {', '.join(_DECODERS)}")
        record: Record = _DECODERS[kind].decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise LedgerError(f"{place}: not a record of a ledger: {error}") from None
    return record


def write(path: Path, lines: Iterable[bytes], *, note: Note | None = None) -> str:
    """Write the lines of a ledger under a name, in its form; return the hash of the content.

    A ledger that is a folder becomes one with a single file.
    """
    if path.is_dir():
        return _replace_folder(path, lines)
    with Sink(path, note=note) as sink:
        if is_parquet(path):
            _to_parquet(sink, lines)
        else:
            for line in lines:
                sink.write(line)
        sink.commit()
        return sink.sha256


def _replace_folder(folder: Path, lines: Iterable[bytes]) -> str:
    import tempfile

    with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as name:
        new, old = Path(name, "new"), Path(name, "old")
        new.mkdir(mode=folder.stat().st_mode & 0o777)
        write(new / "part-00000000.parquet", lines)
        folder.rename(old)
        new.rename(folder)
    return content_hash(folder)


def _to_parquet(sink: Sink, lines: Iterable[bytes]) -> None:
    from itertools import islice

    _, parquet = _pyarrow()
    whole = iter(line for part in lines for line in part.splitlines())
    with parquet.ParquetWriter(sink, _schema(), compression="zstd") as writer:
        while batch := list(islice(whole, _BATCH)):
            writer.write_table(as_table(batch))


def as_table(lines: Iterable[bytes]) -> Any:
    """Return the lines of a ledger as an Arrow table, the form they have in Parquet."""
    pyarrow, _ = _pyarrow()
    return pyarrow.Table.from_pylist([_parquet_row(line) for line in lines], schema=_schema())


def _schema() -> Any:
    pyarrow, _ = _pyarrow()
    text, number = pyarrow.string(), pyarrow.int64()
    return pyarrow.schema(
        [
            ("record", text),
            ("doc", text),
            ("row", number),
            ("field", text),
            ("rules", pyarrow.list_(text)),
            ("start", number),
            ("end", number),
            ("before", text),
            ("after", text),
            ("fix", text),
            ("raw", text),
            ("sha256_before", text),
            ("sha256_after", text),
            ("bare", pyarrow.bool_()),
            ("details", text),  # of the run and of files, as JSON
        ]
    )


def _parquet_row(line: bytes) -> dict[str, Any]:
    row: dict[str, Any] = msgspec.json.decode(line)
    kind = row.setdefault("record", "edit")
    return {"record": kind, "details": line.decode()} if kind in {"run", "file"} else row


def _from_parquet(path: Path) -> Iterator[Record]:
    pyarrow, parquet = _pyarrow()
    try:
        file = parquet.ParquetFile(path)
        number = 0
        for batch in file.iter_batches(batch_size=_BATCH):
            for row in batch.to_pylist():
                number += 1
                line = row.get("details") or msgspec.json.encode(
                    {key: value for key, value in row.items() if value is not None}
                )
                yield _record(line.encode() if isinstance(line, str) else line, f"{path}:{number}")
    except pyarrow.ArrowException as error:
        raise LedgerError(f"{path}: not a Parquet file: {error}") from None


def _pyarrow() -> tuple[Any, Any]:
    from cleaner.formats.streams import PackageMissingError

    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise PackageMissingError("a ledger in Parquet", "parquet") from None
    return pyarrow, parquet

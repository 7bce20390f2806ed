"""What every format gives and takes: chunks of a file, rows in them, changes to be made.

A format reads a file as chunks, small enough for memory; a chunk's rows can be read, cleaned
and written back without any other chunk, so chunks may go to other processes.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol, runtime_checkable

import msgspec

from cleaner.document import Document
from cleaner.formats.streams import Sink, Source

MAX_ROW = 32 * 1024 * 1024  # bytes; a longer row is set aside unread


class FormatError(ValueError):
    """A file that cannot be read as what it is said to be; the message says what would be right."""


@dataclass(frozen=True)
class Fields:
    """Where a row has its texts, its id, its date and the language it was translated from.

    A dot leads into an object: `metadata.date`.
    """

    text: tuple[str, ...] = ("text",)
    id: str = "id"
    date: str = "date"
    source: str = "lang"


class Row(msgspec.Struct, frozen=True):
    """One row that was read: its number in the file, from 1, and a document for each field."""

    number: int
    id: str
    documents: Mapping[str, Document]


class Unreadable(msgspec.Struct, frozen=True):
    """A row that was not read, and why; `raw` is the row as it stands in the file.

    One that `stays` cannot leave its file: only the reason is written down.
    """

    number: int
    reason: str
    raw: bytes = b""
    stays: bool = False


class Splice(msgspec.Struct, frozen=True):
    """`text[start:end]` becomes `after`, spelt `raw` in the file if that is not None."""

    start: int
    end: int
    after: str
    raw: str | None = None


class Changed(msgspec.Struct, frozen=True):
    """How a field was spelt where it changed, for the way back.

    `spelt[i]` is how the file spelt what splice i replaced, None where there is no choice.
    `bare` tells that the field stood without the quotes that a change may put around it.
    """

    spelt: tuple[str | None, ...]
    bare: bool = False


class Change(msgspec.Struct, frozen=True):
    """The splices of one field, sorted.

    `bare` takes away the quotes that a change put there, if the field can stand without.
    """

    splices: Sequence[Splice]
    bare: bool = False


class Chunk(msgspec.Struct, frozen=True):
    """Some rows of a file: the number of the first, and what the format made of them."""

    first: int
    data: Any
    context: Any = None  # what all rows need to be read, as the header of a CSV file


class Span(msgspec.Struct, frozen=True):
    """Some rows of a file that can be read without the others.

    `first` is the number of the first row; `where` is what the format finds them by.
    """

    first: int
    where: range


class LongRow(msgspec.Struct, frozen=True):
    """A row of more than `MAX_ROW` bytes: it passes by in pieces, each read once, in order."""

    number: int
    pieces: Iterator[bytes]


class Rebuilt(msgspec.Struct, frozen=True):
    """A chunk with changes made: what the file's sink takes, and how the way back is spelt."""

    payload: Sequence[Any]
    changed: Mapping[tuple[int, str], Changed] = {}


class Format(Protocol):
    """One kind of file; an instance knows its settings and can be sent to other processes."""

    name: str
    many: bool  # a file has rows; otherwise the file is the document

    def chunks(self, source: Source) -> Iterator[Chunk | LongRow]:
        """Yield the chunks of a file in order. Raises `FormatError`."""

    def rows(self, chunk: Chunk) -> Iterator[Row | Unreadable]:
        """Yield the rows of a chunk in order."""

    def rebuild(
        self,
        chunk: Chunk,
        changes: Mapping[tuple[int, str], Change],
        left_out: Collection[int] = (),
        put_in: Mapping[int, Any] = MappingProxyType({}),
    ) -> Rebuilt:
        """Return the chunk with `changes`, by row and field, made.

        Rows `left_out` go; what is `put_in` stands, as it is, before the row of that number.
        """

    def writer(self, sink: Sink, source: Source) -> Writer:
        """Return what writes the parts of payloads to a file, in the form `source` has."""


@runtime_checkable
class Divisible(Format, Protocol):
    """A format whose files can be read in spans; these together hold the rows of the file."""

    def spans(self, source: Source, size: int) -> Iterator[Span]:
        """Yield spans of about `size` bytes in order, and read the file to its end.

        None come for a file that cannot be divided. Raises `FormatError`.
        """

    def chunks_in(self, path: Path, span: Span) -> Iterator[Chunk | LongRow]:
        """Yield the chunks of a span in order. Raises `FormatError`."""


class Writer(Protocol):
    """What takes the parts of a file in order."""

    def write(self, part: Any) -> object:
        """Write the next part."""

    def finish(self) -> None:
        """Bring everything to the disk; nothing can be written after it."""


def is_utf8(data: bytes) -> bool:
    """Tell whether bytes are UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def not_utf8(row: bytes) -> str:
    """Return where a row is not UTF-8, as a reason."""
    try:
        row.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"not UTF-8: byte 0x{row[error.start]:02x} at {error.start}"
    raise ValueError("the row is UTF-8")


def spelt_id(value: object) -> str:
    """Return an id as a string: a number as it is written, a lone surrogate as an escape."""
    if not isinstance(value, str):
        import json

        return json.dumps(value, default=str)
    return value.encode("utf-8", "backslashreplace").decode("utf-8")


def rebuilt(
    first: int,
    rows: Iterable[bytes],
    changes: Mapping[tuple[int, str], Change],
    left_out: Collection[int],
    put_in: Mapping[int, Any],
    spliced: Callable[[bytes, Sequence[tuple[str, Change]]], tuple[bytes, Mapping[str, Changed]]],
) -> Rebuilt:
    """Return rows of bytes, numbered from `first`, as `Format.rebuild` says.

    `spliced` gives a row with its changes made, and how each of its fields was spelt.
    """
    by_row: dict[int, list[tuple[str, Change]]] = {}
    for (number, name), change in changes.items():
        by_row.setdefault(number, []).append((name, change))
    parts: list[Any] = []
    changed: dict[tuple[int, str], Changed] = {}
    number = first - 1
    for number, row in enumerate(rows, first):
        if number in put_in:
            parts.append(put_in[number])
        if number in left_out:
            continue
        if number in by_row:
            row, spelt = spliced(row, by_row[number])
            changed |= {(number, name): how for name, how in spelt.items()}
        parts.append(row)
    parts += (put_in[place] for place in sorted(put_in) if place > number)
    return Rebuilt(_joined(parts), changed)


def _joined(parts: list[Any]) -> list[Any]:
    return [b"".join(parts)] if all(isinstance(part, bytes) for part in parts) else parts


def day(value: object) -> datetime.date | None:
    """Return the day a value begins with, `2024-05-01T…`, None where it does not."""
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def language(value: object) -> str | None:
    """Return the language a text was translated from; `en` is the language it is in."""
    if not isinstance(value, str) or not value:
        return None
    code = value.replace("_", "-").partition("-")[0].lower()
    return None if code == "en" else code

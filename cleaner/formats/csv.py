"""CSV and TSV: one document on each record, its texts in some of the columns.

RFC 4180: quotes around a cell, doubled inside of it; a quote inside a bare cell is text.
Nothing is written that did not change: an unchanged record is copied byte for byte, and in a
changed one only the characters of an edit are spelt anew.
"""

from __future__ import annotations

import codecs
import re  # on bytes, with many repetitions, it needs a tenth of the memory of `regex`
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec

from cleaner.document import Document
from cleaner.formats.rows import (
    MAX_ROW,
    Change,
    Changed,
    Chunk,
    Fields,
    FormatError,
    LongRow,
    Rebuilt,
    Row,
    Unreadable,
    day,
    is_utf8,
    language,
    not_utf8,
    rebuilt,
)
from cleaner.formats.streams import Sink, Source

_BLOCK = 1024 * 1024
_DELIMITERS = MappingProxyType({"csv": b",", "tsv": b"\t"})


@dataclass(frozen=True)
class Csv:
    """Cells between commas, with the texts in the columns of `fields`."""

    fields: Fields = field(default_factory=Fields)
    name = "csv"
    many = True

    def chunks(self, source: Source) -> Iterator[Chunk | LongRow]:
        """Yield the records of a file, about a megabyte at a time. Raises `FormatError`."""
        dialect = _dialect(self.name)
        header: _Header | None = None
        for piece in _pieces(dialect, source):
            if header is None:
                if isinstance(piece, LongRow):
                    raise FormatError("no header: the first row is longer than 32 MiB")
                header = self._header(dialect, piece.data)
            if isinstance(piece, LongRow):
                yield piece
            else:
                yield msgspec.structs.replace(piece, context=header)

    def _header(self, dialect: _Dialect, data: bytes) -> _Header:
        """Return what the first record that is not blank says. Raises `FormatError`."""
        records = enumerate(dialect.records(data, first=1), 1)
        number, record = next((r for r in records if r[1].strip(b"\r\n")), (0, b""))
        if not number:
            raise FormatError("no header: the file begins with blank lines")
        try:
            cells = dialect.cells(_readable(record.removeprefix(codecs.BOM_UTF8)))
        except ValueError as error:
            raise FormatError(f"the header cannot be read: {error}") from None
        names = [_text(cell) for cell in cells]
        for name in self.fields.text:
            if names.count(name) != 1:
                many = "several columns" if name in names else "no column"
                raise FormatError(f"{many} {name!r}; the columns: {', '.join(names)}")
        return _Header(number, tuple(names))

    def rows(self, chunk: Chunk) -> Iterator[Row | Unreadable]:
        """Yield the rows of a chunk; blank lines are no rows, nor is the header."""
        dialect, header = _dialect(self.name), chunk.context
        places = {name: place for place, name in enumerate(header.names)}
        fields = self.fields
        shared = [places.get(name) for name in (fields.id, fields.date, fields.source)]
        sound = is_utf8(chunk.data) and b"\0" not in chunk.data
        for number, record in enumerate(dialect.records(chunk.data, chunk.first), chunk.first):
            if number <= header.number or not record.strip(b"\r\n"):
                continue
            try:
                readable = record if sound else _readable(record)
                cells = dialect.cells(readable, len(header.names))
            except ValueError as error:
                yield Unreadable(number, str(error), record)
                continue
            id, date, source = ("" if i is None else _text(cells[i]) for i in shared)
            known = (id or str(number), language(source), day(date))
            documents = {name: Document(_text(cells[places[name]]), *known) for name in fields.text}
            yield Row(number, known[0], documents)

    def writer(self, sink: Sink, source: Source) -> Sink:
        """Return the file itself: parts are bytes."""
        return sink

    def rebuild(
        self,
        chunk: Chunk,
        changes: Mapping[tuple[int, str], Change],
        left_out: Collection[int] = (),
        put_in: Mapping[int, Any] = MappingProxyType({}),
    ) -> Rebuilt:
        """Return the chunk with changes made, other records as they were."""
        dialect = _dialect(self.name)
        names = chunk.context.names

        def spliced(
            record: bytes, of_record: Sequence[tuple[str, Change]]
        ) -> tuple[bytes, dict[str, Changed]]:
            cells = dialect.cells(record)
            changed = {}
            for name, change in of_record:
                place = names.index(name)
                bare = not cells[place].startswith(b'"')
                changed[name] = Changed((None,) * len(change.splices), bare)
                cells[place] = dialect.spliced(cells[place], change, alone=len(cells) == 1)
            return dialect.delimiter.join(cells) + _line_end(record), changed

        records = dialect.records(chunk.data, chunk.first)
        return rebuilt(chunk.first, records, changes, left_out, put_in, spliced)


class Tsv(Csv):
    """Cells between tabs, else the same."""

    name = "tsv"


class _Header(NamedTuple):
    """The number of the header's record, and the names of the columns."""

    number: int
    names: tuple[str, ...]


class _Dialect:
    """How records and cells are told apart."""

    def __init__(self, delimiter: bytes) -> None:
        self.delimiter = delimiter
        bare = rb"(?:[^%b\r\n]++|\r(?!\n))*+" % delimiter
        quoted = rb'"(?:[^"]++|"")*+"'
        cell = rb'(?:%b|(?!"))%b' % (quoted, bare)
        self._cell = re.compile(rb'(%b|(?!"))%b' % (quoted, bare))
        self._record = re.compile(cell + rb"(?:%b%b)*+\r?\n" % (delimiter, cell))
        self._cell_end = re.compile(rb"[%b\n]" % delimiter)

    def whole(self, data: bytes) -> tuple[int, int]:
        """Return where the last whole record of the bytes ends, and how many there are."""
        if b'"' not in data:
            return data.rfind(b"\n") + 1, data.count(b"\n")
        end = number = 0
        match = self._record.match
        while found := match(data, end):
            end = found.end()
            number += 1
        return end, number

    def records(self, data: bytes, first: int) -> Iterator[bytes]:
        """Yield the records with their line ends; a byte order mark is part of the first."""
        start = position = 0
        if first == 1 and data.startswith(codecs.BOM_UTF8):
            position = len(codecs.BOM_UTF8)
        match = self._record.match
        while found := match(data, position):
            position = found.end()
            yield data[start:position]
            start = position
        if data[start:]:
            yield data[start:]

    def cells(self, record: bytes, expected: int | None = None) -> list[bytes]:
        """Return the cells of a record as they are spelt. Raises `ValueError`."""
        body = record[: len(record) - len(_line_end(record))]
        if b'"' not in body:
            cells = body.split(self.delimiter, -1 if expected is None else expected)
        else:
            cells = list(self._quoted_cells(body, expected))
        if expected is not None and len(cells) != expected:
            found = f"more than {expected}" if len(cells) > expected else f"only {len(cells)}"
            raise ValueError(f"cells: {found}; the header has {expected}")
        if b"\r" in body and any(b"\r" in cell for cell in cells if cell[:1] != b'"'):
            raise ValueError("a carriage return alone, outside of quotes")
        return cells

    def _quoted_cells(self, body: bytes, expected: int | None) -> Iterator[bytes]:
        position = number = 0
        while expected is None or number <= expected:
            number += 1
            match = self._cell.match(body, position)
            if match is None:
                raise ValueError(f"the quote that begins cell {number} is never closed")
            if match.group(1) and match.end(1) < match.end():
                raise ValueError(f"text behind the closing quote of cell {number}")
            yield match.group()
            position = match.end() + 1
            if position > len(body):
                return

    def spliced(self, cell: bytes, change: Change, *, alone: bool) -> bytes:
        """Return a cell with the splices made; it gets quotes if it cannot stand without.

        One that has quotes keeps them, unless they are to be taken away and can be.
        """
        text = _text(cell)
        parts: list[str] = []
        position = 0
        for splice in change.splices:
            parts += text[position : splice.start], splice.after
            position = splice.end
        after = "".join([*parts, text[position:]]).encode("utf-8")
        bare = change.bare or not cell.startswith(b'"')
        needs = after.startswith(b'"') or re.search(rb"[%b\r\n]" % self.delimiter, after)
        if bare and not needs and not (alone and not after):
            return after
        return b'"' + after.replace(b'"', b'""') + b'"'

    def until_record_end(self, read: bytes, source: Source, after: list[bytes]) -> Iterator[bytes]:
        """Yield a record that has begun to its end; what follows it goes to `after`."""
        begins, quoted, closing = True, False, False  # cell; inside of quotes; behind a quote
        for block in chain([read], iter(source.read, b"")):
            position = 0
            while position < len(block):
                if begins or closing:
                    quote = block[position : position + 1] == b'"'
                    quoted, begins, closing = quote, False, False
                    position += quote
                if quoted:
                    place = block.find(b'"', position)
                    closing, quoted = place >= 0, place < 0
                    position = place + 1 if closing else len(block)
                elif found := self._cell_end.search(block, position):
                    position = found.end()
                    begins = True
                    if found.group() == b"\n":
                        yield block[:position]
                        after.append(block[position:])
                        return
                else:
                    position = len(block)
            yield block


@lru_cache(maxsize=len(_DELIMITERS))
def _dialect(name: str) -> _Dialect:
    return _Dialect(_DELIMITERS[name])


def _pieces(dialect: _Dialect, source: Source) -> Iterator[Chunk | LongRow]:
    """Yield the records of a file in chunks; a long record alone, in pieces."""
    number = 1
    rest = b""
    # what is read grows with what is not whole, so that no byte is looked at often
    while block := source.read(max(_BLOCK, min(len(rest), MAX_ROW - len(rest)))):
        data = rest + block
        start = len(codecs.BOM_UTF8) if number == 1 and data.startswith(codecs.BOM_UTF8) else 0
        end, count = dialect.whole(data[start:])
        if end:
            yield Chunk(number, data[: start + end])
            number += count
            rest = data[start + end :]
        elif len(data) > MAX_ROW:
            after: list[bytes] = []
            pieces = dialect.until_record_end(data[start:], source, after)
            yield LongRow(number, chain([data[:start]], pieces) if start else pieces)
            for _ in pieces:
                pass  # what nobody read
            number += 1
            rest = b"".join(after)
        else:
            rest = data
    if rest:
        yield Chunk(number, rest)


def _readable(record: bytes) -> bytes:
    """Return the record; raises `ValueError` if it is no text."""
    if not is_utf8(record):
        raise ValueError(not_utf8(record))
    if b"\0" in record:
        raise ValueError(f"a NUL character at {record.index(0)}")
    return record


def _line_end(record: bytes) -> bytes:
    return b"\r\n" if record.endswith(b"\r\n") else b"\n" if record.endswith(b"\n") else b""


def _text(cell: bytes) -> str:
    """Return what a cell says; it is UTF-8."""
    if cell.startswith(b'"'):
        cell = cell[1:-1].replace(b'""', b'"')
    return cell.decode("utf-8")

"""JSON Lines: one document on each line, its texts in some of the fields.

Nothing is written that did not change: an unchanged line is copied byte for byte, and in a
changed one only the characters of an edit are spelt anew.
"""

from __future__ import annotations

import codecs
import json
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from cleaner.compiled import lazy_pattern
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
    Span,
    Splice,
    Unreadable,
    day,
    is_utf8,
    language,
    not_utf8,
    rebuilt,
    spelt_id,
)
from cleaner.formats.streams import COMPRESSED, Sink, Source

_ESCAPE = lazy_pattern(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u....|\\.")
_TOKEN = lazy_pattern(r'"(?:[^"\\]++|\\.)*+"|[{}\[\]:,]')
_DECODE_ANY = msgspec.json.Decoder().decode
_LEDGER = b'{"record":"run","ledger":'
_KINDS = MappingProxyType(
    {
        dict: "an object",
        list: "an array",
        str: "a string",
        int: "a number",
        float: "a number",
        bool: "true or false",
        type(None): "null",
    }
)
_SURROGATE = lazy_pattern(r"\p{Cs}")


@dataclass(frozen=True)
class JsonLines:
    """JSON Lines with its texts in `fields`."""

    fields: Fields = field(default_factory=Fields)
    name = "jsonl"
    many = True

    def __reduce__(self) -> tuple[Any, ...]:
        """Let another process make its own reader."""
        return JsonLines, (self.fields,)

    def chunks(self, source: Source) -> Iterator[Chunk | LongRow]:
        """Yield the lines of a file, about a megabyte at a time. Raises `FormatError`."""
        return self._chunks(source, 1)

    def _chunks(self, source: Source, first: int) -> Iterator[Chunk | LongRow]:
        for piece in lines(source, first):
            if isinstance(piece, Chunk) and piece.data.startswith(_LEDGER):
                raise FormatError("a ledger of cleaner, no corpus")
            yield piece

    def spans(self, source: Source, size: int) -> Iterator[Span]:
        """Yield spans of whole lines; none of a file that is compressed."""
        divided = source.path is not None and source.path.suffix not in COMPRESSED
        start = place = 0
        first = number = 1
        while block := source.read():
            cut = block.rfind(b"\n") + 1
            end = place + cut
            place += len(block)
            number += block.count(b"\n")
            if divided and cut and end - start >= size:
                yield Span(first, range(start, end))
                start, first = end, number
        if divided and place > start:
            yield Span(first, range(start, place))

    def chunks_in(self, path: Path, span: Span) -> Iterator[Chunk | LongRow]:
        """Yield the lines of a span, about a megabyte at a time. Raises `FormatError`."""
        with Source(path, span.where) as source:
            yield from self._chunks(source, span.first)

    def rows(self, chunk: Chunk) -> Iterator[Row | Unreadable]:
        """Yield the rows of a chunk; blank lines are no rows."""
        sound = is_utf8(chunk.data)  # the fast reader does not look into all fields
        for number, line in enumerate(_with_ends(chunk.data), chunk.first):
            if line.isspace():
                continue
            if sound or is_utf8(line):
                yield self._row(number, line)
            else:
                yield Unreadable(number, not_utf8(line), line)

    def _row(self, number: int, line: bytes) -> Row | Unreadable:
        data = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
        try:
            values = self._decode(data)
        except (ValueError, msgspec.DecodeError, RecursionError):
            try:
                values = self._values(_decoded(data))
            except ValueError as error:
                return Unreadable(number, str(error), line)
        texts, id, date, source = values
        shared = (str(number) if id is None else spelt_id(id), language(source), day(date))
        documents = {
            name: Document(text, *shared)
            for name, text in zip(self.fields.text, texts, strict=True)
        }
        return Row(number, shared[0], documents)

    @cached_property
    def _decode(self) -> Callable[[bytes], tuple[Sequence[str], object, object, object]]:
        """Return what reads the wanted fields of a row and passes over the others, unread."""
        fields = self.fields
        names = (*fields.text, fields.id, fields.date, fields.source)
        if len(set(names)) < len(names) or any("." in name for name in names):
            return lambda line: self._values(_DECODE_ANY(line))
        count = len(fields.text)
        row = msgspec.defstruct(
            "Row",
            [
                *((f"f{i}", str, msgspec.field(name=name)) for i, name in enumerate(fields.text)),
                *(
                    (f"f{i}", Any, msgspec.field(name=name, default=None))
                    for i, name in enumerate(names[count:], count)
                ),
            ],
            gc=False,
        )
        decode = msgspec.json.Decoder(row).decode
        astuple = msgspec.structs.astuple

        def values(line: bytes) -> tuple[Sequence[str], object, object, object]:
            *texts, id, date, source = astuple(decode(line))
            return texts, id, date, source

        return values

    def _values(self, row: object) -> tuple[Sequence[str], object, object, object]:
        """Return texts, id, date and language of a row; raises `ValueError`."""
        if not isinstance(row, dict):
            raise ValueError(f"not a JSON object but {_KINDS[type(row)]}")
        texts = []
        for name in self.fields.text:
            text = _at(row, name)
            if not isinstance(text, str):
                raise ValueError(_no_text(row, name, text))
            if _SURROGATE.search(text):
                raise ValueError(f"a lone surrogate in {name!r}: no character of Unicode")
            texts.append(text)
        return texts, *(_at(row, n) for n in (self.fields.id, self.fields.date, self.fields.source))  # type: ignore[return-value]

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
        """Return the chunk with changes made, other lines as they were."""
        return rebuilt(
            chunk.first, _with_ends(chunk.data), changes, left_out, put_in, _with_changes
        )


def lines(source: Source, number: int = 1) -> Iterator[Chunk | LongRow]:
    """Yield the lines of a file in chunks of about a megabyte; a long line alone, in pieces.

    `number` is that of the first line.
    """
    rest: list[bytes] = []  # of a line whose end was not read yet
    held = 0
    after: list[bytes] = []
    while block := after.pop() if after else source.read():
        cut = block.rfind(b"\n") + 1
        if cut:
            data = b"".join([*rest, block[:cut]])
            rest, held = [block[cut:]], len(block) - cut
            yield Chunk(number, data)
            number += data.count(b"\n")
            continue
        rest.append(block)
        held += len(block)
        if held > MAX_ROW:
            pieces = _until_line_end(rest, source, after)
            yield LongRow(number, pieces)
            for _ in pieces:
                pass  # what nobody read
            number += 1
            rest, held = [], 0
    if data := b"".join(rest):
        yield Chunk(number, data)


def _until_line_end(read: list[bytes], source: Source, after: list[bytes]) -> Iterator[bytes]:
    """Yield a line that has begun to its end; what follows in the last block goes to `after`."""
    yield from read
    while block := source.read():
        cut = block.find(b"\n") + 1
        yield block[:cut] if cut else block
        if cut:
            after += filter(None, [block[cut:]])
            return


def _with_ends(data: bytes) -> Iterator[bytes]:
    *whole, last = data.split(b"\n")
    yield from (line + b"\n" for line in whole)
    if last:
        yield last


def _decoded(line: bytes) -> object:
    """Return the value of a line, read as Python's json reads it; raises `ValueError`.

    It takes what the fast reader refuses: NaN, numbers of any size, lone surrogates.
    """
    try:
        return json.loads(line.decode("utf-8"))
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} at {error.pos}") from None
    except RecursionError:
        raise ValueError("not read: nested too deep") from None


def _at(row: object, name: str) -> object:
    """Return the value of a field; a dot leads into an object, unless the whole name is a field."""
    if not isinstance(row, dict):
        return None
    if name in row:
        return row[name]
    outer, dot, inner = name.partition(".")
    return _at(row.get(outer), inner) if dot else None


def _no_text(row: dict[str, object], name: str, value: object) -> str:
    if value is None and name not in row:
        return f"no field {name!r}; there are: {', '.join(row) or 'none'}"
    return f"{name!r} is {_KINDS[type(value)]}, not a string"


def _with_changes(
    line: bytes, changes: Sequence[tuple[str, Change]]
) -> tuple[bytes, dict[str, Changed]]:
    changed = {}
    for name, change in changes:
        line, changed[name] = _spliced(line, name, change)
    return line, changed


def _spliced(line: bytes, name: str, change: Change) -> tuple[bytes, Changed]:
    """Return a line with the splices in the string of one field, and how it spelt what went."""
    text = line.decode("utf-8")
    start, end = _string(text, name)
    spelling = _Spelling(text[start:end])
    ascii_only = text.isascii() and "\\u" in text
    parts: list[str] = []
    spelt: list[str | None] = []
    position = 0
    for splice in change.splices:
        first, last = spelling.span(splice.start, splice.end)
        parts += spelling.raw[position:first], _written(splice, ascii_only)
        before = spelling.raw[first:last]
        spelt.append(None if _is_usual(before) else before)
        position = last
    parts.append(spelling.raw[position:])
    whole = text[:start] + "".join(parts) + text[end:]
    return whole.encode("utf-8"), Changed(tuple(spelt))


def _written(splice: Splice, ascii_only: bool) -> str:
    if splice.raw is not None:
        return splice.raw
    return _ascii(splice.after) if ascii_only else _plain(splice.after)


def _is_usual(raw: str) -> bool:
    """Tell whether a string is spelt as it would be in any line."""
    text = json.loads(f'"{raw}"')
    return raw == _plain(text) == _ascii(text)


def _ascii(text: str) -> str:
    return json.dumps(text)[1:-1]


def _plain(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


class _Spelling:
    """The inside of a JSON string, and where its characters are spelt."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        escapes = [
            (match.start(), match.end() - match.start() - 1) for match in _ESCAPE.finditer(raw)
        ]
        self._surplus = [0, *accumulate(surplus for _, surplus in escapes)]
        self._places = [
            start - before for (start, _), before in zip(escapes, self._surplus, strict=False)
        ]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where the characters `start:end` of the string are spelt."""
        return self._raw(start), self._raw(end)

    def _raw(self, place: int) -> int:
        return place + self._surplus[bisect_left(self._places, place)]


def _string(line: str, name: str) -> tuple[int, int]:
    """Return the place of a field's string, without its quotes, in a line that is an object.

    Of two fields with the same name the last counts, as for every reader of JSON.
    """
    for path in _paths(name):
        if found := _find(line, path):
            return found
    raise ValueError(f"no string in {name!r}")


def _paths(name: str) -> Iterator[list[str]]:
    """Yield the ways a name may lead: as one field, or into objects at its dots."""
    yield [name]
    for place, character in enumerate(name):
        if character == ".":
            yield from ([name[:place], *rest] for rest in _paths(name[place + 1 :]))


def _find(line: str, path: list[str]) -> tuple[int, int] | None:
    found = None
    open_: list[str] = []  # the brackets that are open
    keys: list[str | None] = []  # the key whose value is read, in each object that is open
    key_comes = False
    for match in _TOKEN.finditer(line):
        token = match.group()
        if token in "{[":
            open_.append(token)
            keys.append(None)
            key_comes = token == "{"
        elif token in "}]":
            open_.pop()
            keys.pop()
            key_comes = False
        elif token == ",":
            key_comes = open_[-1] == "{"
        elif token == ":":
            key_comes = False
        elif key_comes:
            keys[-1] = json.loads(token)
            if keys == path[: len(keys)]:
                found = None  # what stood under the same name before does not count
        elif keys == path:
            found = match.start() + 1, match.end() - 1
    return found

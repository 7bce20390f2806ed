"""Plain text files: one document each, in UTF-8, with or without a byte order mark."""

from __future__ import annotations

import codecs
from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from cleaner.document import Document
from cleaner.formats.rows import MAX_ROW, Change, Changed, Chunk, FormatError, Rebuilt, Row
from cleaner.formats.streams import Sink, Source

FIELD = "text"


class Text(msgspec.Struct, frozen=True):
    """A file that is the document; line ends stay as they are."""

    name = "text"
    many = False

    def chunks(self, source: Source) -> Iterator[Chunk]:
        """Yield the whole file. Raises `FormatError` if it is not UTF-8, or too large."""
        blocks: list[bytes] = []
        size = 0
        while block := source.read():
            blocks.append(block)
            if (size := size + len(block)) > MAX_ROW:
                raise FormatError("larger than 32 MiB; a text file is one document")
        data = b"".join(blocks)
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise FormatError(
                f"not UTF-8: byte 0x{data[error.start]:02x} at offset {error.start}; "
                f"convert the file to UTF-8 first"
            ) from None
        yield Chunk(1, data, "" if source.path is None else str(source.path))

    def rows(self, chunk: Chunk) -> Iterator[Row]:
        """Yield the one document, with the file's name for an id."""
        text = chunk.data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
        yield Row(1, chunk.context, {FIELD: Document(text, id=chunk.context)})

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
        """Return the file with changes made; the byte order mark stays."""
        text = chunk.data.decode("utf-8")
        mark = len(text) - len(text.removeprefix("\ufeff"))
        parts: list[str] = []
        position = 0
        changed = {}
        for place, change in changes.items():
            for splice in change.splices:
                parts += text[position : splice.start + mark], splice.after
                position = splice.end + mark
            changed[place] = Changed((None,) * len(change.splices))
        parts.append(text[position:])
        return Rebuilt(["".join(parts).encode("utf-8")], changed)

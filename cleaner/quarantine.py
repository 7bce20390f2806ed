"""Rows that could not be read: set aside with file, row and reason, and with every byte.

JSON Lines. A row that is UTF-8 stands under `raw`, any other under `base64`; a very long one
takes several records, `part` 0, 1, …, each with a piece of it under `zlib_base64`.
"""

from __future__ import annotations

import binascii
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import msgspec

from cleaner.formats.rows import LongRow, Unreadable
from cleaner.formats.streams import Source

_PIECE = 1024 * 1024


class QuarantineError(ValueError):
    """A quarantine file that cannot be read, told with its place."""


class Quarantined(msgspec.Struct, frozen=True, omit_defaults=True):
    """A row, or a piece of one. One that is not `set_aside` still stands in its file, too."""

    file: str
    row: Annotated[int, msgspec.Meta(ge=1)]
    reason: str
    set_aside: bool
    part: int | None = None
    raw: str | None = None
    base64: str | None = None
    zlib_base64: str | None = None

    def data(self) -> bytes:
        """Return the bytes of the row, or of the piece; raises `ValueError`."""
        if self.raw is not None:
            return self.raw.encode("utf-8")
        if self.zlib_base64 is not None:
            unpack = zlib.decompressobj()
            try:
                return unpack.decompress(binascii.a2b_base64(self.zlib_base64), 2 * _PIECE)
            except zlib.error as error:
                raise ValueError(str(error)) from None
        return binascii.a2b_base64(self.base64 or "")


def quarantined(file: str, row: Unreadable, *, set_aside: bool) -> bytes:
    """Return the line for a row."""
    try:
        spelt = {"raw": row.raw.decode("utf-8")}
    except UnicodeDecodeError:
        spelt = {"base64": binascii.b2a_base64(row.raw, newline=False).decode("ascii")}
    record = Quarantined(file, row.number, row.reason, set_aside, **spelt)  # type: ignore[arg-type]
    return msgspec.json.encode(record) + b"\n"


def quarantined_pieces(
    file: str, number: int, reason: str, pieces: Iterable[bytes]
) -> Iterator[bytes]:
    """Yield the lines for a row that comes in pieces, each of a megabyte at most."""
    part = 0
    for piece in pieces:
        for start in range(0, len(piece), _PIECE):
            packed = binascii.b2a_base64(
                zlib.compress(piece[start : start + _PIECE], 1), newline=False
            )
            record = Quarantined(file, number, reason, True, part, zlib_base64=packed.decode())
            yield msgspec.json.encode(record) + b"\n"
            part += 1


def read(path: Path) -> Iterator[Quarantined]:
    """Yield the records of a quarantine file. Raises `QuarantineError`, `OSError`."""
    from cleaner.formats.jsonl import lines

    decode = msgspec.json.Decoder(Quarantined).decode
    with Source(path) as source:
        for chunk in lines(source):
            if isinstance(chunk, LongRow):
                raise QuarantineError(f"{path}:{chunk.number}: too long for a record")
            for number, line in enumerate(chunk.data.splitlines(), chunk.first):
                try:
                    yield decode(line)
                except (msgspec.DecodeError, UnicodeDecodeError) as error:
                    raise QuarantineError(
                        f"{path}:{number}: not a record of a quarantine: {error}"
                    ) from None

"""Plain text files: one document each, in UTF-8, with or without a byte order mark."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from cleaner.document import Document


class NotUtf8Error(ValueError):
    """Bytes that are not UTF-8, told with the offset of the first wrong one."""


@dataclass(frozen=True)
class TextFile:
    """A document, and what its file had around it."""

    document: Document
    mark: bytes  # the byte order mark, mostly empty

    def encode(self, text: str) -> bytes:
        """Return the bytes of the file with another text."""
        return self.mark + text.encode("utf-8")


def decode(data: bytes, id: str) -> TextFile:
    """Return the document in a file; line ends stay as they are. Raises `NotUtf8Error`."""
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    try:
        return TextFile(Document(data[len(mark) :].decode("utf-8"), id=id), mark)
    except UnicodeDecodeError as error:
        offset = len(mark) + error.start
        raise NotUtf8Error(
            f"not UTF-8: byte 0x{data[offset]:02x} at offset {offset}; "
            f"convert the file to UTF-8 first"
        ) from None

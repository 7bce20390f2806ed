"""JSON Lines: one document on each line, its text in one of the fields."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import msgspec

from cleaner.document import Document

SUFFIXES = frozenset({".jsonl", ".ndjson"})
_DECODE = msgspec.json.Decoder(dict[str, object]).decode


class RowError(ValueError):
    """A line that is no document, told with its file and number."""


def is_jsonl(path: Path) -> bool:
    """Tell by the suffix, `.jsonl` or `.ndjson`, maybe compressed (`.gz`, `.zst`)."""
    suffixes = path.suffixes[-2:]
    return bool(SUFFIXES.intersection(suffixes[-1:])) or (
        path.suffix in {".gz", ".zst"} and bool(SUFFIXES.intersection(suffixes[:1]))
    )


def documents(path: Path, field: str = "text") -> Iterator[Document]:
    """Yield the documents of a file; `id` is taken from the row, or its number.

    Raises `RowError` for a line that is not JSON or has no text in `field`.
    """
    with _opened(path) as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = _DECODE(line)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise RowError(f"{path}:{number}: not a JSON object: {error}") from None
            text = row.get(field)
            if not isinstance(text, str):
                names = ", ".join(sorted(row)) or "no field at all"
                raise RowError(f"{path}:{number}: no text in {field!r}; the row has {names}")
            yield Document(text, id=str(row.get("id", number)))


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    if path.suffix == ".gz":
        with gzip.open(path) as file:
            yield file  # type: ignore[misc]
    elif path.suffix == ".zst":
        try:
            import zstandard
        except ImportError:
            raise RowError(
                f"{path}: needs a package: pip install 'translation-cleaner[zstd]'"
            ) from None
        with zstandard.open(path, "rb") as file:
            yield io.BufferedReader(file)
    else:
        with path.open("rb") as file:
            yield file

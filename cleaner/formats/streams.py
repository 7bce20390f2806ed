"""Files as streams: compressed by suffix, hashed on the way, complete before they have a name.

The hash is of the content: of a compressed file, of what it unpacks to.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from cleaner.files import create, mode_for, part_of

COMPRESSED = (".gz", ".zst")
_BLOCK = 1024 * 1024
Note = Callable[[Path], None]  # puts the name of a file on record


class PackageMissingError(ValueError):
    """A package that an extra brings; the message says the command to run."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs a package: pip install 'translation-cleaner[{extra}]'")


class Source:
    """A file to be read once from start to end; `path` None is standard input.

    With a `span` only those bytes of it are read; it is not compressed then.
    """

    def __init__(self, path: Path | None, span: range | None = None) -> None:
        self.path = path
        self._left = None if span is None else len(span)
        self._raw: IO[bytes] = sys.stdin.buffer if path is None else path.open("rb")
        try:
            if span is not None:
                self._raw.seek(span.start)
            self._content = _unpacked(self._raw, path)
        except BaseException:
            self._raw.close()
            raise
        self._hash = hashlib.sha256()

    def read(self, size: int = _BLOCK) -> bytes:
        """Return the next bytes, empty at the end; raises `OSError` for what is not compressed."""
        if self._left is not None:
            size = min(size, self._left)
        try:
            data: bytes = self._content.read(size)
        except (EOFError, zlib.error) as error:
            raise OSError(f"damaged: {error}") from None
        except OSError:
            raise
        except Exception as error:  # zstandard has an exception of its own
            raise OSError(f"damaged: {error}") from None
        self._hash.update(data)
        if self._left is not None:
            self._left -= len(data)
        return data

    @property
    def position(self) -> int:
        """Return how many bytes of the file on disk were read, 0 for a pipe."""
        return self._raw.tell() if self.path is not None and self._raw.seekable() else 0

    @property
    def sha256(self) -> str:
        """Return the hash of what was read so far."""
        return self._hash.hexdigest()

    def close(self) -> None:
        """Close the file."""
        if self.path is not None:
            self._content.close()
            self._raw.close()

    def __enter__(self) -> Source:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Sink:
    """A file that appears under its name when it is complete; compressed as `like` is.

    `commit` gives it its name in one step, `close` without `commit` leaves nothing. It is a
    file that can be written from start to end. `note` is told the name of the part before there
    is one: who is killed while it is written can have it removed later.
    """

    def __init__(self, target: Path, like: Path | None = None, *, note: Note | None = None) -> None:
        self.target = target.resolve()
        self.target.parent.mkdir(parents=True, exist_ok=True)
        self.part = part_of(self.target)
        if note is not None:
            note(self.part)
        self._raw = create(self.part)
        self._content = _packed(self._raw, like or target)
        self._hash = hashlib.sha256()
        self._written = 0
        self._kept = False

    def write(self, data: bytes) -> int:
        """Write the next bytes; return how many."""
        self._hash.update(data)
        self._content.write(data)
        self._written += len(data)
        return len(data)

    def tell(self) -> int:
        """Return how many bytes were written."""
        return self._written

    def flush(self) -> None:
        """Leave it to `finish`."""

    @property
    def closed(self) -> bool:
        """Tell whether nothing more can be written."""
        return self._raw.closed

    @property
    def sha256(self) -> str:
        """Return the hash of what was written so far."""
        return self._hash.hexdigest()

    def finish(self) -> None:
        """Bring everything to the disk, with its permissions; nothing can be written after it."""
        if self._content is not self._raw:
            self._content.close()
        if not self._raw.closed:
            self._raw.flush()
            os.fsync(self._raw.fileno())
            self._raw.close()
            self.part.chmod(mode_for(self.target))

    def commit(self) -> None:
        """Give the complete file its name; it keeps the permissions of what it replaces."""
        self.finish()
        self.part.replace(self.target)

    def keep(self) -> None:
        """Let the part stay when the sink is closed: it is on record and will get its name."""
        self._kept = True

    def close(self) -> None:
        """Leave nothing behind, unless the file was committed or is to be kept."""
        with contextlib.suppress(OSError, ValueError):
            self._raw.close()
        if not self._kept:
            self.part.unlink(missing_ok=True)

    def __enter__(self) -> Sink:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _unpacked(raw: IO[bytes], path: Path | None) -> Any:
    if path is None or path.suffix not in COMPRESSED:
        return raw
    if path.suffix == ".gz":
        import gzip

        return gzip.GzipFile(fileobj=raw, mode="rb")
    reader = _zstandard(path).ZstdDecompressor().stream_reader(raw, read_across_frames=True)
    return io.BufferedReader(reader)


def _packed(raw: IO[bytes], path: Path) -> Any:
    if path.suffix == ".gz":
        import gzip

        # no name and no time inside: the same content, the same bytes
        return gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=6, mtime=0)
    if path.suffix == ".zst":
        return _zstandard(path).ZstdCompressor().stream_writer(raw, closefd=False)
    return raw


def _zstandard(path: Path) -> Any:
    try:
        import zstandard
    except ImportError:
        raise PackageMissingError(str(path), "zstd") from None
    return zstandard

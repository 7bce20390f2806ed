"""What is kept between runs in the user's cache folder: anything that can be made again.

A cache that is missing, broken, read-only or written by two processes at once does no harm:
a value that cannot be read is made anew, and a file appears under its name only when whole.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import zlib
from pathlib import Path
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")
_KEPT_FILES = 8  # of a kind; older ones belong to rules or versions that are gone
_CHECKSUM_BYTES = 4


def folder() -> Path:
    """Return where values are kept: `$CLEANER_CACHE_DIR`, or the platform's place for caches."""
    if given := os.environ.get("CLEANER_CACHE_DIR"):
        return Path(given)
    from platformdirs import user_cache_path

    return user_cache_path("cleaner")


def load(kind: str, key: Any, type: type[T]) -> T | None:
    """Return the value stored under a key, None where there is none that can be read."""
    try:
        content = _path(kind, key).read_bytes()
    except OSError:
        return None
    checksum, data = content[:_CHECKSUM_BYTES], memoryview(content)[_CHECKSUM_BYTES:]
    if _checksum(data) != checksum:
        return None
    try:
        return msgspec.msgpack.decode(data, type=type)
    except msgspec.DecodeError:
        return None


def store(kind: str, key: Any, value: Any, *, most: int = _KEPT_FILES) -> None:
    """Keep a value under a key that names all it was made from, and `most` values of its kind."""
    from cleaner import files

    path = _path(kind, key)
    data = msgspec.msgpack.encode(value)
    with contextlib.suppress(OSError):
        files.write(path, _checksum(data) + data)
        kept = sorted(path.parent.glob(f"*.{kind}"), key=lambda file: file.stat().st_mtime_ns)
        for old in kept[:-most]:
            old.unlink(missing_ok=True)


def fingerprint(paths: list[Path]) -> list[tuple[str, int, int]]:
    """Return what changes when one of the files does: name, time and size of each."""
    stats = ((path, path.stat()) for path in paths)
    return [(str(path), stat.st_mtime_ns, stat.st_size) for path, stat in stats]


def _checksum(data: bytes | memoryview) -> bytes:
    """Return what tells a broken file from a whole one, at a third of what a digest costs."""
    return zlib.crc32(data).to_bytes(_CHECKSUM_BYTES, "big")


def _path(kind: str, key: Any) -> Path:
    whole = msgspec.json.encode((key, sys.version))
    return folder() / f"{hashlib.sha256(whole).hexdigest()}.{kind}"

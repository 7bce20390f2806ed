"""What is kept between runs in the user's cache folder: anything that can be made again.

A cache that is missing, broken, read-only or written by two processes at once does no harm:
a value that cannot be read is made anew, and a file appears under its name only when whole.
"""

from __future__ import annotations

import contextlib
import hashlib
import mmap
import os
import sys
import zlib
from collections.abc import Iterable
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


def load(kind: str, key: Any, type: type[T], *, mapped: bool = False) -> T | None:
    """Return the value stored under a key, None where there is none that can be read.

    `mapped`: what `memoryview`s of the value show is not in memory but in the file. It has to be
    taken out soon: a file on another machine may go.
    """
    try:
        content = (_mapped if mapped else Path.read_bytes)(_path(kind, key))
    except (OSError, ValueError):  # of an empty file nothing can be mapped
        return None
    whole = memoryview(content)
    checksum, data = whole[:_CHECKSUM_BYTES], whole[_CHECKSUM_BYTES:]
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


def fingerprint(paths: Iterable[Path]) -> list[tuple[str, int, int]]:
    """Return what changes when one of the files does: name, time and size of each."""
    return [_print(path, path.stat()) for path in paths]


def folder_fingerprint(folder: os.PathLike[str], *suffixes: str) -> list[tuple[str, int, int]]:
    """Return what changes when a file does in a folder, or in one of its folders, sorted.

    Of the files with one of the suffixes; `Path` would take five times as long for hundreds.
    """
    with os.scandir(folder) as entries:
        inside = list(entries)
    files = [e for e in inside if e.name.endswith(suffixes) and e.is_file()]
    found = [_print(file.path, file.stat()) for file in files]
    for entry in inside:
        if entry.is_dir():
            found += folder_fingerprint(entry, *suffixes)
    return sorted(found)


def _print(path: Path | str, stat: os.stat_result) -> tuple[str, int, int]:
    return str(path), stat.st_mtime_ns, stat.st_size


def _mapped(path: Path) -> mmap.mmap:
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _checksum(data: bytes | memoryview) -> bytes:
    """Return what tells a broken file from a whole one, at a third of what a digest costs."""
    return zlib.crc32(data).to_bytes(_CHECKSUM_BYTES, "big")


def _path(kind: str, key: Any) -> Path:
    whole = msgspec.json.encode((key, sys.version))
    return folder() / f"{hashlib.sha256(whole).hexdigest()}.{kind}"

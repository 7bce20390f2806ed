"""Files on disk: which ones are meant, and writing one so that it is never half written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

SUFFIXES = frozenset({".md", ".text", ".txt"})  # what is read in a folder; a named file always is


def find(paths: Iterable[Path]) -> Iterator[tuple[Path, Path]]:
    """Yield each file once, sorted within a folder, and its path relative to the argument.

    Hidden files and folders are passed over unless they are named. Raises
    `FileNotFoundError` for a path that is not there.
    """
    seen: set[Path] = set()
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(path)
        for file, relative in _below(path) if path.is_dir() else [(path, Path(path.name))]:
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield file, relative


def _below(folder: Path) -> Iterator[tuple[Path, Path]]:
    for file in sorted(folder.rglob("*")):
        relative = file.relative_to(folder)
        hidden = any(part.startswith(".") for part in relative.parts)
        if file.suffix in SUFFIXES and not hidden and file.is_file():
            yield file, relative


def write(path: Path, data: bytes) -> None:
    """Put `data` under `path` in one step; the file keeps its permissions, a link its target."""
    target = path.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(target.stat().st_mode & 0o7777 if target.exists() else _new_file_mode())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _new_file_mode() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask

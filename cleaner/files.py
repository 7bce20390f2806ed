"""Files on disk: which ones are meant, and writing one so that it is never half written."""

from __future__ import annotations

import glob
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path


def find(paths: Iterable[str], wanted: Callable[[Path], bool]) -> Iterator[tuple[Path, Path]]:
    """Yield each file once, sorted within a folder, and its path relative to the argument.

    A path is a file, a folder, in which only `wanted` files are taken, or a glob. Hidden
    files and folders are passed over unless they are named. Raises `FileNotFoundError` for
    a path that is not there.
    """
    seen: set[Path] = set()
    for name in paths:
        for path in _named(name):
            found = _below(path, wanted) if path.is_dir() else [(path, Path(path.name))]
            for file, relative in found:
                if (real := file.resolve()) not in seen:
                    seen.add(real)
                    yield file, relative


def _named(name: str) -> Iterable[Path]:
    if Path(name).exists():
        return [Path(name)]
    magic = glob.has_magic(name)
    found = sorted(map(Path, glob.glob(name, recursive=True))) if magic else []  # noqa: PTH207
    if not found:
        raise FileNotFoundError(name)
    return found


def _below(folder: Path, wanted: Callable[[Path], bool]) -> Iterator[tuple[Path, Path]]:
    for file in sorted(folder.rglob("*")):
        relative = file.relative_to(folder)
        hidden = any(part.startswith(".") for part in relative.parts)
        if wanted(file) and not hidden and file.is_file():
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
        Path(name).chmod(mode_for(target))
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def mode_for(path: Path) -> int:
    """Return the permissions a file has, or would get if it were new."""
    if path.exists():
        return path.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask

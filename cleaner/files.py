"""Files on disk: which ones are meant, and writing one so that it is never half written."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import IO

import regex


def find(
    paths: Iterable[str],
    wanted: Callable[[Path], bool],
    passed_over: Callable[[Path], bool] = lambda _: False,
    missing: list[str] | None = None,
) -> Iterator[tuple[Path, Path]]:
    """Yield each file once, sorted within a folder, and its path relative to the argument.

    A path is a file, a folder, in which only `wanted` files are taken, or a glob. Hidden
    files and folders and those `passed_over` are left out unless they are named. A path that
    is not there is noted in `missing`; without such a list it raises `FileNotFoundError`.
    """
    seen: set[Path] = set()
    real = cache(Path.resolve)  # of folders: to resolve a path asks for each folder above it
    for name in paths:
        meant = _named(name)
        if not meant and missing is None:
            raise FileNotFoundError(name)
        if not meant and missing is not None:
            missing.append(name)
        for path in meant:
            found = (
                _below(path, wanted, passed_over) if path.is_dir() else [(path, Path(path.name))]
            )
            for file, relative in found:
                target = file.resolve() if file.is_symlink() else real(file.parent) / file.name
                if target not in seen:
                    seen.add(target)
                    yield file, relative


def _named(name: str) -> list[Path]:
    if Path(name).exists():
        return [Path(name)]
    import glob

    if not glob.has_magic(name):
        return []
    return sorted(map(Path, glob.glob(name, recursive=True)))  # noqa: PTH207


def _below(
    folder: Path, wanted: Callable[[Path], bool], passed_over: Callable[[Path], bool]
) -> Iterator[tuple[Path, Path]]:
    found: list[Path] = []
    for name, folders, names in os.walk(folder):
        here = Path(name)
        folders[:] = [f for f in folders if f[0] != "." and not passed_over(here / f)]
        files = (here / file for file in names if file[0] != ".")
        found += (file for file in files if wanted(file) and not passed_over(file))
    for file in sorted(found, key=attrgetter("parts")):
        if file.is_file():
            yield file, file.relative_to(folder)


class Globs:
    """Globs, each with the folder it starts from.

    `*` and `?` stop at a slash, `**` does not. A glob without a slash is the name of a file or
    folder anywhere below.
    """

    def __init__(self, globs: Iterable[tuple[Path, str]]) -> None:
        self._patterns = [
            (folder.as_posix().rstrip("/") + "/", _glob_pattern(glob)) for folder, glob in globs
        ]

    def match(self, path: Path) -> bool:
        """Tell whether one of the globs names this very file or folder."""
        place = absolute(path).as_posix() if self._patterns else ""
        return any(
            pattern.fullmatch(_relative(place, folder)) for folder, pattern in self._patterns
        )

    def cover(self, path: Path) -> bool:
        """Tell whether one of the globs names a path or a folder it is in."""
        place = absolute(path).as_posix() if self._patterns else ""
        for folder, pattern in self._patterns:
            parts = _relative(place, folder).split("/")
            if any(pattern.fullmatch("/".join(parts[:n])) for n in range(1, len(parts) + 1)):
                return True
        return False


def absolute(path: Path) -> Path:
    """Return a path from the root without `..`; links stay links."""
    return Path(os.path.abspath(path))  # noqa: PTH100


def _relative(path: str, folder: str) -> str:
    """Return where a path is below a folder; outside of it only its name counts."""
    return path.removeprefix(folder) if path.startswith(folder) else path.rpartition("/")[2]


def _glob_pattern(glob: str) -> regex.Pattern[str]:
    glob = glob.removeprefix("./").rstrip("/")
    parts = regex.split(r"(\*\*/|\*\*|\*|\?)", glob)
    said = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    pattern = "".join(said.get(part) or regex.escape(part) for part in parts)
    return regex.compile(pattern if "/" in glob else f"(?:.*/)?{pattern}", regex.DOTALL)


def write(path: Path, data: bytes) -> None:
    """Put `data` under `path` in one step; the file keeps its permissions, a link its target."""
    target = path.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    part = part_of(target)
    try:
        with create(part) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(mode_for(target))
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def part_of(target: Path) -> Path:
    """Return a name beside a target, for a new file that takes its place when it is whole."""
    import secrets

    return target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")


def create(path: Path) -> IO[bytes]:
    """Open a new file that only its owner may read. Raises `FileExistsError` if there is one."""
    return open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600))


def mode_for(path: Path) -> int:
    """Return the permissions a file has, or would get if it were new."""
    if path.exists():
        return path.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask

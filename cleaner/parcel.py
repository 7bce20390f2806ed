"""A cleaner by value: what another machine needs to load the very same rules.

The settings, the files of the user's own rules, and a hash of all rules. The shipped rules do
not travel: they come with the package, which must be the same there.
"""

from __future__ import annotations

import tempfile
import warnings
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from cleaner import __version__
from cleaner.pipeline import Cleaner
from cleaner.rules import RuleError, RuleWarning, rule_paths
from cleaner.run_record import one_hash, rule_hashes, table_hashes

_Folder = tuple[tuple[str, bytes], ...]  # family/rule.toml → content


@dataclass(frozen=True)
class Parcel:
    """What a cleaner was made of; it can be pickled, and nothing in it is a path."""

    settings: tuple[tuple[str, Any], ...]
    folders: tuple[_Folder, ...]
    rules: str
    version: str

    @classmethod
    def of(cls, cleaner: Cleaner) -> Parcel:
        """Return what makes the same cleaner elsewhere."""
        settings = dict(cleaner.settings)
        folders = tuple(_content(folder) for folder in settings.pop("rules"))
        return cls(tuple(settings.items()), folders, _hash(cleaner), __version__)

    def cleaner(self) -> Cleaner:
        """Return the cleaner, loaded once in a process. Raises `RuleError` if it is another."""
        return _loaded(self)


def _content(folder: Path) -> _Folder:
    return tuple(
        (path.relative_to(folder).as_posix(), path.read_bytes()) for path in rule_paths(folder)
    )


def _hash(cleaner: Cleaner) -> str:
    return one_hash(rule_hashes([cleaner]), table_hashes())


@lru_cache(maxsize=8)
def _loaded(parcel: Parcel) -> Cleaner:
    if parcel.version != __version__:
        raise RuleError(
            f"this process has cleaner {__version__}, and the job was started with "
            f"{parcel.version}; install the same version everywhere"
        )
    with tempfile.TemporaryDirectory(prefix="cleaner-rules-") as name:
        folders = [Path(name, str(number)) for number in range(len(parcel.folders))]
        for folder, files in zip(folders, parcel.folders, strict=True):
            folder.mkdir()
            for path, content in files:
                (folder / path).parent.mkdir(exist_ok=True)
                (folder / path).write_bytes(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuleWarning)  # told where the job was started
            cleaner = Cleaner(**dict(parcel.settings), rules=folders)
        if _hash(cleaner) != parcel.rules:
            raise RuleError(
                "the rules of this process are not those the job was started with; "
                "install the same cleaner everywhere"
            )
    return cleaner

"""How a mistake in a TOML file is told: with its line, and with what would be right."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import regex


class TomlError(Exception):
    """A file that is not readable TOML: `file:line: what is wrong`."""


def read(path: Path) -> tuple[str, dict[str, Any]]:
    """Return the text of a TOML file and what it says. Raises `TomlError`."""
    try:
        source = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise TomlError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise TomlError(f"{path}:{line}: not UTF-8; save the file as UTF-8") from None
    return source, parse(source, str(path))


def parse(source: str, name: str) -> dict[str, Any]:
    """Return what a TOML text says; `name` is for the message. Raises `TomlError`."""
    import tomllib

    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        place = regex.search(r"at line (\d+)", str(error))
        line = int(place[1]) if place else source.count("\n") + 1
        raise TomlError(f"{name}:{line}: not TOML: {error}") from None


def line_of(source: str, key: str, *, first: int = 1) -> int:
    """Return the line of a key, looked for from the line `first` on; 1 where there is none.

    `tomllib` does not tell where a key stood. A line in a multi-line string that looks
    like the key may be taken for it.
    """
    lines = source.splitlines()
    pattern = regex.compile(rf"""\s*(?:\w+\s*\.\s*)?["']?{regex.escape(key)}["']?\s*=""")
    for number, line in enumerate(lines[first - 1 :], first):
        if pattern.match(line):
            return number
    for number, line in enumerate(lines, 1):
        if key in line:
            return number
    return 1


def suggest(name: str, known: Iterable[str]) -> str:
    """Return the end of a message about an unknown name: the nearest right one, or all."""
    import difflib

    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else f"; known are {listed(known)}"


def listed(names: Iterable[str]) -> str:
    """Return names as a list for people, `none` if there are none."""
    return ", ".join(sorted(names)) or "none"

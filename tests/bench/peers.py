"""The programs and libraries the cleaner is measured against, and how each is called.

All come with `pip install -e '.[bench]'`. Programs are run as their users run them, on one
core; libraries are called on texts in memory.
"""

from __future__ import annotations

import importlib.util
import logging
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

HERE = Path(sys.executable).parent
Command = Sequence[str | Path]
Clean = Callable[[str], object]

_FLOOR = """
import sys
{imports}
with open(sys.argv[1], "rb") as rows, open(sys.argv[2], "wb") as out:
    for row in rows:
        out.write({encode}({decode}(row)) {end})
"""
_STANDARD = _FLOOR.format(
    imports="import json",
    decode="json.loads",
    encode="(lambda row: json.dumps(row, ensure_ascii=False).encode())",
    end='+ b"\\n"',
)
_FAST = _FLOOR.format(
    imports="import msgspec",
    decode="msgspec.json.decode",
    encode="msgspec.json.encode",
    end='+ b"\\n"',
)


def program(name: str) -> Path | None:
    """Return where a program is: beside this Python, or on the path; None: nowhere."""
    beside = HERE / name
    found = str(beside) if beside.exists() else shutil.which(name)
    return None if found is None else Path(found)


def cleaner(*arguments: str | Path) -> Command:
    """Return a call of the cleaner."""
    found = program("cleaner")
    return [*([found] if found else [sys.executable, "-m", "cleaner"]), *arguments]


def typos(path: Path) -> Command | None:
    """Return a call of typos, on one core."""
    found = program("typos")
    return None if found is None else [found, "--isolated", "--threads", "1", path]


def codespell(path: Path) -> Command | None:
    """Return a call of codespell."""
    found = program("codespell")
    return None if found is None else [found, path]


def floor(path: Path, target: Path) -> Command:
    """Return a program that reads JSON Lines, parses each row, and writes it again."""
    return [sys.executable, "-c", _STANDARD, path, target]


def fast_floor(path: Path, target: Path) -> Command:
    """Return the same with msgspec, which parses and writes several times as fast."""
    return [sys.executable, "-c", _FAST, path, target]


def python(code: str) -> Command:
    """Return a call of Python."""
    return [sys.executable, "-c", code]


def missing(name: str) -> str:
    """Return what to do where a peer is not there."""
    return f"not installed: pip install {name}"


def _quiet_ftfy() -> Clean:
    """Return ftfy with the fixers of style off: it mends wrong decodings and entities."""
    from ftfy import TextFixerConfig, fix_text

    config = TextFixerConfig(
        uncurl_quotes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        fix_line_breaks=False,
        normalization=None,
        explain=False,
    )
    return lambda text: fix_text(text, config)


def _default_ftfy() -> Clean:
    from ftfy import fix_text

    return fix_text


def _clean_text() -> Clean:
    logging.disable()  # it warns that a package under the GPL is not there
    from cleantext import clean

    return lambda text: clean(text, lower=False)


def _datatrove(name: str) -> Callable[[], Clean]:
    def made() -> Clean:
        from datatrove.pipeline import formatters

        call: Clean = getattr(formatters, name)().format
        return call

    return made


def _cleaner() -> Clean:
    from cleaner import Cleaner

    return Cleaner().clean


# by name: the package to install, the module that must be there, and what makes the function
LIBRARIES: dict[str, tuple[str, str, Callable[[], Clean]]] = {
    "ftfy, quiet": ("ftfy", "ftfy", _quiet_ftfy),
    "ftfy, default": ("ftfy", "ftfy", _default_ftfy),
    "clean-text": ("clean-text", "cleantext", _clean_text),
    "datatrove FTFYFormatter": ("datatrove", "datatrove", _datatrove("FTFYFormatter")),
    "datatrove PIIFormatter": ("datatrove", "datatrove", _datatrove("PIIFormatter")),
    "datatrove SymbolLinesFormatter": (
        "datatrove",
        "datatrove",
        _datatrove("SymbolLinesFormatter"),
    ),
}


def library(name: str) -> Clean | None:
    """Return the function of a library, `cleaner` or a peer; None: it is not installed."""
    if name == "cleaner":
        return _cleaner()
    _, module, make = LIBRARIES[name]
    return make() if importlib.util.find_spec(module) else None

"""Where the time goes when documents are cleaned."""

from __future__ import annotations

import cProfile
import pstats
import re
import sysconfig
from collections import Counter, defaultdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench import corpus, timing
from tests.bench.measures import MB, Bench, warm_cleaner
from tests.bench.timing import Failure

_SHOWN = 15
_Entry = tuple[str, int, float, float]  # what, calls, seconds in it, seconds below it too


def profile(bench: Bench, console: Console) -> None:
    """Print the functions in which most time passes, for clean and for noisy documents."""
    size = min(bench.size, MB)
    for kind, path in (("clean", bench.clean), ("noisy", bench.noisy)):
        found = timing.apart(_profiled, kind, path, size, limit=bench.limit * 10)
        if isinstance(found, Failure):
            console.print(f"profile, {kind} documents: {found.reason}")
            continue
        total, functions, modules = found
        title = f"profile: {kind} documents, {total:.2f} s with the profiler"
        console.print(_table(f"{title}; the functions", functions[:_SHOWN], total))
        console.print(_table(f"{title}; the same by module", modules[:_SHOWN], total))


def _profiled(kind: str, path: Path | None, size: int) -> tuple[float, list[_Entry], list[_Entry]]:
    from cleaner.document import Document

    make = corpus.clean if kind == "clean" else corpus.noisy
    documents = [Document(one) for one in make(path, size)]
    cleaner = warm_cleaner()
    profiler = cProfile.Profile()
    profiler.enable()
    for document in documents:
        cleaner.clean_document(document)
    profiler.disable()
    functions: list[_Entry] = []
    own: dict[str, float] = defaultdict(float)
    calls = Counter[str]()
    for (file, line, name), entry in pstats.Stats(profiler).stats.items():  # type: ignore[attr-defined]
        _, count, inside, below, _ = entry
        functions.append((_named(file, line, name), count, inside, below))
        own[_module(file, name)] += inside
        calls[_module(file, name)] += count
    functions.sort(key=lambda entry: -entry[2])
    modules = [(name, calls[name], inside, 0.0) for name, inside in own.items()]
    modules.sort(key=lambda entry: -entry[2])
    return sum(entry[2] for entry in functions), functions, modules


def _named(file: str, line: int, name: str) -> str:
    return name if file == "~" else f"{_module(file, name)}:{line} {name}"


def _module(file: str, name: str) -> str:
    """Return the file below its package; of what is built in, what it is a part of."""
    if file == "~":
        part = re.search(r"method '(\w+)' of '([\w.]+)'|<built-in method ([\w.]+)", name)
        return name if part is None else (part[2] or part[3])
    for root in (Path(__file__).parent.parent.parent, Path(sysconfig.get_path("purelib"))):
        if Path(file).is_relative_to(root):
            return Path(file).relative_to(root).as_posix()
    return Path(file).name


def _table(title: str, entries: list[_Entry], total: float) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("where", overflow="fold")
    for heading in ("calls", "own time", "share", "with what it calls"):
        table.add_column(heading, justify="right")
    for where, calls, inside, below in entries:
        table.add_row(
            where,
            f"{calls:,}",
            f"{inside * 1000:.0f} ms",
            f"{inside / total:.0%}",
            f"{below * 1000:.0f} ms" if below else "",
        )
    return table

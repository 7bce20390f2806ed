"""What is measured, and the figures to reach: each measure yields the rows of its table.

Whole programs are timed as processes; documents in memory, lengths and numbers of rules are
timed inside one process that is started for it, so that none pays for what another left.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.bench import corpus, made_rules, peers, text, timing
from tests.bench.corpus import Corpus
from tests.bench.timing import Failure, Outcome, Usage

if TYPE_CHECKING:
    from cleaner import Cleaner

MB = 1_000_000


@dataclass(frozen=True)
class Bench:
    """How to measure: on which news, how often, and for how long at most."""

    folder: Path
    clean: Path | None
    noisy: Path | None
    size: int
    repeat: int
    limit: float
    longest: int


@dataclass(frozen=True)
class Goal:
    """A figure to reach."""

    figure: float
    at_least: bool

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.figure:g}"

    def reached(self, ratio: float) -> bool:
        """Tell whether a ratio reaches it."""
        return ratio >= self.figure if self.at_least else ratio <= self.figure


@dataclass(frozen=True)
class Row:
    """One comparison. `ratio` None: there is none, and `note` says why."""

    what: str
    ours: str
    peer: str = ""
    theirs: str = ""
    ratio: float | None = None
    goal: Goal | None = None
    note: str = ""

    @property
    def reached(self) -> bool | None:
        """Tell whether the goal is reached; None: there is none, or the peer is not there."""
        if self.goal is None or self.ratio is None:
            return None
        return self.goal.reached(self.ratio)


def at_least(figure: float) -> Goal:
    return Goal(figure, at_least=True)


def at_most(figure: float) -> Goal:
    return Goal(figure, at_least=False)


# --- programs on files -------------------------------------------------------------------


def throughput(bench: Bench) -> Iterator[Row]:
    """`cleaner check` on clean news in three shapes: CPU time of the whole program."""
    news = _news(bench)
    scrap = bench.folder / "floor.jsonl"
    shapes: list[tuple[str, Path, dict[str, tuple[Any, Goal | None]]]] = [
        (
            "one file",
            news.file,
            {
                "typos": (peers.typos(news.file), at_least(2)),
                "codespell": (peers.codespell(news.file), None),
            },
        ),
        (
            "JSON Lines",
            news.rows,
            {
                "typos": (peers.typos(news.rows), at_least(2)),
                "codespell": (peers.codespell(news.rows), None),
                "floor: read, parse, write (json)": (
                    peers.floor(news.rows, scrap),
                    at_least(0.25),
                ),
                "floor: the same (msgspec)": (peers.fast_floor(news.rows, scrap), None),
            },
        ),
        (
            f"{news.documents:,} small files",
            news.folder,
            {
                "typos": (peers.typos(news.folder), at_least(1)),
                "codespell": (peers.codespell(news.folder), None),
            },
        ),
    ]
    for shape, path, rivals in shapes:
        there = {name: command for name, (command, _) in rivals.items() if command}
        took = timing.race(
            {"cleaner": peers.cleaner("check", path), **there}, bench.repeat, bench.limit
        )
        for name, (_, goal) in rivals.items():
            yield _faster(
                f"check, {shape}, {news.bytes / MB:.1f} MB",
                news.bytes,
                took["cleaner"],
                name,
                took.get(name) or Failure(peers.missing(name)),
                goal,
                bench.limit,
            )


def memory(bench: Bench) -> Iterator[Row]:
    """The most memory that one of the processes holds at a time."""
    news = _news(bench)
    double = bench.folder / "double.jsonl"
    with double.open("wb") as out:
        for _ in range(2):
            out.write(news.rows.read_bytes())
    cases: list[tuple[str, Any, str, Any]] = [
        ("check, one file", peers.cleaner("check", news.file), "typos", peers.typos(news.file)),
        ("check, JSON Lines", peers.cleaner("check", news.rows), "typos", peers.typos(news.rows)),
        (
            "check, JSON Lines",
            peers.cleaner("check", news.rows),
            "codespell",
            peers.codespell(news.rows),
        ),
        (
            "check, JSON Lines twice as long",
            peers.cleaner("check", double),
            "check, JSON Lines",
            peers.cleaner("check", news.rows),
        ),
        (
            f"check, {news.documents:,} small files",
            peers.cleaner("check", news.folder),
            "typos",
            peers.typos(news.folder),
        ),
        (
            "check, one article",
            peers.cleaner("check", _article(bench)),
            "python -c 'import regex, click'",
            peers.python("import regex, click"),
        ),
    ]
    known: dict[tuple[str, ...], Outcome] = {}
    for what, command, peer, rival in cases:
        both = []
        for one in (command, rival):
            key = tuple(map(str, one or ()))
            if key and key not in known:
                known[key] = timing.run(one, bench.limit)
            both.append(known.get(key) or Failure(peers.missing(peer)))
        ours, theirs = both
        ratio = None
        if isinstance(ours, Usage) and isinstance(theirs, Usage):
            ratio = ours.memory / theirs.memory
        yield Row(what, _held(ours), peer, _held(theirs), ratio)


def startup(bench: Bench) -> Iterator[Row]:
    """`cleaner check one-file.txt` with a warm cache: CPU time of the whole program."""
    file = _article(bench)
    rivals: dict[str, tuple[Any, Goal | None]] = {
        "python -c 'import regex, click'": (peers.python("import regex, click"), at_most(3)),
        "codespell": (peers.codespell(file), at_most(1)),
        "typos": (peers.typos(file), None),
        "python -c pass": (peers.python("pass"), None),
    }
    timing.run(peers.cleaner("check", file), bench.limit)  # fills the cache
    there = {name: command for name, (command, _) in rivals.items() if command}
    took = timing.race(
        {"cleaner": peers.cleaner("check", file), **there}, max(bench.repeat, 15), bench.limit
    )
    for name, (_, goal) in rivals.items():
        yield _slower(
            f"check, one article of {file.stat().st_size:,} bytes",
            took["cleaner"],
            name,
            took.get(name) or Failure(peers.missing(name)),
            goal,
        )


def processes(bench: Bench) -> Iterator[Row]:
    """`cleaner check -j N` on JSON Lines: wall time, beside what the machine has to give."""
    rows = _news(bench).rows
    counts = [count for count in (2, 4, 8) if count <= (os.cpu_count() or 1)]
    commands: dict[str, Any] = {}
    for count in (1, *counts):
        commands[f"-j {count}"] = peers.cleaner("check", "-j", str(count), rows)
        commands[f"{count} loops"] = peers.python(_LOOPS.format(count=count))
    took = timing.race(commands, bench.repeat, bench.limit)
    for count in counts:
        ours, alone = took[f"-j {count}"], took["-j 1"]
        loops, loop = took[f"{count} loops"], took["1 loops"]
        if not (isinstance(ours, Usage) and isinstance(alone, Usage)):
            yield Row(f"check -j {count}", _wall(ours), "check -j 1", _wall(alone))
            continue
        note = ""
        if isinstance(loops, Usage) and isinstance(loop, Usage):
            note = f"{count} busy loops beside each other: {count * loop.wall / loops.wall:.2f} x"
        yield Row(
            f"check -j {count}",
            _wall(ours),
            "check -j 1",
            _wall(alone),
            alone.wall / ours.wall,
            at_least(0.9 * count) if count == 2 else None,
            note,
        )


_LOOPS = """
import subprocess, sys
loop = [sys.executable, "-c", "for i in range(20_000_000): pass"]
for one in [subprocess.Popen(loop) for _ in range({count})]: one.wait()
"""


# --- documents in memory -----------------------------------------------------------------


def documents(bench: Bench) -> Iterator[Row]:
    """Documents in memory, clean and noisy, through `Cleaner.clean` and through libraries."""
    size = min(bench.size, 3 * MB)
    for kind, path, goal in (
        ("clean", bench.clean, None),
        ("noisy", bench.noisy, at_least(3)),
    ):
        took = timing.apart(_race_libraries, kind, path, size, bench.repeat, limit=bench.limit * 10)
        if isinstance(took, Failure):
            yield Row(f"{kind} documents", took.reason)
            continue
        bytes = took.pop("bytes")
        for name, (package, _, _) in peers.LIBRARIES.items():
            if name not in took:
                yield Row(f"{kind} documents", "", name, peers.missing(package))
                continue
            yield Row(
                f"{kind} documents, {bytes / MB:.1f} MB",
                _speed(took["cleaner"], bytes),
                name,
                _speed(took[name], bytes),
                took[name] / took["cleaner"],
                goal if name == "ftfy, quiet" else None,
            )


def _race_libraries(kind: str, path: Path | None, size: int, repeat: int) -> dict[str, float]:
    make = corpus.clean if kind == "clean" else corpus.noisy
    texts = list(make(path, size))
    calls = {}
    for name in ("cleaner", *peers.LIBRARIES):
        if call := peers.library(name):
            calls[name] = _over(call, texts)
            _over(call, texts[:20])()
    return {**timing.best_of(calls, repeat), "bytes": _bytes(texts)}


def noise(bench: Bench) -> Iterator[Row]:
    """Made news with more and more noise in it, in memory: the time against that of none."""
    took = timing.apart(_noise_costs, bench.repeat, limit=bench.limit * 10)
    if isinstance(took, Failure):
        yield Row("noise", took.reason)
        return
    for rate in _RATES[1:]:
        yield Row(
            f"{rate:g} pieces of noise per KB",
            _speed(*took[rate]),
            "none",
            _speed(*took[0]),
            took[rate][0] / took[rate][1] * took[0][1] / took[0][0],
        )


_RATES = (0, 0.5, 1, 2, 5, 10, 20)


def _noise_costs(repeat: int) -> dict[float, tuple[float, int]]:
    clean = warm_cleaner().clean
    texts = list(text.clean_news(200_000))
    chance = random.Random(6)
    noisy = {rate: [text.noisy(one, rate, chance) for one in texts] for rate in _RATES}
    took = timing.best_of({str(rate): _over(clean, noisy[rate]) for rate in _RATES}, repeat)
    return {rate: (took[str(rate)], _bytes(noisy[rate])) for rate in _RATES}


def length(bench: Bench) -> Iterator[Row]:
    """One text, in one line and in many, against one half as long."""
    for lines in (False, True):
        shape = "many lines" if lines else "one line"
        sizes = [size for size in _LENGTHS if 2 * size <= bench.longest]
        took = timing.apart(
            _lengths, sizes, lines, bench.repeat, bench.limit, limit=bench.limit * (len(sizes) + 1)
        )
        if isinstance(took, Failure):
            yield Row(shape, took.reason)
            continue
        for size, outcome in zip(sizes, took, strict=False):
            what = f"{_size(2 * size)}, {shape}"
            if isinstance(outcome, Failure):
                note = "longer ones were not tried"
                yield Row(what, outcome.reason, _size(size), note=note)
                continue
            ours, theirs = outcome
            yield Row(
                what,
                _speed(ours, 2 * size),
                _size(size),
                _speed(theirs, size),
                ours / theirs,
                at_most(2.1),
            )


_LENGTHS = [count * 1_000 for count in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)]


def _lengths(sizes: Sequence[int], lines: bool, repeat: int, limit: float) -> list[Any]:
    clean = warm_cleaner().clean

    def measure(size: int) -> tuple[float, float]:
        whole = text.clean_text(2 * size, lines=lines)
        half = text.clean_text(size, lines=lines)
        took = timing.best_of({"whole": lambda: clean(whole), "half": lambda: clean(half)}, repeat)
        return took["whole"], took["half"]

    found = []
    for size in sizes:
        found.append(timing.apart(measure, size, limit=limit, method="fork"))
        if isinstance(found[-1], Failure):
            break
    return found


def hostile(bench: Bench) -> Iterator[Row]:
    """Inputs up to 1 MB that are no text at all: none may take more than 2 s."""
    names = list(text.HOSTILE)
    took = timing.apart(_hostile, names, bench.limit, limit=bench.limit * (len(names) + 1))
    if isinstance(took, Failure):
        yield Row("hostile", took.reason)
        return
    for name, outcome in zip(names, took, strict=True):
        if isinstance(outcome, Failure):
            yield Row(name, outcome.reason, "2 s", "", bench.limit / 2, at_most(1))
            continue
        seconds, size = outcome
        what = f"{name}, {_size(size)}"
        yield Row(what, _seconds(seconds), "2 s", "", seconds / 2, at_most(1))


def _hostile(names: Sequence[str], limit: float) -> list[Any]:
    clean = warm_cleaner().clean

    def measure(name: str) -> tuple[float, int]:
        whole = text.HOSTILE[name]()
        seconds = timing.timed(lambda: clean(whole))
        if seconds < 2.5:
            seconds = min(seconds, timing.timed(lambda: clean(whole)))
        return seconds, len(whole.encode())

    return [timing.apart(measure, name, limit=limit, method="fork") for name in names]


def rules(bench: Bench) -> Iterator[Row]:
    """Clean news through more and more rules, in memory: the time against that of 100.

    Twice: rules made for it alone; and a choice of the shipped ones that grows to all of
    them and goes on with made ones. In both, fewer rules are a part of more.
    """
    for mixed in (False, True):
        kind = "shipped and made rules" if mixed else "made rules"
        took = timing.apart(
            _rule_costs, mixed, bench.folder, bench.clean, bench.repeat, limit=bench.limit * 10
        )
        if isinstance(took, Failure):
            yield Row(kind, took.reason)
            continue
        for count in _COUNTS:
            yield Row(
                f"{count:,} {kind}",
                _speed(*took[count]),
                "100",
                _speed(*took[100]),
                took[count][0] / took[100][0],
                at_most(1.5) if count == 1000 else None,
            )


_COUNTS = (50, 100, 200, 400, 1000)


def _rule_costs(
    mixed: bool, folder: Path, news: Path | None, repeat: int
) -> dict[int, tuple[float, int]]:
    from cleaner import Cleaner
    from cleaner.rules import load_catalogue

    folder = folder / ("mixed" if mixed else "made")
    names = made_rules.write(folder, max(_COUNTS))
    if mixed:
        shipped = list(load_catalogue().rules)
        random.Random(7).shuffle(shipped)
        names = shipped + names
    texts = list(corpus.clean(news, 500_000))
    calls = {}
    for count in _COUNTS:
        clean = Cleaner(rules=[folder], select=names[:count]).clean
        calls[str(count)] = _over(clean, texts)
        _over(clean, texts[:20])()
    took = timing.best_of(calls, repeat)
    return {count: (took[str(count)], _bytes(texts)) for count in _COUNTS}


# --- what they share ---------------------------------------------------------------------


def _news(bench: Bench) -> Corpus:
    """Return the clean news on disk, written when it is first asked for."""
    folder = bench.folder / "clean"
    if not folder.exists():
        timing.apart(_write, bench.clean, bench.size, folder, limit=600)
    files = folder / "news"
    file = folder / "news.txt"
    return Corpus(
        file, folder / "news.jsonl", files, sum(1 for _ in files.iterdir()), file.stat().st_size
    )


def _write(path: Path | None, size: int, folder: Path) -> None:
    corpus.write(corpus.clean(path, size), folder)


def _article(bench: Bench) -> Path:
    file = bench.folder / "article.txt"
    file.write_text(text.article(random.Random(8)), encoding="utf-8")
    return file


def warm_cleaner() -> Cleaner:
    """Return a cleaner that has seen all kinds of text, so that all it compiles is compiled."""
    from cleaner import Cleaner

    cleaner = Cleaner()
    for rule in cleaner.catalogue.rules.values():
        for example in rule.file.example:
            cleaner.clean(example.bad or example.keep or "")
    cleaner.clean(text.clean_text(40_000, lines=True))
    return cleaner


def _over(call: Callable[[str], object], texts: Sequence[str]) -> Callable[[], None]:
    def over() -> None:
        for one in texts:
            call(one)

    return over


def _bytes(texts: Sequence[str]) -> int:
    return sum(len(one.encode()) for one in texts)


def _faster(
    what: str, size: int, ours: Outcome, peer: str, theirs: Outcome, goal: Goal | None, limit: float
) -> Row:
    """Return a row whose ratio is how many times the peer's throughput ours is."""
    ratio, note = None, ""
    if isinstance(theirs, Usage):
        ratio = theirs.cpu / (ours.cpu if isinstance(ours, Usage) else limit)
        if isinstance(ours, Usage):
            note = f"wall: {theirs.wall / ours.wall:.3g}"
        else:
            note = "the ratio is less than this"
    return Row(what, _spent(ours, size), peer, _spent(theirs, size), ratio, goal, note)


def _slower(what: str, ours: Outcome, peer: str, theirs: Outcome, goal: Goal | None) -> Row:
    """Return a row whose ratio is how many times the peer's time ours is."""
    ratio, note = None, ""
    if isinstance(ours, Usage) and isinstance(theirs, Usage):
        ratio = ours.cpu / theirs.cpu
        note = f"wall: {ours.wall / theirs.wall:.3g}"
    return Row(what, _spent(ours), peer, _spent(theirs), ratio, goal, note)


def _spent(outcome: Outcome, size: int = 0) -> str:
    if isinstance(outcome, Failure):
        return outcome.reason
    speed = f", {size / MB / outcome.cpu:.2f} MB/s" if size else ""
    return f"{_seconds(outcome.cpu)} (wall {_seconds(outcome.wall)}){speed}"


def _wall(outcome: Outcome) -> str:
    if isinstance(outcome, Failure):
        return outcome.reason
    return f"wall {_seconds(outcome.wall)} (CPU {_seconds(outcome.cpu)})"


def _held(outcome: Outcome) -> str:
    return outcome.reason if isinstance(outcome, Failure) else f"{outcome.memory / MB:.0f} MB"


def _speed(seconds: float, size: int) -> str:
    return f"{_seconds(seconds)}, {size / MB / seconds:.2f} MB/s"


def _seconds(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.3g} ms"


def _size(count: int) -> str:
    return f"{count / MB:g} MB" if count >= MB else f"{count / 1_000:g} KB"


MEASURES: Mapping[str, Callable[[Bench], Iterator[Row]]] = {
    "throughput": throughput,
    "documents": documents,
    "startup": startup,
    "rules": rules,
    "length": length,
    "hostile": hostile,
    "noise": noise,
    "processes": processes,
    "memory": memory,
}

"""The one command: `python -m tests.bench`. See `--help`."""

from __future__ import annotations

import json
import os
import platform
import tempfile
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from tests.bench.measures import MB, MEASURES, Bench, Row
from tests.bench.profile import profile

_PATH = click.Path(path_type=Path, exists=True)
_NAMES = (*MEASURES, "profile")


@click.command()
@click.option("--only", metavar="NAME,…", help=f"Of {', '.join(_NAMES)}.")
@click.option("--corpus", metavar="PATH", type=_PATH, help="Clean news; left out: made here.")
@click.option("--noisy", metavar="PATH", type=_PATH, help="Noisy news; left out: the samples.")
@click.option("--size", metavar="MB", default=15.0, show_default=True, help="Of the clean news.")
@click.option("--longest", metavar="MB", default=10.0, show_default=True, help="Of one text.")
@click.option("--repeat", metavar="N", default=3, show_default=True, help="The best of N counts.")
@click.option("--limit", metavar="S", default=60.0, show_default=True, help="Seconds of one run.")
@click.option("--save", metavar="FILE", type=click.Path(path_type=Path), help="Rows, as JSON.")
def main(
    only: str | None,
    corpus: Path | None,
    noisy: Path | None,
    size: float,
    longest: float,
    repeat: int,
    limit: float,
    save: Path | None,
) -> None:
    """Measure the cleaner side by side with its peers; print tables of ratios.

    A ratio is between figures of the same run: how many times the peer's throughput, or
    the peer's time, ours is. Single-core rows compare CPU time, -j compares wall time.
    """
    names = _NAMES if only is None else tuple(only.split(","))
    if unknown := set(names) - set(_NAMES):
        raise click.UsageError(f"unknown: {', '.join(unknown)}; there are {', '.join(_NAMES)}")
    console = Console(width=None if os.isatty(1) else 170, highlight=False)
    rows: dict[str, list[Row]] = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        folder = Path(temporary).resolve()
        os.environ.setdefault("CLEANER_CACHE_DIR", str(folder / "cache"))
        clean, noise = (path and path.resolve() for path in (corpus, noisy))
        bench = Bench(folder, clean, noise, round(size * MB), repeat, limit, round(longest * MB))
        console.print(_machine())
        for name in names:
            if name == "profile":
                profile(bench, console)
                continue
            with console.status(f"measuring {name} …"):
                rows[name] = list(MEASURES[name](bench))
            console.print(_table(name, rows[name]))
    _summary(console, [row for part in rows.values() for row in part])
    if save is not None:
        saved = {name: [asdict(row) for row in part] for name, part in rows.items()}
        save.write_text(json.dumps(saved, ensure_ascii=False, indent=1), encoding="utf-8")


def _machine() -> str:
    import cleaner

    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return (
        f"cleaner {cleaner.__version__} in {Path(cleaner.__file__).parent}, "
        f"Python {platform.python_version()}, {os.cpu_count()} cores, load {load}"
    )


def _table(name: str, rows: list[Row]) -> Table:
    meaning = MEASURES[name].__doc__ or ""
    table = Table(title=f"{name}: {meaning.splitlines()[0]}", title_justify="left")
    for heading in ("what", "cleaner", "beside", "its figure"):
        table.add_column(heading, overflow="fold")
    table.add_column("ratio", justify="right")
    table.add_column("goal")
    table.add_column("reached")
    table.add_column("note", overflow="fold")
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.3g}"
        goal = "" if row.goal is None else str(row.goal)
        reached = {None: "", True: "[green]yes[/]", False: "[red]no[/]"}[row.reached]
        table.add_row(row.what, row.ours, row.peer, row.theirs, ratio, goal, reached, row.note)
    return table


def _summary(console: Console, rows: list[Row]) -> None:
    judged = [row for row in rows if row.reached is not None]
    if judged:
        missed = [row for row in judged if not row.reached]
        console.print(f"{len(judged) - len(missed)} of {len(judged)} goals reached")


if __name__ == "__main__":
    main()

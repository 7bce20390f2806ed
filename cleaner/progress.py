"""How far a long run is: a bar on a terminal, a line now and then in a log. Always on stderr."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any

from cleaner.batch import Step, Totals

_FIRST = 1.0  # seconds before a bar appears: short work shows none
_EVERY = 30.0  # seconds between the lines of a log


class Progress:
    """Shows how much of `size` bytes was read, at what rate, and how long it will take."""

    def __init__(self, totals: Totals, size: int, *, show: bool) -> None:
        self._totals = totals
        self._size = size
        self._show = show and size > 0
        self._started = time.monotonic()
        self._shown = self._started
        self._before = 0  # bytes of the files that are done
        self._here = 0  # bytes of the file at hand
        self._bar: Any = None

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def update(self, step: Step) -> None:
        """Take note of a step."""
        if not self._show:
            return
        if step.read:
            self._here = step.read
        else:  # the end of a file
            self._before += self._here
            self._here = 0
        now = time.monotonic()
        if sys.stderr.isatty():
            if self._bar is None and now - self._started > _FIRST:
                self._bar = _bar(self._size)
            if self._bar is not None:
                documents = f"{self._totals.documents:,} documents"
                self._bar.update(0, completed=self._before + self._here, description=documents)
        elif now - self._shown > _EVERY:
            self._shown = now
            print(self._line(now - self._started), file=sys.stderr, flush=True)

    def _line(self, seconds: float) -> str:
        read = self._before + self._here
        rate = read / seconds
        left = max(0, self._size - read) / rate if rate else 0.0
        return (
            f"{read / self._size:.0%}, {self._totals.documents:,} documents, "
            f"{rate / 1e6:.1f} MB/s, {left / 60:.0f} minutes left"
        )


def _bar(size: int) -> Any:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    bar.add_task("", total=size)
    bar.start()
    return bar

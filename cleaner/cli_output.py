"""Where results go and in which form: standard output or a file, one of the formats of reports."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click
import msgspec

from cleaner import __version__
from cleaner.cli_options import fail
from cleaner.reports import RENDERERS
from cleaner.results import Result, Run, Tally

if TYPE_CHECKING:
    from rich.console import Console

    from cleaner.rules import Rule

OPTIONS = (
    click.option("--diff", is_flag=True, help="Show the changes, write nothing."),
    click.option(
        "--output-format",
        type=click.Choice([*RENDERERS]),
        default="full",
        show_default=True,
        help="What is found, for people or for tools.",
    ),
    click.option(
        "--output-file",
        metavar="FILE",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Write it there, not to standard output.",
    ),
    click.option("--statistics", is_flag=True, help="Count edits and reports by rule."),
    click.option("-q", "--quiet", is_flag=True, help="No summary; errors only with fix."),
    click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        show_default=True,
    ),
)
_FOR_PEOPLE = frozenset({"full", "concise"})
_OF_ALL = frozenset({"html", "json", "junit"})  # these also count documents without findings


class OutputOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What the command line says of the results."""

    diff: bool
    output_format: str
    output_file: Path | None
    statistics: bool
    quiet: bool
    color: str


class Output:
    """The results of one call, written as they come. `to_stderr`: stdout is for the text."""

    def __init__(self, options: OutputOptions, *, write: bool, to_stderr: bool) -> None:
        self._options = options
        self._write = write
        self._stream: TextIO = sys.stderr if to_stderr else sys.stdout
        self._tally = Tally()
        self._console_: Console | None = None

    @property
    def wants(self) -> str:
        """Return which results are wanted: those of all documents, those with findings, none."""
        if self._shows and not self._options.diff and self._options.output_format in _OF_ALL:
            return "all"
        return "found" if self._shows or self._options.statistics else "none"

    @property
    def _shows(self) -> bool:
        options = self._options
        silent = options.quiet and self._write and options.output_format in _FOR_PEOPLE
        return not silent or options.output_file is not None

    def show(
        self,
        results: Iterable[Result],
        rules: Mapping[str, Rule],
        *,
        explain_kept: bool = False,
        settings: Mapping[str, object] | None = None,
    ) -> None:
        """Write results while they come; a file appears when all have come."""
        results = self._counted(results)
        if not self._shows:
            for _ in results:
                pass
        elif self._options.diff:
            for result in results:
                self._show_diff(result)
        else:
            run = Run(rules, __version__, explain_kept, self._color, settings or {})
            self._render(RENDERERS[self._options.output_format](results, run))

    def count(self, tally: Tally) -> None:
        """Take note of results that were counted elsewhere."""
        self._tally.merge(tally)

    def _counted(self, results: Iterable[Result]) -> Iterator[Result]:
        for result in results:
            self._tally.add(result)
            yield result

    def _render(self, pieces: Iterator[str]) -> None:
        path = self._options.output_file
        if path is None:
            for piece in pieces:
                self._stream.write(piece)
            self._stream.flush()
            return
        from cleaner.formats.streams import Sink

        try:
            with Sink(path) as sink:
                for piece in pieces:
                    sink.write(piece.encode("utf-8"))
                sink.commit()
        except OSError as error:
            fail(f"{path}: cannot be written: {error.strerror or error}")

    def _show_diff(self, result: Result) -> None:
        if not result.report.edits:
            return
        from cleaner.reports.text import diff

        name = result.file if result.row is None else f"{result.file}:{result.row}"
        for line in diff(result.report, name.lstrip("/")):
            self.say(line)

    @property
    def _color(self) -> bool:
        if self._options.output_file is not None:
            return False
        if self._options.color != "auto":
            return self._options.color == "always"
        if os.environ.get("NO_COLOR"):
            return False
        return bool(os.environ.get("FORCE_COLOR")) or self._stream.isatty()

    def end(self, summary: str, rules: Mapping[str, Rule]) -> None:
        """Say what was counted; beside a format for tools it goes to standard error."""
        options = self._options
        people = options.diff or options.output_format in _FOR_PEOPLE
        if not people and options.output_file is None:
            self._stream = sys.stderr
            self._console_ = None
        if options.statistics:
            from cleaner.reports.text import tally_table

            self.say(tally_table(self._tally, rules))
        if not options.quiet:
            self.say(summary)

    def say(self, line: Any) -> None:
        """Print a line or a table."""
        if isinstance(line, str):
            self._stream.write(line + "\n")
            return
        if self._console_ is None:
            from rich.console import Console

            choice = {"always": True, "never": False}.get(self._options.color)
            # without a choice, rich goes by NO_COLOR and FORCE_COLOR
            self._console_ = Console(
                file=self._stream,
                force_terminal=choice,
                no_color=None if choice is None else not choice,
                highlight=False,
            )
        self._console_.print(line, soft_wrap=True, highlight=False, markup=False)

"""The command line: arguments, files, exit codes. Knows nothing of text or rules by name.

Exit codes are ruff's: 0 clean or everything fixed, 1 something found, 2 something broken.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from cleaner import __version__, files
from cleaner.cli_measure import measure_command
from cleaner.cli_rules import rules
from cleaner.formats import text as text_format
from cleaner.pipeline import Cleaner, Report
from cleaner.rules import RuleError

if TYPE_CHECKING:
    from rich.console import Console

FOUND, BROKEN = 1, 2


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="cleaner")
def main() -> None:
    """Remove what machine translation leaves behind in English news; report every change.

    \b
    cleaner check articles/             report, write nothing
    cleaner fix --diff articles/        show what would change
    cleaner fix articles/               repair in place what is certain
    cleaner fix - < in.txt > out.txt    standard input to standard output
    cleaner rules list                  the rules, in the order they run
    """
    warnings.formatwarning = lambda message, *_, **__: f"warning: {message}\n"


main.add_command(rules)
main.add_command(measure_command)


def _choices(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the arguments and options that `check` and `fix` share."""
    for option in reversed(
        [
            click.argument("paths", nargs=-1, required=True, metavar="PATH..."),
            click.option("--unsafe-fixes", is_flag=True, help="Also fixes that need a judgement."),
            click.option("--select", metavar="RULE", multiple=True, help="Only this rule/family."),
            click.option("--ignore", metavar="RULE", multiple=True, help="Not this rule/family."),
            click.option("--source", metavar="LANG", help="Language translated from, as pt."),
            click.option(
                "--rules",
                "folders",
                metavar="DIR",
                multiple=True,
                help="A folder of your own rules.",
            ),
            click.option("--diff", is_flag=True, help="Show the changes, write nothing."),
            click.option("--statistics", is_flag=True, help="Count edits and reports by rule."),
            click.option("-q", "--quiet", is_flag=True, help="No summary; errors only with fix."),
            click.option(
                "--color",
                type=click.Choice(["auto", "always", "never"]),
                default="auto",
                show_default=True,
            ),
        ]
    ):
        command = option(command)
    return command


@dataclass(frozen=True)
class _Options:
    """What `check` and `fix` share on the command line."""

    paths: tuple[str, ...]
    unsafe_fixes: bool
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    source: str | None
    folders: tuple[str, ...]
    diff: bool
    statistics: bool
    quiet: bool
    color: str


@main.command()
@_choices
@click.option(
    "--explain-kept", is_flag=True, help="Also list what rules looked at and left alone, and why."
)
def check(explain_kept: bool, **options: Any) -> NoReturn:
    """Report what is found in files and folders; write nothing."""
    run = _Run(_Options(**options))
    for file in run.files():
        run.show(file, applied=False, explain_kept=explain_kept)
    run.end(remaining=run.edits + run.flags)


@main.command()
@_choices
@click.option(
    "--output",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write all files there, with the same names, changed or not.",
)
def fix(output: Path | None, **options: Any) -> NoReturn:
    """Repair what is certain, in place; report the rest. `-` reads stdin and writes stdout."""
    run = _Run(_Options(**options))
    for file in run.files():
        run.show(file, applied=not run.options.diff)
        if not run.options.diff:
            run.write(file, output)
    run.end(remaining=run.flags + run.edits * run.options.diff)


@dataclass(frozen=True)
class _File:
    """One input, read and cleaned. `path` is None for standard input."""

    path: Path | None
    relative: Path
    data: bytes
    content: text_format.TextFile
    report: Report

    @property
    def name(self) -> str:
        return "<stdin>" if self.path is None else str(self.path)


class _Run:
    """One call of `check` or `fix`: what it reads, what it counts, how it ends."""

    def __init__(self, options: _Options) -> None:
        self.options = options
        self.edits = self.flags = self.changed = self.read = 0
        self.broken = False
        self._reports: list[Report] = []
        try:
            self._cleaner = Cleaner(
                unsafe_fixes=options.unsafe_fixes,
                source=options.source,
                select=options.select,
                ignore=options.ignore,
                rules=options.folders,
            )
        except RuleError as error:
            _fail(str(error))
        # with standard input, standard output is for the text alone
        self._console = _console(options.color, stderr="-" in options.paths)

    def files(self) -> Iterator[_File]:
        """Yield the inputs, cleaned; what cannot be read is named and passed over."""
        for path, relative in self._inputs():
            name = "<stdin>" if path is None else str(path)
            try:
                data = sys.stdin.buffer.read() if path is None else path.read_bytes()
                content = text_format.decode(data, name)
            except text_format.NotUtf8Error as error:
                self._error(f"{name}: {error}")
            except OSError as error:
                self._error(f"{name}: cannot be read: {error.strerror}")
            else:
                report = self._cleaner.clean_document(content.document)
                self._count(report)
                yield _File(path, relative, data, content, report)

    def _inputs(self) -> Iterator[tuple[Path | None, Path]]:
        for argument in self.options.paths:
            if argument == "-":
                yield None, Path("stdin")
        try:
            yield from files.find(Path(path) for path in self.options.paths if path != "-")
        except FileNotFoundError as error:
            self._error(f"{error}: no such file or folder")

    def _count(self, report: Report) -> None:
        self.read += 1
        self.edits += len(report.edits)
        self.flags += len(report.flags)
        self.changed += bool(report.edits)
        if self.options.statistics:
            self._reports.append(report)

    def show(self, file: _File, *, applied: bool, explain_kept: bool = False) -> None:
        """Print what was found in one file, or its diff."""
        report = file.report
        found = report.edits or report.flags or (explain_kept and report.kept)
        if not found or (self.options.quiet and applied):
            return
        from cleaner.reports import text

        if self.options.diff:
            if report.edits:
                for line in text.diff(report, file.name.lstrip("/")):
                    self._print(line)
            return
        self._print(file.name, style="bold underline")
        if report.verdict.evidence:
            self._print(f"  {report.verdict.kind}: {report.verdict.evidence}", style="dim")
        rules = self._cleaner.catalogue.rules
        for line in text.findings(report, rules, applied=applied, explain_kept=explain_kept):
            self._print(line)

    def write(self, file: _File, output: Path | None) -> None:
        """Write one file where it belongs; in place only if it changed."""
        report = file.report
        data = file.content.encode(report.text) if report.edits else file.data
        try:
            if file.path is None:
                sys.stdout.buffer.write(data)
                sys.stdout.buffer.flush()
            elif output is not None:
                files.write(output / file.relative, data)
            elif report.edits:
                files.write(file.path, data)
        except OSError as error:
            self._error(f"{file.name}: cannot be written: {error.strerror}")

    def end(self, *, remaining: int) -> NoReturn:
        """Print the summary and leave with the exit code."""
        if self.options.statistics:
            from cleaner.reports import text

            self._print(text.statistics(self._reports, self._cleaner.catalogue.rules))
        if not self.options.quiet:
            self._print(self._summary())
        sys.exit(BROKEN if self.broken else FOUND if remaining else 0)

    def _summary(self) -> str:
        def count(number: int, noun: str) -> str:
            return f"{number:,} {noun}{'' if number == 1 else 's'}"

        read = count(self.read, "file")
        if not self.edits and not self.flags:
            return f"{read}: nothing found."
        edits = f"{count(self.edits, 'edit')} in {count(self.changed, 'file')}"
        return f"{read}: {edits}, {count(self.flags, 'place')} reported only."

    def _print(self, line: Any, style: str = "") -> None:
        self._console.print(line, style=style, soft_wrap=True, highlight=False, markup=False)

    def _error(self, message: str) -> None:
        self.broken = True
        click.echo(f"error: {message}", err=True)


def _console(color: str, *, stderr: bool) -> Console:
    from rich.console import Console

    choice = {"always": True, "never": False}.get(color)
    return Console(
        stderr=stderr, force_terminal=choice, no_color=choice is False or None, highlight=False
    )


def _fail(message: str) -> NoReturn:
    click.echo(f"error: {message}", err=True)
    sys.exit(BROKEN)

"""The commands `check` and `fix`: what to read, where to write, what to say, how to end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from cleaner import __version__, files
from cleaner.batch import Batch, Input, Plan, Step, StoppedError
from cleaner.formats import ASKED_FOR, FORMATS, format_of
from cleaner.formats.rows import Fields
from cleaner.pipeline import Cleaner
from cleaner.results import Result
from cleaner.rules import RuleError
from cleaner.workers import interrupts

if TYPE_CHECKING:
    from rich.console import Console

    from cleaner.journal import Journal
    from cleaner.run_record import RunFile

FOUND, BROKEN, INTERRUPTED = 1, 2, 130
_PROBLEMS_SHOWN = 20

_PATH = click.Path(path_type=Path, dir_okay=False)
_SHARED = [
    click.argument("paths", nargs=-1, required=True, metavar="PATH..."),
    click.option("--unsafe-fixes", is_flag=True, help="Also fixes that need a judgement."),
    click.option("--select", metavar="RULE", multiple=True, help="Only this rule/family."),
    click.option("--ignore", metavar="RULE", multiple=True, help="Not this rule/family."),
    click.option("--source", metavar="LANG", help="Language translated from, as pt."),
    click.option("--rules", "folders", metavar="DIR", multiple=True, help="Rules of your own."),
    click.option("--format", "format", type=click.Choice(sorted(FORMATS)), help="Not by suffix."),
    click.option(
        "--field",
        "fields",
        metavar="NAME",
        multiple=True,
        default=("text",),
        show_default=True,
        help="Field of a row that holds text; may be repeated. A dot leads into an object.",
    ),
    click.option("--id-field", metavar="NAME", default="id", show_default=True),
    click.option("--date-field", metavar="NAME", default="date", show_default=True),
    click.option(
        "--source-field",
        metavar="NAME",
        default="lang",
        show_default=True,
        help="Field with the language translated from.",
    ),
    click.option(
        "-j",
        "--jobs",
        metavar="N",
        type=click.IntRange(1),
        default=1,
        show_default=True,
        help="Processes; the result is the same.",
    ),
    click.option("--strict", is_flag=True, help="Stop at a row that cannot be read."),
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


def _shared(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the arguments and options that `check` and `fix` share."""
    for option in reversed(_SHARED):
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
    format: str | None
    fields: tuple[str, ...]
    id_field: str
    date_field: str
    source_field: str
    jobs: int
    strict: bool
    diff: bool
    statistics: bool
    quiet: bool
    color: str
    explain_kept: bool = False

    @property
    def where(self) -> Fields:
        """Return where rows have what is wanted."""
        return Fields(self.fields, self.id_field, self.date_field, self.source_field)


@dataclass(frozen=True)
class _Beside:
    """What `fix` writes beside the files themselves."""

    output: Path | None = None
    ledger: Path | None = None
    quarantine: Path | None = None
    record: Path | None = None
    resume: bool = False


@click.command()
@_shared
@click.option(
    "--explain-kept", is_flag=True, help="Also list what rules looked at and left alone, and why."
)
def check(**options: Any) -> NoReturn:
    """Report what is found in files and folders; write nothing.

    PATH is a text file, JSON Lines (.jsonl, .ndjson), Parquet, CSV or TSV, also .gz and .zst,
    a folder of such files, or a glob; `-` is standard input. In a folder tables (.csv, .tsv)
    are taken only with --format.
    """
    run = _Run(_Options(**options), _Beside(), write=False)
    run.go()


@click.command()
@_shared
@click.option(
    "--output",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write all files there, with the same names, changed or not.",
)
@click.option("--ledger", metavar="FILE", type=_PATH, help="Put every edit on record there.")
@click.option(
    "--quarantine",
    metavar="FILE",
    type=_PATH,
    help="Move rows that cannot be read there. [default: beside the ledger]",
)
@click.option(
    "--record",
    metavar="FILE",
    type=_PATH,
    help="Say there what was run on what. [default: beside the ledger]",
)
@click.option("--resume", is_flag=True, help="Go on if a run with this ledger was stopped.")
def fix(
    output: Path | None,
    ledger: Path | None,
    quarantine: Path | None,
    record: Path | None,
    resume: bool,
    **options: Any,
) -> NoReturn:
    """Repair what is certain, in place; report the rest. `-` reads stdin and writes stdout.

    With a ledger every edit can be taken back: see `cleaner undo`.
    """
    if ledger is not None:
        stem = _stem(ledger)
        quarantine = quarantine or ledger.with_name(f"{stem}.quarantine.jsonl")
        record = record or ledger.with_name(f"{stem}.run.json")
    elif record is not None or resume:
        name = "--resume" if resume else "--record"
        raise click.UsageError(f"{name} needs --ledger: the run is known by its edits")
    beside = _Beside(output, ledger, quarantine, record, resume)
    run = _Run(_Options(**options), beside, write=not options["diff"])
    run.go()


class _Run:
    """One call of `check` or `fix`."""

    def __init__(self, options: _Options, beside: _Beside, *, write: bool) -> None:
        self.options = options
        self._beside = beside
        self._write = write
        self._broken = False
        self._problems = 0
        self._results: list[Result] = []
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
        self._console_: Console | None = None

    def go(self) -> NoReturn:
        """Do the work and leave with the exit code."""
        inputs = list(self._inputs())
        head = self._head()
        journal = self._journal(head)
        shows = not (self.options.quiet and self._write) or self.options.statistics
        plan = Plan(
            inputs,
            self.options.where,
            write=self._write,
            show="found" if shows else "none",
            ledger=self._beside.ledger is not None,
            processes=self.options.jobs,
            strict=self.options.strict,
        )
        batch = Batch(self._cleaner, plan, journal)
        try:
            self._steps(batch, inputs)
        except StoppedError as error:
            _fail(str(error))
        except KeyboardInterrupt:
            on = "; go on with --resume" if self._beside.ledger else ""
            click.echo(f"interrupted: no file is half written{on}", err=True)
            sys.exit(INTERRUPTED)
        if journal is not None and head is not None:
            from cleaner.run_record import complete

            beside = self._beside
            assert beside.quarantine is not None
            complete(
                journal,
                head,
                ledger_path=beside.ledger,
                quarantine_path=beside.quarantine,
                record_path=beside.record,
            )
        self._end(batch)

    def _steps(self, batch: Batch, inputs: list[Input]) -> None:
        from cleaner.progress import Progress

        size = sum(input.path.stat().st_size for input in inputs if input.path is not None)
        show = not self.options.quiet and self._write and not self.options.diff
        with interrupts() as check, Progress(batch, size, show=show) as progress:
            for step in batch.run():
                check()
                if step.problem:
                    self._problem(step)
                for result in step.results:
                    self._show(result)
                progress.update(step)

    def _inputs(self) -> Iterator[Input]:
        options, output = self.options, self._beside.output
        make = FORMATS[options.format] if options.format else None
        if "-" in options.paths:
            yield Input(None, None, (make or FORMATS["text"])(options.where))
        own = {path.resolve() for path in self._own_files()}

        def wanted(path: Path) -> bool:
            name = format_of(path)
            if options.format is None:
                return name is not None and name not in ASKED_FOR
            return name == options.format

        try:
            for path, relative in files.find((p for p in options.paths if p != "-"), wanted):
                if path.resolve() in own:
                    continue
                format = make or FORMATS[format_of(path) or "text"]
                target = path if output is None else output / relative
                yield Input(path, target if self._write else None, format(options.where))
        except FileNotFoundError as error:
            self._error(f"{error}: no such file or folder")

    def _own_files(self) -> Iterator[Path]:
        beside = self._beside
        yield from filter(None, (beside.ledger, beside.quarantine, beside.record))

    def _head(self) -> RunFile | None:
        """Return what the record of this run begins with, None if nothing is put on record."""
        if not self._write or self._beside.quarantine is None:
            return None
        from cleaner.run_record import RunFile, rule_hashes, table_hashes

        options = self.options
        settings = {
            "paths": list(options.paths),
            "output": None if self._beside.output is None else self._beside.output.as_posix(),
            "unsafe_fixes": options.unsafe_fixes,
            "select": list(options.select),
            "ignore": list(options.ignore),
            "source": options.source,
            "rules": list(options.folders),
            "format": options.format,
            "fields": list(options.fields),
            "id_field": options.id_field,
            "date_field": options.date_field,
            "source_field": options.source_field,
        }
        return RunFile(
            run=1,
            version=__version__,
            folder=Path.cwd().as_posix(),
            settings={key: value for key, value in settings.items() if value not in (None, [])},
            rules=rule_hashes(self._cleaner.catalogue),
            tables=table_hashes(),
            totals={},
            ledger=None,
            quarantine=None,
        )

    def _journal(self, head: RunFile | None) -> Journal | None:
        """Return where the run is kept until it is complete; None: nothing is put on record."""
        if head is None:
            return None
        from cleaner.journal import Journal, JournalError
        from cleaner.ledger import VERSION, LedgerError, RunRecord, read
        from cleaner.run_record import one_hash

        beside = self._beside
        kept = beside.ledger or beside.quarantine
        assert kept is not None
        folder = kept.with_name(f"{kept.name}.part")
        run = RunRecord(VERSION, head.version, one_hash(head.rules, head.tables), head.settings)
        try:
            if kept == beside.ledger and kept.exists() and not folder.exists():
                if beside.resume and next(read(kept)) == run:
                    click.echo(f"{kept}: this run is complete", err=True)
                    sys.exit(0)
                _fail(f"{kept}: holds the edits of an earlier run; name another ledger")
            return Journal(folder, run, resume=beside.resume)
        except (JournalError, LedgerError) as error:
            _fail(str(error))

    def _show(self, result: Result) -> None:
        """Print what was found in one text, or its diff."""
        if self.options.statistics:
            self._results.append(result)
        report, options = result.report, self.options
        found = report.edits or report.flags or (options.explain_kept and report.kept)
        if not found or (options.quiet and self._write):
            return
        from cleaner.reports import text

        name = result.file if result.row is None else f"{result.file}:{result.row}"
        if options.diff:
            if report.edits:
                for line in text.diff(report, name.lstrip("/")):
                    self._print(line)
            return
        self._print(name, style="bold underline")
        if report.verdict.evidence:
            self._print(f"  {report.verdict.kind}: {report.verdict.evidence}", style="dim")
        rules = self._cleaner.catalogue.rules
        for line in text.findings(
            report, rules, applied=result.applied, explain_kept=options.explain_kept
        ):
            self._print(line)

    def _end(self, batch: Batch) -> NoReturn:
        """Print the summary and leave with the exit code."""
        totals = batch.totals
        if self.options.statistics:
            from cleaner.reports import text

            reports = [result.report for result in self._results]
            self._print(text.statistics(reports, self._cleaner.catalogue.rules))
        if self._problems > _PROBLEMS_SHOWN:
            self._error(f"{self._problems - _PROBLEMS_SHOWN:,} more such rows")
        if not self.options.quiet:
            self._print(_summary(batch))
        remaining = totals.flags + totals.unreadable + (0 if self._write else totals.edits)
        sys.exit(BROKEN if self._broken else FOUND if remaining else 0)

    def _problem(self, step: Step) -> None:
        self._problems += 1
        if self._problems <= _PROBLEMS_SHOWN or not step.problem.startswith("row"):
            self._error(f"{step.input.name}: {step.problem}")

    @property
    def _console(self) -> Console:
        if self._console_ is None:
            from rich.console import Console

            choice = {"always": True, "never": False}.get(self.options.color)
            # with standard input, standard output is for the text alone
            self._console_ = Console(
                stderr="-" in self.options.paths,
                force_terminal=choice,
                no_color=choice is False or None,
                highlight=False,
            )
        return self._console_

    def _print(self, line: Any, style: str = "") -> None:
        self._console.print(line, style=style, soft_wrap=True, highlight=False, markup=False)

    def _error(self, message: str) -> None:
        self._broken = True
        click.echo(f"error: {message}", err=True)


def _summary(batch: Batch) -> str:
    def count(number: int, noun: str) -> str:
        return f"{number:,} {noun}{'' if number == 1 else 's'}"

    totals = batch.totals
    read = count(totals.files, "file")
    if totals.documents != totals.files:
        read += f", {count(totals.documents, 'document')}"
    aside = f" {count(totals.unreadable, 'row')} could not be read." if totals.unreadable else ""
    if not totals.edits and not totals.flags:
        return f"{read}: nothing found.{aside}"
    many = "document" if totals.documents != totals.files else "file"
    edits = f"{count(totals.edits, 'edit')} in {count(totals.changed, many)}"
    return f"{read}: {edits}, {count(totals.flags, 'place')} reported only.{aside}"


def _stem(ledger: Path) -> str:
    from cleaner.ledger import stem

    return stem(ledger)


def _fail(message: str) -> NoReturn:
    click.echo(f"error: {message}", err=True)
    sys.exit(BROKEN)

"""The commands `check` and `fix`: what to read, where to write, what to say, how to end."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
import msgspec
from click.core import ParameterSource

from cleaner import __version__
from cleaner.batch import Batch, Input, Plan, Step, StoppedError, Totals
from cleaner.cli_options import (
    BROKEN,
    FOUND,
    INTERRUPTED,
    READING,
    Reading,
    counted,
    fail,
    with_options,
)
from cleaner.cli_output import OPTIONS, Output, OutputOptions
from cleaner.inputs import Inputs
from cleaner.results import Result
from cleaner.workers import interrupts

if TYPE_CHECKING:
    from cleaner.baseline import Known
    from cleaner.engines.pieces import Spread
    from cleaner.engines.ray import Cluster
    from cleaner.journal import Journal
    from cleaner.run_record import RunFile

_PROBLEMS_SHOWN = 20

_PATH = click.Path(path_type=Path, dir_okay=False)
_SHARED = (
    *READING,
    *OPTIONS,
    click.option("--exit-zero", is_flag=True, help="Exit with 0 also when something is found."),
)


class _Options(Reading, frozen=True, kw_only=True):
    """What `check` and `fix` share on the command line."""

    output: OutputOptions
    exit_zero: bool
    explain_kept: bool = False
    baseline: Path | None = None
    exit_non_zero_on_fix: bool = False

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> _Options:
        """Return the options as they were given, by name."""
        results = {name: given[name] for name in OutputOptions.__struct_fields__}
        rest = {name: value for name, value in given.items() if name not in results}
        return cls(output=OutputOptions(**results), **rest)


class _Beside(msgspec.Struct, frozen=True):
    """What `fix` writes beside the files themselves."""

    output: Path | None = None
    ledger: Path | None = None
    quarantine: Path | None = None
    record: Path | None = None
    resume: bool = False
    engine: str | None = None
    ray_address: str | None = None


@click.command()
@with_options(_SHARED)
@click.option(
    "--baseline", metavar="FILE", type=_PATH, help="Leave out what `cleaner baseline` recorded."
)
@click.option(
    "--explain-kept", is_flag=True, help="Also list what rules looked at and left alone, and why."
)
def check(**options: Any) -> NoReturn:
    """Report what is found in files and folders; write nothing.

    PATH is a text file, JSON Lines (.jsonl, .ndjson), Parquet, CSV or TSV, also .gz and .zst,
    a folder of such files, or a glob; `-` is standard input. In a folder tables (.csv, .tsv)
    are taken only with --format. Exits with 1 if something is found.

    \b
    cleaner check articles/                    all text files below a folder
    cleaner check --diff article.txt           as a diff
    cleaner check --statistics corpus.jsonl    how often each rule acts
    cleaner check --select numbers articles/   one family of rules
    cleaner check --unsafe-fixes a.txt         what `fix --unsafe-fixes` would do
    """
    run = _Run(_Options.of(options), _Beside(), write=False)
    run.go()


@click.command()
@with_options(_SHARED)
@click.option("--exit-non-zero-on-fix", is_flag=True, help="Exit with 1 if a file was changed.")
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
@click.option(
    "--engine",
    type=click.Choice(["ray"]),
    help="Clean on a cluster; --jobs is then the number of workers. [default: all processors]",
)
@click.option(
    "--ray-address",
    metavar="ADDRESS",
    help="The cluster: host:port, or `auto` for that of this machine. [default: none, Ray here]",
)
def fix(**options: Any) -> NoReturn:
    """Repair what is certain, in place; report the rest. `-` reads stdin and writes stdout.

    With a ledger every edit can be taken back: see `cleaner undo`. Exits with 1 if something
    is left to a person.

    \b
    cleaner fix --diff articles/               show what would change
    cleaner fix articles/                      repair in place
    cleaner fix --output cleaned/ articles/    write elsewhere, same names
    cleaner fix - < in.txt > out.txt           from stdin to stdout
    cleaner fix corpus.jsonl --ledger edits.jsonl --jobs 4
    cleaner fix --engine ray --ray-address auto --output cleaned/ corpus/
    """
    names = _Beside.__struct_fields__
    beside = _Beside(**{name: options.pop(name) for name in names})
    if beside.engine is not None:
        beside = _on_engine(beside, options)
    elif beside.ray_address is not None:
        raise click.UsageError("--ray-address needs --engine ray")
    run = _Run(_Options.of(options), _named(beside), write=not options["diff"])
    run.go()


def _named(beside: _Beside) -> _Beside:
    """Return the names of all that is written, those that were not given after the ledger."""
    ledger = beside.ledger
    if ledger is not None:
        stem = _stem(ledger)
        return msgspec.structs.replace(
            beside,
            quarantine=beside.quarantine or ledger.with_name(f"{stem}.quarantine.jsonl"),
            record=beside.record or ledger.with_name(f"{stem}.run.json"),
        )
    if beside.record is not None or beside.resume:
        name = "--resume" if beside.resume else "--record"
        raise click.UsageError(f"{name} needs --ledger: the run is known by its edits")
    return beside


def _on_engine(beside: _Beside, options: Mapping[str, Any]) -> _Beside:
    """Return what is written beside the files on a cluster; refuses what it cannot do there."""
    if "-" in options["paths"]:
        raise click.UsageError("--engine reads files and folders that all machines see, not `-`")
    if beside.output is None:
        raise click.UsageError(
            "--engine needs --output: a worker that died after it wrote in place would be "
            "followed by one that takes what was cleaned for what was given"
        )
    for name, usual in (("diff", False), ("output_file", None), ("output_format", "full")):
        if options[name] != usual:
            raise click.UsageError(
                f"--{name.replace('_', '-')} shows single documents, which stay on the cluster; "
                "the ledger has the edits: cleaner show"
            )
    ledger = beside.ledger or beside.output.with_name(f"{beside.output.name}.edits")
    if ledger.suffix in (".jsonl", ".json", ".ndjson", ".parquet", ".gz", ".zst"):
        raise click.UsageError(
            f"--ledger {ledger}: with --engine it names a folder, which gets Parquet files"
        )
    return msgspec.structs.replace(beside, ledger=ledger)


class _Run:
    """One call of `check` or `fix`."""

    def __init__(self, options: _Options, beside: _Beside, *, write: bool) -> None:
        self.options = options
        self._beside = beside
        self._write = write
        self._broken = False
        self._problems = 0
        to_stderr = write and "-" in options.paths
        self._output = Output(options.output, write=write, to_stderr=to_stderr)
        self._known = None if options.baseline is None else _known(options.baseline)

    def go(self) -> NoReturn:
        """Do the work and leave with the exit code."""
        inputs = self._inputs()
        if inputs.skipped_stdin and self._write:
            import shutil

            shutil.copyfileobj(sys.stdin.buffer, sys.stdout.buffer)
        self._rules = inputs.rules
        head = self._head(inputs)
        plan = Plan(
            inputs.files,
            write=self._write,
            show=self._output.wants,
            ledger=self._beside.ledger is not None,
            processes=self.options.jobs,
            strict=self.options.strict,
        )
        if self._beside.engine is not None:
            assert head is not None
            self._spread(inputs, plan, head)
        journal = self._journal(head)
        batch = Batch(inputs.cleaners, plan, journal)
        results = self._results(batch, inputs.files)
        with self._stopped():
            self._output.show(
                results,
                inputs.rules,
                explain_kept=self.options.explain_kept,
                settings={} if head is None else head.settings,
            )
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
        self._end(batch.totals)

    def _spread(self, inputs: Inputs, plan: Plan, head: RunFile) -> NoReturn:
        """Do the work on a cluster and leave with the exit code."""
        from cleaner.engines.pieces import Beside, EngineError, Spread
        from cleaner.journal import JournalError

        beside = self._beside
        assert beside.ledger and beside.quarantine and beside.record
        for input in inputs.files:
            if input.path and input.target and input.path.resolve() == input.target.resolve():
                fail(f"{input.name}: would be written over itself; name another --output")
        self._refuse_known(beside.ledger, head)
        cluster = self._cluster()
        try:
            spread = Spread(
                inputs.cleaners,
                plan,
                head,
                Beside(beside.ledger, beside.quarantine, beside.record),
                engine=cluster,
                resume=beside.resume,
                tally=self.options.output.statistics,
            )
        except JournalError as error:
            fail(str(error))
        with self._stopped():
            try:
                for _ in self._results(spread, inputs.files):
                    pass
            except EngineError as error:
                fail(f"{error}; go on with --resume")
        spread.complete()
        self._output.count(spread.tally)
        self._end(spread.totals)

    def _cluster(self) -> Cluster:
        from cleaner.engines.pieces import EngineError
        from cleaner.formats.streams import PackageMissingError

        context = click.get_current_context()
        given = context.get_parameter_source("jobs") is not ParameterSource.DEFAULT
        try:
            from cleaner.engines.ray import Cluster
        except PackageMissingError:
            fail(str(PackageMissingError("--engine ray", "ray")))
        try:
            return Cluster(self._beside.ray_address, self.options.jobs if given else None)
        except EngineError as error:
            fail(str(error))

    @contextmanager
    def _stopped(self) -> Iterator[None]:
        """Turn what stops a run into a message and its exit code."""
        on = "; go on with --resume" if self._beside.ledger else ""
        try:
            yield
        except StoppedError as error:
            fail(str(error))
        except KeyboardInterrupt:
            click.echo(f"interrupted: no file is half written{on}", err=True)
            sys.exit(INTERRUPTED)

    def _results(self, batch: Batch | Spread, inputs: list[Input]) -> Iterator[Result]:
        """Yield what becomes of each document; problems are told as they come."""
        from cleaner.progress import Progress

        size = sum(_size(input.path) for input in inputs if input.path is not None)
        show = not self.options.output.quiet and self._write
        with interrupts() as check, Progress(batch.totals, size, show=show) as progress:
            for step in batch.run():
                check()
                if step.problem:
                    self._problem(step)
                yield from step.results if self._known is None else self._known.new(step)
                progress.update(step)

    def _inputs(self) -> Inputs:
        output = self._beside.output

        def target(path: Path, relative: Path) -> Path | None:
            if not self._write:
                return None
            return path if output is None else output / relative

        own = {path.resolve() for path in self._own_files()}
        inputs = self.options.inputs(target, own)
        for name in inputs.missing:
            self._error(f"{name}: no such file or folder")
        targets: dict[Path, str] = {}
        for input in inputs.files:
            if input.target is not None and (other := targets.get(input.target.absolute())):
                fail(f"{other} and {input.name} would both be written as {input.target}")
            if input.target is not None:
                targets[input.target.absolute()] = input.name
        if self._beside.quarantine is not None:
            for input in inputs.files:
                if any("\ud800" <= letter <= "\udfff" for letter in input.name):
                    fail(f"{input.name}: a name that is not UTF-8 cannot be put on record")
        return inputs

    def _own_files(self) -> Iterator[Path]:
        beside = self._beside
        yield from filter(None, (beside.ledger, beside.quarantine, beside.record))

    def _head(self, inputs: Inputs) -> RunFile | None:
        """Return what the record of this run begins with, None if nothing is put on record."""
        if not self._write or self._beside.quarantine is None:
            return None
        from cleaner.run_record import RunFile, rule_hashes, table_hashes

        output = self._beside.output
        return RunFile(
            run=1,
            version=__version__,
            folder=Path.cwd().as_posix(),
            settings={
                "paths": list(self.options.paths),
                "output": None if output is None else output.as_posix(),
                "format": self.options.format,
                "fields": inputs.fields,
                "cleaners": inputs.settings,
            },
            rules=rule_hashes(inputs.cleaners),
            tables=table_hashes(),
            totals={},
            ledger=None,
            quarantine=None,
        )

    def _journal(self, head: RunFile | None) -> Journal | None:
        """Return where the run is kept until it is complete; None: nothing is put on record."""
        if head is None:
            return None
        from cleaner import run_record
        from cleaner.journal import Journal, JournalError

        beside = self._beside
        kept = beside.ledger or beside.quarantine
        assert kept is not None
        folder = kept.with_name(f"{kept.name}.part")
        if kept == beside.ledger and not folder.exists():
            self._refuse_known(kept, head)
        try:
            return Journal(folder, run_record.of_ledger(head), resume=beside.resume)
        except JournalError as error:
            fail(str(error))

    def _refuse_known(self, kept: Path, head: RunFile) -> None:
        """Leave if a ledger is there: of this run, which is complete, or of another."""
        from cleaner.ledger import LedgerError, read
        from cleaner.run_record import of_ledger

        if not kept.exists():
            return
        try:
            same = self._beside.resume and next(read(kept)) == of_ledger(head)
        except LedgerError as error:
            fail(str(error))
        if same:
            click.echo(f"{kept}: this run is complete", err=True)
            sys.exit(0)
        fail(f"{kept}: holds the edits of an earlier run; name another ledger")

    def _end(self, totals: Totals) -> NoReturn:
        """Print the summary and leave with the exit code."""
        if self._problems > _PROBLEMS_SHOWN:
            self._error(f"{self._problems - _PROBLEMS_SHOWN:,} more such rows")
        if self._known is not None:
            totals = self._known.totals(totals)
            for line in self._known.gone():
                click.echo(f"gone: {line}", err=True)
        known = "" if self._known is None else f" {self._known.count:,} known."
        self._output.end(_summary(totals) + known, self._rules)
        found = totals.flags + totals.unreadable
        if not self._write or self.options.exit_non_zero_on_fix:
            found += totals.edits
        sys.exit(BROKEN if self._broken else FOUND if found and not self.options.exit_zero else 0)

    def _problem(self, step: Step) -> None:
        self._problems += 1
        if self._problems <= _PROBLEMS_SHOWN or not step.problem.startswith("row"):
            self._error(f"{step.input.name}: {step.problem}")

    def _error(self, message: str) -> None:
        self._broken = True
        click.echo(f"error: {message}", err=True)


def _known(path: Path) -> Known:
    from cleaner.baseline import BaselineError, Known, read

    try:
        return Known(read(path), path.absolute().parent)
    except BaselineError as error:
        fail(str(error))


def _size(path: Path) -> int:
    """Return how many bytes a file has, 0 where it vanished."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _summary(totals: Totals) -> str:
    read = counted(totals.files, "file")
    if totals.documents != totals.files:
        read += f", {counted(totals.documents, 'document')}"
    aside = f" {counted(totals.unreadable, 'row')} could not be read." if totals.unreadable else ""
    if not totals.edits and not totals.flags:
        return f"{read}: nothing found.{aside}"
    many = "document" if totals.documents != totals.files else "file"
    edits = f"{counted(totals.edits, 'edit')} in {counted(totals.changed, many)}"
    return f"{read}: {edits}, {counted(totals.flags, 'place')} reported only.{aside}"


def _stem(ledger: Path) -> str:
    from cleaner.ledger import stem

    return stem(ledger)

"""Many documents: files in, files out, every row accounted for.

The one loop over files: chunks are read and written here, in order; they are cleaned here or
in other processes. Knows no terminal and no rule.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from cleaner.document import Document
from cleaner.formats.rows import (
    Change,
    Changed,
    Chunk,
    Fields,
    Format,
    FormatError,
    LongRow,
    Splice,
    Unreadable,
    Writer,
)
from cleaner.formats.streams import PackageMissingError, Sink, Source
from cleaner.journal import OnRecord
from cleaner.ledger import (
    DocumentRecord,
    EditRecord,
    FileRecord,
    encode,
    kind_of_fix,
    sha256,
)
from cleaner.pipeline import Cleaner, Report
from cleaner.quarantine import quarantined, quarantined_pieces
from cleaner.results import Result
from cleaner.workers import BUNDLE, Mark, WorkerDiedError, in_order, workers


class Input(msgspec.Struct, frozen=True):
    """A file to be cleaned; `path` None is standard input, `target` None: nothing is written.

    `cleaner` is the number of the run's cleaner that looks at it, `called` the name it is told
    by if that is not its path.
    """

    path: Path | None
    target: Path | None
    format: Format
    fields: Fields = msgspec.field(default_factory=Fields)
    cleaner: int = 0
    called: str | None = None

    @property
    def name(self) -> str:
        """Return the name as it was given."""
        return self.called or ("<stdin>" if self.path is None else self.path.as_posix())


class Plan(msgspec.Struct, frozen=True):
    """What a run is to do with its inputs.

    `show` is which results come back: those of all documents, of those with findings, or
    none. Without a journal nothing is put on record and rows that cannot be read stay where
    they are; `strict` stops at the first of them.
    """

    inputs: Sequence[Input]
    write: bool = False
    show: str = "found"  # all | found | none
    ledger: bool = False
    processes: int = 1
    strict: bool = False


class Totals(msgspec.Struct):
    """What a run has counted so far."""

    files: int = 0
    documents: int = 0
    changed: int = 0
    edits: int = 0
    flags: int = 0
    unreadable: int = 0


class Step(msgspec.Struct, frozen=True):
    """News of a run: results, or a problem; `read` is how far the file on disk was read."""

    input: Input
    read: int = 0
    results: Sequence[Result] = ()
    problem: str = ""


class StoppedError(Exception):
    """A row that cannot be read, in a strict run; told with file and row."""


class _Task(msgspec.Struct, frozen=True):
    name: str
    format: Format
    cleaner: int
    chunk: Chunk
    write: bool
    show: str
    ledger: bool
    set_aside: bool
    read: int


class _Done(msgspec.Struct, frozen=True):
    parts: Sequence[Any]
    results: Sequence[Result]
    unreadable: Sequence[Unreadable]
    ledger: bytes
    documents: int
    changed: int
    edits: int
    flags: int


class _Begin(msgspec.Struct, frozen=True):
    input: Input
    source: Source


class _End(msgspec.Struct, frozen=True):
    sha256: str


class _Failed(msgspec.Struct, frozen=True):
    input: Input
    problem: str


_cleaners: Sequence[Cleaner] = ()  # of this process


def _begin(*cleaners: Cleaner) -> None:
    global _cleaners
    _cleaners = cleaners


class Batch:
    """A run over files. `run` does the work; `totals` are true at every step."""

    def __init__(
        self, cleaners: Sequence[Cleaner], plan: Plan, journal: OnRecord | None = None
    ) -> None:
        self.totals = Totals()
        self._cleaners = cleaners
        self._plan = plan
        self._journal = journal
        self._output: _Output | None = None
        self._given_up: Input | None = None  # the rest of it is not read

    def run(self) -> Iterator[Step]:
        """Yield what happens, in the order of the inputs. Raises `StoppedError`, `OSError`."""
        processes = self._plan.processes
        try:
            with workers(processes, _begin, *self._cleaners) as pool:
                for task, done in in_order(pool, _clean, self._tasks(), processes, _size):
                    yield from self._step(task, done)
        finally:
            if self._output is not None:
                self._output.close()

    def _tasks(self) -> Iterator[_Task | Mark]:
        plan, journal = self._plan, self._journal
        set_aside = journal is not None and plan.write
        for input in plan.inputs:
            if journal is not None and input.name in journal.done:
                continue
            try:
                with Source(input.path) as source:
                    yield Mark(_Begin(input, source))
                    for piece in input.format.chunks(source):
                        if input is self._given_up:
                            break
                        if isinstance(piece, LongRow):
                            yield Mark(piece, alone=True)
                            continue
                        yield _Task(
                            input.name,
                            input.format,
                            input.cleaner,
                            piece,
                            plan.write,
                            plan.show,
                            plan.ledger,
                            set_aside and input.format.many,
                            source.position,
                        )
                    yield Mark(_End(source.sha256))
            except (FormatError, PackageMissingError) as error:
                yield Mark(_Failed(input, str(error)))
            except OSError as error:
                yield Mark(_Failed(input, f"cannot be read: {error.strerror or error}"))

    def _step(self, task: _Task | Mark, done: Any) -> Iterator[Step]:
        item = task.item if isinstance(task, Mark) else None
        if isinstance(item, _Failed):
            yield self._fail(item.input, item.problem)
        elif isinstance(item, _Begin):
            self._output = _Output(item, self._plan, self._journal)
        elif self._output is None:
            return  # the file was given up
        elif isinstance(item, LongRow):
            yield from self._take_long(self._output, item)
        elif isinstance(item, _End):
            yield from self._finish(self._output, item.sha256)
        elif isinstance(done, FormatError):
            yield self._fail(self._output.input, str(done))
        elif isinstance(done, WorkerDiedError):
            rows = f"rows from {task.chunk.first}" if isinstance(task, _Task) else ""
            yield self._fail(self._output.input, f"{rows}: {done}; the file stays as it was")
        elif isinstance(task, _Task):
            yield from self._take(self._output, task, done)

    def _take(self, output: _Output, task: _Task, done: _Done) -> Iterator[Step]:
        for row in done.unreadable:
            self._unreadable(output, row.number, row.reason)
        try:
            output.take(task, done)
        except OSError as error:
            yield self._fail(output.input, f"cannot be written: {error.strerror or error}")
            return
        totals = self.totals
        totals.documents += done.documents
        totals.changed += done.changed
        totals.edits += done.edits
        totals.flags += done.flags
        if self._journal is None:
            for row in done.unreadable:
                yield Step(output.input, problem=f"row {row.number}: {row.reason}")
        yield Step(output.input, task.read, done.results)

    def _take_long(self, output: _Output, row: LongRow) -> Iterator[Step]:
        reason = "too long to be read; a row may have 32 MiB"
        self._unreadable(output, row.number, reason)
        output.take_long(row, reason)
        if self._journal is None:
            yield Step(output.input, problem=f"row {row.number}: {reason}")

    def _unreadable(self, output: _Output, number: int, reason: str) -> None:
        if self._plan.strict:
            raise StoppedError(f"{output.input.name}:{number}: {reason}")
        self.totals.unreadable += 1

    def _finish(self, output: _Output, digest: str) -> Iterator[Step]:
        try:
            output.finish(digest)
        except OSError as error:
            yield self._fail(output.input, f"cannot be written: {error.strerror or error}")
            return
        self.totals.files += 1
        self._output = None
        yield Step(output.input)

    def _fail(self, input: Input, problem: str) -> Step:
        self._given_up = input
        if self._output is not None:
            self._output.close()
            self._output = None
        if self._journal is not None:
            self._journal.forget()
        return Step(input, problem=problem)


class _Output:
    """What is written of one file: the file itself, its lines of the ledger, rows set aside."""

    def __init__(self, begin: _Begin, plan: Plan, journal: OnRecord | None) -> None:
        self.input = begin.input
        self._source = begin.source
        self._plan = plan
        self._journal = journal
        self._sink: Sink | None = None
        self._writer: Writer | None = None
        self._counts = Counter[str]()
        self._set_aside: list[int] = []
        self._moved = False  # whether the content differs from what was read

    def take(self, task: _Task, done: _Done) -> None:
        """Write one chunk as it was cleaned."""
        self._counts.update(
            documents=done.documents,
            changed=done.changed,
            edits=done.edits,
            flags=done.flags,
            unreadable=len(done.unreadable),
        )
        if self._journal is not None:
            self._journal.edits.write(done.ledger)
            for row in done.unreadable:
                gone = task.set_aside and not row.stays
                self._set_aside += [row.number] * gone
                self._journal.quarantine.write(quarantined(self.input.name, row, set_aside=gone))
        if self._plan.write:
            self._write(done.parts or [task.chunk.data], moved=bool(done.parts))

    def take_long(self, row: LongRow, reason: str) -> None:
        """Let a long row pass by: into the quarantine, or where it stood."""
        self._counts["unreadable"] += 1
        if self._journal is not None and self._plan.write:
            self._set_aside.append(row.number)
            self._moved = True
            for line in quarantined_pieces(self.input.name, row.number, reason, row.pieces):
                self._journal.quarantine.write(line)
            return
        for data in row.pieces:
            if self._plan.write:
                self._write([data], moved=False)

    def _write(self, parts: Iterable[Any], *, moved: bool) -> None:
        self._moved |= moved
        input = self.input
        if input.target is None:
            for part in parts:
                sys.stdout.buffer.write(part)
            return
        if not (moved or self._sink or input.format.many or input.target != input.path):
            return  # a text that stays as it is
        writer = self._opened(input.target)
        for part in parts:
            writer.write(part)

    def _opened(self, target: Path) -> Writer:
        if self._sink is None or self._writer is None:
            journal = self._journal
            self._sink = Sink(target, note=None if journal is None else journal.begin)
            self._writer = self.input.format.writer(self._sink, self._source)
        return self._writer

    def finish(self, digest: str) -> None:
        """Put the file in its place, after its edits are on record."""
        if self.input.target is None and self._plan.write:
            sys.stdout.buffer.flush()
        target, here = self.input.target, self.input.path
        if target is not None and self._plan.write and (self._moved or target != here):
            self._opened(target)  # even if it is empty
        if self._writer is not None:
            self._writer.finish()
        sink = self._sink
        stays = sink is None or (not self._moved and target == here)
        if self._journal is not None:
            after = digest if stays or sink is None else sink.sha256
            part = None if stays or sink is None else sink.part
            if sink is not None and not stays:
                sink.keep()  # whatever happens now, a resumed run gives it its name
            self._journal.ready(self._record(digest, after), part)
        if sink is not None and not stays:
            sink.commit()
        self.close()

    def _record(self, before: str, after: str) -> FileRecord:
        target = self.input.target or self.input.path
        return FileRecord(
            file=self.input.name,
            output="<stdout>" if target is None else target.as_posix(),
            format=self.input.format.name,
            fields=self.input.fields,
            cleaner=self.input.cleaner,
            sha256_before=before,
            sha256_after=after,
            set_aside=tuple(self._set_aside),
            **dict(self._counts),  # type: ignore[arg-type]
        )

    def close(self) -> None:
        """Leave nothing half written behind."""
        if self._sink is not None:
            self._sink.close()


def _size(task: _Task) -> int:
    """Return what a task adds to a bundle; a chunk of many rows is one by itself."""
    return BUNDLE if task.format.many else len(task.chunk.data)


class _Rows(msgspec.Struct, frozen=True):
    """What was read of a chunk: its documents, each with its row and field."""

    places: list[tuple[int, str]]
    documents: list[Document]
    unreadable: list[Unreadable]


def _clean(tasks: Sequence[_Task]) -> list[_Done | FormatError]:
    """Return what became of each chunk; the error, if its format cannot hold what came out."""
    read = list(map(_read, tasks))
    reports: dict[int, Iterator[Report]] = {}
    for number in {task.cleaner for task in tasks}:
        ours = (rows for task, rows in zip(tasks, read, strict=True) if task.cleaner == number)
        documents = [document for rows in ours for document in rows.documents]
        reports[number] = iter(_cleaners[number].clean_documents(documents))
    return [
        _tried(task, rows, list(islice(reports[task.cleaner], len(rows.documents))))
        for task, rows in zip(tasks, read, strict=True)
    ]


def _read(task: _Task) -> _Rows:
    rows = _Rows([], [], [])
    for row in task.format.rows(task.chunk):
        if isinstance(row, Unreadable):
            rows.unreadable.append(row)
            continue
        rows.places.extend((row.number, name) for name in row.documents)
        rows.documents.extend(row.documents.values())
    return rows


def _tried(task: _Task, rows: _Rows, reports: Sequence[Report]) -> _Done | FormatError:
    try:
        return _done(task, rows, reports)
    except FormatError as error:
        return error


def _done(task: _Task, rows: _Rows, cleaned: Sequence[Report]) -> _Done:
    chunk, format = task.chunk, task.format
    results: list[Result] = []
    reports: dict[tuple[int, str], Report] = {}
    flags = 0
    for (number, name), report in zip(rows.places, cleaned, strict=True):
        flags += len(report.flags)
        if report.edits:
            reports[number, name] = report
        found = report.edits or report.flags or report.kept
        if task.show == "all" or (found and task.show == "found"):
            row_number, field = (number, name) if format.many else (None, None)
            results.append(Result(task.name, row_number, field, report, task.write))
    left_out = {row.number for row in rows.unreadable if task.set_aside and not row.stays}
    parts: Sequence[Any] = ()
    changed: Mapping[tuple[int, str], Changed] = {}
    if task.write and (reports or left_out):
        changes = {place: _change(report) for place, report in reports.items()}
        rebuilt = format.rebuild(chunk, changes, left_out)
        parts, changed = rebuilt.payload, rebuilt.changed
    lines = _ledger_lines(_cleaners[task.cleaner], reports, changed) if task.ledger else ()
    return _Done(
        parts,
        results,
        rows.unreadable,
        b"".join(lines),
        len(rows.documents),
        len(reports),
        sum(len(report.edits) for report in reports.values()),
        flags,
    )


def _change(report: Report) -> Change:
    return Change([Splice(edit.start, edit.end, edit.after) for edit in report.edits])


def _ledger_lines(
    cleaner: Cleaner,
    reports: dict[tuple[int, str], Report],
    changed: Mapping[tuple[int, str], Changed],
) -> Iterator[bytes]:
    rules = cleaner.catalogue.rules
    for (number, name), report in reports.items():
        document = report.document
        how = changed[number, name]
        yield encode(
            DocumentRecord(
                document.id, number, name, sha256(document.text), sha256(report.text), how.bare
            )
        )
        for edit, raw in zip(report.edits, how.spelt, strict=True):
            yield encode(
                EditRecord(
                    document.id,
                    name,
                    edit.rules,
                    edit.start,
                    edit.end,
                    edit.before,
                    edit.after,
                    kind_of_fix(rules, edit),
                    raw,
                )
            )

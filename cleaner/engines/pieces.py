"""A run over files in pieces, each cleaned by itself on any machine that sees the folders.

`Spread` is the run, an engine is whatever calls `cut`, `clean` and `join` somewhere. All that a
piece leaves has a name of its own and appears when it is complete, so a piece may be cleaned
again, by whomever: the bytes are the same, and nothing stands there twice.
"""

from __future__ import annotations

import pickle
import platform
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, NamedTuple, Protocol

import msgspec

from cleaner import journal, ledger, run_record
from cleaner.batch import Batch, Input, Plan, Step, StoppedError, Totals
from cleaner.files import absolute, write
from cleaner.formats.rows import (
    Change,
    Chunk,
    Divisible,
    FormatError,
    LongRow,
    Rebuilt,
    Row,
    Span,
    Unreadable,
    Writer,
)
from cleaner.formats.streams import Note, PackageMissingError, Sink, Source
from cleaner.ledger import FileRecord
from cleaner.parcel import Parcel
from cleaner.pipeline import Cleaner
from cleaner.results import Tally
from cleaner.rules import RuleError
from cleaner.run_record import RunFile, Written

SMALLEST = 16 * 1024 * 1024  # bytes of a file that are worth to be a piece
_PIECES = 8  # for each worker, so that none waits long for the last
_TRIES = 4  # of a piece that kills its worker
_PACKED = 4  # bytes of rows in a byte of Parquet, at most
_BLOCK = 1024 * 1024


class EngineError(RuntimeError):
    """Machines that cannot be reached, or that gave a job up; the message says which."""


class Engine(Protocol):
    """Machines of somebody else."""

    @property
    def workers(self) -> int:
        """Return how many functions run at the same time."""

    def map(
        self, function: Callable[[Job, Any], Outcome], job: Job, items: Sequence[Any]
    ) -> Iterator[Outcome]:
        """Yield `function(job, item)` for all items, in any order, each called in a worker."""


@dataclass(frozen=True)
class Job:
    """What each worker has to know; no path in it is relative."""

    folder: Path  # of the run under way
    parcels: tuple[Parcel, ...]
    strict: bool
    tally: bool
    piece: int  # bytes
    quarantine: str

    def path(self, kind: str, name: str) -> Path:
        """Return where something of this run is kept until it is complete."""
        return self.folder / kind / name

    def cleaners(self) -> Sequence[Cleaner]:
        """Return the cleaners, loaded once in a process. Raises `RuleError`."""
        return [parcel.cleaner() for parcel in self.parcels]


@dataclass(frozen=True)
class Piece:
    """A file, or some of its rows: then `part` counts from 1."""

    number: int  # of the file in the run, from 1
    input: Input
    output: str  # the name the target is told by
    state: tuple[int, int]  # size and time of the file
    part: int = 0
    span: Span | None = None
    size: int = 0

    @property
    def name(self) -> str:
        """Return the name that sorts it where it belongs."""
        return f"{self.number:08}-{self.part:06}"


@dataclass
class Outcome:
    """What became of a piece; a `file` says that it is done, `stop` that the run is over.

    `spans` and `sha256` tell of a file that was looked at.
    """

    piece: Piece
    file: FileRecord | None = None
    problems: list[str] = field(default_factory=list)
    stop: str = ""
    tally: Tally | None = None
    ledger: str = ""  # hash of its part of the ledger
    spans: tuple[Span, ...] = ()
    sha256: str = ""


# --- what workers do --------------------------------------------------------------------


def cut(job: Job, piece: Piece) -> Outcome:
    """Return how a file is divided, with its hash; one that cannot be has no spans."""
    format = piece.input.format
    if not isinstance(format, Divisible):
        return Outcome(piece)
    try:
        with Source(piece.input.path) as source:
            spans = tuple(format.spans(source, job.piece))
            digest = source.sha256
    except (FormatError, PackageMissingError, OSError):
        return Outcome(piece)  # told by `clean`, in its words
    return Outcome(piece, spans=spans if len(spans) > 1 else (), sha256=digest)


def clean(job: Job, piece: Piece) -> Outcome:
    """Clean a piece, put its edits on record, then write what came out.

    A whole file gets its place; rows of a larger one wait in the folder of the run for `join`.
    """
    if not (job.folder / journal.HEAD).is_file():
        return Outcome(piece, stop=f"{_here()} sees no {job.folder}; {_ALL_SEE}")
    known = job.path("done", piece.name)
    if known.exists():
        outcome = _unpickled(known)
        if not piece.part or outcome.piece.state == piece.state:
            return outcome
        changed = f"was changed since the run was stopped; remove {job.folder} to begin anew"
        return Outcome(piece, problems=[changed])
    tried = _tried(job, piece)
    if tried is None:
        died = f"worker died, {_TRIES} times on the same rows; the file stays as it was"
        return Outcome(piece, problems=[died])
    if piece.part and not _is_as_it_was(piece):
        return Outcome(piece, problems=["was changed while the run went on"])
    try:
        cleaners = job.cleaners()
    except RuleError as error:
        return Outcome(piece, stop=f"{_here()}: {error}")
    outcome = _cleaned(job, piece, cleaners, tried)
    if outcome.file is not None:
        write(known, pickle.dumps(outcome))
    tried.unlink(missing_ok=True)
    return outcome


def join(job: Job, pieces: Sequence[Outcome]) -> Outcome:
    """Write a file from its pieces, which are all done; the last of them knows its hash."""
    first, whole = pieces[0].piece, replace(pieces[0].piece, part=0)
    known = job.path("done", whole.name)
    if known.exists():
        return _unpickled(known)
    target = first.input.target
    assert target is not None
    try:
        note = _mark(job.path("tries", whole.name))
        with Source(first.input.path) as source, Sink(target, note=note) as sink:
            writer = first.input.format.writer(sink, source)
            for piece in pieces:
                _copy(job.path("rows", piece.piece.name), writer)
            writer.finish()
            file = _sum(pieces, sink.sha256)
            lines = [ledger.encode(file)]
            digest = ledger.write(job.path("ledger", _part_name(whole)), lines)
            sink.commit()
    except (FormatError, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        return Outcome(whole, problems=[f"cannot be written: {reason}"])
    outcome = Outcome(whole, file, ledger=digest)
    write(known, pickle.dumps(outcome))
    return outcome


_ALL_SEE = "all machines must see the folders of the run, under the same names"


def _here() -> str:
    return f"worker on {platform.node()}"


def _state(path: Path | None) -> tuple[int, int]:
    assert path is not None
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns


def _is_as_it_was(piece: Piece) -> bool:
    try:
        return _state(piece.input.path) == piece.state
    except OSError:
        return False


def _unpickled(path: Path) -> Outcome:
    outcome: Outcome = pickle.loads(path.read_bytes())
    return outcome


def _tried(job: Job, piece: Piece) -> Path | None:
    """Return the mark of this try, None if there were too many; earlier ones leave nothing."""
    for number in range(1, _TRIES + 1):
        mark = job.path("tries", f"{piece.name}.{number}")
        try:
            mark.open("x").close()
        except FileExistsError:
            _remove_part(mark)
        else:
            return mark
    return None


def _mark(path: Path) -> Note:
    """Return what keeps the names of files that are being written, for a later try to remove."""

    def note(part: Path) -> None:
        with path.open("a", encoding="utf-8") as mark:
            mark.write(f"{part}\0")

    return note


def _remove_part(mark: Path) -> None:
    """Remove what a try left half written."""
    for part in mark.read_text(encoding="utf-8").split("\0")[:-1]:
        Path(part).unlink(missing_ok=True)


def _cleaned(job: Job, piece: Piece, cleaners: Sequence[Cleaner], tried: Path) -> Outcome:
    input = piece.input
    if piece.span is not None:
        assert isinstance(input.format, Divisible)
        rows = job.path("rows", piece.name)
        input = msgspec.structs.replace(
            input, target=rows, format=_InSpan(input.format, piece.span, input.format.name)
        )
    outcome = Outcome(piece, tally=Tally() if job.tally else None)
    show = "found" if job.tally else "none"
    with _Record(job, piece, tried) as record:
        batch = Batch(
            cleaners, Plan([input], True, show=show, ledger=True, strict=job.strict), record
        )
        try:
            for step in batch.run():
                outcome.problems += [step.problem] if step.problem else []
                for result in step.results:
                    assert outcome.tally is not None
                    outcome.tally.add(result)
        except StoppedError as error:
            outcome.stop = str(error)
        outcome.file, outcome.ledger = record.file, record.ledger
    return outcome


class _Record:
    """What one piece puts on record: its part of the ledger, its rows set aside."""

    done: Collection[str] = ()
    edits: IO[bytes]
    quarantine: IO[bytes]

    def __init__(self, job: Job, piece: Piece, tried: Path) -> None:
        self.file: FileRecord | None = None
        self.ledger = ""
        self._job, self._piece = job, piece
        self.begin = _mark(tried)
        self.edits = tempfile.TemporaryFile()  # noqa: SIM115
        self.quarantine = tempfile.TemporaryFile()  # noqa: SIM115

    def __enter__(self) -> _Record:
        return self

    def __exit__(self, *_: object) -> None:
        self.edits.close()
        self.quarantine.close()

    def ready(self, file: FileRecord, part: Path | None) -> None:
        """Put the edits in the ledger and the rows in the quarantine of the run."""
        job, piece = self._job, self._piece
        file = msgspec.structs.replace(
            file, output=piece.output, quarantine=job.quarantine if file.unreadable else None
        )
        whole = [] if piece.part else [ledger.encode(file)]
        self.edits.seek(0)
        lines = chain(whole, self.edits)
        self.ledger = ledger.write(job.path("ledger", _part_name(piece)), lines)
        if self.quarantine.tell():
            self.quarantine.seek(0)
            with Sink(job.path("quarantine", piece.name)) as sink:
                while data := self.quarantine.read(_BLOCK):
                    sink.write(data)
                sink.commit()
        self.file = file

    def forget(self) -> None:
        """Take back what was written: the file was given up."""
        for spool in (self.edits, self.quarantine):
            spool.seek(0)
            spool.truncate()


def _part_name(piece: Piece) -> str:
    return f"part-{piece.name}.parquet"


@dataclass
class _InSpan:
    """A format that reads only a span of a file, and writes it so that `_copy` can read it."""

    format: Divisible
    span: Span
    name: str
    many: bool = True

    def chunks(self, source: Source) -> Iterator[Chunk | LongRow]:
        """Yield the chunks of the span."""
        assert source.path is not None
        return self.format.chunks_in(source.path, self.span)

    def rows(self, chunk: Chunk) -> Iterator[Row | Unreadable]:
        """Yield the rows of a chunk."""
        return self.format.rows(chunk)

    def rebuild(
        self,
        chunk: Chunk,
        changes: Mapping[tuple[int, str], Change],
        left_out: Collection[int] = (),
        put_in: Mapping[int, Any] = MappingProxyType({}),
    ) -> Rebuilt:
        """Return the chunk with changes made."""
        return self.format.rebuild(chunk, changes, left_out, put_in)

    def writer(self, sink: Sink, source: Source) -> Writer:
        """Return what keeps the parts as they are."""
        return _Pickles(sink)


class _Pickles:
    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self.finish = sink.finish

    def write(self, part: Any) -> None:
        # not `dump`, which hands over large buffers of Arrow as what is no bytes
        self._sink.write(pickle.dumps(part, pickle.HIGHEST_PROTOCOL))


def _copy(rows: Path, writer: Writer) -> None:
    with rows.open("rb") as file:
        while file.peek(1):
            writer.write(pickle.load(file))


def _sum(pieces: Sequence[Outcome], after: str) -> FileRecord:
    """Return the record of a file from those of its pieces."""
    files = [piece.file for piece in pieces if piece.file is not None]
    counts = run_record.totals_of(files)
    del counts["files"]
    return msgspec.structs.replace(
        files[0],
        sha256_before=pieces[-1].sha256,
        sha256_after=after,
        set_aside=tuple(chain.from_iterable(file.set_aside for file in files)),
        quarantine=next((file.quarantine for file in files if file.quarantine), None),
        **counts,
    )


# --- the run ------------------------------------------------------------------------------


class Beside(NamedTuple):
    """Where a run leaves what is no output: a folder of Parquet files, and two files."""

    ledger: Path
    quarantine: Path
    record: Path


class Spread:
    """A run over files on an engine. `run` does the work, `complete` puts it on record.

    `totals` and `tally` are true at every step. Raises `JournalError` if a run that was
    stopped is in the way, or cannot go on.
    """

    def __init__(
        self,
        cleaners: Sequence[Cleaner],
        plan: Plan,
        head: RunFile,
        beside: Beside,
        *,
        engine: Engine,
        resume: bool,
        tally: bool = False,
    ) -> None:
        self.totals = Totals()
        self.tally = Tally()
        self._inputs = plan.inputs
        self._engine = engine
        self._head = head
        self._beside = beside
        self._done: dict[int, _DoneFile] = {}
        folder = absolute(work_folder(beside.ledger))
        journal.make_folder(folder, run_record.of_ledger(head), resume=resume)
        for kind in ("done", "ledger", "quarantine", "rows", "tries"):
            (folder / kind).mkdir(exist_ok=True)
        for mark in (folder / "tries").iterdir():
            _remove_part(mark)
            mark.unlink()
        self._job = Job(
            folder,
            tuple(map(Parcel.of, cleaners)),
            plan.strict,
            tally,
            self._piece_size(folder),
            beside.quarantine.as_posix(),
        )

    def _piece_size(self, folder: Path) -> int:
        """Return how large a piece is: what it was, if the run goes on."""
        path = folder / "piece"
        if not path.exists():
            size = sum(_size(input.path) for input in self._inputs)
            write(path, b"%d" % max(SMALLEST, size // (_PIECES * self._engine.workers)))
        return int(path.read_bytes())

    def run(self) -> Iterator[Step]:
        """Yield what happens, as it happens. Raises `StoppedError`, and what the engine raises."""
        whole: list[Piece] = []
        for number, input in enumerate(self._inputs, 1):
            try:
                whole.append(_whole(number, input))
            except OSError as error:
                yield Step(input, problem=f"cannot be read: {error.strerror or error}")
        large = [piece for piece in whole if piece.size > self._job.piece // _PACKED]
        looked_at = {outcome.piece.number: outcome for outcome in self._map(cut, large)}
        divided = {
            piece.number: list(_divided(piece, looked_at.get(piece.number))) for piece in whole
        }
        cleaned: dict[int, list[Outcome]] = {}
        for outcome in self._map(clean, list(chain.from_iterable(divided.values()))):
            yield from self._take(outcome)
            cleaned.setdefault(outcome.piece.number, []).append(outcome)
        for outcome in self._map(join, list(_to_be_joined(cleaned, looked_at))):
            yield from self._take(outcome, joined=cleaned[outcome.piece.number])

    def _map(self, function: Callable[[Job, Any], Outcome], items: list[Any]) -> Iterator[Outcome]:
        return self._engine.map(function, self._job, items) if items else iter(())

    def _take(self, outcome: Outcome, joined: Sequence[Outcome] = ()) -> Iterator[Step]:
        """Count a piece; tell of its problems and of how much was read."""
        if outcome.stop:
            raise StoppedError(outcome.stop)
        piece, file, totals = outcome.piece, outcome.file, self.totals
        for problem in outcome.problems:
            yield Step(piece.input, problem=problem)
        if outcome.tally is not None:
            self.tally.merge(outcome.tally)
        if file is not None and not joined:
            for name in ("documents", "changed", "edits", "flags", "unreadable"):
                setattr(totals, name, getattr(totals, name) + getattr(file, name))
            yield Step(piece.input, read=piece.size)
        if file is not None and not piece.part:
            totals.files += 1
            self._done[piece.number] = _DoneFile(file, (outcome, *joined))
        if file is not None:
            yield Step(piece.input)  # all of `read` is done

    def complete(self) -> None:
        """Put ledger, quarantine and record in their places, then remove the folder of the run."""
        folder, beside = self._job.folder, self._beside
        done = [self._done[number] for number in sorted(self._done)]
        names = [_part_name(o.piece) for file in done for o in file.outcomes]
        for path in {*ledger.parts(folder / "ledger")} - {folder / "ledger" / n for n in names}:
            path.unlink()  # of files that were given up
        first = folder / "ledger" / f"part-{0:08}.parquet"
        lines = [ledger.encode(run_record.of_ledger(self._head))]
        hashes = {first.name: ledger.write(first, lines)}
        hashes |= {_part_name(o.piece): o.ledger for file in done for o in file.outcomes}
        quarantine = self._quarantined(done)
        files = [file.record for file in done]
        head = msgspec.structs.replace(
            self._head,
            totals=run_record.totals_of(files),
            ledger=Written(beside.ledger.as_posix(), ledger.hash_of_parts(hashes)),
            quarantine=quarantine,
        )
        note = _mark(self._job.path("tries", "record"))
        run_record.write(beside.record, head, iter(files), note=note)
        (folder / "ledger").rename(beside.ledger)
        journal.remove(folder)

    def _quarantined(self, done: Iterable[_DoneFile]) -> Written | None:
        pieces = [outcome.piece for file in done for outcome in file.outcomes]
        paths = [self._job.path("quarantine", piece.name) for piece in pieces]
        if not any(path.exists() for path in paths):
            return None
        note = _mark(self._job.path("tries", "quarantine"))
        with Sink(self._beside.quarantine, note=note) as sink:
            for path in filter(Path.exists, paths):
                with path.open("rb") as file:
                    while data := file.read(_BLOCK):
                        sink.write(data)
            sink.commit()
        return Written(self._job.quarantine, sink.sha256)


class _DoneFile(NamedTuple):
    record: FileRecord
    outcomes: Sequence[Outcome]  # of the file, then of its pieces


def work_folder(path: Path) -> Path:
    """Return the folder of a run under way, by its ledger."""
    return path.with_name(f"{path.name}.part")


def _size(path: Path | None) -> int:
    try:
        return 0 if path is None else path.stat().st_size
    except OSError:
        return 0


def _whole(number: int, input: Input) -> Piece:
    """Return a file as a piece that any machine can find; raises `OSError`."""
    assert input.path is not None
    assert input.target is not None
    found = msgspec.structs.replace(
        input, path=absolute(input.path), target=absolute(input.target), called=input.name
    )
    state = _state(input.path)
    return Piece(number, found, input.target.as_posix(), state, size=state[0])


def _divided(piece: Piece, looked_at: Outcome | None) -> Iterator[Piece]:
    """Yield the pieces of a file: itself, or its spans."""
    spans = () if looked_at is None else looked_at.spans
    for part, span in enumerate(spans, 1):
        yield replace(piece, part=part, span=span, size=piece.size // len(spans))
    if not spans:
        yield piece


def _to_be_joined(
    cleaned: Mapping[int, list[Outcome]], looked_at: Mapping[int, Outcome]
) -> Iterator[list[Outcome]]:
    """Yield the pieces of each file of which all are done, in order."""
    for number, outcomes in sorted(cleaned.items()):
        if outcomes[0].piece.part and all(outcome.file for outcome in outcomes):
            outcomes.sort(key=lambda outcome: outcome.piece.part)
            yield [replace(outcome, sha256=looked_at[number].sha256) for outcome in outcomes]

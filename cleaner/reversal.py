"""Edits taken back: all of a run, or those of some rules, documents or verdicts.

A file is taken back only if its hash is the one the run left and it lies where the user says;
it is replaced only when the text of every document that goes back has proved its hash.
"""

from __future__ import annotations

import tempfile
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, NamedTuple

import msgspec

from cleaner import ledger, quarantine
from cleaner.edits import rewrite, undo
from cleaner.formats import FORMATS
from cleaner.formats.rows import (
    Change,
    Chunk,
    Format,
    FormatError,
    LongRow,
    Row,
    Splice,
    Unreadable,
)
from cleaner.formats.streams import PackageMissingError, Sink, Source
from cleaner.ledger import (
    Chosen,
    DocumentRecord,
    EditRecord,
    FileRecord,
    Placed,
    content_hash,
    sha256,
)
from cleaner.quarantine import Quarantined, QuarantineError


class RefusedError(ValueError):
    """A file that is not taken back, and why; nothing of it was written."""


@dataclass(frozen=True)
class Request:
    """What to take back, and where.

    `takes` tells the edits to take back; None: all, and with them the rows that were set
    aside. Paths start from `root`, and no file outside of it is touched. `output` is the
    folder the files go to instead of their place. With `dry_run` all is proved and nothing
    written.
    """

    root: Path
    takes: Chosen | None = None
    output: Path | None = None
    dry_run: bool = False


class Outcome(NamedTuple):
    """What became of one file. `shared` are edits taken back that other rules had a part in."""

    file: str
    edits: int = 0
    documents: int = 0
    already: bool = False
    refused: str = ""
    shared: Sequence[EditRecord] = ()


def take_back(path: Path, request: Request) -> Iterator[Outcome]:
    """Yield what became of each file of a ledger; then put on record what is left of it.

    A ledger of what is left takes the place of the ledger, or stands in the output folder;
    when all edits are taken back, the ledger stays as it is. Raises `LedgerError`, `OSError`.
    """
    done: dict[str, _Left] = {}
    with tempfile.TemporaryFile() as spool:
        records = ledger.read(path)
        next(records)
        for file, documents in ledger.files(records):
            start = spool.tell()
            work = _File(file, documents, request, spool)
            try:
                yield work.take_back()
                done[file.file] = _Left(work.left, start, spool.tell())
            except (RefusedError, FormatError, PackageMissingError, QuarantineError) as error:
                yield Outcome(file.file, refused=str(error))
            except OSError as error:
                yield Outcome(file.file, refused=str(error.strerror or error))
        if request.takes is not None and not request.dry_run:
            target = path if request.output is None else request.output / path.name
            ledger.write(target, _left_lines(path, done, spool))


class _Left(NamedTuple):
    """What stays on record of a file: its record, and where those of its documents are spooled."""

    file: FileRecord
    start: int
    end: int


def _left_lines(path: Path, done: dict[str, _Left], spool: IO[bytes]) -> Iterator[bytes]:
    """Yield the lines of a ledger after an undo; files that were refused keep theirs."""
    records = ledger.read(path)
    yield ledger.encode(next(records))
    for file, documents in ledger.files(records):
        left = done.get(file.file)
        yield ledger.encode(file if left is None else left.file)
        if left is None:
            for document, edits in documents:
                yield ledger.encode(document) + b"".join(ledger.encode(edit) for edit in edits)
            continue
        spool.seek(left.start)
        while (here := spool.tell()) < left.end:
            yield spool.read(min(left.end - here, 1 << 20))


@dataclass
class _File:
    """One file to be taken back."""

    file: FileRecord
    documents: ledger.Documents
    request: Request
    spool: IO[bytes]
    shared: list[EditRecord] = field(default_factory=list)
    taken: int = 0  # edits
    touched: int = 0  # documents
    stay: int = 0  # edits
    changed: int = 0  # documents with edits that stay

    def __post_init__(self) -> None:
        self.left = self.file
        self.found = ""  # the hash of the file as it is
        self.stopped = False  # whether an undo had been stopped after this file was taken back

    def take_back(self) -> Outcome:
        """Do it, and return what was done. Raises `RefusedError`, `OSError`, `FormatError`."""
        file, request = self.file, self.request
        path = target = _inside(request.root, file.output)
        if request.output is not None and not request.dry_run:
            target = _inside(request.output, _relative(file.file))
        self.found = content_hash(path)
        self.stopped = self.found != file.sha256_after
        whole = request.takes is None
        proved = file.format == "parquet"  # by its texts: the same rows have many spellings
        if self.stopped and whole and self.found != file.sha256_before and not proved:
            raise RefusedError(_other(file.sha256_after, self.found))
        with Source(path) as source, Sink(target) as sink:
            copied = self.found == file.sha256_before and whole
            writer = sink if copied else _format(file).writer(sink, source)
            for part in iter(source.read, b"") if copied else self._parts(source):
                writer.write(part)
            writer.finish()
            if self.stopped and not whole and not self.taken:
                raise RefusedError(_other(file.sha256_after, self.found))
            if whole and not proved and sink.sha256 != file.sha256_before:
                raise RefusedError(_other(file.sha256_before, sink.sha256, "would become"))
            stays = target == path and (self.stopped or not (self.taken or file.set_aside))
            if not request.dry_run and not stays:
                sink.commit()
            self.left = self._record(self.found if stays else sink.sha256)
        if self.stopped:
            return Outcome(file.file, already=True)
        return Outcome(file.file, self.taken, self.touched, shared=tuple(self.shared))

    def _record(self, digest: str) -> FileRecord:
        file, request = self.file, self.request
        output = file.output
        if request.output is not None:
            output = (request.output / _relative(file.file)).as_posix()
        return msgspec.structs.replace(
            file, output=output, sha256_after=digest, changed=self.changed, edits=self.stay
        )

    def _parts(self, source: Source) -> Iterator[Any]:
        """Yield the parts of the file as it goes back. Raises `RefusedError`."""
        format = _format(self.file)
        aside = _Aside(self.file, self.request)
        pieces = format.chunks(source)
        for piece, end, matches in paired(self.file, self.documents, format, pieces):
            changes: dict[tuple[int, str], Change] = {}
            for row, document, edits in matches:
                change = self._change(_text(row, document), document, edits)
                if change.splices:
                    changes[row.number, document.field] = change
            if isinstance(piece, LongRow):
                for _, rows in aside.before(piece.number + 1):
                    yield from (row.data() for row in rows)
                yield from piece.pieces
            else:
                yield from _rebuilt(format, piece, changes, dict(aside.before(end)))
        for _, rows in aside.before(None):
            yield from (row.data() for row in rows)

    def _change(self, text: str, document: DocumentRecord, edits: list[EditRecord]) -> Change:
        """Return how a text goes back, and put on record what stays. Raises `RefusedError`."""
        takes = self.request.takes
        here = self.file.file, document.row
        taken = [edit for edit in edits if takes is None or takes(Placed(*here, edit))]
        stay = [edit for edit in edits if edit not in taken]
        original = _original(text, stay if self.stopped else edits)
        if sha256(original) != document.sha256_before:
            if self.stopped:
                raise RefusedError(_other(self.file.sha256_after, self.found))
            raise RefusedError(_other(document.sha256_after, sha256(text), row=document.row))
        self.taken += len(taken)
        self.touched += bool(taken)
        self.shared += [edit for edit in taken if takes is not None and len(edit.rules) > 1]
        self.stay += len(stay)
        self.changed += bool(stay)
        if stay:
            after = sha256(rewrite(original, [edit.edit for edit in stay]))
            left = msgspec.structs.replace(document, sha256_after=after)
            self.spool.write(ledger.encode(left) + b"".join(ledger.encode(edit) for edit in stay))
        return Change(() if self.stopped else list(_splices(edits, stay)), bare=document.bare)


def _original(text: str, edits: Sequence[EditRecord]) -> str:
    """Return the text before the edits, an empty one if they did not make it."""
    try:
        return undo(text, [edit.edit for edit in edits])
    except ValueError:
        return ""


class Match(NamedTuple):
    """A row of a file now, and one of its documents on record."""

    row: Row | Unreadable
    document: DocumentRecord
    edits: list[EditRecord]


def paired(
    file: FileRecord,
    documents: ledger.Documents,
    format: Format,
    pieces: Iterable[Chunk | LongRow],
) -> Iterator[tuple[Chunk | LongRow, int | None, list[Match]]]:
    """Yield each piece of a file, where the next begins, and the rows on record in it.

    Raises `RefusedError` for documents on record that are not in the file.
    """
    numbers = Numbers(file.set_aside)
    pending = next(documents, None)
    pieces = iter(pieces)
    piece = next(pieces, None)
    while piece is not None:
        if isinstance(piece, LongRow):  # it passes by before another piece is asked for
            yield piece, piece.number + 1, []
            piece = next(pieces, None)
            continue
        following = next(pieces, None)
        matches: list[Match] = []
        for row in format.rows(piece):
            while pending and pending[0].row == numbers.original(row.number):
                matches.append(Match(row, *pending))
                pending = next(documents, None)
        yield piece, None if following is None else _first(following), matches
        piece = following
    if pending:
        raise RefusedError(f"row {pending[0].row} of the ledger is not in the file")


class Numbers:
    """The numbers rows had before some of them were set aside."""

    def __init__(self, set_aside: Sequence[int]) -> None:
        # the number that the row behind each of them has now
        self.places = [number - before for before, number in enumerate(set_aside)]

    def original(self, number: int) -> int:
        """Return the number a row had."""
        return number + bisect_right(self.places, number)


class _Aside:
    """The rows that were set aside, in their order, to be put back."""

    def __init__(self, file: FileRecord, request: Request) -> None:
        self._due: list[tuple[int, int]] = []
        self._rows: Iterator[Quarantined] = iter(())
        if file.set_aside and request.takes is None:
            places = Numbers(file.set_aside).places
            self._due = list(zip(places, file.set_aside, strict=True))[::-1]
            path = request.root / (file.quarantine or "")
            if file.quarantine is None or not path.is_file():
                many = len(file.set_aside)
                raise RefusedError(f"{many} rows were set aside, and {path} is not there")
            self._rows = (row for row in quarantine.read(path) if row.file == file.file)
        self._ahead = next(self._rows, None)

    def before(self, end: int | None) -> Iterator[tuple[int, tuple[Quarantined, ...]]]:
        """Yield the rows that go before a row, by its number now, below `end`."""
        found: dict[int, tuple[Quarantined, ...]] = {}
        while self._due and (end is None or self._due[-1][0] < end):
            place, number = self._due.pop()
            rows = tuple(self._pieces(number))
            if not rows:
                raise RefusedError(f"row {number} was set aside and is not in the quarantine")
            found[place] = found.get(place, ()) + rows
        yield from found.items()

    def _pieces(self, number: int) -> Iterator[Quarantined]:
        while self._ahead is not None and self._ahead.row <= number:
            if self._ahead.row == number:
                yield self._ahead
            self._ahead = next(self._rows, None)


def _rebuilt(
    format: Format, chunk: Chunk, changes: dict[tuple[int, str], Change], put_in: dict[int, Any]
) -> Iterator[Any]:
    if not changes and not put_in:
        yield chunk.data
        return
    for part in format.rebuild(chunk, changes, (), put_in).payload:
        if isinstance(part, tuple):
            yield from (row.data() for row in part)
        else:
            yield part


def _splices(edits: Iterable[EditRecord], stay: Sequence[EditRecord]) -> Iterator[Splice]:
    """Yield what takes back all `edits` of a text but those that `stay`."""
    shift = 0
    for edit in edits:
        start = edit.start + shift
        if edit not in stay:
            yield Splice(start, start + len(edit.after), edit.before, edit.raw)
        shift += len(edit.after) - len(edit.before)


def _text(row: Any, document: DocumentRecord) -> str:
    if not isinstance(row, Row) or document.field not in row.documents:
        raise RefusedError(f"row {document.row} has no text any more")
    return row.documents[document.field].text


def _first(piece: Chunk | LongRow) -> int:
    return piece.number if isinstance(piece, LongRow) else piece.first


def _format(file: FileRecord) -> Format:
    if file.format not in FORMATS:
        raise RefusedError(f"unknown format {file.format!r}; known: {', '.join(FORMATS)}")
    return FORMATS[file.format](file.fields)


def _inside(root: Path, name: str) -> Path:
    """Return the file of a name below a folder, links followed. Raises `RefusedError`."""
    path = (root / name).resolve()
    if not path.is_relative_to(root.resolve()):
        raise RefusedError(f"lies outside of {root.resolve()}; allow it with --root FOLDER")
    return path


def _relative(name: str) -> str:
    """Return a name that can stand in an output folder."""
    path = Path(name)
    return path.name if path.is_absolute() or ".." in path.parts else name


def _other(expected: str, found: str, verb: str = "has", row: int | None = None) -> str:
    where = "" if row is None else f"row {row}: "
    return f"{where}not the text that was written: expected sha256 {expected}, {verb} {found}"

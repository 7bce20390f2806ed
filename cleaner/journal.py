"""The folder of a run under way: what is done, so that a run that was killed can go on.

A file is replaced only after its edits and its line in the journal are on the disk; so
whatever stops a run, each file is either as it was or done, with its edits on record.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO, Protocol

import msgspec

from cleaner.ledger import FileRecord, RunRecord, content_hash

HEAD = "run.json"  # what the run is, in its folder
_BLOCK = 1024 * 1024


class JournalError(ValueError):
    """A run that cannot go on, and why."""


class Entry(msgspec.Struct, frozen=True):
    """A file that is ready: its record, and where its lines end in the two spools.

    `part` is the complete new file, None where the file stays as it is.
    """

    file: FileRecord
    edits_start: int
    edits_end: int
    quarantine_end: int
    part: str | None


class _Begun(msgspec.Struct, frozen=True, tag="begun"):
    part: str


class _Ready(msgspec.Struct, frozen=True, tag="ready"):
    entry: Entry


_LINE = msgspec.json.Decoder(_Begun | _Ready)


class OnRecord(Protocol):
    """What a run puts on record while it goes on: edits, rows set aside, files that are done."""

    @property
    def done(self) -> Collection[str]:
        """Return the names of the files that are done and not to be read again."""

    @property
    def edits(self) -> IO[bytes]:
        """Return where the lines of the ledger go."""

    @property
    def quarantine(self) -> IO[bytes]:
        """Return where the rows go that are set aside."""

    def begin(self, part: Path) -> None:
        """Note the name of a file that is to be written, before there is one."""

    def ready(self, file: FileRecord, part: Path | None) -> None:
        """Note that a file is complete, with its edits; after that it may get its name."""

    def forget(self) -> None:
        """Take back what was written of the file at hand."""


class Journal:
    """The spools of edits and of rows set aside, and the list of files that are done."""

    def __init__(self, folder: Path, run: RunRecord, *, resume: bool) -> None:
        self.folder = folder
        self.done: set[str] = set()  # names of files
        self._last: Entry | None = None
        make_folder(folder, run, resume=resume)
        left = self._read()
        edits_end, quarantine_end = self._ends()
        self.edits = _spool(folder / "edits.jsonl", edits_end)
        self.quarantine = _spool(folder / "quarantine.jsonl", quarantine_end)
        self._lines = (folder / "files.jsonl").open("ab")
        for part in left:
            part.unlink(missing_ok=True)

    def begin(self, part: Path) -> None:
        """Note the name of a file that is to be written, to be removed if the run is killed."""
        self._write(_Begun(str(part)))

    def ready(self, file: FileRecord, part: Path | None) -> None:
        """Note that a file is complete, with its edits; from now on it may get its name."""
        for spool in (self.edits, self.quarantine):
            spool.flush()
            if part is not None:
                os.fsync(spool.fileno())
        start, _ = self._ends()
        ends = self.edits.tell(), self.quarantine.tell()
        entry = Entry(file, start, *ends, None if part is None else str(part))
        self._write(_Ready(entry), sync=part is not None)
        self._done(entry)

    def forget(self) -> None:
        """Cut the spools back to the last file that is done: the file at hand was given up."""
        for spool, end in zip((self.edits, self.quarantine), self._ends(), strict=True):
            spool.seek(end)
            spool.truncate()

    def entries(self) -> Iterator[Entry]:
        """Yield the files that are done, in the order of the run."""
        self._lines.flush()
        with (self.folder / "files.jsonl").open("rb") as file:
            for line in file:
                if isinstance(ready := _LINE.decode(line), _Ready):
                    yield ready.entry

    def edit_lines(self, entry: Entry) -> Iterator[bytes]:
        """Yield the spooled lines of a file, many at a time."""
        self.edits.flush()
        return _lines(self.folder / "edits.jsonl", entry.edits_start, entry.edits_end)

    def quarantine_lines(self) -> Iterator[bytes]:
        """Yield all rows set aside, many at a time."""
        self.quarantine.flush()
        return _lines(self.folder / "quarantine.jsonl", 0, self.quarantine.tell())

    def close(self) -> None:
        """Close the files; the folder stays."""
        for file in (self.edits, self.quarantine, self._lines):
            file.close()

    def remove(self) -> None:
        """Remove the folder: the run is complete."""
        self.close()
        remove(self.folder)

    def _ends(self) -> tuple[int, int]:
        last = self._last
        return (last.edits_end, last.quarantine_end) if last else (0, 0)

    def _done(self, entry: Entry) -> None:
        self.done.add(entry.file.file)
        self._last = entry

    def _write(self, line: _Begun | _Ready, *, sync: bool = True) -> None:
        self._lines.write(msgspec.json.encode(line) + b"\n")
        if sync:
            self._lines.flush()
            os.fsync(self._lines.fileno())

    def _read(self) -> list[Path]:
        """Take up what an earlier run did; return the files it left half written."""
        path = self.folder / "files.jsonl"
        begun: list[Path] = []
        if not path.exists():
            return begun
        whole = 0
        with path.open("rb") as file:
            for line in file:
                if not line.endswith(b"\n"):
                    break
                whole += len(line)
                entry = _LINE.decode(line)
                if isinstance(entry, _Begun):
                    begun.append(Path(entry.part))
                else:
                    self._done(entry.entry)
        os.truncate(path, whole)
        if self._last is not None:
            _give_name(self._last)
        return begun[-1:]


def make_folder(folder: Path, run: RunRecord, *, resume: bool) -> None:
    """Make the folder of a run. One that is there goes on, or `JournalError` is raised."""
    head = folder / HEAD
    if not folder.exists():
        folder.mkdir(parents=True)
        head.write_bytes(msgspec.json.format(msgspec.json.encode(run), indent=1))
    elif resume:
        _same_run(head, run)
    else:
        raise JournalError(
            f"{folder}: an earlier run was stopped there; go on with --resume, "
            f"or remove the folder, which forgets the edits of that run"
        )


def remove(folder: Path) -> None:
    """Remove the folder of a run, at once: it is complete, and half a journal would lie."""
    import shutil
    import tempfile

    going = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    shutil.rmtree(folder.replace(going))


def _give_name(entry: Entry) -> None:
    """Give a file that was ready its name, if the run was killed before it could."""
    if entry.part is None or not Path(entry.part).exists():
        return
    file = entry.file
    target = Path(file.output)
    if file.output == file.file and content_hash(target) != file.sha256_before:
        raise JournalError(f"{target}: was changed since the run was stopped; it stays as it is")
    Path(entry.part).replace(target.resolve())


def _same_run(head: Path, run: RunRecord) -> None:
    try:
        before = msgspec.json.decode(head.read_bytes(), type=RunRecord)
    except (OSError, msgspec.DecodeError):
        raise JournalError(f"{head}: cannot be read; remove the folder to start anew") from None
    if before == run:
        return
    changed = [name for name in ("version", "rules") if getattr(before, name) != getattr(run, name)]
    keys = sorted({*before.settings, *run.settings})
    changed += [key for key in keys if before.settings.get(key) != run.settings.get(key)]
    raise JournalError(
        f"{head.parent}: the stopped run had other {', '.join(changed)}; go on with what it had, "
        f"or remove the folder, which forgets the edits of that run"
    )


def _spool(path: Path, end: int) -> IO[bytes]:
    file = path.open("r+b" if path.exists() else "w+b")
    file.truncate(end)
    file.seek(end)
    return file


def _lines(path: Path, start: int, end: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        rest = b""
        while start < end and (block := file.read(min(_BLOCK, end - start))):
            start += len(block)
            whole, _, rest = (rest + block).rpartition(b"\n")
            if whole:
                yield whole + b"\n"
        if rest:
            yield rest

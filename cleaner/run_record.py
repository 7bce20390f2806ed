"""The record of a run: what cleaned, with which settings, and what became of each file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from cleaner import ledger
from cleaner.formats.streams import Note, Sink
from cleaner.journal import Journal
from cleaner.ledger import FileRecord
from cleaner.pipeline import Cleaner
from cleaner.resources import rules_folder


class RunError(ValueError):
    """A run record that cannot be read, told with its place."""


class Written(msgspec.Struct, frozen=True):
    """A file that a run wrote beside its outputs, and the hash of its content."""

    file: str
    sha256: str


class RunFile(msgspec.Struct, frozen=True):
    """All that a run record says; the files come last, one on each line."""

    run: int
    version: str
    folder: str  # the paths are relative to it
    settings: dict[str, Any]
    rules: dict[str, str]  # id → hash of the rule file
    tables: dict[str, str]  # path below the rules → hash
    totals: dict[str, int]
    ledger: Written | None
    quarantine: Written | None
    files: list[FileRecord] = []


def of_ledger(head: RunFile) -> ledger.RunRecord:
    """Return what the ledger and the journal of a run begin with."""
    rules = one_hash(head.rules, head.tables)
    return ledger.RunRecord(ledger.VERSION, head.version, rules, head.settings)


def rule_hashes(cleaners: Iterable[Cleaner]) -> dict[str, str]:
    """Return the hash of each file of a rule that one of the cleaners has."""
    rules = {id: rule for cleaner in cleaners for id, rule in cleaner.catalogue.rules.items()}
    return {id: _file_hash(rule.path) for id, rule in rules.items()}


def table_hashes() -> dict[str, str]:
    """Return the hashes of the tables that rules share: languages, words, the order."""
    folder = rules_folder()
    paths = [folder / "order.toml", *folder.glob("languages/*.toml"), *folder.glob("words/*.txt")]
    return {str(path.relative_to(folder).as_posix()): _file_hash(path) for path in sorted(paths)}


def one_hash(rules: Mapping[str, str], tables: Mapping[str, str]) -> str:
    """Return one hash of all rules and tables."""
    return hashlib.sha256(msgspec.json.encode([rules, tables], order="sorted")).hexdigest()


def _file_hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def complete(
    journal: Journal,
    head: RunFile,
    *,
    ledger_path: Path | None,
    quarantine_path: Path,
    record_path: Path | None,
) -> None:
    """Write ledger, quarantine and record from what the journal holds, then remove the journal.

    Each file appears when it is complete; a run that is killed here goes on here.
    """
    quarantine = None
    if any(entry.file.unreadable for entry in journal.entries()):
        with Sink(quarantine_path, note=journal.begin) as sink:
            for lines in journal.quarantine_lines():
                sink.write(lines)
            sink.commit()
        quarantine = Written(quarantine_path.as_posix(), sink.sha256)
    written = None
    if ledger_path is not None:
        records = _ledger_lines(journal, of_ledger(head), quarantine)
        digest = ledger.write(ledger_path, records, note=journal.begin)
        written = Written(ledger_path.as_posix(), digest)
    if record_path is not None:
        totals = totals_of(entry.file for entry in journal.entries())
        write(
            record_path,
            msgspec.structs.replace(head, totals=totals, ledger=written, quarantine=quarantine),
            (_with_quarantine(entry.file, quarantine) for entry in journal.entries()),
            note=journal.begin,
        )
    journal.remove()


def _ledger_lines(
    journal: Journal, run: ledger.RunRecord, quarantine: Written | None
) -> Iterator[bytes]:
    yield ledger.encode(run)
    for entry in journal.entries():
        yield ledger.encode(_with_quarantine(entry.file, quarantine))
        yield from journal.edit_lines(entry)


def totals_of(files: Iterable[FileRecord]) -> dict[str, int]:
    """Return the sums over files."""
    names = ("documents", "changed", "edits", "flags", "unreadable")
    totals = dict.fromkeys(("files", *names), 0)
    for file in files:
        totals["files"] += 1
        for name in names:
            totals[name] += getattr(file, name)
    return totals


def _with_quarantine(file: FileRecord, quarantine: Written | None) -> FileRecord:
    if not file.unreadable or quarantine is None:
        return file
    return msgspec.structs.replace(file, quarantine=quarantine.file)


def write(
    path: Path, head: RunFile, files: Iterator[FileRecord], *, note: Note | None = None
) -> None:
    """Write the record; a run may have more files than fit in memory at once."""
    start, end = msgspec.json.format(msgspec.json.encode(head), indent=1).rsplit(b"[]", 1)
    with Sink(path, note=note) as sink:
        sink.write(start + b"[")
        comma = b"\n"
        for file in files:
            sink.write(comma + b"  " + msgspec.json.encode(file))
            comma = b",\n"
        sink.write(b"\n ]" + end + b"\n")
        sink.commit()


def read(path: Path) -> RunFile:
    """Return what a run record says. Raises `RunError`, `OSError`."""
    try:
        record = msgspec.json.decode(path.read_bytes(), type=RunFile)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RunError(f"{path}: not the record of a run: {error}") from None
    if record.run != 1:
        raise RunError(f"{path}: a record of form {record.run}; this cleaner reads 1")
    return record

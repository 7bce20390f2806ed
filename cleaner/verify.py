"""A run checked against its record: versions, rules, hashes, and a sample cleaned again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import cleaner as package
from cleaner import ledger
from cleaner.document import Document
from cleaner.edits import undo
from cleaner.formats import FORMATS
from cleaner.formats.rows import FormatError, LongRow, Row
from cleaner.formats.streams import Source
from cleaner.ledger import EditRecord, FileRecord, content_hash
from cleaner.ledger_views import sampled
from cleaner.pipeline import Cleaner
from cleaner.reversal import Numbers, RefusedError
from cleaner.rules import RuleError
from cleaner.run_record import RunFile, Written, read, rule_hashes, table_hashes


def differences(path: Path, root: Path, sample: int, seed: int) -> Iterator[str]:
    """Yield what differs, one line each. Raises `RunError`, `LedgerError`, `OSError`."""
    record = read(path)
    if record.version != package.__version__:
        yield f"version: {record.version} then, {package.__version__} now"
    try:
        cleaners = [_cleaner(settings, root) for settings in record.settings["cleaners"]]
    except RuleError as error:
        yield f"rules: {error}"
        return
    yield from _other_hashes("rule", record.rules, rule_hashes(cleaners))
    yield from _other_hashes("table", record.tables, table_hashes())
    yield from _other_files(record, root)
    if record.ledger is not None and (root / record.ledger.file).exists():
        yield from _other_documents(root / record.ledger.file, root, cleaners, sample, seed)


def _cleaner(settings: Mapping[str, Any], root: Path) -> Cleaner:
    rules = [root / folder for folder in settings.get("rules", ())]
    return Cleaner(**{**settings, "rules": rules})


def _other_hashes(kind: str, then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for name in sorted({*then, *now}):
        if name not in now:
            yield f"{kind} {name}: is gone"
        elif name not in then:
            yield f"{kind} {name}: is new"
        elif then[name] != now[name]:
            yield f"{kind} {name}: was changed"


def _other_files(record: RunFile, root: Path) -> Iterator[str]:
    beside = [file for file in (record.ledger, record.quarantine) if file is not None]
    outputs = [Written(f.output, f.sha256_after) for f in record.files if f.output != "<stdout>"]
    inputs = [Written(f.file, f.sha256_before) for f in record.files if f.output != f.file]
    for file in (*beside, *outputs, *inputs):
        try:
            found = content_hash(root / file.file)
        except OSError as error:
            yield f"{file.file}: {error.strerror or error}"
            continue
        if found != file.sha256:
            yield f"{file.file}: expected sha256 {file.sha256}, found {found}"


class _Cleaned(NamedTuple):
    """A document of an output as the run saw it, and what the run did to it."""

    place: str
    document: Document  # as it was read
    text: str  # as it was written
    edits: tuple[EditRecord, ...]
    cleaner: int


def _other_documents(
    path: Path, root: Path, cleaners: Sequence[Cleaner], sample: int, seed: int
) -> Iterator[str]:
    """Clean documents at random again; yield those that come out otherwise."""
    for where, document, text, edits, cleaner in sampled(_cleaned(path, root), sample, seed):
        report = cleaners[cleaner].clean_document(document)
        if report.text != text or report.edits != tuple(edit.edit for edit in edits):
            yield f"{where}: comes out otherwise now"


def _cleaned(path: Path, root: Path) -> Iterator[_Cleaned]:
    records = ledger.read(path)
    next(records)
    for file, documents in ledger.files(records):
        if file.format in FORMATS and file.output != "<stdout>":
            try:
                yield from _cleaned_in(file, documents, root)
            except (OSError, FormatError, RefusedError, ValueError):
                continue  # its hash differs, which is told already


def _cleaned_in(file: FileRecord, documents: ledger.Documents, root: Path) -> Iterator[_Cleaned]:
    format = FORMATS[file.format](file.fields)
    numbers = Numbers(file.set_aside)
    pending = next(documents, None)
    with Source(root / file.output) as source:
        for piece in format.chunks(source):
            for row in () if isinstance(piece, LongRow) else format.rows(piece):
                number = numbers.original(row.number)
                for name, document in row.documents.items() if isinstance(row, Row) else ():
                    edits: tuple[EditRecord, ...] = ()
                    if pending and (pending[0].row, pending[0].field) == (number, name):
                        edits = tuple(pending[1])
                        pending = next(documents, None)
                    original = undo(document.text, [edit.edit for edit in edits])
                    place = f"{file.output}:{row.number}: {document.id}"
                    before = Document(original, document.id, document.source, document.date)
                    yield _Cleaned(place, before, document.text, edits, file.cleaner)

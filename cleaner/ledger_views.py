"""A ledger for people: its edits in context, its rules in numbers."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cleaner import ledger
from cleaner.formats import FORMATS
from cleaner.formats.rows import FormatError, Row
from cleaner.formats.streams import Source
from cleaner.ledger import Chosen, DocumentRecord, EditRecord, FileRecord, Placed, sha256
from cleaner.reversal import RefusedError, paired

if TYPE_CHECKING:
    from rich.table import Table

T = TypeVar("T")
_CONTEXT = 40  # characters on both sides


def in_context(path: Path, root: Path, chosen: Chosen | None) -> Iterator[tuple[str, str]]:
    """Yield place and rules, then the change in context, of each chosen edit."""
    records = ledger.read(path)
    next(records)
    for file, documents in ledger.files(records):
        read = iter(_texts(file, documents, root))
        for text, document, edits in read:
            shift = 0
            for edit in edits:
                start = edit.start + shift
                shift += len(edit.after) - len(edit.before)
                if chosen is None or chosen(Placed(file.file, document.row, edit)):
                    where = f"{file.file}:{document.row}: {edit.doc} [{edit.field} {edit.start}]"
                    yield f"{where} {' '.join(edit.rules)} ({edit.fix})", _change(text, start, edit)


def _texts(
    file: FileRecord, documents: ledger.Documents, root: Path
) -> Iterator[tuple[str | None, DocumentRecord, list[EditRecord]]]:
    """Yield the documents on record, with their text as long as the file is what was written."""
    format = FORMATS[file.format](file.fields) if file.format in FORMATS else None
    try:
        if format is not None:
            with Source(root / file.output) as source:
                for _, _, matches in paired(file, documents, format, format.chunks(source)):
                    for row, document, edits in matches:
                        text = row.documents[document.field].text if isinstance(row, Row) else None
                        same = text is not None and sha256(text) == document.sha256_after
                        yield text if same else None, document, edits
    except (OSError, FormatError, RefusedError, KeyError):
        pass  # the file is gone or is another: what is left stands alone
    for document, edits in documents:
        yield None, document, edits


def _change(text: str | None, start: int, edit: EditRecord) -> str:
    change = f"[-{edit.before}-]" + (f"{{+{edit.after}+}}" if edit.after else "")
    if text is not None:
        end = start + len(edit.after)
        change = text[max(0, start - _CONTEXT) : start] + change + text[end : end + _CONTEXT]
    return change.replace("\n", "⏎")


def sampled(items: Iterable[T], count: int, seed: int) -> list[T]:
    """Return so many items at random, in their order (reservoir sampling, Vitter 1985)."""
    generator = random.Random(seed)
    chosen: list[tuple[int, T]] = []
    for number, item in enumerate(items):
        if len(chosen) < count:
            chosen.append((number, item))
        elif (place := generator.randrange(number + 1)) < count:
            chosen[place] = number, item
    return [item for _, item in sorted(chosen, key=lambda pair: pair[0])]


@dataclass
class RuleTotal:
    """What one rule did: edits, characters taken out and put in, documents."""

    edits: int = 0
    removed: int = 0
    added: int = 0
    documents: int = 0
    _last: object = field(default=None, repr=False)


def rule_totals(path: Path, chosen: Chosen | None) -> dict[str, RuleTotal]:
    """Return what each rule did; an edit of several rules counts for each of them."""
    totals: dict[str, RuleTotal] = {}
    records = ledger.read(path)
    next(records)
    for file, documents in ledger.files(records):
        for document, edits in documents:
            for edit in edits:
                placed = Placed(file.file, document.row, edit)
                if chosen is not None and not chosen(placed):
                    continue
                for rule in edit.rules:
                    total = totals.setdefault(rule, RuleTotal())
                    total.edits += 1
                    total.removed += len(edit.before)
                    total.added += len(edit.after)
                    here = (file.file, document.row)
                    total.documents += total._last != here
                    total._last = here
    return totals


def rule_table(totals: dict[str, RuleTotal]) -> Table:
    """Return the totals as a table, the busiest rule first."""
    from rich.table import Table

    table = Table(box=None, header_style="bold")
    table.add_column("rule")
    for name in ("edits", "removed", "added", "documents"):
        table.add_column(name, justify="right")
    for rule, total in sorted(totals.items(), key=lambda item: (-item[1].edits, item[0])):
        counts = (total.edits, total.removed, total.added, total.documents)
        table.add_row(rule, *(f"{count:,}" for count in counts))
    return table

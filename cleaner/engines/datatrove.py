"""datatrove: a block of a pipeline that cleans its documents.

The edits go under `metadata`, the counts of each rule into the statistics of the block.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cleaner.document import Document
from cleaner.formats.rows import Fields, day, language
from cleaner.formats.streams import PackageMissingError
from cleaner.ledger import kind_of_fix
from cleaner.parcel import Parcel
from cleaner.pipeline import Cleaner, Report

try:
    from datatrove.pipeline.base import PipelineStep
    from datatrove.utils.logging import logger
except ImportError:
    raise PackageMissingError("cleaner.engines.datatrove", "datatrove") from None


class Clean(PipelineStep):
    """Cleans the text of each document; what it cannot read it leaves as it is, and says so.

    `edits` names the entry of `metadata` that gets the edits of a document, a list; None: they
    are not kept. `date_field` and `source_field` name the entries that tell the day of
    publication and the language translated from. `settings` are those of `Cleaner`; the rules
    travel with the block and are loaded once in each process. Raises `RuleError`.

        pipeline = [JsonlReader(folder), Clean(source="pt"), JsonlWriter(output)]
    """

    name = "🧹 translation-cleaner"
    type = "✂️ - FORMAT"

    def __init__(
        self,
        *,
        edits: str | None = "edits",
        date_field: str = Fields.date,
        source_field: str = Fields.source,
        **settings: Any,
    ) -> None:
        super().__init__()
        self.edits = edits
        self.date_field = date_field
        self.source_field = source_field
        self._parcel = Parcel.of(Cleaner(**settings))

    def run(self, data: Iterable[Any], rank: int = 0, world_size: int = 1) -> Iterator[Any]:
        """Yield the documents, cleaned, in their order."""
        cleaner = self._parcel.cleaner()
        for document in data:
            self.stat_update("documents")
            if isinstance(document.text, str):
                with self.track_time():
                    self._clean(cleaner, document)
            else:
                self.stat_update("unreadable")
                kind = type(document.text).__name__
                logger.warning(f"{document.id}: 'text' is {kind}, not a string; it stays")
            yield document

    def _clean(self, cleaner: Cleaner, document: Any) -> None:
        metadata: dict[str, Any] = document.metadata
        date, source = metadata.get(self.date_field), metadata.get(self.source_field)
        given = Document(document.text, document.id, language(source), day(date))
        report = cleaner.clean_document(given)
        document.text = report.text
        if self.edits is not None:
            metadata[self.edits] = list(_edits(cleaner, report))
        self._count(report)

    def _count(self, report: Report) -> None:
        if report.edits:
            self.stat_update("changed")
            self.stat_update("edits", value=len(report.edits))
        if report.flags:
            self.stat_update("reported only", value=len(report.flags))
        for edit in report.edits:
            self.stat_update(*(f"edits/{rule}" for rule in edit.rules))
        for flag in report.flags:
            self.stat_update(f"reported only/{flag.rule}")


def _edits(cleaner: Cleaner, report: Report) -> Iterator[Mapping[str, Any]]:
    for edit in report.edits:
        yield {
            "field": "text",
            "start": edit.start,
            "end": edit.end,
            "before": edit.before,
            "after": edit.after,
            "rules": list(edit.rules),
            "fix": kind_of_fix(cleaner.catalogue.rules, edit),
        }

"""The one loop: families of rules in their order, findings settled, edits drafted.

Knows which finding may be applied and which is only reported. Knows no rule by name, no
file and no terminal.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple, Self

from cleaner.candidates import Candidates, Seen, Triggers
from cleaner.document import Document, Kept, Region, Spot, pages
from cleaner.edits import Draft, Edit, Finding, UnixLines, rewrite, settle
from cleaner.protected import Protected, phrase_pattern
from cleaner.rules import Catalogue, Rule, load_catalogue
from cleaner.verdict import Verdict, judge

_TOP, _PREFIX = 3000, 6  # characters that tell the day of publication
_BUNDLE, _MANY = 100_000, 100  # characters and documents that go to a process at a time
_STOPPED = "stopped: the pattern ran too long on this document"


@dataclass(frozen=True)
class Report:
    """What cleaning made of a document.

    `document` carries the date that was found in it. `flags` are the findings nobody
    applied, `kept` what a rule looked at and left alone, with the reason; both are placed
    in the original, as the edits are.
    """

    document: Document
    text: str
    edits: tuple[Edit, ...]
    flags: tuple[Finding, ...]
    kept: tuple[Finding, ...] = ()

    @cached_property
    def verdict(self) -> Verdict:
        """Return whether the page was translated, spun or written in English, with the evidence."""
        found = {rule for edit in self.edits for rule in edit.rules}
        return judge(self.document, found | {flag.rule for flag in self.flags})


class _Page(NamedTuple):
    """A part of a document that is read by itself, where it starts, and what a scan saw there."""

    start: int
    text: str
    seen: Seen

    def locate(self, start: int, end: int) -> tuple[int, int]:
        return self.start + start, self.start + end

    def restore(self, edit: Edit) -> Edit:
        start, end = self.locate(edit.start, edit.end)
        return Edit(start, end, edit.before, edit.after, edit.rules) if self.start else edit


class Cleaner:
    """The rules, loaded once, for many documents.

    `select` and `ignore` take ids of rules and names of families, `rules` further folders
    of rule files. `source` is the language translated from, where a document does not say.
    `keep` are phrases that are never touched; the unsafe fixes of rules and families in
    `promote` count as safe, the safe ones of those in `demote` as unsafe.
    `prefilter=False` runs every rule on every document: the same result, slower.
    Raises `RuleError` for a mistake in a rule file or an unknown name.
    """

    def __init__(
        self,
        *,
        unsafe_fixes: bool = False,
        source: str | None = None,
        select: Iterable[str] = (),
        ignore: Iterable[str] = (),
        rules: Iterable[str | Path] = (),
        keep: Iterable[str] = (),
        promote: Iterable[str] = (),
        demote: Iterable[str] = (),
        prefilter: bool = True,
    ) -> None:
        select, ignore, folders = tuple(select), tuple(ignore), tuple(map(Path, rules))
        keep, promote, demote = tuple(keep), tuple(promote), tuple(demote)
        self.settings: Mapping[str, Any] = {
            "unsafe_fixes": unsafe_fixes,
            "source": source,
            "select": select,
            "ignore": ignore,
            "rules": folders,
            "keep": keep,
            "promote": promote,
            "demote": demote,
            "prefilter": prefilter,
        }
        self._untouched = phrase_pattern(keep)
        catalogue = load_catalogue(folders).graded(promote, demote)
        self._set(catalogue.choose(select, ignore), unsafe_fixes, source, prefilter)

    def __reduce__(self) -> tuple[Any, ...]:
        """Let another process load the same rules: what is compiled does not travel."""
        return _again, (type(self), self.settings)

    @classmethod
    def with_rules(
        cls, catalogue: Catalogue, *, unsafe_fixes: bool = False, prefilter: bool = True
    ) -> Self:
        """Return a cleaner for rules that are loaded already."""
        cleaner = cls.__new__(cls)
        cleaner._untouched = None
        cleaner._set(catalogue, unsafe_fixes, None, prefilter)
        return cleaner

    def _set(
        self, catalogue: Catalogue, unsafe_fixes: bool, source: str | None, prefilter: bool
    ) -> None:
        self.catalogue = catalogue
        self.source = source
        self._applied = {"safe", "unsafe"} if unsafe_fixes else {"safe"}
        self._triggers = Triggers(catalogue.rules.values(), prefilter=prefilter)

    def clean(self, text: str, *, date: datetime.date | None = None) -> Report:
        """Return what cleaning makes of one text, published on `date`."""
        return self.clean_document(Document(text, date=date))

    def clean_document(self, document: Document) -> Report:
        """Return what cleaning makes of one document."""
        (report,) = self.clean_documents([document])
        return report

    def clean_documents(self, documents: Sequence[Document]) -> list[Report]:
        """Return what cleaning makes of each document; many take less time at once."""
        lines = [UnixLines(d.text) if "\r\n" in d.text else None for d in documents]
        texts = [d.text if u is None else u.text for d, u in zip(documents, lines, strict=True)]
        spans = [pages(text) for text in texts]
        parts = [text[slice(*span)] for text, of in zip(texts, spans, strict=True) for span in of]
        read = zip(parts, self._triggers.scan(parts), strict=True)
        return [
            self._report(document, unix, [_Page(start, *next(read)) for start, _ in of])
            for document, unix, of in zip(documents, lines, spans, strict=True)
        ]

    def _report(self, whole: Document, lines: UnixLines | None, read: list[_Page]) -> Report:
        dates = [whole.date or _published_date(page.text) for page in read]
        document = replace(whole, source=whole.source or self.source, date=dates[0])
        reports = [
            self._clean(replace(document, text=page.text, date=date), page.seen)
            for page, date in zip(read, dates, strict=True)
        ]
        if lines is None and len(reports) == 1:
            return reports[0]
        of_pages = list(zip(reports, read, strict=True))
        edits = tuple(page.restore(edit) for report, page in of_pages for edit in report.edits)
        flags = tuple(_moved(flag, page) for report, page in of_pages for flag in report.flags)
        kept = tuple(_moved(kept, page) for report, page in of_pages for kept in report.kept)
        if lines is not None:
            edits = tuple(map(lines.restore, edits))
            flags, kept = (tuple(_moved(one, lines) for one in many) for many in (flags, kept))
        return Report(document, rewrite(document.text, edits), edits, flags, kept)

    def clean_many(
        self, documents: Iterable[Document | str], processes: int = 1
    ) -> Iterator[Report]:
        """Yield what cleaning makes of each document, in their order.

        Only a few hundred documents are held at a time. With more than one process the
        reports are the same; a script needs its `if __name__ == "__main__":` then. Raises
        `WorkerDiedError` if a process dies twice on the same documents.
        """
        whole = (Document(d) if isinstance(d, str) else d for d in documents)
        if processes == 1:
            yield from map(self.clean_document, whole)
            return
        from cleaner.workers import in_order, workers

        with workers(processes, _begin, self) as pool:
            for _, reports in in_order(pool, _reports, _bundles(whole), processes):
                if isinstance(reports, Exception):
                    raise reports
                yield from reports or ()

    def _clean(self, document: Document, seen: Seen) -> Report:
        draft = Draft(document.text)
        candidates = Candidates(self._triggers, document, seen)
        flags: list[Finding] = []
        kept: list[Finding] = []
        for family in self.catalogue.families:
            rules = candidates.of(family)
            if not rules:
                continue
            fixes: list[Finding] = []
            view = candidates.view
            untouched = Protected(self._untouched, draft.text)
            for rule, spot in _look(rules, view, likely=candidates.are_seen):
                after = None if isinstance(spot, Kept) else spot.after
                finding = Finding(*spot[:2], after, rule.id, spot.message or rule.file.summary)
                phrase = "" if spot.message == _STOPPED else untouched.phrase_in(*spot[:2])
                if isinstance(spot, Kept):
                    kept.append(_moved(finding, draft))
                elif phrase:
                    why = f"“{phrase}” is a phrase that is never touched"
                    kept.append(_moved(replace(finding, after=None, message=why), draft))
                elif after is not None and rule.fix in self._applied:
                    fixes.append(finding)
                else:
                    flags.append(_moved(finding, draft))
            if fixes and family.leaves_spun and _is_spun(view):
                flags += (_moved(fix, draft) for fix in fixes)
            elif fixes:
                draft = draft.apply(settle(fixes))
                (seen,) = self._triggers.scan([draft.text])
                candidates = Candidates(
                    self._triggers, document.with_text(draft.text), seen, view.origins
                )
        return Report(
            document,
            draft.text,
            draft.edits,
            tuple(_still_there(flags, draft.edits)),
            tuple(sorted(kept, key=_place)),
        )


def _again(kind: type[Cleaner], given: Mapping[str, Any]) -> Cleaner:
    return kind(**given)


_worker: Cleaner | None = None  # of a process that cleans for another


def _begin(cleaner: Cleaner) -> None:
    global _worker
    _worker = cleaner


def _reports(documents: Sequence[Document]) -> list[Report]:
    assert _worker is not None
    return _worker.clean_documents(documents)


def _bundles(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Yield the documents in bundles, large enough to be worth the way to another process."""
    bundle: list[Document] = []
    size = 0
    for document in documents:
        bundle.append(document)
        size += len(document.text)
        if size >= _BUNDLE or len(bundle) >= _MANY:
            yield bundle
            bundle, size = [], 0
    if bundle:
        yield bundle


def clean(
    text: str,
    *,
    unsafe_fixes: bool = False,
    source: str | None = None,
    date: datetime.date | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    rules: Sequence[str | Path] = (),
) -> Report:
    """Return what cleaning makes of one text.

    `source` is the language translated from (ISO 639-1), `date` the day of publication;
    both are optional. The rest is as in `Cleaner`, which is loaded once for each choice.
    """
    cleaner = _cleaner(unsafe_fixes, source, tuple(select), tuple(ignore), tuple(rules))
    return cleaner.clean(text, date=date)


@lru_cache(maxsize=32)
def _cleaner(
    unsafe_fixes: bool,
    source: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    rules: tuple[str | Path, ...],
) -> Cleaner:
    return Cleaner(
        unsafe_fixes=unsafe_fixes, source=source, select=select, ignore=ignore, rules=rules
    )


def _look(
    rules: Iterable[tuple[Rule, Sequence[Region] | None]], view: Document, *, likely: bool
) -> Iterable[tuple[Rule, Spot | Kept]]:
    """Yield what the rules see; one that runs out of time only reports the whole text."""
    for rule, regions in rules:
        try:
            spots = list(rule.find(view, regions, likely=likely))
        except TimeoutError:
            spots = [Spot(0, len(view.text), None, _STOPPED)]
        for spot in spots:
            yield rule, spot


def _published_date(text: str) -> datetime.date | None:
    """Return the day of publication, if a year or a crawler's prefix at the top may tell it."""
    if "20" not in text[:_TOP] and "date " not in text[:_PREFIX]:
        return None
    from cleaner.detectors.calendar import published_date

    return published_date(text)


def _is_spun(document: Document) -> bool:
    from cleaner.detectors.wording import spun

    return spun(document) is not None


def _moved(finding: Finding, where: Draft | UnixLines | _Page) -> Finding:
    start, end = where.locate(finding.start, finding.end)
    if (start, end) == (finding.start, finding.end):
        return finding
    return Finding(start, end, finding.after, finding.rule, finding.message)


def _still_there(flags: list[Finding], edits: tuple[Edit, ...]) -> Iterable[Finding]:
    """Yield the flags, sorted, without those whose text an edit replaced as a whole."""
    for flag in sorted(set(flags), key=_place):
        if not any(e.start <= flag.start < flag.end <= e.end for e in edits):
            yield flag


def _place(finding: Finding) -> tuple[int, int, str]:
    return finding.start, finding.end, finding.rule

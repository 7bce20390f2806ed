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
from typing import Any, Self

from cleaner.candidates import Candidates, Triggers
from cleaner.document import Document, Kept, Region, Spot, pages
from cleaner.edits import Draft, Edit, Finding, UnixLines, rewrite, settle
from cleaner.protected import Protected, phrase_pattern
from cleaner.rules import Catalogue, Family, Rule, load_catalogue
from cleaner.verdict import PageFacts, Verdict, judge
from cleaner.workers import WorkerDiedError, bundles, in_order, workers

_TOP, _PREFIX = 3000, 6  # characters that tell the day of publication
_STOPPED = "stopped: the pattern ran too long on this document"


@dataclass(frozen=True)
class Report:
    """What cleaning made of a document.

    `document` carries the date that was found in it. `flags` are the findings nobody
    applied, `kept` what a rule looked at and left alone, with the reason; both are placed
    in the original, as the edits are. `pages` are the parts it was read in.
    """

    document: Document
    text: str
    edits: tuple[Edit, ...]
    flags: tuple[Finding, ...]
    kept: tuple[Finding, ...] = ()
    pages: tuple[PageFacts, ...] = ()

    @cached_property
    def verdict(self) -> Verdict:
        """Return whether the page was translated, spun or written in English, with the evidence."""
        found = {rule for edit in self.edits for rule in edit.rules}
        return judge(self.document, self.pages, found | {flag.rule for flag in self.flags})


class _Page:
    """A part of a document that is read by itself, and what became of it so far."""

    candidates: Candidates
    facts: PageFacts

    def __init__(self, document: Document, start: int) -> None:
        self.document = document
        self._start = start  # in the whole document
        self._draft = Draft(document.text)
        self._flags: list[Finding] = []
        self._kept: list[Finding] = []

    def length(self) -> int:
        """Return the number of its characters."""
        return len(self.document.text)

    def note_facts(self) -> None:
        """Remember what is known of it before anything is changed."""
        where = self.locate(0, self.length())
        self.facts = PageFacts(*where, self.candidates.view.origins)

    def flag(self, finding: Finding) -> None:
        """Report what the rules see in the text as it is now."""
        self._flags.append(_moved(finding, self._draft))

    def keep(self, kept: Finding) -> None:
        """Note what was looked at in the text as it is now, and left alone."""
        self._kept.append(_moved(kept, self._draft))

    def apply(self, fixes: list[Finding]) -> None:
        """Carry out what the rules see in the text as it is now."""
        self._draft = self._draft.apply(settle(fixes))
        self.document = self.candidates.view.with_text(self._draft.text)

    @cached_property
    def is_spun(self) -> bool:
        """Tell whether it was spun out of English; what is mended afterwards does not matter."""
        from cleaner.detectors.wording import spun

        return spun(self.candidates.view) is not None

    @property
    def edits(self) -> Iterator[Edit]:
        """Yield the edits, as of the whole document."""
        for edit in self._draft.edits:
            yield Edit(*self.locate(edit.start, edit.end), edit.before, edit.after, edit.rules)

    @property
    def flags(self) -> Iterator[Finding]:
        """Yield the flags, sorted, without those whose text an edit replaced as a whole."""
        for flag in sorted(set(self._flags), key=_place):
            if not self._draft.replaces(flag.start, flag.end):
                yield _moved(flag, self)

    @property
    def kept(self) -> Iterator[Finding]:
        """Yield what was left alone, sorted."""
        for kept in sorted(self._kept, key=_place):
            yield _moved(kept, self)

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Return a place as one of the whole document."""
        return self._start + start, self._start + end


class _Reading:
    """A document as it is read: a page at a time, and with the line ends of Unix."""

    def __init__(self, document: Document, source: str | None) -> None:
        self._lines = UnixLines(document.text) if "\r\n" in document.text else None
        text = self._lines.text if self._lines else document.text
        spans = pages(text)
        parts = [text[start:end] for start, end in spans]
        dates = [document.date or _published_date(part) for part in parts]
        self._document = replace(document, source=document.source or source, date=dates[0])
        self.pages = [
            _Page(replace(self._document, text=part, date=date), start)
            for part, date, (start, _) in zip(parts, dates, spans, strict=True)
        ]

    def report(self) -> Report:
        """Return what became of the document."""
        edits = tuple(edit for page in self.pages for edit in page.edits)
        flags = tuple(flag for page in self.pages for flag in page.flags)
        kept = tuple(kept for page in self.pages for kept in page.kept)
        facts = tuple(page.facts for page in self.pages)
        lines = self._lines
        if lines is not None:
            edits = tuple(map(lines.restore, edits))
            flags, kept = (tuple(_moved(f, lines) for f in many) for many in (flags, kept))
            facts = tuple(PageFacts(*lines.locate(f.start, f.end), f.origins) for f in facts)
        text = rewrite(self._document.text, edits)
        return Report(self._document, text, edits, flags, kept, facts)


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
        """Return what cleaning makes of each document; many take less time at once.

        A family looks at some pages before the next one does: what its rules need stays in the
        processor's cache.
        """
        read = [_Reading(document, self.source) for document in documents]
        for some in bundles((page for one in read for page in one.pages), _Page.length):
            self._scan(some)
            for page in some:
                page.note_facts()
            for family in self.catalogue.families:
                self._scan([page for page in some if self._run(family, page)])
            for page in some:
                del page.candidates
        return [one.report() for one in read]

    def clean_many(
        self, documents: Iterable[Document | str], processes: int = 1
    ) -> Iterator[Report]:
        """Yield what cleaning makes of each document, in their order.

        Only a few hundred documents are held at a time. With more than one process the
        reports are the same; a script needs its `if __name__ == "__main__":` then. Raises
        `WorkerDiedError` if a process dies twice on the same documents.
        """
        whole = (Document(d) if isinstance(d, str) else d for d in documents)
        with workers(processes, _begin, self) as pool:
            work = self.clean_documents if pool is None else _reports
            for _, report in in_order(pool, work, whole, processes, _length):
                if isinstance(report, WorkerDiedError):
                    raise report
                if report is not None:
                    yield report

    def _scan(self, pages: Sequence[_Page]) -> None:
        """See which rules may find something in some pages as they are now."""
        if pages:
            found = self._triggers.candidates([page.document for page in pages])
            for page, candidates in zip(pages, found, strict=True):
                page.candidates = candidates

    def _run(self, family: Family, page: _Page) -> bool:
        """Let the rules of a family look at a page; tell whether they changed it."""
        rules = page.candidates.of(family)
        if not rules:
            return False
        view = page.candidates.view
        untouched = Protected(self._untouched, view.text)
        fixes: list[Finding] = []
        for rule, spot in _look(rules, view, likely=page.candidates.are_seen):
            start, end = spot.start, spot.end
            if isinstance(spot, Kept):
                page.keep(Finding(start, end, None, rule.id, spot.message))
                continue
            phrase = untouched.phrase_in(start, end)
            if phrase and spot.message != _STOPPED:
                why = f"“{phrase}” is a phrase that is never touched"
                page.keep(Finding(start, end, None, rule.id, why))
                continue
            finding = Finding(start, end, spot.after, rule.id, spot.message or rule.file.summary)
            if spot.after is not None and rule.fix in self._applied:
                fixes.append(finding)
            else:
                page.flag(finding)
        if fixes and family.leaves_spun and page.is_spun:
            for fix in fixes:
                page.flag(fix)
            return False
        if fixes:
            page.apply(fixes)
        return bool(fixes)


def _again(kind: type[Cleaner], given: Mapping[str, Any]) -> Cleaner:
    return kind(**given)


_worker: Cleaner | None = None  # of a process that cleans for another


def _begin(cleaner: Cleaner) -> None:
    global _worker
    _worker = cleaner


def _reports(documents: Sequence[Document]) -> list[Report]:
    assert _worker is not None
    return _worker.clean_documents(documents)


def _length(document: Document) -> int:
    return len(document.text)


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


def _moved(finding: Finding, where: Draft | UnixLines | _Page) -> Finding:
    start, end = where.locate(finding.start, finding.end)
    if (start, end) == (finding.start, finding.end):
        return finding
    return Finding(start, end, finding.after, finding.rule, finding.message)


def _place(finding: Finding) -> tuple[int, int, str]:
    return finding.start, finding.end, finding.rule

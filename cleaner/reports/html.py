"""A page for a newsroom: one file with totals, charts and every document's changes inline.

It opens without a network and asks for nothing: style, script and data are in the file, and its
content security policy forbids the rest. Documents wait in a temporary file, as the totals
stand above them. What the page does with them is in `templates/*.js`.
"""

from __future__ import annotations

import base64
import hashlib
import tempfile
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import IO, Any, NamedTuple, get_args

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from cleaner.reports.items import Item, Status, items
from cleaner.results import Result, Run, Tally

# more than a browser likes to hold: from here on documents are counted, and the page says so
_MOST_FINDINGS = 100_000
_MOST_CHARACTERS = 64_000_000
_BLOCK = 1 << 18  # characters of data in one element of the page
_BARS = 48  # of the chart of noise per document

_STYLE = "report.css"
# one script in this order; each part says what it knows
_SCRIPTS = (
    "findings.js",
    "verdicts.js",
    "filters.js",
    "document.js",
    "list.js",
    "card.js",
    "page.js",
)
_STATUSES: tuple[Status, ...] = get_args(Status)
_Offsets = Callable[[int], int]


def render(results: Iterable[Result], run: Run) -> Iterator[str]:
    """Yield the page, when all results have arrived."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as spool:
        content = _Content(run)
        for block in _blocks(content.add(result) for result in results):
            spool.write(f'<script type="application/json" class="documents">[{block}]</script>\n')
        spool.seek(0)
        yield from _page(content, spool)


@dataclass
class _Content:
    """What the page is made of, but for the documents themselves."""

    run: Run
    totals: Tally = field(default_factory=Tally)
    found_in: Counter[int] = field(default_factory=Counter)  # documents, by number of findings
    indexes: dict[str, int] = field(default_factory=dict)  # of rules, as they are first seen
    applied: bool = False
    findings: int = 0  # on the page
    characters: int = 0
    left_out: int = 0  # documents with findings that are only counted
    seen: Any = field(default_factory=hashlib.sha256)

    def add(self, result: Result) -> str:
        """Count a result; return it as the page's script reads it, empty if it shows nothing."""
        self.totals.add(result)
        self.applied |= result.applied
        self.found_in[len(result.report.edits) + len(result.report.flags)] += 1
        found = items(result, self.run)
        for item in found:
            for rule in item.rules:
                self.indexes.setdefault(rule, len(self.indexes))
        if not found:
            return ""
        if self.findings >= _MOST_FINDINGS or self.characters >= _MOST_CHARACTERS:
            self.left_out += 1
            return ""
        self.findings += len(found)
        self.characters += len(result.report.document.text)
        data = _embedded(self._document(result, found))
        self.seen.update(data.encode())
        return data

    def _document(self, result: Result, found: Sequence[Item]) -> list[Any]:
        document = result.report.document
        units = _utf16_offsets(document.text)
        verdict = result.report.verdict
        page = f"{verdict.kind}: {verdict.evidence}" if verdict.evidence else ""
        told = [self._item(item, units) for item in found]
        return [result.file, result.row, result.field, document.id, page, document.text, told]

    def _item(self, item: Item, units: _Offsets) -> list[Any]:
        start, end = units(item.start), units(item.end)
        rules = [self.indexes[rule] for rule in item.rules]
        told = [start, end - start, _STATUSES.index(item.status), item.after, rules]
        if len(rules) > 1 or item.message != self.run.rules[item.rules[0]].file.summary:
            told.append(item.message)
        return told


def _page(content: _Content, spool: IO[str]) -> Iterator[str]:
    templates = Environment(
        loader=PackageLoader("cleaner.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["thousands"] = lambda number: f"{number:,}"
    script = "\n".join(map(_shipped, _SCRIPTS))
    run = content.run
    about = {
        "key": content.seen.hexdigest()[:16],
        "statuses": _STATUSES,
        "rules": [_told(rule, run) for rule in content.indexes],
    }
    yield from templates.get_template("report.html.j2").generate(
        content=content,
        totals=content.totals,
        version=run.version,
        settings=_in_words(run.settings),
        rules=_rule_bars(content.totals, run),
        noise=_noise(content.found_in),
        about=Markup(_embedded(about)),
        blocks=map(Markup, iter(lambda: spool.read(_BLOCK), "")),
        style=Markup(_shipped(_STYLE)),
        script=Markup(script),
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )


def _blocks(documents: Iterable[str]) -> Iterator[str]:
    """Yield the documents, joined to blocks that a page can read one by one."""
    waiting: list[str] = []
    size = 0
    for data in documents:
        if data:
            waiting.append(data)
            size += len(data)
        if size >= _BLOCK:
            yield ",\n".join(waiting)
            waiting, size = [], 0
    if waiting:
        yield ",\n".join(waiting)


def _embedded(value: Any) -> str:
    """Return JSON that cannot end the script element it stands in."""
    data = msgspec.json.encode(value).decode()
    for sign in "<>&\u2028\u2029":
        data = data.replace(sign, f"\\u{ord(sign):04x}")
    return data


def _told(rule: str, run: Run) -> list[str]:
    file = run.rules[rule].file
    return [rule, run.rules[rule].fix, file.summary, file.why, file.type]


def _shipped(name: str) -> str:
    return files("cleaner.reports").joinpath("templates", name).read_text(encoding="utf-8")


def _in_words(settings: Mapping[str, object]) -> list[str]:
    """Return the settings that are set, a phrase for each."""
    phrases = []
    for name, value in settings.items():
        words = name.replace("_", " ")
        if value is True:
            phrases.append(words)
        elif value:
            listed = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
            phrases.append(f"{words}: {listed}")
    return phrases


def _utf16_offsets(text: str) -> _Offsets:
    """Return what turns an offset into one as browsers count: two for what is beyond U+FFFF."""
    if text.isascii() or max(text) <= "\uffff":
        return lambda offset: offset
    wide = [at for at, sign in enumerate(text) if sign > "\uffff"]
    return lambda offset: offset + bisect_left(wide, offset)


class _Bar(NamedTuple):
    """How often a rule acted and reported, and both as a part of the most, in percent."""

    rule: str
    fix: str
    summary: str
    edits: int
    flags: int
    edits_width: float
    flags_width: float


def _rule_bars(totals: Tally, run: Run) -> list[_Bar]:
    hits = totals.edits_by_rule + totals.flags_by_rule
    ordered = sorted(hits.items(), key=lambda entry: (-entry[1], entry[0]))
    most = max(hits.values(), default=1)
    return [
        _Bar(
            rule,
            run.rules[rule].fix,
            run.rules[rule].file.summary,
            edits := totals.edits_by_rule[rule],
            flags := totals.flags_by_rule[rule],
            100 * edits / most,
            100 * flags / most,
        )
        for rule, _ in ordered
    ]


class _Noise(NamedTuple):
    """Findings per document, noisiest first: mean heights in percent, and figures in words."""

    heights: list[float]
    most: int
    median: int
    clean: int
    share: int  # of the findings that the noisiest tenth of the documents holds, in percent


def _noise(found_in: Counter[int]) -> _Noise | None:
    """Return the chart of noise per document; None where there is nothing to compare."""
    documents, findings = found_in.total(), sum(n * count for n, count in found_in.items())
    if documents < 2 or not findings:
        return None
    ranked = sorted(found_in.items(), reverse=True)
    bars = min(_BARS, documents)
    edges = [documents * bar / bars for bar in range(bars + 1)]
    sums = [_held_by_noisiest(edge, ranked) for edge in edges]
    means = [(sums[i + 1] - sums[i]) / (edges[i + 1] - edges[i]) for i in range(bars)]
    median = next(n for n, upto in _upto(ranked) if upto >= (documents + 1) / 2)
    tenth = _held_by_noisiest(max(1.0, documents / 10), ranked)
    return _Noise(
        [100 * mean / means[0] for mean in means],
        ranked[0][0],
        median,
        found_in[0],
        round(100 * tenth / findings),
    )


def _upto(ranked: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    total = 0
    for findings, documents in ranked:
        total += documents
        yield findings, total


def _held_by_noisiest(documents: float, ranked: Iterable[tuple[int, int]]) -> float:
    """Return how many findings the noisiest `documents` hold together."""
    held = 0.0
    for findings, count in ranked:
        taken = min(documents, count)
        held += findings * taken
        documents -= taken
    return held

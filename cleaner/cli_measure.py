"""The command `cleaner measure`: harm on clean text, in numbers."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from cleaner import files
from cleaner.cli_options import FOUND, fail
from cleaner.document import Document
from cleaner.formats import FORMATS, format_of
from cleaner.formats.rows import Fields, FormatError, LongRow, Row, Unreadable
from cleaner.formats.streams import PackageMissingError, Source
from cleaner.measure import Measurement, Rate, measure
from cleaner.pipeline import Cleaner
from cleaner.rules import RuleError


@click.command("measure")
@click.argument("paths", nargs=-1, required=True, metavar="CORPUS...")
@click.option("--unsafe-fixes", is_flag=True, help="Also fixes that need a judgement.")
@click.option("--select", metavar="RULE", multiple=True, help="Only this rule or family.")
@click.option("--ignore", metavar="RULE", multiple=True, help="Not this rule or family.")
@click.option("--source", metavar="LANG", help="As if all were translated from it, as pt.")
@click.option("--rules", "folders", metavar="DIR", multiple=True, help="Your own rules.")
@click.option("--field", default="text", show_default=True, help="Field of JSON Lines.")
@click.option("--examples", default=3, show_default=True, help="Hits shown for each rule.")
@click.option(
    "--budget", type=float, metavar="N", help="Fail above N safe edits per million words."
)
@click.option("--save", metavar="FILE", type=Path, help="Write the rates as JSON.")
@click.option("--on", default="", metavar="TEXT", help="What the corpus is, for --save.")
def measure_command(
    paths: tuple[str, ...],
    unsafe_fixes: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    source: str | None,
    folders: tuple[str, ...],
    field: str,
    examples: int,
    budget: float | None,
    save: Path | None,
    on: str,
) -> None:
    """Count what rules do to text that is trusted to be clean.

    CORPUS is text files, folders of them, or JSON Lines (.jsonl, .ndjson, also .gz and .zst).
    Rates are per million words; the bound is the 95 % upper bound of a Poisson count. Rules for
    translations look only at text that shows marks of one, or at all of it with --source. Exits
    with 1 when the safe edits exceed the budget.

    \b
    cleaner measure clean.jsonl
    cleaner measure clean.jsonl --budget 2 --save rates.json
    cleaner measure --select tags/doubled-persons clean/
    cleaner measure --source pt --select words/idioms-pt clean.jsonl
    """
    try:
        cleaner = Cleaner(
            unsafe_fixes=unsafe_fixes, source=source, select=select, ignore=ignore, rules=folders
        )
        result = measure(cleaner, _documents(paths, field))
    except (RuleError, FormatError, PackageMissingError) as error:
        fail(str(error))
    except FileNotFoundError as error:
        fail(f"{error}: no such file or folder")
    rules = cleaner.catalogue.rules.values()
    rates = list(result.rates(rules))
    _print(result, rates, examples)
    if save is not None:
        save.write_bytes(
            msgspec.json.format(msgspec.json.encode(result.summary(rates, on)), indent=1)
        )
    rate = result.safe_edits_per_million(rules)
    click.echo(
        f"{result.documents:,} documents, {result.words:,} words: "
        f"{rate:.2f} safe edits per million words"
    )
    if budget is not None and rate > budget:
        click.echo(f"above the budget of {budget:g}", err=True)
        sys.exit(FOUND)


def _documents(paths: tuple[str, ...], field: str) -> Iterator[Document]:
    fields = Fields(text=(field,))
    for path, _ in files.find(paths, lambda path: format_of(path) is not None):
        format = FORMATS[format_of(path) or "text"](fields)
        with Source(path) as source:
            for chunk in format.chunks(source):
                rows = [chunk] if isinstance(chunk, LongRow) else format.rows(chunk)
                for row in rows:
                    if not isinstance(row, Row):
                        reason = row.reason if isinstance(row, Unreadable) else "too long"
                        raise FormatError(f"{path}:{row.number}: {reason}")
                    yield from row.documents.values()


def _print(result: Measurement, rates: list[Rate], examples: int) -> None:
    from rich.console import Console

    from cleaner.reports.text import rate_table

    console = Console(highlight=False)
    acted = [rate for rate in rates if rate.edits or rate.flags]
    acted.sort(key=lambda rate: (rate.fix != "safe", -rate.edits, -rate.flags))
    if acted:
        console.print(rate_table(acted))
    for rate in acted:
        hits = result.edits.get(rate.rule) or result.flags[rate.rule]
        for hit in sorted(hits, reverse=True)[:examples]:
            console.print(f"{rate.rule}  {hit.document}", style="bold", markup=False)
            console.print(f"    {hit.context}", markup=False, soft_wrap=True)

"""The command `baseline`: today's findings on record, so that `check` tells only of new ones."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from cleaner import baseline as baselines
from cleaner import files
from cleaner.batch import Batch, Plan, StoppedError
from cleaner.cli_options import BROKEN, READING, Reading, counted, fail, with_options
from cleaner.results import Result


@click.command()
@with_options(READING)
@click.option(
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path(baselines.FILE),
    show_default=True,
    help="Where to write it; the paths in it start from there.",
)
def baseline(output: Path, **given: Any) -> NoReturn:
    """Record today's findings; `check --baseline` then fails only on new ones.

    A finding is known by its rule and its words, not by its line. Record again when entries are
    gone: what is not in the file can come back as new.

    \b
    cleaner baseline articles/
    cleaner check --baseline cleaner-baseline.json articles/
    cleaner baseline --output old/known.json --select numbers articles/
    """
    options = Reading(**given)
    inputs = options.inputs()
    if inputs.missing:
        fail(f"{inputs.missing[0]}: no such file or folder")
    broken = False
    batch = Batch(
        inputs.cleaners, Plan(inputs.files, processes=options.jobs, strict=options.strict)
    )
    results: list[Result] = []
    try:
        for step in batch.run():
            results += step.results
            if step.problem:
                broken = True
                click.echo(f"error: {step.input.name}: {step.problem}", err=True)
    except StoppedError as error:
        fail(str(error))
    files.write(output, baselines.record(results, output.absolute().parent))
    totals = batch.totals
    found = counted(totals.edits + totals.flags, "finding")
    click.echo(f"{output}: {found} in {counted(totals.files, 'file')}")
    sys.exit(BROKEN if broken else 0)

"""The commands that read what a run left: `undo`, `show`, `stats`, `verify`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click

from cleaner.cli_options import BROKEN, FOUND, fail
from cleaner.formats.streams import PackageMissingError
from cleaner.ledger import Chosen, LedgerError, Placed
from cleaner.verdicts import VerdictError

_FILE = click.Path(path_type=Path, dir_okay=False)
_LEDGER = click.Path(path_type=Path)  # a folder, where a cluster wrote it
_FOLDER = click.Path(path_type=Path, file_okay=False)
_RULE = click.option(
    "--rule", "rules", metavar="RULE", multiple=True, help="Only this rule/family."
)
_DOC = click.option("--doc", "docs", metavar="ID", multiple=True, help="Only this document.")
_ROOT = click.option(
    "--root",
    metavar="DIR",
    type=_FOLDER,
    default=Path(),
    help="Where the paths of the ledger start from; nothing outside is touched. "
    "[default: the current folder]",
)


def _chosen(rules: tuple[str, ...], docs: tuple[str, ...]) -> Chosen | None:
    """Return what tells the edits of these rules and documents, None for all."""
    if not rules and not docs:
        return None
    names, ids = frozenset(rules), frozenset(docs)

    def takes(placed: Placed) -> bool:
        edit = placed.edit
        of_rule = not names or any({rule, rule.partition("/")[0]} & names for rule in edit.rules)
        return of_rule and (not ids or edit.doc in ids)

    return takes


class _Rejected:
    """The edits that a reader marked as wrong, and those of them that were met."""

    def __init__(self, path: Path, chosen: Chosen | None) -> None:
        from cleaner.verdicts import read_verdicts

        self._chosen = chosen
        self._left = {
            (v.file, v.row or 1, v.field or "text", v.start, v.before, v.after)
            for v in read_verdicts(path)
            if v.after is not None  # a report that changed nothing
        }
        self._met: set[tuple[object, ...]] = set()

    def takes(self, placed: Placed) -> bool:
        """Tell whether an edit was marked as wrong."""
        file, row, edit = placed
        key = (file, row, edit.field, edit.start, edit.before, edit.after)
        if key not in self._left or not (self._chosen is None or self._chosen(placed)):
            return False
        self._met.add(key)
        return True

    @property
    def unmet(self) -> int:
        """Return how many verdicts are on no edit of the ledger."""
        return len(self._left - self._met)


@click.command()
@click.argument("path", metavar="LEDGER", type=_LEDGER)
@_RULE
@_DOC
@_ROOT
@click.option(
    "--verdicts", metavar="FILE", type=_FILE, help="Only what was marked as wrong in a report."
)
@click.option("--output", metavar="DIR", type=_FOLDER, help="Write the files there instead.")
@click.option("--dry-run", is_flag=True, help="Prove that it can be done; write nothing.")
def undo(
    path: Path,
    rules: tuple[str, ...],
    docs: tuple[str, ...],
    root: Path,
    verdicts: Path | None,
    output: Path | None,
    dry_run: bool,
) -> NoReturn:
    """Take back the edits of a run, all or some; every file is proved by its hash.

    With --rule, --doc or --verdicts the other edits stay, and the ledger then tells of those
    that are left. A file that is not what the run wrote is refused and stays as it is.

    \b
    cleaner undo edits.jsonl
    cleaner undo edits.jsonl --dry-run
    cleaner undo edits.jsonl --rule credits --doc article.txt
    cleaner undo edits.jsonl --verdicts verdicts.jsonl
    cleaner undo edits.jsonl --output restored/
    """
    from cleaner.reversal import Request, take_back

    edits = documents = restored = refused = 0
    with _told(path):
        chosen = _chosen(rules, docs)
        rejected = None if verdicts is None else _Rejected(verdicts, chosen)
        request = Request(root, rejected.takes if rejected else chosen, output, dry_run)
        for outcome in take_back(path, request):
            if outcome.refused:
                refused += 1
                click.echo(f"error: {outcome.file}: {outcome.refused}", err=True)
                continue
            restored += not outcome.already
            edits += outcome.edits
            documents += outcome.documents
            if outcome.already:
                click.echo(f"{outcome.file}: taken back before")
            for edit in outcome.shared:
                names = ", ".join(edit.rules)
                place = f"{outcome.file}: {edit.doc} {edit.field} {edit.start}:{edit.end}"
                click.echo(f"{place}: one edit of {names}, taken back as a whole")
    if rejected is not None and rejected.unmet:
        click.echo(f"{rejected.unmet:,} verdicts are on no edit of this ledger", err=True)
    verb = "would be taken back" if dry_run else "taken back"
    click.echo(f"{edits:,} edits in {documents:,} documents of {restored:,} files {verb}.")
    sys.exit(BROKEN if refused else 0)


@click.command()
@click.argument("path", metavar="LEDGER", type=_LEDGER)
@_RULE
@_DOC
@_ROOT
@click.option("--random", "sample", metavar="N", type=click.IntRange(1), help="Only N, at random.")
@click.option("--seed", default=0, show_default=True, help="Of the random choice.")
def show(
    path: Path,
    rules: tuple[str, ...],
    docs: tuple[str, ...],
    root: Path,
    sample: int | None,
    seed: int,
) -> None:
    """Print the edits of a ledger in their context.

    The context is read from the files the run wrote; where one is gone or was changed since,
    the edit stands alone.

    \b
    cleaner show edits.jsonl
    cleaner show edits.jsonl --rule numbers
    cleaner show edits.jsonl --random 20
    """
    from cleaner.ledger_views import in_context, sampled

    with _told(path):
        shown = in_context(path, root, _chosen(rules, docs))
        for place, line in sampled(shown, sample, seed) if sample else shown:
            click.echo(place)
            click.echo(f"    {line}")


@click.command()
@click.argument("path", metavar="LEDGER", type=_LEDGER)
@_RULE
@_DOC
def stats(path: Path, rules: tuple[str, ...], docs: tuple[str, ...]) -> None:
    """Count the edits, characters and documents of each rule in a ledger.

    \b
    cleaner stats edits.jsonl
    cleaner stats edits.jsonl --rule numbers
    """
    from rich.console import Console

    from cleaner.ledger_views import rule_table, rule_totals

    with _told(path):
        totals = rule_totals(path, _chosen(rules, docs))
    Console(highlight=False).print(rule_table(totals))


@click.command()
@click.argument("path", metavar="RUN.json", type=_FILE)
@_ROOT
@click.option("--sample", metavar="N", default=100, show_default=True, help="Documents cleaned.")
@click.option("--seed", default=0, show_default=True, help="Of the random choice.")
def verify(path: Path, root: Path, sample: int, seed: int) -> NoReturn:
    """Check what a run left against its record, and clean a sample of documents again.

    Says what differs: the version, rules, files, and documents that would come out otherwise.

    \b
    cleaner verify edits.run.json
    cleaner verify edits.run.json --sample 1000
    """
    from cleaner.run_record import RunError
    from cleaner.verify import differences

    differing = 0
    try:
        with _told(path):
            for difference in differences(path, root, sample, seed):
                differing += 1
                click.echo(difference)
    except RunError as error:
        fail(str(error))
    if not differing:
        click.echo("everything is as it was written")
    sys.exit(FOUND if differing else 0)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn what a file can do wrong into an error message and exit code 2."""
    try:
        yield
    except (LedgerError, PackageMissingError, VerdictError) as error:
        fail(str(error))
    except OSError as error:
        fail(f"{error.filename or path}: {error.strerror or error}")

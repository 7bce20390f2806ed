"""The command line: the commands under one name.

Exit codes are ruff's: 0 clean or everything fixed, 1 something found, 2 something broken.
"""

from __future__ import annotations

import warnings

import click

from cleaner import __version__
from cleaner.cli_clean import check, fix
from cleaner.cli_ledger import show, stats, undo, verify
from cleaner.cli_measure import measure_command
from cleaner.cli_rules import rules


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="cleaner")
def main() -> None:
    """Remove what machine translation leaves behind in English news; report every change.

    \b
    cleaner check articles/             report, write nothing
    cleaner fix --diff articles/        show what would change
    cleaner fix articles/               repair in place what is certain
    cleaner fix - < in.txt > out.txt    standard input to standard output
    cleaner fix in.jsonl --ledger edits.jsonl    with every edit on record
    cleaner undo edits.jsonl            take the edits back
    cleaner rules list                  the rules, in the order they run
    """
    warnings.formatwarning = lambda message, *_, **__: f"warning: {message}\n"


for command in (check, fix, undo, show, stats, verify, measure_command, rules):
    main.add_command(command)

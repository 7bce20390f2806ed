"""The command line: the commands under one name, and what is the same for all of them.

Exit codes are ruff's: 0 clean or everything fixed, 1 something found, 2 something broken.
Whatever a user or a machine can cause is told in a line, never in a stack trace.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import io
import os
import sys
import warnings
from collections.abc import Iterator, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any, NoReturn

import click

from cleaner import __version__
from cleaner.cli_options import BROKEN, INTERRUPTED, Commands

_COLLECTED = (200_000, 30, 30)  # rules are no garbage: to look through them takes 60 ms
_COMMANDS = MappingProxyType(
    {
        "baseline": "cli_baseline.baseline",
        "check": "cli_clean.check",
        "completion": "cli_config.completion",
        "config": "cli_config.config",
        "fix": "cli_clean.fix",
        "manual": "cli_config.manual",
        "measure": "cli_measure.measure_command",
        "rules": "cli_rules.rules",
        "show": "cli_ledger.show",
        "stats": "cli_ledger.stats",
        "undo": "cli_ledger.undo",
        "verify": "cli_ledger.verify",
    }
)


class _Late(Mapping[str, click.Command]):
    """The commands by name, each imported when it is asked for: a hook starts often."""

    def __getitem__(self, name: str) -> click.Command:
        module, _, function = _COMMANDS[name].partition(".")
        command: click.Command = getattr(import_module(f"cleaner.{module}"), function)
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(_COMMANDS)

    def __len__(self) -> int:
        return len(_COMMANDS)


class _Program(Commands):
    """Commands that end well whatever happens outside of them."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command and leave with its exit code."""
        gc.set_threshold(*_COLLECTED)
        atexit.register(gc.freeze)  # to look through them once more at the end takes 80 ms
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):  # names of files need not be UTF-8
                stream.reconfigure(errors="backslashreplace")
        try:
            try:
                return super().main(*args, **kwargs)
            finally:
                sys.stdout.flush()
        except OSError as error:
            _give_up(error)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; an interrupt is no failure of it."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("interrupted", err=True)
            sys.exit(INTERRUPTED)


def _give_up(error: OSError) -> NoReturn:
    """Leave when something outside broke: a full disk, a pipe that nobody reads any more."""
    with contextlib.suppress(OSError, ValueError):  # what is left to be written goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if not isinstance(error, BrokenPipeError):
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"error: {where}{error.strerror or error}", err=True)
    sys.exit(BROKEN)


@click.group(
    cls=_Program,
    commands=_Late(),
    context_settings={"help_option_names": ["-h", "--help"]},
)
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
    cleaner config                      the settings that hold here
    """
    warnings.formatwarning = lambda message, *_, **__: f"warning: {message}\n"

"""Options that several commands share: what to read, and by which settings."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
import msgspec

from cleaner.formats import FORMATS
from cleaner.inputs import STDIN, Inputs, Target
from cleaner.mistakes import suggest
from cleaner.settings import Finder, Keys, SettingsError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

FOUND, BROKEN, INTERRUPTED = 1, 2, 130
Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class Commands(click.Group):
    """A group of commands that tells the nearest where one is mistyped."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is meant; a mistyped one is told with the nearest."""
        if args and self.get_command(ctx, args[0]) is None and args[0][:1] != "-":
            ctx.fail(f"no command {args[0]!r}{suggest(args[0], self.commands)}")
        return super().resolve_command(ctx, args)


def _rules_named(_: click.Context, __: click.Parameter, begun: str) -> Iterable[CompletionItem]:
    """Return the rules and families whose names go on as was begun, for a shell's completion."""
    from click.shell_completion import CompletionItem

    from cleaner.rules import load_catalogue

    catalogue = load_catalogue()
    families = [
        CompletionItem(family.name, help=family.reason)
        for family in catalogue.families
        if family.name.startswith(begun)
    ]
    return families + [
        CompletionItem(rule.id, help=rule.file.summary)
        for rule in catalogue.rules.values()
        if "/" in begun and rule.id.startswith(begun)
    ]


CONFIG = (
    click.option(
        "--config",
        metavar="FILE|KEY=VALUE",
        multiple=True,
        help="A settings file in place of the nearest, or a line of settings over it.",
    ),
    click.option("--isolated", is_flag=True, help="Read no settings file that is not named."),
)
_SETTINGS = (
    click.option(
        "--unsafe-fixes/--no-unsafe-fixes", default=None, help="Also fixes that need a judgement."
    ),
    click.option(
        "--select",
        metavar="RULE",
        multiple=True,
        shell_complete=_rules_named,
        help="Only this rule or family.",
    ),
    click.option(
        "--ignore",
        metavar="RULE",
        multiple=True,
        shell_complete=_rules_named,
        help="Not this rule or family.",
    ),
    click.option("--source", metavar="LANG", help="Language translated from, as pt."),
    click.option("--rules", "folders", metavar="DIR", multiple=True, help="Rules of your own."),
    click.option("--exclude", metavar="GLOB", multiple=True, help="Pass these over in folders."),
    click.option(
        "--force-exclude/--no-force-exclude",
        default=None,
        help="Pass over what is excluded also when it is named.",
    ),
    *CONFIG,
)
_FIELDS = (
    click.option("--format", "format", type=click.Choice(sorted(FORMATS)), help="Not by suffix."),
    click.option(
        "--field",
        "fields",
        metavar="NAME",
        multiple=True,
        help="Field of a row that holds text; may be repeated. A dot leads into an object. "
        "[default: text]",
    ),
    click.option("--id-field", metavar="NAME", help="Field with the id.  [default: id]"),
    click.option("--date-field", metavar="NAME", help="Field with the day.  [default: date]"),
    click.option(
        "--source-field",
        metavar="NAME",
        help="Field with the language translated from.  [default: lang]",
    ),
)
READING = (
    click.argument("paths", nargs=-1, required=True, metavar="PATH..."),
    *_SETTINGS,
    *_FIELDS,
    click.option("--stdin-filename", metavar="PATH", help="What `-` is to be taken for."),
    click.option(
        "-j",
        "--jobs",
        metavar="N",
        type=click.IntRange(1),
        default=1,
        show_default=True,
        help="Processes; the result is the same.",
    ),
    click.option("--strict", is_flag=True, help="Stop at a row that cannot be read."),
)


def with_options(options: Iterable[Decorator]) -> Decorator:
    """Return what gives a command these arguments and options, in this order."""

    def give(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed([*options]):
            command = option(command)
        return command

    return give


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What the command line says of what is to be read, and by which settings."""

    paths: tuple[str, ...]
    unsafe_fixes: bool | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    source: str | None
    folders: tuple[str, ...]
    exclude: tuple[str, ...]
    force_exclude: bool | None
    config: tuple[str, ...]
    isolated: bool
    format: str | None
    fields: tuple[str, ...]
    id_field: str | None
    date_field: str | None
    source_field: str | None
    stdin_filename: str | None
    jobs: int
    strict: bool

    @property
    def keys(self) -> Keys:
        """Return the options as settings: --ignore, --rules and --exclude add, others replace."""
        return Keys(
            unsafe_fixes=self.unsafe_fixes,
            select=self.select or None,
            extend_ignore=self.ignore or None,
            source=self.source,
            extend_rules=self.folders or None,
            extend_exclude=self.exclude or None,
            force_exclude=self.force_exclude,
            fields=self.fields or None,
            id_field=self.id_field,
            date_field=self.date_field,
            source_field=self.source_field,
        )

    def inputs(self, target: Target = lambda *_: None, own: Collection[Path] = ()) -> Inputs:
        """Return what is to be read; leaves with a message for a mistake in the settings.

        `Inputs.add` tells what `target` and `own` are.
        """
        with told():
            finder = Finder(self.keys, config=self.config, isolated=self.isolated)
            inputs = Inputs(finder, self.format, self.stdin_filename or STDIN)
            inputs.add(self.paths, target, own)
            if not inputs.files:
                finder.of_folder(Path.cwd())  # for the mistakes in it
        return inputs


@contextmanager
def told() -> Iterator[None]:
    """Turn a mistake in the settings into a message and exit code 2."""
    try:
        yield
    except SettingsError as error:
        fail(str(error))


def fail(message: str) -> NoReturn:
    """Print an error and leave."""
    click.echo(f"error: {message}", err=True)
    sys.exit(BROKEN)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it needs one."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"

"""The manual page cleaner(1), made of what `--help` says. Roff with the man macros."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

from cleaner import __version__

_EXIT = (
    ("0", "Clean, or everything that was found is fixed."),
    ("1", "Something was found, or is left to a person."),
    ("2", "Something is broken: a file, a rule, a setting, an option."),
    ("130", "Interrupted; no file is half written."),
)
_ENVIRONMENT = (
    ("NO_COLOR", "No colours."),
    ("FORCE_COLOR", "Colours also where the output is no terminal."),
    ("CLEANER_CACHE_DIR", "The folder of what is kept between runs."),
)
_FILES = (
    ("cleaner.toml", "Settings of the files in this folder and below."),
    ("pyproject.toml", "The same, in the table [tool.cleaner]."),
)


def page(program: click.Group) -> str:
    """Return the manual page of a program, the same on every machine."""
    return "\n".join(_lines(program)) + "\n"


def _lines(program: click.Group) -> Iterator[str]:
    yield f'.TH CLEANER 1 "" "cleaner {__version__}" "User Commands"'
    yield from (".SH NAME", f"cleaner \\- {_text(program.get_short_help_str(200))}")
    yield from (
        ".SH SYNOPSIS",
        ".B cleaner",
        ".I COMMAND",
        "[\\fIOPTION\\fR]... [\\fIARGUMENT\\fR]...",
    )
    yield from (".SH DESCRIPTION", *_help(program))
    yield from (".SH OPTIONS", *_options(program, click.Context(program)))
    yield from (".TP", f".B {_text('-h, --help')}", "Say what the program, or a command, does.")
    yield ".SH COMMANDS"
    for name, command in sorted(program.commands.items()):
        yield from _command(f"cleaner {name}", command)
    for heading, entries in (
        ("EXIT STATUS", _EXIT),
        ("ENVIRONMENT", _ENVIRONMENT),
        ("FILES", _FILES),
    ):
        yield f".SH {heading}"
        for term, meaning in entries:
            yield from (".TP", f".B {_text(term)}", _text(meaning))


def _command(name: str, command: click.Command) -> Iterator[str]:
    if isinstance(command, click.Group):
        for part, inner in sorted(command.commands.items()):
            yield from _command(f"{name} {part}", inner)
        return
    context = click.Context(command, info_name=name)
    yield f".SS {_text(' '.join([name, *command.collect_usage_pieces(context)]))}"
    yield from _help(command)
    yield from _options(command, context)


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for parameter in command.params:
        record = parameter.get_help_record(context)
        if record is not None and record[1]:
            yield from (".TP", f".B {_text(record[0])}", _text(" ".join(record[1].split())))


def _help(command: click.Command) -> Iterator[str]:
    """Yield paragraphs; what follows a backspace stands as it is written."""
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        lines = paragraph.splitlines()
        if lines[:1] == ["\b"]:
            yield from (".PP", ".nf", *map(_text, lines[1:]), ".fi")
        else:
            yield from (".PP", _text(" ".join(lines)))


def _text(text: str) -> str:
    """Return text in which roff sees no commands and every dash can be copied."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("`", "\\(ga")
    return f"\\&{escaped}" if escaped[:1] in (".", "'") else escaped

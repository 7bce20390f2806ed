"""The commands `config`, `completion` and `manual`: about the program itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from cleaner.cli_options import CONFIG, fail, told, with_options
from cleaner.settings import KEYS, Finder, Keys, Settings

SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("path", metavar="[PATH]", default=".", type=click.Path(path_type=Path))
@with_options(CONFIG)
def config(path: Path, config: tuple[str, ...], isolated: bool) -> None:
    """Print the settings that hold for a file or folder, and where each comes from.

    \b
    cleaner config
    cleaner config articles/2024/may.txt
    cleaner config --isolated
    cleaner config --config 'select = ["numbers"]'
    """
    from cleaner import cache
    from cleaner.files import absolute

    if not path.exists():
        fail(f"{path}: no such file or folder")
    with told():
        finder = Finder(Keys(), config=config, isolated=isolated)
        settings = finder.of_folder(absolute(path)) if path.is_dir() else finder.of(path)
    lines = list(_lines(settings))
    key_width = max(len(key) for key, _, _ in lines)
    value_width = max(len(value) for _, value, _ in lines)
    for key, value, origin in lines:
        click.echo(f"{key:{key_width}} = {value:{value_width}}  # {origin}")
    click.echo(f"\ncache: {cache.folder()}")
    if not _hyperscan():
        click.echo("Hyperscan is missing: every rule looks at every document, with the same result")


def _lines(settings: Settings) -> Iterator[tuple[str, str, str]]:
    """Yield each key, what holds for it, as TOML, and where it comes from."""
    for key in KEYS:
        if key == "extend" or key.startswith("extend-"):
            continue  # in what it extends
        value = settings.effective(key)
        yield key, _toml(value), ", ".join(settings.origins(key)) or "default"


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_toml(key)} = {_toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if value is None:
        return "(none)"
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _hyperscan() -> bool:
    try:
        import hyperscan  # noqa: F401
    except ImportError:
        return False
    return True


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script that lets a shell complete commands, options and rules.

    \b
    cleaner completion bash > ~/.local/share/bash-completion/completions/cleaner
    cleaner completion zsh > ~/.zfunc/_cleaner
    cleaner completion fish > ~/.config/fish/completions/cleaner.fish
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    script = kind(context.find_root().command, {}, "cleaner", "_CLEANER_COMPLETE")
    click.echo(script.source_template % script.source_vars())


@click.command()
@click.pass_context
def manual(context: click.Context) -> None:
    """Print the manual page of all commands, as roff.

    \b
    cleaner manual > cleaner.1
    """
    from cleaner.manual import page

    command = context.find_root().command
    assert isinstance(command, click.Group)
    click.echo(page(command), nl=False)

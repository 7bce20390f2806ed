"""The commands of `cleaner rules`: for those who read, write and test rules."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from cleaner.cli_options import FOUND, Commands, fail
from cleaner.resources import rules_folder
from cleaner.rules import NAME, Catalogue, Rule, RuleError, RuleFile, load_catalogue

TEMPLATE = """\
# What it is, in one line, with the noise itself in quotation marks.
summary = "Letters of “the” in the wrong order: “teh”."
# How the noise comes about: what the translator or the scrape did.
why = "Tell here how it comes about."
# ITS 2.0 localization quality issue type; `cleaner rules schema` lists them.
type = "misspelling"
# safe: a careful editor would always agree; unsafe: only with --unsafe-fixes; none: only reported
fix = "none"
# Languages translated from, where the rule holds only for some: source = ["pt", "es"]

# What to look for: a pattern of the regex module, where ^ and $ mean lines …
pattern = '''\\bteh\\b'''
# … and what to put there, for fix = "safe" or "unsafe"; groups are \\g<name>
# replace = "the"

# At least two bad examples, with what they become: good = "…" (not for fix = "none") …
[[example]]
bad = "We saw teh sea."

[[example]]
bad = "Close teh door."

# … and at least three that must stay: the nearest innocent neighbours.
[[example]]
keep = "We saw the sea."

[[example]]
keep = "Tehran saw snow."

[[example]]
keep = "The word steh is German."
"""


@click.group(cls=Commands)
def rules() -> None:
    """Read, write and test rules.

    \b
    cleaner rules list
    cleaner rules show numbers/thousand-article
    cleaner rules new spelling/swapped-the --rules my-rules
    cleaner rules check my-rules
    """


_folders = click.option(
    "--rules", "folders", metavar="DIR", multiple=True, help="A folder of your own rules."
)


@rules.command("list")
@_folders
def list_rules(folders: tuple[str, ...]) -> None:
    """List all rules in the order they run.

    \b
    cleaner rules list
    cleaner rules list --rules my-rules
    """
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("rule", no_wrap=True)
    table.add_column("fix")
    table.add_column("what it is")
    for rule in _load(folders).rules.values():
        table.add_row(rule.id, rule.fix, rule.file.summary)
    _print(table)


@rules.command()
@click.argument("id")
@_folders
def show(id: str, folders: tuple[str, ...]) -> None:
    """Show one rule: why, pattern, examples.

    \b
    cleaner rules show numbers/thousand-article
    """
    catalogue = _load(folders)
    try:
        chosen = catalogue.choose([id]).rules
    except RuleError as error:
        fail(str(error))
    if id not in chosen:
        fail(f"{id!r} is a family; name one of its rules: {', '.join(chosen)}")
    rule = chosen[id]
    file = rule.file
    lines = [f"{rule.id}  ({file.fix}, {file.type}, {rule.pages})", "", file.summary, file.why, ""]
    for key in ("pattern", "detector", "options", "replace", "repair", "trigger"):
        if value := getattr(file, key):
            lines.append(f"{key:9} {value}")
    lines += [f"{before!r} → {after!r}" for before, after in (file.phrases or {}).items()]
    for example in file.example:
        lines.append("")
        for key in ("bad", "good", "keep"):
            if (text := getattr(example, key)) is not None:
                lines.append(f"{key:5} {text}")
    lines += ["", str(rule.path)]
    click.echo("\n".join(lines))


@rules.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
def test(paths: tuple[Path, ...]) -> None:
    """Run the examples inside rules: all shipped ones, or those in folders and files.

    \b
    cleaner rules test
    cleaner rules test my-rules/spelling/swapped-the.toml
    """

    sys.exit(FOUND if _test(*_choose(paths)) else 0)


@rules.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
def lint(paths: tuple[Path, ...]) -> None:
    """Warn of rules that are dear, double or badly told.

    \b
    cleaner rules lint
    cleaner rules lint my-rules
    """

    sys.exit(FOUND if _lint(*_choose(paths)) else 0)


@rules.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
def check(paths: tuple[Path, ...]) -> None:
    """Test and lint: what a rule has to stand before others get it.

    \b
    cleaner rules check my-rules
    cleaner rules check my-rules/spelling/swapped-the.toml
    """
    catalogue, chosen = _choose(paths)
    sys.exit(FOUND if _test(catalogue, chosen) + _lint(catalogue, chosen) else 0)


def _test(catalogue: Catalogue, chosen: list[Rule]) -> int:
    """Print the examples of rules that fail; return how many."""
    from cleaner.rule_tests import Examples

    examples = Examples(catalogue)
    failures = [failure for rule in chosen for failure in examples.failures(rule)]
    for failure in failures:
        click.echo(str(failure))
    count = sum(len(rule.file.example) for rule in chosen)
    click.echo(f"{len(chosen)} rules, {count} examples: {len(failures)} failed")
    return len(failures)


def _lint(catalogue: Catalogue, chosen: list[Rule]) -> int:
    """Print what the authors of rules should be warned of; return how much."""
    from cleaner.rule_tests import lint as warnings_of

    warnings = [
        f"{rule.path}: {warning}" for rule in chosen for warning in warnings_of(catalogue, rule)
    ]
    click.echo("\n".join([*warnings, f"{len(chosen)} rules: {len(warnings)} warnings"]))
    return len(warnings)


@rules.command()
@click.argument("path", metavar="VERDICTS", type=click.Path(path_type=Path, dir_okay=False))
def keep(path: Path) -> None:
    """Propose `keep` examples for the edits that a reader marked as wrong.

    VERDICTS is the file that the HTML report saves. An example in a rule that others get must
    be your own words, so take what is printed as a hint.

    \b
    cleaner rules keep verdicts.jsonl
    """
    from cleaner.verdicts import VerdictError, keep_examples, read_verdicts

    try:
        for rule, examples in keep_examples(read_verdicts(path)).items():
            click.echo(f"# {rule}\n{examples}")
    except VerdictError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror or error}") from None


@rules.command()
def schema() -> None:
    """Print the JSON Schema of rule files, for editors.

    \b
    cleaner rules schema > rule.schema.json
    """
    import msgspec

    click.echo(msgspec.json.format(msgspec.json.encode(msgspec.json.schema(RuleFile))))


@rules.command()
def catalogue() -> None:
    """Print the catalogue of the shipped rules as Markdown.

    \b
    cleaner rules catalogue > rules/README.md
    """
    from cleaner.catalogue import markdown

    click.echo(markdown(_load(())), nl=False)


@rules.command()
@click.argument("id", metavar="FAMILY/NAME")
@click.option(
    "--rules",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("rules"),
    show_default=True,
    help="The folder of your rules.",
)
def new(id: str, folder: Path) -> None:
    """Write a rule file that loads, with examples to fill in.

    \b
    cleaner rules new spelling/swapped-the --rules my-rules
    """
    names = id.split("/")
    if len(names) != 2 or not all(NAME.fullmatch(name) for name in names):
        fail(f"{id!r} is no name for a rule; write FAMILY/NAME, like numbers/split-thousands")
    path = folder / f"{id}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(TEMPLATE)
    except FileExistsError:
        fail(f"{path} is already there")
    click.echo(f"{path} written; try: cleaner rules test {path}")


def _choose(paths: Iterable[Path]) -> tuple[Catalogue, list[Rule]]:
    """Return all rules, and those that `paths` name: folders of rules, or files in them."""
    shipped = rules_folder().resolve()
    folders: dict[Path, None] = {}
    wanted: list[Path] = []
    for path in paths:
        if not path.exists():
            fail(f"{path}: no such file or folder")
        resolved = path.resolve()
        root = resolved if path.is_dir() else resolved.parent.parent
        if any(resolved.glob("*.toml")) and not (resolved / "order.toml").exists():
            root = resolved.parent  # a family's folder
        wanted.append(resolved)
        if root != shipped:
            folders[root] = None
    loaded = _load(map(str, folders))
    rules = list(loaded.rules.values())
    if wanted:
        rules = [
            rule for rule in rules if any(rule.path.resolve().is_relative_to(p) for p in wanted)
        ]
    return loaded, rules


def _load(folders: Iterable[str]) -> Catalogue:
    try:
        return load_catalogue([Path(folder) for folder in folders])
    except RuleError as error:
        fail(str(error))


def _print(renderable: object) -> None:
    from rich.console import Console

    Console(highlight=False).print(renderable)

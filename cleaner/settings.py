"""Settings: what `[tool.cleaner]` in pyproject.toml or a `cleaner.toml` says, for which files.

The file nearest to the checked file wins, whole; what lies farther is read only if it is named
by `extend`. Over it stand `--config` and the options of the command line. Layer over layer:
a key replaces what it was below, `extend-…` adds, and a layer that selects rules anew forgets
what was ignored below.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec
import regex

from cleaner.files import Globs, absolute
from cleaner.formats import FORMATS
from cleaner.formats.rows import Fields
from cleaner.mistakes import TomlError, line_of, parse, read, suggest
from cleaner.rules import Catalogue, RuleError, load_catalogue

NAMES = ("cleaner.toml", "pyproject.toml")  # the first of a folder counts
# Passed over in folders, besides what is hidden: what other programs put there.
EXCLUDED = ("node_modules", "site-packages", "venv")
_Names = tuple[str, ...]


class SettingsError(Exception):
    """A mistake in settings: `file:line: what is wrong; what is right`."""


class Keys(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename="kebab"
):
    """What a settings file may say; None is: nothing."""

    extend: str | None = None
    rules: _Names | None = None
    extend_rules: _Names | None = None
    select: _Names | None = None
    ignore: _Names | None = None
    extend_select: _Names | None = None
    extend_ignore: _Names | None = None
    per_file_ignores: dict[str, _Names] | None = None
    unsafe_fixes: bool | None = None
    promote: _Names | None = None
    demote: _Names | None = None
    keep: _Names | None = None
    source: str | None = None
    exclude: _Names | None = None
    extend_exclude: _Names | None = None
    force_exclude: bool | None = None
    format: dict[str, str] | None = None
    fields: _Names | None = None
    id_field: str | None = None
    date_field: str | None = None
    source_field: str | None = None


KEYS = Keys.__struct_encode_fields__
_ATTRIBUTES = dict(zip(KEYS, Keys.__struct_fields__, strict=True))
COMMAND_LINE = "command line"
_RULE_KEYS = ("select", "ignore", "extend-select", "extend-ignore", "promote", "demote")


class Layer(msgspec.Struct, frozen=True):
    """One place that settings come from: a file, `--config`, the command line, the defaults.

    Paths and globs in it start from `folder`; `source` is its text, where it has one.
    """

    name: str
    folder: Path
    keys: Keys
    source: str = ""
    first: int = 1  # line of the source where the settings begin

    def get(self, key: str) -> Any:
        """Return the value of a key as it is spelt in files, None where nothing is said."""
        return getattr(self.keys, _ATTRIBUTES[key])

    def place(self, key: str, value: str = "") -> str:
        """Return `file:line` of a key, or of a value in it; the name of what has no lines."""
        if not self.source:
            return self.name
        line = line_of(self.source, key, first=self.first)
        for number, text in enumerate(self.source.splitlines()[line - 1 :], line):
            if value and value in text:
                return f"{self.name}:{number}"
        return f"{self.name}:{line}"


class Settings(msgspec.Struct, frozen=True, dict=True):
    """The layers that hold for a file, the strongest last."""

    layers: tuple[Layer, ...]

    def get(self, key: str) -> Any:
        """Return the value that holds for a key, and wins over all others."""
        return next(self._said(key), (None, None))[1]

    def effective(self, key: str) -> Any:
        """Return what holds for a key, with what its `extend-` key adds."""
        if key == "rules":
            return tuple(map(_shown, self.folders))
        return self.names(key) if f"extend-{key}" in KEYS else self.get(key)

    def origins(self, key: str) -> list[str]:
        """Return where what holds for a key comes from: `pyproject.toml:12`, `default`."""
        said = [*self._said(f"extend-{key}")] if f"extend-{key}" in KEYS else []
        places = [layer.place(f"extend-{key}") for layer, _ in said]
        places += [layer.place(key) for layer, _ in self._said(key)]
        return [*dict.fromkeys(reversed(places))]

    def _said(self, key: str) -> Iterator[tuple[Layer, Any]]:
        """Yield what the layers say of a key, the strongest first, as far as it holds."""
        base = key.removeprefix("extend-")
        anew = (base, "select") if base == "ignore" else (base,)
        for layer in reversed(self.layers):
            if (value := layer.get(key)) is not None:
                yield layer, value
            if base in KEYS and any(layer.get(name) is not None for name in anew):
                return

    def names(self, key: str) -> _Names:
        """Return the names a key lists, then those that its `extend-` key adds."""
        more = reversed([names for _, names in self._said(f"extend-{key}")])
        return tuple(dict.fromkeys([*(self.get(key) or ()), *chain.from_iterable(more)]))

    @cached_property
    def folders(self) -> tuple[Path, ...]:
        """Return the folders of the user's own rules."""
        said = [*self._said("rules"), *reversed([*self._said("extend-rules")])]
        return tuple(dict.fromkeys(layer.folder / name for layer, names in said for name in names))

    @cached_property
    def excluded(self) -> Globs:
        """Return what is passed over in folders."""
        said = [*self._said("exclude"), *self._said("extend-exclude")]
        return Globs((layer.folder, glob) for layer, globs in said for glob in globs)

    @property
    def force_exclude(self) -> bool:
        """Tell whether files named on the command line are passed over, too."""
        return bool(self.get("force-exclude"))

    @cached_property
    def fields(self) -> Fields:
        """Return where rows have what is wanted."""
        return Fields(
            self.get("fields"),
            self.get("id-field"),
            self.get("date-field"),
            self.get("source-field"),
        )

    def format(self, path: Path) -> str | None:
        """Return the name of the format a file is said to have, None where nothing is said."""
        return next((str(name) for globs, name in self._formats if globs.cover(path)), None)

    def ignored(self, path: Path) -> _Names:
        """Return the rules and families that do not look at a file."""
        some = (names for globs, names in self._ignores if globs.cover(path))
        return tuple(dict.fromkeys(chain(self._for_all["ignore"], *some)))

    def for_cleaner(self, path: Path) -> dict[str, Any]:
        """Return the arguments of the `Cleaner` that looks at a file."""
        return self._for_all | {"ignore": self.ignored(path)}

    @cached_property
    def _for_all(self) -> dict[str, Any]:
        return {
            "unsafe_fixes": bool(self.get("unsafe-fixes")),
            "source": self.get("source"),
            "select": self.names("select") if self.get("select") else (),
            "ignore": self.names("ignore"),
            "rules": self.folders,
            "keep": self.get("keep"),
            "promote": self.get("promote"),
            "demote": self.get("demote"),
        }

    @cached_property
    def _formats(self) -> list[tuple[Globs, str]]:
        return [*self._by_glob("format")]

    @cached_property
    def _ignores(self) -> list[tuple[Globs, _Names]]:
        return [*self._by_glob("per-file-ignores")]

    def _by_glob(self, key: str) -> Iterator[tuple[Globs, Any]]:
        """Yield the globs of a table and what it says of their files, the strongest first."""
        for layer, table in self._said(key):
            yield from ((Globs([(layer.folder, glob)]), said) for glob, said in table.items())

    def check_names(self) -> None:
        """Raise `SettingsError` for a rule, language or format that is not known."""
        try:
            catalogue = load_catalogue(self.folders)
        except RuleError as error:
            raise SettingsError(str(error)) from None
        for layer in self.layers:
            _check_names(layer, catalogue)


def _check_names(layer: Layer, catalogue: Catalogue) -> None:
    named = [(key, name) for key in _RULE_KEYS for name in layer.get(key) or ()]
    ignores = (layer.keys.per_file_ignores or {}).values()
    named += [("per-file-ignores", name) for names in ignores for name in names]
    for key, name in named:
        check = catalogue.graded if key in ("promote", "demote") else catalogue.check
        try:
            check([name])
        except RuleError as error:
            raise SettingsError(f"{layer.place(key, name)}: {key}: {error}") from None
    code = layer.keys.source
    if code is not None and (code == "en" or not regex.fullmatch("[a-z]{2,3}", code)):
        at = layer.place("source")
        raise SettingsError(f"{at}: source: {code!r} is no code of a language, as 'pt'")
    for name in (layer.keys.format or {}).values():
        if name not in FORMATS:
            at = layer.place("format", name)
            raise SettingsError(f"{at}: unknown format {name!r}{suggest(name, FORMATS)}")


_DEFAULTS = Keys(
    rules=(),
    select=(),
    ignore=(),
    per_file_ignores={},
    unsafe_fixes=False,
    promote=(),
    demote=(),
    keep=(),
    exclude=EXCLUDED,
    force_exclude=False,
    format={},
    fields=("text",),
    id_field="id",
    date_field="date",
    source_field="lang",
)


# --- finding the layers ----------------------------------------------------------------


class Finder:
    """Gives each file its settings: those of the nearest file under those of the command line.

    `config` are files and lines of TOML from the command line; a file among them stands in
    place of the nearest one. `isolated` reads no file but that. Raises `SettingsError` for
    mistakes in them.
    """

    def __init__(
        self, options: Keys, *, config: Iterable[str] = (), isolated: bool = False
    ) -> None:
        here = Path.cwd()
        files = [given for given in config if Path(given).exists() or "=" not in given]
        lines = [_line(given, here) for given in config if given not in files]
        if len(files) > 1:
            raise SettingsError(f"{files[1]}: only one settings file can be named")
        named = tuple(layer for file in files for layer in _with_extended(Path(file)))
        self._fixed = named if named or isolated else None
        self._default = Layer("default", here, _DEFAULTS)
        self._over = [*lines, Layer(COMMAND_LINE, here, options)]
        self._layers: dict[Path, tuple[Layer, ...]] = {}
        self._settings: dict[tuple[str, ...], Settings] = {}
        self._beside: dict[Path, Settings] = {}  # by folder as it was named

    def of(self, path: Path) -> Settings:
        """Return the settings of a file. Raises `SettingsError`."""
        if path.parent not in self._beside:
            self._beside[path.parent] = self.of_folder(absolute(path).parent)
        return self._beside[path.parent]

    def of_folder(self, folder: Path) -> Settings:
        """Return the settings of the files in a folder. Raises `SettingsError`."""
        layers = self._nearest(folder)
        names = tuple(layer.name for layer in layers)
        if names not in self._settings:
            settings = Settings((self._default, *layers, *self._over))
            settings.check_names()
            self._settings[names] = settings
        return self._settings[names]

    def _nearest(self, folder: Path) -> tuple[Layer, ...]:
        """Return the layers of the settings file nearest to a folder, none if there is none."""
        if self._fixed is not None:
            return self._fixed
        if folder not in self._layers:
            paths = (folder / name for name in NAMES)
            file = next((path for path in paths if path.is_file() and _table(path)), None)
            if file is not None:
                self._layers[folder] = tuple(_with_extended(file))
            else:
                above = folder.parent
                self._layers[folder] = () if above == folder else self._nearest(above)
        return self._layers[folder]


def _with_extended(path: Path, seen: tuple[Path, ...] = ()) -> Iterator[Layer]:
    """Yield the layer of a settings file, after those it extends."""
    layer = read_layer(path)
    if layer.keys.extend is not None:
        base = (layer.folder / layer.keys.extend).resolve()
        seen = (*seen, path.resolve())
        if base in seen:
            raise SettingsError(f"{layer.place('extend')}: {layer.keys.extend!r} extends this file")
        if not base.is_file():
            raise SettingsError(f"{layer.place('extend')}: no such file: {base}")
        yield from _with_extended(base, seen)
    yield layer


def read_layer(path: Path) -> Layer:
    """Return what a settings file says; a `pyproject.toml` says it in `[tool.cleaner]`."""
    table = _table(path)
    if table is None:
        raise SettingsError(f"{path}: no table [tool.cleaner]")
    source, content, first = table
    name = _shown(path)
    keys = _keys(name, content, source, first)
    return Layer(name, absolute(path).parent, keys, source, first)


def _table(path: Path) -> tuple[str, dict[str, Any], int] | None:
    """Return the text of a settings file, the table in it that is ours, and its first line."""
    try:
        source, content = read(Path(_shown(path)))
    except TomlError as error:
        raise SettingsError(str(error)) from None
    if path.name != "pyproject.toml":
        return source, content, 1
    tool = content.get("tool")
    if not isinstance(tool, dict) or "cleaner" not in tool:
        return None
    header = regex.search(r"(?m)^\s*\[\s*tool\s*\.\s*cleaner\b", source)
    line = source.count("\n", 0, header.start()) + 1 if header else 1
    return source, tool["cleaner"], line


def _line(text: str, folder: Path) -> Layer:
    try:
        content = parse(text, "--config")
    except TomlError as error:
        raise SettingsError(f"--config {text!r}: neither a file nor TOML: {error}") from None
    return Layer("--config", folder, _keys("--config", content, text, 1))


def _shown(path: Path) -> str:
    """Return a path as short as it can be said from here."""
    try:
        return absolute(path).relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def _keys(name: str, content: Mapping[str, Any], source: str, first: int) -> Keys:
    """Return the content of a settings file as keys. Raises `SettingsError` with the line."""
    try:
        return msgspec.convert(content, Keys)
    except msgspec.ValidationError as error:
        text, _, where = str(error).partition(" - at `$")
        unknown = regex.match(r"Object contains unknown field `(.*)`", text)
        key = unknown[1] if unknown else next(iter(regex.findall(r"[\w-]+", where)), "cleaner")
        line = line_of(source, key, first=first)
        if unknown:
            message = f"unknown key {key!r}{suggest(key, KEYS)}"
        else:
            message = f"{key}: {_in_words(text)}"
        raise SettingsError(f"{name}:{line}: {message}") from None


def _in_words(expected: str) -> str:
    """Return what msgspec says of a type in words of TOML."""
    words = {"array": "a list", "object": "a table", "str": "a text", "bool": "true or false"}
    text = (
        expected.replace(" | null", "").replace("`int`", "a number").replace("`float`", "a number")
    )
    for name, said in words.items():
        text = text.replace(f"`{name}`", said)
    return text[:1].lower() + text[1:]

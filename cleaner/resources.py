"""Where the rule files and language tables are, in a wheel, an editable install and a checkout."""

from __future__ import annotations

import functools
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from cleaner import cache

PACKAGE = Path(__file__).parent


@functools.cache
def rules_folder() -> Path:
    """Return the folder of the rules that are shipped; raises `FileNotFoundError` if it is gone."""
    for folder in (PACKAGE / "_rules", PACKAGE.parent / "rules"):
        if (folder / "order.toml").is_file():
            return folder
    raise FileNotFoundError(f"the shipped rules are missing beside {PACKAGE}; reinstall cleaner")


class Furniture(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Labels of a news page: captions, credits, words before a reporter's name, links, buttons,
    names of sections.
    """

    caption: tuple[str, ...] = ()
    credit: tuple[str, ...] = ()
    byline: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    chrome: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()


class Language(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `rules/languages/<code>.toml` says of a language translated from."""

    name: str
    script: str
    function_words: tuple[str, ...]
    weak_words: tuple[str, ...] = ()  # function words that English text has too
    weekdays: tuple[str, ...] = ()  # Monday first
    months: tuple[str, ...] = ()
    markers: tuple[str, ...] = ()  # what survives translation and betrays the source
    outlets: dict[str, tuple[str, ...]] = {}  # own name → wrong English renderings
    furniture: Furniture = Furniture()
    furniture_translated: Furniture = Furniture()


@functools.cache
def languages() -> MappingProxyType[str, Language]:
    """Return all languages by ISO 639-1 code, English among them."""
    folder = rules_folder() / "languages"
    key = (cache.folder_fingerprint(folder, ".toml"), cache.fingerprint([Path(__file__)]))
    known = cache.load("languages", key, dict[str, Language])
    if known is None:
        paths = sorted(folder.glob("*.toml"))
        known = {path.stem: msgspec.convert(read_toml(path), Language) for path in paths}
        cache.store("languages", key, known)
    return MappingProxyType(known)


@functools.cache
def family_order() -> tuple[dict[str, str], ...]:
    """Return what `rules/order.toml` says of each family, in the order they run."""
    path = rules_folder() / "order.toml"
    key = cache.fingerprint([path, Path(__file__)])
    known = cache.load("order", key, tuple[dict[str, str], ...])
    if known is None:
        known = tuple(read_toml(path)["run"])
        cache.store("order", key, known)
    return known


@functools.cache
def function_words(code: str) -> frozenset[str]:
    """Return the function words of a language, by ISO 639-1 code, to look words up."""
    return frozenset(languages()[code].function_words)


@functools.cache
def word_list(name: str) -> frozenset[str]:
    """Return the words of `rules/words/<name>.txt`: one a line, `#` starts a comment."""
    return frozenset(_words(name))


@functools.cache
def first_names() -> MappingProxyType[str, str]:
    """Return the gender, `f` or `m`, by first name, from `rules/words/first-names.txt`."""
    entries = (line.split(" ", 1) for line in word_list("first-names"))
    return MappingProxyType({name: gender for gender, name in entries})


@functools.cache
def word_ranks(name: str) -> MappingProxyType[str, int]:
    """Return the place of each word in `rules/words/<name>.txt`, the first one 1."""
    return MappingProxyType({word: rank for rank, word in enumerate(_words(name), 1)})


def _words(name: str) -> list[str]:
    text = (rules_folder() / "words" / f"{name}.txt").read_text(encoding="utf-8")
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return [line for line in lines if line]


def read_toml(path: Path) -> dict[str, Any]:
    """Return the content of a TOML file; raises `tomllib.TOMLDecodeError`, `UnicodeDecodeError`."""
    import tomllib

    return tomllib.loads(path.read_bytes().decode("utf-8"))

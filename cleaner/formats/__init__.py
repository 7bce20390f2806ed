"""Bytes to documents and back, one small module for each format, chosen by suffix or by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from cleaner.formats.rows import Fields, Format
from cleaner.formats.streams import COMPRESSED


def _text(_: Fields) -> Format:
    from cleaner.formats.text import Text

    return Text()


def _jsonl(fields: Fields) -> Format:
    from cleaner.formats.jsonl import JsonLines

    return JsonLines(fields)


def _parquet(fields: Fields) -> Format:
    from cleaner.formats.parquet import Parquet

    return Parquet(fields)


def _csv(fields: Fields) -> Format:
    from cleaner.formats.csv import Csv

    return Csv(fields)


def _tsv(fields: Fields) -> Format:
    from cleaner.formats.csv import Tsv

    return Tsv(fields)


FORMATS: Mapping[str, Callable[[Fields], Format]] = MappingProxyType(
    {"text": _text, "jsonl": _jsonl, "parquet": _parquet, "csv": _csv, "tsv": _tsv}
)
SUFFIXES: Mapping[str, str] = MappingProxyType(
    {
        ".md": "text",
        ".text": "text",
        ".txt": "text",
        ".jsonl": "jsonl",
        ".ndjson": "jsonl",
        ".parquet": "parquet",
        ".csv": "csv",
        ".tsv": "tsv",
    }
)
# a repository has many tables that are no articles: in folders they are taken only if asked for
ASKED_FOR = frozenset({"csv", "tsv"})


def format_of(path: Path | None) -> str | None:
    """Return the name of the format a file has by its suffix, None for one that is not known."""
    if path is None:
        return None
    suffix = path.with_suffix("").suffix if path.suffix in COMPRESSED else path.suffix
    return SUFFIXES.get(suffix)

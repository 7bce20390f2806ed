"""The same findings for people and for tools: one small module for each format.

A renderer yields pieces of its output while the results arrive. Modules are imported when
they are first used: a run that prints lines must not load a template engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from types import MappingProxyType

from cleaner.results import Result, Run

Renderer = Callable[[Iterable[Result], Run], Iterator[str]]


def _imported_late(name: str) -> Renderer:
    def render(results: Iterable[Result], run: Run) -> Iterator[str]:
        module = import_module(f"cleaner.reports.{name}")
        pieces: Iterator[str] = module.render(results, run)
        return pieces

    return render


RENDERERS: Mapping[str, Renderer] = MappingProxyType(
    {
        name: _imported_late(name)
        for name in (
            "full",
            "concise",
            "json",
            "jsonl",
            "github",
            "gitlab",
            "sarif",
            "junit",
            "html",
        )
    }
)

"""What a run reads: the files that are meant, each with its format and its settings."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from cleaner import files
from cleaner.batch import Input
from cleaner.formats import ASKED_FOR, FORMATS, format_of
from cleaner.pipeline import Cleaner
from cleaner.rules import Rule, RuleError
from cleaner.settings import Finder, Settings, SettingsError

STDIN = "<stdin>"
Target = Callable[[Path, Path], Path | None]


@dataclass
class Inputs:
    """The files of a run and the cleaners they need: one for each set of settings among them.

    `stdin_name` is what standard input is to be taken for; `skipped_stdin` tells that the
    settings exclude it; `missing` are the paths that are not there.
    """

    finder: Finder
    format: str | None = None
    stdin_name: str = STDIN
    files: list[Input] = field(default_factory=list)
    cleaners: list[Cleaner] = field(default_factory=list)
    skipped_stdin: bool = False
    missing: list[str] = field(default_factory=list)
    _numbers: dict[tuple[object, ...], int] = field(default_factory=dict)
    _given: list[dict[str, Any]] = field(default_factory=list)

    def add(self, paths: Iterable[str], target: Target, own: Collection[Path] = ()) -> None:
        """Add what the paths mean, without the `own` files of the run.

        `target` gives where a file is written, from its path and that below the argument.
        Raises `SettingsError`.
        """
        if "-" in paths:
            self._add_stdin()
        named = [path for path in paths if path != "-"]
        found = files.find(named, self._wanted, self._passed_over, self.missing)
        for path, relative in found:
            settings = self.finder.of(path)
            excluded = settings.force_exclude and settings.excluded.cover(path)
            if not excluded and not (own and path.resolve() in own):
                self._add(path, target(path, relative), settings)

    def _add_stdin(self) -> None:
        path = Path(self.stdin_name)
        settings = self.finder.of(path)
        if settings.force_exclude and settings.excluded.cover(path):
            self.skipped_stdin = True
            return
        self._add(None, None, settings)

    def _add(self, path: Path | None, target: Path | None, settings: Settings) -> None:
        name = path or Path(self.stdin_name)
        format = FORMATS[self._format(name, settings) or "text"](settings.fields)
        cleaner = self._cleaner(settings, name)
        called = self.stdin_name if path is None else None
        given = Input(path, target, format, settings.fields, cleaner, called)
        self.files.append(given)

    def _format(self, path: Path, settings: Settings) -> str | None:
        return self.format or settings.format(path) or format_of(path)

    def _wanted(self, path: Path) -> bool:
        asked = self.finder.of(path).format(path)
        name = asked or format_of(path)
        if self.format is None:
            return name is not None and (asked is not None or name not in ASKED_FOR)
        return name == self.format

    def _passed_over(self, path: Path) -> bool:
        return self.finder.of(path).excluded.match(path)

    def _cleaner(self, settings: Settings, path: Path) -> int:
        """Return the number of the cleaner for a file, made when it is first needed."""
        given = settings.for_cleaner(path)
        key = tuple(given.values())
        if key not in self._numbers:
            try:
                self.cleaners.append(Cleaner(**given))
            except RuleError as error:
                raise SettingsError(str(error)) from None
            self._given.append(given)
            self._numbers[key] = len(self._numbers)
        return self._numbers[key]

    @property
    def rules(self) -> Mapping[str, Rule]:
        """Return the rules of all cleaners."""
        return {
            id: rule for cleaner in self.cleaners for id, rule in cleaner.catalogue.rules.items()
        }

    @property
    def fields(self) -> list[dict[str, Any]]:
        """Return where the rows of files have what is wanted, each way once, as JSON can say it."""
        distinct = dict.fromkeys(input.fields for input in self.files)
        spelt = map(asdict, distinct)
        return [{**fields, "text": list(fields["text"])} for fields in spelt]

    @property
    def settings(self) -> list[dict[str, Any]]:
        """Return what each cleaner was made of, as JSON can say it."""
        return [
            {
                key: [os.path.relpath(v) if key == "rules" else v for v in value]
                if isinstance(value, tuple)
                else value
                for key, value in given.items()
                if value
            }
            for given in self._given
        ]

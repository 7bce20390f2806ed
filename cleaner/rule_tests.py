"""The examples inside rule files, run as tests; and what a rule's author should be warned of.

Each example runs with its rule alone, and with all rules as a user of the rule has them: a
safe rule among the safe ones, an unsafe rule among all.
"""

from __future__ import annotations

import datetime
import difflib
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import regex

from cleaner.document import Document
from cleaner.pipeline import Cleaner, Report
from cleaner.prefilter import refusal
from cleaner.resources import languages
from cleaner.rules import ANY, Catalogue, Example, Rule

# Text on which a pattern with nested or adjoining repetitions takes more than linear time.
_HOSTILE = tuple(
    piece * (20_000 // len(piece)) for piece in ("a", " ", "(", "“", '"', "7", "Ab ", "a. ", "\n")
)
_SLOW_SECONDS = 0.25


@dataclass(frozen=True)
class Failure:
    """An example that did not come out as its author wrote."""

    rule: Rule
    number: int  # of the example, from 1
    with_rules: str  # "alone" or "with all rules"
    what: str

    def __str__(self) -> str:
        return f"{self.rule.path}: example {self.number} {self.with_rules}: {self.what}"


class Examples:
    """Runs the examples of rules, alone and with all rules of a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._together = {
            unsafe: Cleaner.with_rules(catalogue, unsafe_fixes=unsafe) for unsafe in (False, True)
        }

    def failures(self, rule: Rule) -> list[Failure]:
        """Return the examples that fail; a `known_failure` that passes is one, too."""
        unsafe = rule.fix == "unsafe"
        alone = Cleaner.with_rules(
            self._catalogue.choose([rule.id]), unsafe_fixes=unsafe, prefilter=False
        )
        runs = {"alone": alone, "with all rules": self._together[unsafe]}
        failures = []
        for number, example in enumerate(rule.file.example, 1):
            found = [
                Failure(rule, number, name, what)
                for name, cleaner in runs.items()
                for what in _wrong(rule, example, cleaner, strict=cleaner is alone)
            ]
            if not example.known_failure:
                failures += found
            elif not found:
                failures.append(Failure(rule, number, "", "known_failure = true, but it passes"))
        return failures


def _of_example(rule: Rule) -> str | None:
    """Return the language that examples are translated from where they do not say."""
    first = next(iter(rule.file.source), None)
    return next(code for code in languages() if code != "en") if first == ANY else first


def _wrong(rule: Rule, example: Example, cleaner: Cleaner, *, strict: bool) -> Iterator[str]:
    def clean(text: str) -> Report:
        date = datetime.date.fromisoformat(example.date) if example.date else None
        source = example.source or _of_example(rule)
        return cleaner.clean_document(Document(text, source=source, date=date))

    if example.keep is not None:
        report = clean(example.keep)
        yield from _compare("keep was changed", example.keep, report)
        if rule.fix == "none" and _reported(rule, report):
            yield f"keep was reported: {example.keep!r}"
        return
    assert example.bad is not None
    report = clean(example.bad)
    if example.good is None:
        yield from _compare("bad was changed", example.bad, report)
        if not _reported(rule, report):
            yield f"bad was not reported: {example.bad!r}"
        return
    yield from _compare("bad came out wrong", example.good, report)
    again = clean(example.good)
    yield from _compare("good was changed", example.good, again)
    if strict and _reported(rule, again):
        yield f"good triggers the rule again: {example.good!r}"


def _reported(rule: Rule, report: Report) -> bool:
    return any(flag.rule == rule.id for flag in report.flags)


def _compare(what: str, expected: str, report: Report) -> Iterator[str]:
    if report.text == expected:
        return
    names = ", ".join(dict.fromkeys(rule for edit in report.edits for rule in edit.rules))
    lines = difflib.ndiff(expected.splitlines(), report.text.splitlines())
    shown = "\n".join(f"    {line.rstrip()}" for line in lines if line[0] in "-+?")
    yield f"{what} (by {names or 'no rule'}); - expected, + came out\n{shown}"


def lint(catalogue: Catalogue, rule: Rule) -> Iterator[str]:
    """Yield warnings about a rule that loads, but may be dear, double or badly told."""
    file = rule.file
    if file.why == file.summary:
        yield "'why' repeats 'summary'; tell how the noise comes about"
    if len(file.summary) > 160:
        yield f"'summary' has {len(file.summary)} characters; keep it to one line of 160"
    for other in catalogue.rules.values():
        if other.id < rule.id and file.pattern is not None and other.file.pattern == file.pattern:
            yield f"the pattern is the same as in {other.id}"
    for number, example in enumerate(file.example, 1):
        if rule.trigger and example.bad and not rule.trigger.search(example.bad):
            yield f"the trigger does not hit the bad text of example {number}"
    for name, value in file.options.items():
        for entry in _said_again(value):
            yield f"options.{name} says {entry!r} more than once"
    if rule.needs and (why := refusal(rule.needs)):
        yield f"it looks at every document, because {why}"
    pattern = file.pattern or file.options.get("pattern")
    for key, text in (("pattern", pattern), ("trigger", file.trigger)):
        if text is not None:
            yield from _slow(key, regex.compile(text, regex.MULTILINE))


def _said_again(option: Any) -> list[str]:
    words = (
        [entry for entry in option if isinstance(entry, str)] if isinstance(option, list) else []
    )
    return [word for word, times in Counter(words).items() if times > 1]


def _slow(key: str, pattern: regex.Pattern[str]) -> Iterator[str]:
    for text in _HOSTILE:
        began = time.perf_counter()
        try:
            for _ in pattern.finditer(text, timeout=_SLOW_SECONDS):
                pass
        except TimeoutError:
            yield f"the {key} can run away: it is slow on {text[:6]!r} repeated; use possessive +"
            return
        if time.perf_counter() - began > _SLOW_SECONDS:
            yield f"the {key} is slow on {text[:6]!r} repeated"
            return

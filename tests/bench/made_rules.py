"""Rules made for measuring: as many as one likes, of the kinds that people write.

Five kinds take turns: a doubled word between two others, a table of fixed phrases, a figure
before a word, a word that comes again, a word before a capital. Their words are those of the
made news, so that triggers meet their first letters everywhere and the whole hardly ever.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from tests.bench.text import nouns

_RULE = """\
summary = "“{bad}”, made to be measured."
why = "No translator did this."
type = "duplication"
fix = "{fix}"
{seeks}

[[example]]
bad = "They saw {bad} there."
{good}
[[example]]
bad = "In May {bad} came."
{good_too}
[[example]]
keep = "They saw the {one}."

[[example]]
keep = "The {one} and the {two}."

[[example]]
keep = "Rain fell on the harbour."
"""


def write(folder: Path, count: int) -> list[str]:
    """Write rules into a folder and return their names; fewer are the first of more."""
    family = folder / "made"
    family.mkdir(parents=True)
    for number, content in zip(range(count), _rules(), strict=False):
        path = family / f"made-{number:04}.toml"
        path.write_text(content, encoding="utf-8")
    return [f"made/made-{number:04}" for number in range(count)]


def _rules() -> Iterator[str]:
    chance = random.Random(5)
    words = nouns()
    kinds = (_doubled, _phrase, _figure, _again, _before_capital)
    while True:
        for kind in kinds:
            one, two = chance.sample(words, 2)
            yield kind(one, two)


def _doubled(one: str, two: str) -> str:
    pattern = rf"\b{one} (of|in|for) \1 (?P<last>{two})\b"
    seeks = f"pattern = '{pattern}'\nreplace = '{one} \\1 \\g<last>'"
    return _fixes(seeks, f"{one} of of {two}", f"{one} of {two}", one, two)


def _phrase(one: str, two: str) -> str:
    bad, good = f"{two} {one} {two}", f"{one} {two}"
    return _fixes(f'[phrases]\n"{bad}" = "{good}"', bad, good, one, two)


def _figure(one: str, two: str) -> str:
    pattern = rf"(?<![\w.,])(?P<number>\d{{1,3}}) a {one} {two}\b"
    seeks = f"pattern = '{pattern}'\nreplace = '\\g<number> {two}'"
    return _fixes(seeks, f"12 a {one} {two}", f"12 {two}", one, two)


def _again(one: str, two: str) -> str:
    seeks = rf"pattern = '\b{one}(?: \p{{L}}+){{0,2}} {one} {two}\b'"
    return _reports(seeks, f"the {one} and {one} {two}", one, two)


def _before_capital(one: str, two: str) -> str:
    seeks = rf"pattern = '(?<=\b(?:the|The) ){one} {two}(?= \p{{Lu}}\p{{Ll}}+ \d)'"
    return _reports(seeks, f"the {one} {two} May 9", one, two)


def _fixes(seeks: str, bad: str, good: str, one: str, two: str) -> str:
    return _RULE.format(
        fix="safe",
        seeks=seeks,
        bad=bad,
        good=f'good = "They saw {good} there."\n',
        good_too=f'good = "In May {good} came."\n',
        one=one,
        two=two,
    )


def _reports(seeks: str, bad: str, one: str, two: str) -> str:
    return _RULE.format(fix="none", seeks=seeks, bad=bad, good="", good_too="", one=one, two=two)

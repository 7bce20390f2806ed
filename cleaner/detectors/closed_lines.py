"""Lines all of whose words belong to one kind of furniture, whatever the wording.

A note, a credit or a row of buttons is said in few words, and never in others. Which words
these are is said by the rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from cleaner.compiled import lazy_pattern
from cleaner.detectors.page import Zone, page_of
from cleaner.document import Document, Kept, Spot

_LONGEST = 160
_WORD = lazy_pattern(r"\p{L}[\p{L}\p{M}]*+(?:['’]\p{Ll}+)?")
_ADDRESS = lazy_pattern(r"\S+@\S+|@\w+|\bhttps?://\S+|\bwww\.\S+")
_TELLS = lazy_pattern(r"[“”\"«»„%]")


def closed_lines(
    document: Document,
    *,
    needed: tuple[frozenset[str], ...],
    others: frozenset[str],
    fewest: int = 2,
    where: Zone = "anywhere",
    named: bool = False,
    asked: bool = False,
) -> Iterator[Spot | Kept]:
    """Yield lines made only of the words in `needed` and `others`, to be deleted.

    Figures, signs and addresses do not count. A line must hold a word of each group in `needed`,
    and `fewest` different ones of all groups. `named`: a word with a capital may be any, the name
    of an outlet, and is evidence only as the first. A line that quotes, asks, counts in percent or
    ends in a colon says more, and stays; so does one elsewhere than `where`. `asked`: a question
    may go, too.
    """
    page = page_of(document)
    core = frozenset().union(*needed)
    known = _known(needed, others)
    ends = ":" if asked else ":?"
    for number, line in enumerate(page.lines):
        if len(line.text) > _LONGEST or line.text[-1] in ends:
            continue
        said = _words(line.text, known, named=named and not line.text.isupper()) & core
        if len(said) < fewest or any(said.isdisjoint(group) for group in needed):
            continue
        if _TELLS.search(line.text):
            continue
        if page.lies_in(number, where):
            yield page.removal(number, f"nothing but {', '.join(sorted(said))}")
        else:
            against = f"for furniture; against: it does not stand at the {where} of the page"
            yield Kept(line.start, line.end, against)


def _words(text: str, known: frozenset[str], *, named: bool) -> frozenset[str]:
    """Return the words of a line in small letters, names aside; none if one is not `known`."""
    found: set[str] = set()
    if "@" in text or "://" in text or "www." in text:
        text = _ADDRESS.sub("", text)
    for number, match in enumerate(_WORD.finditer(text)):
        word = match.group()
        if named and number and word[0].isupper():
            continue
        if word.lower() in known:
            found.add(word.lower())
        elif number or not named:
            return frozenset()
    return frozenset(found)


@cache
def _known(needed: tuple[frozenset[str], ...], others: frozenset[str]) -> frozenset[str]:
    return others.union(*needed)

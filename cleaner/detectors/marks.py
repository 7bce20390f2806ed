"""Small marks that lost shape or partner: single quotation marks, apostrophes, brackets.

Knows nothing of double quotation marks but whether a line has them in good order.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from cleaner.compiled import lazy_pattern
from cleaner.detectors.quotes import attribution, is_orderly
from cleaner.document import Document, Kept, Spot

_TYPED_APOSTROPHE = lazy_pattern(
    r"""(?<=\p{L}{2})"(?=(?:s|t|re|ve|ll|d|m)\b[^"])       # bank"s
      | (?<=^[^"]*\p{Ll}s)"(?=[ ]\p{L}[^"]*$)              # workers" party, and no other mark""",
    regex.VERBOSE,
)
_SINGLE_PAIR = lazy_pattern(
    r"""(?<=^|[\s(“"])‘(?!\d|(?:[Ee]m|[Tt]is|[Tt]was|[Tt]il|[Cc]ause|[Cc]os|[Nn])\b)
        (?: [^‘"“”\n]{1,80}?(?<=[\p{L}\p{N}.,!?])(?P<straight>')
              (?=[”".,;:!?)]|\s|$)(?<!s'(?=\ \p{Ll}))
          | \p{Lu}[^‘"“”\n]+?(?<=[,!?])(?P<turned>\ ‘)(?=\p{Ll}) )""",
    regex.VERBOSE,
)
_CLOSING_SINGLE = lazy_pattern(r"(?<=\S)[’'](?=[\s.,;:!?)\]”\"—–]|$)")
_BRACKET = lazy_pattern(r"(?<![:;][\-']?)[()\[\]]")  # not in :-) and ;(
_LIST_LABEL = lazy_pattern(r"(?:^|[\s(\[“\"])(?:\p{L}|\d{1,3}|[ivx]{1,4}|\*+)\.?$")  # a) 1) iv)
_LABEL = 6  # characters of “(xiii.”
_LONGEST_BRACKET = 3  # lines
_LONGEST_SPEECH = 15  # lines that a quotation may go on without a mark


def single_marks(document: Document) -> Iterator[Spot | Kept]:
    """Yield single marks of a pair that are straight or turned: ‘Gazette', ‘No, ‘she said.

    Left alone: what may be an apostrophe, as in ‘90s, ‘em, the boys', and all lines where
    another single mark stands behind a word.
    """
    for line in document.lines:
        for match in _SINGLE_PAIR.finditer(line.text):
            group = "straight" if match["straight"] else "turned"
            start, end = line.start + match.start(group), line.start + match.end(group)
            if _CLOSING_SINGLE.search(line.text, match.end()) or _CLOSING_SINGLE.search(
                line.text, match.start(), match.start(group)
            ):
                yield Kept(start, end, "for a mark that closes; against: another one may")
            else:
                after = "’" if group == "straight" else "’ "
                yield Spot(start, end, after, "closes the ‘ before it")


def typed_for_apostrophe(document: Document) -> Iterator[Spot | Kept]:
    """Yield straight marks that stand for an apostrophe: the bank"s board, the workers" party.

    Without them the marks of the line must come out even; the second kind must moreover be
    the only mark that has no partner.
    """
    for number, line in enumerate(document.lines):
        typed = [
            match
            for match in _TYPED_APOSTROPHE.finditer(line.text)
            if not attribution().match(line.text, match.end() + 1)
        ]
        if not typed:
            continue
        possessive = any(line.text[match.end()] == " " for match in typed)
        before = document.lines[max(0, number - _LONGEST_SPEECH) : number] if possessive else ()
        parts = list(line.text)
        for match in typed:
            parts[match.start()] = "’"
        rest = "".join(parts)
        if is_orderly(rest) and all(is_orderly(other.text) for other in before):
            for match in typed:
                place = line.start + match.start()
                yield Spot(place, place + 1, "'", "the marks of the line are even without it")
        else:
            why = "for an apostrophe; against: the other marks do not come out even"
            yield Kept(line.start + typed[0].start(), line.start + typed[-1].end(), why)


def lost_brackets(document: Document) -> Iterator[Spot]:
    """Yield brackets without a partner in their line, to be reported.

    Left alone: “a)” and “1)” of lists, smileys, and a bracket that the next lines close.
    """
    lines = document.lines
    pending = 0
    for number, line in enumerate(lines):
        waiting: list[int] = []
        for match in _BRACKET.finditer(line.text):
            place = line.start + match.start()
            if match.group() in "([":
                waiting.append(place)
            elif waiting:
                waiting.pop()
            elif pending:
                pending -= 1
            elif not _LIST_LABEL.search(line.text, max(0, match.start() - _LABEL), match.start()):
                yield Spot(place, place + 1, None, "a bracket closes here, and none opens")
        if not waiting:
            continue
        further = " ".join(
            other.text for other in lines[number + 1 : number + 1 + _LONGEST_BRACKET]
        )
        surplus = further.count(")") + further.count("]") - further.count("(") - further.count("[")
        if surplus > 0:
            pending = len(waiting)
        else:
            yield Spot(waiting[-1], waiting[-1] + 1, None, "a bracket opens here, and none closes")


def joined_apostrophe(mark: str, tail: str) -> str:
    """Return an ending with its apostrophe, “’s” or the beginning of “n’t”."""
    return f"{tail}{mark}" if tail == "n" else f"{mark}{tail}"

"""Patterns of the `regex` module as trees of byte sets, and what they need of a text.

A scan can ask more coarsely than a pattern, never more finely: what is not understood is
refused (`NotUnderstoodError`), what a scan cannot express is left out. Only constructs of a
white list are understood, so nothing means something else here than it does to `regex`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain

import regex

from cleaner.alphabet import EDGE, bytes_of

_PROPERTIES = (
    "L|Lu|Ll|Lt|Lo|Lm|N|Nd|P|Pd|Pi|Pf|Po|Ps|Pe|S|Sc|Z|Zs|M"
    "|Arabic|Cyrillic|Devanagari|Greek|Han|Hangul|Hebrew|Hiragana|Katakana|Latin"
)
_ESCAPE = rf"""\\(?:[dDwWsSntrfv]|x[0-9A-Fa-f]{{2}}|u[0-9A-Fa-f]{{4}}|U[0-9A-Fa-f]{{8}}
    |[pP]\{{\^?(?:{_PROPERTIES})\}}|[^\w\s]|[ ])"""
_TOKEN = regex.compile(
    rf"""(?P<set>\[\^?\]?(?:{_ESCAPE}|(?!&&|--|\|\||~~)[^\]\[\\])*+\]|{_ESCAPE}|\.)
       | (?P<edge>\\[bBAZz]|[$^])
       | (?P<again>\\[1-9](?!\d)|\(\?P=[A-Za-z_]\w*\))
       | (?P<flags>\(\?(?P<letters>[imsx]+)[:)])
       | (?P<open>\((?!\*)(?:(?!\?)|\?(?:P?<(?P<name>[A-Za-z_]\w*)>|[:=!>]|<[=!])))
       | (?P<close>\))
       | (?P<or>\|)
       | (?P<repeat>(?:[*+?]|\{{(?P<low>\d*)(?P<comma>,?)(?P<high>\d*)\}})[+?]?)
       | (?P<comment>\#[^\n]*)
       | (?P<space>\s)
       | (?P<other>[^\\\[({{#\s])""",
    regex.VERBOSE,
)
_LINE_END = 10
_LINE_EDGE = frozenset((_LINE_END, EDGE))
_ANYWHERE = frozenset(range(256))


class NotUnderstoodError(ValueError):
    """A pattern that has to run always, and the construct that is to blame."""


@dataclass(frozen=True)
class Chars:
    """One character of a set."""

    members: frozenset[int]
    others: frozenset[int] = _ANYWHERE  # bytes of characters that are not in the set


@dataclass(frozen=True)
class Edge:
    """A place between characters: `^`, `$`, `A`, `Z`, `b` or `B`."""

    sign: str


@dataclass(frozen=True)
class Look:
    """What must (or must not) stand before or behind a place."""

    inner: Node
    behind: bool
    wanted: bool


@dataclass(frozen=True)
class Chain:
    """One after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Choice:
    """One of several."""

    options: tuple[Node, ...]


@dataclass(frozen=True)
class Repeat:
    """One several times; `most` None: there is no bound."""

    inner: Node
    fewest: int
    most: int | None


Node = Chars | Edge | Look | Chain | Choice | Repeat

NOTHING = Chain(())


def parse(pattern: str) -> Node:
    """Return the tree of a pattern; raises `NotUnderstoodError`."""
    if not pattern:
        raise NotUnderstoodError("there is no trigger")
    return _Parser(pattern).whole()


class _Parser:
    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._groups: dict[str, Node] = {}
        self._number = 0

    def whole(self) -> Node:
        tree = self._choice(flags="")
        if self._at < len(self._pattern):
            raise NotUnderstoodError("its brackets do not close")
        return tree

    def _choice(self, flags: str) -> Node:
        """Read up to a closing bracket, or to the end."""
        options: list[list[Node]] = [[]]
        while self._at < len(self._pattern):
            token = _TOKEN.match(self._pattern, self._at)
            if token is None:
                bad = self._pattern[self._at : self._at + 6]
                raise NotUnderstoodError(f"it has {bad!r}")
            if token["close"]:
                break
            self._at = token.end()
            parts = options[-1]
            if "x" in flags and (token["space"] or token["comment"]):
                continue
            if token["or"]:
                options.append([])
            elif token["flags"] and token.group().endswith(")"):
                flags += token["letters"]
            elif token["repeat"]:
                parts.append(_repeated(parts, token))
            else:
                parts.append(self._part(token, flags))
        return choice(map(chained, options))

    def _part(self, token: regex.Match[str], flags: str) -> Node:
        text = token.group()
        if token["flags"]:
            return self._group(flags + token["letters"])
        if token["open"]:
            return self._opened(token, flags)
        if token["edge"]:
            return Edge("Z" if text[-1] == "z" else text[-1])
        if token["again"]:
            name = text[1:] if text[0] == "\\" else text[4:-1]
            if name not in self._groups:
                raise NotUnderstoodError(f"it has {text!r}")
            group = self._groups[name]
            return _any_case(group) if "i" in flags else group
        if token["comment"]:  # a “#” that begins none
            self._at = token.start() + 1
            text = "#"
        if not token["set"]:
            text = regex.escape(text, literal_spaces=True)
        return characters(text, caseless="i" in flags, all="s" in flags)

    def _opened(self, token: regex.Match[str], flags: str) -> Node:
        kind = token.group()
        if kind in ("(?=", "(?!", "(?<=", "(?<!"):
            return Look(self._group(flags), behind="<" in kind, wanted="=" in kind)
        self._number += kind == "(" or bool(token["name"])
        names = [str(self._number), token["name"]] if kind == "(" or token["name"] else []
        inner = self._group(flags)
        self._groups |= {name: inner for name in names if name}
        return inner

    def _group(self, flags: str) -> Node:
        inner = self._choice(flags)
        if self._pattern[self._at : self._at + 1] != ")":
            raise NotUnderstoodError("its brackets do not close")
        self._at += 1
        return inner


@cache
def characters(expression: str, *, caseless: bool = False, all: bool = False) -> Chars:
    """Return the characters that an expression for one of them matches."""
    flags = "".join(("i" * caseless, "s" * all))
    return Chars(*bytes_of(f"(?{flags}:{expression})"))


def _any_case(node: Node) -> Node:
    """Return how a group may come again where case is ignored: with any letters for its own."""
    letters = characters(r"\p{L}").members
    match node:
        case Chars():
            more = letters if node.members & letters else frozenset()
            return Chars(node.members | more)
        case Chain():
            return chained(map(_any_case, node.parts))
        case Choice():
            return choice(map(_any_case, node.options))
        case Repeat():
            return replace(node, inner=_any_case(node.inner))
    return node


def _repeated(parts: list[Node], token: regex.Match[str]) -> Node:
    if not parts or isinstance(parts[-1], Edge | Look):
        raise NotUnderstoodError("it repeats a place between characters")
    sign = token.group()[0]
    if sign != "{":
        return Repeat(parts.pop(), int(sign == "+"), 1 if sign == "?" else None)
    low, high = int(token["low"] or 0), token["high"]
    return Repeat(parts.pop(), low, int(high) if high else None if token["comma"] else low)


def chained(parts: Iterable[Node]) -> Node:
    """Return one after the other, chains among them dissolved."""
    flat = tuple(
        chain.from_iterable(part.parts if isinstance(part, Chain) else (part,) for part in parts)
    )
    return flat[0] if len(flat) == 1 else Chain(flat)


def choice(options: Iterable[Node]) -> Node:
    """Return one of several; single characters become one set, choices are dissolved."""
    flat: dict[Node, None] = {}
    for option in options:
        flat |= dict.fromkeys(option.options if isinstance(option, Choice) else (option,))
    sets = [option for option in flat if isinstance(option, Chars)]
    if len(sets) == len(flat) > 1:
        others = frozenset.intersection(*(option.others for option in sets))
        return Chars(frozenset().union(*(option.members for option in sets)), others)
    return next(iter(flat)) if len(flat) == 1 else Choice(tuple(flat))


# --- what a scan asks for --------------------------------------------------------------


def relaxed(tree: Node) -> list[Node]:
    """Return alternatives without places and lookarounds, one of which is wherever the tree is.

    At the rims these become characters that are matched, too, elsewhere they are left out. No
    more is asked of what repeats at a rim than its fewest times.
    """
    return [_bare(_trimmed(_trimmed(option, behind=True), behind=False)) for option in _apart(tree)]


_MANY_OPTIONS, _TOO_MANY_OPTIONS = 8, 100


def _apart(tree: Node) -> Iterator[Node]:
    """Yield the options of a tree; a chain with a choice of many is many chains."""
    if isinstance(tree, Choice):
        for option in tree.options:
            yield from _apart(option)
        return
    parts = _parts(tree)
    choices = [(len(p.options), n, p) for n, p in enumerate(parts) if isinstance(p, Choice)]
    most, place, choice = max(choices, default=(0, 0, None), key=lambda found: found[0])
    if choice is None or most < (_MANY_OPTIONS if len(choices) == 1 else _TOO_MANY_OPTIONS):
        yield tree
        return
    for option in choice.options:
        yield chained((*parts[:place], option, *parts[place + 1 :]))


def _parts(node: Node) -> tuple[Node, ...]:
    return node.parts if isinstance(node, Chain) else (node,)


def _trimmed(tree: Node, *, behind: bool) -> Node:
    """Return a tree whose first (`behind`) or last places and lookarounds are characters."""
    if isinstance(tree, Choice):
        return choice(_trimmed(option, behind=behind) for option in tree.options)
    inwards = 1 if behind else -1
    parts = list(_parts(tree))[::inwards]
    places: list[Edge | Look] = []
    while parts and isinstance(part := parts[0], Edge | Look):
        places.append(part)
        del parts[0]
    outside = _outside(places, parts, behind)
    parts[:0] = [p for p in places if isinstance(p, Look) and p.behind != behind]
    if outside is not None:
        parts.insert(0, outside)
    elif parts and isinstance(first := parts[0], Choice):
        parts[0] = _trimmed(first, behind=behind)
    elif parts and isinstance(first, Repeat):
        if first.fewest == 0:
            return _trimmed(chained(parts[1:][::inwards]), behind=behind)
        parts[0] = replace(first, most=first.fewest)
    return chained(parts[::inwards])


def _outside(places: Iterable[Edge | Look], parts: Sequence[Node], behind: bool) -> Node | None:
    """Return what stands outside of places at a rim; None: that may be anything.

    `parts` follow them inwards. Of several conditions one that is longer than a character wins.
    """
    allowed = _ANYWHERE
    for place in places:
        if isinstance(place, Edge):
            allowed &= _allowed_at(place.sign, parts, behind)
        elif place.behind == behind and isinstance(place.inner, Chars):
            allowed &= place.inner.members if place.wanted else place.inner.others | {EDGE}
        elif place.behind == behind and place.wanted:
            return _trimmed(place.inner, behind=behind)
    return None if allowed == _ANYWHERE else Chars(allowed)


def _allowed_at(sign: str, parts: Sequence[Node], behind: bool) -> frozenset[int]:
    """Return what may stand outside of a place at a rim; `parts` follow it inwards."""
    if sign == ("^" if behind else "$"):
        return _LINE_EDGE
    if sign == ("A" if behind else "Z"):
        return frozenset((EDGE,))
    if sign == "b":
        word, rim = characters(r"\w"), _rim(parts, behind)
        if rim.isdisjoint(word.others):
            return word.others | {EDGE}
        if rim.isdisjoint(word.members):
            return word.members
    return _ANYWHERE


def _rim(parts: Sequence[Node], behind: bool) -> frozenset[int]:
    """Return what the first (`behind`) or last character may be; parts go inwards."""
    found: frozenset[int] = frozenset()
    for part in parts:
        if isinstance(part, Edge | Look):
            continue
        if isinstance(part, Chars):
            return found | part.members
        inner, optional = _rim_of(part, behind)
        found |= inner
        if not optional:
            return found
    return _ANYWHERE


def _rim_of(node: Node, behind: bool) -> tuple[frozenset[int], bool]:
    """Return the same for a node, and whether it can be empty."""
    match node:
        case Chars():
            return node.members, False
        case Repeat():
            inner, optional = _rim_of(node.inner, behind)
            return inner, optional or node.fewest == 0
        case Choice():
            rims = [_rim_of(option, behind) for option in node.options]
            return frozenset().union(*(rim for rim, _ in rims)), any(empty for _, empty in rims)
        case Chain():
            found: frozenset[int] = frozenset()
            for part in node.parts if behind else reversed(node.parts):
                inner, optional = _rim_of(part, behind)
                found |= inner
                if not optional:
                    return found, False
            return found, True
    return frozenset(), True


def _bare(node: Node) -> Node:
    """Return a node without the places and lookarounds within."""
    match node:
        case Chain():
            return chained(map(_bare, node.parts))
        case Choice():
            return choice(map(_bare, node.options))
        case Repeat():
            return replace(node, inner=_bare(node.inner))
        case Chars():
            return node
    return NOTHING


def longest_literal(node: Node) -> int:
    """Return how many characters in a row are certain, case aside, in what `relaxed` returned.

    Of a choice, that is what each of its options has.
    """
    longest = run = 0
    for part in _parts(node):
        run = run + 1 if isinstance(part, Chars) and _is_letter(part.members) else 0
        inner = min(map(longest_literal, part.options)) if isinstance(part, Choice) else 0
        longest = max(longest, run, inner)
    return longest


def runs_on(node: Node) -> bool:
    """Tell whether a part of what `relaxed` returned may come again without a bound."""
    if isinstance(node, Repeat):
        return node.most is None or node.most > _LONGEST_REPEAT or runs_on(node.inner)
    if isinstance(node, Chain | Choice):
        return any(map(runs_on, node.parts if isinstance(node, Chain) else node.options))
    return False


def _is_letter(members: frozenset[int]) -> bool:
    return len({chr(member).lower() for member in members}) == 1


_LONGEST_REPEAT = 20  # longer ones take a scan much more than they tell


def spell(node: Node) -> bytes:
    """Return what `relaxed` returned as a pattern of bytes."""
    match node:
        case Chars():
            return _spell_set(node.members)
        case Chain():
            return b"".join(map(_spell_part, node.parts))
        case Choice():
            return b"|".join(map(spell, node.options))
        case Repeat():
            inner = spell(node.inner)
            inner = inner if isinstance(node.inner, Chars) else b"(?:" + inner + b")"
            fewest = min(node.fewest, _LONGEST_REPEAT)
            most = "" if node.most is None or node.most > _LONGEST_REPEAT else str(node.most)
            return inner + f"{{{fewest},{most}}}".encode()
    raise TypeError(f"{node} cannot be scanned for")


def _spell_part(node: Node) -> bytes:
    return b"(?:" + spell(node) + b")" if isinstance(node, Choice) else spell(node)


def _spell_set(members: frozenset[int]) -> bytes:
    if not members:
        return rb"[^\x00-\xff]"
    runs: list[list[int]] = []
    for member in sorted(members):
        if runs and runs[-1][1] == member - 1:
            runs[-1][1] = member
        else:
            runs.append([member, member])
    spelt = "".join(
        _spell_byte(a) if a == b else f"{_spell_byte(a)}-{_spell_byte(b)}" for a, b in runs
    )
    return spelt.encode() if len(members) == 1 else b"[" + spelt.encode() + b"]"


def _spell_byte(byte: int) -> str:
    return chr(byte) if byte < 128 and chr(byte).isalnum() else f"\\x{byte:02x}"


# --- how far a match reaches -----------------------------------------------------------


def gaps_read(tree: Node) -> int | None:
    """Return how many gaps between lines a match may reach over, with what it looks around for.

    A gap is white space with line ends, so a run of white space is one. None: no bound.
    """
    match tree:
        case Chars():
            return int(_LINE_END in tree.members)
        case Look():
            return gaps_read(tree.inner)
        case Chain():
            return _sum(map(gaps_read, tree.parts))
        case Choice():
            gaps = list(map(gaps_read, tree.options))
            return None if None in gaps else max(g for g in gaps if g is not None)
        case Repeat():
            inner = gaps_read(tree.inner)
            if not inner or (isinstance(tree.inner, Chars) and _is_space(tree.inner)):
                return inner
            return None if tree.most is None else inner * tree.most
    return 0


def _sum(numbers: Iterable[int | None]) -> int | None:
    total = 0
    for number in numbers:
        if number is None:
            return None
        total += number
    return total


def _is_space(node: Chars) -> bool:
    return node.members <= characters(r"\s").members

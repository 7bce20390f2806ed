"""Patterns of the `regex` module, rewritten for Hyperscan, or refused with the reason.

Hyperscan's patterns look like those of `regex`, and some constructs compile there and mean
something else, in silence (`\\m`, set operations, fuzzy matching). So only constructs of a
white list pass. Both engines agree on them for text made of `COMMON` characters; text with
others is not asked about (see `prefilter`).
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

# Characters on which both engines agree what is a letter, a digit, a space, a capital: no
# combining marks, no letters with odd case folds (İ ı ſ K Å), no “½” or joiner, and
# only scripts that the Unicode tables of both know alike. tests/test_prefilter.py checks it.
COMMON = (
    r"\x{00}-\x{1B}\x{20}-\x{84}\x{86}-\x{B1}\x{B4}-\x{B8}\x{BA}\x{BB}\x{BF}-\x{12F}"
    r"\x{132}-\x{17E}\x{180}-\x{1C3}\x{1CD}-\x{1EF}\x{391}-\x{3A1}\x{3A3}-\x{3CE}"
    r"\x{400}-\x{45F}\x{490}-\x{4BF}\x{5D0}-\x{5EA}\x{620}-\x{64A}\x{905}-\x{939}"
    r"\x{1E02}-\x{1E95}\x{1EA0}-\x{1EF9}\x{2000}-\x{200B}\x{200E}-\x{2027}\x{202A}-\x{203E}"
    r"\x{2041}-\x{2053}\x{2055}-\x{205E}\x{20A0}-\x{20B5}\x{2122}\x{2190}-\x{21FF}"
    r"\x{25A0}-\x{25FF}\x{3001}-\x{3003}\x{3008}-\x{3011}\x{3041}-\x{3096}\x{30A1}-\x{30FA}"
    r"\x{4E00}-\x{9FA5}\x{AC00}-\x{D7A3}\x{FF01}-\x{FF3E}\x{FF40}-\x{FF5E}"
)

_PROPERTIES = (
    "L|Lu|Ll|Lt|Lo|Lm|N|Nd|P|Pd|Pi|Pf|Po|Ps|Pe|S|Sc|Z|Zs|M"
    "|Arabic|Cyrillic|Devanagari|Greek|Han|Hangul|Hebrew|Hiragana|Katakana|Latin"
)
_ESCAPE = rf"""\\(?:[dDwWsSbBAZzntrfv]|x[0-9A-Fa-f]{{2}}|x\{{[0-9A-Fa-f]+\}}
    |u(?P<code>[0-9A-Fa-f]{{4}})|[pP]\{{\^?(?:{_PROPERTIES})\}}|[1-9](?!\d)|[^\w\s]|[ ])"""
_TOKEN = regex.compile(
    rf"""(?P<set>\[\^?\]?(?:{_ESCAPE.replace("?P<code>", "?:")}
             |(?!&&|--|\|\||~~)[^\]\[\\])*+\])
       | (?P<escape>{_ESCAPE})
       | (?P<flags>\(\?(?P<letters>[imsx]+)[:)])
       | (?P<group>\((?!\*)(?:(?!\?)|\?(?:P?<[A-Za-z_]\w*>|P=[A-Za-z_]\w*(?=\))|[:=!>]|<[=!])))
       | (?P<repeat>(?:[*+?]|\{{\d+(?:,\d*)?\}}|\{{,\d+\}})[+?]?)
       | (?P<comment>\#[^\n]*)
       | (?P<space>\s)
       | (?P<other>[^\\\[({{#\s])""",
    regex.VERBOSE,
)
# All letters and figures of COMMON beyond ASCII, and little else: no quotation marks, no dashes.
_BEYOND_ASCII = r"\x{AA}\x{B5}\x{BA}\x{C0}-\x{1FFF}\x{2C00}-\x{D7FF}\x{F900}-\x{10FFFF}"
_ASCII = {
    r"\w": "0-9A-Za-z_",
    r"\d": "0-9",
    r"\p{L}": "A-Za-z",
    r"\p{Lu}": "A-Z",
    r"\p{Ll}": "a-z",
    r"\p{M}": "",
    r"\p{N}": "0-9",
    r"\p{Nd}": "0-9",
}
_NEGATED = {r"\W": r"\w", r"\D": r"\d", r"\P{L}": r"\p{L}", r"\P{Lu}": r"\p{Lu}"}
_CLASS = regex.compile(r"(?<!\\)(?:\\\\)*+(\\w|\\d|\\p\{(?:L|Lu|Ll|M|N|Nd)\})")
_REPEAT = regex.compile(r"[*+?]|\{\d+(?:,\d*)?\}")
_SPACES = (r"\s", r"\n", r"[\s]", r"[ \n]", r"[ \t\n]")
_CODE = regex.compile(r"\\x\{([0-9A-Fa-f]+)\}")
_LONGEST_REPEAT = 20  # `\w{{30,}}` takes Hyperscan seconds to compile
_CASE = regex.compile(r"\\[pP]\{\^?L[ult]\}")
_HOLDS_FOR_ALL = regex.compile(r"\(\?[imsx]+\)|\\[1-9]")
_UNICODE_ESCAPE = regex.compile(r"\\u([0-9A-Fa-f]{4})")


class NotForHyperscanError(ValueError):
    """A pattern that has to run always, and the construct that keeps Hyperscan from it."""


def translate(pattern: str) -> str:
    """Return a pattern for Hyperscan that hits wherever the given one matches, maybe more often.

    Raises `NotForHyperscanError`.
    """
    return "|".join(translate_apart(pattern))


def translate_apart(pattern: str) -> list[str]:
    """Return the alternatives of a pattern for Hyperscan, which takes small ones better.

    One that refers back by number, or that sets flags for all that follows, stays whole.
    Raises `NotForHyperscanError`.
    """
    if not pattern:
        raise NotForHyperscanError("there is no trigger")
    parts = list(_parts(pattern))
    spans = _alternatives(parts)
    for start, end in spans:
        _consume_behind(parts, start, end)
        _consume_ahead(parts, start, end)
    _drop_lookarounds(parts)
    if any(_HOLDS_FOR_ALL.fullmatch(part) for part in parts):
        return ["".join(parts)]
    return ["".join(parts[start:end]) for start, end in spans]


def gaps_read(pattern: str) -> int | None:
    """Return how many gaps between lines a match may reach over, with what it looks around for.

    A gap is white space with line ends. None: there is no bound, or nobody knows.
    """
    try:
        parts = [part for part in _parts(pattern) if part]
    except NotForHyperscanError:
        return None
    open_groups = [[0]]  # the gaps of each one's alternatives, the whole pattern the first
    for part, following in zip(parts, [*parts[1:], ""], strict=False):
        if part == "|":
            open_groups[-1].append(0)
            continue
        if part[0] == "(" and part[-1] != ")":
            open_groups.append([0])
            continue
        gaps = _times(max(open_groups.pop()) if part == ")" else _gaps_of(part), following, part)
        if gaps is None:
            return None
        open_groups[-1][-1] += gaps
    most = max(open_groups[0])
    refers = any(regex.match(r"\\[1-9]|\(\?P=", part) for part in parts)
    return None if refers and most else most


def _gaps_of(part: str) -> int:
    """Return 1 if a part of a pattern matches a line end."""
    if _REPEAT.fullmatch(part) or part[0] in "()|^$" or part[1:] in "bBAZz":
        return 0
    return int(regex.match(_for_regex(part), "\n") is not None)


def _times(gaps: int, repeat: str, part: str) -> int | None:
    """Return how many gaps a part may reach over, which is repeated; a run of spaces is one."""
    if not gaps or not _REPEAT.fullmatch(repeat) or repeat == "?" or part in _SPACES:
        return gaps
    most = repeat.strip("{}").rpartition(",")[2]
    return gaps * int(most) if most.isdigit() else None


def _for_regex(part: str) -> str:
    return _CODE.sub(lambda match: f"\\U{int(match[1], 16):08X}", part)


def _parts(pattern: str) -> Iterator[str]:
    """Yield the tokens of a pattern as Hyperscan writes them."""
    verbose = caseless = False
    position = 0
    while position < len(pattern):
        token = _TOKEN.match(pattern, position)
        if token is None:
            raise NotForHyperscanError(f"it has {pattern[position : position + 6]!r}")
        position = token.end()
        text = token.group()
        if token["flags"]:
            verbose = verbose or "x" in token["letters"]
            caseless = caseless or "i" in token["letters"]
            yield _flags(text, token["letters"])
        elif token["comment"] and not verbose:
            position = token.start() + 1
            yield "#"
        elif verbose and (token["space"] or token["comment"]):
            continue
        elif token["repeat"]:
            yield _repeat(text)
        elif caseless and text.startswith(("[^", "\\P")) and _CASE.search(text):
            raise NotForHyperscanError("it ignores case and asks for it, too")
        else:
            yield _coarse(_UNICODE_ESCAPE.sub(r"\\x{\1}", text))


def _coarse(part: str) -> str:
    """Return a class of letters or figures by its ASCII members, and all letters beyond ASCII.

    Classes of Unicode take Hyperscan seconds to compile, and English text hardly tells the
    difference.
    """
    if part.startswith("[^"):
        members = _CLASS.sub(lambda match: _ASCII[match[1]], part[2:-1])
        return f"[^{members}]" if members else r"[\x{00}-\x{10FFFF}]"
    if part.startswith("["):
        return "[" + _CLASS.sub(lambda match: _ASCII[match[1]] + _BEYOND_ASCII, part[1:])
    if part in _NEGATED:
        return f"[^{_ASCII[_NEGATED[part]]}]"
    return f"[{_ASCII[part]}{_BEYOND_ASCII}]" if part in _ASCII else part


def _alternatives(parts: list[str]) -> list[tuple[int, int]]:
    """Return where the alternatives of the whole pattern begin and end among its parts."""
    depth, start, found = 0, 0, []
    for number, part in enumerate(parts):
        depth += (part[0:1] == "(" and part[-1] != ")") - (part == ")")
        if part == "|" and depth == 0:
            found.append((start, number))
            start = number + 1
    return [*found, (start, len(parts))]


def _consume_behind(parts: list[str], start: int, end: int) -> None:
    """Make a lookbehind that opens an alternative a part of the match.

    Hyperscan's prefilter forgets lookarounds. Where nothing stands before it, `(?<=b)a`
    matches somewhere exactly where `ba` does.
    """
    while start < end and parts[start] in ("", "(?<=", "(?<!"):
        if parts[start] == "(?<=":
            parts[start] = "(?:"
            return
        close = _closing(parts, start) if parts[start] else start
        parts[start : close + 1] = [""] * (close + 1 - start)
        start = close + 1


def _consume_ahead(parts: list[str], start: int, end: int) -> None:
    """Make a lookahead that ends an alternative a part of the match."""
    while True:
        opens = [n for n in range(start, end) if parts[n] in ("(?=", "(?!")]
        last = next(
            (n for n in reversed(opens) if not any(parts[_closing(parts, n) + 1 : end])), -1
        )
        if last < 0:
            return
        if parts[last] == "(?=":
            parts[last] = "(?:"
            return
        close = _closing(parts, last)
        parts[last : close + 1] = [""] * (close + 1 - last)


def _drop_lookarounds(parts: list[str]) -> None:
    """Take all lookarounds that are left out of a pattern: without them it hits more often."""
    for start, part in enumerate(parts):
        if part in ("(?=", "(?!", "(?<=", "(?<!"):
            close = _closing(parts, start)
            if close + 1 < len(parts) and parts[close + 1][:1] in ("*", "+", "?", "{"):
                raise NotForHyperscanError("it repeats a lookaround")
            parts[start : close + 1] = [""] * (close + 1 - start)


def _closing(parts: list[str], start: int) -> int:
    depth = 0
    for number in range(start, len(parts)):
        part = parts[number]
        depth += (part[0:1] == "(" and part[-1] != ")") - (part == ")")
        if depth == 0:
            return number
    raise NotForHyperscanError("its brackets do not close")


def _flags(text: str, letters: str) -> str:
    """Return inline flags without `x`: what it lets one write is gone from the pattern."""
    kept = letters.replace("x", "")
    if text.endswith(":"):
        return f"(?{kept}:"
    return f"(?{kept})" if kept else ""


def _repeat(text: str) -> str:
    """Return a repetition with small bounds; the possessive and lazy forms hit alike."""
    if text[0] != "{":
        return text[0]
    low, comma, high = text.rstrip("+?").strip("{}").partition(",")
    fewest = min(int(low or 0), _LONGEST_REPEAT)
    if not comma:
        return f"{{{fewest}}}" if int(low) <= _LONGEST_REPEAT else f"{{{fewest},}}"
    if high and int(high) <= _LONGEST_REPEAT:
        return f"{{{fewest},{high}}}"
    return f"{{{fewest},}}"

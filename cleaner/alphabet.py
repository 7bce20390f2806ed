"""Texts as bytes, one for each character, so that a scan need not know Unicode.

ASCII is itself. The signs and letters that rules ask for have bytes of their own, all others
share one with their kind. So a set of characters is a set of bytes, which may stand for more
characters than the set has, never for fewer.
"""

from __future__ import annotations

import codecs
import sys
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

import regex

from cleaner.compiled import lazy_pattern

EDGE = 135  # where a text begins and ends; no character has it
_KINDS = {"Lu": 128, "Ll": 129, "L": 130, "M": 131, "N": 132, "Z": 133}  # categories of Unicode
_SIGN = 134
_FIRST_OWN = 136
_OWN = [chr(code) for code in range(0xA0, 0x100) if chr(code) not in "¤¦¯¸"]
_OWN += "“”‘’„–—…•€™‹›œšž▁，。′\u2009\u200b\u202f\ufeff"
_OWN += "ſ\u212aİı"  # which regex reads as ASCII letters where case is ignored
# Characters that only their number tells apart: those at the ends stand for the rest.
_ALIKE = [(0x3400, 0x9FFF), (0xAC00, 0xD7A3), (0xD800, 0xF8FF), (0x17000, 0x18CFF)]
_ALIKE += [(0x20000, 0xDFFFF), (0xE0200, sys.maxunicode)]
_ESCAPED = lazy_pattern(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")

_NO_CHARACTER = "\ufffe"  # so `codecs` marks a byte that none has
_TABLE = [*map(chr, range(128)), *[_NO_CHARACTER] * (_FIRST_OWN - 128), *_OWN]
_MAPPING = codecs.charmap_build("".join(_TABLE))
_EDGE = bytes([EDGE])


class Set(NamedTuple):
    """The bytes of the characters in a set, and of those that are not; a byte can be in both."""

    members: frozenset[int]
    others: frozenset[int]


def encode(text: str) -> bytes:
    """Return a text as bytes, one for each character, between two `EDGE`s."""
    if text.isascii():
        return _EDGE + text.encode() + _EDGE
    return _EDGE + codecs.charmap_encode(text, _encode.__name__, _MAPPING)[0] + _EDGE


def bytes_of(expression: str) -> Set:
    """Return the bytes of the characters that an expression of `regex` matches one by one."""
    named = _ESCAPED.sub(lambda match: chr(int(match[1] or match[2] or match[3], 16)), expression)
    groups = [*_characters().items(), *zip(_bytes(named), named, strict=True)]
    one, only = regex.compile(expression), regex.compile(f"(?:{expression})++")
    return Set(
        frozenset(byte for byte, group in groups if one.search(group)),
        frozenset(byte for byte, group in groups if not only.fullmatch(group)),
    )


def _bytes(text: str) -> bytes:
    return encode(text)[1:-1]


@lru_cache(maxsize=4096)
def _byte(character: str) -> int:
    category = unicodedata.category(character)
    return _KINDS.get(category) or _KINDS.get(category[0]) or _SIGN


def _encode(error: UnicodeError) -> tuple[bytes, int]:
    """Return the bytes of a run of characters that have none of their own."""
    assert isinstance(error, UnicodeEncodeError)
    return bytes(map(_byte, error.object[error.start : error.end])), error.end


codecs.register_error(_encode.__name__, _encode)


@cache
def _characters() -> dict[int, str]:
    """Return by byte all characters that a set of `regex` may tell apart by what they are."""
    bulk = {code for first, last in _ALIKE for code in range(first + 1, last)}
    everything = "".join(chr(code) for code in range(sys.maxunicode + 1) if code not in bulk)
    assigned = regex.sub(r"\p{Cn}+", "", everything) + _NO_CHARACTER  # stands for all others
    groups: dict[int, list[str]] = {}
    for character, byte in zip(assigned, _bytes(assigned), strict=True):
        groups.setdefault(byte, []).append(character)
    return {byte: "".join(group) for byte, group in groups.items()}

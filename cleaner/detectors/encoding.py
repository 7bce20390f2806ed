"""Characters that went through the wrong decoder, or came over from another way of writing.

Mojibake, HTML entities, control characters of Windows, full-width forms, pieces of words.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import regex

from cleaner.compiled import lazy_pattern
from cleaner.document import Document, Kept, Refusal, Spot

if TYPE_CHECKING:
    from ftfy import TextFixerConfig

_TOKEN = lazy_pattern(r"[^ \t\n]*[\u00A0-\uFFFF][^ \t\n]*")
# Two or three characters that are one letter in UTF-8, inside a word or alone: ErdoÄŸan, â„¢.
_ROOT = lazy_pattern(r"(?<!\p{L})√")  # the sign, not a byte of another letter
_ENCODED = lazy_pattern(r"(?<=\p{Ll})[ÃÄÅ][^\p{ASCII}](?=\p{Ll})|â„¢")
# What is left of a no-break space that was decoded wrongly twice.
_STRAY_A = lazy_pattern(r"(?<=[\p{Ll}\p{N}.,])Â(?=[\"'”’]|$)")
_CJK = lazy_pattern(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\u3005-\u3007]")
_FULL_WIDTH = lazy_pattern(
    r"(?P<gap>[ \u3000]*+)(?P<forms>[\uFF01-\uFF5E\u3001\u3002]++|\u3000++)(?P<space>[ \u3000]*+)"
)
_HALF_WIDTH = {"、": ",", "。": ".", "\u3000": " "}
_OPENS_BEHIND = lazy_pattern(r"(?<=[\w%),;:.])[(\[]")
_CLOSES = frozenset(",.;:!?)]}%")


def mojibake(document: Document) -> Iterator[Spot]:
    """Yield words that were decoded with the wrong encoding, as ftfy reads them.

    Only the decoding is mended: quotes stay curly, ligatures and widths stay, and a word
    that ftfy cannot take back to one certain reading stays as it is.
    """
    for match in _TOKEN.finditer(document.text):
        before = match.group()
        after = _mended(before)
        if after != before:
            yield _trimmed(match.start(), before, after)


@lru_cache(maxsize=4096)
def _mended(token: str) -> str:
    """Return a word as it was before it was decoded; a page has the same ones again and again."""
    from ftfy import fix_encoding

    if _ROOT.search(token):
        return token
    return _STRAY_A.sub("", _ENCODED.sub(_decoded, fix_encoding(token, _decoding_alone())))


@cache
def _decoding_alone() -> TextFixerConfig:
    """Return the settings under which ftfy mends wrong decodings, and nothing else."""
    from ftfy import TextFixerConfig

    return TextFixerConfig(
        unescape_html=False,
        uncurl_quotes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        fix_c1_controls=False,
        remove_control_chars=False,
        remove_terminal_escapes=False,
        restore_byte_a0=False,
        replace_lossy_sequences=False,
        normalization=None,
    )


def _decoded(match: regex.Match[str]) -> str:
    """Return the letter that the characters are in UTF-8; themselves, if they are none."""
    try:
        letter = match.group().encode("sloppy-windows-1252").decode("utf-8")
    except UnicodeError:
        return match.group()
    return letter if letter.islower() or letter == "™" else match.group()


def _trimmed(start: int, before: str, after: str) -> Spot:
    """Return the spot without what the words have in common at both ends."""
    shorter = min(len(before), len(after))
    head = next((n for n in range(shorter) if before[n] != after[n]), shorter)
    rest = shorter - head
    tail = next((n for n in range(rest) if before[-1 - n] != after[-1 - n]), rest)
    return Spot(start + head, start + len(before) - tail, after[head : len(after) - tail])


@lru_cache(maxsize=1024)
def entity(name: str) -> str | Refusal:
    """Return the character an HTML entity stands for, a plain space for a no-break one.

    `&lt;` and `&gt;` stay: in an article about markup they are its subject.
    """
    character = html.unescape(f"&{name};")
    if character in ("<", ">"):
        return Refusal("for an entity; against: the text may be about markup")
    if len(character) > 1 and character.startswith("&"):
        return Refusal(f"for an entity; against: HTML has none of the name {name}")
    return " " if character == "\xa0" else character


def full_width(document: Document) -> Iterator[Spot | Kept]:
    """Yield punctuation, letters and figures of East Asian width, as English has them.

    Punctuation that closes gets its space behind it and none before. Left alone beside
    East Asian characters, where the forms belong.
    """
    text = document.text
    for match in _FULL_WIDTH.finditer(text):
        before = text[max(0, match.start() - 1) : match.start()]
        behind = text[match.end() : match.end() + 1]
        if _CJK.match(before) or _CJK.match(behind):
            why = "for a full-width form; against: it stands in East Asian text"
            yield Kept(match.start(), match.end(), why)
            continue
        after = _OPENS_BEHIND.sub(r" \g<0>", "".join(map(_half_width, match["forms"])))
        gap, space = match["gap"].replace("\u3000", " "), match["space"].replace("\u3000", " ")
        if after.isspace():
            gap, after, space = "", " ", ""
        elif after[0] in _CLOSES:
            gap = ""
        elif after[0] in "([" and before and (before.isalnum() or before in "%)"):
            gap = " "
        if after[-1] in _CLOSES and not space and behind.isalnum():
            space = " "
        if after[-1] in "([":
            space = ""
        yield Spot(match.start(), match.end(), gap + after + space)


def _half_width(character: str) -> str:
    if "\uff01" <= character <= "\uff5e":
        return chr(ord(character) - 0xFEE0)
    return _HALF_WIDTH[character]


def windows_control(control: str) -> str | Refusal:
    """Return the character that a C1 control is in Windows-1252; five of them are none."""
    try:
        return control.encode("latin-1").decode("windows-1252")
    except UnicodeDecodeError:
        return Refusal("for a character of Windows-1252; against: this code is none")


def engine_token(token: str) -> str:
    """Return what joins the pieces of a word or of a text: “-”, a space, or nothing."""
    if "@-@" in token:
        return "-"
    return " " if token.startswith(" ") else ""

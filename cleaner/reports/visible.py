"""Text of documents as it may be shown on a terminal: on one line, with nothing unseen in it.

What a terminal would obey (escape sequences), what turns the writing direction round and what
has no width is shown by a sign or its number, so that a document cannot change its report.
"""

from __future__ import annotations

_LONGEST = 120  # characters shown of a long removal, half at each end

# pictures for the control characters (U+2400 …), numbers for what has none
_SIGNS: dict[int, str] = {code: chr(0x2400 + code) for code in range(0x20)}
_SIGNS |= {0x7F: "␡", ord("\n"): "⏎", ord("\t"): "⇥"}
_SIGNS |= {
    code: f"<U+{code:04X}>"
    for code in (
        *range(0x80, 0xA0),  # more control characters
        0x00AD,  # soft hyphen
        0x061C,
        0x200B,
        *(0x200E, 0x200F),  # direction
        *(0x2028, 0x2029),  # line and paragraph separators
        *range(0x202A, 0x202F),  # direction
        *range(0x2060, 0x2070),
        0xFEFF,
        *(0xFFFE, 0xFFFF),  # no characters
    )
}


def visible(text: str) -> str:
    """Return the text on one line, each character to be seen; a whole `\\r\\n` is one sign."""
    return text.replace("\r\n", "\n").translate(_SIGNS)


def shortened(text: str, longest: int = _LONGEST) -> str:
    """Return the text, or its beginning and end where it is too long to show."""
    if len(text) <= longest:
        return text
    return f"{text[: longest // 2]} … {text[-longest // 2 :]}"

"""Formats: what is read, what is written, and the way back, to the byte."""

from __future__ import annotations

import csv
import io
import json

from hypothesis import given
from hypothesis import strategies as st

from cleaner.formats import FORMATS
from cleaner.formats.rows import (
    Change,
    Chunk,
    Fields,
    Row,
    Splice,
)


class Drops:
    """A source that comes in drops of a few bytes."""

    def __init__(self, data, size=1 << 20):
        self._file = io.BytesIO(data)
        self._size = size

    def read(self, size=1 << 20):
        return self._file.read(min(size, self._size))


def chunks(format, data, size=1 << 20):
    for piece in format.chunks(Drops(data, size)):
        yield piece if isinstance(piece, Chunk) else (piece.number, b"".join(piece.pieces))


def rows(format, data, size=1 << 20):
    return [row for chunk in chunks(format, data, size) for row in format.rows(chunk)]


def texts(format, data):
    return {
        (row.number, name): document.text
        for row in rows(format, data)
        if isinstance(row, Row)
        for name, document in row.documents.items()
    }


def rebuilt(format, data, changes, **how):
    parts, changed = [], {}
    for chunk in chunks(format, data):
        done = format.rebuild(chunk, changes, **how)
        parts += done.payload
        changed |= done.changed
    return b"".join(parts), changed


# --- any file, any edits: the way there and back -------------------------------------------

PIECES = st.sampled_from(
    ["a", "is is", " ", ",", "\t", '"', '""', "\n", "\r\n", "\r", "\\", "é", "“", "😀", "\u2028",
     "\x7f", "\x01", "\ufeff", "'", "/", "b c", "\u0301", "{", "]", ":", "\\u00e9", "\\n"]
)  # fmt: skip
TEXT = st.lists(PIECES, max_size=8).map("".join)


@st.composite
def edits(draw, text):
    """Sorted places of a text that do not touch, and what stands there instead."""
    places = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    spans = []
    for start, end in zip(places[::2], places[1::2], strict=False):
        after = draw(TEXT)
        if text[start:end] != after and (not spans or spans[-1][1] < start):
            spans.append((start, end, after))
    return spans


def apply(text, spans):
    for start, end, after in reversed(spans):
        text = text[:start] + after + text[end:]
    return text


def back(text, spans, changed, taken):
    """Return the change that takes back some of the edits, as undo makes it."""
    splices, shift = [], 0
    for i, (start, end, after) in enumerate(spans):
        if i in taken:
            place = start + shift
            splices.append(Splice(place, place + len(after), text[start:end], changed.spelt[i]))
        shift += len(after) - (end - start)
    return Change(splices, changed.bare)


def there_and_back(format, data, draw):
    """Edit all texts at random; check what a reader sees; take the edits back in two goes."""
    before = texts(format, data)
    chosen = {place: draw(edits(text)) for place, text in before.items()}
    chosen = {place: spans for place, spans in chosen.items() if spans}
    changes = {place: Change([Splice(*s) for s in spans]) for place, spans in chosen.items()}
    edited, changed = rebuilt(format, data, changes)
    after = {place: apply(text, chosen.get(place, [])) for place, text in before.items()}
    assert texts(format, edited) == after
    first = {p: draw(st.sets(st.sampled_from(range(len(s))))) for p, s in chosen.items()}
    half, _ = rebuilt(
        format, edited, {p: back(before[p], s, changed[p], first[p]) for p, s in chosen.items()}
    )
    left = {p: [s for i, s in enumerate(spans) if i not in first[p]] for p, spans in chosen.items()}
    assert texts(format, half) == {p: apply(t, left.get(p, [])) for p, t in before.items()}
    rest = {}
    for place, spans in left.items():
        kept = [i for i in range(len(chosen[place])) if i not in first[place]]
        spelt = tuple(changed[place].spelt[i] for i in kept)
        rest[place] = back(
            before[place], spans, changed[place]._replace(spelt=spelt), range(len(spans))
        )
    assert rebuilt(format, half, rest)[0] == data
    whole = {p: back(before[p], s, changed[p], range(len(s))) for p, s in chosen.items()}
    assert rebuilt(format, edited, whole)[0] == data
    return edited, after


CELL = TEXT.filter(lambda text: "\0" not in text)
TABLE = st.integers(1, 3).flatmap(
    lambda columns: st.lists(
        st.lists(CELL, min_size=columns, max_size=columns), min_size=0, max_size=4
    ).map(lambda body: [["text", "id", "note"][:columns], *body])
)


@given(
    TABLE,
    st.sampled_from(["csv", "tsv"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.integers(1, 40),
    st.data(),
)
def test_csv_there_and_back(table, name, quoting, end, mark, size, data):
    if quoting == csv.QUOTE_MINIMAL:  # Python 3.11 writes a bare return that it cannot read
        table = [[cell.replace("\r", "") for cell in row] for row in table]
    format = FORMATS[name](Fields())
    delimiter = {"csv": ",", "tsv": "\t"}[name]
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(table)
    written = (b"\xef\xbb\xbf" if mark else b"") + file.getvalue().encode("utf-8")
    found = [row.documents["text"].text for row in rows(format, written)]
    assert found == [row[0] for row in table[1:]]
    assert rows(format, written, size) == rows(format, written)
    edited, after = there_and_back(format, written, data.draw)
    again = list(
        csv.reader(io.StringIO(edited.decode("utf-8-sig"), newline=""), delimiter=delimiter)
    )
    assert again == [
        table[0],
        *([text, *row[1:]] for text, row in zip(after.values(), table[1:], strict=True)),
    ]


VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


@given(
    st.lists(st.tuples(TEXT, TEXT, st.dictionaries(TEXT, VALUE, max_size=3)), max_size=3),
    st.booleans(),
    st.sampled_from([(",", ":"), (", ", ": "), (" ,\t", " : ")]),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.booleans(),
    st.data(),
)
def test_jsonl_there_and_back(documents, ascii_only, separators, end, mark, nested, data):
    def record(text, title, other):
        inner = {"title": title, **other}
        outer = {"m": inner} if nested else {"m.title": title, "m": {}}
        return {**other, **outer, "text": text} if len(text) % 2 else {"text": text, **outer}

    format = FORMATS["jsonl"](Fields(("text", "m.title")))
    records = [record(*document) for document in documents]
    lines = [json.dumps(r, ensure_ascii=ascii_only, separators=separators) + end for r in records]
    written = (b"\xef\xbb\xbf" if mark else b"") + "".join(lines).encode("utf-8")
    edited, after = there_and_back(format, written, data.draw)
    lines = edited.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    for i, (line, original) in enumerate(zip(lines, records, strict=False), 1):
        expected = json.loads(json.dumps(original))
        expected["text"] = after[i, "text"]
        holder, key = (expected["m"], "title") if nested else (expected, "m.title")
        holder[key] = after[i, "m.title"]
        assert repr(json.loads(line)) == repr(expected)

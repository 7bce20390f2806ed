"""The formats of files: what is read, what is written, and the way back, to the byte."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tracemalloc

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.formats import FORMATS
from cleaner.formats.rows import (
    MAX_ROW,
    Change,
    Chunk,
    Fields,
    LongRow,
    Row,
    Splice,
)
from cleaner.formats.streams import Sink, Source
from cleaner.ledger import FileRecord
from cleaner.reversal import paired

INTEGRATION = "pip install 'translation-cleaner[integration]'"


RECORD = FileRecord("a", "a", "jsonl", Fields(), "", "")


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


# --- hostile rows ----------------------------------------------------------------------

# name, file, file as fixed, rows set aside
HOSTILE = [
    ("a.csv", b'id,text,x\n1,40 a thousand men,"a"\n', b'id,text,x\n1,"40,000 men","a"\n', 0),
    (
        "bom.csv",
        b'\xef\xbb\xbf"text"\n40 a thousand men\n',
        b'\xef\xbb\xbf"text"\n"40,000 men"\n',
        0,
    ),
    (
        "line-ends.csv",
        b'text,id\r\n"40 a thousand men\r\nmen",1\n"x\ny",2\r\n',
        b'text,id\r\n"40,000 men\r\nmen",1\n"x\ny",2\r\n',
        0,
    ),
    (
        "quote-in-bare.tsv",
        b'text\tid\n5" or 40 a thousand men\t1\n',
        b'text\tid\n5" or 40,000 men\t1\n',
        0,
    ),
    ("quotes.csv", b'text\n"""40 a thousand men"""\n', b'text\n"""40,000 men"""\n', 0),
    ("few.csv", b"text,id\nx\n40 a thousand men,2\ny\n", b'text,id\n"40,000 men",2\n', 2),
    ("many.csv", b"text,id\na,b,c\n40 a thousand men,2\n", b'text,id\n"40,000 men",2\n', 1),
    ("junk.csv", b'text,id\n"a" b,1\n40 a thousand men,2\n', b'text,id\n"40,000 men",2\n', 1),
    ("unclosed.csv", b'text,id\n40 a thousand men,1\n"a,2\nb,3\n', b'text,id\n"40,000 men",1\n', 1),
    ("not-utf8.csv", b"text,id\n\xff,1\n40 a thousand men,2", b'text,id\n"40,000 men",2', 1),
    (
        "nul.csv",
        b"text,id\n40 a thousand men\0,1\n40 a thousand men,2\n",
        b'text,id\n"40,000 men",2\n',
        1,
    ),
    (
        "return.csv",
        b'text,id\na\rb,1\n"40 a thousand men\r",2\n',
        b'text,id\n"40,000 men\r",2\n',
        1,
    ),
    ("blank.csv", b"\n\ntext\n\n40 a thousand men\n\n", b'\n\ntext\n\n"40,000 men"\n\n', 0),
    (
        "mark-inside.csv",
        "text\n\ufeff40 a thousand men\n".encode(),
        'text\n"\ufeff40,000 men"\n'.encode(),
        0,
    ),
    ("no-end.csv", b"text,id\n1,1\nx", b"text,id\n1,1\n", 1),
    ("empty.csv", b"", b"", 0),
    ("header.csv", b"id,text", b"id,text", 0),
    (
        "a.jsonl",
        b'{"text":"40 a thousand men","id":1.0e1,"x":[NaN]}\r\n\n{"id":2 ,"text":"\\u0034"}',
        b'{"text":"40,000 men","id":1.0e1,"x":[NaN]}\r\n\n{"id":2 ,"text":"\\u0034"}',
        0,
    ),
    (
        "bom.jsonl",
        b'\xef\xbb\xbf{"text":"40 a thousand men"}\n\xef\xbb\xbf{"text":"x"}\n',
        b'\xef\xbb\xbf{"text":"40,000 men"}\n',
        1,
    ),
    (
        "duplicates.jsonl",
        b'{"text":"40 a thousand men","text":"41 a thousand men"}\n',
        b'{"text":"40 a thousand men","text":"41,000 men"}\n',
        0,
    ),
    (
        "broken.jsonl",
        b'{"text":"x"\n[]\n{"text":7}\n{"text":null}\n{"text":"40 a thousand men"}\n{}\n{"text":"a',
        b'{"text":"40,000 men"}\n',
        6,
    ),
    (
        "surrogates.jsonl",
        b'{"text":"\\ud83d"}\n{"id":"\\udc00","text":"\\ud83d\\ude00 40 a thousand men \\ude0"}\n'
        b'{"id":"\\udc00","text":"\\ud83d\\ude00 40 a thousand men"}\n',
        b'{"id":"\\udc00","text":"\\ud83d\\ude00 40,000 men"}\n',
        2,
    ),
    (
        "not-utf8.jsonl",
        b'{"text":"40 a thousand men","x":"\xff"}\n{"text":"40 a thousand men"}\n',
        b'{"text":"40,000 men"}\n',
        1,
    ),
    (
        "control.jsonl",
        b'{"text":"a\tb"}\n{"text":"40 a thousand men\\u0000"}\n',
        b'{"text":"40,000 men\\u0000"}\n',
        1,
    ),
    (
        "same-ids.jsonl",
        b'{"id":"a","text":"40 a thousand men"}\n' * 3,
        b'{"id":"a","text":"40,000 men"}\n' * 3,
        0,
    ),
    ("blank.jsonl", b"\n" * 10_000, b"\n" * 10_000, 0),
]


@pytest.mark.parametrize(
    ("name", "file", "fixed", "aside"), [pytest.param(*case, id=case[0]) for case in HOSTILE]
)
def test_hostile_rows_and_back(run, tmp_path, monkeypatch, name, file, fixed, aside):
    monkeypatch.chdir(tmp_path)
    path, ledger = tmp_path / name, tmp_path / "edits.jsonl"
    path.write_bytes(file)
    run("fix", name, "--select", "numbers", "--ledger", ledger.name)
    assert path.read_bytes() == fixed
    quarantine = tmp_path / "edits.quarantine.jsonl"
    kept = quarantine.read_bytes().splitlines() if quarantine.exists() else []
    assert len(kept) == aside, kept
    assert all(json.loads(row)["reason"] and json.loads(row)["set_aside"] for row in kept)
    assert run("undo", ledger.name).exit_code == 0
    assert path.read_bytes() == file


@pytest.mark.parametrize(
    ("name", "file", "message"),
    [
        ("a.csv", b"id,body\n1,x\n", "no column 'text'; the columns: id, body"),
        ("a.csv", b"text,text\n1,x\n", "several columns 'text'; the columns: text, text"),
        ("a.tsv", b"\n\n", "no header: the file begins with blank lines"),
        ("a.csv", b'id,"text\n', "the header cannot be read: the quote that begins cell 2"),
        ("a.csv", "id,text\n".encode("utf-16"), "the header cannot be read: not UTF-8"),
        ("a.csv", b"id\rtext\r", "a carriage return alone, outside of quotes"),
        ("a.parquet", b"PAR1", "not a Parquet file that can be read"),
        ("a.parquet.gz", gzip.compress(b"PAR1"), "unpack the .gz first"),
    ],
)
def test_files_that_are_something_else(run, tmp_path, name, file, message):
    (tmp_path / name).write_bytes(file)
    result = run("fix", tmp_path / name)
    assert message in result.stderr
    assert result.exit_code == 2
    assert (tmp_path / name).read_bytes() == file


def test_a_dotted_field_that_is_not_there_is_a_row_set_aside():
    format = FORMATS["jsonl"](Fields(("text",), date="metadata.date"))
    (row, other) = rows(format, b'{"metadata":{"date":"2024-05-01"}}\n{"text":"a"}\n')
    assert row.reason == "no field 'text'; there are: metadata"
    assert isinstance(other, Row)


def test_of_two_fields_with_one_name_the_last_is_changed():
    line = b'{"a":{"b.c":"x"},"a":{"b":{"c":"y"}}}\n'
    format = FORMATS["jsonl"](Fields(("a.b.c",)))
    assert texts(format, line) == {(1, "a.b.c"): "y"}
    edited, _ = rebuilt(format, line, {(1, "a.b.c"): Change([Splice(0, 1, "z")])})
    assert edited == line.replace(b"y", b"z")


@pytest.mark.parametrize(
    ("format", "before", "long", "behind"),
    [
        ("jsonl", b'{"text":"a"}\n', b'{"text":"%s"}\n', b'{"text":"b"}\n{"text":"c"}\n'),
        ("csv", b"text,id\na,1\n", b'"%s"",""\n",2\n', b'b,"3\n"\nc,4\n'),
        ("csv", b"text,id\na,1\n", b'%s",2\n', b"b,3\nc,4\n"),
    ],
)
@pytest.mark.parametrize("size", [1 << 20, 700_001])
@pytest.mark.parametrize("read", [True, False])
def test_a_very_long_row_passes_by(format, before, long, behind, size, read):
    long %= b"x" * (MAX_ROW + (1 << 20))
    made = FORMATS[format](Fields())
    found, numbers = b"", []
    for piece in made.chunks(Drops(before + long + behind, size)):
        if isinstance(piece, LongRow):
            numbers.append(piece.number)
            found += b"".join(piece.pieces) if read else b""
        else:
            numbers += [row.number for row in made.rows(piece)]
            found += piece.data
    assert numbers == ([1, 2, 3, 4] if format == "jsonl" else [2, 3, 4, 5])
    assert found == before + long * read + behind


@pytest.mark.parametrize(
    ("format", "row"), [("jsonl", b'{"text":"%s"}\n'), ("csv", b'text,"%s"\n')]
)
def test_a_very_long_row_that_stays_is_not_lost_on_the_way_back(format, row):
    made = FORMATS[format](Fields())
    file = row % b"a" + row % (b"x" * (MAX_ROW + (1 << 20))) + row % b"b"
    found = b""
    for piece, _, _ in paired(RECORD, iter(()), made, made.chunks(Drops(file))):
        found += b"".join(piece.pieces) if isinstance(piece, LongRow) else piece.data
    assert found == file


def test_a_quote_never_closed_does_not_cost_the_memory_of_the_file():
    made = FORMATS["csv"](Fields())
    file = b'text,id\na,1\n"' + b"b,2\n" * (MAX_ROW // 2)
    tracemalloc.start()
    pieces = 0
    for piece in made.chunks(Drops(file)):
        pieces += sum(1 for _ in piece.pieces) if isinstance(piece, LongRow) else 0
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert pieces > 10
    assert peak < 4 * MAX_ROW


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_tables_compressed_and_by_two_processes(run, tmp_path, monkeypatch, suffix):
    monkeypatch.chdir(tmp_path)
    row = b'"There were 40 a thousand men, and\r\n""more""",%d\r\n'
    file = b"text,id\r\n" + b"".join(row % number for number in range(40_000))
    (tmp_path / "given.csv").write_bytes(file)
    with Sink(tmp_path / f"a.csv{suffix}") as sink:
        sink.write(file)
        sink.commit()
    arguments = ["--select", "numbers", "--ledger", "l.jsonl", "-q", "-j", 2 - bool(suffix)]
    run("fix", f"a.csv{suffix}", *arguments)
    with Source(tmp_path / f"a.csv{suffix}") as source:
        assert b"".join(iter(source.read, b"")) == file.replace(b"40 a thousand", b"40,000")
    run("undo", "l.jsonl")
    with Source(tmp_path / f"a.csv{suffix}") as source:
        assert b"".join(iter(source.read, b"")) == file


def test_standard_input(run, tmp_path):
    result = run("fix", "-", "--format", "csv", input=b"text,id\nThere were 40 a thousand men,1\n")
    assert result.stdout == 'text,id\n"There were 40,000 men",1\n'
    result = run("fix", "-", "--format", "parquet", input=b"PAR1")
    assert "Parquet cannot be read from standard input" in result.stderr


def test_tables_in_a_folder_are_taken_only_if_asked_for(run, tmp_path):
    for name in ("a.csv", "b.txt", "c.jsonl"):
        (tmp_path / name).write_text("text\n", encoding="utf-8")
    assert run("check", tmp_path).stdout.startswith("2 files, 1 document:")
    assert run("check", tmp_path, "--format", "csv").stdout.startswith("1 file, 0 documents:")
    assert run("check", tmp_path / "a.csv").stdout.startswith("1 file, 0 documents:")


def test_other_readers_see_the_cleaned_text(run, tmp_path):
    polars, pandas = (pytest.importorskip(n, reason=INTEGRATION) for n in ("polars", "pandas"))
    words = [f'{number} a thousand men "x", é' for number in range(10, 30)]
    frame = pandas.DataFrame({"text": words, "id": range(20), "note": [None, "x\ny"] * 10})
    frame.to_csv(tmp_path / "a.csv", index=False)
    frame.to_json(tmp_path / "a.jsonl", orient="records", lines=True)
    polars.DataFrame(frame).write_csv(tmp_path / "b.csv")
    polars.DataFrame(frame).write_ndjson(tmp_path / "b.jsonl")
    run("fix", "--select", "numbers", *tmp_path.iterdir())
    cleaned = [word.replace(" a thousand", ",000") for word in words]
    for name in ("a", "b"):
        assert pandas.read_csv(tmp_path / f"{name}.csv")["text"].tolist() == cleaned
        assert polars.read_csv(tmp_path / f"{name}.csv")["text"].to_list() == cleaned
        found = pandas.read_json(tmp_path / f"{name}.jsonl", lines=True)
        assert found["text"].tolist() == cleaned
        assert found["note"].tolist()[1] == "x\ny"
        assert polars.read_ndjson(tmp_path / f"{name}.jsonl")["text"].to_list() == cleaned
        assert pyarrow_csv(tmp_path / f"{name}.csv") == cleaned


def pyarrow_csv(path):
    from pyarrow import csv as reader

    options = reader.ParseOptions(newlines_in_values=True)
    return reader.read_csv(path, parse_options=options)["text"].to_pylist()


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
        change = msgspec.structs.replace(changed[place], spelt=spelt)
        rest[place] = back(before[place], spans, change, range(len(spans)))
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

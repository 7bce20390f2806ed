"""Parquet: what stays, what changes, the way back; read by readers no one here wrote."""

from __future__ import annotations

import json

import pytest

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

from cleaner.formats import parquet as module  # noqa: E402

BAD, GOOD = "There were 40 a thousand men.", "There were 40,000 men."
ROWS = [
    {"id": f"a{number}", "text": BAD, "cat": "xy"[number % 2], "tags": [BAD, None], "s": {"n": 1}}
    for number in range(7)
]
ROWS[2] |= {"text": "x", "tags": None, "s": None}
ROWS[4] |= {"text": None}
TABLE = pa.Table.from_pylist(ROWS)
CODECS = {"id": "gzip", "text": "zstd", "cat": "none", "tags.list.element": "brotli", "s.n": "lz4"}


def field_ids(table):
    """Number the columns, as tables of Iceberg do."""
    fields = [
        field.with_metadata({"PARQUET:field_id": str(number)})
        for number, field in enumerate(table.schema, 7)
    ]
    return table.cast(pa.schema(fields))


def with_types(table):
    many = pa.table(
        {
            "when": pa.array([0] * 7, pa.timestamp("ms", "Europe/Lisbon")),
            "day": pa.array([1] * 7, pa.date32()),
            "price": pa.array(["1.25"] * 7).cast(pa.decimal128(9, 2)),
            "raw": pa.array([b"\xff"] * 7, pa.binary(1)),
            "text": table["text"].cast(pa.large_string()),
            "m": pa.array([[("a", 1)]] * 7, pa.map_(pa.string(), pa.int16())),
            "f": pa.array([float("nan")] * 7, pa.float32()),
        }
    )
    return many


FORMS = [
    pytest.param(TABLE, {"row_group_size": 3, "compression": CODECS}, id="row groups, codecs"),
    pytest.param(TABLE, {"compression": "none", "use_dictionary": False}, id="plain"),
    pytest.param(TABLE, {"store_schema": False, "version": "1.0"}, id="without Arrow's schema"),
    pytest.param(TABLE, {"use_compliant_nested_type": False}, id="lists of old"),
    pytest.param(
        TABLE, {"use_dictionary": ["cat"], "write_statistics": ["id"]}, id="some dictionaries"
    ),
    pytest.param(TABLE, {"write_page_index": True}, id="page index"),
    pytest.param(TABLE.replace_schema_metadata({"k": "v", "l": ""}), {}, id="metadata"),
    pytest.param(with_types(TABLE), {"use_deprecated_int96_timestamps": True}, id="types, int96"),
    pytest.param(with_types(TABLE), {"row_group_size": 2}, id="types"),
    pytest.param(with_types(TABLE), {"store_decimal_as_integer": True}, id="decimals as integers"),
    pytest.param(
        TABLE,
        {"use_dictionary": False, "column_encoding": {"text": "DELTA_BYTE_ARRAY"}},
        id="encodings",
    ),
    pytest.param(field_ids(TABLE), {}, id="field ids"),
    pytest.param(
        TABLE.set_column(1, "text", TABLE["text"].dictionary_encode()),
        {"row_group_size": 4},
        id="dictionary",
    ),
    pytest.param(TABLE[:0], {}, id="no rows"),
    pytest.param(
        TABLE, {"sorting_columns": [pq.SortingColumn(0)], "row_group_size": 5}, id="sorted"
    ),
]


def form(path):
    """Return all of a file that has to stay."""
    with pq.ParquetFile(path) as file:
        metadata = file.metadata
        groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
        columns = [
            [
                (
                    c.path_in_schema,
                    c.compression,
                    c.has_dictionary_page,
                    "DELTA_BYTE_ARRAY" in c.encodings,
                    c.is_stats_set,
                )
                for c in map(group.column, range(group.num_columns))
            ]
            for group in groups
        ]
        return (
            # the name of the root says nothing
            str(file.schema).split("\n", 2)[2],
            metadata.metadata,
            metadata.format_version,
            [(group.num_rows, group.sorting_columns) for group in groups],
            columns,
            [group.column(0).has_column_index for group in groups],
        )


def content(table):
    return table.schema.to_string(), repr(table.to_pylist())  # NaN is not NaN


def cleaned(table):
    place = table.schema.get_field_index("text")
    kind = table.schema.field("text")
    texts = [GOOD if text == BAD else text for text in table["text"].to_pylist()]
    return table.set_column(place, kind, pa.array(texts).cast(kind.type))


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("table", "options"), FORMS)
@pytest.mark.parametrize("part", [module._PART, 1], ids=["whole row groups", "in parts"])
def test_only_the_texts_change_and_they_come_back(run, here, monkeypatch, table, options, part):
    monkeypatch.setattr(module, "_PART", part)
    monkeypatch.setattr(module, "_ROWS", 2)
    pq.write_table(table, "a.parquet", **options)
    before, given = form("a.parquet"), pq.read_table("a.parquet")
    first = (here / "a.parquet").read_bytes()
    result = run("fix", "a.parquet", "--select", "numbers", "--ledger", "l.jsonl")
    assert not result.stderr
    assert form("a.parquet") == before
    assert content(pq.read_table("a.parquet")) == content(cleaned(given))
    assert run("undo", "l.jsonl").exit_code == 0
    assert form("a.parquet") == before
    assert content(pq.read_table("a.parquet")) == content(given)
    if not table.num_rows:
        assert (here / "a.parquet").read_bytes() == first
    assert sorted(path.name for path in here.iterdir() if "parquet" in path.name) == ["a.parquet"]


def test_empty_row_groups_stay(run, here):
    with pq.ParquetWriter("a.parquet", TABLE.schema) as writer:
        for rows in (TABLE[:2], TABLE[:0], TABLE[2:5], TABLE[:0]):
            writer.write_table(rows)
    run("fix", "a.parquet", "--select", "numbers")
    metadata = pq.read_metadata("a.parquet")
    assert [metadata.row_group(n).num_rows for n in range(4)] == [2, 0, 3, 0]


def test_rows_without_a_text_are_told_and_stay(run, here):
    pq.write_table(TABLE, "a.parquet")
    result = run("fix", "a.parquet", "--select", "numbers", "--ledger", "l.jsonl")
    assert "1 row could not be read" in result.stdout
    (row,) = (here / "l.quarantine.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(row) == {
        "file": "a.parquet",
        "row": 5,
        "reason": "null in 'text'",
        "set_aside": False,
        "raw": "",
    }
    assert pq.read_metadata("a.parquet").num_rows == 7


def test_one_process_or_two_the_same_bytes(run, here):
    for folder in ("one", "two"):
        (here / folder).mkdir()
        pq.write_table(TABLE, f"{folder}/a.parquet", row_group_size=2)
    run("fix", "one", "--select", "numbers")
    run("fix", "two", "--select", "numbers", "-j", 2)
    one, two = ((here / folder / "a.parquet").read_bytes() for folder in ("one", "two"))
    assert one == two


def test_one_rule_taken_back_and_then_the_rest(run, here):
    text = "There were 40 a thousand men , at noon."
    pq.write_table(pa.table({"text": [text]}), "a.parquet")
    run("fix", "a.parquet", "--ledger", "l.jsonl")
    run("undo", "l.jsonl", "--rule", "numbers/thousand-article")
    (found,) = pq.read_table("a.parquet")["text"].to_pylist()
    assert found == "There were 40 a thousand men, at noon."
    assert run("undo", "l.jsonl").exit_code == 0
    assert pq.read_table("a.parquet")["text"].to_pylist() == [text]
    result = run("undo", "l.jsonl")
    assert "taken back before" in result.stdout + result.stderr


def test_another_text_is_not_taken_back(run, here):
    pq.write_table(TABLE, "a.parquet")
    run("fix", "a.parquet", "--select", "numbers", "--ledger", "l.jsonl")
    pq.write_table(TABLE.set_column(1, "text", pa.array([GOOD + "!"] * 7)), "a.parquet")
    other = (here / "a.parquet").read_bytes()
    assert run("undo", "l.jsonl").exit_code == 2
    assert (here / "a.parquet").read_bytes() == other


def test_what_is_written_elsewhere_can_be_taken_back_there(run, here):
    pq.write_table(TABLE, "a.parquet")
    run("fix", "a.parquet", "--select", "numbers", "--ledger", "l.jsonl", "--output", "out")
    assert pq.read_table("a.parquet").equals(TABLE)
    assert pq.read_table("out/a.parquet").equals(cleaned(TABLE))
    assert run("undo", "l.jsonl", "--output", "back").exit_code == 0
    assert pq.read_table("back/a.parquet").equals(TABLE)


def test_files_of_other_writers_for_other_readers(run, here):
    reason = "pip install 'translation-cleaner[integration]'"
    polars, pandas = (pytest.importorskip(n, reason=reason) for n in ("polars", "pandas"))
    frame = pandas.DataFrame(
        {
            "text": [BAD, "x"] * 3,
            "kind": pandas.Categorical(["a", "b"] * 3),
            "when": pandas.to_datetime(["2024-05-01"] * 6),
            "n": pandas.array([1, None] * 3, dtype="Int64"),
        },
        index=pandas.Index(list("uvwxyz"), name="key"),
    )
    frame.to_parquet("pandas.parquet")
    other = polars.DataFrame(
        {
            "text": [BAD, "x"] * 3,
            "kind": polars.Series(["a", "b"] * 3, dtype=polars.Categorical),
            "when": polars.Series(["2024-05-01"] * 6).str.to_datetime(),
            "n": [[1], None] * 3,
            "s": [{"a": 1}, {"a": None}] * 3,
        }
    )
    other.write_parquet("polars.parquet", row_group_size=4)
    before = form("pandas.parquet"), form("polars.parquet")
    assert not run("fix", ".", "--select", "numbers").stderr
    assert (form("pandas.parquet"), form("polars.parquet")) == before
    frame["text"] = [GOOD, "x"] * 3
    pandas.testing.assert_frame_equal(pandas.read_parquet("pandas.parquet"), frame)
    other = other.with_columns(text=polars.Series([GOOD, "x"] * 3))
    assert polars.read_parquet("polars.parquet").equals(other)
    assert polars.read_parquet("polars.parquet").schema == other.schema


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"body": ["x"]}, "no column 'text'; the columns: body"),
        ({"text": [1]}, "column 'text' is int64, not string"),
    ],
)
def test_columns_that_cannot_be_read(run, here, columns, message):
    pq.write_table(pa.table(columns), "a.parquet")
    result = run("check", "a.parquet")
    assert f"error: a.parquet: {message}" in result.stderr
    assert result.exit_code == 2

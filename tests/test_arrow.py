"""Arrow in, Arrow out: texts are cleaned, all else is untouched, whoever calls."""

from __future__ import annotations

import pickle
import subprocess
import sys
from dataclasses import replace

import pytest

pa = pytest.importorskip("pyarrow")

from cleaner import Cleaner, RuleError  # noqa: E402
from cleaner.arrow import ArrowCleaner, ledger_table  # noqa: E402
from cleaner.edits import Edit, undo  # noqa: E402
from cleaner.formats.rows import Fields, FormatError  # noqa: E402
from cleaner.ledger import sha256  # noqa: E402

BAD, GOOD = "There were 40 a thousand men.", "There were 40,000 men."
STRINGS = [
    pa.string(),
    pa.large_string(),
    pa.string_view(),
    pa.dictionary(pa.int8(), pa.string()),
    pa.dictionary(pa.int32(), pa.large_string()),
]


def as_table(columns):
    return columns if isinstance(columns, pa.Table) else pa.table(columns)


@pytest.fixture(scope="module")
def numbers():
    return Cleaner(select=["numbers"])


@pytest.mark.parametrize("kind", STRINGS, ids=str)
@pytest.mark.parametrize("start", [0, 1])
def test_texts_are_cleaned_in_columns_of_all_kinds(numbers, kind, start):
    text = pa.array([BAD, None, "", BAD, "x"]).cast(kind)
    field = pa.field("text", kind, metadata={"of": "field"})
    schema = pa.schema([pa.field("n", pa.int8()), field], metadata={"of": "schema"})
    batch = pa.RecordBatch.from_arrays([pa.array(range(5), pa.int8()), text], schema=schema)
    cleaned = ArrowCleaner(numbers)(batch[start:])
    cleaned.validate(full=True)
    assert isinstance(cleaned, pa.RecordBatch)
    assert cleaned.schema.equals(schema, check_metadata=True)
    assert cleaned.to_pydict() == {
        "n": [0, 1, 2, 3, 4][start:],
        "text": [GOOD, None, "", GOOD, "x"][start:],
    }


@pytest.mark.parametrize(
    ("rows", "fields", "cleaned"),
    [
        pytest.param(
            [{"text": BAD, "id": "a", "metadata": {"date": "2024-05-01", "url": BAD}}],
            Fields(date="metadata.date"),
            [{"text": GOOD, "id": "a", "metadata": {"date": "2024-05-01", "url": BAD}}],
            id="datatrove",
        ),
        pytest.param(
            [{"id": "a", "text": BAD, "source": "s", "added": "2024-05-01", "created": None}],
            Fields(date="created"),
            [{"id": "a", "text": GOOD, "source": "s", "added": "2024-05-01", "created": None}],
            id="Dolma",
        ),
        pytest.param(
            [{"m": {"n": {"title": BAD, "k": [1]}, "k": 2}}, {"m": None}, {"m": {"n": None}}],
            Fields(("m.n.title",)),
            [
                {"m": {"n": {"title": GOOD, "k": [1]}, "k": 2}},
                {"m": None},
                {"m": {"n": None, "k": None}},
            ],
            id="nested",
        ),
        pytest.param(
            [{"m.title": BAD, "m": {"title": BAD}, "text": BAD}, {"m.title": None, "text": BAD}],
            Fields(("text", "m.title")),
            [
                {"m.title": GOOD, "m": {"title": BAD}, "text": GOOD},
                {"m.title": None, "m": None, "text": BAD},
            ],
            id="a dot in the name; a row with a null stays whole",
        ),
    ],
)
def test_shapes(numbers, rows, fields, cleaned):
    table = pa.Table.from_pylist(rows)
    twice = pa.concat_tables([table, table])  # two chunks
    clean = ArrowCleaner(numbers, fields=fields)
    assert clean(table).to_pylist() == cleaned
    assert clean(twice).to_pylist() == cleaned * 2
    assert clean(twice).schema == table.schema


def test_what_needs_no_change_is_the_same_object(numbers):
    batch = pa.RecordBatch.from_pylist([{"text": "x"}])
    assert ArrowCleaner(numbers)(batch) is batch
    assert ArrowCleaner(numbers)(batch[:0]).num_rows == 0


def test_the_date_and_the_language_of_a_row_count():
    table = pa.table(
        {
            "text": ["Na segunda-feira there were 40 a thousand men."] * 2,
            "date": pa.array([1_714_521_600_000_000_001] * 2, pa.timestamp("ns", "UTC")),
            "lang": ["pt", None],
        }
    )
    cleaner = Cleaner()
    cleaned = ArrowCleaner(cleaner)(table).column("text").to_pylist()
    import datetime

    from cleaner import Document

    day = datetime.date(2024, 5, 1)
    for text, language in zip(cleaned, ["pt", None], strict=True):
        document = Document(table["text"][0].as_py(), source=language, date=day)
        assert text == cleaner.clean_document(document).text


@pytest.mark.parametrize(
    ("columns", "fields", "message"),
    [
        ({"body": ["x"], "id": [1]}, Fields(), "no column 'text'; the columns: body, id"),
        ({"text": [1], "a": ["x"]}, Fields(), "'text' is int64, not string; columns of strings: a"),
        ({"text": [["x"]]}, Fields(), "'text' is list<item: string>, not string"),
        ({"text": [{"a": "x"}]}, Fields(("text.b",)), "no column 'text.b'; the columns: text"),
        ({"text": ["x"], "edits": [1]}, Fields(), "a column 'edits' is there already"),
        (pa.table([["x"], [1], [2]], ["text", "id", "id"]), Fields(), "several columns 'id'"),
    ],
)
def test_columns_that_cannot_be_read(numbers, columns, fields, message):
    with pytest.raises(FormatError, match=message):
        ArrowCleaner(numbers, fields=fields, edits="edits")(as_table(columns))


def test_a_batch_of_nothing_but_nulls_stays(numbers):
    batch = pa.RecordBatch.from_pylist([{"text": None}, {"text": None}])
    assert pa.types.is_null(batch.schema.field("text").type)
    cleaned = ArrowCleaner(numbers, edits="edits")(batch)
    assert cleaned.to_pylist() == [{"text": None, "edits": []}] * 2


def test_a_text_that_is_not_utf8_stays(numbers):
    raw = pa.array([BAD.encode(), b"\xff 40 a thousand men"]).view(pa.string())
    cleaned = ArrowCleaner(numbers)(pa.table({"text": raw}))["text"]
    assert cleaned.cast(pa.binary()).to_pylist() == [GOOD.encode(), b"\xff 40 a thousand men"]


def test_the_column_of_edits_takes_the_texts_back(numbers):
    table = pa.table({"text": [BAD, "x", None, BAD * 2], "title": ["y", BAD, "z", ""]})
    clean = ArrowCleaner(numbers, fields=Fields(("text", "title")), edits="edits")
    cleaned = clean(table)
    assert cleaned.column_names == ["text", "title", "edits"]
    for before, after in zip(table.to_pylist(), cleaned.to_pylist(), strict=True):
        for name, text in before.items():
            edits = [
                Edit(e["start"], e["end"], e["before"], e["after"], tuple(e["rules"]))
                for e in after["edits"]
                if e["field"] == name
            ]
            assert text is None or undo(after[name], edits) == text
    assert [len(edits) for edits in cleaned["edits"].to_pylist()] == [1, 1, 0, 2]
    assert clean(table[:0]).schema == cleaned.schema


def test_the_column_of_edits_becomes_a_ledger(numbers):
    table = pa.table({"text": ["x", BAD], "id": [7, 8]})
    cleaned = ArrowCleaner(numbers, edits="edits")(table)
    document, edit = ledger_table(cleaned, edits="edits", first=11).to_pylist()
    assert (document["record"], document["doc"], document["row"]) == ("document", "8", 12)
    assert document["sha256_before"] == sha256(BAD)
    assert document["sha256_after"] == sha256(GOOD)
    assert (edit["doc"], edit["before"], edit["after"]) == ("8", "40 a thousand", "40,000")
    assert edit["rules"] == ["numbers/thousand-article"]


def test_it_travels_with_its_settings_and_not_with_the_shipped_rules(numbers):
    clean = ArrowCleaner(select=["numbers"], fields=Fields(("title",)), edits="edits")
    sent = pickle.dumps(clean)
    assert len(sent) < 2_000
    again, once_more = pickle.loads(sent), pickle.loads(sent)
    assert again.cleaner is once_more.cleaner
    table = pa.table({"title": [BAD]})
    assert again(table).equals(clean(table))


OWN_RULE = """summary = "a"\nwhy = "b"\ntype = "grammar"\nfix = "safe"\nphrases = { foo = "bar" }
[[example]]\nbad = "a foo b"\ngood = "a bar b"\n[[example]]\nbad = "foo"\ngood = "bar"
[[example]]\nkeep = "fool"\n[[example]]\nkeep = "foot"\n[[example]]\nkeep = "food"\n"""


@pytest.fixture
def sent(tmp_path):
    """Pickle a function with a rule of the user's own; the rule is gone then."""
    rule = tmp_path / "mine" / "own.toml"
    rule.parent.mkdir()
    rule.write_text(OWN_RULE, encoding="utf-8")
    sent = pickle.dumps(ArrowCleaner(select=["mine"], rules=[tmp_path]))
    rule.unlink()
    return sent


def test_rules_of_ones_own_travel_too(sent):
    again = pickle.loads(sent)
    table = pa.table({"text": ["a foo b"]})
    assert again(table)["text"].to_pylist() == ["a bar b"]
    assert pickle.loads(pickle.dumps(again)).cleaner is again.cleaner


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("rules", "not those the job was started with; install the same cleaner everywhere"),
        ("version", "has cleaner .*, and the job was started with 0.0; install the same version"),
    ],
)
def test_other_rules_in_another_process_are_refused(sent, name, message):
    parcel = pickle.loads(sent).__reduce__()[1][0]
    with pytest.raises(RuleError, match=message):
        replace(parcel, **{name: "0.0"}).cleaner()


def test_a_cleaner_and_settings_are_too_much(numbers):
    with pytest.raises(TypeError, match="has its settings already: select"):
        ArrowCleaner(numbers, select=["numbers"])


DATASETS = """
import sys
import datasets
from datasets.fingerprint import Hasher
from cleaner.arrow import ArrowCleaner

if __name__ == "__main__":
    datasets.disable_progress_bars()
    datasets.config.HF_DATASETS_CACHE = sys.argv[1]
    bad = "There were 40 a thousand men."
    given = datasets.Dataset.from_dict({"text": [bad, None, "x"] * 9, "id": list(range(27))})
    clean = ArrowCleaner(select=["numbers"])
    one = given.with_format("arrow").map(clean, batched=True, batch_size=5).with_format(None)
    two = given.with_format("arrow").map(clean, batched=True, num_proc=2).with_format(None)
    assert one[:] == two[:]
    assert one.features == given.features
    assert one["text"][:3] == ["There were 40,000 men.", None, "x"]
    assert one["id"][:] == list(range(27))
    edits = given.with_format("arrow").map(ArrowCleaner(edits="edits"), batched=True)
    assert edits.with_format(None)[0]["edits"][0]["before"] == "40 a thousand"
    print(Hasher.hash(clean), Hasher.hash(ArrowCleaner()))
"""


def test_datasets_of_hugging_face(tmp_path):
    """In a process of its own, as it is used; twice, as its cache needs the same fingerprint."""
    pytest.importorskip("datasets", reason="pip install 'translation-cleaner[integration]'")
    script = tmp_path / "script.py"
    script.write_text(DATASETS, encoding="utf-8")
    prints = [
        subprocess.run(
            [sys.executable, script, tmp_path], check=True, capture_output=True, text=True
        ).stdout.split()
        for _ in range(2)
    ]
    assert prints[0] == prints[1]
    assert prints[0][0] != prints[0][1]

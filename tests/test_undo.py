"""Edits taken back: all or some, proved by hash; hostile ledgers write nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

NOISY = "About 40 a thousand people marched , at noon."
LINE = {
    "numbers": "About 40 a thousand people marched, at noon.",
    "tags": "About 40,000 people marched , at noon.",
}
CLEAN = "About 40,000 people marched, at noon."
TOUCHING = "It began at 15h30 , he said."  # what two families make of it is one edit


@pytest.fixture
def cleaned(run, tmp_path, monkeypatch):
    """Clean files of the given content with a ledger; give a function that reads them."""
    monkeypatch.chdir(tmp_path)

    def clean(content, *options):
        for name, text in content.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        run("fix", *content, "--ledger", "edits.jsonl", "-q", *options)
        return lambda: {name: (tmp_path / name).read_bytes().decode() for name in content}

    return clean


def rows(*texts):
    return "".join(json.dumps({"id": f"d{i}", "text": text}) + "\n" for i, text in enumerate(texts))


def records():
    with Path("edits.jsonl").open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def rewrite(change):
    """Change the records of the ledger, and write it again."""
    changed = [change(record) or record for record in records()]
    with Path("edits.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in changed)


@pytest.mark.parametrize("rule", ["numbers/thousand-article", "numbers", "tags"])
def test_one_rule_taken_back_is_a_run_without_it(run, cleaned, tmp_path, rule):
    content = {
        "a.txt": f"{NOISY}\r\n\r\nNothing.\r\n",
        "b/c.jsonl": rows(NOISY, "Nothing.", f"{NOISY} {NOISY}"),
    }
    read = cleaned(content)
    result = run("undo", "edits.jsonl", "--rule", rule)
    assert (result.exit_code, result.stderr) == (0, "")
    family = rule.partition("/")[0]
    assert read() == {name: text.replace(NOISY, LINE[family]) for name, text in content.items()}
    left = {r for record in records() if "record" not in record for r in record["rules"]}
    assert left
    assert not any(name.startswith(family) for name in left)
    assert run("verify", "edits.run.json").stdout  # the ledger is another than the run wrote
    assert run("undo", "edits.jsonl").exit_code == 0
    assert read() == content


def test_an_edit_of_two_rules_is_taken_back_as_a_whole_and_told(run, cleaned):
    read = cleaned({"in.jsonl": rows(TOUCHING)})
    (edit,) = (record for record in records() if "record" not in record)
    assert len(edit["rules"]) == 2
    result = run("undo", "edits.jsonl", "--rule", edit["rules"][0])
    assert "in.jsonl: d0 text" in result.stdout
    assert f"one edit of {', '.join(edit['rules'])}, taken back as a whole" in result.stdout
    assert read() == {"in.jsonl": rows(TOUCHING)}


def test_one_document(run, cleaned):
    read = cleaned({"in.jsonl": rows(NOISY, NOISY)})
    run("undo", "edits.jsonl", "--doc", "d1")
    assert read() == {"in.jsonl": rows(CLEAN, NOISY)}


def verdict(**changes):
    """Return a line of a verdict file on the first edit of `NOISY` in row 2."""
    return json.dumps(
        {
            "doc": "d1",
            "field": "text",
            "file": "in.jsonl",
            "row": 2,
            "start": 6,
            "end": 19,
            "before": "40 a thousand",
            "after": "40,000",
            "rules": ["numbers/thousand-article"],
            "verdict": "wrong",
            "context": NOISY,
        }
        | changes
    )


def test_what_a_reader_marked_as_wrong_is_taken_back(run, cleaned, tmp_path):
    read = cleaned({"in.jsonl": rows(NOISY, NOISY), "a.txt": NOISY})
    of_file = verdict(doc="a.txt", file="a.txt", row=None, field=None)
    elsewhere = verdict(file="../../etc/passwd")
    marks = "\n".join([verdict(), of_file, elsewhere])
    (tmp_path / "verdicts.jsonl").write_text(marks, encoding="utf-8")
    result = run("undo", "edits.jsonl", "--verdicts", "verdicts.jsonl")
    assert (result.exit_code, result.stderr) == (0, "1 verdicts are on no edit of this ledger\n")
    assert read() == {"in.jsonl": rows(CLEAN, LINE["numbers"]), "a.txt": LINE["numbers"]}
    hint = run("rules", "keep", "verdicts.jsonl").stdout
    assert f'[[example]]\nkeep = "{NOISY}"' in hint


@pytest.mark.parametrize("line", ["{", verdict(verdict="fine"), verdict(end=7), verdict(rules=[])])
def test_a_false_verdict_file_changes_nothing(run, cleaned, tmp_path, line):
    read = cleaned({"in.jsonl": rows(NOISY, NOISY)})
    (tmp_path / "verdicts.jsonl").write_text(f"{verdict()}\n{line}\n", encoding="utf-8")
    result = run("undo", "edits.jsonl", "--verdicts", "verdicts.jsonl")
    assert result.exit_code == 2
    assert "verdicts.jsonl:2: not a verdict" in result.stderr
    assert read() == {"in.jsonl": rows(CLEAN, CLEAN)}


def test_a_dry_run_writes_nothing(run, cleaned, tmp_path):
    read = cleaned({"in.txt": NOISY})
    result = run("undo", "edits.jsonl", "--dry-run", "--output", "back")
    assert "2 edits in 1 documents of 1 files would be taken back" in result.stdout
    assert read() == {"in.txt": CLEAN}
    assert not (tmp_path / "back").exists()


def test_an_undo_twice_is_an_undo_once(run, cleaned):
    read = cleaned({"in.txt": NOISY, "b.txt": NOISY})
    run("undo", "edits.jsonl")
    result = run("undo", "edits.jsonl")
    assert (result.exit_code, result.stdout.count("taken back before")) == (0, 2)
    assert read() == {"in.txt": NOISY, "b.txt": NOISY}


def test_an_undo_of_a_rule_that_was_stopped_half_way_goes_on(run, cleaned, tmp_path):
    read = cleaned({"a.txt": NOISY, "b.txt": NOISY})
    ledger = (tmp_path / "edits.jsonl").read_bytes()
    run("undo", "edits.jsonl", "--rule", "tags")
    (tmp_path / "edits.jsonl").write_bytes(ledger)  # stopped before the ledger was written
    (tmp_path / "b.txt").write_text(CLEAN)  # and before the second file
    assert run("undo", "edits.jsonl", "--rule", "tags").exit_code == 0
    assert set(read().values()) == {LINE["tags"]}
    assert run("undo", "edits.jsonl").exit_code == 0
    assert set(read().values()) == {NOISY}


@pytest.mark.parametrize("options", [(), ("--rule", "tags"), ("--doc", "d0")])
def test_a_file_that_was_changed_since_is_refused_with_both_hashes(run, cleaned, tmp_path, options):
    read = cleaned({"in.jsonl": rows(NOISY, "Nothing."), "other.jsonl": rows(NOISY)})
    before = records()[1]["sha256_after"]
    changed = rows(CLEAN, "Another.")
    (tmp_path / "in.jsonl").write_text(changed)
    result = run("undo", "edits.jsonl", *options)
    assert result.exit_code == 2
    assert (
        f"in.jsonl: not the text that was written: expected sha256 {before}, has " in result.stderr
    )
    assert read()["in.jsonl"] == changed
    assert read()["other.jsonl"] != rows(CLEAN)
    files = [record["file"] for record in records() if record.get("record") == "file"]
    assert files == ["in.jsonl", "other.jsonl"]


@pytest.mark.parametrize(
    "name", ["../outside.txt", "/outside.txt", "link.txt", "folder/../../outside.txt"]
)
def test_a_ledger_may_not_lead_outside(run, cleaned, tmp_path, name):
    cleaned({"inside/in.txt": NOISY})
    outside = tmp_path / "outside.txt"
    outside.write_text(CLEAN)
    (tmp_path / "inside" / "link.txt").symlink_to(outside)
    target = str(outside) if name.startswith("/") else name
    rewrite(lambda r: r | {"output": target, "file": target} if r.get("record") == "file" else None)
    result = run("undo", "edits.jsonl", "--root", "inside")
    assert result.exit_code == 2
    assert "lies outside of" in result.stderr
    assert outside.read_text() == CLEAN
    run("undo", "edits.jsonl", "--root", ".", "--output", "back")
    assert outside.read_text() == CLEAN
    assert {path.resolve().parent for path in tmp_path.glob("back/**/*.txt")} <= {tmp_path / "back"}


def _edits(**changes):
    return lambda r: None if "record" in r else r | changes


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(
            _edits(start=0, end=10_000_000), "an edit out of its order", id="past the end"
        ),
        pytest.param(_edits(start=-1), "not a record of a ledger", id="before the start"),
        pytest.param(_edits(before="evil"), "expected sha256", id="another text"),
        pytest.param(_edits(after="evil"), "expected sha256", id="not the text that stands there"),
        pytest.param(_edits(doc="d9"), "an edit without its document", id="another document"),
        pytest.param(
            _edits(raw='evil","x":"y'), "expected sha256", id="a spelling that breaks out"
        ),
        pytest.param(
            lambda r: r | {"row": 99} if r.get("record") == "document" else None,
            "row 99 of the ledger is not in the file",
            id="a row that is not there",
        ),
        pytest.param(
            lambda r: r | {"format": "exe"} if r.get("record") == "file" else None,
            "unknown format 'exe'",
            id="an unknown format",
        ),
        pytest.param(
            lambda r: r | {"set_aside": [1]} if r.get("record") == "file" else None,
            "rows were set aside",
            id="rows that were never set aside",
        ),
        pytest.param(
            lambda r: {"record": "other"}, "unknown record 'other'", id="no ledger at all"
        ),
    ],
)
def test_a_false_ledger_changes_nothing(run, cleaned, change, message):
    read = cleaned({"in.jsonl": rows(NOISY)})
    rewrite(change)
    result = run("undo", "edits.jsonl")
    assert result.exit_code == 2
    assert message in result.stderr
    assert read() == {"in.jsonl": rows(CLEAN)}


def test_show_and_stats(run, cleaned):
    cleaned({"in.jsonl": rows(NOISY, NOISY)})
    shown = run("show", "edits.jsonl", "--doc", "d1", "--rule", "numbers").stdout
    assert shown == (
        "in.jsonl:2: d1 [text 6] numbers/thousand-article (safe)\n"
        "    About [-40 a thousand-]{+40,000+} people marched, at noon.\n"
    )
    assert len(run("show", "edits.jsonl", "--random", "2").stdout.splitlines()) == 4
    table = run("stats", "edits.jsonl").stdout
    assert ["numbers/thousand-article", "2", "26", "12", "2"] in map(str.split, table.splitlines())


def test_verify_says_what_differs(run, cleaned, tmp_path):
    cleaned({"a.txt": NOISY, "in.jsonl": rows(NOISY, "Nothing.") + "broken\n"})
    result = run("verify", "edits.run.json")
    assert (result.exit_code, result.stdout) == (0, "everything is as it was written\n")
    (tmp_path / "a.txt").write_text("Another.")
    record = json.loads((tmp_path / "edits.run.json").read_text())
    record["rules"]["tags/broken-line"] = "0" * 64
    (tmp_path / "edits.run.json").write_text(json.dumps(record))
    result = run("verify", "edits.run.json")
    assert result.exit_code == 1
    assert "a.txt: expected sha256" in result.stdout
    assert "rule tags/broken-line: was changed" in result.stdout


def test_verify_finds_documents_that_come_out_otherwise(run, cleaned, tmp_path):
    cleaned({"in.jsonl": rows(NOISY, "Nothing.")})
    record = json.loads((tmp_path / "edits.run.json").read_text())
    record["settings"]["cleaners"][0]["ignore"] = ["tags"]
    (tmp_path / "edits.run.json").write_text(json.dumps(record))
    assert "in.jsonl:1: d0: comes out otherwise now" in run("verify", "edits.run.json").stdout

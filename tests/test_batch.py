"""Corpora in, corpora out: every row in the output or set aside, every edit on record."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import zstandard

NOISY = "About 40 a thousand people marched , at noon."
CLEAN = "About 40,000 people marched, at noon."


def row(text=NOISY, **fields):
    return json.dumps({"id": "a", "text": text, **fields}, ensure_ascii=False)


@pytest.fixture
def corpus(tmp_path, monkeypatch):
    """Write a corpus in the current folder; give its path."""
    monkeypatch.chdir(tmp_path)

    def write(*lines, name="in.jsonl"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"".join(x if isinstance(x, bytes) else x.encode() for x in lines))
        return path

    return write


def ledger(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def edits(path):
    return [record for record in ledger(path) if "record" not in record]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            '{"text": "40 a thousand people", "n": 1.50, "x": "\\u00e9"}',
            '{"text": "40,000 people", "n": 1.50, "x": "\\u00e9"}',
            id="other fields keep their spelling",
        ),
        pytest.param(
            '{ "x":1,  "text":"\\u201c40 a thousand\\u0020people\\/\\u201d" }',
            '{ "x":1,  "text":"\\u201c40,000\\u0020people\\/\\u201d" }',
            id="escapes beside an edit stay",
        ),
        pytest.param(
            '{"text":"\\ud83d\\ude00 About 40 a thousand people"}',
            '{"text":"\\ud83d\\ude00 About 40,000 people"}',
            id="a surrogate pair is one character",
        ),
        pytest.param(
            '{"text":"x","text":"40 a thousand people"}',
            '{"text":"x","text":"40,000 people"}',
            id="of two fields with one name the last counts",
        ),
        pytest.param(
            '{"te\\u0078t":"40 a thousand people","n":NaN}',
            '{"te\\u0078t":"40,000 people","n":NaN}',
            id="an escaped name, NaN",
        ),
        pytest.param(
            '{"a":{"text":"40 a thousand people"},"text":"40 a thousand people"}\r',
            '{"a":{"text":"40 a thousand people"},"text":"40,000 people"}\r',
            id="a nested field of the same name, CRLF",
        ),
    ],
)
def test_in_a_changed_line_only_the_edited_characters_change(run, corpus, before, after):
    path = corpus(before, "\n", row("Nothing."), "\n")
    run("fix", path, "--ledger", "edits.jsonl")
    assert path.read_bytes().decode() == f"{after}\n{row('Nothing.')}\n"
    assert run("undo", "edits.jsonl").exit_code == 0
    assert path.read_bytes().decode() == f"{before}\n{row('Nothing.')}\n"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": ', "not JSON: Expecting value"),
        (b"[1]", "not a JSON object but an array"),
        (b'{"text": null}', "'text' is null, not a string"),
        (b'{"text": {"text": "a"}}', "'text' is an object, not a string"),
        (b'{"body": "a"}', "no field 'text'; there are: body"),
        (b'{"text": "\\ud800"}', "a lone surrogate in 'text'"),
        (b'{"text": "a\x00b"}', "not JSON: Invalid control character"),
        (b'{"text": "\xff"}', "not UTF-8: byte 0xff at 10"),
        (b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deep"),
    ],
)
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b""])
def test_a_row_that_cannot_be_read_is_set_aside_and_put_back(run, corpus, line, reason, end):
    path = corpus(row(), "\n\n", line, end)
    before = path.read_bytes()
    result = run("fix", path, "--ledger", "edits.jsonl")
    assert result.exit_code == 1
    assert "1 row could not be read" in result.stdout
    assert path.read_text() == row(CLEAN) + "\n\n"
    (aside,) = ledger(path.with_name("edits.quarantine.jsonl"))
    assert (aside["file"], aside["row"]) == (str(path), 3)
    assert reason in aside["reason"]
    run("undo", "edits.jsonl")
    assert path.read_bytes() == before


def test_without_a_quarantine_rows_stay_and_are_named(run, corpus):
    path = corpus(row(), "\nbroken\n")
    result = run("fix", path)
    assert result.exit_code == 2
    assert f"{path}: row 2: not JSON" in result.stderr
    assert path.read_text() == row(CLEAN) + "\nbroken\n"


def test_strict_stops_at_the_first_such_row_and_writes_nothing(run, corpus):
    path = corpus(row(), "\nbroken\n")
    before = path.read_bytes()
    result = run("fix", path, "--strict")
    assert result.exit_code == 2
    assert f"{path}:2: not JSON" in result.stderr
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_row_of_many_megabytes_goes_to_the_quarantine_in_pieces(run, corpus):
    long = b'{"text":"' + b"long " * 8_000_000 + b'"}\n'
    path = corpus(row(), "\n", long, row())
    before = path.read_bytes()
    run("fix", path, "--ledger", "edits.jsonl", "-q")
    assert path.read_text() == row(CLEAN) + "\n" + row(CLEAN)
    assert {aside["row"] for aside in ledger(path.with_name("edits.quarantine.jsonl"))} == {2}
    run("undo", "edits.jsonl")
    assert path.read_bytes() == before


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_a_line_that_unpacks_to_gigabytes_costs_no_memory(corpus, suffix):
    resource = pytest.importorskip("resource", reason="memory is measured on Unix only")
    path = corpus(name=f"in.jsonl{suffix}")
    opened = {".gz": gzip.open, ".zst": zstandard.open}[suffix]
    with opened(path, "wb") as file:
        for _ in range(250):
            file.write(b"a" * (1 << 20))
    limit = 200 << 20
    done = subprocess.run(
        [sys.executable, "-m", "cleaner", "fix", path, "--ledger", "e.jsonl", "-q"],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (limit, limit)),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, b"")
    assert sum(file.stat().st_size for file in path.parent.iterdir()) < 20 << 20


@pytest.mark.parametrize("name", ["in.jsonl", "in.ndjson", "in.jsonl.gz", "in.jsonl.zst"])
@pytest.mark.parametrize("ledger_name", ["e.jsonl", "e.jsonl.gz", "e.jsonl.zst", "e.parquet"])
def test_every_form_of_corpus_and_ledger_goes_there_and_back(run, corpus, name, ledger_name):
    path = corpus(name=name)
    content = "".join(row(id=f"d{i}", text=NOISY * (i % 2)) + "\n" for i in range(50))
    _write(path, content)
    run("fix", path.name, "--output", "out", "--ledger", ledger_name)
    assert _read(path.parent / "out" / name) == content.replace(NOISY, CLEAN)
    assert run("undo", ledger_name, "--output", "back").exit_code == 0
    assert _read(path.parent / "back" / name) == content


def _write(path, content):
    opened = {".gz": gzip.open, ".zst": zstandard.open}.get(path.suffix, open)
    with opened(path, "wt", encoding="utf-8") as file:
        file.write(content)


def _read(path):
    opened = {".gz": gzip.open, ".zst": zstandard.open}.get(path.suffix, open)
    with opened(path, "rt", encoding="utf-8") as file:
        return file.read()


def test_the_shapes_of_other_tools(run, corpus):
    nested = json.dumps({"id": "x", "text": NOISY, "metadata": {"date": "2024-05-01T10:00:00"}})
    path = corpus(nested, "\n")
    run("fix", path, "--date-field", "metadata.date", "--ledger", "e.jsonl")
    assert json.loads(path.read_text())["text"] == CLEAN
    assert {edit["doc"] for edit in edits(path.with_name("e.jsonl"))} == {"x"}


def test_two_fields_of_a_row_are_two_texts(run, corpus):
    path = corpus('{"title": "40 a thousand march", "body": {"en": "40 a thousand people"}}\n')
    run("fix", path, "--field", "title", "--field", "body.en", "--ledger", "e.jsonl")
    assert path.read_text() == '{"title": "40,000 march", "body": {"en": "40,000 people"}}\n'
    assert [edit["field"] for edit in edits(path.with_name("e.jsonl"))] == ["title", "body.en"]


def test_more_processes_write_the_same_bytes(run, corpus):
    quiet = "The council met in the town hall on Monday and heard the report. " * 100
    lines = [row(NOISY + quiet, id=i) + "\n" * (1 + i % 2) for i in range(400)]
    path = corpus(*lines, "broken\n")
    for jobs in ("1", "3"):
        run("fix", path.name, "--output", "out", "--ledger", f"{jobs}.jsonl", "-j", jobs, "-q")
        (path.parent / "out" / path.name).rename(path.with_name(f"out{jobs}"))
    assert path.with_name("out1").read_bytes() == path.with_name("out3").read_bytes()
    records = [ledger(path.with_name(f"{jobs}.jsonl")) for jobs in ("1", "3")]
    for record in (r for run_ in records for r in run_ if r.get("record") == "file"):
        record.pop("quarantine")
    assert records[0] == records[1]


def test_a_ledger_is_not_overwritten_and_is_no_corpus(run, corpus):
    path = corpus(row(), "\n")
    run("fix", path, "--ledger", "edits.jsonl")
    kept = path.with_name("edits.jsonl").read_bytes()
    result = run("fix", path, "--ledger", "edits.jsonl")
    assert result.exit_code == 2
    assert "holds the edits of an earlier run" in result.stderr
    assert "a ledger of cleaner, no corpus" in run("fix", "edits.jsonl").stderr
    assert path.with_name("edits.jsonl").read_bytes() == kept


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_run_that_is_killed_goes_on_to_the_same_bytes(run, corpus, jobs):
    names = [f"p{i}.jsonl" for i in range(6)]
    for folder in ("quiet", "killed"):
        for name in names:
            lines = (row(f"{NOISY} {i}", id=f"{name}{i}") + "\n" for i in range(60))
            path = corpus(*lines, "broken\n", name=f"{folder}/{name}")
    quiet, killed = path.parent.with_name("quiet"), path.parent
    command = [sys.executable, "-m", "cleaner", "fix", *names, "--ledger", "e.jsonl", "-q"]
    command += ["-j", jobs, "--resume"]
    subprocess.run(command, cwd=quiet, check=False)
    codes = []
    for number in (signal.SIGKILL, signal.SIGINT, signal.SIGKILL):
        process = subprocess.Popen(command, cwd=killed, stderr=subprocess.DEVNULL)
        _wait_for_one_more_file(killed, process)
        process.send_signal(number)
        codes.append(process.wait())
    assert codes[0] == -signal.SIGKILL
    other = run(
        "fix", *[killed / name for name in names], "--ledger", killed / "e.jsonl", "--resume"
    )
    assert "had other paths" in other.stderr
    last = subprocess.run(command, cwd=killed, check=False, capture_output=True)
    assert (last.returncode, last.stderr) == (1, b"")
    for file in quiet.iterdir():
        if file.name != "e.run.json":  # it names its folder
            assert (killed / file.name).read_bytes() == file.read_bytes(), file.name
    assert {file.name for file in killed.iterdir()} == {file.name for file in quiet.iterdir()}


_KILLED_AS_SOON_AS_IT_IS_THERE = """
import os, signal, sys

def kill(frame, event, argument):
    if os.path.exists(part):
        os.kill(os.getpid(), signal.SIGKILL)

def watch(event, arguments):
    global part
    if event == "open" and os.path.basename(str(arguments[0])).startswith(f".{name}."):
        part = arguments[0]
        sys.setprofile(kill)

name = sys.argv.pop(1)
sys.addaudithook(watch)
from cleaner.cli import main
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
@pytest.mark.parametrize("begun", ["b.jsonl", "e.quarantine.jsonl", "e.jsonl", "e.run.json"])
def test_a_file_that_was_just_begun_when_the_run_was_killed_is_removed(corpus, begun):
    folder = corpus(row(), "\n", "broken\n", name="a.jsonl").parent
    corpus(row(id="b"), "\n", name="b.jsonl")
    arguments = ["fix", "a.jsonl", "b.jsonl", "--ledger", "e.jsonl", "-q", "--resume"]
    killed = [sys.executable, "-c", _KILLED_AS_SOON_AS_IT_IS_THERE, begun, *arguments]
    assert subprocess.run(killed, cwd=folder, check=False).returncode == -signal.SIGKILL
    assert [path.name for path in folder.glob(f".{begun}.*")]
    subprocess.run([sys.executable, "-m", "cleaner", *arguments], cwd=folder, check=False)
    names = {"a.jsonl", "b.jsonl", "e.jsonl", "e.quarantine.jsonl", "e.run.json"}
    assert {path.name for path in folder.iterdir()} == names


def _wait_for_one_more_file(folder, process):
    def done():
        journal = folder / "e.jsonl.part" / "files.jsonl"
        return journal.read_bytes().count(b'"ready"') if journal.exists() else 0

    before = done()
    while process.poll() is None and done() <= before:
        time.sleep(0.01)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="processes are found in /proc")
def test_a_worker_that_dies_is_replaced(corpus):
    quiet = "The council met in the town hall on Monday and heard the report. " * 20
    lines = [row(f"{quiet}{NOISY} {i}", id=i) + "\n" for i in range(3000)]
    path = corpus(*lines)
    command = [sys.executable, "-m", "cleaner", "fix", path, "--output", "out", "-q", "-j", "2"]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        while not (workers := _spawned(process.pid)):
            time.sleep(0.01)
        time.sleep(0.5)
        os.kill(workers[0], signal.SIGKILL)
        _, errors = process.communicate()
    assert (process.returncode, errors) == (1, b"")  # the repetition is reported
    written = (path.parent / "out" / path.name).read_text().splitlines()
    assert [json.loads(line)["text"] for line in written] == [
        f"{quiet}{CLEAN} {i}" for i in range(3000)
    ]


def _spawned(parent):
    """Return the worker processes of a process."""
    return [
        int(entry.name)
        for entry in Path("/proc").glob("[0-9]*")
        if f"PPid:\t{parent}\n" in _content(entry / "status")
        and "spawn_main" in _content(entry / "cmdline")
    ]


def _content(path):
    try:
        return path.read_text()
    except OSError:  # the process has ended
        return ""

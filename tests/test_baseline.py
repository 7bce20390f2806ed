"""The baseline: known findings stay known while the file around them changes."""

from __future__ import annotations

import pytest

NOISY = "About 40 a thousand people marched through the old town, he said.\n"
OTHER = "There were 12 a thousand cats in the harbour, she said.\n"
FLAGGED = "Prices rose in the recent days.\n"


@pytest.fixture
def record(run, tmp_path, monkeypatch):
    """Write an article, record its findings, give a check of what it became since."""
    monkeypatch.chdir(tmp_path)

    def record(before, name="a.txt"):
        path = tmp_path / name
        path.write_text(before, encoding="utf-8")
        assert run("baseline", ".").exit_code == 0

        def check(after):
            path.write_text(after, encoding="utf-8")
            return run("check", "--baseline", "cleaner-baseline.json", ".")

        return check

    return record


@pytest.mark.parametrize(
    ("before", "after", "new", "gone"),
    [
        pytest.param(NOISY, NOISY, 0, 0, id="nothing changed"),
        pytest.param(NOISY, "A line.\n\n" + NOISY, 0, 0, id="lines moved"),
        pytest.param(NOISY, NOISY.replace("old town", "park"), 0, 0, id="other words of the line"),
        pytest.param(NOISY, NOISY.replace("people", "men"), 0, 0, id="the words beside it"),
        pytest.param(NOISY + OTHER, OTHER + NOISY, 0, 0, id="two changed places"),
        pytest.param(NOISY, NOISY + OTHER, 1, 0, id="a new one"),
        pytest.param(NOISY, NOISY + "So 40 a thousand went.\n", 1, 0, id="the same once more"),
        pytest.param(NOISY, NOISY.replace("a thousand", "thousand"), 0, 1, id="one mended"),
        pytest.param(NOISY, NOISY.replace("40", "41"), 1, 1, id="one became another"),
        pytest.param(FLAGGED, "Well.\n" + FLAGGED, 0, 0, id="reported only"),
        pytest.param(NOISY * 2, NOISY * 2, 0, 0, id="twice the same"),
        pytest.param(NOISY * 2, NOISY, 0, 1, id="twice, now once"),
        pytest.param(NOISY, NOISY * 3, 2, 0, id="once, now three times"),
    ],
)
def test_only_what_is_new_counts(record, before, after, new, gone):
    result = record(before)(after)
    assert result.exit_code == (1 if new else 0)
    assert result.stdout.count("fixable") == new
    assert result.stderr.count("gone: a.txt: numbers/thousand-article: ") == gone


def test_of_two_alike_the_one_in_other_words_is_the_new_one(record):
    shown = record(NOISY)("So 40 a thousand went home.\n" + NOISY).stdout
    assert "So [-40 a thousand-]{+40,000+} went" in shown
    assert "1 file: 1 edit in 1 file, 0 places reported only. 1 known." in shown


def test_rows_may_move(record):
    row, more = '{"text": "About 40 a thousand people."}\n', '{"text": "Rain."}\n'
    assert record(row, "a.jsonl")(more + more + row).exit_code == 0


def test_what_is_gone_is_shown_in_its_words(record, tmp_path):
    check = record(NOISY)
    said = check("Rain.\n").stderr
    assert said == (
        "gone: a.txt: numbers/thousand-article: "
        "About [-40 a thousand-]{+40,000+} people marched through\n"
    )


def test_a_file_that_is_not_read_keeps_its_entries_one_that_was_removed_does_not(
    run, record, tmp_path
):
    check = record(NOISY)
    (tmp_path / "b.txt").write_text("Rain.\n", encoding="utf-8")
    known = ["check", "--baseline", "cleaner-baseline.json", "b.txt"]
    assert run(*known).stderr == ""
    check("Rain.\n")
    (tmp_path / "a.txt").unlink()
    assert "gone: a.txt" in run(*known).stderr


def test_the_file_is_the_same_wherever_the_command_runs(run, record, tmp_path, monkeypatch):
    record(NOISY + OTHER)
    file = tmp_path / "cleaner-baseline.json"
    before = file.read_bytes()
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    run("baseline", "..", "--output", "../cleaner-baseline.json", "--jobs", "2")
    assert file.read_bytes() == before
    assert run("check", "..", "--baseline", "../cleaner-baseline.json").exit_code == 0


def test_a_diff_shows_only_what_is_new(run, record, tmp_path):
    record(NOISY)(NOISY + OTHER)
    shown = run("check", "--diff", "--baseline", "cleaner-baseline.json", ".").stdout
    assert "+There were 12,000 cats" in shown
    assert "+About" not in shown


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "No such file or directory; `cleaner baseline` writes it"),
        (b"[]", "not a baseline"),
        (b"\xff", "not a baseline"),
        (b'{"baseline": 9, "files": {}}', "of form 9; this cleaner reads 1"),
    ],
)
def test_a_baseline_that_cannot_be_read(run, tmp_path, content, message):
    path = tmp_path / "known.json"
    if content is not None:
        path.write_bytes(content)
    result = run("check", "--baseline", path, tmp_path)
    assert (result.exit_code, message in result.stderr) == (2, True), result.stderr


def test_a_file_that_cannot_be_read_is_told_and_the_rest_is_recorded(run, tmp_path):
    (tmp_path / "a.txt").write_bytes(b"caf\xe9")
    (tmp_path / "b.txt").write_text(NOISY, encoding="utf-8")
    result = run("baseline", tmp_path, "--output", tmp_path / "known.json")
    assert "a.txt: not UTF-8" in result.stderr
    assert result.exit_code == 2
    assert "1 finding in 1 file" in result.stdout

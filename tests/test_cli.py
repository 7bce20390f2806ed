"""The command line on real files: exit codes, bytes, errors."""

from __future__ import annotations

import stat
import subprocess
import sys

import pytest

NOISY = "About 40 a thousand people marched , at noon.\n"
CLEAN = "About 40,000 people marched, at noon.\n"
FLAGGED = "Prices rose in the recent days.\n"


@pytest.fixture
def article(tmp_path):
    """Write an article; give its path."""

    def write(text, name="article.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.mark.parametrize(
    ("command", "text", "code"),
    [
        pytest.param("check", CLEAN, 0, id="check, clean"),
        pytest.param("check", NOISY, 1, id="check, noisy"),
        pytest.param("check", FLAGGED, 1, id="check, to report"),
        pytest.param("fix", CLEAN, 0, id="fix, clean"),
        pytest.param("fix", NOISY, 0, id="fix, all fixed"),
        pytest.param("fix", FLAGGED, 1, id="fix, something remains"),
    ],
)
def test_exit_codes(run, article, command, text, code):
    assert run(command, article(text)).exit_code == code


def test_check_writes_nothing_and_shows_the_change_in_context(run, article):
    path = article(NOISY)
    shown = run("check", path).stdout
    assert path.read_text() == NOISY
    assert "1:7" in shown
    assert "numbers/thousand-article" in shown
    assert "About [-40 a thousand-]{+40,000+} people" in shown
    assert "1 file: 2 edits in 1 file, 0 places reported only." in shown


def test_fix_writes_in_place_and_keeps_the_permissions(run, article):
    path = article(NOISY)
    path.chmod(0o640)
    run("fix", path)
    assert path.read_text() == CLEAN
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [p.name for p in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(NOISY.rstrip("\n"), CLEAN.rstrip("\n"), id="no newline at the end"),
        pytest.param(NOISY.replace("\n", "\r\n"), CLEAN.replace("\n", "\r\n"), id="CRLF"),
        pytest.param("\ufeff" + NOISY, "\ufeff" + CLEAN, id="byte order mark"),
        pytest.param(NOISY + "\r\n\n", CLEAN + "\r\n\n", id="mixed line ends"),
        pytest.param("", "", id="empty"),
    ],
)
def test_a_file_keeps_its_form(run, article, before, after):
    path = article(before)
    run("fix", path)
    assert path.read_bytes() == after.encode()


def test_a_file_with_nothing_to_fix_is_not_written(run, article):
    path = article(FLAGGED)
    before = path.stat()
    run("fix", path)
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_a_link_stays_a_link(run, article, tmp_path):
    target = article(NOISY, "real/article.txt")
    link = tmp_path / "link.txt"
    link.symlink_to(target)
    run("fix", link)
    assert link.is_symlink()
    assert target.read_text() == CLEAN


def test_a_file_that_is_not_utf8_is_named_with_the_offset_and_the_rest_goes_on(run, article):
    bad = article("Caf\xe9 in May".encode("latin-1"), "bad.txt")
    good = article(NOISY, "good.txt")
    result = run("fix", bad.parent)
    assert result.exit_code == 2
    assert f"{bad}: not UTF-8: byte 0xe9 at offset 3" in result.stderr
    assert bad.read_bytes() == "Caf\xe9 in May".encode("latin-1")
    assert good.read_text() == CLEAN


def test_a_path_that_is_not_there(run, tmp_path):
    result = run("check", tmp_path / "nowhere")
    assert result.exit_code == 2
    assert "no such file or folder" in result.stderr


def test_other_paths_go_on_where_one_is_not_there(run, article, tmp_path):
    path = article(NOISY)
    result = run("fix", tmp_path / "nowhere", path)
    assert result.exit_code == 2
    assert "nowhere: no such file or folder" in result.stderr
    assert path.read_text() == CLEAN


def test_two_files_are_not_written_as_one(run, article, tmp_path):
    one, two = article(NOISY, "a/x.txt"), article(CLEAN, "b/x.txt")
    result = run("fix", one, two, "--output", tmp_path / "out")
    assert result.exit_code == 2
    assert f"{one} and {two} would both be written as" in result.stderr
    assert not (tmp_path / "out").exists()


def test_output_mirrors_the_inputs(run, article, tmp_path):
    article(NOISY, "in/a/noisy.txt")
    article(CLEAN, "in/b/clean.txt")
    run("fix", tmp_path / "in", "--output", tmp_path / "out")
    assert (tmp_path / "out/a/noisy.txt").read_text() == CLEAN
    assert (tmp_path / "out/b/clean.txt").read_text() == CLEAN
    assert (tmp_path / "in/a/noisy.txt").read_text() == NOISY


def test_folders_are_walked_without_hidden_and_foreign_files(run, article, tmp_path):
    for name in ("a.txt", "deep/b.md", ".hidden/c.txt", "picture.svg"):
        article(NOISY, name)
    assert "2 files: 4 edits in 2 files" in run("check", tmp_path).stdout


def test_a_file_named_twice_is_read_once(run, article):
    path = article(NOISY)
    assert "1 file:" in run("check", path, path.parent).stdout


def test_a_dash_reads_standard_input_and_writes_standard_output(run):
    result = run("fix", "-", input=NOISY)
    assert result.stdout == CLEAN
    assert "numbers/thousand-article" not in result.stdout


def test_diff_shows_and_writes_nothing(run, article):
    path = article(NOISY)
    result = run("fix", "--diff", path)
    assert result.exit_code == 1
    assert path.read_text() == NOISY
    assert f"-{NOISY}+{CLEAN}" in result.stdout


def test_quiet_prints_no_summary(run, article):
    assert run("fix", "-q", article(NOISY)).stdout == ""
    assert "1 file" not in run("check", "-q", article(NOISY)).stdout


def test_statistics_count_by_rule(run, article):
    shown = run("check", "--statistics", article(NOISY * 2 + FLAGGED)).stdout
    assert "    2        0  numbers/thousand-article" in shown
    assert "    0        1  words/recent-days" in shown


@pytest.mark.parametrize(
    ("options", "after"),
    [
        (["--select", "numbers"], "About 40,000 people marched , at noon.\n"),
        (["--ignore", "numbers"], "About 40 a thousand people marched, at noon.\n"),
    ],
)
def test_select_and_ignore(run, article, options, after):
    path = article(NOISY)
    run("fix", path, *options)
    assert path.read_text() == after


def test_an_unknown_rule_is_an_error_with_a_suggestion(run, article):
    result = run("check", "--select", "numbrs", article(NOISY))
    assert result.exit_code == 2
    assert "did you mean 'numbers'?" in result.stderr


def test_color(run, article):
    path = article(NOISY)
    assert "\x1b[" not in run("check", path).stdout
    assert "\x1b[" in run("check", "--color", "always", path).stdout
    assert "\x1b[" not in run("check", "--color", "never", path).stdout


def test_heavy_packages_are_imported_only_when_used(article):
    code = (
        "import sys, cleaner, cleaner.cli; cleaner.clean('Rain.');"
        "print(sorted({'ftfy', 'langdetect', 'rich'} & set(sys.modules)))"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert shown == "[]\n"

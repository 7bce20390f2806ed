"""Whole articles: noisy ones come out as an editor has them, human ones as they went in."""

from __future__ import annotations

import shutil

import pytest

from cleaner import clean, undo

from .conftest import SAMPLES

MACHINE = sorted(path.name for path in (SAMPLES / "machine").iterdir())
HUMAN = sorted((SAMPLES / "human").glob("*.txt"))


def read(path):
    return path.read_bytes().decode("utf-8")


@pytest.mark.parametrize("name", MACHINE)
def test_a_noisy_article_comes_out_as_an_editor_has_it(name):
    before, after = (read(SAMPLES / "machine" / name / f"{n}.txt") for n in ("before", "after"))
    assert clean(before).text == after


@pytest.mark.parametrize("path", HUMAN, ids=lambda path: path.stem)
def test_a_human_article_comes_out_as_it_went_in(path):
    report = clean(read(path), unsafe_fixes=True)
    assert report.text == read(path)
    assert report.edits == ()


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
@pytest.mark.parametrize("name", MACHINE)
def test_a_second_run_changes_nothing_and_undo_brings_all_back(name, unsafe):
    before = read(SAMPLES / "machine" / name / "before.txt")
    report = clean(before, unsafe_fixes=unsafe)
    assert clean(report.text, unsafe_fixes=unsafe).edits == ()
    assert undo(report.text, report.edits) == before
    assert all(before[e.start : e.end] == e.before for e in report.edits)


def test_the_command_does_to_folders_what_the_function_does_to_texts(run, tmp_path):
    folder = shutil.copytree(SAMPLES, tmp_path / "samples")
    human = {path: path.stat().st_mtime_ns for path in (folder / "human").iterdir()}
    assert run("fix", folder).exit_code in (0, 1)
    for name in MACHINE:
        written = (folder / "machine" / name / "before.txt").read_bytes()
        assert written == (SAMPLES / "machine" / name / "after.txt").read_bytes()
    assert {path: path.stat().st_mtime_ns for path in (folder / "human").iterdir()} == human

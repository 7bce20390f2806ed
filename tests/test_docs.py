"""Every command that the documents show in a `sh` block runs, in a folder with sample files."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent
PAGES = [CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").glob("*.md"))]
NOISY = "About 40 a thousand people marched , at noon in Serie A.\n"
CLEAN = "Rain fell on the harbour, and the boats stayed in.\n"
ROW = '{"id": "1", "title": "Rain", "text": "About 40 a thousand people.", "lang": "pt"}\n'


def blocks(page):
    """Return the `sh` blocks of a page that are run here.

    A block that makes an environment is run by .ci/run.
    """
    found = re.findall(r"^```sh\n(.*?)^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.M)
    return [block for block in found if "-m venv" not in block]


def lines(block):
    """Return the commands of a block; one that ends in a backslash goes on in the next line."""
    return [line for line in block.replace("\\\n", " ").splitlines() if line.strip()]


@pytest.fixture
def scratch(tmp_path):
    """Make a folder with the files that the documents speak of, and a `cleaner` to call."""
    program = tmp_path / "bin/cleaner"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m cleaner "$@"\n')
    program.chmod(0o755)
    work = tmp_path / "work"
    for name in ("a.txt", "article.txt", "in.txt", "articles/may.txt", "articles/june.txt"):
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_text(NOISY, encoding="utf-8")
    for name in ("corpus.jsonl", "in.jsonl", "articles.jsonl"):
        (work / name).write_text(ROW * 3, encoding="utf-8")
    (work / "clean.jsonl").write_text(f'{{"text": "{CLEAN.strip()}"}}\n', encoding="utf-8")
    shutil.copytree(CHECKOUT / "samples", work / "samples")
    return work


def run(command, folder):
    path = os.pathsep.join([str(folder.parent / "bin"), os.environ["PATH"]])
    return subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_shown_runs(scratch, page):
    """Exit code 1 says that something was found, which is no failure of a command."""
    for block in blocks(page):
        for line in lines(block):
            done = run(line, scratch)
            assert done.returncode in (0, 1), f"{line}\n{done.stdout}{done.stderr}"
            assert "Traceback" not in done.stderr, line


def test_pages_with_commands_are_found():
    assert all(blocks(CHECKOUT / page) for page in ("README.md", "docs/configuration.md"))


def test_links_between_pages_lead_somewhere():
    for page in PAGES:
        prose = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.S | re.M)
        links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", prose)
        for link in links:
            assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_every_key_of_the_settings_is_explained():
    from cleaner.settings import KEYS

    text = (CHECKOUT / "docs/configuration.md").read_text(encoding="utf-8")
    table = text.partition("## The keys")[2].partition("\n\nPaths")[0]
    assert set(re.findall(r"`([a-z-]+)`(?=[^|]*\|[^|]*\|$)", table, re.M)) == set(KEYS)


def test_the_settings_shown_are_right(scratch):
    text = (CHECKOUT / "docs/configuration.md").read_text(encoding="utf-8")
    shown = re.search(r"^```toml\n(.*?)^```$", text, re.DOTALL | re.M)[1]
    (scratch / "cleaner.toml").write_text(shown, encoding="utf-8")
    assert run("cleaner config", scratch).returncode == 0

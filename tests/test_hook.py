"""The hook, as a user has it: the real pre-commit, which installs this checkout into a real
git repository."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest

from cleaner.formats import ASKED_FOR, SUFFIXES
from cleaner.formats.streams import COMPRESSED

CHECKOUT = Path(__file__).parent.parent
HOOKS = CHECKOUT / ".pre-commit-hooks.yaml"
NOISY = "About 40 a thousand people marched , at noon.\n"
CLEAN = "About 40,000 people marched, at noon.\n"
FILLER = "".join(f"Line {number} of the article.\n" for number in range(30))
RULE = """\
summary = "Letters of “the” in the wrong order: “teh”."
why = "Told here for a test."
type = "misspelling"
fix = "none"
pattern = '''\\bteh\\b'''
example = [
    { bad = "We saw teh sea." },
    { bad = "Close teh door." },
    { keep = "We saw the sea." },
    { keep = "Tehran saw snow." },
    { keep = "The word steh is German." },
]
"""


def test_the_hooks_take_the_files_that_are_taken_in_folders():
    patterns = re.findall(r"^  files: (\\\..*)$", HOOKS.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(patterns) == 2
    for pattern, suffix, packed in product(patterns, SUFFIXES, ("", *COMPRESSED)):
        taken = SUFFIXES[suffix] not in ASKED_FOR
        assert bool(re.search(pattern, f"articles/may{suffix}{packed}")) == taken, (suffix, packed)
    for pattern, name in product(patterns, ["a.py", "a.txt.bak", "txt", "rules/a.toml"]):
        assert not re.search(pattern, name), name


class Repository:
    """A git repository that uses the hooks."""

    def __init__(self, folder, environment, hooks):
        self.folder, self._environment = folder, environment
        folder.mkdir()
        self.git("init", "-q")
        self.write(".pre-commit-config.yaml", hooks)
        self.run(sys.executable, "-m", "pre_commit", "install")
        self.git("add", ".")
        self.git("commit", "-q", "-m", "begin")

    def run(self, *command, fails=False):
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        assert (done.returncode != 0) == fails, done.stdout + done.stderr
        return done.stdout + done.stderr

    def git(self, *arguments, fails=False):
        return self.run("git", *arguments, fails=fails)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def commit(self, *, stops):
        return self.git("commit", "-m", "news", fails=stops)


@pytest.fixture(scope="session")
def environment(tmp_path_factory):
    """What git and pre-commit are to see: nothing of the user's."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    if importlib.util.find_spec("pre_commit") is None:
        pytest.skip("pre-commit is not installed: pip install 'translation-cleaner[integration]'")
    folder = tmp_path_factory.mktemp("environment")
    (folder / "gitconfig").write_text(
        "[user]\n name = Ada\n email = ada@example.org\n[core]\n autocrlf = false\n"
        '[init]\n defaultBranch = main\n[protocol "file"]\n allow = always\n',
        encoding="utf-8",
    )
    left_out = ("PYTHON", "GIT_", "CLEANER_", "VIRTUAL_ENV", "PRE_COMMIT")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    return {
        **kept,
        "GIT_CONFIG_GLOBAL": str(folder / "gitconfig"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "PRE_COMMIT_HOME": str(folder / "pre-commit"),
        "CLEANER_CACHE_DIR": str(folder / "cache"),
        "PRE_COMMIT_COLOR": "never",
    }


@pytest.fixture(scope="session")
def hooks(environment, tmp_path_factory):
    """Commit this checkout, as it is, somewhere else; install its hooks; give their settings."""
    copy = tmp_path_factory.mktemp("checkout")

    def run(*command, cwd=copy):
        return subprocess.run(
            command, cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8"
        )

    listed = run("git", "ls-files", "-co", "--exclude-standard", cwd=CHECKOUT)
    if listed.returncode:
        pytest.skip("not a checkout by git")
    for name in listed.stdout.splitlines():
        if (CHECKOUT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(CHECKOUT / name, copy / name)
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "checkout"]):
        assert run("git", *command).returncode == 0
    commit = run("git", "rev-parse", "HEAD").stdout.strip()
    ids = ("cleaner-fix", "cleaner-check", "cleaner-rules")
    listed_hooks = "".join(f"      - id: {id}\n" for id in ids)
    text = f"repos:\n  - repo: {copy.as_posix()}\n    rev: {commit}\n    hooks:\n{listed_hooks}"
    (copy / "config.yaml").write_text(text, encoding="utf-8")
    done = run(sys.executable, "-m", "pre_commit", "install-hooks", "-c", "config.yaml")
    if done.returncode:
        if "No matching distribution" in done.stdout and "hatchling" in done.stdout:
            pytest.skip("no package index can be reached")
        pytest.fail(done.stdout + done.stderr)
    return text


@pytest.fixture
def repository(tmp_path, environment, hooks):
    return Repository(tmp_path / "news", environment, hooks)


def test_a_noisy_article_is_fixed_and_the_commit_stops_the_second_passes(repository):
    article = repository.write("articles/may.txt", NOISY)
    corpus = repository.write("corpus.jsonl", '{"text": "About 40 a thousand people."}\n')
    repository.git("add", ".")
    said = repository.commit(stops=True)
    assert "files were modified by this hook" in said
    assert article.read_text() == CLEAN
    assert corpus.read_text() == '{"text": "About 40,000 people."}\n'
    repository.git("add", ".")
    repository.commit(stops=False)
    assert repository.git("show", "HEAD:articles/may.txt") == CLEAN


def test_what_is_left_to_a_person_stops_the_commit(repository):
    repository.write("may.txt", "Prices rose in the recent days.\n")
    repository.git("add", ".")
    assert "words/recent-days" in repository.commit(stops=True)


def test_excludes_of_the_settings_hold(repository):
    repository.write("cleaner.toml", 'exclude = ["old"]\n')
    old = repository.write("old/may.txt", NOISY)
    repository.git("add", ".")
    repository.commit(stops=False)
    assert old.read_text() == NOISY


def test_a_rule_file_with_an_error_stops(repository):
    rule = repository.write("rules/spelling/swapped-the.toml", RULE.replace("why", "wyh"))
    repository.git("add", ".")
    said = repository.commit(stops=True)
    assert "rules/spelling/swapped-the.toml:2: unknown key 'wyh'; did you mean 'why'?" in said
    rule.write_text(RULE, encoding="utf-8")
    repository.git("add", ".")
    repository.commit(stops=False)


def test_a_rule_whose_example_fails_stops(repository):
    repository.write("rules/spelling/swapped-the.toml", RULE.replace("Tehran", "Near teh"))
    repository.git("add", ".")
    assert "keep was reported" in repository.commit(stops=True)


def test_crlf_files_keep_their_ends(repository):
    article = repository.write("may.txt", (NOISY * 2).replace("\n", "\r\n"))
    repository.git("add", ".")
    repository.commit(stops=True)
    assert article.read_bytes() == (CLEAN * 2).replace("\n", "\r\n").encode()


def test_a_windows_1252_file_is_refused_with_a_clear_line(repository):
    content = "He said “yes” – at noon , in the café.\n".encode("cp1252")
    article = repository.write("may.txt", content)
    repository.git("add", ".")
    said = repository.commit(stops=True)
    assert "may.txt: not UTF-8: byte 0x93 at offset 8; convert the file to UTF-8 first" in said
    assert "Traceback" not in said
    assert article.read_bytes() == content


def test_a_partially_staged_file_keeps_what_was_not_staged(repository):
    article = repository.write("may.txt", NOISY + FILLER)
    repository.git("add", ".")
    article.write_text(NOISY + FILLER + "A last line, not staged.\n", encoding="utf-8")
    repository.commit(stops=True)
    assert article.read_text().startswith(CLEAN)
    assert article.read_text().endswith("A last line, not staged.\n")
    assert "not staged" not in repository.git("show", ":may.txt")


def test_the_wheel_brings_the_manual_page(hooks, environment):
    installed = Path(environment["PRE_COMMIT_HOME"]).glob("*/*/share/man/man1/cleaner.1")
    page = (CHECKOUT / "docs/cleaner.1").read_bytes()
    assert [path.read_bytes() for path in installed] == [page]

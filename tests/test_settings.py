"""Settings: where they come from, which win, what a mistake in them is told."""

from __future__ import annotations

import json
import sys
import tomllib

import pytest
import regex

import cleaner
from cleaner.cli_config import _toml
from cleaner.settings import KEYS

NOISY = "About 40 a thousand people marched , at noon.\n"
NUMBERS = "numbers/thousand-article"
SPACES = "tags/space-before-punctuation"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Write files into the folder in which the command runs."""
    monkeypatch.chdir(tmp_path)

    def write(files):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return write


def found(result):
    """Return the rules that a report names, with the file they stand under."""
    file, rules = "", []
    for line in result.stdout.splitlines():
        if line.endswith((".txt", ".jsonl", ".dump")):
            file = line
        rules += [(file, word) for word in line.split() if word in (NUMBERS, SPACES)]
    return sorted(rules)


BOTH = [("a.txt", NUMBERS), ("a.txt", SPACES)]
ONLY_NUMBERS = [("a.txt", NUMBERS)]
ONLY_SPACES = [("a.txt", SPACES)]


@pytest.mark.parametrize(
    ("settings", "options", "expected"),
    [
        pytest.param("", [], BOTH, id="nothing said"),
        pytest.param("select = ['numbers']", [], ONLY_NUMBERS, id="select"),
        pytest.param("ignore = ['numbers']", [], ONLY_SPACES, id="ignore"),
        pytest.param("extend-ignore = ['numbers']", [], ONLY_SPACES, id="extend-ignore"),
        pytest.param(
            "select = ['numbers']\nextend-select = ['tags']", [], BOTH, id="extend-select adds"
        ),
        pytest.param("extend-select = ['tags']", [], BOTH, id="all, and more"),
        pytest.param("[per-file-ignores]\n'*.txt' = ['tags']", [], ONLY_NUMBERS, id="by glob"),
        pytest.param("[per-file-ignores]\n'*.md' = ['tags']", [], BOTH, id="by another glob"),
        pytest.param("exclude = ['a.txt']", [], [], id="exclude"),
        pytest.param("extend-exclude = ['a.*']", [], [], id="extend-exclude"),
        pytest.param("select = ['numbers']", ["--select", "tags"], ONLY_SPACES, id="option wins"),
        pytest.param("ignore = ['numbers']", ["--select", "numbers"], ONLY_NUMBERS, id="anew"),
        pytest.param("ignore = ['tags']", ["--ignore", "numbers"], [], id="--ignore adds"),
        pytest.param("", ["--exclude", "*.txt"], [], id="--exclude adds"),
        pytest.param("select = ['numbers']", ["--isolated"], BOTH, id="isolated"),
        pytest.param(
            "ignore = ['tags']", ["--config", "ignore = ['numbers']"], ONLY_SPACES, id="a line"
        ),
        pytest.param(
            "ignore = ['tags']", ["--config", "extend-ignore = ['numbers']"], [], id="a line adds"
        ),
        pytest.param(
            "", ["--config", "select=['tags']", "--select", "numbers"], ONLY_NUMBERS, id="all win"
        ),
        pytest.param("keep = ['thousand people']", [], ONLY_SPACES, id="keep"),
    ],
)
@pytest.mark.parametrize("name", ["cleaner.toml", "pyproject.toml"])
def test_what_is_said_holds(run, folder, name, settings, options, expected):
    if name == "pyproject.toml":
        settings = settings.replace("[per", "[tool.cleaner.per")
        settings = f"[project]\nname = 'x'\n[tool.cleaner]\n{settings}\n[tool.other]\nselect = 1\n"
    path = folder({"a.txt": NOISY})
    (path / name).write_text(settings, encoding="utf-8")
    assert found(run("check", ".", *options)) == expected


def test_the_nearest_file_wins_and_is_not_mixed_with_farther_ones(run, folder):
    folder(
        {
            "cleaner.toml": "ignore = ['tags']",
            "a.txt": NOISY,
            "near/pyproject.toml": "[tool.cleaner]\nignore = ['numbers']",
            "near/a.txt": NOISY,
            "near/deep/b.txt": NOISY,
            "other/pyproject.toml": "[project]\nname = 'x'",
            "other/c.txt": NOISY,
        }
    )
    assert found(run("check", ".", "--jobs", "2")) == [
        ("a.txt", NUMBERS),
        ("near/a.txt", SPACES),
        ("near/deep/b.txt", SPACES),
        ("other/c.txt", NUMBERS),
    ]


def test_of_two_in_one_folder_cleaner_toml_counts(run, folder):
    folder(
        {
            "cleaner.toml": "ignore = ['tags']",
            "pyproject.toml": "[tool.cleaner]\nignore = ['numbers']",
            "a.txt": NOISY,
        }
    )
    assert found(run("check", "a.txt")) == ONLY_NUMBERS


def test_extend_is_read_below(run, folder):
    folder(
        {
            "cleaner.toml": "select = ['numbers', 'tags']\nkeep = ['noon']",
            "near/cleaner.toml": "extend = '../cleaner.toml'\nextend-ignore = ['tags']",
            "near/a.txt": NOISY,
        }
    )
    assert found(run("check", ".")) == [("near/a.txt", NUMBERS)]


def test_config_names_a_file_in_place_of_the_nearest(run, folder):
    folder(
        {
            "cleaner.toml": "ignore = ['tags']",
            "other.toml": "ignore = ['numbers']",
            "a.txt": NOISY,
        }
    )
    assert found(run("check", "a.txt", "--config", "other.toml")) == ONLY_SPACES


def test_settings_above_a_path_with_dots_are_not_those_of_here(run, folder, monkeypatch):
    path = folder({"here/cleaner.toml": "ignore = ['tags']", "there/a.txt": NOISY})
    monkeypatch.chdir(path / "here")
    assert found(run("check", "../there/a.txt")) == [
        ("../there/a.txt", NUMBERS),
        ("../there/a.txt", SPACES),
    ]


def test_rules_of_your_own_start_from_the_settings_file(run, folder, monkeypatch):
    path = folder({"news/cleaner.toml": "rules = ['own']", "news/a.txt": "We saw teh sea.\n"})
    run("rules", "new", "spelling/swapped-the", "--rules", "news/own")
    monkeypatch.chdir(path / "news")
    assert "spelling/swapped-the" in run("check", "a.txt").stdout
    monkeypatch.chdir(path)
    assert "spelling/swapped-the" in run("check", "news").stdout


def test_unsafe_fixes_can_be_taken_back_by_an_option(run, folder):
    path = folder({"cleaner.toml": f"demote = ['{NUMBERS}']\nunsafe-fixes = true", "a.txt": NOISY})
    run("fix", "--no-unsafe-fixes", "a.txt")
    assert "40 a thousand" in (path / "a.txt").read_text()
    run("fix", "a.txt")
    assert "40,000" in (path / "a.txt").read_text()


@pytest.mark.parametrize(
    ("options", "files"),
    [
        pytest.param(["old/a.txt"], ["old/a.txt"], id="named: looked at"),
        pytest.param(["old/a.txt", "--force-exclude"], [], id="named, by force: not"),
        pytest.param(["old"], [], id="in a folder: not"),
        pytest.param(["."], ["new/a.txt"], id="below: not"),
    ],
)
def test_excludes(run, folder, options, files):
    folder(
        {
            "cleaner.toml": "exclude = ['old/**']",
            "old/a.txt": NOISY,
            "new/a.txt": NOISY,
        }
    )
    assert sorted({file for file, _ in found(run("check", *options))}) == files


def test_what_other_programs_put_there_is_passed_over(run, folder):
    folder({"node_modules/a.txt": NOISY, "lib/site-packages/b.txt": NOISY, "lib/c.txt": NOISY})
    assert {file for file, _ in found(run("check", "."))} == {"lib/c.txt"}
    assert {file for file, _ in found(run("check", "node_modules"))} == {"node_modules/a.txt"}


def test_a_format_by_glob_is_read_also_in_folders(run, folder):
    folder(
        {
            "cleaner.toml": "fields = ['body']\n[format]\n'*.dump' = 'jsonl'",
            "a.dump": '{"body": "About 40 a thousand people."}\n',
        }
    )
    assert found(run("check", ".")) == [("a.dump", NUMBERS)]
    assert found(run("check", ".", "--field", "text")) == []


# --- keep, promote, demote ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("keep", "after"),
    [
        pytest.param(["40 a thousand"], "About 40 a thousand people marched, at noon.\n", id="it"),
        pytest.param(
            ["a thousand people"], "About 40 a thousand people marched, at noon.\n", id="part"
        ),
        pytest.param(["people"], "About 40,000 people marched, at noon.\n", id="beside"),
        pytest.param(["a thou"], "About 40,000 people marched, at noon.\n", id="part of a word"),
        pytest.param(["A Thousand"], "About 40,000 people marched, at noon.\n", id="other letters"),
        pytest.param(["marched ,"], "About 40,000 people marched , at noon.\n", id="with a mark"),
        pytest.param([""], "About 40,000 people marched, at noon.\n", id="empty"),
    ],
)
def test_a_kept_phrase_is_never_touched(keep, after):
    report = cleaner.Cleaner(keep=keep).clean(NOISY)
    assert report.text == after


def test_what_is_kept_is_noted_with_the_phrase():
    report = cleaner.Cleaner(keep=["40 a thousand"], select=["numbers"]).clean("On\r\n" + NOISY)
    [kept] = report.kept
    assert (report.edits, report.flags, kept.rule) == ((), (), NUMBERS)
    assert (kept.start, kept.end) == (10, 23)
    assert kept.message == "“40 a thousand” is a phrase that is never touched"


def test_what_somebody_marked_as_meant_is_never_touched():
    text = "“Fear a invasion” [sic], he wrote, and it is a invasion that he fears.\n"
    report = cleaner.Cleaner().clean(text)
    assert report.text == text.replace("a invasion that", "an invasion that")
    assert [kept.start for kept in report.kept if "[sic]" in kept.message] == [6]


def test_a_flag_on_a_kept_phrase_is_not_raised():
    text = "Prices rose in the recent days.\n"
    assert cleaner.clean(text).flags
    assert not cleaner.Cleaner(keep=["the recent days"]).clean(text).flags


def test_demoted_and_promoted_rules_agree_in_the_ledger(run, folder, tmp_path):
    folder({"cleaner.toml": f"demote = ['{NUMBERS}']", "a.txt": NOISY})
    assert "unsafe" in run("check", "a.txt").stdout
    run("fix", "--unsafe-fixes", "a.txt", "--ledger", "edits.jsonl")
    rows = map(json.loads, (tmp_path / "edits.jsonl").read_text().splitlines())
    fixes = {row["rules"][0]: row["fix"] for row in rows if "rules" in row and "fix" in row}
    assert fixes == {NUMBERS: "unsafe", SPACES: "safe"}


def test_a_promoted_rule_is_applied(catalogue):
    rule = next(rule for rule in catalogue.rules.values() if rule.fix == "unsafe")
    example = next(example for example in rule.file.example if example.bad)
    source = next(iter(rule.file.source), None)
    given = {"select": [rule.id], "source": example.source or source}
    assert cleaner.Cleaner(**given).clean(example.bad).text == example.bad
    assert cleaner.Cleaner(**given, promote=[rule.id]).clean(example.bad).text == example.good


def test_what_is_said_of_a_rule_goes_before_its_family(catalogue):
    graded = catalogue.graded(demote=["numbers"], promote=[NUMBERS])
    fixes = {rule.id: rule.fix for rule in graded.rules.values() if rule.family == "numbers"}
    assert fixes[NUMBERS] == "safe"
    assert set(fixes.values()) - {fixes[NUMBERS]} <= {"unsafe", "none"}


# --- several settings in one run, on record ------------------------------------------------


def test_a_run_with_several_settings_can_be_verified_and_undone(run, folder, tmp_path):
    folder(
        {
            "a.txt": NOISY,
            "near/cleaner.toml": "ignore = ['tags']\nkeep = ['noon']",
            "near/b.txt": NOISY,
            "own/cleaner.toml": "rules = ['mine']",
            "own/c.txt": NOISY,
        }
    )
    run("rules", "new", "spelling/swapped-the", "--rules", "own/mine")
    run("fix", ".", "--ledger", "edits.jsonl", "--jobs", "2")
    assert (tmp_path / "near/b.txt").read_text() == "About 40,000 people marched , at noon.\n"
    assert run("verify", "edits.run.json").stdout == "everything is as it was written\n"
    run("undo", "edits.jsonl")
    assert {path.read_text() for path in tmp_path.rglob("*.txt")} == {NOISY}


@pytest.mark.parametrize(
    ("settings", "same"),
    [
        pytest.param("", True, id="the same"),
        pytest.param("fields = ['title']", False, id="other fields"),
        pytest.param("keep = ['noon']", False, id="other phrases"),
    ],
)
def test_a_run_is_resumed_only_under_the_same_settings(run, folder, tmp_path, settings, same):
    folder({"a.jsonl": '{"text": "About 40 a thousand people."}\n', "cleaner.toml": ""})
    run("fix", "a.jsonl", "--ledger", "edits.jsonl")
    (tmp_path / "cleaner.toml").write_text(settings, encoding="utf-8")
    result = run("fix", "a.jsonl", "--ledger", "edits.jsonl", "--resume")
    assert ("this run is complete" in result.stderr) == same
    assert result.exit_code == (0 if same else 2)


# --- mistakes ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            "[tool.cleaner]\nslect = []",
            "pyproject.toml:2: unknown key 'slect'; did you mean 'select'?",
        ),
        ("[tool.cleaner]\n\nselect = 3", "pyproject.toml:3: select: expected a list, got a number"),
        ("[tool.cleaner]\nselect = [3]", "pyproject.toml:2: select: expected a text, got a number"),
        (
            "[tool.cleaner]\nunsafe-fixes = 'yes'",
            "pyproject.toml:2: unsafe-fixes: expected true or false, got a text",
        ),
        (
            "select = 1\n[tool.cleaner]\nselect = ['numbrs']",
            "pyproject.toml:3: select: no rule or family 'numbrs'; did you mean 'numbers'?",
        ),
        (
            "[tool.cleaner]\nignore = [\n  'numbers',\n  'tgas',\n]",
            "pyproject.toml:4: ignore: no rule or family 'tgas'; did you mean 'tags'?",
        ),
        (
            "[tool.cleaner]\npromote = ['tgas']",
            "pyproject.toml:2: promote: no rule or family 'tgas'; did you mean 'tags'?",
        ),
        (
            "[tool.cleaner.per-file-ignores]\n'*.txt' = ['tgas']",
            "pyproject.toml:2: per-file-ignores: no rule or family 'tgas'; did you mean 'tags'?",
        ),
        (
            "[tool.cleaner]\npromote = ['words/recent-days']",
            "pyproject.toml:2: promote: 'words/recent-days' only reports; it has no fix to promote",
        ),
        (
            "[tool.cleaner]\npromote = ['tags']\ndemote = ['tags']",
            "'tags' is both promoted and demoted",
        ),
        (
            "[tool.cleaner]\nsource = 'Portuguese'",
            "pyproject.toml:2: source: 'Portuguese' is no code of a language, as 'pt'",
        ),
        (
            "[tool.cleaner.format]\n'*.x' = 'json'",
            "pyproject.toml:2: unknown format 'json'; did you mean 'jsonl'?",
        ),
        ("[tool.cleaner]\nrules = ['nowhere']", "nowhere: not a folder of rules"),
        ("[tool.cleaner]\nextend = 'nowhere.toml'", "pyproject.toml:2: no such file: "),
        (
            "[tool.cleaner]\nextend = 'pyproject.toml'",
            "pyproject.toml:2: 'pyproject.toml' extends this file",
        ),
        ("[tool.cleaner", "pyproject.toml:1: not TOML: "),
        ("[tool]\ncleaner = 3", "pyproject.toml:2: cleaner: expected a table, got a number"),
    ],
)
def test_mistakes_are_told_with_the_line_and_what_would_be_right(run, folder, settings, message):
    folder({"pyproject.toml": settings, "a.txt": NOISY})
    result = run("check", ".")
    assert message in result.stderr
    assert result.stderr.startswith("error: ")
    assert result.exit_code == 2


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("slect = []", "--config:1: unknown key 'slect'; did you mean 'select'?"),
        ("select = [", "neither a file nor TOML"),
        ("nowhere.toml", "nowhere.toml: cannot be read: No such file or directory"),
        (".", ".: cannot be read: Is a directory"),
        ("pyproject.toml", "pyproject.toml: no table [tool.cleaner]"),
        ("bytes.toml", "bytes.toml:2: not UTF-8"),
    ],
)
def test_mistakes_in_config(run, folder, config, message):
    path = folder({"pyproject.toml": "[project]", "a.txt": NOISY})
    (path / "bytes.toml").write_bytes(b"select = []\n# caf\xe9\n")
    result = run("check", "a.txt", "--config", config)
    assert (message in result.stderr, result.exit_code) == (True, 2), result.stderr


def test_only_one_file_can_be_named(run, folder):
    folder(
        {
            "a.toml": "",
            "b.toml": "",
            "a.txt": NOISY,
        }
    )
    result = run("check", "a.txt", "--config", "a.toml", "--config", "b.toml")
    assert "b.toml: only one settings file can be named" in result.stderr


# --- cleaner config ----------------------------------------------------------------------


def test_config_prints_what_holds_and_where_each_comes_from(run, folder):
    folder(
        {
            "base.toml": "\nkeep = ['Serie A']",
            "cleaner.toml": "extend = 'base.toml'\nextend-select = ['numbers']",
            "a.txt": NOISY,
        }
    )
    lines = run("config", "a.txt", "--config", "source = 'pt'").stdout.splitlines()
    split = [regex.fullmatch(r"(\S+) += (.*?) *# (.*)", line) for line in lines]
    said = {match[1]: (match[2], match[3]) for match in split if match}
    assert said["keep"] == ('["Serie A"]', "base.toml:2")
    assert said["select"] == ('["numbers"]', "default, cleaner.toml:2")
    assert said["source"] == ('"pt"', "--config")
    assert said["force-exclude"] == ("false", "default")
    assert {key for key in KEYS if not key.startswith("extend")} == set(said)
    assert any(line.startswith("cache: ") for line in lines)


def test_config_tells_when_hyperscan_is_missing(run, folder, monkeypatch):
    folder({})
    assert "Hyperscan" not in run("config").stdout
    monkeypatch.setitem(sys.modules, "hyperscan", None)
    assert "Hyperscan is missing" in run("config").stdout


def test_values_are_printed_as_toml():
    value = {"a": True, "b": ["x", 'y"\\'], "c": {"*.md": ["tags"]}}
    text = "\n".join(f"{key} = {_toml(item)}" for key, item in value.items() if key != "c")
    assert tomllib.loads(text) == {"a": True, "b": ["x", 'y"\\']}
    assert _toml(value["c"]) == '{"*.md" = ["tags"]}'

"""Rule files: their examples, and every mistake their authors can make."""

from __future__ import annotations

import json

import pytest

from cleaner import Cleaner, Document, RuleError, clean
from cleaner.catalogue import markdown
from cleaner.cli_rules import TEMPLATE
from cleaner.resources import rules_folder
from cleaner.rule_tests import Examples, lint
from cleaner.rules import RuleWarning, load_catalogue, load_rule

RULES = load_catalogue().rules


@pytest.fixture(scope="session")
def examples(catalogue):
    return Examples(catalogue)


@pytest.mark.parametrize("id", RULES)
def test_examples(id, examples):
    failures = examples.failures(RULES[id])
    assert not failures, "\n".join(map(str, failures))


def test_no_rule_deserves_a_warning(catalogue):
    warnings = [
        f"{rule.id}: {warning}"
        for rule in catalogue.rules.values()
        for warning in lint(catalogue, rule)
    ]
    assert not warnings, "\n".join(warnings)


def test_every_family_has_its_place_and_its_reason(catalogue):
    for family in catalogue.families:
        assert family.rules, f"{family.name} has no rules"
        assert family.reason != "A family of your own runs last."


def test_the_catalogue_page_is_not_stale(catalogue):
    page = (rules_folder() / "README.md").read_text(encoding="utf-8")
    assert page == markdown(catalogue), "run: cleaner rules catalogue > rules/README.md"


EXAMPLES = """
[[example]]
bad = "teh sea"
good = "the sea"

[[example]]
bad = "teh door"
good = "the door"

[[example]]
keep = "the sea"

[[example]]
keep = "Tehran"

[[example]]
keep = "steh"
"""
HEAD = """\
summary = "Letters of “the” in the wrong order."
why = "Fingers are fast."
type = "misspelling"
fix = "safe"
"""
RULE = HEAD + "pattern = '''\\bteh\\b'''\nreplace = 'the'\n" + EXAMPLES


@pytest.fixture
def folder(tmp_path):
    """A folder of a user's rules; calling it writes a rule and returns its path."""

    def write(content, id="spelling/swapped-the"):
        path = tmp_path / "rules" / f"{id}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        return path

    write.path = tmp_path / "rules"
    return write


def test_a_rule_of_ones_own_runs(folder):
    folder(RULE)
    report = clean("We saw teh sea.", rules=[folder.path])
    assert report.text == "We saw the sea."
    assert [edit.rules for edit in report.edits] == [("spelling/swapped-the",)]


@pytest.mark.parametrize("source", [None, "en", "pt", "fi"])
def test_a_rule_for_any_translation_runs_on_translations_alone(folder, source):
    folder(RULE.replace("pattern =", 'source = ["any"]\npattern ='))
    document = Document("We saw teh sea.", source=source)
    report = Cleaner(rules=[folder.path]).clean_document(document)
    assert bool(report.edits) is (source in ("pt", "fi"))


MISTAKES = {
    "unknown key": (
        RULE.replace("replace =", "repalce ="),
        6,
        "unknown key 'repalce'; did you mean 'replace'?",
    ),
    "unknown key of an example": (
        RULE.replace('keep = "Tehran"', 'kepe = "Tehran"'),
        20,
        "unknown key 'kepe'; did you mean 'keep'?",
    ),
    "missing key": (RULE.replace('why = "Fingers are fast."\n', ""), 1, "'why' is missing"),
    "wrong type": (RULE.replace('"Fingers are fast."', "7"), 2, "why: expected `str`, got `int`"),
    "unknown fix": (RULE.replace('"safe"', '"save"'), 4, "unknown fix 'save'; write one of none,"),
    "unknown issue type": (
        RULE.replace('"misspelling"', '"mispelling"'),
        3,
        "unknown type 'mispelling'; did you mean 'misspelling'?",
    ),
    "not TOML": (RULE.replace('why = "', "why = "), 2, "not TOML"),
    "bad pattern": (RULE.replace(r"\bteh\b", r"\bteh(\b"), 5, "bad pattern: missing )"),
    "empty match": (RULE.replace(r"\bteh\b", r"(?:teh)?"), 5, "matches the empty text"),
    "unknown group": (
        RULE.replace("'the'", r"'\g<word>'"),
        6,
        "bad replace: unknown group",
    ),
    "two kinds": (
        RULE.replace("replace =", "detector = 'mojibake'\nreplace ="),
        6,
        "one of pattern, phrases, detector; this one has detector, pattern",
    ),
    "no kind": (HEAD + EXAMPLES, 1, "this one has none"),
    "fix without replacement": (
        RULE.replace("replace = 'the'\n", ""),
        4,
        "fix = 'safe' needs 'replace' or 'repair'",
    ),
    "replace with detector": (
        RULE.replace("pattern = '''\\bteh\\b'''", "detector = 'mojibake'"),
        6,
        "'replace' goes with 'pattern', not with 'detector'",
    ),
    "replace and repair": (
        RULE.replace("replace = 'the'", "replace = 'the'\nrepair = 'entity'"),
        7,
        "exclude each other",
    ),
    "unknown repair": (
        RULE.replace("replace = 'the'", "repair = 'scale-nubmer'"),
        6,
        "unknown repair 'scale-nubmer'; did you mean 'scale-number'?",
    ),
    "groups of a repair": (
        RULE.replace("replace = 'the'", "repair = 'scale-number'"),
        5,
        "repair 'scale-number' takes the groups number, the pattern names none",
    ),
    "unknown detector": (
        HEAD + "detector = 'mojibak'\n" + EXAMPLES,
        5,
        "unknown detector 'mojibak'; did you mean 'mojibake'?",
    ),
    "unknown option": (
        HEAD + "detector = 'lowercase-heading'\noptions.nevr = ['logo']\n" + EXAMPLES,
        6,
        "unknown option 'nevr'; did you mean 'never'?",
    ),
    "missing option": (
        HEAD + "detector = 'outlet-names'\n" + EXAMPLES,
        5,
        "the detector needs the option 'frames'",
    ),
    "option of a wrong type": (
        HEAD + "detector = 'lowercase-heading'\noptions.never = 7\n" + EXAMPLES,
        6,
        "bad options: Expected `array`, got `int`",
    ),
    "unknown language": (
        RULE.replace("pattern =", "source = ['pt', 'xx']\npattern ="),
        5,
        "unknown language 'xx'",
    ),
    "any language and another": (
        RULE.replace("pattern =", "source = ['any', 'pt']\npattern ="),
        5,
        "'any' is all languages: leave the others out",
    ),
    "bad trigger": (RULE.replace("replace =", "trigger = '('\nreplace ="), 6, "bad trigger"),
    "too few examples": (
        RULE.replace('\n[[example]]\nkeep = "steh"\n', ""),
        1,
        "2 bad and 2 keep examples; a rule needs at least 2 bad and 3 keep",
    ),
    "example without good": (
        RULE.replace('good = "the door"\n', ""),
        12,
        "an example with 'bad' needs 'good'",
    ),
    "example with bad and keep": (
        RULE.replace('keep = "Tehran"', 'keep = "Tehran"\nbad = "teh"'),
        19,
        "either 'bad' or 'keep'",
    ),
    "phrase without example": (
        HEAD + "phrases.teh = 'the'\nphrases.hte = 'the'\n" + EXAMPLES,
        6,
        "no bad example shows the phrase 'hte'",
    ),
}


@pytest.mark.parametrize(("content", "line", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_file_line_and_what_would_be_right(folder, content, line, message):
    path = folder(content)
    with pytest.raises(RuleError) as error:
        load_rule(path)
    assert str(error.value).startswith(f"{path}:{line}: ")
    assert message in str(error.value)


def test_a_file_that_is_not_utf8_is_told_with_its_line(folder):
    path = folder("")
    path.write_bytes(RULE.encode() + b"# f\xe4st")
    with pytest.raises(RuleError, match=r"toml:24: not UTF-8"):
        load_rule(path)


def test_all_mistakes_of_a_folder_are_told_at_once(folder):
    folder(RULE.replace("replace =", "repalce ="), "a/one")
    folder(RULE.replace("why =", "wy ="), "b/two")
    with pytest.raises(RuleError) as error:
        load_catalogue([folder.path])
    assert "a/one.toml:6" in str(error.value)
    assert "b/two.toml:2" in str(error.value)


def test_a_name_in_capitals_is_refused(folder):
    with pytest.raises(RuleError, match="'Swapped_The' is no name for a rule"):
        load_rule(folder(RULE, "spelling/Swapped_The"))


def test_an_id_that_is_shipped_is_refused(folder):
    folder(RULE, "numbers/thousand-article")
    with pytest.raises(RuleError, match="'numbers/thousand-article' is already in"):
        Cleaner(rules=[folder.path])


def test_an_unknown_name_gets_a_suggestion():
    with pytest.raises(RuleError, match="did you mean 'numbers'"):
        Cleaner(select=["numbrs"])


def test_a_pattern_that_runs_away_is_stopped_and_reported(folder, monkeypatch):
    monkeypatch.setattr("cleaner.rules.TIMEOUT_SECONDS", 0.05)
    folder(RULE.replace(r"\bteh\b", r"(?:\w+\s?)+!|teh"))
    with pytest.warns(RuleWarning, match=r"toml:5: the pattern can run away: '\(\?:"):
        cleaner = Cleaner(rules=[folder.path])
    report = cleaner.clean("40 a thousand people! " + "a" * 5000)
    assert report.text.startswith("40,000 people")
    stopped = [flag for flag in report.flags if flag.rule == "spelling/swapped-the"]
    assert "ran too long" in stopped[0].message


def test_a_phrase_keeps_the_capital_of_a_sentence(folder):
    folder(HEAD + "phrases.teh = 'the'\n" + EXAMPLES)
    assert Cleaner(rules=[folder.path]).clean("Teh sea, teh sea.").text == "The sea, the sea."


# --- the commands ------------------------------------------------------------------------


def test_list_names_every_rule(run):
    shown = run("rules", "list").stdout
    assert all(id in shown for id in RULES)


def test_show_tells_why_pattern_and_examples(run):
    shown = run("rules", "show", "numbers/thousand-article").stdout
    assert "has no article" in shown
    assert r"(?P<number>" in shown
    assert "half a thousand people marched" in shown


@pytest.mark.parametrize(
    ("id", "message"),
    [("numbers/thousand-artcle", "did you mean"), ("numbers", "is a family; name one")],
)
def test_show_refuses(run, id, message):
    result = run("rules", "show", id)
    assert result.exit_code == 2
    assert message in result.stderr


def test_the_shipped_rules_pass_on_the_command_line(run):
    result = run("rules", "test", rules_folder() / "numbers")
    assert result.exit_code == 0
    assert "0 failed" in result.stdout


def test_a_failing_example_is_shown_as_a_diff(run, folder):
    path = folder(RULE.replace('good = "the door"', 'good = "that door"'))
    result = run("rules", "test", path)
    assert result.exit_code == 1
    assert "example 2 alone: bad came out wrong (by spelling/swapped-the)" in result.stdout
    assert "    - that door\n    ?   ^^\n    + the door\n    ?   ^\n" in result.stdout


def test_good_that_triggers_again_fails(run, folder):
    folder(
        RULE.replace("replace = 'the'", "replace = 'the teh'").replace(
            'good = "the', 'good = "the teh'
        )
    )
    result = run("rules", "test", folder.path)
    assert result.exit_code == 1
    assert "good was changed" in result.stdout


def test_a_known_failure_must_go_on_failing(run, folder):
    folder(RULE.replace('bad = "teh door"', 'known_failure = true\nbad = "teh door"'))
    result = run("rules", "test", folder.path)
    assert "known_failure = true, but it passes" in result.stdout


def test_lint_warns_of_a_pattern_that_can_run_away(run, folder):
    folder(RULE.replace(r"\bteh\b", r"(?:a|aa)+!|teh"))
    result = run("rules", "lint", folder.path)
    assert result.exit_code == 1
    assert "the pattern can run away" in result.stdout


def test_lint_warns_of_an_option_that_says_something_twice(run, folder):
    found = 'detector = "furniture-lines"\noptions.lines = ["read on", "home", "read on"]'
    folder(f"{HEAD}{found}\n{EXAMPLES}")
    result = run("rules", "lint", folder.path)
    assert result.exit_code == 1
    assert "options.lines says 'read on' more than once" in result.stdout


@pytest.mark.parametrize(
    ("topics", "phrase", "line", "message"),
    [
        ('["healht"]', "outbreak [#healht]", 6, "unknown subject 'healht'; did you mean 'health'?"),
        ('["road"]', "outbreak [flu/#health]", 8, "asks for the subject 'health'"),
    ],
)
def test_a_subject_needs_its_list_and_its_name_in_the_rule(
    run, folder, topics, phrase, line, message
):
    options = f'detector = "carried-over"\noptions.topics = {topics}\n[options.phrases]'
    path = folder(f'{HEAD}{options}\n"{phrase}" = ""\n{EXAMPLES}')
    result = run("rules", "test", folder.path)
    assert result.exit_code == 2
    assert f"{path}:{line}: " in result.stderr
    assert message in result.stderr


def test_schema_knows_every_key(run):
    schema = json.loads(run("rules", "schema").stdout)
    properties = schema["$defs"]["RuleFile"]["properties"]
    assert {"summary", "pattern", "phrases", "detector", "example"} <= set(properties)


def test_new_writes_a_rule_that_loads_and_passes(run, tmp_path):
    result = run("rules", "new", "spelling/swapped-the", "--rules", tmp_path / "rules")
    assert result.exit_code == 0
    assert run("rules", "test", tmp_path / "rules").exit_code == 0
    again = run("rules", "new", "spelling/swapped-the", "--rules", tmp_path / "rules")
    assert again.exit_code == 2
    assert "already there" in again.stderr
    assert "pattern" in TEMPLATE


def test_new_refuses_a_name_without_family(run, tmp_path):
    result = run("rules", "new", "swapped-the", "--rules", tmp_path)
    assert result.exit_code == 2
    assert "write FAMILY/NAME" in result.stderr

"""What the documents show is what happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import cleaner
from cleaner.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def blocks(text, language):
    for match in re.finditer(rf"^( *)```{language}\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL):
        yield re.sub(rf"^{match[1]}", "", match[2], flags=re.MULTILINE)


def test_the_python_of_the_readme_runs(capsys):
    (code,) = blocks(README, "python")
    exec(compile(code, "README.md", "exec"), {})
    assert "in the recent days" in capsys.readouterr().out


def test_what_comes_in_and_goes_out():
    (block,) = blocks(README, "text")
    noisy, clean = block.splitlines()
    page = f"{noisy}\n\n2022Kyiv says nothing."
    assert cleaner.clean(page).text == f"{clean}\n\nKyiv says nothing."


def test_every_command_and_option_that_is_shown_exists(run):
    lines = [line.split("#")[0] for block in blocks(README, "sh") for line in block.splitlines()]
    for line in (line for line in lines if line.startswith("cleaner ")):
        words = line.split()[1:]
        command = main
        while words and words[0] in getattr(command, "commands", {}):
            command = command.commands[words.pop(0)]
        known = {name for option in command.params for name in option.opts}
        for word in words:
            assert not word.startswith("--") or word in known, line


def test_the_rule_of_the_guide_loads_and_passes(run, tmp_path):
    path = tmp_path / "rules" / "tags" / "doubled-persons.toml"
    path.parent.mkdir(parents=True)
    path.write_text("\n".join(blocks(CONTRIBUTING, "toml")), encoding="utf-8")
    result = run("rules", "test", path)
    assert result.exit_code == 0, result.stdout
    assert "1 rules, 5 examples: 0 failed" in result.stdout


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_lead_somewhere(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert (ROOT / target).exists(), target

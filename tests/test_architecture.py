"""Who may import whom: the arrows of the design, read from the source."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import cleaner
from cleaner.detectors import DETECTORS, REPAIRS, TRIGGERS, function

PACKAGE = Path(cleaner.__file__).parent
# Each room may import the rooms behind it in this list, and rooms of its own name.
ORDER = [
    "__main__",
    "cli",
    "cli_config",
    "manual",
    "cli_baseline",
    "cli_clean",
    "cli_ledger",
    "verify",
    "ledger_views",
    "reversal",
    "cli_measure",
    "cli_rules",
    "cli_output",
    "cli_options",
    "progress",
    "baseline",
    "inputs",
    "engines",
    "arrow",
    "parcel",
    "run_record",
    "batch",
    "journal",
    "quarantine",
    "catalogue",
    "rule_tests",
    "verdicts",
    "reports",
    "results",
    "measure",
    "ledger",
    "settings",
    "formats",
    "pipeline",
    "workers",
    "verdict",
    "candidates",
    "prefilter",
    "patterns",
    "alphabet",
    "protected",
    "rules",
    "mistakes",
    "detectors",
    "resources",
    "document",
    "compiled",
    "cache",
    "files",
    "edits",
]


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("cleaner"):
            names = [alias.name for alias in node.names] if node.module == "cleaner" else []
            yield from names or [node.module.split(".")[1]]


def room(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def test_imports_follow_the_design():
    modules = [p for p in sorted(PACKAGE.rglob("*.py")) if p != PACKAGE / "__init__.py"]
    assert {room(path) for path in modules} == set(ORDER)
    for path in modules:
        for name in imports(path):
            if name in ORDER and name != room(path):
                assert ORDER.index(name) > ORDER.index(room(path)), f"{path} imports {name}"


@pytest.mark.parametrize(
    "place", sorted({*DETECTORS.values(), *TRIGGERS.values(), *REPAIRS.values()})
)
def test_a_function_that_rules_may_name_is_there(place):
    assert callable(function(place))


def test_every_module_says_what_it_knows():
    for path in PACKAGE.rglob("*.py"):
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path


def test_no_module_gives_a_name_twice():
    # a second table under the name of another one changes what the first's readers do, silently
    for path in PACKAGE.rglob("*.py"):
        nodes = ast.parse(path.read_text(encoding="utf-8")).body
        targets = [t for n in nodes if isinstance(n, ast.Assign) for t in n.targets]
        targets += [n.target for n in nodes if isinstance(n, ast.AnnAssign)]
        names = [t.id for t in targets if isinstance(t, ast.Name)]
        names += [n.name for n in nodes if isinstance(n, (ast.FunctionDef, ast.ClassDef))]
        twice = [name for name in names if names.count(name) > 1 and name != "_"]
        assert not twice, f"{path}: {sorted(set(twice))}"


def test_the_public_door_is_light():
    code = "import sys, cleaner; print(*{'pyarrow', 'pebble', 'rich', 'pandas'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"

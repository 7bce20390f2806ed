"""What all tests share: the shipped rules, loaded once, and the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import settings

from cleaner.cli import main
from cleaner.rules import load_catalogue

# a first call compiles patterns; how long an example takes says nothing
settings.register_profile("cleaner", deadline=None)
settings.load_profile("cleaner")

SAMPLES = Path(__file__).parent.parent / "samples"


@pytest.fixture(scope="session")
def catalogue():
    return load_catalogue()


@pytest.fixture
def run():
    """Run the command line; give its result, with `stdout`, `stderr` and `exit_code`."""

    def run(*arguments, input=None):
        return CliRunner().invoke(main, [str(a) for a in arguments], input=input)

    return run

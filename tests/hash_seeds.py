"""What a script prints where sets have another order: their hashes hang on a seed."""

from __future__ import annotations

import os
import subprocess
import sys


def printed_under(script: str, *seeds: str) -> set[bytes]:
    """Return what a script prints under some hash seeds; one element: always the same."""
    return {
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in seeds
    }

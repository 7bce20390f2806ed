"""How long something took: whole processes, and functions in a process of their own.

Runs of two rivals alternate, and the best of each counts: what else the machine does can only
slow a run down. CPU time is what the process and its children used, in the program and in the
system; beside other load it is the fairer figure.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FOUND = (0, 1, 2, 65)  # exit codes of programs that found nothing, or something


@dataclass(frozen=True)
class Usage:
    """What a run cost: seconds, and bytes of memory at its peak."""

    wall: float
    cpu: float
    memory: int = 0


@dataclass(frozen=True)
class Failure:
    """Why there is no figure."""

    reason: str


Outcome = Usage | Failure


# The parent of what is measured is small: a child counts the memory of its parent as its own.
_LAUNCHER = """
import json, os, sys, time
begun = time.perf_counter()
quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
process = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet)
_, status, used = os.wait4(process, 0)
wall = time.perf_counter() - begun
code = os.waitstatus_to_exitcode(status)
print(json.dumps([wall, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, code]))
"""


def run(command: Sequence[str | Path], limit: float) -> Outcome:
    """Run a process, its output thrown away, and return what it and its children cost.

    To find something is a success, whatever a program's exit code for that is. The peak of
    memory is that of the largest process.
    """
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _LAUNCHER, *map(str, command)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        told, said = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return Failure(f"> {limit:g} s")
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    if process.returncode:
        return Failure(said.strip()[-200:])
    wall, cpu, memory, code = json.loads(told)
    if code not in _FOUND or "Traceback" in said or re.match("[Ee]rror: ", said):
        return Failure(f"exit code {code}: {said.strip()[-200:]}")
    return Usage(wall, cpu, memory)


def race(
    commands: Mapping[str, Sequence[str | Path]], repeat: int, limit: float
) -> dict[str, Outcome]:
    """Return the best run of each command, in turns: A B A B …

    One that fails is not run again.
    """
    best: dict[str, Outcome] = {}
    for _ in range(repeat):
        for name, command in commands.items():
            if isinstance(best.get(name), Failure):
                continue
            best[name] = better(best.get(name), run(command, limit))
    return best


def better(one: Outcome | None, other: Outcome) -> Outcome:
    """Return the best of two runs, each figure by itself."""
    if not isinstance(one, Usage) or not isinstance(other, Usage):
        return other
    return Usage(min(one.wall, other.wall), min(one.cpu, other.cpu), max(one.memory, other.memory))


def timed(call: Callable[[], Any]) -> float:
    """Return the CPU seconds of one call."""
    begun = time.process_time()
    call()
    return time.process_time() - begun


def best_of(calls: Mapping[str, Callable[[], Any]], repeat: int) -> dict[str, float]:
    """Return the least CPU seconds of each call, in turns; short ones are repeated more."""
    best = {name: timed(call) for name, call in calls.items()}
    spent = sum(best.values())
    rounds = 1
    while rounds < repeat or (spent < 0.3 and rounds < 200):
        if spent > 60:
            break
        for name, call in calls.items():
            seconds = timed(call)
            spent += seconds
            best[name] = min(best[name], seconds)
        rounds += 1
    return best


def apart(
    function: Callable[..., Any], *arguments: Any, limit: float, method: str = "spawn"
) -> Any:
    """Return what a function returns in a new process; a `Failure` if it fails or takes longer.

    With `method="fork"` it begins with all that this process has loaded.
    """
    context: Any = multiprocessing.get_context(method)
    here, there = context.Pipe()
    process = context.Process(target=_answer, args=(there, function, arguments))
    process.start()
    there.close()
    try:
        return here.recv() if here.poll(limit) else Failure(f"> {limit:g} s")
    except EOFError:
        process.join()
        return Failure(f"the process died, exit code {process.exitcode}")
    finally:
        process.kill()
        process.join()


def _answer(pipe: Any, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    try:
        pipe.send(function(*arguments))
    except ImportError as error:
        pipe.send(Failure(f"not installed: {error.name}"))

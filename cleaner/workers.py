"""Work spread over processes, its results in the order of the work."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")
R = TypeVar("R")
_AHEAD = 2  # tasks that wait for each process


class Mark(NamedTuple):
    """What stands between tasks and is no work itself, as the end of a file.

    One that is `alone` is met when all tasks before it are done and none after it was taken.
    """

    item: Any
    alone: bool = False


class WorkerDiedError(RuntimeError):
    """A process that ended twice in the middle of the same task."""


@contextmanager
def workers(processes: int, begin: Callable[..., None], *arguments: Any) -> Iterator[Any]:
    """Give a pool of processes in which `begin(*arguments)` was called, None for a single one."""
    if processes == 1:
        begin(*arguments)
        yield None
        return
    from pebble import ProcessPool

    context = multiprocessing.get_context("spawn")
    pool: Any = ProcessPool(
        max_workers=processes, initializer=begin, initargs=arguments, context=context
    )
    try:
        yield pool
        pool.close()
    except BaseException:
        pool.stop()
        raise
    finally:
        pool.join()


def in_order(
    pool: Any, function: Callable[[T], R], tasks: Iterable[T | Mark], processes: int
) -> Iterator[tuple[T | Mark, R | WorkerDiedError | None]]:
    """Yield each task and its result, in the order of the tasks; marks pass through.

    A process that dies is replaced and its task tried once more; if that dies, too, the
    result is the error. Only a few tasks are taken ahead, so memory does not grow.
    """
    waiting: deque[tuple[T | Mark, Any]] = deque()
    ahead = 0 if pool is None else processes * (1 + _AHEAD)
    for task in tasks:
        alone = isinstance(task, Mark) and task.alone
        if alone:
            yield from _results(pool, function, waiting, 0)
        waiting.append((task, _begun(pool, function, task)))
        yield from _results(pool, function, waiting, 0 if alone else ahead)
    yield from _results(pool, function, waiting, 0)


def _begun(pool: Any, function: Callable[[T], R], task: T | Mark) -> Any:
    return None if pool is None or isinstance(task, Mark) else pool.schedule(function, args=[task])


def _results(
    pool: Any, function: Callable[[T], R], waiting: deque[tuple[T | Mark, Any]], left: int
) -> Iterator[tuple[T | Mark, R | WorkerDiedError | None]]:
    """Yield tasks with their results until so many are `left`."""
    while len(waiting) > left:
        task, future = waiting.popleft()
        if isinstance(task, Mark):
            yield task, None
        else:
            yield task, function(task) if future is None else _result(pool, function, task, future)


def _result(pool: Any, function: Callable[[T], R], task: T, future: Any) -> R | WorkerDiedError:
    from pebble import ProcessExpired

    try:
        result: R = future.result()
    except ProcessExpired:
        try:
            result = pool.schedule(function, args=[task]).result()
        except ProcessExpired as death:
            how = f"signal {-death.exitcode}" if death.exitcode < 0 else f"code {death.exitcode}"
            return WorkerDiedError(f"worker {death.pid} died ({how}), twice on the same rows")
    return result

"""Work spread over processes, its results in the order of the work."""

from __future__ import annotations

import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")
R = TypeVar("R")
_AHEAD = 2  # tasks that wait for each process
_PATIENCE = 120.0  # seconds for the first process to load the rules
_LOOK = 1.0  # seconds between two looks whether one has


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
    pool = _Pool(processes, begin, arguments)
    try:
        yield pool
        pool.close()
    except BaseException:
        pool.stop()
        raise


def _begin(begin: Callable[..., None], *arguments: Any) -> None:
    """Leave Ctrl-C, which a terminal sends to all processes, to the one that began them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    begin(*arguments)


def _ready() -> None:
    """Tell, by being run, that a process has begun."""


@contextmanager
def interrupts() -> Iterator[Callable[[], None]]:
    """Hold Ctrl-C back until the function that is given is called, which raises it.

    Raised anywhere it could be lost in a finalizer, or leave something half done. The second
    one comes through at once.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: None
        return
    before = signal.getsignal(signal.SIGINT)
    held: list[int] = []

    def hold(number: int, _: object) -> None:
        held.append(number)
        signal.signal(signal.SIGINT, before)

    def check() -> None:
        if held:
            raise KeyboardInterrupt

    signal.signal(signal.SIGINT, hold)
    try:
        yield check
    finally:
        signal.signal(signal.SIGINT, before)


class _Pool:
    """Processes that take tasks; a pool that broke can be made anew, once between two results."""

    def __init__(
        self, processes: int, begin: Callable[..., None], arguments: tuple[Any, ...]
    ) -> None:
        self._processes = processes
        self._begin = begin, *arguments
        self._start()

    def _start(self) -> None:
        import multiprocessing

        from pebble import ProcessPool

        context = multiprocessing.get_context("spawn")
        self._pool: Any = ProcessPool(self._processes, 0, _begin, self._begin, context)
        self._up = self._pool.schedule(_ready)
        self._started = time.monotonic()

    @property
    def cannot_begin(self) -> bool:
        """Tell whether no process has begun for so long that none will."""
        return not self._up.done() and time.monotonic() - self._started > _PATIENCE

    def schedule(self, function: Callable[[T], R], task: T) -> Any:
        """Return the future result of a task."""
        return self._pool.schedule(function, args=[task])

    def renew(self) -> None:
        """Start other processes: all had died before they took a task."""
        self.stop()
        self._start()

    def close(self) -> None:
        """Wait for the processes to end."""
        self._pool.close()
        self._pool.join()

    def stop(self) -> None:
        """End the processes."""
        self._pool.stop()
        self._pool.join()


def in_order(
    pool: Any, function: Callable[[T], R], tasks: Iterable[T | Mark], processes: int
) -> Iterator[tuple[T | Mark, R | WorkerDiedError | None]]:
    """Yield each task and its result, in the order of the tasks.

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
    return None if pool is None or isinstance(task, Mark) else pool.schedule(function, task)


def _results(
    pool: Any, function: Callable[[T], R], waiting: deque[tuple[T | Mark, Any]], left: int
) -> Iterator[tuple[T | Mark, R | WorkerDiedError | None]]:
    """Yield tasks with their results until so many are `left`."""
    while len(waiting) > left:
        task, future = waiting[0]
        result: R | WorkerDiedError | None
        if isinstance(task, Mark):
            result = None
        elif future is None:
            result = function(task)
        else:
            result = _result(pool, function, waiting)
        waiting.popleft()
        yield task, result


def _result(
    pool: Any, function: Callable[[T], R], waiting: deque[tuple[T | Mark, Any]]
) -> R | WorkerDiedError:
    """Return the result of the first task that waits; raises `WorkerDiedError` if none can work."""
    from concurrent.futures.process import BrokenProcessPool

    from pebble import ProcessExpired

    task = waiting[0][0]
    for again in (True, False):
        try:
            result: R = _awaited(pool, waiting[0][1])
        except ProcessExpired as death:
            how = f"signal {-death.exitcode}" if death.exitcode < 0 else f"code {death.exitcode}"
            died = WorkerDiedError(f"worker {death.pid} died ({how}), twice on the same rows")
            if again:
                waiting[0] = task, pool.schedule(function, task)
        except BrokenProcessPool:
            died = WorkerDiedError("all workers died before they took a task")
            if again:
                pool.renew()
                begun = [(task, _begun(pool, function, task)) for task, _ in waiting]
                waiting.clear()
                waiting.extend(begun)
        else:
            return result
    return died


def _awaited(pool: Any, future: Any) -> Any:
    """Return the result of a task; raises `BrokenProcessPool` if no process comes to take it."""
    from concurrent.futures.process import BrokenProcessPool

    while True:
        try:
            return future.result(timeout=_LOOK)
        except TimeoutError:
            if pool.cannot_begin:
                raise BrokenProcessPool("no process could begin") from None

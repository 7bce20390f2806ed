"""Work spread over processes, its results in the order of the work."""

from __future__ import annotations

import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")
R = TypeVar("R")
BUNDLE = 400_000  # characters that are worth the way to a process
_MOST = 150  # tasks and marks of a bundle
_AHEAD = 2  # bundles that wait for each process
_PATIENCE = 120.0  # seconds for the first process to load the rules
_LOOK = 1.0  # seconds between two looks whether one has


class Mark(msgspec.Struct, frozen=True):
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

    def schedule(self, function: Callable[[list[T]], list[R]], tasks: list[T]) -> Any:
        """Return the future results of some tasks."""
        return self._pool.schedule(function, args=[tasks])

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


def bundles(items: Iterable[T], size: Callable[[T], int]) -> Iterator[list[T]]:
    """Yield the items in bundles: many, if they are small, and one by itself, if it is large.

    What has no size does not wait for others.
    """
    bundle: list[T] = []
    filled = 0
    for item in items:
        bundle.append(item)
        filled += size(item)
        if not filled or filled >= BUNDLE or len(bundle) >= _MOST:
            yield bundle
            bundle, filled = [], 0
    if bundle:
        yield bundle


class _Begun(msgspec.Struct, frozen=True):
    """A bundle that is waited for: tasks and marks between them, and the results to come."""

    items: list[Any]
    future: Any

    @property
    def tasks(self) -> list[Any]:
        return [item for item in self.items if not isinstance(item, Mark)]


def in_order(
    pool: Any,
    function: Callable[[list[T]], list[R]],
    tasks: Iterable[T | Mark],
    processes: int,
    size: Callable[[T], int],
) -> Iterator[tuple[T | Mark, R | WorkerDiedError | None]]:
    """Yield each task and its result, in the order of the tasks.

    `function` takes a bundle of tasks, whose `size` is in characters, and returns their results.
    A process that dies is replaced, and each task of its bundle tried once more by itself; if
    the process dies again, the result is the error. Only a few bundles are taken ahead, so memory
    does not grow.
    """
    waiting: deque[_Begun] = deque()
    ahead = 0 if pool is None else processes * (1 + _AHEAD)
    for bundle in bundles(tasks, lambda task: _size(task, size)):
        *before, last = bundle
        if isinstance(last, Mark) and last.alone:
            if before:
                waiting.append(_begun(pool, function, before))
            yield from _results(pool, function, waiting, 0)
            waiting.append(_begun(pool, function, [last]))
            yield from _results(pool, function, waiting, 0)
        else:
            waiting.append(_begun(pool, function, bundle))
            yield from _results(pool, function, waiting, ahead)
    yield from _results(pool, function, waiting, 0)


def _size(task: T | Mark, size: Callable[[T], int]) -> int:
    """Return what a task adds to a bundle; a mark that is alone ends one."""
    if isinstance(task, Mark):
        return BUNDLE if task.alone else 0
    return size(task)


def _begun(pool: Any, function: Callable[[list[T]], list[R]], items: list[Any]) -> _Begun:
    begun = _Begun(items, None)
    tasks = begun.tasks
    if not pool or not tasks:
        return begun
    return msgspec.structs.replace(begun, future=pool.schedule(function, tasks))


def _results(
    pool: Any, function: Callable[[list[T]], list[R]], waiting: deque[_Begun], left: int
) -> Iterator[tuple[T | Mark, R | WorkerDiedError | None]]:
    """Yield tasks with their results until so many bundles are `left`."""
    while len(waiting) > left:
        results: Sequence[R | WorkerDiedError] | None
        tasks = waiting[0].tasks
        if waiting[0].future is not None:
            results = _result(pool, function, waiting)
        else:
            results = function(tasks) if tasks else []
        if results is None:
            continue
        each = iter(results)
        for item in waiting.popleft().items:
            yield item, None if isinstance(item, Mark) else next(each)


def _result(
    pool: Any, function: Callable[[list[T]], list[R]], waiting: deque[_Begun]
) -> Sequence[R | WorkerDiedError] | None:
    """Return the results of the first bundle that waits; None if it was divided into its tasks.

    Then a process died with it, and what waits first are its tasks, each by itself.
    """
    from concurrent.futures.process import BrokenProcessPool

    from pebble import ProcessExpired

    items, tasks = waiting[0].items, waiting[0].tasks
    for again in (True, False):
        try:
            results: Sequence[R] = _awaited(pool, waiting[0].future)
        except ProcessExpired as death:
            how = f"signal {-death.exitcode}" if death.exitcode < 0 else f"code {death.exitcode}"
            died = WorkerDiedError(f"worker {death.pid} died ({how}), twice on the same rows")
            if len(tasks) > 1:
                waiting.popleft()
                waiting.extendleft(_begun(pool, function, [item]) for item in reversed(items))
                return None
            if again:
                waiting[0] = _begun(pool, function, items)
        except BrokenProcessPool:
            died = WorkerDiedError("all workers died before they took a task")
            if again:
                pool.renew()
                begun = [_begun(pool, function, bundle.items) for bundle in waiting]
                waiting.clear()
                waiting.extend(begun)
        else:
            return results
    return [died] * len(tasks)


def _awaited(pool: Any, future: Any) -> Any:
    """Return the result of a task; raises `BrokenProcessPool` if no process comes to take it."""
    from concurrent.futures.process import BrokenProcessPool

    while True:
        try:
            return future.result(timeout=_LOOK)
        except TimeoutError:
            if pool.cannot_begin:
                raise BrokenProcessPool("no process could begin") from None

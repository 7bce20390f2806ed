"""Work in bundles: every task has its result in its place, whatever the others do."""

import os

import pytest

from cleaner.workers import BUNDLE, Mark, WorkerDiedError, bundles, in_order, workers

DEADLY = 13


def nothing():
    """Begin a process that needs nothing."""


def doubled(tasks):
    if DEADLY in tasks:
        os._exit(9)
    return [2 * task for task in tasks]


def some(count):
    """Return a size of which so many make a bundle."""
    return lambda _: BUNDLE // count


def test_small_items_go_together_and_what_has_no_size_does_not_wait():
    sizes = [BUNDLE, 0, 1, 0, BUNDLE, 0, 0]
    assert list(bundles(sizes, lambda size: size)) == [[BUNDLE], [0], [1, 0, BUNDLE], [0], [0]]
    assert max(map(len, bundles(range(10_000), lambda _: 1))) < 1_000


@pytest.mark.parametrize("processes", [1, 2])
def test_results_stand_beside_their_tasks_and_marks_between_them(processes):
    items = [Mark("begin"), 1, 2, Mark("middle"), 3, Mark("end")]
    with workers(processes, nothing) as pool:
        done = list(in_order(pool, doubled, items, processes, some(10)))
    assert done == [
        *((Mark("begin"), None), (1, 2), (2, 4)),
        *((Mark("middle"), None), (3, 6), (Mark("end"), None)),
    ]


@pytest.mark.parametrize("processes", [1, 2])
def test_a_mark_that_is_alone_is_met_before_anything_behind_it_is_taken(processes):
    taken = []

    def items():
        for item in (1, 2, Mark("alone", alone=True), 3):
            taken.append(item)
            yield item

    with workers(processes, nothing) as pool:
        for item, _ in in_order(pool, doubled, items(), processes, some(10)):
            if isinstance(item, Mark):
                assert taken == [1, 2, item]
    assert taken[-1] == 3


def test_a_task_that_ends_its_process_takes_no_other_with_it():
    with workers(2, nothing) as pool:
        done = list(in_order(pool, doubled, range(40), 2, some(10)))
    assert [task for task, _ in done] == list(range(40))
    died = [result for task, result in done if task == DEADLY]
    assert [type(result) for result in died] == [WorkerDiedError]
    assert "code 9" in str(died[0])
    assert all(result == 2 * task for task, result in done if task != DEADLY)

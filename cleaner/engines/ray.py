"""Ray: a dataset cleaned on a cluster, and the cluster that `cleaner fix --engine ray` works on."""

from __future__ import annotations

import logging
import os
import pickle
import socket
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cleaner.engines.pieces import EngineError, Job, Outcome
from cleaner.formats.streams import PackageMissingError

if TYPE_CHECKING:
    from cleaner.arrow import ArrowCleaner

try:
    import pyarrow as pa
    import ray
    import ray.data
except ImportError:
    raise PackageMissingError("cleaner.engines.ray", "ray") from None

from cleaner.formats.columns import text_paths

_PATIENCE = 10  # seconds for a cluster to answer
_ITEMS = 10_000  # blocks of a dataset that Ray handles well


def clean(dataset: Any, cleaner: ArrowCleaner, **options: Any) -> Any:
    """Return a Ray dataset with its texts cleaned, and with a column of edits if wanted.

    `options` are those of `Dataset.map_batches`. The rules are loaded once in each worker, by
    tasks: actors would hold the processors that the same dataset needs to be read and written.
    Where Ray does not know the columns yet it reads a first block. Raises `FormatError` for a
    missing column before anything else runs.

        clean(ray.data.read_parquet(folder), ArrowCleaner(source="pt", edits="edits"))
    """
    schema = dataset.schema()
    if schema is not None:  # the dataset is not empty
        named = zip(schema.names, schema.types, strict=True)
        # `object`, in a frame of pandas, may be a string
        known = [(name, pa.string() if kind is object else kind) for name, kind in named]
        text_paths(pa.schema(known), cleaner.fields.text)
    return dataset.map_batches(cleaner, batch_format="pyarrow", zero_copy_batch=True, **options)


class Cluster:
    """A Ray cluster as an engine for files; without an address, Ray on this machine.

    `address` is as in `ray.init`: `auto` is the cluster of this machine. Raises `EngineError`.
    """

    def __init__(self, address: str | None = None, workers: int | None = None) -> None:
        if not ray.is_initialized():
            # its own bars and logs would stand between ours
            os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
            os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
            try:
                _reach(address or os.environ.get("RAY_ADDRESS", ""))
                ray.init(
                    address=address,
                    num_cpus=workers if address is None and not _elsewhere() else None,
                    log_to_driver=False,
                    logging_level=logging.ERROR,
                    include_dashboard=None if address or _elsewhere() else False,
                )
            except (OSError, RuntimeError, ValueError) as error:
                where = f" at {address}" if address else ""
                reason = getattr(error, "strerror", None) or error
                raise EngineError(f"no Ray cluster{where}: {reason}") from None
        self.workers = workers or _processors()

    def map(
        self, function: Callable[[Job, Any], Outcome], job: Job, items: Sequence[Any]
    ) -> Iterator[Outcome]:
        """Yield `function(job, item)` for all items, in any order. Raises `EngineError`."""
        logging.getLogger("ray.data").setLevel(logging.ERROR)
        context = ray.data.DataContext.get_current().copy()
        context.enable_progress_bars = False
        context.print_on_execution_start = False
        with ray.data.DataContext.current(context):
            rows = [{"item": pickle.dumps(item)} for item in items]
            dataset = ray.data.from_items(rows, override_num_blocks=min(len(rows), _ITEMS))
            outcomes = dataset.map(
                _Worker,
                fn_constructor_args=(function, pickle.dumps(job)),
                compute=ray.data.ActorPoolStrategy(
                    size=min(self.workers, len(rows)), max_tasks_in_flight_per_actor=2
                ),
                num_cpus=1,
            )
            try:
                for row in outcomes.iter_rows():
                    if row["error"]:
                        raise EngineError(f"a worker failed: {row['error']}")
                    outcome: Outcome = pickle.loads(row["outcome"])
                    yield outcome
            except ray.exceptions.RayError as error:
                raise EngineError(f"Ray gave the job up: {_last_line(error)}") from error


class _Worker:
    """A process of the cluster: it knows the job, and does what it is sent."""

    def __init__(self, function: Callable[[Job, Any], Outcome], job: bytes) -> None:
        self._function = function
        self._job: Job = pickle.loads(job)

    def __call__(self, row: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            outcome = self._function(self._job, pickle.loads(row["item"]))
        except Exception:  # Ray would bury it in its own words
            return {"outcome": b"", "error": traceback.format_exc().strip()}
        return {"outcome": pickle.dumps(outcome), "error": ""}


def _elsewhere() -> bool:
    return bool(os.environ.get("RAY_ADDRESS"))


def _reach(address: str) -> None:
    """Connect to a host:port, which Ray itself would try for minutes. Raises `OSError`."""
    host, _, port = address.rpartition(":")
    if port.isdigit() and "/" not in host:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_PATIENCE).close()


def _processors() -> int:
    return max(1, int(ray.cluster_resources().get("CPU", 1)))


def _last_line(error: BaseException) -> str:
    while error.__cause__ is not None:
        error = error.__cause__
    lines = [line for line in str(error).splitlines() if line.strip()]
    return lines[-1].strip() if lines else type(error).__name__

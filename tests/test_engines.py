"""The same bytes and the same ledger on somebody else's machines; nothing is mocked.

CLEANER_ENGINE_DOCUMENTS=100000 makes the corpus that large, CLEANER_ENGINE_CHARACTERS=150 its
documents that short.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

pa = pytest.importorskip("pyarrow")

from pyarrow import parquet  # noqa: E402

from cleaner import ledger  # noqa: E402
from cleaner.edits import Edit, undo  # noqa: E402
from cleaner.formats.rows import FormatError  # noqa: E402
from cleaner.rules import RuleError  # noqa: E402
from tests.corpora import documents, write_jsonl, write_parquet  # noqa: E402
from tests.test_arrow import OWN_RULE  # noqa: E402

DOCUMENTS = int(os.environ.get("CLEANER_ENGINE_DOCUMENTS", "3000"))
CHARACTERS = int(os.environ.get("CLEANER_ENGINE_CHARACTERS", "600"))
FILES = 4

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="clusters on Unix only")
needs_ray = pytest.mark.skipif(
    find_spec("ray") is None, reason="pip install 'translation-cleaner[ray]'"
)
needs_spark = pytest.mark.skipif(
    find_spec("pyspark") is None or shutil.which("java") is None,
    reason="pip install 'translation-cleaner[spark]', and Java 17 or newer",
)
needs_datatrove = pytest.mark.skipif(
    find_spec("datatrove") is None, reason="pip install 'translation-cleaner[datatrove]'"
)


def command(*arguments, folder, check=True):
    """Run the command line in a process of its own; exit code 1 says that something is left."""
    done = subprocess.run(
        [sys.executable, "-m", "cleaner", *map(str, arguments)],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert not check or done.returncode in (0, 1), done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """Give a folder with a corpus, and what one machine makes of it.

    `readable` is the corpus without the rows that cannot be read.
    """
    folder = tmp_path_factory.mktemp("corpus")
    share = DOCUMENTS // FILES
    for number in range(FILES):
        rows = documents(share, seed=number, size=CHARACTERS)
        if number % 2:
            write_parquet(folder / "in" / f"{number}.parquet", rows, group=250)
        else:
            write_jsonl(folder / "in" / f"{number}.jsonl", rows)
    shutil.copytree(folder / "in", folder / "readable")
    with (folder / "in" / "0.jsonl").open("ab") as file:
        file.write(b'{"text": \n{"body": "x"}\n{"text": "\xff"}')
    command("fix", "in", "--output", "one", "--ledger", "one.jsonl", "-q", "-j2", folder=folder)
    return folder


def records(path):
    """Return what a ledger says, but for the names of outputs and of its quarantine."""
    told = []
    for record in ledger.read(path):
        if isinstance(record, ledger.RunRecord):
            continue
        told.append(json.loads(ledger.encode(record)))
        for name in ("output", "quarantine"):
            told[-1].pop(name, None)
    return told


def same(folder, other, *, ledger=True):
    """Tell that two runs over a corpus wrote the same."""
    for path in sorted((folder / "one").iterdir()):
        assert (folder / other / path.name).read_bytes() == path.read_bytes(), path.name
    assert len(list((folder / other).iterdir())) == FILES  # and nothing half written
    if ledger:
        assert records(folder / f"{other}.edits") == records(folder / "one.jsonl")
        aside = folder / f"{other}.edits.quarantine.jsonl"
        assert aside.read_bytes() == (folder / "one.quarantine.jsonl").read_bytes()
        totals = [
            json.loads((folder / name).read_bytes())["totals"]
            for name in ("one.run.json", f"{other}.edits.run.json")
        ]
        assert totals[0] == totals[1]
        assert not (folder / f"{other}.edits.part").exists()


# --- Ray --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cluster():
    """Start a cluster of two nodes; give its address."""
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    cluster.add_node(num_cpus=1)
    cluster.wait_for_nodes()
    yield cluster
    cluster.shutdown()


@needs_ray
def test_ray_on_two_nodes(cluster, corpus):
    done = command(
        "fix", "in", "--output", "two", "--engine", "ray", "--ray-address", cluster.address,
        "--statistics", folder=corpus,
    )  # fmt: skip
    assert done.returncode == 1
    assert f"{FILES} files, {DOCUMENTS:,} documents" in done.stdout
    assert "3 rows could not be read" in done.stdout
    same(corpus, "two")
    counts = command("stats", "two.edits", folder=corpus).stdout
    assert counts == command("stats", "one.jsonl", folder=corpus).stdout
    assert (
        "everything is as it was" in command("verify", "two.edits.run.json", folder=corpus).stdout
    )
    command("undo", "two.edits", "--rule", "numbers", "--output", "back", folder=corpus)
    command("undo", "one.jsonl", "--rule", "numbers", "--output", "back1", folder=corpus)
    assert records(corpus / "back" / "two.edits") == records(corpus / "back1" / "one.jsonl")
    again = command("fix", "in", "--output", "two", "--engine", "ray", folder=corpus, check=False)
    assert "two.edits: holds the edits of an earlier run" in again.stderr


@needs_ray
def test_ray_with_workers_that_are_killed(cluster, corpus):
    """Large files are cleaned in pieces; both workers die, and a piece of theirs is tried again."""
    killed, again = [], set()
    over = threading.Event()

    def kill():
        while not over.is_set():
            tries = {path.name for path in corpus.glob("three.edits.part/tries/*")}
            again.update(name for name in tries if not name.endswith(".1"))
            workers = [pid for pid in _processes("MapWorker") if pid not in killed]
            if tries and workers and len(killed) < 2:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(workers[0], signal.SIGKILL)
                killed.append(workers[0])
            time.sleep(0.02)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        _spread(cluster, corpus, "three", smallest=50_000)
    finally:
        over.set()
        killer.join()
    assert len(killed) == 2
    assert again  # one at least died with a piece in its hands
    same(corpus, "three")


def _spread(cluster, folder, output, *, smallest):
    """Call `cleaner fix --engine ray` where files are divided much earlier."""
    code = (
        "import sys; from cleaner.engines import pieces; from cleaner.cli import main;"
        f"pieces.SMALLEST = {smallest}; main(sys.argv[1:])"
    )
    arguments = ["fix", "in", "--output", output, "--engine", "ray", "-q"]
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments, "--ray-address", cluster.address],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done.stderr


def _processes(name):
    """Yield the processes with a name that descend from this one; others may test, too."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parents[int(entry.name)] = int(
                (entry / "stat").read_text().rpartition(")")[2].split()[1]
            )
    for process in parents:
        ancestor = process
        while ancestor not in (os.getpid(), None):
            ancestor = parents.get(ancestor)
        with contextlib.suppress(OSError):
            if ancestor and name in Path(f"/proc/{process}/cmdline").read_text():
                yield process


@needs_ray
def test_ray_goes_on_with_a_run_whose_driver_was_killed(cluster, corpus):
    arguments = ["fix", "in", "--output", "four", "--engine", "ray", "-q", "-j", "1"]
    arguments += ["--ray-address", cluster.address]
    driver = subprocess.Popen([sys.executable, "-m", "cleaner", *arguments], cwd=corpus)
    while driver.poll() is None and not list(corpus.glob("four.edits.part/done/*")):
        time.sleep(0.02)
    driver.kill()
    assert driver.wait() == -signal.SIGKILL
    stopped = command(*arguments, folder=corpus, check=False)
    assert "go on with --resume" in stopped.stderr
    command(*arguments, "--resume", folder=corpus)
    same(corpus, "four")


@needs_ray
def test_ray_says_what_one_machine_says(cluster, tmp_path):
    _own_rule(tmp_path / "rules", 'phrases = { foo = "bar" }', 'repalce = "x"')
    write_jsonl(tmp_path / "in" / "a.jsonl", documents(3))
    (tmp_path / "in" / "b.jsonl").write_text('{"text": "x"}\n{"body": "x"}\n', encoding="utf-8")
    parquet.write_table(pa.table({"body": ["x"]}), tmp_path / "in" / "c.parquet")
    parquet.write_table(pa.table({"text": ["x", None]}), tmp_path / "in" / "d.parquet")
    ray = ["--engine", "ray", "--ray-address", cluster.address]
    for paths, *more in (["in", "--rules", "rules"], ["in"], ["in/b.jsonl", "--strict"]):
        told = []
        for number, engine in enumerate(([], ray)):
            kept = ["--output", f"out{number}", "--ledger", f"{number}{len(more)}"]
            done = command("fix", paths, *kept, *more, *engine, folder=tmp_path, check=False)
            lines = [line for line in done.stderr.splitlines() if line.startswith("error")]
            told.append((done.returncode, sorted(lines)))
        assert told[0] == told[1]
        assert told[0][0] == 2


@needs_ray
def test_ray_passes_on_what_happened_in_a_worker(cluster):
    code = """
import operator, sys
from cleaner.engines.pieces import EngineError
from cleaner.engines.ray import Cluster
try:
    list(Cluster(sys.argv[1]).map(operator.truediv, 1, [1, 0]))
except EngineError as error:
    assert str(error).startswith("a worker failed: Traceback"), error
    assert str(error).endswith("ZeroDivisionError: division by zero"), error
else:
    raise AssertionError
"""
    subprocess.run([sys.executable, "-c", code, cluster.address], check=True, timeout=300)


@needs_ray
def test_a_cluster_that_is_not_there_is_told_at_once(tmp_path):
    write_jsonl(tmp_path / "in" / "a.jsonl", documents(3))
    arguments = ["in", "--output", "out", "--engine", "ray", "--ray-address", "127.0.0.1:1"]
    start = time.monotonic()
    done = command("fix", *arguments, folder=tmp_path, check=False)
    assert done.returncode == 2
    assert "no Ray cluster at 127.0.0.1:1: Connection refused" in done.stderr
    assert time.monotonic() - start < 60


def _own_rule(folder, *changed):
    rule = folder / "mine" / "own.toml"
    rule.parent.mkdir(parents=True)
    rule.write_text(OWN_RULE.replace(*changed) if changed else OWN_RULE, encoding="utf-8")
    return rule


@needs_ray
def test_a_dataset_of_ray(cluster, tmp_path):
    code = """
import sys, ray
from cleaner.arrow import ArrowCleaner
from cleaner.engines.ray import clean
ray.init(sys.argv[1], log_to_driver=False)
ray.data.DataContext.get_current().enable_progress_bars = False
folder = sys.argv[2]
dataset = ray.data.read_parquet(f"{folder}/in")
cleaner = ArrowCleaner(select=["mine", "numbers"], rules=["rules"], edits="e")
clean(dataset, cleaner).write_parquet(f"{folder}/out")
rows = ray.data.read_parquet(f"{folder}/out").take_all()
assert sorted(row["n"] for row in rows) == list(range(50))
assert {row["text"] for row in rows} == {"a bar of 40,000 men"}
assert rows[0]["e"][0]["rules"] == ["mine/own"]
"""
    _own_rule(tmp_path / "rules")
    rows = [{"text": "a foo of 40 a thousand men", "n": n} for n in range(50)]
    for number, some in enumerate((rows[:20], rows[20:40], rows[40:])):  # files > processors
        write_parquet(tmp_path / "in" / f"{number}.parquet", some)
    subprocess.run(
        [sys.executable, "-c", code, cluster.address, tmp_path],
        cwd=tmp_path,
        check=True,
        timeout=300,
    )


@needs_ray
def test_a_dataset_of_ray_with_nulls_or_without_texts(cluster):
    code = """
import sys, pandas, ray
from cleaner.arrow import ArrowCleaner
from cleaner.engines.ray import clean
from cleaner.formats.rows import FormatError
ray.init(sys.argv[1], log_to_driver=False)
ray.data.DataContext.get_current().enable_progress_bars = False
cleaner = ArrowCleaner(select=["numbers"], edits="e")
rows = [{"text": text} for text in (None, "of 40 a thousand men", None)]
for dataset in (
    ray.data.from_items(rows, override_num_blocks=3),  # two have nothing but a null
    ray.data.from_pandas(pandas.DataFrame(rows)),
):
    texts = [row["text"] for row in clean(dataset, cleaner).take_all()]
    assert sorted(map(str, texts)) == ["None", "None", "of 40,000 men"], texts
for dataset in (
    ray.data.from_items([{"body": "x"}]),
    ray.data.from_pandas(pandas.DataFrame({"body": ["x"]})),
    ray.data.from_items(["x"]).map(lambda row: {"body": "x"}),
):
    try:
        clean(dataset, cleaner)
    except FormatError as error:
        assert str(error) == "no column 'text'; the columns: body", error
    else:
        raise AssertionError
"""
    subprocess.run([sys.executable, "-c", code, cluster.address], check=True, timeout=300)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["in"], "--engine needs --output"),
        (["-", "--output", "out"], "--engine reads files and folders"),
        (["in", "--output", "out", "--diff"], "--diff shows single documents"),
        (["in", "--output", "out", "--ledger", "e.jsonl"], "it names a folder"),
    ],
)
def test_what_a_cluster_cannot_do(run, arguments, message):
    result = run("fix", *arguments, "--engine", "ray")
    assert result.exit_code == 2
    assert message in result.stderr


@pytest.mark.parametrize(
    ("module", "extra"), [("ray", "ray"), ("pyspark", "spark"), ("datatrove", "datatrove")]
)
def test_a_missing_extra_says_what_to_install(module, extra):
    code = f"import sys; sys.modules['{module}'] = None; import cleaner.engines.{extra}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert f"needs a package: pip install 'translation-cleaner[{extra}]'" in done.stderr


# --- Spark ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def spark():
    """Start a driver and two executors, each a process of its own."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable  # of the executors, too
    path = os.pathsep.join(filter(None, [str(Path.cwd()), os.environ.get("PYTHONPATH", "")]))
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.ui.enabled", "false")
        .config("spark.executorEnv.PYTHONPATH", path)
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.files.maxPartitionBytes", "64k" if DOCUMENTS < 10_000 else "4m")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


EDIT = ("doc", "field", "rules", "start", "end", "before", "after", "fix")


def edit_rows(rows):
    return sorted([[row[name] for name in EDIT] for row in rows], key=repr)


def on_one_machine(folder):
    """Return the edits that one machine made, and the texts by id."""
    texts, edits = {}, []
    for path in sorted((folder / "one").iterdir()):
        for row in rows_of(path):
            texts.setdefault(row["id"], []).append(row["text"])
    for record in records(folder / "one.jsonl"):
        if "rules" in record:
            edits.append(record)
    return edit_rows(edits), _sorted(texts)


def rows_of(path):
    """Return the rows of a file but those that cannot be read."""
    if path.suffix == ".parquet":
        return parquet.read_table(path).to_pylist()
    lines = path.read_bytes().splitlines()
    return [json.loads(line) for line in lines if line.startswith(b'{"id"')]


def _sorted(texts):
    return {id: sorted(of_id) for id, of_id in texts.items()}


@needs_spark
@pytest.mark.filterwarnings("ignore")
def test_spark_with_an_executor_that_is_killed(spark, corpus):
    from cleaner.engines.spark import split, with_edits

    columns = spark.read.parquet(str(corpus / "readable" / "*.parquet"))
    lines = spark.read.json(str(corpus / "readable" / "*.jsonl"))
    frame = columns.unionByName(lines)
    both = with_edits(frame)
    over = threading.Event()
    killed = []

    def kill():
        while not over.is_set() and not killed:
            executors = list(_processes("CoarseGrainedExecutorBackend"))
            if list(corpus.glob("spark/_temporary/0/_temporary/*")) and executors:
                os.kill(executors[0], signal.SIGKILL)
                killed.append(executors[0])
            time.sleep(0.02)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        spark.sparkContext.setJobGroup("killed", "an executor dies")
        both.write.parquet(str(corpus / "spark"))
    finally:
        over.set()
        killer.join()
    assert killed
    tracker = spark.sparkContext.statusTracker()
    jobs = [tracker.getJobInfo(job) for job in tracker.getJobIdsForGroup("killed")]
    stages = [tracker.getStageInfo(stage) for job in jobs for stage in job.stageIds]
    assert any(stage.numFailedTasks for stage in stages)  # it died with a task in its hands
    cleaned, edits = split(spark.read.parquet(str(corpus / "spark")))
    expected_edits, expected_texts = on_one_machine(corpus)
    assert cleaned.columns == frame.columns
    texts = {}
    for row in cleaned.collect():
        texts.setdefault(row["id"], []).append(row["text"])
    assert _sorted(texts) == expected_texts
    assert edit_rows(row.asDict() for row in edits.collect()) == expected_edits


@needs_spark
@pytest.mark.filterwarnings("ignore")
def test_a_frame_and_its_edits(spark, tmp_path):
    from cleaner.engines.spark import clean, with_edits

    rule = _own_rule(tmp_path / "rules")
    rows = [(7, "a foo of 40 a thousand men"), (8, None), (9, "x")]
    frame = spark.createDataFrame(rows, "id long, text string")
    cleaned, edits = clean(frame, select=["mine", "numbers"], rules=[tmp_path / "rules"])
    both = with_edits(frame, select=["numbers"])
    rule.unlink()  # it travels with the function
    assert [row["text"] for row in cleaned.collect()] == ["a bar of 40,000 men", None, "x"]
    assert [(e["doc"], e["before"], e["rules"]) for e in edits.collect()] == [
        ("7", "foo", ["mine/own"]),
        ("7", "40 a thousand", ["numbers/thousand-article"]),
    ]
    assert [row["unreadable"] for row in both.collect()] == [None, "null in 'text'", None]
    with pytest.raises(Exception, match="null in 'text'"):
        clean(frame, strict=True)[0].collect()
    with pytest.raises(FormatError, match="no column 'text'; the columns: body"):
        clean(frame.selectExpr("text as body"))
    with pytest.raises(RuleError, match="not a folder of rules"):
        clean(frame, rules=[tmp_path / "none"])
    without_id = clean(frame.select("text"), select=["numbers"])[1]
    assert [row["doc"] for row in without_id.collect()] == [None]


# --- datatrove --------------------------------------------------------------------------


DATATROVE = """
import json, sys
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader, ParquetReader
from datatrove.pipeline.writers import JsonlWriter
from cleaner.engines.datatrove import Clean

if __name__ == "__main__":
    LocalPipelineExecutor(
        [
            JsonlReader(sys.argv[1], glob_pattern="*.jsonl"),
            ParquetReader(sys.argv[1], glob_pattern="*.parquet"),
            Clean(),
            JsonlWriter(sys.argv[2], output_filename="${rank}.jsonl", compression=None),
        ],
        tasks=2,
        workers=2,
        logging_dir=sys.argv[3],
    ).run()
"""


@needs_datatrove
def test_datatrove_with_two_tasks(corpus):
    script = corpus / "pipeline.py"
    script.write_text(DATATROVE, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, script, "readable", "trove", "logs"],
        cwd=corpus, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    texts, edits = {}, []
    originals = {}
    for path in (corpus / "readable").iterdir():
        for row in rows_of(path):
            originals.setdefault(row["id"], set()).add(row["text"])
    paths = sorted((corpus / "trove").iterdir())
    assert [path.name for path in paths] == ["00000.jsonl", "00001.jsonl"]
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            texts.setdefault(row["id"], []).append(row["text"])
            found = row["metadata"]["edits"]
            edits += [{"doc": row["id"], **edit} for edit in found]
            back = [
                Edit(e["start"], e["end"], e["before"], e["after"], tuple(e["rules"]))
                for e in found
            ]
            assert undo(row["text"], back) in originals[row["id"]]
    expected_edits, expected_texts = on_one_machine(corpus)
    assert _sorted(texts) == expected_texts
    assert edit_rows(edits) == expected_edits
    stats = json.loads((corpus / "logs" / "stats.json").read_text())
    (block,) = [step["stats"] for step in stats if "translation-cleaner" in step["name"]]
    block = {
        name: value["total"] if isinstance(value, dict) else value for name, value in block.items()
    }
    assert block["documents"] == sum(map(len, texts.values()))
    assert block["edits"] == len(edits)
    rule = edits[0]["rules"][0]
    count = sum(edit["rules"].count(rule) for edit in edits)
    assert block[f"edits/{rule}"] == count

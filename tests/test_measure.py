"""Measuring harm: counts, bounds, budget."""

from __future__ import annotations

import gzip
import json
import math

import pytest

from cleaner.measure import poisson_upper_bound

NOISY = "About 40 a thousand people marched in the recent days."


@pytest.mark.parametrize(
    ("count", "bound"),
    # exact one-sided 95 % bounds, from tables of the chi-square distribution
    [(0, 2.996), (1, 4.744), (2, 6.296), (5, 10.513), (10, 16.962), (100, 118.08)],
)
def test_upper_bound_of_a_poisson_count(count, bound):
    assert math.isclose(poisson_upper_bound(count), bound, rel_tol=1e-3)


@pytest.fixture
def corpus(tmp_path):
    rows = [{"id": "a", "text": "Rain " * 99 + "fell."}, {"id": "b", "body": 1, "text": NOISY}]
    path = tmp_path / "corpus.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows) + "\n", encoding="utf-8")
    return path


def test_counts_rates_and_examples(run, corpus):
    shown = run("measure", corpus).stdout
    assert "2 documents, 110 words: 9090.91 safe edits per million words" in shown
    assert "numbers/thousand-article  b" in shown
    assert "About [-40 a thousand-]{+40,000+} people" in shown


def test_compressed_and_plain_text_count_the_same(run, corpus, tmp_path):
    packed = tmp_path / "corpus.jsonl.gz"
    packed.write_bytes(gzip.compress(corpus.read_bytes()))
    zstandard = pytest.importorskip("zstandard")
    dense = tmp_path / "corpus.jsonl.zst"
    dense.write_bytes(zstandard.compress(corpus.read_bytes()))
    results = {run("measure", path).stdout for path in (corpus, packed, dense)}
    assert len(results) == 1
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "b.txt").write_text(NOISY, encoding="utf-8")
    assert "1 documents, 10 words" in run("measure", tmp_path / "texts").stdout


@pytest.mark.parametrize(("budget", "code"), [(10_000, 0), (9_000, 1)])
def test_budget(run, corpus, budget, code):
    assert run("measure", corpus, "--budget", budget).exit_code == code


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"text": 7}', "corpus.jsonl:1: 'text' is a number, not a string"),
        ('{"body": ""}', "corpus.jsonl:1: no field 'text'; there are: body"),
        ("[1]", "corpus.jsonl:1: not a JSON object but an array"),
        ('{"text": ', "corpus.jsonl:1: not JSON: Expecting value"),
    ],
)
def test_a_row_that_is_no_document_is_told_with_its_line(run, corpus, line, message):
    corpus.write_text(line + "\n", encoding="utf-8")
    result = run("measure", corpus)
    assert result.exit_code == 2
    assert message in result.stderr


def test_save_writes_what_the_catalogue_reads(run, corpus, tmp_path):
    run("measure", corpus, "--save", tmp_path / "measured.json", "--on", "two lines")
    saved = json.loads((tmp_path / "measured.json").read_text(encoding="utf-8"))
    assert (saved["on"], saved["words"], saved["documents"]) == ("two lines", 110, 2)
    assert saved["rates"]["numbers/thousand-article"]["edits"] == 9090.91


def test_rules_for_translations_look_at_all_text_with_a_source(run, tmp_path):
    clean = tmp_path / "clean.txt"
    clean.write_text("They pushed it with the belly, as they say on the pier.\n", encoding="utf-8")
    chosen = ("measure", "--select", "words/idioms-pt", clean)
    assert "words/idioms-pt" not in run(*chosen).output
    assert "words/idioms-pt" in run(*chosen, "--source", "pt").output

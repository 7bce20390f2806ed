"""What is kept between runs: used when it fits, harmless when it does not."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from cleaner import cache
from cleaner.alphabet import encode
from cleaner.prefilter import Prefilter
from cleaner.rules import Catalogue, Family, StoredFile, load_catalogue, shipped_rules

RULES = list(load_catalogue().rules.values())[:8]
TEXT = "2022Moscow &amp; cafÃ©"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("CLEANER_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_a_value_is_found_under_its_key_and_no_other():
    cache.store("kind", ["a", 1], {"x": 1})
    assert cache.load("kind", ["a", 1], dict[str, int]) == {"x": 1}
    assert cache.load("kind", ["a", 2], dict[str, int]) is None
    assert cache.load("other", ["a", 1], dict[str, int]) is None


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: data[:-1], id="cut off"),
        pytest.param(lambda data: b"", id="empty"),
        pytest.param(lambda data: data[:-1] + b"\xff", id="a wrong byte"),
    ],
)
def test_a_broken_file_is_no_value(folder, damage):
    cache.store("kind", "a", {"x": 1})
    (file,) = folder.iterdir()
    file.write_bytes(damage(file.read_bytes()))
    assert cache.load("kind", "a", dict[str, int]) is None


def test_a_value_of_another_type_is_no_value():
    cache.store("kind", "a", {"x": 1})
    assert cache.load("kind", "a", list[str]) is None


def test_a_folder_that_cannot_be_written_does_no_harm(folder):
    folder.write_text("a file where the folder should be")
    cache.store("kind", "a", 1)
    assert cache.load("kind", "a", int) is None


def test_old_values_go():
    for number in range(20):
        cache.store("kind", number, number)
    found = [n for n in range(20) if cache.load("kind", n, int) is not None]
    assert len(found) == 8
    assert 19 in found


def test_many_writers_leave_one_whole_file(folder):
    value = list(range(10_000))
    threads = [threading.Thread(target=cache.store, args=("kind", "a", value)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert cache.load("kind", "a", list[int]) == value
    assert len(list(folder.iterdir())) == 1


def test_a_file_that_was_edited_has_another_fingerprint(tmp_path):
    path = tmp_path / "rule.toml"
    path.write_text("a")
    before = cache.fingerprint([path])
    path.write_text("ab")
    assert cache.fingerprint([path]) != before


def test_the_prefilter_is_kept_and_a_broken_one_is_made_again(folder):
    expected = Prefilter(RULES).hits([encode(TEXT)])
    (file,) = folder.glob("*.prefilter")
    written = file.stat().st_mtime_ns
    assert Prefilter(RULES).hits([encode(TEXT)]) == expected
    assert file.stat().st_mtime_ns == written
    file.write_bytes(file.read_bytes()[:-10])
    assert Prefilter(RULES).hits([encode(TEXT)]) == expected


def test_rules_out_of_the_cache_are_those_of_the_files(folder):
    made, kept = shipped_rules.__wrapped__(), shipped_rules.__wrapped__()
    assert all(isinstance(rule.read, StoredFile) for rule in kept)
    for one, other in zip(made, kept, strict=True):
        assert (one.id, one.file, one.needs) == (other.id, other.file, other.needs)
        assert (one.fix, one.source, one.pattern) == (other.fix, other.source, other.pattern)
        assert one.reads_lines == other.reads_lines


def test_a_rule_out_of_the_cache_can_be_graded(folder):
    shipped_rules.__wrapped__()
    rules = {rule.id: rule for rule in shipped_rules.__wrapped__()}
    family = Family("tags", "", (rules["tags/doubled-phrase"],))
    (graded,) = Catalogue((family,)).graded(promote=["tags"]).families[0].rules
    assert graded.fix == graded.file.fix == "safe"
    assert rules["tags/doubled-phrase"].file.fix == "unsafe"


def test_a_second_process_reads_what_the_first_one_kept(folder):
    code = "import cleaner; print(cleaner.clean('2021One.\\n\\n2021Two.').text)"
    first, second = (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        for _ in range(2)
    )
    assert first.stdout == second.stdout == "One.\n\nTwo.\n"
    assert {file.suffix for file in folder.iterdir()} >= {".rules", ".prefilter"}

"""Patterns that wait, and those kept between runs: they do what compiled ones do."""

from __future__ import annotations

import subprocess
import sys

import msgspec
import pytest
import regex

from cleaner import cache
from cleaner.compiled import lazy_pattern

PATTERN = r"(?P<year>\d{4})(?=\p{Lu})|(?i:straße)|\b(?:ab|cd){2,}+(?<!x)"
TEXT = "2021Rain and STRASSE, ababcd 2022"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("CLEANER_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def in_a_process(code):
    """Return what a new process prints, in which `compiled` is known."""
    code = f"from cleaner.compiled import compiled\n{code}"
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def kept():
    return cache.load("patterns", [regex.__version__], dict[bytes, msgspec.Raw])


FOUND = f"""
import regex
pattern = compiled({PATTERN!r}, regex.MULTILINE)
print([(m.span(), m.groupdict()) for m in pattern.finditer({TEXT!r})], pattern.groupindex)
"""


def test_a_pattern_from_another_run_does_what_a_compiled_one_does(folder):
    pattern = regex.compile(PATTERN, regex.MULTILINE)
    expected = f"{[(m.span(), m.groupdict()) for m in pattern.finditer(TEXT)]} {pattern.groupindex}"
    assert in_a_process(FOUND) == expected
    (file,) = folder.glob("*.patterns")
    written = file.stat().st_mtime_ns
    assert in_a_process(FOUND) == expected
    assert file.stat().st_mtime_ns == written


def test_a_pattern_from_another_run_is_not_compiled(folder):
    watched = f"""
import regex
def watched(*given, make=regex.compile):
    print("compiled" if given[0] else "")
    return make(*given)
regex.compile = watched
{FOUND}"""
    assert "compiled" in in_a_process(watched)
    assert "compiled" not in in_a_process(watched)


def test_lists_make_another_pattern(folder):
    code = r"""
for words in (["ab", "cd"], ("cd", "ab"), {"cd"}):
    pattern = compiled(r"\b\L<words>\b", words=words)
    print(pattern.findall("ab cd abcd"), sorted(pattern.named_lists["words"]))
"""
    once, again = in_a_process(code), in_a_process(code)
    assert once == again == "\n".join([f"{['ab', 'cd']} {['ab', 'cd']}"] * 2 + ["['cd'] ['cd']"])
    assert len(kept()) == 2


def test_flags_make_another_pattern(folder):
    code = "import regex\nfor f in (0, regex.I): print(bool(compiled('a', f).search('A')))"
    assert in_a_process(code) == in_a_process(code) == "False\nTrue"


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: data[:-9], id="cut off"),
        pytest.param(lambda data: b"", id="empty"),
    ],
)
def test_a_broken_file_is_written_anew(folder, damage):
    expected = in_a_process(FOUND)
    (file,) = folder.glob("*.patterns")
    file.write_bytes(damage(file.read_bytes()))
    assert kept() is None
    assert in_a_process(FOUND) == expected
    assert len(kept()) == 1


def test_what_two_processes_compile_is_kept(folder):
    code = "from cleaner.compiled import compiled; compiled('slow'); print(flush=True); input()"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", code], **pipes) as slow:
        slow.stdout.readline()
        in_a_process("compiled('quick')")
        assert len(kept()) == 1
        slow.communicate("\n")
    assert len(kept()) == 2


def test_patterns_that_are_too_many_make_room(folder):
    in_a_process("for n in range(5): compiled(f'a{n}')")
    assert len(kept()) == 5
    in_a_process("import cleaner.compiled as c; c._MOST = 5; compiled('a0'); compiled('b')")
    assert len(kept()) == 2


def test_a_folder_that_cannot_be_written_does_no_harm(folder):
    folder.write_text("a file where the folder should be")
    assert in_a_process(FOUND) == in_a_process(FOUND)


@pytest.mark.parametrize("method", ["findall", "split"])
def test_a_lazy_pattern_does_what_a_compiled_one_does(method):
    text = "Rain AND rain, 12 And 13"
    lazy, compiled = (make(r" ?and ?", regex.IGNORECASE) for make in (lazy_pattern, regex.compile))
    for _ in range(2):  # compiled at the first call
        assert getattr(lazy, method)(text) == getattr(compiled, method)(text)
    assert lazy.pattern == compiled.pattern
    assert lazy.groups == compiled.groups


def test_a_lazy_pattern_finds_the_same_places():
    text = "Rain and rain"
    for method in ("search", "match", "fullmatch"):
        lazy, compiled = (make("rain|Rain") for make in (lazy_pattern, regex.compile))
        ours, theirs = (getattr(pattern, method)(text) for pattern in (lazy, compiled))
        assert (ours and ours.span()) == (theirs and theirs.span())


def test_a_mistake_shows_at_the_first_use():
    pattern = lazy_pattern("(")
    with pytest.raises(regex.error):
        pattern.search("")

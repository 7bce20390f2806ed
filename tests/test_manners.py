"""The command line as a guest: help, colours, streams, and no stack trace for what a user or
a machine can do to it. Real processes, where a stream or a signal is the point."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click
import pytest

from cleaner import __version__
from cleaner.cli import main
from cleaner.manual import page

NOISY = "About 40 a thousand people marched , at noon.\n"
CLEAN = "About 40,000 people marched, at noon.\n"
COMMAND = [sys.executable, "-m", "cleaner"]
CHECKOUT = Path(__file__).parent.parent


@pytest.fixture
def cleaner(tmp_path):
    """Run a real process in a folder of its own; give what it said."""

    def cleaner(*arguments, **options):
        environment = {**os.environ, "TERM": "xterm-256color", **options.pop("environment", {})}
        return subprocess.run(
            [*options.pop("prefix", []), *COMMAND, *map(os.fspath, arguments)],
            **{
                "cwd": tmp_path,
                "env": environment,
                "stdout": subprocess.PIPE,
                "stderr": subprocess.PIPE,
                **options,
            },
        )

    return cleaner


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(NOISY, encoding="utf-8")
    return path


def commands(command=main, name="cleaner"):
    """Yield every command with its whole name."""
    yield name, command
    if isinstance(command, click.Group):
        for part, inner in command.commands.items():
            yield from commands(inner, f"{name} {part}")


# --- help --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name, _ in commands()])
def test_every_help_teaches_with_an_example(run, name):
    shown = run(*name.split()[1:], "--help").stdout
    examples = re.findall(rf"^  {name}\b.*", shown.partition("Options:")[0], re.MULTILINE)
    assert examples, shown
    assert max(map(len, shown.splitlines())) <= 80


def test_examples_in_help_name_options_that_exist():
    known = dict(commands())
    for command in known.values():
        for line in re.findall(r"^    (cleaner .*)", command.help or "", re.MULTILINE):
            words = re.split(r"\s{2,}|\s[<>]\s", line)[0].split()
            name = max((n for n in known if words[: len(n.split())] == n.split()), key=len)
            options = {o for p in known[name].params for o in [*p.opts, *p.secondary_opts]}
            assert {word for word in words if re.match("--?[a-z]", word)} <= options, line


def test_version(run):
    assert run("--version").stdout == f"cleaner, version {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["chek"], "no command 'chek'; did you mean 'check'?"),
        (["rules", "lst"], "no command 'lst'; did you mean 'list'?"),
        (["check", "--selct", "x", "a.txt"], "'--select'"),
        (["check", "--select", "numbrs", "a.txt"], "did you mean 'numbers'?"),
        (["rules", "show", "numbers/thousand-articel"], "'numbers/thousand-article'?"),
        (["check"], "Missing argument 'PATH...'"),
        (["check", "--format", "xml", "a.txt"], "'xml' is not one of"),
    ],
)
def test_mistyped_names_are_told_with_the_nearest(run, arguments, message):
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_the_manual_page_is_up_to_date(run):
    assert run("manual").stdout == (CHECKOUT / "docs/cleaner.1").read_text(encoding="utf-8"), (
        "run: cleaner manual > docs/cleaner.1"
    )


def test_the_manual_page_names_every_command_and_option():
    shown = page(main).replace("\\", "")
    for name, command in commands():
        if not isinstance(command, click.Group):
            assert f".SS {name}" in shown
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.opts[-1] in shown


@pytest.mark.skipif(shutil.which("man") is None, reason="man is not installed")
def test_man_reads_the_page_without_a_warning():
    done = subprocess.run(
        ["man", "--warnings", "-l", CHECKOUT / "docs/cleaner.1"], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "cleaner fix articles/" in done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_are_read_by_their_shells(cleaner, tmp_path, shell):
    script = cleaner("completion", shell).stdout
    assert b"_CLEANER_COMPLETE" in script
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    (tmp_path / "script").write_bytes(script)
    assert subprocess.run([shell, "-n", tmp_path / "script"], capture_output=True).stderr == b""


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("cleaner che", "check"),
        ("cleaner check --sel", "--select"),
        ("cleaner check --select numb", "numbers"),
        ("cleaner check --ignore numbers/thousand-a", "numbers/thousand-article"),
    ],
)
def test_a_shell_gets_completions(cleaner, words, expected):
    environment = {
        "_CLEANER_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }
    assert f"plain,{expected}\n" in cleaner(environment=environment).stdout.decode()


# --- streams and colours -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("variables", "options", "coloured"),
    [
        pytest.param({}, [], False, id="no terminal"),
        pytest.param({"FORCE_COLOR": "1"}, [], True, id="FORCE_COLOR"),
        pytest.param({"FORCE_COLOR": "1", "NO_COLOR": "1"}, [], False, id="NO_COLOR wins"),
        pytest.param({}, ["--color", "always"], True, id="always"),
        pytest.param({"NO_COLOR": "1"}, ["--color", "always"], True, id="an option wins"),
        pytest.param({"FORCE_COLOR": "1"}, ["--color", "never"], False, id="never"),
    ],
)
def test_colours(cleaner, article, variables, options, coloured):
    shown = cleaner("check", article, *options, environment=variables).stdout
    assert bool(re.search(rb"\x1b\[[0-9;]*3[0-7]", shown)) == coloured


@pytest.mark.parametrize(
    ("arguments", "stdout", "stderr"),
    [
        pytest.param(["check", "a.txt"], b"numbers/thousand", b"", id="check"),
        pytest.param(["check", "-"], b"numbers/thousand", b"", id="check, stdin"),
        pytest.param(["fix", "--diff", "-"], b"+About 40,000", b"", id="diff, stdin"),
        pytest.param(["fix", "-"], CLEAN.encode(), b"numbers/thousand", id="fix, stdin"),
        pytest.param(["check", "nowhere"], b"0 files", b"nowhere: no such file", id="error"),
    ],
)
def test_results_on_stdout_the_rest_on_stderr(cleaner, article, arguments, stdout, stderr):
    done = cleaner(*arguments, input=NOISY.encode())
    assert stdout in done.stdout
    assert stderr in done.stderr
    assert bool(stderr) == bool(done.stderr), done.stderr
    if arguments == ["fix", "-"]:
        assert done.stdout == CLEAN.encode()


def test_stdin_can_be_taken_for_a_file(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old").mkdir()
    (tmp_path / "old/cleaner.toml").write_text("ignore = ['tags']\n", encoding="utf-8")
    (tmp_path / "cleaner.toml").write_text("exclude = ['new.*']\n", encoding="utf-8")
    row = '{"text": "About 40 a thousand people."}\n'
    result = run("fix", "-", "--stdin-filename", "old/a.txt", input=NOISY)
    assert result.stdout == "About 40,000 people marched , at noon.\n"
    assert "old/a.txt" in result.stderr
    result = run("fix", "-", "--stdin-filename", "a.jsonl", input=row)
    assert result.stdout == '{"text": "About 40,000 people."}\n'
    result = run("fix", "-", "--stdin-filename", "new.txt", input=NOISY)
    assert result.stdout == CLEAN
    result = run("fix", "-", "--stdin-filename", "new.txt", "--force-exclude", input=NOISY)
    assert result.stdout == NOISY


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["check", "a.txt"], 1),
        (["check", "--exit-zero", "a.txt"], 0),
        (["check", "--exit-zero", "nowhere"], 2),
        (["fix", "a.txt"], 0),
        (["fix", "--exit-non-zero-on-fix", "a.txt"], 1),
        (["fix", "--exit-non-zero-on-fix", "clean.txt"], 0),
        (["fix", "--exit-non-zero-on-fix", "--exit-zero", "a.txt"], 0),
        (["fix", "--exit-zero", "flagged.txt"], 0),
    ],
)
def test_exit_codes(run, article, tmp_path, monkeypatch, arguments, code):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "clean.txt").write_text(CLEAN, encoding="utf-8")
    (tmp_path / "flagged.txt").write_text("Prices rose in the recent days.\n", encoding="utf-8")
    assert run(*arguments).exit_code == code


# --- what can go wrong -------------------------------------------------------------------


def refused(done, message, code=2):
    """Check that a process ended with one clear line and no stack trace."""
    said = done.stderr.decode()
    assert "Traceback" not in said
    assert "Exception ignored" not in said
    assert message in said, said
    assert done.returncode == code, said


def test_a_reader_that_stops_reading(tmp_path):
    (tmp_path / "a.txt").write_text(NOISY * 2_000, encoding="utf-8")
    process = subprocess.Popen(
        [*COMMAND, "check", "a.txt"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.read(1)
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    process.wait()
    assert said == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize(
    "arguments",
    [["check", "a.txt"], ["fix", "-"], ["rules", "list"], ["config"], ["manual"], ["--help"]],
    ids=" ".join,
)
def test_a_full_disk(cleaner, article, arguments):
    with Path("/dev/full").open("wb") as full:
        done = cleaner(*arguments, input=NOISY.encode(), stdout=full)
    refused(done, "No space left on device")


def test_names_that_are_not_utf8(cleaner, tmp_path):
    name = os.fsdecode(b"caf\xe9.txt")
    try:
        (tmp_path / name).write_text(NOISY, encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes only names in UTF-8")
    assert b"caf\\udce9.txt" in cleaner("check", ".").stdout
    assert b"gone" not in cleaner("baseline", ".").stdout
    assert cleaner("check", ".", "--baseline", "cleaner-baseline.json").returncode == 0
    refused(cleaner("fix", ".", "--ledger", "edits.jsonl"), "cannot be put on record")
    assert (tmp_path / name).read_text(encoding="utf-8") == NOISY
    assert cleaner("fix", ".").returncode == 0
    assert (tmp_path / name).read_text(encoding="utf-8") == CLEAN


@pytest.fixture
def shut():
    """Make a folder which another user can see and not read or write."""
    if os.name != "posix":
        pytest.skip("permissions of POSIX")
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    (folder / "open.txt").write_text(NOISY, encoding="utf-8")
    (folder / "shut.txt").write_text(NOISY, encoding="utf-8")
    (folder / "shut.txt").chmod(0)
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.fixture
def mortal(cleaner, shut):
    """Run a process in that folder that may not do what only root may."""
    bounded = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]
    prefix = bounded if os.geteuid() == 0 else []
    if prefix and (shutil.which("setpriv") is None or subprocess.run([*prefix, "true"]).returncode):
        pytest.skip("root may read everything, and setpriv cannot change that here")
    return lambda *arguments: cleaner(*arguments, prefix=prefix, cwd=shut)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "."], "shut.txt: cannot be read: Permission denied"),
        (["fix", "open.txt"], "open.txt: cannot be written: Permission denied"),
        (["fix", "open.txt", "--ledger", "edits.jsonl"], "Permission denied"),
        (["fix", "open.txt", "--output", "out"], "Permission denied"),
        (["baseline", "open.txt"], "Permission denied"),
        (["measure", "shut.txt"], "Permission denied"),
        (["measure", "open.txt", "--save", "rates.json"], "Permission denied"),
        (["undo", "shut.txt"], "'shut.txt' is not readable"),
        (["rules", "new", "own/rule"], "Permission denied"),
        (["rules", "test", "shut.txt"], ""),
        (["check", "open.txt", "--config", "shut.txt"], "Permission denied"),
        (["check", "open.txt", "--rules", "shut.txt"], "not a folder of rules"),
    ],
)
def test_missing_permission(mortal, shut, arguments, message):
    refused(mortal(*arguments), message)
    (shut / "shut.txt").chmod(0o600)
    assert (shut / "open.txt").read_text(encoding="utf-8") == NOISY
    assert sorted(path.name for path in shut.iterdir()) == ["open.txt", "shut.txt"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["fix", "a.txt", "--ledger", "."], "is a directory"),
        (["fix", "a.txt", "--ledger", "edits.jsonl", "--record", "."], "is a directory"),
        (["fix", "a.txt", "--output", "a.txt"], "is a file"),
        (["fix", "a.txt", "--output", "a.txt/b"], "Not a directory"),
        (["check", "a.txt/b.txt"], "no such file or folder"),
        (["check", "a.txt", "--baseline", "."], "is a directory"),
        (["check", "a.txt", "--baseline", "a.txt"], "not a baseline"),
        (["baseline", "a.txt", "--output", "."], "is a directory"),
        (["undo", "."], "is a directory"),
        (["undo", "a.txt"], "not a record of a ledger"),
        (["verify", "a.txt"], "not the record of a run"),
        (["check", "a.txt", "--rules", "a.txt"], "not a folder of rules"),
        (["rules", "test", "a.txt"], ""),
        (["rules", "new", "own/rule", "--rules", "a.txt"], "is a file"),
        (["rules", "new", "own/rule", "--rules", "a.txt/b"], "Not a directory"),
        (["measure", "nowhere"], "no such file or folder"),
        (["measure", "a.txt", "--save", "."], "Is a directory"),
        (["config", "nowhere"], "no such file or folder"),
        (["check", "x" * 5000], "File name too long"),
    ],
)
def test_a_folder_for_a_file_and_the_like(cleaner, article, arguments, message):
    refused(cleaner(*arguments), message)


def test_a_file_that_vanishes(cleaner, article, tmp_path):
    (tmp_path / "link.txt").symlink_to(tmp_path / "gone.txt")
    refused(cleaner("check", "link.txt"), "no such file or folder")
    assert b"1 file" in cleaner("check", ".").stdout


def test_a_file_that_vanishes_while_others_are_read(tmp_path, article):
    later = tmp_path / "later.fifo.txt"
    gone = tmp_path / "z.txt"
    gone.write_text(NOISY, encoding="utf-8")
    os.mkfifo(later)
    process = subprocess.Popen(
        [*COMMAND, "check", "a.txt", later, gone],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with later.open("w", encoding="utf-8") as pipe:  # opens when the process reads it
        gone.unlink()
        pipe.write(NOISY)
    stdout, stderr = process.communicate(timeout=60)
    assert b"2 files" in stdout
    assert b"z.txt: cannot be read: No such file or directory" in stderr
    assert b"Traceback" not in stderr


def test_an_interrupt(tmp_path):
    later = tmp_path / "a.txt"
    os.mkfifo(later)
    process = subprocess.Popen(
        [*COMMAND, "fix", later], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    with later.open("w", encoding="utf-8") as pipe:
        pipe.write(NOISY)
        pipe.flush()
        time.sleep(0.2)  # it waits for the rest
        process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=60)
    assert stderr == b"interrupted: no file is half written\n"
    assert process.returncode == 130


def test_an_interrupt_of_another_command(tmp_path):
    later = tmp_path / "a.txt"
    os.mkfifo(later)
    process = subprocess.Popen(
        [*COMMAND, "measure", later],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # a shell's job in the background ignores interrupts, and so would its children
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    with later.open("w", encoding="utf-8"):
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=60)
    assert (stderr, process.returncode) == (b"interrupted\n", 130)

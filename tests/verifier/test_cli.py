"""The command as its user meets it: exit codes, plain output, no traceback."""

import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from diglot.paths import R_EDITION
from diglot.selection import UsageError, load_twins


def test_verify_prints_a_table_and_exits_with_0(diglot, tmp_path):
    run = diglot("verify", "--only", "softmax-", "--json", tmp_path / "verdicts.json")
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    assert "\x1b" not in run.stdout
    row = next(line for line in run.stdout.splitlines() if line.startswith("softmax "))
    assert row.split()[1] == "30"
    assert row.split()[-1] == "agree"
    assert run.stdout.rstrip().endswith("30 verdicts: 30 agree.")
    content = json.loads((tmp_path / "verdicts.json").read_text())
    assert set(content) == {"environment", "verdicts", "summary"}
    assert content["summary"]["agree"] == len(content["verdicts"]) == 30
    batch = next(v for v in content["verdicts"] if v["case"] == "batch")
    assert batch["bound"] == "derived"
    assert 0 < batch["r_error_ulp"] < 20
    # What does not exist is null, never 0.
    refused = next(v for v in content["verdicts"] if v["case"] == "strings")
    assert refused["max_abs"] is None
    assert refused["worst"] is None


def test_a_broken_line_of_the_r_edition_is_found(diglot, tmp_path):
    """Break one line of a copy of the R edition and read what the command says."""
    edition = tmp_path / "edition"
    shutil.copytree(R_EDITION, edition, symlinks=False)
    page = edition / "R" / "activations.R"
    text = page.read_text(encoding="utf-8")
    assert text.count("y <- e / rowSums(e)") == 1
    page.write_text(text.replace("y <- e / rowSums(e)", "y <- e / colSums(e)"), encoding="utf-8")
    twins = tmp_path / "broken.py"
    twins.write_text(
        "import dataclasses\n"
        "from diglot.catalogue import TWINS as ALL\n"
        f"TWINS = [dataclasses.replace(t, r_files=[{str(edition)!r}]) for t in ALL"
        " if t.name == 'softmax']\n"
    )
    run = diglot("verify", twins, "--only", "softmax-square")
    assert run.returncode == 1
    mistake = "softmax: disagree, R is wrong: divides by sums recycled down the columns.\n  why   R"
    assert mistake in run.stdout
    assert "  mend  a vector recycles down the columns: divide by rowSums()" in run.stdout
    assert "worst element, [" in run.stdout
    assert "from scratchnet.activations import softmax" in run.stdout
    assert "1 verdict: 0 agree, 1 disagree." in run.stdout


def test_the_lines_that_repeat_a_failure_in_r_do_so(diglot, twins_file, tmp_path):
    path = twins_file("relu <- function(x) { cat('called\\n'); x }")
    run = diglot("verify", path, "--only", "batch")
    assert run.returncode == 1
    lines = run.stdout.splitlines()
    start = next(i for i, line in enumerate(lines) if "again in R:" in line)
    pasted = itertools.takewhile(lambda line: line.startswith("    "), lines[start + 1 :])
    again = subprocess.run(
        ["Rscript", "--vanilla", "-e", "\n".join(pasted)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "called" in again.stdout
    in_r = next(line.split()[1] for line in lines if line.startswith("    R "))
    assert f"{float(in_r):g}" in again.stdout


@pytest.mark.parametrize(
    ("r_text", "status", "words"),
    [
        ("relu <- function(x) stop('no such thing')", "error", "no such thing"),
        ("relu <- function(x) while (TRUE) {}", "timeout", "R did not answer within 2 s"),
        ("relu <- function(x) quit(status = 3)", "crash", "3"),
        ("relu <- function(x) pmin(x, 0)", "disagree", "R is wrong"),
        ("relu <- function(x) list(x)", "disagree", "R does not."),
    ],
)
def test_whatever_a_port_does_the_run_goes_on(diglot, twins_file, tmp_path, r_text, status, words):
    path = twins_file(r_text)
    run = diglot("verify", path, "--timeout", "2")
    assert run.returncode == 1
    assert f" {status}" in run.stdout.splitlines()[-1]
    assert words in run.stdout
    assert run.stderr == ""


def test_an_argument_that_cannot_cross_costs_one_verdict(diglot, twins_file, tmp_path):
    cases = 'Case("large", np.array([2**53 + 1])), Case("real", np.ones(2))'
    path = twins_file("relu <- function(x) x", python="lambda x: x", cases=cases)
    run = diglot("verify", path)
    assert run.returncode == 1
    assert "fits neither R's integers nor its doubles" in run.stdout
    assert "2 verdicts: 1 agree, 1 error." in run.stdout


def test_whoever_needs_fewer_digits_says_so(diglot, twins_file):
    path = twins_file("relu <- function(x) pmax(x, 0) * (1 + 1e-9)")
    strict = diglot("verify", path)
    assert strict.returncode == 1
    assert "R is less accurate" in strict.stdout
    assert diglot("verify", path, "--digits", "8").returncode == 0
    assert diglot("verify", path, "--digits", "10").returncode == 1
    assert diglot("verify", path, "--digits", "16").returncode == 2


def test_a_right_port_of_ones_own_agrees_from_anywhere(diglot, twins_file, tmp_path):
    path = twins_file("relu <- function(x) pmax(x, 0)")
    run = diglot("verify", path, cwd="/")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "2 verdicts: 2 agree." in run.stdout


def test_side_effects_are_a_reason_to_disagree_unless_allowed(diglot, twins_file, tmp_path):
    path = twins_file("relu <- function(x) { seen <<- x; set.seed(1); pmax(x, 0) }")
    run = diglot("verify", path)
    assert run.returncode == 1
    assert "R leaves `seen` behind in the global environment." in run.stdout
    assert "R changes R's random state." in run.stdout
    text = path.read_text()
    path.write_text(text.replace("r='relu'", "r='relu', allows=['globals', 'random state']"))
    run = diglot("verify", path)
    assert run.returncode == 0
    assert "note: in 2 cases, first relu-batch: " in run.stdout
    assert "seen" in run.stdout
    assert "random state" in run.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["verify", "missing.py"], "There must be a file missing.py, and there is none."),
        (["verify", "."], ". is a folder; name the file in it that defines TWINS."),
        (["verify", "--only", "nothing-like-this"], "No case matches 'nothing-like-this'"),
        (["verify", "--only", "sofmax"], "named like softmax-batch. Did you mean softmax?"),
        (["compare", "sofmax"], "There is no twin 'sofmax'. Did you mean softmax? There are: "),
        (["compare", "no twin"], "There is no twin 'no twin'. There are: sigmoid, "),
        (["compare", "sigmoid", "--case", "x"], "sigmoid has no case 'x'. It has: batch, "),
        (["show", "no twin"], "There is no twin 'no twin'."),
        (["verify", "--timeout", "0"], "must be a number of seconds above 0, not '0'"),
        (["verify", "--timeout", "-3"], "must be a number of seconds above 0, not '-3'"),
        (["verify", "--json", "/no/such/folder/x.json", "--only", "sigmoid-1x1"], "/no/such"),
    ],
)
def test_a_wrong_call_is_one_line_and_exit_code_2(diglot, arguments, words, tmp_path):
    run = diglot(*arguments, cwd=tmp_path)
    assert run.returncode == 2
    assert words in run.stderr
    assert "Traceback" not in run.stderr


def test_a_file_that_cannot_be_run_is_told_without_a_traceback(diglot, tmp_path):
    path = tmp_path / "twins.py"
    path.write_text("TWINS = [1 / 0]\n")
    run = diglot("verify", path)
    assert run.returncode == 2
    assert "cannot be run: ZeroDivisionError: division by zero" in run.stderr
    assert "Traceback" not in run.stderr
    assert "Traceback" in diglot("verify", path, "--debug").stderr


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", " is empty; it must define TWINS, a list of diglot.Twin."),
        (b"\x7fELF\0\1", " is no text; it must define TWINS, a list of diglot.Twin."),
        (b"TWIN = 1\n", " must define TWINS, a list of diglot.Twin, and does not."),
        (b"\ndef f(:\n", "SyntaxError: invalid syntax (twin.py, line 2, column 7)"),
        (b"\nraise ValueError('odd')", " cannot be run: ValueError: odd (line 2)"),
        (b"import lost.module", "No module named 'lost' (line 1). If it is a package: pip install"),
    ],
)
def test_what_is_wrong_with_a_file_of_twins_is_told(tmp_path, content, words):
    path = tmp_path / "twin.py"
    path.write_bytes(content)
    with pytest.raises(UsageError) as told:
        load_twins(path)
    assert words in str(told.value)


def test_a_file_that_is_not_there_is_looked_for_under_near_names(tmp_path):
    (tmp_path / "softmax.py").write_text("")
    with pytest.raises(UsageError, match=r"there is none\. Did you mean .*/softmax\.py\?"):
        load_twins(tmp_path / "sofmax.py")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import sys; sys.exit(3)", "cannot be run: SystemExit: 3"),
        ("import os; os._exit(3)", "cannot be run: Python ended with exit status 3"),
        ("import ctypes; ctypes.string_at(0)", "cannot be run: Python was ended by the signal"),
        ("while True: pass", "cannot be run: Python did not answer within 2 seconds."),
    ],
)
@pytest.mark.parametrize("command", [["verify"], ["compare", "relu", "--twins"]])
def test_whatever_a_file_does_when_it_is_run_is_one_line(diglot, tmp_path, code, words, command):
    path = tmp_path / "twins.py"
    path.write_text(f"{code}\n")
    run = diglot(*command, path, "--timeout", "2")
    assert run.returncode == 2
    assert words in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_an_original_that_hangs_or_dies_costs_one_verdict(diglot, twins_file):
    cases = 'Case("one", 1.0), Case("two", 2.0), Case("three", 3.0)'
    python = "lambda x: x if x == 1 else __import__('os')._exit(3) if x == 2 else sum(iter(int, 1))"
    path = twins_file("relu <- function(x) x", python=python, cases=cases)
    run = diglot("verify", path, "--timeout", "2")
    assert run.returncode == 1
    assert "3 verdicts: 1 agree, 1 timeout, 1 crash." in run.stdout
    assert "Python ended with exit status 3 before it answered." in run.stdout
    assert "Python did not answer within 2 seconds." in run.stdout
    assert "Python is wrong" in run.stdout


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
def test_ctrl_c_ends_an_original_at_once_and_leaves_nothing_behind(twins_file, tmp_path, request):
    pid_file = tmp_path / "pid"
    python = (
        f"lambda x: (__import__('pathlib').Path({str(pid_file)!r})"
        ".write_text(str(__import__('os').getpid())), __import__('time').sleep(100))"
    )
    path = twins_file("relu <- function(x) repeat {}", python=python)
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    run = subprocess.Popen(
        [sys.executable, "-m", "diglot", "verify", str(path)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "TMPDIR": str(temporary)},
        # Tests that run in the background ignore Ctrl-C, and so would what they start.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    request.addfinalizer(run.kill)
    deadline = time.monotonic() + 60
    while not (pid_file.exists() and pid_file.read_text()) and time.monotonic() < deadline:
        time.sleep(0.05)
    original = pid_file.read_text()
    run.send_signal(signal.SIGINT)
    started = time.monotonic()
    _, complaints = run.communicate(timeout=60)
    assert time.monotonic() - started < 20
    assert run.returncode == 2
    assert complaints == "diglot: Interrupted.\n"
    assert not Path(f"/proc/{original}").exists()
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("command", [["verify"], ["compare", "softmax"], ["show", "softmax"]])
def test_without_r_every_command_says_the_same_and_exits_with_2(diglot, command, tmp_path):
    env = {k: v for k, v in os.environ.items() if k not in ("R_HOME", "PATH")}
    env["PATH"] = str(tmp_path)
    run = diglot(*command, env=env)
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr == diglot("verify", env=env).stderr
    assert run.stderr.startswith("diglot: R is missing")
    assert "Traceback" not in run.stderr


def test_compare_shows_both_results_and_the_truth(diglot):
    run = diglot("compare", "softmax", "--x", "1", "2", "3")
    assert run.returncode == 0, run.stderr
    assert "0.09003057317038046" in run.stdout
    assert "softmax-typed: result: agree." in run.stdout
    matrix = diglot("compare", "softmax", "--x", "[[0, 0], [1000, nan]]")
    assert matrix.returncode == 0, matrix.stderr
    assert "[0, 1]" in matrix.stdout
    assert "nan" in matrix.stdout
    labels = diglot("compare", "cross_entropy_error", "--x", "0.5", "0.5", "--x", "1")
    assert labels.returncode == 0, labels.stderr
    assert "0.69314698" in labels.stdout


def test_show_prints_both_sources(diglot):
    run = diglot("show", "softmax")
    assert run.returncode == 0, run.stderr
    line = next(line for line in run.stdout.splitlines() if "def softmax(" in line)
    assert "#'" in line or "softmax" in line
    assert "softmax <- function(x)" in run.stdout
    assert "np.exp(x - m)" in run.stdout
    assert "exp(rows - m)" in run.stdout


def test_doctor_names_what_is_here(diglot):
    run = diglot("doctor")
    assert run.returncode == 0, run.stdout
    for word in ("Python", "numpy", "rpy2", "R ", "BLAS"):
        assert word in run.stdout


def test_help_imports_nothing_heavy(diglot):
    code = (
        "import sys; from diglot.cli import parser; parser().format_help();"
        "print(sorted({'numpy', 'rich', 'flint', 'rpy2', 'scratchnet'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
    assert diglot("--help").returncode == 0


def test_a_reader_that_leaves_early_is_no_error(tmp_path):
    script = f"{sys.executable} -m diglot verify --only sigmoid | head -n 1"
    run = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.count("\n") == 1
    assert "digits" in run.stdout  # the heading of the table
    assert run.stderr == ""


def test_the_checkout_is_found_from_the_edition():
    assert (Path(R_EDITION) / "DESCRIPTION").is_file()

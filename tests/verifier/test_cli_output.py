"""What the command prints: safe, uncut, to whom it wants to read it."""

import os
import signal
import subprocess
import sys
import time

import pytest
from rich.console import Console

from diglot.showing.table import lay_out

RUDE = r"""
relu <- function(x) {
  cat("\u001b[2Jprinted\n")
  warning("\u001b]0;title\u0007warned")
  if (length(x) == 4) stop("\u001b[31mred\u202e ", strrep("A", 1e6))
  list("\u001b[5mname" = pmax(x, 0)) # ESC
}
""".replace("ESC", "\x1b")


@pytest.mark.parametrize(
    "call", [["verify", "FILE"], ["compare", "[bold]\x1b", "--twins", "FILE"],
             ["compare", "[bold]\x1b", "--twins", "FILE", "--case", "zeros"],
             ["show", "[bold]\x1b", "--twins", "FILE"], ["show", "x\x1b", "--twins", "FILE"]]
)  # fmt: skip
def test_what_comes_from_a_port_is_safe_for_a_terminal(diglot, twins_file, call):
    path = twins_file(RUDE, name="[bold]\x1b")
    run = diglot(*(path if word == "FILE" else word for word in call))
    assert not {"\x1b", "\x07", "\u202e"} & set(run.stdout + run.stderr)
    assert len(run.stdout) < 20_000
    assert "Traceback" not in run.stderr
    assert r"\x1b" in run.stdout + run.stderr or r"\u001b" in run.stdout
    if call[0] == "verify":
        assert any(line.startswith(r"[bold]\x1b ") for line in run.stdout.splitlines())


@pytest.mark.parametrize("width", [60, 80])
def test_the_table_of_twins_is_cut_nowhere(diglot, width):
    run = diglot("verify", "--only", "numerical_gradient", env=narrow(width))
    assert run.returncode == 0, run.stderr
    assert_fits(run.stdout, width)
    assert "No room for: cases" in run.stdout
    table = run.stdout.split("No room")[0]
    assert "numerical_gradient of BatchSoftmaxNet" in table
    assert table.count(" agree") >= 3


def test_columns_are_left_out_in_order():
    rows = [{"a": "1" * 10, "b": "2" * 10, "c": "3" * 10, "d": "w " * 8}]

    def headings(width):
        table = lay_out(rows, Console(width=width), words=("d",), given_up=("c", "a"))
        return "".join(str(column.header) for column in table.columns), table.caption

    assert headings(80) == ("abcd", None)
    assert headings(50) == ("abd", "No room for: c.")
    assert headings(35) == ("bd", "No room for: c, a.")
    assert headings(10) == ("bd", "No room for: c, a.")


def test_what_finds_no_room_is_wrapped_not_cut(capsys):
    rows = [{"number": "1234567890" * 3, "name": "abcdefghij" * 3}]
    out = Console(width=30)
    out.print(lay_out(rows, out, words=("name",), given_up=()))
    printed = capsys.readouterr().out
    assert {c: printed.count(c) for c in "05fghi"} == dict.fromkeys("05fghi", 3)
    assert_fits(printed, 30)


def test_numbers_are_cut_nowhere_at_80_columns(diglot):
    values = [f"-1.{'123456789' * 2}e-{i}" for i in range(298, 307)]
    run = diglot("compare", "sum_squared_error", "--x", *values, "--x", *values, env=narrow(80))
    assert run.returncode == 0, run.stderr
    assert_fits(run.stdout, 80)
    run = diglot("compare", "softmax", "--x", *values, env=narrow(80))
    assert_fits(run.stdout, 80)
    assert run.stdout.count("0.1111111111111111") >= 18


def narrow(width):
    return {**os.environ, "COLUMNS": str(width)}


def assert_fits(text, width):
    assert "…" not in text
    assert max(map(len, text.splitlines())) <= width


def test_warnings_of_libraries_stay_silent(diglot, twins_file):
    before = "import warnings; warnings.warn('old', DeprecationWarning); warnings.warn('mine')"
    path = twins_file(
        "relu <- function(x) suppressWarnings(log(x))", python="lambda x: np.log(x)", before=before
    )
    run = diglot("verify", path)
    assert run.stderr == ""
    assert "Python warns: divide by zero encountered in log" in run.stdout
    assert "mine" in diglot("--debug", "verify", path).stderr
    assert "mine" in diglot("verify", path, env={**os.environ, "PYTHONWARNINGS": "default"}).stderr


@pytest.mark.parametrize(
    "call", ["verify FILE", "compare relu --twins FILE", "show relu --twins FILE", "--help",
             "doctor"]
)  # fmt: skip
def test_a_reader_that_leaves_changes_nothing_but_what_is_read(twins_file, call):
    path = twins_file("relu <- function(x) -pmax(x, 0)")
    words = call.replace("FILE", str(path))
    script = f"{sys.executable} -m diglot {words} 2>&1 | true; echo ${{PIPESTATUS[0]}}"
    run = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    code = 1 if call.startswith(("verify", "compare")) else 0
    assert (run.stdout, run.stderr) == (f"{code}\n", "")


def test_json_is_written_though_nobody_reads_the_table(twins_file, tmp_path):
    path = twins_file("relu <- function(x) pmax(x, 0)")
    script = f"{sys.executable} -m diglot verify {path} --json {tmp_path}/x.json | true"
    subprocess.run(["bash", "-c", script], check=True)
    assert (tmp_path / "x.json").is_file()


@pytest.mark.parametrize("command", ["verify", "compare"])
def test_an_interrupt_is_told_in_one_line(twins_file, command):
    path = twins_file("relu <- function(x) { file.create(MARK); Sys.sleep(60) }".replace(
        "MARK", "file.path(Sys.getenv('MARK'))"))  # fmt: skip
    mark = path.with_name("mark")
    words = [path] if command == "verify" else ["relu", "--twins", path]
    process = subprocess.Popen(
        [sys.executable, "-m", "diglot", command, *words, "--timeout", "60"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "MARK": str(mark)},
    )
    while not mark.exists():
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (2, "", "diglot: Interrupted.\n")

"""Twins as tests of pytest, as their author runs them."""

import os
import re
import subprocess
import sys

import pytest

PORT = (
    "relu <- function(x) {{ cat(Sys.getpid(), '\\n', file = {pids!r}, append = TRUE); {body} }}\n"
)

TWINS = """
import numpy as np
from diglot import Case, Twin

TWINS = [
    Twin("relu", lambda x: np.maximum(x, 0), "relu", r_files=["port.R"], cases=[
        Case("batch", np.array([[1.0, -2.0], [3.0, 4.0]])), Case("zeros", np.zeros((2, 2))),
        Case("below", np.array([-1.0]))])
]
"""

TWO_LINES = """
@diglot.testing.cases(TWINS)
def test_port(case): case.check()
"""


@pytest.fixture
def run(tmp_path):
    """Call pytest on a test that is made of two lines."""

    def run(*options, body="pmax(x, 0)", tests=TWO_LINES, env=None):
        (tmp_path / "ports").mkdir(exist_ok=True)
        text = PORT.format(pids=str(tmp_path / "pids"), body=body)
        (tmp_path / "ports" / "port.R").write_text(text)
        (tmp_path / "ports" / "my_twins.py").write_text(TWINS)
        (tmp_path / "test_mine.py").write_text(
            f"import diglot.testing\nfrom ports.my_twins import TWINS\n{tests}"
        )
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-W", "error"]
        call = subprocess.run(
            [*command, *options],
            capture_output=True, text=True, timeout=120, cwd=tmp_path, env=env, check=False,
        )  # fmt: skip
        return call

    return run


def test_two_lines_make_a_test_of_each_case(run, tmp_path):
    call = run("-v")
    assert call.returncode == 0, call.stdout
    ids = re.findall(r"test_mine.py::test_port\[(.*)\] PASSED", call.stdout)
    assert ids == ["relu-batch", "relu-zeros", "relu-below"]
    # One R for all of them.
    assert len(set((tmp_path / "pids").read_text().split())) == 1


def test_two_lines_below_the_twins_do_too(run, tmp_path):
    run()
    (tmp_path / "test_mine.py").unlink()
    path = tmp_path / "ports" / "test_all.py"
    path.write_text(f"import diglot.testing\n{TWINS}{TWO_LINES}")
    assert "3 passed" in run("ports/test_all.py", "--import-mode=importlib").stdout
    assert "3 passed" in run("ports/test_all.py").stdout


def test_a_failure_is_an_explanation_and_no_traceback(run):
    call = run("-q", body="pmax(x, 0.5)")
    assert call.returncode == 1
    assert "disagree, R is wrong" in call.stdout
    assert "worst element, [0, 0] counted from 0:" in call.stdout
    assert "3 failed" in call.stdout
    for noise in ("Traceback", "test_mine.py:5", "testing.py:", "case.check()", "site-packages"):
        assert noise not in call.stdout
    assert "FAILED test_mine.py::test_port[relu-batch] - Failed: relu" in call.stdout


def test_several_processes_share_the_cases(run, tmp_path):
    call = run("-n", "2", "--dist", "load")
    assert "3 passed" in call.stdout
    assert len(set((tmp_path / "pids").read_text().split())) == 2


def test_a_missing_r_fails(run, tmp_path):
    bare = {**os.environ, "PATH": str(tmp_path), "R_HOME": ""}
    call = run("-q", env=bare)
    assert call.returncode == 1
    assert "3 failed" in call.stdout
    assert re.search(r"FAILED .*relu-batch\] - Failed: R is missing", call.stdout), call.stdout
    assert "Traceback" not in call.stdout


def test_some_cases_and_what_was_seen_of_them(run):
    tests = (
        "@diglot.testing.cases(TWINS, only='zeros')\n"
        "def test_quiet(case):\n"
        "    assert case.notes == ['R prints: hello']\n"
        "    assert [verdict.output for verdict in case.report] == ['result']\n"
    )
    call = run("-v", body="cat('hello\\n'); pmax(x, 0)", tests=tests)
    assert call.returncode == 0, call.stdout
    assert "test_quiet[relu-zeros] PASSED" in call.stdout
    assert "1 passed" in call.stdout


def test_a_lost_r_file_is_told_when_tests_are_collected(run, tmp_path):
    run()
    (tmp_path / "ports" / "my_twins.py").write_text(TWINS.replace("port.R", "lost.R"))
    call = subprocess.run(
        [sys.executable, "-m", "pytest", "-q"],
        capture_output=True, text=True, timeout=60, cwd=tmp_path, check=False,
    )  # fmt: skip
    assert call.returncode == 2
    assert "UsageError: twin `relu` names the R file" in call.stdout

"""The command as its user calls it: options, places, names, what is refused before any work."""

import json
import os
import re

import numpy as np
import pytest

from diglot.cli import parser
from diglot.selection import UsageError, find_case, find_twin, read_twins, read_value

RIGHT = "relu <- function(x) pmax(x, 0)"


def test_json_is_written_when_a_number_is_infinite(diglot, twins_file, tmp_path):
    path = twins_file("relu <- function(x) -x", cases="Case('huge', np.array([1e308]))")
    run = diglot("verify", path, "--json", tmp_path / "x.json")
    assert run.returncode == 1, run.stderr
    (verdict,) = json.loads((tmp_path / "x.json").read_text())["verdicts"]
    assert verdict["max_abs"] == "inf"
    assert verdict["worst"]["r"] == -1e308


def test_a_place_for_json_that_cannot_be_is_told_before_the_work(diglot, twins_file, tmp_path):
    path = twins_file(RIGHT, before="print('read')")
    run = diglot("verify", path, "--json", tmp_path / "no" / "x.json")
    assert run.returncode == 2
    assert run.stdout == ""
    assert len(run.stderr.splitlines()) == 1


def test_twins_of_one_name_in_different_files_are_told_apart(diglot, twins_file, tmp_path):
    right = twins_file(RIGHT, file="right.py")
    wrong = twins_file("relu <- function(x) -pmax(x, 0)", folder=tmp_path / "b", file="wrong.py")
    run = diglot("verify", right, wrong, right, "--json", tmp_path / "x.json")
    assert run.returncode == 1
    rows = [line.split() for line in run.stdout.splitlines() if ".relu " in line]
    assert [(row[0], row[1]) for row in rows] == [("right.relu", "2"), ("wrong.relu", "2")]
    assert rows[0][-1] == "agree"
    assert rows[1][-1] == "disagree"
    assert "wrong.relu: disagree, R is wrong: " in run.stdout
    assert str(tmp_path / "b" / "port.R") in run.stdout
    assert str(tmp_path / "port.R") not in run.stdout
    verdicts = json.loads((tmp_path / "x.json").read_text())["verdicts"]
    assert {v["twin"] for v in verdicts} == {"right.relu", "wrong.relu"}
    assert diglot("compare", "wrong.relu", "--twins", wrong).returncode == 1


def test_files_of_one_name_are_told_apart_by_their_folders(twins_file, tmp_path):
    paths = [twins_file(RIGHT, folder=tmp_path / name) for name in "ab"]
    names = [twin.name for twin in read_twins([*paths, *paths])]
    assert names == ["a/my_twins.relu", "b/my_twins.relu"]
    for path, name in zip(paths, names, strict=True):
        assert find_twin(read_twins([path]), name).file == path
    with pytest.raises(UsageError, match="There is no twin 'b/my_twins.relu'"):
        find_twin(read_twins(paths[:1]), names[1])


def test_twins_of_one_name_in_one_file_are_refused(twins_file):
    path = twins_file(RIGHT)
    path.write_text(path.read_text() + "TWINS *= 2\n")
    with pytest.raises(UsageError, match="must have different names; two are 'relu'"):
        read_twins([path])


def test_the_lines_that_repeat_a_case_find_its_twin(twins_file):
    path = twins_file(RIGHT)
    for name in ("relu", "my_twins.relu", f"{path.with_suffix('')}.relu"):
        twin, case = find_case(f"{name}-zeros", path)
        assert (twin.name, case.name) == ("relu", "zeros")


def test_a_file_that_ends_python_is_told(diglot, twins_file):
    run = diglot("verify", twins_file(RIGHT, before="raise SystemExit(0)"))
    assert run.returncode == 2
    assert "cannot be run: SystemExit: 0" in run.stderr


def test_negative_numbers_are_no_options(diglot):
    words = ["-inf", "2", "-3", "-Inf", "-1e5", "-.5", "-nan"]
    run = diglot("compare", "sigmoid", "--x", *words)
    assert run.returncode == 0, run.stderr
    shown = [line.split() for line in run.stdout.splitlines() if line.startswith("    [")]
    assert [row[0] for row in shown] == [f"[{i}]" for i in range(len(words))]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["1", "2", "abc"], "--x 1 2 abc must be numbers only, logicals only or words only"),
        (["TRUE", "2"], "must be numbers only"),
        (["[1]", "[2]"], "must be numbers only"),
        (["[1, 2"], "--x [1, 2 is no number, vector, matrix or word."),
        (["[[1, 2], [3]]"], "must be a vector or matrix of numbers"),
        (["{1, 2}"], "has no counterpart in R"),
    ],
)
def test_nonsense_for_an_argument_is_refused(words, said):
    with pytest.raises(UsageError, match=re.escape(said)):
        read_value(words)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["1", "2", "abc"], "diglot: --x 1 2 abc must be numbers only"),
        (["abc"], "Neither answers this input.\n    Python: ValueError: `x` must hold numbers"),
    ],
)
def test_what_neither_language_answers_is_a_wrong_call(diglot, words, said):
    run = diglot("compare", "sigmoid", "--x", *words)
    assert run.returncode == 2
    assert run.stdout == ""
    assert said in run.stderr


def test_arguments_are_read_as_they_are_typed():
    assert read_value(["word"]) == "word"
    assert read_value(["'1'"]) == "1"
    assert read_value([" -inf"]) == -np.inf
    assert read_value(["NULL"]) is None
    assert read_value(["a", "b"]).tolist() == ["a", "b"]
    assert read_value(["TRUE", "FALSE"]).dtype == bool
    assert read_value(["1", "2"]).dtype == int
    assert read_value(["[-inf, 1]"]).tolist() == [-np.inf, 1.0]


@pytest.mark.parametrize(
    "call", [["--debug", "verify"], ["verify", "--debug"], ["--debug", "verify", "--debug"]]
)
def test_debug_stands_before_or_behind_the_command(diglot, twins_file, call):
    run = diglot(*call, twins_file(RIGHT, before="1 / 0"))
    assert run.returncode == 1
    assert "Traceback" in run.stderr
    assert "ZeroDivisionError" in run.stderr


@pytest.mark.parametrize("size", ["much", "5", "1e9", "99999999T"])
def test_a_wrong_limit_is_refused(capsys, size):
    with pytest.raises(SystemExit, match="2"):
        parser().parse_args(["verify", "--memory", size])
    assert f"must be a size from 100M, as in 4G, not '{size}'" in capsys.readouterr().err


def test_sizes_are_read_as_people_write_them():
    def memory(*words):
        return parser().parse_args(["verify", *words]).memory

    sizes = {"4G": 4 << 30, "500M": 500 << 20, "1.5 GiB": 3 << 29, "104857600": 100 << 20}
    assert {size: memory("--memory", size) for size in sizes} == sizes
    assert memory() == 4 << 30
    assert parser().parse_args(["verify"]).timeout == 10.0


def test_the_memory_of_r_is_limited(diglot, twins_file):
    path = twins_file("relu <- function(x) { numeric(5e7); pmax(x, 0) }")
    assert diglot("verify", path).returncode == 0
    run = diglot("verify", path, "--memory", "300M")
    assert run.returncode == 1
    assert "cannot allocate" in run.stdout


def test_names_in_any_script_work_in_any_locale(diglot, twins_file, tmp_path):
    path = twins_file(
        "relu <- function(x) -pmax(x, 0) # 층",
        folder=tmp_path / "층",
        file="쌍둥이.py",
        name="렐루",
    )
    (path.parent / "port.R").rename(path.parent / "층.R")
    path.write_text(path.read_text("utf-8").replace("port.R", "층.R"), "utf-8")
    env = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG"))}
    run = diglot("verify", path, env={**env, "LC_ALL": "C", "PYTHONUTF8": "0"})
    assert run.returncode == 1
    assert run.stderr == ""
    assert "렐루: disagree, R is wrong: " in run.stdout
    assert "층.R" in run.stdout
    assert "2 verdicts: 1 agree, 1 disagree." in run.stdout
    run = diglot("show", "렐루", "--twins", path, env={**env, "LC_ALL": "C", "PYTHONUTF8": "0"})
    assert run.returncode == 0, run.stderr
    assert "# 층" in run.stdout

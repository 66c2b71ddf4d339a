"""What people expect of a library beyond its numbers, in each of the languages."""

import subprocess

import numpy as np
import pandas as pd
import pytest

import scratchnet
from diglot.bridge.process import RError
from diglot.environment import find_r
from diglot.paths import R_EDITION
from scratchnet import TwoLayerNet, net_from_params, softmax

RNG = "np.random.RandomState(1)"

# How to make each network, in the words of Python.
NETS = {
    "TwoLayerNet": "TwoLayerNet(64, 50, 10, rng={rng})",
    "BatchSoftmaxNet": "BatchSoftmaxNet(64, 50, 10, rng={rng})",
    "SimpleNet": "SimpleNet({rng})",
    "SingleLayerNet": "SingleLayerNet(3, {rng})",
    "LogicGate": "LogicGate({rng})",
    "XorNet": "XorNet({rng})",
}
each_net = pytest.mark.parametrize("code", NETS.values(), ids=NETS)


def in_python(code):
    return eval(code, {**vars(scratchnet), "np": np})


def in_r(r, code, *args):
    return r.call(code, list(args), files=[R_EDITION]).value


@each_net
def test_a_network_says_the_same_of_itself_in_both_languages(r, code):
    text = str(in_python(code.format(rng=RNG)))
    printed = f"function() capture.output(print({code.format(rng='random_state(1)')}))"
    assert list(in_r(r, printed)) == text.split("\n")
    assert text.count("\n") == 2


def test_a_large_network_says_how_many_parameters_it_has():
    assert str(TwoLayerNet(64, 50, 10, rng=np.random.RandomState(1))).split("\n") == [
        "TwoLayerNet with 3,760 parameters",
        "W1: 64 x 50, b1: 50, W2: 50 x 10, b2: 10",
        "predict, loss, accuracy, gradient, numerical_gradient, stages",
    ]


@each_net
def test_a_network_without_a_random_state_says_where_to_get_one(r, code):
    words = "`rng` must have a function `randn`, as `{}` has."
    with pytest.raises(ValueError) as python:  # noqa: PT011 the whole text is compared
        in_python(code.format(rng="None"))
    assert str(python.value) == words.format(RNG)
    with pytest.raises(RError) as answer:
        in_r(r, f"function() {code.format(rng='NULL')}")
    assert str(answer.value.message) == words.format("random_state(1)")


def test_a_table_of_numbers_is_a_matrix_in_both_languages(r):
    table = pd.DataFrame({"a": [0.5, -1.0], "b": [2, 1], "c": [True, False]})
    matrix = table.to_numpy(np.float64)
    assert np.array_equal(softmax(table), softmax(matrix))
    assert np.array_equal(in_r(r, "softmax", table), softmax(matrix))
    params = {"W1": np.eye(3), "b1": np.zeros(3), "W2": np.ones((3, 2)), "b2": np.array([0.0, 1])}
    net = net_from_params(params)
    assert np.array_equal(net.predict(table), net.predict(matrix))
    predict = "function(p, x) predict(net_from_params(p), newdata = x)"
    assert np.array_equal(in_r(r, predict, params, table), in_r(r, predict, params, matrix))


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_table_with_words_in_any_column_is_refused(r, place):
    table = pd.DataFrame({"a": [0.5], "b": [1.0]})
    table.insert(place, "name", ["word"])
    with pytest.raises(ValueError, match="^`x` must hold numbers, not strings.$"):
        softmax(table)
    with pytest.raises(RError) as answer:
        in_r(r, "softmax", table)
    assert str(answer.value.message) == "`x$name` must hold numbers, not strings."


def run_r(code):
    rscript = find_r().home / "bin" / "Rscript"
    return subprocess.run(
        [rscript, "--vanilla", "-e", code, R_EDITION],
        capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip


def test_every_man_page_has_examples_that_run():
    """A page without examples has no code, or only its comments, to be run."""
    answer = run_r("""
        edition <- commandArgs(TRUE)
        Sys.setenv(SCRATCHNET_SHARED_DATA = file.path(edition, "inst", "shared_data"))
        here <- new.env()
        for (file in Sys.glob(file.path(edition, "R", "*.R"))) sys.source(file, here)
        pages <- Sys.glob(file.path(edition, "man", "*.Rd"))
        bare <- character()
        for (page in pages) {
          code <- tempfile()
          tools::Rd2ex(page, code)
          if (!file.exists(code)) bare <- c(bare, basename(page))
          else tryCatch(
            invisible(utils::capture.output(source(code, new.env(parent = here), echo = TRUE))),
            error = function(problem) stop(basename(page), ": ", conditionMessage(problem))
          )
        }
        if (length(bare) > 0) stop("without examples: ", toString(bare))
        cat(length(pages))
    """)
    assert answer.returncode == 0, answer.stderr
    assert int(answer.stdout) >= 45


def test_the_package_has_a_page_of_its_own():
    page = (R_EDITION / "man" / "scratchnet-package.Rd").read_text(encoding="utf-8")
    assert r"\alias{scratchnet}" in page

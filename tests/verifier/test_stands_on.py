"""Of several broken twins the one that the others stand on is told, and the first wrong output."""

import numpy as np
import pytest

from diglot.diagnosing.stands_on import first_wrong, roots
from diglot.judging.verdict import Verdict
from diglot.twin import Case, Twin

PORTS = """
row_sums <- function(x) colSums(x)
softmax <- function(x) exp(x) / row_sums(exp(x))
loss <- function(x) -sum(vapply(1, function(i) sum(log(softmax(x))), 0))
alone <- function(x) sum(x)
TwoLayerNet <- function() structure(list(), class = "TwoLayerNet")
gradient <- function(net, ...) UseMethod("gradient")
gradient.TwoLayerNet <- function(net, x) softmax(x) - 1
predict.TwoLayerNet <- function(object, x, ...) softmax(x)
"""


@pytest.fixture
def twins(tmp_path):
    """Write twins of some R expressions."""
    file = tmp_path / "ports.R"
    file.write_text(PORTS)

    def twins(*expressions, python=np.sum, **more):
        given = {**dict(zip(expressions, expressions, strict=True)), **more}
        return [
            Twin(name, python=python, r=r, r_files=[file], cases=[Case("one", 1.0)])
            for name, r in given.items()
        ]

    return twins


def test_what_calls_a_broken_function_stands_on_the_lowest_one(twins, r):
    found = roots(twins("loss", "softmax", "row_sums", "alone"), r)
    assert found == {"loss": "row_sums", "softmax": "row_sums"}


def test_what_lies_between_need_not_be_broken(twins, r):
    assert roots(twins("loss", "row_sums"), r) == {"loss": "row_sums"}


def test_a_generic_stands_on_what_its_methods_call(twins, r):
    found = roots(twins("softmax", "gradient", net="function(x) predict(TwoLayerNet(), x)"), r)
    assert found == {"gradient": "softmax", "net": "softmax"}


def test_twins_of_the_same_function_do_not_stand_on_one_another(twins, r):
    assert roots(twins("softmax", again="function(x) softmax(x)[1, ]"), r) == {}


def test_what_an_expression_makes_itself_it_does_not_stand_on(twins, r):
    own = "eval(quote({ softmax <- exp; function(x) sum(softmax(x), alone(x), row_sums(x)) }))"
    assert roots(twins("softmax", "alone", own=own), r) == {"own": "alone"}


def test_functions_in_a_list_are_stood_on(twins, r):
    listed = "function(name, x) alone(list(loss = function(x) softmax(x), sum = sum)[[name]](x))"
    assert roots(twins("softmax", listed=listed), r) == {"listed": "softmax"}


def test_functions_that_are_got_by_their_names_are_stood_on(twins, r):
    got = "function(x) { f <- get('gradient.TwoLayerNet'); f(NULL, x) }"
    assert roots(twins("softmax", got=got), r) == {"got": "softmax"}


def lower(x):
    return x + 1


def upper(x):
    return [lower(each) for each in x]


def test_where_r_does_not_tell_the_originals_do(r):
    broken = [
        Twin(function.__name__, python=function, r="no such (", cases=[Case("one", 1.0)])
        for function in (upper, lower)
    ]
    assert roots(broken, r) == {"upper": "lower"}


def verdict(case, output, status):
    return Verdict("f", case, output, status)


def test_the_first_wrong_output_is_the_earliest_of_any_case():
    verdicts = [
        verdict("a", "a1", "agree"), verdict("a", "z1", "agree"), verdict("a", "y", "disagree"),
        verdict("b", "a1", "agree"), verdict("b", "z1", "disagree"), verdict("b", "y", "disagree"),
    ]  # fmt: skip
    assert first_wrong(verdicts) == "z1"
    assert first_wrong([verdict("a", "result", "disagree")]) is None
    assert first_wrong(verdicts[:2]) is None

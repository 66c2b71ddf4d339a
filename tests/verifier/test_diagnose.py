"""A port that disagrees is told what it does wrong: what reproduces its values, else nothing."""

import re
import time

import cloudpickle
import numpy as np
import pytest

from diglot.bridge.problems import PythonError
from diglot.diagnosing.child_tasks import explain
from diglot.diagnosing.diagnose import diagnose, still_explains
from diglot.diagnosing.diagnosis import KINDS
from diglot.diagnosing.trial import Answered
from diglot.inputs import normal, uniform
from diglot.judging.verify import verify
from diglot.selection import load_twins
from diglot.twin import Case, Fault, Twin


@pytest.fixture
def diagnosed(r, python):
    """Judge an R port of a function, and name its mistakes."""

    def diagnosed(function, port, *cases, faults=(), **options):
        named = [
            case if isinstance(case, Case) else Case(f"case {i}", *case)
            for i, case in enumerate(cases, start=1)
        ]
        twin = Twin("f", python=function, r=port, cases=named, faults=faults)
        verdicts = [verdict for each in verify([twin], r, python) for verdict in each]
        return diagnose(twin, verdicts, r, python, **options)

    return diagnosed


def softmax(x):
    x = x - np.max(x, axis=-1, keepdims=True)
    return np.exp(x) / np.sum(np.exp(x), axis=-1, keepdims=True)


def mean_squared_error(y, t):
    return np.mean((y - t) ** 2)


def power(x, exponent=2.0):
    return np.abs(x) ** exponent


def twice(x):
    return 2 * x


def one_more(x):
    return 1 + np.exp(x)


def classes(y):
    return np.argmax(y, axis=1)


def cube(x):
    return np.cos(x[:, :, None] + np.arange(4.0))


def affine(x, w):
    return {"out": x @ w, "dw": np.exp(x.T @ x)}


ROWS = [(normal(4, 3, seed=1),), (normal(3, 3, seed=2),), (normal(2, 5, seed=3),)]
VECTORS = [(normal(5, seed=4),), (normal(9, seed=5),)]
PAIRS = [(normal(4, 3, seed=6), normal(4, 3, seed=7)), (normal(2, 5, seed=8), normal(2, 5, seed=9))]
SOFTMAX = "function(x) { e <- exp(x - apply(x, 1, max)); e / rowSums(e) }"
OF_A_VECTOR = "exp(x - max(x)) / sum(exp(x - max(x)))"


@pytest.mark.parametrize(
    ("function", "port", "cases", "kind", "words"),
    [
        (softmax, f"function(x) t(({SOFTMAX})(x))", ROWS, "transposed", r"transposed.*t\(\)"),
        (softmax, f"function(x) t(({SOFTMAX})(t(x)))", ROWS, "other axis", "other axis of `x`"),
        (softmax, "function(x) { e <- exp(x - max(x)); e / sum(e) }", ROWS, "other axis", "whole"),
        (softmax, f"function(x) as.vector(({SOFTMAX})(x))", ROWS, "dimensions", "loses.*drop"),
        (
            softmax,
            f"function(x) matrix(t(({SOFTMAX})(x)), nrow(x))",
            ROWS,
            "memory order",
            "down the columns.*byrow = TRUE",
        ),
        (cube, "function(x) aperm(cos(outer(x, 0:3, `+`)), c(3, 1, 2))", ROWS,
         "transposed", r"order 3, 1, 2.*aperm\(the result, c\(2, 3, 1\)\)"),
        (softmax, f"function(x) signif(({SOFTMAX})(x), 5)", ROWS, "precision", "to 5 digits"),
        (one_more, "function(x) trunc(1 + exp(x))", ROWS, "integer", "truncated.*as.integer"),
        (one_more, "function(x) -(1 + exp(x))", ROWS, "sign", "minus"),
        (one_more, "function(x) 3.5 + exp(x)", ROWS, "shifted", "shifted by 2.5"),
        (one_more, "function(x) (1 + exp(x)) / log(10)", ROWS, "scaled", "divided by ln 10"),
        (one_more, "function(x) rev(1 + exp(x))", VECTORS, "reversed", "reversed"),
        (one_more, "function(x) 1 + exp(c(x[-1], x[1]))", VECTORS, "index", "one position early"),
        (one_more, "function(x) sort(1 + exp(x))", VECTORS, "other order", "sorted"),
        (mean_squared_error, "function(y, t) sum((y - t)^2)", PAIRS, "mean", "elements of `y`"),
        (mean_squared_error, "function(y, t) sum((y - t)^2) / nrow(y)", PAIRS, "scaled",
         "multiplied by the columns of `y`.*divide the result by the columns"),
        (mean_squared_error, "function(y, t) sum((y - t)^2) / (length(y) - 1)", PAIRS, "scaled",
         r"n / \(n - 1\), n being the elements of `y`"),
        (lambda a, b: np.abs(np.sum(a * b)) / 2, "function(a, b) abs(sum(a * b))",
         [(normal(2, seed=1), normal(2, seed=2)), (normal(2, seed=3), normal(2, seed=4))],
         "scaled", "multiplied by 2. divide the result by 2"),
        (power, "function(x, exponent = 2) abs(x)^2", [(*v, 3.0) for v in VECTORS], "default",
         "does not use `exponent`"),
        (power, "function(exponent, x) abs(x)^exponent", [(1.5, 3.0), (2.5, 0.3)], "arguments",
         "swaps `x` and `exponent`.*name them"),
        (classes, "function(y) max.col(y, 'first')", ROWS, "index", "counts from 1.*subtract 1"),
        (classes, "function(y) max.col(y) - 1L", [(np.zeros((30, 3)),)], "random", "ties.method"),
        (classes, "function(y) max.col(y, 'last') - 1L", [(np.tile([1.0, 2, 2, 0, 2], (9, 1)),),
         (np.tile([1.0, 1, 0], (9, 1)),)], "ties", "last of"),
    ],
)  # fmt: skip
def test_a_mistake_gets_its_name_and_what_mends_it(function, port, cases, kind, words, diagnosed):
    [found] = diagnosed(function, port, *cases)
    assert found.kind == kind
    assert kind in KINDS
    assert re.search(words, f"{found.name}. {found.hint}"), found
    assert set(found.cases) <= {f"case {i}" for i in range(1, len(cases) + 1)}


def test_the_evidence_says_in_how_many_cases_and_how_closely(diagnosed):
    [exact] = diagnosed(twice, "function(x) t(2 * x)", *ROWS)
    assert (
        exact.evidence == "R equals the original with this mistake in 3 of 3 cases, to the last bit"
    )
    [rounded] = diagnosed(softmax, f"function(x) t(({SOFTMAX})(x)) * 3 / 3.0000000000000004", *ROWS)
    assert rounded.evidence.endswith("in 3 of 3 cases, within rounding")


def test_a_right_port_has_nothing_to_name(diagnosed):
    assert diagnosed(softmax, SOFTMAX, *ROWS) == []


def test_what_nothing_explains_gets_no_name(diagnosed):
    port = "function(y, t) sum(abs(y - t)^1.7) + 0.1 * sum(y^3)"
    assert [found.kind for found in diagnosed(mean_squared_error, port, *PAIRS)] == [None]


def test_an_own_fault_is_called_by_its_name_before_anything_else(diagnosed):
    fault = Fault("gives columns for rows", lambda x: softmax(x).T, "turn it round")
    [found] = diagnosed(softmax, f"function(x) t(({SOFTMAX})(x))", *ROWS, faults=[fault])
    assert (found.kind, found.name, found.hint) == ("own fault", fault.name, fault.hint)


def test_a_mistake_must_explain_the_cases_that_agree_too(diagnosed):
    """The port is wrong in the large case alone; there it is 3 times what is right."""
    cases = [Case("small", 1.5), Case("middle", 20.25), Case("large", 3000.125)]
    port = "function(x) if (x > 100) 6 * x else 2 * x"
    assert {each.kind for each in diagnosed(twice, port, *cases)} <= {None}


def test_each_output_has_its_own_mistake(diagnosed):
    port = "function(x, w) list(out = -(x %*% w), dw = exp(t(x) %*% x) / nrow(x))"
    cases = [
        (normal(4, 3, seed=1), normal(3, 2, seed=2)),
        (normal(5, 2, seed=3), normal(2, 2, seed=4)),
    ]
    found = {each.evidence.split()[0]: each.kind for each in diagnosed(affine, port, *cases)}
    assert found == {"`out`": "sign", "`dw`": "mean"}


def test_a_port_that_is_wrong_for_vectors_alone_is_told_so(diagnosed):
    port = f"function(x) if (is.matrix(x)) ({SOFTMAX})(x) else {OF_A_VECTOR} / 3"
    [found] = diagnosed(softmax, port, *ROWS, *VECTORS)
    assert found.kind == "scaled"
    assert "in 2 of 5 cases (vectors)" in found.evidence
    assert found.cases == ("case 4", "case 5")


def test_two_mistakes_in_one_port_are_both_named(diagnosed):
    port = f"function(x) if (is.matrix(x)) t(({SOFTMAX})(x)) else -{OF_A_VECTOR}"
    found = diagnosed(softmax, port, *ROWS, *VECTORS)
    assert {each.kind: len(each.cases) for each in found} == {"transposed": 3, "sign": 2}


def test_values_as_simple_as_labels_name_nothing_where_many_mistakes_give_them(diagnosed):
    """With a 0 that is a 1 it may be an index, a complement, a constant added or whatever."""
    port = "function(y) 1 - (max.col(y, 'first') - 1L)"
    [found] = diagnosed(classes, port, (np.array([[0.5, 0.25]]),))
    assert found.kind is None


def test_a_port_that_is_right_in_its_first_call_alone_is_told_so(diagnosed):
    port = "local({ calls <- 0; function(x) { calls <<- calls + 1; 2 * x * calls } })"
    found = diagnosed(twice, port, (1.5,), (2.5,))
    assert [(each.kind, each.name) for each in found] == [
        ("first call", "is right in the first call alone")
    ]
    assert "<<-" in found[0].hint


def test_a_port_that_overflows_is_told_from_where_on(diagnosed):
    def sigmoid(x):
        return 1 / (1 + np.exp(-x))

    port = "function(x) exp(x) / (1 + exp(x))"
    [found] = diagnosed(sigmoid, port, (np.array([-800.0, 0.5, 300.0, 800.0]),), *VECTORS)
    assert found.kind == "overflow"
    assert found.name == "gives NaN for numbers where `x` is large (at 800; right up to 300)"


def test_a_port_that_loses_nan_is_told_where(diagnosed):
    def relu(x):
        return np.maximum(x, 0)

    port = "function(x) ifelse(is.nan(x), 0, pmax(x, 0))"
    [found] = diagnosed(relu, port, (np.array([1.0, np.nan, -2.0, 3.0]),), *VECTORS)
    assert found.kind == "missing"
    assert re.search("NaN in `x` as 0|numbers for NaN where `x` is NaN", found.name)


def test_numbers_in_another_order_and_beside_na_are_told(diagnosed):
    port = "function(x) { y <- 2 * x; y[] <- y[order(cos(50 * x))]; y }"
    assert [each.kind for each in diagnosed(twice, port, *ROWS)] == ["other order"]
    ranks = "function(x) rank(cos(50 * x))"
    counted = diagnosed(lambda x: np.argsort(np.argsort(x)) + 1, ranks, *VECTORS)
    assert {each.kind for each in counted} == {None}
    [found] = diagnosed(twice, "function(x) c(NA, 2 * x, NA)", *VECTORS)
    assert (found.kind, found.name) == ("missing", "gives NA beside the right numbers")


@pytest.mark.parametrize(
    ("function", "port"),
    [
        (lambda y, t: np.mean(y[np.arange(len(t)), t]), "function(y, t) mean(y[cbind(1:4, t)])"),
        (lambda y, t: np.mean(y[np.arange(len(t)), t]), "function(y, t) sum(y[cbind(1:4, t)]) / 4"),
        (lambda y, t: np.eye(3)[t], "function(y, t) { z <- 0 * y; z[cbind(1:4, t)] <- 1; z }"),
    ],
    ids=["dropped", "adds nothing", "sets nothing"],
)
def test_labels_that_count_from_0_are_told_as_indices_of_r(function, port, diagnosed):
    y = normal(4, 3, seed=1)
    cases = [(y, np.array(t)) for t in ([0, 2, 1, 0], [2, 0, 1, 1], [1, 2, 2, 0])]
    [found] = diagnosed(function, port, *cases)
    assert found.kind == "index"
    assert "use t + 1 as the index" in found.hint


def test_cancellation_is_told_from_another_formula(diagnosed):
    cases = [(uniform(20, seed=1) + 1e5,), (uniform(30, seed=2) + 1e6,)]
    [lost] = diagnosed(np.var, "function(x) mean(x^2) - mean(x)^2", *cases)
    assert lost.kind == "cancellation"
    other = diagnosed(
        np.var, "function(x) mean((x - mean(x))^2) + 1e-7 * mean(abs(x - 1e5))", *cases
    )
    assert "cancellation" not in {each.kind for each in other}


@pytest.mark.parametrize(
    ("port", "words"),
    [
        ("function(x) x * ifelse(x < 0, 2.1 + x, 2)", "where `x` is negative, and only there"),
        ("function(x) { x[nrow(x), ] <- cos(x[nrow(x), ]); 2 * x }", "in the last row, and only"),
        ("function(x) if (nrow(x) == 1) cos(x) else 2 * x", "with a single row"),
        ("function(x) cos(x)", "in every element of every case"),
    ],
)  # fmt: skip
def test_without_a_name_it_is_told_what_wrong_elements_have_in_common(port, words, diagnosed):
    [found] = diagnosed(twice, port, *ROWS, (normal(1, 4, seed=8),))
    assert (found.kind, found.name) == (None, "")
    assert words in found.evidence


def test_cases_that_r_does_not_answer_are_left_alone(diagnosed):
    port = "function(x) if (ncol(x) > 4) stop('too wide') else t(2 * x)"
    [found] = diagnosed(twice, port, *ROWS)
    assert "in 2 of 2 cases" in found.evidence


def test_no_time_gives_no_name_and_no_error(diagnosed):
    assert diagnosed(twice, "function(x) t(2 * x)", *ROWS, seconds=0.0) == []


def test_a_search_that_is_not_done_in_time_says_so(diagnosed):
    def slow(x):
        time.sleep(0.2)
        return np.cos(x) + x

    [*_, last] = diagnosed(slow, "function(x) sin(x) * x", *ROWS, seconds=0.5)
    assert last.kind is None
    assert last.evidence == "not all mistakes could be tried in the time that was given"
    assert set(last.cases) == {"case 1", "case 2", "case 3"}


def test_complex_numbers_are_searched_to_the_end(diagnosed):
    found = diagnosed(lambda x: x * 1j, "function(x) 1e300 * x", *ROWS)
    assert [each.evidence for each in found if "not all mistakes" in each.evidence] == []
    assert found


class Stopped:
    """A question whose answer is an exception."""

    def answer(self, _):
        raise PythonError("ValueError", "odd")

    def close(self):
        pass


def test_a_search_that_stops_says_why(monkeypatch, diagnosed):
    monkeypatch.setattr("diglot.diagnosing.diagnose._begin", lambda *_: Stopped())
    [found] = diagnosed(twice, "function(x) t(2 * x)", *ROWS)
    why = "not all mistakes could be tried since the search stopped: ValueError: odd"
    assert (found.kind, found.evidence) == (None, why)


def test_a_twin_in_a_file_is_found_there_with_its_faults(tmp_path, r, python):
    file = tmp_path / "twins.py"
    file.write_text(
        "from diglot import Case, Fault, Twin\n"
        "TWINS = [Twin('half', python=lambda x: x / 2, r='function(x) x / 3',\n"
        "    faults=[Fault('takes a third', lambda x: x / 3, 'halve it')],\n"
        "    cases=[Case('one', 1.5), Case('two', 7.25)])]\n"
    )
    [twin] = load_twins(file)
    verdicts = [verdict for each in verify([twin], r, python) for verdict in each]
    [found] = diagnose(twin, verdicts, r, python)
    assert (found.kind, found.name, found.hint) == ("own fault", "takes a third", "halve it")


@pytest.mark.parametrize(
    "arg",
    [
        np.zeros((0, 3)), np.zeros((3, 0)), np.zeros(0), 1.5, 3, True, "text", None,
        [[1.0], [1.0, 2.0]], {"a": np.ones((2, 2)), "b": []}, np.array(["a", "b"]),
        np.array([[np.nan, np.inf]]), np.ones((2, 2, 2)), np.array(1j),
    ],
    ids=repr,
)  # fmt: skip
def test_whatever_is_given_the_search_comes_to_an_end(arg):
    cases = [Case("one", arg), Case("two", arg, arg)]
    twin = Twin("shape", python=len, r="shape", cases=cases)
    answered = [
        Answered(cases[0], {"x": np.array([7.125, 1.0])}, frozenset(["x", "y"])),
        Answered(cases[1], np.array([3.0]), frozenset(["result"])),
    ]
    function = cloudpickle.dumps(lambda *args: {"x": np.cos(len(args)), "y": np.ones((2, 2))})
    [*_, (told, is_last)] = explain(function, [], twin, answered, 60.0)
    assert is_last
    assert {each.kind for each in told} <= {None}


def test_whatever_a_suspect_does_the_search_goes_on():
    """In this process nothing hides what goes wrong in the search itself."""

    def picky(x):
        if x.shape != (4, 3):
            raise SystemExit(3)
        return np.cos(x)

    x = normal(4, 3, seed=1)
    answered = [Answered(Case("one", x), np.round(np.cos(x), 4), frozenset(["result"]))]
    twin = Twin("picky", python=len, r="picky", cases=[answered[0].case])
    [*_, (told, is_last)] = explain(cloudpickle.dumps(picky), [], twin, answered, 30.0)
    assert is_last
    assert [each.name for each in told] == ["the result is rounded to 4 decimals"]


def test_where_r_is_the_original_python_is_told_to_lack_what_r_has(r, python):
    cases = [Case(f"case {i}", *args) for i, args in enumerate(ROWS)]
    twin = Twin("softmax", softmax, f"function(x) t(({SOFTMAX})(x))", cases=cases, original="r")
    verdicts = [verdict for case in verify([twin], r, python) for verdict in case]
    [found] = diagnose(twin, verdicts, r, python)
    assert found.name == "R has what Python lacks: the result is transposed"
    assert found.evidence.startswith("R equals Python with this change in 3 of 3 cases")
    assert found.hint.startswith("what Python has, in R: ")


@pytest.mark.parametrize(
    ("small", "explained"),
    [(np.array([[0.0, 1.0], [2.0, 0.5]]), True), (np.array([[-1.0, 0.0], [-2.0, 0.5]]), False)],
    ids=["the same mistake", "another one"],
)
def test_a_smaller_case_must_show_the_same_mistake(small, explained, r, python):
    port = f"function(x) if (x[1] < 0) 2 * ({SOFTMAX})(x) else t(({SOFTMAX})(x))"
    whole = [Case(f"case {i}", np.abs(args[0])) for i, args in enumerate(ROWS)]
    twin = Twin("softmax", softmax, port, cases=whole)
    verdicts = [verdict for case in verify([twin], r, python) for verdict in case]
    [found] = diagnose(twin, verdicts, r, python)
    assert found.kind == "transposed"
    alone = Twin("softmax", softmax, port, cases=[Case("small", small)])
    failed = [verdict for case in verify([alone], r, python) for verdict in case]
    assert still_explains(alone, failed, found, r, python) is explained

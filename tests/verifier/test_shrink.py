"""The smallest case that still shows what a port does wrong."""

import numpy as np
import pytest

from diglot.diagnosing.arguments import Axis, cost, cut, elements, lengths, linked
from diglot.diagnosing.properties import Kind
from diglot.diagnosing.shrink import smallest
from diglot.inputs import labels, normal, one_hot, probabilities, uniform
from diglot.judging.verify import verify_case
from diglot.twin import Case, Twin

X = normal(20, 6, seed=1)
Y = probabilities(20, 6, seed=2)
SPD = X.T @ X + np.eye(6)


def softmax(x):
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def affine(x, w, b):
    return x @ w + b


def cross_entropy(y, t):
    return -np.mean(np.log(y[np.arange(len(t)), t]))


def predict(params, x):
    return softmax(np.tanh(x @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"])


NET = {"W1": normal(6, 5, seed=3), "b1": normal(5, seed=4),
       "W2": normal(5, 3, seed=5), "b2": normal(3, seed=6)}  # fmt: skip
SQUARE = {"W1": normal(4, 4, seed=3), "b1": normal(4, seed=4),
          "W2": normal(4, 4, seed=5), "b2": normal(4, seed=6)}  # fmt: skip
R_NET = """function(p, x) {
  a <- tanh(x %*% p$W1 + rep(p$b1, each = nrow(x))) %*% p$W2 + BIAS
  e <- exp(a)
  e / rowSums(e)
}"""

# What a port does wrong: the original, the port, the arguments, and how many elements are enough.
WRONG = {
    "over the columns": (softmax, "function(x) { e <- exp(x); sweep(e, 2, colSums(e), '/') }",
                         (normal(100, 10, seed=1),), 2),
    "over the whole": (softmax, "function(x) exp(x) / sum(exp(x))", (X,), 2),
    "without the shift": (softmax, "function(x) exp(x) / rowSums(exp(x))", (X * 1000,), 1),
    "not normalised": (softmax, "function(x) exp(x)", (X,), 1),
    "bias recycled": (affine, "function(x, w, b) x %*% w + b",
                      (X, normal(6, 4, seed=2), normal(4, seed=3)), 7),
    "bias forgotten": (affine, "function(x, w, b) x %*% w",
                       (X, normal(6, 4, seed=2), normal(4, seed=3)), 3),
    "weights by columns": (affine,
                           "function(x, w, b) x %*% matrix(t(w), nrow(w)) + rep(b, each=nrow(x))",
                           (X, normal(6, 4, seed=2), normal(4, seed=3)), 7),
    "transposed": (lambda x: x * 2, "function(x) t(x * 2)", (X,), 2),
    "loses its dimensions": (lambda x: x * 2, "function(x) c(x * 2)", (X,), 4),
    "rows for columns": (lambda x: x.sum(axis=0), "function(x) rowSums(x)",
                         (normal(5, 5, seed=1),), 4),
    "sum for mean": (np.mean, "function(x) sum(x)", (X,), 2),
    "n - 1 for n": (np.var, "function(x) var(c(x))", (X,), 2),
    "classes from 1": (cross_entropy,
                       "function(y, t) -mean(log(y[cbind(seq_along(t), pmax(t, 1))]))",
                       (Y, labels(20, 6, seed=3)), 6),
    "sum over the batch": (cross_entropy, "function(y, t) -sum(log(y[cbind(seq_along(t), t + 1)]))",
                           (Y, labels(20, 6, seed=3)), 6),
    "one-hot by columns": (lambda y, t: -np.sum(t * np.log(y)) / len(y),
                           "function(y, t) -sum(t * log(y)) / ncol(y)",
                           (Y, one_hot(20, 6, seed=3)), 4),
    "argmax from 1": (lambda x: x.argmax(axis=1), "function(x) max.col(x, 'first')", (X,), 1),
    "wrong sign": (lambda x: 1 / (1 + np.exp(-x)), "function(x) 1 / (1 + exp(x))", (X,), 1),
    "integer division": (lambda a, b: a / b, "function(a, b) a %/% b", (np.arange(1, 9), 4), 2),
    "only beyond a threshold": (lambda x: np.minimum(x, 100.0), "function(x) x",
                                (np.insert(normal(100, seed=1), 60, 812.345),), 1),
    "only where negative": (lambda x: np.where(x > 0, x, 0.0), "function(x) abs(x)", (X,), 1),
    "only for long vectors": (np.cumsum, "function(x) { y <- cumsum(x); y[-(1:4)] <- 0; y }",
                              (normal(50, seed=1),), 5),
    "solves with the transposed": (np.linalg.solve, "function(a, b) solve(t(a), b)",
                                   (normal(6, 6, seed=1) + 6 * np.eye(6), normal(6, seed=2)), 6),
    "upper factor for lower": (np.linalg.cholesky, "function(a) chol(a)", (SPD,), 4),
    "output bias recycled": (predict, R_NET.replace("BIAS", "p$b2"), (NET, X), 12),
    "a square net's bias recycled": (predict, R_NET.replace("BIAS", "p$b2"),
                                     (SQUARE, normal(4, 4, seed=9)), 16),
    "output bias forgotten": (predict, R_NET.replace("BIAS", "0"), (NET, X), 10),
    "stops for several rows": (lambda x: x.sum(axis=1),
                               "function(x) if (nrow(x) > 2) stop('many') else rowSums(x)",
                               (X,), 3),
    "in single precision": (lambda x: x / 3, "function(x) signif(x / 3, 7)", (X,), 1),
    "a list element is forgotten": (lambda xs: sum(float(np.sum(x)) for x in xs),
                                    "function(xs) sum(unlist(xs[-1]))",
                                    ([normal(4, seed=i) for i in range(5)],), 1),
    "reversed": (lambda x: x[::-1], "function(x) x", (normal(30, seed=1),), 2),
    "another default": (lambda x, h=2.0: x * h, "function(x, h = 3) x * h", (X,), 1),
    "refuses nothing": (lambda x: np.log(x), "function(x) x", (uniform(9, seed=1),), 1),
    "rank 3 by another axis": (lambda x: x.sum(axis=0), "function(x) apply(x, c(1, 2), sum)",
                               (normal(4, 4, 4, seed=1),), 8),
    "text cut off": (lambda s: s.upper(), "function(s) substr(toupper(s), 1, 3)", ("softmax",), 1),
}  # fmt: skip


def twin_of(name):
    original, port, args, _ = WRONG[name]
    return Twin(name, python=original, r=port, cases=[Case("large", *args)])


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_port_is_shown_by_a_small_case(name, r, python):
    twin = twin_of(name)
    (case,) = twin.cases
    before = verify_case(twin, case, r, python)
    found = smallest(twin, case, r, python, seconds=20)  # as long as a busy machine needs
    after = verify_case(twin, found, r, python)
    assert elements(found.args) <= WRONG[name][3], found.args
    failing = [{v.status for v in verdicts} - {"agree"} for verdicts in (before, after)]
    assert failing[0] == failing[1] != set()


@pytest.mark.parametrize("name", ["over the columns", "output bias recycled", "reversed"])
def test_the_same_case_becomes_the_same_smaller_one(name, r, python):
    twin = twin_of(name)
    first, second = (smallest(twin, twin.cases[0], r, python, seconds=20) for _ in range(2))
    assert repr(first.args) == repr(second.args)


def test_what_agrees_is_left_as_it_is(r, python):
    twin = Twin("abs", python=np.abs, r="abs", cases=[Case("large", X)])
    assert smallest(twin, twin.cases[0], r, python) is twin.cases[0]


def test_a_port_that_never_answers_is_not_made_small(r, python):
    twin = Twin("abs", python=np.abs, r="function(x) quit()", cases=[Case("large", X)])
    assert smallest(twin, twin.cases[0], r, python) is twin.cases[0]


def test_without_time_the_case_is_left_as_it_is(r, python):
    twin = twin_of("over the columns")
    assert smallest(twin, twin.cases[0], r, python, seconds=0) is twin.cases[0]


def test_a_smaller_case_fails_in_the_same_way(r, python):
    """Two mistakes in one port: rows are lost where there are two, each number is doubled."""
    port = "function(x) if (nrow(x) == 2) c(x) else 2 * x"
    twin = Twin("f", python=np.positive, r=port, cases=[Case("a", X), Case("b", X[:2])])
    doubled, flat = (smallest(twin, case, r, python, seconds=20) for case in twin.cases)
    assert np.shape(doubled.args[0]) == (1, 1)
    assert np.shape(flat.args[0]) == (2, 2)


def test_a_side_effect_is_made_small_too(r, python):
    port = "function(x) { counter <<- 1; x }"
    twin = Twin("f", python=np.positive, r=port, cases=[Case("large", X)])
    found = smallest(twin, twin.cases[0], r, python, seconds=20)
    assert elements(found.args) == 1


def test_of_several_failures_the_one_that_is_meant_is_shown(r, python):
    port = "function(x) list(low = min(x) + (length(x) > 3), high = max(x) * 2)"
    twin = Twin("f", python=lambda x: {"low": x.min(), "high": x.max()}, r=port,
                cases=[Case("large", X)])  # fmt: skip
    for verdict, size in zip(verify_case(twin, twin.cases[0], r, python), (4, 1), strict=True):
        found = smallest(twin, twin.cases[0], r, python, seconds=20, verdict=verdict)
        assert elements(found.args) == size
        failing = [v.output for v in verify_case(twin, found, r, python) if v.status != "agree"]
        assert verdict.output in failing


def test_what_is_special_about_a_case_stays(r, python):
    """Labels stay below the classes, probabilities sum to 1, what was distinct stays distinct."""
    twin = twin_of("classes from 1")
    y, t = smallest(twin, twin.cases[0], r, python, seconds=20).args
    np.testing.assert_allclose(y.sum(axis=1), 1, rtol=1e-15)
    assert t.dtype.kind == "i"
    assert 0 <= t.min() <= t.max() < y.shape[1]
    twin = twin_of("upper factor for lower")
    (a,) = smallest(twin, twin.cases[0], r, python, seconds=20).args
    assert (a == a.T).all()
    (x,) = smallest(twin_of("transposed"), twin_of("transposed").cases[0], r, python).args
    assert np.unique(x).size == x.size


def test_what_both_must_refuse_is_made_small(r, python):
    def refusing(x):
        if x.shape[1] > 2:
            raise ValueError("at most two columns")
        return x

    case = Case("wide", X, refused="at most two columns", edge=True)
    twin = Twin("f", python=refusing, r="identity", cases=[case])
    found = smallest(twin, case, r, python, seconds=20)
    assert np.shape(found.args[0]) == (1, 3)
    assert (found.refused, found.edge) == (case.refused, True)


# ---- Axes that belong together -------------------------------------------------------------------


def test_axes_of_one_length_are_cut_together():
    args = (normal(5, 3, seed=1), {"w": normal(3, 2, seed=2)}, [4, 5, 6], 3, "text")
    axes = [axis for axis, n in lengths(args).items() if n == 3]
    assert next(group for n, group in linked(args) if n == 3) == tuple(axes)
    x, params, values, count, text = cut(args, axes, [0, 2])
    np.testing.assert_array_equal(x, args[0][:, [0, 2]])
    np.testing.assert_array_equal(params["w"], args[1]["w"][[0, 2]])
    assert (values, count, text) == ([4, 6], 2, "text")


def test_an_axis_can_be_cut_alone():
    assert (Axis((0,), 1),) in [group for _, group in linked((np.ones((4, 4)),))]


def test_a_table_loses_rows_with_what_goes_with_it():
    pandas = pytest.importorskip("pandas")
    table = pandas.DataFrame({"a": [1.0, 2.0, 3.0], "b": ["x", "y", "z"]})
    args = (table, np.arange(3.0))
    shorter, weights = cut(args, lengths(args), [2])
    assert shorter.to_dict("list") == {"a": [3.0], "b": ["z"]}
    assert list(shorter.index) == [0]
    assert weights.tolist() == [2.0]


def test_fewer_elements_count_more_than_plain_numbers():
    assert cost((0.123456,)) < cost((np.zeros(2),)) < cost((np.array([0.0, 1.5]),))


def test_labels_are_made_valid_again():
    args = (probabilities(4, 3, seed=1), np.array([0, 2, 1, 2]))
    kind = Kind(args)
    shorter = cut(args, [Axis((0,), 1)], [0, 1])
    y, t = kind.repaired(shorter)
    assert not kind.keeps(shorter)
    np.testing.assert_array_equal(t, [0, 0, 1, 0])
    np.testing.assert_array_equal(y.sum(axis=1), 1)

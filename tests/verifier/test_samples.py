"""Sampled rounding: neighbours of the exact result, and nothing where nothing is rounded."""

import math
import operator
from fractions import Fraction

import numpy as np
import pytest

from diglot.judging.samples import DIRECTIONS, Samples

u = 2.0**-53


@pytest.fixture
def world():
    return Samples(1)


def numbers(seed, size=200):
    """Numbers of many sizes; each fourth has few bits, so that some results are exact."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=size) * 2.0 ** rng.integers(-30, 30, size)
    x[::4] = rng.integers(-9, 10, len(x[::4])) * 0.25
    x[x == 0] = 1.5
    return x


EXACT = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "truediv": operator.truediv,
}


@pytest.mark.parametrize("kind", ["arrays", "floats", "single precision", "half precision"])
@pytest.mark.parametrize("name", EXACT)
def test_a_result_is_one_of_the_doubles_around_the_exact_one_and_each_as_often(world, name, kind):
    a, b = numbers(1), numbers(2)
    if kind == "single precision":
        a, b = a.astype(np.float32), b.astype(np.float32)
    if kind == "half precision":
        a, b = (np.clip(x, -30, 30).astype(np.float16) + np.float16(1 / 32) for x in (a, b))
    operate = getattr(world, name)
    if kind == "floats":
        drawn = np.array([
            [operate(x, y) for x, y in zip(a.tolist(), b.tolist(), strict=True)]
            for _ in range(40)
        ])  # fmt: skip
    else:
        drawn = np.stack([operate(a, b) for _ in range(40)])
    assert drawn.dtype == a.dtype
    upper, inexact = 0, 0
    for x, y, results in zip(a, b, drawn.T, strict=True):
        exact = EXACT[name](Fraction(float(x)), Fraction(float(y)))
        below, above = around(exact, results[0])
        assert set(results.tolist()) <= {float(below), float(above)}
        if below != above:
            inexact += len(results)
            upper += int(np.sum(results == above))
    # 4 standard deviations of as many coins
    assert inexact > 1000
    assert abs(upper - inexact / 2) < 4 * math.sqrt(inexact) / 2


def around(exact, near):
    """Give the largest number not above and the smallest not below, near a result of that type."""
    kind = type(near)
    three = (np.nextafter(near, kind(-np.inf)), near, np.nextafter(near, kind(np.inf)))
    three = [x for x in three if np.isfinite(x)]
    return (
        max(x for x in three if Fraction(float(x)) <= exact),
        min(x for x in three if Fraction(float(x)) >= exact),
    )


@pytest.mark.parametrize(
    ("a", "b"), [(3e-310, 0.7), (1e-200, 1.1e-120), (1e300, 1.234e-5), (0.0, 3.0), (5e-324, 0.5)]
)
def test_neighbours_where_products_underflow_or_their_parts_overflow(world, a, b):
    below, above = around(Fraction(a) * Fraction(b), np.float64(a * b))
    assert {world.mul(a, b) for _ in range(50)} == {below, above}
    arrays = np.array([a]), np.array([b])
    assert {world.mul(*arrays)[0] for _ in range(50)} == {below, above}


def test_the_square_root_and_the_remainder_are_neighbours_of_the_exact_ones(world):
    a = np.abs(numbers(3))
    drawn = np.stack([world.ufunc(np.sqrt, "__call__", (a,), {}) for _ in range(30)])
    for x, results in zip(a, drawn.T, strict=True):
        low, high = Fraction(float(results.min())), Fraction(float(results.max()))
        assert low**2 <= Fraction(float(x)) <= high**2
        assert results.max() <= np.nextafter(results.min(), np.inf)
    m = world.mod(np.array([7.5, -1e-20]), np.array([2.0, 1.0]))
    assert m[0] == 1.5
    assert m[1] in (1.0, 1 - u)


def test_what_is_exact_stays_untouched(world):
    rng = np.random.default_rng(4)
    whole = rng.integers(-1000, 1000, (40, 30)).astype(float)
    one_hot, dense = np.eye(30)[rng.integers(0, 30, 200)], rng.normal(size=(30, 50))

    def call(f, *args, **kwargs):
        return world.function(f, args, kwargs)

    for _ in range(5):
        for name, operate in EXACT.items():
            divisor = 4.0 if name == "truediv" else whole
            np.testing.assert_array_equal(getattr(world, name)(whole, divisor),
                                          operate(whole, divisor))  # fmt: skip
        np.testing.assert_array_equal(call(np.sum, whole, axis=0), whole.sum(axis=0))
        np.testing.assert_array_equal(call(np.cumsum, whole, 1), whole.cumsum(1))
        np.testing.assert_array_equal(world.matmul(whole, whole.T), whole @ whole.T)
        np.testing.assert_array_equal(world.matmul(one_hot, dense), one_hot @ dense)
        np.testing.assert_array_equal(world.matmul(one_hot[:2], dense), one_hot[:2] @ dense)
        np.testing.assert_array_equal(call(np.einsum, "ij,kj->ik", whole, whole), whole @ whole.T)
        np.testing.assert_array_equal(call(np.exp, np.array([0.0, -np.inf])), [1, 0])
        np.testing.assert_array_equal(call(np.sqrt, whole**2), np.abs(whole))
        powers = world.pow(np.array([3.0, 2.0, 5.0]), np.array([3.0, -4.0, 0.0]))
        np.testing.assert_array_equal(powers, [27, 0.0625, 1])
        assert call(math.log, 1) == call(math.sin, 0) == 0
        assert [world.pow(3.0, 3), world.pow(0.5, 5.0), world.pow(2, -2)] == [27, 2**-5, 0.25]
        assert call(math.cos, 0.0) == call(np.log2, 2.0) == world.pow(3.0, 0) == 1
        assert world.add(1, 2) == 3
        assert world.add("a", "b") == "ab"
        assert world.truediv(1, 4) == 0.25
        assert world.mul([1], 2) == [1, 1]


def test_a_quotient_of_whole_numbers_is_rounded_too(world):
    assert {world.truediv(1, 3) for _ in range(50)} == {1 / 3, math.nextafter(1 / 3, 1)}
    assert len({float(world.truediv(np.arange(3), 3)[1]) for _ in range(50)}) == 2


@pytest.mark.parametrize("name", ["exp", "log", "sin", "tanh", "cbrt", "arctan"])
def test_an_elementary_function_moves_by_at_most_an_ulp_and_keeps_its_range(world, name):
    f, x = getattr(np, name), np.linspace(0.1, 30, 500)
    drawn = np.stack([world.ufunc(f, "__call__", (x,), {}) for _ in range(20)])
    assert np.max(np.abs(drawn - f(x)) / np.spacing(np.abs(f(x)))) == 1
    if name in ("sin", "tanh"):
        assert np.max(np.abs(drawn)) <= 1
    single = getattr(math, name, f)
    drawn = np.array([[world.function(single, (v,), {}) for v in x.tolist()] for _ in range(20)])
    plain = np.array([single(v) for v in x.tolist()])
    assert np.max(np.abs(drawn - plain) / np.spacing(np.abs(plain))) == 1


def test_the_same_seed_gives_the_same_bits():
    def run(seed):
        w, x = Samples(seed), numbers(5)
        sums = [w.add(0.1, 0.2), w.sum(x), *w.mul(x, x), *w.perturbed(x)]
        return np.array([*sums, *w.matmul(np.outer(x, x), np.outer(x, x))[0]])

    np.testing.assert_array_equal(run(3), run(3))
    assert np.any(run(3) != run(4))


def test_directed_runs_enclose_the_exact_result():
    a, b = numbers(6), numbers(7)
    up, down, inward, outward = (Samples(direction=d) for d in DIRECTIONS)
    for name, operate in EXACT.items():
        low, high = getattr(down, name)(a, b), getattr(up, name)(a, b)
        small, large = getattr(inward, name)(a, b), getattr(outward, name)(a, b)
        for k in range(len(a)):
            exact = operate(Fraction(a[k]), Fraction(b[k]))
            assert Fraction(low[k]) <= exact <= Fraction(high[k])
            assert abs(Fraction(small[k])) <= abs(exact) <= abs(Fraction(large[k]))
            assert getattr(up, name)(float(a[k]), float(b[k])) == high[k]
            assert getattr(inward, name)(float(a[k]), float(b[k])) == small[k]
    x = np.random.default_rng(8).normal(size=5000)
    assert down.sum(x) < math.fsum(x) < up.sum(x)


def test_a_loop_of_tenths_drifts_further_in_a_directed_run_than_in_truth():
    n = 10**6
    exact = Fraction(0.1) * n

    def loop(w):
        total = 0.0
        for _ in range(n):
            total = w.add(total, 0.1)
        return abs(float(Fraction(total) / exact - 1))

    plain = 0.0
    for _ in range(n):
        plain += 0.1
    honest = abs(float(Fraction(plain) / exact - 1))
    assert honest > 1e-11
    assert loop(Samples(direction="up")) > honest
    assert loop(Samples(1)) < honest


def test_a_long_sum_drifts_like_the_loop():
    tenths = np.full(10**6, 0.1)
    truth = float(Fraction(0.1) * 10**6)
    honest = np.cumsum(tenths)[-1] - truth
    assert Samples(direction="up").sum(tenths) - truth > abs(honest) > 1e-7
    assert Samples(direction="down").sum(tenths) - truth < -abs(honest)


def test_a_directed_sum_takes_the_worst_order():
    x = np.random.default_rng(13).random(100)
    alternating = np.stack([x, -x], axis=1).reshape(-1)  # each second partial sum is 0
    assert np.cumsum(alternating)[-1] == 0
    assert Samples(direction="up").sum(alternating) >= 10 * u
    assert Samples(direction="down").sum(alternating) <= -10 * u


SPECIAL = np.array([np.nan, np.inf, -np.inf, 0.0, -0.0, 1e308, 1.5, 5e-324])


@pytest.mark.parametrize("name", [*EXACT, "mod", "pow"])
def test_nan_and_infinities_come_out_where_numpy_has_them(world, name):
    ufunc = {"truediv": np.divide, "sub": np.subtract, "mul": np.multiply, "pow": np.power}
    f = ufunc.get(name) or getattr(np, name)
    with np.errstate(all="ignore"):
        expected = f(SPECIAL[:, np.newaxis], SPECIAL)
    for w in (world, *(Samples(direction=d) for d in DIRECTIONS)):
        result = getattr(w, name)(SPECIAL[:, np.newaxis], SPECIAL)
        np.testing.assert_allclose(result, expected, rtol=4 * u, atol=5e-324)
        assert np.isnan(w.sum(SPECIAL))  # and no warning, which would be an error here
        assert w.perturbed(np.inf) == np.inf


def descent(w, x, y, steps=300):
    beta = np.zeros(x.shape[1])
    for _ in range(steps):
        gradient = w.truediv(w.matmul(x.T, w.sub(w.matmul(x, beta), y)), len(y))
        beta = w.sub(beta, w.mul(0.1, gradient))
    return beta


def test_the_spread_of_a_descent_stays_small():
    rng = np.random.default_rng(9)
    x = rng.normal(size=(40, 3))
    y = x @ [1.0, -2.0, 0.5] + 0.1 * rng.normal(size=40)
    runs = np.stack([descent(Samples(s), x, y) for s in range(8)])
    spread = np.ptp(runs, axis=0) / np.abs(runs[0])
    assert np.all(spread > 1e-17)
    assert np.all(spread < 1e-14)


SUMS = {
    "pairwise": np.sum,
    "correctly rounded": lambda x: math.fsum(x),
    "extended precision": lambda x: float(np.sum(x.astype(np.longdouble))),
    "forwards": lambda x: float(np.cumsum(x)[-1]),
    "backwards": lambda x: float(np.cumsum(x[::-1])[-1]),
    "ascending": lambda x: float(np.cumsum(np.sort(x))[-1]),
    "descending": lambda x: float(np.cumsum(np.sort(x)[::-1])[-1]),
}


def allowed(runs, truth):
    """Eight times the largest distance of a run from the truth, and 4 ULP."""
    return 8 * np.max(np.abs(runs - truth), axis=0) + 4 * np.spacing(np.abs(truth))


@pytest.mark.parametrize("order", SUMS)
def test_sums_in_any_honest_order_lie_within_the_spread(order):
    for seed in range(40):
        rng = np.random.default_rng(seed)
        x = rng.normal(rng.integers(0, 3), 1, size=int(rng.integers(3, 3000)))
        if seed % 4 == 0:
            x = np.exp(3 * x)
        truth = math.fsum(x)
        worlds = [*map(Samples, range(6)), Samples(direction="up"), Samples(direction="down")]
        runs = np.array([w.sum(x) for w in worlds])
        assert abs(SUMS[order](x) - truth) <= allowed(runs, truth)


@pytest.mark.parametrize("size", [3, 12, 25])
def test_products_of_matrices_in_any_honest_order_lie_within_the_spread(size):
    for seed in range(10):
        rng = np.random.default_rng(seed)
        a, b = rng.normal(seed % 2, 1, size=(2, size, size))
        parts = [[Fraction(v) for v in row] for row in (*a.tolist(), *b.T.tolist())]
        rows, columns = parts[:size], parts[size:]
        exact = np.array([
            [float(sum(p * q for p, q in zip(r, c, strict=True))) for c in columns] for r in rows
        ])  # fmt: skip
        runs = np.stack([Samples(s).matmul(a, b) for s in range(8)])
        for honest in (a @ b, a[:, ::-1] @ b[::-1], np.einsum("ij,jk->ik", a, b)):
            assert np.all(np.abs(honest - exact) <= allowed(runs, exact))
        # The spread is of the size of the error, not orders above it.
        error = np.sqrt(np.mean((a @ b - exact) ** 2))
        assert np.sqrt(np.mean((runs - exact) ** 2)) < 10 * error


X = np.random.default_rng(10).normal(size=(4, 5, 6))
Z = X[..., :3] + 1j * X[..., 3:]
NANS = np.where(X > 1, np.nan, X)
V = X[0, 0]

CALLS = {
    "sum": (np.sum, (X,), {}),
    "sum of axes": (np.sum, (X,), {"axis": (0, -1), "keepdims": True}),
    "sum with initial and where": (np.sum, (X, 1), {"initial": 2.5, "where": X > 0}),
    "sum of no rows": (np.sum, (X[:0],), {"axis": 0}),
    "sum of a single number": (np.sum, (np.float64(0.5),), {}),
    "sum of a list": (np.sum, ([0.5, 0.25],), {}),
    "sum of whole numbers": (np.sum, (np.arange(5),), {}),
    "sum in single precision": (np.sum, (X.astype(np.float32), 0), {}),
    "sum of complex numbers": (np.sum, (Z, 1), {}),
    "prod": (np.prod, (X, 1), {"keepdims": True}),
    "prod of complex numbers": (np.prod, (Z, 1), {}),
    "mean": (np.mean, (X, (0, 2)), {}),
    "mean of whole numbers": (np.mean, (np.arange(7),), {}),
    "mean with where": (np.mean, (X, 0), {"where": X > -1}),
    "var": (np.var, (X, 0), {"ddof": 1}),
    "var of complex numbers": (np.var, (Z, 0), {}),
    "std": (np.std, (X,), {"keepdims": True}),
    "average": (np.average, (X, 1), {"weights": np.arange(1.0, 6)}),
    "cumsum": (np.cumsum, (X, 1), {}),
    "cumsum of the flat": (np.cumsum, (X,), {}),
    "cumprod": (np.cumprod, (X, -1), {}),
    "nansum": (np.nansum, (NANS, 0), {}),
    "nanmean": (np.nanmean, (NANS, 1), {}),
    "nanstd": (np.nanstd, (NANS, 2), {"ddof": 1}),
    "norm": (np.linalg.norm, (X[0],), {}),
    "norm of rows": (np.linalg.norm, (X[0],), {"axis": 1, "ord": 3}),
    "norm by columns": (np.linalg.norm, (X[0], 1), {}),
    "dot": (np.dot, (X, V), {}),
    "dot of vectors": (np.dot, (V, V), {}),
    "vdot": (np.vdot, (Z[0], Z[1]), {}),
    "inner": (np.inner, (X, V), {}),
    "outer": (np.outer, (V, X[0]), {}),
    "matmul of stacks": (np.matmul, (X, X.transpose(0, 2, 1)), {}),
    "matmul of complex": (np.matmul, (Z, Z.transpose(0, 2, 1)), {}),
    "matmul with a whole one": (np.matmul, (X[0], np.arange(12).reshape(6, 2)), {}),
    "tensordot": (np.tensordot, (X, X), {"axes": ([1, 2], [1, 2])}),
    "einsum": (np.einsum, ("ijk,k,lj->il", X, V, X[:, :, 0]), {}),
    "kron": (np.kron, (X[0], X[1, :2]), {}),
    "trace": (np.trace, (X[0],), {"offset": 1}),
    "cross": (np.cross, (X[0, :, :3], X[0, :, 3:]), {}),
    "convolve": (np.convolve, (V, X[1, 0]), {"mode": "same"}),
    "correlate": (np.correlate, (Z[0, 0], Z[1, 0], "full"), {}),
    "interp": (np.interp, (V, np.linspace(-1, 1, 6), V), {}),
    "complex quotient": (np.divide, (Z, Z[0]), {}),
    "complex modulus": (np.abs, (Z,), {}),
    "complex exp": (np.exp, (Z,), {}),
    "hypot": (np.hypot, (X, V), {}),
    "power": (np.power, (np.abs(X), V), {}),
    "divmod": (np.divmod, (X, 0.3), {}),
    "maximum": (np.maximum, (X, V), {}),
    "logaddexp.reduce": (np.logaddexp.reduce, (X,), {}),
}


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("direction", [None, "up"])
def test_a_function_gives_what_numpy_gives_but_for_rounding(name, direction):
    f, args, kwargs = CALLS[name]
    world = Samples(2, direction)
    if isinstance(getattr(f, "__self__", None), np.ufunc):
        result, expected = world.ufunc(f.__self__, f.__name__, args, kwargs), f(*args, **kwargs)
    else:
        result, expected = world.function(f, args, kwargs), f(*args, **kwargs)
    assert type(result) is type(expected)
    for r, e in zip(*(x if isinstance(x, tuple) else (x,) for x in (result, expected)),
                    strict=True):  # fmt: skip
        assert np.shape(r) == np.shape(e)
        assert r.dtype == e.dtype
        eps = np.finfo(r.dtype).eps if r.dtype.kind in "fc" else 0
        # sums of up to 120 terms of size 1, in any order
        np.testing.assert_allclose(r, e, rtol=40 * eps, atol=400 * eps)


def test_out_and_where_are_kept(world):
    out = np.full(6, 7.0)
    result = world.ufunc(np.divide, "__call__", (1.0, np.arange(6.0)),
                         {"out": out, "where": np.arange(6) > 0})  # fmt: skip
    assert result is out
    np.testing.assert_allclose(out, [7, 1, 1 / 2, 1 / 3, 1 / 4, 1 / 5], rtol=2 * u)
    assert (
        world.function(np.matmul, (np.eye(2), np.ones((2, 2))), {"out": (o := np.zeros((2, 2)))})
        is o
    )
    assert world.function(np.sum, (X, 0), {"out": (o := np.zeros((5, 6)))}) is o
    np.testing.assert_allclose(o, X.sum(0), atol=1e-14)


def test_ufuncs_at_and_reduceat_and_outer(world):
    a, index, b = np.zeros(4), [3, 1, 0, 1, 1], np.array([0.1, 0.2, 0.3, 0.4, 0.5])
    expected = a.copy()
    world.ufunc(np.add, "at", (a, index, b), {})
    np.add.at(expected, index, b)
    np.testing.assert_allclose(a, expected, rtol=4 * u)
    r = world.ufunc(np.add, "reduceat", (b, [0, 2, 1]), {})
    np.testing.assert_allclose(r, np.add.reduceat(b, [0, 2, 1]), rtol=4 * u)
    r = world.ufunc(np.subtract, "outer", (b, V), {})
    np.testing.assert_allclose(r, np.subtract.outer(b, V), rtol=2 * u)


def test_in_place_operators_change_the_array_and_nothing_else_does(world):
    a = np.array([0.1, 0.2])
    view = a
    assert world.iadd(a, 0.7) is view
    np.testing.assert_allclose(view, [0.8, 0.9], rtol=4 * u)
    assert world.imul(2.0, 3) == 6
    words = ["a"]
    assert world.iadd(words, ["b"]) is words
    with pytest.raises(TypeError):
        world.itruediv(np.array([1, 2]), 2)
    before = X.copy()
    world.function(np.var, (X,), {})
    world.sum(X, 0)
    np.testing.assert_array_equal(X, before)


def test_python_raises_what_python_raises(world):
    with pytest.raises(ZeroDivisionError):
        world.truediv(1.0, 0.0)
    with pytest.raises(ZeroDivisionError):
        world.mod(1.5, 0)
    with pytest.raises(ValueError, match="math domain|expected a"):
        world.function(math.log, (-1.0,), {})
    with pytest.raises(TypeError):
        world.add(1.0, "a")
    with pytest.raises(ValueError, match="`direction` must be one of"):
        Samples(direction="sideways")


def test_pythons_sums(world):
    values = [0.1] * 10
    assert {world.function(math.fsum, (values,), {}) for _ in range(40)} == {1.0, 1.0 + 2 * u}
    assert abs(world.function(sum, (values,), {}) - 1) <= 10 * u
    assert world.function(sum, ([1, 2],), {}) == 3
    assert world.constant(math.pi) in (math.pi, math.nextafter(math.pi, 4))
    assert world.number(0.1) == 0.1


def spread_of(f, *args, **kwargs):
    """Run a function eight times."""
    return [Samples(seed).function(f, args, kwargs) for seed in range(8)]


def spd(n, seed):
    a = np.random.default_rng(seed).normal(size=(n, n))
    return a @ a.T + 0.1 * np.eye(n)


def truth_of_solve(a, b):
    """Solve by fractions, without any rounding."""
    rows = [
        [*map(Fraction, row), Fraction(v)] for row, v in zip(a.tolist(), b.tolist(), strict=True)
    ]
    for k in range(len(rows)):
        pivot = max(range(k, len(rows)), key=lambda i: abs(rows[i][k]))
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [v / rows[k][k] for v in rows[k]]
        for i in range(len(rows)):
            if i != k:
                rows[i] = [v - rows[i][k] * w for v, w in zip(rows[i], rows[k], strict=True)]
    return np.array([float(row[-1]) for row in rows])


@pytest.mark.parametrize("kind", ["random", "Hilbert", "badly scaled"])
def test_honest_solutions_of_systems_lie_within_the_spread(kind):
    for seed in range(6):
        rng = np.random.default_rng(seed)
        n = int(rng.integers(3, 9))
        a = rng.normal(size=(n, n))
        if kind == "Hilbert":
            a = 1.0 / (np.arange(n)[:, np.newaxis] + np.arange(n) + 1)
        if kind == "badly scaled":
            a = a * 10.0 ** rng.integers(-8, 8, n)
        b = rng.normal(size=n)
        truth = truth_of_solve(a, b)
        runs = np.stack(spread_of(np.linalg.solve, a, b))
        q, r = np.linalg.qr(a)
        for honest in (np.linalg.solve(a, b), np.linalg.solve(r, q.T @ b)):
            assert np.all(np.abs(honest - truth) <= allowed(runs, truth))
        # A bound on nothing is no bound: the spread stays within the condition of the system.
        scaled = a / np.max(np.abs(a), axis=0)
        size = np.max(np.abs(truth * np.max(np.abs(a), axis=0)))
        error = np.abs(runs - truth) * np.max(np.abs(a), axis=0)
        assert np.max(error) <= 20 * n * u * np.linalg.cond(scaled) * size


M, S = np.random.default_rng(11).normal(size=(6, 4)), spd(5, 12)
ALGORITHMS = {
    "inv": (np.linalg.inv, (S,), {}),
    "inv of whole numbers": (np.linalg.inv, (np.array([[2, 1], [1, 3]]),), {}),
    "det": (np.linalg.det, (S,), {}),
    "slogdet": (np.linalg.slogdet, (S,), {}),
    "cholesky": (np.linalg.cholesky, (S,), {}),
    "qr": (np.linalg.qr, (M,), {}),
    "lstsq": (np.linalg.lstsq, (M, np.arange(6.0)), {"rcond": None}),
    "pinv": (np.linalg.pinv, (M,), {}),
    "svd": (np.linalg.svd, (M,), {"full_matrices": False}),
    "eigvalsh": (np.linalg.eigvalsh, (S,), {}),
    "eigvals of a stack": (np.linalg.eigvals, (np.stack([S, S]),), {}),
    "eigvalsh of complex": (np.linalg.eigvalsh, (S + 1j * (M[:5] @ M[:5].T - S) * 0,), {}),
    "matrix_power": (np.linalg.matrix_power, (S / 10, 5), {}),
    "matrix_power below 0": (np.linalg.matrix_power, (S, -2), {}),
    "solve in single precision": (np.linalg.solve, (S.astype(np.float32), M[:5, 0]), {}),
    "fft": (np.fft.fft, (X, 8), {"axis": 1}),
    "irfft": (np.fft.irfft, (Z[0, 0],), {}),
    "fftn": (np.fft.fftn, (X,), {}),
}


@pytest.mark.parametrize("name", ALGORITHMS)
def test_an_algorithm_gives_what_lapack_gives_but_for_rounding(name):
    f, args, kwargs = ALGORITHMS[name]
    expected = f(*args, **kwargs)
    for world in (Samples(3), Samples(direction="up")):
        result = world.function(f, args, kwargs)
        assert type(result) is type(expected)
        parts = zip(*((x if isinstance(x, tuple) else (x,)) for x in (result, expected)),
                    strict=True)  # fmt: skip
        for r, e in parts:
            assert np.shape(r) == np.shape(e)
            assert np.asarray(r).dtype == np.asarray(e).dtype
            eps = np.finfo(np.float32 if "single" in name else np.float64).eps
            # the condition of the matrices is below 1000
            np.testing.assert_allclose(r, e, rtol=1e4 * eps, atol=1e4 * eps)
    runs = [np.asarray(r[0] if isinstance(r, tuple) else r) for r in spread_of(f, *args, **kwargs)]
    assert name == "slogdet" or np.any(np.ptp(runs, axis=0) > 0)


def test_honest_transforms_lie_within_the_spread():
    for n in (4, 27, 101, 256):
        x = np.random.default_rng(n).normal(size=n)
        k = np.arange(n)
        # cosines and sines by whole numbers of turns, n^2 of them, added up exactly
        angle = 2 * np.pi * (np.outer(k, k) % n) / n
        truth = np.array([complex(math.fsum(np.cos(t) * x), -math.fsum(np.sin(t) * x))
                          for t in angle])  # fmt: skip
        runs = np.stack(spread_of(np.fft.fft, x))
        size = np.sqrt(np.mean(np.abs(truth) ** 2))
        # The truth itself carries an ULP of each cosine: n^(1/2) u of the root mean square.
        assert np.all(np.abs(np.fft.fft(x) - truth) <= allowed(runs, truth) + 4 * u * size)
        assert np.max(np.abs(runs - truth)) < 30 * u * size
        # Never fewer than log2(4) roundings, each up to u.
        assert np.sqrt(np.mean(np.abs(runs[1:] - runs[0]) ** 2)) > u * size

"""Linear algebra on balls: the truth is the truth, and honest libraries lie inside the bound."""

import time

import numpy as np
import pytest
from flint import arb, ctx, fmpq, fmpq_mat

from diglot.judging import linear_algebra
from diglot.judging.ball_matrices import as_balls
from diglot.judging.linear_algebra import find

TRUTH_BITS = 128


@pytest.fixture(autouse=True)
def bits():
    before = ctx.prec
    yield
    ctx.prec = before


def bound(function, *args, **kwargs):
    """What the referee allows: balls at 53 bits, with honest rounding."""
    ctx.prec = 53
    return find(function)(*args, rounding=True, **kwargs)


def truth(function, *args, **kwargs):
    """What the referee takes for true."""
    ctx.prec = TRUTH_BITS
    return find(function)(*args, rounding=False, **kwargs)


def inside(balls, values):
    """Tell for each value whether its ball holds it."""
    balls, values = np.asarray(balls, dtype=object), np.asarray(values)
    assert balls.shape == values.shape
    ctx.prec = 4096  # rational numbers become balls before they are compared
    pairs = zip(balls.ravel().tolist(), values.ravel().tolist(), strict=True)
    return np.array([ball.contains(value) for ball, value in pairs], dtype=bool)


def rational(matrix):
    return fmpq_mat([[fmpq(*v.as_integer_ratio()) for v in row] for row in matrix.tolist()])


def normal(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


PRODUCTS = {
    "matrices": (np.matmul, normal(4, 3), normal(3, 5)),
    "vector times matrix": (np.matmul, normal(3), normal(3, 5)),
    "matrix times vector": (np.matmul, normal(5, 3), normal(3)),
    "two vectors": (np.matmul, normal(3), normal(3, seed=1)),
    "stacks": (np.matmul, normal(2, 1, 4, 3), normal(5, 3, 2)),
    "stack times vector": (np.matmul, normal(2, 4, 3), normal(3)),
    "complex": (np.matmul, normal(4, 3) + 1j, normal(3, 5)),
    "dot of stacks": (np.dot, normal(2, 4, 3), normal(5, 3, 2)),
    "dot by a number": (np.dot, 3.3, normal(2, 2)),
    "inner": (np.inner, normal(2, 4, 3), normal(5, 3)),
    "vdot": (np.vdot, normal(2, 3) + 1j, normal(2, 3)),
    "outer": (np.outer, normal(3), normal(2, 2)),
    "tensordot": (np.tensordot, normal(2, 3, 4), normal(4, 3, 5), ([1, 2], [1, 0])),
    "tensordot over two": (np.tensordot, normal(2, 3, 4), normal(3, 4, 5)),
    "kron": (np.kron, normal(2, 3), normal(3, 2)),
    "trace": (np.trace, normal(2, 4, 4), 1, 1, 2),
    "no rows": (np.matmul, np.zeros((0, 3)), normal(3, 2)),
    "no terms": (np.matmul, np.zeros((2, 0)), np.zeros((0, 2))),
} | {
    f"{function.__name__} {mode} {m} {n}": (function, normal(m), normal(n, seed=1), mode)
    for function in (np.convolve, np.correlate)
    for mode in ("full", "same", "valid")
    for m, n in ((7, 3), (7, 4), (3, 7), (4, 7), (5, 5))
}


@pytest.mark.parametrize("case", PRODUCTS.values(), ids=PRODUCTS)
def test_products_have_numpys_shapes_and_values(case):
    function, *args = case
    assert inside(bound(function, *args), function(*args)).all()


EINSUMS = ["ij,jk->ik", "ij,jk", "ij,kj->ki", "ij->ji", "ij->", "ij->j", "ii->i", "ii", "i,j->ij",
           "ij,ij->ij", "ij,ij->i", "ij,jk,kl->il", "bij,bjk->bik", "bij,bjk->ik"]  # fmt: skip


@pytest.mark.parametrize("text", EINSUMS)
def test_einsum_has_numpys_shape_and_values(text):
    arrays = [
        normal(*[3] * len(term), seed=k) for k, term in enumerate(text.split("->")[0].split(","))
    ]
    assert inside(bound(np.einsum, text, *arrays), np.einsum(text, *arrays)).all()


def test_a_product_of_whole_numbers_is_exact():
    a = np.arange(12.0).reshape(3, 4)
    assert all(ball.is_exact() for ball in bound(np.matmul, a, a.T).flat)


def test_a_one_hot_row_chooses_without_rounding():
    one_hot = np.eye(5)[[2, 0]]
    assert all(ball.is_exact() for ball in bound(np.matmul, one_hot, normal(5, 4)).flat)


def test_the_bound_of_a_product_holds_every_order_of_summation():
    a, b = np.full(10_000, 0.1), np.ones(10_000)
    in_order = 0.0
    for x in a:
        in_order += x
    assert inside(bound(np.dot, a, b), in_order).all()
    assert not inside(bound(np.dot, a, b), in_order * (1 + 1e-11)).any()


def test_infinity_times_zero_is_nan_in_a_product():
    product = bound(np.matmul, np.array([[np.inf, 1.0]]), np.array([[0.0, 1.0], [1.0, 2.0]]))
    assert product[0, 0].is_nan()
    assert product[0, 1] == arb.pos_inf()


@pytest.mark.parametrize("n", [1, 2, 3, 10])
def test_the_truth_of_a_system_is_that_of_rational_arithmetic(n):
    a, b = normal(n, n), normal(n, 2, seed=1)
    x = truth(np.linalg.solve, a, b)
    assert inside(x, np.array(rational(a).solve(rational(b)).table(), dtype=object)).all()
    assert max(ball.rad() for ball in x.flat) < 2.0**-100
    assert inside(truth(np.linalg.det, a), np.array(rational(a).det())).all()


@pytest.mark.parametrize("n", [1, 2, 5, 20, 50])
def test_an_honest_solution_is_inside_and_a_wrong_one_outside(n):
    a, b = normal(n, n) + n * np.eye(n), normal(n, seed=1)
    balls, x = bound(np.linalg.solve, a, b), np.linalg.solve(a, b)
    assert inside(balls, x).all()
    assert not inside(balls, x * (1 + 1e-9)).any()


@pytest.mark.parametrize("function", [np.linalg.inv, np.linalg.det, np.linalg.slogdet])
def test_stacks_have_numpys_shapes_and_values(function):
    a = normal(2, 3, 4, 4)
    expected, balls = function(a), bound(function, a)
    if isinstance(expected, tuple):
        for part, of_balls in zip(expected, balls, strict=True):
            assert inside(of_balls, part).all()
    else:
        assert inside(balls, expected).all()


@pytest.mark.parametrize("n", [-2, -1, 0, 1, 5])
def test_a_matrix_power_is_numpys(n):
    a = normal(4, 4)
    assert inside(bound(np.linalg.matrix_power, a, n), np.linalg.matrix_power(a, n)).all()


def test_a_singular_matrix_is_refused_as_numpy_does():
    with pytest.raises(np.linalg.LinAlgError, match="Singular"):
        bound(np.linalg.solve, np.ones((2, 2)), np.ones(2))
    with pytest.raises(np.linalg.LinAlgError, match="square"):
        bound(np.linalg.inv, np.ones((2, 3)))


def test_nothing_is_known_of_a_system_that_is_singular_within_rounding():
    random = np.random.default_rng(0)
    a = (random.integers(-9, 9, (5, 4)) @ random.integers(-9, 9, (4, 5))).astype(float)
    assert np.isfinite(np.linalg.solve(a, np.ones(5))).all()  # no pivot is exactly 0
    x = bound(np.linalg.solve, a, np.ones(5))
    assert not any(ball.is_finite() for ball in x)


def test_the_determinant_of_a_singular_matrix_is_zero_within_rounding():
    a = np.arange(1.0, 10.0).reshape(3, 3)
    ball = bound(np.linalg.det, a)
    assert inside(ball, np.linalg.det(a)).all()
    assert not inside(ball, 1e-12).any()


def test_only_functions_that_are_followed_are_found():
    def solve(a, b):
        return a

    assert find(np.linalg.solve) is linear_algebra.solve
    assert find(solve) is None
    assert find(3) is None


def test_a_product_of_512_columns_takes_little_longer_than_its_conversion():
    a = normal(512, 512)
    start = time.perf_counter()
    balls = as_balls(a)
    converted = time.perf_counter() - start
    start = time.perf_counter()
    bound(np.matmul, balls, balls)
    # 6 in measurement; loops over the elements, n multiplications for each, take over 1,000.
    assert time.perf_counter() - start < 30 * converted

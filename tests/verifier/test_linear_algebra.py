"""Linear algebra on balls: the truth is the truth, and honest libraries lie inside the bound."""

import time

import mpmath
import numpy as np
import pytest
import scipy.fft
import scipy.linalg
from flint import acb, arb, ctx, fmpq, fmpq_mat

from diglot.judging import linear_algebra
from diglot.judging.ball_matrices import as_balls, near
from diglot.judging.linear_algebra import find
from diglot.judging.spectra import hermitian_eigen

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


def distances(balls, values):
    """Measure how far the values are from the midpoints, in radii."""
    ctx.prec = 4096
    pairs = zip(np.ravel(balls).tolist(), np.ravel(values).tolist(), strict=True)
    return np.array([_distance(acb(ball), acb(value)) for ball, value in pairs])


def _distance(ball, value):
    error, radius = abs(ball.mid() - value), ball.real.rad()
    return 0.0 if error == 0 else float(error / radius) if radius > 0 else np.inf


def outputs(result):
    return result if isinstance(result, tuple) else (result,)


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
    "complex correlate": (np.correlate, normal(5) + 1j, normal(3) + 1j * normal(3, seed=1), "full"),
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


def symmetric(n):
    return normal(n, n) + normal(n, n).T


def hermitian(n):
    return symmetric(n) + 1j * (normal(n, n) - normal(n, n).T)


def badly_scaled(n):
    return normal(n, n) * np.geomspace(1e-6, 1e6, n)


def positive(n):
    return normal(n, n) @ normal(n, n).T + np.eye(n)


DECOMPOSITIONS = {
    "cholesky": (np.linalg.cholesky, [positive(6)], {}),
    "cholesky of a stack": (np.linalg.cholesky, [np.stack([positive(3), np.eye(3)])], {}),
    "complex cholesky": (np.linalg.cholesky, [np.array([[3, 1 - 1j], [1 + 1j, 2]])], {}),
    "upper cholesky": (scipy.linalg.cholesky, [positive(5)], {}),
    "qr": (np.linalg.qr, [normal(6, 4)], {}),
    "qr of a wide matrix": (np.linalg.qr, [normal(3, 5)], {}),
    "qr of a square matrix": (np.linalg.qr, [normal(5, 5)], {}),
    "qr of a triangle": (np.linalg.qr, [np.triu(normal(4, 4))], {}),
    "complete qr": (np.linalg.qr, [normal(6, 3), "complete"], {}),
    "only r": (np.linalg.qr, [normal(2, 6, 3), "r"], {}),
    "scipy qr": (scipy.linalg.qr, [normal(6, 3)], {}),
    "lstsq": (np.linalg.lstsq, [normal(7, 3), normal(7)], {}),
    "lstsq of several": (np.linalg.lstsq, [normal(7, 3), normal(7, 2)], {}),
    "lstsq of least norm": (np.linalg.lstsq, [normal(3, 7), normal(3)], {}),
    "lstsq of a lower rank": (np.linalg.lstsq, [normal(7, 2) @ normal(2, 4), normal(7)], {}),
    "scipy lstsq": (scipy.linalg.lstsq, [normal(7, 3), normal(7)], {}),
    "pinv": (np.linalg.pinv, [normal(6, 4)], {}),
    "pinv of a wide matrix": (np.linalg.pinv, [normal(2, 3, 5)], {}),
    "pinv of a matrix of ones": (np.linalg.pinv, [np.ones((4, 3))], {}),
    "triangular": (scipy.linalg.solve_triangular, [normal(5, 5), normal(5)], {"lower": True}),
    "transposed triangular": (scipy.linalg.solve_triangular, [normal(5, 5), normal(5, 2), 1], {}),
    "expm": (scipy.linalg.expm, [normal(5, 5)], {}),
    "eigh": (np.linalg.eigh, [symmetric(8)], {}),
    "eigh of a stack": (np.linalg.eigh, [np.stack([symmetric(4), positive(4)])], {}),
    "eigh of the upper triangle": (np.linalg.eigh, [normal(4, 4), "U"], {}),
    "eigh of a hermitian matrix": (np.linalg.eigh, [hermitian(4)], {}),
    "scipy eigh": (scipy.linalg.eigh, [symmetric(5)], {}),
    "eigvalsh": (np.linalg.eigvalsh, [np.ones((4, 4))], {}),
    "eig": (np.linalg.eig, [normal(6, 6)], {}),
    "eig with real values": (np.linalg.eig, [symmetric(5)], {}),
    "eig of a badly scaled matrix": (np.linalg.eig, [badly_scaled(5)], {}),
    "eigvals": (np.linalg.eigvals, [normal(6, 6)], {}),
    "eigvals of the identity": (np.linalg.eigvals, [np.eye(3)], {}),
    "thin svd": (np.linalg.svd, [normal(7, 4), False], {}),
    "svd of a wide matrix": (np.linalg.svd, [normal(4, 7), False], {}),
    "svd with one column more": (np.linalg.svd, [normal(5, 4)], {}),
    "svd of a stack": (np.linalg.svd, [normal(2, 3, 4, 4)], {}),
    "complex svd": (np.linalg.svd, [normal(4, 4) + 1j * normal(4, 4, seed=1)], {}),
    "scipy svd": (scipy.linalg.svd, [normal(4, 4)], {}),
    "singular values": (np.linalg.svd, [normal(3, 5, 4)], {"compute_uv": False}),
    "condition": (np.linalg.cond, [normal(5, 5)], {}),
    "norm": (np.linalg.norm, [normal(3, 4)], {}),
    "norm along an axis": (np.linalg.norm, [normal(3, 4)], {"axis": 1, "keepdims": True}),
    "cubic norm": (np.linalg.norm, [normal(5), 3], {}),
    "largest": (np.linalg.norm, [normal(5), np.inf], {}),
    "sum of sizes": (np.linalg.norm, [normal(5), 1], {}),
    "norm of columns": (np.linalg.norm, [normal(3, 4), 1], {}),
    "norm of rows": (np.linalg.norm, [normal(3, 4), np.inf], {}),
    "spectral norm": (np.linalg.norm, [normal(2, 3, 4), 2, (1, 2)], {}),
    "nuclear norm": (np.linalg.norm, [normal(3, 4), "nuc"], {}),
}  # fmt: skip


@pytest.mark.parametrize("case", DECOMPOSITIONS.values(), ids=DECOMPOSITIONS)
def test_an_honest_decomposition_is_inside_and_a_wrong_one_outside(case):
    function, args, options = case
    expected = function(*args, **options)
    balls = outputs(bound(function, *args, like=expected, **options))
    truths = outputs(truth(function, *args, like=expected, **options))
    for values, allowed, exact in zip(outputs(expected), balls, truths, strict=True):
        values, shape = np.asarray(values), np.shape(values)
        assert np.shape(allowed) == np.shape(exact) == shape
        assert (distances(allowed, values) <= 1).all()
        wrong = np.where(values != 0, values * (1 + 1e-9) + 1e-12, 0)
        assert values.size == 0 or values.dtype.kind == "i" or (distances(allowed, wrong) > 1).any()
        # Radii at 53 bits are 2**75 those at 128 bits, unless nothing is known.
        assert all(as_complex(ball).real.rad() < 2.0**-80 for ball in np.ravel(exact).tolist())


def as_complex(value):
    return value if isinstance(value, acb) else acb(value)


def test_scaled_equations_have_no_wider_bound():
    a, b, scales = normal(6, 6), normal(6, seed=1), 2.0 ** np.arange(-30, 30, 10)
    plain = bound(np.linalg.solve, a, b)
    scaled = bound(np.linalg.solve, a * scales[:, None], b * scales)
    # Other pivots, but errors of the same size.
    assert all(wide.rad() < 10 * ball.rad() for wide, ball in zip(scaled, plain, strict=True))


def test_vectors_of_equal_eigenvalues_are_orthonormal():
    q = near(hermitian_eigen(as_balls(np.ones((5, 5))), 128)[1])
    np.testing.assert_allclose(q.T @ q, np.eye(5), atol=1e-14)  # rounding of this product


def test_eigenvalues_are_those_of_mpmath():
    a = symmetric(6)
    with mpmath.workdps(60):
        exact = sorted(mpmath.eigsy(mpmath.matrix(a.tolist()), eigvals_only=True))
        for ball, value in zip(truth(np.linalg.eigvalsh, a), exact, strict=True):
            assert abs(mpmath.mpf(ball.mid().str(50, radius=False)) - value) < 1e-35


def test_vectors_of_equal_eigenvalues_are_unknown_and_the_values_are_not():
    like = np.linalg.eigh(np.ones((4, 4)))
    values, vectors = bound(np.linalg.eigh, np.ones((4, 4)), like=like)
    assert inside(values, like.eigenvalues).all()
    assert max(ball.rad() for ball in values) < 1e-12
    assert not any(ball.is_finite() for ball in vectors[:, :3].flat)
    assert inside(vectors[:, 3], like.eigenvectors[:, 3]).all()


def test_a_matrix_that_cannot_be_diagonalized_leaves_its_eigenvectors_unknown():
    a = np.array([[1.0, 1.0], [0.0, 1.0]])
    _, vectors = bound(np.linalg.eig, a, like=np.linalg.eig(a))
    assert not any(as_complex(ball).is_finite() for ball in vectors.flat)


def test_a_rank_is_a_whole_number():
    a = normal(5, 2) @ normal(2, 4)
    assert bound(np.linalg.matrix_rank, a) == 2
    assert bound(np.linalg.matrix_rank, np.stack([np.eye(3), np.ones((3, 3))])).tolist() == [3, 1]


def test_a_matrix_that_is_not_positive_definite_is_refused_as_numpy_does():
    with pytest.raises(np.linalg.LinAlgError, match="not positive definite"):
        bound(np.linalg.cholesky, -np.eye(2))


def complex_normal(*shape):
    return normal(*shape) + 1j * normal(*shape, seed=1)


TRANSFORMS = {
    f"{name} {n} {axis} {norm}": (name, values, n, axis, norm)
    for name, values in {
        "fft": complex_normal(4, 6),
        "ifft": complex_normal(4, 6),
        "rfft": normal(4, 6),
        "irfft": complex_normal(4, 6),
        "hfft": complex_normal(4, 6),
        "ihfft": normal(4, 6),
    }.items()
    for n in (None, 5, 8, 1)
    for axis, norm in ((-1, None), (0, "ortho"), (1, "forward"))
} | {
    f"{name} {axes} {s}": (name, values, s, axes, None)
    for name, values in {
        "fft2": complex_normal(3, 4, 5),
        "ifftn": complex_normal(3, 4, 5),
        "rfftn": normal(3, 4, 5),
        "irfftn": complex_normal(3, 4, 5),
        "irfft2": complex_normal(3, 4, 5),
    }.items()
    for s, axes in ((None, (0, 1)), ((4, 5), (2, 0)))
}


@pytest.mark.parametrize("module", [np.fft, scipy.fft], ids=["numpy", "scipy"])
@pytest.mark.parametrize("case", TRANSFORMS.values(), ids=TRANSFORMS)
def test_an_honest_transform_is_inside_and_a_wrong_one_outside(case, module):
    name, *args = case
    function = getattr(module, name)
    values = function(*args)
    balls = bound(function, *args)
    assert balls.shape == values.shape
    assert (distances(balls, values) <= 1).all()
    assert (distances(balls, values * (1 + 1e-9)) > 1).any()


@pytest.mark.parametrize("n", [1, 7, 8])
def test_frequencies_are_numpys(n):
    for function in (np.fft.fftfreq, np.fft.rfftfreq):
        assert inside(bound(function, n, 0.1), function(n, 0.1)).all()


def test_an_element_that_is_truly_zero_may_be_as_far_off_as_the_others():
    wave = np.sin(2 * np.pi * np.arange(64) / 64)
    balls, values = bound(np.fft.fft, wave), np.fft.fft(wave)
    assert (distances(balls, values) <= 1).all()
    assert (distances(balls, np.round(values, 12)) <= 1).mean() > 0.9
    assert distances(balls, values + 1e-12).min() > 1


def matrices():
    """Matrices that are well and badly conditioned, scaled, graded and structured."""
    for n in (1, 2, 4, 9):
        random = np.random.default_rng(n)
        a, scales = random.normal(size=(n, n)), 10.0 ** random.uniform(-5, 5, n)
        left, right = np.linalg.qr(a)[0], np.linalg.qr(a.T)[0]
        yield f"normal {n}", a
        yield f"uniform {n}", random.uniform(size=(n, n))
        yield f"scaled columns {n}", a * scales
        yield f"scaled rows {n}", a * scales[:, None]
        yield f"condition of 1e9 {n}", left * np.geomspace(1, 1e-9, n) @ right
        yield f"positive definite {n}", a @ a.T + 1e-3 * np.eye(n)
        yield f"whole numbers {n}", random.integers(-9, 9, (n, n)) + 0.5 * np.eye(n)
        yield f"Hilbert {n}", scipy.linalg.hilbert(n)
        yield f"Vandermonde {n}", np.vander(np.linspace(0.1, 1, n))


MATRICES = list(matrices())
TALL = [(name, a[:, : (len(a) + 1) // 2]) for name, a in MATRICES if len(a) > 2]
POSITIVE = [(name, a) for name, a in MATRICES if name.startswith(("positive", "Hilbert"))]
SYMMETRIC = POSITIVE + [(name, a + a.T) for name, a in MATRICES if name.startswith("normal")]
GENTLE = [(name, a) for name, a in MATRICES if np.abs(a).max() < 20]
LENGTHS = (1, 2, 3, 5, 8, 12, 31, 64, 97, 210, 256, 331, 509, 1000)
VECTORS = [(str(n), normal(n, 1)) for n in LENGTHS]
VECTORS += [("997 ascending", np.arange(997.0)[:, None])]  # a prime: R is far off for some

#: NumPy's function of a matrix and a vector of ones, which of its outputs, and R's.
IN_BOTH = {
    "solve": (np.linalg.solve, 0, "function(a, b) solve(a, b, tol = 0)", MATRICES),
    "inv": (np.linalg.inv, 0, "function(a, b) solve(a, tol = 0)", MATRICES),
    "det": (np.linalg.det, 0, "function(a, b) det(a)", MATRICES),
    "cholesky": (np.linalg.cholesky, 0, "function(a, b) t(chol(a))", POSITIVE),
    "Q": (np.linalg.qr, 0, "function(a, b) qr.Q(qr(a, tol = 0))", MATRICES + TALL),
    "R": (np.linalg.qr, 1, "function(a, b) qr.R(qr(a, tol = 0))", MATRICES + TALL),
    "least squares": (np.linalg.lstsq, 0, "function(a, b) qr.coef(qr(a, tol = 1e-13), b)", TALL),
    "eigenvalues": (np.linalg.eigh, 0, "function(a, b) rev(eigen(a)$values)", SYMMETRIC),
    "eigenvectors": (
        np.linalg.eigh, 1, "function(a, b) eigen(a)$vectors[, ncol(a):1, drop = FALSE]", SYMMETRIC,
    ),
    "singular values": (np.linalg.svd, 1, "function(a, b) svd(a)$d", MATRICES + TALL),
    "left singular vectors": (np.linalg.svd, 0, "function(a, b) svd(a)$u", MATRICES + TALL),
    "exponential": (scipy.linalg.expm, 0, None, GENTLE),
    "pseudoinverse": (np.linalg.pinv, 0, None, TALL),
    "Fourier transform": (np.fft.fft, 0, "function(a, b) Re(fft(a[, 1]))", VECTORS),
}  # fmt: skip


def both(name, matrix, r):
    """Give the results of NumPy and of R, what is allowed, and what is true."""
    function, output, text, _ = IN_BOTH[name]
    ones = np.ones(len(matrix))
    args = {
        np.linalg.solve: (matrix, ones),
        np.linalg.lstsq: (matrix, ones),
        np.linalg.svd: (matrix, False),
        np.fft.fft: (matrix[:, 0],),
    }.get(function, (matrix,))
    like = function(*args)
    values = np.asarray(outputs(like)[output])
    results = [values]
    if text is not None:
        of_r = np.reshape(r.call(text, [matrix, ones]).value, values.shape)
        if name in ("eigenvectors", "left singular vectors", "Q"):
            of_r = of_r * np.where((of_r * values).sum(axis=0) < 0, -1.0, 1.0)
        if name == "R":
            turned = np.diagonal(of_r) * np.diagonal(values) < 0
            of_r = of_r * np.where(turned, -1.0, 1.0)[:, None]
        results.append(of_r)
    options = {} if function is np.linalg.lstsq else {"like": like}
    allowed, exact = (
        np.asarray(outputs(find_it(function, *args, **options))[output], dtype=object)
        for find_it in (bound, truth)
    )
    return results, allowed, exact


def used(results, allowed, exact):
    """Give how much of the bound each result uses, at worst, where there is a bound."""
    ctx.prec = 256
    balls, truths = allowed.ravel().tolist(), exact.ravel().tolist()
    for values in results:
        pairs = zip(balls, truths, np.ravel(values).tolist(), strict=True)
        real = not np.iscomplexobj(values)
        shares = [_used(acb(b).real if real else acb(b), acb(t).real if real else acb(t), v)
                  for b, t, v in pairs]  # fmt: skip
        yield max(shares)


def _used(ball, true, value):
    error, radius = abs(true.mid() - value), acb(ball).real.rad()
    return 0.0 if error == 0 or not ball.is_finite() else float(error / radius)


@pytest.mark.parametrize("name", IN_BOTH)
def test_numpy_and_r_are_inside_and_the_bound_is_close(name, r):
    shares = []
    for kind, matrix in IN_BOTH[name][-1]:
        each = list(used(*both(name, matrix, r)))
        assert max(each) <= 1, f"{kind}: NumPy and R use {each} of the bound"
        shares.append(max(each))
    # What is exact uses nothing, and says nothing about how close the bound is.
    assert np.median([share for share in shares if share > 0]) > 1 / 100


UNKNOWN = [np.linalg.inv, np.linalg.det, np.linalg.slogdet, np.linalg.qr, np.linalg.pinv,
           np.linalg.eigh, np.linalg.eigvals, np.linalg.svd, scipy.linalg.expm, np.fft.fft,
           np.linalg.norm]  # fmt: skip


@pytest.mark.parametrize("function", UNKNOWN, ids=lambda function: function.__name__)
def test_of_a_matrix_of_which_nothing_is_known_nothing_is_known(function):
    a = as_balls(positive(3)) + arb(0, float("inf"))
    for output in outputs(bound(function, a)):
        upper = np.ravel(np.triu(output) if function is np.linalg.qr else output).tolist()
        assert not any(as_complex(ball).is_finite() for ball in upper if ball != 0)


def test_a_radius_of_the_data_moves_the_answer():
    a, b = positive(4), normal(4)
    blurred = as_balls(a) + arb(0, 1e-9)
    balls = bound(np.linalg.solve, blurred, b)
    assert inside(balls, np.linalg.solve(a + 0.9e-9, b)).all()
    assert not inside(balls, np.linalg.solve(a + 1e-6, b)).any()


def test_only_functions_that_are_followed_are_found():
    def solve(a, b):
        return a

    assert find(np.linalg.solve) is linear_algebra.FUNCTIONS["numpy.linalg.solve"]
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

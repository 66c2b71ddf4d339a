"""Linear systems of balls: the exact answer, or that of every backward stable algorithm.

LAPACK is no formula. What an honest `solve` gives is the solution of a system close to the one that
was asked for, whatever the order of its operations; so with `rounding` a function gives the answers
of all systems as near as the multiples of `accuracy` say. Without, it gives the answer itself.

The answer for the midpoints is found at a higher precision; how far it moves follows from the first
derivative, taken in absolute values, and, for linear systems, from a bound on all that follows.
Where nothing is left, since the matrix is singular within its radius, the radius is infinite.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from flint import acb, arb

from diglot.judging import accuracy, products
from diglot.judging.ball_matrices import (
    Answer,
    Array,
    BallMatrix,
    Floats,
    Setting,
    answer_of,
    as_balls,
    ball_matrix,
    conjugate,
    doubles,
    each_matrix,
    flint_matrix,
    from_flint,
    near,
    objects,
    product,
)

LinAlgError = np.linalg.LinAlgError


class SlogdetResult(NamedTuple):
    """Sign and logarithm of a determinant."""

    sign: Any
    logabsdet: Any


def _sensitivity(matrix: BallMatrix, inverse: Floats, setting: Setting) -> Floats:
    """Bound |A^-1 E| for all E that are honest: the matrix M that moves |x| by M |x|.

    What rounding does is bounded twice: the columns of E are as long as a multiple of u and of
    those of A, and its elements as large as those of |L| |U|, which follow the scales of the rows.
    """
    scale = accuracy.LU(len(inverse)) * setting.roundoff
    rows, columns = np.linalg.norm(inverse, axis=1), np.linalg.norm(matrix.size, axis=0)
    lower, upper, order = _lu(matrix.near)
    by_element = inverse[:, order] @ (np.abs(lower) @ np.abs(upper))
    moved: Floats = scale * np.fmin(np.outer(rows, columns), by_element)
    return moved + inverse @ matrix.radius


def _lu(a: Array) -> tuple[Array, Array, Array]:
    """Factor a matrix of doubles with partial pivoting: rows in that order are L U."""
    upper, order = a.copy(), np.arange(len(a))
    lower = np.eye(len(a), dtype=a.dtype)
    for k in range(len(a) - 1):
        best = k + int(np.abs(upper[k:, k]).argmax())
        upper[[k, best]], order[[k, best]] = upper[[best, k]], order[[best, k]]
        lower[[k, best], :k] = lower[[best, k], :k]
        if upper[k, k] != 0:
            lower[k + 1 :, k] = upper[k + 1 :, k] / upper[k, k]
            upper[k + 1 :] -= np.outer(lower[k + 1 :, k], upper[k])
            upper[k + 1 :, k] = 0
    return lower, upper, order


def _square(matrix: Array) -> None:
    if matrix.ndim < 2 or matrix.shape[-1] != matrix.shape[-2]:
        raise LinAlgError("Last 2 dimensions of the array must be square")


def _grown(moved: Floats, sensitivity: Floats, setting: Setting) -> Floats:
    """Add to what the first derivative gives all that follows.

    A x = b and (A + E)(x + d) = b + f give |d| <= g + M |d| with M >= |A^-1 E|, so |d| is at most
    g / (1 - t) wherever M g <= t g with t < 1.
    """
    with np.errstate(all="ignore"):
        growth = sensitivity @ moved * 2.0**-setting.bits
        rate = np.where(moved > 0, growth / moved, 0.0).max(axis=0, initial=0.0)
        grown: Floats = np.where(rate < 1, moved / (1 - rate), np.inf)
    return grown


def _nothing(shape: tuple[int, ...]) -> Answer:
    return as_balls(np.zeros(shape)), np.full(shape, np.inf)


def _solve(a: Array, b: Array, setting: Setting, triangular: bool = False) -> tuple[Array]:
    """Solve A X = B: |dX| <= |A^-1 dA| |X| + |A^-1| |dB|."""
    known, right = ball_matrix(a, setting), ball_matrix(b, setting)
    with setting.working():
        inverse = known.middle.inv(nonstop=True)
        solution = inverse * right.middle
    size = np.abs(doubles(inverse))
    if not np.isfinite(size).all():
        np.linalg.solve(known.near, right.near)  # a pivot of 0 is a LinAlgError of the original's
        return (setting.balls(_nothing(b.shape)),)
    if triangular:
        widths = accuracy.TRIANGULAR(len(a)) * setting.roundoff * known.size
        sensitivity = size @ (known.radius + widths)
    else:
        sensitivity = _sensitivity(known, size, setting)
    moved = size @ right.radius + sensitivity @ np.abs(doubles(solution))
    return (setting.balls(answer_of(solution, _grown(moved, sensitivity, setting))),)


def solve(a: Any, b: Any, *, rounding: bool, like: Any = None, **_: Any) -> Any:
    """Solve a linear system."""
    a, b = as_balls(a), as_balls(b)
    _square(a)
    setting = Setting.now(rounding)
    if b.ndim == 1:
        (x,) = each_matrix(lambda m, v: _solve(m, v, setting), a, b[:, None])
        return x[..., 0]
    (x,) = each_matrix(lambda m, v: _solve(m, v, setting), a, b)
    return x


def inv(a: Any, *, rounding: bool, like: Any = None, **_: Any) -> Any:
    """Invert a matrix."""
    a = as_balls(a)
    _square(a)
    return solve(a, as_balls(np.eye(a.shape[-1])), rounding=rounding)


def solve_triangular(
    a: Any, b: Any, trans: Any = 0, lower: bool = False, unit_diagonal: bool = False, *,
    rounding: bool, like: Any = None, **_: Any,
) -> Any:  # fmt: skip
    """Solve a triangular system, as `scipy.linalg.solve_triangular` does."""
    a, b = as_balls(a), as_balls(b)
    _square(a)
    if a.ndim > 2:
        raise NotImplementedError("stacks of triangular systems")
    kept = np.tri(len(a), dtype=bool)
    a = np.where(kept if lower else kept.T, a, as_balls(0.0))
    a = np.where(np.eye(len(a), dtype=bool), as_balls(1.0), a) if unit_diagonal else a
    a = a if trans in (0, "N") else a.T if trans in (1, "T") else conjugate(a).T
    if any(v.is_zero() for v in a.diagonal()):
        raise LinAlgError("singular matrix: a zero on the diagonal")
    setting = Setting.now(rounding)
    (x,) = _solve(a, b[:, None] if b.ndim == 1 else b, setting, triangular=True)
    return x[:, 0] if b.ndim == 1 else x


def _factor(a: Array) -> Array:
    """Give Cholesky's lower factor of midpoints."""
    n = len(a)
    factor = objects([arb(0)] * (n * n), (n, n))
    for k in range(n):
        row = factor[k:, :k]
        column = a[k:, k] - (product(row, conjugate(row[:1]).T)[:, 0] if k else arb(0))
        pivot = column[0].real
        if not pivot > 0:
            raise LinAlgError("Matrix is not positive definite")
        factor[k:, k] = column / pivot.sqrt()
    return factor


def _cholesky(a: Array, setting: Setting) -> tuple[Array]:
    """Factor A = L L*: dL = L low(L^-1 dA L^-*), where low halves the diagonal."""
    a = np.where(np.tri(len(a), dtype=bool), a, conjugate(a).T)
    known = ball_matrix(a, setting)
    with setting.working():
        factor = _factor(from_flint(known.middle))
        inverse = np.abs(doubles(flint_matrix(factor).inv()))
    diagonal = np.sqrt(np.diagonal(known.size))
    scale = accuracy.CHOLESKY(len(a)) * setting.roundoff
    # Scaled by its diagonal, a positive definite matrix moves by that much in norm.
    lengths = np.sqrt((inverse * diagonal) ** 2 @ np.ones(len(a)))
    moved = scale * np.outer(lengths, lengths) + inverse @ known.radius @ inverse.T
    low = np.tril(moved) - np.diag(np.diagonal(moved)) / 2
    share = np.linalg.norm(low) * 2.0**-setting.bits
    radius = np.tril(np.abs(near(factor)) @ low) / (1 - 2 * share) if share < 0.25 else np.inf
    return (setting.balls((factor, np.tril(np.broadcast_to(radius, factor.shape)))),)


def cholesky(a: Any, *, upper: bool = False, rounding: bool, like: Any = None) -> Any:
    """Give Cholesky's factor of a positive definite matrix."""
    a = as_balls(a)
    _square(a)
    a = np.swapaxes(a, -1, -2) if upper else a
    (factor,) = each_matrix(lambda m: _cholesky(m, Setting.now(rounding)), a)
    return np.swapaxes(factor, -1, -2) if upper else factor


def scipy_cholesky(
    a: Any, lower: bool = False, *, rounding: bool, like: Any = None, **_: Any
) -> Any:
    """Give what `scipy.linalg.cholesky` does: the upper factor, unless `lower`."""
    return cholesky(a, upper=not lower, rounding=rounding)


def _exponential(a: Array, setting: Setting) -> tuple[Array]:
    """Give exp(A): d exp(A) is the integral of exp((1 - s) A) dA exp(s A) over s from 0 to 1."""
    known, steps = ball_matrix(a, setting), 16
    with setting.working():
        result = known.middle.exp()
        step = (known.middle * (arb(1) / steps)).exp()
        powers = [flint_matrix(as_balls(np.eye(len(a))))]
        for _ in range(steps):
            powers.append(powers[-1] * step)
        sizes = [np.abs(doubles(power)) for power in powers]
    norm = float(np.linalg.norm(known.size, 1)) if len(a) else 0.0
    cancelling = np.exp(min(norm, accuracy.EXPONENTIAL_NORM)) if len(a) > 1 else 1.0
    scale = accuracy.EXPONENTIAL(len(a)) * setting.roundoff * max(norm, 1.0) * cancelling
    moved = np.zeros(a.shape)
    for k in range(steps + 1):
        first, second = sizes[steps - k], sizes[k]
        rows, columns = np.linalg.norm(first, axis=1), np.linalg.norm(second, axis=0)
        moved += scale * np.outer(rows, columns) + first @ known.radius @ second
    return (setting.balls((from_flint(result), moved / steps)),)


def expm(a: Any, *, rounding: bool, like: Any = None) -> Any:
    """Give the exponential of a matrix."""
    a = as_balls(a)
    _square(a)
    return each_matrix(lambda m: _exponential(m, Setting.now(rounding)), a)[0]


def _determinant(a: Array, setting: Setting) -> tuple[Any, float]:
    """Give the determinant, and by how much of itself it may move, in units of 2**-bits.

    d log det A = tr(A^-1 dA).
    """
    known = ball_matrix(a, setting)
    with setting.working():
        det = known.middle.det()
        inverse = known.middle.inv(nonstop=True)
    moved = np.trace(_sensitivity(known, np.abs(doubles(inverse)), setting))
    with np.errstate(over="ignore", divide="ignore"):
        # LAPACK's users multiply the pivots, or take exp of the sum of their logarithms.
        logarithms = np.abs(np.log(np.abs(np.diagonal(_lu(known.near)[1]))))
        moved += (2 * len(a) + logarithms.sum()) * setting.roundoff
        return det, float(np.expm1(moved * 2.0**-setting.bits) * 2.0**setting.bits)


def _singular_determinant(a: Array, setting: Setting) -> float:
    """Give the size of the determinants of matrices near a singular one, in units of 2**-bits."""
    random = np.random.default_rng(0)
    known, largest = ball_matrix(a, setting), 0.0
    if not np.isfinite(known.radius).all():
        return float("inf")
    columns = accuracy.LU(len(a)) * setting.roundoff * np.linalg.norm(known.size, axis=0)
    for _ in range(4):
        moves = (known.radius + columns) * random.choice([-1.0, 1.0], known.shape)
        with setting.working():
            unit = arb(2) ** -setting.bits
            moved = known.middle + flint_matrix(as_balls(moves)) * unit
            largest = max(largest, float(abs(moved.det()) / unit))
    return 4 * largest


def det(a: Any, *, rounding: bool, like: Any = None, **_: Any) -> Any:
    """Give the determinant."""
    a = as_balls(a)
    _square(a)
    setting = Setting.now(rounding)

    def one(matrix: Array) -> tuple[Array]:
        value, relative = _determinant(matrix, setting)
        if np.isfinite(relative):
            radius = relative * abs(complex(value))
        else:
            radius = _singular_determinant(matrix, setting)
        return (setting.balls((as_balls(value), np.asarray(radius))),)

    return each_matrix(one, a)[0][()]


def slogdet(a: Any, *, rounding: bool, like: Any = None) -> Any:
    """Give the sign and the logarithm of the absolute value of the determinant."""
    a = as_balls(a)
    _square(a)
    setting = Setting.now(rounding)

    def one(matrix: Array) -> tuple[Array, Array]:
        value, relative = _determinant(matrix, setting)
        if value.is_zero():
            return as_balls(0.0), as_balls(-np.inf)
        with setting.working():
            sign, log = value / abs(value), abs(value).log()
        # The logarithms of n pivots are added: log(1 - r) is as far as one side may move.
        share = relative * 2.0**-setting.bits
        moved = -np.log1p(-share) * 2.0**setting.bits if share < 1 else np.inf
        radius = moved + len(matrix) * setting.roundoff * abs(float(log))
        unsure = np.inf if not share < 1 else setting.roundoff if isinstance(sign, acb) else 0.0
        return (
            setting.balls((as_balls(sign.mid()), np.asarray(unsure))),
            setting.balls((as_balls(log), np.asarray(radius))),
        )

    sign, log = each_matrix(one, a)
    return SlogdetResult(sign[()], log[()])


def matrix_power(a: Any, n: Any, *, rounding: bool, like: Any = None) -> Any:
    """Multiply a matrix by itself n times; the inverse for negative n."""
    a, n = as_balls(a), int(n)
    if n < 0:
        a, n = inv(a, rounding=rounding), -n
    result = np.broadcast_to(as_balls(np.eye(a.shape[-1])), a.shape)
    while n:
        if n % 2:
            result = products.matmul(result, a, rounding=rounding)
        n //= 2
        a = products.matmul(a, a, rounding=rounding) if n else a
    return result

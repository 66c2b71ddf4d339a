"""Linear algebra on balls: the exact answer, or that of every backward stable algorithm.

LAPACK is no formula. What an honest `solve` gives is the solution of a system close to the one that
was asked for, whatever the order of its operations; so with `rounding` a function gives the answers
of all systems as near as the multiples of `accuracy` say. Without, it gives the answer itself.

The answer for the midpoints is found at a higher precision; how far it moves follows from the first
derivative, taken in absolute values, and, for linear systems, from a bound on all that follows.
Where nothing is left, since the matrix is singular within its radius, the radius is infinite.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
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
    doubles,
    each_matrix,
    flint_matrix,
)

LinAlgError = np.linalg.LinAlgError


class SlogdetResult(NamedTuple):
    """Sign and logarithm of a determinant."""

    sign: Any
    logabsdet: Any


def _sensitivity(matrix: BallMatrix, inverse: Floats, multiple: float, setting: Setting) -> Floats:
    """Bound |A^-1 E| for all E that are honest: the matrix M that moves |x| by M |x|.

    The columns of E are as long as a multiple of u and of those of A (what rounding does), and its
    elements as large as the radii of A.
    """
    rows = np.linalg.norm(inverse, axis=1)
    columns = multiple * setting.roundoff * np.linalg.norm(matrix.size, axis=0)
    moved: Floats = np.outer(rows, columns) + inverse @ matrix.radius
    return moved


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


def _solve(a: Array, b: Array, setting: Setting) -> tuple[Array]:
    """Solve A X = B: |dX| <= |A^-1 dA| |X| + |A^-1| |dB|."""
    known, right = ball_matrix(a, setting), ball_matrix(b, setting)
    with setting.working():
        inverse = known.middle.inv(nonstop=True)
        solution = inverse * right.middle
    size = np.abs(doubles(inverse))
    if not np.isfinite(size).all():
        np.linalg.solve(known.near, right.near)  # a pivot of 0 is a LinAlgError of the original's
        return (setting.balls(_nothing(b.shape)),)
    sensitivity = _sensitivity(known, size, accuracy.LU(len(a)), setting)
    moved = size @ right.radius + sensitivity @ np.abs(doubles(solution))
    return (setting.balls(answer_of(solution, _grown(moved, sensitivity, setting), setting)),)


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


def _determinant(a: Array, setting: Setting) -> tuple[Any, float]:
    """Give the determinant, and by how much of itself it may move, in units of 2**-bits.

    d log det A = tr(A^-1 dA).
    """
    known = ball_matrix(a, setting)
    with setting.working():
        det = known.middle.det()
        inverse = known.middle.inv(nonstop=True)
    size = np.abs(doubles(inverse))
    multiple = accuracy.LU(len(a))
    moved = np.trace(_sensitivity(known, size, multiple, setting)) + len(a) * setting.roundoff
    with np.errstate(over="ignore"):
        return det, float(np.expm1(moved * 2.0**-setting.bits) * 2.0**setting.bits)


def _singular_determinant(a: Array, setting: Setting) -> float:
    """Give the size of the determinants of matrices near a singular one, in units of 2**-bits."""
    random = np.random.default_rng(0)
    known, largest = ball_matrix(a, setting), 0.0
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


#: What can be followed, by the public names.
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "numpy.matmul": products.matmul,
    "numpy.linalg.matmul": products.matmul,
    "numpy.dot": products.dot,
    "numpy.inner": products.inner,
    "numpy.vdot": products.vdot,
    "numpy.vecdot": products.vecdot,
    "numpy.linalg.vecdot": products.vecdot,
    "numpy.outer": products.outer,
    "numpy.linalg.outer": products.outer,
    "numpy.tensordot": products.tensordot,
    "numpy.linalg.tensordot": products.tensordot,
    "numpy.einsum": products.einsum,
    "numpy.kron": products.kron,
    "numpy.trace": products.trace,
    "numpy.convolve": products.convolve,
    "numpy.correlate": products.correlate,
    "numpy.linalg.multi_dot": products.multi_dot,
    "numpy.linalg.matrix_power": matrix_power,
    "numpy.linalg.solve": solve,
    "numpy.linalg.inv": inv,
    "numpy.linalg.det": det,
    "numpy.linalg.slogdet": slogdet,
    "scipy.linalg.solve": solve,
    "scipy.linalg.inv": inv,
    "scipy.linalg.det": det,
}


def find(function: Any) -> Callable[..., Any] | None:
    """Give what follows a function of NumPy or SciPy; None where nothing does.

    Modules that nobody has imported are left alone: a function of theirs cannot be meant.
    """
    for name in _NAMED.get(getattr(function, "__name__", ""), ()):
        module, _, attribute = name.rpartition(".")
        if getattr(sys.modules.get(module), attribute, None) is function:
            return FUNCTIONS[name]
    return None


_NAMED: dict[str, list[str]] = {}
for _name in FUNCTIONS:
    _NAMED.setdefault(_name.rpartition(".")[2], []).append(_name)

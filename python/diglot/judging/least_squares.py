"""Orthogonal factors and least squares of balls."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from flint import arb

from diglot.judging import accuracy
from diglot.judging.ball_matrices import (
    GUARD,
    Array,
    BallMatrix,
    Floats,
    Setting,
    as_balls,
    ball_matrix,
    conjugate,
    doubles,
    each_matrix,
    flint_matrix,
    from_flint,
    is_complex,
    near,
    product,
    real_parts,
)
from diglot.judging.spectra import singular_vectors, small


class QRResult(NamedTuple):
    """An orthogonal and a triangular factor."""

    Q: Any
    R: Any


def _householder(a: Array) -> tuple[Array, Array]:
    """Give all of Q, and R, with the signs of LAPACK: R[k, k] against what it comes from.

    A column that is 0 below its diagonal already is left alone.
    """
    m, n = a.shape
    r, q = a.copy(), as_balls(np.eye(m))
    for k in range(min(m - 1, n)):
        if all(v.is_zero() for v in r[k + 1 :, k]):
            continue
        v = r[k:, [k]]
        length = np.dot(v[:, 0], v[:, 0]).sqrt()
        v[0, 0] = v[0, 0] - length if v[0, 0] < 0 else v[0, 0] + length
        twice = 2 / np.dot(v[:, 0], v[:, 0])
        r[k:, k:] = r[k:, k:] - product(v, product(v.T, r[k:, k:]) * twice)
        q[:, k:] = q[:, k:] - product(product(q[:, k:], v) * twice, v.T)
        r[k + 1 :, k] = arb(0)
    return q, r


def _qr(a: Array, complete: bool, setting: Setting) -> tuple[Array, Array]:
    """Factor A = Q R. W = Q' dA R^-1 gives dQ = Q S + (I - Q Q') dA R^-1 and dR = (W - S) R.

    S is skew, and below its diagonal that of W. Element [i, j] of Q' dA is at most as long as
    column j of dA, so |W[i, j]| <= w[j].
    """
    known = ball_matrix(a, setting)
    m, n = a.shape
    k = min(m, n)
    with setting.working():
        q, r = _householder(from_flint(known.middle))
        inverse = np.abs(doubles(flint_matrix(r[:k, :k]).inv(nonstop=True)))
    lengths = np.linalg.norm(known.radius, axis=0)
    lengths += accuracy.QR(m) * setting.roundoff * np.linalg.norm(known.size, axis=0)
    size_q, size_r = np.abs(near(q)), np.abs(near(r))
    with np.errstate(invalid="ignore", over="ignore"):
        w = lengths[:k] @ inverse
        w = np.where(w * 2.0**-setting.bits < 0.25, w / (1 - 2 * w * 2.0**-setting.bits), np.inf)
        skew = np.minimum(w[:, None], w[None, :])  # |S[i, j]| is w of the lesser index
        np.fill_diagonal(skew, 0.0)
        turned = np.triu(w[None, :] + skew)
        dr = np.hstack([turned @ size_r[:k, :k], skew @ size_r[:k, k:] + lengths[k:]])
        noise = accuracy.QR(m) * setting.roundoff
        dq = size_q[:, :k] @ skew + (w if m > k else 0.0) + noise
    dr, dq = (np.where(np.isnan(d), np.inf, d) for d in (np.triu(dr), dq))
    if complete and m > k:  # the other columns turn with each of the reflections
        dq = np.hstack([dq, np.full((m, m - k), 4 * w.sum() + noise)])
        dr = np.vstack([dr, np.zeros((m - k, n))])
    columns = dq.shape[1]
    return setting.balls((q[:, :columns], dq)), setting.balls((r[:columns], dr))


def qr(a: Any, mode: str = "reduced", *, rounding: bool, like: Any = None) -> Any:
    """Give an orthogonal and a triangular factor, as `numpy.linalg.qr` does."""
    a = as_balls(a)
    if mode not in ("reduced", "complete", "r") or is_complex(a) or 0 in a.shape:
        raise NotImplementedError("a factorization in an old mode, or of complex numbers")
    setting = Setting.now(rounding)
    q, r = each_matrix(lambda m: _qr(m, mode == "complete", setting), a)
    return r if mode == "r" else QRResult(q, r)


def scipy_qr(
    a: Any, overwrite_a: bool = False, lwork: Any = None, mode: str = "full",
    pivoting: bool = False, check_finite: bool = True, *, rounding: bool, like: Any = None,
) -> Any:  # fmt: skip
    """Give what `scipy.linalg.qr` does."""
    if pivoting or mode not in ("full", "economic", "r"):
        raise NotImplementedError("a factorization with pivoting")
    q, r = qr(a, "reduced" if mode == "economic" else "complete", rounding=rounding)
    return (r,) if mode == "r" else (q, r)


class _Pseudoinverse:
    """The pseudoinverse V S^-1 U' of midpoints, and what tells how far it and its products move.

    d(A+) = -A+ dA A+ + (A'A)+ dA' (I - A A+) + (I - A+ A) dA' (A A')+.
    """

    def __init__(
        self, known: BallMatrix, rcond: float, multiple: accuracy.Multiple, setting: Setting
    ) -> None:
        u, s, v = singular_vectors(from_flint(known.middle), setting.bits + GUARD)
        sizes, largest = near(s), float(near(s).max())
        kept = sizes > rcond * largest
        self.u, self.s, self.v = u[:, kept], s[kept], v[:, kept]
        self.values, self.rank = s, int(kept.sum())
        radius, n = float(np.linalg.norm(known.radius)), max(known.shape)
        unit = setting.roundoff * largest
        self.moved = multiple(n) * unit + radius
        self.values_moved = accuracy.SINGULAR(n) * unit + radius
        smallest, gone = sizes[kept].min(initial=np.inf), sizes[~kept].max(initial=0.0)
        share = float(self.moved / smallest) * 2.0**-setting.bits
        # A singular value that rounding may carry over the threshold changes the rank.
        noise = (accuracy.LEAST_SQUARES(n) * unit + radius) * 2.0**-setting.bits
        open_rank = bool((np.abs(sizes - rcond * largest) <= noise).any()) and largest > 0
        clear = share < 0.25 and gone < smallest / 10 and not open_rank
        self.growth = 1 / (1 - 2 * share) if clear else np.inf

    def lengths(self, columns: Array, power: int) -> Floats:
        """Give the lengths of the rows of U or V times a power of S."""
        return np.asarray(np.linalg.norm(near(columns) * near(self.s) ** float(power), axis=1))

    def left_out(self, columns: Array) -> Floats:
        """Give the lengths of the rows of I - U U' or I - V V'."""
        if self.rank == len(columns):
            return np.zeros(len(columns))
        return np.sqrt(np.maximum(1 - self.lengths(columns, 0) ** 2, 0))


def _pinv(a: Array, rcond: float, setting: Setting) -> tuple[Array]:
    known = ball_matrix(a, setting)
    p = _Pseudoinverse(known, rcond, accuracy.PSEUDOINVERSE, setting)
    if p.rank == 0:
        return (as_balls(np.zeros(a.shape[::-1])),)
    with setting.working(2):
        middle = product(p.v / p.s, conjugate(p.u).T)
    moved = np.outer(p.lengths(p.v, -1), p.lengths(p.u, -1))
    moved += np.outer(p.lengths(p.v, -2), p.left_out(p.u))
    moved += np.outer(p.left_out(p.v), p.lengths(p.u, -2))
    return (setting.balls((middle, p.moved * moved * p.growth)),)


def pinv(
    a: Any, rcond: Any = None, hermitian: bool = False, *, rtol: Any = None, rounding: bool,
    like: Any = None, **_: Any,
) -> Any:  # fmt: skip
    """Give the pseudoinverse."""
    a = as_balls(a)
    small(a)
    cutoff = rcond if rcond is not None else rtol
    if cutoff is None:
        cutoff = max(a.shape[-2:]) * np.finfo(float).eps if rtol is not None else 1e-15
    cutoff = float(near(as_balls(cutoff)))
    return each_matrix(lambda m: _pinv(m, cutoff, Setting.now(rounding)), a)[0]


def _lstsq(a: Array, b: Array, rcond: float, setting: Setting) -> tuple[Array, Array, int, Array]:
    """Give x = A+ b, and the sums of squares of r = b - A x.

    dx = A+ (db - dA x) + (A'A)+ dA' r + (I - A+ A) dA' A+' x, and what is left of b moves by
    (I - A A+) (db - dA x) - A+' dA' r.
    """
    known, right = ball_matrix(a, setting), ball_matrix(b, setting)
    p = _Pseudoinverse(known, rcond, accuracy.LEAST_SQUARES, setting)
    m, n = a.shape
    with setting.working(2):
        inner = product(conjugate(p.u).T, from_flint(right.middle)) / p.s[:, None]
        x = product(p.v, inner)
        r = from_flint(right.middle) - product(from_flint(known.middle), x)
        squares = real_parts((r * conjugate(r)).sum(axis=0))
        back = inner / p.s[:, None]
    length_x, length_r, length_back = (np.linalg.norm(near(v), axis=0) for v in (x, r, back))
    own = accuracy.LEAST_SQUARES(m) * setting.roundoff * np.linalg.norm(right.size, axis=0)
    moved_b = own + np.linalg.norm(right.radius, axis=0) + p.moved * length_x
    dx = np.outer(p.lengths(p.v, -1), moved_b)
    dx += p.moved * np.outer(p.lengths(p.v, -2), length_r)
    dx += p.moved * np.outer(p.left_out(p.v), length_back)
    dr = moved_b * (m > p.rank) + p.moved * length_r / near(p.s).min(initial=np.inf)
    ds = 2 * length_r * dr + dr**2 * 2.0**-setting.bits + m * setting.roundoff * length_r**2
    values = setting.balls((p.values, np.full(len(p.values), p.values_moved)))
    residuals = setting.balls((squares, ds * p.growth))
    residuals = residuals if p.rank == n < m else residuals[:0]
    return setting.balls((x, dx * p.growth)), residuals, p.rank, values


def lstsq(a: Any, b: Any, rcond: Any = None, *, rounding: bool, like: Any = None) -> Any:
    """Give the least squares solution, sums of squares, rank and singular values."""
    a, b = as_balls(a), as_balls(b)
    small(a)
    cutoff = np.finfo(float).eps * max(a.shape) if rcond is None else float(near(as_balls(rcond)))
    if cutoff < 0:
        cutoff = float(np.finfo(float).eps)
    columns = b[:, None] if b.ndim == 1 else b
    x, residuals, rank, values = _lstsq(a, columns, cutoff, Setting.now(rounding))
    return x[:, 0] if b.ndim == 1 else x, residuals, rank, values


def scipy_lstsq(
    a: Any, b: Any, cond: Any = None, *, rounding: bool, like: Any = None, **_: Any
) -> Any:
    """Give what `scipy.linalg.lstsq` does: one sum of squares for one vector."""
    cond = np.finfo(float).eps if cond is None else cond
    x, residuals, rank, values = lstsq(a, b, cond, rounding=rounding)
    return x, residuals[0] if np.ndim(b) == 1 and len(residuals) else residuals, rank, values

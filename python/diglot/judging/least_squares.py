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
from diglot.judging.spectra import singular_vectors


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
    """The pseudoinverse of midpoints, and what tells how far it and its products move.

    d(A+) = -A+ dA A+ + (A'A)+ dA' (I - A A+) + (I - A+ A) dA' (A A')+.
    """

    def __init__(
        self, known: BallMatrix, rcond: float, multiple: accuracy.Multiple, setting: Setting
    ) -> None:
        m, n = known.shape
        u, s, v = singular_vectors(from_flint(known.middle), setting.bits + GUARD)
        sizes = near(s)
        largest = sizes.max(initial=0.0)
        kept = sizes > rcond * largest
        self.values, self.rank = s, int(kept.sum())
        norm = multiple(max(m, n)) * setting.roundoff * largest
        radius = float(np.linalg.norm(known.radius))
        self.moved = norm + radius
        self.values_moved = accuracy.SINGULAR(max(m, n)) * setting.roundoff * largest + radius
        u, v, s = u[:, kept], v[:, kept], s[kept]
        with setting.working(2):
            self.middle = product(v / s, conjugate(u).T)
            self.left = as_balls(np.eye(m)) - product(u, conjugate(u).T)
            self.right = as_balls(np.eye(n)) - product(v, conjugate(v).T)
            self.below = np.abs(near(product(v / s**2, conjugate(v).T)))
            self.above = np.abs(near(product(u / s**2, conjugate(u).T)))
        smallest, gone = sizes[kept].min(initial=np.inf), sizes[~kept].max(initial=0.0)
        unit = 2.0**-setting.bits
        share = float(self.moved / smallest * unit)
        # A singular value that rounding may carry over the threshold changes the rank.
        noise = accuracy.LEAST_SQUARES(max(m, n)) * setting.roundoff * largest + radius
        open_rank = bool((np.abs(sizes - rcond * largest) <= noise * unit).any()) and largest > 0
        clear = share < 0.25 and gone < smallest / 10 and not open_rank
        self.growth = 1 / (1 - 2 * share) if clear else np.inf


def rows(matrix: Any) -> Floats:
    """Give the lengths of the rows."""
    return np.asarray(np.linalg.norm(matrix, axis=1))


def _pinv(a: Array, rcond: float, setting: Setting) -> tuple[Array]:
    known = ball_matrix(a, setting)
    p = _Pseudoinverse(known, rcond, accuracy.PSEUDOINVERSE, setting)
    size = np.abs(near(p.middle))
    left, right = np.abs(near(p.left)), np.abs(near(p.right))
    moved = np.outer(rows(size), rows(size.T))
    moved += np.outer(rows(p.below), rows(left.T)) + np.outer(rows(right), rows(p.above.T))
    radius = p.moved * moved * p.growth if p.rank else 0 * moved
    return (setting.balls((p.middle, radius)),)


def pinv(
    a: Any, rcond: Any = None, hermitian: bool = False, *, rtol: Any = None, rounding: bool,
    like: Any = None, **_: Any,
) -> Any:  # fmt: skip
    """Give the pseudoinverse."""
    a = as_balls(a)
    cutoff = rcond if rcond is not None else rtol
    if cutoff is None:
        cutoff = max(a.shape[-2:]) * np.finfo(float).eps if rtol is not None else 1e-15
    cutoff = float(near(as_balls(cutoff)))
    return each_matrix(lambda m: _pinv(m, cutoff, Setting.now(rounding)), a)[0]


def _lstsq(a: Array, b: Array, rcond: float, setting: Setting) -> tuple[Array, Array, int, Array]:
    """Give x = A+ b, and the sums of squares of what is left of b.

    dx = A+ (db - dA x) + (A'A)+ dA' r + (I - A+ A) dA' A+' x, and what is left moves by
    (I - A A+) (db - dA x) - A+' dA' r.
    """
    known, right = ball_matrix(a, setting), ball_matrix(b, setting)
    p = _Pseudoinverse(known, rcond, accuracy.LEAST_SQUARES, setting)
    with setting.working(2):
        middle = from_flint(right.middle)
        x = product(p.middle, middle)
        r = product(p.left, middle)
        back = np.abs(near(product(conjugate(p.middle).T, x)))
        squares = (r * conjugate(r)).sum(axis=0)
    lengths = [np.linalg.norm(np.abs(near(v)), axis=0) for v in (x, r)]
    size, left = np.abs(near(p.middle)), np.abs(near(p.left))
    own = accuracy.LEAST_SQUARES(len(a)) * setting.roundoff * np.linalg.norm(right.size, axis=0)
    moved_b = own + np.linalg.norm(right.radius, axis=0) + p.moved * lengths[0]
    dx = np.outer(rows(size), moved_b) + p.moved * (
        np.outer(rows(p.below), lengths[1])
        + np.outer(rows(np.abs(near(p.right))), np.linalg.norm(back, axis=0))
    )
    largest = 1 / near(p.values)[: p.rank].min(initial=np.inf)
    dr = moved_b * min(1.0, float(np.linalg.norm(left))) + p.moved * largest * lengths[1]
    with np.errstate(over="ignore", invalid="ignore"):
        ds = 2 * lengths[1] * dr + dr**2 * 2.0**-setting.bits
        ds += len(a) * setting.roundoff * lengths[1] ** 2
        dx, ds = dx * p.growth, ds * p.growth
    values = setting.balls((p.values, np.full(len(p.values), p.values_moved)))
    residuals = setting.balls((real_parts(squares), ds))
    m, n = a.shape
    residuals = residuals if p.rank == n < m else residuals[:0]
    return setting.balls((x, dx)), residuals, p.rank, values


def lstsq(a: Any, b: Any, rcond: Any = None, *, rounding: bool, like: Any = None) -> Any:
    """Give the least squares solution, sums of squares, rank and singular values."""
    a, b = as_balls(a), as_balls(b)
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

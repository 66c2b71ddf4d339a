"""Eigenvalues and singular values of balls.

The values for the midpoints come from Arb's approximate algorithm with many more bits than are
asked for: no enclosure, but far closer than the radius. How far honest ones lie follows from
perturbation theory: a symmetric E moves eigenvalues by at most its norm, and vectors by that over
the gaps between eigenvalues. Vectors that the gaps leave open have an infinite radius.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from flint import acb, acb_mat, arb, ctx

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
    each_matrix,
    flint_matrix,
    from_flint,
    is_complex,
    middles,
    near,
    objects,
    product,
    real_parts,
)

#: Beyond this many singular values or eigenvalues a decomposition takes too long.
LARGEST = 128


class EighResult(NamedTuple):
    """Eigenvalues, ascending, and eigenvectors as columns."""

    eigenvalues: Any
    eigenvectors: Any


class EigResult(NamedTuple):
    """Eigenvalues and eigenvectors as columns."""

    eigenvalues: Any
    eigenvectors: Any


class SVDResult(NamedTuple):
    """Singular values, descending, between left vectors as columns and right ones as rows."""

    U: Any
    S: Any
    Vh: Any


def _square(matrix: Array) -> None:
    if matrix.ndim < 2 or matrix.shape[-1] != matrix.shape[-2]:
        raise np.linalg.LinAlgError("Last 2 dimensions of the array must be square")


def small(matrix: Array) -> None:
    """Refuse what would take too long, and what is no matrix of numbers."""
    if min(matrix.shape[-2:]) > LARGEST:
        raise NotImplementedError(f"a decomposition of more than {LARGEST} rows and columns")
    if 0 in matrix.shape:
        raise NotImplementedError("a decomposition of nothing")
    if not np.isfinite(near(matrix)).all():
        raise np.linalg.LinAlgError("Array must not contain infs or NaNs")


def hermitian_eigen(a: Array, bits: int) -> tuple[Array, Array]:
    """Give eigenvalues, ascending, and orthonormal vectors of midpoints to about this many bits.

    Equal eigenvalues would get parallel vectors: differences beyond those bits keep them apart.
    """
    n = len(a)
    random = np.random.default_rng(0).uniform(size=n).tolist()
    with ctx.workprec(2 * bits):
        size = sum((abs(v) for v in a.ravel().tolist()), arb(0)) or arb(1)
        apart = a.copy()
        for k in range(n):
            apart[k, k] = a[k, k] + random[k] * size * arb(2) ** -bits
        values, vectors = acb_mat(flint_matrix(apart)).eig(right=True, algorithm="approx")
        columns = from_flint(vectors)
        if not is_complex(a):
            columns = real_parts(columns / _largest(columns))
        reals = [v.real.mid() for v in values]
        order = _ascending(reals)
        return objects([reals[k] for k in order]), middles(_unit(columns[:, order]))


def _ascending(values: list[Any]) -> list[int]:
    order: list[int] = []
    for k, value in enumerate(values):
        at = sum(1 for other in order if values[other] < value)
        order.insert(at, k)
    return order


def _largest(columns: Array) -> Array:
    """Give the largest element of each column."""
    result: Array = columns[np.abs(near(columns)).argmax(axis=0), range(columns.shape[1])]
    return result


def _unit(columns: Array) -> Array:
    """Scale each column to length 1."""
    lengths = [sum((abs(v) ** 2 for v in column), arb(0)).sqrt() for column in columns.T]
    return columns / objects(lengths)


def _turns(along: Array) -> Array:
    """Give what turns these numbers to positive real ones."""
    if np.iscomplexobj(along):
        return objects([acb(z).conjugate() / abs(acb(z)) if z else acb(1) for z in along.tolist()])
    return as_balls(np.where(along < 0, -1.0, 1.0))


def _along(columns: Array, like: Any) -> Array:
    """Tell how each column lies to that of the original's answer, or to its largest element."""
    if like is None:
        return near(_largest(columns))
    along: Array = (np.asarray(like).conj() * near(columns)).sum(axis=0)
    return along


def _vectors_moved(basis: Array, values: Floats, moved: float, setting: Setting) -> Floats:
    """Bound how far the elements of orthonormal columns move, by `moved` over the gaps."""
    gaps = np.abs(values[:, None] - values[None, :])
    np.fill_diagonal(gaps, np.inf)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        turned = moved * np.sqrt(np.abs(basis) ** 2 @ gaps**-2.0)
        share = moved / gaps.min(axis=0, initial=np.inf) * 2.0**-setting.bits
        # Beyond a quarter of the gap the first derivative says little: then nothing is known.
        turned = np.where(share < 0.25, turned / (1 - 2 * share), np.inf)
    noise = accuracy.SYMMETRIC_EIGEN(len(basis)) * setting.roundoff
    return np.asarray(np.where(np.isnan(turned), np.inf, turned) + noise)


def _moved(known: BallMatrix, multiple: float, norm: float, setting: Setting) -> float:
    """Bound the norm of what honest rounding and the radii may add to a matrix."""
    return multiple * setting.roundoff * norm + float(np.linalg.norm(known.radius))


def _eigh(a: Array, setting: Setting, like: Any) -> tuple[Array, Array]:
    known = ball_matrix(a, setting)
    values, vectors = hermitian_eigen(from_flint(known.middle), setting.bits + GUARD)
    sizes = near(values)
    multiple = accuracy.SYMMETRIC_EIGEN(len(a))
    moved = _moved(known, multiple, np.abs(sizes).max(), setting)
    with setting.working():
        vectors = vectors * _turns(_along(vectors, like))
    return (
        setting.balls((values, np.full(len(a), moved))),
        setting.balls((vectors, _vectors_moved(near(vectors), sizes, moved, setting))),
    )


def _triangle(a: Array, lower: bool) -> Array:
    """Complete a symmetric or Hermitian matrix from one of its triangles."""
    other = np.swapaxes(conjugate(a), -1, -2)
    chosen = np.tri(a.shape[-1], dtype=bool)
    return np.where(chosen if lower else chosen.T, a, other)


def _parts(like: Any, count: int) -> list[Any]:
    """Take the parts of the original's answer, if there is one."""
    return [None] * count if like is None else [np.asarray(part) for part in like]


def eigh(a: Any, UPLO: str = "L", *, rounding: bool, like: Any = None) -> EighResult:
    """Give eigenvalues and eigenvectors of a symmetric or Hermitian matrix."""
    a = as_balls(a)
    _square(a)
    small(a)
    a = _triangle(a, UPLO.upper() == "L")
    vectors = _parts(like, 2)[1]
    setting = Setting.now(rounding)
    if vectors is None or a.ndim == 2:
        return EighResult(*each_matrix(lambda m: _eigh(m, setting, vectors), a))
    return EighResult(*each_matrix(lambda m, v: _eigh(m, setting, near(v)), a, as_balls(vectors)))


def eigvalsh(a: Any, UPLO: str = "L", *, rounding: bool, like: Any = None) -> Any:
    """Give the eigenvalues of a symmetric or Hermitian matrix."""
    return eigh(a, UPLO, rounding=rounding).eigenvalues


def scipy_eigh(
    a: Any, b: Any = None, *, lower: bool = True, eigvals_only: bool = False,
    subset_by_index: Any = None, subset_by_value: Any = None, rounding: bool, like: Any = None,
    **_: Any,
) -> Any:  # fmt: skip
    """Give what `scipy.linalg.eigh` does of one symmetric or Hermitian matrix."""
    if b is not None or subset_by_index is not None or subset_by_value is not None:
        raise NotImplementedError("a generalized problem, or a part of the eigenvalues")
    like = None if eigvals_only else like
    result = eigh(a, "L" if lower else "U", rounding=rounding, like=like)
    return result.eigenvalues if eigvals_only else tuple(result)


def scipy_eigvalsh(
    a: Any, b: Any = None, *, rounding: bool, like: Any = None, **options: Any
) -> Any:
    """Give what `scipy.linalg.eigvalsh` does."""
    options.pop("eigvals_only", None)
    return scipy_eigh(a, b, eigvals_only=True, rounding=rounding, **options)


def _balancing(size: Floats) -> Floats:
    """Give the powers of 2 that make rows and columns alike: LAPACK always balances first."""
    n = len(size)
    off, scales = size * (1 - np.eye(n)), np.ones(n)
    for _ in range(100):
        before = scales.copy()
        for k in range(n):
            column, row = np.linalg.norm(off[:, k]), np.linalg.norm(off[k])
            if column == 0 or row == 0:
                continue
            factor = 2.0 ** np.round(np.log2(row / column) / 2)
            if column * factor + row / factor < 0.95 * (column + row):
                scales[k] *= factor
                off[:, k] *= factor
                off[k] /= factor
        if (scales == before).all():
            break
    return scales


def _eig(a: Array, setting: Setting, like: list[Any]) -> tuple[Array, Array]:
    """Give eigenvalues and vectors of any matrix, in the order of the original's."""
    scales = _balancing(np.abs(near(a)))
    with setting.working(2):
        scaled = as_balls(scales)
        known = ball_matrix(a * scaled / scaled[:, None], setting)
        found, left, right = acb_mat(known.middle).eig(left=True, right=True, algorithm="approx")
        order = _matched(np.array([complex(v) for v in found]), like[0])
        values = middles(objects([found[k] for k in order]))
        x = _unit(middles(from_flint(right))[:, order])
        y = _unit(middles(from_flint(left)).T[:, order])
        vectors = _unit(x * scaled[:, None])
        vectors = vectors * _turns(_along_largest(vectors, like[1]))
    moved, turned = _eig_moved(known, near(values), near(x), near(y), setting)
    lengths = np.linalg.norm(near(x) * scales[:, None], axis=0)
    with np.errstate(invalid="ignore"):
        turned = turned * scales[:, None]
        along = np.linalg.norm(turned, axis=0) * np.abs(near(vectors))
        turned = (turned + along) / lengths + accuracy.EIGEN(len(a)) * setting.roundoff
    return (
        setting.balls((values, np.where(np.isnan(moved), np.inf, moved))),
        setting.balls((vectors, np.where(np.isnan(turned), np.inf, turned))),
    )


def _eig_moved(
    known: BallMatrix, values: Array, x: Array, y: Array, setting: Setting
) -> tuple[Floats, Floats]:
    """Bound how far eigenvalues and vectors move.

    dl = y* dA x / y* x, and dx is made of the other vectors, each by its own y* dA x / y* x over
    the gap.
    """
    moved = _moved(known, accuracy.EIGEN(len(x)), float(np.linalg.norm(known.size)), setting)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        each = moved / np.abs((y * x).sum(axis=0))
        gaps = np.abs(values[:, None] - values[None, :])
        np.fill_diagonal(gaps, np.inf)
        turned = np.abs(x) @ (each[:, None] / gaps)
        unsure = each * 2.0**-setting.bits > gaps.min(axis=0, initial=np.inf) / 4
        # Bauer and Fike: no eigenvalue moves further than the condition of all vectors lets it.
        every = moved * np.linalg.cond(x) if unsure.any() else np.inf
        return np.where(unsure, every, each), np.where(unsure, np.inf, turned)


def _along_largest(columns: Array, like: Any) -> Array:
    """Tell how each column lies to the original's answer, where that is largest: LAPACK's rule."""
    v = near(columns)
    if like is None:
        return near(_largest(columns))
    like = np.asarray(like)
    at = np.abs(like).argmax(axis=0), range(v.shape[1])
    along: Array = (like[at].conj() * v[at]).astype(complex)
    return along


def _matched(values: Array, like: Any) -> list[int]:
    """Find for each of the original's eigenvalues the closest that is left."""
    left = list(range(len(values)))
    order = []
    for value in values if like is None else np.asarray(like):
        order.append(min(left, key=lambda k: abs(values[k] - value)))
        left.remove(order[-1])
    return order


def eig(a: Any, *, rounding: bool, like: Any = None) -> EigResult:
    """Give eigenvalues and right eigenvectors of any matrix, in the order of `like`."""
    a = as_balls(a)
    _square(a)
    small(a)
    if a.ndim > 2:
        raise NotImplementedError("eigenvectors of stacks of matrices")
    values, vectors = _eig(a, Setting.now(rounding), _parts(like, 2))
    if like is None or np.iscomplexobj(like[0]):
        return EigResult(values, vectors)
    return EigResult(real_parts(values), real_parts(vectors))


def eigvals(a: Any, *, rounding: bool, like: Any = None) -> Any:
    """Give the eigenvalues of any matrix, in the order of `like`."""
    a = as_balls(a)
    _square(a)
    small(a)
    if a.ndim > 2:
        raise NotImplementedError("eigenvalues of stacks of matrices")
    values, _ = _eig(a, Setting.now(rounding), [like, None])
    return values if like is None or np.iscomplexobj(like) else real_parts(values)


def singular_vectors(a: Array, bits: int) -> tuple[Array, Array, Array]:
    """Give U, s and V of midpoints, as many columns as s has elements, to about these bits.

    The squares of s are eigenvalues: they are found with twice the bits.
    """
    if len(a) < a.shape[1]:
        u, s, v = singular_vectors(conjugate(a).T, bits)
        return v, s, u
    with ctx.workprec(4 * bits):
        squares, v = hermitian_eigen(product(conjugate(a).T, a), 2 * bits)
        squares, v = squares[::-1], v[:, ::-1]
        au = product(a, v)
        lengths = [sum((abs(z) ** 2 for z in column), arb(0)).sqrt().mid() for column in au.T]
        largest = max(float(length) for length in lengths)
        kept = [
            k for k, length in enumerate(lengths) if float(length) > largest * 2.0 ** (8 - bits)
        ]
        s = objects([length if k in kept else arb(0) for k, length in enumerate(lengths)])
        u = au[:, kept] / objects([lengths[k] for k in kept]) if kept else au[:, :0]
        return middles(completed(u, len(lengths))), s, v


def completed(columns: Array, count: int) -> Array:
    """Add orthonormal columns to orthonormal ones."""
    while columns.shape[1] < count:
        n = len(columns)
        free = 1 - (np.abs(near(columns)) ** 2).sum(axis=1)
        new = as_balls(np.eye(n)[:, [int(free.argmax())]])
        for _ in range(2):
            if columns.shape[1]:
                new = new - product(columns, product(conjugate(columns).T, new))
        columns = np.hstack([columns, _unit(new)])
    return columns


def _sides_moved(basis: Array, values: Floats, moved: float, setting: Setting) -> Floats:
    """Bound how far singular vectors of one side move; what they leave out belongs to 0."""
    left_out = np.sqrt(np.maximum(1 - (np.abs(basis) ** 2).sum(axis=1, keepdims=True), 0))
    if basis.shape[0] == basis.shape[1]:
        return _vectors_moved(basis, values, moved, setting)
    return _vectors_moved(np.hstack([basis, left_out]), np.append(values, 0), moved, setting)


def _side(
    columns: Array, values: Floats, moved: float, full: bool, like: Any, setting: Setting
) -> Array:
    """Make balls of the singular vectors of one side, of all of them if asked for."""
    m, k = columns.shape
    radius = _sides_moved(near(columns), values, moved, setting)[:, : max(k, min(m, k + 1))]
    if not full or m == k:
        return setting.balls((columns, radius[:, :k]))
    with setting.working(2):
        others = completed(columns, m)[:, k:]
        if m - k == 1:
            others = others * _turns(_along(others, None if like is None else like[:, k:]))
        else:  # any basis of what is left out will do
            radius = np.hstack([radius[:, :k], np.full((m, m - k), np.inf)])
    return setting.balls((np.hstack([columns, others]), radius))


def _svd(a: Array, full: bool, setting: Setting, like: list[Any]) -> tuple[Array, ...]:
    known = ball_matrix(a, setting)
    u, s, v = singular_vectors(from_flint(known.middle), setting.bits + GUARD)
    sizes = near(s)
    moved = _moved(known, accuracy.SINGULAR(max(a.shape)), sizes.max(), setting)
    turned = _moved(known, accuracy.SINGULAR_VECTORS(max(a.shape)), sizes.max(), setting)
    like_u, _, like_vh = like
    like_v = None if like_vh is None else like_vh.conj().T
    with setting.working(2):
        k = len(s)
        if like_u is None or like_v is None:
            turns = _turns(_along(u, None))
        else:
            turns = _turns(_along(u, like_u[:, :k]) + _along(v, like_v[:, :k]))
        u, v = u * turns, v * turns
    values = setting.balls((s, np.full(k, moved)))
    left = _side(u, sizes, turned, full, like_u, setting)
    right = _side(v, sizes, turned, full, like_v, setting)
    with setting.working(2):
        return left, values, conjugate(right).T


def svd(
    a: Any, full_matrices: bool = True, compute_uv: bool = True, hermitian: bool = False, *,
    rounding: bool, like: Any = None, **_: Any,
) -> Any:  # fmt: skip
    """Give the singular values, and the singular vectors with the signs of `like`."""
    a = as_balls(a)
    small(a)
    setting, full = Setting.now(rounding), bool(full_matrices and compute_uv)
    if full and max(a.shape[-2:]) > 2 * LARGEST:
        raise NotImplementedError(f"more than {2 * LARGEST} singular vectors")
    if not compute_uv:
        return each_matrix(lambda m: _svd(m, full, setting, [None] * 3)[1:2], a)[0]
    if like is None:
        return SVDResult(*each_matrix(lambda m: _svd(m, full, setting, [None] * 3), a))
    u, s, vh = (as_balls(part) for part in like)

    def one(m: Array, u: Array, s: Array, vh: Array) -> tuple[Array, ...]:
        return _svd(m, full, setting, [near(u), None, near(vh)])

    return SVDResult(*each_matrix(one, a, u, s[..., None, :], vh))


def scipy_svd(*args: Any, **options: Any) -> Any:
    """Give what `scipy.linalg.svd` does: a plain tuple."""
    result = svd(*args, **options)
    return tuple(result) if isinstance(result, SVDResult) else result


def svdvals(a: Any, *, rounding: bool, like: Any = None, **_: Any) -> Any:
    """Give the singular values."""
    return svd(a, False, False, rounding=rounding)


def cond(x: Any, p: Any = None, *, rounding: bool, like: Any = None) -> Any:
    """Give the condition: the largest singular value over the smallest."""
    if p not in (None, 2, -2):
        raise NotImplementedError("a condition in another norm than 2")
    values = svdvals(x, rounding=rounding)
    first, last = (0, -1) if p != -2 else (-1, 0)
    return np.asarray(values[..., first] / values[..., last])[()]


def matrix_rank(
    A: Any, tol: Any = None, hermitian: bool = False, *, rtol: Any = None, rounding: bool,
    like: Any = None,
) -> Any:  # fmt: skip
    """Count the singular values that are not 0 within rounding: a whole number, exactly."""
    a = as_balls(A)
    if a.ndim < 2:
        return int(any(not v.is_zero() for v in a.ravel().tolist()))
    values = near(svdvals(a, rounding=False))
    if tol is None:
        relative = max(a.shape[-2:]) * np.finfo(float).eps if rtol is None else rtol
        tol = values.max(axis=-1, keepdims=True) * np.asarray(near(as_balls(relative)))[..., None]
    else:
        tol = np.asarray(near(as_balls(tol)))[..., None]
    count = (values > tol).sum(axis=-1)
    return int(count) if count.ndim == 0 else count

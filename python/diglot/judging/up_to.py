"""Results that are determined only up to a sign, an order or names: R's in the form of Python's."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from diglot.judging.outputs import as_numbers, kind_of

Array = NDArray[Any]

#: What the verdict says of each.
NOTES = {
    "sign": "compared up to the sign of each column",
    "order": "compared up to the order",
    "labels": "compared up to the names of the labels",
}


def aligned(python: Any, r: Any, up_to: str) -> tuple[Any, Any]:
    """Bring two results of one output into one form.

    Parameters
    ----------
    python, r : any
        The two results.
    up_to : str
        "sign": each column of R's matrix, or R's vector, gets the sign that is closer to Python's.
        "order": R's elements, or the rows of its matrix, are put in the order of those of Python
        that they are closest to. "labels": in both, labels are counted from 0 in the order in which
        they appear.

    Returns
    -------
    tuple
        Both results, as they are where their shapes or kinds already differ.
    """
    if python is None or r is None or np.size(python) != np.size(r) or np.size(python) == 0:
        return python, r
    if up_to == "labels":
        return _numbered(python), _numbered(r)
    p, q = np.atleast_1d(python), np.atleast_1d(r)
    q = q.ravel() if p.ndim == 1 and max(q.shape) == q.size else q
    if kind_of(p) != kind_of(q) or q.shape != p.shape:
        return python, r
    if kind_of(p) != "numbers":
        return python, _sorted_like(p, q) if up_to == "order" and p.ndim == 1 else q
    p, q = as_numbers(p), as_numbers(q)
    return python, (_signed if up_to == "sign" else _ordered)(p, q)


def _numbered(names: Any) -> Array:
    array = np.asarray(names)
    codes: dict[Any, int] = {}
    labels = ["NaN" if label != label else label for label in array.ravel().tolist()]
    numbers = [codes.setdefault(label, len(codes)) for label in labels]
    return np.array(numbers).reshape(array.shape)


def _signed(python: Array, r: Array) -> Array:
    # The sum over the first axis is, for each column, its product with Python's.
    with np.errstate(all="ignore"):
        products = np.sum(np.conj(python) * r, axis=0).real
    return np.where(products < 0, -r, r)


def _ordered(python: Array, r: Array) -> Array:
    real = not (np.iscomplexobj(python) or np.iscomplexobj(r))
    return _sorted_like(python, r) if python.ndim == 1 and real else r[_closest(python, r)]


def _sorted_like(python: Array, r: Array) -> Array:
    ordered = np.empty_like(r)
    ordered[np.argsort(_sortable(python), kind="stable")] = r[np.argsort(_sortable(r))]
    return ordered


def _sortable(x: Array) -> Array:
    return x.astype(str) if x.dtype == object else x  # NA has no place among strings


def _closest(python: Array, r: Array) -> list[int]:
    """Find for each element or row of Python the closest one of R that is still free.

    Sorting would not do: rounding decides the order of 1 - 2i and 1 + 2i by their real parts.
    """
    p, q = python.reshape(len(python), -1), r.reshape(len(r), -1)
    free = np.arange(len(q))
    places = []
    for row in p:
        with np.errstate(all="ignore"):
            distance = np.abs(q[free] - row)
        same = (q[free] == row) | (np.isnan(q[free]) & np.isnan(row))
        distance = np.where(same, 0.0, np.nan_to_num(distance, nan=np.inf)).max(axis=1)
        nearest = int(np.argmin(distance))
        places.append(int(free[nearest]))
        free = np.delete(free, nearest)
    return places

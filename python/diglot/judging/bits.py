"""Whether two values are the same to the last bit."""

from __future__ import annotations

from typing import Any

import numpy as np

from diglot.judging.outputs import flatten


def same_bits(x: Any, y: Any) -> bool:
    """Tell whether two results are the same to the last bit."""
    a, b = flatten(x), flatten(y)
    return list(a) == list(b) and all(_same_leaf(a[name], b[name]) for name in a)


def _same_leaf(x: Any, y: Any) -> bool:
    if x is None or y is None or isinstance(x, str | list | dict | tuple):
        return type(x) is type(y) and bool(x == y)
    x, y = np.asarray(x), np.asarray(y)
    if x.dtype == object or y.dtype == object:
        pairs = zip(x.ravel(), y.ravel(), strict=False)
        return x.shape == y.shape and all(p is q or bool(p == q) for p, q in pairs)
    return bool(x.dtype == y.dtype and x.shape == y.shape and x.tobytes() == y.tobytes())

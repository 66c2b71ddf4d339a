"""Axes of arrays, as NumPy's functions are told them."""

from __future__ import annotations

import operator
from typing import Any


def normal_axes(axis: Any, ndim: int) -> tuple[int, ...]:
    """Give axes as a tuple of numbers from 0; all of them for None."""
    if axis is None:
        return tuple(range(ndim))
    axes = axis if isinstance(axis, tuple) else (axis,)
    return tuple(range(ndim)[operator.index(k)] for k in axes)

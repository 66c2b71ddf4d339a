"""Seeded inputs: the same seed gives the same bits on every machine."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from diglot.bridge.na import NA_REAL

Array = NDArray[Any]


def normal(*shape: int, seed: int, mean: float = 0.0, std: float = 1.0) -> Array:
    """Draw normally distributed numbers of the given shape."""
    return mean + std * np.random.RandomState(seed).randn(*shape)


def uniform(*shape: int, seed: int, low: float = 0.0, high: float = 1.0) -> Array:
    """Draw numbers evenly spread from `low` to `high`."""
    return low + (high - low) * np.random.RandomState(seed).random_sample(shape)


def probabilities(rows: int, classes: int, *, seed: int) -> Array:
    """Draw a matrix of positive numbers whose rows sum to 1."""
    weights = uniform(rows, classes, seed=seed, low=0.01)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def labels(rows: int, classes: int, *, seed: int) -> Array:
    """Draw class numbers from 0."""
    return np.random.RandomState(seed).randint(0, classes, rows)


def one_hot(rows: int, classes: int, *, seed: int) -> Array:
    """Draw a matrix with a single 1 in each row, the rest 0."""
    return np.eye(classes)[labels(rows, classes, seed=seed)]


def extremes() -> Array:
    """Give the numbers on which ports break: zeros, tiny, huge, infinite, missing."""
    magnitudes = [0.0, 5e-324, 2.3e-308, 1e-16, 1e-8, 1.0, 36.7, 37.0, 709.0, 710.0, 745.0, 746.0]
    magnitudes += [1e16, 1e308, np.inf]
    return np.array([s * m for m in magnitudes for s in (1.0, -1.0)] + [np.nan, NA_REAL])

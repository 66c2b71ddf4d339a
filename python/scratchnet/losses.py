"""Loss functions. The R edition's page is `r/R/losses.R`."""

import numpy as np
from numpy.typing import ArrayLike

from scratchnet.checks import (
    Array,
    Number,
    as_class_numbers,
    as_numbers,
    as_one_number,
    as_probabilities,
    check_not_empty,
    check_same_shape,
    shape_text,
)
from scratchnet.datasets import one_hot


@np.errstate(all="ignore")
def cross_entropy_error(y: ArrayLike, t: ArrayLike, delta: float = 1e-7) -> Number:
    r"""Cross-entropy of predicted probabilities, averaged over the rows.

    .. math:: E = -\frac{1}{N} \sum_{n=1}^N \sum_{c=1}^C t_{nc} \log(y_{nc} + \delta)

    Parameters
    ----------
    y : array of shape (N, C) or (C,)
        Predicted probabilities from 0 to 1, one row for each sample; NaN passes through.
    t : array of shape (N, C), (C,) or (N,)
        Labels: one-hot or soft, in the shape of `y`, or one class number from 0 for each row.
    delta : float
        Added to `y` so that the logarithm of 0 stays finite.

    Returns
    -------
    float
        In nats; at least -log(1 + delta).

    Raises
    ------
    ValueError
        If `y` has no rows or lies outside 0 to 1, or `t` does not fit `y`.

    Notes
    -----
    Deep Learning from Scratch, section 4.2. Twin: R `cross_entropy_error`.
    """
    y = as_rows(as_probabilities(y, "y"), "y")
    t = as_label_rows(t, y.shape[0], y.shape[1])
    delta = as_one_number(delta, "delta")
    return -np.sum(x_log_y(t, y + delta)) / y.shape[0]


@np.errstate(all="ignore")
def mean_squared_error(y: ArrayLike, t: ArrayLike) -> Number:
    r"""Mean of the squared differences over all K elements.

    .. math:: E = \frac{1}{K} \sum_k (y_k - t_k)^2

    Parameters
    ----------
    y, t : arrays of the same shape
        Predictions and targets; at least one element; NaN passes through.

    Returns
    -------
    float
        At least 0.

    Raises
    ------
    ValueError
        If the shapes differ or there is no element.

    Notes
    -----
    The usual definition; the book's, with 1/2 in place of 1/K, is `sum_squared_error`.
    Twin: R `mean_squared_error`.
    """
    y, t = as_numbers(y, "y"), as_numbers(t, "t")
    check_same_shape(y, t, "y", "t")
    check_not_empty(y, "y")
    return np.sum((y - t) ** 2) / y.size


@np.errstate(all="ignore")
def sum_squared_error(y: ArrayLike, t: ArrayLike) -> Number:
    r"""Half the sum of the squared differences.

    .. math:: E = \frac{1}{2} \sum_k (y_k - t_k)^2

    Parameters
    ----------
    y, t : arrays of the same shape
        Predictions and targets; NaN passes through; the sum over no element is 0.

    Returns
    -------
    float
        At least 0.

    Raises
    ------
    ValueError
        If the shapes differ.

    Notes
    -----
    Deep Learning from Scratch, section 4.2. Twin: R `sum_squared_error`.
    """
    y, t = as_numbers(y, "y"), as_numbers(t, "t")
    check_same_shape(y, t, "y", "t")
    return 0.5 * np.sum((y - t) ** 2)


@np.errstate(all="ignore")
def binary_cross_entropy(y: ArrayLike, t: ArrayLike) -> Number:
    r"""Half the summed cross-entropy of yes-or-no predictions.

    .. math:: E = -\frac{1}{2} \sum_k \left( t_k \log y_k + (1 - t_k) \log(1 - y_k) \right)

    The half is the source's own; 0 log 0 counts as 0, its limit.

    Parameters
    ----------
    y, t : arrays of the same shape
        Predicted probabilities and labels, from 0 to 1; NaN passes through; the sum over no
        element is 0.

    Returns
    -------
    float
        In nats; at least 0; Inf where a prediction of exactly 0 or 1 is wrong.

    Raises
    ------
    ValueError
        If the shapes differ or `y` or `t` lies outside 0 to 1.

    Notes
    -----
    Study notes on chapter 4 of Deep Learning from Scratch, the logic gates.
    Twin: R `binary_cross_entropy`.
    """
    y, t = as_probabilities(y, "y"), as_probabilities(t, "t")
    check_same_shape(y, t, "y", "t")
    return -0.5 * np.sum(x_log_y(t, y) + x_log_y(1.0 - t, 1.0 - y))


def x_log_y(x: Array, y: Array) -> Array:
    """Give x log y, and 0, its limit, where both are 0: the plain product would be NaN there."""
    y = np.where((x == 0) & (y == 0), 1.0, y)
    return x * np.log(y)


def as_rows(x: Array, name: str) -> Array:
    """Take a vector as a matrix of one row; refuse higher ranks and 0 rows."""
    if x.ndim > 2:
        raise ValueError(f"`{name}` must be a vector or a matrix, not {shape_text(x)}.")
    rows = x if x.ndim == 2 else x.reshape(1, -1)
    if rows.shape[0] == 0:
        raise ValueError(f"`{name}` must have at least one row, not {shape_text(x)}.")
    return rows


def as_label_rows(t: ArrayLike, rows: int, classes: int) -> Array:
    """Take one-hot labels, soft labels or class numbers as a matrix of `rows` x `classes`."""
    t = as_numbers(t, "t")
    if t.shape == (rows, classes):
        return t
    if t.ndim < 2 and rows == 1 and t.size == classes:
        return t.reshape(1, classes)
    if t.ndim < 2 and t.size == rows:
        return one_hot(as_class_numbers(t, classes, "t"), classes)
    raise ValueError(
        f"`t` must be a {rows} x {classes} matrix of labels or hold one class number "
        f"for each of the {rows} rows, not {shape_text(t)}."
    )

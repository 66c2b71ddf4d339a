"""Activation functions. The R edition's page is `r/R/activations.R`.

NumPy warns of overflow where R is silent. The limits that both give are the right answers, so the
functions keep NumPy silent too, by `np.errstate`.
"""

import numpy as np
from numpy.typing import ArrayLike

from scratchnet.checks import Array, as_numbers


@np.errstate(all="ignore")
def sigmoid(x: ArrayLike) -> Array:
    r"""Logistic sigmoid, element by element.

    .. math:: \sigma(x) = 1 / (1 + e^{-x})

    Written with :math:`z = e^{-|x|}`, which cannot overflow: :math:`1 / (1 + z)` where `x` is
    not negative, and :math:`z / (1 + z)`, the same number, where it is.

    Parameters
    ----------
    x : array of any shape
        Any real numbers; the limits at -Inf and Inf are 0 and 1; NaN passes through.

    Returns
    -------
    array of the shape of `x`
        Numbers from 0 to 1.

    Raises
    ------
    ValueError
        If `x` does not hold numbers.

    Notes
    -----
    Deep Learning from Scratch, section 3.2. Twin: R `sigmoid`.
    """
    x = as_numbers(x, "x")
    z = np.exp(-np.abs(x))
    numerator = np.where(x >= 0, 1.0, z)
    return numerator / (1.0 + z)


@np.errstate(all="ignore")
def sigmoid_grad(x: ArrayLike) -> Array:
    r"""Slope of the logistic sigmoid, element by element.

    .. math:: \sigma'(x) = (1 - \sigma(x)) \, \sigma(x)

    Where :math:`\sigma(x)` is close to 1, the difference loses digits: the result is off by up to
    1e-16, which is little beside the largest slope, 1/4, and much beside a slope that small.

    Parameters
    ----------
    x : array of any shape
        Any real numbers: where the slope is asked for, not the sigmoid's value there; the limits
        at -Inf and Inf are 0; NaN passes through.

    Returns
    -------
    array of the shape of `x`
        Numbers from 0 to 1/4.

    Raises
    ------
    ValueError
        If `x` does not hold numbers.

    Notes
    -----
    Deep Learning from Scratch, section 5.5. Twin: R `sigmoid_grad`.
    """
    y = sigmoid(x)
    return (1.0 - y) * y


@np.errstate(all="ignore")
def softmax(x: ArrayLike) -> Array:
    r"""Softmax over the last axis.

    .. math:: y_k = e^{x_k - m} / \sum_i e^{x_i - m}, \quad m = \max_i x_i

    The shift by `m` changes nothing but keeps the exponentials from overflowing. It cannot keep
    Inf - Inf from being NaN; that is why `finite` comes first.

    Parameters
    ----------
    x : array of any shape
        Scores of the classes along the last axis: a vector, or a matrix with one row for each
        sample. -Inf and Inf act as the largest finite numbers; a row with NaN becomes NaN.

    Returns
    -------
    array of the shape of `x`
        Probabilities: each row sums to 1.

    Raises
    ------
    ValueError
        If `x` does not hold numbers.

    Notes
    -----
    Deep Learning from Scratch, section 3.5. Twin: R `softmax`.
    """
    x = finite(np.atleast_1d(as_numbers(x, "x")))
    m = row_max(x)
    e = np.exp(x - m)
    y: Array = e / np.sum(e, axis=-1, keepdims=True)
    return y


def finite(x: Array) -> Array:
    """Take -Inf and Inf as the largest finite numbers."""
    largest = np.finfo(np.float64).max
    clipped: Array = np.clip(x, -largest, largest)
    return clipped


def row_max(x: Array) -> Array:
    """Give the largest number of each row; NaN for a row with NaN."""
    # `initial` lets an empty row pass; every other finite number is at least as large.
    m: Array = np.max(x, axis=-1, keepdims=True, initial=-np.finfo(np.float64).max)
    return m

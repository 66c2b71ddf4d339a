"""The numerical gradient. The R edition's page is `r/R/gradients.R`."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from scratchnet.checks import Array, as_numbers, as_one_number, number_valued


@np.errstate(all="ignore")
def numerical_gradient(f: Callable[[Array], Any], x: ArrayLike, h: float = 1e-4) -> Array:
    r"""Gradient of any scalar function by central differences.

    .. math:: \frac{\partial f}{\partial x_i} \approx \frac{f(x + h e_i) - f(x - h e_i)}{2h}

    Parameters
    ----------
    f : function
        Takes an array of the shape of `x`, gives one number.
    x : array of any shape
        Where the gradient is asked for; it is not changed.
    h : float
        Step, in the unit of `x`.

    Returns
    -------
    array of the shape of `x`
        In the unit of `f` per unit of `x`.

    Raises
    ------
    ValueError
        If `f` is no function or does not give one number, or `x` does not hold numbers.

    Notes
    -----
    Deep Learning from Scratch, section 4.4. Twin: R `numerical_gradient`.
    """
    f = number_valued(f)
    x = np.array(as_numbers(x, "x"), subok=True)  # a copy: the caller's array stays as it is
    h = as_one_number(h, "h")
    gradient = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        center = x[i]
        x[i] = center + h
        above = f(x)
        x[i] = center - h
        below = f(x)
        x[i] = center
        gradient[i] = (above - below) / (2 * h)
    return gradient

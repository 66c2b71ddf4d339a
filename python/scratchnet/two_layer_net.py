"""The two-layer network. The R edition's page is `r/R/two_layer_net.R`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from scratchnet.activations import sigmoid, sigmoid_grad, softmax
from scratchnet.central_differences import cross_entropy_difference, fast_central_differences
from scratchnet.checks import (
    Array,
    Number,
    as_numbers,
    as_one_number,
    as_size,
    check_rng,
    shape_text,
)
from scratchnet.losses import as_label_rows, as_rows, cross_entropy_error
from scratchnet.printing import net_text


class TwoLayerNet:
    r"""A fully connected network with one hidden layer, for classification.

    .. math:: a_1 = x W_1 + b_1, z_1 = \sigma(a_1), a_2 = z_1 W_2 + b_2, y = softmax(a_2)

    Parameters
    ----------
    input_size, hidden_size, output_size : int
        Numbers of inputs D, hidden units H and classes C.
    weight_init_std : float
        Standard deviation of the first weights; the first biases are 0.
    rng : object with a method `randn`
        Where the weights are drawn from, W1 first: `np.random.RandomState(1)`, for example.

    Attributes
    ----------
    params : dict
        W1 of shape (D, H), b1 (H,), W2 (H, C), b2 (C,).

    Raises
    ------
    ValueError
        If a size is no whole number of at least 1, or `rng` has no `randn`.

    Notes
    -----
    Deep Learning from Scratch, section 4.5. Twin: R `TwoLayerNet`.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        output_size: int,
        weight_init_std: float = 0.01,
        rng: Any = None,
    ) -> None:
        input_size = as_size(input_size, "input_size")
        hidden_size = as_size(hidden_size, "hidden_size")
        output_size = as_size(output_size, "output_size")
        weight_init_std = as_one_number(weight_init_std, "weight_init_std")
        check_rng(rng, "randn")
        self.params: dict[str, Array] = {
            "W1": weight_init_std * rng.randn(input_size, hidden_size),
            "b1": np.zeros(hidden_size),
            "W2": weight_init_std * rng.randn(hidden_size, output_size),
            "b2": np.zeros(output_size),
        }

    __str__ = net_text

    @np.errstate(all="ignore")
    def stages(self, x: ArrayLike) -> dict[str, Array]:
        """All that is computed on the way from the inputs to the probabilities.

        Parameters
        ----------
        x : array of shape (N, D) or (D,)
            Inputs, one row for each sample.

        Returns
        -------
        dict
            a1 and z1 of shape (N, H), a2 and y of shape (N, C); without N for a vector `x`.

        Raises
        ------
        ValueError
            If `x` does not have D columns.

        Notes
        -----
        Twin: R `stages`.
        """
        p = self.params
        x = as_inputs(x, p["W1"].shape[0])
        a1 = x @ p["W1"] + p["b1"]
        z1 = sigmoid(a1)
        a2 = z1 @ p["W2"] + p["b2"]
        y = softmax(a2)
        return {"a1": a1, "z1": z1, "a2": a2, "y": y}

    def predict(self, x: ArrayLike) -> Array:
        """Probabilities of the classes.

        Parameters
        ----------
        x : array of shape (N, D) or (D,)
            Inputs, one row for each sample.

        Returns
        -------
        array of shape (N, C) or (C,)
            Each row sums to 1.

        Raises
        ------
        ValueError
            If `x` does not have D columns.

        Notes
        -----
        Twin: R `predict`.
        """
        return self.stages(x)["y"]

    def loss(self, x: ArrayLike, t: ArrayLike) -> Number:
        """Cross-entropy of the predictions, averaged over the rows.

        Parameters
        ----------
        x : array of shape (N, D) or (D,)
            Inputs, one row for each sample.
        t : array of shape (N, C), (C,) or (N,)
            Labels: one-hot, soft, or class numbers from 0.

        Returns
        -------
        float
            In nats.

        Raises
        ------
        ValueError
            If `x` does not have D columns or no rows, or `t` does not fit.

        Notes
        -----
        Twin: R `loss`.
        """
        return cross_entropy_error(self.predict(x), t)

    def accuracy(self, x: ArrayLike, t: ArrayLike) -> float:
        """Share of the rows whose most probable class is the right one.

        The first of equally probable classes counts; a row with NaN counts as wrong. The scores
        `a2` are compared, which softmax would only round: it keeps their order.

        Parameters
        ----------
        x : array of shape (N, D) or (D,)
            Inputs, one row for each sample.
        t : array of shape (N, C), (C,) or (N,)
            Labels: one-hot, soft, or class numbers from 0.

        Returns
        -------
        float
            From 0 to 1.

        Raises
        ------
        ValueError
            If `x` does not have D columns or no rows, or `t` does not fit.

        Notes
        -----
        Twin: R `accuracy`.
        """
        a2 = as_rows(self.stages(x)["a2"], "x")
        t = as_label_rows(t, a2.shape[0], a2.shape[1])
        return float(np.sum(same_class(a2, t)) / a2.shape[0])

    @np.errstate(all="ignore")
    def gradient(self, x: ArrayLike, t: ArrayLike) -> dict[str, Array]:
        r"""Gradient of the loss by backpropagation.

        .. math:: \partial E / \partial a_2 = (y \sum_c t_c - t) / N

        The labels of a row sum to 1 as a rule, which leaves the book's y - t. The small delta
        inside the loss is left out, as in the book.

        Parameters
        ----------
        x : array of shape (N, D) or (D,)
            Inputs, one row for each sample.
        t : array of shape (N, C), (C,) or (N,)
            Labels: one-hot, soft, or class numbers from 0.

        Returns
        -------
        dict
            The derivatives by W1, b1, W2 and b2, in their shapes.

        Raises
        ------
        ValueError
            If `x` does not have D columns or no rows, or `t` does not fit.

        Notes
        -----
        Deep Learning from Scratch, section 5.7. Twin: R `gradient`.
        """
        p = self.params
        x = as_rows(as_inputs(x, p["W1"].shape[0]), "x")
        s = self.stages(x)
        t = as_label_rows(t, s["y"].shape[0], s["y"].shape[1])
        da2 = (s["y"] * np.sum(t, axis=1, keepdims=True) - t) / x.shape[0]  # (N, C)
        dz1 = da2 @ p["W2"].T  # (N, H)
        da1 = dz1 * sigmoid_grad(s["a1"])  # (N, H)
        return {
            "W1": x.T @ da1,
            "b1": np.sum(da1, axis=0),
            "W2": s["z1"].T @ da2,
            "b2": np.sum(da2, axis=0),
        }

    def numerical_gradient(self, x: ArrayLike, t: ArrayLike, h: float = 1e-4) -> dict[str, Array]:
        """Gradient of the loss by central differences.

        The difference quotients of the function `numerical_gradient`, but only what a changed
        parameter changes is computed again.

        Parameters
        ----------
        x : array of shape (N, D) or (D,)
            Inputs, one row for each sample.
        t : array of shape (N, C), (C,) or (N,)
            Labels: one-hot, soft, or class numbers from 0.
        h : float
            Step, in the unit of the parameters.

        Returns
        -------
        dict
            The derivatives by W1, b1, W2 and b2, in their shapes.

        Raises
        ------
        ValueError
            If `x` does not have D columns or no rows, or `t` does not fit.

        Notes
        -----
        Deep Learning from Scratch, section 4.5. Twin: R `numerical_gradient`.
        """
        # A score may move by 100 before its exponential comes near to an overflow.
        return fast_central_differences(self, x, t, h, cross_entropy_difference, lambda y: 100.0)


def net_from_params(params: Mapping[str, ArrayLike]) -> TwoLayerNet:
    """Make a TwoLayerNet of given parameters.

    Parameters
    ----------
    params : mapping
        W1 of shape (D, H), b1 (H,), W2 (H, C), b2 (C,).

    Returns
    -------
    TwoLayerNet
        It holds these parameters, as numbers.

    Raises
    ------
    ValueError
        If a parameter is missing or the shapes do not fit each other.

    Notes
    -----
    Twin: R `net_from_params`.
    """
    missing = [name for name in ("W1", "b1", "W2", "b2") if name not in params]
    if missing:
        raise ValueError(f"`params` must have W1, b1, W2 and b2, but {missing[0]} is missing.")
    p = {name: as_numbers(params[name], name) for name in ("W1", "b1", "W2", "b2")}
    for name in ("W1", "W2"):
        if p[name].ndim != 2:
            raise ValueError(f"`{name}` must be a matrix, not {shape_text(p[name])}.")
    hidden, classes = p["W2"].shape
    check_size(p["W1"].shape[1], "W1", "columns", hidden, "rows of `W2`")
    for name, size, what in (("b1", hidden, "columns of `W1`"), ("b2", classes, "columns of `W2`")):
        if p[name].ndim > 1:
            raise ValueError(f"`{name}` must be a vector, not {shape_text(p[name])}.")
        p[name] = p[name].reshape(-1)
        check_size(p[name].size, name, "elements", size, what)
    net = object.__new__(TwoLayerNet)
    net.params = p
    return net


def check_size(got: int, name: str, unit: str, expected: int, what: str) -> None:
    """Refuse a size that does not fit another one."""
    if got != expected:
        raise ValueError(
            f"`{name}` must have {expected} {unit}, one for each of the {what}, not {got}."
        )


def as_inputs(x: ArrayLike, inputs: int) -> Array:
    """Take a vector of `inputs` numbers, or a matrix with that many columns."""
    x = np.atleast_1d(as_numbers(x, "x"))
    if x.ndim > 2:
        raise ValueError(f"`x` must be a vector or a matrix, not {shape_text(x)}.")
    unit = "columns" if x.ndim == 2 else "elements"
    check_size(x.shape[-1], "x", unit, inputs, "rows of `W1`")
    return x


def same_class(scores: Array, t: Array) -> Array:
    """Tell for each row whether the largest score stands where the largest label does."""
    usable = ~np.isnan(scores).any(axis=1) & ~np.isnan(t).any(axis=1)
    same: Array = np.argmax(scores, axis=1) == np.argmax(t, axis=1)
    return usable & same

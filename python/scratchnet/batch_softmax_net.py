"""The network with one softmax for a whole batch.

The R edition's page is `r/R/batch_softmax_net.R`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from scratchnet.activations import sigmoid
from scratchnet.central_differences import (
    Difference,
    Touched,
    at_classes,
    columns,
    fast_central_differences,
    label_slots,
    largest,
    sum_rows,
)
from scratchnet.checks import Array, Number
from scratchnet.losses import as_label_rows, as_rows, binary_cross_entropy
from scratchnet.printing import net_text
from scratchnet.two_layer_net import TwoLayerNet, as_inputs, net_from_params, same_class

#: Twenty terms of the logarithm's power series leave less than 2^-65 where its ratio is about 1/8.
SERIES_RATIO = 1 / 8
SERIES_TERMS = 20


class BatchSoftmaxNet:
    r"""A fully connected network with one hidden layer and one softmax for a whole batch.

    .. math:: a_1 = x W_1 + b_1, z_1 = \sigma(a_1), a_2 = z_1 W_2 + b_2, \quad
        y_{nc} = e^{a_{2,nc}} / \sum_{m,k} e^{a_{2,mk}}

    Unusual, and kept as in the source: the softmax sums over all rows and not over each, so that
    the probabilities of the whole batch sum to 1, and what a row is given depends on the others;
    it does not shift the scores, so that scores above 709 overflow to NaN; and the loss asks of
    each class whether it is the right one, `binary_cross_entropy`, so that it is about 350 for a
    batch of 100 in 10 classes. Such a net learns all the same, only slowly.

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
    Study notes on chapter 4 of Deep Learning from Scratch, the MNIST net.
    Twin: R `BatchSoftmaxNet`.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        output_size: int,
        weight_init_std: float = 0.01,
        rng: Any = None,
    ) -> None:
        # The parameters are a TwoLayerNet's; only what is made of the scores differs.
        net = TwoLayerNet(input_size, hidden_size, output_size, weight_init_std, rng)
        self.params: dict[str, Array] = net.params

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
        e = np.exp(a2)
        y = e / np.sum(e)
        return {"a1": a1, "z1": z1, "a2": a2, "y": y}

    def predict(self, x: ArrayLike) -> Array:
        """Probabilities of the classes, as shares of the whole batch.

        Parameters
        ----------
        x : array of shape (N, D) or (D,)
            Inputs, one row for each sample.

        Returns
        -------
        array of shape (N, C) or (C,)
            All rows together sum to 1; NaN where a score above 709 overflows.

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
        """Half the summed binary cross-entropy of the predictions.

        Parameters
        ----------
        x : array of shape (N, D) or (D,)
            Inputs, one row for each sample.
        t : array of shape (N, C), (C,) or (N,)
            Labels: one-hot, soft, or class numbers from 0.

        Returns
        -------
        float
            In nats; it grows with the number of rows.

        Raises
        ------
        ValueError
            If `x` does not have D columns or no rows, or `t` does not fit or lies outside 0 to 1.

        Notes
        -----
        Twin: R `loss`.
        """
        y = as_rows(self.predict(x), "x")
        return binary_cross_entropy(y, as_label_rows(t, y.shape[0], y.shape[1]))

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
            If `x` does not have D columns or no rows, or `t` does not fit or lies outside 0 to 1.

        Notes
        -----
        Twin: R `numerical_gradient`.
        """
        return fast_central_differences(
            self, x, t, h, batch_softmax_difference, batch_softmax_reach
        )


def batch_softmax_net_from_params(params: Mapping[str, ArrayLike]) -> BatchSoftmaxNet:
    """Make a BatchSoftmaxNet of given parameters.

    Parameters
    ----------
    params : mapping
        W1 of shape (D, H), b1 (H,), W2 (H, C), b2 (C,).

    Returns
    -------
    BatchSoftmaxNet
        It holds these parameters, as numbers.

    Raises
    ------
    ValueError
        If a parameter is missing or the shapes do not fit each other.

    Notes
    -----
    Twin: R `batch_softmax_net_from_params`.
    """
    net = object.__new__(BatchSoftmaxNet)
    net.params = net_from_params(params).params
    return net


def batch_softmax_reach(y: Array) -> Number:
    """Tell how far the scores may move for the series of `batch_softmax_difference`."""
    return SERIES_RATIO * (1.0 - largest(y))


def batch_softmax_difference(y: Array, t: Array) -> Callable[[Touched], Difference]:
    r"""Tell what moves u of the scores do to one softmax of all rows and `binary_cross_entropy`.

    The softmax's sum grows by a share q, the same for all rows:

    .. math:: y' = \frac{y e^u}{1 + q}, \quad q = \sum (y e^u - y), \quad -2 E' =
        \sum t (\log y + u) + \sum (1 - t) \log(1 + q - y e^u) - N C \log(1 + q)

    Rows that are not touched have u = 0; what they do to E' depends on q alone:

    .. math:: \sum (1 - t) \log \left( 1 + \frac{q}{1 - y} \right)
        = \sum_k \frac{(-1)^{k+1}}{k} q^k \sum \frac{1 - t}{(1 - y)^k}

    In the others, f being what stands in the logarithm, and few labels not being 0:

    .. math:: \sum (1 - t) \log f = \log \prod f - \sum t \log f
    """
    classes, labels = label_slots(t)
    powers = [np.sum((1.0 - t) / (1.0 - y) ** k, axis=1) for k in range(1, SERIES_TERMS + 1)]

    def difference_in(touched: Touched) -> Difference:
        y_k, classes_k, t_k, labelled_k = (
            columns(v, touched.rows) for v in (y, classes, labels, at_classes(y, classes))
        )
        sums = np.sum(y_k, axis=0)
        untouched = [np.sum(p) - sum_rows(touched, p[touched.rows]) for p in powers]

        def moved(m: Array, direction: Array) -> dict[str, Array]:
            y_moved = y_k * np.exp(direction[:, None] * m)  # (C, K)
            q = sum_rows(touched, np.sum(y_moved, axis=0) - sums)
            total = (1.0 + q)[touched.inputs]
            return {
                "product": np.prod(total - y_moved, axis=0),
                "label": total - labelled_k * np.exp(direction[classes_k] * m),
                "rest": logarithm_series(untouched, q) - y.size * np.log1p(q),
            }

        def difference(up: Array, down: Array, direction: Array) -> Array:
            above, below = moved(up, direction), moved(down, direction)
            u = direction[classes_k] * (up - down)
            at_labels = np.sum(t_k * (u - np.log(above["label"] / below["label"])), axis=0)
            rows = sum_rows(touched, np.log(above["product"] / below["product"]) + at_labels)
            loss: Array = -0.5 * (rows + above["rest"] - below["rest"])
            return loss

        return difference

    return difference_in


def logarithm_series(sums: list[Array], q: Array) -> Array:
    """Sum s_1 q - s_2 q^2 / 2 + s_3 q^3 / 3 - ..., the last terms first."""
    total = np.zeros_like(q)
    for k in range(len(sums), 0, -1):
        total = q * (sums[k - 1] / k - total)
    return total

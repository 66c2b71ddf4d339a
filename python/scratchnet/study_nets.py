"""The small networks of the study notes. The R edition's page is `r/R/study_nets.R`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from scratchnet.activations import sigmoid, sigmoid_grad, softmax
from scratchnet.central_differences import central_differences
from scratchnet.checks import (
    Array,
    Number,
    as_numbers,
    as_one_number,
    as_size,
    check_rng,
    shape_text,
)
from scratchnet.losses import (
    as_rows,
    binary_cross_entropy,
    cross_entropy_error,
    mean_squared_error,
)
from scratchnet.printing import net_text
from scratchnet.two_layer_net import check_size


class SimpleNet:
    r"""Two inputs, three classes and no bias: the smallest net with a gradient.

    .. math:: E = -\frac{1}{N} \sum_{n,c} t_{nc} \log(y_{nc} + \delta), \quad y = softmax(x W)

    Parameters
    ----------
    rng : object with a method `randn`
        Where the weights are drawn from: `np.random.RandomState(1)`, for example.
    delta : float
        Added to `y` so that the logarithm of 0 stays finite; the study notes on chapter 4 take
        1e-4, the book 1e-7.

    Attributes
    ----------
    params : dict
        W of shape (2, 3).
    delta : float
        As given.

    Raises
    ------
    ValueError
        If `rng` has no `randn`, or `delta` is not one number.

    Notes
    -----
    Deep Learning from Scratch, section 4.4, and two study notes on it. Twin: R `SimpleNet`.
    """

    def __init__(self, rng: Any = None, delta: float = 1e-7) -> None:
        check_rng(rng, "randn")
        self.params: dict[str, Array] = {"W": rng.randn(2, 3)}
        self.delta = as_one_number(delta, "delta")

    __str__ = net_text

    @np.errstate(all="ignore")
    def predict(self, x: ArrayLike) -> Array:
        """Scores of the classes, before any softmax.

        Parameters
        ----------
        x : array of shape (N, 2) or (2,)
            Inputs, one row for each sample.

        Returns
        -------
        array of shape (N, 3) or (3,)
            Any real numbers.

        Raises
        ------
        ValueError
            If `x` does not have two columns, or no rows.

        Notes
        -----
        Twin: R `predict`.
        """
        scores = as_input_rows(x, 2, "rows of `W`") @ self.params["W"]
        return scores if np.ndim(x) == 2 else scores[0]

    def loss(self, x: ArrayLike, t: ArrayLike) -> Number:
        """Cross-entropy of the softmax of the scores, averaged over the rows.

        Parameters
        ----------
        x : array of shape (N, 2) or (2,)
            Inputs, one row for each sample.
        t : array of shape (N, 3), (3,) or (N,)
            Labels: one-hot, soft, or class numbers from 0.

        Returns
        -------
        float
            In nats.

        Raises
        ------
        ValueError
            If `x` does not have two columns, or no rows, or `t` does not fit.

        Notes
        -----
        Twin: R `loss`.
        """
        return cross_entropy_error(softmax(self.predict(x)), t, self.delta)

    def numerical_gradient(self, x: ArrayLike, t: ArrayLike, h: float = 1e-4) -> dict[str, Array]:
        """Gradient of the loss by central differences.

        Parameters
        ----------
        x : array of shape (N, 2) or (2,)
            Inputs, one row for each sample.
        t : array of shape (N, 3), (3,) or (N,)
            Labels: one-hot, soft, or class numbers from 0.
        h : float
            Step, in the unit of the weights.

        Returns
        -------
        dict
            The derivatives by W, in its shape.

        Raises
        ------
        ValueError
            If `x` does not have two columns, or no rows, or `t` does not fit.

        Notes
        -----
        Twin: R `numerical_gradient`.
        """
        return central_differences(self, x, t, h)


class SingleLayerNet:
    r"""One sigmoid unit that is trained on squared errors.

    .. math:: y = \sigma(x W_o + b_o), \quad E = \frac{1}{N} \sum_n (t_n - y_n)^2

    Parameters
    ----------
    input_size : int
        Number of inputs D.
    rng : object with a method `randn`
        Where the weights are drawn from, `np.random.RandomState(1)`, for example; the first bias
        is 0.

    Attributes
    ----------
    params : dict
        Wo of shape (D, 1), bo (1,).

    Raises
    ------
    ValueError
        If `input_size` is no whole number of at least 1, or `rng` has no `randn`.

    Notes
    -----
    Study notes on a neural network in NumPy, with its backward pass by the chain rule.
    Twin: R `SingleLayerNet`.
    """

    def __init__(self, input_size: int, rng: Any = None) -> None:
        input_size = as_size(input_size, "input_size")
        check_rng(rng, "randn")
        self.params: dict[str, Array] = {"Wo": rng.randn(input_size, 1), "bo": np.zeros(1)}

    __str__ = net_text

    @np.errstate(all="ignore")
    def stages(self, x: ArrayLike, t: ArrayLike) -> dict[str, Array]:
        r"""All that is computed on the way there, to the errors, and back, to the gradient.

        .. math::
            \partial E_n / \partial W_o = \partial E_n / \partial y \cdot \partial y / \partial h_o
            \cdot \partial h_o / \partial W_o, \quad E_n = (t_n - y_n)^2

        Parameters
        ----------
        x : array of shape (N, D) or (D,)
            Inputs, one row for each sample.
        t : array of shape (N, 1) or (N,)
            Targets, one for each row.

        Returns
        -------
        dict
            ho, y_pred, MSE (of each row), dMSE_dy, dy_dho and dMSE_dho of shape (N, 1), delta_Wo
            (D, 1), delta_bo (1,).

        Raises
        ------
        ValueError
            If `x` does not have D columns, or no rows, or `t` does not fit.

        Notes
        -----
        Twin: R `stages`.
        """
        p = self.params
        x = as_input_rows(x, p["Wo"].shape[0], "rows of `Wo`")
        t = as_targets(t, x.shape[0])
        ho = x @ p["Wo"] + p["bo"]
        y_pred = sigmoid(ho)
        dMSE_dy = -2.0 * (t - y_pred)
        dy_dho = sigmoid_grad(ho)
        dMSE_dho = dMSE_dy * dy_dho
        return {
            "ho": ho,
            "y_pred": y_pred,
            "MSE": (t - y_pred) ** 2,
            "dMSE_dy": dMSE_dy,
            "dy_dho": dy_dho,
            "dMSE_dho": dMSE_dho,
            "delta_Wo": x.T @ dMSE_dho,
            "delta_bo": np.sum(dMSE_dho, axis=0),
        }

    @np.errstate(all="ignore")
    def predict(self, x: ArrayLike) -> Array:
        """Probability of a 1.

        Parameters
        ----------
        x : array of shape (N, D) or (D,)
            Inputs, one row for each sample.

        Returns
        -------
        array of shape (N, 1) or (1,)
            Numbers from 0 to 1.

        Raises
        ------
        ValueError
            If `x` does not have D columns, or no rows.

        Notes
        -----
        Twin: R `predict`.
        """
        p = self.params
        y = sigmoid(as_input_rows(x, p["Wo"].shape[0], "rows of `Wo`") @ p["Wo"] + p["bo"])
        return y if np.ndim(x) == 2 else y[0]

    def loss(self, x: ArrayLike, t: ArrayLike) -> Number:
        """Mean of the squared errors.

        Parameters
        ----------
        x : array of shape (N, D) or (D,)
            Inputs, one row for each sample.
        t : array of shape (N, 1) or (N,)
            Targets, one for each row.

        Returns
        -------
        float
            At least 0.

        Raises
        ------
        ValueError
            If `x` does not have D columns, or no rows, or `t` does not fit.

        Notes
        -----
        Twin: R `loss`.
        """
        y = np.atleast_2d(self.predict(x))
        return mean_squared_error(y, as_targets(t, y.shape[0]))

    def accuracy(self, x: ArrayLike, t: ArrayLike) -> float:
        """Share of the rows whose probability lies on the target's side of 0.5.

        A probability of exactly 0.5 counts as 0; a row with NaN counts as wrong.

        Parameters
        ----------
        x : array of shape (N, D) or (D,)
            Inputs, one row for each sample.
        t : array of shape (N, 1) or (N,)
            Targets, 0 or 1, one for each row.

        Returns
        -------
        float
            From 0 to 1.

        Raises
        ------
        ValueError
            If `x` does not have D columns, or no rows, or `t` does not fit.

        Notes
        -----
        Twin: R `accuracy`.
        """
        y = np.atleast_2d(self.predict(x))
        t = as_targets(t, y.shape[0])
        same = ((y > 0.5) == t) & ~np.isnan(y)
        return float(np.sum(same) / y.shape[0])

    def gradient(self, x: ArrayLike, t: ArrayLike) -> dict[str, Array]:
        r"""Gradient of the *summed* squared errors by the chain rule.

        The study notes do not divide by the number of rows on the way back, although their loss is
        the mean: this is N times the gradient of `loss`.

        Parameters
        ----------
        x : array of shape (N, D) or (D,)
            Inputs, one row for each sample.
        t : array of shape (N, 1) or (N,)
            Targets, one for each row.

        Returns
        -------
        dict
            The derivatives by Wo and bo, in their shapes.

        Raises
        ------
        ValueError
            If `x` does not have D columns, or no rows, or `t` does not fit.

        Notes
        -----
        Twin: R `gradient`.
        """
        s = self.stages(x, t)
        return {"Wo": s["delta_Wo"], "bo": s["delta_bo"]}


class LogicGate:
    r"""One sigmoid unit of two inputs, which can learn AND, OR and NAND but not XOR.

    .. math:: y = \sigma(x w + b)

    Parameters
    ----------
    rng : object with methods `randn` and `rand`
        Where the weights are drawn from, `randn(2)`, and then the bias, `rand(1)`:
        `np.random.RandomState(1)`, for example.

    Attributes
    ----------
    params : dict
        weights of shape (2,), bias (1,).

    Raises
    ------
    ValueError
        If `rng` has no `randn` or no `rand`.

    Notes
    -----
    Study notes on chapter 4 of Deep Learning from Scratch, the logic gates. Twin: R `LogicGate`.
    """

    def __init__(self, rng: Any = None) -> None:
        check_rng(rng, "randn", "rand")
        self.params: dict[str, Array] = {"weights": rng.randn(2), "bias": rng.rand(1)}

    __str__ = net_text

    @np.errstate(all="ignore")
    def predict(self, x: ArrayLike) -> Array:
        """Probability of a 1.

        Parameters
        ----------
        x : array of shape (N, 2) or (2,)
            Inputs, one row for each sample.

        Returns
        -------
        array of shape (N, 1) or (1,)
            Numbers from 0 to 1.

        Raises
        ------
        ValueError
            If `x` does not have two columns, or no rows.

        Notes
        -----
        Twin: R `predict`.
        """
        p = self.params
        rows = as_input_rows(x, 2, "elements of `weights`")
        y = sigmoid(rows @ p["weights"].reshape(-1, 1) + p["bias"])
        return y if np.ndim(x) == 2 else y[0]

    def loss(self, x: ArrayLike, t: ArrayLike) -> Number:
        """Half the summed cross-entropy of the predictions.

        Parameters
        ----------
        x : array of shape (N, 2) or (2,)
            Inputs, one row for each sample.
        t : array of shape (N, 1) or (N,)
            Targets from 0 to 1, one for each row.

        Returns
        -------
        float
            In nats.

        Raises
        ------
        ValueError
            If `x` does not have two columns, or no rows, or `t` does not fit.

        Notes
        -----
        Twin: R `loss`.
        """
        y = np.atleast_2d(self.predict(x))
        return binary_cross_entropy(y, as_targets(t, y.shape[0]))

    def numerical_gradient(self, x: ArrayLike, t: ArrayLike, h: float = 1e-5) -> dict[str, Array]:
        """Gradient of the loss by central differences.

        Parameters
        ----------
        x : array of shape (N, 2) or (2,)
            Inputs, one row for each sample.
        t : array of shape (N, 1) or (N,)
            Targets from 0 to 1, one for each row.
        h : float
            Step, in the unit of the parameters; the study notes take 1e-5.

        Returns
        -------
        dict
            The derivatives by weights and bias, in their shapes.

        Raises
        ------
        ValueError
            If `x` does not have two columns, or no rows, or `t` does not fit.

        Notes
        -----
        Twin: R `numerical_gradient`.
        """
        return central_differences(self, x, t, h)


class XorNet:
    r"""Two inputs, two hidden units and one output, all sigmoid: enough for XOR.

    .. math:: a_1 = x w_1 + b_1, z_1 = \sigma(a_1), y = \sigma(z_1 w_2 + b_2)

    Unusual, and kept as in the source: `W1` has two elements, not 2 x 2. Both hidden units weigh
    the inputs alike and differ by their biases only.

    Parameters
    ----------
    rng : object with methods `randn` and `rand`
        Where W1, `randn(2)`, b1, `rand(2)`, W2, `randn(2)`, and b2, `rand(1)`, are drawn from:
        `np.random.RandomState(1)`, for example.

    Attributes
    ----------
    params : dict
        W1 of shape (2,), b1 (2,), W2 (2,), b2 (1,).

    Raises
    ------
    ValueError
        If `rng` has no `randn` or no `rand`.

    Notes
    -----
    Study notes on chapter 4 of Deep Learning from Scratch, the XOR net. Twin: R `XorNet`.
    """

    def __init__(self, rng: Any = None) -> None:
        check_rng(rng, "randn", "rand")
        self.params: dict[str, Array] = {
            "W1": rng.randn(2),
            "b1": rng.rand(2),
            "W2": rng.randn(2),
            "b2": rng.rand(1),
        }

    __str__ = net_text

    @np.errstate(all="ignore")
    def stages(self, x: ArrayLike) -> dict[str, Array]:
        """All that is computed on the way from the inputs to the probability.

        Parameters
        ----------
        x : array of shape (N, 2) or (2,)
            Inputs, one row for each sample.

        Returns
        -------
        dict
            a1 and z1 of shape (N, 2), a2 and y of shape (N, 1).

        Raises
        ------
        ValueError
            If `x` does not have two columns, or no rows.

        Notes
        -----
        Twin: R `stages`.
        """
        p = self.params
        rows = as_input_rows(x, 2, "elements of `W1`")
        # (N, 1) + (2,) is (N, 2): one weighted sum for each row, with either bias.
        a1 = rows @ p["W1"].reshape(-1, 1) + p["b1"]
        z1 = sigmoid(a1)
        a2 = z1 @ p["W2"].reshape(-1, 1) + p["b2"]
        return {"a1": a1, "z1": z1, "a2": a2, "y": sigmoid(a2)}

    def predict(self, x: ArrayLike) -> Array:
        """Probability of a 1.

        Parameters
        ----------
        x : array of shape (N, 2) or (2,)
            Inputs, one row for each sample.

        Returns
        -------
        array of shape (N, 1) or (1,)
            Numbers from 0 to 1.

        Raises
        ------
        ValueError
            If `x` does not have two columns, or no rows.

        Notes
        -----
        Twin: R `predict`.
        """
        y = self.stages(x)["y"]
        return y if np.ndim(x) == 2 else y[0]

    def loss(self, x: ArrayLike, t: ArrayLike) -> Number:
        """Half the summed cross-entropy of the predictions.

        Parameters
        ----------
        x : array of shape (N, 2) or (2,)
            Inputs, one row for each sample.
        t : array of shape (N, 1) or (N,)
            Targets from 0 to 1, one for each row.

        Returns
        -------
        float
            In nats.

        Raises
        ------
        ValueError
            If `x` does not have two columns, or no rows, or `t` does not fit.

        Notes
        -----
        Twin: R `loss`.
        """
        y = np.atleast_2d(self.predict(x))
        return binary_cross_entropy(y, as_targets(t, y.shape[0]))

    def numerical_gradient(self, x: ArrayLike, t: ArrayLike, h: float = 1e-5) -> dict[str, Array]:
        """Gradient of the loss by central differences.

        Parameters
        ----------
        x : array of shape (N, 2) or (2,)
            Inputs, one row for each sample.
        t : array of shape (N, 1) or (N,)
            Targets from 0 to 1, one for each row.
        h : float
            Step, in the unit of the parameters; the study notes take 1e-5.

        Returns
        -------
        dict
            The derivatives by W1, b1, W2 and b2, in their shapes.

        Raises
        ------
        ValueError
            If `x` does not have two columns, or no rows, or `t` does not fit.

        Notes
        -----
        Twin: R `numerical_gradient`.
        """
        return central_differences(self, x, t, h)


def as_input_rows(x: ArrayLike, inputs: int, what: str) -> Array:
    """Take a vector of `inputs` numbers as one row, or a matrix with that many columns."""
    rows = as_rows(as_numbers(x, "x"), "x")
    check_size(rows.shape[1], "x", "columns", inputs, what)
    return rows


def as_targets(t: ArrayLike, rows: int) -> Array:
    """Take one number for each row as a column."""
    t = as_numbers(t, "t")
    if t.shape != (rows, 1) and not (t.ndim < 2 and t.size == rows):
        raise ValueError(
            f"`t` must hold one target for each of the {rows} rows, not {shape_text(t)}."
        )
    return t.reshape(rows, 1)

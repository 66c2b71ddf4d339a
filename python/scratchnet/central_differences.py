"""Central differences of a network's loss. The R edition's page is `r/R/central_differences.R`.

The plain loop computes the whole loss twice for each weight, though hardly anything has changed.
In a network of two layers, a1 = x W1 + b1, z1 = sigmoid(a1), a2 = z1 W2 + b2, a step h in

- W1[i, j] moves one hidden unit, z1[n, j], by m = sigmoid(a1[n, j] + h x[n, i]) - z1[n, j], and
  with it the scores a2[n] by m W2[j];
- W2[j, c] moves one score, a2[n, c], by m = h z1[n, j]: the scores a2[n] move by m e_c, where e_c
  is the unit vector of the class;

in the rows n where x[n, i], or z1[n, j], is not 0. A bias is the weight of an input that is always
1. So each step moves the scores of some rows by m along one direction, and it is left to say what
that does to the loss: for `TwoLayerNet` at the end of this page, for `BatchSoftmaxNet` on its own.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from scratchnet import gradients
from scratchnet.activations import sigmoid
from scratchnet.checks import Array, Number, as_numbers, as_one_number
from scratchnet.losses import as_label_rows, as_rows

#: No array on the way holds more numbers than this (4 MB), unless inputs, scores or weights do.
MOST_NUMBERS = 2**19

#: Takes the moves m of the touched rows for +h and for -h, and their direction; gives how far apart
#: they bring the loss, one number for each input of a block.
Difference = Callable[[Array, Array, Array], Array]


def central_differences(net: Any, x: ArrayLike, t: ArrayLike, h: float) -> dict[str, Array]:
    """Differentiate the loss by each parameter of any network, one element after the other."""

    def gradient_of(name: str) -> Array:
        def loss_with(values: Array) -> Number:
            changed = copy.copy(net)
            changed.params = {**net.params, name: values}
            return changed.loss(x, t)

        return gradients.numerical_gradient(loss_with, net.params[name], h)

    return {name: gradient_of(name) for name in net.params}


@np.errstate(all="ignore")
def fast_central_differences(
    net: Any,
    x: ArrayLike,
    t: ArrayLike,
    h: float,
    loss_difference: Callable[[Array, Array], Callable[[Touched], Difference]],
    reach: Callable[[Array], Number],
) -> dict[str, Array]:
    """Differentiate the loss by each parameter of a network of two layers.

    `loss_difference(y, t)` holds while no score moves by more than `reach(y)`. Beyond that, and
    where a number is not finite, the plain loop answers.
    """
    h = as_one_number(h, "h")
    loss = net.loss(x, t)  # which refuses what does not fit
    rows = as_rows(as_numbers(x, "x"), "x")
    p, s = net.params, net.stages(rows)
    finite = all(np.all(np.isfinite(v)) for v in (s["a1"], s["a2"], loss))
    if not (finite and largest_move(rows, p["W2"], h) <= reach(s["y"])):
        return central_differences(net, x, t, h)

    def hidden(j: int, n: Array, step: Array) -> Array:
        m: Array = sigmoid(s["a1"][:, j][n] + step) - s["z1"][:, j][n]
        return m

    def output(c: int, n: Array, step: Array) -> Array:
        return step

    difference_in = loss_difference(s["y"], as_label_rows(t, s["y"].shape[0], s["y"].shape[1]))
    first = layer_differences(rows, h, hidden, p["W2"], difference_in)
    second = layer_differences(s["z1"], h, output, np.eye(p["W2"].shape[1]), difference_in)
    return {"W1": first[:-1], "b1": first[-1], "W2": second[:-1], "b2": second[-1]}


def largest_move(x: Array, w2: Array, h: Number) -> Number:
    """Bound the move of any score: a sigmoid lies between 0 and 1, its slope is at most 1/4."""
    hidden = np.minimum(abs(h) * largest(x) / 4, 1.0)
    return np.maximum(hidden * largest(w2), abs(h))


def largest(x: Array) -> Number:
    """Give the largest absolute value."""
    return np.max(np.abs(x).reshape(-1))


def layer_differences(
    inputs: Array,
    h: Number,
    move: Callable[[int, Array, Array], Array],
    directions: Array,
    difference_in: Callable[[Touched], Difference],
) -> Array:
    """Differentiate by the weights of each input, in a row, to each unit; the last are the biases.

    `move(j, n, step)` tells how far unit j moves in the rows n, when its sum there moves by `step`;
    `directions[j]` is where the scores go then.
    """
    inputs = np.concatenate([inputs, np.ones_like(inputs[:, :1])], axis=1).T.copy()
    units, classes = directions.shape
    gradient = np.zeros_like(inputs, shape=(inputs.shape[0], units))
    width = max(1, MOST_NUMBERS // (inputs.shape[1] * classes))
    for start in range(0, inputs.shape[0], width):
        block = slice(start, start + width)
        touched = touched_rows(inputs[block])
        difference = difference_in(touched)
        for j in range(units):
            up = move(j, touched.rows, h * touched.values)
            down = move(j, touched.rows, -h * touched.values)
            gradient[block, j] = difference(up, down, directions[j]) / (2 * h)
    return gradient


class Touched(NamedTuple):
    """Which rows of the batch each input of a block touches: K pairs, input by input.

    Attributes
    ----------
    rows, inputs : arrays of K integers
        The pairs.
    values : array of K numbers
        The value of the input in the row.
    places : array of K integers
        Where it stands in the block, counted through.
    shape : tuple of int
        The block's.
    """

    rows: Array
    inputs: Array
    values: Array
    places: Array
    shape: tuple[int, ...]


def touched_rows(block: Array) -> Touched:
    """Find what each input of a block touches.

    The block has the inputs' values in each row of the batch, (inputs, N); 0 touches nothing.
    """
    places = np.flatnonzero(block)
    inputs, rows = np.divmod(places, block.shape[1])
    return Touched(rows, inputs, block.reshape(-1)[places], places, block.shape)


def sum_rows(touched: Touched, values: Array) -> Array:
    """Sum K values over the rows that each input touches."""
    table = np.zeros_like(values, shape=touched.shape[0] * touched.shape[1])
    table[touched.places] = values
    sums: Array = np.sum(table.reshape(touched.shape), axis=1)
    return sums


def label_slots(t: Array) -> tuple[Array, Array]:
    """Give the classes of the labels that are not 0, and these labels, row by row.

    A one-hot row needs one slot; there are as many as the fullest row needs, and 0s in the others.
    """
    slots = max(1, int(np.max(np.sum(t != 0, axis=1))))
    classes = np.argsort(t == 0, axis=1, kind="stable")[:, :slots]
    return classes, at_classes(t, classes)


def columns(x: Array, rows: Array) -> Array:
    """Give some rows' columns, a column to a row: NumPy is fast along the last axis."""
    return x[rows].T.copy()


def at_classes(x: Array, classes: Array) -> Array:
    """Pick some classes of each row."""
    picked: Array = x[np.arange(x.shape[0])[:, None], classes]
    return picked


def cross_entropy_difference(y: Array, t: Array) -> Callable[[Touched], Difference]:
    r"""Tell what moves u of the scores do to a softmax of each row and `cross_entropy_error`.

    .. math:: y'_{nc} = \frac{y_{nc} e^{u_{nc}}}{\sum_k y_{nk} e^{u_{nk}}}, \quad
        E' - E'' = -\frac{1}{N} \sum_{n,c} t_{nc} \log \frac{y'_{nc} + \delta}{y''_{nc} + \delta}

    Only the rows touched and the labels that are not 0 count.
    """
    delta = 1e-7  # as in `cross_entropy_error`
    classes, labels = label_slots(t)

    def difference_in(touched: Touched) -> Difference:
        y_k, classes_k, t_k, labelled_k = (
            columns(v, touched.rows) for v in (y, classes, labels, at_classes(y, classes))
        )

        def moved(m: Array, direction: Array) -> Array:
            total = np.sum(y_k * np.exp(direction[:, None] * m), axis=0)  # (C, K) -> (K,)
            y_moved: Array = labelled_k * np.exp(direction[classes_k] * m) / total
            return y_moved

        def difference(up: Array, down: Array, direction: Array) -> Array:
            logs = np.log((moved(up, direction) + delta) / (moved(down, direction) + delta))
            return sum_rows(touched, -np.sum(t_k * logs, axis=0) / y.shape[0])

        return difference

    return difference_in

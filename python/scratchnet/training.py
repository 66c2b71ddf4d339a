"""Training. The R edition's page is `r/R/training.R`."""

import copy
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from scratchnet.checks import (
    Array,
    Number,
    as_numbers,
    as_one_number,
    as_size,
    check_rng,
    check_same_shape,
    shape_text,
)
from scratchnet.datasets import Dataset
from scratchnet.two_layer_net import check_size

Net = TypeVar("Net", bound=Any)

_METHODS = {"backpropagation": "gradient", "numerical": "numerical_gradient"}


class Training(NamedTuple):
    """What `train` gives: the trained network and the history of its training.

    Attributes
    ----------
    net : network
        After the last step.
    losses : (iterations,) array
        The loss of each step, of its batch after the update.
    steps : (K,) array of integers
        The steps, from 0, after which the accuracies were taken.
    train_accuracies, test_accuracies : (K,) arrays
        The accuracies, of all training and of all test data.
    """

    net: Any
    losses: Array
    steps: Array
    train_accuracies: Array
    test_accuracies: Array


@np.errstate(all="ignore")
def sgd_update(net: Net, grads: Mapping[str, ArrayLike], learning_rate: float) -> Net:
    r"""One step of stochastic gradient descent.

    .. math:: W \leftarrow W - \eta \, \partial E / \partial W

    Parameters
    ----------
    net : network
        With its parameters in `params`; it is not changed.
    grads : mapping
        The gradient by each parameter, in its shape.
    learning_rate : float
        The step, :math:`\eta`.

    Returns
    -------
    network
        A new one, with the changed parameters.

    Raises
    ------
    ValueError
        If a gradient is missing or has another shape than its parameter.

    Notes
    -----
    Deep Learning from Scratch, section 4.5. Twin: R `sgd_update`.
    """
    learning_rate = as_one_number(learning_rate, "learning_rate")
    params = {}
    for name, values in net.params.items():
        if name not in grads:
            raise ValueError(f"`grads` must have a gradient by {name}.")
        gradient = as_numbers(grads[name], name)
        check_same_shape(values, gradient, f"params {name}", f"grads {name}")
        params[name] = values - learning_rate * gradient
    net = copy.copy(net)
    net.params = params
    return net


def train(
    net: Net,
    data: Dataset,
    iterations: int,
    batch_size: int = 100,
    learning_rate: float = 0.1,
    rng: Any = None,
    method: str = "backpropagation",
    iter_per_epoch: int | None = None,
    progress: Callable[..., object] | None = None,
) -> Training:
    """Train a network by stochastic gradient descent.

    Each step draws a batch, with replacement, goes down the slope of its loss, and takes the loss
    of the same batch afterwards. The accuracies are taken after step 0 and once in an epoch.

    Parameters
    ----------
    net : network
        Where the training starts; it is not changed.
    data : Dataset
        What to train with and to test on.
    iterations : int
        The number of steps, at least 1.
    batch_size : int
        The number of rows drawn for a step, at least 1.
    learning_rate : float
        How far a step goes down the slope.
    rng : object with a method `choice`
        Where the batches are drawn from: `np.random.RandomState(1)`, for example.
    method : str
        How the gradient is computed: "backpropagation" or "numerical".
    iter_per_epoch : int, optional
        The accuracies are taken after each step whose number, from 0, is a multiple of it. Unless
        given it is the whole part of rows / `batch_size`, and at least 1.
    progress : callable, optional
        Called after each step as `progress(step, net, loss, train_accuracy, test_accuracy)`; the
        accuracies are None where they were not taken.

    Returns
    -------
    Training
        The trained network as `net`, and its history: `losses`, `steps`, `train_accuracies`,
        `test_accuracies`.

    Raises
    ------
    ValueError
        If `data` is incomplete or its rows and labels do not match, a number is out of range, the
        method is unknown, or `rng` has no `choice`.

    Notes
    -----
    Deep Learning from Scratch, sections 4.5 and 5.7. A source document divides rows by
    `batch_size` without rounding; where that leaves a fraction it hardly ever meets an epoch.
    Twin: R `train`.
    """
    x_train, t_train, x_test, t_test = as_parts(data)
    iterations = as_size(iterations, "iterations")
    batch_size = as_size(batch_size, "batch_size")
    if method not in _METHODS:
        raise ValueError(f'`method` must be "backpropagation" or "numerical", not "{method}".')
    check_rng(rng, "choice")
    if iter_per_epoch is None:
        iter_per_epoch = max(len(x_train) // batch_size, 1)
    iter_per_epoch = as_size(iter_per_epoch, "iter_per_epoch")
    losses: list[Number] = []
    epochs: list[tuple[Number, ...]] = []
    for i in range(iterations):
        batch = rng.choice(len(x_train), batch_size)
        x, t = x_train[batch], t_train[batch]
        grads = getattr(net, _METHODS[method])(x, t)
        net = sgd_update(net, grads, learning_rate)
        losses.append(net.loss(x, t))
        accuracies = (None, None)
        if i % iter_per_epoch == 0:
            accuracies = net.accuracy(x_train, t_train), net.accuracy(x_test, t_test)
            epochs.append((i, *accuracies))
        if progress is not None:
            progress(i, net, losses[-1], *accuracies)
    return Training(net, np.array(losses), *map(np.array, zip(*epochs, strict=True)))


def as_parts(data: Dataset) -> list[Array]:
    """Take data apart, as numbers; refuse what is incomplete or has rows without labels."""
    names = ("x_train", "t_train", "x_test", "t_test")
    missing = [name for name in names if not hasattr(data, name)]
    if missing:
        raise ValueError(
            f"`data` must have x_train, t_train, x_test and t_test, but {missing[0]} is missing."
        )
    x_train, t_train, x_test, t_test = (as_numbers(getattr(data, name), name) for name in names)
    if x_train.ndim != 2 or len(x_train) == 0:
        raise ValueError(
            f"`x_train` must be a matrix with at least one row, not {shape_text(x_train)}."
        )
    check_size(len(np.atleast_1d(t_train)), "t_train", "labels", len(x_train), "rows of `x_train`")
    return [x_train, t_train, x_test, t_test]

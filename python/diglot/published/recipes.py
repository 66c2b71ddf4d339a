"""How the source documents' numbers come about, in Python. Its facing page is `recipes.R`.

Each recipe walks through a part of a document with the functions of scratchnet and gives all that
the document prints there, by name. Both pages compute by themselves, random draws included.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scratchnet import (
    BatchSoftmaxNet,
    LogicGate,
    SimpleNet,
    SingleLayerNet,
    TwoLayerNet,
    XorNet,
    one_hot,
    sgd_update,
    train,
)
from scratchnet.datasets import Dataset

Array = NDArray[Any]
Outputs = dict[str, Any]


# ---- Document 001 --------------------------------------------------------------------------------


def single_layer_net() -> Outputs:
    """Walk one sigmoid unit forward and backward, and update it once."""
    seed, learning_rate = 1234, 0.01
    rng = np.random.RandomState(seed)
    x = np.array([[0, 0, 1], [1, 1, 1], [1, 0, 1], [0, 1, 1]])
    y_true = np.array([[0], [1], [1], [0]])
    net = SingleLayerNet(3, rng)
    stages = net.stages(x, y_true)
    y_pred_class = (stages["y_pred"] > 0.5).astype(float)
    updated = sgd_update(net, net.gradient(x, y_true), learning_rate)
    # The printed weights of the second part are draws 10 to 12: its cell ran for the third time.
    for _ in range(3):
        second = SingleLayerNet(3, rng)
    return {
        "seed": seed,
        "val_x": np.linspace(-10, 10, 1000),
        "x": x,
        "y_true": y_true,
        "params": net.params,
        **stages,
        "mean_MSE": net.loss(x, y_true),
        "y_pred_class": y_pred_class,
        "y_match": (y_true == y_pred_class).astype(float),
        "acc": net.accuracy(x, y_true),
        "dho_dWo": x,
        "dho_dbo": np.ones((4, 1)),
        "updated": updated.params,
        "second": second.params,
    }


# ---- Document 002 --------------------------------------------------------------------------------


def two_layer_setting() -> Outputs:
    """Name the parameters of the net that document 002 trains."""
    net = TwoLayerNet(784, 50, 10, rng=np.random.RandomState(1))
    return {"params": list(net.params)}


def mnist_pictures(mnist: Dataset) -> Outputs:
    """Look at MNIST's shapes and at one picture of its test set."""
    index = 550 - 5
    t_train, t_test = one_hot(mnist.t_train, 10), one_hot(mnist.t_test, 10)
    x1, t1 = mnist.x_test[index], t_test[index]
    train_size, batch_size = mnist.x_train.shape[0], 100
    return {
        "shapes": [mnist.x_train.shape, t_train.shape, mnist.x_test.shape, t_test.shape],
        "train_size": train_size,
        "batch_size": batch_size,
        "iter_per_epoch": max(train_size // batch_size, 1),
        "index": index,
        "x1_shape": x1.shape,
        "t1_shape": t1.shape,
        "class": np.argmax(t1),
        "t1": t1,
        "classes": np.arange(10),
    }


def two_layer_net(mnist: Dataset, seed: int = 1) -> Outputs:
    """Train a 784-50-10 net by backpropagation, as document 002 does without a seed."""
    rng = np.random.RandomState(seed)
    net = TwoLayerNet(784, 50, 10, rng=rng)
    run = train(net, mnist, iterations=10000, batch_size=100, learning_rate=0.1, rng=rng)
    x1, t1 = mnist.x_test[545], one_hot(mnist.t_test[[545]], 10)[0]
    y1 = run.net.predict(x1)
    return {
        "epoch": run.steps // 600,
        "loss": run.losses[run.steps],
        "train_accuracy": run.train_accuracies,
        "test_accuracy": run.test_accuracies,
        "final_train_accuracy": run.net.accuracy(mnist.x_train, mnist.t_train),
        "final_test_accuracy": run.net.accuracy(mnist.x_test, mnist.t_test),
        "y1": y1,
        "same_class": bool(np.argmax(t1) == np.argmax(y1)),
    }


# ---- Document 003 --------------------------------------------------------------------------------


def rows_of_a_matrix() -> Outputs:
    """Count the rows of a matrix, from 0."""
    x = np.array([[1, 2, 3], [4, 5, 6]])
    return {"index": [index for index, _ in enumerate(x)], "rows": x}


def seeded_integers() -> Outputs:
    """Draw whole numbers from 1 to 9 after seed 4."""
    return {"integers": np.random.RandomState(4).randint(1, 10, 5)}


def simple_net() -> Outputs:
    """Predict with two inputs and three classes, and differentiate the loss."""
    net = SimpleNet(np.random.RandomState(1), delta=1e-4)
    x, t = np.array([0.6, 0.9]), np.array([0, 0, 1])
    p = net.predict(x)
    return {
        "W": net.params["W"],
        "x": x,
        "p": p,
        "argmax": np.argmax(p),
        "t": t,
        "loss": net.loss(x, t),
        "dW": net.numerical_gradient(x, t)["W"],
    }


def unseeded_draw() -> Outputs:
    """Draw two numbers where the generator stood when document 003 drew them.

    Nothing in the document says where that was. Seed 1, a SimpleNet and 2,001 gates lead there:
    one gate, and two for each of 1,000 epochs.
    """
    rng = np.random.RandomState(1)
    SimpleNet(rng)
    for _ in range(2001):
        LogicGate(rng)
    return {"randn": rng.randn(2)}


_TABLE = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def logic_gates() -> Outputs:
    """Train four gates and the XOR net, each from seed 1.

    Beside every net the document prints the weights and the bias of its AND gate.
    """
    and_gate, and_printed = _train_net(_gate(), [0, 0, 0, 1], 0.1)
    _, or_printed = _train_net(_gate(), [0, 1, 1, 1], 0.1, shown=and_gate)
    _, nand_printed = _train_net(_gate(), [1, 1, 1, 0], 0.1, shown=and_gate)
    _, xor_printed = _train_net(_gate(), [0, 1, 1, 0], 0.1, shown=and_gate)
    net = XorNet(np.random.RandomState(1))
    net, slow_printed = _train_net(net, [0, 1, 1, 0], 0.1, shown=and_gate)
    net, fast_printed = _train_net(net, [0, 1, 1, 0], 0.3, shown=and_gate)
    return {
        "AND": and_printed,
        "OR": or_printed,
        "NAND": nand_printed,
        "XOR": xor_printed,
        "XOR_net": slow_printed,
        "XOR_net_faster": fast_printed,
    }


def _gate() -> LogicGate:
    return LogicGate(np.random.RandomState(1))


def _train_net(
    net: Any, t: list[int], learning_rate: float, shown: LogicGate | None = None
) -> tuple[Any, Outputs]:
    """Train for 1,000 epochs and keep what is printed after each hundred."""
    losses, weights, biases = [], [], []
    for epoch in range(1, 1001):
        net = sgd_update(net, net.numerical_gradient(_TABLE, t), learning_rate)
        if epoch % 100 == 0:
            losses.append(net.loss(_TABLE, t))
            params = (shown or net).params
            weights.append(params["weights"])
            biases.append(params["bias"])
    printed = {
        "epoch": np.arange(100, 1001, 100),
        "loss": np.array(losses),
        "weights": np.array(weights),
        "bias": np.array(biases),
        "prediction": net.predict(_TABLE),
    }
    return net, printed


def batch_softmax_net(mnist: Dataset, epochs: int = 98) -> Outputs:
    """Train a 784-64-10 net by central differences, an epoch being one step."""
    mnist = in_single_precision(mnist)
    rng = np.random.RandomState(1)
    net = BatchSoftmaxNet(784, 64, 10, weight_init_std=0.01, rng=rng)
    run = train(net, mnist, epochs, rng=rng, method="numerical", iter_per_epoch=1)
    return {
        "train_size": mnist.x_train.shape[0],
        "epoch": run.steps + 1,
        "cost": run.losses,
        "train_accuracy": run.train_accuracies,
        "test_accuracy": run.test_accuracies,
    }


def in_single_precision(mnist: Dataset) -> Dataset:
    """Round the pixels as the loader of the book does, whose arrays have 24 bits.

    It changes the costs in the 9th digit.
    """
    x_train, x_test = (x.astype(np.float32).astype(float) for x in (mnist.x_train, mnist.x_test))
    return mnist._replace(x_train=x_train, x_test=x_test)


#: The recipes that need nothing, and those that are given MNIST.
WITHOUT_DATA: dict[str, Callable[[], Outputs]] = {
    recipe.__name__: recipe
    for recipe in (
        single_layer_net,
        two_layer_setting,
        rows_of_a_matrix,
        seeded_integers,
        simple_net,
        unseeded_draw,
        logic_gates,
    )
}
WITH_MNIST: dict[str, Callable[[Dataset], Outputs]] = {
    recipe.__name__: recipe for recipe in (mnist_pictures, two_layer_net, batch_softmax_net)
}

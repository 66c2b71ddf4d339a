"""A small neural-network library from the book "Deep Learning from Scratch", in NumPy.

Its twin is the R package of the same name: the same files, functions, arguments and words.
"""

from scratchnet.activations import sigmoid, sigmoid_grad, softmax
from scratchnet.datasets import Dataset, load_digits, load_mnist, one_hot, read_idx
from scratchnet.gradients import numerical_gradient
from scratchnet.losses import (
    binary_cross_entropy,
    cross_entropy_error,
    mean_squared_error,
    sum_squared_error,
)
from scratchnet.training import sgd_update
from scratchnet.two_layer_net import TwoLayerNet, net_from_params

__all__ = [
    "Dataset",
    "TwoLayerNet",
    "binary_cross_entropy",
    "cross_entropy_error",
    "load_digits",
    "load_mnist",
    "mean_squared_error",
    "net_from_params",
    "numerical_gradient",
    "one_hot",
    "read_idx",
    "sgd_update",
    "sigmoid",
    "sigmoid_grad",
    "softmax",
    "sum_squared_error",
]

"""A small neural-network library from the book "Deep Learning from Scratch", in NumPy.

Its twin is the R package of the same name: the same files, functions, arguments and words.
"""

from scratchnet.activations import sigmoid, sigmoid_grad, softmax
from scratchnet.batch_softmax_net import BatchSoftmaxNet, batch_softmax_net_from_params
from scratchnet.datasets import Dataset, load_digits, load_mnist, one_hot, read_idx
from scratchnet.gradients import numerical_gradient
from scratchnet.losses import (
    binary_cross_entropy,
    cross_entropy_error,
    mean_squared_error,
    sum_squared_error,
)
from scratchnet.study_nets import LogicGate, SimpleNet, SingleLayerNet, XorNet
from scratchnet.training import sgd_update, train
from scratchnet.two_layer_net import TwoLayerNet, net_from_params

__all__ = [
    "BatchSoftmaxNet",
    "Dataset",
    "LogicGate",
    "SimpleNet",
    "SingleLayerNet",
    "TwoLayerNet",
    "XorNet",
    "batch_softmax_net_from_params",
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
    "train",
]

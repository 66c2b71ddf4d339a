"""A few layers of a neural network, as a course writes them."""

import numpy as np


class Affine:
    """``x @ W + b``, a row for each example."""

    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        """Give the outputs, and keep what `backward` needs."""
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        """Give the gradients for `x`, `W` and `b`."""
        return {"dx": dout @ self.W.T, "dW": self.x.T @ dout, "db": dout.sum(axis=0)}


def softmax(x):
    """Give the probabilities of the classes, a row for each example."""
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def cross_entropy_error(y, t):
    """Give the mean loss; `t` holds class numbers from 0."""
    return -np.log(y[np.arange(len(t)), t] + 1e-7).sum() / len(t)


def relu(x):
    """Give the positive part."""
    return np.maximum(x, 0)


def dropout(x, mask, ratio=0.5):
    """Leave out what the mask leaves out, and scale the rest to the same mean."""
    return x * mask / (1 - ratio)


def batch_normalize(x, gamma, beta, eps=1e-7):
    """Centre and scale each column by its own mean and variance."""
    mean, variance = x.mean(axis=0), x.var(axis=0)
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta

"""The layers and their port: `diglot verify examples/layers/twins.py` finds its three mistakes."""

import numpy as np
from layers import Affine, batch_normalize, cross_entropy_error, dropout, relu, softmax

from diglot import Case, Twin
from diglot.inputs import labels, normal, probabilities

PORT = ["layers.R"]
W, b = normal(4, 3, seed=1), normal(3, seed=2)
x, dout = normal(5, 4, seed=3), normal(5, 3, seed=4)


def affine_backward(x, W, b, dout):
    """Call both methods of the layer, since objects do not cross to R."""
    layer = Affine(W, b)
    layer.forward(x)
    return layer.backward(dout)


TWINS = [
    Twin(
        "affine",
        python=lambda x, W, b: Affine(W, b).forward(x),
        r="affine",
        r_files=PORT,
        cases=[Case("batch", x, W, b), Case("square", x[:3, :3], W[:3], b)],
    ),
    Twin(
        "affine backward",
        python=affine_backward,
        r="affine_backward",
        r_files=PORT,
        cases=[Case("batch", x, W, b, dout), Case("square", x[:3, :3], W[:3], b, dout[:3])],
    ),
    Twin(
        "softmax",
        python=softmax,
        r="softmax",
        r_files=PORT,
        cases=[Case("batch", x), Case("square", x[:4]), Case("equal", np.zeros((2, 3)))],
    ),
    Twin(
        "cross_entropy_error",
        python=cross_entropy_error,
        r="cross_entropy_error",
        r_files=PORT,
        cases=[Case("batch", probabilities(5, 3, seed=5), labels(5, 3, seed=6))],
    ),
    Twin(
        "relu",
        python=relu,
        r="relu",
        r_files=PORT,
        cases=[Case("batch", x), Case("zeros", np.zeros((2, 2)))],
    ),
    Twin(
        "dropout",
        python=dropout,
        r="dropout",
        r_files=PORT,
        cases=[Case("half", x, x > 0), Case("a third", x, x > 0.4, 1 / 3)],
    ),
    Twin(
        "batch_normalize",
        python=batch_normalize,
        r="batch_normalize",
        r_files=PORT,
        cases=[
            Case("batch", x, normal(4, seed=7), normal(4, seed=8)),
            Case("two rows", x[:2], np.ones(4), np.zeros(4)),
        ],
    ),
]

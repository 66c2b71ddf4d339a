"""The fast gradients of R in blocks of few inputs, as nets and batches too large for one take them.

The limit is R's own; the original answers in one piece, and the same must come out.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from diglot.catalogue import mistakes
from diglot.catalogue.mistakes import R_FILES
from diglot.catalogue.two_layer_net import Params, params_of
from diglot.inputs import labels, normal, probabilities
from diglot.twin import Case, Fault, Twin
from scratchnet.batch_softmax_net import BatchSoftmaxNet, batch_softmax_net_from_params
from scratchnet.two_layer_net import TwoLayerNet, net_from_params

_R = """function(params, x, t, limit) {{
  blocks <- new.env(parent = globalenv())
  blocks$most_numbers <- limit
  method <- "numerical_gradient.{net}"
  for (name in c("layer_differences", "fast_central_differences", method)) {{
    part <- get(name)
    environment(part) <- blocks
    assign(name, part, envir = blocks)
  }}
  blocks[[method]]({make}(params), x, t)
}}"""

_PARAMS = params_of(5, 3, 3, seed=700)
_X = normal(4, 5, seed=701) * (normal(4, 5, seed=702) > -0.5)
_T = labels(4, 3, seed=703)

# 12 numbers for each input, of which there are 5 and the bias.
_CASES = [
    Case("one input to a block", _PARAMS, _X, _T, 1),
    Case("two inputs to a block", _PARAMS, _X, _T, 24),
    Case("four inputs, then two", _PARAMS, _X, probabilities(4, 3, seed=704), 59),
    Case("five inputs, then one", _PARAMS, _X, _T, 60),
]


def _two_layer(params: Params, x: Any, t: Any, limit: int) -> Params:
    return net_from_params(params).numerical_gradient(x, t)


def _batch_softmax(params: Params, x: Any, t: Any, limit: int) -> Params:
    return batch_softmax_net_from_params(params).numerical_gradient(x, t)


def _first_block_only(original: Any) -> Fault:
    def faulty(params: Params, x: Any, t: Any, limit: int) -> Params:
        inputs = max(1, limit // 12)
        gradient: Params = original(params, x, t, limit)
        rows = np.arange(len(gradient["W1"])).reshape(-1, 1)
        return {**gradient, "W1": np.where(rows < inputs, gradient["W1"], 0.0)}

    return Fault("first block only", faulty, "for (start in seq(1, ncol(inputs), by = width)).")


TWINS = [
    Twin(
        f"numerical_gradient of {net} in blocks",
        python=original,
        r=_R.format(net=net, make=make),
        r_files=R_FILES,
        cases=_CASES,
        faults=[_first_block_only(original), mistakes.order_in_memory(original)],
        shows=(method, f"numerical_gradient.{net}"),
    )
    for net, make, original, method in (
        ("TwoLayerNet", "net_from_params", _two_layer, TwoLayerNet.numerical_gradient),
        (
            "BatchSoftmaxNet",
            "batch_softmax_net_from_params",
            _batch_softmax,
            BatchSoftmaxNet.numerical_gradient,
        ),
    )
]

"""How many times faster than the plain loop are the networks' own numerical gradients?

    python benchmarks/bench_numerical_gradient.py

Both are measured in one run, in turns, with one BLAS thread, on a batch of 100 of MNIST. The plain
loop, `numerical_gradient(f, x)` of the whole loss, would take minutes: it is measured on a random
subset of the first layer's weights, each of which costs it as much as any other parameter, and
scaled to all parameters. Of several rounds the best counts. The last column is the largest
difference between the two over that subset.
"""

import os
import time
from pathlib import Path

from diglot.environment import single_blas_thread

single_blas_thread()  # before NumPy is imported

import numpy as np  # noqa: E402

from diglot.bridge.process import RProcess  # noqa: E402
from diglot.paths import R_EDITION  # noqa: E402
from scratchnet import (  # noqa: E402
    BatchSoftmaxNet,
    TwoLayerNet,
    load_mnist,
    numerical_gradient,
    one_hot,
)

ROUNDS = 5
SUBSET = 50  # weights of the plain loop in each round
SHARED = Path(__file__).parents[2] / "shared" / "mnist"

R_SECONDS = """function(make, params, x, t, places, rounds) {
  net <- get(make)(1, 1, 1, rng = random_state(1))
  net$params <- params
  loss_with <- function(values) {
    net$params$W1[places] <- values
    loss(net, x, t)
  }
  seconds <- function(code) {
    start <- proc.time()[["elapsed"]]
    force(code)
    proc.time()[["elapsed"]] - start
  }
  fast <- plain <- numeric(rounds)
  for (i in seq_len(rounds)) {
    fast[i] <- seconds(found <- numerical_gradient(net, x, t))
    plain[i] <- seconds(expected <- numerical_gradient(loss_with, params$W1[places]))
  }
  list(fast = min(fast), plain = min(plain), apart = max(abs(found$W1[places] - expected)))
}"""


def python_seconds(net, x, t, places):
    """Measure the whole fast gradient, the plain one of some weights, and how far they differ."""
    w1 = net.params["W1"]
    start = w1.flat[places]
    fast, plain = [], []

    def loss_with(values):
        w1.flat[places] = values
        return net.loss(x, t)

    for _ in range(ROUNDS):
        w1.flat[places] = start
        began = time.perf_counter()
        found = net.numerical_gradient(x, t)
        between = time.perf_counter()
        expected = numerical_gradient(loss_with, start)
        plain.append(time.perf_counter() - between)
        fast.append(between - began)
    w1.flat[places] = start
    return min(fast), min(plain), np.max(np.abs(found["W1"].flat[places] - expected))


def r_seconds(r, net, x, t, places):
    """Measure the same in R, by its own clock."""
    row, column = np.unravel_index(places, net.params["W1"].shape)
    places = np.ravel_multi_index((row, column), net.params["W1"].shape, order="F") + 1
    args = [type(net).__name__, net.params, x, t, places, ROUNDS]
    answer = r.call(R_SECONDS, args, files=[R_EDITION], timeout=600).value
    return answer["fast"].item(), answer["plain"].item(), answer["apart"].item()


def main():
    mnist = load_mnist(os.environ.get("SCRATCHNET_MNIST") or (SHARED if SHARED.is_dir() else None))
    rng = np.random.RandomState(1)
    batch = rng.choice(60000, 100)
    x, t = mnist.x_train[batch], one_hot(mnist.t_train[batch], 10)
    print(
        f"{'numerical gradient':26}{'':8}{'plain, s':>10}{'fast, s':>10}{'times':>8}{'apart':>10}"
    )
    with RProcess() as r:
        for net in (TwoLayerNet(784, 50, 10, rng=rng), BatchSoftmaxNet(784, 64, 10, rng=rng)):
            parameters = sum(v.size for v in net.params.values())
            places = rng.choice(net.params["W1"].size, SUBSET, replace=False)
            for language, (fast, plain, apart) in {
                "Python": python_seconds(net, x, t, places),
                "R": r_seconds(r, net, x, t, places),
            }.items():
                plain *= parameters / SUBSET
                name = f"{type(net).__name__}, {parameters:,}"
                print(f"{name:26}{language:8}{plain:10.1f}{fast:10.3f}", end="")
                print(f"{plain / fast:8.0f}{apart:10.1g}", flush=True)


if __name__ == "__main__":
    main()

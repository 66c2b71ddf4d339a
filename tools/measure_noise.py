"""Measure how rounding noise grows while the nets of document 003 are trained.

    python tools/measure_noise.py MNIST_FOLDER

A run is repeated with first weights that are one unit in the last place off, and in R: what then
differs is rounding alone, amplified by the training. Writes shared_data/published/003_noise.json:
for the gates and the XOR net the largest relative difference of each printed loss over 20 such
runs, for the net on MNIST the difference of the cost at every epoch. Takes about ten minutes.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from unittest.mock import patch

from diglot.environment import single_blas_thread, summary

single_blas_thread()  # before NumPy is imported

import numpy as np  # noqa: E402

from diglot.bridge.process import RProcess  # noqa: E402
from diglot.catalogue import R_ENVIRONMENT  # noqa: E402
from diglot.paths import R_EDITION  # noqa: E402
from diglot.published import recipes  # noqa: E402
from diglot.published.compute import RECIPES_R  # noqa: E402
from diglot.published.numbers import FOLDER, as_text  # noqa: E402
from scratchnet import load_mnist  # noqa: E402

NOISE = FOLDER / "003_noise.json"
RUNS = 20


def nudged(network: Callable[..., Any], seed: int) -> Callable[..., Any]:
    """Make a network's first parameters one unit in the last place larger or smaller."""

    def make(*args: Any, **options: Any) -> Any:
        net, rng = network(*args, **options), np.random.RandomState(seed)
        for name, values in net.params.items():
            towards = np.where(rng.rand(*values.shape) < 0.5, -np.inf, np.inf)
            net.params[name] = np.where(values == 0, 0, np.nextafter(values, towards))
        return net

    return make


def noise_of_gates() -> dict[str, list[float]]:
    """Compare each net's losses with those of nudged runs."""
    undisturbed = recipes.logic_gates()
    largest = {name: np.zeros(10) for name in undisturbed}
    for seed in range(RUNS):
        with (
            patch.object(recipes, "LogicGate", nudged(recipes.LogicGate, seed)),
            patch.object(recipes, "XorNet", nudged(recipes.XorNet, seed)),
        ):
            disturbed = recipes.logic_gates()
        for name, printed in undisturbed.items():
            change = np.abs(disturbed[name]["loss"] / printed["loss"] - 1)
            largest[name] = np.maximum(largest[name], change)
        print("gates, run", seed + 1, flush=True)
    return {name: _two_digits(change) for name, change in largest.items()}


def noise_on_mnist(folder: Path, epochs: int) -> dict[str, list[float]]:
    """Compare the costs of a run with those of a nudged one and with R's."""
    data = load_mnist(folder)
    with RProcess(timeout=3600, environment=R_ENVIRONMENT) as r, ThreadPoolExecutor(1) as thread:
        in_r = thread.submit(
            r.call, "batch_softmax_net", [str(folder), epochs], files=[R_EDITION, RECIPES_R]
        )
        cost = recipes.batch_softmax_net(data, epochs)["cost"]
        print("MNIST, undisturbed", flush=True)
        with patch.object(recipes, "BatchSoftmaxNet", nudged(recipes.BatchSoftmaxNet, 0)):
            disturbed = recipes.batch_softmax_net(data, epochs)["cost"]
        print("MNIST, nudged", flush=True)
        return {
            "first weights one unit in the last place apart": _two_digits(disturbed - cost),
            "Python and R": _two_digits(in_r.result().value["cost"] - cost),
        }


def _two_digits(x: Any) -> list[float]:
    return [float(f"{value:.1e}") for value in np.abs(x)]


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the rounding noise of document 003.")
    parser.add_argument("mnist", type=Path, metavar="MNIST_FOLDER")
    parser.add_argument("--epochs", type=int, default=98, help="on MNIST (%(default)s)")
    parser.add_argument("--output", type=Path, default=NOISE, help="default: %(default)s")
    options = parser.parse_args()
    content = {
        "command": "python tools/measure_noise.py MNIST_FOLDER",
        "environment": summary(),
        "relative difference of the loss": noise_of_gates(),
        "difference of the cost on MNIST": noise_on_mnist(options.mnist.resolve(), options.epochs),
    }
    options.output.write_text(as_text(content), encoding="utf-8")


if __name__ == "__main__":
    main()

"""Measure how far the accuracies of document 002 spread from seed to seed, in both languages.

    python tools/measure_spread.py MNIST_FOLDER

The document's run has no seed. This trains its net 20 times, with the seeds 1 to 20, and writes
shared_data/published/002_spread.json: how many pictures each run gets right after each epoch and
at the end. Both languages run at the same time; together they take about half an hour.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

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

SPREAD = FOLDER / "002_spread.json"
PICTURES = {
    "train_accuracy": 60000,
    "test_accuracy": 10000,
    "final_train_accuracy": 60000,
    "final_test_accuracy": 10000,
}


def right_ones(outputs: dict[str, Any]) -> dict[str, Any]:
    """Count the pictures that a run gets right: whole numbers, unlike their shares."""
    counts = {}
    for name, pictures in PICTURES.items():
        exact = np.asarray(outputs[name]) * pictures
        counts[name] = np.rint(exact).astype(int).tolist()
        if np.abs(exact - counts[name]).max() > 1e-6:
            raise ValueError(f"{name} must be shares of {pictures} pictures, not {outputs[name]}.")
    return counts


def runs(language: str, run: Any, seeds: range) -> dict[str, Any]:
    """Make one run for each seed and gather their counts by name."""
    found = []
    for seed in seeds:
        found.append(right_ones(run(seed)))
        print(language, seed, found[-1]["final_train_accuracy"], flush=True)
    return {name: [np.ravel(counts[name]).tolist() for counts in found] for name in PICTURES}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the spread of document 002.")
    parser.add_argument("mnist", type=Path, metavar="MNIST_FOLDER")
    parser.add_argument("--runs", type=int, default=20, help="default: %(default)s")
    parser.add_argument("--output", type=Path, default=SPREAD, help="default: %(default)s")
    options = parser.parse_args()
    folder, seeds = options.mnist.resolve(), range(1, options.runs + 1)
    data = load_mnist(folder)

    with RProcess(timeout=3600, environment=R_ENVIRONMENT) as r, ThreadPoolExecutor(1) as thread:

        def r_run(seed: int) -> Any:
            return r.call("two_layer_net", [str(folder), seed], files=[R_EDITION, RECIPES_R]).value

        in_r = thread.submit(runs, "R", r_run, seeds)
        in_python = runs("Python", lambda seed: recipes.two_layer_net(data, seed), seeds)
        content = {
            "command": "python tools/measure_spread.py MNIST_FOLDER",
            "seeds": list(seeds),
            "pictures": PICTURES,
            "environment": summary(),
            "python": in_python,
            "r": in_r.result(),
        }
    options.output.write_text(as_text(content), encoding="utf-8")


if __name__ == "__main__":
    main()

"""Time the bridge to R: a call with small arrays, and a large matrix there and back.

Run it with `python benchmarks/bench_bridge.py`; each line gives the median and the quickest.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import numpy as np

from diglot.bridge.process import RProcess


def times_of(call: Callable[[], object], repeats: int) -> list[float]:
    """Time a call again and again, after a few calls that warm it up."""
    for _ in range(3):
        call()
    times = []
    for _ in range(repeats):
        begun = time.perf_counter()
        call()
        times.append(time.perf_counter() - begun)
    return times


def main() -> None:
    random = np.random.default_rng(1)
    w, x = random.standard_normal((10, 10)), random.standard_normal(10)
    matrix = random.standard_normal((10_000, 784))
    fortran = np.asfortranarray(matrix)
    with RProcess() as r:
        for name, call, repeats in (
            ("small arrays", lambda: r.call("function(w, x) w %*% x", [w, x]), 2000),
            ("the same, called twice", lambda: r.call("`%*%`", [w, x], check_purity=True), 2000),
            ("10,000 x 784 there", lambda: r.call("length", [matrix]), 15),
            ("10,000 x 784 there and back", lambda: r.call("identity", [matrix]), 15),
            ("the same in Fortran order", lambda: r.call("identity", [fortran]), 15),
        ):
            times = [1e6 * t for t in times_of(call, repeats)]
            print(f"{name:30} {median(times):10,.0f} us {min(times):10,.0f} us", flush=True)


if __name__ == "__main__":
    main()

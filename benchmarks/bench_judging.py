"""Time the judging: the whole catalogue, and two large results; seconds, and memory at its peak.

Run it with `python benchmarks/bench_judging.py`; to compare two versions, run both in turn on the
same machine. The memory is that of the largest process so far.
"""

from __future__ import annotations

import resource
import time

import numpy as np

from diglot.bridge.process import RProcess
from diglot.bridge.python_process import PythonProcess
from diglot.catalogue import R_ENVIRONMENT, TWINS
from diglot.catalogue.mistakes import R_FILES
from diglot.judging.original import PRELOAD
from diglot.judging.verify import verify
from diglot.twin import Case, Twin
from scratchnet import softmax


def product(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Multiply two matrices."""
    return a @ b


def main() -> None:
    random = np.random.default_rng(1)
    logits = random.standard_normal((100_000, 10))
    square = random.standard_normal((512, 512))
    r_product = "function(a, b) a %*% b"
    for name, twins in (
        ("the whole catalogue", TWINS),
        ("product of 512 x 512", [_twin(product, r_product, square, square.T.copy())]),
        ("softmax of a million", [_twin(softmax, "softmax", logits)]),
    ):
        begun = time.perf_counter()
        with RProcess(environment=R_ENVIRONMENT) as r, PythonProcess(preload=PRELOAD) as python:
            verdicts = [verdict for of_case in verify(twins, r, python) for verdict in of_case]
        seconds = time.perf_counter() - begun
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        agree = sum(verdict.status == "agree" for verdict in verdicts)
        print(f"{name:22} {seconds:6.2f} s  {most / 1024:5.0f} MB  {agree} agree", flush=True)


def _twin(python, r: str, *args: np.ndarray) -> Twin:
    return Twin("large", python=python, r=r, r_files=R_FILES, cases=[Case("case", *args)])


if __name__ == "__main__":
    main()

"""How long `random_state` in R takes, as a multiple of NumPy's `RandomState`.

    python benchmarks/bench_random_state.py

Both draw the same numbers, in turns, so that a busy machine slows both; the best of the rounds
counts. Ends with 1 when `randn(784, 50)`, the weights of a layer, takes R more than 20 times as
long as NumPy.
"""

import subprocess
import sys
import timeit
from collections.abc import Callable

import numpy as np

from diglot.paths import R_EDITION

LIMIT = 20
ROUNDS = 5

rng = np.random.RandomState(1)
#: What is drawn in R, in NumPy, and how often in a round.
WORK: list[tuple[str, Callable[[], object], int]] = [
    ("rng$randn(784, 50)", lambda: rng.randn(784, 50), 40),
    ("rng$rand(784, 50)", lambda: rng.rand(784, 50), 40),
    ("rng$randint(10, size = 60000)", lambda: rng.randint(10, size=60000), 40),
    ("rng$choice(60000, 100)", lambda: rng.choice(60000, 100), 400),
    ("rng$permutation(60000)", lambda: rng.permutation(60000), 10),
    ("rng$randn()", lambda: rng.randn(), 1000),
    ("random_state(1)", lambda: np.random.RandomState(1), 100),
]

# For each line "repetitions code" of the input, answers with the seconds of one repetition.
DRIVER = """
for (file in list.files(file.path(commandArgs(TRUE)[1], "R"), full.names = TRUE)) source(file)
rng <- random_state(1)
input <- file("stdin", "r")
while (length(line <- readLines(input, 1)) == 1) {
  repetitions <- as.integer(sub(" .*", "", line))
  code <- parse(text = sub("^[0-9]+ ", "", line))
  seconds <- system.time(for (i in seq_len(repetitions)) eval(code))[["elapsed"]]
  cat(seconds / repetitions, "\\n")
  flush(stdout())
}
"""


def main() -> int:
    """Print the table; tell whether the limit is kept."""
    command = ["Rscript", "--vanilla", "-e", DRIVER, str(R_EDITION)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as r:
        assert r.stdin is not None
        assert r.stdout is not None
        print(f"{'':32}{'NumPy':>12}{'R':>12}{'ratio':>8}")
        ratios = []
        for code, draw, repetitions in WORK:
            in_numpy, in_r = [], []
            for _ in range(ROUNDS):
                in_numpy.append(timeit.timeit(draw, number=repetitions) / repetitions)
                r.stdin.write(f"{repetitions} {code}\n")
                in_r.append(float(r.stdout.readline()))
            ratios.append(min(in_r) / min(in_numpy))
            times = f"{min(in_numpy) * 1e3:9.4f} ms{min(in_r) * 1e3:9.4f} ms"
            print(f"{code:32}{times}{ratios[-1]:8.1f}")
        r.stdin.close()
    if ratios[0] > LIMIT:
        print(f"{WORK[0][0]} takes R {ratios[0]:.1f} times as long as NumPy, not at most {LIMIT}.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

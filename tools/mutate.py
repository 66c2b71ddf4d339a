"""Change the code in small ways, and tell which changes no case and no test notices.

    python tools/mutate.py [r] [verifier] [--sample 60] [--files 'losses*'] [--json FILE]

A mutant of the R edition is caught when a case of the catalogue does not agree, is refused with
other words or leaves traces; those that pass are given to the R tests that face the file. A mutant
of the verifier's judging is caught by its tests. `tests/mutation/equivalent.toml` lists the mutants
that change nothing, with the reason; one that is caught is an error.
"""

from __future__ import annotations

import argparse
import fnmatch
import multiprocessing
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from diglot.environment import require_r, single_blas_thread

single_blas_thread()  # before NumPy is imported

sys.path.insert(0, str(Path(__file__).resolve().parent))

from mutation import python_mutators, python_suite, r_mutators, r_suite  # noqa: E402
from mutation.mutants import ROOT, Mutant, equivalent, sample  # noqa: E402
from mutation.report import Outcome, print_report, problems, write_json  # noqa: E402

from diglot.bridge.process import RProcess  # noqa: E402

#: How much must be caught, in percent. A sample may be unlucky: of 60 mutants 2 more.
GOALS = {"r": 97.0, "verifier": 95.0}
_LUCK = 4.0

#: Where the files of MNIST lie, if they do.
MNIST = ROOT.parent / "shared" / "mnist"

_ENDINGS = {"r": ".R", "verifier": ".py"}


def main() -> int:
    """Print the tables; 0 when the goals are met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help="r, verifier; both unless given")
    parser.add_argument("--sample", type=int, metavar="N", help="so many mutants of each part")
    parser.add_argument("--seed", type=int, default=1, help="of the sample")
    parser.add_argument("--files", default="*", metavar="PATTERN", help="mutants of these files")
    parser.add_argument("--unlisted", action="store_true", help="leave out those listed")
    parser.add_argument("--json", type=Path, metavar="FILE", help="what became of each")
    parser.add_argument("--jobs", type=int, default=2, help="processes (default: %(default)s)")
    options = parser.parse_args()
    unknown = set(options.parts) - set(GOALS)
    if unknown:
        parser.error(f"a part is r or verifier, not {sorted(unknown)[0]}")
    require_r()
    outcomes: list[Outcome] = []
    wrong: list[str] = []
    for part in options.parts or GOALS:
        found, complaints = examine(part, options)
        outcomes += found
        wrong += complaints
    if options.json:
        write_json(options.json, outcomes)
    for complaint in wrong:
        print(complaint, file=sys.stderr)
    return 1 if wrong else 0


def examine(part: str, options: argparse.Namespace) -> tuple[list[Outcome], list[str]]:
    """Try the mutants of one part."""
    start = time.perf_counter()
    mutants, suite = _r_part() if part == "r" else _verifier_part()
    known = {mutant.name for mutant in mutants}
    listed = {
        name: why
        for name, why in equivalent().items()
        if name.split(" ")[0].endswith(_ENDINGS[part]) and (name in known or "mnist" not in name)
    }
    chosen = [m for m in mutants if fnmatch.fnmatch(m.file.name, options.files)]
    if options.unlisted:
        chosen = [m for m in chosen if m.name not in listed]
    goal = GOALS[part]
    if options.sample:
        chosen, goal = sample(chosen, options.sample, options.seed), goal - _LUCK
    caught: dict[str, str | None] = {}
    for mutant, what in _run(chosen, suite, options.jobs):
        caught[mutant.name] = what
        if what is None and mutant.name not in listed:
            print(f"{mutant.file}:{mutant.line}  {mutant.kind}\n  {mutant.name}", flush=True)
    outcomes = [Outcome(m, caught[m.name], listed.get(m.name)) for m in chosen]
    print_report(part, outcomes, time.perf_counter() - start)
    return outcomes, problems(outcomes, listed, known, goal)


def _r_part() -> tuple[list[Mutant], Callable[[], Any]]:
    with RProcess() as r:
        mutants = r_mutators.r_mutants(r)
    if not MNIST.is_dir():
        # What reads MNIST is tested with its files alone.
        mutants = [mutant for mutant in mutants if "mnist" not in mutant.name]
        print(f"without {MNIST}: no mutants of what reads it", file=sys.stderr)
    kept = r_suite.keep()
    failing = list(r_suite.unmutated(kept))
    if failing:
        sys.exit(f"Without any mutant these fail: {', '.join(failing)}")
    return mutants, lambda: r_suite.RSuite(kept)


def _verifier_part() -> tuple[list[Mutant], Callable[[], Any]]:
    return python_mutators.python_mutants(), python_suite.PythonSuite


def _run(
    mutants: Sequence[Mutant], suite: Callable[[], Any], jobs: int
) -> Iterator[tuple[Mutant, str | None]]:
    """Try mutants in several processes, in any order; each has a suite of its own."""
    context = multiprocessing.get_context("fork")
    waiting = context.Queue()
    found = context.Queue()
    for mutant in [*random.Random(1).sample(mutants, len(mutants)), *[None] * jobs]:
        waiting.put(mutant)
    workers = [context.Process(target=_work, args=(suite, waiting, found)) for _ in range(jobs)]
    for worker in workers:
        worker.start()
    for done in range(1, len(mutants) + 1):
        yield found.get()
        if done % 20 == 0:
            print(f"{done} of {len(mutants)}", file=sys.stderr)
    for worker in workers:
        worker.join()


def _work(suite: Callable[[], Any], waiting: Any, found: Any) -> None:
    own = suite()
    try:
        while (mutant := waiting.get()) is not None:
            found.put((mutant, own.caught_by(mutant)))
    finally:
        own.close()


if __name__ == "__main__":
    sys.exit(main())

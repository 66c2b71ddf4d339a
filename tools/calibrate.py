"""Measure the referee's bounds on random programs, and print how safe and how tight they are.

    python tools/calibrate.py [--programs 2000] [--first 0] [--jobs 1]

An honest variant outside of its bound would be a false alarm; a bound far wider than the largest
honest error would let mistakes pass. The constants in diglot.judging.referee were chosen by this.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "verifier"))

from diglot.environment import require_r, single_blas_thread

single_blas_thread()  # before NumPy is imported

import numpy as np  # noqa: E402
from calibration.faults import MISTAKES  # noqa: E402
from calibration.measures import JUDGED, KINDS, Examination, examine  # noqa: E402
from calibration.programs import FAMILIES, program  # noqa: E402

from diglot.bridge.process import RProcess  # noqa: E402


def main() -> int:
    """Print the tables; 0 when no honest variant is outside of a bound."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--programs", type=int, default=2000, help="default: %(default)s")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    options = parser.parse_args()
    require_r()
    start = time.perf_counter()
    seeds = range(options.first, options.first + options.programs)
    shares = [seeds[k :: options.jobs] for k in range(options.jobs)]
    with ProcessPoolExecutor(options.jobs) as pool:
        found = [each for part in pool.map(examine_all, shares) for each in part]
    print(f"{len(found)} programs, {time.perf_counter() - start:.0f} s")
    print_tightness(found)
    print_shares("variant", found, _by_variant)
    print_shares("family", found, _by_family)
    print_mistakes(found)
    return print_outside(found)


def examine_all(seeds: Iterable[int]) -> list[Examination]:
    with RProcess() as r, np.errstate(all="ignore"):
        return [examine(program(seed), r) for seed in seeds]


def print_tightness(found: list[Examination]) -> None:
    """Print by how much the bound is wider than the largest honest error."""
    print(f"\n{'bound':12}{'programs':>9}{'taken':>7}{'largest share':>15}{'median':>9}{'95%':>9}")
    for kind in (JUDGED, *KINDS):
        widths = [each.width[kind] for each in found if kind in each.width]
        used = [max(each.used[kind].values()) for each in found if kind in each.used]
        taken = sum(each.kind == kind for each in found) if kind in KINDS else len(found)
        median, most = np.percentile(widths, [50, 95])
        print(f"{kind:12}{len(widths):9}{taken:7}{max(used):15.2f}{median:9.3g}{most:9.3g}")


Share = tuple[str, str, float]


def _by_variant(found: list[Examination]) -> Iterator[Share]:
    for each in found:
        for kind, shares in each.used.items():
            yield from ((variant, kind, share) for variant, share in shares.items())


def _by_family(found: list[Examination]) -> Iterator[Share]:
    for each in found:
        for kind, shares in each.used.items():
            yield each.program.family, kind, max(shares.values())


def print_shares(
    title: str, found: list[Examination], by: Callable[[list[Examination]], Iterator[Share]]
) -> None:
    """Print the largest share of each kind of bound that was used."""
    largest: dict[str, dict[str, float]] = {name: {} for name in FAMILIES if title == "family"}
    for name, kind, share in by(found):
        row = largest.setdefault(name, {})
        row[kind] = max(share, row.get(kind, 0.0))
    print(f"\n{title:28}" + "".join(f"{kind:>11}" for kind in (JUDGED, *KINDS)))
    for name, row in largest.items():
        print(f"{name:28}" + "".join(f"{row.get(kind, 0):11.3f}" for kind in (JUDGED, *KINDS)))


def print_mistakes(found: list[Examination]) -> None:
    """Print the share of the mistakes that each kind of bound catches."""
    print(f"\n{'mistake':28}{'made':>6}" + "".join(f"{kind:>11}" for kind in (JUDGED, *KINDS)))
    for mistake in MISTAKES:
        made = [each for each in found if mistake in each.caught[JUDGED]]
        caught = (
            np.mean([e.caught[kind][mistake] for e in made if kind in e.caught])
            for kind in (JUDGED, *KINDS)
        )
        print(f"{mistake:28}{len(made):6}" + "".join(f"{share:11.1%}" for share in caught))


def print_outside(found: list[Examination]) -> int:
    """Print the honest variants that are outside; give how many programs have one."""
    outside = [
        (each, kind, variant, share)
        for each in found
        for kind, shares in each.used.items()
        for variant, share in shares.items()
        if share > 1
    ]
    print(f"\n{len(outside)} honest variants outside of a bound")
    for each, kind, variant, share in outside[:40]:
        name = f"{each.program.seed} {each.program.family}"
        print(f"{name:24}{each.kind:10}{kind:12}{variant:24}{share:10.3g}")
    return int(any(kind == JUDGED for _, kind, _, _ in outside))


if __name__ == "__main__":
    sys.exit(main())

"""Try the referee on functions that it was not written for, and print what became of each."""

from __future__ import annotations

import argparse
import fnmatch
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "verifier"))

from diglot.environment import require_r, single_blas_thread

single_blas_thread()  # before NumPy is imported

from strangers import GROUPS, TRAPS, Stranger, Trap  # noqa: E402
from strangers.trial import Trial, spring, try_stranger  # noqa: E402

from diglot.bridge.process import RProcess  # noqa: E402
from diglot.bridge.python_process import PythonProcess  # noqa: E402
from diglot.judging.original import PRELOAD  # noqa: E402

STRANGERS = {
    f"{group}.{stranger.name}": stranger
    for group, strangers in GROUPS.items()
    for stranger in strangers
} | {f"traps.{trap.name}": trap for trap in TRAPS}


class Row(NamedTuple):
    """A line of the table."""

    name: str
    kind: str
    right: bool
    caught: bool
    digits: float | None
    seconds: float
    why: str


def main() -> int:
    """Print the table; 0 when every verdict is as it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="*", help="a pattern of names, as in 'signals.*'")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--limit", type=float, default=30, help="seconds that one may take")
    parser.add_argument("--details", action="store_true", help="print why, too")
    arguments = parser.parse_args()
    require_r()
    pattern = arguments.only if "." in arguments.only else f"*{arguments.only}*"
    names = [name for name in STRANGERS if fnmatch.fnmatch(name, pattern)]
    rows = []
    for row in _rows(names, arguments.jobs, arguments.limit):
        print(_line(row), flush=True)
        if row.why and (arguments.details or not (row.right and row.caught)):
            print(f"    {row.why}")
        rows.append(row)
    _print_totals(rows)
    return 0 if all(row.right and row.caught for row in rows) else 1


def _rows(names: list[str], jobs: int, limit: float) -> Iterator[Row]:
    if jobs == 1:
        yield from _try(names, limit)
        return
    with ProcessPoolExecutor(jobs) as pool:
        work = partial(_try_all, limit=limit)
        for rows in pool.map(work, (names[i::jobs] for i in range(jobs))):
            yield from rows


def _try_all(names: list[str], limit: float) -> list[Row]:
    return list(_try(names, limit))


class _TooLong(BaseException):
    """Raised when one stranger takes too long; whatever catches exceptions lets it pass."""


def _try(names: list[str], limit: float) -> Iterator[Row]:
    signal.signal(signal.SIGALRM, _stop)
    with RProcess(timeout=limit) as r, PythonProcess(timeout=limit, preload=PRELOAD) as python:
        for name in names:
            start = time.perf_counter()
            signal.setitimer(signal.ITIMER_REAL, limit)
            try:
                row = _try_one(name, STRANGERS[name], (r, python))
            except _TooLong:
                row = Row(name, "none", False, True, None, 0.0, "takes too long")
            except Exception as error:  # one that breaks the referee must not hide the others
                row = Row(name, "none", False, True, None, 0.0, f"{type(error).__name__}: {error}")
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
            yield row._replace(seconds=time.perf_counter() - start)


def _try_one(
    name: str, stranger: Stranger | Trap, languages: tuple[RProcess, PythonProcess]
) -> Row:
    if isinstance(stranger, Stranger):
        return _row(name, stranger, try_stranger(stranger, languages))
    why = spring(stranger, languages)
    return Row(name, stranger.verdict, not why, True, None, 0.0, "".join(why))


def _stop(*_: object) -> None:
    raise _TooLong


def _row(name: str, stranger: Stranger, trial: Trial) -> Row:
    why = ""
    if trial.alarms:
        v = trial.alarms[0]
        why = f"right port, {v.case}, {v.output}: {v.status}. {v.message} {v.worst or ''}"
    elif not trial.caught:
        why = f"wrong port agrees: {stranger.mistake}"
    digits = [d for verdict in trial.right if (d := _digits_checked(verdict)) is not None]
    return Row(
        name,
        trial.kind,
        not trial.alarms,
        bool(trial.caught),
        min(digits, default=None),
        0.0,
        why,
    )


def _digits_checked(verdict: object) -> float | None:
    digits = getattr(verdict, "digits", None)
    return digits["checked"] if isinstance(digits, dict) else getattr(digits, "checked", None)


def _line(row: Row) -> str:
    if row.name.startswith("traps."):
        seen = "seen" if row.right else "FELL INTO"
        return f"{row.name:48} must be {row.kind:10} {seen:18} {row.seconds:9.2f} s"
    digits = "-" if row.digits is None else f"{row.digits:.1f}"
    right = "agrees" if row.right else "FALSE ALARM"
    caught = "caught" if row.caught else "MISSED"
    return (
        f"{row.name:48} {row.kind:9} {right:11} {caught:6} {digits:>5} digits {row.seconds:6.2f} s"
    )


def _print_totals(rows: list[Row]) -> None:
    traps = [row for row in rows if row.name.startswith("traps.")]
    functions = [row for row in rows if row not in traps]
    for group in [*GROUPS, ""]:
        chosen = [row for row in functions if row.name.startswith(group)]
        if chosen:
            kinds = Counter(row.kind for row in chosen).most_common()
            print(
                f"{group or 'all':16} {len(chosen):3} functions, "
                f"{sum(not row.right for row in chosen):2} false alarms, "
                f"{sum(not row.caught for row in chosen):2} missed, "
                f"{sum(row.seconds for row in chosen):5.1f} s; "
                + ", ".join(f"{n} {kind}" for kind, n in kinds)
            )
    if traps:
        print(
            f"{'traps':16} {len(traps):3} traps, "
            f"{sum(not row.right for row in traps)} fallen into, "
            f"{sum(row.seconds for row in traps):.1f} s"
        )


if __name__ == "__main__":
    sys.exit(main())

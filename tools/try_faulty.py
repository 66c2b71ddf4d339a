"""Let the diagnosis name the mistakes of wrong ports, and print what it made of each."""

from __future__ import annotations

import argparse
import fnmatch
import sys
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "verifier"))

from diglot.environment import require_r, single_blas_thread

single_blas_thread()  # before NumPy is imported

from faulty import HELD_BACK, WRONG, Mistake  # noqa: E402

from diglot.bridge.process import RProcess  # noqa: E402
from diglot.bridge.python_process import PythonProcess  # noqa: E402
from diglot.diagnosing.diagnose import diagnose  # noqa: E402
from diglot.judging.original import PRELOAD  # noqa: E402
from diglot.judging.verify import verify  # noqa: E402
from diglot.twin import Twin  # noqa: E402

_HEADER = ("port", "expected", "found", "")


class Row(NamedTuple):
    """A line of the table."""

    port: str
    expected: str
    found: str
    outcome: str
    words: str
    seconds: float
    has_name: bool


def main() -> int:
    """Print the table; 0 when no name is false."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="*", help="a pattern of names, as in 'losses*'")
    parser.add_argument("--held-back", action="store_true", help="the ports that are held back")
    parser.add_argument("--misses", action="store_true", help="print only what goes wrong")
    parser.add_argument("--every", type=int, default=1, help="each n-th port alone")
    parser.add_argument("--limit", type=float, default=30, help="seconds that a call may take")
    arguments = parser.parse_args()
    require_r()
    ports = HELD_BACK if arguments.held_back else WRONG
    names = [name for name in ports if fnmatch.fnmatch(name, f"*{arguments.only}*")]
    rows = []
    with (
        RProcess(timeout=arguments.limit) as r,
        PythonProcess(timeout=arguments.limit, preload=PRELOAD) as python,
    ):
        print(_line(*_HEADER), flush=True)
        for name in names[:: arguments.every]:
            row = _try(name, *ports[name], r, python)
            rows.append(row)
            if not arguments.misses or row.outcome not in ("named", "silent"):
                print(f"{_line(*row[:4])}{row.seconds:6.2f} s\n    {row.words}", flush=True)
    _print_totals(rows)
    return 1 if any(row.outcome == "FALSE" for row in rows) else 0


def _try(name: str, mistake: Mistake, twin: Twin, r: RProcess, python: PythonProcess) -> Row:
    verdicts = [verdict for case in verify([twin], r, python) for verdict in case]
    start = time.perf_counter()
    try:
        diagnoses = diagnose(twin, verdicts, r, python)
        found = " ".join(sorted({str(diagnosis.kind) for diagnosis in diagnoses})) or "None"
        words = "; ".join(f"{d.name} | {d.evidence} | {d.hint}" for d in diagnoses)
        outcome = mistake.outcome(diagnoses)
    except Exception as error:  # one that breaks the diagnosis must not hide the others
        found, words, outcome = "-", f"{type(error).__name__}: {error}", "BROKEN"
    seconds = time.perf_counter() - start
    return Row(name, str(mistake.kind), found, outcome, words, seconds, None not in mistake.kinds)


def _line(port: str, expected: str, found: str, outcome: str) -> str:
    return f"{port[:64]:64} {expected:13} {found[:20]:20} {outcome:8}"


def _print_totals(rows: list[Row]) -> None:
    outcomes = Counter(row.outcome for row in rows)
    seconds = sorted(row.seconds for row in rows)
    print(", ".join(f"{n} {outcome}" for outcome, n in outcomes.most_common()))
    with_name = [row for row in rows if row.has_name]
    if with_name:
        named = sum(row.outcome == "named" for row in with_name)
        print(f"{named} of {len(with_name)} that have a name got it ({named / len(with_name):.1%})")
        print(f"median {seconds[len(seconds) // 2]:.2f} s, longest {seconds[-1]:.2f} s")


if __name__ == "__main__":
    sys.exit(main())

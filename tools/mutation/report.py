"""What became of the mutants: tables and JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .mutants import Mutant


@dataclass(frozen=True)
class Outcome:
    """A mutant, what caught it, and why nothing could, if it is listed as changing nothing."""

    mutant: Mutant
    caught_by: str | None
    reason: str | None

    @property
    def counts(self) -> bool:
        """Whether the mutant counts in the score."""
        return self.reason is None


def share(outcomes: Sequence[Outcome]) -> float:
    """Give the share of the mutants that change something which was caught, in percent."""
    counted = [outcome for outcome in outcomes if outcome.counts]
    caught = [outcome for outcome in counted if outcome.caught_by is not None]
    return 100.0 * len(caught) / max(len(counted), 1)


def print_report(title: str, outcomes: Sequence[Outcome], seconds: float) -> None:
    """Print the tables: by file, by kind of change, by what caught it."""
    print(f"\n{title}: {len(outcomes)} mutants, {seconds:.0f} s")
    _print_table("file", outcomes, lambda outcome: outcome.mutant.file.name)
    _print_table("kind", outcomes, lambda outcome: outcome.mutant.kind)
    how = Counter((o.caught_by or "").split(":")[0] for o in outcomes if o.caught_by)
    print("\ncaught by " + ", ".join(f"{word} {n}" for word, n in how.most_common()))


def _print_table(head: str, outcomes: Sequence[Outcome], key: Callable[[Outcome], str]) -> None:
    print(f"\n{head:22}{'mutants':>8}{'no change':>11}{'caught':>8}{'left':>6}{'score':>8}")
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(key(outcome), []).append(outcome)
    for name, group in [*sorted(groups.items()), ("all", list(outcomes))]:
        listed = sum(not outcome.counts for outcome in group)
        caught = sum(outcome.counts and outcome.caught_by is not None for outcome in group)
        left = len(group) - listed - caught
        print(f"{name:22}{len(group):8}{listed:11}{caught:8}{left:6}{share(group):7.1f}%")


def problems(
    outcomes: Sequence[Outcome], listed: Mapping[str, str], known: set[str], goal: float
) -> list[str]:
    """Say what is wrong: a score below the goal, or a list that is not true."""
    found = [
        f"listed as changing nothing, but caught by {outcome.caught_by}: {outcome.mutant.name}"
        for outcome in outcomes
        if not outcome.counts and outcome.caught_by is not None
    ]
    found += [f"listed, but there is no such mutant: {name}" for name in listed.keys() - known]
    if share(outcomes) < goal:
        found.append(f"{share(outcomes):.1f}% of the mutants were caught, fewer than {goal:g}%.")
    return found


def write_json(path: Path, outcomes: Sequence[Outcome]) -> None:
    """Write what became of each mutant."""
    rows = [
        {
            "file": str(outcome.mutant.file),
            "line": outcome.mutant.line,
            "inside": outcome.mutant.inside,
            "kind": outcome.mutant.kind,
            "mutant": outcome.mutant.name,
            "caught_by": outcome.caught_by,
            "changes_nothing": outcome.reason,
        }
        for outcome in outcomes
    ]
    path.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")

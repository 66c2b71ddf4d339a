"""Trajectories as tables: a row for each of some epochs, then the verdict."""

from __future__ import annotations

import numpy as np
from rich.console import Console
from rich.table import Table

from diglot.showing.table import lay_out
from diglot.training.trajectory import Trajectory

_ROWS = 20

# Of the columns that find no room, the first of these goes first; the losses and accuracies stay.
_GIVEN_UP = (
    "step", "rounding\nalone", "training\nPython", "training\nR", "weights\napart",
)  # fmt: skip


def print_trajectory(trajectory: Trajectory, out: Console) -> None:
    """Print a trajectory as far as both languages came."""
    out.print(f"{trajectory.plan}, learning rate {trajectory.learning_rate:g}", soft_wrap=True)
    steps = _shown_steps(trajectory)
    if steps:
        out.print(_table(trajectory, steps, out))
    out.print(_summary(trajectory), soft_wrap=True, end="\n\n")


def _shown_steps(trajectory: Trajectory) -> list[int]:
    """Choose among the epochs with weights, about evenly, the first and the last one included."""
    reached = min(len(trajectory.python.losses), len(trajectory.r.losses))
    kept = trajectory.plan.kept_steps
    steps = kept[(kept % trajectory.plan.iter_per_epoch == 0) & (kept < reached)]
    if len(steps) > _ROWS:
        even = np.linspace(0, steps[-1], _ROWS)
        nearest = np.abs(steps - even[:, np.newaxis]).argmin(axis=1)
        steps = steps[np.unique(nearest)]
    return [int(step) for step in steps]


def _table(trajectory: Trajectory, steps: list[int], out: Console) -> Table:
    rows = [_row(trajectory, step) for step in steps]
    return lay_out(rows, out, words=(), given_up=_GIVEN_UP)


def _row(trajectory: Trajectory, step: int) -> dict[str, str]:
    epoch = step // trajectory.plan.iter_per_epoch
    kept = int(np.searchsorted(trajectory.steps, step))
    noise = trajectory.noise
    row = {"epoch": f"{epoch}", "step": f"{step}"}
    walks = (("Python", trajectory.python), ("R", trajectory.r))
    row |= {f"loss\n{name}": f"{walk.losses[step]:.6f}" for name, walk in walks}
    row |= {f"training\n{name}": f"{walk.train_accuracies[epoch]:.4f}" for name, walk in walks}
    row |= {f"test\n{name}": f"{walk.test_accuracies[epoch]:.4f}" for name, walk in walks}
    row["weights\napart"] = f"{trajectory.apart[kept]:.1e}"
    row["rounding\nalone"] = f"{noise[kept]:.1e}" if kept < len(noise) else "-"
    return row


def _summary(trajectory: Trajectory) -> str:
    """Say how far apart the languages are, and where an accuracy first differs."""
    apart, noise = trajectory.apart, trajectory.noise
    epochs = min(len(trajectory.python.steps), len(trajectory.r.steps))
    if epochs == 0:
        return "There is nothing to compare yet."
    verdict = "agree" if trajectory.agree else "DISAGREE"
    last = len(apart) - 1
    distance = f"after step {trajectory.steps[last]:,} the weights are {apart[last]:.1e} apart"
    if last < len(noise):
        distance += f"; rounding alone makes {noise[last]:.1e}"
    accuracies = f"All {2 * epochs:,} accuracies are the same."
    if (first := trajectory.first_difference) is not None:
        accuracies = f"The first accuracies to differ are those after step {first:,}."
    return f"{verdict if trajectory.complete else 'interrupted'}: {distance}.\n{accuracies}"

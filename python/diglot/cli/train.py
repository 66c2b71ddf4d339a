"""`diglot train`: both editions side by side."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from diglot.cli.output import AGREE, DISAGREE, reader_may_leave
from diglot.cli.processes import r_process
from diglot.environment import require_r

if TYPE_CHECKING:
    from diglot.training.trajectory import Plan, Trajectory


def run_train(arguments: argparse.Namespace) -> int:
    """Train both editions side by side."""
    require_r()
    if arguments.plot:
        from diglot.training.plots import check_plot_file

        check_plot_file(arguments.plot)
    from diglot.showing.table import console
    from diglot.training.table import print_trajectory

    plan = _plan(arguments)
    trajectories = _train_both(plan)
    with reader_may_leave():
        out = console()
        for trajectory in trajectories:
            print_trajectory(trajectory, out)
    if arguments.plot:
        from diglot.training.plots import plot

        plot(trajectories, arguments.plot)
    if not all(trajectory.complete for trajectory in trajectories):
        raise KeyboardInterrupt
    return AGREE if all(trajectory.agree for trajectory in trajectories) else DISAGREE


def _plan(arguments: argparse.Namespace) -> Plan:
    from diglot.selection import UsageError
    from diglot.training.trajectory import Plan
    from scratchnet.datasets import load_digits, load_mnist

    dataset = arguments.dataset or ("mnist" if arguments.mnist else "digits")
    folder = arguments.mnist or os.environ.get("SCRATCHNET_MNIST")
    if dataset == "digits":
        folder, data = None, load_digits()
    elif folder:
        folder = Path(folder).expanduser().absolute()
        data = load_mnist(folder)
    else:
        raise UsageError("MNIST lies in a folder: name it with --mnist or in SCRATCHNET_MNIST.")
    # With the book's rate, 0.1, a thousand steps bring the digits to 0.7 of the test data; with 1
    # they bring five seeds of five to 0.9.
    iterations, rate = (10_000, 0.1) if dataset == "mnist" else (1000, 1.0)
    if arguments.batch_size > len(data.x_train):
        raise UsageError(
            f"--batch-size must be at most {len(data.x_train)}, the number of digits to train "
            f"with, not {arguments.batch_size}."
        )
    return Plan(
        dataset,
        data,
        folder,
        arguments.hidden,
        arguments.batch_size,
        arguments.iterations or iterations,
        tuple(dict.fromkeys(arguments.learning_rate or [rate])),
        arguments.seed,
    )


def _train_both(plan: Plan) -> list[Trajectory]:
    from rich.progress import Progress

    from diglot.showing.table import console
    from diglot.training.trajectory import train_both

    screen = console(stderr=True)
    total = plan.iterations * len(plan.learning_rates)
    with (
        Progress(console=screen, transient=True, disable=not screen.is_terminal) as progress,
        r_process(60.0) as r,
    ):
        python = progress.add_task("Python, twice", total=2 * total)
        other = progress.add_task("R", total=total)

        def watch(python_steps: int, r_steps: int) -> None:
            progress.update(python, completed=python_steps)
            progress.update(other, completed=r_steps)

        return train_both(plan, r, watch)

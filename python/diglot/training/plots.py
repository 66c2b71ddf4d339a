"""Trajectories as a picture. Python is a broad band, R a thin line that runs inside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator, NullFormatter
from numpy.typing import NDArray

from diglot.training.trajectory import Trajectory

Array = NDArray[Any]
Coloured = Sequence[tuple[Trajectory, Any]]

# Okabe and Ito's colours, which the colour-blind can tell apart; beyond those, shades that anybody
# can tell, in the order of the learning rates.
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
_BAND: dict[str, Any] = {"linewidth": 6.0, "alpha": 0.3, "solid_capstyle": "round"}
_LINE: dict[str, Any] = {"linewidth": 1.3}
_DASHED: dict[str, Any] = {"linewidth": 1.3, "linestyle": (0, (4, 2))}
_STYLE: Any = {
    "font.size": 10.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.titlesize": 11.5,
    "axes.titlelocation": "left",
    "grid.color": "#e4e4e4",
    "legend.frameon": False,
    "svg.fonttype": "none",
}


def check_plot_file(path: Path) -> None:
    """Make sure that a picture can be written there, before hours are spent on what it shows.

    Raises
    ------
    OSError
        If it cannot; the message says why.
    """
    known = FigureCanvasAgg.get_supported_filetypes()
    if path.suffix.lstrip(".").lower() not in known:
        raise OSError(f"{path} must end as pictures do, in .png, .svg or .pdf, for example.")
    existed = path.exists()
    with path.open("ab"):
        pass
    if not existed:
        path.unlink()


def plot(trajectories: Sequence[Trajectory], path: Path) -> None:
    """Draw losses, accuracies and the divergence of the weights, and write them to a file.

    Parameters
    ----------
    trajectories : sequence of Trajectory
        One for each learning rate of a plan.
    path : Path
        Its suffix is the format: .png, .svg, .pdf ...
    """
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(11, 8.4), layout="constrained")
        panels = figure.subplot_mosaic([["loss", "accuracy"], ["apart", "apart"]])
        plan, colours = trajectories[0].plan, _colours(len(trajectories))
        coloured = list(zip(trajectories, colours, strict=True))
        # As far as either language came.
        reached = max(len(walk.losses) for t in trajectories for walk in (t.python, t.r))
        _draw_losses(panels["loss"], coloured, max(reached // 100, 1))
        _draw_accuracies(panels["accuracy"], coloured)
        _draw_apart(panels["apart"], coloured)
        for axes in panels.values():
            axes.set_xlabel("step")
            axes.set_xlim(0, max(reached, 1))
        figure.suptitle(f"Python and R, trained side by side: {plan}", fontsize=13)
        rates = [f"learning rate {trajectory.learning_rate:g}" for trajectory in trajectories]
        lines = [Line2D([], [], color=colour, linewidth=4) for colour in colours]
        figure.legend(lines, rates, loc="outside lower center", ncols=4)
        figure.savefig(path, dpi=150)


def _colours(n: int) -> Sequence[Any]:
    if n <= len(_COLOURS):
        return _COLOURS[:n]
    return [mpl.colormaps["viridis"](share) for share in np.linspace(0, 0.9, n)]


def _draw_losses(axes: Axes, coloured: Coloured, width: int) -> None:
    for trajectory, colour in coloured:
        for walk, style in ((trajectory.python, _BAND), (trajectory.r, _LINE)):
            # Single batches differ so much that their losses would hide each other.
            steps, losses = _moving_mean(walk.losses, width)
            axes.plot(steps, losses, color=colour, **style)
    axes.set(title="Loss", yscale="log")
    axes.set_ylabel(f"cross-entropy, mean of {width} steps" if width > 1 else "cross-entropy")
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_major_formatter("{x:g}")
    axes.yaxis.set_minor_formatter(NullFormatter())
    _explain(axes, {"Python": _BAND, "R": _LINE})


def _moving_mean(losses: Array, width: int) -> tuple[Array, Array]:
    """Give each mean of so many losses, and the middle of their steps."""
    sums = np.cumsum(np.concatenate([[0.0], losses]))
    means = (sums[width:] - sums[:-width]) / width
    return np.arange(len(means)) + (width - 1) / 2, means


def _draw_accuracies(axes: Axes, coloured: Coloured) -> None:
    for trajectory, colour in coloured:
        p, r = trajectory.python, trajectory.r
        for walk, train_style, test_style in ((p, _BAND, _BAND), (r, _LINE, _DASHED)):
            axes.plot(walk.steps, walk.train_accuracies, color=colour, **train_style)
            axes.plot(walk.steps, walk.test_accuracies, color=colour, **test_style)
    axes.set(title="Accuracy", ylabel="share of the digits recognized", ylim=(0, 1.03))
    _explain(axes, {"training data": _LINE, "test data": _DASHED})


def _draw_apart(axes: Axes, coloured: Coloured) -> None:
    for trajectory, colour in coloured:
        for distances, style in ((trajectory.noise, _BAND), (trajectory.apart, _LINE)):
            seen = distances > 0  # no distance has no place on a logarithmic axis
            steps = trajectory.steps[: len(distances)]
            axes.plot(steps[seen], distances[seen], color=colour, **style)
    axes.set(title="How far apart the weights are", yscale="log")
    axes.set_ylabel("largest difference of a weight")
    itself = "Python from itself, when every sum is added up from its other end"
    _explain(axes, {"R from Python": _LINE, itself: _BAND})


def _explain(axes: Axes, styles: dict[str, Any]) -> None:
    """Say what bands and lines are, whatever their colour."""
    lines = [Line2D([], [], color="#444444", **style) for style in styles.values()]
    axes.legend(lines, list(styles), loc="best")

"""Training: losses, accuracies, divergence, and digits before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from markupsafe import Markup
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter
from numpy.typing import NDArray

from diglot.bridge.process import RProcess
from diglot.paths import R_EDITION
from diglot.reporting import pictures
from diglot.reporting.report import Section, template
from diglot.training.trajectory import Plan, Trajectory, Walk, train_both
from scratchnet.datasets import Dataset, load_digits
from scratchnet.two_layer_net import net_from_params

Array = NDArray[Any]

#: A learning rate that is too small, one that is right and one that is too large for the digits.
RATES = (0.01, 1.0, 30.0)
_NAMES = ("too small", "right", "too large")
_RIGHT = 1

# So many digits are shown, each with what the nets hold it for.
_DIGITS = 6

# A loss is shown as the mean of so many steps: those of single batches differ too much.
_WIDTH = 20

_R_PREDICT = "function(params, x) predict(net_from_params(params), x)"
_BAND: Any = {"color": pictures.PYTHON, "linewidth": 4.5, "alpha": 0.45}
_LINE: Any = {"color": pictures.R, "linewidth": 1.2}


@dataclass(frozen=True)
class Bar:
    """The probability of a class, as both languages see it."""

    label: int
    python: float
    r: float


@dataclass(frozen=True)
class Digit:
    """A digit, and what the nets hold it for before and after training.

    Attributes
    ----------
    label : int
        What it is.
    pixels : list of (row, column, darkness)
        From 0 to 1; those that are white are left out.
    before, after : list of Bar
        The probabilities of all classes.
    """

    label: int
    pixels: Sequence[tuple[int, int, float]]
    before: Sequence[Bar]
    after: Sequence[Bar]

    @staticmethod
    def best(bars: Sequence[Bar]) -> Bar:
        """Give the most probable class."""
        return max(bars, key=lambda bar: bar.python)


def section(r: RProcess, iterations: int) -> tuple[Section, bool]:
    """Train both editions side by side with three learning rates, tell too whether they agree."""
    plan = Plan("digits", load_digits(), iterations=iterations, learning_rates=RATES)
    trajectories = train_both(plan, r)
    body = template("trained.html").render(
        plan=str(plan),
        trainings=[
            (name, trajectory, _plots(trajectory, name), _end(trajectory))
            for name, trajectory in zip(_NAMES, trajectories, strict=True)
        ],
        digits=_digits(trajectories[_RIGHT], r),
        rate=RATES[_RIGHT],
    )
    agree = all(trajectory.agree for trajectory in trajectories)
    return Section("training", "Training", Markup(body)), agree


def _end(trajectory: Trajectory) -> dict[str, str]:
    p, r = trajectory.python, trajectory.r
    noise, apart = trajectory.noise[-1], trajectory.apart[-1]
    first = trajectory.first_difference
    return {
        "last loss": f"{p.losses[-1]:.4g} in Python, {r.losses[-1]:.4g} in R",
        "test accuracy": f"{p.test_accuracies[-1]:.1%} in Python, {r.test_accuracies[-1]:.1%} in R",
        "accuracies": "all the same" if first is None else f"first differ after step {first:,}",
        "weights": f"{apart:.1e} apart; rounding alone makes {noise:.1e}",
    }


def _plots(trajectory: Trajectory, name: str) -> Markup:
    """Draw a training: Python is a broad band, R a thin line inside it."""

    def draw(figure: Figure) -> None:
        loss, accuracy, apart = figure.subplots(3, sharex=True)
        for walk, style in ((trajectory.python, _BAND), (trajectory.r, _LINE)):
            loss.plot(*_smooth(walk), **style)
            accuracy.plot(walk.steps, walk.test_accuracies, **style)
        most = max(float(np.nanmax(_smooth(walk)[1])) for walk in (trajectory.python, trajectory.r))
        loss.set(title="loss, cross-entropy", ylim=(0, 1.1 * most))
        accuracy.set(title="accuracy on test digits, share", ylim=(0, 1.05))
        for distances, style in (
            (trajectory.noise, {**_BAND, "color": pictures.TRUTH}),
            (trajectory.apart, _LINE),
        ):
            seen = distances > 0  # no distance has no place on a logarithmic axis
            steps = trajectory.steps[: len(distances)]
            apart.plot(steps[seen], distances[seen], **style)
        apart.set(title="R's weights from Python's, on rounding alone", yscale="log")
        apart.yaxis.set_minor_formatter(NullFormatter())
        apart.set_xlabel("step")

    end = _end(trajectory)
    words = "; ".join(f"{what}: {how}" for what, how in end.items())
    alt = f"Training with a learning rate that is {name}, {trajectory.learning_rate:g}. {words}."
    return pictures.picture(draw, alt, height=5.2)


def _smooth(walk: Walk) -> tuple[Array, Array]:
    width = min(_WIDTH, len(walk.losses))
    means = np.convolve(walk.losses, np.ones(width) / width, "valid")
    steps = np.arange(len(means)) + (width - 1) / 2
    some = slice(None, None, max(len(means) // 200, 1))
    return steps[some], means[some]


def _digits(trajectory: Trajectory, r: RProcess) -> list[Digit]:
    data: Dataset = trajectory.plan.data
    # One digit of each of the first classes.
    places = [int(np.argmax(data.t_test == label)) for label in range(_DIGITS)]
    x, labels = data.x_test[places], data.t_test[places]
    before, after = (_seen_by_both(trajectory, at, x, r) for at in (0, -1))
    return [Digit(int(labels[k]), _pixels(x[k]), before[k], after[k]) for k in range(len(places))]


def _seen_by_both(trajectory: Trajectory, at: int, x: Array, r: RProcess) -> list[list[Bar]]:
    """Give the probabilities of each language's own weights at one of the kept steps."""
    sizes = trajectory.plan.sizes
    python = net_from_params(_params(trajectory.python.weights[at], sizes)).predict(x)
    params = _params(trajectory.r.weights[at], sizes)
    in_r: Any = r.call(_R_PREDICT, [params, x], files=[R_EDITION]).value
    return [
        [Bar(label, float(p), float(q)) for label, (p, q) in enumerate(zip(*rows, strict=True))]
        for rows in zip(python, in_r, strict=True)
    ]


def _params(weights: Array, sizes: tuple[int, int, int]) -> dict[str, Array]:
    """Take a row of all parameters apart, each by columns, as R holds them."""
    inputs, hidden, classes = sizes
    shapes = {"W1": (inputs, hidden), "b1": (hidden,), "W2": (hidden, classes), "b2": (classes,)}
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes.values()])
    parts = np.split(weights, ends[:-1])
    return {
        name: part.reshape(shape, order="F")
        for (name, shape), part in zip(shapes.items(), parts, strict=True)
    }


def _pixels(x: Array) -> list[tuple[int, int, float]]:
    side = round(len(x) ** 0.5)
    grey = x.reshape(side, side) / x.max()
    return [(int(i), int(j), float(grey[i, j])) for i, j in np.argwhere(grey > 0)]

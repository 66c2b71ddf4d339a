"""Both editions trained side by side: the same seed, each language in a process of its own.

R gets the settings and is told where the data lie; its weights and batches it draws itself. How
far two honest trainings may drift apart is not guessed but measured: Python trains once more with
everything back to front, which changes nothing on paper, and all the rounding.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from diglot.bridge.process import RProcess
from diglot.paths import R_EDITION
from scratchnet.datasets import Dataset
from scratchnet.training import train
from scratchnet.two_layer_net import TwoLayerNet, net_from_params

Array = NDArray[Any]

#: R may be this many times as far from Python as Python is from itself back to front.
#:
#: Both distances are samples of the same rounding noise. Where training is stable they are alike,
#: their quotient at most 4 in all runs measured; where it is chaotic, each is one random amplitude
#: that grows, and the quotient of two normal numbers exceeds 100 once in 160 times. The smallest
#: of real mistakes, rounding to float32, is 10^8 times as large as the noise.
MULTIPLE = 100.0

_R_FILES = [R_EDITION, Path(__file__).with_name("trajectory.R")]
_R_SECONDS = 1e6  # R may train as long as it takes: what is too long can be interrupted
_LOOK_SECONDS = 0.1


@dataclass(frozen=True)
class Plan:
    """What is to be trained, and how.

    Parameters
    ----------
    dataset : str
        "digits" or "mnist".
    data : Dataset
        The same, loaded.
    mnist : Path, optional
        Where R finds MNIST.
    hidden, batch_size, iterations, seed : int
        As for `TwoLayerNet`, `train` and `RandomState`.
    learning_rates : tuple of float
        Each makes a training of its own, from the same seed.
    """

    dataset: str
    data: Dataset = field(repr=False)
    mnist: Path | None = None
    hidden: int = 50
    batch_size: int = 100
    iterations: int = 1000
    learning_rates: tuple[float, ...] = (0.1,)
    seed: int = 1

    def __str__(self) -> str:
        """Say all but the learning rates in a line."""
        net = "-".join(map(str, self.sizes))
        steps = f"{self.iterations:,} steps of {self.batch_size}"
        return f"{self.dataset}, {net}, {steps}, seed {self.seed}"

    @property
    def sizes(self) -> tuple[int, int, int]:
        """Numbers of inputs, hidden units and classes."""
        return self.data.x_train.shape[1], self.hidden, int(self.data.t_train.max()) + 1

    @property
    def iter_per_epoch(self) -> int:
        """Steps from one taking of the accuracies to the next, as `train` chooses them."""
        return max(len(self.data.x_train) // self.batch_size, 1)

    @property
    def kept_steps(self) -> Array:
        """The steps after which the weights are kept, and the epochs in which they lie.

        They are spread evenly and, since a training may be interrupted early, by powers.
        """
        last = self.iterations - 1
        spread = np.concatenate([np.linspace(0, last, 50), np.geomspace(1, last + 1, 50) - 1])
        steps = spread.astype(np.int64)
        return np.union1d(steps, steps // self.iter_per_epoch * self.iter_per_epoch)


class Walk(NamedTuple):
    """One training, as far as it came.

    Attributes
    ----------
    losses : (N,) array
        Of each step.
    steps, train_accuracies, test_accuracies : (K,) arrays
        Of each epoch, as `train` gives them.
    weights : (M, P) array
        All P parameters in a row: before the first step, then after each of the kept steps.
    """

    losses: Array
    steps: Array
    train_accuracies: Array
    test_accuracies: Array
    weights: Array


@dataclass(frozen=True)
class Trajectory:
    """Both editions' ways through the same training.

    Parameters
    ----------
    plan : Plan
        What was to be trained.
    learning_rate : float
        One of the plan's.
    python, r : Walk
        Both editions.
    back_to_front : Walk
        Python once more, with every sum added up from its other end.
    """

    plan: Plan
    learning_rate: float
    python: Walk
    r: Walk
    back_to_front: Walk

    @property
    def complete(self) -> bool:
        """Whether all steps were made."""
        walks = (self.python, self.r, self.back_to_front)
        return all(len(walk.losses) == self.plan.iterations for walk in walks)

    @property
    def steps(self) -> Array:
        """The steps to which `apart` and `noise` belong; -1 stands for before the first one."""
        return np.concatenate([[-1], self.plan.kept_steps])

    @property
    def apart(self) -> Array:
        """The largest difference between R's weights and Python's, as far as both came."""
        return _apart(self.python.weights, self.r.weights)

    @property
    def noise(self) -> Array:
        """The largest difference that rounding alone makes to Python's weights, likewise."""
        return _apart(self.python.weights, self.back_to_front.weights)

    @property
    def agree(self) -> bool:
        """Whether R is never farther from Python than rounding explains."""
        apart, noise = self.apart, self.noise
        n = min(len(apart), len(noise))
        # Below the distance of two neighbouring numbers there is no noise to be seen.
        least = np.spacing(np.abs(self.python.weights[:n]).max(axis=1, initial=0.0))
        allowed = MULTIPLE * np.fmax(np.maximum.accumulate(noise[:n]), least)
        return bool(np.all(apart[:n] <= allowed))

    @property
    def first_difference(self) -> int | None:
        """The first step after which an accuracy differs; None if there is none."""
        p, r = self.python, self.r
        n = min(len(p.steps), len(r.steps))
        differ = (p.train_accuracies[:n] != r.train_accuracies[:n]) | (
            p.test_accuracies[:n] != r.test_accuracies[:n]
        )
        return int(p.steps[:n][differ][0]) if differ.any() else None


@np.errstate(all="ignore")
def _apart(x: Array, y: Array) -> Array:
    n = min(len(x), len(y))
    x, y = x[:n], y[:n]
    same = (x == y) | (np.isnan(x) & np.isnan(y))
    difference = np.where(same, 0.0, np.abs(x - y))
    # A number beside NaN is infinitely far away.
    difference[np.isnan(difference)] = np.inf
    largest: Array = difference.max(axis=1, initial=0.0)
    return largest


# ---- training ------------------------------------------------------------------------------------


def train_both(
    plan: Plan, r: RProcess, watch: Callable[[int, int], object] | None = None
) -> list[Trajectory]:
    """Train in both languages at once, for each learning rate.

    An interruption (Ctrl-C) ends both and gives the trajectories as far as they came.

    Parameters
    ----------
    plan : Plan
        What to train.
    r : RProcess
        Where R trains.
    watch : callable, optional
        Called now and then with the numbers of steps that Python, who makes each twice, and R have
        made.
    """
    stop = Event()
    with tempfile.TemporaryDirectory(prefix="diglot-") as root:
        journals = {
            who: [_Journal(Path(root, f"{who}-{k}")) for k in range(len(plan.learning_rates))]
            for who in ("python", "r", "back_to_front")
        }
        settings = _settings(plan, journals["r"])
        with ThreadPoolExecutor() as threads, contextlib.suppress(KeyboardInterrupt):
            try:
                python = threads.submit(_train_python, plan, journals, stop)
                if watch is not None:
                    threads.submit(_watch, journals, watch, stop)
                # From the main thread: what interrupts it while it waits for R ends R.
                r.call("train_and_record", [settings], files=_R_FILES, timeout=_R_SECONDS)
                python.result()
            finally:
                stop.set()
        walks = {who: [j.read(plan) for j in some] for who, some in journals.items()}
    return [
        Trajectory(plan, rate, **{who: some[k] for who, some in walks.items()})
        for k, rate in enumerate(plan.learning_rates)
    ]


class _Journal:
    """What a training writes down as it goes: a folder of files of doubles.

    `losses` has one for each step; `accuracies` three for each epoch, the step and both accuracies;
    `weights` all parameters, each by columns as R holds them, before the first step and after each
    of the kept ones.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        for name in ("losses", "accuracies", "weights"):
            (folder / name).touch()

    def append(self, name: str, numbers: Any) -> None:
        with (self.folder / name).open("ab") as file:
            file.write(np.asarray(numbers, dtype=np.float64).tobytes())

    def steps_made(self) -> int:
        return (self.folder / "losses").stat().st_size // 8

    def read(self, plan: Plan) -> Walk:
        inputs, hidden, classes = plan.sizes
        steps, train_accuracies, test_accuracies = self._rows("accuracies", 3).T
        return Walk(
            losses=self._rows("losses", 1)[:, 0],
            steps=steps.astype(np.int64),
            train_accuracies=train_accuracies,
            test_accuracies=test_accuracies,
            weights=self._rows("weights", (inputs + 1) * hidden + (hidden + 1) * classes),
        )

    def _rows(self, name: str, columns: int) -> Array:
        """Read the complete rows: an interrupted training may end within one."""
        numbers = np.fromfile(self.folder / name)
        return numbers[: len(numbers) // columns * columns].reshape(-1, columns)


def _settings(plan: Plan, journals: list[_Journal]) -> dict[str, Any]:
    """Write down all that R gets."""
    return {
        "dataset": plan.dataset,
        "mnist": None if plan.mnist is None else str(plan.mnist.absolute()),
        "hidden": plan.hidden,
        "classes": plan.sizes[2],
        "batch_size": plan.batch_size,
        "iterations": plan.iterations,
        "learning_rates": np.array(plan.learning_rates),
        "seed": plan.seed,
        "kept_steps": plan.kept_steps,
        "folders": np.array([str(journal.folder) for journal in journals]),
    }


def _train_python(plan: Plan, journals: dict[str, list[_Journal]], stop: Event) -> None:
    """Do what R does in trajectory.R, and each training once more back to front."""
    for k, rate in enumerate(plan.learning_rates):
        for who in ("python", "back_to_front"):
            turned = who == "back_to_front"
            rng: Any = np.random.RandomState(plan.seed)
            net, data = TwoLayerNet(*plan.sizes, rng=rng), plan.data
            if turned:
                net, data, rng = _back_to_front(net, data, rng)
            record = _recorder(plan, journals[who][k], turned, stop)
            record(-1, net)
            train(net, data, plan.iterations, plan.batch_size, rate, rng, progress=record)


def _back_to_front(net: TwoLayerNet, data: Dataset, rng: Any) -> tuple[TwoLayerNet, Dataset, Any]:
    """Turn the pixels, the hidden units, the classes and the rows of batches around.

    On paper the training stays the same; in floating point every sum is added up from its other
    end.
    """
    last = net.params["b2"].size - 1
    turned_net = net_from_params({name: np.flip(p).copy() for name, p in net.params.items()})
    turned_data = Dataset(
        x_train=np.flip(data.x_train, axis=1),
        t_train=last - data.t_train,
        x_test=np.flip(data.x_test, axis=1),
        t_test=last - data.t_test,
    )
    turned_rng = SimpleNamespace(choice=lambda rows, size: np.flip(rng.choice(rows, size)))
    return turned_net, turned_data, turned_rng


def _recorder(plan: Plan, journal: _Journal, turned: bool, stop: Event) -> Callable[..., None]:
    """Give a function that keeps the journal, for the `progress` of `train`."""
    kept_steps = {-1, *plan.kept_steps.tolist()}

    def record(step: int, net: TwoLayerNet, loss: Any = None, *accuracies: float | None) -> None:
        if accuracies and accuracies[0] is not None:
            journal.append("accuracies", [step, *accuracies])
        if step in kept_steps:
            params = [np.flip(p) if turned else p for p in net.params.values()]
            journal.append("weights", np.concatenate([p.ravel(order="F") for p in params]))
        if loss is not None:
            journal.append("losses", loss)
        if stop.is_set():
            raise InterruptedError

    return record


def _watch(
    journals: dict[str, list[_Journal]], watch: Callable[[int, int], object], stop: Event
) -> None:
    while not stop.wait(_LOOK_SECONDS):
        made = {who: sum(j.steps_made() for j in some) for who, some in journals.items()}
        watch(made["python"] + made["back_to_front"], made["r"])

"""Both editions compute what the source documents print, at the same time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

from diglot.bridge.process import RProblem, RProcess
from diglot.catalogue import R_ENVIRONMENT
from diglot.paths import R_EDITION
from diglot.published import recipes
from diglot.published.numbers import Document
from scratchnet import load_mnist
from scratchnet.datasets import Dataset

#: What the recipes gave in one language, by name; an error in the place of what failed.
Computed = dict[str, dict[str, Any] | Exception]

#: The page that faces `recipes.py`.
RECIPES_R = Path(recipes.__file__).with_suffix(".R")

_R_SECONDS = 3600.0  # for one recipe, on a slow machine


def compute(
    documents: Sequence[Document],
    mnist: Path | None = None,
    done: Callable[[str], object] = lambda language: None,
) -> tuple[Computed, Computed]:
    """Run the recipes that the documents need, in both languages at the same time.

    Parameters
    ----------
    documents : sequence of Document
        What is to be computed.
    mnist : path, optional
        The folder of MNIST; without it the recipes that need it are left out.
    done : callable, optional
        Called with "Python" or "R" after each recipe.

    Returns
    -------
    tuple of dict
        Python's results and R's.
    """
    names = recipes_of(documents, mnist)
    # Before R starts, so that a wrong folder is told at once.
    data = load_mnist(mnist) if any(name in recipes.WITH_MNIST for name in names) else None
    stopped = Event()
    with (
        RProcess(timeout=_R_SECONDS, environment=R_ENVIRONMENT) as r,
        ThreadPoolExecutor(1) as pool,
    ):
        in_r = pool.submit(_compute_in_r, names, mnist, r, stopped, done)
        try:
            return _compute_in_python(names, data, done), in_r.result()
        except BaseException:
            # Else the pool would wait for R, which may have minutes to go.
            stopped.set()
            r.close()
            raise


def recipes_of(documents: Sequence[Document], mnist: Path | None) -> list[str]:
    """Name the recipes that can be run, the short ones first."""
    used = {group.recipe for document in documents for group in document.groups}
    known = [*recipes.WITHOUT_DATA, *(recipes.WITH_MNIST if mnist else ())]
    return [name for name in known if name in used]


def _compute_in_python(
    names: Sequence[str], data: Dataset | None, done: Callable[[str], object]
) -> Computed:
    computed: Computed = {}
    for name in names:
        try:
            if data is not None and name in recipes.WITH_MNIST:
                computed[name] = recipes.WITH_MNIST[name](data)
            else:
                computed[name] = recipes.WITHOUT_DATA[name]()
        except Exception as error:
            # An edition that stops where the document goes on disagrees with it.
            computed[name] = error
        done("Python")
    return computed


def _compute_in_r(
    names: Sequence[str],
    mnist: Path | None,
    r: RProcess,
    stopped: Event,
    done: Callable[[str], object],
) -> Computed:
    computed: Computed = {}
    for name in names:
        if stopped.is_set():
            break
        # R gets the folder, not the data: it loads and computes by itself.
        args = [str(mnist.resolve())] if mnist and name in recipes.WITH_MNIST else []
        try:
            computed[name] = r.call(name, args, files=[R_EDITION, RECIPES_R]).value
        except RProblem as problem:
            computed[name] = problem
        done("R")
    return computed

"""NumPy and SciPy facing base R: each entry is executed in both languages, and judged."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from diglot.dictionary.section import Section
from diglot.environment import EnvironmentProblem
from diglot.twin import Twin

#: The sections, each a module of this package, in the order of the book.
SECTIONS = (
    "making_arrays",
    "shapes",
    "indexing",
    "broadcasting",
    "reductions",
    "linear_algebra",
    "sorting",
    "quantiles",
    "control",
    "mutation",
    "statistics",
    "distributions",
    "hypothesis_tests",
    "special_functions",
    "random_numbers",
    "fourier",
    "numerical_methods",
    "missing",
    "text_and_dates",
)


def sections() -> list[Section]:
    """Read all sections.

    Raises
    ------
    EnvironmentProblem
        If SciPy or pandas, which many entries call, is not installed.
    """
    for library in ("scipy", "pandas"):
        if find_spec(library) is None:
            raise EnvironmentProblem(
                f"The dictionary needs {library}, which is not installed: "
                "pip install 'diglot[dictionary]'."
            )
    return [import_module(f"{__name__}.{name}").SECTION for name in SECTIONS]


def twins() -> list[Twin]:
    """Give all entries as twins, to be judged like any others."""
    return [entry.twin() for section in sections() for entry in section.entries]

"""Functions that nobody wrote the referee for, with right and wrong ports: the data of a proof."""

from . import (
    compiled,
    dynamics,
    finance,
    geometry,
    learning,
    linear_algebra,
    nature,
    optimisation,
    quadrature,
    scores,
    signals,
    statistics,
)
from .stranger import Stranger, make_twin
from .traps import TRAPS, Trap

#: The ordinary functions, by area.
AREAS = {
    module.__name__.rpartition(".")[2]: module.STRANGERS
    for module in (
        statistics,
        linear_algebra,
        signals,
        dynamics,
        optimisation,
        quadrature,
        finance,
        geometry,
        nature,
        learning,
        scores,
    )
}
ORDINARY = [stranger for strangers in AREAS.values() for stranger in strangers]

#: Wrappers of compiled and large libraries.
COMPILED = compiled.STRANGERS

#: All strangers, by name of what holds them.
GROUPS = {**AREAS, "compiled": COMPILED}

__all__ = ["AREAS", "COMPILED", "GROUPS", "ORDINARY", "TRAPS", "Stranger", "Trap", "make_twin"]

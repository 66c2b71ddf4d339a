"""Ports with the mistakes that people make, and right ones in unusual styles."""

from . import (
    activations,
    classes,
    counts,
    finance,
    held_back,
    images,
    layers,
    linear_algebra,
    losses,
    nameless,
    nature,
    networks,
    numerics,
    optimizers,
    scores,
    signals,
    states,
    statistics,
)
from .subject import Mistake, Subject, names

#: The functions that are ported, by area.
AREAS = {
    module.__name__.rpartition(".")[2]: module.SUBJECTS
    for module in (
        activations,
        losses,
        classes,
        layers,
        networks,
        optimizers,
        images,
        statistics,
        counts,
        scores,
        signals,
        numerics,
        linear_algebra,
        finance,
        nature,
        states,
        nameless,
    )
}


def _wrong(areas):
    return {
        f"{area}, {name}": port
        for area, subjects in areas.items()
        for subject in subjects
        for name, port in subject.wrong_twins.items()
    }


def _right(areas):
    return {
        f"{area}, {name}": twin
        for area, subjects in areas.items()
        for subject in subjects
        for name, twin in subject.right_twins.items()
    }


#: Each wrong port by its name: its mistake and its twin.
WRONG = _wrong(AREAS)

#: The wrong ports that nobody looks at who tunes the naming.
HELD_BACK = _wrong({"held back": held_back.SUBJECTS})

#: The twin of each right port by its name.
RIGHT = _right({**AREAS, "held back": held_back.SUBJECTS})

__all__ = ["AREAS", "HELD_BACK", "RIGHT", "WRONG", "Mistake", "Subject", "names"]

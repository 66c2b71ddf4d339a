"""The twins of scratchnet, with their cases and faults: a module for each page of the editions."""

from __future__ import annotations

import dataclasses

from diglot.catalogue import (
    activations,
    batch_softmax_net,
    blocks,
    datasets,
    edges,
    gradients,
    losses,
    random_state,
    study_net_methods,
    study_nets,
    training,
    two_layer_net,
)
from diglot.twin import Twin
from scratchnet.datasets import shared_data

_PAGES = (
    activations,
    losses,
    gradients,
    two_layer_net,
    study_nets,
    study_net_methods,
    batch_softmax_net,
    blocks,
    training,
    datasets,
    random_state,
)

#: The editions are held to the difference between NaN and R's NA, which others' ports are not.
TWINS: list[Twin] = [
    dataclasses.replace(twin, strict_na=True, cases=[*twin.cases, *edges.EDGES.get(twin.name, ())])
    for page in _PAGES
    for twin in page.TWINS
]

#: What the R edition must be told: where the data lie that both editions read.
R_ENVIRONMENT = {"SCRATCHNET_SHARED_DATA": str(shared_data())}


__all__ = ["R_ENVIRONMENT", "TWINS"]

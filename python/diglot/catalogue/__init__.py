"""The twins of scratchnet, with their cases and faults: a module for each page of the editions."""

from __future__ import annotations

from diglot.catalogue import (
    activations,
    batch_softmax_net,
    datasets,
    gradients,
    losses,
    study_nets,
    training,
    two_layer_net,
)
from diglot.twin import Twin
from scratchnet.datasets import shared_data

TWINS: list[Twin] = [
    *activations.TWINS,
    *losses.TWINS,
    *gradients.TWINS,
    *two_layer_net.TWINS,
    *study_nets.TWINS,
    *batch_softmax_net.TWINS,
    *training.TWINS,
    *datasets.TWINS,
]

#: What the R edition must be told: where the data lie that both editions read.
R_ENVIRONMENT = {"SCRATCHNET_SHARED_DATA": str(shared_data())}


__all__ = ["R_ENVIRONMENT", "TWINS"]

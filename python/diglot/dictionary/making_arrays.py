"""Making arrays."""

from __future__ import annotations

import numpy as np

from diglot.dictionary.entry import Entry, Wrong
from diglot.dictionary.section import Section
from diglot.twin import Case

SECTION = Section(
    "Making arrays",
    [
        Entry(
            lambda a, b: np.arange(a, b),
            "seq_len(b - a) - 1 + a",
            cases=[Case("0 to 4", 0, 5), Case("none", 3, 3)],
            trap="`arange` leaves out its end, and may be empty; `a:(b - 1)` counts down then.",
            wrong=Wrong("a:(b - 1)", "3, 2 where nothing is right", noticed=("none",)),
        ),
    ],
)

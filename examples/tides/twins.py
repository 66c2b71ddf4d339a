"""R is the original: `diglot verify examples/tides/twins.py` finds the slip of the Python port."""

import numpy as np
from tides import high_waters, residual_error, tide

from diglot import Case, Twin
from diglot.inputs import normal

ORIGINAL = ["tides.R"]
hours = np.arange(0.0, 48.0)
amplitudes, phases = np.array([1.2, 0.4, 0.15, 0.1]), np.array([110.0, 150.0, 80.0, 35.0])
heights = tide(hours, 2.5, amplitudes, phases)

TWINS = [
    Twin(
        "tide",
        python=tide,
        r="tide",
        r_files=ORIGINAL,
        original="r",
        cases=[
            Case("two days", hours, 2.5, amplitudes, phases),
            Case("one hour", np.array([6.0]), 0.0, amplitudes, phases),
        ],
    ),
    Twin(
        "high_waters",
        python=high_waters,
        r="high_waters",
        r_files=ORIGINAL,
        original="r",
        cases=[Case("two days", heights, 12), Case("a rest", heights[:40], 12)],
    ),
    Twin(
        "residual_error",
        python=residual_error,
        r="residual_error",
        r_files=ORIGINAL,
        original="r",
        cases=[Case("two days", heights + 0.1 * normal(48, seed=1) + 0.05, heights, 9)],
    ),
]

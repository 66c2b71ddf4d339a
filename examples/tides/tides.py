"""The height of the tide by the harmonic method, ported from R. One function has a slip."""

import numpy as np

#: Degrees of arc that each constituent (M2, S2, K1, O1) moves on in an hour.
SPEEDS = np.array([28.9841042, 30.0, 15.0410686, 13.9430356])


def tide(hours, level, amplitudes, phases):
    """Give heights from a mean level and each constituent's amplitude and phase in degrees."""
    angles = np.radians(np.outer(hours, SPEEDS) - phases)
    return level + np.cos(angles) @ amplitudes


def high_waters(heights, n):
    """Give the places, from 0, of the highest of each `n` heights; the last few may be no `n`."""
    starts = range(0, len(heights) - n + 1, n)
    return np.array([i + np.argmax(heights[i : i + n]) for i in starts], dtype=float)


def residual_error(observed, predicted, parameters):
    """Give the root mean square of what a prediction leaves."""
    return np.std(observed - predicted, ddof=parameters)

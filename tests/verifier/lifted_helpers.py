"""What functions that are lifted call in another module."""

import math

CALLS = 0


def third(x):
    """Give x + 1/3."""
    return x + 1 / 3


def counted(x):
    """Give x + 1/3 and count in this module's globals."""
    global CALLS
    CALLS += 1
    return third(x)


class Shift:
    """A class of another module."""

    def __init__(self, by):
        self.by = by / 3

    def apply(self, x):
        """Give x + by/3."""
        return x + self.by


def root(x):
    """Give the square root, by this module's own import."""
    return math.sqrt(x)

"""R's missing value."""

from __future__ import annotations

import numpy as np


class NAType:
    """The class of `NA`, of which there is only one object."""

    _instance: NAType | None = None

    def __new__(cls) -> NAType:
        """Give the one object."""
        if cls._instance is None:
            cls._instance = super().__new__(cls)
        return cls._instance

    def __repr__(self) -> str:
        """Write it as R does."""
        return "NA"

    def __bool__(self) -> bool:
        """Refuse: what is missing is neither true nor false."""
        raise TypeError("NA is neither true nor false; ask `value is NA`.")

    def __reduce__(self) -> str:
        """Copy and unpickle as the one object."""
        return "NA"


#: R's missing logical, integer or string, in arrays of objects.
NA = NAType()

#: R's missing double, NA_real_: a NaN whose low word is 1954.
NA_REAL = float(np.array([0x7FF00000000007A2], np.uint64).view(np.float64)[0])

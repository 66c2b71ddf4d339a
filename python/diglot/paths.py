"""Where the R edition lies: beside the Python packages in a checkout, in `diglot` in a wheel."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent
_IN_CHECKOUT = _HERE.parents[1] / "r"

#: The folder of the R edition, an R package in source form.
R_EDITION: Path = _IN_CHECKOUT if _IN_CHECKOUT.is_dir() else _HERE / "r"

"""The one requirement that depends on the machine: the rpy2 that fits its R.

No fixed range serves everybody: what works with R 4.2 cannot be built for R 4.6 and the other way
round, and a requirement can name Python's version but not R's. So the range is chosen where the
package is built, from the table in `environment.py`; pip builds it on the user's machine, be it
from a checkout or from an sdist. A wheel fits the R that it was built beside.
"""

import runpy
from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface


class RequireFittingRpy2(MetadataHookInterface):
    """Adds the fitting rpy2 to the dependencies that stand in pyproject.toml."""

    def update(self, metadata: dict) -> None:
        """Fill in the field `dependencies`."""
        environment = runpy.run_path(str(Path(self.root, "python", "diglot", "environment.py")))
        fitting_rpy2 = environment["rpy2_requirement"](environment["find_r"]())
        metadata["dependencies"] = [*self.config["dependencies"], fitting_rpy2]

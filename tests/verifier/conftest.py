"""Files of twins to call the command with."""

import pytest


@pytest.fixture
def twins_file(tmp_path):
    """Write a file of one twin, `relu`, with its R file beside it."""

    def write(r_text, *, python="lambda x: np.maximum(x, 0)", cases=None, folder=tmp_path,
              file="my_twins.py", name="relu", before=""):  # fmt: skip
        folder.mkdir(exist_ok=True)
        (folder / "port.R").write_text(r_text, encoding="utf-8")
        cases = cases or 'Case("batch", normal(4, 3, seed=1)), Case("zeros", np.zeros((2, 2)))'
        path = folder / file
        path.write_text(
            "import numpy as np\n"
            "from diglot import Case, Fault, Twin\n"
            "from diglot.inputs import normal\n"
            f"{before}\n"
            f"TWINS = [Twin({name!r}, python={python}, r='relu', r_files=['port.R'],\n"
            f"    cases=[{cases}])]\n",
            encoding="utf-8",
        )
        return path

    return write

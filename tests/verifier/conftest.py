"""The command as its user calls it, and files of twins to call it with."""

import os
import subprocess
import sys

import pytest


@pytest.fixture
def diglot(tmp_path_factory):
    """Call the command; `env` and `cwd` as in `subprocess.run`."""
    # Reproductions stay where temporary files are.
    temporary = {"TMPDIR": str(tmp_path_factory.mktemp("temporary"))}

    def call(*arguments, env=None, cwd=None):
        command = [sys.executable, "-m", "diglot", *map(str, arguments)]
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="surrogateescape",
            timeout=120,
            env={**(os.environ if env is None else env), **temporary},
            cwd=cwd,
            check=False,
        )

    return call


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

"""One R and one Python for the whole run, and the command. A missing R fails, it never skips."""

import contextlib
import os
import signal
import subprocess
import sys

import pytest

from diglot.environment import EnvironmentProblem, require_r, single_blas_thread

single_blas_thread()  # before NumPy is imported by any test

# In the background of a shell Ctrl-C is ignored, and what the tests start would ignore it too.
with contextlib.suppress(ValueError):  # not in the main thread
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The module `readline` tells programs how wide the terminal is, which no test starts with.
os.environ.pop("COLUMNS", None)
os.unsetenv("COLUMNS")


def pytest_sessionstart(session):
    try:
        require_r()
    except EnvironmentProblem as problem:
        pytest.exit(str(problem), returncode=2)


@pytest.fixture(scope="session")
def r():
    from diglot.bridge.process import RProcess
    from diglot.catalogue import R_ENVIRONMENT

    with RProcess(timeout=60, environment=R_ENVIRONMENT) as process:
        yield process


@pytest.fixture(scope="session")
def python():
    from diglot.bridge.python_process import PythonProcess
    from diglot.judging.original import PRELOAD

    with PythonProcess(timeout=60, preload=PRELOAD) as process:
        yield process


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

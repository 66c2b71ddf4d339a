"""What this machine has for diglot, what it lacks, and how to get it.

Only the standard library is imported here, and nothing of the packages beside this file: it is
run before anything is installed, by `tools/setup.sh` and by `hatch_build.py`. R is never started
inside this process: it is looked up in files, or asked in a process of its own.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Literal, NamedTuple

_CHECKOUT = Path(__file__).resolve().parents[2]
_MAKE_SETUP = f"make setup (in {_CHECKOUT})"

THREAD_VARIABLES = (
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)

#: How long a call may take in seconds, and how many bytes of memory each language may have, unless
#: the user says otherwise.
TIMEOUT, MEMORY = 10.0, 4 << 30

#: BLAS libraries that are made for speed; flexiblas, Fedora's, hands on to OpenBLAS by default.
_FAST_BLAS = re.compile("openblas|mkl|blis|atlas|flexiblas|accelerate|veclib", re.IGNORECASE)


class EnvironmentProblem(RuntimeError):
    """Something that diglot needs is missing or unfit; two lines: what it is, how to get it."""


class R(NamedTuple):
    """An installed R."""

    home: Path
    version: str


@dataclass(frozen=True)
class Finding:
    """One thing that was looked for.

    Attributes
    ----------
    name : str
        What was looked for.
    value : str or None
        What was found: a version, a file, a number; or why it is no use.
    status : "ok", "slow", "missing" or "unfit"
        What that means for diglot.
    advice : str or None
        How to get it, or how to make it better.
    """

    name: str
    value: str | None
    status: Literal["ok", "slow", "missing", "unfit"]
    advice: str | None = None


# ---- which rpy2 fits which R ---------------------------------------------------------------------


class _Fit(NamedTuple):
    """Versions of rpy2-rinterface, from the first to below the second, and of R to go with them."""

    rpy2: tuple[str, str]
    r: tuple[str, str]


#: The newest first. rpy2-rinterface 3.6.6 calls functions that came with R 4.5, and its import dies
#: without them. Earlier ones link to functions that R 4.6 removed, and fall back to a slower mode.
_FITS = (
    _Fit(rpy2=("3.6.6", "3.7"), r=("4.5", "99")),
    _Fit(rpy2=("3.6.3", "3.6.6"), r=("4.0", "4.6")),
)
_OLDEST_R = _FITS[-1].r[0]


def rpy2_requirement(r: R | None) -> str:
    """Name the rpy2 that fits an R, as a requirement for pip; without R, the one for the oldest."""
    fitting = [fit for fit in _FITS if r and _within(r.version, fit.r)]
    first, below = (fitting or _FITS[-1:])[0].rpy2
    return f"rpy2-rinterface>={first},<{below}"


def _within(version: str, limits: tuple[str, str]) -> bool:
    return _parts(limits[0]) <= _parts(version) < _parts(limits[1])


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(digits) for digits in re.findall(r"\d+", version)[:3])


# ---- R, looked up without starting it ------------------------------------------------------------


def find_r() -> R | None:
    """Find R where rpy2 finds it: in `R_HOME`, else where the `R` on the PATH says it is."""
    home = os.environ.get("R_HOME") or _home_of_r_on_path()
    if not home:
        return None
    description = Path(home, "library", "base", "DESCRIPTION")
    try:
        version = re.search(r"^Version:\s*(\S+)", description.read_text("utf-8"), re.MULTILINE)
    except OSError:
        return None
    return R(Path(home), version[1]) if version else None


def _home_of_r_on_path() -> str | None:
    try:  # a few milliseconds: this is a shell script and does not start R
        answer = subprocess.run(["R", "RHOME"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    lines = answer.stdout.split("\n")
    return next((line for line in lines if line and not line.startswith("WARNING")), None)


def require_r() -> None:
    """Make sure that R and an rpy2 that fits it are here, without starting R.

    Raises
    ------
    EnvironmentProblem
        If one of them is missing or unfit; the two lines say what, and how to get it.
    """
    r = find_r()
    for finding in (_inspect_r(r), _inspect_rpy2(r)):
        if finding.status in ("missing", "unfit"):
            raise EnvironmentProblem(_in_two_lines(finding))


def _in_two_lines(finding: Finding) -> str:
    why = f": {finding.value}" if finding.value else ""
    return f"{finding.name} is {finding.status}{why}.\nGet it: {finding.advice}"


def _inspect_r(r: R | None) -> Finding:
    library = "libR.dylib" if sys.platform == "darwin" else "libR.so"
    if r is None and os.environ.get("R_HOME"):
        value = f"`R_HOME` is {os.environ['R_HOME']}, and no R is there"
        return Finding("R", value, "missing", "set R_HOME to what `R RHOME` prints, or unset it")
    if r is None:
        value = "neither `R_HOME` nor an `R` on the PATH leads to one"
        return Finding("R", value, "missing", _way_to_r())
    if _parts(r.version) < _parts(_OLDEST_R):
        value = f"{r.version} in {r.home} is older than {_OLDEST_R}"
        return Finding("R", value, "unfit", f"R {_OLDEST_R} or newer, {_CRAN}")
    if not (r.home / "lib" / library).exists():
        value = f"{r.version} in {r.home} was built without its library {library}"
        return Finding("R", value, "unfit", f"an R that was built with --enable-R-shlib, {_CRAN}")
    return Finding("R", f"{r.version} in {r.home}", "ok")


def _inspect_rpy2(r: R | None) -> Finding:
    name, version, requirement = "rpy2-rinterface", _version("rpy2-rinterface"), rpy2_requirement(r)
    if version is None:
        return Finding(name, None, "missing", _way_to(requirement))
    if r and not any(_within(r.version, fit.r) and _within(version, fit.rpy2) for fit in _FITS):
        value = f"{version} does not work with R {r.version} in {r.home}"
        return Finding(name, value, "unfit", _way_to(requirement))
    if not _is_installed("_rinterface_cffi_api"):
        value = f"{version} in ABI mode, built without R's development files"
        advice = f"{_PIP} --force-reinstall --no-deps --no-cache-dir '{requirement}'"
        return Finding(name, value, "slow", advice)
    return Finding(name, f"{version} in API mode", "ok")


# ---- how to get what is missing ------------------------------------------------------------------

_CRAN = "https://cran.r-project.org"
_PIP = f"{sys.executable} -m pip install"


def _way_to_r() -> str:
    """Say how R gets onto this system: by `make setup` where that can install it."""
    if _in_checkout() and shutil.which("apt-get"):
        return _MAKE_SETUP
    install = _install(
        apt="r-base-core r-base-dev libopenblas0-pthread",
        dnf="R-core R-core-devel python3-devel gcc",
        brew="r",
    )
    way = install or f"R {_OLDEST_R} or newer with its development files, {_CRAN}"
    return f"{way}, then {_MAKE_SETUP}" if _in_checkout() else way


def _way_to_openblas() -> str:
    install = _install(apt="libopenblas0-pthread", dnf="flexiblas-openblas-openmp", brew="r")
    return install or "an R that is linked to OpenBLAS"


def _way_to(requirement: str) -> str:
    return _MAKE_SETUP if _in_checkout() else f"{_PIP} '{requirement}'"


def _install(apt: str, dnf: str, brew: str) -> str | None:
    """Write the command that installs packages on this system, if it is a known one."""
    sudo = "" if os.geteuid() == 0 else "sudo "
    if shutil.which("apt-get"):
        return f"{sudo}apt-get install --no-install-recommends {apt}"
    if shutil.which("dnf"):
        return f"{sudo}dnf install {dnf}"
    return f"brew install {brew}" if sys.platform == "darwin" else None


def _in_checkout() -> bool:
    return (_CHECKOUT / "tools" / "setup.sh").is_file()


# ---- threads -------------------------------------------------------------------------------------


def single_blas_thread() -> None:
    """Ask every BLAS for one thread, unless the user asked for another number.

    One is the fastest on nets of this size, and its sums come out the same every time. It must be
    said before NumPy or R is loaded: a BLAS reads it only then.
    """
    for variable in THREAD_VARIABLES:
        os.environ.setdefault(variable, "1")


# ---- the whole picture ---------------------------------------------------------------------------


def summary() -> dict[str, str | None]:
    """Tell what a run's numbers may depend on. None stands for what is not there."""
    r, numpy = find_r(), _numpy()
    return {
        "python": platform.python_version(),
        "numpy": _version("numpy"),
        "python_flint": _version("python-flint"),
        "rpy2": _version("rpy2-rinterface"),
        "r": r.version if r else None,
        "platform": platform.platform(),
        "numpy_blas": _blas_of_numpy(numpy) if numpy else None,
        "r_blas": _libraries_of_r(r).get("BLAS"),
        "blas_threads": os.environ.get(THREAD_VARIABLES[0]),
        "processor_features": " ".join(_processor_features(numpy)) if numpy else None,
    }


def inspect() -> list[Finding]:
    """Look at everything that diglot stands on, for `diglot doctor`."""
    r, numpy = find_r(), _numpy()
    return [
        Finding("Python", f"{platform.python_version()} in {sys.executable}", "ok"),
        _inspect_package("numpy", "1.26"),
        *([_inspect_numpy_blas(numpy), _inspect_processor(numpy)] if numpy else []),
        _inspect_package("python-flint", "0.6"),
        _inspect_r(r),
        *(_inspect_libraries_of_r(r) if r else []),
        _inspect_rpy2(r),
        _inspect_threads(),
    ]


def _inspect_package(name: str, oldest: str) -> Finding:
    version = _version(name)
    if version is None:
        return Finding(name, None, "missing", _way_to(f"{name}>={oldest}"))
    if _parts(version) < _parts(oldest):
        return Finding(name, version, "unfit", _way_to(f"{name}>={oldest}"))
    return Finding(name, version, "ok")


def _inspect_threads() -> Finding:
    variable = THREAD_VARIABLES[0]
    threads = os.environ.get(variable)
    if threads == "1":
        return Finding("BLAS threads", threads, "ok")
    value = threads or f"one for each of {os.cpu_count()} processors"
    why = "one thread is faster on small nets, and its sums come out the same every time"
    return Finding("BLAS threads", value, "slow", f"set {variable}=1: {why}")


# ---- NumPy ---------------------------------------------------------------------------------------


def _numpy() -> ModuleType | None:
    """Import NumPy, which takes a tenth of a second, only where something is asked of it."""
    try:
        import numpy
    except ImportError:
        return None
    return numpy


def _blas_of_numpy(numpy: ModuleType) -> str:
    blas = numpy.show_config(mode="dicts")["Build Dependencies"]["blas"]
    return f"{blas['name']} {blas.get('version', '')}".strip()


def _inspect_numpy_blas(numpy: ModuleType) -> Finding:
    blas = _blas_of_numpy(numpy)
    # Linux distributions build with a plain "blas" and choose the library behind it later.
    fast = _FAST_BLAS.search(blas) or not blas.startswith(("none", "lapack_lite"))
    advice = None if fast else _way_to("numpy")
    return Finding("NumPy's BLAS", blas, "ok" if fast else "slow", advice)


def _processor_features(numpy: ModuleType) -> list[str]:
    """List the features of this processor for which NumPy carries code of its own, and uses it."""
    core = numpy._core if hasattr(numpy, "_core") else numpy.core  # NumPy 2, NumPy 1
    umath = core._multiarray_umath
    features: Mapping[str, bool] = umath.__cpu_features__
    return [name for name in umath.__cpu_dispatch__ if features[name]]


def _inspect_processor(numpy: ModuleType) -> Finding:
    features = _processor_features(numpy)
    value = " ".join(features) or "none beyond the baseline"
    if disabled := os.environ.get("NPY_DISABLE_CPU_FEATURES"):
        value += f", without {disabled} (NPY_DISABLE_CPU_FEATURES)"
    # With AVX-512 NumPy takes vector code for exp and log whose last bits are other ones.
    wide = [name for name in features if name == "X86_V4" or name.startswith("AVX512")]
    if not wide:
        return Finding("processor features", value, "ok")
    switch = f"NPY_DISABLE_CPU_FEATURES='{' '.join(wide)}'"
    advice = f"set {switch} for the last bits that machines without AVX-512 get"
    return Finding("processor features", value, "ok", advice)


# ---- R, asked ------------------------------------------------------------------------------------


@cache
def _libraries_of_r(r: R | None) -> dict[str, str]:
    """Ask R which files its BLAS and LAPACK are. Empty when R does not answer."""
    if r is None:
        return {}
    question = 'cat(extSoftVersion()[["BLAS"]], La_library(), sep = "\\n")'
    command = [str(r.home / "bin" / "Rscript"), "--vanilla", "-e", question]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    except (OSError, subprocess.SubprocessError):
        return {}
    return dict(zip(("BLAS", "LAPACK"), answer.stdout.split("\n"), strict=False))


def _inspect_libraries_of_r(r: R) -> list[Finding]:
    libraries = _libraries_of_r(r)
    if not libraries:
        return [Finding("R's BLAS", None, "unfit", f"see why {r.home}/bin/Rscript fails")]
    return [
        Finding(f"R's {name}", file, "ok")
        if _FAST_BLAS.search(file)
        else Finding(f"R's {name}", file or None, "slow", _way_to_openblas())
        for name, file in libraries.items()
    ]


# ---- small things --------------------------------------------------------------------------------


def _version(package: str) -> str | None:
    from importlib import metadata  # only here: `diglot --help` need not wait for it

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _is_installed(module: str) -> bool:
    from importlib.util import find_spec

    return find_spec(module) is not None


def main() -> int:
    """Tell `tools/setup.sh` which R is here and which rpy2 fits it, or how to get R."""
    r = find_r()
    finding = _inspect_r(r)
    if finding.status != "ok":
        print(_in_two_lines(finding), file=sys.stderr)
        return 2
    print(f"R {finding.value}, {rpy2_requirement(r)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

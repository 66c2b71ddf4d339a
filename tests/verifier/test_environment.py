"""What is missing or unfit is told in two lines: what it is, and how to get it."""

import os
import stat
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from diglot import environment
from diglot.environment import EnvironmentProblem, Finding, R, require_r

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path, monkeypatch):
    """An empty folder that is the whole PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("R_HOME", raising=False)
    return folder


def put_command(folder, name, prints=""):
    command = folder / name
    command.write_text(f"#!/bin/sh\necho '{prints}'\n")
    command.chmod(command.stat().st_mode | stat.S_IXUSR)


def put_r(folder, version, library="libR.so"):
    """An R as it lies on a disk, without R in it."""
    description = folder / "library" / "base" / "DESCRIPTION"
    description.parent.mkdir(parents=True)
    description.write_text(f"Package: base\nVersion: {version}\nPriority: base\n")
    (folder / "lib").mkdir()
    (folder / "lib" / library).touch()
    return folder


def give_versions(monkeypatch, **versions):
    """Let packages have the versions given, and be missing where it is None."""
    real = environment._version
    given = {name.replace("_", "-"): version for name, version in versions.items()}
    monkeypatch.setattr(
        environment, "_version", lambda name: given[name] if name in given else real(name)
    )


def outside_of_a_checkout(monkeypatch, tmp_path):
    monkeypatch.setattr(environment, "_CHECKOUT", tmp_path)


def problem():
    with pytest.raises(EnvironmentProblem) as caught:
        require_r()
    return str(caught.value)


# ---- R -------------------------------------------------------------------------------------------


def test_the_r_of_this_machine_is_found_with_the_version_that_it_tells_itself():
    r = environment.find_r()
    says = subprocess.run(
        [r.home / "bin" / "Rscript", "--vanilla", "-e", "cat(R.home(), format(getRversion()))"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert says.stdout == f"{r.home} {r.version}"


def test_r_home_goes_before_the_path(monkeypatch, path, tmp_path):
    home = put_r(tmp_path / "other", "4.3.1")
    put_command(path, "R", prints="/usr/lib/R")
    monkeypatch.setenv("R_HOME", str(home))
    assert environment.find_r() == R(home, "4.3.1")


def test_a_warning_of_r_before_its_home_is_no_home(path, tmp_path):
    home = put_r(tmp_path / "R", "4.3.1")
    put_command(path, "R", prints=f"WARNING: ignoring environment value of R_HOME\n{home}")
    assert environment.find_r() == R(home, "4.3.1")


def test_a_missing_r_is_told_with_the_way_to_get_it_in_a_checkout(path):
    put_command(path, "apt-get")
    assert problem() == (
        "R is missing: neither `R_HOME` nor an `R` on the PATH leads to one.\n"
        f"Get it: make setup (in {CHECKOUT})"
    )


@pytest.mark.parametrize(
    ("system", "way"),
    [
        (
            "apt-get",
            "sudo apt-get install --no-install-recommends "
            "r-base-core r-base-dev libopenblas0-pthread",
        ),
        ("dnf", "sudo dnf install R-core R-core-devel python3-devel gcc"),
        ("brew", "brew install r"),
        (None, "R 4.0 or newer with its development files, https://cran.r-project.org"),
    ],
)
@pytest.mark.parametrize("in_checkout", [False, True], ids=["wheel", "checkout"])
def test_each_system_is_told_its_own_way_to_r(
    monkeypatch, path, tmp_path, system, way, in_checkout
):
    if system:
        put_command(path, system)
    monkeypatch.setattr(environment.sys, "platform", "darwin" if system == "brew" else "linux")
    monkeypatch.setattr(environment.os, "geteuid", lambda: 1000)
    if not in_checkout:
        outside_of_a_checkout(monkeypatch, tmp_path)
    elif system == "apt-get":
        way = f"make setup (in {CHECKOUT})"  # which calls apt-get itself
    else:
        way += f", then make setup (in {CHECKOUT})"
    assert problem() == (
        f"R is missing: neither `R_HOME` nor an `R` on the PATH leads to one.\nGet it: {way}"
    )


def test_root_needs_no_sudo(monkeypatch, path, tmp_path):
    put_command(path, "dnf")
    outside_of_a_checkout(monkeypatch, tmp_path)
    monkeypatch.setattr(environment.os, "geteuid", lambda: 0)
    assert problem().endswith("\nGet it: dnf install R-core R-core-devel python3-devel gcc")


def test_a_wrong_r_home_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("R_HOME", str(tmp_path))
    assert problem() == (
        f"R is missing: `R_HOME` is {tmp_path}, and no R is there.\n"
        "Get it: set R_HOME to what `R RHOME` prints, or unset it"
    )


def test_an_r_that_is_too_old_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("R_HOME", str(put_r(tmp_path / "R", "3.6.3")))
    assert problem() == (
        f"R is unfit: 3.6.3 in {tmp_path / 'R'} is older than 4.0.\n"
        "Get it: R 4.0 or newer, https://cran.r-project.org"
    )


def test_an_r_without_its_library_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("R_HOME", str(put_r(tmp_path / "R", "4.2.2", library="libR.a")))
    monkeypatch.setattr(environment.sys, "platform", "linux")
    assert problem() == (
        f"R is unfit: 4.2.2 in {tmp_path / 'R'} was built without its library libR.so.\n"
        "Get it: an R that was built with --enable-R-shlib, https://cran.r-project.org"
    )


# ---- rpy2 ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("r", "requirement"),
    [
        ("4.0.0", "rpy2-rinterface>=3.6.3,<3.6.6"),
        ("4.2.2", "rpy2-rinterface>=3.6.3,<3.6.6"),
        ("4.4.3", "rpy2-rinterface>=3.6.3,<3.6.6"),
        ("4.5.0", "rpy2-rinterface>=3.6.6,<3.7"),
        ("4.10.1", "rpy2-rinterface>=3.6.6,<3.7"),
        (None, "rpy2-rinterface>=3.6.3,<3.6.6"),
    ],
)
def test_the_rpy2_to_install_follows_the_r(r, requirement):
    assert environment.rpy2_requirement(R(Path("/R"), r) if r else None) == requirement


@pytest.mark.parametrize(
    ("r", "rpy2"), [("4.2.2", "3.6.5"), ("4.5.0", "3.6.5"), ("4.5.0", "3.6.7"), ("4.6.2", "3.6.6")]
)
def test_a_fitting_rpy2_is_accepted(monkeypatch, tmp_path, r, rpy2):
    monkeypatch.setenv("R_HOME", str(put_r(tmp_path, r)))
    monkeypatch.setattr(environment.sys, "platform", "linux")
    give_versions(monkeypatch, rpy2_rinterface=rpy2)
    require_r()


@pytest.mark.parametrize(
    ("r", "rpy2", "fitting"),
    [
        ("4.2.2", "3.6.7", ">=3.6.3,<3.6.6"),
        ("4.2.2", "3.6.2", ">=3.6.3,<3.6.6"),
        ("4.6.2", "3.6.5", ">=3.6.6,<3.7"),
        ("4.6.2", "3.7.0", ">=3.6.6,<3.7"),
    ],
)
def test_an_rpy2_that_does_not_fit_is_told(monkeypatch, tmp_path, r, rpy2, fitting):
    monkeypatch.setenv("R_HOME", str(put_r(tmp_path / "R", r)))
    monkeypatch.setattr(environment.sys, "platform", "linux")
    give_versions(monkeypatch, rpy2_rinterface=rpy2)
    outside_of_a_checkout(monkeypatch, tmp_path)
    assert problem() == (
        f"rpy2-rinterface is unfit: {rpy2} does not work with R {r} in {tmp_path / 'R'}.\n"
        f"Get it: {sys.executable} -m pip install 'rpy2-rinterface{fitting}'"
    )


def test_a_missing_rpy2_is_told(monkeypatch):
    give_versions(monkeypatch, rpy2_rinterface=None)
    assert problem() == f"rpy2-rinterface is missing.\nGet it: make setup (in {CHECKOUT})"


def test_an_rpy2_that_was_built_without_r_is_called_slow_and_works(monkeypatch):
    monkeypatch.setattr(environment, "_is_installed", lambda module: False)
    require_r()
    (finding,) = [f for f in environment.inspect() if f.name == "rpy2-rinterface"]
    assert finding.status == "slow"
    assert finding.value.endswith(" in ABI mode, built without R's development files")
    assert "--no-cache-dir 'rpy2-rinterface>=" in finding.advice


def test_require_r_starts_no_r():
    code = (
        "import os\nfrom diglot.environment import require_r\n"
        "start = os.times(); require_r(); end = os.times()\n"
        "print(sum(end[:4]) - sum(start[:4]))"  # of the processor, children's included
    )
    # The best of five, for other processes may be busy. It is 0.03 s; R takes 0.15 s to start.
    fastest = min(
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)
        for _ in range(5)
    )
    assert fastest < 0.1


def test_only_the_standard_library_is_imported():
    code = (
        "import sys, runpy; runpy.run_path(sys.argv[1])\n"
        "print({m.partition('.')[0] for m in sys.modules} - {*sys.stdlib_module_names, '__main__'})"
    )
    command = [sys.executable, "-I", "-S", "-c", code, environment.__file__]
    shown = subprocess.run(command, capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "set()"


# ---- for tools/setup.sh --------------------------------------------------------------------------


def run_as_setup_does(**variables):
    command = [sys.executable, "-I", environment.__file__]
    env = {**os.environ, **variables}
    return subprocess.run(command, capture_output=True, text=True, env=env)


def test_setup_is_told_the_r_and_its_rpy2():
    r = environment.find_r()
    done = run_as_setup_does()
    assert done.returncode == 0
    assert done.stdout == f"R {r.version} in {r.home}, {environment.rpy2_requirement(r)}\n"


def test_setup_is_told_that_there_is_no_r(tmp_path):
    done = run_as_setup_does(PATH=str(tmp_path), R_HOME="")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("R is missing: neither `R_HOME` nor an `R` on the PATH leads to")


# ---- threads -------------------------------------------------------------------------------------


def test_one_blas_thread_unless_the_user_says_otherwise(monkeypatch):
    for variable in environment.THREAD_VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("MKL_NUM_THREADS", "3")
    environment.single_blas_thread()
    assert [os.environ[variable] for variable in environment.THREAD_VARIABLES] == [
        "1",
        "1",
        "3",
        "1",
    ]


@pytest.mark.parametrize(
    ("threads", "value", "status"),
    [
        ("1", "1", "ok"),
        ("4", "4", "slow"),
        (None, f"one for each of {os.cpu_count()} processors", "slow"),
    ],
)
def test_more_blas_threads_than_one_are_called_slow(monkeypatch, threads, value, status):
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    if threads:
        monkeypatch.setenv("OPENBLAS_NUM_THREADS", threads)
    (finding,) = [f for f in environment.inspect() if f.name == "BLAS threads"]
    assert (finding.value, finding.status) == (value, status)
    assert (finding.advice is None) == (status == "ok")


# ---- the whole picture ---------------------------------------------------------------------------


def test_inspect_finds_everything_in_place_here():
    findings = {finding.name: finding for finding in environment.inspect()}
    assert list(findings) == [
        "Python",
        "numpy",
        "NumPy's BLAS",
        "processor features",
        "python-flint",
        "R",
        "R's BLAS",
        "R's LAPACK",
        "rpy2-rinterface",
        "BLAS threads",
    ]
    assert {f.status for f in findings.values()} <= {"ok", "slow"}
    assert findings["numpy"] == Finding("numpy", np.__version__, "ok")


def test_inspect_goes_on_without_r(path):
    findings = {finding.name: finding for finding in environment.inspect()}
    assert findings["R"].status == "missing"
    assert findings["rpy2-rinterface"].status == "ok"
    assert "R's BLAS" not in findings


def test_inspect_tells_the_way_to_missing_and_old_packages(monkeypatch, tmp_path):
    give_versions(monkeypatch, numpy="1.25.2", python_flint=None)
    outside_of_a_checkout(monkeypatch, tmp_path)
    findings = {finding.name: finding for finding in environment.inspect()}
    pip = f"{sys.executable} -m pip install"
    assert findings["numpy"] == Finding("numpy", "1.25.2", "unfit", f"{pip} 'numpy>=1.26'")
    assert findings["python-flint"] == Finding(
        "python-flint", None, "missing", f"{pip} 'python-flint>=0.6'"
    )


@pytest.mark.parametrize(
    ("file", "status"),
    [
        ("/usr/lib/x86_64-linux-gnu/openblas-pthread/libblas.so.3", "ok"),
        ("/usr/lib64/libflexiblas.so.3.4", "ok"),
        ("/usr/lib/x86_64-linux-gnu/blas/libblas.so.3.11.0", "slow"),
        ("/usr/lib/R/lib/libRblas.so", "slow"),
    ],
)
def test_the_reference_blas_of_r_is_called_slow(monkeypatch, path, tmp_path, file, status):
    home = put_r(tmp_path / "R", "4.2.2")
    (home / "bin").mkdir()
    put_command(home / "bin", "Rscript", prints=f"{file}\n/lapack/of/openblas.so")
    put_command(path, "apt-get")
    monkeypatch.setenv("PATH", f"{path}:/bin")
    monkeypatch.setattr(environment.os, "geteuid", lambda: 1000)
    blas, lapack = environment._inspect_libraries_of_r(R(home, "4.2.2"))
    way = "sudo apt-get install --no-install-recommends libopenblas0-pthread"
    assert blas == Finding("R's BLAS", file, status, way if status == "slow" else None)
    assert lapack == Finding("R's LAPACK", "/lapack/of/openblas.so", "ok")


def test_an_r_that_does_not_start_is_told(tmp_path):
    (finding,) = environment._inspect_libraries_of_r(R(tmp_path, "4.2.2"))
    advice = f"see why {tmp_path}/bin/Rscript fails"
    assert finding == Finding("R's BLAS", None, "unfit", advice)


@pytest.mark.parametrize(
    ("has", "value", "advice"),
    [
        ("", "none beyond the baseline", None),
        ("X86_V3", "X86_V3", None),
        ("X86_V3 X86_V4", "X86_V3 X86_V4", "NPY_DISABLE_CPU_FEATURES='X86_V4'"),
        (
            "AVX2 AVX512F AVX512_SKX",
            "AVX2 AVX512F AVX512_SKX",
            "NPY_DISABLE_CPU_FEATURES='AVX512F AVX512_SKX'",
        ),
    ],
)
@pytest.mark.parametrize("core", ["_core", "core"], ids=["numpy-2", "numpy-1"])
def test_processor_features_that_change_last_bits_come_with_their_switch(
    monkeypatch, core, has, value, advice
):
    monkeypatch.delenv("NPY_DISABLE_CPU_FEATURES", raising=False)
    dispatch = ["X86_V3", "X86_V4", "AVX2", "AVX512F", "AVX512_SKX", "AVX512_SPR"]
    umath = SimpleNamespace(
        __cpu_dispatch__=dispatch,
        __cpu_features__={name: name in has.split() for name in dispatch},
    )
    numpy = SimpleNamespace(**{core: SimpleNamespace(_multiarray_umath=umath)})
    finding = environment._inspect_processor(numpy)
    assert (finding.value, finding.status) == (value, "ok")
    assert advice in finding.advice if advice else finding.advice is None


def test_the_switch_turns_a_processor_feature_off():
    names = environment._processor_features(np)
    if not names:
        pytest.fail("NumPy uses no processor feature here: nothing was tested")
    code = (
        "import numpy\nfrom diglot import environment\n"
        "print(environment._inspect_processor(numpy).value)"
    )
    env = {**os.environ, "NPY_DISABLE_CPU_FEATURES": " ".join(names)}
    command = [sys.executable, "-c", code]
    shown = subprocess.run(command, capture_output=True, text=True, check=True, env=env)
    assert shown.stdout == (
        f"none beyond the baseline, without {' '.join(names)} (NPY_DISABLE_CPU_FEATURES)\n"
    )


def test_summary_tells_what_numbers_depend_on(monkeypatch):
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    summary = environment.summary()
    assert summary["numpy"] == np.__version__
    assert summary["r"] == environment.find_r().version
    assert summary["blas_threads"] == "1"
    assert None not in summary.values()
    assert all(isinstance(value, str) for value in summary.values())


def test_summary_has_none_for_what_is_not_there(monkeypatch, path):
    give_versions(monkeypatch, rpy2_rinterface=None)
    summary = environment.summary()
    assert (summary["r"], summary["r_blas"], summary["rpy2"]) == (None, None, None)


def test_r_is_asked_only_once(monkeypatch):
    first = environment.summary()
    calls = []
    run = subprocess.run
    monkeypatch.setattr(
        environment.subprocess,
        "run",
        lambda command, **how: calls.append(command) or run(command, **how),
    )
    assert environment.summary() == first
    assert calls == [["R", "RHOME"]]

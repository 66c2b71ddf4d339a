"""Checks the packages for Python.

The wheel carries what runs, all of it and once; the sdist makes the same wheel; and the wheel
alone, installed into an empty environment in another folder, verifies.
"""

import subprocess
import sys
import venv
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

ROOT = Path(__file__).resolve().parents[1]

#: Where the wheel keeps what the checkout keeps elsewhere.
PLACES = {
    "python/": "",
    "r/R/": "diglot/r/R/",
    "r/DESCRIPTION": "diglot/r/DESCRIPTION",
    "r/NAMESPACE": "diglot/r/NAMESPACE",
    "r/LICENSE": "diglot/r/LICENSE",
    "shared_data/": "scratchnet/shared_data/",
}


def main() -> None:
    with TemporaryDirectory() as name:
        scratch = Path(name)
        print("wheel and sdist", flush=True)
        wheel = make_wheel(ROOT, scratch / "from_checkout")
        run(sys.executable, "-m", "build", "--sdist", "--outdir", scratch, ROOT)
        (sdist,) = scratch.glob("*.tar.gz")
        for made in (wheel, make_wheel(sdist, scratch / "from_sdist")):
            if differing := contents(made) ^ promised():
                sys.exit(f"{made.parent.name}: {sorted(differing)} must be in the wheel, or not.")
        print("diglot verify, from the wheel", flush=True)
        venv.create(scratch / "empty", with_pip=True)
        run(scratch / "empty/bin/python", *PIP, "install", wheel)
        subprocess.run([scratch / "empty/bin/diglot", "verify"], cwd=scratch, check=True)


PIP = ("-m", "pip", "--quiet", "--disable-pip-version-check")


def make_wheel(source: Path, folder: Path) -> Path:
    run(sys.executable, *PIP, "wheel", "--no-deps", "--wheel-dir", folder, source)
    (wheel,) = folder.glob("*.whl")
    return wheel


def contents(wheel: Path) -> set[str]:
    names = ZipFile(wheel).namelist()
    assert len(names) == len(set(names)), f"{wheel} holds a file twice"
    return {name for name in names if ".dist-info/" not in name}


def promised() -> set[str]:
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return {
        to + name.removeprefix(place)
        for name in tracked
        for place, to in PLACES.items()
        if name.startswith(place)
    }


def run(*command: str | Path) -> None:
    """Run a command that has something to say only when it fails."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        sys.exit(f"{done.stdout}\n{' '.join(map(str, command))} failed.")


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as failure:
        sys.exit(failure.returncode)

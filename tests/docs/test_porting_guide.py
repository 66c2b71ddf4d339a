"""The porting guide's code runs as it stands and prints what stands below it."""

import contextlib
import io
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from diglot.environment import find_r
from diglot.paths import R_EDITION

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "porting-guide.md"

# A block of code, and a block of text directly below it: what the code prints.
BLOCK = re.compile(
    r"^```(python|r)\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.MULTILINE | re.DOTALL
)

# Between what one block prints and what the next one does.
MARK = "---- next ----"


class Block(NamedTuple):
    line: int
    code: str
    printed: str


def blocks(language):
    text = GUIDE.read_text(encoding="utf-8")
    return [
        Block(text[: found.start()].count("\n") + 1, found[2], found[3] or "")
        for found in BLOCK.finditer(text)
        if found[1] == language
    ]


def written(codes, folder, suffix):
    """Write each code into a file: the referee and error messages look for sources there."""
    paths = [folder / f"{n}{suffix}" for n in range(len(codes))]
    for path, code in zip(paths, codes, strict=True):
        path.write_text(code, encoding="utf-8")
    return paths


def outputs_in_python(codes, folder):
    names = {"__name__": "guide"}
    for path, code in zip(written(codes, folder, ".py"), codes, strict=True):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, path, "exec"), names)
        yield printed.getvalue()


def outputs_in_r(codes, folder):
    """Run all in one R, as if typed in, so that values print themselves."""
    script = f"""
        files <- commandArgs(TRUE)
        pkgload::load_all(files[1], export_all = FALSE, helpers = FALSE, quiet = TRUE)
        for (file in files[-1]) {{
          source(file, globalenv(), print.eval = TRUE, encoding = "UTF-8")
          cat("{MARK}")
        }}
    """
    rscript = find_r().home / "bin" / "Rscript"
    answer = subprocess.run(
        [rscript, "--vanilla", "-e", script, R_EDITION, *written(codes, folder, ".R")],
        capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.split(MARK)[:-1]


@pytest.mark.parametrize(
    ("language", "outputs"), [("python", outputs_in_python), ("r", outputs_in_r)]
)
def test_the_code_of_the_guide_prints_what_stands_below_it(language, outputs, tmp_path):
    found = blocks(language)
    assert len(found) >= 10
    printed = outputs([block.code for block in found], tmp_path)
    for block, text in zip(found, printed, strict=True):
        assert text == block.printed, f"{GUIDE.name}, line {block.line}"


def test_no_block_of_code_or_output_is_left_out():
    """Every fence opens a block of code in one of the languages, or what it prints."""
    text = GUIDE.read_text(encoding="utf-8")
    fences = re.findall(r"^```(\w*)$", text, re.MULTILINE)
    assert set(fences) == {"", "python", "r", "text"}
    assert fences.count("") == len(fences) / 2
    shown = sum(bool(block.printed) for language in ("python", "r") for block in blocks(language))
    assert shown == fences.count("text")


def test_what_the_guide_points_at_is_there():
    text = GUIDE.read_text(encoding="utf-8")
    defined = "\n".join(path.read_text(encoding="utf-8") for path in (R_EDITION / "R").glob("*.R"))
    ours = ("add_bias", "check_same_shape", "row_max", "first_in_rows", "last_axis_in_columns")
    for name in (*ours, "random_state", "load_digits", "read_idx", "sgd_update", "stages"):
        assert f"`{name}" in text
        assert re.search(rf"^{name} <- function", defined, re.MULTILINE), name
    for file in re.findall(r"`(\w+\.R)`", text):
        assert (R_EDITION / "R" / file).exists(), file


def test_the_r_package_carries_the_same_guide():
    assert (R_EDITION / "inst" / "doc" / GUIDE.name).samefile(GUIDE)

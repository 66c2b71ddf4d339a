"""The code to paste into a fresh Python and into a fresh R."""

import dataclasses
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest

from diglot.bridge.na import NA, NA_REAL
from diglot.catalogue import TWINS
from diglot.inputs import extremes, normal
from diglot.judging.bits import same_bits
from diglot.paths import R_EDITION
from diglot.selection import load_twins
from diglot.showing import snippets
from diglot.showing.literals import WIDTH, flat, python_code, r_code, r_double, written
from diglot.showing.snippets import python_snippet, r_snippet
from diglot.twin import Case, Twin

DATES = np.array(["2020-02-29", "NaT"], "datetime64[D]")

# Values of every kind that crosses to R.
VALUES = {
    "numbers": np.array([0.1, -0.0, 1e22, 1e-300, 5e-324, 1.7976931348623157e308, 2 / 3]),
    "not finite": np.array([np.nan, NA_REAL, np.inf, -np.inf]),
    "missing alone": np.array([NA_REAL]),
    "extremes": extremes(),
    "one number": 0.1,
    "one integer": 3,
    "integers": np.array([3, -1, 2]),
    "counted integers": np.arange(-6, 6),
    "large integers": np.array([2**31, -(2**53)]),
    "smallest integer": np.array([-(2**31) + 1, -(2**31) + 2, -(2**31) + 3]),
    "small integers": np.array([1, 2], np.uint8),
    "missing integers": np.array([1, NA, 3], object),
    "logicals": np.array([True, False]),
    "one logical": True,
    "missing logical": np.array([True, NA], object),
    "strings": np.array(['a "b`\\', "esc \x1b\ttab\nline 렐루 \u200b", "it's", "😀"]),
    "missing string": np.array(["a", NA], object),
    "missing strings": np.array([NA, NA], object),
    "no string": np.array([], "U1"),
    "nothing": None,
    "complex": np.array([1 + 2j, complex(-0.0, np.inf), complex(np.nan, 0.5)]),
    "one complex": 1j,
    "matrix": np.array([[0.5, 1.0], [2.0, NA_REAL]]),
    "matrix of integers": np.arange(6).reshape(2, 3),
    "matrix of strings": np.array([["a", "b"], ["c", "d"]]),
    "row": np.array([[1.0, 2.0, 3.0]]),
    "column": np.array([[1.0], [2.0]]),
    "1x1": np.array([[3.0]]),
    "missing matrix": np.full((2, 2), NA_REAL),
    "tall": normal(30, 2, seed=1),
    "wide": normal(2, 40, seed=2),
    "rank 3": normal(2, 3, 4, seed=3),
    "no rows": np.zeros((0, 3)),
    "float32": np.array([0.1, np.nan], np.float32),
    "NumPy's numbers": [np.float64(0.1), np.int64(3), np.bool_(True), np.float32(0.1)],
    "dict": {"W1": np.eye(2), "a b": [1.0, None, "x"], "if": {"NA": True}, "가중치": 1.0},
    "tuple": (1.0,),
    "empty list": [],
    "dates": DATES,
    "one date": np.datetime64("2020-02-29"),
    "times": np.array(["2020-02-29T12:30:00.25", "1969-01-01"], "datetime64[us]"),
    "durations": np.array([90, -1], "timedelta64[s]"),
}


@pytest.fixture(autouse=True)
def again(tmp_path, monkeypatch):
    """A run of its own that keeps its files in `tmp_path`."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    snippets._folder.cache_clear()
    yield folder
    snippets._folder.cache_clear()


def run(command, **environment):
    answer = subprocess.run(
        command,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        env={**os.environ, **environment},
        cwd="/",
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def in_python(lines, **environment):
    return run([sys.executable, "-I", "-c", "\n".join(lines)], **environment)


def in_r(lines, tmp_path, **environment):
    file = tmp_path / "pasted.R"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return run(["Rscript", "--vanilla", str(file)], **environment)


# ---- Values --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", VALUES)
def test_a_value_is_the_same_in_python_to_the_bit(name):
    value = VALUES[name]
    found = eval(written(python_code(value)), {"np": np, "NA": NA})
    assert type(found) is type(value)
    assert getattr(found, "dtype", None) == getattr(value, "dtype", None)
    assert np.shape(found) == np.shape(value) if isinstance(value, np.ndarray) else True
    assert same_bits([found], [value])


@pytest.mark.parametrize("name", VALUES)
def test_a_value_is_the_same_in_r_to_the_bit(name, r):
    value = VALUES[name]
    text = written(r_code(value))
    # Pasted code is not compiled; R's compiler would make one constant of 0 and -0.
    check = """function(x, text) {
      y <- eval(parse(text = text, encoding = "UTF-8"))
      identical(x, y, num.eq = FALSE, single.NA = FALSE)
    }"""
    assert r.call(check, [value, text]).value == [True], text


def test_tables_are_the_same_in_both_languages(r):
    pd = pytest.importorskip("pandas")
    tables = [
        pd.DataFrame({"a": [1.5, None], "b": ["x", None], "n": [1, 2]}),
        pd.DataFrame({"a": [1, 2]}, index=["first", "second"]),
        pd.DataFrame({"c": pd.Categorical(["u", "v", "u"], categories=["v", "u"], ordered=True)}),
        pd.DataFrame({"t": pd.to_datetime(["2020-01-01", None])}),
    ]
    columns = [pd.Series([1, None], dtype="Int64"), pd.Series([1.0, 2.0], index=["a", "b"])]
    for value in [*tables, *columns]:
        found = eval(written(python_code(value)), {"pd": pd, "np": np})
        assert type(found) is type(value)
        assert found.equals(value)
        assert list(found.index) == list(value.index)
        check = f"function(x) identical(x, {flat(r_code(value))})"
        assert r.call(check, [value]).value == [True], flat(r_code(value))


def test_r_reads_every_double_as_it_was(r):
    """Of all sizes; in decimal wherever that loses nothing."""
    bits = np.random.RandomState(1).randint(0, 2**63, 2000, np.int64).view(np.float64)
    doubles = np.concatenate([bits[np.isfinite(bits)], normal(4000, seed=1), extremes()[:-4]])
    texts = [r_double(float(x)) for x in doubles]
    # R parses slowly what is long.
    for start in range(0, len(doubles), 500):
        here = slice(start, start + 500)
        read = r.call(f"function(x) identical(x, c({', '.join(texts[here])}))", [doubles[here]])
        assert read.value == [True]


@pytest.mark.parametrize(
    ("x", "text"),
    [(0.1, "0.1"), (1.0, "1"), (-2.5, "-2.5"), (1e-7, "1e-07"), (1e22, "1e+22"), (-0.0, "-0"),
     (5e-324, "0x0.0000000000001p-1022"), (0.6243453636632417, "0.6243453636632417")],
)  # fmt: skip
def test_doubles_are_decimal_where_that_loses_nothing(x, text):
    assert r_double(x) == text


def test_lines_are_no_wider_than_can_be_read():
    values = [normal(3, 9, seed=1), {"W1": normal(3, 4, seed=2), "b1": normal(30, seed=3)}]
    for code in (python_code(values), r_code(values)):
        assert all(len(line) <= WIDTH for line in written(code, 8).splitlines())


def test_a_matrix_is_written_row_by_row_in_r():
    assert flat(r_code(np.array([[0.0, 1.0], [2.0, 0.0]]))) == "rbind(c(0, 1), c(2, 0))"


# ---- Snippets ------------------------------------------------------------------------------------


def twin(r, *args, name="f", python=abs, **rest):
    return Twin(name, python=python, r=r, cases=[Case("a", *args)], **rest)


SOFTMAX = next(twin for twin in TWINS if twin.name == "softmax")


def test_a_function_of_the_catalogue_is_imported_and_called():
    case = Case("small", np.array([[0.0, 1.0], [2.0, 0.0]]))
    python, r = python_snippet(SOFTMAX, case), r_snippet(SOFTMAX, case)
    assert python[-2:] == [
        "from scratchnet.activations import softmax",
        "print(softmax(np.array([[0.0, 1.0], [2.0, 0.0]])))",
    ]
    assert r[0].startswith("for (file in Sys.glob(")
    assert str(R_EDITION) in r[0]
    assert r[-1] == "print(softmax(rbind(c(0, 1), c(2, 0))), digits = 17)"


@pytest.mark.parametrize("case", [c for c in SOFTMAX.cases if c.refused is None], ids=repr)
def test_both_languages_give_again_what_they_gave(case, tmp_path, r):
    value = r.call("softmax", case.args, files=[R_EDITION]).value
    *lines, last = r_snippet(SOFTMAX, case)
    call = last.removeprefix("print(").removesuffix(", digits = 17)")
    printed = in_r([*lines, f'cat(sprintf("%a", {call}), sep = "\\n")'], tmp_path)
    found = np.array([float.fromhex(x.replace("NA", "nan")) for x in printed.split()])
    np.testing.assert_array_equal(found, value.ravel(order="F"))
    *lines, last = python_snippet(SOFTMAX, case)
    call = last.removeprefix("print(").removesuffix(")")
    printed = in_python([*lines, f"print(*[v.hex() for v in np.ravel({call}).tolist()])"])
    found = np.array([float.fromhex(x) for x in printed.split()])
    np.testing.assert_array_equal(found, np.ravel(SOFTMAX.python(*case.args)))


def test_a_short_function_of_a_file_is_written_out(twins_file):
    path = twins_file("relu <- function(x) pmax(x, 0)")
    (relu,) = load_twins(path)
    lines = python_snippet(relu, Case("a", np.array([-1.0, 2.0])))
    assert lines[-2:] == ["f = lambda x: np.maximum(x, 0)", "print(f(np.array([-1.0, 2.0])))"]
    assert "diglot" not in "\n".join(lines)
    assert in_python(lines) == "[0. 2.]\n"


def test_what_a_short_function_calls_comes_with_it(twins_file):
    before = "import math as m\nLIMIT = 2\n\ndef half(x):\n    return m.floor(x) / LIMIT\n\n"
    before += "def halves(x):\n    return [half(v) for v in x]\n"
    (one,) = load_twins(twins_file("relu <- function(x) x", python="halves", before=before))
    lines = python_snippet(one, Case("a", np.array([5.5])))
    assert "diglot" not in "\n".join(lines)
    assert in_python(lines) == "[2.5]\n"


def test_what_a_file_makes_of_more_is_taken_from_it(twins_file):
    before = "class Layer:\n    def __init__(self, k):\n        self.k = k\n"
    before += "    def forward(self, x):\n        return self.k * x\n"
    (one,) = load_twins(
        twins_file("relu <- function(x) x", python="Layer(3).forward", before=before)
    )
    assert in_python(python_snippet(one, Case("a", np.array([5.5])))) == "[16.5]\n"


@pytest.mark.parametrize(
    ("function", "name"), [(abs, "abs"), (np.exp, "np.exp"), (np.linalg.norm, "np.linalg.norm")]
)
def test_a_function_of_numpy_needs_no_line(function, name):
    lines = python_snippet(twin("abs", -1.5, python=function), Case("a", -1.5))
    assert lines[1:] == [f"print({name}(-1.5))"]
    assert float(in_python(lines)) == float(function(-1.5))


def test_a_function_that_cannot_be_written_is_found_by_its_case():
    k = 3
    lines = python_snippet(twin("abs", 1.0, python=lambda x: x * k), Case("a", 1.0))
    assert lines[0] == "case = {case.name: case for case in twin.cases}['a']"
    placed = dataclasses.replace(twin("abs", 1.0, python=lambda x: x * k), file=Path("twins.py"))
    lines = python_snippet(placed, Case("a", 1.0))
    assert any("find_case" in line or "runpy" in line for line in lines)


def test_a_port_of_several_lines_stays_as_it_is(tmp_path):
    port = "function(x) {\n  y <- x # twice\n  y * 2\n}"
    lines = r_snippet(twin(port, 1.5), Case("a", 1.5))
    assert lines[:4] == ["f <- function(x) {", "  y <- x # twice", "  y * 2", "}"]
    assert in_r(lines, tmp_path) == "[1] 3\n"


def test_arguments_have_the_names_that_the_original_gives_them(tmp_path):
    def affine(x, w, f=0.0):
        return x @ w + f

    args = normal(3, 4, seed=1), normal(4, 2, seed=2), 0.5
    one = twin("function(x, w, f) x %*% w + f", *args, python=affine)
    lines = r_snippet(one, one.cases[0])
    assert lines[-1] == "print(f(x, w, 0.5), digits = 17)"
    assert all(len(line) <= WIDTH for line in lines)
    assert "[1,]" in in_r(lines, tmp_path)


def test_large_arguments_are_kept_in_files(again, tmp_path):
    one = twin("function(x) sum(x)", normal(500, seed=1), python=np.sum)
    python, r = python_snippet(one, one.cases[0]), r_snippet(one, one.cases[0])
    assert len(python) <= 4
    assert len(r) <= 4
    expected = np.sum(one.cases[0].args[0])
    assert float(in_python(python)) == expected
    # R adds in extended precision.
    assert float(in_r(r, tmp_path).split()[1]) == pytest.approx(expected, rel=1e-12)
    assert {path.suffix for (run,) in [again.iterdir()] for path in run.iterdir()} == {".py", ".R"}


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "byte-order mark"])
def test_korean_paths_and_names_work_in_any_locale(mark, tmp_path):
    folder = tmp_path / "한글 폴더"
    folder.mkdir()
    port = folder / "포트.R"
    port.write_text(f"{mark}# 주석\r\n렐루 <- function(x) x$가중치 + nchar(x$이름)\r\n", "utf-8")
    args = {"가중치": 1.0, "이름": "렐루"}
    one = twin("렐루", args, python=len, r_files=[port])
    for locale in ("C", "C.UTF-8"):
        assert in_r(r_snippet(one, one.cases[0]), tmp_path, LC_ALL=locale) == "[1] 3\n"
        assert in_python(python_snippet(one, one.cases[0]), LC_ALL=locale) == "2\n"


def test_the_locale_is_named_only_where_it_matters():
    assert "setlocale" not in "\n".join(r_snippet(twin("sqrt", 2.0), Case("a", 2.0)))


def test_what_cannot_cross_to_r_is_told():
    (line,) = r_snippet(twin("f", {1, 2}), Case("a", {1, 2}))
    assert line.startswith("(The arguments cannot cross to R: ")


def test_each_run_and_each_case_keeps_files_of_its_own(again):
    first, other = normal(500, seed=1), normal(500, seed=2)
    pages = {r_snippet(twin("sum", x, name=name), Case("a", x))[0]
             for x in (first, other) for name in "렐a"}  # fmt: skip
    pages |= {r_snippet(twin("sum", first), Case("a", first))[0] for _ in range(2)}
    (run,) = again.iterdir()
    assert len(pages) == len(list(run.iterdir())) == 5
    assert run.stat().st_mode & 0o077 == 0
    assert all(path.name.isascii() for path in run.iterdir())
    snippets._folder.cache_clear()
    r_snippet(twin("sum", first), Case("a", first))
    assert len(list(again.iterdir())) == 2


def test_a_place_without_room_for_the_arguments_is_told(monkeypatch):
    def full(prefix):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "mkdtemp", full)
    large = twin("sum", normal(500, seed=1))
    lines = r_snippet(large, large.cases[0])
    assert lines[0].startswith("# The arguments could not be written to a file: ")
    assert "No space left" in lines[0]


def test_code_that_a_terminal_cannot_show_goes_into_a_file(tmp_path):
    one = twin("function(x) paste0('\x1b[1m', x)", "a")
    lines = r_snippet(one, one.cases[0])
    assert lines[-1] == 'print(f("a"), digits = 17)'
    assert "\x1b" not in "".join(lines)
    assert in_r(lines, tmp_path) == '[1] "\\033[1ma"\n'

"""A first file of twins, drafted from a Python function and an R file."""

import subprocess
import sys

import pytest

LAYERS = '''
import numpy as np

def softmax(x, axis=-1):
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)

def cross_entropy_error(y, t):
    return -np.sum(np.log(y[np.arange(len(y)), t])) / len(y)

def soft_loss(y, t):
    return -np.sum(t * np.log(y)) / len(y)

def affine(x, W, b):
    return x @ W + b

def present_value(payment: float, rate: float, years: int = 10):
    return payment * (1 - (1 + rate) ** -years) / rate

def norm(values):
    """Give the Euclidean norm.

    Parameters
    ----------
    values : vector of float
        The numbers.
    """
    return np.sqrt(np.sum(values * values))

def shout(word: str):
    return word.upper()

def call_it(f):
    return f(1)

class Relu:
    def forward(self, x):
        return x
'''

PORT = """
softmax <- function(x, axis = 2) {
  e <- exp(x - apply(x, 1, max))
  e / rowSums(e)
}
cross.entropy.error <- function(y, t) -sum(log(y[cbind(seq_along(t), t + 1)])) / nrow(y)
soft_loss = function(y, t) -sum(t * log(y)) / nrow(y)
affine <- function(x, W, b) x %*% W + rep(b, each = nrow(x))
PresentValue <- function(payment, rate, years = 10) payment * (1 - (1 + rate)^-years) / rate
norm <- function(values) sqrt(sum(values * values))
shout <- toupper
call_it <- function(f) f(1)
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "layers.py").write_text(LAYERS)
    (tmp_path / "port.R").write_text(PORT)
    return tmp_path


def new(diglot, folder, name="softmax", *further, file="mine.py", module="layers", port="port.R"):
    words = ["--python", f"{module}.{name}", "--r", port, *further]
    return diglot("new", file, *words, cwd=folder)


HONEST = [
    "softmax", "cross_entropy_error", "soft_loss", "affine", "present_value", "norm", "shout"
]  # fmt: skip


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_port_agrees_with_the_file_as_it_is_written(diglot, folder, name):
    further = ["--r-function", "shout"] if name == "shout" else []
    run = new(diglot, folder, name, *further)
    assert run.stdout == "mine.py is written; `diglot verify mine.py` judges its twin.\n"
    assert run.returncode == 0, run.stderr
    run = diglot("verify", "mine.py", cwd=folder)
    assert run.returncode == 0, run.stdout
    assert "disagree" not in run.stdout


def test_the_file_says_what_its_parts_are_for(diglot, folder):
    new(diglot, folder)
    text = (folder / "mine.py").read_text()
    assert "from layers import softmax\n" in text
    assert "In port.R: function(x, axis = 2)." in text
    assert "            # x\n            # then, if a case says them: axis=-1\n" in text
    assert '            Case("batch", normal(4, 3, seed=1)),\n' in text
    assert '            # Case("one row", normal(1, 3, seed=1)),\n' in text
    assert 'hint="what mends it in R"' in text
    command = [sys.executable, "-m", "ruff", "format", "--line-length", "100", "--diff"]
    if subprocess.run([*command, "--version"], capture_output=True, check=False).returncode == 0:
        run = subprocess.run([*command, folder / "mine.py"], capture_output=True, check=False)
        assert run.returncode == 0, run.stdout.decode()


def test_a_wrong_port_does_not_pass(diglot, folder):
    (folder / "port.R").write_text(PORT.replace("rowSums(e)", "colSums(e)"))
    new(diglot, folder)
    run = diglot("verify", "mine.py", cwd=folder)
    assert run.returncode == 1
    assert "disagree, R is wrong" in run.stdout


def test_modules_and_ports_may_lie_elsewhere(diglot, folder):
    (folder / "twins").mkdir()
    run = new(diglot, folder, file="twins/mine.py")
    assert run.returncode == 0, run.stderr
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    assert diglot("verify", "../twins/mine.py", cwd=elsewhere).returncode == 0


def test_functions_of_installed_modules_need_no_folder(diglot, folder):
    (folder / "port.R").write_text("norm <- function(x) sqrt(sum(x^2))\n")
    run = new(diglot, folder, "norm", module="numpy.linalg")
    assert run.returncode == 0, run.stderr
    assert "sys.path" not in (folder / "mine.py").read_text()
    assert diglot("verify", "mine.py", cwd=folder).returncode == 0


def test_where_no_guess_is_answered_the_file_says_so(diglot, folder):
    run = new(diglot, folder, "call_it")
    assert run.stdout == "mine.py is written; its cases are to be filled in.\n"
    text = (folder / "mine.py").read_text()
    assert "# call_it answers no argument that was guessed: change these." in text


def test_an_r_file_that_works_at_its_top_level_is_only_read(diglot, folder):
    (folder / "port.R").write_text(f"stop('not now')\n{PORT}")
    assert new(diglot, folder).returncode == 0


def test_a_file_that_is_there_stays_as_it_is(diglot, folder):
    (folder / "mine.py").write_text("precious\n")
    run = new(diglot, folder)
    assert run.returncode == 2
    assert (
        run.stderr == "diglot: mine.py is there already, and stays as it is: name another file.\n"
    )
    assert (folder / "mine.py").read_text() == "precious\n"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": "sofmax"}, "layers has no function 'sofmax'. Is softmax meant?"),
        ({"module": "layer"}, "There is no module 'layer'. Is layers meant?"),
        ({"module": "np", "name": "x.y"}, "There is no module 'np'."),
        ({"name": "Relu.forward"}, "layers.Relu.forward is a method, which needs an object"),
        ({"module": "broken"}, "--python broken.softmax cannot be imported: ZeroDivisionError"),
        ({"module": "leaving"}, "--python leaving.softmax cannot be imported: SystemExit"),
        ({"name": ""}, "--python must be a function as in module.function, not 'layers.'."),
        ({"port": "lost.R"}, "There must be an R file or an R package lost.R, and there is none."),
        ({"port": "torn.R"}, "torn.R does not parse: <text>:2:0: unexpected end of input"),
        ({"port": "other.R"}, "other.R defines no softmax. Is softmax_rows meant? Name the port"),
        ({"port": "empty.R"}, "empty.R defines no softmax.\n"),
        ({"file": "mine.txt"}, "mine.txt must be the name of a Python file"),
        ({"file": "lost/mine.py"}, "There is no folder lost to write a file in."),
    ],
)
def test_a_wrong_call_is_one_line(diglot, folder, change, words):
    (folder / "broken.py").write_text("1 / 0\n")
    (folder / "leaving.py").write_text("import sys; sys.exit(3)\n")
    (folder / "torn.R").write_text("softmax <- function(x) {\n")
    (folder / "other.R").write_text("softmax_rows <- function(x) x\nhelp <- function() 1\n")
    (folder / "empty.R").write_text("")
    run = new(diglot, folder, **change)
    assert run.returncode == 2
    assert words in run.stderr
    assert run.stderr.startswith("diglot: ")
    assert run.stderr.count("\n") == 1
    assert not (folder / "mine.py").exists()


def test_a_port_of_another_name_is_named(diglot, folder):
    run = new(diglot, folder, "softmax", "--r-function", "sofmax")
    assert "port.R does not define sofmax. Is softmax meant?" in run.stderr
    run = new(diglot, folder, "norm", "--r-function", "function(x) sqrt(sum(x^2))")
    assert run.returncode == 0, run.stderr
    assert diglot("verify", "mine.py", cwd=folder).returncode == 0

"""Ports judged from Python, as in a notebook or a script."""

import inspect
import subprocess
import sys
from html.parser import HTMLParser

import numpy as np
import pytest

import diglot
from diglot import Case, Twin
from diglot.selection import UsageError


def softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


RIGHT = "function(x) { e <- exp(x - apply(x, 1, max)); e / rowSums(e) }"
WRONG = "function(x) { e <- exp(x - apply(x, 1, max)); e / colSums(e) }"
CASES = [Case("square", np.arange(4.0).reshape(2, 2)), Case("zeros", np.zeros((2, 3)))]


@pytest.fixture(scope="module")
def session():
    with diglot.Session() as session:
        yield session


class Tags(HTMLParser):
    """Collect the tags of a text, of which each must be closed, and what stands between them."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.open, self.words = [], [], []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


def test_a_right_port_agrees():
    report = diglot.verify([Twin("softmax", softmax, RIGHT, cases=CASES)])
    assert report
    assert report.agree is True
    assert [verdict.id for verdict in report] == ["softmax-square", "softmax-zeros"]
    assert report[0].bound == "derived"
    assert len(report) == 2
    assert report.failures == ()
    assert repr(report) == "<Report: 2 verdicts: 2 agree.>"


def test_a_wrong_port_is_told_as_by_the_command(session, diglot, tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(
        "import numpy as np\nfrom diglot import Case, Twin\n"
        f"{inspect.getsource(softmax)}\n"
        f"TWINS = [Twin('softmax', softmax, {WRONG!r}, cases=[\n"
        "    Case('square', np.arange(4.0).reshape(2, 2)), Case('zeros', np.zeros((2, 3)))])]\n"
    )
    report = session.verify(path)
    assert not report
    assert [verdict.wrong for verdict in report.failures] == ["r", "r"]
    printed = diglot("verify", path).stdout
    assert "disagree, R is wrong" in printed
    assert str(report).split() == printed.split()


def test_only_some_cases_are_judged(session):
    twin = Twin("softmax", softmax, RIGHT, cases=CASES)
    assert [verdict.case for verdict in session.verify(twin, only="zeros")] == ["zeros"]


def test_a_comparison_holds_both_results_and_the_truth(session):
    comparison = session.compare(softmax, RIGHT, np.zeros((1, 3)))
    assert comparison
    assert comparison.python.shape == comparison.r.shape == (1, 3)
    assert comparison.truth["result"] == pytest.approx(1 / 3, rel=1e-15)
    assert "0.3333333333333333" in str(comparison)
    assert str(comparison).endswith("softmax-call: result: agree.")
    assert repr(comparison) == "<Comparison: 1 verdict: 1 agree.>"


def test_a_comparison_explains_what_is_wrong(session):
    comparison = session.compare(softmax, WRONG, np.arange(4.0).reshape(2, 2))
    assert not comparison.agree
    assert "worst element, [" in str(comparison)
    assert "--all" not in str(session.compare(softmax, RIGHT, np.zeros((5, 5))))


def test_an_error_of_the_port_is_one_verdict(session):
    comparison = session.compare(abs, "function(x) stop('no')", 1.0)
    assert comparison.r is None
    assert [verdict.status for verdict in comparison] == ["error"]
    assert "no" in str(comparison)


def test_a_twin_may_ask_for_what_it_may_ask_in_a_file(session):
    moved = "function(x) x * (1 + 1e-10)"
    assert not session.compare(abs, moved, 3.0)
    assert session.compare(abs, moved, 3.0, digits=8)


def test_r_files_lie_beside_the_working_folder(session, tmp_path, monkeypatch):
    (tmp_path / "port.R").write_text("half <- function(x) x / 2\n")
    monkeypatch.chdir(tmp_path)
    assert session.compare(lambda x: x / 2, "half", 3.0, r_files=["port.R"])
    with pytest.raises(UsageError, match=r"names the R file .*lost\.R, and there is none"):
        session.compare(abs, "half", 3.0, r_files=["lost.R"])


@pytest.mark.parametrize(
    ("twins", "words"),
    [([], "at least one twin, not 0"), ([abs], "must be diglot.Twin, not builtin"),
     ("lost.py", "must be a file lost.py")],
)  # fmt: skip
def test_what_are_no_twins_is_told(session, twins, words):
    with pytest.raises(UsageError, match=words):
        session.verify(twins)


def test_a_notebook_gets_tables_that_run_nothing_and_need_nothing(session):
    name = "<script>alert(1)</script>"
    twin = Twin(name, softmax, WRONG, cases=CASES)
    page = Tags(session.verify(twin)._repr_html_())
    assert set(page.tags) == {"table", "thead", "tbody", "tr", "th", "td", "pre"}
    assert name in page.words
    page = Tags(session.compare(softmax, WRONG, CASES[0].args[0])._repr_html_())
    assert set(page.tags) == {"table", "caption", "thead", "tbody", "tr", "th", "td", "pre"}
    assert "[1, 1]" in page.words


def test_functions_typed_into_a_prompt_are_judged():
    typed = (
        "import diglot, numpy as np\n"
        "def helper(x): return np.exp(x)\n\n"
        "def double(x): return 2 * helper(x)\n\n"
        "print(repr(diglot.compare(double, 'function(x) 2 * exp(x)', 1.5)))\n"
        "print(diglot.compare(double, 'function(x) exp(2 * x)', 1.5).failures[0].status)\n"
    )
    run = subprocess.run(
        [sys.executable, "-i"], input=typed, capture_output=True, text=True, timeout=60, check=False
    )
    assert run.stdout.splitlines() == ["<Comparison: 1 verdict: 1 agree.>", "disagree"], run.stderr


def test_to_import_diglot_costs_nothing():
    code = "import diglot, sys; dir(diglot); print('numpy' in sys.modules or 'rich' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "False\n"


def test_all_names_are_there():
    for name in diglot.__all__:
        assert getattr(diglot, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'verfy'"):
        diglot.verfy  # noqa: B018


def test_limits_are_those_of_the_command():
    from diglot.cli import parser

    command = parser().parse_args(["verify"])
    for function in (diglot.verify, diglot.compare, diglot.Session):
        defaults = inspect.signature(function).parameters
        assert defaults["timeout"].default == command.timeout
        assert defaults["memory"].default == command.memory


# ---- R is the original ---------------------------------------------------------------------------

ORIGINAL = "function(x) { e <- exp(x - apply(x, 1, max)); e / rowSums(e) }"


def wrong_axis(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)


def test_a_right_port_of_an_r_function_agrees(session):
    assert session.compare(softmax, ORIGINAL, np.zeros((2, 3)), original="r")


def test_a_wrong_port_of_an_r_function_is_called_wrong_as_the_port(session):
    x = np.arange(4.0).reshape(2, 2)
    comparison = session.compare(wrong_axis, ORIGINAL, x, original="r")
    assert comparison[0].wrong == "python"
    assert comparison.as_json()["verdicts"][0]["original"] == "r"
    assert "disagree, Python, the port, is wrong" in str(comparison)
    assert "(of Python's formula)" in str(comparison)
    # The other way round nothing is said of ports.
    comparison = session.compare(wrong_axis, ORIGINAL, x)
    assert comparison[0].wrong == "r"
    assert "the port" not in str(comparison)


def test_an_original_in_r_that_loses_digits_makes_nobody_wrong(session):
    comparison = session.compare(np.log1p, "function(x) log(1 + x)", 1e-9, original="r")
    assert comparison[0].status == "disagree"
    assert comparison[0].wrong is None
    assert "another formula, or cancellation" in str(comparison)
    assert session.compare(np.log1p, "function(x) log(1 + x)", 1e-9)[0].wrong == "r"


def test_whoever_fails_or_is_impure_is_named_whichever_is_the_original(session):
    fails = session.compare(abs, "function(x) stop('no')", 1.0, original="r")
    assert fails[0].wrong == "r"
    assert "error, R, the original, is wrong." in str(fails)
    leaves = session.compare(abs, "function(x) { left <<- x; abs(x) }", 1.0, original="r")
    assert leaves[0].wrong == "r"


def test_an_original_is_in_one_of_two_languages():
    with pytest.raises(ValueError, match="`original` of twin `f` knows python, r, not 'julia'"):
        Twin("f", abs, "abs", cases=[Case("one", 1.0)], original="julia")

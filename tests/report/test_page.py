"""The report, without a browser."""

import re

import numpy as np
import pytest

from diglot.reporting import pictures
from diglot.reporting.code import facing
from diglot.reporting.differences import shown_in
from diglot.reporting.docs import mathml, said_by


def rows(lines):
    """Give the text of each line by its row."""
    return {line.row: re.sub("<.*?>", "", line.html).strip() for line in lines}


def aligned(python, r):
    left, right, n = facing(python, r)
    return [(rows(left).get(row), rows(right).get(row)) for row in range(1, n + 1)]


def test_a_page_is_small_and_says_first_whether_the_languages_agree(agreeing, failing):
    good, bad = agreeing.read_text("utf-8"), failing.read_text("utf-8")
    assert max(len(good), len(bad)) < 500_000
    sentence = r'class="sentence {}">Python and R {}'
    assert re.search(sentence.format("agree", r"agree in one function and \d+ cases\."), good)
    assert re.search(sentence.format("disagree", "do not agree in 2 of 4 functions: "), bad)


def test_a_finding_is_told_with_its_name_its_evidence_and_its_smallest_case(failing):
    page = failing.read_text("utf-8")
    finding = re.search(r'<div class="finding">.*?again in R.*?</pre>', page, re.S)[0]
    assert "<dt>why</dt>" in finding
    assert "<dt>mend</dt>" in finding
    assert "rowSums" in finding
    assert "print(share(" in finding


def test_a_planted_script_is_text_everywhere(failing):
    text = failing.read_text("utf-8")
    assert "<script" not in text
    assert text.count("&lt;script&gt;") >= 5


def test_a_page_that_cannot_be_written_is_told_before_any_work(diglot, tmp_path):
    done = diglot("verify", "--only", "softmax", "--html", tmp_path / "no" / "page.html")
    assert done.returncode == 2
    assert done.stderr == f"diglot: There is no folder {tmp_path}/no to write a file in.\n"


def test_a_page_is_for_one_run(diglot, tmp_path):
    done = diglot("verify", "--watch", "--html", tmp_path / "page.html")
    assert done.returncode == 2
    assert "--html is for one run: leave it out beside --watch." in done.stderr


def test_lines_that_say_the_same_face_each_other():
    python = "def f(x):\n    # why\n    m = np.max(x, axis=1)\n    return x / m"
    r = "f <- function(x) {\n  m <- apply(x, 1, max)\n  x / m\n}"
    assert aligned(python, r) == [
        ("def f(x):", "f &lt;- function(x) {"),
        ("# why", None),
        ("m = np.max(x, axis=1)", "m &lt;- apply(x, 1, max)"),
        ("return x / m", "x / m"),
        (None, "}"),
    ]


def test_what_is_answered_faces_what_is_answered():
    assert aligned("def f(x):\n    print(x)\n    return {\n        'a': x\n    }",
                   "f <- function(x) {\n  list(\n    a = x\n  )\n}") == [
        ("def f(x):", "f &lt;- function(x) {"),
        ("print(x)", None),
        ("return {", "list("),
        ("'a': x", "a = x"),
        ("}", None),
        (None, ")"),
        (None, "}"),
    ]  # fmt: skip
    assert aligned("def f(x):\n    return x.mean()", "f <- function(x) {\n  sum(x) / 2\n}")[1] == (
        "return x.mean()", "sum(x) / 2",
    )  # fmt: skip


def test_a_closing_bracket_is_nothing_that_one_language_lacks():
    _, r, _ = facing("def f(x):\n    return x", "f <- function(x) {\n  print(1)\n  x\n}")
    assert [line.alone for line in r] == [False, True, False, False]


def test_code_without_counterpart_stands_alone():
    assert aligned("", "f <- 1") == [(None, "f &lt;- 1")]
    assert aligned("", "") == []


def test_differences_are_told_in_the_order_of_the_code():
    r = "f <- function(x) {\n  x <- x[1, , drop = FALSE]\n  # t(x)\n  rowSums(x) %*% x\n}"
    assert [(d.name, line) for d, line in shown_in(r)] == [
        ("dropped dimensions", 1),
        ("rows and sums", 3),
        ("matrix product", 3),
    ]


def test_documentation_is_taken_apart():
    def f():
        r"""Halve.

        .. math:: y = x / 2

        With :math:`x` and ``x``.

        Parameters
        ----------
        x : float
        """

    said = said_by(f)
    assert said.first == "Halve."
    assert [formula.startswith("<math") for formula in said.formulas] == [True]
    assert re.sub("<.*?>", "", said.words[0]) == "With x and x."
    assert said.rest.startswith("Parameters\n---")


def test_a_word_before_a_bracket_is_upright():
    assert mathml("y = softmax(a)") == mathml(r"y = \mathrm{softmax}(a)")
    assert "mathvariant" not in mathml(r"\sigma(x) f(x)")


@pytest.mark.parametrize("latex", [r"\text{<script>}", r"\frac{", r"\href{javascript:1}{x}"])
def test_a_formula_that_cannot_be_set_is_shown_as_it_is_written(latex):
    assert mathml(latex).startswith("<code>")
    assert "<script" not in mathml(latex)


def test_a_plot_takes_its_colours_from_the_page():
    def draw(figure):
        axes = figure.subplots()
        axes.set_title("0.12345")
        pictures.dots(axes, np.arange(3.0), np.ones(3), pictures.PYTHON, 2.0)

    one, two = pictures.picture(draw, "one & two"), pictures.picture(draw, "two")
    assert "var(--python)" in one
    assert not re.search(r"#0[1-5]0[1-5]0[1-5]", one)
    assert 'aria-label="one &amp; two"' in one
    assert ">0.12345<" in one
    assert not re.search(r"<[^>]*\d\.\d{3}", one)
    ids = [re.findall(r' id="([^"]+)"', svg) for svg in (one, two)]
    assert ids[0]
    assert not set(ids[0]) & set(ids[1])

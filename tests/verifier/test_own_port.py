"""Somebody's own R files in the place of the R edition: any style, and what is said of misuse."""

import codecs
import dataclasses
import json
import os
import re
from pathlib import Path

import pytest

from diglot.bridge.process import RProcess
from diglot.catalogue import TWINS
from diglot.judging.verify import verify
from diglot.port.fit import fitted
from diglot.port.read import read_port
from diglot.selection import UsageError, select
from diglot.showing.edges import edge_line, parted, print_missing

SOFTMAX = """softmax <- function(x) {
  rows <- if (is.matrix(x)) x else rbind(x)
  e <- exp(rows - apply(rows, 1, max))
  y <- e / rowSums(e)
  dim(y) <- dim(x)
  y
}
"""
LOOPING = """softmax = function(x, verbose = FALSE, ...) {
  if (!is.matrix(x)) {
    total = 0
    for (i in 1:length(x)) total = total + exp(x[i] - max(x))
    for (i in 1:length(x)) x[i] = exp(x[i] - max(x)) / total
    return(x)
  }
  m = apply(x, 1, max)
  for (i in 1:nrow(x)) {
    e = exp(x[i, ] - m[i])
    for (j in 1:ncol(x)) x[i, j] = e[j] / sum(e)
  }
  x
}
"""
KOREAN = """# 소프트맥스 함수: 각 행의 합은 1이다
행최대 <- function(행렬) apply(행렬, 1, max)
softmax <- function(x) {
  행렬 <- if (is.matrix(x)) x else rbind(x)  # 벡터는 한 행
  지수 <- exp(행렬 - 행최대(행렬))
  결과 <- 지수 / rowSums(지수)
  dim(결과) <- dim(x)
  결과
}
"""


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def fit(paths, r, only="softmax-", **options):
    twins = select(TWINS, only)
    port = read_port(paths, r, [twin.r for twin in twins], **options)
    return fitted(twins, port)


def judge(paths, r, python, only="softmax-", **options):
    """Give the everyday verdicts of one twin and the line about its edges."""
    [twin] = fit(paths, r, only, **options).twins
    found = verify([twin], r, python)
    judged = [(twin, case, verdicts) for case, verdicts in zip(twin.cases, found, strict=True)]
    everyday, edges = parted(judged)
    return [v for _, _, verdicts in everyday for v in verdicts], edge_line(twin.name, edges)


def refusal(paths, r, only="softmax-", **options):
    with pytest.raises(UsageError) as refused:
        fit(paths, r, only, **options)
    return str(refused.value)


# ---- Styles --------------------------------------------------------------------------------------

STYLES = {
    "vectorised": SOFTMAX,
    "looping": LOOPING,
    "printing": SOFTMAX.replace("{\n", "{\n  print(dim(x)); message('softmax')\n", 1),
    "warning": SOFTMAX.replace("{\n", "{\n  warning('slow')\n", 1),
    "byte-order mark": codecs.BOM_UTF8 + SOFTMAX.encode(),
    "CRLF": SOFTMAX.replace("\n", "\r\n"),
    "Korean": KOREAN,
    "Korean, byte-order mark, CRLF": codecs.BOM_UTF8 + KOREAN.replace("\n", "\r\n").encode(),
    "clears the workspace": f"rm(list = ls(all.names = TRUE))\n{SOFTMAX}",
    "draws and moves": f"plot(1:3)\nhist(c(1, 2, 2))\nsetwd('/')\n{SOFTMAX}",
    "names of base R": f"c <- 3; names <- 'a'; T <- 0; list <- 1\n{SOFTMAX}",
    "functions of base R": (
        "local <- eval <- get <- lapply <- function(...) stop('mine'); is.function <- is.null\n"
        f"{SOFTMAX}"
    ),
    "compiled": SOFTMAX.replace("function(x) {", "compiler::cmpfun(function(x) {")[:-1] + ")",
    "generic": "setGeneric('softmax', function(x) standardGeneric('softmax'))\n"
    "setMethod('softmax', 'numeric', function(x) exp(x - max(x)) / sum(exp(x - max(x))))\n"
    "setMethod('softmax', 'matrix', function(x) {\n"
    "  e <- exp(x - apply(x, 1, max)); e / rowSums(e)\n})",
    "sinks, seeds, waits for its user": (
        f"sink(nullfile()); set.seed(1); x <- readline('name? '); browser()\n{SOFTMAX}"
    ),
    "attaches": f"suppressMessages(library(stats)); require(utils)\n{SOFTMAX}",
    "right assignment": f"({SOFTMAX.replace('softmax <- ', '').rstrip()}) -> softmax",
}


@pytest.mark.parametrize("style", STYLES)
def test_a_right_port_in_any_style_agrees(style, r, python, tmp_path):
    file = write(tmp_path / "my functions.R", STYLES[style])
    verdicts, _ = judge([file], r, python)
    assert len(verdicts) == 10
    assert {v.status for v in verdicts} == {"agree"}, [v.message for v in verdicts]
    assert [path.name for path in tmp_path.iterdir()] == ["my functions.R"]


def test_a_wrong_port_is_caught_on_its_everyday_cases(r, python, tmp_path):
    file = write(tmp_path / "wrong.R", SOFTMAX.replace("rowSums(e)", "colSums(e)"))
    verdicts, _ = judge([file], r, python)
    assert next(v for v in verdicts if v.case == "square").status == "disagree"
    assert next(v for v in verdicts if v.case == "vector").status == "disagree"


def test_a_neighbour_is_sourced_by_its_relative_path(r, python, tmp_path):
    write(tmp_path / "lib" / "helper.R", codecs.BOM_UTF8 + KOREAN.encode())
    file = write(tmp_path / "main.R", "source('lib/helper.R')\nsoftmax2 <- softmax")
    assert {v.status for v in judge([file], r, python)[0]} == {"agree"}


def test_files_that_clear_the_workspace_keep_what_the_others_define(r, tmp_path):
    first = write(tmp_path / "a.R", "rm(list = ls())\nsigmoid <- function(x) 1 / (1 + exp(-x))")
    second = write(tmp_path / "b.R", f"rm(list = ls())\n{SOFTMAX}")
    names = [twin.name for twin in fit([first, second], r, None).twins]
    assert names == ["sigmoid", "softmax"]


def test_a_package_is_sourced_in_the_order_that_it_gives(r, tmp_path):
    write(tmp_path / "DESCRIPTION", "Package: p\nCollate: 'z.R'\n    'a.R'\nTitle: T\n")
    write(tmp_path / "R" / "z.R", "largest <- function(x) apply(x, 1, max)")
    write(tmp_path / "R" / "a.R", f"largest(diag(2))\n{SOFTMAX}")
    write(tmp_path / "R" / "unlisted.R", "stop('not mine')")
    assert [file.name for file in fit([tmp_path], r).twins[0].r_files] == ["z.R", "a.R"]


def test_a_folder_of_scripts_is_read(r, tmp_path):
    write(tmp_path / "one.R", SOFTMAX)
    write(tmp_path / "two.r", "sigmoid <- function(x) 1 / (1 + exp(-x))")
    assert [twin.name for twin in fit([tmp_path], r, None).twins] == ["sigmoid", "softmax"]


def test_nothing_of_our_edition_is_seen_by_a_port(r, python, tmp_path):
    file = write(tmp_path / "leans.R", "softmax <- function(x) x / row_max(as_numbers(x, 'x'))")
    verdicts, _ = judge([file], r, python)
    assert {v.status for v in verdicts} == {"error"}
    assert "could not find function" in verdicts[0].message


def test_na_for_nan_is_told_of_a_port_and_held_against_a_twin_that_asks_for_it(r, python, tmp_path):
    file = write(tmp_path / "port.R", "sigmoid <- function(x) ifelse(is.nan(x), NA, plogis(x))")
    _, edges = judge([file], r, python, "sigmoid-")
    assert edges == (
        "sigmoid at the edges: NA for NaN, differs at empty and no rows, refuses strings "
        "and complex numbers in its own words, answers nothing and dates, 7 of 13 as the original."
    )
    twin = next(twin for twin in TWINS if twin.name == "sigmoid")
    port = read_port([file], r, ["sigmoid"])
    assert not fitted([twin], port).twins[0].strict_na
    assert fitted([dataclasses.replace(twin, file=file)], port).twins[0].strict_na


# ---- Only functions ------------------------------------------------------------------------------

SCRIPT = f"""library(a.package.that.nobody.has)
setwd("C:/Users/me/book")
x <- read.csv("train.csv")
eps <- -1e-7 * (2 + 1); widths = c(1, 2)
{SOFTMAX}
cat("training\\n")
for (i in 1:10) stop("not trained")
sigmoid <- function(x) 1 / (1 + exp(-x)) ; again <- sigmoid
source("more.R")
writeLines("done", "result.txt")
q("no")
"""


def _folder(path):
    (path / "copies").mkdir(exist_ok=True)
    return path / "copies"


def test_of_a_script_the_functions_alone_are_read(r, python, tmp_path):
    write(tmp_path / "more.R", "stop('never')\ntwice <- function(x) 2 * x\nsource('script.R')")
    file = write(tmp_path / "script.R", SCRIPT)
    found = fit([file], r, None, definitions_in=_folder(tmp_path))
    assert [twin.name for twin in found.twins] == ["sigmoid", "softmax"]
    [copy] = found.twins[0].r_files
    lines = copy.read_text(encoding="utf-8").splitlines()
    assert "twice <- function(x) 2 * x" in lines
    assert "eps <- -1e-7 * (2 + 1)" in lines
    assert "widths = c(1, 2)" in lines
    assert "again <- sigmoid" in lines
    assert not [line for line in lines if "stop" in line or "read.csv" in line or "q(" in line]
    assert {v.status for v in judge([file], r, python, definitions_in=copy.parent)[0]} == {"agree"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copies", "more.R", "script.R"]


def test_a_missing_package_is_named_with_how_to_get_it(r, tmp_path):
    for call in ("library(no.such)", "no.such::f()", "loadNamespace('no.such')"):
        file = write(tmp_path / "script.R", f"{call}\n{SOFTMAX}")
        assert refusal([file], r) == (
            f"{file}:1 needs the R package no.such, which is not installed; in R: "
            'install.packages("no.such").\n--functions-only reads the functions alone.'
        )


def test_a_script_that_fails_is_offered_to_be_read_for_its_functions(r, tmp_path):
    file = write(tmp_path / "script.R", f"{SOFTMAX}\nx <- data_of_mine + 1")
    assert refusal([file], r) == (
        f"sourcing {file}:9: object 'data_of_mine' not found.\n"
        "--functions-only reads the functions alone."
    )
    assert [t.name for t in fit([file], r, definitions_in=_folder(tmp_path)).twins] == ["softmax"]


@pytest.mark.parametrize(
    ("work", "words"),
    [
        ("repeat Sys.sleep(0.1)", "did not end: R did not answer within 1"),
        ("quit('no', 3)", "ended R: "),
    ],
)
def test_a_script_that_does_not_come_back_is_told(work, words, tmp_path):
    file = write(tmp_path / "script.R", f"{SOFTMAX}\n{work}")
    with RProcess(timeout=1.0) as r:
        message = refusal([file], r)
        assert message.startswith("script.R: sourcing ")
        assert words in message
        assert message.endswith("\n--functions-only reads the functions alone.")
        assert [t.name for t in fit([file], r, definitions_in=_folder(tmp_path)).twins] == [
            "softmax"
        ]


def test_a_command_that_agrees_leaves_no_copies_behind(diglot, tmp_path):
    file = write(tmp_path / "script.R", SCRIPT)
    run = diglot("verify", "--r", file, "--functions-only", "--only", "sigmoid-")
    assert run.returncode == 0, run.stderr
    write(file, SCRIPT.replace("1 / (1 +", "2 / (1 +"))
    run = diglot("verify", "--r", file, "--functions-only", "--only", "sigmoid-")
    assert run.returncode == 1
    copies = set(re.findall(r'source\("(.*?diglot-functions-.*?)"', run.stdout))
    assert len(copies) == 1
    [folder] = {Path(copy).parent for copy in copies}
    assert [path.name for path in folder.parent.glob("diglot-functions-*")] == [folder.name]


def test_what_r_warns_of_as_it_sources_is_told(diglot, tmp_path):
    file = write(tmp_path / "port.R", f"require(no.such)\n{SOFTMAX}")
    run = diglot("verify", "--r", file, "--only", "softmax-")
    assert run.returncode == 0
    [note] = [line for line in run.stdout.splitlines() if "as it sources the files" in line]
    assert "there is no package called" in note


# ---- Files that cannot be read -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", " is empty; it must define R functions."),
        (codecs.BOM_UTF8 + b" \r\n", " is empty; it must define R functions."),
        (b"\x7fELF\0\1\2", " is no text; it must be a file of R code."),
        ("# 주석\n".encode("cp949"), ":1: this is no UTF-8; save the file in UTF-8."),
        ("x <- 1\nf <- function(x) {\n  x +* 2\n}", ":3:6: R cannot parse this: unexpected '*'."),
        ("f <- function( {", ":1:16: R cannot parse this: unexpected '{'."),
    ],
)
def test_a_file_that_is_no_r_code_is_refused(content, words, r, tmp_path):
    file = write(tmp_path / "port.R", content)
    assert refusal([file], r) == f"{file}{words}"


def test_what_is_not_there_is_refused(r, tmp_path):
    absent = tmp_path / "absent.R"
    assert refusal([absent], r) == f"--r {absent}: there is no such file or folder."
    assert refusal([tmp_path], r).startswith(f"--r {tmp_path} must be an R file or a folder with R")
    write(tmp_path / "DESCRIPTION", "Package: p\nCollate: gone.R")
    assert refusal([tmp_path], r).endswith("its DESCRIPTION names gone.R, and there is none.")


# ---- What is missing -----------------------------------------------------------------------------


def test_when_nothing_is_there_both_sides_are_named(r, tmp_path):
    file = write(tmp_path / "port.R", "sofmax <- function(x) x\nsigmoid.Grad <- function(x) x")
    message = refusal([file], r, None)
    first, second = message.splitlines()
    assert first.startswith("port.R: none of these functions is defined as asked for: sigmoid, ")
    assert second == (
        "Defined: sigmoid.Grad, sofmax. "
        "Should sigmoid.Grad be sigmoid_grad? Should sofmax be softmax?"
    )
    write(file, "x <- 1")
    assert refusal([file], r) == "port.R: no function is defined; looked for: softmax."


def test_missing_twins_are_one_line(r, tmp_path, capsys):
    file = write(tmp_path / "port.R", f"{SOFTMAX}\nsgd.update <- function(net, grads, rate) net")
    found = fit([file], r, None)
    print_missing(found.missing, len(TWINS), found.hints, found.warnings)
    [line] = capsys.readouterr().out.splitlines()
    lacking = len(TWINS) - 1
    assert line.startswith(f"missing: {lacking} of {len(TWINS)} twins: sigmoid, sigmoid_grad, ")
    assert line.endswith(f" and {lacking - 8} more. Should sgd.update be sgd_update?")
    assert {verdict.status for verdict in found.missing} == {"missing"}


# ---- Nets ----------------------------------------------------------------------------------------

CROSS_ENTROPY = """cross_entropy_error <- function(y, t) {
  if (!is.matrix(y)) { y <- rbind(y); if (length(t) == length(y)) t <- rbind(t) }
  if (length(t) == length(y)) t <- max.col(t, "first") - 1
  -sum(log(y[cbind(seq_len(nrow(y)), t + 1)] + 1e-7)) / nrow(y)
}
sigmoid <- function(x) 1 / (1 + exp(-x))
"""
DRAWN = """W1 = std * matrix(rnorm(inputs * hidden), inputs), b1 = matrix(0, 1, hidden),
  W2 = std * matrix(rnorm(hidden * outputs), hidden), b2 = numeric(outputs)"""
SCORES = """sweep(sigmoid(sweep(x %*% p$W1, 2, p$b1[1, ], "+")) %*% p$W2, 2, p$b2, "+")"""

NETS = {
    "a list and functions": f"""
set.seed(7)
TwoLayerNet <- function(inputs, hidden, outputs, std = 0.01) list(params = list({DRAWN}))
predict <- function(net, x) {{ p <- net$params; softmax({SCORES}) }}
loss <- function(net, x, t) cross_entropy_error(predict(net, x), t)
""",
    "S3, parameters in the net itself": f"""
TwoLayerNet <- function(inputs, hidden, outputs, std = 0.01)
  structure(list({DRAWN}), class = "TwoLayerNet")
loss <- function(net, ...) UseMethod("loss")
predict.TwoLayerNet <- function(net, x, ...) {{ p <- net; softmax({SCORES}) }}
loss.TwoLayerNet <- function(net, x, t, ...) cross_entropy_error(predict(net, x), t)
""",
    "closures": f"""
TwoLayerNet <- function(inputs, hidden, outputs, std = 0.01) {{
  params <- list({DRAWN})
  predict <- function(x) {{ p <- params; softmax({SCORES}) }}
  list(params = params, predict = predict,
    loss = function(x, t) cross_entropy_error(predict(x), t))
}}
""",
    "an environment": f"""
TwoLayerNet <- function(inputs, hidden, outputs, std = 0.01) {{
  self <- new.env()
  self$params <- list({DRAWN})
  self$predict <- function(x) {{ p <- self$params; softmax({SCORES}) }}
  self$loss <- function(x, t) cross_entropy_error(self$predict(x), t)
  self
}}
""",
    "a reference class": f"""
TwoLayerNet <- setRefClass("TwoLayerNet", fields = list(params = "list"), methods = list(
  initialize = function(inputs = 1, hidden = 1, outputs = 1, std = 0.01) {{
    params <<- list({DRAWN})
  }},
  predict = function(x) {{ p <- params; softmax({SCORES}) }},
  loss = function(x, t) cross_entropy_error(predict(x), t)
))
""",
}


@pytest.mark.parametrize("style", NETS)
def test_the_methods_of_a_net_are_judged_whatever_it_is_made_of(style, r, python, tmp_path):
    file = write(tmp_path / "net.R", SOFTMAX + CROSS_ENTROPY + NETS[style])
    found = fit([file], r, None).twins
    assert [t.name for t in found if t.name in ("predict", "loss")] == ["predict", "loss"]
    for only in ("predict-*", "loss-*"):
        verdicts, _ = judge([file], r, python, only)
        assert len(verdicts) == 8
        assert {v.status for v in verdicts} == {"agree"}, [v.message for v in verdicts]
    wrong = NETS[style].replace("p$W2, 2, p$b2", "p$W2, 2, 2 * p$b2")
    write(file, SOFTMAX + CROSS_ENTROPY + wrong)
    assert {v.status for v in judge([file], r, python, "loss-*")[0]} >= {"disagree"}


def test_a_function_that_takes_other_arguments_is_another_function(r, tmp_path):
    net = NETS["a list and functions"].replace("loss <- function(net, x, t)", "loss <- function(y)")
    file = write(tmp_path / "net.R", SOFTMAX + CROSS_ENTROPY + net)
    why = {verdict.twin: verdict.message for verdict in fit([file], r, None).missing}
    assert why["loss"] == "loss takes other arguments"
    assert why["TwoLayerNet"] == "TwoLayerNet takes other arguments"  # it has no `rng`
    assert why["net_from_params"] == "no net_from_params"


# ---- The command ---------------------------------------------------------------------------------


def test_everyday_cases_decide_and_edges_are_told(diglot, tmp_path):
    file = write(tmp_path / "port.R", SOFTMAX)
    run = diglot("verify", "--r", file, "--json", tmp_path / "found.json")
    assert run.returncode == 0, run.stderr
    edges, missing, summary = run.stdout.splitlines()[-3:]
    assert edges.startswith("softmax at the edges: ")
    edge_cases = sum(case.edge for twin in TWINS if twin.name == "softmax" for case in twin.cases)
    assert edges.endswith(f" of {edge_cases} as the original.")
    assert missing.startswith(f"missing: {len(TWINS) - 1} of {len(TWINS)} twins: sigmoid, ")
    assert summary == "10 verdicts: 10 agree."
    found = json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))
    assert found["summary"]["agree"] == 10
    assert found["summary"]["missing"] == len(TWINS) - 1
    assert len(found["edges"]) == edge_cases
    strict = diglot("verify", "--r", file, "--edges")
    assert strict.returncode == 1
    assert " disagree" in strict.stdout.splitlines()[-1]
    assert strict.stdout.splitlines()[-1].startswith(f"{10 + edge_cases} verdicts: ")


def test_a_wrong_port_exits_with_1_and_repeats_in_plain_r(diglot, tmp_path):
    file = write(tmp_path / "port.R", SOFTMAX.replace("/ rowSums(e)", "/ sum(e)"))
    run = diglot("verify", "--r", file, "--only", "softmax-")
    assert run.returncode == 1
    assert f'source("{file}", encoding = "UTF-8", chdir = TRUE)' in run.stdout


def test_korean_names_are_judged_in_the_c_locale(diglot, tmp_path):
    file = write(tmp_path / "포트.R", KOREAN)
    run = diglot("verify", "--r", file, env={**os.environ, "LANG": "C", "LC_ALL": "C"})
    assert run.returncode == 0, run.stderr


def test_a_users_own_twins_are_judged_with_the_files_that_are_named(diglot, twins_file, tmp_path):
    twins = twins_file("relu <- function(x) stop('not this one')")
    file = write(tmp_path / "other.R", "relu <- function(x) pmax(x, 0)")
    assert diglot("verify", "--r", file, twins).returncode == 0
    assert diglot("verify", twins, "--r", file).returncode == 0
    assert diglot("verify", twins).returncode == 1


def test_an_r_file_in_the_place_of_twins_is_told_where_to_stand(diglot, tmp_path):
    file = write(tmp_path / "port.R", SOFTMAX)
    run = diglot("verify", file)
    assert run.returncode == 2
    assert run.stderr.endswith(f"that defines TWINS. R files: --r {file}\n")


@pytest.mark.parametrize("option", ["--edges", "--functions-only"])
def test_options_of_a_port_need_one(diglot, option):
    run = diglot("verify", option)
    assert run.returncode == 2
    assert run.stderr == f"diglot: {option} goes with --r FILE, your own port.\n"


def test_the_verdict_on_one_function_takes_three_seconds(diglot, tmp_path):
    """Of the processors: by the clock it takes as long when nobody else uses the machine."""
    file = write(tmp_path / "port.R", SOFTMAX)
    before = os.times()
    assert diglot("verify", "--r", file).returncode == 0
    after = os.times()
    took = after.children_user + after.children_system
    assert 0.3 < took - before.children_user - before.children_system < 3.0

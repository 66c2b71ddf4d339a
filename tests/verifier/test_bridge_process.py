"""R in a process of its own: what it answers, and what no function can do to it."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from diglot.bridge.na import NA
from diglot.bridge.process import RCrash, RError, RProblem, RProcess, RTimeout
from diglot.environment import EnvironmentProblem

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(scope="module")
def r() -> Iterator[RProcess]:
    with RProcess() as process:
        yield process


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def pid_of(r: RProcess) -> int:
    return int(r.call("Sys.getpid", []).value[0])


def wait_until(condition, seconds: float = 5.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.01)
    return False


def is_running(pid: int) -> bool:
    """Tell whether a process runs; one that has ended may still wait for its parent's notice."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


# -- What a call gives --------------------------------------------------------------------------


def test_arguments_are_given_by_position(r):
    assert r.call("function(x, y) x - y", [5.0, 3.0]).value == [2.0]


def test_an_invisible_value_is_a_value(r):
    assert r.call("function() invisible(7)", []).value == [7.0]


def test_a_primitive_can_be_called(r):
    assert r.call("sum", [1.0, 2.0, 3.0]).value == [6.0]
    assert r.call("`+`", [1.0, 2.0]).value == [3.0]
    assert r.call("`if`", [True, 2.0]).value == [2.0]


def test_warnings_carry_their_call_and_are_not_printed(r):
    result = r.call("function(x) { warning('careful'); log(x) }", [-1.0])
    assert result.warnings == ("In f(x): careful", "In log(x): NaNs produced")
    assert result.output == ""


def test_only_as_many_warnings_are_kept_as_r_keeps(r):
    warnings = r.call("function() for (i in 1:1000) warning(i)", []).warnings
    assert len(warnings) == 51
    assert warnings[49:] == ("In f(): 50", "and 950 more warnings")


def test_what_r_prints_is_captured_in_order(r):
    text = (
        "function() { cat('a\\n'); message('b'); print(1:2); system('echo c'); cat('\\uac00\\n') }"
    )
    assert r.call(text, []).output == "a\nb\n[1] 1 2\nc\n\uac00\n"


def test_the_output_of_one_call_is_not_that_of_the_next(r):
    assert r.call("function() cat('noise')", []).output == "noise"
    assert r.call("function() 1", []).output == ""


def test_a_flood_of_output_is_cut(r):
    output = r.call("function() for (i in 1:300) cat(strrep('x', 1000))", []).output
    assert output.startswith("x" * 10_000 + "\n[and 290,000 more bytes]")
    assert len(output) < 10_100


def test_a_flood_from_outside_of_r_is_cut(r):
    output = r.call(
        "function() invisible(system('yes | head -c 3000000; yes | head -c 9 >&2'))", []
    )
    assert output.output.endswith("[and 2,990,009 more bytes]")


def test_the_time_is_that_in_r(r):
    assert 0.2 <= r.call("Sys.sleep", [0.2]).seconds < 1


# -- Errors -------------------------------------------------------------------------------------


def error_of(r: RProcess, function: str, *args: object, **options) -> RError:
    with pytest.raises(RError) as caught:
        r.call(function, args, **options)
    return caught.value


def test_an_error_carries_message_call_warnings_and_output(r, tmp_path):
    code = "half <- function(x) { cat('here'); warning('odd'); stop('`x` must be even.') }"
    file = write(tmp_path / "half.R", code)
    error = error_of(r, "half", 3, files=[file])
    assert error.message == "`x` must be even."
    assert error.call == "half(x)"
    assert error.warnings == ("In half(x): odd",)
    assert error.output == "here"
    assert str(error) == "half(x): `x` must be even."


def test_an_error_without_a_call_shows_its_message_alone(r):
    assert str(error_of(r, "function(x) stop('no', call. = FALSE)", 1)) == "no"


def test_an_error_does_not_show_the_data(r):
    error = error_of(r, "function(x) x %*% x", np.ones((300, 200)))
    assert str(error) == "x %*% x: non-conformable arguments"
    # Given as a value, the data is in the call; to write it all out would take many seconds.
    code = "function(x) do.call(function(y) stop('large'), list(x))"
    assert len(str(error_of(r, code, np.linspace(0, 1, 3_000_000), timeout=5))) < 500


def test_what_is_not_found_is_named(r):
    assert str(error_of(r, "softmaxx", 1)) == "object 'softmaxx' not found"
    assert 'could not find function "nope"' in str(error_of(r, "function(x) nope(x)", 1))


def test_what_is_no_function_is_named(r):
    expected = "`pi` must evaluate to a function, not to a value of class numeric."
    assert str(error_of(r, "pi")) == expected
    assert "must evaluate to a function" in str(error_of(r, "sum; sum"))


def test_an_expression_that_r_cannot_parse_is_an_error(r):
    assert "unexpected" in str(error_of(r, "function(x) x +* 1", 1))


def test_too_many_arguments_are_an_error(r):
    error = error_of(r, "function(x) x", 1, 2)
    assert str(error) == "f(x, argument1): unused argument (argument1)"


def test_endless_recursion_is_an_error(r):
    shallow = "function(x) { options(expressions = 500); g <- function(y) g(y + 1); g(x) }"
    assert "recursion without an end: evaluation nested too" in str(error_of(r, shallow, 1))
    deep = "function(x) { options(expressions = 5e5); g <- function(y) g(y + 1); g(x) }"
    assert "recursion without an end: " in str(error_of(r, deep, 1))


def test_a_changed_locale_is_told_and_put_back(r):
    before = r.call("Sys.getlocale", []).value
    result = r.call("function() Sys.setlocale('LC_ALL', 'C')", [], check_purity=True)
    assert "changes the locale" in result.notes
    assert list(r.call("Sys.getlocale", []).value) == list(before)


def test_files_in_the_working_directory_are_told_and_removed(r):
    writes = "function() { writeLines('x', '.hidden'); dir.create('b'); cat('', file = 'b/c'); 1 }"
    result = r.call(writes, [], check_purity=True)
    assert result.notes == ("R writes .hidden, b into the working directory",)
    assert r.call("function() length(dir(all.files = TRUE, no.. = TRUE))", []).value == [0]


@pytest.mark.parametrize(
    "jump",
    ["stop(simpleCondition('odd'))", "{ try(stop('odd', call. = FALSE)); invokeRestart('abort') }"],
)
def test_who_leaves_without_an_error_ends_the_call_and_not_r(r, jump):
    before = pid_of(r)
    error = error_of(r, f"function() {{ cat('heard'); {jump} }}")
    assert re.fullmatch("R left the call, after: Error ?: odd", str(error))
    assert error.output.startswith("heard")
    assert pid_of(r) == before


# -- Kinds of errors ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "stop('no')",
        "stop('no', call. = FALSE)",
        'stop("subscript out of bounds")',  # the function's own words
        "stopifnot(1 > 2)",
        "{ g <- function(type = c('a', 'b')) match.arg(type); g('c') }",
        "stop(structure(class = c('mine', 'error', 'condition'), list(message = 'm')))",
        "tryCatch(stop('inner'), error = function(e) stop(e))",
        "sapply(1:3, function(i) if (i > 2) stop('no') else i)",
        "withCallingHandlers(stop('x'), error = function(e) message('seen'))",
        # What only the values are to blame for, in R's own routines.
        "solve(matrix(0, 2, 2))",
        "chol(matrix(-1, 1, 1))",
        "eigen(matrix(NA_real_, 2, 2))",
        "uniroot(function(x) x^2 + 1, c(0, 1))",
        "optim(1, function(x) NaN, method = 'BFGS')",
    ],
)
def test_a_function_that_says_no_refuses(r, body):
    assert error_of(r, f"function() {body}").kind == "refusal"


@pytest.mark.parametrize(
    "body",
    [
        "nope(1)",
        "nope",
        "sapply(1:3, nope)",
        "match.fun('nope')(1)",
        "do.call('nope', list())",
        "stats::nope(1)",
        "tryCatch(nope(1), error = function(e) stop(e))",
        "list(1)[[3]]",
        "matrix(1:4, 2)[3, 1]",
        "data.frame(x = 1)[, 'y']",
        "(function(x) x)(1, 2)",
        "(function(x) x)()",
        "'a' + 1",
        "matrix(1, 2, 3) %*% matrix(1, 2, 3)",
        "if (NA) 1",
        "if (logical()) 1",
        "sum[1]",
        "{ x <- 1; x$a }",
        "predict(structure(1, class = 'none'))",
        "vapply(1:2, function(i) 1:2, 1)",
        "solve(diag(2), 1:3)",
        "numeric(1e15)",
        "{ g <- function(y) g(y + 1); g(1) }",
        "{ options(expressions = 5e5); g <- function(y) g(y + 1); g(1) }",
        "stop(simpleCondition('odd'))",
    ],
)
def test_a_function_that_r_finds_at_fault_is_broken(r, body):
    assert error_of(r, f"function() {body}").kind == "broken"


@pytest.mark.parametrize(
    "function",
    [
        "nope",
        "pi",
        "function(x) x +* 1",
        "nopackage::f",
        "function() nopackage::f()",
        "function() library(nopackage)",
        "function() sum",
        "function() rawToChar(as.raw(255))",
    ],
)
def test_what_cannot_be_called_or_judged_is_the_fault_of_the_call(r, function):
    assert error_of(r, function).kind == "call"


def test_a_file_that_fails_is_the_fault_of_the_call(r, tmp_path):
    file = write(tmp_path / "wrong.R", "stop('no')")
    assert error_of(r, "sum", files=[file]).kind == "call"
    r.call("function() 1", [])
    assert error_of(r, "sum", files=[file]).kind == "call"


# -- Floods of text -----------------------------------------------------------------------------


def test_of_long_texts_the_beginning_is_kept(r):
    error = error_of(r, "function() stop(simpleError(strrep('\uac00', 2e6)))")
    assert error.message == "\uac00" * 2000 + "... and 1,998,000 more characters"
    (warning,) = r.call("function() warning(simpleWarning(strrep('x', 1e6)))", []).warnings
    assert warning == "x" * 2000 + "... and 998,000 more characters"
    (note,) = r.call("function() setNames(1, strrep('x', 1e6))", []).notes
    assert note.endswith("xxx... and 998,025 more characters")
    assert len(note) < 2100


def test_of_many_notes_the_first_are_kept(r):
    notes = r.call("function() rep(list(c(a = 1)), 20000)", []).notes
    assert len(notes) == 51
    assert notes[49:] == ("R's value[[50]] carries names: a", "and 19950 more notes")


def test_what_controls_a_terminal_arrives_as_it_was(r):
    assert error_of(r, "function() stop('a\\033[31mb', call. = FALSE)").message == "a\x1b[31mb"


@pytest.mark.parametrize(
    ("value", "where", "kind", "advice"),
    [
        ("sum", "R's value", "function", "give what it returns"),
        ("globalenv()", "R's value", "environment", "fields that matter, as in `list(a = x$a)`"),
        ("structure(1, class = 'integer64')", "R's value", "integer64", "give `as.numeric(x)` or"),
        ("quote(a + b)", "R's value", "call", "give its text, as `deparse(x)` does"),
        ("y ~ x", "R's value", "formula", "give its text, as `deparse(x)` does"),
        ("list(a = list(1, b = as.raw(1)))", "R's value$a$b", "raw", "give `as.integer(x)`"),
        ("expression(a)", "R's value", "expression", "give its text"),
        ("pairlist(a = 1)", "R's value", "pairlist", "give `as.list(x)`"),
        (
            "list(1, setClass('P', representation(x = 'numeric'))(x = 1))",
            "R's value[[2]]",
            "P",
            "give the slots that matter, as in `list(a = x@a)`",
        ),
        (
            "setRefClass('R5', fields = list(a = 'numeric'))$new(a = 1)",
            "R's value",
            "R5",
            "give the fields that matter, as in `list(a = x$a)`",
        ),
    ],
)
def test_a_result_without_counterpart_in_python_is_named(r, value, where, kind, advice):
    message = str(error_of(r, f"function() {value}"))
    assert message.startswith(f"{where} is of class {kind};")
    assert advice in message


def test_code_inside_a_list_is_left_out(r):
    result = r.call("function() list(a = 1, f = sum, list(globalenv(), 2, quote(x)), y ~ x)", [])
    assert list(result.value) == ["a", "[[2]]"]
    assert [item.tolist() for item in result.value["[[2]]"]] == [[2.0]]
    assert result.notes == (
        "R's value$f is a function and was left out",
        "R's value[[3]][[1]] is an environment and was left out",
        "R's value[[3]][[3]] is R code and was left out",
        "R's value[[4]] is a formula and was left out",
    )


def test_a_model_comes_back_with_its_numbers(r):
    x = np.arange(5.0)
    fit = r.call("function(x, y) lm(y ~ x)", [x, 2 * x + 1]).value
    np.testing.assert_allclose(fit["coefficients"], [1, 2], rtol=1e-13)  # of QR, well conditioned
    assert "call" not in fit
    assert list(fit["model"]) == ["y", "x"]


def test_a_string_that_is_no_text_is_an_error(r):
    assert "not UTF-8: b'\\xff'" in str(error_of(r, "function() rawToChar(as.raw(255))"))
    latin1 = "function() { x <- '\\xe9'; Encoding(x) <- 'latin1'; x }"
    assert r.call(latin1, []).value == ["\u00e9"]


def test_lists_without_end_are_an_error(r):
    deep = "function() { x <- 1; for (i in 1:5000) x <- list(x); x }"
    assert str(error_of(r, deep)) == "R's value has lists that are nested more than 100 deep."
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(ValueError, match="^argument 1: lists are nested more than 100 deep"):
        r.call("identity", [endless])


# -- What of a value is lost --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "notes"),
    [
        ("c(a = 1, b = 2)", ("R's value carries names: a, b",)),
        ("c(a=1, b=2, c=3, d=4, e=5, f=6)", ("R's value carries names: a, b, c, d, e, ...",)),
        (
            "list(w = matrix(1, 1, 2, dimnames = list('a', c('x', 'y'))))",
            ("R's value$w carries row names: a", "R's value$w carries column names: x, y"),
        ),
        (
            "matrix(1, 1, 6, dimnames = list(NULL, letters[1:6]))",
            ("R's value carries column names: a, b, c, d, e, ...",),
        ),
        (
            "array(1, c(1, 1, 1), list(NULL, 'b', 'c'))",
            ("R's value carries names of axis 2: b", "R's value carries names of axis 3: c"),
        ),
        ("structure(list(a = 1), class = 'Net')", ("R's value carries class: Net",)),
        ("list(a = 1, matrix(1:4, 2))", ()),
    ],
)
def test_attributes_that_python_does_not_carry_are_noted(r, value, notes):
    assert r.call(f"function() {value}", []).notes == notes


def test_a_data_frame_is_a_named_list(r):
    result = r.call("function() data.frame(x = 1:2, y = c('a', NA))", [])
    assert list(result.value) == ["x", "y"]
    np.testing.assert_array_equal(result.value["x"], [1, 2])
    assert list(result.value["y"]) == ["a", NA]
    assert result.notes == ()


@pytest.mark.parametrize(
    ("value", "keys"),
    [
        ("list(a = 1, 2)", ["a", "[[2]]"]),
        ("list(a = 1, a = 2, 3)", ["a", "[[2]]", "[[3]]"]),
        ("list(1, `[[1]]` = 2)", ["[[[1]]]", "[[1]]"]),
        ("setNames(list(1, 2), c(NA, 'b'))", ["[[1]]", "b"]),
        ("setNames(list(), character())", []),
    ],
)
def test_no_element_of_a_list_is_lost_for_its_name(r, value, keys):
    result = r.call(f"function() {value}", []).value
    assert isinstance(result, dict)
    assert list(result) == keys
    assert [v[0] for v in result.values()] == [float(i + 1) for i in range(len(keys))]


# -- Arguments that do not cross ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "error", "message"),
    [
        (
            [1, {"params": {"W1": b"x"}}],
            TypeError,
            "argument 2, $params$W1: bytes do not",
        ),
        ([[1.0, [2**53 + 1]]], ValueError, "argument 1, [[2]][[1]]: 9007199254740993 fits neither"),
        ([10**400], ValueError, "fits neither R's integers nor its doubles"),
        ([np.array([2**63 + 1], np.uint64)], ValueError, "argument 1: 9223372036854775809 fits"),
        ([np.array([0.5, 2**53 + 1], object)], ValueError, "argument 1: 9007199254740993 fits"),
        (["a\0b"], ValueError, "argument 1: R's strings hold no NUL, as 'a\\x00b' does."),
        (["a\0"], ValueError, "argument 1: R's strings hold no NUL, as 'a\\x00' does."),
        ([["\ud800"]], ValueError, "argument 1, [[1]]: '\\ud800' holds half a surrogate pair."),
        ([{1: 2}], TypeError, "argument 1: the names of an R list must be strings, not 1."),
        ([{"a\0": 2}], ValueError, "argument 1: R's strings hold no NUL"),
        ([{"": 2}], ValueError, "argument 1: the names of an R list must not be empty."),
        ([np.array([1, "a"], object)], TypeError, "'a' is of type str: give elements of one kind"),
        ([np.array([True, 2], object)], TypeError, "True is of type bool"),
        ([np.array([None], object)], TypeError, "None is of type NoneType"),
        ([object()], TypeError, "argument 1: a value of type object does not cross to R: give its"),
        ([{1.0, 2.0}], TypeError, "they have no order: give `sorted(x)`."),
        ([[iter([1])]], TypeError, "argument 1, [[1]]: what is yet to be iterated"),
        ([(x for x in [1])], TypeError, "does not cross to R: give `list(x)`."),
        ([{}.values()], TypeError, "does not cross to R: give `list(x)`."),
        ([np.sin], TypeError, "functions do not cross to R: let the R function name one of R's."),
        ([b"bytes"], TypeError, "bytes do not cross to R: give `x.decode()` or `list(x)`."),
        (
            [np.array([b"x"])],
            TypeError,
            "arrays of |S1 do not cross to R: give `np.char.decode(x)`.",
        ),
        ([np.zeros(2, [("a", float)])], TypeError, "`{name: x[name] for name in x.dtype.names}`"),
        ([np.zeros(2, "V3")], TypeError, "arrays of |V3 do not cross to R: give numbers, logicals"),
        ([np.ma.array([1.0], mask=[True])], TypeError, "give an array of objects with `NA` in it"),
        ([sparse.eye(2)], TypeError, "sparse matrices do not cross to R: give `x.toarray()`."),
        ([sparse.csr_array([[1]])], TypeError, "sparse matrices do not cross to R"),
        ([np.zeros((2**31, 0))], ValueError, "R's arrays have no axis longer than 2^31 - 1."),
    ],
)
def test_arguments_that_do_not_cross_are_refused_by_name(r, args, error, message):
    with pytest.raises(error) as caught:
        r.call("function(...) stop('must not be called')", args)
    assert message in str(caught.value)


@pytest.mark.skipif(np.finfo(np.longdouble).nmant == 52, reason="long double is double here")
def test_floats_wider_than_doubles_are_refused(r):
    with pytest.raises(TypeError, match=r"argument 1: arrays of .* give `x.astype\(float\)`"):
        r.call("identity", [np.longdouble(1)])
    with pytest.raises(TypeError, match=r"give `x.astype\(complex\)`"):
        r.call("identity", [np.clongdouble(1j)])


# -- Hostile functions --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "function",
    [
        "function() { setwd(tempdir()); options(digits = 3, warn = 2); sink('nowhere.txt'); 1 }",
        "function() { closeAllConnections(); 1 }",
        "function() { sink(file('all', 'w'), type = 'message'); message('lost'); 1 }",
        "function() { unlink(getwd(), recursive = TRUE); 1 }",
        "function() { Sys.setenv(TMPDIR = '/nowhere', HOME = '/nowhere'); set.seed(1); 1 }",
        "function() { file('left open', 'w'); 1 }",
        "function() { rm(list = ls(globalenv(), all.names = TRUE), envir = globalenv()); 1 }",
        "function() { for (f in c('c', 'list', 'sink')) assign(f, stop, envir = globalenv()); 1 }",
        "function() { options(error = NULL, warn = 2); as.integer('a'); 1 }",
        "function() { system('exec 1>&- 2>&-'); 1 }",
    ],
)
def test_no_function_disturbs_the_next_call(r, function):
    before = pid_of(r)
    folder = r.call("getwd", []).value[0]
    assert r.call(function, []).value == [1.0]
    state = (
        "function() { cat('heard'); list(getwd(), getOption('digits'), nrow(showConnections())) }"
    )
    result = r.call(state, [])
    assert result.output == "heard"
    assert result.value == [folder, 7, 0]
    assert pid_of(r) == before


WROTE_B = ("R writes b into the working directory",)


@pytest.mark.parametrize("step", [300, 100, 50])
def test_connections_may_be_collected_while_they_are_closed(r, step):
    opens = f"function() {{ gctorture2({step}); textConnection('a'); file('b', 'w'); 1 }}"
    try:
        result = r.call(opens, [], check_purity=True)
    finally:
        left = r.call("function() { gctorture(FALSE); nrow(showConnections()) }", []).value
    assert (result.value, result.warnings, result.notes, left) == ([1.0], (), WROTE_B, [0])


def test_who_closes_the_connection_that_mutes_it_is_called_twice_all_the_same(r):
    closes = "function() { closeAllConnections(); 1 }"
    assert r.call(closes, [], check_purity=True).notes == ()


def test_warnings_that_a_function_turns_to_errors_stay_warnings_for_the_next(r):
    r.call("function() options(warn = 2)", [])
    assert r.call("function() as.integer('a')", []).warnings == (
        "In f(): NAs introduced by coercion",
    )


@pytest.mark.parametrize("end", ["stop('no')", "invokeRestart('abort')"])
def test_a_function_that_fails_leaves_nothing_either(r, end):
    folder = r.call("getwd", []).value[0]
    with pytest.raises(RError):
        r.call(f"function() {{ setwd('/'); options(digits = 3); x <<- 1; {end} }}", [])
    state = r.call("function() list(getwd(), getOption('digits'), exists('x'))", [])
    assert state.value == [folder, 7, False]


@pytest.fixture
def r_of_a_terminal() -> Iterator[RProcess]:
    """Give an R whose parent has something to read."""
    reading, writing = os.pipe()
    os.write(writing, b"not for R\n")
    ours = os.dup(0)
    os.dup2(reading, 0)
    try:
        with RProcess() as process:
            yield process
    finally:
        os.dup2(ours, 0)
        for descriptor in (reading, writing, ours):
            os.close(descriptor)


def test_who_reads_input_finds_none(r_of_a_terminal):
    r = r_of_a_terminal
    assert r.call("function() length(readLines(file('stdin')))", []).value == [0]
    assert r.call("function() readline('name? ')", []).value == [""]
    assert r.call("function() length(scan('stdin', quiet = TRUE))", []).value == [0]


def test_the_socket_is_out_of_reach_of_what_a_function_starts(r):
    listing = "function() system('ls -l /proc/self/fd', intern = TRUE)"
    assert not any("socket" in line for line in r.call(listing, []).value)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        ("function() quit(status = 3)", "R ended with exit status 3 before it answered."),
        ("function() tools::pskill(Sys.getpid(), 9)", "R was ended by the signal SIGKILL"),
        ("function() tools::pskill(Sys.getpid(), 11)", "R was ended by the signal SIGSEGV"),
    ],
)
def test_a_death_costs_one_call(r, function, message):
    with pytest.raises(RCrash, match=f"^{message}"):
        r.call(function, [])
    assert r.call("function() 1", []).value == [1.0]


def test_the_last_words_of_a_dying_r_are_told(r):
    dying = "function() { for (i in 1:9) message('word ', i); tools::pskill(Sys.getpid(), 6) }"
    with pytest.raises(RCrash) as caught:
        r.call(dying, [])
    assert str(caught.value).splitlines() == [
        "R was ended by the signal SIGABRT before it answered.",
        *(f"  word {i}" for i in range(5, 10)),
    ]
    assert caught.value.output.startswith("word 1\n")


def test_a_death_is_noticed_while_an_heir_holds_the_socket(r):
    # A forked copy of R has the socket too, and does not close it when R dies.
    heir = "function() { parallel::mcparallel(Sys.sleep(60)); tools::pskill(Sys.getpid(), 9) }"
    started = time.monotonic()
    with pytest.raises(RCrash, match="SIGKILL"):
        r.call(heir, [])
    assert time.monotonic() - started < 30


@pytest.mark.parametrize(
    "function",
    [
        "function() repeat {}",
        "function() { cat('begun'); Sys.sleep(100) }",
        "function() { cat('begun'); repeat try(repeat {}, silent = TRUE) }",
        "function() system('kill -STOP $PPID')",
    ],
)
def test_who_does_not_answer_in_time_is_ended(r, function):
    r.call("function() 1", [])
    started = time.monotonic()
    with pytest.raises(RTimeout, match=r"^R did not answer within 0.3 seconds\.$") as caught:
        r.call(function, [], timeout=0.3)
    assert time.monotonic() - started < 3
    assert caught.value.output == ("begun" if "cat" in function else "")


def test_what_a_function_starts_ends_with_it(r):
    pid = int(
        r.call("function() system('sleep 100 >/dev/null & echo $!', intern = TRUE)", []).value[0]
    )
    assert is_running(pid)
    with pytest.raises(RTimeout):
        r.call("function() repeat {}", [], timeout=0.1)
    assert wait_until(lambda: not is_running(pid))


LINUX = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux tells where orphans of other sessions come from"
)

# Starts a process that has a session of its own and has lost its parent, and gives its id.
DAEMON = (
    "function() system('setsid sh -c \"sleep 100 >/dev/null 2>&1 & echo \\\\$!\"', intern = TRUE)"
)


@LINUX
@pytest.mark.parametrize("end", ["close", "repeat {}", "quit()", "tools::pskill(Sys.getpid(), 9)"])
def test_what_a_function_starts_in_another_session_ends_with_r(end):
    with RProcess() as r:
        pid = int(r.call(DAEMON, []).value[0])
        assert is_running(pid)
        if end != "close":
            with pytest.raises(RProblem):
                r.call(f"function() {end}", [], timeout=0.2)
    assert wait_until(lambda: not is_running(pid))


def test_an_interrupted_call_is_not_mistaken_for_the_next(r):
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    previous = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        with pytest.raises(KeyboardInterrupt):
            r.call("function() { Sys.sleep(0.5); 'late' }", [])
    finally:
        signal.signal(signal.SIGALRM, previous)
    assert r.call("function() 'on time'", []).value == ["on time"]


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS does not limit the memory of a process")
@pytest.mark.parametrize(
    ("function", "args"),
    [
        ("function() numeric(1e9)", []),
        ("function() { x <- list(); repeat x[[length(x) + 1]] <- numeric(1e6) }", []),
        ("function() numeric(2e7)", []),
        ("identity", [np.zeros(20_000_000)]),
    ],
    ids=["at once", "by and by", "with the answer", "with the argument"],
)
def test_eaten_memory_costs_one_call_and_not_the_machine(function, args):
    with RProcess(memory=400_000_000) as r:
        # R tells of it, or, where not even that is left, ends.
        with pytest.raises(RProblem, match="cannot allocate|limit of memory, 0.4 GB"):
            r.call(function, args)
        assert r.call("function() 1", []).value == [1.0]


def test_a_death_for_want_of_memory_names_the_limit():
    dying = "function() { message('Error: cannot allocate vector of size 8 Gb'); quit(status = 1) }"
    with RProcess(memory=400_000_000) as r, pytest.raises(RCrash) as caught:
        r.call(dying, [])
    assert str(caught.value).splitlines() == [
        "R ended with exit status 1 before it answered. "
        "It had reached its limit of memory, 0.4 GB.",
        "  Error: cannot allocate vector of size 8 Gb",
    ]


# -- R's process and its surroundings -----------------------------------------------------------


def test_r_starts_vanilla_and_in_utf_8(tmp_path):
    write(tmp_path / ".Rprofile", "stop('the profile was read')")
    write(tmp_path / ".Renviron", "FROM_RENVIRON=yes")
    surroundings = {"HOME": str(tmp_path), "LANG": "C", "LC_ALL": "C", "GIVEN": "yes"}
    asked = "function() c(Sys.getenv(c('FROM_RENVIRON', 'GIVEN', 'R_HOME')), l10n_info()$`UTF-8`)"
    with RProcess(environment={k: v for k, v in surroundings.items() if k != "LC_ALL"}) as r:
        unset, given, home, utf8 = r.call(asked, []).value
    assert (unset, given, utf8) == ("", "yes", "TRUE")
    assert Path(home, "library", "base").is_dir()


def test_r_uses_one_thread_unless_the_user_says_otherwise(r, monkeypatch):
    assert r.call("Sys.getenv", ["OPENBLAS_NUM_THREADS"]).value == ["1"]
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")
    with RProcess() as other:
        assert other.call("Sys.getenv", ["OPENBLAS_NUM_THREADS"]).value == ["2"]


def test_r_finds_diglot_where_its_parent_did(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", f"somewhere{os.pathsep}/elsewhere")
    with RProcess() as r:
        (path,) = r.call("Sys.getenv", ["PYTHONPATH"]).value
    home, *others = path.split(os.pathsep)
    assert Path(home, "diglot", "bridge", "harness.R").is_file()
    assert others == [os.path.abspath("somewhere"), "/elsewhere"]


def test_modules_in_the_users_folder_do_not_hide_pythons(tmp_path, monkeypatch):
    write(tmp_path / "random.py", "raise SystemExit('the wrong module')")
    monkeypatch.chdir(tmp_path)
    with RProcess() as r:
        assert r.call("function() 1", []).value == [1.0]


def test_nothing_is_left_on_the_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with RProcess() as r:
        r.call("function() { file.create('here'); file.create(tempfile()) }", [])
        with pytest.raises(RProblem):
            r.call("function() { file.create(tempfile()); quit() }", [])
        r.call("function() 1", [])
        assert len(list(tmp_path.iterdir())) == 1
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_left_when_the_parent_is_killed(tmp_path):
    script = """
from diglot.bridge.process import RProcess
r = RProcess()
print(*r.call("function() list(Sys.getpid(), getwd())", []).value, flush=True)
r.call("function() repeat {}", [])
"""
    parent = subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    try:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline().split("]")[0].strip("[ "))
        assert is_running(pid)
        assert len(list(tmp_path.iterdir())) == 1
    finally:
        parent.kill()
        parent.communicate()
    assert wait_until(lambda: not is_running(pid))
    assert wait_until(lambda: not list(tmp_path.iterdir()))


def test_a_process_that_was_forgotten_ends():
    r = RProcess()
    pid = pid_of(r)
    del r
    assert wait_until(lambda: not is_running(pid))


def test_r_ends_even_if_it_is_only_about_to_start():
    with ThreadPoolExecutor(max_workers=1) as thread:
        with RProcess() as r:
            call = thread.submit(r.call, "function() repeat {}", [])
        with pytest.raises(RCrash):
            call.result(timeout=30)


def test_a_closed_process_starts_again_when_it_is_called():
    r = RProcess()
    with contextlib.closing(r):
        first = pid_of(r)
        r.close()
        assert not is_running(first)
        assert pid_of(r) != first


def test_without_r_it_says_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setenv("R_HOME", str(tmp_path))
    with RProcess() as r, pytest.raises(EnvironmentProblem, match="R is missing"):
        r.call("function() 1", [])


# -- Files --------------------------------------------------------------------------------------


def test_files_are_read_as_utf_8_with_or_without_a_mark(tmp_path):
    code = "# \uc18c\ud504\ud2b8\nname <- function() '\uac00'\n"
    plain = write(tmp_path / "plain.R", code)
    marked = write(tmp_path / "marked.R", "\ufeff" + code.replace("name", "marked"))
    with RProcess(environment={"LC_ALL": "C"}) as r:
        files = [plain, marked]
        assert r.call("name", [], files=files).value == ["\uac00"]
        assert r.call("marked", [], files=files).value == ["\uac00"]


def test_each_file_is_sourced_in_its_own_folder(r, tmp_path):
    write(tmp_path / "data" / "number.txt", "42")
    file = write(
        tmp_path / "code" / "reads.R", "number <- scan('../data/number.txt', quiet = TRUE)"
    )
    assert r.call("function() number", [], files=[file]).value == [42.0]


def test_the_files_of_a_package_are_sourced_in_the_order_of_the_c_locale(r, tmp_path):
    write(tmp_path / "DESCRIPTION", "Package: p")
    for name in ("b", "B", "a", "Z"):
        code = f"order <- c(if (exists('order', inherits = FALSE)) order, '{name}')"
        write(tmp_path / "R" / f"{name}.R", code)
    write(tmp_path / "R" / "notes.txt", "not R")
    order = r.call("function() order", [], files=[tmp_path]).value
    assert list(order) == ["B", "Z", "a", "b"]


def test_a_folder_without_description_is_refused(r, tmp_path):
    with pytest.raises(ValueError, match="must be an R file or a folder with R files"):
        r.call("sum", [], files=[tmp_path])
    with pytest.raises(FileNotFoundError, match=r"missing\.R"):
        r.call("sum", [], files=[tmp_path / "missing.R"])


def test_functions_see_the_functions_of_all_their_files(r, tmp_path):
    one = write(tmp_path / "one.R", "twice <- function(x) times(x, 2)")
    two = write(tmp_path / "two.R", "times <- function(x, n) x * n")
    assert r.call("twice", [4.0], files=[one, two]).value == [8.0]


def test_sets_of_files_do_not_see_each_other(r, tmp_path):
    helper = "source('helper.R')\nport <- function() help_me()"
    files = []
    for name in ("a", "b"):
        write(tmp_path / name / "helper.R", f"help_me <- function() '{name}'")
        files.append(write(tmp_path / name / "port.R", helper))
    for i in (0, 1, 0):
        assert r.call("port", [], files=[files[i]]).value == ["ab"[i]]
    assert "not found" in str(error_of(r, "port"))


def test_a_file_that_sources_locally_is_obeyed(r, tmp_path):
    write(tmp_path / "helper.R", "inner <- 5")
    file = write(tmp_path / "port.R", "port <- local({ source('helper.R', local = TRUE); inner })")
    assert r.call("function() c(port, exists('inner'))", [], files=[file]).value.tolist() == [
        5.0,
        0.0,
    ]


METHODS = """
predict.Net <- function(object, x, ...) object$w * x
print.Net <- function(x, ...) cat('a net\\n')
Net <- function(w) structure(list(w = w), class = 'Net')
"""


@pytest.mark.parametrize(
    "expression",
    [
        "function(x) predict(Net(2), x)",
        "function(x) do.call(predict, list(Net(2), x))",
        "function(x) lapply(list(Net(2)), predict, x)[[1]]",
        "function(x) Map(predict, list(Net(2)), x)[[1]]",
    ],
)
def test_methods_in_the_files_are_dispatched(r, tmp_path, expression):
    file = write(tmp_path / "net.R", METHODS)
    assert r.call(expression, [3.0], files=[file]).value == [6.0]
    assert "no applicable method" in str(
        error_of(r, "function(x) predict(structure(list(w = 2), class = 'Net'), x)", 3.0)
    )


def test_a_changed_file_is_read_again(r, tmp_path):
    file = write(tmp_path / "port.R", "port <- function() 1")
    assert r.call("port", [], files=[file]).value == [1.0]
    write(file, "port <- function() 22")
    assert r.call("port", [], files=[file]).value == [22.0]


def test_a_file_is_read_once_and_again_after_a_death(r, tmp_path):
    file = write(tmp_path / "port.R", "cat('read'); port <- function() 1")
    assert r.call("port", [], files=[file]).output == "read"
    assert r.call("port", [], files=[file]).output == ""
    with pytest.raises(RCrash):
        r.call("quit", [], files=[file])
    assert r.call("port", [], files=[file]).output == "read"


def test_a_file_that_fails_is_named(r, tmp_path):
    wrong = write(tmp_path / "wrong.R", "x <- 1\nlibrary(no.such.package)")
    message = str(error_of(r, "sum", files=[wrong]))
    assert message.startswith(f"sourcing {wrong}:2: there is no package called")
    broken = write(tmp_path / "broken.R", "x <- (\ny y")
    assert str(error_of(r, "sum", files=[broken])).startswith(f"{broken}:2:3: unexpected symbol")


def test_a_file_that_fails_does_not_disturb_the_others(r, tmp_path):
    right = write(tmp_path / "right.R", "n <- 1\nport <- function() n")
    wrong = write(tmp_path / "wrong.R", "n <- 2\nport <- function() n\nstop('no')")
    assert r.call("port", [], files=[right]).value == [1.0]
    for _ in range(2):
        assert str(error_of(r, "port", files=[wrong])) == f"sourcing {wrong}:3: no"
    assert r.call("port", [], files=[right]).value == [1.0]


# -- The text of a function ---------------------------------------------------------------------

SOFTMAX = """# -- activations --

#' The softmax.
#' \uac00
softmax <-
  function(x) {
    x / sum(x) # as written
  }

other <- function(x) x
"""


def test_source_gives_the_text_as_written_with_its_comment_and_place(r, tmp_path):
    file = write(tmp_path / "activations.R", SOFTMAX)
    lines = r.source("softmax", files=[file]).splitlines()
    assert lines[0] == f"# {file}:3"
    assert lines[1:] == SOFTMAX.splitlines()[2:8]
    assert r.source("other", files=[file]) == f"# {file}:10\nother <- function(x) x"


def test_source_of_what_stands_in_no_file_is_its_own_text(r):
    assert r.source("function(x)  x+1") == "function(x)  x+1"
    assert "UseMethod" in r.source("stats::predict")
    with pytest.raises(RError, match="not found"):
        r.source("nowhere")


# -- Purity -------------------------------------------------------------------------------------

PORT = """
set.seed(3)
count <- 0
counts <- function() { count <<- count + 1; count }
pure <- function(x) x * 2
"""


@pytest.mark.parametrize(
    ("function", "notes"),
    [
        ("pure", ()),
        ("function(x) { x[1] <- 9; y <- x; y }", ()),
        ("function(x) { left <<- 1; 1 }", ("leaves `left` behind in the global environment",)),
        (
            "function(x) { nothing <<- NULL; 1 }",
            ("leaves `nothing` behind in the global environment",),
        ),
        (
            "counts",
            ("changes `count` in the global environment", "answers differently the second time"),
        ),
        ("function(x) { set.seed(1); runif(1) }", ("changes R's random state",)),
        (
            "function(x) runif(3)",
            ("changes R's random state", "answers differently the second time"),
        ),
        ("function(x) as.numeric(Sys.time())", ("answers differently the second time",)),
        ("function(x) { options(digits = 3, my.own = 1); 1 }", ("changes options(digits)",)),
        ("function(x) { setwd('/'); 1 }", ("changes the working directory",)),
        (
            "function(x) { if (exists('seen')) stop('again'); seen <<- 1; 1 }",
            ("leaves `seen` behind in the global environment", "fails the second time: again"),
        ),
    ],
)
def test_what_a_function_does_besides_answering_is_noted(tmp_path, function, notes, r):
    file = write(tmp_path / "port.R", PORT)
    args = [] if function == "counts" else [1.0]
    # Twice: what a function has once changed must not hide that it changes it.
    for _ in range(2):
        assert r.call(function, args, files=[file], check_purity=True).notes == notes


def test_every_call_begins_where_the_loading_of_the_files_left_r(r, tmp_path):
    file = write(tmp_path / "port.R", PORT)
    for function in ("counts", "function() runif(1)", "function() { n <<- ls(); length(n) }"):
        first = r.call(function, [], files=[file]).value
        assert r.call("function() exists('n')", []).value == [False]
        assert r.call(function, [], files=[file]).value == first
        assert r.call(function, [], files=[file]).value == first


def test_who_restores_the_random_state_is_pure(r):
    careful = """function() {
      old <- get0(".Random.seed", globalenv())
      on.exit(if (is.null(old)) rm(.Random.seed, envir = globalenv()) else .Random.seed <<- old)
      set.seed(1)
      runif(1)
    }"""
    assert r.call(careful, [], check_purity=True).notes == ()


def test_the_second_call_is_not_heard(r):
    loud = "function() { cat('x'); message('y'); warning('z'); 1 }"
    result = r.call(loud, [], check_purity=True)
    assert (result.output, result.warnings, result.notes) == ("xy\n", ("In f(): z",), ())


@pytest.mark.parametrize("answers", ["NaN else NA_real_", "0 else -(n - n)", "1L else 1"])
def test_the_second_answer_is_compared_to_the_bit(r, answers):
    flips = f"function() {{ n <<- get0('n', ifnotfound = 0) + 1; if (n %% 2) {answers} }}"
    assert "answers differently the second time" in r.call(flips, [], check_purity=True).notes


def test_several_threads_may_call(r):
    def call(i):
        return r.call("function(x) { Sys.sleep(0.02); x }", [i]).value[0]

    with ThreadPoolExecutor(max_workers=4) as pool:
        assert list(pool.map(call, range(12))) == list(range(12))

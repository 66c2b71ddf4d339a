"""Tables, categories, dates and times: what pandas has becomes what R has, and comes back."""

from __future__ import annotations

import datetime
import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

from diglot.bridge.frames import plain
from diglot.bridge.na import NA, NA_REAL
from diglot.bridge.process import RError, RProcess
from diglot.judging.outputs import kind_of


@pytest.fixture(scope="module")
def r() -> Iterator[RProcess]:
    with RProcess() as process:
        yield process


def same(x: object, y: object) -> bool:
    """Tell whether two arrays have the same elements, of the same type; NaT is NaT."""
    a, b = np.asarray(x), np.asarray(y)
    if a.dtype.kind != b.dtype.kind or a.shape != b.shape:
        return False
    return bool(np.array_equal(a, b, equal_nan=a.dtype.kind in "fMm"))


def seen_in_r(r: RProcess, value: object, look: str) -> str:
    """Ask R for one string about a value."""
    return str(r.call(f"function(x) paste({look}, collapse = ' ')", [value]).value[0])


# -- To R ---------------------------------------------------------------------------------------


def test_a_table_is_a_data_frame_that_r_can_work_with(r):
    table = pd.DataFrame({"x": [1.0, 2.0, 4.0], "y": [2.0, 4.0, 8.0], "g": list("aba")})
    assert seen_in_r(r, table, "class(x)") == "data.frame"
    assert seen_in_r(r, table, "vapply(x, typeof, '')") == "double double character"
    assert seen_in_r(r, table, ".row_names_info(x)") == "-3"
    assert r.call("function(d) unname(coef(lm(y ~ x, d)))", [table]).value[1] == pytest.approx(2.0)
    assert r.call("function(d) aggregate(x ~ g, d, sum)$x", [table]).value.tolist() == [5.0, 2.0]


@pytest.mark.parametrize(
    ("index", "names", "automatic"),
    [
        (["u", "v"], "u v", False),
        ([7, 3], "7 3", False),
        ([0, 1], "1 2", True),
        ([1, 2], "1 2", False),
        (pd.to_datetime(["2020-01-01", "2020-02-01"]), "2020-01-01 2020-02-01", False),
    ],
)
def test_the_index_becomes_the_row_names(r, index, names, automatic):
    table = pd.DataFrame({"x": [1.0, 2.0]}, index=index)
    assert seen_in_r(r, table, "row.names(x)") == names
    assert seen_in_r(r, table, ".row_names_info(x) < 0") == str(automatic).upper()


@pytest.mark.parametrize(
    ("column", "typeof", "back"),
    [
        (pd.Series([1, 2]), "integer", np.array([1, 2], np.int32)),
        (pd.Series([1, None], dtype="Int64"), "integer", np.array([1, NA], object)),
        (pd.Series([1.5, None], dtype="Float64"), "double", np.array([1.5, NA_REAL])),
        (pd.Series([1.5, np.nan]), "double", np.array([1.5, np.nan])),
        (pd.Series([True, None], dtype="boolean"), "logical", np.array([True, NA], object)),
        (pd.Series([True, None]), "logical", np.array([True, NA], object)),
        (pd.Series(["a", "b"]), "character", np.array(["a", "b"])),
        (pd.Series(["a", None]), "character", np.array(["a", NA], object)),
        (pd.Series(["a", np.nan], dtype=object), "character", np.array(["a", NA], object)),
        (pd.Series(["a", pd.NA], dtype="string"), "character", np.array(["a", NA], object)),
        (pd.Index([3, 4]), "integer", np.array([3, 4], np.int32)),
        (pd.array([1, 2]), "integer", np.array([1, 2], np.int32)),
        (pd.Series([1j]), "complex", np.array([1j])),
        (pd.Series([0, 5], dtype=pd.SparseDtype(int, 0)), "integer", np.array([0, 5], np.int32)),
    ],
    ids=lambda value: str(getattr(value, "dtype", value)),
)
def test_columns_become_vectors(r, column, typeof, back):
    for value in (column, pd.DataFrame({"x": column})["x"]):
        assert seen_in_r(r, value, "c(typeof(x), is.object(x), names(x))") == f"{typeof} FALSE"
        assert same(r.call("identity", [value]).value, back)


def test_a_column_whose_index_is_of_strings_is_a_named_vector(r):
    column = pd.Series([1.0, 2.0], index=["a", "b"])
    assert seen_in_r(r, column, "names(x)") == "a b"
    result = r.call("identity", [column])
    assert result.value.tolist() == [1.0, 2.0]
    assert result.notes == ("R's value carries names: a, b",)


@pytest.mark.parametrize("ordered", [False, True])
def test_categories_become_a_factor(r, ordered):
    column = pd.Categorical(["lo", None, "hi"], categories=["lo", "mid", "hi"], ordered=ordered)
    assert seen_in_r(r, column, "levels(x)") == "lo mid hi"
    assert seen_in_r(r, column, "is.ordered(x)") == str(ordered).upper()
    assert seen_in_r(r, pd.Series(column), "as.integer(x)") == "1 NA 3"
    assert seen_in_r(r, pd.Categorical([2.0, 0.5]), "levels(x)") == "0.5 2"


DAY = datetime.date(2020, 2, 29)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (np.array(["2020-02-29", "NaT", "1969-12-31"], "M8[D]"), "Date 2020-02-29 NA 1969-12-31"),
        (np.datetime64("2020-02"), "Date 2020-02-01"),
        (DAY, "Date 2020-02-29"),
        (np.array([DAY, NA], object), "Date 2020-02-29 NA"),
        (np.array(["2020-02-29T12:30:00", "NaT"], "M8[s]"), "POSIXct 2020-02-29 12:30:00 NA"),
        (pd.Series(pd.to_datetime(["1950-01-01 00:00:01"])), "POSIXct 1950-01-01 00:00:01"),
        (pd.Timestamp("2020-02-29 12:00"), "POSIXct 2020-02-29 12:00:00"),
        (pd.Timestamp("2020-02-29 12:00", tz="Asia/Seoul"), "POSIXct 2020-02-29 03:00:00"),
        (datetime.datetime(2020, 2, 29, 1, 2, 3), "POSIXct 2020-02-29 01:02:03"),
        (
            pd.Series([pd.Timestamp("2020-02-29 12:00", tz="Asia/Seoul")]),
            "POSIXct 2020-02-29 12:00:00",
        ),
        (np.array([90, "NaT"], "m8[s]"), "difftime 90 NA"),
        (pd.Timedelta("1 day"), "difftime 86400"),
        (pd.NaT, "POSIXct NA"),
        (pd.NA, "logical NA"),
    ],
    ids=str,
)
def test_times_are_in_r_what_they_are_here(r, value, written):
    look = "c(class(x)[1], if (inherits(x, 'POSIXct')) format(x, '%F %T') else format(x))"
    look = look.replace(
        "format(x))", "if (inherits(x, 'difftime')) as.double(x) else as.character(x))"
    )
    assert seen_in_r(r, value, look) == written


@pytest.mark.parametrize("unit", ["D", "h", "s", "ms", "us", "ns"])
@pytest.mark.parametrize("kind", ["M8", "m8"])
def test_times_come_back_as_they_went(r, kind, unit):
    per_second = {"D": 1 / 86400, "h": 1 / 3600, "s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
    span = int(200 * 365 * 86400 * per_second[unit])  # 200 years before and after 1970
    counts = np.random.default_rng(0).integers(-span, span, 500)
    if unit == "ns":
        counts -= counts % 1000
    array = np.r_[counts, np.iinfo(np.int64).min].astype(f"{kind}[{unit}]")
    back = r.call("identity", [array]).value
    assert back.dtype == np.dtype("M8[D]" if (kind, unit) == ("M8", "D") else f"{kind}[us]")
    assert same(back, array)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (np.datetime64(1, "ns"), "1970-01-01T00:00:00.000000001 does not fit R's times"),
        (np.datetime64("9999-01-01T00:00:00.000001"), "does not fit R's times"),
        (np.timedelta64(1, "M"), "months differ in length"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "columns must have different names"),
        (pd.DataFrame({"x": [1, 2]}, index=["a", "a"]), r"give `x\.reset_index\(\)`"),
        (pd.DataFrame({"x": [1]}, index=[[1], [2]]), r"give `x\.reset_index\(\)`"),
        (pd.DataFrame([[1, 2]]), "names of an R list must be strings, not 0"),
        (pd.DataFrame({"x": [1, "a"]}), r", \$x: .* must hold strings only"),
    ],
)
def test_what_does_not_fit_is_refused(r, value, message):
    with pytest.raises((TypeError, ValueError), match=f"^argument 1.*{message}"):
        r.call("identity", [value])


def test_pandas_is_not_imported():
    code = "import sys, diglot.bridge.process; assert 'pandas' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


# -- From R -------------------------------------------------------------------------------------


def test_a_table_comes_back_with_its_types(r):
    table = pd.DataFrame(
        {
            "n": [1, 2],
            "z": [1j, 2j],
            "g": pd.Categorical(["b", None], categories=["a", "b"]),
            "d": np.array(["2020-01-01", "2021-01-01"], "M8[D]").astype("M8[s]"),
        },
        index=["u", "v"],
    )
    result = r.call("identity", [table])
    assert result.notes == (
        "R's value has row names: u, v",
        "R's value$g is a factor with levels: a, b",
    )
    expected = plain(table)
    assert list(result.value) == list(expected) == ["n", "z", "g", "d"]
    for name, column in result.value.items():
        assert same(column, expected[name]), name


@pytest.mark.parametrize(
    ("value", "back", "notes"),
    [
        ("data.frame(x = 1:2)", {"x": [1, 2]}, []),
        ("data.frame(x = 1:9)[c(2, 4), , drop = FALSE]", {"x": [2, 4]}, ["has row names: 2, 4"]),
        ("factor(c('b', NA, 'a'))", ["b", NA, "a"], ["is a factor with levels: a, b"]),
        ("factor(c(u = 'b'))", ["b"], ["is a factor with levels: b", "carries names: u"]),
        ("factor(letters)", list("abcdefghijklmnopqrstuvwxyz"), [
            "is a factor with levels: a, b, c, d, e, ..."]),
        ("as.Date(c('2020-02-29', NA))", np.array(["2020-02-29", "NaT"], "M8[D]"), []),
        (".Date(0.5)", np.array(["1970-01-01"], "M8[D]"), []),
        (".Date(-0.5)", np.array(["1969-12-31"], "M8[D]"), []),
        ("seq(as.Date('2020-01-01'), by = 1L, length.out = 2)",
            np.array(["2020-01-01", "2020-01-02"], "M8[D]"), []),
        ("as.POSIXct('2020-01-01 09:00', tz = 'Asia/Seoul')",
            np.array(["2020-01-01T00:00:00"], "M8[us]"),
            ["is in the time zone Asia/Seoul; its times are given in UTC"]),
        ("as.POSIXlt('2020-01-01 00:00:00.25', tz = 'UTC')",
            np.array(["2020-01-01T00:00:00.25"], "M8[us]"), []),
        ("as.difftime(c(1.5, NA), units = 'hours')", np.array([5400, "NaT"], "m8[s]"), []),
        ("structure(.Date(0:3), dim = c(2, 2))",
            np.array([[0, 2], [1, 3]], "M8[D]"), []),
    ],
)  # fmt: skip
def test_values_of_rs_own_classes_have_counterparts(r, value, back, notes):
    result = r.call(f"function() {value}", [])
    assert result.notes == tuple(f"R's value {note}" for note in notes)
    if isinstance(back, dict):
        assert list(result.value) == list(back)
        result_x, back = result.value["x"], np.array(back["x"], np.int32)
        assert same(result_x, back)
    else:
        back = np.array(back, object) if isinstance(back, list) and NA in back else np.array(back)
        assert same(result.value, back)


def test_a_date_beyond_pythons_is_an_error(r):
    for beyond in (".Date(Inf)", ".POSIXct(1e13)"):
        with pytest.raises(RError, match=r"^R's value\$a has dates or times that are too far away"):
            r.call(f"function() list(a = {beyond})", [])


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("as.Date('2020-01-01')", "dates"),
        ("as.POSIXct('2020-01-01', tz = 'UTC')", "times"),
        ("as.difftime(1, units = 'hours')", "durations"),
        ("factor('a')", "strings"),
        ("1i", "numbers"),
    ],
)
def test_the_judge_is_told_what_they_are(r, value, kind):
    assert kind_of(r.call(f"function() {value}", []).value) == kind


def test_a_result_without_pandas_is_made_of_arrays():
    seoul = pd.Series([pd.Timestamp("2020-01-01 09:00", tz="Asia/Seoul")])
    result = plain(
        {
            "t": (pd.DataFrame({"a": ["x", None], 1: [1, 2]}), pd.NA),
            "c": [pd.Categorical([2, 1, 2]), pd.Timestamp("2020"), DAY, pd.NaT],
            "z": seoul,
            "n": np.array([1.0]),
        }
    )
    table, missing = result["t"]
    assert same(table["a"], np.array(["x", NA], object))
    assert same(table["1"], np.array([1, 2]))
    assert missing is NA
    categories, time, day, nothing = result["c"]
    assert same(categories, np.array(["2", "1", "2"]))
    assert (time, day) == (np.datetime64("2020-01-01T00:00:00"), np.datetime64("2020-02-29"))
    assert np.isnat(nothing)
    assert same(result["z"], np.array(["2020-01-01"], "M8[s]"))
    assert result["n"].tolist() == [1.0]

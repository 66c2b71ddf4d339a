"""What becomes of a case: containers, refusals, side effects, and what the verdict says of it."""

import dataclasses
import json
from typing import NamedTuple

import numpy as np
import pytest

from diglot.bridge.problems import PythonError, RCrash, RError, RTimeout, Timeout
from diglot.bridge.process import RResult
from diglot.judging.expected import DERIVED, MEASURED, SAMPLED, Expected
from diglot.judging.original import PythonResult
from diglot.judging.pairing import expected_of_pair, paired
from diglot.judging.purity import side_effect
from diglot.judging.up_to import aligned
from diglot.judging.verdict import judge
from diglot.showing.explain import explain, headline
from diglot.showing.json_file import plain
from diglot.showing.table import console, share, verdict_table
from diglot.twin import ALLOWABLE, Case, Twin


def r_result(value, *, notes=(), warnings=(), output=""):
    return RResult(value, tuple(warnings), output, tuple(notes), 0.0)


def judged(python, r, *, case=None, expected=None, **promises):
    """Judge two results about which the referee knows no more than it is said to."""
    case = case or Case("case")
    twin = Twin("f", python=lambda: None, r="f", cases=[case], **promises)
    python = python if isinstance(python, PythonResult) else PythonResult(python)
    python = dataclasses.replace(python, expected=expected or {})
    return judge(twin, case, python, r if isinstance(r, Exception | RResult) else r_result(r))


def statuses(verdicts):
    return {verdict.output: verdict.status for verdict in verdicts}


# ---- Containers ----------------------------------------------------------------------------------


class Line(NamedTuple):
    """What a fit gives."""

    slope: float
    origin: float


TWO = np.array([1.0, 2.0])


@pytest.mark.parametrize(
    ("python", "r", "notes"),
    [
        ([1.0, 2.0], TWO, ("Python gives a list, R a vector",)),
        ((1.0, 2.0), TWO, ("Python gives a tuple, R a vector",)),
        ({"a": 1.0, "b": 2.0}, TWO, ("Python gives a dict, R a vector",)),
        (["x", "y"], np.array(["x", "y"]), ("Python gives a list, R a vector",)),
        ([True, False], np.array([True, False]), ("Python gives a list, R a vector",)),
        ([], np.zeros(0), ("Python gives a list, R a vector",)),
        (
            [[1.0, 2.0], [3.0, 4.0]],
            np.array([[1.0, 2.0], [3.0, 4.0]]),
            ("Python gives a list, R a matrix",),
        ),
        ((TWO, 3.0), [TWO, np.array([3.0])], ("Python gives a tuple, R a list",)),
        ((TWO, 3.0), {"x": TWO, "n": np.array([3.0])}, ("Python gives a tuple, R a named list",)),
        ({"x": TWO, "n": 3.0}, [TWO, np.array([3.0])], ("Python gives a dict, R a list",)),
        (Line(1.0, 2.0), {"origin": np.array([2.0]), "slope": np.array([1.0])}, ()),
        ({"x": TWO, "n": 3.0}, {"n": np.array([3.0]), "x": TWO}, ()),
        ([TWO, [1.0, 2.0]], [TWO, TWO], ("Python gives a list, R a vector",)),
        (3.0, np.array([3.0]), ()),
    ],
)
def test_containers_that_say_the_same_agree_with_a_note(python, r, notes):
    verdicts = judged(python, r)
    assert {verdict.status for verdict in verdicts} == {"agree"}
    assert tuple(note for verdict in verdicts for note in verdict.notes) == notes


@pytest.mark.parametrize(
    ("python", "r"),
    [
        ([1.0, 2.0], np.array([1.0, 3.0])),
        ([1.0, 2.0], np.array([1.0, 2.0, 3.0])),
        ({"a": 1.0, "b": 2.0}, np.array([2.0, 1.0])),
        ([[1.0, 2.0], [3.0, 4.0]], np.array([[1.0, 3.0], [2.0, 4.0]])),
        ([[1.0, 2.0], [3.0]], np.array([1.0, 2.0, 3.0])),
        ([1, "a"], np.array(["1", "a"])),
        ((TWO, 3.0), [np.array([3.0]), TWO]),
        ((TWO, 3.0), [TWO]),
        (Line(1.0, 2.0), {"origin": np.array([1.0]), "slope": np.array([2.0])}),
        ({"x": TWO}, {"y": TWO}),
        ({"x": TWO}, {"x": TWO, "y": TWO}),
        ([{"a": 1.0}], np.array([1.0])),
    ],
)
def test_containers_that_say_something_else_disagree(python, r):
    assert "disagree" in statuses(judged(python, r)).values()


def test_outputs_keep_the_names_that_python_gives_them():
    python = {"layers": (TWO, [1.0, 2.0]), "n": 1.0}
    assert statuses(judged(python, {"layers": [TWO, TWO], "m": np.array([1.0])})) == {
        "layers[0]": "agree",
        "layers[1]": "agree",
        "n": "disagree",
        "m": "disagree",
    }


def test_names_within_names_are_matched_by_their_whole_path():
    python = {"outer": {"inner": 1.0, "other": TWO}, "n": 1.0}
    r = {"outer": {"other": TWO, "inner": np.array([1.0])}, "n": np.array([1.0])}
    assert statuses(judged(python, r)) == {
        "outer.inner": "agree",
        "outer.other": "agree",
        "n": "agree",
    }
    # The referee knows the parts by the same paths.
    expected = {"outer.inner": Expected(MEASURED, np.array(1e-4))}
    r["outer"]["inner"] = np.array([1.00005])
    assert statuses(judged(python, r, expected=expected))["outer.inner"] == "agree"
    r["outer"]["inner"] = np.array([1.00015])
    assert statuses(judged(python, r, expected=expected))["outer.inner"] == "disagree"


@pytest.mark.parametrize("up_to", ["sign", "order"])
def test_what_has_another_shape_or_kind_is_not_brought_into_one_form(up_to):
    numbers = np.arange(6.0).reshape(2, 3)
    for r in (numbers.T, numbers.astype(str), numbers.reshape(1, 6)):
        assert statuses(judged(numbers, r, up_to=up_to)) == {"result": "disagree"}
    assert statuses(judged(numbers, numbers, up_to=up_to)) == {"result": "agree"}


def test_what_is_expected_of_pieces_is_put_together():
    (pair,) = paired([[1.0, 2.0], [3.0, 4.0]], np.array([[1.0, 2.0], [3.0, 4.0]])).values()
    assert pair.parts == ("[0][0]", "[0][1]", "[1][0]", "[1][1]")
    words = {
        "[0][0]": Expected(DERIVED, np.array(0.1), np.array(1.0), np.array(0.0), why="by balls"),
        "[0][1]": Expected(SAMPLED, np.array(0.2), np.array(2.0), np.array(1e-20), blame=False),
        "[1][1]": Expected(MEASURED, np.array(0.4)),
    }
    whole = expected_of_pair(pair, words)
    assert whole.kind == "measured"
    np.testing.assert_array_equal(whole.allowed, [0.1, 0.2, np.nan, 0.4])
    np.testing.assert_array_equal(whole.value, [1.0, 2.0, np.nan, np.nan])
    np.testing.assert_array_equal(whole.rest, [0.0, 1e-20, np.nan, np.nan])
    assert (whole.why, whole.blame) == ("by balls", False)
    assert expected_of_pair(pair, {}) is None


def test_a_list_is_judged_by_what_is_expected_of_its_elements():
    words = {
        f"[{i}]": Expected(DERIVED, np.array(0.1), np.array(value), np.array(0.0))
        for i, value in enumerate((1.0, 200.0))
    }
    for r, wrong in ((200.095, None), (200.105, "r")):
        (verdict,) = judged([1.0, 200.0], np.array([1.0, r]), expected=words)
        assert (verdict.output, verdict.wrong) == ("result", wrong)
        assert verdict.status == ("disagree" if wrong else "agree")


# ---- Up to ---------------------------------------------------------------------------------------

ROOT = np.sqrt(0.5)


@pytest.mark.parametrize(
    ("up_to", "python", "r", "agree"),
    [
        ("sign", [[ROOT, ROOT], [ROOT, -ROOT]], [[-ROOT, ROOT], [-ROOT, -ROOT]], True),
        ("sign", [[ROOT, ROOT], [ROOT, -ROOT]], [[-ROOT, ROOT], [ROOT, -ROOT]], False),
        ("sign", [[1.0, 2.0]], [[1.0, -2.0]], True),
        ("sign", [1.0, 2.0], [-1.0, -2.0], True),
        ("sign", [1.0, 2.0], [[-1.0], [-2.0]], True),
        ("sign", [1.0, 2.0], [1.0, -2.0], False),
        ("sign", [1.0, 2.0], [-1.0, -2.0, -3.0], False),
        ("sign", [2j, 1.0], [-2j, -1.0], True),
        ("order", [3.0, 1.0, 2.0], [1.0, 2.0, 3.0], True),
        ("order", [3.0, 1.0, 2.0], [1.0, 2.0, 4.0], False),
        ("order", [3.0, 1.0, 1.0], [1.0, 3.0, 3.0], False),
        ("order", [np.nan, 1.0], [1.0, np.nan], True),
        ("order", [1 + 2j, 1 - 2j, 5.0], [5.0 + 0j, 1 - 2j, 1 + 2j], True),
        ("order", [1j, 1j], [1j, 5.0], False),
        ("order", [[1.0, 9.0], [2.0, 0.0]], [[2.0, 0.0], [1.0, 9.0]], True),
        ("order", [[1.0, 9.0], [2.0, 0.0]], [[9.0, 1.0], [0.0, 2.0]], False),
        ("order", ["b", "a"], ["a", "b"], True),
        ("order", ["b", "a"], ["a", "c"], False),
        ("labels", [0, 0, 1, 2], [3, 3, 1, 2], True),
        ("labels", [0, 0, 1, 2], ["b", "b", "a", "c"], True),
        ("labels", [0, 0, 1, 2], [1, 1, 2, 2], False),
        ("labels", [0, 0, 1, 1], [1, 2, 3, 3], False),
        ("labels", [0.0, np.nan, np.nan], [1.0, 2.0, 2.0], True),
        ("labels", [0, 1], [0, 1, 2], False),
    ],
)
def test_results_are_compared_up_to_what_does_not_matter(up_to, python, r, agree):
    # The elements of these are exact, so that no tolerance helps.
    (verdict,) = judged(np.array(python), np.array(r), up_to=up_to)
    assert verdict.status == ("agree" if agree else "disagree")
    assert verdict.notes[0].startswith("compared up to the ")
    if agree and np.shape(python) == np.shape(r) and up_to != "labels":
        # Nothing is let off unasked.
        (strict,) = judged(np.array(python), np.array(r))
        assert strict.status == "disagree"


def test_an_order_that_rounding_decides_is_none():
    python = np.array([1 + 2j, (1 + 2e-16) - 2j])
    ours, theirs = aligned(python, np.array([1 - 2j, (1 + 2e-16) + 2j]), "order")
    assert ours is python
    assert theirs.imag.tolist() == [2.0, -2.0]


def test_each_output_may_be_determined_up_to_something_else():
    python = (np.array([-1.0, 3.0]), np.array([ROOT, -ROOT]))
    r = [np.array([1.0, -3.0]), np.array([-ROOT, ROOT])]
    assert statuses(judged(python, r, up_to={"[1]": "sign"})) == {
        "[0]": "disagree",
        "[1]": "agree",
    }


# ---- Side effects --------------------------------------------------------------------------------

IMPURE = {
    "answers differently the second time": "second answer",
    "fails the second time: no": "second answer",
    "changes R's random state": "random state",
    "changes options(digits)": "options",
    "changes the working directory": "working directory",
    "changes `x` in the global environment": "globals",
    "leaves `y` behind in the global environment": "globals",
}


@pytest.mark.parametrize("note", IMPURE)
def test_an_impure_port_disagrees_unless_its_twin_allows_it(note):
    verdicts = judged((1.0, 2.0), r_result([TWO[:1], TWO[1:]], notes=[note]))
    assert statuses(verdicts) == {"[0]": "disagree", "[1]": "agree"}
    assert verdicts[0].wrong == "r"
    assert verdicts[0].message == f"R {note}."
    allowed = judged(1.0, r_result(TWO[:1], notes=[note]), allows=(IMPURE[note],))[0]
    assert (allowed.status, allowed.wrong, allowed.notes) == ("agree", None, (note,))
    others = tuple(word for word in ALLOWABLE if word != IMPURE[note])
    assert judged(1.0, r_result(TWO[:1], notes=[note]), allows=others)[0].status == "disagree"


@pytest.mark.parametrize(
    ("note", "word"),
    [
        ("Python changes its arguments", "arguments"),
        ("Python answers differently the second time", "second answer"),
        ("Python changes NumPy's global random state", "random state"),
        ("Python changes Python's random state", "random state"),
        ("Python changes np.seterr(divide)", "options"),
        ("Python changes environment variables: X", "options"),
        ("Python leaves `x` behind in its module", "globals"),
    ],
)
def test_an_impure_original_disagrees_too(note, word):
    python = PythonResult(1.0, None, (note,))
    (verdict,) = judged(python, TWO[:1])
    assert (verdict.status, verdict.wrong, verdict.message) == ("disagree", "python", f"{note}.")
    assert judged(python, TWO[:1], allows=(word,))[0].status == "agree"
    # A wrong value and an impure original are two reasons.
    (both,) = judged(python, r_result(TWO[1:], notes=["changes R's random state"]))
    assert both.wrong == "both"
    assert both.message == f"1 of 1 elements differ. {note}. R changes R's random state."


def test_a_wrong_port_of_an_impure_original_makes_two_that_are_wrong():
    python = PythonResult(1.0, None, ("Python changes its arguments",))
    words = loose(DERIVED, 1e-9)
    (verdict,) = judged(python, TWO[1:], expected=words)
    assert verdict.wrong == "both"


def test_what_is_only_worth_knowing_is_no_reason():
    python = PythonResult(1.0, None, ("Python warns: careful",))
    r = r_result(TWO[:1], notes=["R's value carries names: a"], warnings=["In f(): z"], output="hi")
    (verdict,) = judged(python, r)
    assert verdict.status == "agree"
    assert verdict.notes == (
        "Python warns: careful",
        "R warns: In f(): z",
        "R's value carries names: a",
        "R prints: hi",
    )
    assert side_effect("R's value carries names: changes `x`") is None


def test_a_twin_knows_what_it_may_ask_for():
    with pytest.raises(ValueError, match="`allows` of twin `f` knows .*, not 'everything'"):
        judged(1.0, TWO[:1], allows=("everything",))
    with pytest.raises(ValueError, match="`up_to` of twin `f` knows sign, order, labels, not 'x'"):
        judged(1.0, TWO[:1], up_to="x")
    with pytest.raises(ValueError, match="`up_to` of twin `f` knows sign, order, labels, not 'x'"):
        judged(1.0, TWO[:1], up_to={"[1]": "x"})


# ---- Refusals ------------------------------------------------------------------------------------


def r_error(text, kind="refusal"):
    error = RError(text)
    error.kind = kind
    return error


SAYS_NO = PythonResult(error=PythonError("ValueError", "`x` must be positive"))
IS_BROKEN = PythonResult(error=PythonError("NameError", "y"))


@pytest.mark.parametrize(
    ("refused", "python", "r", "status", "wrong"),
    [
        ("must be", SAYS_NO, r_error("x must be so"), "agree", None),
        ("must be", SAYS_NO, r_error("no"), "disagree", "r"),
        ("must be", SAYS_NO, r_result(TWO), "disagree", "r"),
        ("must be", PythonResult(1.0), r_error("x must be so"), "disagree", "python"),
        ("must be", PythonResult(1.0), r_result(TWO), "disagree", "both"),
        ("find", SAYS_NO, r_error("could not find function", "broken"), "disagree", "both"),
        ("must", SAYS_NO, r_error("must exist: no such function", "broken"), "disagree", "r"),
        (True, SAYS_NO, r_error("nein"), "agree", None),
        (True, SAYS_NO, r_error("object 'y' not found", "broken"), "disagree", "r"),
        (True, IS_BROKEN, r_error("nein"), "disagree", "python"),
        (True, PythonResult(1.0), r_error("nein"), "disagree", "python"),
        (True, SAYS_NO, RTimeout("R did not answer"), "timeout", "r"),
        (True, SAYS_NO, RCrash("R died"), "crash", "r"),
        (True, SAYS_NO, r_error("no package called 'x'", "call"), "error", None),
        (None, PythonResult(1.0), r_error("object 'y' not found", "broken"), "error", "r"),
        (None, PythonResult(1.0), r_error("argument 1 cannot cross", "call"), "error", None),
        (None, SAYS_NO, r_result(TWO), "error", "python"),
        (None, SAYS_NO, r_error("nein"), "error", None),
        (None, PythonResult(error=Timeout("Python did not")), r_result(TWO), "timeout", "python"),
        (None, PythonResult(1.0), RTimeout("R did not answer"), "timeout", "r"),
    ],
)
def test_a_refusal_counts_only_if_it_is_one(refused, python, r, status, wrong):
    (verdict,) = judged(python, r, case=Case("case", refused=refused))
    assert (verdict.status, verdict.wrong) == (status, wrong)
    if refused and status in ("agree", "disagree"):
        words = "must be refused. " if refused is True else f"must be refused with {refused!r}. "
        assert verdict.message.startswith(words)


def test_a_fault_of_the_call_is_told_as_one():
    (verdict,) = judged(1.0, r_error("argument 1 cannot cross", "call"))
    assert verdict.message == (
        "R was not asked as it should be, which is no fault of the port: argument 1 cannot cross"
    )


def test_two_refusals_that_nobody_asked_for_say_what_to_do():
    (verdict,) = judged(SAYS_NO, r_error("nein"))
    assert verdict.message == (
        "Python: ValueError: `x` must be positive R: nein "
        "(If both must refuse this input, say so: `refused=True`.)"
    )


# ---- What a verdict says -------------------------------------------------------------------------


def loose(kind, allowed, why=""):
    return {"result": Expected(kind, np.array([allowed]), np.array([1.0]), np.array([0.0]), why)}


def test_an_undecided_output_is_told_as_such():
    words = loose(SAMPLED, 1e3)
    (verdict,) = judged(TWO[:1], np.zeros(1), expected=words)
    assert verdict.status == "undecided"
    assert headline(verdict).startswith("f-case: result: undecided. Rounding alone could move")
    case = Case("case", chaotic=True)
    (verdict,) = judged(TWO[:1], np.zeros(1), case=case, expected=words)
    assert verdict.status == "agree"


def test_a_failure_says_how_its_bound_was_found():
    words = loose(SAMPLED, 6.6e-16, why="8 runs, each operation rounded at random")
    (verdict,) = judged(TWO[:1], np.array([1.1]), expected=words)
    twin = Twin("f", python=lambda: None, r="f", cases=[Case("case")])
    text = explain(verdict, twin, twin.cases[0])
    assert "    bound   6.6e-16, sampled: 8 runs, each operation rounded at random\n" in text
    assert "    truth   1.0 " in text


@pytest.mark.parametrize(
    ("r", "words"),
    [
        (1 + 1e-8, "R is less accurate. Agrees to 8.0 of 15.0 digits: another formula, or"),
        (1 + 1e-2, "R is wrong. Agrees to 2.0 of 15.0 digits: another value."),
    ],
)
def test_less_accurate_is_not_called_wrong(r, words):
    (verdict,) = judged(TWO[:1], np.array([r]), expected=loose(DERIVED, 1e-15))
    assert headline(verdict).startswith(f"f-case: result: disagree, {words}")
    assert verdict.wrong == "r"


def test_a_side_effect_is_not_explained_by_values_that_agree():
    twin = Twin("f", python=lambda: None, r="f", cases=[Case("case")])
    for words in ({}, loose(DERIVED, 1e-15)):
        impure = r_result(TWO[:1], notes=["changes R's random state"])
        (verdict,) = judged(1.0, impure, expected=words)
        text = explain(verdict, twin, twin.cases[0])
        assert text.startswith("f-case: result: disagree, R is wrong. R changes R's random state.")
        assert "worst element" not in text
    (verdict,) = judged(1.0, TWO[1:])
    assert "worst element" in explain(verdict, twin, twin.cases[0])


def test_json_holds_what_is_known_and_nothing_else():
    words = loose(DERIVED, 1e-3, why="by balls")
    (verdict,) = judged(TWO[:1], np.array([1.01]), expected=words)
    fields = json.loads(json.dumps(plain(dataclasses.asdict(verdict)), allow_nan=False))
    assert fields["digits"] == {
        "agree": pytest.approx(2.0),
        "checked": pytest.approx(3.0),
        "checked_median": pytest.approx(3.0),
    }
    assert fields["worst"] == {
        "index": [0], "python": 1.0, "r": 1.01, "truth": 1.0, "allowed": 1e-3,
    }  # fmt: skip
    assert (fields["bound"], fields["why"], fields["wrong"]) == ("derived", "by balls", "r")
    assert fields["bound_used"] == pytest.approx(10)


@pytest.mark.parametrize(
    ("python", "r", "written"),
    [
        (np.inf, np.nan, "inf"),
        (np.nan, 1.0, "nan"),
        (1e308, -1e308, 1e308),
        (np.int64(3), 4.0, 3),
        (1 + 2j, complex(np.inf, 0), "(1+2j)"),
        ("a", "b", "a"),
        (np.datetime64("2024-02-29"), np.datetime64("2024-03-01"), "2024-02-29"),
    ],
)
def test_json_is_strict_whatever_the_results_are(python, r, written):
    (verdict,) = judged(np.array([python]), np.array([r]))
    assert verdict.status == "disagree"
    content = json.loads(json.dumps(plain(dataclasses.asdict(verdict)), allow_nan=False))
    assert content["worst"]["python"] == written


def test_a_share_that_is_far_out_is_written_shortly():
    assert [share(x) for x in (None, 0.266, 12.3, 3447471623605.5)] == [
        "-",
        "0.27",
        "12.30",
        "3e+12",
    ]


def test_the_table_names_the_weakest_bound_of_a_twin():
    (verdict,) = judged(1.0, TWO[:1])
    verdicts = [dataclasses.replace(verdict, bound=b) for b in ("measured", "given", "exact")]
    table = verdict_table(verdicts, console(), details=True)
    (column,) = [c for c in table.columns if c.header == "bound"]
    assert list(column.cells) == ["given"]

"""Every case of the catalogue, in both languages, under the referee."""

import numpy as np
import pytest

import diglot.testing
from diglot.catalogue import TWINS
from diglot.catalogue.edges import EDGES

each_case = diglot.testing.cases(TWINS, timeout=60)


@each_case
def test_python_and_r_agree(case):
    case.check()


@each_case
def test_neither_language_warns_or_leaves_traces(case):
    assert case.notes == []


def test_the_catalogue_is_as_large_as_promised():
    cases = [case for twin in TWINS for case in twin.cases]
    assert len(TWINS) >= 54
    assert len(cases) >= 890
    assert sum(case.refused is not None for case in cases) >= 420
    assert sum(len(twin.faults) for twin in TWINS) >= 269


def test_every_edge_case_belongs_to_a_twin():
    assert EDGES.keys() <= {twin.name for twin in TWINS}


def test_what_is_refused_or_not_a_number_is_an_edge_case():
    edges = [case for twin in TWINS for case in twin.cases if case.edge]
    others = [case for twin in TWINS for case in twin.cases if not case.edge]
    assert not [case.name for case in others if case.refused or case.name in ("NaN", "no rows")]
    assert sum(case.refused is None for case in edges) >= 60


def test_every_twin_has_everyday_cases():
    # Without MNIST only the refusal of `load_mnist` can be tried.
    assert [t.name for t in TWINS if all(c.edge for c in t.cases)] == ["load_mnist"]


def test_every_public_function_of_scratchnet_has_a_twin():
    import scratchnet

    names = {twin.name for twin in TWINS} | {"Dataset"}
    assert set(scratchnet.__all__) <= names


def test_both_languages_refuse_with_the_same_words(r):
    from diglot.bridge.process import RError
    from diglot.catalogue import R_ENVIRONMENT

    assert R_ENVIRONMENT
    seen = 0
    for twin in TWINS:
        for case in twin.cases:
            # The texts of `read_idx` name temporary files; NumPy's generator has its own words.
            if case.refused is None or twin.name in ("read_idx", "random_state"):
                continue
            with pytest.raises((ValueError, FileNotFoundError)) as python:
                twin.python(*case.args)
            with pytest.raises(RError) as answer:
                r.call(twin.r, case.args, files=twin.r_files)
            # The one thing that goes by another name in R.
            words = str(python.value).replace("np.random.RandomState(", "random_state(")
            assert str(answer.value.message) == words, f"{twin.name}-{case.name}"
            seen += 1
    assert seen >= 380


def test_the_gradients_agree_with_each_other(r):
    """Backpropagation leaves out delta, which changes the loss's slope by about delta / y."""
    twin = next(twin for twin in TWINS if twin.name == "gradient check")
    for case in twin.cases:
        answer = r.call(twin.r, case.args, files=twin.r_files).value
        for difference in (twin.python(*case.args), answer):
            for values in difference.values():
                # Steps of 1e-4 leave h^2 / 6 of the third derivative, some 1e-8, and rounding
                # 1e-12; delta = 1e-7 beside the smallest y of these cases, 0.03, leaves 4e-6.
                assert np.max(np.abs(values)) < 1e-5

"""The report on the catalogue: what stands beside the twins."""

import re

import numpy as np
import pytest

from diglot.reporting import networks, trained
from scratchnet.two_layer_net import TwoLayerNet


@pytest.fixture(scope="module")
def text(catalogue):
    return catalogue.read_text("utf-8")


def section(text, name):
    return re.search(rf'<section id="{name}".*?</section>', text, re.S)[0]


def test_it_has_all_sections_and_is_small(text):
    for name in ("content", "twin-softmax", "networks", "training", "published", "environment"):
        assert text.count(f'<section id="{name}"') == 1
    assert len(text) < 3_000_000


def test_the_gradients_have_six_distances(text):
    body = section(text, "networks")
    head = re.findall(r'<th scope="col">([^<]* from [^<]*)</th>', body)
    assert len(set(head)) == 6
    for name in ("W1", "b1", "W2", "b2"):
        cells = re.search(rf'<th scope="row">{name}</th>(.*?)</tr>', body, re.S)[1]
        apart = dict(zip(head, map(float, re.findall(r"<td>([^<]+)</td>", cells)[1:]), strict=True))
        # Rounding of sums of 20 rows, and of a loss near 2 divided by a step of 2e-4.
        assert apart["Python, analytic from R, analytic"] < 1e-15
        assert 0 < apart["Python, numerical from R, numerical"] < 1e-10
        # The step leaves out far more, and as much in both languages.
        ways = [d for pair, d in apart.items() if pair.count("analytic") == 1]
        assert min(ways) > 1e-9
        assert max(ways) <= 1.01 * min(ways)


def test_three_trainings_and_the_digits_of_one_are_shown(text):
    body = section(text, "training")
    assert re.findall(r"<h3>Learning rate (\S+): ([a-z ]+)</h3>", body) == [
        ("0.01", "too small"),
        ("1", "right"),
        ("30", "too large"),
    ]
    assert body.count('class="plot"') == 3
    assert re.findall(r'aria-label="A handwritten (\d)"', body) == list("012345")


def test_the_published_numbers_face_both_languages(text):
    body = section(text, "published")
    assert "printed numbers:" in body
    row = re.search(r'<th scope="row">([^<]+)</th>.*?</tr>', body, re.S)[0]
    assert "agree" in row
    assert "Python" in body


def test_parameters_are_taken_apart_as_r_holds_them():
    net = TwoLayerNet(3, 4, 2, 1.0, rng=np.random.RandomState(1))
    flat = np.concatenate([p.ravel(order="F") for p in net.params.values()])
    apart = trained._params(flat, (3, 4, 2))
    assert list(apart) == list(net.params)
    assert all(np.array_equal(apart[name], net.params[name]) for name in apart)


def test_a_stage_that_differs_is_seen():
    python, r = np.array([[1.0, -2.0]]), np.array([[1.0, -2.5]])
    stage = networks._stage("a1", python, r)
    assert (stage.python, stage.r) == ("-2.0", "-2.5")
    assert (stage.same_bits, stage.apart) == ("50.0%", "5.0e-01")

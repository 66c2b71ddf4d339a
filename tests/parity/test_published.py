"""Every number that the source documents print, in both editions."""

import json
import os
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

import scratchnet
from diglot import cli
from diglot.catalogue.mistakes import R_FILES
from diglot.published import compute as computing
from diglot.published import numbers, recipes
from diglot.published.compute import RECIPES_R, compute
from diglot.published.digits import as_number, digits_that_agree, significant_digits
from diglot.published.judge import judge, select
from diglot.published.numbers import DOCUMENTS, Group, read_document, read_spread

ROOT = Path(__file__).resolve().parents[2]
MNIST = Path(os.environ.get("SCRATCHNET_MNIST") or ROOT.parent / "shared" / "mnist")
needs_mnist = pytest.mark.skipif(not MNIST.is_dir(), reason=f"MNIST is not in {MNIST}")


@pytest.fixture(autouse=True)
def _no_mnist_by_chance(monkeypatch):
    monkeypatch.delenv("SCRATCHNET_MNIST", raising=False)


def groups_of(*names):
    return [group for name in names for group in read_document(name).groups]


# ---- What is printed -----------------------------------------------------------------------------


def test_no_number_is_dropped():
    counts = {name: sum(len(g.texts()) for g in groups_of(name)) for name in DOCUMENTS}
    assert counts == {"000": 0, "001": 111, "002": 154, "003": 460, "004": 0}


def test_no_number_changes_its_kind():
    """How many are to be reproduced, to how many digits, and how many cannot be."""
    kinds = dict.fromkeys(("all digits", "some digits", "spread", "not reproducible"), 0)
    for group in groups_of(*DOCUMENTS):
        kind = "all digits" if group.digits is None else "some digits"
        kind = "spread" if group.spread else kind if group.reproducible else "not reproducible"
        kinds[kind] += len(group.texts())
    assert kinds == {
        "all digits": 539,
        "some digits": 74,  # 60 losses of gates, 11 costs, and 3 losses of 16 and 17 digits
        "spread": 36,  # 2 x 17 accuracies of an unseeded run, and 2 at its end
        "not reproducible": 76,
    }


def test_places_are_unique_and_every_text_is_one():
    places = [(g.document, place) for g in groups_of(*DOCUMENTS) for place, _ in g.texts()]
    assert len(places) == len(set(places))
    for group in groups_of(*DOCUMENTS):
        for _, text in group.texts():
            assert text == text.strip() != ""


def test_what_is_not_reproducible_or_not_exact_has_a_reason():
    for group in groups_of(*DOCUMENTS):
        exact = group.reproducible and group.digits is None and group.spread is None
        assert bool(group.reason) == (not exact), group.place
        known = {**recipes.WITHOUT_DATA, **recipes.WITH_MNIST}
        assert group.recipe in known or not group.reproducible, group.place


def test_the_and_gates_numbers_beside_other_losses_are_marked():
    marked = [group for group in groups_of("003") if group.mistake]
    assert sum(len(group.texts()) for group in marked) == 150
    final = {text for group in marked for _, text in group.texts()}
    assert final == {"4.27548114", "4.27284863", "-6.6027234"}


@pytest.mark.parametrize("name", ["000", "004"])
def test_documents_without_output_name_what_they_stand_on(name, r):
    document = read_document(name)
    assert document.groups == ()
    assert re.search("figures of document 003", document.prints)
    assert re.search("those of document 002", document.prints)
    content = json.loads((numbers.FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    for counterparts in content["counterparts"].values():
        for function in counterparts.split(" and "):
            in_r = f"function() is.function({function})"
            assert r.call(in_r, [], files=R_FILES).value, function
            methods = vars(scratchnet.TwoLayerNet)
            assert function in scratchnet.__all__ or function in methods, function


# ---- How many digits agree -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "decimals", "computed", "agreeing", "of"),
    [
        ("0.5", 0, 0.5, 1, 1),
        ("0.5", 0, 0.549, 1, 1),  # rounds to 0.5
        ("0.5", 0, 0.551, 0, 1),
        ("2", 0, 2.5, 1, 1),  # ties round to even
        ("3", 0, 2.5, 0, 1),
        ("1.386", 0, 1.3859, 4, 4),  # rounds to 1.386
        ("1.3860", 0, 1.3859, 4, 5),  # one unit of the 5th digit, a tenth of the 4th
        ("1.3860", 0, 1.38551, 4, 5),  # half a unit of the 4th digit
        ("1.3860", 0, 1.3854, 3, 5),
        ("1.0000", 0, 0.99999, 5, 5),
        ("1.0000", 0, 0.9998, 4, 5),  # not 0, though every digit is another one
        ("10.", 8, 10.0, 10, 10),
        ("10.", 8, 10.00000001, 9, 10),
        ("10.", 0, 10.4, 2, 2),
        ("0.", 8, 0.0, 1, 1),
        ("0.", 8, 4e-9, 1, 1),
        ("0.", 8, 6e-9, 0, 1),
        ("-2.3015387", 8, -2.301538696860, 9, 9),
        ("-2.3015387", 8, 2.301538696860, 0, 9),
        ("0.00135483", 0, 0.001354834, 6, 6),
        ("60000", 0, 60000, 5, 5),
        ("60000", 0, 59999, 4, 5),
        ("60000", 0, float("nan"), 0, 5),
        ("402.8164838421469", 0, 402.8164838421469, 16, 16),
        ("402.8164838421469", 0, 402.81648384, 11, 16),
        ("0.946766666666666", 0, 56806 / 60000, 14, 15),  # cut off, not rounded
    ],
)
def test_digits_that_agree(printed, decimals, computed, agreeing, of):
    number = as_number(printed, decimals)
    assert (digits_that_agree(number, computed), significant_digits(number)) == (agreeing, of)


def test_every_shortest_text_of_a_double_agrees_with_it_in_all_digits():
    for value in np.random.RandomState(1).randn(1000) * 10.0 ** np.arange(-5, 5).repeat(100):
        number = as_number(repr(float(value)))
        assert digits_that_agree(number, float(value)) == significant_digits(number)


def test_texts_that_are_no_numbers_are_told():
    assert as_number("W1") is None
    assert as_number("False") is None
    assert as_number("10.") == Decimal(10)


def test_select_takes_paths_and_rows():
    outputs = {"AND": {"loss": np.arange(5)}, "x": 7}
    assert select(outputs, "x") == 7
    assert select(outputs, "AND.loss[:2]").tolist() == [0, 1]
    assert select(outputs, "AND.loss[-2:]").tolist() == [3, 4]
    assert select(outputs, "AND.loss[1:3]").tolist() == [1, 2]
    with pytest.raises(ValueError, match="`select` must be like"):
        select(outputs, "AND[loss]")


# ---- Without MNIST -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def without_mnist():
    return compute([read_document(name) for name in DOCUMENTS])


@pytest.mark.parametrize(
    "group",
    [
        pytest.param(group, id=f"{group.document}-{group.place}")
        for group in groups_of(*DOCUMENTS)
        if group.recipe in recipes.WITHOUT_DATA
    ],
)
def test_printed_numbers_agree(group, without_mnist):
    for row in judge(group, *without_mnist):
        assert row.status == "agree", row
        assert row.python is not None
        assert row.r is not None


def test_numbers_that_need_mnist_say_so(without_mnist):
    rows = [row for g in groups_of("002", "003") for row in judge(g, *without_mnist)]
    needing = [row for row in rows if row.group.recipe in recipes.WITH_MNIST]
    assert {row.status for row in needing} == {"needs MNIST", "not reproducible"}
    assert sum(row.status == "needs MNIST" for row in rows) == 162
    assert all("--mnist FOLDER" in row.reason for row in needing if row.status == "needs MNIST")


def test_both_languages_draw_and_compute_by_themselves(without_mnist):
    """Were R given Python's answers, or Python R's, all of their bits would be the same."""
    losses = [computed["logic_gates"]["XOR_net"]["loss"] for computed in without_mnist]
    assert np.abs(losses[0] - losses[1]).max() < 1e-9
    assert not np.array_equal(*losses)
    weights = [computed["simple_net"]["W"] for computed in without_mnist]
    assert weights[0].tobytes() == np.ascontiguousarray(weights[1]).tobytes()


def test_the_stored_noise_bears_the_digits_that_are_expected():
    """Noise of four standard deviations moves no digit that is expected to agree."""
    noise = json.loads((numbers.FOLDER / "003_noise.json").read_text(encoding="utf-8"))
    gates = {n: {"loss": v} for n, v in noise["relative difference of the loss"].items()}
    for group in groups_of("003"):
        if group.recipe == "logic_gates" and group.digits is not None:
            stored = select(gates, str(group.select))
            for (place, text), relative in zip(group.texts(), stored, strict=True):
                printed = as_number(text)
                half_a_unit = Decimal(5).scaleb(printed.adjusted() - group.digits)
                # The stored number is the largest of 20 runs, at 2.2 standard deviations or so.
                assert 1.8 * relative * float(printed) < half_a_unit, place
    costs = noise["difference of the cost on MNIST"]
    for name in ("first weights one unit in the last place apart", "Python and R"):
        assert max(costs[name][:11]) < 5e-9, "11 digits of a cost of 300"
        assert min(costs[name][87:]) > 5e-3, "the sixth digit at the latest"


# ---- A wrong number, a wrong formula -------------------------------------------------------------


def run(*arguments, capsys):
    code = cli.main(["reproduce", *arguments])
    return code, capsys.readouterr()


@pytest.fixture
def own_folder(tmp_path, monkeypatch):
    """A copy of what is printed, which a test may change."""
    folder = tmp_path / "published"
    shutil.copytree(numbers.FOLDER, folder)
    monkeypatch.setattr(numbers, "FOLDER", folder)
    return folder


def test_a_document_that_agrees_exits_with_0(tmp_path, capsys):
    code, said = run("001", "--json", str(tmp_path / "n.json"), capsys=capsys)
    assert code == 0
    assert said.out.splitlines()[-1] == "111 printed numbers: 111 agree."
    content = json.loads((tmp_path / "n.json").read_text(encoding="utf-8"))
    assert content["summary"] == {
        "agree": 111,
        "disagree": 0,
        "not reproducible": 0,
        "needs MNIST": 0,
    }
    assert len(content["numbers"]) == 111
    mean = next(n for n in content["numbers"] if n["place"] == "forward, mean of MSE")
    assert mean["printed"] == "0.27262716361994604"
    assert mean["python"] == pytest.approx(0.27262716361994604, rel=1e-15)
    assert mean["r"] == pytest.approx(0.27262716361994604, rel=1e-15)
    assert min(mean["digits_python"], mean["digits_r"]) >= 15
    assert {**mean, "python": 0, "r": 0, "digits_python": 0, "digits_r": 0, "reason": ""} == {
        "document": "001",
        "place": "forward, mean of MSE",
        "printed": "0.27262716361994604",
        "python": 0,
        "r": 0,
        "digits_python": 0,
        "digits_r": 0,
        "digits": 17,
        "status": "agree",
        "reason": "",
        "spread": None,
        "mistake": None,
    }


def test_a_changed_number_is_found(own_folder, capsys):
    path = own_folder / "001.json"
    text = path.read_text(encoding="utf-8")
    assert text.count('"0.67110045"') == 1
    path.write_text(text.replace("0.67110045", "0.67110055"), encoding="utf-8")
    code, said = run("001", capsys=capsys)
    assert code == 1
    assert "1 disagree" in said.out.splitlines()[-1]
    line = next(line for line in said.out.splitlines() if "forward, y_pred " in line)
    assert re.search(r"0\.67110055\s+0\.67110045\s+0\.67110045\s+6\s+6\s+8", line), line


def test_a_wrong_formula_in_python_is_found(monkeypatch):
    monkeypatch.setattr(scratchnet.study_nets, "sigmoid", np.tanh)
    document = read_document("001")
    computed = compute([document])
    rows = [row for group in document.groups for row in judge(group, *computed)]
    wrong = [row for row in rows if row.status == "disagree"]
    assert {row.place.split(" [")[0] for row in wrong} >= {"forward, y_pred", "backward, dMSE_dy"}
    assert all(row.digits_python < row.digits_r for row in wrong)


def test_a_wrong_formula_in_r_is_found(monkeypatch, tmp_path):
    own_recipes = tmp_path / "recipes.R"
    wrong = "sigmoid_grad <- function(x) sigmoid(x) * (1 + sigmoid(x))"
    own_recipes.write_text(RECIPES_R.read_text(encoding="utf-8") + wrong, encoding="utf-8")
    monkeypatch.setattr(computing, "RECIPES_R", own_recipes)
    document = read_document("001")
    computed = compute([document])
    rows = [row for group in document.groups for row in judge(group, *computed)]
    wrong = [row for row in rows if row.status == "disagree"]
    assert {row.place.split(" [")[0] for row in wrong} >= {"backward, dy_dho", "backward, delta_Wo"}
    assert all(row.digits_r < row.digits_python for row in wrong)


def test_a_recipe_that_fails_disagrees_and_says_why(monkeypatch, tmp_path, capsys):
    own_recipes = tmp_path / "recipes.R"
    wrong = 'single_layer_net <- function() stop("no such net", call. = FALSE)'
    own_recipes.write_text(RECIPES_R.read_text(encoding="utf-8") + wrong, encoding="utf-8")
    monkeypatch.setattr(computing, "RECIPES_R", own_recipes)
    code, said = run("001", capsys=capsys)
    assert code == 1
    assert said.out.splitlines()[-1] == "111 printed numbers: 111 disagree."
    assert "R: no such net" in said.out


def test_a_missing_output_and_a_wrong_count_are_told():
    group = Group("001", "x", ["1", "2"], "single_layer_net", "x")
    good = {"single_layer_net": {"x": np.array([1, 2])}}
    short = {"single_layer_net": {"x": np.array([1])}}
    other = {"single_layer_net": {"y": np.array([1])}}
    assert [row.status for row in judge(group, good, good)] == ["agree", "agree"]
    assert "R: x must have 2 numbers, as printed, not 1." in judge(group, good, short)[0].reason
    assert "Python: single_layer_net gives no 'x'." in judge(group, other, good)[0].reason
    assert judge(group, other, good)[0].status == "disagree"


def test_a_wrong_call_exits_with_2(capsys, tmp_path):
    code, said = run("007", capsys=capsys)
    assert (code, said.out) == (2, "")
    assert "There is no document '007'. There are: 000, 001, 002, 003, 004." in said.err
    code, said = run("002", "--mnist", str(tmp_path), capsys=capsys)
    assert (code, said.out) == (2, "")
    assert "`folder` must hold train-images-idx3-ubyte.gz" in said.err


def test_a_document_without_numbers_says_what_it_stands_on(capsys):
    code, said = run("004", capsys=capsys)
    assert code == 0
    assert "stands on the figures of document 003" in " ".join(said.out.split())
    assert said.out.splitlines()[-1] == "0 printed numbers."


# ---- The unseeded run of document 002 ------------------------------------------------------------


@pytest.mark.parametrize("group", [g for g in groups_of("002") if g.spread], ids=lambda g: g.place)
def test_unseeded_accuracies_lie_within_the_spread(group):
    for seed in range(20):
        rows = judge(group, *(_stored_run(language, seed) for language in ("python", "r")))
        assert [row.status for row in rows] == ["agree"] * len(rows)


def _stored_run(language, seed):
    """Give back what one seeded run of the stored spread gave."""
    spread = read_spread("002")
    outputs = {
        name: np.squeeze(np.array(spread[language][name][seed]) / pictures)
        for name, pictures in spread["pictures"].items()
    }
    return {"two_layer_net": outputs}


def test_an_accuracy_beyond_the_spread_disagrees():
    group = next(group for group in groups_of("002") if group.spread == "train_accuracy")
    stored, other = _stored_run("python", 0), _stored_run("r", 0)
    printed = [text for _, text in group.texts()]
    late = Group(**{**vars(group), "printed": [*printed[:-1], "0.955"]})
    assert [row.status for row in judge(late, stored, other)] == ["agree"] * 16 + ["disagree"]
    other["two_layer_net"]["train_accuracy"] = other["two_layer_net"]["train_accuracy"] + 0.1
    assert {row.status for row in judge(group, stored, other)} == {"disagree"}


def test_the_stored_spread_is_that_of_twenty_runs_in_each_language():
    spread = read_spread("002")
    assert spread["seeds"] == list(range(1, 21))
    for language in ("python", "r"):
        assert np.shape(spread[language]["train_accuracy"]) == (20, 17)
        assert np.shape(spread[language]["test_accuracy"]) == (20, 17)
        assert len({tuple(run) for run in spread[language]["train_accuracy"]}) == 20


# ---- With MNIST ----------------------------------------------------------------------------------

EPOCHS = 2


@pytest.fixture(scope="module")
def with_mnist(r):
    """The pictures, and the first epochs of document 003, in both languages."""
    files = [*R_FILES, RECIPES_R]

    def in_r():
        return {
            "mnist_pictures": r.call("mnist_pictures", [str(MNIST)], files=files).value,
            "batch_softmax_net": r.call(
                "batch_softmax_net", [str(MNIST), EPOCHS], files=files
            ).value,
        }

    with ThreadPoolExecutor(1) as thread:
        running = thread.submit(in_r)
        data = scratchnet.load_mnist(MNIST)
        in_python = {
            "mnist_pictures": recipes.mnist_pictures(data),
            "batch_softmax_net": recipes.batch_softmax_net(data, EPOCHS),
        }
        return in_python, running.result()


@needs_mnist
@pytest.mark.parametrize(
    "group",
    [g for g in groups_of("002", "003") if g.recipe == "mnist_pictures"],
    ids=lambda g: g.place,
)
def test_shapes_and_labels_of_mnist_agree(group, with_mnist):
    assert {row.status for row in judge(group, *with_mnist)} == {"agree"}


@needs_mnist
@pytest.mark.parametrize("name", ["epoch", "cost", "train_accuracy", "test_accuracy"])
def test_the_first_epochs_on_mnist_agree(name, with_mnist):
    group = next(g for g in groups_of("003") if str(g.select).startswith(f"{name}[:"))
    begun = Group(**{**vars(group), "printed": group.printed[:EPOCHS], "select": name})
    rows = judge(begun, *with_mnist)
    assert [row.status for row in rows] == ["agree"] * EPOCHS
    if name == "cost":
        assert all(min(row.digits_python, row.digits_r) >= 10 for row in rows)
    else:
        assert all(row.python == row.r for row in rows)


# ---- The code paths of documents 000 and 004 -----------------------------------------------------

R_RATES = """function(rates) {
  losses_at <- function(rate) {
    rng <- random_state(1)
    net <- TwoLayerNet(64, 20, 10, rng = rng)
    train(net, load_digits(), 120, 50, rate, rng = rng)$losses
  }
  lapply(rates, losses_at)
}"""


def test_learning_rates_too_small_and_too_large(r):
    """Document 000 tries them: one learns nothing, one jumps about, one learns."""
    rates = [1e-4, 1.0, 1000.0]
    in_r = r.call(R_RATES, [np.array(rates)], files=R_FILES).value
    for rate, losses_r in zip(rates, in_r, strict=True):
        rng = np.random.RandomState(1)
        net = scratchnet.TwoLayerNet(64, 20, 10, rng=rng)
        run = scratchnet.train(net, scratchnet.load_digits(), 120, 50, rate, rng=rng)
        assert run.losses[0] == pytest.approx(losses_r[0], rel=1e-12)
        last, last_r = np.mean(run.losses[-20:]), np.mean(losses_r[-20:])
        if rate == 1e-4:
            # A loss of log(10) = 2.3026 knows nothing.
            assert last == pytest.approx(np.log(10), abs=0.02)
            assert last_r == pytest.approx(last, rel=1e-10)
        elif rate == 1.0:
            assert last < 1.5
            assert last_r == pytest.approx(last, rel=1e-8)
        else:
            # Chaos is not the same in two languages, but it is chaos in both.
            assert min(last, last_r) > 2.0


R_NUMERICAL = """function(method) {
  rng <- random_state(1)
  digits <- load_digits()
  net <- TwoLayerNet(64, 6, 10, rng = rng)
  run <- train(net, digits, 3, 20, 0.1, rng = rng, method = method, iter_per_epoch = 1)
  list(
    losses = run$losses,
    accuracies = run$test_accuracies,
    y = predict(run$net, digits$x_test[1:5, ]),
    one_hot = one_hot(digits$t_test[1:5], 10)
  )
}"""


def test_training_by_numerical_gradients_as_in_document_004(r):
    digits = scratchnet.load_digits()
    found = {}
    for method in ("numerical", "backpropagation"):
        rng = np.random.RandomState(1)
        net = scratchnet.TwoLayerNet(64, 6, 10, rng=rng)
        run = scratchnet.train(net, digits, 3, 20, 0.1, rng=rng, method=method, iter_per_epoch=1)
        in_r = r.call(R_NUMERICAL, [method], files=R_FILES).value
        np.testing.assert_allclose(in_r["losses"], run.losses, rtol=1e-10)
        assert in_r["accuracies"].tolist() == run.test_accuracies.tolist()
        np.testing.assert_allclose(in_r["y"], run.net.predict(digits.x_test[:5]), rtol=1e-9)
        assert in_r["one_hot"].tolist() == scratchnet.one_hot(digits.t_test[:5], 10).tolist()
        found[method] = run.losses
    # delta = 1e-7, which backpropagation leaves out, beside probabilities of a tenth.
    np.testing.assert_allclose(found["numerical"], found["backpropagation"], rtol=1e-6)
    assert found["numerical"][2] != found["backpropagation"][2]


def test_a_single_picture_before_and_after_training(r):
    """Document 002 leaves as an exercise what an untrained net predicts: a tenth for each."""
    digits, rng = scratchnet.load_digits(), np.random.RandomState(1)
    net = scratchnet.TwoLayerNet(64, 50, 10, rng=rng)
    x1, t1 = digits.x_test[45], digits.t_test[45]
    before = net.predict(x1)
    assert before == pytest.approx(np.full(10, 0.1), abs=0.01)
    after = scratchnet.train(net, digits, 200, 100, 1.0, rng=rng).net.predict(x1)
    assert np.argmax(after) == t1
    assert after[t1] > 0.9
    in_r = r.call(
        """function() {
          rng <- random_state(1)
          digits <- load_digits()
          net <- TwoLayerNet(64, 50, 10, rng = rng)
          run <- train(net, digits, 200, 100, 1.0, rng = rng)
          x1 <- digits$x_test[46, ]
          list(before = predict(net, x1), after = predict(run$net, x1))
        }""",
        [],
        files=R_FILES,
    ).value
    np.testing.assert_allclose(in_r["before"], before, rtol=1e-13)
    np.testing.assert_allclose(in_r["after"], after, rtol=1e-6)

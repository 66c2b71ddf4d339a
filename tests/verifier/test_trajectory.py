"""`diglot train`: it tells mistakes from rounding, prints what there is, leaves nothing behind."""

import dataclasses
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from diglot.bridge.process import RError
from diglot.paths import R_EDITION
from diglot.showing.table import console
from diglot.training import trajectory as module
from diglot.training.table import print_trajectory
from diglot.training.trajectory import Plan, Trajectory, Walk, train_both
from scratchnet import Dataset, load_digits

# ---- what is a mistake, and what is rounding -----------------------------------------------------

MISTAKES = {
    "seven digits": (
        "training.R",
        "learning_rate * gradient",
        "signif(learning_rate * gradient, 7)",
    ),
    "ten digits": ("activations.R", "numerator / (1 + z)", "signif(numerator / (1 + z), 10)"),
    "another batch": ("training.R", "batch_size) + 1", "batch_size)"),
    "another seed": ("random_state.R", "1812433253", "1812433251"),
    "a wrong slope": ("two_layer_net.R", "sigmoid_grad(s$a1)", "sigmoid_grad(s$z1)"),
    "a forgotten layer": ("two_layer_net.R", "b2 = colSums(da2)", "b2 = 0 * colSums(da2)"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_r_edition_is_told_from_rounding(mistake, r, tmp_path, monkeypatch):
    edition = tmp_path / "edition"
    shutil.copytree(R_EDITION, edition)
    name, right, wrong = MISTAKES[mistake]
    file = edition / "R" / name
    text = file.read_text()
    assert text.count(right) == 1
    file.write_text(text.replace(right, wrong))
    monkeypatch.setattr(module, "_R_FILES", [edition, *module._R_FILES[1:]])
    (t,) = train_both(Plan("digits", load_digits(), iterations=10), r)
    assert t.complete
    assert not t.agree


def walk(weights, losses=(1.0, 0.9, 0.8), accuracies=(0.1, 0.2, 0.3)):
    weights = np.array(weights, dtype=float).reshape(-1, 1)
    a = np.array(accuracies, dtype=float)
    return Walk(np.array(losses), np.arange(len(a)), a, a, weights)


ONE = Dataset(np.ones((1, 1)), np.array([1]), np.ones((1, 1)), np.array([1]))
PLAN = Plan("digits", ONE, hidden=1, batch_size=1, iterations=3)
EPS = np.finfo(float).eps


def made(r, back_to_front, python=(1, 1, 1, 1)):
    return Trajectory(PLAN, 0.1, walk(python), walk(r), walk(back_to_front))


def test_r_may_be_as_far_away_as_rounding_brings_python_from_itself():
    noisy = [1, 1, 1 + 100 * EPS, 1]
    assert made([1, 1, 1 + 5000 * EPS, 1 + 5000 * EPS], noisy).agree
    assert not made([1, 1, 1 + 20000 * EPS, 1], noisy).agree
    # Before the noise is there it excuses nothing.
    assert not made([1, 1 + 5000 * EPS, 1, 1], noisy).agree


def test_without_any_noise_a_hundred_neighbouring_numbers_are_near():
    assert made([1, 1 + 90 * EPS, 1, 1], [1, 1, 1, 1]).agree
    assert not made([1, 1 + 110 * EPS, 1, 1], [1, 1, 1, 1]).agree


def test_numbers_are_infinitely_far_from_nan_and_nan_is_near_nan():
    nan, inf = np.nan, np.inf
    t = made(python=[1, nan, inf, nan], r=[1, nan, inf, 5], back_to_front=[1, nan, inf, nan])
    assert t.apart.tolist() == [0, 0, 0, inf]
    assert not t.agree
    t = made(python=[1, nan, inf, nan], r=[1, nan, inf, nan], back_to_front=[1, nan, inf, nan])
    assert t.agree


def test_the_first_accuracy_that_differs_is_named(capsys):
    t = made([1, 1, 1, 1], [1, 1, 1, 1])
    assert t.first_difference is None
    r = t.r._replace(test_accuracies=np.array([0.1, 0.25, 0.4]))
    t = dataclasses.replace(t, r=r)
    assert t.first_difference == 1
    print_trajectory(t, console())
    assert "The first accuracies to differ are those after step 1." in capsys.readouterr().out


def _below_the_head(printed):
    """Give the lines of a table that stand below the line under its head."""
    lines = printed.splitlines()
    return lines[next(i for i, line in enumerate(lines) if "───" in line) + 1 :]


def test_an_interrupted_training_is_shown_as_far_as_it_came(capsys):
    t = made([1, 1, 1], [1, 1])
    t = dataclasses.replace(t, r=t.r._replace(losses=t.r.losses[:2]))
    assert not t.complete
    assert t.agree
    print_trajectory(t, console())
    printed = capsys.readouterr().out
    assert [line.split()[0] for line in _below_the_head(printed)[:2]] == ["0", "1"]
    assert "interrupted: after step 1 the weights are 0.0e+00 apart.\n" in printed
    none = Walk(*(np.empty(0) for _ in range(4)), np.empty((0, 1)))
    print_trajectory(dataclasses.replace(t, r=none), console())
    assert capsys.readouterr().out.endswith("There is nothing to compare yet.\n\n")


@pytest.mark.parametrize(("iterations", "batch_size"), [(1, 1), (7, 3), (1000, 100), (10**6, 1)])
def test_the_weights_of_a_bounded_number_of_steps_are_kept(iterations, batch_size):
    plan = Plan("digits", load_digits(), iterations=iterations, batch_size=batch_size)
    kept = plan.kept_steps
    assert len(kept) <= 200
    assert kept[0] == 0
    assert kept[-1] == iterations - 1
    assert (iterations - 1) // plan.iter_per_epoch * plan.iter_per_epoch in kept


# ---- the command ---------------------------------------------------------------------------------


def command(*arguments):
    return [sys.executable, "-m", "diglot", "train", *map(str, arguments)]


def diglot_train(*arguments, **rest):
    return subprocess.run(
        command(*arguments), capture_output=True, text=True, timeout=100, check=False, **rest
    )


def test_the_digits_are_learned_by_default():
    run = diglot_train()
    assert run.returncode == 0, run.stderr
    title, *lines = run.stdout.splitlines()
    assert title == "digits, 64-50-10, 1,000 steps of 100, seed 1, learning rate 1"
    last_row = [line.split() for line in lines if line.strip()[:1].isdigit()][-1]
    test_accuracies = [float(number) for number in last_row[6:8]]
    # 0.90 of seed 1; both languages agree, and rounding moves no accuracy in a stable training.
    assert min(test_accuracies) >= 0.89


def test_several_learning_rates_make_a_table_each_and_one_figure(tmp_path):
    figure = tmp_path / "figure.svg"
    rates = ["--learning-rate", "0.1", "2", "100"]
    run = diglot_train("--iterations", 60, "--hidden", 20, "--seed", 3, *rates, "--plot", figure)
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    assert "\x1b" not in run.stdout
    lines = run.stdout.splitlines()
    titles = [line for line in lines if line.startswith("digits, 64-20-10, 60 steps of 100, seed")]
    assert [title.split()[-1] for title in titles] == ["0.1", "2", "100"]
    rows = [line.split() for line in lines if line.strip()[:1].isdigit()]
    assert [row[0] for row in rows] == ["0", "1", "2", "3", "4"] * 3
    assert [row[1] for row in rows] == ["0", "14", "28", "42", "56"] * 3
    assert sum(line.startswith("agree: after step 59 the weights are ") for line in lines) == 3
    drawn = figure.read_text()
    for text in ("Loss", "Accuracy", "How far apart the weights are", "Python", "learning rate 2"):
        assert f">{text}<" in drawn


def test_another_seed_makes_another_training():
    first, second = (diglot_train("--iterations", 1, "--seed", seed).stdout for seed in (1, 2))
    rows = [_below_the_head(out)[0].split() for out in (first, second)]
    assert rows[0][2] == rows[0][3]
    assert rows[1][2] == rows[1][3]
    assert rows[0][2] != rows[1][2]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--dataset", "cifar"], "invalid choice: 'cifar'"),
        (["--dataset", "mnist"], "name it with --mnist or in SCRATCHNET_MNIST"),
        (["--mnist", "/nowhere"], "and /nowhere holds neither"),
        (["--learning-rate", "0.1", "fast"], "must be a number above 0, not 'fast'"),
        (["--learning-rate", "nan"], "must be a number above 0, not 'nan'"),
        (["--batch-size", "1438"], "--batch-size must be at most 1437"),
        (["--batch-size", "0"], "must be a whole number from 1 to 2147483647, not '0'"),
        (["--hidden", "x"], "must be a whole number from 1 to 2147483647, not 'x'"),
        (["--iterations", "1.5"], "must be a whole number from 1 to 2147483647, not '1.5'"),
        (["--seed", "4294967296"], "must be a whole number from 0 to 4294967295"),
        (["--plot", "figure.txt"], "figure.txt must end as pictures do, in .png, .svg or .pdf"),
        (["--plot", "/nowhere/figure.png"], "No such file or directory: '/nowhere/figure.png'"),
    ],
)
def test_a_wrong_call_is_refused_before_anything_is_trained(arguments, message):
    environment = {k: v for k, v in os.environ.items() if k != "SCRATCHNET_MNIST"}
    started = time.monotonic()
    run = diglot_train("--iterations", 10**6, *arguments, env=environment)
    assert run.returncode == 2
    assert run.stdout == ""
    assert message in run.stderr
    assert "Traceback" not in run.stderr
    assert time.monotonic() - started < 60  # a million steps take a quarter of an hour


def test_a_plot_file_that_is_refused_later_is_not_left_behind(tmp_path):
    figure = tmp_path / "figure.png"
    assert diglot_train("--batch-size", 10**6, "--plot", figure).returncode == 2
    assert not figure.exists()


def test_a_terminal_shows_progress():
    ours, theirs = pty.openpty()
    run = subprocess.Popen(
        command("--iterations", 300), stdout=subprocess.PIPE, stderr=theirs, stdin=theirs,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    while True:
        try:
            shown += os.read(ours, 10_000)
        except OSError:  # Linux's way to say that the other side has closed
            break
    os.close(ours)
    printed, _ = run.communicate()
    assert run.returncode == 0
    assert b"Python, twice" in shown
    assert b"\x1b" in shown
    assert b"\x1b" not in printed


# ---- interruption --------------------------------------------------------------------------------


def descendants(pid):
    """List the processes that a process has started, and those that these have."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rsplit(")", 1)[1].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        if parent == pid:
            child = int(stat.parent.name)
            found += [child, *descendants(child)]
    return found


def heed_ctrl_c():
    """Tests that run in the background ignore Ctrl-C, and so would what they start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def wait_until(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
def test_ctrl_c_prints_what_is_there_and_leaves_no_process_and_no_file_behind(tmp_path, request):
    figure = tmp_path / "figure.png"
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    run = subprocess.Popen(
        command("--iterations", 10**6, "--plot", figure),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "TMPDIR": str(temporary)}, preexec_fn=heed_ctrl_c,
    )  # fmt: skip
    request.addfinalizer(run.kill)

    def r_is_well_under_way():
        return any(path.stat().st_size > 8 * 30 for path in temporary.glob("*/r-0/losses"))

    wait_until(r_is_well_under_way)
    children = descendants(run.pid)
    assert children
    run.send_signal(signal.SIGINT)
    printed, complaints = run.communicate(timeout=60)
    assert run.returncode == 2
    assert complaints == "diglot: Interrupted.\n"
    rows = [line.split() for line in printed.splitlines() if line.strip()[:1].isdigit()]
    assert [row[1] for row in rows][:3] == ["0", "14", "28"]
    assert "interrupted: after step " in printed
    assert figure.stat().st_size > 10_000
    assert not [child for child in children if Path(f"/proc/{child}").exists()]
    assert list(temporary.iterdir()) == []


def test_an_error_in_r_ends_python_too(r, monkeypatch):
    def settings(*_):
        return {"dataset": "digits", "learning_rates": np.array([0.1])}

    monkeypatch.setattr(module, "_settings", settings)
    started = time.monotonic()
    with pytest.raises(RError, match="seed"):
        train_both(Plan("digits", load_digits(), iterations=10**6), r)
    assert time.monotonic() - started < 60

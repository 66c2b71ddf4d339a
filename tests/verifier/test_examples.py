"""The examples show what they promise: the planted mistakes are found, and nothing else."""

import json
import shutil
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"

#: Of each example, the twins that are wrong, with who is to blame and in which outputs; and the
#: file and lines that mend them.
PLANTED = {
    "layers": {
        ("softmax", "result"): "r",
        ("affine backward", "db"): "r",
        ("batch_normalize", "result"): "r",
    },
    "tides": {("residual_error", "result"): "python"},
}

MENDED = {
    "layers": (
        "layers.R",
        [
            ("e / colSums(e)", "e / rowSums(e)"),
            ("db = rowSums(dout)", "db = colSums(dout)"),
            ("apply(x, 2, var)", "colMeans(centred^2)"),
        ],
    ),
    "tides": (
        "tides.py",
        [
            (
                "np.std(observed - predicted, ddof=parameters)",
                "np.sqrt(np.sum((observed - predicted) ** 2) / (len(observed) - parameters))",
            )
        ],
    ),
}


@pytest.mark.parametrize("example", PLANTED)
def test_exactly_the_planted_mistakes_are_found(diglot, tmp_path, example):
    verdicts = tmp_path / "verdicts.json"
    run = diglot("verify", EXAMPLES / example / "twins.py", "--json", verdicts)
    assert run.returncode == 1, run.stderr
    content = json.loads(verdicts.read_text())["verdicts"]
    found = {}
    for verdict in content:
        if verdict["status"] != "agree":
            assert verdict["status"] == "disagree"
            # Where not even the shapes are alike, nobody is named: another case does.
            blamed = found.setdefault((verdict["twin"], verdict["output"]), set())
            blamed |= {verdict["wrong"]} - {None}
    assert found == {place: {who} for place, who in PLANTED[example].items()}


@pytest.mark.parametrize("example", MENDED)
def test_mended_they_agree(diglot, tmp_path, example):
    folder = tmp_path / example
    shutil.copytree(EXAMPLES / example, folder, ignore=shutil.ignore_patterns("__pycache__"))
    name, lines = MENDED[example]
    text = (folder / name).read_text()
    for wrong, right in lines:
        assert text.count(wrong) == 1
        text = text.replace(wrong, right)
    (folder / name).write_text(text)
    run = diglot("verify", folder / "twins.py")
    assert run.returncode == 0, run.stdout

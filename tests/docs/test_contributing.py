"""What a contributor is told works as it stands."""

import dataclasses
import re
from pathlib import Path

import numpy as np

import diglot
import scratchnet.activations
from diglot import Case, Fault, Twin
from diglot.inputs import normal
from diglot.paths import R_EDITION

ROOT = Path(__file__).resolve().parents[2]


def test_the_new_twin_agrees_and_its_fault_is_caught(tmp_path):
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    python, in_r, twin = re.findall(r"^```(?:python|r)\n(.*?)^```\n", text, re.M | re.S)
    original, port = tmp_path / "relu.py", tmp_path / "relu.R"
    original.write_text(python, encoding="utf-8")
    port.write_text(in_r, encoding="utf-8")
    names = {**vars(scratchnet.activations), "R_FILES": [R_EDITION, port]}
    names |= {"np": np, "Twin": Twin, "Case": Case, "Fault": Fault, "normal": normal}
    exec(compile(python, original, "exec"), names)
    made = eval(twin, names)
    report = diglot.verify(made)
    assert report.agree, report
    [fault] = made.faults
    assert fault.hint
    assert not diglot.verify(dataclasses.replace(made, r="function(x) abs(x)")).agree
    assert np.array_equal(fault.function(np.array([-1.0])), [1.0])


def test_one_version_stands_everywhere():
    places = {
        "pyproject.toml": r'^version = "(.*)"',
        "CITATION.cff": r"^version: (.*)",
        "r/DESCRIPTION": r"^Version: (.*)",
    }
    for file, pattern in places.items():
        text = (ROOT / file).read_text(encoding="utf-8")
        assert re.findall(pattern, text, re.M) == [diglot.__version__], file

"""JSON that any reader can read, written at once or not at all."""

import json
import math
import os
from pathlib import Path

import numpy as np
import pytest

from diglot.bridge.na import NA
from diglot.showing.json_file import JsonFile


def strictly(text):
    def refuse(word):
        raise AssertionError(f"{word} is no JSON")

    return json.loads(text, parse_constant=refuse)


def test_numbers_that_json_lacks_are_strings(tmp_path):
    content = {
        "numbers": [math.inf, -math.inf, math.nan, 1.5, None, True, 2],
        "numpy": (np.float64("inf"), np.int64(3), np.bool_(False), np.str_("a")),
        "others": {"na": NA, "complex": 1j, 7: "\udcff"},
    }
    JsonFile(tmp_path / "x.json").write(content)
    assert strictly((tmp_path / "x.json").read_text()) == {
        "numbers": ["inf", "-inf", "nan", 1.5, None, True, 2],
        "numpy": ["inf", 3, False, "a"],
        "others": {"na": "NA", "complex": "1j", "7": "\udcff"},
    }


def test_a_file_is_replaced_as_a_whole(tmp_path):
    path, link = tmp_path / "x.json", tmp_path / "link.json"
    path.write_text("old")
    path.chmod(0o640)
    link.symlink_to(path)
    file = JsonFile(link)
    assert path.read_text() == "old"
    endless = []
    endless.append(endless)
    with pytest.raises(RecursionError):
        file.write({"endless": endless})
    assert path.read_text() == "old"
    file.write({"a": 1})
    assert strictly(path.read_text()) == {"a": 1}
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    assert sorted(tmp_path.iterdir()) == [link, path]


def test_a_full_disk_is_told(tmp_path):
    with pytest.raises(OSError, match="/dev/full cannot be written: No space left on device"):
        JsonFile(Path("/dev/full")).write({})


def test_a_place_where_nothing_can_be_written_is_told_at_once(tmp_path, monkeypatch):
    with pytest.raises(OSError, match="There is no folder"):
        JsonFile(tmp_path / "no" / "x.json")
    with pytest.raises(OSError, match="is a folder"):
        JsonFile(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="There is no folder"):
        JsonFile(tmp_path / "file" / "x.json")
    (tmp_path / "file").unlink()

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="x.json cannot be written: No space left on device"):
        JsonFile(tmp_path / "x.json")
    assert list(tmp_path.iterdir()) == []


def test_a_pipe_takes_what_it_is_given():
    reading, writing = os.pipe()
    JsonFile(Path(f"/dev/fd/{writing}")).write({"a": 1})
    os.close(writing)
    with open(reading) as pipe:
        assert strictly(pipe.read()) == {"a": 1}

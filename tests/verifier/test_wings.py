"""The house has wings, and the arrows between them run one way."""

import ast
from pathlib import Path

import pytest

import diglot

HOUSE = Path(diglot.__file__).parent

#: What each room may import of `diglot`: a wing by its name, a room that stands beside the wings by
#: its own. What is not named here may be imported by nobody.
MAY_IMPORT = {
    "environment": set(),
    "paths": set(),
    "bridge": {"environment"},
    "twin": set(),
    "inputs": {"bridge"},
    "judging": {"bridge", "twin"},
    "diagnosing": {"bridge", "judging", "twin"},
    "catalogue": {"twin", "inputs", "paths", "bridge"},
    "dictionary": {"environment", "twin", "inputs", "judging", "bridge", "paths"},
    "drafting": {"bridge", "inputs", "selection"},
    "selection": {"twin", "bridge", "catalogue"},
    "port": {"bridge", "twin", "judging", "catalogue", "selection"},
    "published": {"bridge", "judging", "catalogue", "paths", "showing"},
    "training": {"bridge", "paths", "showing"},
    "showing": {"bridge", "judging", "diagnosing", "dictionary", "twin"},
    "reporting": {
        "bridge", "judging", "diagnosing", "showing", "twin", "paths", "published", "training",
    },
    "cli": {
        "environment", "bridge", "judging", "diagnosing", "catalogue", "selection", "published",
        "port", "training", "showing", "reporting", "drafting", "watching", "dictionary", "twin",
        "diglot",
    },
    "api": {
        "environment", "bridge", "judging", "diagnosing", "catalogue", "selection", "showing",
        "twin", "diglot",
    },
    "testing": {"api", "environment", "selection", "twin"},
    "watching": {"bridge", "judging", "diagnosing", "selection", "showing", "twin"},
    "__main__": {"cli"},
    "__init__": {"twin", "api"},
}  # fmt: skip

ROOMS = sorted(HOUSE.rglob("*.py"))


def imported(path):
    """Name all modules of `diglot` that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name.startswith("diglot"))
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports by a relative name"
            if node.module == "diglot":
                yield from (
                    f"diglot.{name.name}" if _is_room(name.name) else "diglot.diglot"
                    for name in node.names
                )
            elif (node.module or "").startswith("diglot."):
                yield node.module


def _is_room(name):
    return (HOUSE / name).is_dir() or (HOUSE / f"{name}.py").is_file()


def wing_of(path):
    return path.relative_to(HOUSE).with_suffix("").parts[0]


@pytest.mark.parametrize("path", ROOMS, ids=lambda path: str(path.relative_to(HOUSE)))
def test_a_room_imports_only_what_its_wing_may(path):
    wing = wing_of(path)
    others = {module.split(".")[1] for module in imported(path)} - {wing}
    assert others <= MAY_IMPORT[wing], f"{wing} may not import {others - MAY_IMPORT[wing]}"


def test_only_the_child_imports_rpy2():
    doors = [path for path in ROOMS if "rpy2" in path.read_text(encoding="utf-8").split()]
    importing = [
        path.name
        for path in ROOMS
        if any(
            name.split(".")[0] == "rpy2"
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Import)
            for name in [alias.name for alias in node.names]
        )
    ]
    assert importing == ["child.py"], doors


def test_no_room_imports_itself_around_a_circle():
    arrows = {}
    for path in ROOMS:
        parts = path.relative_to(HOUSE).with_suffix("").parts
        module = ".".join(("diglot", *parts)).removesuffix(".__init__")
        arrows[module] = set(imported(path)) - {module}
    done = set()

    def visit(module, above):
        assert module not in above, f"a circle: {' -> '.join((*above, module))}"
        if module in done:
            return
        for other in arrows.get(module, ()):
            visit(other, (*above, module))
        done.add(module)

    for module in arrows:
        visit(module, ())

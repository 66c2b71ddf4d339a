"""Mutants of R code, from R's own parse data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from diglot.bridge.process import RProcess

from .mutants import ROOT, Mutant, named

R_FOLDER = ROOT / "r" / "R"

_PARSE_DATA = """function(path) {
  data <- utils::getParseData(parse(path, keep.source = TRUE), includeText = FALSE)
  text <- utils::getParseData(parse(path, keep.source = TRUE), includeText = NA)$text
  list(
    id = data$id, parent = data$parent, token = data$token, text = ifelse(is.na(text), "", text),
    line1 = data$line1, col1 = data$col1, line2 = data$line2, col2 = data$col2
  )
}"""

# What takes the place of an operator, and what sort of change that is.
_OPERATORS = {
    "+": ("arithmetic", ["-"]),
    "-": ("arithmetic", ["+"]),
    "*": ("arithmetic", ["/"]),
    "/": ("arithmetic", ["*"]),
    "^": ("arithmetic", ["*"]),
    "%%": ("arithmetic", ["%/%"]),
    "%/%": ("arithmetic", ["%%"]),
    "%*%": ("arithmetic", ["*"]),
    "<": ("comparison", ["<=", ">="]),
    "<=": ("comparison", ["<", ">"]),
    ">": ("comparison", [">=", "<="]),
    ">=": ("comparison", [">", "<"]),
    "==": ("comparison", ["!="]),
    "!=": ("comparison", ["=="]),
    "&&": ("logic", ["||"]),
    "||": ("logic", ["&&"]),
    "&": ("logic", ["|"]),
    "|": ("logic", ["&"]),
}

# Functions that are easily taken for one another.
_FAMILIES = [
    ("rowSums", "colSums"),
    ("nrow", "ncol"),
    ("row", "col"),
    ("cbind", "rbind"),
    ("min", "max"),
    ("pmin", "pmax"),
    ("any", "all"),
    ("floor", "ceiling"),
    ("sum", "mean"),
    ("is.numeric", "is.double"),
    ("is.finite", "is.na"),
    ("isTRUE", "isFALSE"),
    ("Re", "Im"),
]
_SIBLINGS = {a: b for pair in _FAMILIES for a, b in (pair, pair[::-1])}
# Functions that may as well not be called: their first argument stands for them.
_WRAPPERS = {
    "abs", "as.double", "as.integer", "as.vector", "as.numeric", "as.matrix", "aperm", "ceiling",
    "drop", "exp", "floor", "isTRUE", "log", "log1p", "path.expand", "rev", "sigmoid", "softmax",
    "sort", "sqrt", "t", "unique", "unlist", "unname", "which",
}  # fmt: skip

# Functions whose arguments may stand in any order, or are what is said.
_UNORDERED = {
    "all", "any", "c", "identical", "list", "max", "min", "paste", "paste0", "pmax", "pmin",
    "sprintf", "stop", "sum",
}  # fmt: skip

# Arguments that only say how a message looks.
_UNSEEN = {"call."}


@dataclass
class _Node:
    """A node of the parse data."""

    token: str
    text: str
    start: int
    end: int
    line: int
    parent: _Node | None = None
    children: list[_Node] = field(default_factory=list)

    @cached_property
    def expressions(self) -> list[_Node]:
        return [child for child in self.children if child.token == "expr"]

    @property
    def called(self) -> str | None:
        """The name of the function that is called."""
        if len(self.children) > 1 and self.children[1].token == "'('":
            first = self.children[0]
            while first.children:
                first = first.children[-1]
            return first.text if first.token == "SYMBOL_FUNCTION_CALL" else None
        return None

    @property
    def arguments(self) -> list[tuple[str | None, _Node, int, int]]:
        """Of a call or an index: the name, the value, and where they stand."""
        found = []
        name: _Node | None = None
        for child in self.children[2:]:
            if child.token in ("SYMBOL_SUB", "STR_CONST"):
                name = child
            elif child.token == "expr":
                start = child.start if name is None else name.start
                found.append((name and name.text, child, start, child.end))
                name = None
        return found


def r_mutants(r: RProcess) -> list[Mutant]:
    """Give all mutants of the R edition, file by file."""
    return [m for path in sorted(R_FOLDER.glob("*.R")) for m in mutants_of(path, r)]


def mutants_of(path: Path, r: RProcess) -> list[Mutant]:
    """Give all mutants of an R file."""
    text = path.read_text(encoding="utf-8")
    file = path.relative_to(ROOT)
    found = [
        Mutant(file, kind, inside, text.count("\n", 0, start) + 1, start, end, new)
        for top in _tree(path, text, r)
        for inside in [_defined(top)]
        for node in _walk(top)
        for kind, start, end, new in _mutations(node, text)
    ]
    found.sort(key=lambda m: (m.start, m.end))
    return list(named(found, text))


def _tree(path: Path, text: str, r: RProcess) -> list[_Node]:
    data = r.call(_PARSE_DATA, [str(path)]).value
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    nodes: dict[int, _Node] = {}
    parents: dict[int, int] = {}
    rows = zip(*(data[name].tolist() for name in data), strict=True)
    for id_, parent, token, words, line1, col1, line2, col2 in rows:
        if token != "COMMENT":
            start, end = starts[line1 - 1] + col1 - 1, starts[line2 - 1] + col2
            nodes[id_] = _Node(token, words, start, end, line1)
            parents[id_] = parent
    for id_, node in nodes.items():
        node.parent = nodes.get(parents[id_])
        if node.parent is not None:
            node.parent.children.append(node)
    for node in nodes.values():
        node.children.sort(key=lambda child: (child.start, -child.end))
    return [node for node in nodes.values() if node.parent is None]


def _walk(node: _Node) -> Iterator[_Node]:
    yield node
    for child in node.children:
        yield from _walk(child)


def _defined(top: _Node) -> str:
    first = next((node for node in _walk(top) if node.token == "SYMBOL"), None)
    return first.text if first is not None else ""


_Change = tuple[str, int, int, str]


def _mutations(node: _Node, text: str) -> Iterator[_Change]:
    yield from _operators(node, text)
    yield from _constants(node)
    yield from _calls(node, text)
    yield from _statements(node)
    yield from _conditions(node, text)


def _operators(node: _Node, text: str) -> Iterator[_Change]:
    parent = node.parent
    if parent is None or node.children:
        return
    sides = parent.expressions
    if node.token == "'-'" and len(sides) == 1:
        yield "arithmetic", node.start, node.end, ""
    elif node.token == "'!'":
        yield "logic", node.start, node.end, ""
    elif node.text in _OPERATORS and len(sides) == 2:
        kind, others = _OPERATORS[node.text]
        for other in others:
            yield kind, node.start, node.end, other
        if kind == "logic":  # one side alone, so that a check is removed
            for side in sides:
                yield kind, parent.start, parent.end, text[side.start : side.end]


def _constants(node: _Node) -> Iterator[_Change]:
    if node.token == "NUM_CONST":
        for new in _other_constants(node.text):
            kind = "logical constant" if node.text in ("TRUE", "FALSE") else "constant"
            if not _argument_named(node, _UNSEEN):
                yield kind, node.start, node.end, new


def _other_constants(text: str) -> list[str]:
    words = {"TRUE": "FALSE", "FALSE": "TRUE", "Inf": "0", "NaN": "0", "NA": "0"}
    if text in words:
        return [words[text]]
    suffix = "L" if text.endswith("L") else ""
    value = float.fromhex(text) if text.startswith("0x") else float(text.removesuffix("L"))
    if value == int(value) and abs(value) < 2**31:
        return [f"{int(value) + 1}{suffix}"]
    return [f"{value * 2:.17g}"]


def _argument_named(node: _Node, names: set[str]) -> bool:
    value = node.parent
    call = value.parent if value is not None else None
    return call is not None and any(
        name in names for name, given, *_ in call.arguments if given is value
    )


def _calls(node: _Node, text: str) -> Iterator[_Change]:
    if node.token == "SYMBOL_FUNCTION_CALL" and node.text in _SIBLINGS:
        yield "function", node.start, node.end, _SIBLINGS[node.text]
    called = node.called
    indexed = len(node.children) > 2 and node.children[1].token == "'['"
    if called is None and not indexed:
        return
    arguments = node.arguments
    if called in _WRAPPERS and arguments:
        value = arguments[0][1]
        yield "function", node.start, node.end, f"({text[value.start : value.end]})"
    for before, (name, _, start, end) in zip([None, *arguments], arguments, strict=False):
        # Without the comma before it; the first argument's place must stay.
        if name is not None and name not in _UNSEEN and before is not None:
            yield "argument dropped", text.rindex(",", 0, start), end, ""
    free = [value for name, value, *_ in arguments if name is None]
    if called not in _UNORDERED and len(free) >= 2:
        a, b = (text[value.start : value.end] for value in free[:2])
        if a != b:
            between = text[free[0].end : free[1].start]
            yield "arguments swapped", free[0].start, free[1].end, b + between + a


def _statements(node: _Node) -> Iterator[_Change]:
    last = node.parent is not None and node.parent.expressions[-1:] == [node]
    if _is_statement(node) and not last and not _assigns_first(node):
        yield "statement dropped", node.start, node.end, "NULL"


def _conditions(node: _Node, text: str) -> Iterator[_Change]:
    if node.children and node.children[0].token in ("IF", "WHILE"):
        condition = node.expressions[0]
        has_else = any(child.token == "ELSE" for child in node.children)
        if node.children[0].token == "IF":
            yield "condition", condition.start, condition.end, "TRUE"
            if has_else or not _is_statement(node):  # else that drops the statement
                yield "condition", condition.start, condition.end, "FALSE"


def _is_statement(node: _Node) -> bool:
    parent = node.parent
    return (
        node.token == "expr"
        and parent is not None
        and parent.children[0].token == "'{'"
        and len(parent.children) > 3
    )


def _assigns_first(node: _Node) -> bool:
    """Tell whether a name would not be there without this statement: anything would catch that."""
    if len(node.children) != 3 or node.children[1].token != "LEFT_ASSIGN":
        return False
    target = node.children[0]
    if [child.token for child in target.children] != ["SYMBOL"]:
        return False
    top = node
    while top.parent is not None:
        top = top.parent
    name = target.children[0].text
    known = {"SYMBOL", "SYMBOL_FORMALS"}
    return not any(n.text == name and n.token in known and n.end < node.start for n in _walk(top))

"""Code for a page: highlighted line by line, and both languages aligned where they say the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Number, Punctuation

from diglot.showing.words import visible

# Lines of both languages face each other when they are this much alike, where 1 is the same.
# Below one half, lines that merely use the same variables would pass for each other.
_ALIKE = 0.5

# What one language writes where the other has nothing, or another word.
_IN_BOTH = {
    "<-": "=", "self": "net", "true": "1", "false": "0", "null": "none", "%*%": "@", "^": "**",
    "len": "length", "stop": "raise", "def": "function", "lambda": "function", "maximum": "pmax",
    "minimum": "pmin", "rowsums": "sum", "colsums": "sum", "rowmeans": "mean", "colmeans": "mean",
    "amax": "max", "&&": "and", "||": "or", "&": "and", "|": "or", "!": "not", "seq_len": "range",
    "concatenate": "c",
}  # fmt: skip
_SAYS_NOTHING = {
    "np", "return", "axis", "keepdims", "drop", "1l", "asarray", "array",
}  # fmt: skip


# The places of two lines that face each other; None where one faces nothing.
Pair = tuple[int | None, int | None]


@dataclass(frozen=True)
class Line:
    """A line of code.

    Attributes
    ----------
    html : Markup
        The line, highlighted.
    row : int
        On which row of both columns it stands, from 1.
    indent : int
        By how many characters it is indented.
    alone : bool
        Whether the other language has no line that says the same.
    """

    html: Markup
    row: int
    indent: int
    alone: bool


def facing(python: str, r: str) -> tuple[list[Line], list[Line], int]:
    """Give both codes line by line, on rows where they say the same, and how many rows there are.

    What stands on a row of its own faces nothing.
    """
    codes = [code.rstrip("\n").split("\n") if code.strip() else [] for code in (python, r)]
    tokens = [
        [_tokens(line, language) for line in lines]
        for lines, language in zip(codes, ("python", "r"), strict=True)
    ]
    rows = _rows(*tokens)
    lines: tuple[list[Line], list[Line]] = ([], [])
    for side, (language, code) in enumerate(zip(("python", "r"), codes, strict=True)):
        html = highlighted("\n".join(code), language)
        for row, pair in enumerate(rows, 1):
            place = pair[side]
            if place is not None:
                indent = len(code[place]) - len(code[place].lstrip())
                # A bracket that closes says nothing that the other language could say.
                alone = pair[1 - side] is None and bool(tokens[side][place])
                lines[side].append(Line(html[place], row, indent, alone))
    return *lines, len(rows)


def highlighted(code: str, language: str) -> list[Markup]:
    """Give code line by line, as HTML in which each kind of word has its class."""
    lexer = get_lexer_by_name(language, stripnl=False)
    html = highlight(visible(code), lexer, HtmlFormatter(nowrap=True))
    return [Markup(line) for line in html.rstrip("\n").split("\n")]


def _rows(left: Sequence[Sequence[str]], right: Sequence[Sequence[str]]) -> list[Pair]:
    """Align two sequences of lines so that they are as much alike as can be, in order."""
    alike = [[_likeness(a, b) for b in right] for a in left]
    ends = [_last(lines) for lines in (left, right)]
    if min(ends) >= 0:  # what is answered faces what is answered
        alike[ends[0]][ends[1]] = max(alike[ends[0]][ends[1]], _ALIKE)
    best = [[0.0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i in reversed(range(len(left))):
        for j in reversed(range(len(right))):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], alike[i][j] + best[i + 1][j + 1])
    rows: list[Pair] = []
    i = j = 0
    while i < len(left) or j < len(right):
        if i < len(left) and j < len(right) and alike[i][j] > 0:
            if best[i][j] == alike[i][j] + best[i + 1][j + 1]:
                rows.append((i, j))
                i, j = i + 1, j + 1
                continue
        if j == len(right) or (i < len(left) and best[i][j] == best[i + 1][j]):
            rows.append((i, None))
            i += 1
        else:
            rows.append((None, j))
            j += 1
    return rows


def _last(lines: Sequence[Sequence[str]]) -> int:
    """Give the place of the last line that is neither empty nor a comment; -1 if there is none."""
    return max((i for i, tokens in enumerate(lines) if tokens and tokens[0] != "#"), default=-1)


def _likeness(a: Sequence[str], b: Sequence[str]) -> float:
    if not a or not b or (a[0] == "#") != (b[0] == "#"):
        return 0.0
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    likeness = matcher.ratio() if matcher.quick_ratio() >= _ALIKE else 0.0
    # What gets the same name is the same thing, however it is computed; a head faces a head.
    same_name = a[1:2] == b[1:2] == ["="] and a[0] == b[0]
    if same_name or ("function" in a and "function" in b):
        likeness = max(likeness, _ALIKE)
    return likeness if likeness >= _ALIKE else 0.0


def _tokens(line: str, language: str) -> list[str]:
    """Give the words of a line as they would be written in no language."""
    words = []
    for kind, text in get_lexer_by_name(language).get_tokens(line):
        if kind in Comment:
            words += ["#", *re.findall(r"\w+", text.lower())]
        elif kind in Number:
            words.append(re.sub(r"(\.0*)?L?$", "", text))
        elif language == "python" and text == "{":
            words += ["list", "("]
        elif not text.isspace() and (kind not in Punctuation or text in "[("):
            words += re.findall(r"<-|%\*%|\*\*|\w+|[^\w\s.,;:{}$\])]+", text.lower())
    assignment = language == "r" and "<-" in words and "function" in words
    words = [_IN_BOTH.get(word, word) for word in words if word not in _SAYS_NOTHING]
    # `f <- function(x)` is `def f(x)`.
    return [word for word in words if word != "="] if assignment else words

"""What a function says of itself: its sentence, its formula, its words, as HTML."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from latex2mathml.converter import convert
from markupsafe import Markup, escape

# A docstring's sections begin here, in the style of numpydoc or of others.
_SECTION = re.compile(r"^(?:\w[\w ]*\n-{3,}|:\w+.*:|(?:Args|Returns|Raises|Example)s?:)", re.M)
_MATH = re.compile(r"^\.\. math::[ \t]*(.*(?:\n(?:[ \t]+.*|[ \t]*))*)", re.M)
_INLINE = re.compile(r":math:`(?P<math>[^`]*)`|``(?P<code>[^`]+)``|`(?P<name>[^`]+)`")

# Presentation MathML; anything else that the converter lets through is shown as it was written.
_MATHML = {
    "math", "menclose", "mfenced", "mfrac", "mi", "mn", "mo", "mover", "mpadded", "mphantom",
    "mroot", "mrow", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd",
    "mtext", "mtr", "munder", "munderover",
}  # fmt: skip
_ATTRIBUTES = {
    "accent", "columnalign", "columnspacing", "columnlines", "display", "displaystyle", "fence",
    "form", "largeop", "linethickness", "lspace", "mathvariant", "maxsize", "minsize",
    "movablelimits", "notation", "rowspacing", "rspace", "scriptlevel", "stretchy", "width",
}  # fmt: skip
_NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"


@dataclass(frozen=True)
class Said:
    """What a function says of itself.

    Attributes
    ----------
    first : Markup
        Its first sentence.
    formulas : list of Markup
        Its displayed mathematics, in MathML.
    words : list of Markup
        The paragraphs below, as far as they are no sections.
    rest : str
        The sections, as they are written.
    """

    first: Markup
    formulas: list[Markup]
    words: list[Markup]
    rest: str


def said_by(function: Callable[..., Any]) -> Said:
    """Read the documentation of a function."""
    text = inspect.getdoc(function) or ""
    section = _SECTION.search(text)
    start = section.start() if section else len(text)
    words, rest = text[:start], text[start:]
    formulas = [mathml(match[1], display=True) for match in _MATH.finditer(words)]
    paragraphs = [p for p in re.split(r"\n\s*\n", _MATH.sub("\n\n", words)) if p.strip()]
    first, *others = [inline(paragraph) for paragraph in paragraphs] or [Markup("")]
    return Said(first, formulas, others, rest.strip())


def inline(text: str) -> Markup:
    """Write a paragraph with its code and mathematics."""
    parts, end = [], 0
    for match in _INLINE.finditer(text):
        parts.append(escape(text[end : match.start()]))
        if match["math"] is not None:
            parts.append(mathml(match["math"]))
        else:
            parts.append(Markup("<code>{}</code>").format(match["code"] or match["name"]))
        end = match.end()
    return Markup("").join([*parts, escape(text[end:])])


def mathml(latex: str, *, display: bool = False) -> Markup:
    """Set a formula; one that cannot be set is shown as it is written."""
    latex = " ".join(latex.split())
    # A word before a bracket is the name of a function, not a product of letters.
    upright = re.sub(r"(?<![\\A-Za-z{])([A-Za-z]{2,})(?=\()", r"\\mathrm{\1}", latex)
    try:
        text = convert(upright, display="block" if display else "inline")
        for element in ElementTree.fromstring(text).iter():
            if element.tag.removeprefix(_NAMESPACE) not in _MATHML:
                raise ValueError(element.tag)
            if not set(element.attrib) <= _ATTRIBUTES:
                raise ValueError(sorted(element.attrib))
    except Exception:  # the converter raises whatever comes to it, IndexError among others
        return Markup("<code>{}</code>").format(latex)
    return Markup(text)

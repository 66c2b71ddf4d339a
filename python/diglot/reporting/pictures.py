"""Plots as SVG that stands in the page and takes its colours from there, light or dark."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
import numpy as np
from markupsafe import Markup, escape
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from numpy.typing import NDArray

Array = NDArray[Any]

#: Colours of the plots, each of which stands for a property of the page's style sheet.
INK, QUIET, PYTHON, R, TRUTH = "#010101", "#020202", "#030303", "#040404", "#050505"
_PROPERTIES = {INK: "--ink", QUIET: "--quiet", PYTHON: "--python", R: "--r", TRUTH: "--truth"}

_STYLE: Any = {
    "axes.axisbelow": True,
    "axes.edgecolor": QUIET,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.labelcolor": INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlecolor": INK,
    "axes.titlelocation": "left",
    "axes.titlesize": 9,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "font.size": 8.5,
    "grid.alpha": 0.35,
    "grid.color": QUIET,
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "diglot",
    "text.color": INK,
    "xtick.color": QUIET,
    "xtick.labelcolor": INK,
    "ytick.color": QUIET,
    "ytick.labelcolor": INK,
}

_numbers = itertools.count(1)


@contextmanager
def style() -> Iterator[None]:
    """Draw in the style of the page."""
    with mpl.rc_context(_STYLE):
        yield


def picture(
    draw: Callable[[Figure], None], alt: str, *, width: float = 4.8, height: float = 2.3
) -> Markup:
    """Draw a figure and give it as SVG.

    Parameters
    ----------
    draw : callable
        Draws on the figure that it is given, in colours of this module.
    alt : str
        What is to be seen, for those who do not see it.
    width, height : float
        In inches of 72 points.
    """
    with style():
        figure = Figure(figsize=(width, height), layout="constrained")
        draw(figure)
        file = io.StringIO()
        figure.savefig(file, format="svg", transparent=True)
    return _inlined(file.getvalue(), alt)


def power(x: float, _: object = None) -> str:
    """Write the number of a tick, a large one as a power of 10."""
    return re.sub(r"e([+-])0*", lambda match: f"e{match[1].strip('+')}", f"{x:g}")


def dots(axes: Axes, x: Array, y: Array, colour: str, size: float) -> None:
    """Draw dots as one path, which takes a tenth of the room that markers take."""
    if len(x) == 0:
        return
    points = np.repeat(np.column_stack([x, y]), 2, axis=0)
    codes = np.tile([Path.MOVETO, Path.LINETO], len(x)).astype(Path.code_type)
    path = Path(points, codes)
    path.should_simplify = False
    patch = PathPatch(path, facecolor="none", edgecolor=colour, linewidth=size, capstyle="round")
    axes.add_patch(patch)


def _inlined(svg: str, alt: str) -> Markup:
    """Take from an SVG file what may stand in a page among others of its kind."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>|<!--.*?-->|<style.*?</style>", "", svg, flags=re.S)
    svg = re.sub(r" (?:xmlns:xlink|version)=\"[^\"]*\"", "", svg).replace("xlink:href", "href")
    number = next(_numbers)
    used = set(re.findall(r"#([\w.-]+)", svg))
    svg = re.sub(
        r' id="([^"]*)"',
        lambda match: f' id="plot-{number}-{match[1]}"' if match[1] in used else "",
        svg,
    )
    svg = re.sub(r'(href="|url\()#', rf"\1#plot-{number}-", svg)
    for colour, name in _PROPERTIES.items():
        svg = svg.replace(colour, f"var({name})")
    # A hundredth of a point is fine enough for what is drawn; what is written stays.
    svg = re.sub(r"<[^>]*>", lambda tag: re.sub(r"(\d+\.\d{2})\d+", r"\1", tag[0]), svg)
    svg = re.sub(r"\n\s*", "\n", svg)
    width, height = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups()  # type: ignore[union-attr]
    head = f'<svg class="plot" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(alt)}"'
    return Markup(re.sub(r"<svg[^>]*", lambda _: head, svg, count=1))

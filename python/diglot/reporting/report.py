"""The report: one HTML file that holds all it needs, and asks for nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from diglot.judging.verdict import Verdict
from diglot.reporting.page import Page
from diglot.showing.table import summary, summary_line
from diglot.showing.words import one_line, safe

# What the environment's entries are called.
_ENVIRONMENT = {
    "python": "Python",
    "numpy": "NumPy",
    "python_flint": "python-flint",
    "rpy2": "rpy2-rinterface",
    "r": "R",
    "platform": "platform",
    "numpy_blas": "BLAS of NumPy",
    "r_blas": "BLAS of R",
    "blas_threads": "BLAS threads",
    "processor_features": "processor",
}


@dataclass(frozen=True)
class Section:
    """A section of the catalogue's report beside the twins.

    Attributes
    ----------
    id, title : str
        Its anchor and its heading.
    body : Markup
        What stands below the heading.
    """

    id: str
    title: str
    body: Markup


def render(
    pages: Sequence[Page],
    verdicts: Sequence[Verdict],
    environment: Mapping[str, Any],
    *,
    title: str,
    missing: Iterable[Verdict] = (),
    sections: Sequence[Section] = (),
) -> str:
    """Write the report.

    Parameters
    ----------
    pages : sequence of Page
        One for each twin.
    verdicts : sequence of Verdict
        All of them.
    environment : mapping
        What the numbers may depend on.
    title : str
        What is reported on.
    missing : iterable of Verdict
        The twins that a port leaves out.
    sections : sequence of Section
        What follows the twins.
    """
    text: str = template("report.html").render(
        title=one_line(title),
        agree=all(page.agree for page in pages),
        sentence=sentence(pages, verdicts),
        summary=summary_line(verdicts),
        pages=pages,
        columns=[heading for heading in pages[0].row if heading != "verdict"] if pages else [],
        environment=[
            (_ENVIRONMENT.get(name, name), safe(str(value)))
            for name, value in environment.items()
            if value
        ],
        missing=[one_line(verdict.twin) for verdict in missing],
        sections=sections,
    )
    # A lone byte of a path has no place in UTF-8.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def template(name: str) -> Any:
    """Give a template, in which all that is inserted is text unless it is marked as HTML."""
    environment = Environment(
        loader=PackageLoader("diglot.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def sentence(pages: Sequence[Page], verdicts: Sequence[Verdict]) -> str:
    """Say in one sentence whether the languages agree."""
    cases = len({(verdict.twin, verdict.case) for verdict in verdicts})
    functions = f"{len(pages)} functions" if len(pages) != 1 else "one function"
    of = f"{functions} and {cases} {'case' if cases == 1 else 'cases'}"
    if all(page.agree for page in pages):
        return f"Python and R agree in {of}."
    bad = [page for page in pages if not page.agree]
    names = ", ".join(page.name for page in bad[:5])
    more = f" and {len(bad) - 5} more" if len(bad) > 5 else ""
    counts = summary(verdicts)
    clear = counts["disagree"] + counts["error"] + counts["crash"] + counts["timeout"]
    verb = "do not agree" if clear else "cannot be told to agree"
    return f"Python and R {verb} in {len(bad)} of {functions}: {names}{more}."

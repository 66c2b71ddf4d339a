"""Reports as their user gets them, and a real browser to read them in."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome")

#: Twins with a mistake, an error and a name that means harm to a page.
FAILING = """
import numpy as np
from diglot import Case, Fault, Twin
from diglot.inputs import normal

SCRIPT = "<script>document.title = 'planted'</script>"


def share(x):
    '''Share of each column in its row: %s.

    .. math:: p_{ij} = x_{ij} / \\\\sum_k x_{ik} \\\\quad \\\\text{%s}
    '''
    print(SCRIPT)
    return x / np.sum(x, axis=1, keepdims=True)


def refuse(x):
    raise ValueError(SCRIPT)


PORT = ["port.R"]
TWINS = [
    Twin("share " + SCRIPT, share, "share", PORT, allows=(), faults=[
        Fault("forgets " + SCRIPT, lambda x: np.asarray(x), SCRIPT)
    ], cases=[Case("batch " + SCRIPT, np.abs(normal(4, 3, seed=1))),
              Case("square", np.abs(normal(3, 3, seed=2)))]),
    Twin("exp", python=np.exp, r="exp", cases=[Case("batch", normal(30, 4, seed=3, std=3.0))]),
    Twin("stops", refuse, "stops", PORT, cases=[Case("one", 1.0), Case("two", 2.0)]),
    Twin("ok", lambda x: x + 1, "function(x) x + 1", cases=[Case("one", 1.0)]),
]
""" % (("<script>document.title = 'planted'</script>",) * 2)

PORT_R = """
# A row's share: <script>document.title = 'planted'</script>
share <- function(x) {
  cat("<script>document.title = 'planted'</script>")
  sweep(x, 2, colSums(x), "/")
}
stops <- function(x) {
  warning("<b>bold</b>")
  x
}
"""


def write_report(twins, page, *options):
    """Let the command write a page; give what it printed."""
    command = [sys.executable, "-m", "diglot", "verify", *map(str, twins), "--html", str(page)]
    done = subprocess.run(
        [*command, *options], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode in (0, 1), done.stderr
    return done


@pytest.fixture(scope="session")
def failing(tmp_path_factory):
    """Write the report of twins that fail."""
    folder = tmp_path_factory.mktemp("failing")
    (folder / "port.R").write_text(PORT_R)
    (folder / "my_twins.py").write_text(FAILING)
    write_report([folder / "my_twins.py"], folder / "page.html")
    return folder / "page.html"


@pytest.fixture(scope="session")
def agreeing(tmp_path_factory):
    """Write the report of two twins of the catalogue."""
    page = tmp_path_factory.mktemp("agreeing") / "page.html"
    write_report([], page, "--only", "softmax*")
    return page


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory):
    """Write the report on the catalogue, with one twin of it and short trainings."""
    page = tmp_path_factory.mktemp("catalogue") / "report.html"
    command = [sys.executable, "-m", "diglot", "report", "--only", "softmax*", "--html", str(page)]
    done = subprocess.run(
        [*command, "--iterations", "60"], capture_output=True, text=True, timeout=300, check=False
    )
    assert (done.returncode, done.stdout) == (0, f"{page} is written.\n"), done.stderr
    return page


@pytest.fixture(params=["agreeing", "failing", "catalogue"])
def page(request):
    """Give each report in turn."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def browser():
    """Start a real browser; without one, the tests that need it are left out, and say so."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="The report was not read in a browser: playwright is missing."
    )
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip(
            "The report was not read in a browser: no Chromium is here. "
            "Get it: apt-get install chromium, or `make check`."
        )
    with playwright.sync_playwright() as p:
        # Root, as in a container, may use Chromium without its sandbox only.
        options = ["--no-sandbox", "--disable-dev-shm-usage"]
        started = p.chromium.launch(executable_path=program, args=options)
        yield started
        started.close()


@pytest.fixture
def read(browser):
    """Open a page as somebody would; what the console says, and what is asked for, is kept."""
    contexts = []

    def open_page(path, *, width=1280, scheme="light"):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        tab = context.new_page()
        tab.said, tab.asked = [], []
        tab.on("console", lambda message: tab.said.append(message.text))
        tab.on("pageerror", lambda error: tab.said.append(str(error)))
        tab.on("request", lambda request: tab.asked.append(request.url))
        tab.goto(Path(path).as_uri())
        return tab

    yield open_page
    for context in contexts:
        context.close()

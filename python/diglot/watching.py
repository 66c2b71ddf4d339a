"""`diglot verify --watch`: a saved file is judged again, with both languages kept warm."""

from __future__ import annotations

import importlib
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType

from diglot.bridge.process import RError, RProcess
from diglot.bridge.python_process import PythonProblem, PythonProcess
from diglot.diagnosing.findings import findings
from diglot.judging.original import PythonResult, run_python
from diglot.judging.verdict import Judged, Verdict, judge
from diglot.judging.verify import MOST_TIMEOUTS, run_r
from diglot.selection import UsageError
from diglot.showing.findings import print_findings
from diglot.showing.table import summary_line
from diglot.showing.words import one_line, safe
from diglot.twin import Case, Twin

#: Reads the twins that are meant, after Python's process has read their files.
Read = Callable[[PythonProcess], list[Twin]]

# In milliseconds: how long no file must change for a save to be over, and how long at most that is
# waited for; after how long a look is taken anyway.
_STEP, _DEBOUNCE, _PATIENCE = 20, 200, 500

# So many files are named; of more, their number is told.
_MOST_NAMED = 4

# Where installed modules lie, which nobody edits.
_INSTALLED = ("site-packages", "dist-packages", f"lib{os.sep}python")

_PARSE = "function(file) { parse(file, keep.source = FALSE, encoding = 'UTF-8'); NULL }"


def watch(
    files: Sequence[Path],
    read: Read,
    r: RProcess,
    start_python: Callable[[], PythonProcess],
) -> bool:
    """Judge all twins, then those that a saved file touches, until Ctrl-C.

    Parameters
    ----------
    files : sequence of paths
        The files of twins.
    read : callable
        Gives the twins, given a Python's process.
    r : RProcess
        Calls the ports.
    start_python : callable
        Makes a Python's process; a fresh one takes over when Python's side changes.

    Returns
    -------
    bool
        Whether all agreed in the end.
    """
    try:
        from watchfiles import watch as changes_in
    except ImportError:
        raise UsageError("--watch needs watchfiles: pip install 'diglot[watch]'") from None
    # What was saved twice in a second may be as long as before: no compiled file tells it apart.
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    with _Watched(files, read, r, start_python) as watched:
        try:
            watched.judge_all()
            while True:
                folders = watched.folders()
                # It wakes up by itself, too: what was saved before it looked makes no event.
                for _ in changes_in(
                    *folders, watch_filter=None, recursive=False, step=_STEP, debounce=_DEBOUNCE,
                    rust_timeout=_PATIENCE, yield_on_timeout=True,
                ):  # fmt: skip
                    watched.judge_changed()
                    if watched.folders() != folders:
                        break
        except KeyboardInterrupt:
            print()
    return watched.agree


class _Stamps:
    """What files were like when they were looked at last."""

    def __init__(self) -> None:
        self._seen: dict[Path, tuple[int, int]] = {}

    def changed(self, files: Iterable[Path]) -> set[Path]:
        """Give those files that are not as they were, or not there any longer."""
        now = {file: stamp for file in files if (stamp := _stamp(file))}
        gone = {file for file in self._seen if not file.exists()}
        found = {file for file in now if now[file] != self._seen.get(file)} | gone
        self._seen = now
        return found

    def learn(self, files: Iterable[Path], since: int) -> None:
        """Take files that are new here as they are, unless they were saved after a time."""
        for file in files:
            stamp = _stamp(file)
            if stamp and file not in self._seen and stamp[0] < since:
                self._seen[file] = stamp


def _stamp(file: Path) -> tuple[int, int] | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


class _Watched:
    """The twins as they were read last, and what is known of them."""

    def __init__(
        self,
        files: Sequence[Path],
        read: Read,
        r: RProcess,
        start_python: Callable[[], PythonProcess],
    ) -> None:
        self._files = {file.resolve() for file in files}
        self._read, self._r, self._start_python = read, r, start_python
        self._imported_before = set(sys.modules)
        self._modules: set[Path] = set()
        self._python, self._next = start_python(), start_python()
        self._twins: list[Twin] | None = None  # None where they could not be read
        self._originals: dict[tuple[str, str], PythonResult] = {}
        self._failing: set[str] = set()
        self._stamps = _Stamps()

    def __enter__(self) -> _Watched:
        return self

    def __exit__(self, *_: object) -> None:
        self._python.close()
        self._next.close()

    @property
    def agree(self) -> bool:
        """Whether all twins agreed when they were judged last."""
        return self._twins is not None and not self._failing

    def folders(self) -> list[Path]:
        """Give the folders of all files that count."""
        return sorted({file.parent for file in self._known()})

    def _known(self) -> list[Path]:
        return [*self._files, *self._modules, *_r_files(self._twins or [])]

    def _counting(self) -> set[Path]:
        """Give all files that count; an R file may source its neighbours."""
        beside = (file for folder in self.folders() for file in folder.glob("*.[Rr]"))
        return {*self._known(), *beside}

    def judge_all(self) -> None:
        """Judge all twins, and say what is watched."""
        self._judge(lambda: self._read_again(is_first=True))
        print(f"Watching {_names(self._known())}. Ctrl-C ends it.", flush=True)

    def judge_changed(self) -> None:
        """Judge what changed files touch, if there are any."""
        changed = self._stamps.changed(self._counting())
        if changed:
            print(f"\n{time.strftime('%X')}  {_names(changed)}", flush=True)
            self._judge(lambda: self._touched(changed))

    def _touched(self, changed: set[Path]) -> list[Twin]:
        """Give the twins that changed files touch, as they are now."""
        r_files = {path for path in changed if path.suffix in (".R", ".r")}
        for file in r_files:
            self._parse(file)
        if self._twins is None or changed - r_files:
            return self._read_again()
        if r_files <= set(_r_files(self._twins)):
            return [twin for twin in self._twins if r_files & set(_r_files([twin]))]
        self._r.close()  # a file that others source: R must read all of them again
        return self._twins

    def _parse(self, file: Path) -> None:
        try:
            if file.exists():
                self._r.call(_PARSE, [str(file)])
        except RError as error:
            self._failing |= {t.name for t in self._twins or () if file in _r_files([t])}
            raise UsageError(f"{file.name} does not parse: {error.message}") from error

    def _read_again(self, *, is_first: bool = False) -> list[Twin]:
        """Read the twins in a fresh Python, and here without what was imported for them."""
        self._twins = None
        self._originals.clear()
        if not is_first:
            self._python.close()
            self._python, self._next = self._next, self._start_python()
        _forget(self._own_modules())
        try:
            self._twins = self._read(self._python)
        finally:
            found = {Path(str(module.__file__)).resolve() for _, module in self._own_modules()}
            # What a file in the middle of editing does not import is watched on.
            self._modules = found if self._twins is not None else self._modules | found
            threading.Thread(target=_warm_up, args=[self._next], daemon=True).start()
        self._failing = {twin.name for twin in self._twins}
        return self._twins

    def _own_modules(self) -> list[tuple[str, ModuleType]]:
        """Give the modules that were imported for the twins, and that somebody may edit."""
        return [
            (name, module)
            for name, module in list(sys.modules.items())
            if name not in self._imported_before
            and name.split(".")[0] not in ("diglot", "scratchnet")
            and (file := getattr(module, "__file__", None))
            and not any(part in file for part in _INSTALLED)
        ]

    def _judge(self, find: Callable[[], list[Twin]]) -> None:
        """Judge the twins that are found, and print what is to be said of them."""
        since, started = time.time_ns(), time.perf_counter()
        try:
            twins = find()
            judged = [each for twin in twins for each in self._judge_twin(twin)]
            print_findings(findings(judged, self._r, self._python))
            verdicts = [verdict for _, _, of_case in judged for verdict in of_case]
            seconds = time.perf_counter() - started
            print(f"{_about(twins)}{summary_line(verdicts)} ({seconds:.2f} s)", flush=True)
        except (UsageError, OSError) as problem:  # a file may be gone for the moment of a save
            print(safe(" ".join(str(problem).split())), flush=True)
        self._stamps.learn(self._counting(), since)

    def _judge_twin(self, twin: Twin) -> Iterator[Judged]:
        self._failing.discard(twin.name)
        timeouts = 0
        for i, case in enumerate(twin.cases):
            if timeouts == MOST_TIMEOUTS:
                rest = ", ".join(one_line(case.name) for case in twin.cases[i:])
                print(f"{one_line(twin.name)}: after two time-outs not tried: {rest}.")
                return
            verdicts = self._judge_case(twin, case)
            timeouts += verdicts[0].status == "timeout"
            if any(verdict.status != "agree" for verdict in verdicts):
                self._failing.add(twin.name)
            yield twin, case, verdicts

    def _judge_case(self, twin: Twin, case: Case) -> list[Verdict]:
        # What the original does and the referee says of it holds until Python's side changes.
        original = self._originals.get((twin.name, case.name))
        if original is None:
            original = run_python(twin, case, self._python)
            self._originals[twin.name, case.name] = original
        return judge(twin, case, original, run_r(twin, case, self._r))


def _warm_up(python: PythonProcess) -> None:
    try:
        python.ask("os:getpid")
    except (PythonProblem, OSError):
        pass  # it was ended meanwhile, or will be started when it is needed


def _forget(modules: Iterable[tuple[str, ModuleType]]) -> None:
    for name, _ in modules:
        del sys.modules[name]
    importlib.invalidate_caches()


def _names(files: Iterable[Path]) -> str:
    names = list(dict.fromkeys(one_line(file.name) for file in files))
    if len(names) > _MOST_NAMED:
        return f"{len(names)} files"
    return ", ".join(names)


def _about(twins: Sequence[Twin]) -> str:
    return f"{one_line(twins[0].name)}: " if len(twins) == 1 else ""


def _r_files(twins: Iterable[Twin]) -> list[Path]:
    named = [Path(file).resolve() for twin in twins for file in twin.r_files]
    packages = [path / "R" for path in named if path.is_dir()]
    inside = [file for folder in packages for file in folder.glob("*.[Rr]")]
    return [*(path for path in named if not path.is_dir()), *inside]

"""Python in a process of its own: what it answers, and what no function can do to it."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from diglot.bridge.process import RProcess
from diglot.bridge.python_process import PythonCrash, PythonError, PythonProcess, PythonTimeout
from diglot.judging.original import PRELOAD, run_python
from diglot.judging.verify import verify
from diglot.twin import Case, Twin

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="looks processes up in /proc")


@pytest.fixture(scope="module")
def quick():
    """Give a Python that has little time."""
    with PythonProcess(timeout=1.0, preload=PRELOAD) as process:
        yield process


def run(function, *args, python, **rest):
    twin = Twin("f", python=function, r="f", cases=[Case("case", *args)], rtol=0.0, **rest)
    return run_python(twin, twin.cases[0], python)


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def wait_until(condition, seconds=10.0):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return condition()


# -- What a question gives ----------------------------------------------------------------------


def test_a_task_is_named_and_its_value_comes_back_with_what_it_printed(quick):
    answer = quick.ask("builtins:print", "heard", 1)
    assert (answer.value, answer.output) == (None, "heard 1\n")
    assert 0 <= answer.seconds < 1


def test_arrays_cross_to_the_bit_in_their_own_order(quick):
    given = [np.asfortranarray(np.arange(6.0).reshape(2, 3)), np.array([np.nan, -0.0]), np.ones(0)]
    given += [np.arange(10**6), np.array(["a", None], object), np.float32(0.1)]
    back = quick.ask("copy:copy", given).value
    for x, y in zip(given, back, strict=True):
        assert x.dtype == y.dtype
        assert x.flags.f_contiguous == y.flags.f_contiguous
        assert x.tobytes() == y.tobytes() or x.dtype == object
    back[3][0] = 7  # what has come belongs to the receiver


def test_an_exception_comes_as_its_name_and_message(quick):
    with pytest.raises(PythonError) as caught:
        quick.ask("math:sqrt", -1.0)
    assert str(caught.value) == "ValueError: math domain error"
    assert "Traceback" in str(caught.value.__cause__)


def test_several_threads_may_ask_at_once(quick):
    found = {}

    def ask(i):
        found[i] = quick.ask("math:sqrt", float(i * i)).value

    threads = [threading.Thread(target=ask, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {i: float(i) for i in range(8)}


def test_what_is_loaded_is_there_for_all_questions_and_after_a_death():
    with PythonProcess(timeout=10) as python:
        python.load("threading:setprofile", str)
        for _ in range(2):
            assert python.ask("threading:getprofile").value is str
            python.close()


@pytest.mark.parametrize(
    ("task", "args", "kind"),
    [
        ("time:sleep", (100,), PythonTimeout),
        ("os:_exit", (3,), PythonCrash),
        ("sys:exit", (3,), PythonError),
    ],
)
def test_what_cannot_be_loaded_does_not_end_the_others(task, args, kind):
    with PythonProcess(timeout=10) as python:
        with pytest.raises(kind):
            python.load(task, *args, timeout=0.3)
        assert python.ask("math:sqrt", 4.0).value == 2.0


# -- Hostile originals --------------------------------------------------------------------------


def loop():
    while True:
        pass


def compiled_loop():
    return sum(iter(int, 1))  # which never leaves compiled code


def recurse(n=0):
    return recurse(n + 1) + 1


def overflow_the_stack(x=0):
    sys.setrecursionlimit(10**9)
    return sorted([x], key=overflow_the_stack)


def crash_in_compiled_code():
    return ctypes.string_at(0)


def close_everything():
    os.closerange(0, 3)
    return 1.0


def thread_left_running():
    threading.Thread(target=loop).start()
    return 1.0


@pytest.mark.parametrize(
    ("function", "error"),
    [
        (loop, "Python did not answer within 1 second."),
        (compiled_loop, "Python did not answer within 1 second."),
        (lambda: time.sleep(100), "Python did not answer within 1 second."),
        (lambda: os.kill(os.getpid(), signal.SIGSTOP), "Python did not answer within 1 second."),
        (lambda: sys.exit(3), "SystemExit: 3"),
        (lambda: os._exit(3), "Python ended with exit status 3 before it answered."),
        (lambda: os._exit(0), "Python ended with exit status 0 before it answered."),
        (
            lambda: os.kill(os.getpid(), signal.SIGSEGV),
            "Python was ended by the signal SIGSEGV before it answered.",
        ),
        (crash_in_compiled_code, "Python was ended by the signal SIGSEGV before it answered."),
        # Newer Pythons watch the stack of compiled code too.
        (overflow_the_stack, ("Python was ended by the signal SIGSEGV", "RecursionError: ")),
        (lambda: os.closerange(0, 1000), "Python ended with exit status 0 before it answered."),
        (recurse, "RecursionError: recursion without an end: maximum recursion depth exceeded"),
        (lambda: (i for i in ()), "TypeError: the value cannot leave its process: "),
        (close_everything, None),
        (thread_left_running, None),
    ],
)
def test_whatever_an_original_does_costs_one_case(function, error, quick):
    result = run(function, python=quick)
    assert str(result.error).startswith(error) if error else result.error is None
    assert run(lambda: 1.0, python=quick).value == 1.0


def test_the_last_words_of_a_dying_original_are_told(quick):
    def dying():
        for i in range(9):
            print("word", i)
        sys.stdout.flush()
        os.abort()

    error = run(dying, python=quick).error
    assert str(error).splitlines()[1:] == [f"  word {i}" for i in range(4, 9)]


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS does not limit the memory of a process")
def test_eaten_memory_is_an_error_that_names_the_limit():
    def eat():
        held = []
        while True:
            held.append(np.ones(10**6))

    with PythonProcess(timeout=20, memory=400_000_000, preload=PRELOAD) as python:
        error = run(eat, python=python).error
        assert "MemoryError" in str(error)
        assert "(Python may have 400,000,000 bytes)" in str(error)
        assert run(lambda: 1.0, python=python).value == 1.0


def test_a_flood_is_cut_and_told_in_a_note(quick):
    def flood():
        for i in range(10**6):
            print(i)

    with PythonProcess(timeout=60, preload=PRELOAD) as python:
        assert run(flood, python=python).notes == ("Python prints: 0",)
        output = python.ask("builtins:print", "x" * 10**7).output
    assert output == "x" * 10_000 + "\n[and 9,990,001 more bytes]"
    short = run(lambda: print("\nheard\nagain"), python=quick)
    assert short.notes == ("Python prints: heard",)
    assert run(lambda: 1.0, python=quick).notes == ()


COUNT = 0
SEEN: dict[str, int] = {}
TABLE = np.zeros(3)


def counts():
    global COUNT
    COUNT += 1
    return COUNT


def remembers():
    SEEN["x"] = len(SEEN)


def writes():
    TABLE[0] += 1


def change_argument(x):
    x[0] = 9.0
    return x


@pytest.mark.parametrize(
    ("function", "notes"),
    [
        (counts, ("changes `COUNT` in its module", "answers differently the second time")),
        (remembers, ("changes `SEEN` in its module",)),
        (writes, ("changes `TABLE` in its module",)),
        (lambda: globals().update(left=1), ("leaves `left` behind in its module",)),
        (lambda: np.random.seed(1), ("changes NumPy's global random state",)),  # noqa: NPY002
        (lambda: __import__("random").seed(1), ("changes Python's random state",)),
        (lambda: os.chdir("/"), ("changes the working directory",)),
        (lambda: os.environ.update(A="1"), ("changes environment variables: A",)),
        (lambda: np.seterr(over="raise") and None, ("changes np.seterr(over)",)),
        (
            lambda: __import__("warnings").simplefilter("error"),
            ("changes the filters of warnings",),
        ),
        (lambda: __import__("warnings").warn("odd"), ("warns: odd",)),
    ],
)
def test_what_an_original_does_besides_is_noted_and_does_not_reach_the_next(function, notes, quick):
    for _ in range(2):
        assert run(function, python=quick).notes == tuple(f"Python {note}" for note in notes)


def test_changed_arguments_are_noted_and_the_caller_keeps_his(quick):
    x = np.zeros(2)
    result = run(change_argument, x, python=quick)
    assert result.notes == ("Python changes its arguments",)
    assert x.tolist() == [0.0, 0.0]


def test_an_original_that_fails_the_second_time_is_noted(quick):
    def once():
        if SEEN:
            raise ValueError("again")
        SEEN["z"] = 1

    notes = run(once, python=quick).notes
    assert "Python fails the second time: again" in notes


def start(command):
    return int(subprocess.check_output(["sh", "-c", f"{command} >/dev/null 2>&1 & echo $!"]))


@LINUX
@pytest.mark.parametrize("session", ["", "setsid "])
@pytest.mark.parametrize("end", ["answer", "loop", "_exit", "abort"])
def test_what_an_original_starts_ends_with_it(session, end, quick, tmp_path):
    file = str(tmp_path / "pids")

    def original():
        pid = start(f"{session}sleep 100")
        with open(file, "a") as pids:
            pids.write(f"{pid}\n")
        {"answer": int, "loop": loop, "_exit": lambda: os._exit(3), "abort": os.abort}[end]()

    run(original, python=quick)
    pids = Path(file).read_text().split()
    assert pids
    assert wait_until(lambda: not any(is_running(pid) for pid in pids))


@LINUX
@pytest.mark.parametrize("first", ["keeper", "nursery"])
def test_nothing_is_left_when_the_parent_is_killed(tmp_path, first):
    script = """
import os, sys
from diglot.bridge.python_process import PythonProcess
python = PythonProcess()
print(os.getpid(), python.ask("os:getppid").value, flush=True)
python.ask("time:sleep", 100)
"""
    parent = subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert parent.stdout is not None
    nursery = int(parent.stdout.readline().split()[1])
    assert wait_until(lambda: is_running(nursery))
    # Either may hear of it first; the one that is stopped hears of it last.
    keeper = int(Path(f"/proc/{nursery}/stat").read_text().rsplit(")", 1)[1].split()[1])
    last = nursery if first == "keeper" else keeper
    os.kill(last, signal.SIGSTOP)
    parent.kill()
    parent.communicate()
    if first == "nursery":
        assert wait_until(lambda: not is_running(nursery))
        os.kill(keeper, signal.SIGCONT)
    assert wait_until(lambda: not is_running(keeper))
    assert not is_running(nursery)
    assert wait_until(lambda: not list(tmp_path.iterdir()))


def test_nothing_is_left_on_the_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with PythonProcess() as python:
        python.ask("tempfile:mkdtemp")
        assert len(list(tmp_path.iterdir())) == 1
    assert list(tmp_path.iterdir()) == []


# -- The referee, and a whole run ---------------------------------------------------------------


def test_a_referee_that_does_not_finish_costs_no_original(quick):
    def newton(x):
        n = x
        for _ in range(1000):
            after = (n + x / n) / 2
            if type(x) is not float:  # a ball
                time.sleep(100)
            if abs(after - n) < 1e-15:
                return after
            n = after

    twin = Twin("root", python=newton, r="sqrt", cases=[Case("two", 2.0)])
    result = run_python(twin, twin.cases[0], quick)
    assert result.value == pytest.approx(np.sqrt(2), rel=1e-15)
    assert result.expected["result"].kind == "measured"
    assert "the referee did not answer within" in result.expected["result"].why
    assert result.unfinished == "the referee did not answer within 1 second"


def test_files_written_by_an_original_are_told_and_left_nowhere(r, quick, tmp_path, monkeypatch):
    def writes(x):
        Path("left.txt").write_text("x")
        return x

    monkeypatch.chdir(tmp_path)
    twin = Twin("writes", python=writes, r="function(x) x", cases=[Case("one", 1.0)])
    (verdict,) = next(iter(verify([twin], r, quick)))
    assert verdict.status == "agree"
    assert verdict.notes == ("Python writes left.txt into the working directory",)
    assert list(tmp_path.iterdir()) == []


def test_an_original_that_looks_for_a_file_hears_where_it_is(quick):
    error = run(lambda: open("data.csv"), python=quick).error  # noqa: SIM115
    assert "functions work in an empty folder of their own: begin paths at __file__" in str(error)


@pytest.mark.parametrize("language", ["Python", "R"])
def test_after_two_timeouts_the_other_cases_are_not_tried(r, quick, language):
    def original(x):
        return loop() if x > 0 and language == "Python" else x

    port = "function(x) { while (x > 0) {}; x }" if language == "R" else "function(x) x"
    cases = [Case(f"{x:g}", x) for x in (0.0, *np.arange(1.0, 10.0))]
    twins = [
        Twin(name, python=function, r=code, cases=cases)
        for name, function, code in [
            ("loops", original, port),
            ("does not", lambda x: x, "function(x) x"),
        ]
    ]
    with RProcess(timeout=0.5) as short:
        verdicts = [v for of_case in verify(twins, short, quick) for v in of_case]
    assert [v.status for v in verdicts] == ["agree"] + ["timeout"] * 9 + ["agree"] * 10
    tried = [v for v in verdicts if "within" in v.message]
    # Of Python's cases some had begun already.
    assert 2 <= len(tried) <= (2 if language == "R" else 4)
    assert verdicts[9].message == f"{language} did not answer in 2 other cases: not tried."


def test_the_other_cases_are_judged_untouched(r, quick):
    def original(x):
        if x == 1.0:
            os._exit(3)
        if x == 2.0:
            loop()
        if x == 3.0:
            raise ValueError("no")
        return x * 2

    cases = [Case(f"{x:g}", x) for x in (0.0, 1.0, 2.0, 3.0, 4.0)]
    twin = Twin("doubled", python=original, r="function(x) x * 2", cases=cases)
    verdicts = [verdict for (verdict,) in verify([twin], r, quick)]
    assert [v.status for v in verdicts] == ["agree", "crash", "timeout", "error", "agree"]
    assert [v.wrong for v in verdicts[1:4]] == ["python"] * 3
    assert verdicts[3].message == "Python: ValueError: no"


FILE = """
from diglot import Case, Twin
import time
{before}
def double(x):
    return Twice(x).value
class Twice:
    def __init__(self, x):
        self.value = {factor} * x
TWINS = [Twin("double", python=double, r="function(x) 2 * x", cases=[Case("one", 1.0)])]
"""


def test_a_function_of_a_file_is_found_again_and_another_one_is_not_taken_for_it(tmp_path, quick):
    from diglot.selection import load_twins

    path = tmp_path / "twins.py"
    path.write_text(FILE.format(before="", factor=2))
    (twin,) = load_twins(path)
    assert run_python(twin, twin.cases[0], quick).value == 2.0
    other = Twin("double", python=abs, r="abs", cases=twin.cases, file=twin.file)
    error = run_python(other, other.cases[0], quick).error
    assert "does not hold the function of twin `double` any longer" in str(error)

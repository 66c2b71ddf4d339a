"""Idioms of NumPy, SciPy and Python's own library, as scientists write them, one a line.

They calculate with `x, y` (vectors), `M` (5 x 3), `S` (symmetric), `X3` (2 x 3 x 4), `c` (complex)
and `lab` (labels).
"""

import cmath
import functools
import itertools
import linecache
import math
import numbers
import operator
import statistics
from pathlib import Path

import numpy as np
import scipy.integrate
import scipy.linalg
import scipy.signal
import scipy.spatial.distance
import scipy.special
import scipy.stats

FILE = Path(__file__).with_name("idioms.txt")
IDIOMS = FILE.read_text(encoding="utf-8").splitlines()

#: What cannot be followed, and why.
NOT_FOLLOWED = {
    "np.nextafter(x, 2)": "it asks for the neighbours of a double, which no real number has",
    "np.spacing(x) * 1": "it asks for the neighbours of a double, which no real number has",
    "scipy.spatial.distance.cdist(M, M)": "compiled code",
    "scipy.signal.lfilter([0.5], [1.0, -0.5], x)": "compiled code",
}

_random = np.random.RandomState(3)
_x, _y, _M = _random.rand(6) + 0.1, _random.randn(6), _random.randn(5, 3)
ARGUMENTS = [
    _x, _y, _M, _M.T @ _M, _y + 1j * _x, np.array([0, 2, 1, 1, 0, 2]), _random.rand(2, 3, 4),
]  # fmt: skip

_NAMES = dict(
    cmath=cmath, functools=functools, itertools=itertools, math=math, np=np, numbers=numbers,
    operator=operator, scipy=scipy, statistics=statistics,
)  # fmt: skip


def function_of(idiom):
    """Give an idiom as a function whose source can be found."""
    file, text = f"<idiom {idiom}>", f"f = lambda x, y, M, S, c, lab, X3: {idiom}\n"
    linecache.cache[file] = (len(text), None, [text], file)
    names = dict(_NAMES)
    exec(compile(text, file, "exec"), names)
    return names["f"]

"""Small numerical programs, written from seeds as the source text of a Python function.

Each family is something that people write: an expression, a sum, a recurrence, an iteration until
a tolerance, linear algebra. What is inside, and on which numbers it runs, is drawn at random.
"""

from __future__ import annotations

import linecache
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from textwrap import indent
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Random = np.random.Generator


@dataclass(frozen=True)
class Program:
    """A function as text, and what to call it with.

    Attributes
    ----------
    seed : int
        Of everything in it.
    family : str
        What it does.
    source : str
        The definition of a function `f`.
    args : list
        Its arguments: vectors and matrices of floats.
    """

    seed: int
    family: str
    source: str
    args: list[Any]

    def function(self, source: str = "") -> Callable[..., Any]:
        """Compile the program, or another text in its place, so that its source can be read."""
        return compiled(source or self.source)


def compiled(source: str) -> Callable[..., Any]:
    """Compile a text that defines `f`; `inspect` finds the text."""
    file = f"<program {hash(source)}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    names: dict[str, Any] = {"np": np}
    exec(compile(source, file, "exec"), names)
    return names["f"]  # type: ignore[no-any-return]


def program(seed: int) -> Program:
    """Write the program of a seed: the first one that it draws whose results are numbers."""
    random = np.random.default_rng(seed)
    families = list(FAMILIES)
    family = families[seed % len(families)]  # each as often as the others
    while True:
        source, args = FAMILIES[family](random)
        found = Program(seed, family, source, args)
        if _gives_numbers(found):
            return found


def _gives_numbers(found: Program) -> bool:
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            result = np.asarray(found.function()(*found.args))
        except np.linalg.LinAlgError:
            return False
    size = np.abs(result)
    return bool(np.isfinite(result).all() and (size < 1e12).all() and (size > 1e-30).any())


def define(body: str, arguments: str = "x, y") -> str:
    """Write a function of these lines."""
    return f"def f({arguments}):\n{indent(body.strip(), '    ')}\n"


# -- Data ---------------------------------------------------------------------------------------


def vector(random: Random, n: int, positive: bool = False) -> Array:
    """Draw a vector: near 0, far from it, or over many scales."""
    x = random.normal(size=n)
    style = random.integers(4)
    if style == 1:
        x = 3 + 0.5 * x
    elif style == 2:
        x = x * 10.0 ** random.uniform(-3, 3, size=n)
    elif style == 3:
        x = 100 + x  # differences and variances lose digits
    return np.abs(x) if positive else x


def matrix(random: Random, n: int, m: int) -> Array:
    """Draw a matrix, now and then with columns of unequal scales."""
    a = random.normal(size=(n, m))
    return a * 10.0 ** random.uniform(-2, 2, size=m) if random.random() < 0.3 else a


def number(random: Random, low: float, high: float) -> str:
    """Draw a constant with some decimals, as people write it."""
    return f"{random.uniform(low, high):.{random.integers(2, 5)}f}"


# -- Expressions --------------------------------------------------------------------------------

_UNARY = (
    "np.sqrt(np.abs({a}) + {c})", "np.exp(-np.abs({a}))", "np.exp(np.tanh({a}))", "np.tanh({a})",
    "np.log(np.abs({a}) + {c})", "np.sin({a})", "np.cos({a})", "np.abs({a})", "-{a}",
    "(np.abs({a}) + {c}) ** {p}", "{a} ** 2", "{a} ** 3", "np.log1p({a} * {a})",
    "np.expm1(np.sin({a}))",
    "np.arctan({a})", "1 / (1 + np.exp(-{a}))", "{a} / (1 + np.abs({a}))", "np.maximum({a}, {c})",
)  # fmt: skip
_BINARY = (
    "{a} + {b}", "{a} - {b}", "{a} * {b}", "{a} + {c} * {b}", "{a} / ({b} * {b} + {c})",
    "np.where({a} > {b}, {a}, {c} * {b})", "np.maximum({a}, {b})", "{a} * {b} + {c}",
    "np.minimum({a}, {b})", "np.sqrt({a} * {a} + {b} * {b})", "{a} - {b} + {c}", "{a} * {b} * {c}",
)  # fmt: skip
_REDUCTIONS = (
    "np.sum({a})", "np.mean({a})", "np.var({a})", "np.std({a})", "np.sqrt(np.sum({a} ** 2))",
    "np.dot({a}, {b})", "np.sum({a} * {b}) / np.sum(np.abs({b}) + {c})", "np.max({a})",
    "np.mean(({a} - {b}) ** 2)", "np.sum({a} - np.mean({a}))", "np.prod(1 + {c} * np.tanh({a}))",
    "np.linalg.norm({a})", "np.sum(({a} - np.mean({a})) * ({b} - np.mean({b}))) / (len(x) - 1)",
)  # fmt: skip


def expression(random: Random, depth: int, names: str = "xy") -> str:
    """Write an expression of vectors."""
    if depth == 0 or random.random() < 0.1:
        return str(random.choice(list(names)))
    forms = _UNARY if random.random() < 0.4 else _BINARY
    a, b = (expression(random, depth - 1, names) for _ in range(2))
    return _fill(random, str(random.choice(forms)), a, b)


def _fill(random: Random, form: str, a: str, b: str) -> str:
    c, p = number(random, 0.1, 2), number(random, 0.3, 2.7)
    return "(" + form.format(a=a, b=b, c=c, p=p) + ")"


def _expressions(random: Random) -> tuple[str, list[Any]]:
    n = int(random.integers(1, 12))
    body = f"return {expression(random, int(random.integers(1, 5)))}"
    return define(body), [vector(random, n), vector(random, n)]


def _steps(random: Random) -> tuple[str, list[Any]]:
    n = int(random.integers(2, 9))
    a, b, c = (expression(random, 2), expression(random, 2, "xa"), expression(random, 2, "ab"))
    return define(f"a = {a}\nb = {b}\nreturn {c}"), [vector(random, n), vector(random, n)]


def _sums(random: Random) -> tuple[str, list[Any]]:
    n = int(random.choice([2, 5, 20, 100, 500]))
    a, b = expression(random, 2), expression(random, 2)
    total = _fill(random, str(random.choice(_REDUCTIONS)), a, b)
    return define(f"return {total}"), [vector(random, n), vector(random, n)]


def _normalised(random: Random) -> tuple[str, list[Any]]:
    n = int(random.choice([3, 10, 50]))
    form = random.choice([
        "(x - np.mean(x)) / np.std(x)", "x / np.sqrt(np.sum(x ** 2))", "x / np.sum(np.abs(x))",
        "np.exp(x - np.max(x)) / np.sum(np.exp(x - np.max(x)))",
        "np.max(x) + np.log(np.sum(np.exp(x - np.max(x))))",
        "x - np.max(x) - np.log(np.sum(np.exp(x - np.max(x))))",
        "np.sum(x * y) / np.sqrt(np.sum(x ** 2) * np.sum(y ** 2))",
        "x - np.sum(x * y) / np.sum(y * y) * y",
    ])  # fmt: skip
    return define(f"return {form}"), [vector(random, n), vector(random, n)]


def _cumulative(random: Random) -> tuple[str, list[Any]]:
    n = int(random.choice([3, 10, 60]))
    form = random.choice([
        "np.cumsum(x)", "np.cumsum(x * y)", "np.cumprod(1 + {c} * np.tanh(x))", "np.diff(x * y)",
        "np.diff(np.cumsum(x))", "np.cumsum(x) / np.cumsum(np.abs(y) + {c})", "np.diff(x) / {c}",
        "np.cumsum(x ** 2) - np.cumsum(x) ** 2 / 7",
    ]).format(c=number(random, 0.1, 1))  # fmt: skip
    return define(f"return {form}"), [vector(random, n), vector(random, n)]


# -- Recurrences --------------------------------------------------------------------------------


def _horner(random: Random) -> tuple[str, list[Any]]:
    body = "p = 0 * x\nfor i in range(len(y)):\n    p = p * x + y[i]\nreturn p"
    return define(body), [
        random.uniform(-1.5, 1.5, size=6),
        vector(random, int(random.integers(2, 15))),
    ]


def _filter(random: Random) -> tuple[str, list[Any]]:
    r, w = random.uniform(0.3, 0.97), random.uniform(0.1, 3)
    a, b = 2 * r * np.cos(w), -r * r  # two poles inside the unit circle
    body = f"""
z = np.zeros(len(x))
z[0] = x[0]
z[1] = x[1] + {a:.4f} * z[0]
for i in range(2, len(x)):
    z[i] = {number(random, 0.1, 1)} * x[i] + {a:.4f} * z[i - 1] - {-b:.4f} * z[i - 2]
return z
"""
    return define(body), [vector(random, int(random.choice([5, 20, 100]))), vector(random, 2)]


def _average(random: Random) -> tuple[str, list[Any]]:
    a = number(random, 0.05, 0.95)
    body = f"""
s = x[0]
out = np.zeros(len(x))
for i in range(len(x)):
    s = {a} * x[i] + (1 - {a}) * s
    out[i] = s
return out
"""
    return define(body), [vector(random, int(random.choice([5, 30, 100]))), vector(random, 2)]


def _contraction(random: Random) -> tuple[str, list[Any]]:
    step = random.choice([
        "{a} * z + x", "{a} * np.sin(z) + x", "{a} * np.tanh(z) * y + x", "(z + x * x / z) / 2",
        "np.cos({a} * z) + x", "{r} * z * (1 - z)", "1 / (1 + {a} * np.abs(z)) + x",
        "z - {a} * (z - x)", "z - {a} * (z * y * y / (1 + y * y) - x)",
    ]).format(a=number(random, 0.1, 0.9), r=number(random, 1.5, 2.9))  # fmt: skip
    start = "0 * x + " + number(random, 0.2, 0.8)
    n = int(random.choice([3, 10, 40, 120]))
    body = f"z = {start}\nfor _ in range({n}):\n    z = {step}\nreturn z"
    return define(body), [vector(random, 4), vector(random, 4)]


def _slow(random: Random) -> tuple[str, list[Any]]:
    """Add a constant many times: errors of one sign."""
    n = int(random.choice([50, 200, 600]))
    step = number(random, 0.01, 0.9)
    form = random.choice(
        [f"t + {step}", f"t - {step}", f"t + {step} * x", f"t * (1 + {step} / {n})"]
    )
    return define(f"t = x\nfor _ in range({n}):\n    t = {form}\nreturn t"), [
        vector(random, 3),
        vector(random, 3),
    ]


def _fraction(random: Random) -> tuple[str, list[Any]]:
    body = f"""
z = x
for i in range(len(y)):
    z = {number(random, 0.2, 2)} + np.abs(y[i]) / ({number(random, 0.5, 3)} + np.abs(z))
return z
"""
    return define(body), [vector(random, 4), vector(random, int(random.integers(2, 15)))]


def _newton(random: Random) -> tuple[str, list[Any]]:
    form, slope = [
        ("z ** 3 + {c} * z - x", "3 * z ** 2 + {c}"), ("np.exp(z) + z - x", "np.exp(z) + 1"),
        ("z + {c} * np.sin(z) - x", "1 + {c} * np.cos(z)"),
        ("np.arctan(z) + z - x", "1 / (1 + z * z) + 1"),
    ][random.integers(4)]  # fmt: skip
    c, n = number(random, 0.1, 0.6), int(random.integers(3, 12))
    body = f"z = 0 * x\nfor _ in range({n}):\n    z = z - ({form}) / ({slope})\nreturn z"
    return define(body.format(c=c)), [np.tanh(vector(random, 4)) * 2, vector(random, 2)]


def _until(random: Random) -> tuple[str, list[Any]]:
    a, tolerance = number(random, 0.1, 0.9), random.choice(["1e-6", "1e-10", "1e-12"])
    step = random.choice(
        [
            "{a} * np.cos(z) + {c} * x",
            "(z + (1 + x * x) / z) / 2",
            "np.sqrt(1 + {a} * z * x * x / (1 + x * x))",
        ]
    ).format(a=a, c=number(random, 0.1, 1))
    body = f"""
z = 0 * x + 1
change = 1.0
while change > {tolerance}:
    new = {step}
    change = np.max(np.abs(new - z))
    z = new
return z
"""
    return define(body), [vector(random, 3), vector(random, 3)]


def _descent(random: Random) -> tuple[str, list[Any]]:
    n, m = int(random.integers(5, 20)), int(random.integers(1, 4))
    steps, rate = (
        int(random.choice([5, 30, 100, 300], p=[0.3, 0.4, 0.25, 0.05])),
        number(random, 0.05, 0.3),
    )
    model = random.choice(["x @ w", "1 / (1 + np.exp(-(x @ w)))", "np.tanh(x @ w)"])
    body = f"""
w = np.zeros({m})
for _ in range({steps}):
    w = w - {rate} * (x.T @ ({model} - y)) / len(y)
return w
"""
    return define(body), [random.normal(size=(n, m)), random.normal(size=n)]


def _runge_kutta(random: Random) -> tuple[str, list[Any]]:
    system = random.choice([
        "a @ {z}", "a @ np.tanh({z})", "a @ {z} - {z} ** 3 / 10", "np.sin(a @ {z})",
        "a @ {z} / (1 + {z} * {z})",
    ])  # fmt: skip
    h, n = number(random, 0.01, 0.1), int(random.choice([5, 20, 40]))
    stages = [
        system.format(z=z)
        for z in ("z", f"(z + {h} / 2 * k)", f"(z + {h} / 2 * l)", f"(z + {h} * m)")
    ]
    lines = "\n".join(f"    {name} = {stage}" for name, stage in zip("klmq", stages, strict=True))
    step = f"z = z + {h} / 6 * (k + 2 * l + 2 * m + q)"
    body = f"z = y\nfor _ in range({n}):\n{lines}\n    {step}\nreturn z"
    size = int(random.integers(2, 4))
    a = random.normal(size=(size, size)) - 0.5 * np.eye(size)
    return define(body, "a, y"), [a, random.normal(size=size)]


def _heat(random: Random) -> tuple[str, list[Any]]:
    r, n = number(random, 0.1, 0.5), int(random.choice([3, 20, 60]))
    body = f"""
u = x
for _ in range({n}):
    new = np.zeros(len(u))
    new[1:-1] = u[1:-1] + {r} * (u[2:] - 2 * u[1:-1] + u[:-2])
    u = new
return u
"""
    return define(body), [vector(random, int(random.integers(5, 15))), vector(random, 2)]


def _running(random: Random) -> tuple[str, list[Any]]:
    """Welford's running mean and variance."""
    body = """
mean = 0.0
m = 0.0
for i in range(len(x)):
    d = x[i] - mean
    mean = mean + d / (i + 1)
    m = m + d * (x[i] - mean)
return m / (len(x) - 1)
"""
    return define(body), [vector(random, int(random.choice([3, 20, 100]))), vector(random, 2)]


def _moving(random: Random) -> tuple[str, list[Any]]:
    w = int(random.integers(2, 6))
    form = random.choice(
        [
            "np.sum(x[i:i + {w}]) / {w}",
            "np.std(x[i:i + {w}])",
            "np.sum(x[i:i + {w}] * y[0:{w}])",
            "np.mean(x[i:i + {w}] ** 2)",
        ]
    ).format(w=w)
    body = f"""
out = np.zeros(len(x) - {w - 1})
for i in range(len(x) - {w - 1}):
    out[i] = {form}
return out
"""
    n = int(random.integers(w + 2, 25))
    return define(body), [vector(random, n), vector(random, n)]


def _quadrature(random: Random) -> tuple[str, list[Any]]:
    n = int(random.choice([10, 30, 100]))
    inside = expression(random, 2, "ty")
    body = f"""
h = (y - x) / {n}
total = 0 * x
for i in range({n}):
    t = x + (i + 0.5) * h
    total = total + {inside}
return h * total
"""
    return define(body), [random.uniform(-1, 0, 2), random.uniform(0.5, 2, 2)]


def _series(random: Random) -> tuple[str, list[Any]]:
    n = int(random.integers(5, 25))
    term = random.choice(
        ["term * x / i", "-term * x * x / ((2 * i - 1) * (2 * i))", "-term * x / (2 * i + 1)"]
    )
    body = f"""
total = 1 + 0 * x
term = 1 + 0 * x
for i in range(1, {n}):
    term = {term}
    total = total + term
return total
"""
    return define(body), [random.uniform(-4, 4, 4), vector(random, 2)]


# -- Matrices -----------------------------------------------------------------------------------


def _system(random: Random, n: int) -> Array:
    """Draw a regular matrix whose condition number is 1e6 at most."""
    a = matrix(random, n, n) + (n * np.eye(n) if random.random() < 0.5 else 0)
    return a if np.linalg.cond(a) < 1e6 else _system(random, n)


def _solving(random: Random) -> tuple[str, list[Any]]:
    n = int(random.choice([2, 3, 5, 10, 25]))
    form = random.choice([
        "np.linalg.solve(a, y)", "np.linalg.inv(a)", "np.linalg.det(a)",
        "a @ np.linalg.solve(a, y) + y",
        "np.linalg.solve(a, a @ y + 1)", "np.linalg.inv(a) @ y", "y @ np.linalg.solve(a, y)",
        "np.log(np.abs(np.linalg.det(a)))",
    ])  # fmt: skip
    return define(f"return {form}", "a, y"), [_system(random, n), vector(random, n)]


def _positive(random: Random) -> tuple[str, list[Any]]:
    n = int(random.choice([2, 3, 5, 10]))
    form = random.choice([
        "np.linalg.cholesky(s)", "np.linalg.solve(np.linalg.cholesky(s), y)",
        "2 * np.sum(np.log(np.diagonal(np.linalg.cholesky(s))))", "np.linalg.eigvalsh(s)",
        "np.sqrt(np.linalg.eigvalsh(s))", "y @ np.linalg.solve(s, y)",
        "np.sum(np.linalg.eigvalsh(s) ** 2)",
    ])  # fmt: skip
    body = f"s = a.T @ a + {number(random, 0.01, 1)} * np.eye({n})\nreturn {form}"
    return define(body, "a, y"), [matrix(random, n + 2, n), vector(random, n)]


def _fitting(random: Random) -> tuple[str, list[Any]]:
    n, m = int(random.integers(8, 30)), int(random.integers(1, 5))
    form = random.choice([
        "np.linalg.lstsq(a, y, rcond=None)[0]", "y - a @ np.linalg.lstsq(a, y, rcond=None)[0]",
        "np.linalg.svd(a, compute_uv=False)", "np.linalg.solve(a.T @ a, a.T @ y)",
        "np.abs(np.diagonal(np.linalg.qr(a)[1]))",
        "np.linalg.svd(a - np.mean(a, axis=0), compute_uv=False) ** 2",
    ])  # fmt: skip
    return define(f"return {form}", "a, y"), [matrix(random, n, m), vector(random, n)]


def _elimination(random: Random) -> tuple[str, list[Any]]:
    n = int(random.integers(2, 9))
    body = f"""
u = np.zeros(({n}, {n + 1}))
u[:, 0:{n}] = a
u[:, {n}] = y
for k in range({n}):
    for i in range(k + 1, {n}):
        u[i, :] = u[i, :] - u[i, k] / u[k, k] * u[k, :]
z = np.zeros({n})
for j in range({n}):
    i = {n - 1} - j
    z[i] = (u[i, {n}] - np.sum(u[i, 0:{n}] * z)) / u[i, i]
return z
"""
    a = random.normal(size=(n, n)) + n * np.eye(n)
    return define(body, "a, y"), [a, vector(random, n)]


def _products(random: Random) -> tuple[str, list[Any]]:
    n, k, m = (int(random.integers(1, 20)) for _ in range(3))
    form = random.choice([
        "a @ b", "np.tanh(a @ b)", "a @ b - np.mean(a @ b, axis=0)", "np.sum(a @ b, axis=1)",
        "np.exp(-(a @ b) ** 2)", "b.T @ a.T", "np.maximum(a @ b, 0) @ b.T",
    ])  # fmt: skip
    return define(f"return {form}", "a, b"), [matrix(random, n, k), matrix(random, k, m)]


def _transforms(random: Random) -> tuple[str, list[Any]]:
    n = int(random.choice([4, 7, 8, 12, 31, 64]))
    form = random.choice([
        "np.abs(np.fft.fft(x))", "np.real(np.fft.fft(x))", "np.abs(np.fft.fft(x)) ** 2 / len(x)",
        "np.real(np.fft.ifft(np.fft.fft(x) * np.fft.fft(y)))",
    ])  # fmt: skip
    return define(f"return {form}"), [vector(random, n), vector(random, n)]


def _convolution(random: Random) -> tuple[str, list[Any]]:
    n, m = int(random.integers(5, 40)), int(random.integers(2, 5))
    body = f"""
out = np.zeros(len(x) - {m - 1})
for i in range({m}):
    out = out + y[i] * x[i:len(x) - {m - 1} + i]
return out
"""
    return define(body), [vector(random, n), vector(random, m)]


#: What writes each kind of program: its text and its arguments.
FAMILIES: dict[str, Callable[[Random], tuple[str, list[Any]]]] = {
    "expression": _expressions, "steps": _steps, "sum": _sums, "normalised": _normalised,
    "cumulative": _cumulative, "horner": _horner, "filter": _filter, "average": _average,
    "contraction": _contraction, "slow": _slow, "fraction": _fraction, "newton": _newton,
    "until": _until, "descent": _descent, "runge_kutta": _runge_kutta, "heat": _heat,
    "running": _running, "moving": _moving, "quadrature": _quadrature, "series": _series,
    "solving": _solving, "positive": _positive, "fitting": _fitting, "elimination": _elimination,
    "products": _products, "transforms": _transforms, "convolution": _convolution,
}  # fmt: skip

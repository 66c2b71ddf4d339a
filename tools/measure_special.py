"""Measure how far the special functions and distributions of libraries err.

    python tools/measure_special.py [--points N]

NumPy, `math`, SciPy and R calculate each function at seeded arguments in its ordinary range; Arb,
at 256 bits, knows the truth. Writes python/diglot/judging/special_ulps.json: for each function the
largest error of each library, in units in the last place of the result, and `ulps`, the next power
of two. An error above 4096 of them is no rounding: there the library loses the digits, by another
formula; it is told as the others are, but `ulps` passes over it. Points with a zero within 1/64 of
an argument are left out: next to a zero no library keeps the digits of the result. Takes about six
minutes.
"""

from __future__ import annotations

import argparse
import json
import math
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import scipy
import scipy.special
import scipy.stats
from flint import acb, arb

from diglot.bridge.process import RProcess
from diglot.judging.distributions import DISTRIBUTIONS, method, methods_of
from diglot.judging.elementary import ELEMENTARY, Special, bits
from diglot.judging.special import SPECIAL

ULPS = Path(__file__).parents[1] / "python" / "diglot" / "judging" / "special_ulps.json"
NEAR = 1 / 64
MOST = 4096.0
SMALLEST_NORMAL = float(np.finfo(np.float64).smallest_normal)

#: What R calls them, of the arguments as SciPy has them.
R = {
    **{name: name for name in ELEMENTARY if name in (
        "exp expm1 log log2 log10 log1p sqrt sin cos tan asin acos atan sinh cosh tanh asinh "
        "acosh atanh abs gamma factorial").split()},
    "atan2": "atan2", "power": "`^`", "lgamma": "lgamma", "gammaln": "lgamma",
    "mod": "`%%`", "floor_divide": "`%/%`", "comb": "choose",
    "digamma": "digamma", "polygamma": "function(n, x) psigamma(x, n)", "beta": "beta",
    "betaln": "lbeta",
    "gammainc": "function(a, x) pgamma(x, a)",
    "gammaincc": "function(a, x) pgamma(x, a, lower.tail = FALSE)",
    "gammaincinv": "function(a, p) qgamma(p, a)",
    "gammainccinv": "function(a, p) qgamma(p, a, lower.tail = FALSE)",
    "betainc": "function(a, b, x) pbeta(x, a, b)",
    "betaincc": "function(a, b, x) pbeta(x, a, b, lower.tail = FALSE)",
    "betaincinv": "function(a, b, p) qbeta(p, a, b)",
    "erf": "function(x) 2 * pnorm(x * sqrt(2)) - 1", "ndtr": "pnorm", "ndtri": "qnorm",
    "erfc": "function(x) 2 * pnorm(x * sqrt(2), lower.tail = FALSE)",
    "log_ndtr": "function(x) pnorm(x, log.p = TRUE)",
    "expit": "plogis", "logit": "qlogis", "log_expit": "function(x) plogis(x, log.p = TRUE)",
    **{f"{low}{kind}": f"function(v, x) bessel{low.upper()}(x, v)"
       for low in "jyik" for kind in "v"},
    **{f"{low}{order}": f"function(x) bessel{low.upper()}(x, {order})"
       for low in "jyik" for order in (0, 1)},
    "ive": "function(v, x) besselI(x, v, TRUE)", "kve": "function(v, x) besselK(x, v, TRUE)",
    "stdtr": "function(df, t) pt(t, df)", "stdtrit": "function(df, p) qt(p, df)",
    "chdtr": "function(v, x) pchisq(x, v)", "fdtr": "function(a, b, x) pf(x, a, b)",
}  # fmt: skip

#: R's name of each distribution and of its parameters.
R_DISTRIBUTIONS = {
    "norm": ("norm", ""), "t": ("t", "a"), "chi2": ("chisq", "a"), "f": ("f", "a, b"),
    "gamma": ("gamma", "a"), "beta": ("beta", "a, b"), "expon": ("exp", ""),
    "uniform": ("unif", ""), "lognorm": ("lnorm", "0, a"), "weibull_min": ("weibull", "a"),
    "cauchy": ("cauchy", ""), "logistic": ("logis", ""), "binom": ("binom", "a, b"),
    "poisson": ("pois", "a"), "nbinom": ("nbinom", "a, b"), "hypergeom": ("hyper", "b, a - b, c"),
}  # fmt: skip
R_METHODS = {
    "pdf": "d%s(%s)", "pmf": "d%s(%s)",
    "logpdf": "d%s(%s, log = TRUE)", "logpmf": "d%s(%s, log = TRUE)",
    "cdf": "p%s(%s)", "sf": "p%s(%s, lower.tail = FALSE)",
    "logcdf": "p%s(%s, log.p = TRUE)", "logsf": "p%s(%s, lower.tail = FALSE, log.p = TRUE)",
    "ppf": "q%s(%s)", "isf": "q%s(%s, lower.tail = FALSE)",
}  # fmt: skip


def r_of(name: str) -> str | None:
    """Write a function in R; None where base R has none."""
    if "." not in name:
        return R.get(name)
    distribution, how = name.split(".")
    if distribution not in R_DISTRIBUTIONS:
        return None
    theirs, parameters = R_DISTRIBUTIONS[distribution]
    count = len(DISTRIBUTIONS[distribution].shapes)
    names = ["x", *"abc"[:count]]
    arguments = ", ".join(filter(None, ["x", parameters]))
    return f"function({', '.join(names)}) {R_METHODS[how] % (theirs, arguments)}"


def libraries_of(name: str) -> dict[str, Callable[..., Any]]:
    """Find who else calculates a function, on arrays."""
    if "." in name:
        distribution, how = name.split(".")
        return {"scipy": getattr(getattr(scipy.stats, distribution), how)}
    found: dict[str, Callable[..., Any]] = {}
    if name in SPECIAL and hasattr(scipy.special, name):
        found["scipy"] = getattr(scipy.special, name)
        if name in ("multigammaln", "diric"):  # these take one number as their second argument
            found["scipy"] = np.vectorize(found["scipy"], otypes=[float])
    if name in ELEMENTARY and hasattr(np, name):
        found["numpy"] = getattr(np, name)
    theirs = {"ieee_remainder": "remainder"}.get(name, name)
    same = theirs == name != "remainder" or name == "ieee_remainder"
    if name in ELEMENTARY and hasattr(math, theirs) and same:
        found["math"] = np.vectorize(getattr(math, theirs), otypes=[float])
    return found


def arguments(special: Special, points: int) -> list[np.ndarray]:
    """Draw arguments from the ordinary range, the same in each run."""
    rng = np.random.default_rng(zlib.crc32(special.name.encode()))
    return [draw(rng, low, high, points) for low, high in special.ordinary]


def draw(rng: np.random.Generator, low: float, high: float, points: int) -> np.ndarray:
    if isinstance(low, int) and isinstance(high, int):
        return rng.integers(low, high + 1, points)
    if low > 0 and high / low >= 100:
        return np.exp(rng.uniform(math.log(low), math.log(high), points))
    return rng.uniform(low, high, points)


def outputs(value: Any) -> list[np.ndarray]:
    return [np.asarray(v) for v in value] if isinstance(value, tuple) else [np.asarray(value)]


def truths(special: Special, args: list[np.ndarray]) -> list[list[Any]]:
    with bits(256):
        rows = [special(*row) for row in zip(*(a.tolist() for a in args), strict=True)]
    columns = zip(*(row if isinstance(row, tuple) else (row,) for row in rows), strict=True)
    return [list(column) for column in columns]


def far_from_zero(function: Callable[..., Any], args: list[np.ndarray]) -> list[np.ndarray]:
    """Tell where no zero lies near: the function keeps its sign when an argument moves."""
    here = [np.sign(v.real) for v in outputs(function(*args))]
    keep = [np.ones(len(args[0]), dtype=bool) for _ in here]
    for i, arg in enumerate(args):
        for factor in (1 - NEAR, 1 + NEAR):
            if arg.dtype.kind != "f":
                continue
            moved = [*args[:i], arg * factor, *args[i + 1 :]]
            for k, value in enumerate(outputs(function(*moved))):
                sign = np.sign(value.real)
                keep[k] &= (sign == here[k]) | np.isnan(sign) | np.iscomplexobj(value)
    return keep


def error(value: Any, truth: arb | acb) -> float:
    """Give the distance from the truth in units in the last place; NaN where it says nothing."""
    if not truth.is_finite() or not np.isfinite(value):
        return math.nan
    size = abs(complex(truth.mid())) if isinstance(truth, acb) else abs(float(truth.mid()))
    if not SMALLEST_NORMAL <= size < math.inf:
        return math.nan
    with bits(256):
        distance = abs((acb if isinstance(truth, acb) else arb)(value) - truth)
        return float((distance / arb(math.ulp(size))).mid())


def largest(values: list[np.ndarray], truth: list[list[Any]], keep: list[np.ndarray]) -> float:
    errors = [
        error(value.flat[i].item(), truth[k][i])
        for k, value in enumerate(values)
        for i in np.flatnonzero(keep[k])
    ]
    known = [e for e in errors if not math.isnan(e)]
    return max(known, default=math.nan)


def measure(special: Special, name: str, points: int, r: RProcess) -> dict[str, Any]:
    """Compare all libraries that know a function with the truth."""
    args = arguments(special, points)
    truth = truths(special, args)
    theirs = libraries_of(name)
    with np.errstate(all="ignore"):
        keep = far_from_zero(next(iter(theirs.values())), args)
        errors = {
            who: largest(outputs(function(*args)), truth, keep) for who, function in theirs.items()
        }
    in_r = r_of(name)
    if in_r is not None:
        floats = [a.astype(float) for a in args]
        errors["r"] = largest([np.asarray(r.call(in_r, floats).value)], truth, keep)
    errors = {who: round(worst, 2) for who, worst in errors.items() if not math.isnan(worst)}
    honest = [worst for worst in errors.values() if worst <= MOST]
    worst = max(honest, default=MOST if errors else 1.0)
    return {
        "ulps": 2.0 ** math.ceil(math.log2(max(worst, 1.0))),
        "largest": errors,
        "range": special.ordinary,
    }


def everything() -> dict[str, Special]:
    """Name all that is measured."""
    methods = {
        f"{d.name}.{how}": method(d, how) for d in DISTRIBUTIONS.values() for how in methods_of(d)
    }
    known = {name: special for name, special in methods.items() if special is not None}
    return {**ELEMENTARY, **SPECIAL, **known}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=1000)
    points = parser.parse_args().points
    measured: dict[str, Any] = {}
    with RProcess(timeout=300) as r:
        for name, special in everything().items():
            if libraries_of(name):
                measured[name] = measure(special, name, points, r)
                print(name, measured[name]["ulps"], measured[name]["largest"], flush=True)
    lines = ",\n".join(f'  "{name}": {json.dumps(entry)}' for name, entry in measured.items())
    ULPS.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    main()

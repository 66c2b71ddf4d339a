"""The distributions of `scipy.stats` on balls: densities, distribution functions, quantiles.

A distribution is known by its standard form; location and scale come on top, as in SciPy.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flint import arb

from diglot.judging.elementary import (
    INF,
    Special,
    as_number,
    binom,
    floor,
    is_infinite,
    less,
    nan,
    whole,
)
from diglot.judging.inverse import first
from diglot.judging.special import (
    bdtr,
    bdtrc,
    betainc,
    betaincc,
    betainccinv,
    betaincinv,
    expit,
    fdtr,
    fdtrc,
    gammainc,
    gammaincc,
    gammainccinv,
    gammaincinv,
    log_ndtr,
    ndtr,
    ndtri,
    stdtr,
    stdtrit,
    ulps_of,
    xlog1py,
    xlogy,
)

Function = Callable[..., arb]

#: Tails of the hypergeometric distribution with more terms than this are left to others.
_MANY = 10_000


@dataclass(frozen=True)
class Distribution:
    """A distribution in its standard form.

    Attributes
    ----------
    name : str
    shapes : tuple of str
        The names of its parameters beside location and scale.
    log_density : callable
        Of a number inside the support and the shapes: the logarithm of the density, or of the
        probability if the distribution is `discrete`.
    below, above : callable
        The probability of at most, and of more than, a number.
    quantile, upper_quantile : callable, optional
        Of a probability strictly between 0 and 1 and the shapes.
    support : callable
        The ends of the support, of the shapes.
    valid : callable
        Whether these are shapes.
    """

    name: str
    shapes: tuple[str, ...]
    log_density: Function
    below: Function
    above: Function
    quantile: Function | None = None
    upper_quantile: Function | None = None
    support: Callable[..., tuple[Any, Any]] = lambda *shapes: (-INF, INF)
    valid: Callable[..., bool] = lambda *shapes: all(shape > 0 for shape in shapes)
    discrete: bool = False
    ordinary: tuple[tuple[float, float], ...] = ()


# --- The methods, of a standard number and the shapes -------------------------------------------


def _log_density(d: Distribution, x: arb, *shapes: arb) -> arb:
    low, high = d.support(*shapes)
    if less(x, low) or less(high, x) or (d.discrete and whole(x) is None):
        return arb(-INF)
    return d.log_density(x, *shapes)


def _density(d: Distribution, x: arb, *shapes: arb) -> arb:
    return _exp(_log_density(d, x, *shapes))


def _exp(x: arb) -> arb:
    if is_infinite(x):
        return arb(INF if x > 0 else 0)
    return x.exp()


def _log(x: arb) -> arb:
    return arb(-INF) if x == 0 else x.log()


def _below(d: Distribution, x: arb, *shapes: arb) -> arb:
    low, high = d.support(*shapes)
    x = floor(x) if d.discrete else x
    if less(x, low):
        return arb(0)
    return arb(1) if not less(x, high) else d.below(x, *shapes)


def _above(d: Distribution, x: arb, *shapes: arb) -> arb:
    low, high = d.support(*shapes)
    x = floor(x) if d.discrete else x
    if less(x, low):
        return arb(1)
    return arb(0) if not less(x, high) else d.above(x, *shapes)


def _ends(d: Distribution, *shapes: arb) -> tuple[arb, arb]:
    """Give the quantiles of 0 and 1."""
    low, high = d.support(*shapes)
    return as_number(low) - int(d.discrete), as_number(high)


def _first(d: Distribution, reached: Callable[[arb], arb], q: arb, *shapes: arb) -> arb:
    low, high = d.support(*shapes)
    top = whole(as_number(high))
    return first(reached, q, whole(as_number(low)) or 0, INF if top is None else top)


def _quantile(d: Distribution, q: arb, *shapes: arb) -> arb:
    if q == 0 or q == 1:
        return _ends(d, *shapes)[1 if q == 1 else 0]
    if not (q > 0 and q < 1):
        return nan()
    if d.quantile is not None:
        return d.quantile(q, *shapes)
    return _first(d, lambda k: _below(d, k, *shapes), q, *shapes)


def _upper_quantile(d: Distribution, q: arb, *shapes: arb) -> arb:
    if q == 0 or q == 1:
        return _ends(d, *shapes)[1 if q == 0 else 0]
    if not (q > 0 and q < 1):
        return nan()
    if d.upper_quantile is not None:
        return d.upper_quantile(q, *shapes)
    return _first(d, lambda k: -_above(d, k, *shapes), -q, *shapes)


def _log_share(share: arb, rest: arb) -> arb:
    # Near 1 the share has lost what the rest still tells.
    return (-rest).log1p() if rest < 0.5 else _log(share)


#: Where the probabilities themselves are too small for Arb.
_LOG_BELOW: dict[str, Function] = {"norm": log_ndtr}


def _log_below(d: Distribution, x: arb, *shapes: arb) -> arb:
    own = _LOG_BELOW.get(d.name)
    return own(x) if own else _log_share(_below(d, x, *shapes), _above(d, x, *shapes))


def _log_above(d: Distribution, x: arb, *shapes: arb) -> arb:
    own = _LOG_BELOW.get(d.name)
    return own(-x) if own else _log_share(_above(d, x, *shapes), _below(d, x, *shapes))


@dataclass(frozen=True)
class _Method:
    function: Callable[..., arb]
    kind: str  # "density", "log density", "probability" or "quantile"
    far: tuple[float, float] = (0.0, 0.0)


_DENSITY = _Method(_density, "density")
_LOG_DENSITY = _Method(_log_density, "log density", (-INF, -INF))
_METHODS = {
    "pdf": _DENSITY, "pmf": _DENSITY, "logpdf": _LOG_DENSITY, "logpmf": _LOG_DENSITY,
    "cdf": _Method(_below, "probability", (0.0, 1.0)),
    "sf": _Method(_above, "probability", (1.0, 0.0)),
    "logcdf": _Method(_log_below, "probability", (-INF, 0.0)),
    "logsf": _Method(_log_above, "probability", (0.0, -INF)),
    "ppf": _Method(_quantile, "quantile"), "isf": _Method(_upper_quantile, "quantile"),
}  # fmt: skip


def methods_of(d: Distribution) -> tuple[str, ...]:
    """Name the methods that a distribution has."""
    own = ("pmf", "logpmf") if d.discrete else ("pdf", "logpdf")
    return (*own, "cdf", "sf", "logcdf", "logsf", "ppf", "isf")


def method(d: Distribution, name: str) -> Special | None:
    """Give a method of a distribution: of a number, the shapes, location and scale."""
    if name not in methods_of(d):
        return None
    how = _METHODS[name]

    def function(x: arb, *rest: arb) -> arb:
        shapes, loc, scale = _parameters(d, rest)
        if not scale > 0 or not d.valid(*shapes) or not loc.is_finite():
            return nan()
        if how.kind == "quantile":
            return loc + scale * how.function(d, x, *shapes)
        if is_infinite(x):
            return arb(how.far[1 if x > 0 else 0])
        value = how.function(d, (x - loc) / scale, *shapes)
        if how.kind == "density":
            return value / scale
        return value - scale.log() if how.kind == "log density" else value

    return Special(f"{d.name}.{name}", function, limit=function, ordinary=_ordinary(d, name),
                   ulps=ulps_of(f"{d.name}.{name}"))  # fmt: skip


def _ordinary(d: Distribution, name: str) -> tuple[tuple[float, float], ...]:
    """Give the ranges of a method's arguments: of a quantile, the first is a probability."""
    number, *shapes = d.ordinary
    return ((0.001, 0.999) if name in ("ppf", "isf") else number, *shapes)


def _parameters(d: Distribution, rest: tuple[arb, ...]) -> tuple[tuple[arb, ...], arb, arb]:
    count = len(d.shapes)
    loc, scale = (rest[count:] + (arb(0), arb(1))[len(rest) - count :])[:2]
    return rest[:count], loc, scale


def _bind(d: Distribution, args: tuple[Any, ...], kwds: dict[str, Any]) -> tuple[Any, ...] | None:
    """Put shapes, location and scale into their places; None where they are not those."""
    names = (*d.shapes, "loc", *(() if d.discrete else ("scale",)))
    if len(args) > len(names) or not set(kwds) <= set(names[len(args) :]):
        return None
    given = {"loc": 0, "scale": 1, **dict(zip(names, args, strict=False)), **kwds}
    return tuple(given[name] for name in names) if set(names) <= set(given) else None


# --- The distributions --------------------------------------------------------------------------


def _log_beta(a: arb, b: arb) -> arb:
    return a.lgamma() + b.lgamma() - (a + b).lgamma()


def _sqrt_2_pi() -> arb:
    return (2 * arb.pi()).sqrt()


def _norm_log_density(x: arb) -> arb:
    return -x * x / 2 - _sqrt_2_pi().log()


def _t_log_density(x: arb, df: arb) -> arb:
    scale = ((df + 1) / 2).lgamma() - (df / 2).lgamma() - (df * arb.pi()).log() / 2
    return scale - (df + 1) / 2 * (x * x / df).log1p()


def _gamma_log_density(x: arb, a: arb) -> arb:
    return xlogy(a - 1, x) - x - a.lgamma()


def _chi2_log_density(x: arb, df: arb) -> arb:
    return _gamma_log_density(x / 2, df / 2) - arb(2).log()


def _f_log_density(x: arb, m: arb, n: arb) -> arb:
    ratio = m / n
    powers = xlogy(m / 2 - 1, x) + m / 2 * ratio.log() - (m + n) / 2 * (ratio * x).log1p()
    return powers - _log_beta(m / 2, n / 2)


def _beta_log_density(x: arb, a: arb, b: arb) -> arb:
    return xlogy(a - 1, x) + xlog1py(b - 1, -x) - _log_beta(a, b)


def _lognorm_log_density(x: arb, s: arb) -> arb:
    if x == 0:
        return arb(-INF)
    return _norm_log_density(x.log() / s) - (s * x).log()


def _weibull_log_density(x: arb, c: arb) -> arb:
    return c.log() + xlogy(c - 1, x) - _power(x, c)


def _power(x: arb, c: arb) -> arb:
    return arb(0) if x == 0 else x**c


def _f_quantile(q: arb, m: arb, n: arb) -> arb:
    share = betaincinv(m / 2, n / 2, q)
    return n * share / (m * (1 - share))


def _f_upper_quantile(q: arb, m: arb, n: arb) -> arb:
    share = betaincinv(n / 2, m / 2, q)
    return n * (1 - share) / (m * share)


def _logistic_log_density(x: arb) -> arb:
    size = abs(x)
    return -size - 2 * (-size).exp().log1p()


def _laplace_below(x: arb) -> arb:
    return x.exp() / 2 if x < 0 else 1 - (-x).exp() / 2


def _laplace_quantile(q: arb) -> arb:
    return (2 * q).log() if less(q, 0.5) else -(2 * (1 - q)).log()


def _cauchy_below(x: arb) -> arb:
    return arb.atan2(arb(1), -x) / arb.pi()


def _cauchy_quantile(q: arb) -> arb:
    return -(arb.cos_pi(q) / arb.sin_pi(q))


def _log_binom(n: arb, k: arb) -> arb:
    return (n + 1).lgamma() - (k + 1).lgamma() - (n - k + 1).lgamma()


def _binom_log_mass(k: arb, n: arb, p: arb) -> arb:
    return _log_binom(n, k) + xlogy(k, p) + xlog1py(n - k, -p)


def _poisson_log_mass(k: arb, mu: arb) -> arb:
    return xlogy(k, mu) - (k + 1).lgamma() - mu


def _nbinom_log_mass(k: arb, n: arb, p: arb) -> arb:
    return (n + k).lgamma() - (k + 1).lgamma() - n.lgamma() + n * p.log() + xlog1py(k, -p)


def _hypergeom_mass(k: arb, total: arb, good: arb, draws: arb) -> arb:
    return binom(good, k) * binom(total - good, draws - k) / binom(total, draws)


def _hypergeom_support(total: arb, good: arb, draws: arb) -> tuple[arb, arb]:
    return (draws - total + good).max(arb(0)), draws.min(good)


def _hypergeom_sum(low: arb, high: arb, *shapes: arb) -> arb:
    start, end = whole(low), whole(high)
    if start is None or end is None or end - start > _MANY:
        return nan()
    return sum((_hypergeom_mass(arb(k), *shapes) for k in range(start, end + 1)), arb(0))


def _hypergeom_below(k: arb, *shapes: arb) -> arb:
    return _hypergeom_sum(_hypergeom_support(*shapes)[0], k, *shapes)


def _hypergeom_above(k: arb, *shapes: arb) -> arb:
    return _hypergeom_sum(k + 1, _hypergeom_support(*shapes)[1], *shapes)


def _counts(*shapes: arb) -> bool:
    total, good, draws = map(whole, shapes)
    if total is None or good is None or draws is None:
        return False
    return total >= 1 and 0 <= good <= total and 0 <= draws <= total


def _positive(*shapes: arb) -> tuple[float, float]:
    return 0.0, INF


def _unit(*shapes: arb) -> tuple[float, float]:
    return 0.0, 1.0


_D = Distribution
_SHAPE, _LINE, _HALF_LINE = (0.5, 30.0), (-6.0, 6.0), (0.01, 20.0)
_CHANCE = (0.05, 0.95)

#: By the names of `scipy.stats`.
DISTRIBUTIONS: dict[str, Distribution] = {
    d.name: d
    for d in (
        _D("norm", (), _norm_log_density, ndtr, lambda x: ndtr(-x),
           ndtri, lambda q: -ndtri(q), ordinary=(_LINE,)),
        _D("t", ("df",), _t_log_density, lambda x, df: stdtr(df, x), lambda x, df: stdtr(df, -x),
           lambda q, df: stdtrit(df, q), lambda q, df: -stdtrit(df, q),
           ordinary=(_LINE, _SHAPE)),
        _D("chi2", ("df",), _chi2_log_density,
           lambda x, df: gammainc(df / 2, x / 2), lambda x, df: gammaincc(df / 2, x / 2),
           lambda q, df: 2 * gammaincinv(df / 2, q), lambda q, df: 2 * gammainccinv(df / 2, q),
           support=_positive, ordinary=((0.01, 50.0), _SHAPE)),
        _D("f", ("dfn", "dfd"), _f_log_density,
           lambda x, m, n: fdtr(m, n, x), lambda x, m, n: fdtrc(m, n, x),
           _f_quantile, _f_upper_quantile,
           support=_positive, ordinary=((0.01, 5.0), _SHAPE, _SHAPE)),
        _D("gamma", ("a",), _gamma_log_density,
           lambda x, a: gammainc(a, x), lambda x, a: gammaincc(a, x),
           lambda q, a: gammaincinv(a, q), lambda q, a: gammainccinv(a, q),
           support=_positive, ordinary=((0.01, 50.0), _SHAPE)),
        _D("beta", ("a", "b"), _beta_log_density,
           lambda x, a, b: betainc(a, b, x), lambda x, a, b: betaincc(a, b, x),
           lambda q, a, b: betaincinv(a, b, q), lambda q, a, b: betainccinv(a, b, q),
           support=_unit, ordinary=((0.01, 0.99), _SHAPE, _SHAPE)),
        _D("expon", (), lambda x: -x, lambda x: -(-x).expm1(), lambda x: (-x).exp(),
           lambda q: -(-q).log1p(), lambda q: -q.log(), support=_positive, ordinary=(_HALF_LINE,)),
        _D("uniform", (), lambda x: arb(0), lambda x: x, lambda x: 1 - x,
           lambda q: q, lambda q: 1 - q, support=_unit, ordinary=((0.0, 1.0),)),
        _D("lognorm", ("s",), _lognorm_log_density,
           lambda x, s: ndtr(_log(x) / s) if x > 0 else arb(0),
           lambda x, s: ndtr(-_log(x) / s) if x > 0 else arb(1),
           lambda q, s: (s * ndtri(q)).exp(), lambda q, s: (-s * ndtri(q)).exp(),
           support=_positive, ordinary=(_HALF_LINE, (0.2, 3.0))),
        _D("weibull_min", ("c",), _weibull_log_density,
           lambda x, c: -(-_power(x, c)).expm1(), lambda x, c: (-_power(x, c)).exp(),
           lambda q, c: (-(-q).log1p()) ** (1 / c), lambda q, c: (-q.log()) ** (1 / c),
           support=_positive, ordinary=((0.01, 3.0), (0.5, 3.0))),
        _D("cauchy", (), lambda x: -(x * x).log1p() - arb.pi().log(),
           _cauchy_below, lambda x: _cauchy_below(-x),
           _cauchy_quantile, lambda q: -_cauchy_quantile(q), ordinary=(_LINE,)),
        _D("logistic", (), _logistic_log_density, expit, lambda x: expit(-x),
           lambda q: q.log() - (1 - q).log(), lambda q: (1 - q).log() - q.log(),
           ordinary=(_LINE,)),
        _D("laplace", (), lambda x: -abs(x) - arb(2).log(),
           _laplace_below, lambda x: _laplace_below(-x),
           _laplace_quantile, lambda q: -_laplace_quantile(q), ordinary=(_LINE,)),
        _D("gumbel_r", (), lambda x: -x - (-x).exp(),
           lambda x: (-(-x).exp()).exp(), lambda x: -(-(-x).exp()).expm1(),
           lambda q: -(-q.log()).log(), lambda q: -(-(-q).log1p()).log(), ordinary=(_LINE,)),
        _D("pareto", ("b",), lambda x, b: b.log() - (b + 1) * x.log(),
           lambda x, b: -(-b * x.log()).expm1(), lambda x, b: x ** (-b),
           lambda q, b: (-(-q).log1p() / b).exp(), lambda q, b: (-q.log() / b).exp(),
           support=lambda *shapes: (1.0, INF), ordinary=((1.01, 20.0), (0.5, 5.0))),
        _D("binom", ("n", "p"), _binom_log_mass, bdtr, bdtrc,
           support=lambda n, p: (0, n), discrete=True, ordinary=((0, 20), (20, 40), _CHANCE),
           valid=lambda n, p: n >= 0 and whole(n) is not None and 0 <= p <= 1),
        _D("poisson", ("mu",), _poisson_log_mass,
           lambda k, mu: gammaincc(k + 1, mu), lambda k, mu: gammainc(k + 1, mu),
           support=_positive, discrete=True, ordinary=((0, 30), _SHAPE),
           valid=lambda mu: mu >= 0),
        _D("nbinom", ("n", "p"), _nbinom_log_mass,
           lambda k, n, p: betainc(n, k + 1, p), lambda k, n, p: betaincc(n, k + 1, p),
           support=_positive, discrete=True, ordinary=((0, 30), _SHAPE, _CHANCE),
           valid=lambda n, p: n > 0 and 0 < p <= 1),
        _D("geom", ("p",), lambda k, p: xlog1py(k - 1, -p) + p.log(),
           lambda k, p: -(xlog1py(k, -p)).expm1() if p < 1 else arb(1),
           lambda k, p: xlog1py(k, -p).exp() if p < 1 else arb(0),
           support=lambda p: (1, INF), discrete=True, ordinary=((1, 20), _CHANCE),
           valid=lambda p: 0 < p <= 1),
        _D("hypergeom", ("M", "n", "N"), lambda k, *shapes: _log(_hypergeom_mass(k, *shapes)),
           _hypergeom_below, _hypergeom_above, support=_hypergeom_support, valid=_counts,
           discrete=True, ordinary=((0, 8), (30, 50), (10, 20), (5, 15))),
    )
}  # fmt: skip


# --- Finding ------------------------------------------------------------------------------------


def distribution_method(f: Any) -> Callable[..., arb] | None:
    """Find what a method of a distribution of `scipy.stats`, frozen or not, is on balls.

    The result takes the arguments of that method, positional or by name.
    """
    owner, name = getattr(f, "__self__", None), getattr(f, "__name__", "")
    frozen = getattr(owner, "dist", None)
    d = DISTRIBUTIONS.get(getattr(frozen or owner, "name", None) or "")
    stats = sys.modules.get("scipy.stats")
    if d is None or type(frozen or owner) is not type(getattr(stats, d.name, None)):
        return None
    special = method(d, name)
    if special is None:
        return None
    fixed = None if frozen is None else _bind(d, f.__self__.args, f.__self__.kwds)

    def calculate(x: Any, *args: Any, **kwds: Any) -> arb:
        parameters = fixed if fixed is not None else _bind(d, args, kwds)
        if parameters is None:
            raise TypeError(f"{d.name}.{name} has the parameters {', '.join(d.shapes)}, loc, scale")
        result: arb = special(x, *parameters)
        return result

    return calculate

"""The special functions of `scipy.special`, `math` and NumPy on balls of Arb.

`SPECIAL` has them by SciPy's names, `find` by the function itself. SciPy is asked for nothing:
only whoever has imported it can have its functions.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from flint import acb, arb

from diglot.judging.elementary import (
    ELEMENTARY,
    INF,
    NAN,
    Special,
    as_number,
    binom,
    comb,
    dist,
    is_infinite,
    less,
    log_abs_gamma,
    nan,
    noting,
    perm,
    tightly,
    whole,
)
from diglot.judging.inverse import inverse

__all__ = ["ARRAYS", "ELEMENTARY", "SPECIAL", "ULPS", "Special", "find", "noting", "ulps_of"]

#: By the names of `scipy.special`.
SPECIAL: dict[str, Special] = {}

#: Sums of more terms than this are left to others.
_MANY = 10_000

Range = tuple[float, float]


def _add(names: str, function: Callable[..., Any], *ordinary: Range,
         at: Mapping[float, float] | None = None,
         limit: Callable[..., Any] | None = None) -> None:  # fmt: skip
    for name in names.split():
        SPECIAL[name] = Special(name, function, at or {}, limit, ordinary)


def _method(name: str) -> Callable[[Any], Any]:
    return lambda x: getattr(x, name)()


def monotone(function: Callable[..., Any]) -> Callable[..., Any]:
    """Calculate at both ends of the last argument, which gives the narrowest ball."""

    def at_the_ends(*args: Any) -> Any:
        *parameters, x = args
        if x.is_exact():
            return function(*args)
        return function(*parameters, x.lower()).union(function(*parameters, x.upper()))

    return at_the_ends


# --- Gamma and its relatives --------------------------------------------------------------------


def _log_gamma(x: arb) -> arb:
    return nan() if x < 0 else log_abs_gamma(x)


def _digamma(x: arb) -> arb:
    return x.digamma()


def _polygamma(n: arb, x: arb) -> arb:
    order = whole(n)
    if order is None or order < 0:
        return nan()
    if x == 0:
        return arb(INF if order % 2 else -INF)
    return x.digamma() if order == 0 else acb(x).polygamma(order).real


def _beta(a: arb, b: arb) -> arb:
    if (a == 0 and b > 0) or (b == 0 and a > 0):
        return arb(INF)
    return a.gamma() * b.gamma() * (a + b).rgamma()


def _betaln(a: arb, b: arb) -> arb:
    if a == 0 or b == 0:
        return arb(INF)
    return log_abs_gamma(a) + log_abs_gamma(b) - log_abs_gamma(a + b)


def _multigammaln(a: arb, d: arb) -> arb:
    count = whole(d)
    if count is None or not 1 <= count <= _MANY or not a * 2 > count - 1:
        return nan()
    start = arb.pi().log() * count * (count - 1) / 4
    return sum(((a - arb(i) / 2).lgamma() for i in range(count)), start)


@monotone
def gammainc(a: arb, x: arb) -> arb:
    """Give the regularised incomplete gamma function P(a, x)."""
    if x < 0 or a < 0:
        return nan()
    if x == 0:
        return nan() if a == 0 else arb(0)
    if a == 0:
        return arb(1)
    # In the middle of a large shape Arb's own series takes seconds, its complement a millisecond.
    if a > 500 and x > a - 10 * a.sqrt():
        return 1 - x.gamma_upper(a, 1)
    return x.gamma_lower(a, 1)


@monotone
def gammaincc(a: arb, x: arb) -> arb:
    """Give its complement Q(a, x)."""
    if x < 0 or a < 0:
        return nan()
    if x == 0:
        return nan() if a == 0 else arb(1)
    return arb(0) if a == 0 else x.gamma_upper(a, 1)


def _far(below: float, above: float) -> Callable[..., arb]:
    """Give the limits of a distribution function where its last argument is infinite."""

    def limit(*args: arb) -> arb:
        *parameters, x = args
        if not is_infinite(x) or any(is_infinite(p) for p in parameters):
            return nan()
        return arb(above if x > 0 else below)

    return limit


def _beta_below(a: arb, b: arb, x: arb, rest: arb) -> arb:
    """Give the regularised incomplete beta function of x = 1 - rest."""
    # So near to 1 little of the rest is left in x.
    return 1 - rest.beta_lower(b, a, 1) if rest < 2.0**-20 else x.beta_lower(a, b, 1)


@monotone
def betainc(a: arb, b: arb, x: arb) -> arb:
    """Give the regularised incomplete beta function."""
    if not (a > 0 and b > 0) or x < 0 or x > 1:
        return nan()
    if x == 0 or x == 1:
        return x
    return x.beta_lower(a, b, 1)


@monotone
def betaincc(a: arb, b: arb, x: arb) -> arb:
    """Give its complement."""
    if not (a > 0 and b > 0) or x < 0 or x > 1:
        return nan()
    return 1 - x if x == 0 or x == 1 else _beta_below(b, a, 1 - x, x)


def gamma_density(a: arb, x: arb) -> arb:
    """Give x^(a - 1) exp(-x) / Gamma(a)."""
    return x ** (a - 1) * (-x).exp() * a.rgamma()


def beta_density(a: arb, b: arb, x: arb) -> arb:
    """Give x^(a - 1) (1 - x)^(b - 1) / B(a, b)."""
    inverse_beta = (a + b).gamma() * a.rgamma() * b.rgamma()
    return x ** (a - 1) * (1 - x) ** (b - 1) * inverse_beta


def gammaincinv(a: arb, p: arb) -> arb:
    """Invert `gammainc`."""
    if not a > 0 or p < 0 or p > 1:
        return nan()
    if p == 0 or p == 1:
        return arb(0 if p == 0 else INF)
    return inverse(lambda x: gammainc(a, x), lambda x: gamma_density(a, x), p, 0.0, INF)


def gammainccinv(a: arb, p: arb) -> arb:
    """Invert `gammaincc`."""
    if not a > 0 or p < 0 or p > 1:
        return nan()
    if p == 0 or p == 1:
        return arb(0 if p == 1 else INF)
    return inverse(lambda x: -gammaincc(a, x), lambda x: gamma_density(a, x), -p, 0.0, INF)


def betaincinv(a: arb, b: arb, p: arb) -> arb:
    """Invert `betainc`."""
    if not (a > 0 and b > 0) or p < 0 or p > 1:
        return nan()
    if p == 0 or p == 1:
        return p
    return inverse(lambda x: betainc(a, b, x), lambda x: beta_density(a, b, x), p, 0.0, 1.0)


def betainccinv(a: arb, b: arb, p: arb) -> arb:
    """Invert `betaincc`."""
    if not (a > 0 and b > 0) or p < 0 or p > 1:
        return nan()
    if p == 0 or p == 1:
        return 1 - p
    return inverse(lambda x: -betaincc(a, b, x), lambda x: beta_density(a, b, x), -p, 0.0, 1.0)


_HALF: Range = (0.1, 50.0)
_INFINITE_GAMMA = {0.0: INF, INF: INF}
_add("gamma", _method("gamma"), (0.1, 100.0), at=_INFINITE_GAMMA)
_add("gammaln", log_abs_gamma, (0.1, 100.0), at={INF: INF})
_add("loggamma", _log_gamma, (0.1, 100.0), at=_INFINITE_GAMMA)
_add("rgamma", _method("rgamma"), (0.1, 100.0), at={INF: 0.0})
_add("digamma psi", _digamma, _HALF, at={0.0: -INF, INF: INF})
_add("polygamma", _polygamma, (1, 5), _HALF)
_add("multigammaln", _multigammaln, (3.0, 50.0), (1, 5))
_add("beta", _beta, _HALF, _HALF)
_add("betaln", _betaln, _HALF, _HALF)
_add("poch", lambda a, m: a.rising(m), _HALF, (0.0, 10.0))
_add("binom", binom, (5.0, 60.0), (0.0, 5.0))
_add("comb", comb, (10, 60), (0, 10))
_add("perm", perm, (10, 60), (0, 10))
_add("factorial", lambda n: arb(0) if n < 0 else n.fac(), (0, 100), at={INF: INF})
_add("gammainc", gammainc, _HALF, _HALF, limit=_far(NAN, 1.0))
_add("gammaincc", gammaincc, _HALF, _HALF, limit=_far(NAN, 0.0))
_add("gammaincinv", gammaincinv, _HALF, (0.01, 0.99))
_add("gammainccinv", gammainccinv, _HALF, (0.01, 0.99))
_add("betainc", betainc, _HALF, _HALF, (0.01, 0.99))
_add("betaincc", betaincc, _HALF, _HALF, (0.01, 0.99))
_add("betaincinv", betaincinv, _HALF, _HALF, (0.01, 0.99))
_add("betainccinv", betainccinv, _HALF, _HALF, (0.01, 0.99))


# --- Errors and the normal distribution ---------------------------------------------------------


def _erfcx(x: arb) -> arb:
    if less(x, 1):
        return (x * x).exp() * x.erfc()
    return (x * x).hypgeom_u(0.5, 0.5) / arb.pi().sqrt()


def _dawsn(x: arb) -> arb:
    return x * (-x * x).hypgeom_1f1(1, 1.5)


def _wofz(z: Any) -> acb:
    z = acb(z)
    value: acb = (-z * z).exp() * (z * acb(0, -1)).erfc()
    return value


def _voigt_profile(x: arb, sigma: arb, gamma: arb) -> arb:
    if sigma == 0:
        return gamma / (arb.pi() * (x * x + gamma * gamma))
    unit = sigma * arb(2).sqrt()
    return _wofz(acb(x, gamma) / unit).real / (unit * arb.pi().sqrt())


def ndtr(x: arb) -> arb:
    """Give the distribution function of the normal distribution."""
    return (-x / arb(2).sqrt()).erfc() / 2


def log_ndtr(x: arb) -> arb:
    """Give its logarithm."""
    if less(-1, x):
        return ndtr(x).log()
    return (_erfcx(-x / arb(2).sqrt()) / 2).log() - x * x / 2


def ndtri(p: arb) -> arb:
    """Give the quantile function of the normal distribution."""
    if p == 0 or p == 1:
        return arb(-INF if p == 0 else INF)
    return -arb(2).sqrt() * (2 * p).erfcinv()


_PROBABILITY: Range = (1e-6, 1 - 1e-6)
_NORMAL: Range = (-8.0, 8.0)
_add("erf", _method("erf"), (-4.0, 4.0), at={-INF: -1.0, INF: 1.0})
_add("erfc", _method("erfc"), (-4.0, 10.0), at={-INF: 2.0, INF: 0.0})
_add("erfi", _method("erfi"), (-4.0, 4.0), at={-INF: -INF, INF: INF})
_add("erfcx", _erfcx, (-4.0, 20.0), at={-INF: INF, INF: 0.0})
_add("erfinv", _method("erfinv"), (-0.999, 0.999), at={-1.0: -INF, 1.0: INF})
_add("erfcinv", _method("erfcinv"), (1e-6, 1.999), at={0.0: INF, 2.0: -INF})
_add("dawsn", _dawsn, (-10.0, 10.0), at={-INF: 0.0, INF: 0.0})
_add("wofz", _wofz, (-5.0, 5.0))
_add("voigt_profile", _voigt_profile, (-5.0, 5.0), (0.1, 3.0), (0.1, 3.0))
_add("ndtr", ndtr, _NORMAL, at={-INF: 0.0, INF: 1.0})
_add("log_ndtr", log_ndtr, _NORMAL, at={-INF: -INF, INF: 0.0})
_add("ndtri", ndtri, _PROBABILITY)
_add("ndtri_exp", lambda y: ndtri(y.exp()), (-20.0, -0.01), at={-INF: -INF, 0.0: INF})
_add("fresnel", lambda x: (x.fresnel_s(), x.fresnel_c()), (-5.0, 5.0))


# --- Logistic functions, entropies, robust losses -----------------------------------------------


def expit(x: arb) -> arb:
    """Give 1 / (1 + exp(-x))."""
    if x < 0:
        return x.exp() / (1 + x.exp())
    return 1 / (1 + (-x).exp())


def _softplus(x: arb) -> arb:
    return x.exp().log1p() if x < 0 else x + (-x).exp().log1p()


def xlogy(x: arb, y: arb) -> arb:
    """Give x log(y), 0 where x is 0."""
    if x == 0:
        return arb(0)
    return x * arb(-INF) if y == 0 else x * y.log()


def xlog1py(x: arb, y: arb) -> arb:
    """Give x log(1 + y), 0 where x is 0."""
    if x == 0:
        return arb(0)
    return x * arb(-INF) if y == -1 else x * y.log1p()


def _entr(x: arb) -> arb:
    if x == 0:
        return arb(0)
    return arb(-INF) if less(x, 0) else -x * x.log()


def _rel_entr(x: arb, y: arb) -> arb:
    if x == 0 and y >= 0:
        return arb(0)
    return x * (x / y).log() if less(0, x) and less(0, y) else arb(INF)


def _kl_div(x: arb, y: arb) -> arb:
    if x == 0 and y >= 0:
        return y
    return x * (x / y).log() - x + y if less(0, x) and less(0, y) else arb(INF)


def _boxcox(x: arb, power: arb) -> arb:
    if power == 0:
        return xlogy(arb(1), x)
    if x == 0:
        return -1 / power if power > 0 else arb(-INF)
    return (power * x.log()).expm1() / power


def _boxcox1p(x: arb, power: arb) -> arb:
    return _boxcox(1 + x, power)


def _inv_boxcox(y: arb, power: arb) -> arb:
    return y.exp() if power == 0 else ((power * y).log1p() / power).exp()


def _inv_boxcox1p(y: arb, power: arb) -> arb:
    return _inv_boxcox(y, power) - 1


def _huber(delta: arb, r: arb) -> arb:
    if delta < 0:
        return arb(INF)
    size = abs(r)
    return delta * (size - delta / 2) if less(delta, size) else r * r / 2


def _pseudo_huber(delta: arb, r: arb) -> arb:
    if delta < 0:
        return arb(INF)
    return arb(0) if delta == 0 or r == 0 else delta**2 * ((1 + (r / delta) ** 2).sqrt() - 1)


def _exprel(x: arb) -> arb:
    return x.expm1() / x if abs(x) > 1 else x.hypgeom_1f1(1, 2)


def _powm1(x: arb, y: arb) -> arb:
    if x == 0 and y > 0:
        return arb(-1)
    if x > 0:
        return (y * x.log()).expm1()
    count = whole(y)
    return nan() if count is None else x**count - 1


def _log1p_exp_negative(x: arb) -> arb:
    return -_softplus(-x)


_REAL: Range = (-20.0, 20.0)
_SHARE: Range = (0.01, 10.0)
_POWER: Range = (-3.0, 3.0)
_add("expit", expit, _REAL, at={-INF: 0.0, INF: 1.0})
_add("log_expit", _log1p_exp_negative, _REAL, at={-INF: -INF, INF: 0.0})
_add("softplus", _softplus, _REAL, at={-INF: 0.0, INF: INF})
_add("logit", lambda p: p.log() - (1 - p).log(), _PROBABILITY, at={0.0: -INF, 1.0: INF})
_add("xlogy", xlogy, _REAL, _SHARE)
_add("xlog1py", xlog1py, _REAL, _SHARE)
_add("entr", _entr, _SHARE, at={-INF: -INF, INF: -INF})
_add("rel_entr", _rel_entr, _SHARE, _SHARE)
_add("kl_div", _kl_div, _SHARE, _SHARE)
_add("boxcox", _boxcox, _SHARE, _POWER)
_add("boxcox1p", _boxcox1p, _SHARE, _POWER)
_add("inv_boxcox", _inv_boxcox, (0.0, 5.0), (0.0, 3.0))
_add("inv_boxcox1p", _inv_boxcox1p, (0.0, 5.0), (0.0, 3.0))
_add("huber", _huber, _SHARE, _REAL)
_add("pseudo_huber", _pseudo_huber, _SHARE, _REAL)
_add("exprel", _exprel, _REAL, at={-INF: 0.0, INF: INF})
_add("exp10", lambda x: arb(10) ** x, _REAL, at={-INF: 0.0, INF: INF})
_add("cosm1", lambda x: -2 * (x / 2).sin() ** 2, _REAL)
_add("powm1", _powm1, _SHARE, _POWER)
_add("sindg", lambda x: (x / 180).sin_pi(), (-400.0, 400.0))
_add("cosdg", lambda x: (x / 180).cos_pi(), (-400.0, 400.0))
_add("tandg", lambda x: (x / 180).sin_pi() / (x / 180).cos_pi(), (-400.0, 400.0))
_add("cotdg", lambda x: (x / 180).cos_pi() / (x / 180).sin_pi(), (-400.0, 400.0))
for _name in ("exp2", "expm1", "log1p", "cbrt", "sinc"):
    SPECIAL[_name] = ELEMENTARY[_name]


# --- Bessel functions ---------------------------------------------------------------------------


def _first_kind(method: str, **options: Any) -> Callable[[arb, arb], arb]:
    """Give J or I: also to the left of 0 where the order is whole."""

    def function(order: arb, x: arb) -> arb:
        count = whole(order)
        if x < 0 and count is None:
            return nan()
        value: arb = getattr(-x if x < 0 else x, method)(order, **options)
        return -value if x < 0 and count is not None and count % 2 else value

    return function


def _second_kind(method: str, at_zero: float, **options: Any) -> Callable[[arb, arb], arb]:
    def function(order: arb, x: arb) -> arb:
        if x == 0:
            return arb(at_zero)
        value: arb = getattr(x, method)(order, **options)
        return nan() if x < 0 else value

    return function


def _of_order(function: Callable[[arb, arb], Any], order: int) -> Callable[[arb], Any]:
    return lambda x: function(arb(order), x)


def _spherical(function: Callable[[arb, arb], arb], at_zero: float) -> Callable[[arb, arb], arb]:
    def spherical(n: arb, x: arb) -> arb:
        order = whole(n)
        if order is None or order < 0:
            return nan()
        if x == 0:
            return arb(1 if order == 0 else 0) if at_zero == 0 else arb(at_zero)
        size = abs(x)
        value = (arb.pi() / (2 * size)).sqrt() * function(n + arb(0.5), size)
        return -value if x < 0 and order % 2 else value

    return spherical


def _spherical_kn(n: arb, x: arb) -> arb:
    return nan() if x < 0 else _spherical(_kv, INF)(n, x)


def _spherical_yn(n: arb, x: arb) -> arb:
    # y_n has the other parity than j_n.
    value = _spherical(_yv, -INF)(n, abs(x))
    return value if not x < 0 or (whole(n) or 0) % 2 else -value


def _hankel(sign: int) -> Callable[[arb, arb], acb]:
    return lambda order, x: acb(_jv(order, x), sign * _yv(order, x))


def _struve(sign: int) -> Callable[[arb, arb], arb]:
    def function(order: arb, x: arb) -> arb:
        half = x / 2
        series = (sign * half * half).hypgeom([arb(1)], [arb(1.5), order + arb(1.5)])
        scale = arb(1.5).rgamma() * (order + arb(1.5)).rgamma()
        return half ** (order + 1) * series * scale

    return function


_jv, _yv = _first_kind("bessel_j"), _second_kind("bessel_y", -INF)
_iv, _kv = _first_kind("bessel_i"), _second_kind("bessel_k", INF)
_ive = _first_kind("bessel_i", scaled=True)
_kve = _second_kind("bessel_k", INF, scaled=True)

_WAVE: Range = (0.1, 50.0)
_ORDER: Range = (0.0, 10.0)
for _letter, _function in (("j", _jv), ("y", _yv), ("i", _iv), ("k", _kv)):
    _add(f"{_letter}v", _function, _ORDER, _WAVE)
    for _order in (0, 1):
        _vanishes = {INF: 0.0} if _letter == "k" else {}
        _add(f"{_letter}{_order}", _of_order(_function, _order), _WAVE, at=_vanishes)
for _order in (0, 1):
    _add(f"i{_order}e", _of_order(_ive, _order), _WAVE, at={-INF: 0.0, INF: 0.0})
    _add(f"k{_order}e", _of_order(_kve, _order), _WAVE, at={INF: 0.0})
_add("ive", _ive, _ORDER, _WAVE)
_add("kve", _kve, _ORDER, _WAVE)
_add("jn", _jv, (0, 10), _WAVE)
_add("yn", _yv, (0, 10), _WAVE)
_add("kn", _kv, (0, 10), _WAVE)
_add("spherical_jn", _spherical(_jv, 0.0), (0, 10), _WAVE)
_add("spherical_yn", _spherical_yn, (0, 10), _WAVE)
_add("spherical_in", _spherical(_iv, 0.0), (0, 10), _WAVE)
_add("spherical_kn", _spherical_kn, (0, 10), _WAVE)
_add("hankel1", _hankel(1), _ORDER, _WAVE)
_add("hankel2", _hankel(-1), _ORDER, _WAVE)
_add("struve", _struve(-1), _ORDER, (0.1, 20.0))
_add("modstruve", _struve(1), _ORDER, (0.1, 20.0))
_add("airy", _method("airy"), (-10.0, 10.0))


# --- Elliptic integrals -------------------------------------------------------------------------


def _real(value: Any) -> arb:
    real: arb = value.real
    return real


def _carlson(name: str) -> Callable[..., arb]:
    def function(*args: arb) -> arb:
        # To the left of 0 the real function is another one, or none.
        if any(arg < 0 for arg in args):
            return nan()
        return _real(getattr(acb, f"elliptic_{name}")(*args))

    return function


def _ellipkm1(p: arb) -> arb:
    if p == 0:
        return arb(INF)
    return arb.pi() / (2 * arb(1).agm(p.sqrt()))


def _ellipe(m: arb) -> arb:
    return nan() if m > 1 else _real(acb(m).elliptic_e())


def _ellipkinc(phi: arb, m: arb) -> arb:
    return nan() if m > 1 else _real(acb.elliptic_f(phi, m))


def _ellipeinc(phi: arb, m: arb) -> arb:
    return nan() if m > 1 else _real(acb.elliptic_e_inc(phi, m))


_MODULUS: Range = (-5.0, 0.999)
_add("ellipk", lambda m: _ellipkm1(1 - m), _MODULUS, at={1.0: INF, -INF: 0.0})
_add("ellipkm1", _ellipkm1, (1e-6, 1.0), at={INF: 0.0})
_add("ellipe", _ellipe, _MODULUS, at={-INF: INF})
_add("ellipkinc", _ellipkinc, (0.0, 1.5), (0.0, 0.999))
_add("ellipeinc", _ellipeinc, (0.0, 1.5), (0.0, 0.999))
_add("elliprc", _carlson("rc"), _SHARE, _SHARE)
_add("elliprd", _carlson("rd"), _SHARE, _SHARE, _SHARE)
_add("elliprf", _carlson("rf"), _SHARE, _SHARE, _SHARE)
_add("elliprg", _carlson("rg"), _SHARE, _SHARE, _SHARE)
_add("elliprj", _carlson("rj"), _SHARE, _SHARE, _SHARE, _SHARE)
_add("agm", lambda a, b: a.agm(b), _SHARE, _SHARE)


# --- Exponential integrals, zeta, Lambert W -----------------------------------------------------


def _exp1(x: arb) -> arb:
    return nan() if x < 0 else x.expint(1)


def _expn(n: arb, x: arb) -> arb:
    order = whole(n)
    if order is None or order < 0 or x < 0:
        return nan()
    if x == 0:
        return arb(INF) if order < 2 else arb(1) / (order - 1)
    return x.expint(order)


def _expi(x: arb) -> arb:
    return arb(-INF) if x == 0 else x.ei()


def _sici(x: arb) -> tuple[arb, arb]:
    return x.si(), arb(-INF) if x == 0 else abs(x).ci()


def _shichi(x: arb) -> tuple[arb, arb]:
    return x.shi(), arb(-INF) if x == 0 else abs(x).chi()


def _zeta(x: arb, q: Any = None) -> arb:
    if x == 1:
        return arb(INF)
    if q is None:
        return x.zeta()
    if x < 1:
        return nan()
    count = whole(q)
    if count is not None and count <= 0:
        return arb(INF)
    return x.zeta(q)


def _lambertw(z: Any, k: Any = 0) -> acb:
    branch = whole(as_number(k))
    if branch is None:
        return acb(nan(), nan())
    return acb(z).lambertw(branch)


def _spence(z: arb) -> arb:
    return nan() if z < 0 else _real(acb(1 - z).polylog(2))


_add("exp1", _exp1, (0.01, 50.0), at={0.0: INF, INF: 0.0})
_add("expi", _expi, (0.5, 50.0), at={-INF: 0.0, INF: INF})
_add("expn", _expn, (0, 10), (0.01, 50.0))
_add("sici", _sici, (0.1, 50.0))
_add("shichi", _shichi, (0.1, 50.0))
_add("zeta", _zeta, (1.1, 30.0), at={INF: 1.0})
_add("zetac", lambda x: _zeta(x) - 1, (1.1, 30.0), at={INF: 0.0})
_add("lambertw", _lambertw, (-0.3, 50.0))
_add("wrightomega", lambda x: x.exp().lambertw(), (-10.0, 50.0), at={-INF: 0.0, INF: INF})
_add("spence", _spence, (0.01, 10.0))


# --- Hypergeometric functions and orthogonal polynomials ----------------------------------------


def _degree(function: Callable[..., Any]) -> Callable[..., Any]:
    """Tell Arb of a whole degree, the first argument, as of a whole number."""

    def of_degree(n: arb, *args: arb) -> Any:
        count = whole(n)
        return function(n if count is None else count, *args)

    return of_degree


def _normalised_hermite(n: Any, x: arb) -> arb:
    return (x / arb(2).sqrt()).hermite_h(n) / arb(2) ** (arb(n) / 2)


def _diric(x: arb, n: arb) -> arb:
    count = whole(n)
    if count is None or count < 1:
        return nan()
    turns = whole((x / (2 * arb.pi())).mid()) if x == 0 else None
    return arb(1) if turns == 0 else (x * count / 2).sin() / (count * (x / 2).sin())


def _lpmv(m: arb, v: arb, x: arb) -> arb:
    return x.legendre_p(v, m)


_INSIDE: Range = (-0.99, 0.99)
_DEGREE: Range = (0, 15)
_SMALL: Range = (0.1, 5.0)
_add("hyp0f1", lambda b, z: z.hypgeom_0f1(b), _SMALL, _SMALL)
_add("hyp1f1", lambda a, b, x: x.hypgeom_1f1(a, b), _SMALL, _SMALL, (-5.0, 5.0))
_add("hyp2f1", lambda a, b, c, z: z.hypgeom_2f1(a, b, c), _SMALL, _SMALL, _SMALL, (-0.9, 0.9))
_add("hyperu", lambda a, b, x: x.hypgeom_u(a, b), _SMALL, _SMALL, _SMALL)
_add("eval_legendre", _degree(lambda n, x: x.legendre_p(n)), _DEGREE, _INSIDE)
_add("eval_sh_legendre", _degree(lambda n, x: (2 * x - 1).legendre_p(n)), _DEGREE, (0.01, 0.99))
_add("eval_chebyt", _degree(lambda n, x: x.chebyshev_t(n)), _DEGREE, _INSIDE)
_add("eval_chebyu", _degree(lambda n, x: x.chebyshev_u(n)), _DEGREE, _INSIDE)
_add("eval_sh_chebyt", _degree(lambda n, x: (2 * x - 1).chebyshev_t(n)), _DEGREE, (0.01, 0.99))
_add("eval_sh_chebyu", _degree(lambda n, x: (2 * x - 1).chebyshev_u(n)), _DEGREE, (0.01, 0.99))
_add("eval_hermite", _degree(lambda n, x: x.hermite_h(n)), _DEGREE, (-5.0, 5.0))
_add("eval_hermitenorm", _degree(_normalised_hermite), _DEGREE, (-5.0, 5.0))
_add("eval_laguerre", _degree(lambda n, x: x.laguerre_l(n)), _DEGREE, (0.1, 20.0))
_add("eval_genlaguerre", _degree(lambda n, a, x: x.laguerre_l(n, a)), _DEGREE, _SMALL, (0.1, 20.0))
_add("eval_gegenbauer", _degree(lambda n, a, x: x.gegenbauer_c(n, a)), _DEGREE, _SMALL, _INSIDE)
_add("eval_jacobi", _degree(lambda n, a, b, x: x.jacobi_p(n, a, b)),
     _DEGREE, _SMALL, _SMALL, _INSIDE)  # fmt: skip
_add("lpmv", _lpmv, (0, 3), (3, 10), _INSIDE)
_add("diric", _diric, _REAL, (1, 10))


# --- Distribution functions by their old names --------------------------------------------------


def _student_tail(df: arb, t: arb) -> arb:
    """Give the probability beyond |t| on one side, without cancellation."""
    square = t * t
    return _beta_below(df / 2, arb(0.5), df / (df + square), square / (df + square)) / 2


@monotone
def stdtr(df: arb, t: arb) -> arb:
    """Give Student's distribution function."""
    if not df > 0:
        return nan()
    if t == 0:
        return arb(0.5)
    tail = _student_tail(df, t)
    return tail if t < 0 else 1 - tail


def student_density(df: arb, t: arb) -> arb:
    """Give Student's density."""
    scale = ((df + 1) / 2).gamma() * (df / 2).rgamma() / (df * arb.pi()).sqrt()
    return scale * (1 + t * t / df) ** (-(df + 1) / 2)


def stdtrit(df: arb, p: arb) -> arb:
    """Give Student's quantile."""
    if not df > 0 or p < 0 or p > 1:
        return nan()
    if p == 0 or p == 1:
        return arb(-INF if p == 0 else INF)
    if p == 0.5:
        return arb(0)
    return inverse(lambda t: stdtr(df, t), lambda t: student_density(df, t), p, -INF, INF)


@monotone
def fdtr(a: arb, b: arb, x: arb) -> arb:
    """Give the distribution function of F."""
    if not (a > 0 and b > 0) or x < 0:
        return nan()
    return arb(0) if x == 0 else _beta_below(a / 2, b / 2, a * x / (a * x + b), b / (a * x + b))


@monotone
def fdtrc(a: arb, b: arb, x: arb) -> arb:
    """Give its complement."""
    if not (a > 0 and b > 0) or x < 0:
        return nan()
    return arb(1) if x == 0 else _beta_below(b / 2, a / 2, b / (a * x + b), a * x / (a * x + b))


def _fdtri(a: arb, b: arb, p: arb) -> arb:
    share = betaincinv(a / 2, b / 2, p)
    return share * b / (a * (1 - share))


def bdtr(k: arb, n: arb, p: arb) -> arb:
    """Give the chance of at most k successes in n."""
    k = k.floor()
    if k < 0 or p < 0 or p > 1 or k > n:
        return nan()
    return arb(1) if k == n else betaincc(k + 1, n - k, p)


def bdtrc(k: arb, n: arb, p: arb) -> arb:
    """Give the chance of more than k successes in n."""
    k = k.floor()
    if p < 0 or p > 1 or k > n:
        return nan()
    if k < 0:
        return arb(1)
    return arb(0) if k == n else betainc(k + 1, n - k, p)


def _pdtr(k: arb, m: arb) -> arb:
    return nan() if k < 0 or m < 0 else gammaincc(k.floor() + 1, m)


def _pdtrc(k: arb, m: arb) -> arb:
    return nan() if k < 0 or m < 0 else gammainc(k.floor() + 1, m)


_CHANCE: Range = (0.01, 0.99)
_add("chdtr", lambda v, x: gammainc(v / 2, x / 2), _HALF, _HALF, limit=_far(NAN, 1.0))
_add("chdtrc", lambda v, x: gammaincc(v / 2, x / 2), _HALF, _HALF, limit=_far(NAN, 0.0))
_add("chdtri", lambda v, p: 2 * gammainccinv(v / 2, p), _HALF, _CHANCE)
_add("gdtr", lambda a, b, x: gammainc(b, a * x), _SMALL, _HALF, _HALF, limit=_far(NAN, 1.0))
_add("gdtrc", lambda a, b, x: gammaincc(b, a * x), _SMALL, _HALF, _HALF, limit=_far(NAN, 0.0))
_add("stdtr", stdtr, _HALF, _NORMAL, limit=_far(0.0, 1.0))
_add("stdtrit", stdtrit, _HALF, _CHANCE)
_add("fdtr", fdtr, _HALF, _HALF, _SMALL, limit=_far(NAN, 1.0))
_add("fdtrc", fdtrc, _HALF, _HALF, _SMALL, limit=_far(NAN, 0.0))
_add("fdtri", _fdtri, _HALF, _HALF, _CHANCE)
_add("bdtr", bdtr, (0, 10), (10, 40), _CHANCE)
_add("bdtrc", bdtrc, (0, 10), (10, 40), _CHANCE)
_add("pdtr", _pdtr, (0, 20), _HALF)
_add("pdtrc", _pdtrc, (0, 20), _HALF)


# --- Functions of a whole axis ------------------------------------------------------------------


def _logsumexp(*xs: arb) -> arb:
    top = max(xs, key=lambda x: float(x.mid()))
    return top if is_infinite(top) else top + sum(((x - top).exp() for x in xs), arb(0)).log()


def logsumexp(xs: Sequence[Any]) -> arb:
    """Give the logarithm of the sum of exponentials."""
    finite = [x for x in map(as_number, xs) if not (is_infinite(x) and x < 0)]
    if any(not x.is_finite() for x in finite):
        return arb(INF) if all(x.is_finite() or is_infinite(x) for x in finite) else nan()
    result: arb = tightly(_logsumexp, tuple(finite)) if finite else arb(-INF)
    return result


def log_softmax(xs: Sequence[Any]) -> list[arb]:
    """Give the logarithms of the shares of exponentials."""
    numbers = [as_number(x) for x in xs]

    def share(x: arb, *all_of_them: arb) -> arb:
        return x - _logsumexp(*all_of_them)

    return [tightly(share, (x, *numbers)) for x in numbers]


def softmax(xs: Sequence[Any]) -> list[arb]:
    """Give the shares of exponentials."""
    numbers = [as_number(x) for x in xs]

    def share(x: arb, *all_of_them: arb) -> arb:
        return (x - _logsumexp(*all_of_them)).exp()

    return [tightly(share, (x, *numbers)) for x in numbers]


#: Functions of all numbers along an axis, on sequences of balls.
ARRAYS: dict[str, Callable[[Sequence[Any]], Any]] = {
    "logsumexp": logsumexp,
    "softmax": softmax,
    "log_softmax": log_softmax,
}


# --- Finding ------------------------------------------------------------------------------------

#: What `tools/measure_special.py` measured.
ULPS = Path(__file__).with_name("special_ulps.json")

# Where `math` calls something else by a name of NumPy.
_MATH = {"remainder": "ieee_remainder", "pow": "power", "fabs": "fabs"}


@lru_cache(maxsize=1)
def _measured() -> dict[str, Any]:
    measured: dict[str, Any] = json.loads(ULPS.read_text(encoding="utf-8"))
    return measured


def ulps_of(name: str) -> float:
    """Tell how far the libraries err, as `tools/measure_special.py` measured it."""
    entry = _measured().get(name)
    return 1.0 if entry is None else float(entry["ulps"])


def find(function: Any) -> Special | None:
    """Find what a function of `math`, NumPy or `scipy.special` is on balls; None if unknown."""
    name = getattr(function, "__name__", None)
    if not isinstance(name, str):
        return None
    special = sys.modules.get("scipy.special")
    for module, table in ((special, SPECIAL), (math, ELEMENTARY), (np, ELEMENTARY)):
        if module is None or getattr(module, name, None) is not function:
            continue
        known = _MATH.get(name, name) if module is math else name
        if known in table:
            return replace(table[known], ulps=ulps_of(known))
    return Special("dist", dist) if function is math.dist else None

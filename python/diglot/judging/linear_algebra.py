"""Linear algebra and Fourier transforms on balls, by the names of NumPy and SciPy.

Each function takes arrays of balls of Arb where the original takes arrays of numbers, and besides

* `rounding`: whether the radii are to hold what an honest algorithm in double precision may do;
* `like`: the original's own answer, for what is determined only up to a sign or an order.

What none of them follows (an option, a kind of matrix) is a NotImplementedError.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from diglot.judging import fourier, least_squares, linear_systems, norms, products, spectra

_PRODUCTS: dict[str, Callable[..., Any]] = {
    "matmul": products.matmul,
    "vecdot": products.vecdot,
    "outer": products.outer,
    "tensordot": products.tensordot,
    "trace": products.trace,
}

_FOLLOWED: dict[str, Callable[..., Any]] = {
    **{f"numpy.{name}": function for name, function in _PRODUCTS.items()},
    **{f"numpy.linalg.{name}": _PRODUCTS[name] for name in ("matmul", "vecdot", "tensordot")},
    **{f"numpy.fft.{name}": function for name, function in fourier.TRANSFORMS.items()},
    **{f"scipy.fft.{name}": function for name, function in fourier.TRANSFORMS.items()},
    "numpy.dot": products.dot,
    "numpy.inner": products.inner,
    "numpy.vdot": products.vdot,
    "numpy.einsum": products.einsum,
    "numpy.kron": products.kron,
    "numpy.convolve": products.convolve,
    "numpy.correlate": products.correlate,
    "numpy.linalg.multi_dot": products.multi_dot,
    "numpy.linalg.matrix_power": linear_systems.matrix_power,
    "numpy.linalg.solve": linear_systems.solve,
    "numpy.linalg.inv": linear_systems.inv,
    "numpy.linalg.det": linear_systems.det,
    "numpy.linalg.slogdet": linear_systems.slogdet,
    "numpy.linalg.cholesky": linear_systems.cholesky,
    "numpy.linalg.qr": least_squares.qr,
    "numpy.linalg.lstsq": least_squares.lstsq,
    "numpy.linalg.pinv": least_squares.pinv,
    "numpy.linalg.norm": norms.norm,
    "numpy.linalg.vector_norm": norms.vector_norm,
    "numpy.linalg.matrix_norm": norms.matrix_norm,
    "numpy.linalg.cond": spectra.cond,
    "numpy.linalg.matrix_rank": spectra.matrix_rank,
    "numpy.linalg.eigh": spectra.eigh,
    "numpy.linalg.eigvalsh": spectra.eigvalsh,
    "numpy.linalg.eig": spectra.eig,
    "numpy.linalg.eigvals": spectra.eigvals,
    "numpy.linalg.svd": spectra.svd,
    "numpy.linalg.svdvals": spectra.svdvals,
    "scipy.linalg.block_diag": products.block_diag,
    "scipy.linalg.solve": linear_systems.solve,
    "scipy.linalg.solve_triangular": linear_systems.solve_triangular,
    "scipy.linalg.inv": linear_systems.inv,
    "scipy.linalg.det": linear_systems.det,
    "scipy.linalg.cholesky": linear_systems.scipy_cholesky,
    "scipy.linalg.expm": linear_systems.expm,
    "scipy.linalg.qr": least_squares.scipy_qr,
    "scipy.linalg.lstsq": least_squares.scipy_lstsq,
    "scipy.linalg.pinv": least_squares.pinv,
    "scipy.linalg.norm": norms.norm,
    "scipy.linalg.eigh": spectra.scipy_eigh,
    "scipy.linalg.eigvalsh": spectra.scipy_eigvalsh,
    "scipy.linalg.svd": spectra.scipy_svd,
    "scipy.linalg.svdvals": spectra.svdvals,
}


#: What can be followed, by the public names. Radii may overflow: an infinite one says enough.
FUNCTIONS: dict[str, Callable[..., Any]] = {
    name: np.errstate(all="ignore")(function) for name, function in _FOLLOWED.items()
}


def find(function: Any) -> Callable[..., Any] | None:
    """Give what follows a function of NumPy or SciPy; None where nothing does.

    Modules that nobody has imported are left alone: a function of theirs cannot be meant.
    """
    for name in _NAMED.get(getattr(function, "__name__", ""), ()):
        module, _, attribute = name.rpartition(".")
        if getattr(sys.modules.get(module), attribute, None) is function:
            return FUNCTIONS[name]
    return None


_NAMED: dict[str, list[str]] = {}
for _name in FUNCTIONS:
    _NAMED.setdefault(_name.rpartition(".")[2], []).append(_name)

"""How far honest floating-point linear algebra may be from exact: the multiples and their sources.

An honest result is the exact result of data that differ a little, by a small multiple of the unit
roundoff u = 2**-53 times their size (backward stability). The theory's constants are for the worst
case, which nobody has seen: rounding errors do not conspire, and sqrt(n) takes the place of n
(Higham and Mary, A new approach to probabilistic rounding error analysis, SIAM J. Sci. Comput. 41,
2019). Sums and products alone keep n, since an honest loop over numbers of one sign comes near it.
The constants here are such that LAPACK, OpenBLAS and R stay inside on all of the tests' matrices.

ASNA is Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, 2002; GVL is Golub and
Van Loan, Matrix Computations, 4th edition, 2013.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

UNIT_ROUNDOFF = 2.0**-53


@dataclass(frozen=True)
class Multiple:
    """The size of a backward error as a multiple of u: `constant` * n**`power` + `least`.

    Attributes
    ----------
    constant, power, least : float
        What the multiple is made of.
    of : str
        What it is to be multiplied by besides u.
    source : str
        Where the theory stands.
    """

    constant: float
    power: float
    least: float
    of: str
    source: str

    def __call__(self, n: int) -> float:
        """Give the multiple for a problem of size n."""
        return self.constant * math.pow(n, self.power) + self.least


def gamma(k: Any) -> Any:
    """Bound the relative error of k roundings: k u / (1 - k u) (ASNA, lemma 3.1)."""
    return k * UNIT_ROUNDOFF / (1 - k * UNIT_ROUNDOFF)


#: LU with partial pivoting: solve, inv, det.
LU = Multiple(
    1.5, 0.5, 1.5, "the norm of each column, or |L| |U|", "ASNA, theorems 9.3 to 9.5, 14.1"
)

#: Substitution with a triangular matrix.
TRIANGULAR = Multiple(1.0, 0.5, 1.0, "each element", "ASNA, theorem 8.5")

#: Cholesky.
CHOLESKY = Multiple(
    1.5, 0.5, 2.0, "sqrt(a[i, i] a[j, j]) for each element", "ASNA, theorems 10.3, 10.5"
)

#: Householder's QR.
QR = Multiple(2.0, 0.5, 4.0, "the norm of each column", "ASNA, theorems 19.4, 20.3")

#: Least squares by the singular values, which see the matrix as a whole.
LEAST_SQUARES = Multiple(2.0, 0.5, 4.0, "the 2-norm of the matrix", "ASNA, section 20.8")

#: The pseudoinverse, which multiplies singular vectors that are off in other directions.
PSEUDOINVERSE = Multiple(8.0, 0.5, 16.0, "the 2-norm of the matrix", "ASNA, section 20.8")

#: Eigenvalues and vectors of symmetric matrices. LAPACK's fastest driver, which R takes, is some
#: ten times less accurate than the one of NumPy.
SYMMETRIC_EIGEN = Multiple(30.0, 0.5, 30.0, "the 2-norm of the matrix", "GVL, section 8.3")

#: Eigenvalues and vectors of any matrix, once it is balanced.
EIGEN = Multiple(25.0, 0.5, 25.0, "the Frobenius norm of the balanced matrix", "GVL, section 7.5.6")

#: Singular values.
SINGULAR = Multiple(6.0, 0.5, 12.0, "the 2-norm of the matrix", "GVL, section 8.6")

#: Singular vectors: those of graded matrices are several times less accurate than the values.
SINGULAR_VECTORS = Multiple(20.0, 0.5, 40.0, "the 2-norm of the matrix", "GVL, section 8.6")

#: The matrix exponential. The rational function that approximates it is evaluated, and its
#: denominator inverted, for a norm of up to 5.4, where terms as large as exp(5.4) cancel.
EXPONENTIAL = Multiple(
    6.0, 0.5, 6.0, "exp(min(|A|, 5.4)) and |exp((1 - s) A)| |A| |exp(s A)|",
    "Higham, Functions of Matrices, sections 10.3, 10.5",
)  # fmt: skip
EXPONENTIAL_NORM = 5.4

#: Fourier transforms whose length has small factors: once for each halving.
FOURIER = Multiple(8.0, 0.0, 0.0, "log2(n) and the 2-norm of the vector", "ASNA, theorem 24.2")

#: A prime factor p is a sum of p terms, whose sines R finds by a recurrence.
FOURIER_PRIME = Multiple(4.0, 1.0, 0.0, "the 2-norm of the vector", "ASNA, section 24.1")


def fourier(n: int) -> float:
    """Give the multiple of u ||x||_2 for a transform of length n."""
    primes = sum(FOURIER_PRIME(p) for p in _prime_factors(n) if p > 5)
    return FOURIER(n) * max(1.0, math.log2(max(n, 1))) + primes


def _prime_factors(n: int) -> list[int]:
    factors, p = [], 2
    while p * p <= n:
        while n % p == 0:
            factors.append(p)
            n //= p
        p += 1
    return [*factors, n] if n > 1 else factors

"""How many of the printed digits a computed number reproduces."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation

# Enough for every digit of a double's fraction beside 17 digits before the point.
_EXACT = Context(prec=1100, rounding=ROUND_HALF_EVEN)


def as_number(text: str, decimals: int = 0) -> Decimal | None:
    """Read a printed number as it stands; None for a text that is none, as "W1" or "False".

    Parameters
    ----------
    text : str
        As printed: "0.4714", "10.", "-2.3015387".
    decimals : int
        To how many decimals the document rounds, where it leaves out the zeros at the end, as
        NumPy does in arrays: with 8, "10." is 10.00000000.
    """
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int), "no document prints NaN or an infinity"
    return number.quantize(Decimal(1).scaleb(min(exponent, -decimals)), context=_EXACT)


def significant_digits(printed: Decimal) -> int:
    """Count the digits from the first one that is not 0; the number 0 has one."""
    return len(printed.as_tuple().digits) if printed else 1


def digits_that_agree(printed: Decimal, computed: float) -> int:
    """Count the significant digits of a printed number that a computed one reproduces.

    All of them, if the computed number, rounded to the last printed place, is the printed one.
    Otherwise the most digits k, from the left, for which both numbers are at most half a unit of
    the k-th digit apart. So 1.3859 reproduces all four digits of 1.386, and four of 1.3860.
    """
    if not math.isfinite(computed):
        return 0
    exact = Decimal(computed)
    digits = significant_digits(printed)
    place = Decimal(1).scaleb(int(printed.as_tuple().exponent))
    if exact.quantize(place, context=_EXACT) == printed:
        return digits
    if not printed:
        return 0
    distance = abs(_EXACT.subtract(exact, printed))
    for k in range(digits - 1, 0, -1):
        if distance <= Decimal(5).scaleb(printed.adjusted() - k):
            return k
    return 0

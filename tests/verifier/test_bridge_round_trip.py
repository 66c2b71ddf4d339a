"""Every value goes to R and back unchanged, to the bit, and is in R what it should be there."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from diglot.bridge.na import NA, NA_REAL
from diglot.bridge.process import RProcess

# What R sees: type, dim, and the bytes in R's order. Two mistakes that undo each other on the way
# there and back are seen here.
LOOK = """
look <- function(x) {
  if (is.null(x)) return("NULL")
  if (is.list(x)) return(list("list", names(x), lapply(unname(x), look)))
  bytes <- if (is.character(x)) {
    ifelse(is.na(x), "NA", vapply(x, function(s) paste(charToRaw(s), collapse = ""), ""))
  } else {
    writeBin(as.vector(x), raw())
  }
  stopifnot(!is.object(x), is.null(names(x)))
  if (is.character(x)) stopifnot(Encoding(x) == "UTF-8" | is.na(x) | nchar(x) == nchar(x, "bytes"))
  list(typeof(x), dim(x), paste(bytes, collapse = " "))
}
there_and_back <- function(x) list(x, look(x))
"""


class Sent(NamedTuple):
    """A value, what must come back, and what R must see."""

    value: Any
    back: Any
    seen: Any


@pytest.fixture(scope="module")
def there_and_back(tmp_path_factory) -> Iterator[Any]:
    file = tmp_path_factory.mktemp("r") / "look.R"
    file.write_text(LOOK, "utf-8")
    with RProcess() as r:
        yield lambda value: r.call("there_and_back", [value], files=[file])


# -- What must come of a value ------------------------------------------------------------------


def seen_vector(typeof: str, bytes_: str, shape: tuple[int, ...]) -> Any:
    dim = np.array(shape, np.int32) if len(shape) > 1 else None
    return [np.array([typeof]), dim, np.array([bytes_])]


def seen_numbers(stored: Any, typeof: str) -> Any:
    return seen_vector(typeof, stored.ravel(order="F").tobytes().hex(" "), stored.shape)


def seen_strings(strings: Any) -> Any:
    texts = ["NA" if s is NA else s.encode().hex() for s in strings.ravel(order="F")]
    return seen_vector("character", " ".join(texts), strings.shape)


def same(x: Any, y: Any) -> bool:
    """Tell whether two values are the same to the bit, with their types and shapes."""
    if isinstance(x, np.ndarray) and isinstance(y, np.ndarray):
        if x.shape != y.shape:
            return False
        if x.dtype == object or x.dtype.kind == "U":
            kind = (x.dtype == object) == (y.dtype == object) and x.dtype.kind == y.dtype.kind
            pairs = zip(x.flat, y.flat, strict=True)
            return kind and all(type(a) is type(b) and a == b for a, b in pairs)
        return x.dtype == y.dtype and x.tobytes() == y.tobytes()
    if isinstance(x, list) and isinstance(y, list):
        return len(x) == len(y) and all(map(same, x, y))
    if isinstance(x, dict) and isinstance(y, dict):
        return list(x) == list(y) and all(map(same, x.values(), y.values()))
    return x is None and y is None


# -- Values -------------------------------------------------------------------------------------

SHAPES = hnp.array_shapes(min_dims=1, max_dims=4, min_side=0, max_side=4)

SPECIAL = [0.0, -0.0, 1.5, math.inf, -math.inf, math.nan, NA_REAL, 5e-324, -2.2e-308, 1.7e308]
SPECIAL_BITS = [int(np.float64(x).view(np.uint64)) for x in SPECIAL] + [
    0x7FF80000000007A2,  # NA that has been through arithmetic
    0xFFF80000DEADBEEF,  # a NaN with a sign and a payload
    0x7FF0000000000001,  # a signalling NaN
    0x7FF00000000007A2,
]
BITS = st.sampled_from(SPECIAL_BITS) | st.integers(0, 2**64 - 1)


@st.composite
def laid_out(draw: Any, array: Any) -> Any:
    """Give the same array in another layout of its memory."""
    layout = draw(st.sampled_from(["C", "F", "backwards", "slice", "turned", "swapped", "locked"]))
    if layout in "CF":
        return np.array(array, order=layout)
    if layout == "backwards":
        flip = (slice(None, None, -1),) * array.ndim
        return np.ascontiguousarray(array[flip])[flip]
    if layout == "slice":
        wide = np.zeros([2 * n + 1 for n in array.shape], array.dtype)
        part = wide[tuple(slice(1, None, 2) for _ in array.shape)]
        part[...] = array
        return part
    if layout == "turned":
        return np.ascontiguousarray(array.T).T
    if layout == "swapped":
        return array.byteswap().view(array.dtype.newbyteorder())
    locked = array.copy()
    locked.flags.writeable = False
    return locked


@st.composite
def doubles(draw: Any) -> Sent:
    array = draw(hnp.arrays(np.uint64, SHAPES, elements=BITS)).view(np.float64)
    return Sent(draw(laid_out(array)), array, seen_numbers(array, "double"))


@st.composite
def complex_numbers(draw: Any) -> Sent:
    shape = draw(SHAPES)
    parts = draw(hnp.arrays(np.uint64, (*shape, 2), elements=BITS))
    array = parts.view(np.complex128).reshape(shape)
    return Sent(draw(laid_out(array)), array, seen_numbers(array, "complex"))


@st.composite
def small_floats(draw: Any) -> Sent:
    bits, dtype = draw(st.sampled_from([(np.uint32, np.float32), (np.uint16, np.float16)]))
    signalling = 0x7F800001 if dtype is np.float32 else 0x7C01
    elements = st.just(signalling) | st.integers(0, np.iinfo(bits).max)
    array = draw(hnp.arrays(bits, SHAPES, elements=elements)).view(dtype)
    with np.errstate(invalid="ignore"):  # NumPy may turn a signalling NaN into a quiet one
        stored = array.astype(np.float64)
    return Sent(draw(laid_out(array)), stored, seen_numbers(stored, "double"))


@st.composite
def logicals(draw: Any) -> Sent:
    array = draw(hnp.arrays(bool, SHAPES))
    return Sent(draw(laid_out(array)), array, seen_numbers(array.astype(np.int32), "logical"))


def integers_stored(array: Any) -> Sent | None:
    """Say what becomes of integers; None when R must refuse them."""
    values = [int(v) for v in array.flat]
    if all(-(2**31) < v < 2**31 for v in values):
        stored = array.astype(np.int32)
        return Sent(array, stored, seen_numbers(stored, "integer"))
    if all(int(float(v)) == v for v in values):
        stored = array.astype(np.float64)
        return Sent(array, stored, seen_numbers(stored, "double"))
    return None


@st.composite
def integers(draw: Any, most: int = 2**64 - 1) -> Any:
    dtype = np.dtype(draw(st.sampled_from("bBhHiIlLqQ")))
    low, high = max(np.iinfo(dtype).min, -most), min(np.iinfo(dtype).max, most)
    near = [
        s * (b + d) for b in (0, 2**31, 2**53, 2**63) for d in (-2, -1, 0, 1, 2) for s in (1, -1)
    ]
    edges = [v for v in {*near, low, high} if low <= v <= high]
    elements = st.sampled_from(edges) | st.integers(low, high)
    return draw(hnp.arrays(dtype, SHAPES, elements=elements))


@st.composite
def safe_integers(draw: Any) -> Sent:
    array = draw(integers(2**53))
    _, back, seen = integers_stored(array)
    return Sent(draw(laid_out(array)), back, seen)


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5)


@st.composite
def strings(draw: Any) -> Sent:
    texts = draw(hnp.arrays(object, SHAPES, elements=TEXT | st.sampled_from(["NA", "", "\uac00"])))
    array = texts.astype(str)
    value = draw(st.sampled_from([texts, array, np.asfortranarray(array)]))
    if texts.size == 0:
        value = array  # nothing in an array of objects tells that they would be strings
    return Sent(value, array, seen_strings(array))


@st.composite
def with_missing(draw: Any) -> Sent:
    """Draw logicals, integers, doubles, complex numbers or strings with NA among them."""
    elements, typeof, dtype = draw(
        st.sampled_from(
            [
                (st.booleans(), "logical", np.int32),
                (st.integers(-(2**31) + 1, 2**31 - 1), "integer", np.int32),
                (st.floats(allow_nan=False), "double", np.float64),
                (st.complex_numbers(allow_nan=False), "complex", np.complex128),
                (TEXT, "character", None),
            ]
        )
    )
    shape = draw(SHAPES.filter(lambda shape: math.prod(shape) > 1))
    array = draw(hnp.arrays(object, shape, elements=elements))
    array.flat[0], array.flat[-1] = NA, draw(elements)
    missing = np.array([v is NA for v in array.flat]).reshape(shape)
    if dtype is None:
        return Sent(array, array, seen_strings(array))
    stored = np.where(missing, -(2**31) if dtype is np.int32 else 0, array).astype(dtype)
    if dtype is not np.int32:
        stored.view(np.float64).reshape(*shape, -1)[missing] = NA_REAL
    back = array if dtype is np.int32 else stored
    return Sent(
        draw(st.sampled_from([array, np.asfortranarray(array)])), back, seen_numbers(stored, typeof)
    )


@st.composite
def scalars(draw: Any) -> Sent:
    """Draw a Python or NumPy scalar or an array without axes: in R a vector of one."""
    kinds = doubles() | complex_numbers() | logicals() | safe_integers() | strings()
    one = draw(kinds.filter(lambda s: s.back.size))
    back = one.back.ravel()[:1]
    scalar = draw(st.sampled_from([back.item(), back[0], back.reshape(())]))
    typeof = one.seen[0][0]
    if typeof == "character":
        return Sent(scalar, back, seen_strings(back))
    stored = back.astype(np.int32) if typeof == "logical" else back
    return Sent(scalar, back, seen_numbers(stored, typeof))


NOTHING = st.just(Sent(None, None, np.array(["NULL"])))
MISSING = st.just(
    Sent(NA, np.array([NA], object), seen_numbers(np.array([-(2**31)], np.int32), "logical"))
)
LEAVES = (
    doubles()
    | complex_numbers()
    | small_floats()
    | logicals()
    | safe_integers()
    | strings()
    | with_missing()
    | scalars()
    | NOTHING
    | MISSING
)


def seen_list(items: list[Sent], names: Any) -> Any:
    return [np.array(["list"]), names, [item.seen for item in items]]


def as_list(items: list[Sent]) -> Sent:
    return Sent([i.value for i in items], [i.back for i in items], seen_list(items, None))


def as_tuple(items: list[Sent]) -> Sent:
    return as_list(items)._replace(value=tuple(i.value for i in items))


def as_dict(named: dict[str, Sent]) -> Sent:
    value = {name: item.value for name, item in named.items()}
    back = {name: item.back for name, item in named.items()}
    return Sent(value, back, seen_list(list(named.values()), np.array(list(named), str)))


NAMES = TEXT.filter(bool)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4).map(as_list)
        | st.lists(inner, max_size=4).map(as_tuple)
        | st.dictionaries(NAMES, inner, max_size=4).map(as_dict)
    ),
    max_leaves=8,
)


def many(examples: int) -> settings:
    """Draw the same examples in every run."""
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


# -- Tests --------------------------------------------------------------------------------------


def check(there_and_back: Any, sent: list[Sent]) -> None:
    result = there_and_back([s.value for s in sent])
    back, (_, _, seen) = result.value
    for one, came, saw in zip(sent, back, seen, strict=True):
        assert same(came, one.back), f"{one.value!r} came back as {came!r}, not {one.back!r}"
        assert same(saw, one.seen), f"{one.value!r} was {saw!r} in R, not {one.seen!r}"
    assert result.notes == ()
    assert result.warnings == ()


@many(120)
@given(sent=st.lists(LEAVES, min_size=10, max_size=15))
def test_vectors_cross_to_the_bit(there_and_back, sent):
    check(there_and_back, sent)


@many(80)
@given(sent=st.lists(VALUES, min_size=1, max_size=4))
def test_nested_lists_cross_to_the_bit(there_and_back, sent):
    check(there_and_back, sent)


@many(150)
@given(array=integers())
def test_integers_become_doubles_where_exact_and_are_refused_where_not(there_and_back, array):
    sent = integers_stored(array)
    if sent is None:
        with pytest.raises(ValueError, match="fits neither R's integers nor its doubles"):
            there_and_back([array])
    else:
        check(there_and_back, [sent])


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("shape", [(9_000,), (70, 130), (130, 70), (10, 20, 30), (1, 5_000)])
def test_large_arrays_cross_to_the_bit(there_and_back, shape, order):
    array = np.random.default_rng(0).integers(0, 2**64, shape, np.uint64).view(np.float64)
    whole = np.array(array, order=order)
    check(there_and_back, [Sent(whole, array, seen_numbers(array, "double"))])


def test_single_precision_complex_numbers_become_double(there_and_back):
    array = np.array([1.5 - 0.0j, complex(math.inf, math.nan)], np.complex64)
    stored = array.astype(np.complex128)
    check(there_and_back, [Sent(array, stored, seen_numbers(stored, "complex"))])


def test_complex_numbers_are_in_r_what_they_are_here():
    with RProcess() as r:
        look = "function(z) list(Re(z), Im(z), is.na(z), identical(z[2], NA_complex_), 1i)"
        real, imaginary, missing, is_na, i = r.call(look, [np.array([3 - 4j, NA], object)]).value
    assert (real[0], imaginary[0], i[0]) == (3, -4, 1j)
    assert missing.tolist() == [False, True]
    assert is_na[0]


def test_a_result_is_an_array_of_its_own(there_and_back):
    first = there_and_back([np.zeros(3)]).value[0][0]
    first[:] = 7.0
    assert first.flags.aligned
    assert there_and_back([np.zeros(3)]).value[0][0].tolist() == [0.0, 0.0, 0.0]


def test_a_nan_that_counts_as_missing_in_r_is_sent_as_such(there_and_back):
    assert there_and_back([np.array([NA_REAL, math.nan])]).value[1][2][0][2] == (
        "a2 07 00 00 00 00 f0 7f 00 00 00 00 00 00 f8 7f"
    )

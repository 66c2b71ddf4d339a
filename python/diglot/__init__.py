"""Prove that a port of Python numerics to R is right, or say where and how it is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diglot.twin import Case, Fault, Twin

if TYPE_CHECKING:
    from diglot.api import Comparison, Report, Session, compare, verify

__version__ = "0.1.0"

__all__ = [
    "Case",
    "Comparison",
    "Fault",
    "Report",
    "Session",
    "Twin",
    "__version__",
    "compare",
    "verify",
]


def __getattr__(name: str) -> Any:
    """Import what judges only when it is asked for: a file of twins needs none of it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from diglot import api

    return getattr(api, name)


def __dir__() -> list[str]:
    """Name what is imported only when it is asked for, too."""
    return sorted({*globals(), *__all__})

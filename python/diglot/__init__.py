"""Prove that a port of Python numerics to R is right, or say where and how it is wrong."""

from diglot.twin import Case, Fault, Twin

__version__ = "0.1.0"

__all__ = ["Case", "Fault", "Twin", "__version__"]

"""Mutation testing of diglot's own suite; `tools/mutate.py` is its command."""

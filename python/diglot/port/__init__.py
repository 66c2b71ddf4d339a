"""Somebody's own port: R files that stand in the place of the R edition."""

"""A first file of twins, drafted from a Python function and an R file."""

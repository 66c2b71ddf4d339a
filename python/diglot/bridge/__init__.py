"""Both languages in processes of their own; the one door to rpy2."""

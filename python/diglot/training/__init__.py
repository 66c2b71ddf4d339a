"""Both editions trained side by side, from the same seed."""

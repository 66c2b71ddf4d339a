"""The small changes, by what they are about; each gives what may be changed at a place."""

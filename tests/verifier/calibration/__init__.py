"""Random programs, honest variants and wrong ones: what the referee's bounds must tell apart.

`programs` writes them, `variants` and `in_r` run them as honest ports would, `faults` spoils them,
`measures` says how much of each kind of bound was used.
"""

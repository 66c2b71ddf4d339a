"""What `print` says of a network. The R edition's page is `r/R/printing.R`."""

from typing import Any

#: What may be asked of a network; no network answers all of it.
QUESTIONS = ("predict", "loss", "accuracy", "gradient", "numerical_gradient", "stages")


def net_text(net: Any) -> str:
    """Say in three lines what a network is, what it holds and what it can be asked."""
    sizes = [" x ".join(map(str, values.shape)) for values in net.params.values()]
    count = sum(values.size for values in net.params.values())
    return "\n".join(
        [
            f"{type(net).__name__} with {count:,} parameters",
            ", ".join(f"{name}: {size}" for name, size in zip(net.params, sizes, strict=True)),
            ", ".join(name for name in QUESTIONS if hasattr(net, name)),
        ]
    )

"""What the R expressions of the twins need around somebody's own port of the functions.

A twin of a net's method makes the net of given parameters by a function of our R edition, which a
port need not have: here it is written for any port of the class.
"""

from __future__ import annotations

from collections.abc import Mapping

from diglot.paths import R_EDITION

#: The class of the nets that each function makes of given parameters.
NETS: Mapping[str, str] = {
    "net_from_params": "TwoLayerNet",
    "batch_softmax_net_from_params": "BatchSoftmaxNet",
}

#: The methods of nets: functions, S3 methods, or carried by the net, as in ``net$loss(x, t)``.
METHODS = ("predict", "stages", "loss", "accuracy", "gradient", "numerical_gradient")

#: What only supplies the functions that are judged: random numbers, and what is differentiated.
SUPPLIES = ("random_state", "softmax", "cross_entropy_error")

# A net that the port makes in its own way, with the parameters of the case in the place of what it
# drew: in a list `params`, or in the net itself.
_NET = """function(params) {
  seed <- globalenv()$.Random.seed
  on.exit({
    rm(list = intersect(".Random.seed", ls(globalenv(), all.names = TRUE)), envir = globalenv())
    if (!is.null(seed)) assign(".Random.seed", seed, envir = globalenv())
  })
  make <- if (is.function(CLASS)) CLASS else CLASS$new
  net <- make(nrow(params$W1), ncol(params$W1), ncol(params$W2))
  # A port may keep its biases as matrices with one row.
  formed <- function(value, drawn) {
    if (is.null(dim(value)) && length(value) == length(drawn)) dim(value) <- dim(drawn)
    value
  }
  drawn <- tryCatch(net[["params"]], error = function(e) NULL)
  if (is.null(drawn)) {
    for (name in names(params)) net[[name]] <- formed(params[[name]], net[[name]])
    return(net)
  }
  net$params <- Map(formed, params, drawn[names(params)])
  # Methods that a list carries may see the parameters where they were written.
  for (f in if (is.list(net)) Filter(is.function, net)) {
    if (exists("params", envir = environment(f), inherits = FALSE)) {
      assign("params", net$params, envir = environment(f))
    }
  }
  net
}"""

# Our own edition, where no function of a port sees it.
_SUPPLY = """base::eval(base::quote({
  for (file in Sys.glob(FILES)) {
    for (code in parse(file, encoding = "UTF-8", keep.source = FALSE)) eval(code)
  }
  NAME
}), base::new.env(parent = base::as.environment(2L)))"""


def net_maker(name: str) -> str:
    """Write a function of `NETS` in R."""
    return _NET.replace("CLASS", NETS[name])


def carried_method(name: str) -> str:
    """Write in R how to call a method that a net carries."""
    return f"function(net, ...) net${name}(...)"


def supply(name: str) -> str:
    """Write a function of `SUPPLIES` in R."""
    pattern = str(R_EDITION / "R" / "*.R").replace("\\", "\\\\").replace('"', r"\"")
    return _SUPPLY.replace("FILES", f'"{pattern}"').replace("NAME", name)

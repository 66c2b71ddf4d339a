# What print() says of a network. The Python edition's page is `python/scratchnet/printing.py`.

#' What a network is, what it holds and what it can be asked
#'
#' @param x A network.
#' @param ... Not used.
#' @return The network, invisibly; three lines are printed.
#' @source Twin: Python `str` of a network.
#' @export
#' @examples
#' TwoLayerNet(64, 50, 10, rng = random_state(1))
print.TwoLayerNet <- function(x, ...) {
  print_net(x)
}

#' @rdname print.TwoLayerNet
#' @export
print.BatchSoftmaxNet <- function(x, ...) {
  print_net(x)
}

#' @rdname print.TwoLayerNet
#' @export
print.SimpleNet <- function(x, ...) {
  print_net(x)
}

#' @rdname print.TwoLayerNet
#' @export
print.SingleLayerNet <- function(x, ...) {
  print_net(x)
}

#' @rdname print.TwoLayerNet
#' @export
print.LogicGate <- function(x, ...) {
  print_net(x)
}

#' @rdname print.TwoLayerNet
#' @export
print.XorNet <- function(x, ...) {
  print_net(x)
}

# What may be asked of a network; no network answers all of it.
questions <- c("predict", "loss", "accuracy", "gradient", "numerical_gradient", "stages")

print_net <- function(net) {
  cat(net_text(net), sep = "\n")
  # So that `net` at the prompt, which prints it, does not print it again.
  invisible(net)
}

# Say in three lines what a network is, what it holds and what it can be asked.
net_text <- function(net) {
  sizes <- vapply(net$params, function(values) paste(shape_of(values), collapse = " x "), "")
  count <- format(sum(lengths(net$params)), big.mark = ",")
  # Looked up from here: R knows the package's methods as its own, but to others they are hidden.
  answers <- function(name) exists(paste(name, class(net)[1], sep = "."))
  c(
    sprintf("%s with %s parameters", class(net)[1], count),
    paste(names(sizes), sizes, sep = ": ", collapse = ", "),
    paste(questions[vapply(questions, answers, NA)], collapse = ", ")
  )
}

# The numerical gradient. The Python edition's page is `python/scratchnet/gradients.py`.

#' Gradient of any scalar function by central differences
#'
#' \eqn{\partial f / \partial x_i \approx (f(x + h e_i) - f(x - h e_i)) / 2h}
#'
#' @param f A function that takes an array of the shape of `x` and gives one number; or a network,
#'   see [numerical_gradient.TwoLayerNet()].
#' @param x Vector, matrix or array of any shape: where the gradient is asked for; it is not
#'   changed.
#' @param h Step, in the unit of `x`.
#' @param ... Not used.
#' @return The gradient, in the shape of `x` and the unit of `f` per unit of `x`. An error if `f`
#'   is no function or does not give one number, or `x` does not hold numbers.
#' @source Deep Learning from Scratch, section 4.4. Twin: Python `numerical_gradient`.
#' @export
#' @examples
#' numerical_gradient(function(x) sum(x^2), c(3, 4))
numerical_gradient <- function(f, x, ...) {
  # In R, methods belong to functions and not to classes. UseMethod() calls the one that is named
  # after the class of the first argument: numerical_gradient.TwoLayerNet() for such a net, which
  # goes by the name `f` there too, and numerical_gradient.default() for a function.
  UseMethod("numerical_gradient")
}

#' @rdname numerical_gradient
#' @export
numerical_gradient.default <- function(f, x, h = 1e-4, ...) {
  f <- number_valued(f)
  x <- as_numbers(x, "x") # R copies on change: the caller's array stays as it is
  h <- as_one_number(h, "h")
  gradient <- zeros_like(x)
  # In R's order of elements, down the columns: the order does not change the result.
  for (i in seq_along(x)) {
    center <- x[i]
    x[i] <- center + h
    above <- f(x)
    x[i] <- center - h
    below <- f(x)
    x[i] <- center
    gradient[i] <- (above - below) / (2 * h)
  }
  gradient
}

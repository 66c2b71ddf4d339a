# Activation functions. The Python edition's page is `python/scratchnet/activations.py`.

#' Logistic sigmoid, element by element
#'
#' \eqn{\sigma(x) = 1 / (1 + e^{-x})}
#'
#' Written with \eqn{z = e^{-|x|}}, which cannot overflow: \eqn{1 / (1 + z)} where `x` is
#' not negative, and \eqn{z / (1 + z)}, the same number, where it is.
#'
#' @param x Vector, matrix or array of any shape: any real numbers; the limits at -Inf and Inf
#'   are 0 and 1; NaN passes through.
#' @return Numbers from 0 to 1, in the shape of `x`. An error if `x` does not hold numbers.
#' @source Deep Learning from Scratch, section 3.2. Twin: Python `sigmoid`.
#' @export
#' @examples
#' sigmoid(c(-1, 0, 1))
sigmoid <- function(x) {
  x <- as_numbers(x, "x")
  z <- exp(-abs(x))
  # np.where(x >= 0, 1.0, z): ifelse() would answer NA where `x` is NaN; which() leaves NaN out.
  numerator <- z
  numerator[which(x >= 0)] <- 1
  numerator / (1 + z)
}

#' Slope of the logistic sigmoid, element by element
#'
#' \eqn{\sigma'(x) = (1 - \sigma(x)) \, \sigma(x)}
#'
#' Where \eqn{\sigma(x)} is close to 1, the difference loses digits: the result is off by up to
#' 1e-16, which is little beside the largest slope, 1/4, and much beside a slope that small.
#'
#' @param x Vector, matrix or array of any shape: any real numbers: where the slope is asked for,
#'   not the sigmoid's value there; the limits at -Inf and Inf are 0; NaN passes through.
#' @return Numbers from 0 to 1/4, in the shape of `x`. An error if `x` does not hold numbers.
#' @source Deep Learning from Scratch, section 5.5. Twin: Python `sigmoid_grad`.
#' @export
#' @examples
#' sigmoid_grad(c(-1, 0, 1))
sigmoid_grad <- function(x) {
  y <- sigmoid(x)
  (1 - y) * y
}

#' Softmax over the last axis
#'
#' \eqn{y_k = e^{x_k - m} / \sum_i e^{x_i - m}}, where \eqn{m = \max_i x_i}
#'
#' The shift by `m` changes nothing but keeps the exponentials from overflowing. It cannot keep
#' Inf - Inf from being NaN; that is why `finite` comes first.
#'
#' @param x Scores of the classes along the last axis: a vector, or a matrix with one row for each
#'   sample, or an array. -Inf and Inf act as the largest finite numbers; a row with NaN becomes
#'   NaN.
#' @return Probabilities, in the shape of `x`: each row sums to 1. An error if `x` does not hold
#'   numbers.
#' @source Deep Learning from Scratch, section 3.5. Twin: Python `softmax`.
#' @export
#' @examples
#' softmax(rbind(c(1, 2, 3), c(1000, 1000, 1000)))
softmax <- function(x) {
  x <- finite(as_numbers(x, "x"))
  rows <- last_axis_in_columns(x)
  # One number for each row: R recycles it down the columns, so each row meets its own.
  m <- row_max(rows)
  e <- exp(rows - m)
  y <- e / rowSums(e)
  # The result gets back the shape of `x`; a plain vector has none.
  dim(y) <- dim(x)
  y
}

# Take -Inf and Inf as the largest finite numbers.
finite <- function(x) {
  largest <- .Machine$double.xmax
  # What np.clip() does.
  pmin(pmax(x, -largest), largest)
}

# Take any shape as a matrix: a vector as one row, an array with its last axis in the columns. R
# stores columns first, so that nothing moves; NumPy needs no such step, `axis=-1` tells it all.
last_axis_in_columns <- function(x) {
  if (is.null(dim(x))) rbind(x) else matrix(x, ncol = dim(x)[length(dim(x))])
}

# The largest number of each row; NaN for a row with NaN.
row_max <- function(rows) {
  # apply(rows, 1, max) calls a function for each row. max.col() is some ten times as fast, but it
  # answers with the place, and breaks ties, and near ties, at random unless told otherwise.
  column <- max.col(rows, ties.method = "first")
  largest <- rows[cbind(seq_len(nrow(rows)), column)]
  largest[is.na(column)] <- NaN
  largest
}

# Loss functions. The Python edition's page is `python/scratchnet/losses.py`.

#' Cross-entropy of predicted probabilities, averaged over the rows
#'
#' \eqn{E = -\frac{1}{N} \sum_{n=1}^N \sum_{c=1}^C t_{nc} \log(y_{nc} + \delta)}
#'
#' @param y Matrix (N, C) or vector (C): predicted probabilities from 0 to 1, one row for each
#'   sample; NaN passes through.
#' @param t Matrix (N, C) or vector (C) or (N): labels: one-hot or soft, in the shape of `y`, or
#'   one class number from 0 for each row.
#' @param delta Added to `y` so that the logarithm of 0 stays finite.
#' @return One number in nats; at least -log(1 + delta). An error if `y` has no rows or lies
#'   outside 0 to 1, or `t` does not fit `y`.
#' @source Deep Learning from Scratch, section 4.2. Twin: Python `cross_entropy_error`.
#' @export
#' @examples
#' cross_entropy_error(rbind(c(0.7, 0.3), c(0.4, 0.6)), c(0, 1))
cross_entropy_error <- function(y, t, delta = 1e-7) {
  y <- as_rows(as_probabilities(y, "y"), "y")
  t <- as_label_rows(t, nrow(y), ncol(y))
  delta <- as_one_number(delta, "delta")
  -sum(x_log_y(t, y + delta)) / nrow(y)
}

#' Mean of the squared differences over all K elements
#'
#' \eqn{E = \frac{1}{K} \sum_k (y_k - t_k)^2}
#'
#' @param y,t Vectors, matrices or arrays of the same shape: predictions and targets; at least one
#'   element; NaN passes through.
#' @return One number; at least 0. An error if the shapes differ or there is no element.
#' @source The usual definition; the book's, with 1/2 in place of 1/K, is `sum_squared_error`.
#'   Twin: Python `mean_squared_error`.
#' @export
#' @examples
#' mean_squared_error(c(1, 2, 3), c(1, 2, 5))
mean_squared_error <- function(y, t) {
  y <- as_numbers(y, "y")
  t <- as_numbers(t, "t")
  check_same_shape(y, t, "y", "t")
  check_not_empty(y, "y")
  sum((y - t)^2) / length(y)
}

#' Half the sum of the squared differences
#'
#' \eqn{E = \frac{1}{2} \sum_k (y_k - t_k)^2}
#'
#' @param y,t Vectors, matrices or arrays of the same shape: predictions and targets; NaN passes
#'   through; the sum over no element is 0.
#' @return One number; at least 0. An error if the shapes differ.
#' @source Deep Learning from Scratch, section 4.2. Twin: Python `sum_squared_error`.
#' @export
#' @examples
#' sum_squared_error(c(1, 2, 3), c(1, 2, 5))
sum_squared_error <- function(y, t) {
  y <- as_numbers(y, "y")
  t <- as_numbers(t, "t")
  check_same_shape(y, t, "y", "t")
  0.5 * sum((y - t)^2)
}

#' Half the summed cross-entropy of yes-or-no predictions
#'
#' \eqn{E = -\frac{1}{2} \sum_k (t_k \log y_k + (1 - t_k) \log(1 - y_k))}
#'
#' The half is the source's own; 0 log 0 counts as 0, its limit.
#'
#' @param y,t Vectors, matrices or arrays of the same shape: predicted probabilities and labels,
#'   from 0 to 1; NaN passes through; the sum over no element is 0.
#' @return One number in nats; at least 0; Inf where a prediction of exactly 0 or 1 is wrong. An
#'   error if the shapes differ or `y` or `t` lies outside 0 to 1.
#' @source Study notes on chapter 4 of Deep Learning from Scratch, the logic gates.
#'   Twin: Python `binary_cross_entropy`.
#' @export
#' @examples
#' binary_cross_entropy(c(0.1, 0.9), c(0, 1))
binary_cross_entropy <- function(y, t) {
  y <- as_probabilities(y, "y")
  t <- as_probabilities(t, "t")
  check_same_shape(y, t, "y", "t")
  -0.5 * sum(x_log_y(t, y) + x_log_y(1 - t, 1 - y))
}

# x log y, and 0, its limit, where both are 0: the plain product would be NaN there.
x_log_y <- function(x, y) {
  # np.where(), as in sigmoid().
  y[which(x == 0 & y == 0)] <- 1
  x * log(y)
}

# Take a vector as a matrix of one row; refuse higher ranks and 0 rows.
as_rows <- function(x, name) {
  if (length(dim(x)) > 2) {
    stop(
      sprintf("`%s` must be a vector or a matrix, not %s.", name, shape_text(x)),
      call. = FALSE
    )
  }
  # Not as.matrix(), which would make a column of it.
  rows <- if (is.matrix(x)) x else matrix(x, nrow = 1)
  if (nrow(rows) == 0) {
    stop(
      sprintf("`%s` must have at least one row, not %s.", name, shape_text(x)),
      call. = FALSE
    )
  }
  rows
}

# Take one-hot labels, soft labels or class numbers as a matrix of `rows` x `classes`.
as_label_rows <- function(t, rows, classes) {
  t <- as_numbers(t, "t")
  if (is.matrix(t) && nrow(t) == rows && ncol(t) == classes) {
    return(t)
  }
  if (is.null(dim(t)) && rows == 1 && length(t) == classes) {
    return(matrix(t, nrow = 1))
  }
  # With as many rows as classes, R would recycle the vector down the columns in silence.
  if (is.null(dim(t)) && length(t) == rows) {
    return(one_hot(as_class_numbers(t, classes, "t"), classes))
  }
  stop(
    sprintf(
      paste(
        "`t` must be a %d x %d matrix of labels or hold one class number",
        "for each of the %d rows, not %s."
      ),
      rows, classes, rows, shape_text(t)
    ),
    call. = FALSE
  )
}

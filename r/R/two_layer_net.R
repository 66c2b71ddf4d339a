# The two-layer network. The Python edition's page is `python/scratchnet/two_layer_net.py`.

#' A fully connected network with one hidden layer, for classification
#'
#' \eqn{a_1 = x W_1 + b_1}, \eqn{z_1 = \sigma(a_1)}, \eqn{a_2 = z_1 W_2 + b_2},
#' \eqn{y = softmax(a_2)}
#'
#' @param input_size,hidden_size,output_size Numbers of inputs D, hidden units H and classes C.
#' @param weight_init_std Standard deviation of the first weights; the first biases are 0.
#' @param rng Where the weights are drawn from, W1 first: any object with a function `randn`, as
#'   [random_state()] gives.
#' @return A network: a list of class `TwoLayerNet` with the list `params`: W1 of shape (D, H),
#'   b1 (H), W2 (H, C), b2 (C). An error if a size is no whole number of at least 1, or `rng` has
#'   no `randn`.
#' @source Deep Learning from Scratch, section 4.5. Twin: Python `TwoLayerNet`.
#' @export
#' @examples
#' TwoLayerNet(64, 50, 10, rng = random_state(1))
TwoLayerNet <- function(input_size, hidden_size, output_size, weight_init_std = 0.01, rng = NULL) {
  input_size <- as_size(input_size, "input_size")
  hidden_size <- as_size(hidden_size, "hidden_size")
  output_size <- as_size(output_size, "output_size")
  weight_init_std <- as_one_number(weight_init_std, "weight_init_std")
  check_rng(rng, "randn")
  net_from_params(list(
    W1 = weight_init_std * rng$randn(input_size, hidden_size),
    b1 = numeric(hidden_size),
    W2 = weight_init_std * rng$randn(hidden_size, output_size),
    b2 = numeric(output_size)
  ))
}

#' All that is computed on the way from the inputs to the probabilities
#'
#' @param net A network.
#' @param x Matrix (N, D) or vector (D): inputs, one row for each sample.
#' @param ... Not used.
#' @return A list: a1 and z1 of shape (N, H), a2 and y of shape (N, C); vectors for a vector `x`.
#'   An error if `x` does not have D columns.
#' @source Twin: Python `TwoLayerNet.stages`.
#' @export
#' @examples
#' net <- TwoLayerNet(4, 3, 2, rng = random_state(1))
#' str(stages(net, diag(4)))
stages <- function(net, x, ...) {
  # Python's net.stages(x): R calls stages.TwoLayerNet() for a net of that class.
  UseMethod("stages")
}

#' @rdname stages
#' @export
stages.TwoLayerNet <- function(net, x, ...) {
  p <- net$params
  x <- as_inputs(x, nrow(p$W1))
  # A vector has no orientation in R either, but `%*%` would answer with a matrix: it goes in as
  # one row, and what comes out becomes a vector again.
  rows <- if (is.matrix(x)) x else matrix(x, nrow = 1)
  a1 <- add_bias(rows %*% p$W1, p$b1)
  z1 <- sigmoid(a1)
  a2 <- add_bias(z1 %*% p$W2, p$b2)
  y <- softmax(a2)
  s <- list(a1 = a1, z1 = z1, a2 = a2, y = y)
  if (is.matrix(x)) s else lapply(s, as.vector)
}

#' Probabilities of the classes
#'
#' @param object A network.
#' @param newdata Matrix (N, D) or vector (D): the inputs `x`, one row for each sample.
#' @param ... Not used.
#' @return Matrix (N, C) or vector (C): each row sums to 1. An error if `x` does not have D
#'   columns.
#' @source Twin: Python `TwoLayerNet.predict`.
#' @importFrom stats predict
#' @export
#' @examples
#' net <- TwoLayerNet(64, 50, 10, rng = random_state(1))
#' digits <- load_digits()
#' predict(net, digits$x_test[1:2, ])
predict.TwoLayerNet <- function(object, newdata, ...) {
  # R's name for what a model is asked about; Python says `x`.
  stages(object, newdata)$y
}

#' Cross-entropy of the predictions, averaged over the rows
#'
#' @param net A network.
#' @param x Matrix (N, D) or vector (D): inputs, one row for each sample.
#' @param t Matrix (N, C) or vector (C) or (N): labels: one-hot, soft, or class numbers from 0.
#' @param ... Not used.
#' @return One number, in nats. An error if `x` does not have D columns or no rows, or `t` does not
#'   fit.
#' @source Twin: Python `TwoLayerNet.loss`.
#' @export
#' @examples
#' net <- TwoLayerNet(4, 3, 2, rng = random_state(1))
#' loss(net, diag(4), c(0, 1, 0, 1))
loss <- function(net, x, t, ...) {
  UseMethod("loss")
}

#' @rdname loss
#' @export
loss.TwoLayerNet <- function(net, x, t, ...) {
  cross_entropy_error(predict(net, x), t)
}

#' Share of the rows whose most probable class is the right one
#'
#' The first of equally probable classes counts; a row with NaN counts as wrong. The scores
#' `a2` are compared, which softmax would only round: it keeps their order.
#'
#' @param net A network.
#' @param x Matrix (N, D) or vector (D): inputs, one row for each sample.
#' @param t Matrix (N, C) or vector (C) or (N): labels: one-hot, soft, or class numbers from 0.
#' @param ... Not used.
#' @return One number from 0 to 1. An error if `x` does not have D columns or no rows, or `t` does
#'   not fit.
#' @source Twin: Python `TwoLayerNet.accuracy`.
#' @export
#' @examples
#' net <- TwoLayerNet(4, 3, 2, rng = random_state(1))
#' accuracy(net, diag(4), c(0, 1, 0, 1))
accuracy <- function(net, x, t, ...) {
  UseMethod("accuracy")
}

#' @rdname accuracy
#' @export
accuracy.TwoLayerNet <- function(net, x, t, ...) {
  a2 <- as_rows(stages(net, x)$a2, "x")
  t <- as_label_rows(t, nrow(a2), ncol(a2))
  sum(same_class(a2, t)) / nrow(a2)
}

#' Gradient of the loss by backpropagation
#'
#' \eqn{\partial E / \partial a_2 = (y \sum_c t_c - t) / N}
#'
#' The labels of a row sum to 1 as a rule, which leaves the book's y - t. The small delta
#' inside the loss is left out, as in the book.
#'
#' @param net A network.
#' @param x Matrix (N, D) or vector (D): inputs, one row for each sample.
#' @param t Matrix (N, C) or vector (C) or (N): labels: one-hot, soft, or class numbers from 0.
#' @param ... Not used.
#' @return A list: the derivatives by W1, b1, W2 and b2, in their shapes. An error if `x` does not
#'   have D columns or no rows, or `t` does not fit.
#' @source Deep Learning from Scratch, section 5.7. Twin: Python `TwoLayerNet.gradient`.
#' @export
#' @examples
#' net <- TwoLayerNet(4, 3, 2, rng = random_state(1))
#' str(gradient(net, diag(4), c(0, 1, 0, 1)))
gradient <- function(net, x, t, ...) {
  UseMethod("gradient")
}

#' @rdname gradient
#' @export
gradient.TwoLayerNet <- function(net, x, t, ...) {
  p <- net$params
  x <- as_rows(as_inputs(x, nrow(p$W1)), "x")
  s <- stages(net, x)
  t <- as_label_rows(t, nrow(s$y), ncol(s$y))
  # rowSums(t) has one number for each row and recycles down the columns: each row gets its own.
  da2 <- (s$y * rowSums(t) - t) / nrow(x) # (N, C)
  # `t` is a matrix here; R finds the function t() all the same where a call needs one.
  dz1 <- da2 %*% t(p$W2) # (N, H)
  da1 <- dz1 * sigmoid_grad(s$a1) # (N, H)
  list(
    W1 = t(x) %*% da1,
    b1 = colSums(da1),
    W2 = t(s$z1) %*% da2,
    b2 = colSums(da2)
  )
}

#' Gradient of the loss by central differences
#'
#' The difference quotients of the function [numerical_gradient()], but only what a changed
#' parameter changes is computed again.
#'
#' @param f A network.
#' @param x Matrix (N, D) or vector (D): inputs, one row for each sample.
#' @param t Matrix (N, C) or vector (C) or (N): labels: one-hot, soft, or class numbers from 0.
#' @param h Step, in the unit of the parameters.
#' @param ... Not used.
#' @return A list: the derivatives by W1, b1, W2 and b2, in their shapes. An error if `x` does not
#'   have D columns or no rows, or `t` does not fit.
#' @source Deep Learning from Scratch, section 4.5. Twin: Python `TwoLayerNet.numerical_gradient`.
#' @export
#' @examples
#' net <- TwoLayerNet(4, 3, 2, rng = random_state(1))
#' str(numerical_gradient(net, diag(4), c(0, 1, 0, 1)))
numerical_gradient.TwoLayerNet <- function(f, x, t, h = 1e-4, ...) {
  # A score may move by 100 before its exponential comes near to an overflow.
  fast_central_differences(f, x, t, h, cross_entropy_difference, function(y) 100)
}

#' Make a TwoLayerNet of given parameters
#'
#' @param params A list: W1 of shape (D, H), b1 (H), W2 (H, C), b2 (C).
#' @return A TwoLayerNet that holds these parameters, as numbers. An error if a parameter is
#'   missing or the shapes do not fit each other.
#' @source Twin: Python `net_from_params`.
#' @export
#' @examples
#' net <- net_from_params(list(
#'   W1 = diag(2), b1 = c(0, 0), W2 = diag(2), b2 = c(0, 0)
#' ))
#' predict(net, c(1, 2))
net_from_params <- function(params) {
  names <- c("W1", "b1", "W2", "b2")
  missing <- setdiff(names, names(params))
  if (length(missing) > 0) {
    stop(
      sprintf("`params` must have W1, b1, W2 and b2, but %s is missing.", missing[1]),
      call. = FALSE
    )
  }
  p <- Map(as_numbers, params[names], names)
  for (name in c("W1", "W2")) {
    if (!is.matrix(p[[name]])) {
      stop(sprintf("`%s` must be a matrix, not %s.", name, shape_text(p[[name]])), call. = FALSE)
    }
  }
  check_size(ncol(p$W1), "W1", "columns", nrow(p$W2), "rows of `W2`")
  for (name in c("b1", "b2")) {
    if (!is.null(dim(p[[name]]))) {
      stop(sprintf("`%s` must be a vector, not %s.", name, shape_text(p[[name]])), call. = FALSE)
    }
  }
  check_size(length(p$b1), "b1", "elements", ncol(p$W1), "columns of `W1`")
  check_size(length(p$b2), "b2", "elements", ncol(p$W2), "columns of `W2`")
  structure(list(params = p), class = "TwoLayerNet")
}

# Refuse a size that does not fit another one.
check_size <- function(got, name, unit, expected, what) {
  if (got != expected) {
    stop(
      sprintf(
        "`%s` must have %d %s, one for each of the %s, not %d.",
        name, expected, unit, what, got
      ),
      call. = FALSE
    )
  }
}

# Take a vector of `inputs` numbers, or a matrix with that many columns.
as_inputs <- function(x, inputs) {
  x <- as_numbers(x, "x")
  if (length(dim(x)) > 2) {
    stop(sprintf("`x` must be a vector or a matrix, not %s.", shape_text(x)), call. = FALSE)
  }
  size <- if (is.matrix(x)) ncol(x) else length(x)
  check_size(size, "x", if (is.matrix(x)) "columns" else "elements", inputs, "rows of `W1`")
  x
}

# Tell for each row whether the largest score stands where the largest label does.
same_class <- function(scores, t) {
  # max.col() breaks ties at random unless told otherwise; a row with NaN gives NA.
  same <- max.col(scores, ties.method = "first") == max.col(t, ties.method = "first")
  !is.na(same) & same
}

# Add one bias to each column: R would recycle the vector down the columns instead.
add_bias <- function(a, b) {
  a + rep(b, each = nrow(a))
}

# The network with one softmax for a whole batch. The Python edition's page is
# `python/scratchnet/batch_softmax_net.py`.

# Twenty terms of the logarithm's power series leave less than 2^-65 where its ratio is about 1/8.
series_ratio <- 1 / 8
series_terms <- 20

#' A fully connected network with one hidden layer and one softmax for a whole batch
#'
#' \eqn{a_1 = x W_1 + b_1}, \eqn{z_1 = \sigma(a_1)}, \eqn{a_2 = z_1 W_2 + b_2},
#' \eqn{y_{nc} = e^{a_{2,nc}} / \sum_{m,k} e^{a_{2,mk}}}
#'
#' Unusual, and kept as in the source: the softmax sums over all rows and not over each, so that
#' the probabilities of the whole batch sum to 1, and what a row is given depends on the others;
#' it does not shift the scores, so that scores above 709 overflow to NaN; and the loss asks of
#' each class whether it is the right one, [binary_cross_entropy()], so that it is about 350 for a
#' batch of 100 in 10 classes. Such a net learns all the same, only slowly.
#'
#' @param input_size,hidden_size,output_size Numbers of inputs D, hidden units H and classes C.
#' @param weight_init_std Standard deviation of the first weights; the first biases are 0.
#' @param rng Where the weights are drawn from, W1 first: any object with a function `randn`, as
#'   [random_state()] gives.
#' @return A network: a list of class `BatchSoftmaxNet` with the list `params`: W1 of shape (D, H),
#'   b1 (H), W2 (H, C), b2 (C). An error if a size is no whole number of at least 1, or `rng` has
#'   no `randn`.
#' @source Study notes on chapter 4 of Deep Learning from Scratch, the MNIST net.
#'   Twin: Python `BatchSoftmaxNet`.
#' @export
#' @examples
#' net <- BatchSoftmaxNet(4, 3, 2, rng = random_state(1))
#' sum(predict(net, diag(4)))
BatchSoftmaxNet <- function(input_size, hidden_size, output_size, weight_init_std = 0.01,
                            rng = NULL) {
  # The parameters are a TwoLayerNet's; only what is made of the scores differs.
  net <- TwoLayerNet(input_size, hidden_size, output_size, weight_init_std, rng)
  batch_softmax_net_from_params(net$params)
}

#' All that is computed on the way from the inputs to the probabilities
#'
#' @param net A BatchSoftmaxNet.
#' @param x Matrix (N, D) or vector (D): inputs, one row for each sample.
#' @param ... Not used.
#' @return A list: a1 and z1 of shape (N, H), a2 and y of shape (N, C); vectors for a vector `x`.
#'   An error if `x` does not have D columns.
#' @source Twin: Python `BatchSoftmaxNet.stages`.
#' @export
#' @examples
#' net <- BatchSoftmaxNet(4, 3, 2, rng = random_state(1))
#' str(stages(net, diag(4)))
stages.BatchSoftmaxNet <- function(net, x, ...) {
  p <- net$params
  x <- as_inputs(x, nrow(p$W1))
  # A vector is one row, as in stages.TwoLayerNet().
  rows <- if (is.matrix(x)) x else matrix(x, nrow = 1)
  a1 <- add_bias(rows %*% p$W1, p$b1)
  z1 <- sigmoid(a1)
  a2 <- add_bias(z1 %*% p$W2, p$b2)
  e <- exp(a2)
  y <- e / sum(e)
  s <- list(a1 = a1, z1 = z1, a2 = a2, y = y)
  if (is.matrix(x)) s else lapply(s, as.vector)
}

#' Probabilities of the classes, as shares of the whole batch
#'
#' @param object A BatchSoftmaxNet.
#' @param newdata Matrix (N, D) or vector (D): the inputs `x`, one row for each sample.
#' @param ... Not used.
#' @return Matrix (N, C) or vector (C): all rows together sum to 1; NaN where a score above 709
#'   overflows. An error if `x` does not have D columns.
#' @source Twin: Python `BatchSoftmaxNet.predict`.
#' @export
#' @examples
#' net <- BatchSoftmaxNet(4, 3, 2, rng = random_state(1))
#' predict(net, diag(4))
predict.BatchSoftmaxNet <- function(object, newdata, ...) {
  stages(object, newdata)$y
}

#' Half the summed binary cross-entropy of the predictions
#'
#' @param net A BatchSoftmaxNet.
#' @param x Matrix (N, D) or vector (D): inputs, one row for each sample.
#' @param t Matrix (N, C) or vector (C) or (N): labels: one-hot, soft, or class numbers from 0.
#' @param ... Not used.
#' @return One number, in nats; it grows with the number of rows. An error if `x` does not have D
#'   columns or no rows, or `t` does not fit or lies outside 0 to 1.
#' @source Twin: Python `BatchSoftmaxNet.loss`.
#' @export
#' @examples
#' net <- BatchSoftmaxNet(4, 3, 2, rng = random_state(1))
#' loss(net, diag(4), c(0, 1, 0, 1))
loss.BatchSoftmaxNet <- function(net, x, t, ...) {
  y <- as_rows(predict(net, x), "x")
  binary_cross_entropy(y, as_label_rows(t, nrow(y), ncol(y)))
}

#' Share of the rows whose most probable class is the right one
#'
#' The first of equally probable classes counts; a row with NaN counts as wrong. The scores
#' `a2` are compared, which softmax would only round: it keeps their order.
#'
#' @param net A BatchSoftmaxNet.
#' @param x Matrix (N, D) or vector (D): inputs, one row for each sample.
#' @param t Matrix (N, C) or vector (C) or (N): labels: one-hot, soft, or class numbers from 0.
#' @param ... Not used.
#' @return One number from 0 to 1. An error if `x` does not have D columns or no rows, or `t` does
#'   not fit.
#' @source Twin: Python `BatchSoftmaxNet.accuracy`.
#' @export
#' @examples
#' net <- BatchSoftmaxNet(4, 3, 2, rng = random_state(1))
#' accuracy(net, diag(4), c(0, 1, 0, 1))
accuracy.BatchSoftmaxNet <- function(net, x, t, ...) {
  a2 <- as_rows(stages(net, x)$a2, "x")
  t <- as_label_rows(t, nrow(a2), ncol(a2))
  sum(same_class(a2, t)) / nrow(a2)
}

#' Gradient of the loss by central differences
#'
#' The difference quotients of the function [numerical_gradient()], but only what a changed
#' parameter changes is computed again.
#'
#' @param f A BatchSoftmaxNet.
#' @param x Matrix (N, D) or vector (D): inputs, one row for each sample.
#' @param t Matrix (N, C) or vector (C) or (N): labels: one-hot, soft, or class numbers from 0.
#' @param h Step, in the unit of the parameters.
#' @param ... Not used.
#' @return A list: the derivatives by W1, b1, W2 and b2, in their shapes. An error if `x` does not
#'   have D columns or no rows, or `t` does not fit or lies outside 0 to 1.
#' @source Twin: Python `BatchSoftmaxNet.numerical_gradient`.
#' @export
#' @examples
#' net <- BatchSoftmaxNet(4, 3, 2, rng = random_state(1))
#' str(numerical_gradient(net, diag(4), c(0, 1, 0, 1)))
numerical_gradient.BatchSoftmaxNet <- function(f, x, t, h = 1e-4, ...) {
  fast_central_differences(f, x, t, h, batch_softmax_difference, batch_softmax_reach)
}

#' Make a BatchSoftmaxNet of given parameters
#'
#' @param params A list: W1 of shape (D, H), b1 (H), W2 (H, C), b2 (C).
#' @return A BatchSoftmaxNet that holds these parameters, as numbers. An error if a parameter is
#'   missing or the shapes do not fit each other.
#' @source Twin: Python `batch_softmax_net_from_params`.
#' @export
#' @examples
#' net <- batch_softmax_net_from_params(list(
#'   W1 = diag(2), b1 = c(0, 0), W2 = diag(2), b2 = c(0, 0)
#' ))
#' predict(net, c(1, 2))
batch_softmax_net_from_params <- function(params) {
  structure(list(params = net_from_params(params)$params), class = "BatchSoftmaxNet")
}

# Tell how far the scores may move for the series of `batch_softmax_difference`.
batch_softmax_reach <- function(y) {
  series_ratio * (1 - largest(y))
}

# Tell what moves u of the scores do to one softmax of all rows and `binary_cross_entropy`.
#
# The softmax's sum grows by a share q, the same for all rows:
#
#   y' = y e^u / (1 + q), where q = sum (y e^u - y), and
#   -2 E' = sum t (log y + u) + sum (1 - t) log(1 + q - y e^u) - N C log(1 + q)
#
# Rows that are not touched have u = 0; what they do to E' depends on q alone:
#
#   sum (1 - t) log(1 + q / (1 - y)) = sum_k (-1)^(k+1) / k q^k sum (1 - t) / (1 - y)^k
#
# In the others, f being what stands in the logarithm, and few labels not being 0:
#
#   sum (1 - t) log f = log(prod f) - sum t log f
batch_softmax_difference <- function(y, t) {
  slots <- label_slots(t)
  labelled <- at_classes(y, slots$classes)
  powers <- lapply(seq_len(series_terms), function(k) rowSums((1 - t) / (1 - y)^k))

  function(touched) {
    y_k <- columns(y, touched$rows)
    classes_k <- slots$classes[touched$rows, , drop = FALSE]
    t_k <- slots$labels[touched$rows, , drop = FALSE]
    labelled_k <- labelled[touched$rows, , drop = FALSE]
    sums <- Reduce(`+`, y_k)
    untouched <- lapply(powers, function(p) sum(p) - sum_rows(touched, p[touched$rows]))

    moved <- function(m, direction) {
      y_moved <- Map(function(y_c, d) y_c * exp(d * m), y_k, direction) # C times (K)
      q <- sum_rows(touched, Reduce(`+`, y_moved) - sums)
      # m and the total have a number for each row and recycle down the columns: each row its own.
      total <- (1 + q)[touched$inputs]
      list(
        product = Reduce(function(product, y_c) product * (total - y_c), y_moved, 1),
        label = total - labelled_k * exp(direction[classes_k] * m),
        rest = logarithm_series(untouched, q) - length(y) * log1p(q)
      )
    }

    function(up, down, direction) {
      above <- moved(up, direction)
      below <- moved(down, direction)
      u <- direction[classes_k] * (up - down)
      at_labels <- rowSums(t_k * (u - log(above$label / below$label)))
      rows <- sum_rows(touched, log(above$product / below$product) + at_labels)
      -0.5 * (rows + above$rest - below$rest)
    }
  }
}

# s_1 q - s_2 q^2 / 2 + s_3 q^3 / 3 - ..., the last terms first.
logarithm_series <- function(sums, q) {
  total <- 0
  for (k in rev(seq_along(sums))) {
    total <- q * (sums[[k]] / k - total)
  }
  total
}

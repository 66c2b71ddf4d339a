# The small networks of the study notes. The Python edition's page is
# `python/scratchnet/study_nets.py`.

#' Two inputs, three classes and no bias: the smallest net with a gradient
#'
#' \eqn{E = -\frac{1}{N} \sum_{n,c} t_{nc} \log(y_{nc} + \delta)}, where \eqn{y = softmax(x W)}
#'
#' @param rng Where the weights are drawn from: any object with a function `randn`, as
#'   [random_state()] gives.
#' @param delta Added to `y` so that the logarithm of 0 stays finite; the study notes on chapter 4
#'   take 1e-4, the book 1e-7.
#' @return A network: a list of class `SimpleNet` with the list `params`: W of shape (2, 3); and
#'   `delta` as given. An error if `rng` has no `randn`, or `delta` is not one number.
#' @source Deep Learning from Scratch, section 4.4, and two study notes on it. Twin: Python
#'   `SimpleNet`.
#' @export
#' @examples
#' net <- SimpleNet(random_state(1), delta = 1e-4)
#' loss(net, c(0.6, 0.9), c(0, 0, 1))
SimpleNet <- function(rng = NULL, delta = 1e-7) {
  check_rng(rng, "randn")
  params <- list(W = rng$randn(2, 3))
  structure(list(params = params, delta = as_one_number(delta, "delta")), class = "SimpleNet")
}

#' Scores of the classes, before any softmax
#'
#' @param object A SimpleNet.
#' @param newdata Matrix (N, 2) or vector (2): the inputs `x`, one row for each sample.
#' @param ... Not used.
#' @return Matrix (N, 3) or vector (3): any real numbers. An error if `x` does not have two columns,
#'   or no rows.
#' @source Twin: Python `SimpleNet.predict`.
#' @export
#' @examples
#' net <- SimpleNet(random_state(1))
#' predict(net, c(0.6, 0.9))
predict.SimpleNet <- function(object, newdata, ...) {
  x <- as_numbers(newdata, "x")
  scores <- as_input_rows(x, 2, "rows of `W`") %*% object$params$W
  if (is.matrix(x)) scores else as.vector(scores)
}

#' Cross-entropy of the softmax of the scores, averaged over the rows
#'
#' @param net A SimpleNet.
#' @param x Matrix (N, 2) or vector (2): inputs, one row for each sample.
#' @param t Matrix (N, 3) or vector (3) or (N): labels: one-hot, soft, or class numbers from 0.
#' @param ... Not used.
#' @return One number, in nats. An error if `x` does not have two columns, or no rows, or `t` does
#'   not fit.
#' @source Twin: Python `SimpleNet.loss`.
#' @export
#' @examples
#' net <- SimpleNet(random_state(1))
#' loss(net, c(0.6, 0.9), 2)
loss.SimpleNet <- function(net, x, t, ...) {
  cross_entropy_error(softmax(predict(net, x)), t, net$delta)
}

#' Gradient of the loss by central differences
#'
#' @param f A SimpleNet.
#' @param x Matrix (N, 2) or vector (2): inputs, one row for each sample.
#' @param t Matrix (N, 3) or vector (3) or (N): labels: one-hot, soft, or class numbers from 0.
#' @param h Step, in the unit of the weights.
#' @param ... Not used.
#' @return A list: the derivatives by W, in its shape. An error if `x` does not have two columns, or
#'   no rows, or `t` does not fit.
#' @source Twin: Python `SimpleNet.numerical_gradient`.
#' @export
#' @examples
#' net <- SimpleNet(random_state(1))
#' str(numerical_gradient(net, c(0.6, 0.9), 2))
numerical_gradient.SimpleNet <- function(f, x, t, h = 1e-4, ...) {
  central_differences(f, x, t, h)
}

#' One sigmoid unit that is trained on squared errors
#'
#' \eqn{y = \sigma(x W_o + b_o)}, \eqn{E = \frac{1}{N} \sum_n (t_n - y_n)^2}
#'
#' @param input_size Number of inputs D.
#' @param rng Where the weights are drawn from; the first bias is 0: any object with a function
#'   `randn`, as [random_state()] gives.
#' @return A network: a list of class `SingleLayerNet` with the list `params`: Wo of shape (D, 1),
#'   bo (1). An error if `input_size` is no whole number of at least 1, or `rng` has no `randn`.
#' @source Study notes on a neural network in NumPy, with its backward pass by the chain rule.
#'   Twin: Python `SingleLayerNet`.
#' @export
#' @examples
#' net <- SingleLayerNet(3, random_state(1234))
#' predict(net, rbind(c(0, 0, 1), c(1, 1, 1)))
SingleLayerNet <- function(input_size, rng = NULL) {
  input_size <- as_size(input_size, "input_size")
  check_rng(rng, "randn")
  structure(list(params = list(Wo = rng$randn(input_size, 1), bo = 0)), class = "SingleLayerNet")
}

#' All that is computed on the way there, to the errors, and back, to the gradient
#'
#' \eqn{\partial E_n / \partial W_o = \partial E_n / \partial y \cdot \partial y / \partial h_o
#' \cdot \partial h_o / \partial W_o}, where \eqn{E_n = (t_n - y_n)^2}
#'
#' @param net A SingleLayerNet.
#' @param x Matrix (N, D) or vector (D): inputs, one row for each sample.
#' @param t Matrix (N, 1) or vector (N): targets, one for each row.
#' @param ... Not used.
#' @return A list: ho, y_pred, MSE (of each row), dMSE_dy, dy_dho and dMSE_dho of shape (N, 1),
#'   delta_Wo (D, 1), delta_bo (1). An error if `x` does not have D columns, or no rows, or `t` does
#'   not fit.
#' @source Twin: Python `SingleLayerNet.stages`.
#' @export
#' @examples
#' net <- SingleLayerNet(3, random_state(1234))
#' x <- rbind(c(0, 0, 1), c(1, 1, 1))
#' str(stages(net, x, c(0, 1)))
stages.SingleLayerNet <- function(net, x, t, ...) {
  p <- net$params
  x <- as_input_rows(x, nrow(p$Wo), "rows of `Wo`")
  targets <- as_targets(t, nrow(x))
  ho <- x %*% p$Wo + p$bo
  y_pred <- sigmoid(ho)
  d_mse_dy <- -2 * (targets - y_pred)
  dy_dho <- sigmoid_grad(ho)
  d_mse_dho <- d_mse_dy * dy_dho
  list(
    ho = ho,
    y_pred = y_pred,
    MSE = (targets - y_pred)^2,
    dMSE_dy = d_mse_dy,
    dy_dho = dy_dho,
    dMSE_dho = d_mse_dho,
    delta_Wo = t(x) %*% d_mse_dho,
    delta_bo = colSums(d_mse_dho)
  )
}

#' Probability of a 1
#'
#' @param object A SingleLayerNet.
#' @param newdata Matrix (N, D) or vector (D): the inputs `x`, one row for each sample.
#' @param ... Not used.
#' @return Matrix (N, 1) or one number, from 0 to 1. An error if `x` does not have D columns, or no
#'   rows.
#' @source Twin: Python `SingleLayerNet.predict`.
#' @export
#' @examples
#' net <- SingleLayerNet(3, random_state(1234))
#' x <- rbind(c(0, 0, 1), c(1, 1, 1))
#' predict(net, x)
predict.SingleLayerNet <- function(object, newdata, ...) {
  p <- object$params
  x <- as_numbers(newdata, "x")
  y <- sigmoid(as_input_rows(x, nrow(p$Wo), "rows of `Wo`") %*% p$Wo + p$bo)
  if (is.matrix(x)) y else as.vector(y)
}

#' Mean of the squared errors
#'
#' @param net A SingleLayerNet.
#' @param x Matrix (N, D) or vector (D): inputs, one row for each sample.
#' @param t Matrix (N, 1) or vector (N): targets, one for each row.
#' @param ... Not used.
#' @return One number, at least 0. An error if `x` does not have D columns, or no rows, or `t` does
#'   not fit.
#' @source Twin: Python `SingleLayerNet.loss`.
#' @export
#' @examples
#' net <- SingleLayerNet(3, random_state(1234))
#' x <- rbind(c(0, 0, 1), c(1, 1, 1))
#' loss(net, x, c(0, 1))
loss.SingleLayerNet <- function(net, x, t, ...) {
  y <- as.matrix(predict(net, x))
  mean_squared_error(y, as_targets(t, nrow(y)))
}

#' Share of the rows whose probability lies on the target's side of 0.5
#'
#' A probability of exactly 0.5 counts as 0; a row with NaN counts as wrong.
#'
#' @param net A SingleLayerNet.
#' @param x Matrix (N, D) or vector (D): inputs, one row for each sample.
#' @param t Matrix (N, 1) or vector (N): targets, 0 or 1, one for each row.
#' @param ... Not used.
#' @return One number from 0 to 1. An error if `x` does not have D columns, or no rows, or `t` does
#'   not fit.
#' @source Twin: Python `SingleLayerNet.accuracy`.
#' @export
#' @examples
#' net <- SingleLayerNet(3, random_state(1234))
#' x <- rbind(c(0, 0, 1), c(1, 1, 1))
#' accuracy(net, x, c(0, 1))
accuracy.SingleLayerNet <- function(net, x, t, ...) {
  y <- as.matrix(predict(net, x))
  # NaN > 0.5 is NA in R and False in NumPy; neither counts.
  same <- (y > 0.5) == as_targets(t, nrow(y))
  sum(same, na.rm = TRUE) / nrow(y)
}

#' Gradient of the *summed* squared errors by the chain rule
#'
#' The study notes do not divide by the number of rows on the way back, although their loss is
#' the mean: this is N times the gradient of `loss`.
#'
#' @param net A SingleLayerNet.
#' @param x Matrix (N, D) or vector (D): inputs, one row for each sample.
#' @param t Matrix (N, 1) or vector (N): targets, one for each row.
#' @param ... Not used.
#' @return A list: the derivatives by Wo and bo, in their shapes. An error if `x` does not have D
#'   columns, or no rows, or `t` does not fit.
#' @source Twin: Python `SingleLayerNet.gradient`.
#' @export
#' @examples
#' net <- SingleLayerNet(3, random_state(1234))
#' x <- rbind(c(0, 0, 1), c(1, 1, 1))
#' str(gradient(net, x, c(0, 1)))
gradient.SingleLayerNet <- function(net, x, t, ...) {
  s <- stages(net, x, t)
  list(Wo = s$delta_Wo, bo = s$delta_bo)
}

#' One sigmoid unit of two inputs, which can learn AND, OR and NAND but not XOR
#'
#' \eqn{y = \sigma(x w + b)}
#'
#' @param rng Where the weights are drawn from, `randn(2)`, and then the bias, `rand(1)`: any object
#'   with these functions, as [random_state()] gives.
#' @return A network: a list of class `LogicGate` with the list `params`: weights (2), bias (1). An
#'   error if `rng` has no `randn` or no `rand`.
#' @source Study notes on chapter 4 of Deep Learning from Scratch, the logic gates. Twin: Python
#'   `LogicGate`.
#' @export
#' @examples
#' gate <- LogicGate(random_state(1))
#' predict(gate, rbind(c(0, 0), c(0, 1), c(1, 0), c(1, 1)))
LogicGate <- function(rng = NULL) {
  check_rng(rng, "randn", "rand")
  # list() evaluates its arguments in their order: the weights are drawn first.
  structure(list(params = list(weights = rng$randn(2), bias = rng$rand(1))), class = "LogicGate")
}

#' Probability of a 1
#'
#' @param object A LogicGate.
#' @param newdata Matrix (N, 2) or vector (2): the inputs `x`, one row for each sample.
#' @param ... Not used.
#' @return Matrix (N, 1) or one number, from 0 to 1. An error if `x` does not have two columns, or
#'   no rows.
#' @source Twin: Python `LogicGate.predict`.
#' @export
#' @examples
#' net <- LogicGate(random_state(1))
#' x <- rbind(c(0, 0), c(0, 1), c(1, 0), c(1, 1))
#' predict(net, x)
predict.LogicGate <- function(object, newdata, ...) {
  p <- object$params
  x <- as_numbers(newdata, "x")
  rows <- as_input_rows(x, 2, "elements of `weights`")
  y <- sigmoid(rows %*% p$weights + p$bias)
  if (is.matrix(x)) y else as.vector(y)
}

#' Half the summed cross-entropy of the predictions
#'
#' @param net A LogicGate.
#' @param x Matrix (N, 2) or vector (2): inputs, one row for each sample.
#' @param t Matrix (N, 1) or vector (N): targets from 0 to 1, one for each row.
#' @param ... Not used.
#' @return One number, in nats. An error if `x` does not have two columns, or no rows, or `t` does
#'   not fit.
#' @source Twin: Python `LogicGate.loss`.
#' @export
#' @examples
#' net <- LogicGate(random_state(1))
#' x <- rbind(c(0, 0), c(0, 1), c(1, 0), c(1, 1))
#' loss(net, x, c(0, 0, 0, 1))
loss.LogicGate <- function(net, x, t, ...) {
  y <- as.matrix(predict(net, x))
  binary_cross_entropy(y, as_targets(t, nrow(y)))
}

#' Gradient of the loss by central differences
#'
#' @param f A LogicGate.
#' @param x Matrix (N, 2) or vector (2): inputs, one row for each sample.
#' @param t Matrix (N, 1) or vector (N): targets from 0 to 1, one for each row.
#' @param h Step, in the unit of the parameters; the study notes take 1e-5.
#' @param ... Not used.
#' @return A list: the derivatives by weights and bias, in their shapes. An error if `x` does not
#'   have two columns, or no rows, or `t` does not fit.
#' @source Twin: Python `LogicGate.numerical_gradient`.
#' @export
#' @examples
#' net <- LogicGate(random_state(1))
#' x <- rbind(c(0, 0), c(0, 1), c(1, 0), c(1, 1))
#' str(numerical_gradient(net, x, c(0, 0, 0, 1)))
numerical_gradient.LogicGate <- function(f, x, t, h = 1e-5, ...) {
  central_differences(f, x, t, h)
}

#' Two inputs, two hidden units and one output, all sigmoid: enough for XOR
#'
#' \eqn{a_1 = x w_1 + b_1}, \eqn{z_1 = \sigma(a_1)}, \eqn{y = \sigma(z_1 w_2 + b_2)}
#'
#' Unusual, and kept as in the source: `W1` has two elements, not 2 x 2. Both hidden units weigh
#' the inputs alike and differ by their biases only.
#'
#' @param rng Where W1, `randn(2)`, b1, `rand(2)`, W2, `randn(2)`, and b2, `rand(1)`, are drawn
#'   from: any object with these functions, as [random_state()] gives.
#' @return A network: a list of class `XorNet` with the list `params`: W1 (2), b1 (2), W2 (2),
#'   b2 (1). An error if `rng` has no `randn` or no `rand`.
#' @source Study notes on chapter 4 of Deep Learning from Scratch, the XOR net. Twin: Python
#'   `XorNet`.
#' @export
#' @examples
#' net <- XorNet(random_state(1))
#' predict(net, rbind(c(0, 0), c(0, 1), c(1, 0), c(1, 1)))
XorNet <- function(rng = NULL) {
  check_rng(rng, "randn", "rand")
  # list() evaluates its arguments in their order: W1 is drawn first.
  params <- list(W1 = rng$randn(2), b1 = rng$rand(2), W2 = rng$randn(2), b2 = rng$rand(1))
  structure(list(params = params), class = "XorNet")
}

#' All that is computed on the way from the inputs to the probability
#'
#' @param net An XorNet.
#' @param x Matrix (N, 2) or vector (2): inputs, one row for each sample.
#' @param ... Not used.
#' @return A list: a1 and z1 of shape (N, 2), a2 and y of shape (N, 1). An error if `x` does not
#'   have two columns, or no rows.
#' @source Twin: Python `XorNet.stages`.
#' @export
#' @examples
#' net <- XorNet(random_state(1))
#' x <- rbind(c(0, 0), c(0, 1), c(1, 0), c(1, 1))
#' str(stages(net, x))
stages.XorNet <- function(net, x, ...) {
  p <- net$params
  rows <- as_input_rows(x, 2, "elements of `W1`")
  # NumPy's (N, 1) + (2,) is (N, 2): one weighted sum for each row, with either bias. R would
  # recycle the biases down the rows instead.
  a1 <- outer(as.vector(rows %*% p$W1), p$b1, `+`)
  z1 <- sigmoid(a1)
  a2 <- z1 %*% p$W2 + p$b2
  list(a1 = a1, z1 = z1, a2 = a2, y = sigmoid(a2))
}

#' Probability of a 1
#'
#' @param object An XorNet.
#' @param newdata Matrix (N, 2) or vector (2): the inputs `x`, one row for each sample.
#' @param ... Not used.
#' @return Matrix (N, 1) or one number, from 0 to 1. An error if `x` does not have two columns, or
#'   no rows.
#' @source Twin: Python `XorNet.predict`.
#' @export
#' @examples
#' net <- XorNet(random_state(1))
#' x <- rbind(c(0, 0), c(0, 1), c(1, 0), c(1, 1))
#' predict(net, x)
predict.XorNet <- function(object, newdata, ...) {
  x <- as_numbers(newdata, "x")
  y <- stages(object, x)$y
  if (is.matrix(x)) y else as.vector(y)
}

#' Half the summed cross-entropy of the predictions
#'
#' @param net An XorNet.
#' @param x Matrix (N, 2) or vector (2): inputs, one row for each sample.
#' @param t Matrix (N, 1) or vector (N): targets from 0 to 1, one for each row.
#' @param ... Not used.
#' @return One number, in nats. An error if `x` does not have two columns, or no rows, or `t` does
#'   not fit.
#' @source Twin: Python `XorNet.loss`.
#' @export
#' @examples
#' net <- XorNet(random_state(1))
#' x <- rbind(c(0, 0), c(0, 1), c(1, 0), c(1, 1))
#' loss(net, x, c(0, 1, 1, 0))
loss.XorNet <- function(net, x, t, ...) {
  y <- as.matrix(predict(net, x))
  binary_cross_entropy(y, as_targets(t, nrow(y)))
}

#' Gradient of the loss by central differences
#'
#' @param f An XorNet.
#' @param x Matrix (N, 2) or vector (2): inputs, one row for each sample.
#' @param t Matrix (N, 1) or vector (N): targets from 0 to 1, one for each row.
#' @param h Step, in the unit of the parameters; the study notes take 1e-5.
#' @param ... Not used.
#' @return A list: the derivatives by W1, b1, W2 and b2, in their shapes. An error if `x` does not
#'   have two columns, or no rows, or `t` does not fit.
#' @source Twin: Python `XorNet.numerical_gradient`.
#' @export
#' @examples
#' net <- XorNet(random_state(1))
#' x <- rbind(c(0, 0), c(0, 1), c(1, 0), c(1, 1))
#' str(numerical_gradient(net, x, c(0, 1, 1, 0)))
numerical_gradient.XorNet <- function(f, x, t, h = 1e-5, ...) {
  central_differences(f, x, t, h)
}

# Take a vector of `inputs` numbers as one row, or a matrix with that many columns.
as_input_rows <- function(x, inputs, what) {
  rows <- as_rows(as_numbers(x, "x"), "x")
  check_size(ncol(rows), "x", "columns", inputs, what)
  rows
}

# Take one number for each row as a column.
as_targets <- function(t, rows) {
  t <- as_numbers(t, "t")
  if (!identical(dim(t), c(rows, 1L)) && !(is.null(dim(t)) && length(t) == rows)) {
    stop(
      sprintf("`t` must hold one target for each of the %d rows, not %s.", rows, shape_text(t)),
      call. = FALSE
    )
  }
  matrix(t, rows, 1)
}

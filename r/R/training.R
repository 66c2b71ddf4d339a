# Training. The Python edition's page is `python/scratchnet/training.py`.

#' One step of stochastic gradient descent
#'
#' \eqn{W \leftarrow W - \eta \, \partial E / \partial W}
#'
#' @param net A network, with its parameters in `params`; it is not changed.
#' @param grads A list: the gradient by each parameter, in its shape.
#' @param learning_rate The step, \eqn{\eta}.
#' @return A new network, with the changed parameters. An error if a gradient is missing or has
#'   another shape than its parameter.
#' @source Deep Learning from Scratch, section 4.5. Twin: Python `sgd_update`.
#' @export
#' @examples
#' net <- TwoLayerNet(4, 3, 2, rng = random_state(1))
#' grads <- gradient(net, diag(4), c(0, 1, 0, 1))
#' loss(net, diag(4), c(0, 1, 0, 1))
#' net <- sgd_update(net, grads, 1)
#' loss(net, diag(4), c(0, 1, 0, 1))
sgd_update <- function(net, grads, learning_rate) {
  learning_rate <- as_one_number(learning_rate, "learning_rate")
  for (name in names(net$params)) {
    values <- net$params[[name]]
    if (!name %in% names(grads)) {
      stop(sprintf("`grads` must have a gradient by %s.", name), call. = FALSE)
    }
    gradient <- as_numbers(grads[[name]], name)
    check_same_shape(values, gradient, paste("params", name), paste("grads", name))
    # The caller's network stays as it is: R changes a copy.
    net$params[[name]] <- values - learning_rate * gradient
  }
  net
}

#' Train a network by stochastic gradient descent
#'
#' Each step draws a batch, with replacement, goes down the slope of its loss, and takes the loss
#' of the same batch afterwards. The accuracies are taken after step 0 and once in an epoch.
#'
#' @param net A network: where the training starts; it is not changed.
#' @param data A list of `x_train`, `t_train`, `x_test` and `t_test`, as [load_digits()] gives it:
#'   what to train with and to test on.
#' @param iterations The number of steps, at least 1.
#' @param batch_size The number of rows drawn for a step, at least 1.
#' @param learning_rate How far a step goes down the slope.
#' @param rng Where the batches are drawn from: an object with a function `choice`, as
#'   [random_state()] gives it.
#' @param method How the gradient is computed: "backpropagation" or "numerical".
#' @param iter_per_epoch The accuracies are taken after each step whose number, from 0, is a
#'   multiple of it. Unless given it is the whole part of rows / `batch_size`, and at least 1.
#' @param progress A function, called after each step as
#'   `progress(step, net, loss, train_accuracy, test_accuracy)`; the accuracies are `NULL` where
#'   they were not taken.
#' @return A list: the trained network as `net`, and its history: `losses`, the loss of each step,
#'   of its batch after the update; `steps`, the steps, from 0, after which the accuracies were
#'   taken; `train_accuracies` and `test_accuracies`, of all training and of all test data. An error
#'   if `data` is incomplete or its rows and labels do not match, a number is out of range, the
#'   method is unknown, or `rng` has no `choice`.
#' @source Deep Learning from Scratch, sections 4.5 and 5.7. A source document divides rows by
#'   `batch_size` without rounding; where that leaves a fraction it hardly ever meets an epoch.
#'   Twin: Python `train`.
#' @export
#' @examples
#' rng <- random_state(1)
#' net <- TwoLayerNet(64, 50, 10, rng = rng)
#' bar <- txtProgressBar(max = 100)
#' trained <- train(
#'   net, load_digits(), 100, learning_rate = 1, rng = rng,
#'   progress = function(step, ...) setTxtProgressBar(bar, step + 1)
#' )
#' trained$test_accuracies
train <- function(net, data, iterations, batch_size = 100, learning_rate = 0.1, rng = NULL,
                  method = "backpropagation", iter_per_epoch = NULL, progress = NULL) {
  data <- as_parts(data)
  iterations <- as_size(iterations, "iterations")
  batch_size <- as_size(batch_size, "batch_size")
  if (!isTRUE(method %in% c("backpropagation", "numerical"))) {
    stop(
      '`method` must be "backpropagation" or "numerical", not "', method, '".',
      call. = FALSE
    )
  }
  check_rng(rng, "choice")
  if (is.null(iter_per_epoch)) {
    iter_per_epoch <- max(nrow(data$x_train) %/% batch_size, 1)
  }
  iter_per_epoch <- as_size(iter_per_epoch, "iter_per_epoch")
  losses <- numeric(iterations)
  epochs <- list()
  # Steps count from 0 in both languages.
  for (i in seq_len(iterations) - 1) {
    # NumPy's rows count from 0 too, R's from 1.
    batch <- rng$choice(nrow(data$x_train), batch_size) + 1
    x <- data$x_train[batch, , drop = FALSE]
    t <- if (is.matrix(data$t_train)) data$t_train[batch, , drop = FALSE] else data$t_train[batch]
    grads <- switch(method,
      backpropagation = gradient(net, x, t),
      numerical = numerical_gradient(net, x, t)
    )
    net <- sgd_update(net, grads, learning_rate)
    losses[i + 1] <- loss(net, x, t)
    accuracies <- NULL
    if (i %% iter_per_epoch == 0) {
      accuracies <- c(
        accuracy(net, data$x_train, data$t_train),
        accuracy(net, data$x_test, data$t_test)
      )
      epochs[[length(epochs) + 1]] <- c(i, accuracies)
    }
    if (!is.null(progress)) {
      # An element of NULL is NULL.
      progress(i, net, losses[i + 1], accuracies[1], accuracies[2])
    }
  }
  epochs <- do.call(rbind, epochs)
  list(
    net = net,
    losses = losses,
    steps = epochs[, 1],
    train_accuracies = epochs[, 2],
    test_accuracies = epochs[, 3]
  )
}

# Take data apart, as numbers; refuse what is incomplete or has rows without labels.
as_parts <- function(data) {
  names <- c("x_train", "t_train", "x_test", "t_test")
  missing <- setdiff(names, names(data))
  if (length(missing) > 0) {
    stop(
      sprintf(
        "`data` must have x_train, t_train, x_test and t_test, but %s is missing.", missing[1]
      ),
      call. = FALSE
    )
  }
  parts <- Map(as_numbers, data[names], names)
  if (!is.matrix(parts$x_train) || nrow(parts$x_train) == 0) {
    stop(
      sprintf(
        "`x_train` must be a matrix with at least one row, not %s.", shape_text(parts$x_train)
      ),
      call. = FALSE
    )
  }
  # R would answer a row number beyond the labels with NA.
  check_size(NROW(parts$t_train), "t_train", "labels", nrow(parts$x_train), "rows of `x_train`")
  parts
}

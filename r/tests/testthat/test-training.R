test_that("sgd_update() goes down the slope and leaves the old network alone", {
  net <- net_from_params(list(W1 = matrix(1), b1 = 2, W2 = matrix(3), b2 = 4))
  grads <- list(b2 = 4, W2 = matrix(3), b1 = 2, W1 = matrix(1))
  new <- sgd_update(net, grads, 0.5)
  expect_identical(new$params, list(W1 = matrix(0.5), b1 = 1, W2 = matrix(1.5), b2 = 2))
  expect_identical(net$params$b1, 2)
  expect_s3_class(new, "TwoLayerNet")
})

test_that("sgd_update() refuses gradients that are missing or of another shape", {
  net <- net_from_params(list(W1 = matrix(1), b1 = 2, W2 = matrix(3), b2 = 4))
  expect_error(sgd_update(net, list(W1 = matrix(1)), 0.1), "a gradient by b1.", fixed = TRUE)
  grads <- list(W1 = matrix(1, 2, 2), b1 = 1, W2 = matrix(1), b2 = 1)
  expect_error(
    sgd_update(net, grads, 0.1),
    "`params W1` and `grads W1` must have the same shape, not a 1 x 1 matrix and a 2 x 2 matrix.",
    fixed = TRUE
  )
})

small_data <- function() {
  rng <- random_state(3)
  list(
    x_train = rng$randn(7, 4), t_train = rng$randint(0, 3, 7),
    x_test = rng$randn(5, 4), t_test = rng$randint(0, 3, 5)
  )
}

test_that("train() makes the steps that one makes by hand", {
  data <- small_data()
  net <- TwoLayerNet(4, 3, 3, rng = random_state(1))
  trained <- train(net, data, 5, 2, 0.5, random_state(2))

  rng <- random_state(2)
  losses <- numeric(5)
  for (i in 1:5) {
    rows <- rng$choice(7, 2) + 1
    net <- sgd_update(net, gradient(net, data$x_train[rows, ], data$t_train[rows]), 0.5)
    losses[i] <- loss(net, data$x_train[rows, ], data$t_train[rows])
    if (i == 4) {
      fourth <- net
    }
  }
  expect_identical(trained$net, net)
  expect_identical(trained$losses, losses)
  # 7 rows in batches of 2 make epochs of 3 steps, counted from 0.
  expect_identical(trained$steps, c(0, 3))
  expect_identical(trained$train_accuracies[2], accuracy(fourth, data$x_train, data$t_train))
  expect_identical(trained$test_accuracies[2], accuracy(fourth, data$x_test, data$t_test))
})

test_that("train() learns the digits", {
  rng <- random_state(1)
  net <- TwoLayerNet(64, 20, 10, rng = rng)
  trained <- train(net, load_digits(), 200, 100, 1, rng)
  expect_gt(tail(trained$test_accuracies, 1), 0.8)
  expect_lt(tail(trained$losses, 1), trained$losses[1] / 2)
})

test_that("train() takes one-hot labels and batches larger than the data", {
  data <- small_data()
  hot <- data
  hot$t_train <- one_hot(data$t_train, 3)
  net <- TwoLayerNet(4, 3, 3, rng = random_state(1))
  train_on <- function(data) train(net, data, 2, 20, 0.5, random_state(2))
  expect_identical(train_on(hot), train_on(data))
  expect_identical(train_on(data)$steps, c(0, 1))
})

test_that("train() by the numerical gradient goes the same way", {
  net <- TwoLayerNet(4, 3, 3, rng = random_state(1))
  train_by <- function(method) train(net, small_data(), 2, 3, 0.5, random_state(2), method)
  differences <- Map(
    function(x, y) max(abs(x - y)),
    train_by("numerical")$net$params, train_by("backpropagation")$net$params
  )
  # Backpropagation leaves out delta, 1e-7 beside probabilities of a third.
  expect_lt(max(unlist(differences)), 1e-6)
  expect_gt(max(unlist(differences)), 0)
})

test_that("train() tells `progress` of every step", {
  data <- small_data()
  net <- TwoLayerNet(4, 3, 3, rng = random_state(1))
  told <- new.env()
  trained <- train(
    net, data, 4, 3, 0.5, random_state(2),
    progress = function(step, net, loss, train_accuracy, test_accuracy) {
      told[[as.character(step)]] <- list(net, loss, train_accuracy, test_accuracy)
    }
  )
  expect_setequal(names(told), c("0", "1", "2", "3"))
  expect_identical(
    told[["2"]][2:4],
    list(trained$losses[3], trained$train_accuracies[2], trained$test_accuracies[2])
  )
  expect_identical(told[["3"]], list(trained$net, trained$losses[4], NULL, NULL))
})

test_that("train() changes neither its network nor R's random state", {
  net <- TwoLayerNet(4, 3, 3, rng = random_state(1))
  params <- net$params
  set.seed(1)
  before <- .Random.seed
  train(net, small_data(), 3, 2, 0.5, random_state(2))
  expect_identical(net$params, params)
  expect_identical(.Random.seed, before)
})

test_that("train() refuses what it cannot train with", {
  data <- small_data()
  net <- TwoLayerNet(4, 3, 3, rng = random_state(1))
  refuses <- function(message, data = small_data(), iterations = 1, batch_size = 2, rate = 0.1,
                      rng = random_state(1), ...) {
    expect_error(train(net, data, iterations, batch_size, rate, rng, ...), message, fixed = TRUE)
  }
  refuses("`iterations` must be a whole number of at least 1, not 0.", iterations = 0)
  refuses("`batch_size` must be a whole number of at least 1, not 2.5.", batch_size = 2.5)
  refuses("`learning_rate` must be one number, not a vector of 2.", rate = c(0.1, 0.2))
  refuses("`rng` must have a function `choice`, as `random_state(1)` has.", rng = NULL)
  refuses(
    '`method` must be "backpropagation" or "numerical", not "newton".',
    method = "newton"
  )
  refuses("`iter_per_epoch` must be a whole number of at least 1, not 0.", iter_per_epoch = 0)
  refuses(
    "`data` must have x_train, t_train, x_test and t_test, but t_test is missing.",
    data = data[1:3]
  )
  data$t_train <- data$t_train[1:6]
  refuses(
    "`t_train` must have 7 labels, one for each of the rows of `x_train`, not 6.",
    data = data
  )
})

test_that("train() draws 100 rows for a step and goes down by 0.1 unless told otherwise", {
  data <- small_data()
  net <- TwoLayerNet(4, 3, 3, rng = random_state(1))
  expect_identical(
    train(net, data, 2, rng = random_state(2)),
    train(net, data, 2, 100, 0.1, random_state(2), "backpropagation", 1)
  )
})

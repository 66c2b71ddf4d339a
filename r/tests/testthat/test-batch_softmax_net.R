# A net whose weights are counted through: different everywhere, the same on every machine.
counted_batch_net <- function(inputs, hidden, classes) {
  counted <- function(n) sin(seq_len(n))
  batch_softmax_net_from_params(list(
    W1 = matrix(counted(inputs * hidden), inputs), b1 = counted(hidden),
    W2 = matrix(counted(hidden * classes), hidden), b2 = counted(classes)
  ))
}

test_that("BatchSoftmaxNet() draws the weights that TwoLayerNet() draws", {
  net <- BatchSoftmaxNet(4, 3, 2, rng = random_state(1))
  expect_s3_class(net, "BatchSoftmaxNet", exact = TRUE)
  expect_identical(net$params, TwoLayerNet(4, 3, 2, rng = random_state(1))$params)
})

test_that("the probabilities of the whole batch sum to 1, not those of a row", {
  net <- counted_batch_net(5, 4, 3)
  x <- matrix(cos(1:15), 3)
  y <- predict(net, x)
  expect_lt(abs(sum(y) - 1), 1e-15)
  # Each row of a TwoLayerNet is the row's share of it.
  expect_lt(max(abs(y / rowSums(y) - predict(net_from_params(net$params), x))), 1e-15)
  expect_lt(max(abs(predict(net, x[1, ]) - y[1, ] / sum(y[1, ]))), 1e-15)
})

test_that("scores are not shifted: their exponentials overflow", {
  net <- counted_batch_net(2, 2, 2)
  net$params$b2 <- c(710, 0)
  expect_identical(predict(net, c(1, 1)), c(NaN, 0))
  expect_identical(loss(net, c(1, 1), 0), NaN)
  expect_identical(accuracy(net, c(1, 1), 0), 1)
})

test_that("the loss is half the binary cross-entropy of all elements", {
  net <- counted_batch_net(5, 4, 3)
  x <- matrix(cos(1:15), 3)
  y <- predict(net, x)
  t <- rbind(c(0, 0, 1), c(1, 0, 0), c(0, 1, 0))
  expect_lt(abs(loss(net, x, t) + sum(t * log(y) + (1 - t) * log(1 - y)) / 2), 1e-14)
  expect_identical(loss(net, x, c(2, 0, 1)), loss(net, x, t))
})

test_that("an untrained net for MNIST costs about 350 for a batch of 100", {
  net <- BatchSoftmaxNet(784, 64, 10, rng = random_state(1))
  cost <- loss(net, matrix(0.1, 100, 784), rep(0:9, 10))
  # 100 labels of log(1000) and 900 others of about 1 / 1000, halved.
  expect_lt(abs(cost - (100 * log(1000) + 900 / 1000) / 2), 0.5)
})

test_that("accuracy() takes the largest of each row", {
  net <- counted_batch_net(2, 2, 3)
  net$params$W2[] <- 0
  net$params$b2 <- c(1, 1, 0)
  expect_identical(accuracy(net, matrix(1, 4, 2), c(0, 1, 0, 2)), 0.5)
  expect_identical(accuracy(net, rbind(c(NaN, 0), c(1, 1)), c(0, 0)), 0.5)
})

test_that("a step down the gradient lowers the loss", {
  net <- counted_batch_net(5, 4, 3)
  x <- matrix(cos(1:15), 3)
  before <- loss(net, x, c(2, 0, 1))
  net <- sgd_update(net, numerical_gradient(net, x, c(2, 0, 1)), 0.1)
  expect_lt(loss(net, x, c(2, 0, 1)), before)
  expect_s3_class(net, "BatchSoftmaxNet", exact = TRUE)
})

test_that("backpropagation is TwoLayerNet's only", {
  expect_error(gradient(counted_batch_net(2, 2, 2), c(1, 1), 0), "gradient")
})

test_that("what does not fit is refused", {
  net <- counted_batch_net(5, 4, 3)
  expect_error(predict(net, matrix(0, 2, 4)), "`x` must have 5 columns, one for", fixed = TRUE)
  expect_error(loss(net, matrix(0, 2, 5), 1:3), "for each of the 2 rows", fixed = TRUE)
  expect_error(loss(net, 1:5, c(0, 2, 0)), "probabilities from 0 to 1, not 2.", fixed = TRUE)
  expect_error(loss(net, matrix(0, 0, 5), numeric(0)), "at least one row", fixed = TRUE)
  expect_error(numerical_gradient(net, 1:5, 0, "h"), "`h` must hold numbers", fixed = TRUE)
  params <- net$params
  params$b1 <- NULL
  expect_error(batch_softmax_net_from_params(params), "but b1 is missing.", fixed = TRUE)
})

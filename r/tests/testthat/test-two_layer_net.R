# A net whose weights are counted through: different everywhere, the same on every machine.
counted_net <- function(inputs, hidden, classes) {
  counted <- function(n) sin(seq_len(n))
  net_from_params(list(
    W1 = matrix(counted(inputs * hidden), inputs), b1 = counted(hidden),
    W2 = matrix(counted(hidden * classes), hidden), b2 = counted(classes)
  ))
}

test_that("TwoLayerNet() draws W1 first and scales", {
  drawn <- list(randn = function(rows, columns) matrix(rows, rows, columns))
  net <- TwoLayerNet(4, 3, 2, weight_init_std = 0.5, rng = drawn)
  expect_identical(net$params$W1, matrix(2, 4, 3))
  expect_identical(net$params$W2, matrix(1.5, 3, 2))
  expect_identical(net$params[c("b1", "b2")], list(b1 = c(0, 0, 0), b2 = c(0, 0)))
})

test_that("TwoLayerNet() refuses sizes that are none, and draws only from a random state", {
  drawn <- list(randn = function(rows, columns) matrix(0, rows, columns))
  words <- "`hidden_size` must be a whole number of at least 1, not 0."
  expect_error(TwoLayerNet(4, 0, 2, rng = drawn), words, fixed = TRUE)
  expect_error(TwoLayerNet(4, 3, 2), "`rng` must have a function `randn`", fixed = TRUE)
})

test_that("a vector is one row of a matrix", {
  net <- counted_net(5, 4, 3)
  x <- c(0.1, -0.2, 0.3, 0.4, -0.5)
  expect_identical(predict(net, x), as.vector(predict(net, matrix(x, 1))))
  expect_null(dim(predict(net, x)))
  expect_identical(lapply(stages(net, x), length), list(a1 = 4L, z1 = 4L, a2 = 3L, y = 3L))
})

test_that("every row gets its bias", {
  net <- counted_net(2, 2, 2)
  a1 <- stages(net, matrix(0, 2, 2))$a1
  expect_identical(a1, rbind(net$params$b1, net$params$b1))
})

test_that("accuracy() takes the first of equal scores and counts NaN as wrong", {
  net <- net_from_params(list(
    W1 = matrix(0, 2, 2), b1 = c(0, 0), W2 = matrix(0, 2, 3), b2 = c(1, 1, 0)
  ))
  expect_identical(accuracy(net, matrix(1, 4, 2), c(0, 1, 0, 2)), 0.5)
  expect_identical(accuracy(net, rbind(c(NaN, 0), c(1, 1)), c(0, 0)), 0.5)
})

test_that("backpropagation agrees with the difference quotient", {
  net <- counted_net(5, 4, 3)
  x <- matrix(cos(1:15), 3)
  analytic <- gradient(net, x, c(2, 0, 1))
  numerical <- numerical_gradient(net, x, c(2, 0, 1))
  expect_identical(names(analytic), c("W1", "b1", "W2", "b2"))
  for (name in names(analytic)) {
    expect_identical(dim(analytic[[name]]), dim(net$params[[name]]))
    # delta = 1e-7 beside probabilities above 0.01, and h^2 of the third derivative.
    expect_lt(max(abs(analytic[[name]] - numerical[[name]])), 1e-5)
  }
})

test_that("the gradient of labels that do not sum to 1 is the loss's all the same", {
  net <- counted_net(3, 2, 2)
  x <- matrix(c(1, -1, 0.5), 1)
  t <- matrix(c(0.5, 2), 1)
  difference <- gradient(net, x, t)$b2 - numerical_gradient(net, x, t)$b2
  expect_lt(max(abs(difference)), 1e-5)
})

test_that("what does not fit is refused", {
  net <- counted_net(5, 4, 3)
  expect_error(predict(net, matrix(0, 2, 4)), "`x` must have 5 columns, one for", fixed = TRUE)
  expect_error(predict(net, 1:4), "`x` must have 5 elements, one for each", fixed = TRUE)
  expect_error(loss(net, matrix(0, 2, 5), 1:3), "for each of the 2 rows", fixed = TRUE)
  params <- net$params
  params$b1 <- 1
  expect_error(net_from_params(params), "`b1` must have 4 elements", fixed = TRUE)
  params$b1 <- NULL
  expect_error(net_from_params(params), "but b1 is missing.", fixed = TRUE)
})

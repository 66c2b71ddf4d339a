# What R must hold by itself; that it equals the Python edition is tested from there.

test_that("sigmoid() has the limits 0 and 1 and is silent about it", {
  expect_silent(y <- sigmoid(c(-Inf, -1e308, 0, 1e308, Inf)))
  expect_identical(y, c(0, 0, 0.5, 1, 1))
})

test_that("sigmoid() of the opposite number is the rest to 1", {
  x <- seq(-30, 30, by = 0.25)
  # Both are rounded once to a number of at most 1: half a unit of 2^-53 each, and the sum once.
  expect_true(all(abs(sigmoid(x) + sigmoid(-x) - 1) <= 2^-52))
})

test_that("sigmoid() keeps shapes and tells NaN from NA", {
  expect_identical(dim(sigmoid(array(0, c(2, 3, 4)))), c(2L, 3L, 4L))
  expect_identical(sigmoid(c(NaN, NA)), c(NaN, NA))
  expect_identical(sigmoid(numeric()), numeric())
  expect_identical(sigmoid(c(TRUE, FALSE)), sigmoid(c(1, 0)))
})

test_that("sigmoid_grad() is the slope of sigmoid()", {
  x <- c(-3, -0.5, 0, 2)
  h <- 1e-5
  slope <- (sigmoid(x + h) - sigmoid(x - h)) / (2 * h)
  # h^2 / 6 of a third derivative below 1/8, and 1e-16 / h of rounding.
  expect_true(all(abs(sigmoid_grad(x) - slope) < 1e-10))
  expect_identical(sigmoid_grad(0), 0.25)
  expect_identical(sigmoid_grad(c(-Inf, Inf)), c(0, 0))
})

test_that("softmax() works row by row, not column by column", {
  x <- rbind(c(1, 2, 3), c(3, 1, 2))
  expect_identical(softmax(x)[1, ], softmax(x[1, ]))
  expect_identical(softmax(x)[2, ], softmax(x[2, ]))
})

test_that("softmax() rows sum to 1", {
  x <- matrix(c(-5, 0, 3, 8, 1000, -1000), 2)
  # Three roundings of numbers up to 1.
  expect_true(all(abs(rowSums(softmax(x)) - 1) <= 3 * 2^-52))
})

test_that("softmax() of huge, tied and infinite scores gives the limits", {
  expect_silent(y <- softmax(rbind(rep(1e308, 4), c(Inf, 0, 0, 0), c(-Inf, -Inf, -Inf, -Inf))))
  expect_identical(y, rbind(rep(0.25, 4), c(1, 0, 0, 0), rep(0.25, 4)))
})

test_that("softmax() lets NaN spoil its own row only", {
  y <- softmax(rbind(c(1, NaN), c(0, 0)))
  expect_identical(y, rbind(c(NaN, NaN), c(0.5, 0.5)))
})

test_that("softmax() keeps shapes", {
  expect_identical(dim(softmax(matrix(0, 1, 3))), c(1L, 3L))
  expect_identical(dim(softmax(matrix(0, 0, 3))), c(0L, 3L))
  expect_identical(dim(softmax(matrix(0, 3, 0))), c(3L, 0L))
  expect_null(dim(softmax(c(1, 2))))
  x <- array(1:24, c(2, 3, 4))
  expect_identical(softmax(x)[2, 3, ], softmax(x[2, 3, ]))
})

test_that("what is no number is refused", {
  expect_error(sigmoid("1"), "`x` must hold numbers, not strings.", fixed = TRUE)
  expect_error(softmax(NULL), "`x` must hold numbers, not nothing.", fixed = TRUE)
  expect_error(softmax(list(1)), "`x` must hold numbers, not objects.", fixed = TRUE)
  expect_error(sigmoid_grad(1i), "`x` must hold numbers, not complex numbers.", fixed = TRUE)
})

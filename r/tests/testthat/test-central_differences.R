# Parameters that are counted through: different everywhere, the same on every machine.
counted_params <- function(inputs, hidden, classes) {
  counted <- function(n) sin(seq_len(n))
  list(
    W1 = matrix(counted(inputs * hidden), inputs), b1 = counted(hidden),
    W2 = matrix(counted(hidden * classes), hidden), b2 = counted(classes)
  )
}

# One loss is off by some units of 2^-53 of itself and of the scores that it is made of, and a
# difference quotient divides two such errors by 2 h.
rounding_noise <- function(net, x, t, h) {
  scores <- sum(abs(stages(net, x)$a2)) / if (inherits(net, "TwoLayerNet")) NROW(x) else 1
  8 * 2^-53 * (loss(net, x, t) + scores + 1) / h
}

expect_plain_quotients <- function(net, x, t, h = 1e-4) {
  fast <- numerical_gradient(net, x, t, h)
  plain <- central_differences(net, x, t, h)
  expect_identical(names(fast), names(plain))
  expect_identical(lapply(fast, dim), lapply(plain, dim))
  expect_identical(lengths(fast), lengths(plain))
  for (name in names(plain)) {
    expect_lte(max(abs(fast[[name]] - plain[[name]])), rounding_noise(net, x, t, h))
  }
}

expect_both_plain <- function(params, x, t) {
  expect_plain_quotients(net_from_params(params), x, t)
  expect_plain_quotients(batch_softmax_net_from_params(params), x, t)
}

test_that("every difference quotient is the plain loop's", {
  params <- counted_params(6, 4, 3)
  expect_both_plain(params, matrix(cos(1:30), 5), c(2, 0, 1, 1, 0))
  expect_both_plain(params, matrix(cos(1:6), 1), 2)
  expect_both_plain(params, cos(1:6), c(0, 1, 0))
  expect_both_plain(params, matrix(cos(1:12), 2), rbind(c(0.2, 0.3, 0.5), c(0, 1, 0)))
  expect_both_plain(counted_params(1, 1, 2), matrix(cos(1:3), 3), c(0, 1, 1))
})

test_that("inputs of 0 touch nothing", {
  params <- counted_params(6, 4, 3)
  x <- matrix(cos(1:24), 4) * (matrix(1:24, 4) %% 3 == 0)
  x[, 2] <- 0
  expect_both_plain(params, x, c(2, 0, 1, 1))
  expect_both_plain(params, 0 * x, c(2, 0, 1, 1))
  dead <- numerical_gradient(net_from_params(params), x, c(2, 0, 1, 1))$W1[2, ]
  expect_identical(dead, numeric(4))
})

test_that("a long step needs all terms of the series", {
  net <- batch_softmax_net_from_params(counted_params(2, 2, 3))
  expect_plain_quotients(net, diag(c(4, -4)), c(0, 2), h = 0.04)
})

test_that("a large batch is taken in blocks", {
  rows <- 12000
  expect_lt(most_numbers %/% (rows * 10), 6)
  x <- matrix(cos(seq_len(6 * rows)), rows)
  expect_both_plain(counted_params(6, 1, 10), x, rep(0:9, length.out = rows))
})

test_that("what is not finite, or too long a step, is left to the plain loop", {
  x <- matrix(cos(1:12), 2)
  for (broken in c(NaN, Inf, -Inf)) {
    x[1, 3] <- broken
    for (make in c(net_from_params, batch_softmax_net_from_params)) {
      net <- make(counted_params(6, 4, 3))
      net$params$W1[3, 2] <- 0
      expect_identical(
        numerical_gradient(net, x, c(0, 1)), central_differences(net, x, c(0, 1), 1e-4)
      )
    }
  }
  net <- batch_softmax_net_from_params(counted_params(6, 4, 3))
  x[1, 3] <- 1
  expect_identical(
    numerical_gradient(net, x, c(0, 1), 1), central_differences(net, x, c(0, 1), 1)
  )
})

test_that("sum_rows() adds up the rows that each input touches", {
  block <- rbind(c(1, 0, 0), c(2, 0, 3))
  touched <- touched_rows(block)
  expect_identical(touched$rows, c(1, 2, 2))
  expect_identical(touched$inputs, c(1, 1, 3))
  expect_identical(touched$values, c(1, 2, 3))
  expect_identical(sum_rows(touched, c(10, 20, 40)), c(30, 0, 40))
})

test_that("label_slots() keeps the labels that are not 0", {
  one_hot <- label_slots(rbind(c(0, 0, 1), c(1, 0, 0)))
  expect_equal(one_hot, list(classes = rbind(3, 1), labels = rbind(1, 1)))
  soft <- label_slots(rbind(c(0, 0.4, 0.6), c(0, 1, 0), c(0, 0, 0)))
  expect_equal(soft$classes, rbind(c(2, 3), c(2, 1), c(1, 2)))
  expect_equal(soft$labels, rbind(c(0.4, 0.6), c(1, 0), c(0, 0)))
})

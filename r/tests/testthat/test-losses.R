test_that("cross_entropy_error() takes one-hot labels and class numbers from 0 alike", {
  y <- rbind(c(0.7, 0.2, 0.1), c(0.1, 0.3, 0.6))
  expected <- -(log(0.7 + 1e-7) + log(0.6 + 1e-7)) / 2
  expect_equal(cross_entropy_error(y, c(0, 2)), expected, tolerance = 1e-15)
  expect_identical(cross_entropy_error(y, one_hot(c(0, 2), 3)), cross_entropy_error(y, c(0, 2)))
})

test_that("cross_entropy_error() does not recycle class numbers where rows equal classes", {
  y <- rbind(c(0.9, 0.1), c(0.2, 0.8))
  expected <- -(log(0.9 + 1e-7) + log(0.8 + 1e-7)) / 2
  expect_equal(cross_entropy_error(y, c(0, 1)), expected, tolerance = 1e-15)
})

test_that("cross_entropy_error() takes soft labels and one row", {
  expect_equal(cross_entropy_error(c(0.5, 0.5), c(0.3, 0.7), delta = 0), log(2), tolerance = 1e-15)
  expect_equal(cross_entropy_error(c(0.5, 0.5), 1, delta = 0), log(2), tolerance = 1e-15)
})

test_that("cross_entropy_error() is finite for a probability of 0 and 0 log 0 is 0", {
  expect_equal(cross_entropy_error(c(0, 1), 0), -log(1e-7), tolerance = 1e-15)
  expect_identical(cross_entropy_error(c(0, 1), 1, delta = 0), 0)
})

test_that("cross_entropy_error() refuses labels that do not fit", {
  y <- matrix(0.25, 3, 4)
  words <- "whole numbers from 0 to 3, not"
  expect_error(cross_entropy_error(y, c(0, 1, 4)), paste(words, "4."), fixed = TRUE)
  expect_error(cross_entropy_error(y, c(0, 1, -1)), paste(words, "-1."), fixed = TRUE)
  expect_error(cross_entropy_error(y, c(0, 1, NA)), paste(words, "NA."), fixed = TRUE)
  expect_error(
    cross_entropy_error(y, c(0, 1)),
    paste(
      "`t` must be a 3 x 4 matrix of labels or hold one class number",
      "for each of the 3 rows, not a vector of 2."
    ),
    fixed = TRUE
  )
  expect_error(cross_entropy_error(y, matrix(0, 4, 3)), "not a 4 x 3 matrix.", fixed = TRUE)
  expect_error(
    cross_entropy_error(matrix(0, 0, 4), numeric()),
    "`y` must have at least one row, not a 0 x 4 matrix.",
    fixed = TRUE
  )
})

test_that("a probability outside 0 to 1 is named, the first one in the order of the rows", {
  y <- rbind(c(0.5, 2), c(-1, 0.5))
  expect_error(cross_entropy_error(y, c(0, 1)), "from 0 to 1, not 2.", fixed = TRUE)
})

test_that("squared errors are the mean and half the sum", {
  expect_identical(mean_squared_error(c(1, 2, 3), c(1, 4, 7)), 20 / 3)
  expect_identical(sum_squared_error(c(1, 2, 3), c(1, 4, 7)), 10)
  expect_identical(sum_squared_error(numeric(), numeric()), 0)
})

test_that("squared errors refuse to recycle", {
  words <- "`y` and `t` must have the same shape, not"
  expect_error(
    mean_squared_error(1:4, 1:2), paste(words, "a vector of 4 and a vector of 2."), fixed = TRUE
  )
  expect_error(
    sum_squared_error(matrix(1, 2, 2), 1:2),
    paste(words, "a 2 x 2 matrix and a vector of 2."),
    fixed = TRUE
  )
  expect_error(mean_squared_error(numeric(), numeric()), "at least one element", fixed = TRUE)
})

test_that("binary_cross_entropy() is half the sum, and 0 or Inf for sure predictions", {
  expect_equal(binary_cross_entropy(c(0.5, 0.5), c(0, 1)), log(2), tolerance = 1e-15)
  expect_silent(y <- binary_cross_entropy(c(0, 1), c(0, 1)))
  expect_identical(y, 0)
  expect_identical(binary_cross_entropy(1, 0), Inf)
})

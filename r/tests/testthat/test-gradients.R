test_that("numerical_gradient() of a sum of squares is twice the place", {
  # The quotient of a parabola is exact; 25 / 2e-4 is rounded to some 1e-12.
  expect_true(all(abs(numerical_gradient(function(x) sum(x^2), c(3, 4)) - c(6, 8)) < 1e-10))
})

test_that("numerical_gradient() keeps the shape and leaves its argument alone", {
  x <- matrix(c(1, 2, 3, 4, 5, 6), 2)
  before <- x
  gradient <- numerical_gradient(function(x) sum(x^3), x)
  expect_identical(x, before)
  expect_identical(dim(gradient), dim(x))
  # h^2 of the third derivative, 6 / 6, is 1e-8.
  expect_true(all(abs(gradient - 3 * x^2) < 2e-8))
})

test_that("numerical_gradient() uses the step that is given", {
  # (8 - 0) / 2 = 4, with x = 1 and h = 1, for x^3.
  expect_identical(numerical_gradient(function(x) x^3, 1, h = 1), 4)
})

test_that("numerical_gradient() refuses what is no function of one number", {
  expect_error(numerical_gradient(3, 1), "`f` must be a function of `x`.", fixed = TRUE)
  expect_error(
    numerical_gradient(function(x) x, c(1, 2)),
    "`f(x)` must be one number, not a vector of 2.",
    fixed = TRUE
  )
})

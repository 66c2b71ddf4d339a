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

truth_table <- rbind(c(0, 0), c(0, 1), c(1, 0), c(1, 1))

test_that("SimpleNet() gives the weights and the loss that the study notes print", {
  net <- SimpleNet(random_state(1), delta = 1e-4)
  expect_identical(
    round(net$params$W, 8),
    rbind(c(1.62434536, -0.61175641, -0.52817175), c(-1.07296862, 0.86540763, -2.3015387))
  )
  x <- c(0.6, 0.9)
  expect_identical(round(predict(net, x), 8), c(0.00893546, 0.41181302, -2.38828788))
  expect_lt(abs(loss(net, x, c(0, 0, 1)) - 3.344918677423258), 1e-14)
  expect_identical(
    round(numerical_gradient(net, x, 2)$W[1, ], 8), c(0.23126277, 0.34599771, -0.57726048)
  )
})

test_that("SimpleNet() takes delta from its argument", {
  x <- c(0.6, 0.9)
  book <- loss(SimpleNet(random_state(1)), x, 2)
  notes <- loss(SimpleNet(random_state(1), delta = 1e-4), x, 2)
  # The logarithm of y = 0.035 moves by delta / y.
  expect_lt(abs((book - notes) - 1e-4 / 0.035), 1e-4)
})

test_that("SimpleNet() takes a vector for one row of a matrix", {
  net <- SimpleNet(random_state(2))
  expect_identical(predict(net, c(1, 2)), as.vector(predict(net, matrix(c(1, 2), 1))))
  expect_identical(dim(predict(net, truth_table)), c(4L, 3L))
})

test_that("SingleLayerNet()'s gradient is that of the summed squares", {
  net <- SingleLayerNet(3, random_state(1234))
  x <- rbind(c(0, 0, 1), c(1, 1, 1), c(1, 0, 1), c(0, 1, 1))
  t <- c(0, 1, 1, 0)
  loss_with <- function(wo) {
    net$params$Wo <- wo
    4 * loss(net, x, t)
  }
  difference <- gradient(net, x, t)$Wo - numerical_gradient(loss_with, net$params$Wo)
  # h^2 of the third derivative, and rounding.
  expect_lt(max(abs(difference)), 1e-8)
})

test_that("SingleLayerNet() hands out its stages, which fit each other", {
  net <- SingleLayerNet(3, random_state(1234))
  x <- rbind(c(0, 0, 1), c(1, 1, 1), c(1, 0, 1), c(0, 1, 1))
  s <- stages(net, x, c(0, 1, 1, 0))
  expect_identical(
    names(s),
    c("ho", "y_pred", "MSE", "dMSE_dy", "dy_dho", "dMSE_dho", "delta_Wo", "delta_bo")
  )
  expect_identical(s$y_pred, predict(net, x))
  expect_identical(mean(s$MSE), loss(net, x, c(0, 1, 1, 0)))
  expect_identical(s$delta_bo, sum(s$dMSE_dho))
  expect_identical(gradient(net, x, cbind(c(0, 1, 1, 0)))$Wo, s$delta_Wo)
})

test_that("SingleLayerNet() counts a half as 0 and NaN as wrong", {
  net <- SingleLayerNet(1, random_state(0))
  net$params$Wo <- matrix(0)
  expect_identical(accuracy(net, cbind(c(1, 2)), c(0, 1)), 0.5)
  net$params$Wo <- matrix(1)
  expect_identical(accuracy(net, cbind(c(NaN, 1)), c(0, 1)), 0.5)
})

test_that("SingleLayerNet() learns", {
  net <- SingleLayerNet(3, random_state(1234))
  x <- rbind(c(0, 0, 1), c(1, 1, 1), c(1, 0, 1), c(0, 1, 1))
  t <- x[, 1]
  before <- loss(net, x, t)
  for (epoch in 1:1000) {
    net <- sgd_update(net, gradient(net, x, t), 0.1)
  }
  expect_lt(loss(net, x, t), before / 10)
  expect_identical(accuracy(net, x, t), 1)
})

test_that("the nets draw their parameters in the order of the source", {
  counting <- list(randn = function(rows, columns) matrix(seq_len(rows * columns), rows))
  expect_identical(SimpleNet(counting)$params, list(W = matrix(1:6, 2)))
  expect_identical(SingleLayerNet(2, counting)$params, list(Wo = matrix(1:2), bo = 0))
  gate <- LogicGate(random_state(1))$params
  rng <- random_state(1)
  expect_identical(gate, list(weights = rng$randn(2), bias = rng$rand(1)))
  xor <- XorNet(random_state(1))$params
  rng <- random_state(1)
  expected <- list(W1 = rng$randn(2))
  expected$b1 <- rng$rand(2)
  expected$W2 <- rng$randn(2)
  expected$b2 <- rng$rand(1)
  expect_identical(xor, expected)
})

test_that("LogicGate() learns AND", {
  gate <- LogicGate(random_state(1))
  t <- c(0, 0, 0, 1)
  for (epoch in 1:100) {
    gate <- sgd_update(gate, numerical_gradient(gate, truth_table, t), 0.1)
  }
  # The study notes print 0.6886489498071491; see the noise of difference quotients.
  expect_lt(abs(loss(gate, truth_table, t) - 0.6886489498071491), 1e-10)
  expect_identical(round(gate$params$weights, 8), c(1.56426876, 0.79168393))
})

test_that("XorNet() adds either bias to the same weighted sum", {
  net <- XorNet(random_state(1))
  net$params <- list(W1 = c(1, 10), b1 = c(100, 200), W2 = c(1, 1), b2 = 0)
  expect_identical(stages(net, rbind(c(1, 0), c(0, 1)))$a1, rbind(c(101, 201), c(110, 210)))
})

test_that("XorNet()'s gradient has the shapes of its parameters", {
  net <- XorNet(random_state(1))
  gradient <- numerical_gradient(net, truth_table, c(0, 1, 1, 0))
  expect_identical(lengths(gradient), lengths(net$params))
})

test_that("the nets refuse what does not fit", {
  expect_error(LogicGate(list(randn = identity)), "`rng` must have a function `rand`", fixed = TRUE)
  expect_error(SimpleNet(NULL), "`rng` must have a function `randn`", fixed = TRUE)
  gate <- LogicGate(random_state(1))
  expect_error(predict(gate, 1:3), "`x` must have 2 columns, one for each of the", fixed = TRUE)
  words <- "`t` must hold one target for each of the 4 rows, not a vector of 2."
  # R would recycle two targets over four rows in silence.
  expect_error(loss(gate, truth_table, c(0, 1)), words, fixed = TRUE)
  expect_error(loss(gate, truth_table, rbind(1:4)), "not a 1 x 4 matrix.", fixed = TRUE)
})

test_that("a network prints as three lines: what it is, what it holds, what it can be asked", {
  net <- TwoLayerNet(64, 50, 10, rng = random_state(1))
  expect_identical(capture.output(print(net)), c(
    "TwoLayerNet with 3,760 parameters",
    "W1: 64 x 50, b1: 50, W2: 50 x 10, b2: 10",
    "predict, loss, accuracy, gradient, numerical_gradient, stages"
  ))
  expect_identical(capture.output(print(LogicGate(random_state(1)))), c(
    "LogicGate with 3 parameters", "weights: 2, bias: 1", "predict, loss, numerical_gradient"
  ))
})

test_that("print() gives the network back, unseen", {
  net <- SimpleNet(random_state(1))
  expect_output(expect_invisible(same <- print(net)))
  expect_identical(same, net)
})

test_that("every network has print()", {
  nets <- list(
    BatchSoftmaxNet(4, 3, 2, rng = random_state(1)), SimpleNet(random_state(1)),
    SingleLayerNet(3, random_state(1)), LogicGate(random_state(1)), XorNet(random_state(1))
  )
  for (net in nets) {
    expect_identical(capture.output(print(net)), net_text(net))
  }
})

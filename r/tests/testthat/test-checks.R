test_that("a network that is given no random state says where to get one", {
  words <- "`rng` must have a function `randn`, as `random_state(1)` has."
  expect_error(TwoLayerNet(64, 50, 10), words, fixed = TRUE)
  expect_error(BatchSoftmaxNet(64, 50, 10), words, fixed = TRUE)
  expect_error(SimpleNet(), words, fixed = TRUE)
  expect_error(SingleLayerNet(3), words, fixed = TRUE)
  expect_error(LogicGate(), words, fixed = TRUE)
  expect_error(XorNet(list(randn = rnorm)), "`rng` must have a function `rand`", fixed = TRUE)
})

test_that("what is no random state at all is refused with the same words", {
  for (rng in list(1, "a", rnorm, list(), new.env())) {
    expect_error(SimpleNet(rng), "as `random_state(1)` has.", fixed = TRUE)
  }
})

test_that("a data frame of numbers is taken as a matrix", {
  table <- data.frame(a = c(0.5, -1), b = 2:1, c = c(TRUE, FALSE))
  matrix <- unname(as.matrix(table))
  expect_identical(softmax(table), softmax(matrix))
  expect_identical(sum_squared_error(table, matrix), 0)
  net <- TwoLayerNet(3, 2, 2, rng = random_state(1))
  expect_identical(predict(net, table), predict(net, matrix))
  expect_identical(predict(net, newdata = table), predict(net, matrix))
  expect_identical(gradient(net, table, c(0, 1)), gradient(net, matrix, c(0, 1)))
})

test_that("small nets take a data frame, and give a matrix back", {
  table <- data.frame(a = c(0, 1), b = c(1, 1))
  matrix <- unname(as.matrix(table))
  nets <- list(
    SimpleNet(random_state(1)), SingleLayerNet(2, random_state(1)), LogicGate(random_state(1)),
    XorNet(random_state(1))
  )
  for (net in nets) {
    expect_identical(predict(net, table), predict(net, matrix))
    expect_identical(loss(net, table, c(0, 1)), loss(net, matrix, c(0, 1)))
  }
})

test_that("a data frame is refused by the column that holds no numbers", {
  words <- "`x$Species` must hold numbers, not objects."
  expect_error(softmax(iris), words, fixed = TRUE)
  # The second of two columns of one name.
  table <- data.frame(a = 1, a = "b", check.names = FALSE)
  expect_error(softmax(table), "`x$a` must hold numbers, not strings.", fixed = TRUE)
})

test_that("names, dimnames and classes are dropped everywhere alike", {
  named <- matrix(c(0.2, 0.8, 0.6, 0.4), 2, dimnames = list(c("r", "s"), c("a", "b")))
  plain <- unname(named)
  net <- TwoLayerNet(2, 3, 2, rng = random_state(1))
  answers <- function(x) {
    list(
      sigmoid(x), sigmoid_grad(x), softmax(x), numerical_gradient(sum, x), stages(net, x),
      gradient(net, x, x), numerical_gradient(net, x, x), sgd_update(net, gradient(net, x, x), 1)
    )
  }
  expect_identical(answers(named), answers(plain))
  params <- list(W1 = named, b1 = c(a = 1, b = 2), W2 = named, b2 = c(1, 2))
  expect_identical(net_from_params(params), net_from_params(lapply(params, unname)))
  expect_identical(sigmoid(c(a = 0)), 0.5)
  expect_identical(sigmoid(table(c(1, 1, 2))), sigmoid(c(2, 1)))
})

# How the source documents' numbers come about, in R. Its facing page is `recipes.py`.
#
# Each recipe walks through a part of a document with the functions of scratchnet and gives all that
# the document prints there, by name. Both pages compute by themselves, random draws included.

# Document 001 -------------------------------------------------------------------------------------

# Walk one sigmoid unit forward and backward, and update it once.
single_layer_net <- function() {
  seed <- 1234
  learning_rate <- 0.01
  rng <- random_state(seed)
  x <- rbind(c(0, 0, 1), c(1, 1, 1), c(1, 0, 1), c(0, 1, 1))
  y_true <- cbind(c(0, 1, 1, 0))
  net <- SingleLayerNet(3, rng)
  stages <- stages(net, x, y_true)
  y_pred_class <- (stages$y_pred > 0.5) * 1
  updated <- sgd_update(net, gradient(net, x, y_true), learning_rate)
  # The printed weights of the second part are draws 10 to 12: its cell ran for the third time.
  for (run in 1:3) {
    second <- SingleLayerNet(3, rng)
  }
  c(
    list(
      seed = seed,
      val_x = seq(-10, 10, length.out = 1000),
      x = x,
      y_true = y_true,
      params = net$params
    ),
    stages,
    list(
      mean_MSE = loss(net, x, y_true),
      y_pred_class = y_pred_class,
      y_match = (y_true == y_pred_class) * 1,
      acc = accuracy(net, x, y_true),
      dho_dWo = x,
      dho_dbo = matrix(1, 4, 1),
      updated = updated$params,
      second = second$params
    )
  )
}

# Document 002 -------------------------------------------------------------------------------------

# Name the parameters of the net that document 002 trains.
two_layer_setting <- function() {
  net <- TwoLayerNet(784, 50, 10, rng = random_state(1))
  list(params = names(net$params))
}

# Look at MNIST's shapes and at one picture of its test set.
mnist_pictures <- function(folder) {
  mnist <- mnist_of(folder)
  index <- 550 - 5
  t_train <- one_hot(mnist$t_train, 10)
  t_test <- one_hot(mnist$t_test, 10)
  # Pictures count from 0, R's rows from 1.
  x1 <- mnist$x_test[index + 1, ]
  t1 <- t_test[index + 1, ]
  train_size <- nrow(mnist$x_train)
  batch_size <- 100
  list(
    shapes = rbind(dim(mnist$x_train), dim(t_train), dim(mnist$x_test), dim(t_test)),
    train_size = train_size,
    batch_size = batch_size,
    iter_per_epoch = max(train_size %/% batch_size, 1),
    index = index,
    x1_shape = length(x1),
    t1_shape = length(t1),
    class = which.max(t1) - 1,
    t1 = t1,
    classes = seq_along(t1) - 1
  )
}

# Train a 784-50-10 net by backpropagation, as document 002 does without a seed.
two_layer_net <- function(folder, seed = 1) {
  mnist <- mnist_of(folder)
  rng <- random_state(seed)
  net <- TwoLayerNet(784, 50, 10, rng = rng)
  run <- train(net, mnist, iterations = 10000, batch_size = 100, learning_rate = 0.1, rng = rng)
  x1 <- mnist$x_test[545 + 1, ]
  t1 <- one_hot(mnist$t_test[545 + 1], 10)
  y1 <- predict(run$net, x1)
  list(
    epoch = run$steps %/% 600,
    loss = run$losses[run$steps + 1],
    train_accuracy = run$train_accuracies,
    test_accuracy = run$test_accuracies,
    final_train_accuracy = accuracy(run$net, mnist$x_train, mnist$t_train),
    final_test_accuracy = accuracy(run$net, mnist$x_test, mnist$t_test),
    y1 = y1,
    same_class = which.max(t1) == which.max(y1)
  )
}

# Document 003 -------------------------------------------------------------------------------------

# Count the rows of a matrix, from 0.
rows_of_a_matrix <- function() {
  x <- rbind(c(1, 2, 3), c(4, 5, 6))
  list(index = seq_len(nrow(x)) - 1, rows = x)
}

# Draw whole numbers from 1 to 9 after seed 4.
seeded_integers <- function() {
  list(integers = random_state(4)$randint(1, 10, 5))
}

# Predict with two inputs and three classes, and differentiate the loss.
simple_net <- function() {
  net <- SimpleNet(random_state(1), delta = 1e-4)
  x <- c(0.6, 0.9)
  t <- c(0, 0, 1)
  p <- predict(net, x)
  list(
    W = net$params$W,
    x = x,
    p = p,
    argmax = which.max(p) - 1,
    t = t,
    loss = loss(net, x, t),
    dW = numerical_gradient(net, x, t)$W
  )
}

# Draw two numbers where the generator stood when document 003 drew them.
#
# Nothing in the document says where that was. Seed 1, a SimpleNet and 2,001 gates lead there:
# one gate, and two for each of 1,000 epochs.
unseeded_draw <- function() {
  rng <- random_state(1)
  SimpleNet(rng)
  for (gate in 1:2001) {
    LogicGate(rng)
  }
  list(randn = rng$randn(2))
}

truth_table <- rbind(c(0, 0), c(0, 1), c(1, 0), c(1, 1))

# Train four gates and the XOR net, each from seed 1.
#
# Beside every net the document prints the weights and the bias of its AND gate.
logic_gates <- function() {
  and <- train_net(gate(), c(0, 0, 0, 1), 0.1)
  shown <- and$net
  slow <- train_net(XorNet(random_state(1)), c(0, 1, 1, 0), 0.1, shown)
  fast <- train_net(slow$net, c(0, 1, 1, 0), 0.3, shown)
  list(
    AND = and$printed,
    OR = train_net(gate(), c(0, 1, 1, 1), 0.1, shown)$printed,
    NAND = train_net(gate(), c(1, 1, 1, 0), 0.1, shown)$printed,
    XOR = train_net(gate(), c(0, 1, 1, 0), 0.1, shown)$printed,
    XOR_net = slow$printed,
    XOR_net_faster = fast$printed
  )
}

gate <- function() {
  LogicGate(random_state(1))
}

# Train for 1,000 epochs and keep what is printed after each hundred.
train_net <- function(net, t, learning_rate, shown = NULL) {
  losses <- numeric(0)
  weights <- biases <- NULL
  for (epoch in 1:1000) {
    net <- sgd_update(net, numerical_gradient(net, truth_table, t), learning_rate)
    if (epoch %% 100 == 0) {
      losses <- c(losses, loss(net, truth_table, t))
      params <- if (is.null(shown)) net$params else shown$params
      weights <- rbind(weights, params$weights)
      biases <- rbind(biases, params$bias)
    }
  }
  printed <- list(
    epoch = seq(100, 1000, by = 100),
    loss = losses,
    weights = weights,
    bias = biases,
    prediction = predict(net, truth_table)
  )
  list(net = net, printed = printed)
}

# Train a 784-64-10 net by central differences, an epoch being one step.
batch_softmax_net <- function(folder, epochs = 98) {
  mnist <- in_single_precision(mnist_of(folder))
  rng <- random_state(1)
  net <- BatchSoftmaxNet(784, 64, 10, weight_init_std = 0.01, rng = rng)
  run <- train(net, mnist, epochs, rng = rng, method = "numerical", iter_per_epoch = 1)
  list(
    train_size = nrow(mnist$x_train),
    epoch = run$steps + 1,
    cost = run$losses,
    train_accuracy = run$train_accuracies,
    test_accuracy = run$test_accuracies
  )
}

# Round the pixels as the loader of the book does, whose arrays have 24 bits.
#
# It changes the costs in the 9th digit.
in_single_precision <- function(mnist) {
  for (name in c("x_train", "x_test")) {
    x <- mnist[[name]]
    # R calculates in double precision only, but writes and reads numbers of 4 bytes.
    bytes <- writeBin(as.vector(x), raw(), size = 4)
    mnist[[name]] <- array(readBin(bytes, "double", length(x), size = 4), dim(x))
  }
  mnist
}

# MNIST, loaded once for all recipes.
loaded <- new.env()

mnist_of <- function(folder) {
  if (is.null(loaded[[folder]])) {
    assign(folder, load_mnist(folder), envir = loaded)
  }
  loaded[[folder]]
}

# Central differences of a network's loss. The Python edition's page is
# `python/scratchnet/central_differences.py`.
#
# The plain loop computes the whole loss twice for each weight, though hardly anything has changed.
# In a network of two layers, a1 = x W1 + b1, z1 = sigmoid(a1), a2 = z1 W2 + b2, a step h in
#
# - W1[i, j] moves one hidden unit, z1[n, j], by m = sigmoid(a1[n, j] + h x[n, i]) - z1[n, j], and
#   with it the scores a2[n] by m W2[j];
# - W2[j, c] moves one score, a2[n, c], by m = h z1[n, j]: the scores a2[n] move by m e_c, where e_c
#   is the unit vector of the class;
#
# in the rows n where x[n, i], or z1[n, j], is not 0. A bias is the weight of an input that is
# always 1. So each step moves the scores of some rows by m along one direction, and it is left to
# say what that does to the loss: for `TwoLayerNet` at the end of this page, for `BatchSoftmaxNet`
# on its own.

# No array on the way holds more numbers than this (4 MB), unless inputs, scores or weights do.
most_numbers <- 2^19

# Differentiate the loss by each parameter of any network, one element after the other.
central_differences <- function(net, x, t, h) {
  gradient_of <- function(name) {
    loss_with <- function(values) {
      # R copies on change: `net` outside this function stays as it is.
      net$params[[name]] <- values
      loss(net, x, t)
    }
    numerical_gradient(loss_with, net$params[[name]], h)
  }
  # Map() names its result by a character argument.
  Map(gradient_of, names(net$params))
}

# Differentiate the loss by each parameter of a network of two layers.
#
# `loss_difference(y, t)` holds while no score moves by more than `reach(y)`. Beyond that, and where
# a number is not finite, the plain loop answers.
fast_central_differences <- function(net, x, t, h, loss_difference, reach) {
  h <- as_one_number(h, "h")
  value <- loss(net, x, t) # which refuses what does not fit
  rows <- as_rows(as_numbers(x, "x"), "x")
  p <- net$params
  s <- stages(net, rows)
  finite <- all(is.finite(s$a1), is.finite(s$a2), is.finite(value))
  # A comparison with NaN is NA, which isTRUE() takes for the no that it is in Python.
  if (!(finite && isTRUE(largest_move(rows, p$W2, h) <= reach(s$y)))) {
    return(central_differences(net, x, t, h))
  }
  hidden <- function(j, n, step) sigmoid(s$a1[, j][n] + step) - s$z1[, j][n]
  output <- function(c, n, step) step
  difference_in <- loss_difference(s$y, as_label_rows(t, nrow(s$y), ncol(s$y)))
  first <- layer_differences(rows, h, hidden, p$W2, difference_in)
  second <- layer_differences(s$z1, h, output, diag(nrow = ncol(p$W2)), difference_in)
  list(
    W1 = first[-nrow(first), , drop = FALSE], b1 = first[nrow(first), ],
    W2 = second[-nrow(second), , drop = FALSE], b2 = second[nrow(second), ]
  )
}

# Bound the move of any score: a sigmoid lies between 0 and 1, its slope is at most 1/4.
largest_move <- function(x, w2, h) {
  hidden <- min(abs(h) * largest(x) / 4, 1)
  max(hidden * largest(w2), abs(h))
}

# The largest absolute value.
largest <- function(x) {
  max(abs(x))
}

# Differentiate by the weights of each input, in a row, to each unit; the last are the biases.
#
# `move(j, n, step)` tells how far unit j moves in the rows n, when its sum there moves by `step`;
# `directions[j, ]` is where the scores go then.
layer_differences <- function(inputs, h, move, directions, difference_in) {
  # An input to a column, where R is fast, and not to a row.
  inputs <- cbind(inputs, 1)
  gradient <- matrix(0, ncol(inputs), nrow(directions))
  width <- max(1, most_numbers %/% (nrow(inputs) * ncol(directions)))
  for (start in seq(1, ncol(inputs), by = width)) {
    block <- start:min(start + width - 1, ncol(inputs))
    touched <- touched_rows(inputs[, block, drop = FALSE])
    difference <- difference_in(touched)
    for (j in seq_len(nrow(directions))) {
      up <- move(j, touched$rows, h * touched$values)
      down <- move(j, touched$rows, -h * touched$values)
      gradient[block, j] <- difference(up, down, directions[j, ]) / (2 * h)
    }
  }
  gradient
}

# Find what each input of a block touches: K pairs, input by input, of `rows` and `inputs`, with the
# `values` of the inputs there, their `places` in the block, counted through, and its `shape`.
#
# The block has the inputs' values in each row of the batch, (N, inputs), turned round from Python's
# since R counts through columns first; 0 touches nothing.
touched_rows <- function(block) {
  places <- which(block != 0)
  # The pairs count from 1; division with a remainder counts from 0.
  list(
    rows = (places - 1) %% nrow(block) + 1, inputs = (places - 1) %/% nrow(block) + 1,
    values = block[places], places = places, shape = dim(block)
  )
}

# Sum K values over the rows that each input touches.
sum_rows <- function(touched, values) {
  table <- matrix(0, touched$shape[1], touched$shape[2])
  table[touched$places] <- values
  colSums(table)
}

# The classes of the labels that are not 0, and these labels, row by row.
#
# A one-hot row needs one slot; there are as many as the fullest row needs, and 0s in the others.
label_slots <- function(t) {
  slots <- max(1, rowSums(t != 0))
  # Within each row, first the labels that are not 0; ties stay in their order.
  by_rows <- order(row(t), t == 0)
  classes <- matrix(col(t)[by_rows], nrow(t), byrow = TRUE)[, seq_len(slots), drop = FALSE]
  list(classes = classes, labels = at_classes(t, classes))
}

# Some rows' columns, a list of them: R is fast on vectors that stay in the processor's cache.
columns <- function(x, rows) {
  lapply(seq_len(ncol(x)), function(column) x[rows, column])
}

# Pick some classes of each row.
at_classes <- function(x, classes) {
  # A matrix of two columns is an index of rows and columns; what it picks has lost its shape.
  matrix(x[cbind(c(row(classes)), c(classes))], nrow(x))
}

# Tell what moves u of the scores do to a softmax of each row and `cross_entropy_error`.
#
#   y'[n, c] = y[n, c] e^u[n, c] / sum_k y[n, k] e^u[n, k]
#   E' - E'' = -1/N sum_n,c t[n, c] log((y'[n, c] + delta) / (y''[n, c] + delta))
#
# Only the rows touched and the labels that are not 0 count.
cross_entropy_difference <- function(y, t) {
  delta <- 1e-7 # as in `cross_entropy_error`
  slots <- label_slots(t)
  labelled <- at_classes(y, slots$classes)

  function(touched) {
    y_k <- columns(y, touched$rows)
    classes_k <- slots$classes[touched$rows, , drop = FALSE]
    t_k <- slots$labels[touched$rows, , drop = FALSE]
    labelled_k <- labelled[touched$rows, , drop = FALSE]

    moved <- function(m, direction) {
      total <- Reduce(`+`, Map(function(y_c, d) y_c * exp(d * m), y_k, direction)) # (K)
      # m and the total have a number for each row and recycle down the columns: each row its own.
      labelled_k * exp(direction[classes_k] * m) / total
    }

    function(up, down, direction) {
      logs <- log((moved(up, direction) + delta) / (moved(down, direction) + delta))
      sum_rows(touched, -rowSums(t_k * logs) / nrow(y))
    }
  }
}

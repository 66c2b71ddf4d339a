# The package as a whole. The Python edition's page is `python/scratchnet/__init__.py`.

#' @details
#' Start with [TwoLayerNet()], [load_digits()] and [train()]; the pieces that they are made of are
#' [sigmoid()], [softmax()], [cross_entropy_error()] and [numerical_gradient()]. What is a method of
#' an object in Python, `net.loss(x, t)`, is a function of the network here, `loss(net, x, t)`.
#'
#' These rules hold everywhere:
#'
#' * One row of a matrix is one sample; a plain vector is one sample too.
#' * Labels are class numbers from 0, as in Python, or one-hot rows.
#' * Values in, values out: no function changes its arguments, and a trained network is a new one.
#'   Only the object that [random_state()] gives changes, with every draw.
#' * Random numbers come from where you say, `rng = random_state(1)`, and from nowhere else: the
#'   same seed gives the same numbers as NumPy. R's own random state is left alone.
#' * Integers and logicals are taken as numbers, and a data frame as a matrix if all of its columns
#'   hold numbers. Nothing else is.
#' * Names and dimnames are dropped from what goes in, as NumPy has none: results are told by their
#'   places. A function given to [numerical_gradient()] gets its argument without them, too.
#' * What is refused is refused with one sentence: what, what was expected, what came.
#'
#' @section How it was carried from Python:
#' With the reasons, and how to carry your own:
#' `file.show(system.file("doc", "porting-guide.md", package = "scratchnet"))`.
#'
#' @keywords internal
#' @examples
#' rng <- random_state(1)
#' net <- TwoLayerNet(64, 50, 10, rng = rng)
#' digits <- load_digits()
#' trained <- train(net, digits, 100, learning_rate = 1, rng = rng)
#' accuracy(trained$net, digits$x_test, digits$t_test)
"_PACKAGE"

# The same layers in R. Three of them are wrong.

affine <- function(x, W, b) x %*% W + rep(b, each = nrow(x))

affine_backward <- function(x, W, b, dout) {
  list(dx = dout %*% t(W), dW = t(x) %*% dout, db = rowSums(dout))
}

softmax <- function(x) {
  e <- exp(x - apply(x, 1, max))
  e / colSums(e)
}

cross_entropy_error <- function(y, t) {
  -sum(log(y[cbind(seq_along(t), t + 1)] + 1e-7)) / length(t)
}

relu <- function(x) pmax(x, 0)

dropout <- function(x, mask, ratio = 0.5) x * mask / (1 - ratio)

batch_normalize <- function(x, gamma, beta, eps = 1e-7) {
  centred <- sweep(x, 2, colMeans(x))
  scale <- sqrt(apply(x, 2, var) + eps)
  sweep(sweep(centred, 2, gamma / scale, "*"), 2, beta, "+")
}

"""Layers of the book, forward and backward, as classes that their authors call by a function."""

import numpy as np

from diglot.inputs import labels, normal, uniform
from diglot.twin import Case

from .subject import Mistake, Subject


class Affine:
    def __init__(self, W, b):
        self.W = W
        self.b = b
        self.x = None
        self.dW = None
        self.db = None

    def forward(self, x):
        self.x = x
        return np.dot(x, self.W) + self.b

    def backward(self, dout):
        dx = np.dot(dout, self.W.T)
        self.dW = np.dot(self.x.T, dout)
        self.db = np.sum(dout, axis=0)
        return dx


def affine_forward(x, W, b):
    return Affine(W, b).forward(x)


def affine_backward(x, W, b, dout):
    layer = Affine(W, b)
    layer.forward(x)
    dx = layer.backward(dout)
    return {"dx": dx, "dW": layer.dW, "db": layer.db}


def batch_norm(x, gamma, beta):
    mu = x.mean(axis=0)
    xc = x - mu
    var = np.mean(xc**2, axis=0)
    xn = xc / np.sqrt(var + 10e-7)
    return gamma * xn + beta


class BatchNormalization:
    def __init__(self, features, momentum=0.9):
        self.momentum = momentum
        self.running_mean = np.zeros(features)
        self.running_var = np.zeros(features)

    def forward(self, x):
        mu = x.mean(axis=0)
        var = np.mean((x - mu) ** 2, axis=0)
        self.running_mean = self.momentum * self.running_mean + (1 - self.momentum) * mu
        self.running_var = self.momentum * self.running_var + (1 - self.momentum) * var


def running_statistics(batches, momentum=0.9):
    layer = BatchNormalization(batches[0].shape[1], momentum)
    for x in batches:
        layer.forward(x)
    return {"mean": layer.running_mean, "var": layer.running_var}


def dropout(x, mask, ratio=0.5):
    return x * mask / (1.0 - ratio)


def layer_norm(x, gamma, beta):
    mean = x.mean(axis=-1, keepdims=True)
    var = x.var(axis=-1, keepdims=True)
    return gamma * (x - mean) / np.sqrt(var + 1e-5) + beta


def embedding(W, idx):
    return W[idx]


def embedding_backward(W, idx, dout):
    dW = np.zeros_like(W)
    np.add.at(dW, idx, dout)
    return dW


AFFINE = [
    Case("batch", normal(4, 3, seed=1), normal(3, 2, seed=2), normal(2, seed=3)),
    Case("square", normal(3, 3, seed=4), normal(3, 3, seed=5), normal(3, seed=6)),
    Case("wide", normal(2, 5, seed=7), normal(5, 4, seed=8), np.array([1.0, 2.0, 3.0, 4.0])),
]
NORMED = [
    Case("batch", normal(6, 3, seed=9), np.ones(3), np.zeros(3)),
    Case(
        "moved", normal(5, 4, seed=10, mean=3.0), uniform(4, seed=11, low=0.5), normal(4, seed=12)
    ),
    Case("square", normal(4, 4, seed=13), uniform(4, seed=14, low=0.5), normal(4, seed=15)),
]

SUBJECTS = [
    Subject(
        affine_forward,
        AFFINE,
        'function(x, W, b) sweep(x %*% W, 2, b, "+")',
        [
            Mistake(
                "recycles b down the columns",
                "function(x, W, b) x %*% W + b",
                "recycled",
                (),
                "sweep|rep|row",
            ),
            Mistake(
                "forgets b", "function(x, W, b) x %*% W", "operation", ["default"], r"\bb\b|\+"
            ),
            Mistake("subtracts b", ('"+"', '"-"'), "sign", ["operation"], r"\+|-|sign"),
        ],
        {
            "ones beside x": "function(x, W, b) cbind(x, 1) %*% rbind(W, b)",
            "bias as a matrix": """function(x, W, b, ...) {
              x %*% W + matrix(b, nrow = nrow(x), ncol = ncol(W), byrow = TRUE)
            }""",
            "transposed twice": "function(x, W, b) t(crossprod(W, t(x)) + b)",
        },
    ),
    Subject(
        affine_backward,
        [
            Case(case.name, *case.args, normal(len(case.args[0]), len(case.args[2]), seed=16 + i))
            for i, case in enumerate(AFFINE)
        ],
        """function(x, W, b, dout) {
          dx <- dout %*% t(W)
          dW <- t(x) %*% dout
          db <- colSums(dout)
          list(dx = dx, dW = dW, db = db)
        }""",
        [
            Mistake(
                "turns dW", ("t(x) %*% dout", "t(dout) %*% x"), "transposed", (), r"t\(|transpos"
            ),
            Mistake("sums db over the classes", ("colSums", "rowSums"), "other axis", (), "col"),
            Mistake("takes means for db", ("colSums", "colMeans"), "mean", ["scaled"], "sum"),
            Mistake(
                "takes means for dW",
                ("t(x) %*% dout", "t(x) %*% dout / nrow(x)"),
                "scaled",
                ["mean"],
                "row|sum|mean",
            ),
        ],
        {
            "crossprod": """function(x, W, b, dout) {
              grads <- list(db = drop(rep(1, nrow(dout)) %*% dout), dW = crossprod(x, dout))
              grads$dx <- tcrossprod(dout, W)
              grads[c("dx", "dW", "db")]
            }""",
            "a layer of closures": """function(x, W, b, dout) {
              Affine <- function(W, b) {
                x <- NULL
                forward <- function(input) {
                  x <<- input
                  sweep(input %*% W, 2, b, `+`)
                }
                backward <- function(dout) {
                  list(dx = dout %*% t(W), dW = t(x) %*% dout, db = apply(dout, 2, sum))
                }
                environment()
              }
              layer <- Affine(W, b)
              layer$forward(x)
              layer$backward(dout)
            }""",
        },
    ),
    Subject(
        batch_norm,
        NORMED,
        """function(x, gamma, beta) {
          xc <- sweep(x, 2, colMeans(x))
          var <- colMeans(xc^2)
          xn <- sweep(xc, 2, sqrt(var + 10e-7), "/")
          sweep(sweep(xn, 2, gamma, "*"), 2, beta, "+")
        }""",
        [
            Mistake(
                "divides by n - 1",
                ("colMeans(xc^2)", "apply(x, 2, var)"),
                "scaled",
                ["default", "mean", "operation"],
                "n - 1|ddof",
            ),
            Mistake(
                "forgets the root",
                ("sqrt(var + 10e-7)", "(var + 10e-7)"),
                "operation",
                (),
                "sqrt|root",
            ),
            Mistake(
                "another eps", ("10e-7", "10e-5"), "operation", ["default"], "1e-0?6|10e-7|eps"
            ),
            Mistake(
                "recycles the means down the columns",
                ("sweep(x, 2, colMeans(x))", "x - colMeans(x)"),
                "recycled",
                (),
                "sweep|row|rep",
            ),
            Mistake(
                "multiplies by beta",
                ('beta, "+"', 'beta, "*"'),
                "operation",
                (),
                r"\+|\*|add|multip",
            ),
        ],
        {
            "scale": """function(x, gamma, beta) {
              n <- nrow(x)
              deviation <- sqrt(apply(x, 2, var) * (n - 1) / n + 10e-7)
              scaled <- scale(x, center = TRUE, scale = deviation)
              t(t(scaled) * gamma + beta)
            }""",
            "columns bound again": """function(x, gamma, beta) {
              mapply(function(column, g, b) {
                centred <- column - mean(column)
                g * centred / sqrt(mean(centred^2) + 10e-7) + b
              }, as.data.frame(x), gamma, beta)
            }""",
        },
    ),
    Subject(
        running_statistics,
        [
            Case("three batches", [normal(5, 2, seed=s) for s in (20, 21, 22)]),
            Case("one batch", [normal(4, 3, seed=23, mean=2.0)]),
            Case("momentum given", [normal(6, 2, seed=s) for s in (24, 25)], 0.5),
        ],
        """function(batches, momentum = 0.9) {
          running_mean <- running_var <- numeric(ncol(batches[[1]]))
          for (x in batches) {
            mu <- colMeans(x)
            var <- colMeans(sweep(x, 2, mu)^2)
            running_mean <- momentum * running_mean + (1 - momentum) * mu
            running_var <- momentum * running_var + (1 - momentum) * var
          }
          list(mean = running_mean, var = running_var)
        }""",
        [
            Mistake(
                "takes momentum for its rest",
                """function(batches, momentum = 0.9) {
                  m <- v <- numeric(ncol(batches[[1]]))
                  for (x in batches) {
                    mu <- colMeans(x)
                    m <- (1 - momentum) * m + momentum * mu
                    v <- (1 - momentum) * v + momentum * colMeans(sweep(x, 2, mu)^2)
                  }
                  list(mean = m, var = v)
                }""",
                "operation",
                ["arguments", "default"],
                "momentum|1 -",
            ),
            Mistake(
                "another momentum",
                ("momentum = 0.9", "momentum = 0.99"),
                "default",
                ["operation"],
                "default|0.9",
            ),
            Mistake(
                "divides by n - 1",
                ("colMeans(sweep(x, 2, mu)^2)", "apply(x, 2, var)"),
                "scaled",
                ["default", "mean", "operation"],
                "n - 1|ddof",
            ),
        ],
        {
            "Reduce": """function(batches, momentum = 0.9) {
              blend <- function(old, new) momentum * old + (1 - momentum) * new
              centre <- lapply(batches, colMeans)
              spread <- Map(\\(x, mu) rowMeans((t(x) - mu)^2), batches, centre)
              list(mean = Reduce(blend, centre, 0), var = Reduce(blend, spread, 0))
            }""",
        },
    ),
    Subject(
        dropout,
        [
            Case("batch", normal(3, 4, seed=26), uniform(3, 4, seed=27) > 0.5),
            Case("ratio given", normal(2, 6, seed=28), uniform(2, 6, seed=29) > 0.2, 0.2),
            Case("vector", normal(7, seed=30), uniform(7, seed=31) > 0.5),
        ],
        "function(x, mask, ratio = 0.5) x * mask / (1 - ratio)",
        [
            Mistake(
                "forgets to scale up",
                (" / (1 - ratio)", ""),
                "operation",
                ["scaled"],
                r"1 - ratio|/|divi|scale",
            ),
            Mistake(
                "divides by ratio",
                ("(1 - ratio)", "ratio"),
                "operation",
                ["scaled"],
                r"1 - ratio|\bratio\b",
            ),
            Mistake(
                "drops what should stay",
                ("* mask", "* !mask"),
                "operation",
                ["reversed", "sign"],
                "mask|not|!|oppos",
            ),
        ],
        {
            "replacement": """function(x, mask, ratio = 0.5) {
              kept <- x / (1 - ratio)
              kept[mask == FALSE] <- 0
              kept
            }""",
        },
    ),
    Subject(
        layer_norm,
        NORMED,
        """function(x, gamma, beta) {
          mean <- rowMeans(x)
          var <- rowMeans((x - mean)^2)
          t(gamma * t((x - mean) / sqrt(var + 1e-5)) + beta)
        }""",
        [
            Mistake(
                "normalises columns",
                """function(x, gamma, beta) {
                  mean <- colMeans(x)
                  var <- colMeans(sweep(x, 2, mean)^2)
                  t(gamma * (t(x) - mean) / sqrt(var + 1e-5) + beta)
                }""",
                "other axis",
                (),
                "row",
            ),
            Mistake(
                "recycles gamma and beta",
                (
                    "t(gamma * t((x - mean) / sqrt(var + 1e-5)) + beta)",
                    "gamma * (x - mean) / sqrt(var + 1e-5) + beta",
                ),
                "recycled",
                (),
                "sweep|row|rep|t\\(",
            ),
        ],
    ),
    Subject(
        embedding,
        [
            Case("three rows", normal(7, 3, seed=32), np.array([1, 0, 3])),
            Case("the same twice", normal(5, 2, seed=33), np.array([4, 4, 1, 2])),
            Case("in order", normal(4, 4, seed=34), np.array([0, 1, 2])),
        ],
        "function(W, idx) W[idx + 1, , drop = FALSE]",
        [
            Mistake("indexes from 0", ("idx + 1", "idx"), "index", (), r"\+ 1|index|from 0"),
            Mistake(
                "takes columns",
                ("W[idx + 1, , drop", "W[, pmin(idx + 1, ncol(W)), drop"),
                None,
                ["other axis"],
            ),
        ],
        {"a product": "function(W, idx) diag(nrow(W))[idx + 1, , drop = FALSE] %*% W"},
    ),
    Subject(
        embedding_backward,
        [
            Case("three rows", normal(6, 3, seed=35), np.array([1, 0, 3]), normal(3, 3, seed=36)),
            Case(
                "the same twice", normal(4, 2, seed=37), np.array([2, 2, 1]), normal(3, 2, seed=38)
            ),
            Case("many", normal(5, 2, seed=39), labels(9, 5, seed=40), normal(9, 2, seed=41)),
        ],
        """function(W, idx, dout) {
          dW <- W * 0
          for (i in seq_along(idx)) dW[idx[i] + 1, ] <- dW[idx[i] + 1, ] + dout[i, ]
          dW
        }""",
        [
            Mistake(
                "keeps the last of a word's rows",
                ("<- dW[idx[i] + 1, ] + dout[i, ]", "<- dout[i, ]"),
                "operation",
                ["ties"],
                r"add|sum|\+|twice|last|repeat",
            ),
        ],
        {
            "crossprod": """function(W, idx, dout) {
              crossprod(outer(idx, 0:(nrow(W) - 1), `==`) * 1, dout)
            }""",
        },
    ),
]

"""Machine learning: layers, losses, classifiers."""

import functools
import math

import numpy as np

from diglot.inputs import labels, normal, probabilities, uniform
from diglot.twin import Case

from .stranger import Stranger


def k_means(X, start, steps=5):
    centres = X[start].copy()
    for _ in range(steps):
        distance = ((X[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
        assigned = distance.argmin(axis=1)
        for k in range(len(centres)):
            members = X[assigned == k]
            if len(members):
                centres[k] = members.mean(axis=0)
    return {"centres": centres, "assigned": assigned}


def nearest_neighbours(train, classes, test, k=3):
    votes = []
    for x in test:
        distance = np.linalg.norm(train - x, axis=1)
        nearest = np.argsort(distance, kind="stable")[:k]
        votes.append(np.bincount(classes[nearest]).argmax())
    return np.array(votes)


def naive_bayes(X, classes, x):
    log_posterior = np.zeros(classes.max() + 1)
    for c in range(len(log_posterior)):
        members = X[classes == c]
        mean, var = members.mean(axis=0), members.var(axis=0) + 1e-9
        log_posterior[c] = math.log(len(members) / len(X))
        log_posterior[c] += -0.5 * np.sum(np.log(2 * np.pi * var) + (x - mean) ** 2 / var)
    shifted = np.exp(log_posterior - log_posterior.max())
    return shifted / shifted.sum()


def layer_norm(x, gamma, beta, eps=1e-5):
    mean = x.mean(-1, keepdims=True)
    var = x.var(-1, keepdims=True)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta


class BatchNorm:
    def __init__(self, features, momentum=0.9, eps=1e-5):
        self.momentum = momentum
        self.eps = eps
        self.running_mean = np.zeros(features)
        self.running_var = np.ones(features)

    def forward(self, x):
        mean = x.mean(axis=0)
        var = x.var(axis=0)
        self.running_mean = self.momentum * self.running_mean + (1 - self.momentum) * mean
        self.running_var = self.momentum * self.running_var + (1 - self.momentum) * var
        return (x - mean) / np.sqrt(var + self.eps)


def batch_norm(x, momentum=0.9):
    layer = BatchNorm(x.shape[1], momentum)
    out = layer.forward(x)
    return {"out": out, "mean": layer.running_mean, "var": layer.running_var}


def batched(function):
    """Apply a function of a row to each row of a matrix."""

    @functools.wraps(function)
    def over_rows(x):
        return np.stack([function(row) for row in x])

    return over_rows


@batched
def log_softmax(row):
    shifted = row - np.max(row)
    return shifted - np.log(np.sum(np.exp(shifted)))


def attention(Q, K, V, causal=False):
    scores = Q @ K.T / np.sqrt(K.shape[1])
    if causal:
        scores = np.where(np.tril(np.ones(scores.shape)) > 0, scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    return weights @ V


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lstm_cell(x, h, c, W, U, b):
    """The gates in the order input, forget, candidate, output."""
    z = W @ x + U @ h + b
    i, f, g, o = np.split(z, 4)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def gelu(x):
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


def huber(y, t, delta=1.0):
    error = np.abs(y - t)
    quadratic = error <= delta
    loss = np.zeros_like(error)
    loss[quadratic] = 0.5 * error[quadratic] ** 2
    loss[~quadratic] = delta * (error[~quadratic] - 0.5 * delta)
    return loss.mean()


def focal_loss(p, t, gamma=2.0, alpha=0.25):
    pt = np.where(t == 1, p, 1 - p)
    weight = np.where(t == 1, alpha, 1 - alpha)
    return np.mean(-weight * (1 - pt) ** gamma * np.log(pt))


def dropout(x, mask, keep=0.8):
    out = x / keep
    out[~mask] = 0
    return out


def confusion_matrix(truth, predicted, classes):
    matrix = np.zeros((classes, classes), dtype=int)
    for t, p in zip(truth, predicted, strict=True):
        matrix[t, p] += 1
    return matrix


def tf_idf(counts):
    tf = counts / counts.sum(axis=1, keepdims=True)
    df = np.count_nonzero(counts, axis=0)
    idf = np.log((1 + counts.shape[0]) / (1 + df)) + 1
    weighted = tf * idf
    return weighted / np.linalg.norm(weighted, axis=1, keepdims=True)


def gini_impurity(classes):
    if len(classes) == 0:
        return 0.0
    _, counts = np.unique(classes, return_counts=True)
    p = counts / counts.sum()
    return 1.0 - (p**2).sum()


def best_split(x, classes):
    best = (None, math.inf)
    values = np.unique(x)
    for threshold in (values[:-1] + values[1:]) / 2:
        left = classes[x <= threshold]
        right = classes[x > threshold]
        impurity = (len(left) * gini_impurity(left) + len(right) * gini_impurity(right)) / len(x)
        if impurity < best[1] - 1e-12:
            best = (threshold, impurity)
    return {"threshold": best[0], "impurity": best[1]}


def rbf_kernel(X, Y, gamma=0.5):
    K = np.zeros((len(X), len(Y)))
    for i, x in enumerate(X):
        for j, y in enumerate(Y):
            K[i, j] = math.exp(-gamma * sum((a - b) ** 2 for a, b in zip(x, y, strict=True)))
    return K


def conv2d(image, kernel, stride=1, pad=0):
    image = np.pad(image, pad)
    kh, kw = kernel.shape
    rows = (image.shape[0] - kh) // stride + 1
    columns = (image.shape[1] - kw) // stride + 1
    out = np.zeros((rows, columns))
    for r in range(rows):
        for c in range(columns):
            patch = image[r * stride : r * stride + kh, c * stride : c * stride + kw]
            out[r, c] = np.sum(patch * kernel)
    return out


def max_pool(x, size=2):
    rows, columns = x.shape
    return x.reshape(rows // size, size, columns // size, size).max(axis=(1, 3))


def perceptron(X, t, epochs=3, rate=0.1):
    w = np.zeros(X.shape[1] + 1)
    for _ in range(epochs):
        for x, target in zip(X, t, strict=True):
            predicted = 1 if np.dot(w[1:], x) + w[0] >= 0 else 0
            w[1:] += rate * (target - predicted) * x
            w[0] += rate * (target - predicted)
    return w


BLOBS = np.concatenate([normal(10, 2, seed=121), normal(10, 2, seed=122, mean=3.0)])
BLOB_CLASSES = np.repeat([0, 1], 10)
ROWS = normal(6, 5, seed=123)
CELL = (
    normal(3, seed=124),
    normal(2, seed=125),
    normal(2, seed=126),
    normal(8, 3, seed=127, std=0.5),
    normal(8, 2, seed=128, std=0.5),
    normal(8, seed=129, std=0.1),
)
WORDS = np.array([[3, 0, 1, 2], [0, 2, 0, 1], [1, 1, 4, 0], [0, 0, 1, 1]])
PHOTO = uniform(8, 6, seed=130)

STRANGERS = [
    Stranger(
        "k_means",
        k_means,
        right="""function(X, start, steps = 5) {
          centres <- X[start + 1, , drop = FALSE]
          for (step in seq_len(steps)) {
            distance <- apply(centres, 1, function(centre) colSums((t(X) - centre)^2))
            assigned <- max.col(-distance, ties.method = "first")
            for (k in unique(assigned)) {
              centres[k, ] <- colMeans(X[assigned == k, , drop = FALSE])
            }
          }
          list(centres = centres, assigned = assigned - 1)
        }""",
        wrong=("(t(X) - centre)^2", "abs(t(X) - centre)"),
        mistake="distances round the corner",
        cases=[
            Case("blobs", BLOBS, np.array([0, 1])),
            Case("three", normal(30, 3, seed=131), np.array([2, 7, 11]), 3),
        ],
    ),
    Stranger(
        "nearest_neighbours",
        nearest_neighbours,
        right="""function(train, classes, test, k = 3) {
          apply(test, 1, function(x) {
            distance <- sqrt(colSums((t(train) - x)^2))
            votes <- tabulate(classes[order(distance)[seq_len(k)]] + 1)
            which.max(votes) - 1
          })
        }""",
        wrong=("(t(train) - x)^2", "(train - x)^2"),
        mistake="recycles the point down the columns",
        cases=[
            Case("blobs", BLOBS, BLOB_CLASSES, normal(8, 2, seed=132, mean=1.5)),
            Case("five", normal(20, 3, seed=133), labels(20, 3, seed=134), normal(6, 3, seed=1), 5),
        ],
    ),
    Stranger(
        "naive_bayes",
        naive_bayes,
        right="""function(X, classes, x) {
          log_posterior <- vapply(0:max(classes), function(c) {
            members <- X[classes == c, , drop = FALSE]
            mean <- colMeans(members)
            var <- colMeans(sweep(members, 2, mean)^2) + 1e-9
            log(nrow(members) / nrow(X)) + sum(dnorm(x, mean, sqrt(var), log = TRUE))
          }, 0)
          p <- exp(log_posterior - max(log_posterior))
          p / sum(p)
        }""",
        wrong=("colMeans(sweep(members, 2, mean)^2)", "apply(members, 2, var)"),
        mistake="sample for population variance",
        cases=[
            Case("blobs", BLOBS, BLOB_CLASSES, np.array([1.4, 1.9])),
            Case("three", normal(24, 3, seed=135), labels(24, 3, seed=136), normal(3, seed=137)),
        ],
    ),
    Stranger(
        "layer_norm",
        layer_norm,
        right="""function(x, gamma, beta, eps = 1e-5) {
          d <- x - rowMeans(x)
          z <- d / sqrt(rowMeans(d^2) + eps)
          sweep(sweep(z, 2, gamma, "*"), 2, beta, "+")
        }""",
        wrong=('sweep(sweep(z, 2, gamma, "*"), 2, beta, "+")', "gamma * z + beta"),
        mistake="recycles gamma and beta down the columns",
        cases=[
            Case("rows", ROWS, uniform(5, seed=138, low=0.5), normal(5, seed=139)),
            Case("wide", normal(2, 12, seed=140), np.ones(12), np.zeros(12)),
        ],
    ),
    Stranger(
        "batch_norm",
        batch_norm,
        right="""function(x, momentum = 0.9) {
          mean <- colMeans(x)
          var <- colMeans(sweep(x, 2, mean)^2)
          list(
            out = sweep(sweep(x, 2, mean), 2, sqrt(var + 1e-5), "/"),
            mean = (1 - momentum) * mean,
            var = momentum + (1 - momentum) * var
          )
        }""",
        wrong=("sqrt(var + 1e-5)", "(sqrt(var) + 1e-5)"),
        mistake="epsilon outside the root",
        cases=[Case("rows", ROWS), Case("slow", normal(9, 3, seed=141, mean=2.0), 0.99)],
    ),
    Stranger(
        "log_softmax",
        log_softmax,
        right="""function(x) {
          m <- apply(x, 1, max)
          x - m - log(rowSums(exp(x - m)))
        }""",
        wrong=("apply(x, 1, max)", "max(x[1, ])"),
        mistake="the first row's largest for all: right until a row underflows",
        cases=[
            Case("rows", ROWS),
            Case("far apart", np.array([[900.0, 0.0, 1.0], [1.0, 2.0, 3.0], [-5.0, 0.0, 5.0]])),
        ],
    ),
    Stranger(
        "attention",
        attention,
        right="""function(Q, K, V, causal = FALSE) {
          scores <- Q %*% t(K) / sqrt(ncol(K))
          if (causal) scores[upper.tri(scores)] <- -Inf
          weights <- exp(scores - apply(scores, 1, max))
          (weights / rowSums(weights)) %*% V
        }""",
        wrong=("weights / rowSums(weights)", "weights / colSums(weights)"),
        mistake="divides by the sums of the columns",
        cases=[
            Case("five", normal(5, 4, seed=142), normal(5, 4, seed=143), normal(5, 3, seed=144)),
            Case(
                "causal",
                normal(4, 2, seed=145),
                normal(4, 2, seed=146),
                normal(4, 2, seed=147),
                True,
            ),
        ],
    ),
    Stranger(
        "lstm_cell",
        lstm_cell,
        right="""function(x, h, c, W, U, b) {
          z <- matrix(W %*% x + U %*% h + b, ncol = 4)
          c <- plogis(z[, 2]) * c + plogis(z[, 1]) * tanh(z[, 3])
          list(plogis(z[, 4]) * tanh(c), c)
        }""",
        wrong=("ncol = 4", "ncol = 4, byrow = TRUE"),
        mistake="the gates woven into each other",
        cases=[Case("cell", *CELL), Case("at rest", CELL[0], np.zeros(2), np.zeros(2), *CELL[3:])],
    ),
    Stranger(
        "gelu",
        gelu,
        right="function(x) 0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)))",
        wrong="function(x) x * pnorm(x)",
        mistake="the exact one, not the approximation",
        cases=[
            Case("normal", normal(20, seed=148)),
            Case("matrix", normal(4, 3, seed=149, std=3.0)),
        ],
    ),
    Stranger(
        "huber",
        huber,
        right="""function(y, t, delta = 1) {
          error <- abs(y - t)
          mean(ifelse(error <= delta, error^2 / 2, delta * (error - delta / 2)))
        }""",
        wrong=("error^2 / 2", "error^2"),
        mistake="forgets the half",
        cases=[
            Case("one", normal(20, seed=150, std=2.0), normal(20, seed=151)),
            Case("small delta", normal(10, seed=152), normal(10, seed=153), 0.3),
        ],
    ),
    Stranger(
        "focal_loss",
        focal_loss,
        right="""function(p, t, gamma = 2, alpha = 0.25) {
          mean(-ifelse(
            t == 1,
            alpha * (1 - p)^gamma * log(p),
            (1 - alpha) * p^gamma * log(1 - p)
          ))
        }""",
        wrong=("(1 - alpha) * p^gamma", "alpha * p^gamma"),
        mistake="one weight for both classes",
        cases=[
            Case("twenty", uniform(20, seed=154, low=0.02, high=0.98), labels(20, 2, seed=155)),
            Case("gamma", uniform(9, seed=156, low=0.1, high=0.9), labels(9, 2, seed=157), 1.5),
        ],
    ),
    Stranger(
        "dropout",
        dropout,
        right="function(x, mask, keep = 0.8) x * mask / keep",
        wrong=("/ keep", "/ mean(mask)"),
        mistake="the share that was kept for the one that should be",
        cases=[
            Case("rows", ROWS, uniform(6, 5, seed=158) < 0.8),
            Case("half", normal(12, seed=159), uniform(12, seed=160) < 0.5, 0.5),
        ],
    ),
    Stranger(
        "confusion_matrix",
        confusion_matrix,
        right="""function(truth, predicted, classes) {
          levels <- seq_len(classes) - 1
          unclass(unname(table(factor(truth, levels), factor(predicted, levels))))
        }""",
        wrong=(
            "factor(truth, levels), factor(predicted, levels)",
            "factor(predicted, levels), factor(truth, levels)",
        ),
        mistake="the transpose",
        cases=[
            Case("three", labels(30, 3, seed=161), labels(30, 3, seed=162), 3),
            Case("missing class", labels(12, 2, seed=163), labels(12, 4, seed=164), 4),
        ],
    ),
    Stranger(
        "tf_idf",
        tf_idf,
        right="""function(counts) {
          idf <- log((1 + nrow(counts)) / (1 + colSums(counts > 0))) + 1
          weighted <- sweep(counts / rowSums(counts), 2, idf, "*")
          weighted / sqrt(rowSums(weighted^2))
        }""",
        wrong=('sweep(counts / rowSums(counts), 2, idf, "*")', "counts / rowSums(counts) * idf"),
        mistake="recycles the weights down the columns",
        cases=[Case("words", WORDS), Case("more", 1 + labels(20, 4, seed=165).reshape(5, 4))],
    ),
    Stranger(
        "best_split",
        best_split,
        right="""function(x, classes) {
          impurity <- function(classes) 1 - sum((table(classes) / length(classes))^2)
          values <- sort(unique(x))
          thresholds <- (head(values, -1) + tail(values, -1)) / 2
          mixed <- vapply(thresholds, function(threshold) {
            left <- x <= threshold
            mean(left) * impurity(classes[left]) + mean(!left) * impurity(classes[!left])
          }, 0)
          list(threshold = thresholds[which.min(mixed)], impurity = min(mixed))
        }""",
        wrong=(
            "mean(left) * impurity(classes[left]) + mean(!left) * impurity(classes[!left])",
            "(impurity(classes[left]) + impurity(classes[!left])) / 2",
        ),
        mistake="forgets how many go each way",
        cases=[
            Case("blobs", BLOBS[:, 0], BLOB_CLASSES),
            Case("three classes", normal(15, seed=166), labels(15, 3, seed=167)),
        ],
    ),
    Stranger(
        "rbf_kernel",
        rbf_kernel,
        right="""function(X, Y, gamma = 0.5) {
          exp(-gamma * apply(Y, 1, function(y) colSums((t(X) - y)^2)))
        }""",
        wrong=("exp(-gamma", "exp(-1 / (2 * gamma^2)"),
        mistake="takes gamma for a width",
        cases=[
            Case("small", normal(5, 3, seed=168), normal(4, 3, seed=169)),
            Case("wide", normal(4, 2, seed=170), normal(3, 2, seed=171), 0.1),
        ],
    ),
    Stranger(
        "conv2d",
        conv2d,
        right="""function(image, kernel, stride = 1, pad = 0) {
          padded <- matrix(0, nrow(image) + 2 * pad, ncol(image) + 2 * pad)
          padded[pad + seq_len(nrow(image)), pad + seq_len(ncol(image))] <- image
          rows <- seq(1, nrow(padded) - nrow(kernel) + 1, by = stride)
          columns <- seq(1, ncol(padded) - ncol(kernel) + 1, by = stride)
          at <- function(r, c) {
            sum(padded[r + seq_len(nrow(kernel)) - 1, c + seq_len(ncol(kernel)) - 1] * kernel)
          }
          outer(rows, columns, Vectorize(at))
        }""",
        wrong=("- 1] * kernel)", "- 1] * kernel[nrow(kernel):1, ncol(kernel):1])"),
        mistake="turns the kernel round: a true convolution",
        cases=[
            Case("photo", PHOTO, normal(3, 3, seed=172)),
            Case("stride", PHOTO, normal(3, 2, seed=173), 2, 1),
        ],
    ),
    Stranger(
        "max_pool",
        max_pool,
        right="""function(x, size = 2) {
          rows <- (row(x) - 1) %/% size
          columns <- (col(x) - 1) %/% size
          unname(tapply(x, list(c(rows), c(columns)), max))
        }""",
        wrong="""function(x, size = 2) {
          apply(array(x, c(size, nrow(x) / size, size, ncol(x) / size)), c(2, 4), mean)
        }""",
        mistake="the mean for the maximum",
        cases=[Case("photo", PHOTO), Case("threes", normal(6, 9, seed=174), 3)],
    ),
    Stranger(
        "perceptron",
        perceptron,
        right="""function(X, t, epochs = 3, rate = 0.1) {
          X <- cbind(1, X)
          w <- numeric(ncol(X))
          for (epoch in seq_len(epochs)) {
            for (i in seq_along(t)) w <- w + rate * (t[i] - (sum(w * X[i, ]) >= 0)) * X[i, ]
          }
          w
        }""",
        wrong=(">= 0", "> 0"),
        mistake="a strict inequality",
        cases=[
            Case("blobs", BLOBS, BLOB_CLASSES),
            Case("mixed", normal(12, 3, seed=175), labels(12, 2, seed=176), 2),
        ],
    ),
    Stranger(
        "label_smoothing",
        lambda p, label, smooth=0.1: (
            -np.mean(
                np.log(p) @ np.full(p.shape[1], smooth / p.shape[1])
                + (1 - smooth) * np.log(p[np.arange(len(label)), label])
            )
        ),
        right="""function(p, label, smooth = 0.1) {
          hit <- p[cbind(seq_along(label), label + 1)]
          -mean((1 - smooth) * log(hit) + smooth * rowMeans(log(p)))
        }""",
        wrong=("smooth * rowMeans(log(p))", "smooth * rowSums(log(p)) / (ncol(p) - 1)"),
        mistake="shares among the other classes only, and gives the right one its share too",
        cases=[
            Case("four", probabilities(8, 4, seed=177), labels(8, 4, seed=178)),
            Case("strong", probabilities(5, 3, seed=179), labels(5, 3, seed=180), 0.4),
        ],
    ),
]

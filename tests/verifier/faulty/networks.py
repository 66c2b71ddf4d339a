"""The network of two layers: its answers, its loss, its gradients."""

import numpy as np

from diglot.inputs import normal, one_hot, uniform
from diglot.twin import Case

from .activations import sigmoid, softmax
from .losses import cross_entropy_error
from .subject import Mistake, Subject


class TwoLayerNet:
    def __init__(self, params):
        self.params = params

    def predict(self, x):
        a1 = np.dot(x, self.params["W1"]) + self.params["b1"]
        z1 = sigmoid(a1)
        a2 = np.dot(z1, self.params["W2"]) + self.params["b2"]
        return softmax(a2)

    def loss(self, x, t):
        return cross_entropy_error(self.predict(x), t)

    def gradient(self, x, t):
        W2 = self.params["W2"]
        batch_num = x.shape[0]
        a1 = np.dot(x, self.params["W1"]) + self.params["b1"]
        z1 = sigmoid(a1)
        y = softmax(np.dot(z1, W2) + self.params["b2"])
        dy = (y - t) / batch_num
        da1 = np.dot(dy, W2.T) * (1.0 - z1) * z1
        return {
            "W1": np.dot(x.T, da1),
            "b1": np.sum(da1, axis=0),
            "W2": np.dot(z1.T, dy),
            "b2": np.sum(dy, axis=0),
        }


def predict(params, x):
    return TwoLayerNet(params).predict(x)


def loss(params, x, t):
    return TwoLayerNet(params).loss(x, t)


def gradient(params, x, t):
    return TwoLayerNet(params).gradient(x, t)


def numerical_gradient(x):
    def f(x):
        return np.sum(x**3) + x[0, 0] * x[-1, -1]

    h = 1e-4
    grad = np.zeros_like(x)
    it = np.nditer(x, flags=["multi_index"])
    while not it.finished:
        idx = it.multi_index
        before = x[idx]
        x[idx] = before + h
        fxh1 = f(x)
        x[idx] = before - h
        fxh2 = f(x)
        grad[idx] = (fxh1 - fxh2) / (2 * h)
        x[idx] = before
        it.iternext()
    return grad


def network(inputs, hidden, outputs, seed):
    return {
        "W1": normal(inputs, hidden, seed=seed, std=0.5),
        "b1": normal(hidden, seed=seed + 1, std=0.5),
        "W2": normal(hidden, outputs, seed=seed + 2, std=0.5),
        "b2": normal(outputs, seed=seed + 3, std=0.5),
    }


NETS = [
    (network(4, 5, 3, seed=1), normal(5, 4, seed=5), one_hot(5, 3, seed=6)),
    (network(3, 3, 3, seed=7), normal(3, 3, seed=11), one_hot(3, 3, seed=12)),
    (network(6, 4, 2, seed=13), uniform(7, 6, seed=17), one_hot(7, 2, seed=18)),
]

FORWARD = """
          a1 <- sweep(x %*% params$W1, 2, params$b1, "+")
          z1 <- 1 / (1 + exp(-a1))
          a2 <- sweep(z1 %*% params$W2, 2, params$b2, "+")
          e <- exp(a2 - apply(a2, 1, max))
          y <- e / rowSums(e)"""


SUBJECTS = [
    Subject(
        predict,
        [Case(f"net {i}", *arguments[:2]) for i, arguments in enumerate(NETS)],
        "function(params, x) {" + FORWARD + "\n y }",
        [
            Mistake(
                "recycles b1 down the columns",
                ('sweep(x %*% params$W1, 2, params$b1, "+")', "x %*% params$W1 + params$b1"),
                "recycled",
                (),
                "sweep|row|rep",
            ),
            Mistake(
                "forgets b2",
                ('sweep(z1 %*% params$W2, 2, params$b2, "+")', "z1 %*% params$W2"),
                "operation",
                (),
                "b2",
            ),
            Mistake(
                "has no activation",
                ("1 / (1 + exp(-a1))", "a1"),
                "operation",
                (),
                "sigmoid|exp|activation",
            ),
            Mistake(
                "uses tanh", ("1 / (1 + exp(-a1))", "tanh(a1)"), "operation", (), "sigmoid|exp|tanh"
            ),
            Mistake("normalises all", ("rowSums(e)", "sum(e)"), "other axis", (), "everything|row"),
        ],
        {
            "a fold over layers": """function(params, x) {
              layers <- list(
                list(params$W1, params$b1, \\(a) plogis(a)),
                list(params$W2, params$b2, \\(a) exp(a) / rowSums(exp(a)))
              )
              pass <- \\(input, layer) layer[[3]](t(t(input %*% layer[[1]]) + layer[[2]]))
              Reduce(pass, layers, x)
            }""",
        },
    ),
    Subject(
        loss,
        [Case(f"net {i}", *arguments) for i, arguments in enumerate(NETS)],
        "function(params, x, t) {" + FORWARD + "\n -sum(t * log(y + 1e-7)) / nrow(x) }",
        [
            Mistake(
                "takes the mean of all",
                ("/ nrow(x)", "/ length(y)"),
                "scaled",
                ["mean"],
                "row|col|class|element|mean",
            ),
            Mistake("takes log10", ("log(y", "log10(y"), "scaled", ["operation"], "log|10"),
        ],
        {
            "with()": """function(params, x, t, verbose = FALSE) {
              with(params, {
                one <- rep(1, nrow(x))
                z1 <- stats::plogis(x %*% W1 + one %o% b1)
                a2 <- z1 %*% W2 + one %o% b2
                if (verbose) print(a2)
                y <- exp(a2) / rowSums(exp(a2))
                -mean(log(y[t == 1] + 1e-7))
              })
            }""",
        },
    ),
    Subject(
        gradient,
        [Case(f"net {i}", *arguments) for i, arguments in enumerate(NETS)],
        "function(params, x, t) {"
        + FORWARD
        + """
          dy <- (y - t) / nrow(x)
          da1 <- dy %*% t(params$W2) * (1 - z1) * z1
          list(W1 = t(x) %*% da1, b1 = colSums(da1), W2 = t(z1) %*% dy, b2 = colSums(dy))
        }""",
        [
            Mistake(
                "does not divide",
                ("(y - t) / nrow(x)", "y - t"),
                "mean",
                ["scaled"],
                "row|mean|batch|/",
            ),
            Mistake(
                "turns W2's", ("t(z1) %*% dy", "t(dy) %*% z1"), "transposed", (), r"t\(|transpos"
            ),
            Mistake(
                "sums b1 over the units", ("colSums(da1)", "rowSums(da1)"), "other axis", (), "col"
            ),
            Mistake(
                "forgets the slope of the sigmoid",
                (" * (1 - z1) * z1", ""),
                "operation",
                [None],
                "z1|sigmoid",
            ),
            Mistake(
                "squares z1", ("(1 - z1) * z1", "(1 - z1) * z1^2"), "operation", [None], r"z1|\^"
            ),
            Mistake("climbs", ("(y - t)", "(t - y)"), "sign", ["scaled"], "-|sign"),
            Mistake(
                "takes means for b2", ("colSums(dy)", "colMeans(dy)"), "mean", ["scaled"], "sum"
            ),
        ],
    ),
    Subject(
        numerical_gradient,
        [
            Case("three by two", normal(3, 2, seed=28)),
            Case("square", normal(2, 2, seed=29)),
            Case("a row", np.array([[1.0, 2.0, 3.0]])),
        ],
        """function(x) {
          f <- function(x) sum(x^3) + x[1, 1] * x[nrow(x), ncol(x)]
          h <- 1e-4
          grad <- x * 0
          for (i in seq_along(x)) {
            up <- down <- x
            up[i] <- x[i] + h
            down[i] <- x[i] - h
            grad[i] <- (f(up) - f(down)) / (2 * h)
          }
          grad
        }""",
        [
            Mistake("divides by h", ("(2 * h)", "h"), "scaled", ["operation"], "2|twice|doubl"),
            Mistake(
                "forgets brackets",
                ("/ (2 * h)", "/ 2 * h"),
                "operation",
                ["scaled"],
                r"\(|bracket|h|/|\*",
            ),
            Mistake(
                "steps forward only",
                ("down[i] <- x[i] - h", "down[i] <- x[i]"),
                None,
                ["operation"],
            ),
            Mistake("steps far", ("h <- 1e-4", "h <- 1e-2"), "operation", ["default"], "1e-0?4|h"),
            Mistake(
                "fills the gradient by columns",
                (
                    "          grad\n        }",
                    "          matrix(t(grad), nrow(x), ncol(x))\n        }",
                ),
                "memory order",
                ["other order"],
                r"byrow|order|t\(",
            ),
        ],
    ),
]

"""Activation functions of the book and of others, element by element and row by row."""

import numpy as np

from diglot.inputs import normal
from diglot.twin import Case

from .subject import Mistake, Subject


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def sigmoid_grad(x):
    return (1.0 - sigmoid(x)) * sigmoid(x)


def step_function(x):
    return np.array(x > 0, dtype=int)


def relu(x):
    return np.maximum(0, x)


def relu_backward(x, dout):
    mask = x <= 0
    dx = dout.copy()
    dx[mask] = 0
    return dx


def leaky_relu(x, slope=0.01):
    return np.where(x > 0, x, slope * x)


def tanh_grad(x):
    return 1 - np.tanh(x) ** 2


def gelu(x):
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


def softplus(x):
    return np.log1p(np.exp(-np.abs(x))) + np.maximum(x, 0)


def softmax(x):
    if x.ndim == 2:
        x = x.T
        x = x - np.max(x, axis=0)
        y = np.exp(x) / np.sum(np.exp(x), axis=0)
        return y.T
    x = x - np.max(x)
    return np.exp(x) / np.sum(np.exp(x))


def log_softmax(x):
    shifted = x - x.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


ELEMENTS = [
    Case("numbers", np.array([-1.0, 0.0, 1.0, 2.0])),
    Case("batch", normal(5, 3, seed=1)),
    Case("wide", normal(2, 8, seed=2, std=4.0)),
]
ROWS = [
    Case("batch", normal(6, 4, seed=3)),
    Case("square", normal(3, 3, seed=4)),
    Case("wide", normal(2, 5, seed=5, std=3.0)),
    Case("scores", np.array([[0.3, 2.9, 4.0], [1.0, 0.5, -2.0]])),
]

SUBJECTS = [
    Subject(
        sigmoid,
        [*ELEMENTS, Case("far", np.array([-800.0, -40.0, 0.5, 40.0, 800.0]))],
        "function(x) 1 / (1 + exp(-x))",
        [
            Mistake(
                "forgets the minus", ("exp(-x)", "exp(x)"), "sign", ["operation"], "minus|-|sign"
            ),
            Mistake(
                "overflows",
                "function(x) exp(x) / (1 + exp(x))",
                "overflow",
                ["missing"],
                "exp|large",
            ),
            Mistake("rounds", "function(x) round(1 / (1 + exp(-x)), 4)", "precision", (), "round"),
            Mistake(
                "forgets brackets", "function(x) 1 / 1 + exp(-x)", "operation", (), r"\(|bracket"
            ),
        ],
        {
            "plogis": "plogis",
            "a loop": """function(x) {
              for (i in seq_along(x)) {
                x[i] <- 1 / (1 + exp(-x[i]))
              }
              return(x)
            }""",
            "recursion": """local({
              sigmoid <- function(x) {
                if (length(x) == 1) return(1 / (1 + exp(-x)))
                x[] <- c(sigmoid(x[1]), sigmoid(x[-1]))
                x
              }
            })""",
            "Reduce over steps": """function(x) {
              Reduce(function(value, step) step(value), list(`-`, exp, \\(e) 1 + e, \\(d) 1 / d), x)
            }""",
            "prints while working": """function(x) {
              cat("sigmoid of", length(x), "numbers\\n")
              print(summary(c(x)))
              message("done")
              1 / (1 + exp(-x))
            }""",
            "Korean names": """function(입력) {
              # 시그모이드 함수
              지수 <- exp(-입력)
              출력 <- 1 / (1 + 지수)
              출력
            }""",
        },
    ),
    Subject(
        sigmoid_grad,
        ELEMENTS,
        "function(x) { y <- 1 / (1 + exp(-x)); (1 - y) * y }",
        [
            Mistake(
                "takes x for the sigmoid",
                "function(x) (1 - x) * x",
                "operation",
                (),
                "sigmoid|exp|function",
            ),
        ],
        {"dlogis": "function(x) dlogis(x)"},
    ),
    Subject(
        step_function,
        ELEMENTS,
        "function(x) ifelse(x > 0, 1, 0)",
        [
            Mistake("is 1 at 0", ("x > 0", "x >= 0"), "operation", ["ties"], "[<>]|compar|equal"),
        ],
        {
            "integers": "function(x) { storage.mode(x) <- 'double'; (x > 0) * 1L }",
            "logical indexing": """function(x) {
              y <- x
              y[x > 0] <- 1
              y[!(x > 0)] <- 0
              y
            }""",
        },
    ),
    Subject(
        relu,
        ELEMENTS,
        "function(x) { x[x < 0] <- 0; x }",
        [
            Mistake(
                "takes one maximum of all",
                "function(x) max(0, x)",
                "other axis",
                ["dimensions", "operation"],
                "pmax|element",
            ),
            Mistake(
                "loses the dimensions",
                "function(x) sapply(x, function(v) max(0, v))",
                "dimensions",
                (),
                "dim",
            ),
            Mistake("keeps the sign", "function(x) abs(x)", "operation", ["sign"], "abs|max"),
            Mistake(
                "keeps the negative half",
                "function(x) { x[x > 0] <- 0; x }",
                "operation",
                ["sign"],
                "min|max|[<>]|compar",
            ),
        ],
        {
            "apply over both margins": """function(x) {
              if (is.matrix(x)) apply(x, 1:2, max, 0) else pmax(x, 0)
            }""",
            "repeat": """function(x) {
              i <- 0
              repeat {
                i <- i + 1
                if (i > length(x)) break
                if (x[i] < 0) x[i] <- 0
              }
              x
            }""",
        },
    ),
    Subject(
        relu_backward,
        [
            Case("batch", normal(4, 3, seed=6), normal(4, 3, seed=7)),
            Case("zeros among them", np.array([-1.0, 0.0, 2.0]), np.array([0.5, 1.5, -0.5])),
            Case("one row", normal(1, 5, seed=8), normal(1, 5, seed=9)),
        ],
        "function(x, dout) { dout[x <= 0] <- 0; dout }",
        [
            Mistake(
                "looks at dout",
                ("[x <= 0]", "[dout <= 0]"),
                "operation",
                ["arguments"],
                r"\bx\b|argument|dout",
            ),
            Mistake(
                "lets 0 through", ("x <= 0", "x < 0"), "operation", ["ties"], "[<>]|compar|equal"
            ),
        ],
        {"a mask as numbers": "function(x, dout, ...) dout * as.numeric(x > 0)"},
    ),
    Subject(
        leaky_relu,
        [*ELEMENTS, Case("slope given", normal(3, 3, seed=10), 0.2)],
        "function(x, slope = 0.01) ifelse(x > 0, x, slope * x)",
        [
            Mistake(
                "another slope", ("0.01", "0.1"), "default", ["operation"], "default|0.01|slope"
            ),
        ],
        {
            "mapply": """function(x, slope = 0.01) {
              x[] <- mapply(function(v, s) if (v > 0) v else s * v, x, slope)
              x
            }""",
        },
    ),
    Subject(
        tanh_grad,
        ELEMENTS,
        "function(x) 1 - tanh(x)^2",
        [
            Mistake(
                "forgets the square", ("tanh(x)^2", "tanh(x)"), "operation", (), r"\^|power|squar"
            ),
            Mistake(
                "squares the argument",
                ("tanh(x)^2", "tanh(x^2)"),
                "operation",
                (),
                r"\^|power|squar",
            ),
        ],
        {"cosh": "function(x) 1 / cosh(x)^2"},
    ),
    Subject(
        gelu,
        ELEMENTS,
        "function(x) 0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)))",
        [
            Mistake("multiplies by pi", ("2 / pi", "2 * pi"), "operation", (), r"pi|/|divi"),
            Mistake("another constant", ("0.044715", "0.44715"), "operation", (), "0.0447"),
            Mistake("squares for cubes", ("x^3", "x^2"), "operation", (), r"\^|power|3"),
        ],
        {
            "pipes": """function(x) {
              inner <- x |> (\\(v) v + 0.044715 * v^3)()
              (sqrt(2 / pi) * inner) |> tanh() |> (\\(v) 0.5 * x * (1 + v))()
            }""",
        },
    ),
    Subject(
        softplus,
        [*ELEMENTS, Case("far", np.array([-900.0, 30.0, 900.0]))],
        "function(x) log1p(exp(-abs(x))) + (x + abs(x)) / 2",
        [
            Mistake(
                "overflows", "function(x) log(1 + exp(x))", "overflow", ["missing", "cancellation"]
            ),
        ],
    ),
    Subject(
        softmax,
        [
            *ROWS,
            Case("vector", np.array([0.3, 2.9, 4.0])),
            Case("large", np.array([[1000.0, 1001.0]])),
        ],
        """function(x) {
          if (!is.matrix(x)) x <- t(x)
          e <- exp(x - apply(x, 1, max))
          e / rowSums(e)
        }""",
        [
            Mistake(
                "divides by the sum of all",
                ("rowSums(e)", "sum(e)"),
                "other axis",
                (),
                "everything|row",
            ),
            Mistake(
                "divides by the sums of the columns, down the rows",
                ("rowSums(e)", "colSums(e)"),
                "recycled",
                ["other axis"],
                "row",
            ),
            Mistake(
                "normalises columns",
                """function(x) {
                  if (!is.matrix(x)) x <- t(t(x))
                  e <- exp(sweep(x, 2, apply(x, 2, max)))
                  sweep(e, 2, colSums(e), "/")
                }""",
                "other axis",
                (),
                "row",
            ),
            Mistake(
                "forgets t() around apply",
                """function(x) {
                  if (!is.matrix(x)) x <- t(x)
                  apply(x, 1, function(row) exp(row - max(row)) / sum(exp(row - max(row))))
                }""",
                "transposed",
                (),
                r"t\(",
            ),
            Mistake(
                "overflows",
                "function(x) { e <- exp(x); if (is.matrix(x)) e / rowSums(e) else e / sum(e) }",
                "overflow",
                ["missing"],
                "max|large",
            ),
        ],
        {
            "apply and sweep": """function(x) {
              if (is.null(dim(x))) {
                e <- exp(x - max(x))
                return(e / sum(e))
              }
              e <- exp(sweep(x, 1, apply(x, 1, max), "-"))
              sweep(e, 1, apply(e, 1, sum), "/")
            }""",
            "rows bound again": """function(x) {
              rows <- if (is.matrix(x)) asplit(x, 1) else list(x)
              one <- function(row) {
                w <- exp(row - max(row))
                w / sum(w)
              }
              do.call(rbind, lapply(rows, one))
            }""",
            "names on the result": """function(x) {
              if (!is.matrix(x)) x <- matrix(x, 1)
              rownames(x) <- paste0("row", seq_len(nrow(x)))
              colnames(x) <- paste0("class", seq_len(ncol(x)))
              e <- exp(x - do.call(pmax, as.data.frame(x)))
              e / as.vector(e %*% rep(1, ncol(e)))
            }""",
            "two loops": """function(x) {
              if (!is.matrix(x)) x <- matrix(x, nrow = 1)
              y <- matrix(NA_real_, nrow = nrow(x), ncol = ncol(x))
              for (i in 1:nrow(x)) {
                top <- x[i, 1]
                for (j in 1:ncol(x)) if (x[i, j] > top) top <- x[i, j]
                total <- 0
                for (j in 1:ncol(x)) total <- total + exp(x[i, j] - top)
                for (j in 1:ncol(x)) y[i, j] <- exp(x[i, j] - top) / total
              }
              y
            }""",
        },
    ),
    Subject(
        log_softmax,
        ROWS,
        """function(x) {
          shifted <- x - apply(x, 1, max)
          shifted - log(rowSums(exp(shifted)))
        }""",
        [
            Mistake("takes log10", ("log(rowSums", "log10(rowSums"), "operation", (), "log"),
            Mistake(
                "takes the mean for the sum",
                ("rowSums", "rowMeans"),
                "mean",
                ["operation", "shifted"],
                "sum|mean",
            ),
        ],
    ),
]

"""What moves the weights: plain descent, momentum, AdaGrad, Adam."""

import numpy as np

from diglot.inputs import normal
from diglot.twin import Case

from .subject import Mistake, Subject


def sgd(W, dW, lr=0.01):
    return W - lr * dW


class Momentum:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.v = None

    def update(self, param, grad):
        if self.v is None:
            self.v = np.zeros_like(param)
        self.v = self.momentum * self.v - self.lr * grad
        return param + self.v


def momentum_steps(param, grads):
    optimizer = Momentum()
    for grad in grads:
        param = optimizer.update(param, grad)
    return param


def adagrad_steps(param, grads, lr=0.01):
    h = np.zeros_like(param)
    for grad in grads:
        h += grad * grad
        param = param - lr * grad / (np.sqrt(h) + 1e-7)
    return param


def adam_steps(param, grads, lr=0.001, beta1=0.9, beta2=0.999):
    m = np.zeros_like(param)
    v = np.zeros_like(param)
    for t, grad in enumerate(grads, start=1):
        m = beta1 * m + (1 - beta1) * grad
        v = beta2 * v + (1 - beta2) * grad**2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        param = param - lr * m_hat / (np.sqrt(v_hat) + 1e-8)
    return param


STEPS = [
    Case("three steps", normal(4, seed=19), [normal(4, seed=s) for s in (20, 21, 22)]),
    Case("weights", normal(3, 2, seed=23), [normal(3, 2, seed=s) for s in (24, 25)]),
    Case("one step", normal(5, seed=26), [normal(5, seed=27)]),
]


SUBJECTS = [
    Subject(
        sgd,
        [
            Case("weights", normal(3, 2, seed=30), normal(3, 2, seed=31)),
            Case("rate given", normal(4, seed=32), normal(4, seed=33), 0.5),
            Case("bias", normal(2, seed=34), normal(2, seed=35)),
        ],
        "function(W, dW, lr = 0.01) W - lr * dW",
        [
            Mistake("climbs", ("W - lr", "W + lr"), "sign", ["operation"], r"\+|-|sign"),
            Mistake(
                "another rate",
                ("lr = 0.01", "lr = 0.1"),
                "default",
                ["operation"],
                "default|0.01|lr",
            ),
            Mistake(
                "swaps weights and gradient",
                "function(dW, W, lr = 0.01) W - lr * dW",
                "arguments",
                (),
                "swap|order",
            ),
            Mistake("gives the step", ("W - lr * dW", "lr * dW"), "operation", (), r"W|-"),
        ],
    ),
    Subject(
        momentum_steps,
        STEPS,
        """function(param, grads) {
          v <- 0
          for (grad in grads) {
            v <- 0.9 * v - 0.01 * grad
            param <- param + v
          }
          param
        }""",
        [
            Mistake("adds the gradient", ("- 0.01", "+ 0.01"), "sign", ["operation"], r"\+|-|sign"),
            Mistake("turns v", ("param + v", "param - v"), "sign", ["operation"], r"\+|-|sign"),
            Mistake(
                "forgets its momentum",
                ("0.9 * v - 0.01 * grad", "-0.01 * grad"),
                "operation",
                ["default"],
                "0.9|momentum|v",
            ),
            Mistake("another momentum", ("0.9", "0.99"), "operation", ["default"], r"0\.9\b"),
        ],
    ),
    Subject(
        adagrad_steps,
        [*STEPS, Case("rate given", normal(2, seed=36), [normal(2, seed=37)], 0.1)],
        """function(param, grads, lr = 0.01) {
          h <- 0
          for (grad in grads) {
            h <- h + grad^2
            param <- param - lr * grad / (sqrt(h) + 1e-7)
          }
          param
        }""",
        [
            Mistake(
                "sums gradients",
                ("h + grad^2", "h + abs(grad)"),
                "operation",
                (),
                r"\^|\*|squar|grad",
            ),
            Mistake(
                "forgets what was before",
                ("h + grad^2", "grad^2"),
                "operation",
                ["first call"],
                r"h|\+|=",
            ),
            Mistake("forgets the root", ("sqrt(h)", "h"), "operation", (), "sqrt|root"),
            Mistake(
                "moves 1e-7 under the root",
                ("sqrt(h) + 1e-7", "sqrt(h + 1e-7)"),
                "operation",
                (),
                "sqrt|1e-0?7",
            ),
            Mistake(
                "another rate",
                ("lr = 0.01", "lr = 0.001"),
                "default",
                ["operation"],
                "default|0.01|lr",
            ),
            Mistake(
                "keeps h from call to call",
                """local({
                  h <- 0
                  function(param, grads, lr = 0.01) {
                    for (grad in grads) {
                      h <<- h + grad^2
                      param <- param - lr * grad / (sqrt(h) + 1e-7)
                    }
                    param
                  }
                })""",
                "first call",
                (),
                "first|call|<<-",
            ),
        ],
    ),
    Subject(
        adam_steps,
        STEPS,
        """function(param, grads, lr = 0.001, beta1 = 0.9, beta2 = 0.999) {
          m <- v <- 0
          for (t in seq_along(grads)) {
            grad <- grads[[t]]
            m <- beta1 * m + (1 - beta1) * grad
            v <- beta2 * v + (1 - beta2) * grad^2
            m_hat <- m / (1 - beta1^t)
            v_hat <- v / (1 - beta2^t)
            param <- param - lr * m_hat / (sqrt(v_hat) + 1e-8)
          }
          param
        }""",
        [
            Mistake(
                "does not correct v", (" / (1 - beta2^t)", ""), "operation", (), "beta2|v_hat|v"
            ),
            Mistake(
                "counts steps from 0",
                ("beta1^t", "beta1^(t - 1)"),
                None,
                ["index", "operation", "missing"],
            ),
            Mistake(
                "does not count steps", ("beta1^t", "beta1"), "operation", ["index"], r"\^|power|t"
            ),
            Mistake(
                "swaps the betas",
                ("beta1 = 0.9, beta2 = 0.999", "beta1 = 0.999, beta2 = 0.9"),
                None,
                ["default", "arguments"],
            ),
            Mistake(
                "another rate",
                ("lr = 0.001", "lr = 0.01"),
                "default",
                ["operation", "scaled"],
                "default|0.001|lr",
            ),
            Mistake("climbs", ("param - lr", "param + lr"), "sign", ["operation"], r"\+|-|sign"),
        ],
        {
            "a list as state": """function(param, grads, lr = 0.001, beta1 = 0.9, beta2 = 0.999) {
              step <- function(state, grad) {
                state <- within(state, {
                  t <- t + 1
                  m <- m + (1 - beta1) * (grad - m)
                  v <- v + (1 - beta2) * (grad^2 - v)
                })
                rate <- lr * sqrt(1 - beta2^state$t) / (1 - beta1^state$t)
                shift <- 1e-8 * sqrt(1 - beta2^state$t)
                state$param <- state$param - rate * state$m / (sqrt(state$v) + shift)
                state
              }
              Reduce(step, grads, list(param = param, m = 0, v = 0, t = 0))$param
            }""",
        },
    ),
]

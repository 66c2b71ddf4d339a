"""Steps per second of `train`, in both languages, beside the loop of the source documents.

The loop is written out as the documents have it: nothing is checked, the labels are one-hot from
the start. So its distance from `train` is what the checks and the conveniences of scratchnet cost.
Processor time, best of several rounds, one BLAS thread, without the accuracies. MNIST is there
where SCRATCHNET_MNIST or ../shared/mnist holds it.
"""

import os
import time
from pathlib import Path

from diglot.environment import single_blas_thread

single_blas_thread()  # before NumPy is imported

import numpy as np  # noqa: E402

from diglot.bridge.process import RProcess  # noqa: E402
from diglot.catalogue import R_ENVIRONMENT  # noqa: E402
from diglot.paths import R_EDITION  # noqa: E402
from scratchnet import TwoLayerNet, load_digits, load_mnist, one_hot, train  # noqa: E402

ROUNDS = 3
STEPS = 500


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    x = x.T
    x = x - np.max(x, axis=0)
    return (np.exp(x) / np.sum(np.exp(x), axis=0)).T


def predict(params, x):
    z1 = sigmoid(np.dot(x, params["W1"]) + params["b1"])
    return z1, softmax(np.dot(z1, params["W2"]) + params["b2"])


def loop_of_the_documents(net, data, rng):
    params, t_train = dict(net.params), one_hot(data.t_train, 10)
    losses = []
    for _ in range(STEPS):
        batch = rng.choice(len(data.x_train), 100)
        x, t = data.x_train[batch], t_train[batch]
        z1, y = predict(params, x)
        dy = (y - t) / 100
        a1 = np.dot(x, params["W1"]) + params["b1"]
        dz1 = (1 - sigmoid(a1)) * sigmoid(a1) * np.dot(dy, params["W2"].T)
        grads = {"W2": np.dot(z1.T, dy), "b2": np.sum(dy, axis=0)}
        grads |= {"W1": np.dot(x.T, dz1), "b1": np.sum(dz1, axis=0)}
        for name in params:
            params[name] = params[name] - 0.1 * grads[name]
        losses.append(-np.sum(t * np.log(predict(params, x)[1] + 1e-7)) / 100)
    return losses


R_LOOPS = """function(folder, steps, rounds) {
  sigmoid <- function(x) 1 / (1 + exp(-x))
  softmax <- function(x) {
    e <- exp(x - apply(x, 1, max))
    e / rowSums(e)
  }
  predict <- function(params, x) {
    z1 <- sigmoid(sweep(x %*% params$W1, 2, params$b1, "+"))
    list(z1 = z1, y = softmax(sweep(z1 %*% params$W2, 2, params$b2, "+")))
  }
  loop_of_the_documents <- function(params, data, rng) {
    t_train <- one_hot(data$t_train, 10)
    losses <- numeric(steps)
    for (i in seq_len(steps)) {
      batch <- rng$choice(nrow(data$x_train), 100) + 1
      x <- data$x_train[batch, ]
      t <- t_train[batch, ]
      p <- predict(params, x)
      dy <- (p$y - t) / 100
      a1 <- sweep(x %*% params$W1, 2, params$b1, "+")
      dz1 <- (1 - sigmoid(a1)) * sigmoid(a1) * (dy %*% t(params$W2))
      grads <- list(W2 = t(p$z1) %*% dy, b2 = colSums(dy), W1 = t(x) %*% dz1, b1 = colSums(dz1))
      for (name in names(params)) params[[name]] <- params[[name]] - 0.1 * grads[[name]]
      losses[i] <- -sum(t * log(predict(params, x)$y + 1e-7)) / 100
    }
    losses
  }
  data <- if (is.null(folder)) load_digits() else load_mnist(folder)
  processor_time <- function() sum(proc.time()[c("user.self", "sys.self")])
  clock <- new.env()
  train_timed <- function(net, rng) {
    # The accuracies are taken once, after step 0: the clock starts behind them.
    progress <- function(step, ...) if (step == 0) clock$start <- processor_time()
    train(net, data, steps + 1, rng = rng, iter_per_epoch = steps + 1, progress = progress)$losses
  }
  seconds <- function(work) {
    best <- Inf
    for (round in seq_len(rounds)) {
      rng <- random_state(1)
      net <- TwoLayerNet(ncol(data$x_train), 50, 10, rng = rng)
      clock$start <- processor_time()
      losses <- work(net, rng)
      best <- min(best, processor_time() - clock$start)
    }
    c(best, losses[steps])
  }
  c(
    seconds(train_timed),
    seconds(function(net, rng) loop_of_the_documents(net$params, data, rng))
  )
}"""


class Clock:
    start = 0.0


def train_timed(net, data, rng):
    # The accuracies are taken once, after step 0: the clock starts behind them.
    def progress(step, *_):
        if step == 0:
            Clock.start = time.process_time()

    trained = train(net, data, STEPS + 1, rng=rng, iter_per_epoch=STEPS + 1, progress=progress)
    return trained.losses


def seconds(data, work):
    best = np.inf
    for _ in range(ROUNDS):
        rng = np.random.RandomState(1)
        net = TwoLayerNet(data.x_train.shape[1], 50, 10, rng=rng)
        Clock.start = time.process_time()
        losses = work(net, data, rng)
        best = min(best, time.process_time() - Clock.start)
    return best, losses[STEPS - 1]


def in_python(data):
    return [*seconds(data, train_timed), *seconds(data, loop_of_the_documents)]


def mnist_folder():
    named = Path(os.environ.get("SCRATCHNET_MNIST", "../shared/mnist"))
    return str(named.absolute()) if named.is_dir() else None


def main():
    print(f"{STEPS} steps of 100; steps per second of processor time")
    print(f"{'net':18}{'edition':10}{'train':>8}{'loop':>8}{'train costs':>13}{'R takes':>10}")
    nets = [("digits 64-50-10", None, load_digits())]
    if folder := mnist_folder():
        nets.append(("MNIST 784-50-10", folder, load_mnist(folder)))
    with RProcess(timeout=600, environment=R_ENVIRONMENT) as r:
        for name, folder, data in nets:
            answer = r.call(R_LOOPS, [folder, STEPS, ROUNDS], files=[R_EDITION]).value
            results = {"Python": in_python(data), "R": answer.tolist()}
            for edition, (own, loss, loop, loop_loss) in results.items():
                assert abs(loss - loop_loss) < 1e-9, "both loops must do the same"
                slower = f"{own / results['Python'][0]:.2f} x" if edition == "R" else ""
                print(
                    f"{name:18}{edition:10}{STEPS / own:8.0f}{STEPS / loop:8.0f}"
                    f"{own / loop - 1:+13.0%}{slower:>10}"
                )


if __name__ == "__main__":
    main()

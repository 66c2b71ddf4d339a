# The R edition's half of `diglot train`: it gets the settings, where the data lie, and folders to
# write its journals into. All else, weights and batches, it draws and computes by itself.

train_and_record <- function(plan) {
  data <- if (plan$dataset == "mnist") load_mnist(plan$mnist) else load_digits()
  for (k in seq_along(plan$learning_rates)) {
    rng <- random_state(plan$seed)
    net <- TwoLayerNet(ncol(data$x_train), plan$hidden, plan$classes, rng = rng)
    journal <- open_journal(plan$folders[k])
    write_weights(journal, net)
    train(
      net, data, plan$iterations, plan$batch_size, plan$learning_rates[k], rng,
      progress = recorder(journal, plan$kept_steps)
    )
    lapply(journal, close)
  }
}

# The files of a journal, of doubles; `_Journal` in trajectory.py says what stands in them.
open_journal <- function(folder) {
  names <- c(losses = "losses", accuracies = "accuracies", weights = "weights")
  lapply(names, function(name) file(file.path(folder, name), "wb"))
}

write_weights <- function(journal, net) {
  writeBin(unlist(net$params, use.names = FALSE), journal$weights)
}

recorder <- function(journal, kept_steps) {
  function(step, net, loss, train_accuracy, test_accuracy) {
    if (!is.null(train_accuracy)) {
      writeBin(c(step, train_accuracy, test_accuracy), journal$accuracies)
    }
    if (step %in% kept_steps) {
      write_weights(journal, net)
    }
    writeBin(loss, journal$losses)
    # So that an interrupted run has left what it did.
    lapply(journal, flush)
  }
}

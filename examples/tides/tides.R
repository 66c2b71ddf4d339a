# The height of the tide by the harmonic method. R is the original here.

# Degrees of arc that each constituent moves on in an hour.
speeds <- c(M2 = 28.9841042, S2 = 30, K1 = 15.0410686, O1 = 13.9430356)

# Heights at `hours`, from a mean level and each constituent's amplitude and phase in degrees.
tide <- function(hours, level, amplitudes, phases) {
  angles <- (outer(hours, unname(speeds)) - rep(phases, each = length(hours))) * pi / 180
  drop(level + cos(angles) %*% amplitudes)
}

# The hours of the highest of evenly spaced heights within each window of `n` heights.
high_waters <- function(heights, n) {
  starts <- seq(1, length(heights) - n + 1, by = n)
  vapply(starts, function(i) i + which.max(heights[i:(i + n - 1)]) - 2, numeric(1))
}

# The root mean square of what a prediction leaves, with as many degrees of freedom as are left.
residual_error <- function(observed, predicted, parameters) {
  sqrt(sum((observed - predicted)^2) / (length(observed) - parameters))
}

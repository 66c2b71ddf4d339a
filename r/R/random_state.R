# NumPy's legacy random generator, to the last bit. Its twin is `numpy.random.RandomState`.
#
# The words come from the Mersenne Twister, which R has too: given NumPy's 624 words through
# `.Random.seed`, R's `runif()` walks the same sequence. What is written here is how NumPy makes
# such a state from a seed, and numbers from the words.

#' NumPy's legacy random generator
#'
#' The numbers of `numpy.random.RandomState(seed)`, bit for bit and in the same order, so that the
#' same seed gives the same weights and batches in both languages. R's own random state is left as
#' it was found.
#'
#' In this package everything else is a value, and no function changes anything. This object does
#' change with every draw, as its twin does: its functions share one environment that holds the
#' state. Two names for one object are therefore the same generator; a second one in the same state
#' is `other <- random_state(0); other$set_state(rng$get_state())`.
#'
#' The functions of the object, with NumPy's names, arguments and defaults:
#'
#' * `randn(...)`: standard normal numbers; one argument for each axis, so `randn()` is one number
#'   and `randn(2, 3)` a 2 x 3 matrix. Marsaglia's polar method makes them in pairs; the second
#'   one of a pair is kept for the next call.
#' * `rand(...)`: uniform numbers in \[0, 1), with 53 random bits each; axes as for `randn`.
#' * `random_sample(size = NULL)`: the same, with the axes in one vector.
#' * `uniform(low = 0, high = 1, size = NULL)`: `low + (high - low) * random_sample(size)`.
#' * `normal(loc = 0, scale = 1, size = NULL)`: `loc + scale * standard_normal(size)`.
#' * `standard_normal(size = NULL)`: as `randn`, with the axes in one vector.
#' * `randint(low, high = NULL, size = NULL)`: whole numbers from `low` to `high - 1`, or from 0 to
#'   `low - 1` when `high` is not given.
#' * `choice(a, size = NULL, replace = TRUE, p = NULL)`: elements of the vector `a`, or numbers from
#'   0 to `a - 1`, all equally likely or with the probabilities `p`; with `replace = FALSE` none
#'   comes twice.
#' * `permutation(x)`: the numbers from 0 to `x - 1`, or the elements of the vector `x`, or the rows
#'   of the matrix or array `x`, in random order.
#' * `shuffle(x)`: the elements or rows of `x` in random order. NumPy changes `x` in place; R has
#'   values, so the shuffled `x` is returned.
#' * `seed(seed)`: start again, as a new object does.
#' * `get_state()`, `set_state(state)`: the state as a list of `key` (624 words of 32 bits, as
#'   doubles), `pos` (how many of them are used, 1 to 624), `has_gauss` (0 or 1) and
#'   `cached_gaussian` (the normal number kept for the next call), as in NumPy's tuple. A key whose
#'   bits are all 0, from which only zeros would follow, is refused.
#'
#' Where the languages differ: `size` is `NULL` for one number, a whole number for a vector, or a
#' vector such as `c(2, 3)` for an array, which is filled in NumPy's row-major order. Class numbers
#' and indices count from 0, as NumPy's do; add 1 to index with them. R has no scalars: where NumPy
#' tells a number from an array, a numeric vector of length 1 without `dim` is a number. `low`,
#' `high`, `loc` and `scale` are single numbers; those of `randint` lie within 2^53 of 0 and at most
#' 2^53 apart, since a double holds no larger whole numbers exactly.
#'
#' @param seed Whole number from 0 to 2^32 - 1; or, as NumPy's array seeds, a vector of several. It
#'   has no default: numbers that nobody can repeat cannot be compared.
#' @return A list of the functions above.
#' @source NumPy's legacy generator. M. Matsumoto and T. Nishimura, "Mersenne Twister", ACM
#'   Transactions on Modeling and Computer Simulation 8 (1998), with their seeding of 2002.
#'   G. Marsaglia and T. A. Bray, "A convenient method for generating normal variables", SIAM
#'   Review 6 (1964). Twin: Python `numpy.random.RandomState`.
#' @export
#' @examples
#' rng <- random_state(1)
#' rng$randn(2, 3)
#' rng$choice(60000, 5)
random_state <- function(seed) {
  # The environment that holds the state: its `words` have the form of R's `.Random.seed`.
  generator <- new.env(parent = emptyenv())
  seed_generator(generator, seed)
  list(
    randn = function(...) draw_normal(generator, 0, 1, axes(...)),
    rand = function(...) draw_uniform(generator, 0, 1, axes(...)),
    random_sample = function(size = NULL) draw_uniform(generator, 0, 1, size),
    uniform = function(low = 0, high = 1, size = NULL) draw_uniform(generator, low, high, size),
    normal = function(loc = 0, scale = 1, size = NULL) draw_normal(generator, loc, scale, size),
    standard_normal = function(size = NULL) draw_normal(generator, 0, 1, size),
    randint = function(low, high = NULL, size = NULL) draw_integers(generator, low, high, size),
    choice = function(a, size = NULL, replace = TRUE, p = NULL) {
      draw_choice(generator, a, size, replace, p)
    },
    permutation = function(x) permuted(generator, x),
    shuffle = function(x) shuffled(generator, x),
    seed = function(seed) seed_generator(generator, seed),
    get_state = function() state_of(generator),
    set_state = function(state) set_generator(generator, state)
  )
}

# What the functions of the object do --------------------------------------------------------------

draw_uniform <- function(generator, low, high, size) {
  low <- as_one_number(low, "low")
  range <- as_one_number(high, "high") - low
  if (!is.finite(range)) {
    stop("`high` - `low` must be finite, not ", exact_text(range), ".", call. = FALSE)
  }
  n <- number_of_draws(size)
  in_rows(low + range * with_twister(generator, next_doubles(n)), size)
}

draw_normal <- function(generator, loc, scale, size) {
  loc <- as_one_number(loc, "loc")
  scale <- as_one_number(scale, "scale")
  if (isTRUE(scale < 0)) {
    stop("`scale` must not be negative, not ", exact_text(scale), ".", call. = FALSE)
  }
  in_rows(loc + scale * next_gaussians(generator, number_of_draws(size)), size)
}

draw_integers <- function(generator, low, high, size) {
  if (is.null(high)) {
    high <- low
    low <- 0
  }
  low <- as_whole_number(low, "low", -2^53, 2^53)
  high <- as_whole_number(high, "high", -2^53, 2^53)
  # Not high - low, which may need 54 bits where this needs 53.
  max <- high - 1 - low
  n <- number_of_draws(size)
  # NumPy too asks nothing of the range when it has no number to give.
  if (n > 0 && (max < 0 || max >= 2^53)) {
    stop(
      "`high` must be greater than `low`, by at most 2^53; `low` is ", exact_text(low),
      " and `high` is ", exact_text(high), ".",
      call. = FALSE
    )
  }
  # NumPy's integers have 64 bits; R's have 32, and doubles hold those beyond.
  fits <- -low <= .Machine$integer.max && high <= .Machine$integer.max
  as_stored <- if (fits) as.integer else as.double
  in_rows(as_stored(low + with_twister(generator, next_intervals(n, max))), size)
}

draw_choice <- function(generator, a, size, replace, p) {
  if (length(dim(a)) > 1) {
    stop("`a` must be a vector or a whole number, not ", shape_text(a), ".", call. = FALSE)
  }
  is_count <- is_one_number(a)
  population <- if (is_count) as_whole_number(a, "a", 0, 2^53) else length(a)
  p <- if (!is.null(p)) as_weights(p, population)
  n <- number_of_draws(size)
  check_choice(n, replace, available = if (is.null(p)) population else sum(p > 0))
  index <- if (!is.null(p)) {
    choose_weighted(generator, n, replace, p)
  } else if (replace) {
    draw_integers(generator, 0, population, n)
  } else {
    random_order(generator, population)[seq_len(n)] - 1L
  }
  in_rows(if (is_count) index else a[index + 1], size)
}

permuted <- function(generator, x) {
  if (is_one_number(x)) {
    return(random_order(generator, as_whole_number(x, "x", 0, .Machine$integer.max)) - 1L)
  }
  rows_of(x, random_order(generator, shape_of(x)[1]))
}

shuffled <- function(generator, x) {
  # Where NumPy shuffles rows without columns it draws nothing; permutation() does draw.
  if (length(x) == 0) {
    return(x)
  }
  rows_of(x, random_order(generator, shape_of(x)[1]))
}

seed_generator <- function(generator, seed) {
  seed <- check_whole(as_numbers(seed, "seed"), "seed", 0, 2^32 - 1)
  if (length(seed) == 0) {
    stop("`seed` must hold at least one number.", call. = FALSE)
  }
  key <- if (length(seed) == 1) key_from_number(seed) else key_from_vector(seed)
  set_generator(generator, list(key = key, pos = 624, has_gauss = 0, cached_gaussian = 0))
}

state_of <- function(generator) {
  # `.Random.seed` holds the kind of generator, the position and the key, words as int32.
  list(
    key = unsigned(generator$words[-(1:2)]),
    pos = generator$words[2],
    has_gauss = generator$has_gauss,
    cached_gaussian = generator$gauss
  )
}

set_generator <- function(generator, state) {
  parts <- c("key", "pos", "has_gauss", "cached_gaussian")
  if (!is.list(state) || !all(parts %in% names(state)) || length(state$key) != 624) {
    stop(
      "`state` must be a list of `key` (624 words), `pos`, `has_gauss` and `cached_gaussian`, ",
      "as get_state() gives it.",
      call. = FALSE
    )
  }
  key <- check_whole(as_numbers(state$key, "state$key"), "state$key", 0, 2^32 - 1)
  # Of the first word the twister uses one bit only.
  if (key[1] < 2^31 && all(key[-1] == 0)) {
    stop("`state$key` must not be all 0: only zeros would follow.", call. = FALSE)
  }
  pos <- as_whole_number(state$pos, "state$pos", 1, 624)
  has_gauss <- as_whole_number(state$has_gauss, "state$has_gauss", 0, 1)
  gauss <- as_one_number(state$cached_gaussian, "state$cached_gaussian")
  # 10403: Mersenne Twister (3), with R's defaults for what is not used here.
  generator$words <- c(10403L, as.integer(pos), signed(key))
  generator$has_gauss <- as.integer(has_gauss)
  generator$gauss <- gauss
  invisible(NULL)
}

# Numbers from words -------------------------------------------------------------------------------

# Evaluate `draws` (R is lazy: not before it is named below) while R's own generator stands where
# NumPy's does; keep where that has come to, and put R's own random state back, also after an error.
with_twister <- function(generator, draws) {
  absent <- !exists(".Random.seed", globalenv(), inherits = FALSE)
  if (absent) {
    # R writes one of the kind that is set; without it that kind would be forgotten.
    stats::runif(1)
  }
  found <- get(".Random.seed", globalenv(), inherits = FALSE)
  on.exit({
    assign(".Random.seed", found, envir = globalenv())
    if (absent) {
      RNGkind() # reads the kind back before the seed goes
      rm(".Random.seed", envir = globalenv())
    }
  })
  assign(".Random.seed", generator$words, envir = globalenv())
  result <- draws
  generator$words <- get(".Random.seed", globalenv(), inherits = FALSE)
  result
}

# Words of 32 bits. runif() gives them divided by 2^32, but half a step instead of 0: hence floor().
next_words <- function(n) {
  floor(stats::runif(n) * 2^32)
}

# Doubles in [0, 1): the upper 27 bits of one word and the upper 26 of the next.
next_doubles <- function(n) {
  words <- in_pairs(next_words(2 * n))
  (floor(words[1, ] / 2^5) * 2^26 + floor(words[2, ] / 2^6)) / 2^53
}

# Each two values that follow each other, in a column.
in_pairs <- function(x) {
  matrix(x, nrow = 2)
}

# `n` standard normal numbers by the polar method: for a random point (x1, x2) in the unit disc, at
# the distance r from its centre, f x2 and f x1 are independent and normal, where
# f^2 = -2 log(r^2) / r^2.
next_gaussians <- function(generator, n) {
  kept <- if (generator$has_gauss) generator$gauss
  point <- with_twister(generator, next_points_in_disc(ceiling((n - length(kept)) / 2)))
  r2 <- squared_radius(point)
  f <- sqrt(-2 * log(r2) / r2)
  gaussians <- c(kept, rbind(f * Im(point), f * Re(point)))
  one_is_left <- length(gaussians) > n
  generator$has_gauss <- as.integer(one_is_left)
  generator$gauss <- if (one_is_left) gaussians[n + 1] else 0
  gaussians[seq_len(n)]
}

# Points in the unit disc, as complex numbers x1 + i x2, without the origin.
next_points_in_disc <- function(n) {
  next_accepted(
    n,
    draw = function(n) {
      x <- in_pairs(2 * next_doubles(2 * n) - 1)
      complex(real = x[1, ], imaginary = x[2, ])
    },
    accept = function(point) {
      r2 <- squared_radius(point)
      r2 < 1 & r2 != 0
    }
  )
}

# Not Mod(point)^2, which rounds differently.
squared_radius <- function(point) {
  Re(point)^2 + Im(point)^2
}

# Whole numbers from 0 to `max`: as many bits as `max` has, drawn anew while they exceed it.
next_intervals <- function(n, max) {
  if (max <= 0) {
    return(numeric(n)) # NumPy draws no word where there is no choice
  }
  bits <- bit_length(max)
  draw <- function(n) next_words(n) %% 2^bits
  if (bits > 32) {
    # Two words, the upper one first.
    draw <- function(n) {
      words <- in_pairs(next_words(2 * n))
      words[1, ] %% 2^(bits - 32) * 2^32 + words[2, ]
    }
  }
  next_accepted(n, draw, accept = function(x) x <= max)
}

# The first `n` candidates that are accepted. `n` of them need at least `n` candidates, and those
# refused need at least as many more: so not one word is drawn that NumPy does not draw.
next_accepted <- function(n, draw, accept) {
  accepted <- list()
  repeat {
    candidates <- draw(n)
    candidates <- candidates[accept(candidates)]
    accepted <- c(accepted, list(candidates))
    n <- n - length(candidates)
    if (n == 0) {
      return(unlist(accepted))
    }
  }
}

# The positions 1 to `n` in random order (Fisher and Yates): the last one is swapped with one of
# all, drawn by the rule of next_intervals(), then the last but one with one up to itself, and so
# on.
random_order <- function(generator, n) {
  order <- seq_len(n)
  last <- n
  with_twister(generator, {
    while (last > 1) {
      # Until last - 1 has one bit less, the same bits count, and each swap needs at least one word.
      bits <- bit_length(last - 1)
      for (other in next_words(last - 2^(bits - 1)) %% 2^bits + 1) {
        if (other <= last) {
          moved <- order[last]
          order[last] <- order[other]
          order[other] <- moved
          last <- last - 1
        }
      }
    }
  })
  order
}

# Indices from 0, drawn with the probabilities `p`; without replacement NumPy draws as many as are
# missing, drops the doubles, forbids those found, and repeats.
choose_weighted <- function(generator, n, replace, p) {
  index <- integer(0)
  repeat {
    x <- with_twister(generator, next_doubles(n - length(index)))
    drawn <- findInterval(x, distribution(p))
    if (replace) {
      return(drawn)
    }
    index <- c(index, unique(drawn))
    p[index + 1] <- 0
    if (length(index) == n) {
      return(index)
    }
  }
}

# The cumulated probabilities, 1 at the end. Not cumsum(), which adds in extended precision.
distribution <- function(p) {
  cumulated <- Reduce(`+`, p, accumulate = TRUE)
  cumulated / cumulated[length(cumulated)]
}

# Keys from seeds ----------------------------------------------------------------------------------

# One seed: the twister's first key (Matsumoto and Nishimura's init_genrand).
key_from_number <- function(seed) {
  key <- numeric(624)
  key[1] <- seed
  for (i in 2:624) {
    key[i] <- (scrambled(key[i - 1], 1812433253) + i - 1) %% 2^32
  }
  key
}

# Several seeds: all of them are mixed into the key (their init_by_array).
key_from_vector <- function(seed) {
  key <- key_from_number(19650218)
  previous <- key[1]
  first_pass <- max(624, length(seed))
  for (step in seq_len(first_pass + 623)) {
    # Over and over through all words but the first.
    i <- (step - 1) %% 623 + 2
    if (step <= first_pass) {
      j <- (step - 1) %% length(seed)
      mixed <- xor32(key[i], scrambled(previous, 1664525)) + seed[j + 1] + j
    } else {
      mixed <- xor32(key[i], scrambled(previous, 1566083941)) - (i - 1)
    }
    key[i] <- mixed %% 2^32
    previous <- key[i]
  }
  # Of the first word one bit counts: it is set, so that the key is not all 0.
  key[1] <- 2^31
  key
}

# multiplier * (word ^ (word >> 30)) in 32 bits.
scrambled <- function(word, multiplier) {
  word <- xor32(word, word %/% 2^30)
  # By halves of the word, since a double holds no more than 53 bits of the product.
  upper <- (word %/% 2^16 * multiplier) %% 2^16
  (upper * 2^16 + word %% 2^16 * multiplier) %% 2^32
}

# R's bitwXor() takes no words beyond 31 bits: by halves.
xor32 <- function(a, b) {
  bitwXor(a %/% 2^16, b %/% 2^16) * 2^16 + bitwXor(a %% 2^16, b %% 2^16)
}

# Words as R's int32, and back. The word 2^31 is R's NA_integer_, bit for bit.
signed <- function(words) {
  words <- ifelse(words >= 2^31, words - 2^32, words)
  words[words == -2^31] <- NA
  as.integer(words)
}

unsigned <- function(words) {
  words <- words %% 2^32
  words[is.na(words)] <- 2^31
  words
}

# How many bits a whole number has. Not by log2(), which rounds 2^53 - 1 up.
bit_length <- function(x) {
  sum(2^(0:53) <= x)
}

# Arguments and shapes -----------------------------------------------------------------------------

# The axes of randn(2, 3) and rand(2, 3), in one vector; none for one number.
axes <- function(...) {
  sizes <- list(...)
  if (any(lengths(sizes) != 1)) {
    stop("Each axis must be one whole number, as in randn(2, 3).", call. = FALSE)
  }
  unlist(sizes)
}

# How many numbers fill an array of that size: 1 when `size` is NULL.
number_of_draws <- function(size) {
  if (!is.null(size)) {
    check_whole(as_numbers(size, "size"), "size", 0, .Machine$integer.max)
  }
  prod(size)
}

# The values in NumPy's row-major order: R fills the first axis first, so the axes are reversed.
in_rows <- function(values, size) {
  if (length(size) < 2) {
    return(values)
  }
  aperm(array(values, rev(size)))
}

# The elements of a vector or the rows of an array, in that order.
rows_of <- function(x, order) {
  if (is.null(dim(x))) {
    return(x[order])
  }
  other_axes <- lapply(dim(x)[-1], seq_len)
  do.call(`[`, c(list(x, order), other_axes, drop = FALSE))
}

# R has no scalars: what stands for NumPy's.
is_one_number <- function(x) {
  is.numeric(x) && length(x) == 1 && is.null(dim(x))
}

as_whole_number <- function(x, name, lowest, highest) {
  check_whole(as_one_number(x, name), name, lowest, highest)
}

check_whole <- function(x, name, lowest, highest) {
  fits <- !is.na(x) & x >= lowest & x <= highest & x == floor(x)
  if (!all(fits)) {
    stop(
      sprintf(
        "`%s` must be a whole number from %s to %s, not %s.",
        name, exact_text(lowest), exact_text(highest), exact_text(x[!fits][1])
      ),
      call. = FALSE
    )
  }
  x
}

# Say a number with all its digits: 4294967296, not 4.29497e+09.
exact_text <- function(x) {
  format(x, digits = 15, scientific = 20)
}

# The probabilities of a choice among so many, within NumPy's tolerance.
as_weights <- function(p, population) {
  p <- as_numbers(p, "p")
  if (length(shape_of(p)) != 1 || length(p) != population) {
    stop(
      "`p` must be a vector of ", exact_text(population), ", one probability for each element ",
      "of `a`, not ", shape_text(p), ".",
      call. = FALSE
    )
  }
  if (anyNA(p) || any(p < 0)) {
    stop("`p` must not hold negative numbers or NaN.", call. = FALSE)
  }
  if (abs(sum(p) - 1) > sqrt(.Machine$double.eps)) {
    stop("`p` must sum to 1, not ", exact_text(sum(p)), ".", call. = FALSE)
  }
  p
}

check_choice <- function(n, replace, available) {
  if (!isTRUE(replace) && !isFALSE(replace)) {
    stop("`replace` must be TRUE or FALSE.", call. = FALSE)
  }
  if (available == 0 && n > 0) {
    stop("`a` must not be empty when there is something to choose.", call. = FALSE)
  }
  if (!replace && n > available) {
    stop(
      "`size` must be at most ", exact_text(available), " without replacement, not ",
      exact_text(n), ".",
      call. = FALSE
    )
  }
}

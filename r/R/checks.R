# What every function asks of its arguments, with one sentence for each refusal.
# The Python edition's `checks.py` says the same sentences.

# Say a shape in words: "a vector of 3", "a 3 x 2 matrix", "a 2 x 3 x 4 array".
shape_text <- function(x) {
  shape <- shape_of(x)
  if (identical(shape, 1L)) {
    return("one number")
  }
  if (length(shape) == 1) {
    return(sprintf("a vector of %d", shape))
  }
  noun <- if (length(shape) == 2) "matrix" else "array"
  sprintf("a %s %s", paste(shape, collapse = " x "), noun)
}

# Say a number as both languages print it.
number_text <- function(x) {
  sprintf("%g", x)
}

# The shape as NumPy tells it: R's plain vectors have no `dim`, only a length.
shape_of <- function(x) {
  if (is.null(dim(x))) length(x) else dim(x)
}

# Take integers and logicals as numbers, and a data frame as a matrix; refuse what holds none.
as_numbers <- function(x, name) {
  if (is.data.frame(x)) {
    x <- as_numeric_matrix(x, name)
  }
  if (!is.numeric(x) && !is.logical(x)) {
    kind <- if (is.null(x)) {
      "nothing"
    } else if (is.character(x)) {
      "strings"
    } else if (is.complex(x)) {
      "complex numbers"
    } else {
      "objects"
    }
    stop(sprintf("`%s` must hold numbers, not %s.", name, kind), call. = FALSE)
  }
  # NumPy's arrays have a shape and nothing else: names, dimnames and classes are dropped. An array
  # of rank 1 becomes the plain vector that it means.
  if (!is.double(x) || !all(names(attributes(x)) == "dim")) {
    shape <- dim(x)
    x <- as.double(x)
    dim(x) <- shape
  }
  if (length(dim(x)) == 1) {
    dim(x) <- NULL
  }
  x
}

# Take a data frame as a matrix; refuse the first column that does not hold numbers.
as_numeric_matrix <- function(x, name) {
  for (i in seq_along(x)) {
    as_numbers(x[[i]], sprintf("%s$%s", name, names(x)[i]))
  }
  as.matrix(x)
}

# Take a vector or array of one element as that number.
as_one_number <- function(x, name) {
  x <- as_numbers(x, name)
  if (length(x) != 1) {
    stop(sprintf("`%s` must be one number, not %s.", name, shape_text(x)), call. = FALSE)
  }
  as.vector(x)
}

# Take a function, and refuse what it gives unless that is one number.
number_valued <- function(f) {
  # This also looks `f` up now. R would do so at the first call, when the caller's `f` may already
  # be what is returned here, which would call itself without end.
  if (!is.function(f)) {
    stop("`f` must be a function of `x`.", call. = FALSE)
  }
  function(x) as_one_number(f(x), "f(x)")
}

# Zeros in the shape of `x`.
zeros_like <- function(x) {
  # R copies on change; `[]` replaces the elements and keeps the shape.
  x[] <- 0
  x
}

# Take a whole number of at least 1.
as_size <- function(x, name) {
  x <- as_one_number(x, name)
  if (!isTRUE(x >= 1 && x < Inf && x == floor(x))) {
    stop(
      sprintf("`%s` must be a whole number of at least 1, not %s.", name, number_text(x)),
      call. = FALSE
    )
  }
  x
}

# Take numbers from 0 to 1; NaN passes.
as_probabilities <- function(x, name) {
  x <- as_numbers(x, name)
  # which() counts from 1 and, unlike a logical index, leaves NaN out.
  outside <- which(x < 0 | x > 1)
  if (length(outside) > 0) {
    stop(
      sprintf(
        "`%s` must hold probabilities from 0 to 1, not %s.",
        name, number_text(x[first_in_rows(x, outside)])
      ),
      call. = FALSE
    )
  }
  x
}

# Of the elements at `places`, the first one in NumPy's order, row by row.
first_in_rows <- function(x, places) {
  if (length(shape_of(x)) == 1) {
    return(places[1])
  }
  coordinates <- arrayInd(places, dim(x))
  axes <- lapply(seq_len(ncol(coordinates)), function(axis) coordinates[, axis])
  places[do.call(order, axes)[1]]
}

# Take class numbers: whole numbers from 0 to `classes` - 1.
as_class_numbers <- function(labels, classes, name) {
  labels <- as_numbers(labels, name)
  if (length(shape_of(labels)) > 1) {
    stop(
      sprintf("`%s` must be a vector of class numbers, not %s.", name, shape_text(labels)),
      call. = FALSE
    )
  }
  fits <- !is.na(labels) & labels >= 0 & labels < classes & labels == floor(labels)
  if (!all(fits)) {
    stop(
      sprintf(
        "`%s` must hold class numbers, whole numbers from 0 to %.0f, not %s.",
        name, classes - 1, number_text(labels[!fits][1])
      ),
      call. = FALSE
    )
  }
  as.integer(labels)
}

# Refuse an array without elements.
check_not_empty <- function(x, name) {
  if (length(x) == 0) {
    stop(
      sprintf("`%s` must have at least one element, not %s.", name, shape_text(x)),
      call. = FALSE
    )
  }
}

# Refuse two arrays of different shapes: R would recycle the shorter one in silence.
check_same_shape <- function(x, y, x_name, y_name) {
  if (!identical(shape_of(x), shape_of(y))) {
    stop(
      sprintf(
        "`%s` and `%s` must have the same shape, not %s and %s.",
        x_name, y_name, shape_text(x), shape_text(y)
      ),
      call. = FALSE
    )
  }
}

# Refuse what cannot draw.
check_rng <- function(rng, ...) {
  for (name in c(...)) {
    # What is neither a list nor an environment has nothing behind a `$`.
    if (!is.recursive(rng) || is.function(rng) || !is.function(rng[[name]])) {
      stop(
        sprintf("`rng` must have a function `%s`, as `random_state(1)` has.", name),
        call. = FALSE
      )
    }
  }
}

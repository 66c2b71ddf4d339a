# What is asked about somebody's R files. These functions see base R alone, whatever the files mask.

# -- Reading ----------------------------------------------------------------------------------

read_lines <- function(file) {
  sub("^\ufeff", "", readLines(file, encoding = "UTF-8", warn = FALSE))
}

# For each file R's complaint about its syntax, or "".
complaints <- function(files) {
  vapply(files, function(file) {
    tryCatch(
      {
        parse(text = read_lines(file), keep.source = FALSE, encoding = "UTF-8")
        ""
      },
      error = conditionMessage
    )
  }, "", USE.NAMES = FALSE)
}

# The code of a file that defines functions and simple constants, as it is written. What it sources
# beside itself is read likewise, in its place.
definitions <- function(file, seen = new.env()) {
  file <- normalizePath(file)
  assign(file, TRUE, envir = seen)
  code <- parse(text = read_lines(file), keep.source = TRUE, encoding = "UTF-8")
  texts <- lapply(seq_along(code), function(i) {
    neighbour <- sourced_by(code[[i]], dirname(file))
    if (!is.null(neighbour) && !exists(neighbour, envir = seen, inherits = FALSE)) {
      return(definitions(neighbour, seen))
    }
    name <- defined_by(code[[i]], seen)
    if (!is.null(name)) {
      assign(name, TRUE, envir = seen)
      as.character(attr(code, "srcref")[[i]])
    }
  })
  as.character(unlist(texts))
}

# The name to which a statement assigns a function or a simple constant, or NULL.
defined_by <- function(statement, known) {
  assigns <- is.call(statement) && is.symbol(statement[[1L]]) && length(statement) == 3L &&
    as.character(statement[[1L]]) %in% c("<-", "=", "<<-", "assign")
  if (!assigns || !is_simple(statement[[3L]], known)) {
    return(NULL)
  }
  target <- statement[[2L]]
  by_name <- is.character(target) || (is.symbol(target) && statement[[1L]] != "assign")
  if (by_name) as.character(target)
}

# Whether an expression is a function, a constant, or made of these by what cannot do any harm.
is_simple <- function(expression, known) {
  if (is.symbol(expression)) {
    name <- as.character(expression)
    return(exists(name, envir = known, inherits = FALSE) || exists(name, envir = baseenv()))
  }
  if (!is.call(expression)) {
    return(TRUE)
  }
  called <- paste(deparse(expression[[1L]]), collapse = "")
  called == "function" ||
    (called %in% harmless && all(vapply(as.list(expression[-1L]), is_simple, TRUE, known)))
}

harmless <- c(
  "(", "+", "-", "*", "/", "^", ":", "$", "c", "list", "matrix", "array", "numeric", "integer",
  "character", "logical", "rep", "seq", "seq_len", "structure", "exp", "log", "sqrt",
  "Vectorize", "compiler::cmpfun", "cmpfun"
)

# The file that a statement sources from the folder of the file in which it stands, or NULL.
sourced_by <- function(statement, folder) {
  sources <- is.call(statement) && identical(statement[[1L]], quote(source)) &&
    length(statement) > 1L && is.character(statement[[2L]])
  if (sources) {
    path <- statement[[2L]]
    path <- if (startsWith(path, "/")) path else file.path(folder, path)
    if (file.exists(path)) normalizePath(path)
  }
}

# -- What the files define, and what expressions need of it -------------------------------------

# What has been sourced: the names of its functions, of the methods that its nets carry, and for
# each expression the names that it needs beside base R, and what does not fit.
survey <- function(texts, classes, methods) {
  home <- globalenv()
  names <- ls(home, all.names = TRUE)
  callable <- vapply(names, function(name) is_callable(get(name, envir = home)), TRUE)
  code <- lapply(texts, parsed)
  list(
    functions = names[callable],
    nets = lapply(classes, carried_by, methods),
    needs = lapply(code, needed, methods),
    misfits = lapply(code, function(e) as.character(misfits(e)))
  )
}

# The R code of a twin, which its author may have got wrong.
parsed <- function(text) {
  tryCatch(
    parse(text = text, keep.source = FALSE, encoding = "UTF-8")[[1L]],
    error = function(e) {
      why <- strsplit(conditionMessage(e), "\n")[[1L]][1L]
      stop("a twin's R code, `", text, "`, cannot be parsed: ", why, call. = FALSE)
    }
  )
}

is_callable <- function(x) is.function(x) || inherits(x, "R6ClassGenerator")

# Of a class of nets that the files define, the methods that an object carries, after "" when it
# also holds the parameters; of none, nothing.
carried_by <- function(class, methods) {
  net <- tryCatch(
    {
      make <- get(class, envir = globalenv(), inherits = FALSE)
      if (is.function(make)) make(2, 3, 2) else make$new(2, 3, 2)
    },
    error = function(e) NULL
  )
  part <- function(name) tryCatch(net[[name]], error = function(e) NULL)
  holds <- function(x) all(c("W1", "b1", "W2", "b2") %in% names(x))
  if (is.null(net) || !(holds(net) || holds(part("params")))) {
    return(character())
  }
  method <- function(name) tryCatch(eval(call("$", net, name)), error = function(e) NULL)
  c("", methods[vapply(methods, function(m) is.function(method(m)), TRUE)])
}

# The names that an expression takes from outside and that base R does not have; `methods` count
# though R has a generic function of that name.
needed <- function(expression, methods) {
  names <- unique(setdiff(free(expression), bound(expression)))
  names[names %in% methods | !vapply(names, is_of_r, TRUE)]
}

is_of_r <- function(name) {
  packages <- paste0("package:", c("base", "stats", "utils", "methods", "graphics", "grDevices"))
  any(vapply(intersect(packages, search()), function(package) {
    exists(name, envir = as.environment(package), inherits = FALSE)
  }, TRUE))
}

# The parts of a call or of a list of arguments, without those that are left empty, as in `x[1, ]`.
parts_of <- function(e) {
  parts <- as.list(e)
  parts[!vapply(seq_along(parts), function(i) identical(parts[[i]], quote(expr = )), TRUE)]
}

# The symbols of an expression, but for those that name the parts of a list.
free <- function(e) {
  if (is.symbol(e)) {
    return(as.character(e))
  }
  if (is.pairlist(e) || is.call(e)) {
    called <- if (is.call(e) && is.symbol(e[[1L]])) as.character(e[[1L]]) else ""
    if (called %in% c("::", ":::")) {
      return(NULL)
    }
    parts <- parts_of(e)
    unlist(lapply(if (called %in% c("$", "@")) parts[1:2] else parts, free))
  }
}

# The names that an expression binds: arguments of its functions, and what it assigns.
bound <- function(e) {
  if (!is.call(e)) {
    return("...")
  }
  named <- if (identical(e[[1L]], quote(`function`))) names(e[[2L]])
  binds <- is.symbol(e[[1L]]) && as.character(e[[1L]]) %in% c("<-", "=", "for")
  assigned <- if (binds && is.symbol(e[[2L]])) as.character(e[[2L]])
  c(named, assigned, unlist(lapply(parts_of(e), bound)))
}

# The functions of the files that an expression calls with arguments that they do not take.
misfits <- function(e) {
  if (!is.call(e)) {
    return(NULL)
  }
  name <- if (is.symbol(e[[1L]])) as.character(e[[1L]]) else "("
  f <- get0(name, envir = globalenv(), mode = "function", inherits = FALSE)
  given <- as.call(Filter(function(part) !identical(part, quote(...)), parts_of(e)))
  fits <- is.null(f) || is.primitive(f) ||
    tryCatch(is.call(match.call(f, given)), error = function(e) FALSE)
  c(if (!fits) name, unlist(lapply(parts_of(e)[-1L], misfits)))
}

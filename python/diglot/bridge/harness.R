# R's half of the bridge. The child loads this file into an environment under base R, out of sight
# of the functions that it calls and safe from theirs, and calls `answer()` alone.

# -- Requests and answers ---------------------------------------------------------------------

# A serialized request, a list of
#   text, key: an R expression that evaluates to a function, and under which key to keep it
#   files, files_key: what to source before, and a key that changes when a file changes
#   args: the arguments, or NULL for the text of the function in the place of a call
#   check_purity: whether to call twice and say what is left behind
# becomes a serialized answer, a list of
#   the value, the problem (its message, its call, its kind) or NULL, the warnings, the notes, the
#   seconds
answer <- function(message) {
  active$running <- FALSE
  request <- unserialize(message)
  names(request) <- c("text", "key", "files", "files_key", "args", "check_purity")
  serialize(attempt(fulfil(request)), NULL, xdr = FALSE, version = 2L)
}

fulfil <- function(request) {
  activate(request$files, request$files_key)
  if (is.null(request$args)) {
    return(list(source_of(request$text), NULL, NULL))
  }
  result <- call_function(function_of(request), request$args, request$check_purity)
  seen <- new.env()
  seen$count <- 0L
  value <- bare(result$value, "R's value", seen)
  list(value, c(at_most(seen$notes, seen$count, "notes"), result$notes), result$seconds)
}

# Evaluates `expression`, a promise, and keeps the warnings or the error that come of it.
attempt <- function(expression) {
  seen <- new.env()
  seen$count <- 0L
  seen$warnings <- list()
  outcome <- tryCatch(
    withCallingHandlers(
      # Too deep for the handler that looks around, this error is caught before.
      tryCatch(expression, stackOverflowError = endless_recursion),
      warning = function(w) {
        # When R collects a connection that was left open is chance.
        if (startsWith(message_of(w), "closing unused connection ")) {
          tryInvokeRestart("muffleWarning")
        }
        seen$count <- seen$count + 1L
        if (seen$count <= most) seen$warnings[[seen$count]] <- w
        tryInvokeRestart("muffleWarning")
      },
      error = function(e) seen$kind <- kind_of_error(e, sys.nframe())
    ),
    error = function(e) problem(e, seen$kind)
  )
  warnings <- if (seen$count > 0L) {
    as_text(at_most(vapply(seen$warnings, describe_warning, ""), seen$count, "warnings"))
  }
  if (inherits(outcome, "problem")) {
    return(list(NULL, as_text(outcome), warnings, NULL, 0))
  }
  list(outcome[[1L]], NULL, warnings, as_text(outcome[[2L]]), outcome[[3L]])
}

problem <- function(e, kind) structure(c(message_of(e), call_of(e), kind), class = "problem")

endless_recursion <- function(e) {
  described <- problem(e, "broken")
  # R's own words, of its stack or of the depth of expressions, depend on the machine.
  described[1L] <- paste0("recursion without an end: ", described[1L])
  described
}

describe_warning <- function(w) {
  call <- call_of(w)
  paste0(if (nzchar(call)) paste0("In ", call, ": "), message_of(w))
}

# So many warnings, as many as R keeps, and so many notes are told, and how many more there were.
most <- 50L

at_most <- function(texts, count, what) {
  c(texts, if (count > most) sprintf("and %d more %s", count - most, what))
}

message_of <- function(condition) paste(conditionMessage(condition), collapse = "\n")

# The call of a condition as short text.
call_of <- function(condition) {
  call <- conditionCall(condition)
  if (is.null(call)) {
    return("")
  }
  lines <- deparse(call, width.cutoff = 200L, nlines = 2L)
  paste0(lines[1L], if (length(lines) > 1L) " ...")
}

# Text that Python can read, whatever bytes are in it, and of a flood the beginning.
as_text <- function(x) {
  if (length(x) == 0L) {
    return(NULL)
  }
  text <- iconv(x, "UTF-8", "UTF-8", sub = "byte")
  more <- nchar(text) - 2000L
  long <- more > 0L
  if (any(long)) {
    count <- format(more[long], big.mark = ",", trim = TRUE)
    beginning <- substr(text[long], 1L, 2000L)
    text[long] <- paste0(beginning, "... and ", count, " more characters")
  }
  text
}

# -- Errors -----------------------------------------------------------------------------------

# What kind of error it is that a handler, the frame number `n`, was called with:
#   "refusal": the function says no, by `stop()` or in one of the ways that end there
#   "broken": R itself finds the function's code at fault
#   "call": there was no function to call, or a package is missing
# Where R's own functions refuse their arguments, their words tell which it is: `solve()` says no
# to a singular matrix on the caller's behalf, but nobody means to call what is not there.
kind_of_error <- function(e, n) {
  if (!isTRUE(active$running) || inherits(e, "packageNotFoundError")) {
    return("call")
  }
  # R calls the handler through this function where the error was no condition from the start.
  simple <- identical(sys.function(n - 1L), .handleSimpleError)
  origin <- if (simple) n - 2L else n - 1L
  stopped <- origin > 0L && identical(sys.function(origin), stop)
  if (stopped && simple && !is_of_r(sys.parents()[origin])) {
    return("refusal")
  }
  if (stopped || inherits(e, "rlang_error")) {
    return(if (says(e, faults)) "broken" else "refusal")
  }
  if (says(e, failures)) "refusal" else "broken"
}

# Whether the function of a frame belongs to R itself.
is_of_r <- function(frame) {
  home <- if (frame > 0L) environmentName(topenv(environment(sys.function(frame)))) else ""
  home %in% c("base", "stats", "utils", "methods", "graphics", "grDevices", "tools", "parallel")
}

says <- function(e, words) any(vapply(words, grepl, TRUE, message_of(e)))

# How R complains of code, in functions of its own or in an error that is passed on.
faults <- c(
  "could not find function", "object '.*' not found", "object '.*' of mode '.*' was not found",
  "is not an exported object", "no applicable method", "unable to find an inherited method",
  "is not a function, character or symbol", "attempt to apply non-function",
  "unused argument", "is missing, with no default", "matched by multiple actual arguments",
  "subscript out of bounds", "undefined columns selected", "not subsettable",
  "operator is invalid for", "non-numeric argument", "non-character argument",
  "invalid argument to unary", "invalid 'type' \\(.*\\) of argument", "invalid subscript",
  "non-conformable", "arguments imply differing number of rows", "replacement has",
  "argument is of length zero", "the condition has length > 1", "missing value where TRUE/FALSE",
  "argument is not interpretable as logical", "cannot coerce", "cannot allocate",
  "infinite recursion", "stack usage"
)

# How R's compiled numerical code says that the values allow no answer.
failures <- c(
  "singular", "positive definite", "not positive", "from Lapack routine", "NA/NaN/Inf",
  "[Nn]on-finite", "not finite", "infinite or missing", "converge"
)

# -- Values -----------------------------------------------------------------------------------

# As much of a value as Python can hold; `seen$notes` gets a note of all that it cannot.
bare <- function(x, path, seen, depth = 0L) {
  if (is.null(x)) {
    return(NULL)
  }
  if (is.object(x)) x <- counterpart(x, path, seen)
  kind <- typeof(x)
  if (!kind %in% c("double", "complex", "integer", "logical", "character", "list")) {
    refuse(x, path)
  }
  kept <- if (kind == "list") "names" else "dim"
  if (is.object(x) && is_time(x)) kept <- c(kept, "class")
  attributes <- attributes(x)
  lost <- !names(attributes) %in% kept
  if (any(lost)) {
    note(seen, path, " carries ", describe_attributes(attributes[lost]))
    attributes(x) <- attributes[!lost]
  }
  if (kind == "list") bare_items(x, path, seen, depth) else x
}

note <- function(seen, ...) {
  notes <- paste0(...)
  seen$count <- seen$count + length(notes)
  if (length(seen$notes) < most) seen$notes <- c(seen$notes, notes)
}

refuse <- function(x, path) {
  stop(
    path, " is of class ", toString(class(x)), "; what can come back from R are numbers, ",
    "logicals, strings, factors, dates, data frames, NULL and lists of these", advice(x), ".",
    call. = FALSE
  )
}

advice <- function(x) {
  if (inherits(x, "integer64")) {
    return(": give `as.numeric(x)` or `as.character(x)`")
  }
  if (is.environment(x)) { # of reference classes and R6 too
    return(": give the fields that matter, as in `list(a = x$a)`")
  }
  switch(typeof(x),
    S4 = ": give the slots that matter, as in `list(a = x@a)`",
    closure = , builtin = , special = ": give what it returns",
    language = , symbol = , expression = ": give its text, as `deparse(x)` does",
    raw = ": give `as.integer(x)`",
    pairlist = ": give `as.list(x)`"
  )
}

# What an object of R's own classes stands for, in the form in which Python understands it.
counterpart <- function(x, path, seen) {
  if (inherits(x, "integer64")) refuse(x, path)
  if (inherits(x, "data.frame")) {
    return(columns_of(x, path, seen))
  }
  if (inherits(x, "factor")) {
    note(seen, path, " is a factor with levels: ", some(levels(x)))
    return(as_plain(levels(x)[unclass(x)], x))
  }
  if (inherits(x, "POSIXlt")) x <- as.POSIXct(x)
  if (inherits(x, "POSIXct")) {
    zone <- attr(x, "tzone")[1L]
    if (!is.null(zone) && !zone %in% c("", "UTC", "GMT")) {
      note(seen, path, " is in the time zone ", zone, "; its times are given in UTC")
    }
  }
  for (class in time_classes) {
    if (inherits(x, class)) {
      numbers <- if (class == "difftime") as.double(x, units = "secs") else as.double(x)
      if (any(abs(numbers) > 9e12, na.rm = TRUE)) { # 2^63 microseconds
        stop(path, " has dates or times that are too far away for Python.", call. = FALSE)
      }
      return(structure(as_plain(numbers, x), class = class))
    }
  }
  x
}

time_classes <- c("Date", "POSIXct", "difftime")

is_time <- function(x) length(class(x)) == 1L && class(x) %in% time_classes

# The shape and the names of `x` for its values.
as_plain <- function(values, x) {
  attributes(values) <- attributes(x)[names(attributes(x)) %in% c("dim", "dimnames", "names")]
  values
}

columns_of <- function(frame, path, seen) {
  if (.row_names_info(frame) > 0L) {
    note(seen, path, " has row names: ", some(attr(frame, "row.names")))
  }
  attributes(frame) <- list(names = names(frame))
  frame
}

bare_items <- function(x, path, seen, depth) {
  if (depth == 100L) stop("R's value has lists that are nested more than 100 deep.", call. = FALSE)
  names <- names(x)
  left_out <- integer()
  for (i in seq_along(x)) {
    named <- !is.null(names) && !names[i] %in% c("", NA)
    step <- if (named) paste0("$", names[i]) else sprintf("[[%d]]", i)
    kind <- if (!is.atomic(x[[i]])) code_kind(x[[i]])
    if (!is.null(kind)) {
      note(seen, path, step, " is ", kind, " and was left out")
      left_out <- c(left_out, i)
    } else {
      item <- bare(x[[i]], paste0(path, step), seen, depth + 1L)
      if (!is.null(item)) x[[i]] <- item # NULL is there already; assigning it would remove it
    }
  }
  if (length(left_out) > 0L) x[-left_out] else x
}

# What models keep beside their numbers: how they were made, and how to go on.
code_kind <- function(x) {
  if (!isS4(x)) {
    switch(typeof(x),
      closure = , builtin = , special = "a function",
      environment = "an environment",
      language = , symbol = if (inherits(x, "formula")) "a formula" else "R code"
    )
  }
}

describe_attributes <- function(attributes) {
  described <- lapply(names(attributes), function(name) {
    switch(name,
      names = , class = paste0(name, ": ", some(attributes[[name]])),
      dimnames = describe_dimnames(attributes$dimnames),
      name
    )
  })
  unlist(described)
}

describe_dimnames <- function(dimnames) {
  axes <- seq_along(dimnames)
  labels <- if (length(axes) == 2L) c("row names", "column names") else paste("names of axis", axes)
  named <- lengths(dimnames) > 0L
  paste0(labels[named], ": ", vapply(dimnames[named], some, ""))
}

some <- function(strings) {
  more <- if (length(strings) > 5L) ", ..."
  paste0(toString(strings[seq_len(min(5L, length(strings)))]), more)
}

# -- Files ------------------------------------------------------------------------------------

# How the loading of each set of files left R, by the set's key, and where every call begins, set
# below, when all functions are there; the key of the set that is loaded, and whether the function
# that is judged is running.
loaded <- new.env()
active <- new.env()

# What files and functions may change around them.
state_of_r <- function() {
  list(
    variables = as.list(globalenv(), all.names = TRUE),
    options = as.list(.Options),
    locale = Sys.getlocale()
  )
}

# Gives the global environment to a set of files, as if it had been sourced into a fresh R: so
# `lapply(nets, predict)` finds its methods and `<<-` its variables, and no set sees another's.
activate <- function(files, key) {
  if (identical(active$key, key)) {
    return()
  }
  active$key <- NULL
  restore_state(if (is.null(loaded[[key]])) loaded$nothing else loaded[[key]])
  if (is.null(loaded[[key]])) {
    for (file in files) source_file(file)
    assign(key, state_of_r(), envir = loaded)
  }
  assign("key", key, envir = active)
}

# Sources a file in its own folder.
source_file <- function(file) {
  code <- read_code(file)
  home <- setwd(dirname(file))
  tryCatch(
    for (expression in code) eval(expression, globalenv()),
    error = function(e) stop("sourcing ", file, ": ", conditionMessage(e), call. = FALSE),
    finally = setwd(home)
  )
}

# Reads R code as UTF-8 in any locale; its functions remember where they are written.
read_code <- function(file) {
  lines <- sub("^\ufeff", "", readLines(file, encoding = "UTF-8", warn = FALSE))
  copy <- srcfilecopy(file, lines, isFile = TRUE)
  without_call(parse(text = lines, keep.source = TRUE, srcfile = copy, encoding = "UTF-8"))
}

# Evaluates an expression of this file on behalf of the user, to whom its call would say nothing.
without_call <- function(expression) {
  tryCatch(expression, error = function(e) stop(conditionMessage(e), call. = FALSE))
}

# -- Functions --------------------------------------------------------------------------------

# Functions by key: what it takes to call them again and again.
found <- new.env()

function_of <- function(request) {
  if (is.null(found[[request$key]])) {
    assign(request$key, prepare(request$text, length(request$args)), envir = found)
  }
  found[[request$key]]
}

# A function that was found: a call of symbols, as in `softmax(x)`, so that no error shows the data,
# and the scope in which to evaluate it.
prepare <- function(text, n_args) {
  code <- without_call(parse(text = text, keep.source = FALSE, encoding = "UTF-8"))
  f <- if (length(code) == 1L) without_call(eval(code[[1L]], globalenv()))
  if (!is.function(f)) {
    stop(
      "`", text, "` must evaluate to a function, not to a value of class ", class(f)[1L], ".",
      call. = FALSE
    )
  }
  name <- if (is.symbol(code[[1L]])) as.character(code[[1L]]) else "f"
  scope <- new.env(parent = globalenv())
  assign(name, f, envir = scope)
  arg_names <- argument_names(f, n_args)
  call <- as.call(lapply(c(name, arg_names), as.name))
  list(call = call, arg_names = arg_names, scope = scope)
}

# The names of the first arguments of `f`; those that `...` takes get names of their own.
argument_names <- function(f, n) {
  formal <- names(formals(args(f)))
  formal <- formal[cumsum(formal == "...") == 0L]
  c(formal, paste0("argument", seq_len(n)))[seq_len(n)]
}

# Calls a function. The notes say what it changed around it, which is put back, and, when it is
# called twice, whether it answers alike.
call_function <- function(f, args, twice) {
  names(args) <- f$arg_names
  connections <- getAllConnections()
  on.exit(put_back(connections))
  started <- Sys.time()
  active$running <- TRUE
  value <- evaluate(f, args)
  active$running <- FALSE
  seconds <- as.numeric(Sys.time()) - as.numeric(started)
  second <- if (twice) compare_second(value, f, args)
  on.exit()
  list(value = value, seconds = seconds, notes = c(put_back(connections), second))
}

evaluate <- function(f, args) eval(f$call, list2env(args, parent = f$scope))

compare_second <- function(first, f, args) {
  nowhere <- file(nullfile(), "w")
  on.exit({
    while (sink.number() > 0L) sink()
    sink(type = "message")
    close_if_there(nowhere)
  })
  sink(nowhere)
  sink(nowhere, type = "message")
  tryCatch(
    {
      second <- suppressWarnings(evaluate(f, args))
      # To the bit, NaN by NaN.
      same <- identical(first, second, num.eq = FALSE, single.NA = FALSE)
      if (!same) "answers differently the second time"
    },
    error = function(e) paste0("fails the second time: ", conditionMessage(e))
  )
}

# The text of a function as it is written, below its place and the comment that stands above it.
source_of <- function(text) {
  code <- without_call(parse(text = text, keep.source = TRUE, encoding = "UTF-8"))
  f <- without_call(eval(code[[1L]], globalenv()))
  written <- attr(f, "srcref")
  if (is.null(written) || !attr(written, "srcfile")$isFile) {
    return(paste(if (is.null(written)) deparse(f) else as.character(written), collapse = "\n"))
  }
  lines <- attr(written, "srcfile")$lines
  # The whole of the statement at the top of the file in which the function is written.
  statements <- attr(parse(text = lines, keep.source = TRUE), "srcref")
  statements <- vapply(statements, function(statement) c(statement)[c(1L, 3L)], integer(2L))
  around <- statements[1L, ] <= written[1L] & statements[2L, ] >= written[3L]
  first <- statements[1L, around]
  last <- statements[2L, around]
  while (first > 1L && startsWith(lines[first - 1L], "#")) first <- first - 1L
  place <- sprintf("# %s:%d", attr(written, "srcfile")$filename, first)
  paste(c(place, lines[first:last]), collapse = "\n")
}

# -- What a function leaves behind ------------------------------------------------------------

home <- getwd()

# Puts R back to how the loading of the files left it, and says what a function had changed.
put_back <- function(connections) {
  while (sink.number() > 0L) sink()
  if (!identical(getAllConnections(), connections)) {
    sink(type = "message")
    # R would close them some day, in the middle of another function, or has just done so.
    for (i in setdiff(getAllConnections(), connections)) close_if_there(getConnection(i))
  }
  moved <- !identical(getwd(), home)
  if (moved) {
    dir.create(home, showWarnings = FALSE, recursive = TRUE)
    setwd(home)
  }
  c(
    if (moved) "changes the working directory",
    remove_files(),
    restore_state(loaded[[active$key]])
  )
}

# Empties the folder in which functions work.
remove_files <- function() {
  written <- list.files(home, all.files = TRUE, no.. = TRUE)
  if (length(written) > 0L) {
    unlink(file.path(home, written), recursive = TRUE)
    paste0("R writes ", some(written), " into the working directory")
  }
}

# Closes a connection, a promise, unless the function or the garbage collector did it before.
close_if_there <- function(connection) tryCatch(close(connection), error = function(e) NULL)

restore_state <- function(before) {
  after <- state_of_r()
  if (identical(before, after)) {
    return(NULL)
  }
  variables <- differing(before$variables, after$variables)
  if (length(variables) > 0L) {
    rm(list = setdiff(names(after$variables), names(before$variables)), envir = globalenv())
    list2env(before$variables, globalenv())
  }
  # A new option may be that of a package that was loaded meanwhile, and needs it from now on.
  options <- differing(before$options, after$options[names(before$options)])
  if (length(options) > 0L) options(before$options)
  spoken <- identical(before$locale, after$locale)
  if (!spoken) speak(before$locale)
  c(
    if (!spoken) "changes the locale",
    if (length(options) > 0L) paste0("changes options(", toString(options), ")"),
    describe_variables(variables, before$variables)
  )
}

# Sets the locale as `Sys.getlocale()` tells it: one for all, or one for each category.
speak <- function(locale) {
  for (each in strsplit(locale, ";", fixed = TRUE)[[1L]]) {
    parts <- strsplit(each, "=", fixed = TRUE)[[1L]]
    category <- if (length(parts) == 2L) parts[1L] else "LC_ALL"
    if (category %in% settable) Sys.setlocale(category, parts[length(parts)])
  }
}

settable <- c("LC_ALL", "LC_COLLATE", "LC_CTYPE", "LC_MONETARY", "LC_NUMERIC", "LC_TIME")

# The names of what is new, changed or gone in a list.
differing <- function(before, after) {
  if (identical(before, after)) {
    return(character())
  }
  names <- union(names(before), names(after))
  same <- vapply(names, function(name) identical(before[[name]], after[[name]]), TRUE)
  names[!(same & names %in% names(before) & names %in% names(after))]
}

describe_variables <- function(names, before) {
  vapply(names, function(name) {
    if (name == ".Random.seed") {
      return("changes R's random state")
    }
    form <- if (name %in% names(before)) "changes `%s` in %s" else "leaves `%s` behind in %s"
    sprintf(form, name, "the global environment")
  }, "", USE.NAMES = FALSE)
}

loaded$nothing <- state_of_r()

# Handwritten digits and their class numbers, from 0.
# The Python edition's page is `python/scratchnet/datasets.py`.

mnist_files <- list(
  "train-images-idx3-ubyte" = list(
    shape = c(60000, 28, 28),
    sha256 = "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"
  ),
  "train-labels-idx1-ubyte" = list(
    shape = 60000,
    sha256 = "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"
  ),
  "t10k-images-idx3-ubyte" = list(
    shape = c(10000, 28, 28),
    sha256 = "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"
  ),
  "t10k-labels-idx1-ubyte" = list(
    shape = 10000,
    sha256 = "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"
  )
)

where_to_put_mnist <- sprintf(
  "Put %s into a folder and name it in `folder` or in SCRATCHNET_MNIST.",
  paste0(names(mnist_files), ".gz", collapse = ", ")
)

#' Write class numbers as rows of zeros with a one at the class
#'
#' `one_hot(labels, classes)[n + 1, k + 1]` is 1 where `k == labels[n + 1]` and 0 elsewhere.
#'
#' @param labels Vector (N): class numbers: whole numbers from 0 to `classes` - 1.
#' @param classes The number of classes, at least 1.
#' @return Matrix (N, classes) of zeros and ones. An error if `labels` is no vector, or a label is
#'   out of range or not whole.
#' @source Twin: Python `one_hot`.
#' @export
#' @examples
#' one_hot(c(2, 0), 3)
one_hot <- function(labels, classes) {
  classes <- as_size(classes, "classes")
  t <- as_class_numbers(labels, classes, "labels")
  hot <- matrix(0, length(t), classes)
  # R counts columns from 1; a matrix of two columns picks one element for each of its rows.
  hot[cbind(seq_along(t), t + 1)] <- 1
  hot
}

#' Load 1,797 handwritten digits of 8 x 8 pixels, which need no download
#'
#' The test set of the UCI "Optical Recognition of Handwritten Digits" (Alpaydin and Kaynak, 1998,
#' CC BY 4.0). The first 1,437 rows train and the last 360 test: the usual 80 to 20, in the order
#' of the file, so that no random numbers are needed to repeat it in another language.
#'
#' @return List of `x_train` (1437, 64), `t_train` (1437), `x_test` (360, 64), `t_test` (360): one
#'   picture to a row, its pixels from 0 to 1, and the class numbers, from 0. An error if the folder
#'   shared_data is not found; SCRATCHNET_SHARED_DATA may name it.
#' @source Twin: Python `load_digits`.
#' @export
#' @examples
#' digits <- load_digits()
#' matrix(digits$x_train[1, ], nrow = 8, byrow = TRUE)
load_digits <- function() {
  path <- file.path(shared_data(), "digits.csv.gz")
  if (!is_file(path)) {
    stop(
      sprintf("digits.csv.gz must lie in the folder shared_data, and %s is not there; ", path),
      "name the folder in SCRATCHNET_SHARED_DATA.",
      call. = FALSE
    )
  }
  # The file is written row by row; R fills a matrix column by column unless told.
  table <- matrix(scan(path, sep = ",", skip = 1, quiet = TRUE), ncol = 65, byrow = TRUE)
  # A pixel counts the 16 cells of a 4 x 4 block.
  x <- table[, 1:64] / 16
  t <- as.integer(table[, 65])
  list(x_train = x[1:1437, ], t_train = t[1:1437], x_test = x[1438:1797, ], t_test = t[1438:1797])
}

#' Read a file of unsigned bytes in the IDX format, the format of MNIST
#'
#' A header (two zero bytes, the type, the number of axes, each axis's length as a big-endian
#' integer), then the values, the last axis varying fastest.
#'
#' @param path The file, gzipped or not: its first bytes tell, not its name.
#' @return The values 0 to 255, in the shape that the file names. An error if there is no such file,
#'   or if it is damaged, truncated or too long, no IDX file, or holds another type.
#' @source Twin: Python `read_idx`.
#' @export
#' @examples
#' path <- tempfile()
#' # two unsigned bytes (type 8) along one axis
#' writeBin(as.raw(c(0, 0, 8, 1, 0, 0, 0, 2, 7, 255)), path)
#' read_idx(path)
read_idx <- function(path) {
  path <- path.expand(path)
  # aperm() reverses the axes back, while the values are bytes: an eighth of the room of doubles.
  # An array of one axis would hide R's recycling; a plain vector is what the library takes.
  values <- aperm(idx_values(read_bytes(path), path))
  storage.mode(values) <- "double"
  if (length(dim(values)) == 1) as.vector(values) else values
}

#' Load MNIST: 70,000 handwritten digits of 28 x 28 pixels
#'
#' Each file's shape, labels and SHA-256 are checked, so that what is loaded is MNIST itself.
#'
#' @param folder Where the four IDX files lie, gzipped (`.gz`) or not. Without it the environment
#'   variable SCRATCHNET_MNIST names the folder; the R edition downloads nothing.
#' @return List of `x_train` (60000, 784), `t_train` (60000), `x_test` (10000, 784), `t_test`
#'   (10000): one picture to a row, its pixels from 0 to 1, and the class numbers, from 0. An error
#'   if a file is missing, damaged, in another's place, or not MNIST's.
#' @source Deep Learning from Scratch, section 3.6. Twin: Python `load_mnist`.
#' @export
#' @examples
#' \dontrun{
#' mnist <- load_mnist("mnist")
#' }
load_mnist <- function(folder = NULL) {
  if (is.null(folder)) {
    folder <- Sys.getenv("SCRATCHNET_MNIST")
  }
  if (folder == "") {
    stop("MNIST is not downloaded by the R edition.\n", where_to_put_mnist, call. = FALSE)
  }
  home <- path.expand(folder)
  list(
    x_train = mnist_images(home, "train-images-idx3-ubyte"),
    t_train = mnist_labels(home, "train-labels-idx1-ubyte"),
    x_test = mnist_images(home, "t10k-images-idx3-ubyte"),
    t_test = mnist_labels(home, "t10k-labels-idx1-ubyte")
  )
}

# Find the folder that both editions read: as named, or in the installed package.
shared_data <- function() {
  named <- Sys.getenv("SCRATCHNET_SHARED_DATA")
  if (named != "") path.expand(named) else system.file("shared_data", package = "scratchnet")
}

is_file <- function(path) {
  file.exists(path) && !dir.exists(path)
}

# Read a file, decompressed if it is one gzip stream.
read_bytes <- function(path) {
  if (!is_file(path)) {
    stop(sprintf("There must be a file %s, and there is none.", path), call. = FALSE)
  }
  content <- readBin(path, "raw", file.size(path))
  if (!identical(content[1:2], as.raw(c(0x1f, 0x8b)))) {
    return(content)
  }
  # R warns of damage, but it takes a stream that breaks off for a short one and reads on where
  # a second one follows; the length that a stream ends with tells both.
  whole_length <- readBin(rev(content)[4:1], "integer", endian = "little")
  content <- tryCatch(gunzip(path), warning = function(damage) NULL)
  if (is.null(content) || !identical(length(content), whole_length)) {
    stop(
      path, " must be one whole gzip stream; it is damaged, truncated or followed by more.",
      call. = FALSE
    )
  }
  content
}

# memDecompress() guesses how much comes out, and guesses on without end where a stream is cut off.
gunzip <- function(path) {
  connection <- gzfile(path, "rb")
  on.exit(close(connection))
  blocks <- list(raw(0))
  repeat {
    block <- readBin(connection, "raw", 2^24)
    if (length(block) == 0) {
      return(do.call(c, blocks))
    }
    blocks <- c(blocks, list(block))
  }
}

# Take an IDX file apart: its bytes in its shape, but with the axes reversed. The file's last axis
# varies fastest, as in NumPy; R's first one does.
idx_values <- function(content, path) {
  magic <- as.integer(content[seq_len(min(4, length(content)))])
  if (length(magic) < 4 || any(magic[1:2] != 0) || magic[4] == 0) {
    stop(
      path, " must be an IDX file and start with 00 00, a type and the number of axes, not with ",
      if (length(magic) > 0) paste(sprintf("%02x", magic), collapse = " ") else "nothing", ".",
      call. = FALSE
    )
  }
  if (magic[3] != 0x08) {
    stop(
      sprintf("%s must hold unsigned bytes (IDX type 08), not type %02x.", path, magic[3]),
      call. = FALSE
    )
  }
  axes <- magic[4]
  start <- 4L + 4L * axes
  if (length(content) < start) {
    stop(
      sprintf("%s must have a header of %d bytes for the number of axes %d, ", path, start, axes),
      sprintf("not of %d.", length(content)),
      call. = FALSE
    )
  }
  # R has no unsigned 32-bit integers: four bytes, the highest first, as doubles.
  shape <- drop(256^(3:0) %*% matrix(as.integer(content[5:start]), nrow = 4))
  size <- length(content) - start
  if (prod(shape) != size) {
    stop(
      sprintf("%s must hold %s bytes after its header, not %d.", path, axes_text(shape), size),
      call. = FALSE
    )
  }
  array(content[seq.int(start + 1L, length.out = size)], rev(shape))
}

axes_text <- function(shape) {
  paste(sprintf("%.0f", shape), collapse = " x ")
}

mnist_images <- function(folder, name) {
  pixels <- mnist_values(folder, name)
  # A picture to a column, its pixels in the file's order; turned around while they are bytes,
  # which take an eighth of the room of doubles.
  dim(pixels) <- c(prod(dim(pixels)[1:2]), dim(pixels)[3])
  x <- t(pixels)
  storage.mode(x) <- "double"
  x / 255
}

mnist_labels <- function(folder, name) {
  as.integer(mnist_values(folder, name))
}

# Read one of MNIST's files and make sure that it is the one, from the plainest sign on.
mnist_values <- function(folder, name) {
  path <- mnist_path(folder, name)
  content <- read_bytes(path)
  values <- idx_values(content, path)
  shape <- as.numeric(rev(dim(values)))
  expected <- mnist_files[[name]]
  if (!identical(shape, expected$shape)) {
    others <- Filter(function(file) identical(file$shape, shape), mnist_files)
    hint <- if (length(others) > 0) {
      sprintf(" as %s does: are the two files exchanged?", names(others)[1])
    } else {
      "."
    }
    stop(
      sprintf("%s must hold %s values, ", path, axes_text(expected$shape)),
      sprintf("not %s%s", axes_text(shape), hint),
      call. = FALSE
    )
  }
  if (length(shape) == 1) {
    as_class_numbers(as.integer(values), 10, path)
  }
  digest <- sha256(content)
  if (digest != expected$sha256) {
    stop(
      sprintf("%s is not MNIST's: decompressed, its SHA-256 must be %s, ", path, expected$sha256),
      sprintf("not %s.", digest),
      call. = FALSE
    )
  }
  values
}

mnist_path <- function(folder, name) {
  for (path in file.path(folder, c(name, paste0(name, ".gz")))) {
    if (is_file(path)) {
      return(path)
    }
  }
  stop(
    sprintf("`folder` must hold %s.gz or %s, and %s holds neither.", name, name, folder),
    call. = FALSE
  )
}

# The SHA-256 of bytes in hexadecimal, which base R can tell from version 4.5 on only.
sha256 <- function(content) {
  file <- tempfile()
  on.exit(unlink(file))
  writeBin(content, file)
  # Looked up by name, so that an older R does not miss the function when it checks the package.
  if ("sha256sum" %in% getNamespaceExports("tools")) {
    return(unname(getExportedValue("tools", "sha256sum")(file)))
  }
  programs <- Sys.which(c("sha256sum", "shasum"))
  program <- programs[programs != ""][1]
  if (is.na(program)) {
    stop(
      "The SHA-256 of a file needs R 4.5, or the program sha256sum or shasum; none is here.",
      call. = FALSE
    )
  }
  arguments <- if (names(program) == "shasum") c("-a", "256")
  line <- system2(program, arguments, stdin = file, stdout = TRUE)
  regmatches(line, regexpr("[0-9a-f]{64}", line))
}

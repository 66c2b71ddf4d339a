# The real files lie beside the project, where its developers and its CI have them.
real_mnist <- function() {
  test_path("..", "..", "..", "..", "shared", "mnist")
}

# A temporary file that holds these bytes.
file_of <- function(content, name = "file") {
  folder <- tempfile()
  dir.create(folder)
  path <- file.path(folder, name)
  writeBin(content, path)
  path
}

# An IDX file: values in the file's order, the last axis varying fastest.
idx <- function(values, shape = length(values), type = 8) {
  header <- writeBin(as.integer(shape), raw(), endian = "big")
  c(as.raw(c(0, 0, type, length(shape))), header, as.raw(values))
}

gzipped <- function(content) {
  path <- tempfile()
  connection <- gzfile(path, "wb")
  writeBin(content, connection)
  close(connection)
  packed <- readBin(path, "raw", file.size(path))
  unlink(path)
  packed
}

expect_refused <- function(code, text) {
  expect_error(code, text, fixed = TRUE)
}

test_that("one_hot puts a one at each class", {
  expect_identical(one_hot(c(2, 0), 3), rbind(c(0, 0, 1), c(1, 0, 0)))
  expect_identical(one_hot(c(1L, 1L), 2), rbind(c(0, 1), c(0, 1)))
  expect_identical(one_hot(3, 4), matrix(c(0, 0, 0, 1), nrow = 1))
  expect_identical(one_hot(c(0, 0), 1), matrix(1, nrow = 2, ncol = 1))
  expect_identical(one_hot(integer(0), 2), matrix(0, nrow = 0, ncol = 2))
})

test_that("one_hot refuses what is no class number", {
  text <- "`labels` must hold class numbers, whole numbers from 0 to 2, not "
  expect_refused(one_hot(c(0, 3), 3), paste0(text, "3."))
  expect_refused(one_hot(-1, 3), paste0(text, "-1."))
  expect_refused(one_hot(0.5, 3), paste0(text, "0.5."))
  expect_refused(one_hot(NaN, 3), paste0(text, "NaN."))
  expect_refused(one_hot("a", 3), "`labels` must hold numbers, not strings.")
  expect_refused(one_hot(matrix(0, 2, 3), 3), "not a 2 x 3 matrix.")
  expect_refused(one_hot(0, 0), "`classes` must be a whole number of at least 1, not 0.")
})

test_that("digits are 1,797 pictures of 64 pixels from 0 to 1", {
  digits <- load_digits()
  expect_named(digits, c("x_train", "t_train", "x_test", "t_test"))
  expect_identical(dim(digits$x_train), c(1437L, 64L))
  expect_identical(dim(digits$x_test), c(360L, 64L))
  pixels <- rbind(digits$x_train, digits$x_test) * 16
  expect_identical(sort(unique(as.vector(pixels))), as.double(0:16))
  # The counts of the ten classes as the repository's page of the data set tells them.
  counts <- tabulate(c(digits$t_train, digits$t_test) + 1)
  expect_identical(counts, c(178L, 182L, 177L, 183L, 181L, 182L, 181L, 179L, 174L, 180L))
})

test_that("the first digit is a zero, its pixels row by row", {
  digits <- load_digits()
  second_row_of_pixels <- c(0, 0, 13, 15, 10, 15, 5, 0)
  expect_identical(digits$x_train[1, 9:16] * 16, second_row_of_pixels)
  expect_identical(digits$t_train[1:3], 0:2)
})

test_that("missing digits are told", {
  before <- Sys.getenv("SCRATCHNET_SHARED_DATA", unset = NA)
  on.exit(
    if (is.na(before)) {
      Sys.unsetenv("SCRATCHNET_SHARED_DATA")
    } else {
      Sys.setenv(SCRATCHNET_SHARED_DATA = before)
    }
  )
  Sys.setenv(SCRATCHNET_SHARED_DATA = "nowhere")
  expect_refused(load_digits(), "and nowhere/digits.csv.gz is not there")
})

test_that("an IDX file keeps its shape, the last axis varying fastest in the file", {
  values <- read_idx(file_of(idx(0:23, c(2, 3, 4))))
  expect_identical(dim(values), 2:4)
  expect_identical(values[1, 1, ], c(0, 1, 2, 3))
  expect_identical(values[1, , 1], c(0, 4, 8))
  expect_identical(values[, 1, 1], c(0, 12))
  expect_identical(read_idx(file_of(idx(0:15, c(4, 4))))[1, ], c(0, 1, 2, 3))
  expect_identical(read_idx(file_of(idx(0:255))), as.double(0:255))
  expect_identical(dim(read_idx(file_of(idx(integer(0), c(0, 2, 3))))), c(0L, 2L, 3L))
})

test_that("an IDX file's first bytes tell whether it is gzipped, not its name", {
  expect_identical(read_idx(file_of(gzipped(idx(1:9)), "plain")), as.double(1:9))
  expect_identical(read_idx(file_of(idx(1:9), "packed.gz")), as.double(1:9))
  longer_than_a_block <- idx(rep(0:250, length.out = 2^24 + 5))
  expect_identical(
    read_idx(file_of(gzipped(longer_than_a_block))),
    rep(as.double(0:250), length.out = 2^24 + 5)
  )
})

test_that("a file that is no IDX file of bytes is refused", {
  start <- "must be an IDX file and start with 00 00, a type and the number of axes, not with "
  expect_refused(read_idx(file_of(charToRaw("GIF89a"))), paste0(start, "47 49 46 38."))
  expect_refused(read_idx(file_of(as.raw(c(0, 0, 8, 0, 7)))), paste0(start, "00 00 08 00."))
  expect_refused(read_idx(file_of(as.raw(c(0, 1, 8, 1)))), paste0(start, "00 01 08 01."))
  expect_refused(read_idx(file_of(raw(3))), paste0(start, "00 00 00."))
  expect_refused(read_idx(file_of(as.raw(7))), paste0(start, "07."))
  expect_refused(read_idx(file_of(raw(0))), paste0(start, "nothing."))
  expect_refused(read_idx(file_of(gzipped(raw(0)))), paste0(start, "nothing."))
  expect_refused(
    read_idx(file_of(idx(1:8, type = 13))),
    "must hold unsigned bytes (IDX type 08), not type 0d."
  )
})

test_that("a file that is not there is told, and so is a folder", {
  expect_refused(read_idx("nowhere"), "There must be a file nowhere, and there is none.")
  expect_refused(read_idx(tempdir()), ", and there is none.")
})

test_that("an IDX file that is too short or too long is refused", {
  cube <- idx(0:23, c(2, 3, 4))
  text <- "must hold 2 x 3 x 4 bytes after its header, not "
  expect_refused(read_idx(file_of(cube[-40])), paste0(text, "23."))
  expect_refused(read_idx(file_of(c(cube, raw(1)))), paste0(text, "25."))
  expect_refused(read_idx(file_of(gzipped(cube[1:16]))), paste0(text, "0."))
  expect_refused(read_idx(file_of(idx(raw(0), 1e5))), "must hold 100000 bytes after its header")
  expect_refused(
    read_idx(file_of(cube[1:15])),
    "must have a header of 16 bytes for the number of axes 3, not of 15."
  )
})

test_that("a damaged gzip stream is refused without a warning", {
  packed <- gzipped(idx(rep(0:255, each = 7)))
  size <- length(packed)
  flip <- function(place) replace(packed, place, xor(packed[place], as.raw(4)))
  damaged <- list(
    packed[1:2], c(packed[1:2], raw(8)),
    packed[seq_len(size / 2)], packed[seq_len(size - 8)], packed[seq_len(size - 1)],
    flip(size %/% 2), flip(size - 5), flip(size - 2),
    c(packed, packed), c(packed, raw(20))
  )
  for (content in damaged) {
    expect_silent(
      expect_refused(read_idx(file_of(content)), "must be one whole gzip stream; it is damaged")
    )
  }
})

test_that("the SHA-256 of bytes is that of the standard, and leaves no file behind", {
  before <- list.files(tempdir())
  expect_identical(
    sha256(charToRaw("abc")),
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
  )
  expect_identical(list.files(tempdir()), before)
})

test_that("the SHA-256 comes from shasum where that is the only program, and is missed without", {
  skip_if("sha256sum" %in% getNamespaceExports("tools"), "this R needs no program")
  shasum <- Sys.which("shasum")
  folder <- tempfile()
  dir.create(folder)
  before <- Sys.getenv("PATH")
  on.exit(Sys.setenv(PATH = before))
  Sys.setenv(PATH = folder)
  expect_refused(sha256(raw(1)), "needs R 4.5, or the program sha256sum or shasum; none is here.")
  skip_if(shasum == "", "shasum is not here")
  file.symlink(shasum, file.path(folder, "shasum"))
  expect_identical(
    sha256(charToRaw("abc")),
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
  )
})

test_that("without a folder MNIST's files are asked for by name", {
  before <- Sys.getenv("SCRATCHNET_MNIST")
  on.exit(Sys.setenv(SCRATCHNET_MNIST = before))
  Sys.setenv(SCRATCHNET_MNIST = "")
  expect_refused(load_mnist(), "Put train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, ")
  Sys.setenv(SCRATCHNET_MNIST = "nowhere")
  expect_refused(
    load_mnist(),
    "train-images-idx3-ubyte.gz or train-images-idx3-ubyte, and nowhere holds neither."
  )
})

test_that("a file that is not MNIST's is refused, from the plainest sign on", {
  name <- "t10k-labels-idx1-ubyte"
  refused <- function(content, text) {
    path <- file_of(content, name)
    expect_refused(mnist_labels(dirname(path), name), text)
  }
  refused(
    idx(rep(0, 60000)),
    paste(
      "must hold 10000 values, not 60000 as train-labels-idx1-ubyte does:",
      "are the two files exchanged?"
    )
  )
  refused(idx(rep(0, 5)), "must hold 10000 values, not 5.")
  refused(
    idx(c(rep(0, 9999), 10)),
    "must hold class numbers, whole numbers from 0 to 9, not 10."
  )
  refused(
    idx(rep(0, 10000)),
    "is not MNIST's: decompressed, its SHA-256 must be ff7bcfd416de33731a308c3f266cc351222c34898ec"
  )
})

test_that("MNIST's pictures are rows of pixels from 0 to 1, and its classes count from 0", {
  skip_if_not(dir.exists(real_mnist()), paste("the MNIST files are not in", real_mnist()))
  mnist <- load_mnist(real_mnist())
  expect_named(mnist, c("x_train", "t_train", "x_test", "t_test"))
  expect_identical(dim(mnist$x_train), c(60000L, 784L))
  expect_identical(dim(mnist$x_test), c(10000L, 784L))
  expect_identical(range(mnist$x_train), c(0, 1))
  expect_identical(mnist$t_train[1:10], c(5L, 0L, 4L, 1L, 9L, 2L, 1L, 3L, 1L, 4L))
  pictures <- read_idx(file.path(real_mnist(), "t10k-images-idx3-ubyte.gz"))
  expect_identical(mnist$x_test[3, ] * 255, as.vector(t(pictures[3, , ])))
})

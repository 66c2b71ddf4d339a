"""Images: patches, convolution, pooling, flattening, turning."""

import numpy as np

from diglot.inputs import normal, uniform
from diglot.twin import Case

from .subject import Mistake, Subject


def im2col(image, filter_h, filter_w):
    out_h = image.shape[0] - filter_h + 1
    out_w = image.shape[1] - filter_w + 1
    col = np.zeros((out_h * out_w, filter_h * filter_w))
    for i in range(out_h):
        for j in range(out_w):
            col[i * out_w + j] = image[i : i + filter_h, j : j + filter_w].ravel()
    return col


def convolution(image, kernel, stride=1, pad=0):
    image = np.pad(image, pad)
    kh, kw = kernel.shape
    out_h = (image.shape[0] - kh) // stride + 1
    out_w = (image.shape[1] - kw) // stride + 1
    out = np.zeros((out_h, out_w))
    for i in range(out_h):
        for j in range(out_w):
            patch = image[i * stride : i * stride + kh, j * stride : j * stride + kw]
            out[i, j] = np.sum(patch * kernel)
    return out


def max_pooling(image, size=2):
    h, w = image.shape
    return image.reshape(h // size, size, w // size, size).max(axis=(1, 3))


def flatten(images):
    return images.reshape(images.shape[0], -1)


def to_grid(pixels, height, width):
    return pixels.reshape(height, width)


def quarter_turn(image):
    return np.rot90(image)


def mirror(image):
    return np.flip(image, axis=1)


def grey(image):
    return image @ np.array([0.299, 0.587, 0.114])


def rescale(image):
    low, high = image.min(), image.max()
    return (image - low) / (high - low)


PICTURE = uniform(6, 8, seed=1)
PICTURES = [
    Case("wide", PICTURE),
    Case("square", normal(4, 4, seed=2)),
    Case("tall", normal(6, 2, seed=3)),
]

SUBJECTS = [
    Subject(
        im2col,
        [
            Case("2 x 2", normal(4, 5, seed=4), 2, 2),
            Case("2 x 3", PICTURE, 2, 3),
            Case("3 x 3", normal(5, 5, seed=5), 3, 3),
        ],
        """function(image, filter_h, filter_w) {
          out_h <- nrow(image) - filter_h + 1
          out_w <- ncol(image) - filter_w + 1
          col <- matrix(0, out_h * out_w, filter_h * filter_w)
          for (i in seq_len(out_h)) {
            for (j in seq_len(out_w)) {
              patch <- image[i:(i + filter_h - 1), j:(j + filter_w - 1)]
              col[(i - 1) * out_w + j, ] <- as.vector(t(patch))
            }
          }
          col
        }""",
        [
            Mistake(
                "reads patches by columns",
                ("as.vector(t(patch))", "as.vector(patch)"),
                "memory order",
                ["other order"],
                r"t\(|order|byrow",
            ),
            Mistake(
                "goes down the image first",
                ("(i - 1) * out_w + j", "(j - 1) * out_h + i"),
                "other order",
                ["memory order"],
                "order|row",
            ),
            Mistake(
                "binds patches as columns",
                """function(image, filter_h, filter_w) {
                  at <- expand.grid(
                    j = seq_len(ncol(image) - filter_w + 1),
                    i = seq_len(nrow(image) - filter_h + 1)
                  )
                  mapply(function(i, j) {
                    as.vector(t(image[i + seq_len(filter_h) - 1, j + seq_len(filter_w) - 1]))
                  }, at$i, at$j)
                }""",
                "transposed",
                (),
                r"t\(",
            ),
        ],
    ),
    Subject(
        convolution,
        [
            Case("3 x 3", PICTURE, normal(3, 3, seed=6)),
            Case("2 x 3", normal(5, 6, seed=7), normal(2, 3, seed=8)),
            Case("stride", PICTURE, normal(2, 2, seed=9), 2),
            Case("padded", normal(4, 4, seed=10), normal(3, 3, seed=11), 1, 1),
        ],
        """function(image, kernel, stride = 1, pad = 0) {
          padded <- matrix(0, nrow(image) + 2 * pad, ncol(image) + 2 * pad)
          padded[pad + seq_len(nrow(image)), pad + seq_len(ncol(image))] <- image
          kh <- nrow(kernel)
          kw <- ncol(kernel)
          out_h <- (nrow(padded) - kh) %/% stride + 1
          out_w <- (ncol(padded) - kw) %/% stride + 1
          out <- matrix(0, out_h, out_w)
          for (i in seq_len(out_h)) {
            for (j in seq_len(out_w)) {
              rows <- (i - 1) * stride + seq_len(kh)
              columns <- (j - 1) * stride + seq_len(kw)
              out[i, j] <- sum(padded[rows, columns] * kernel)
            }
          }
          out
        }""",
        [
            Mistake(
                "turns the kernel",
                ("* kernel)", "* kernel[kh:1, kw:1])"),
                "reversed",
                ["operation"],
                "revers|flip|turn|kw:1|rev",
            ),
            Mistake("takes means", ("sum(padded", "mean(padded"), "mean", (), "sum|mean"),
            Mistake(
                "pads with ones",
                ("matrix(0, nrow(image)", "matrix(1, nrow(image)"),
                None,
                ["operation", "default"],
            ),
        ],
        {
            "Vectorize and outer": """function(image, kernel, stride = 1, pad = 0, fill = 0) {
              framed <- rbind(
                matrix(fill, pad, ncol(image) + 2 * pad),
                cbind(matrix(fill, nrow(image), pad), image, matrix(fill, nrow(image), pad)),
                matrix(fill, pad, ncol(image) + 2 * pad)
              )
              starts <- function(length, width) seq.int(0, length - width, by = stride)
              at <- function(i, j) {
                sum(framed[i + seq_len(nrow(kernel)), j + seq_len(ncol(kernel))] * kernel)
              }
              down <- starts(nrow(framed), nrow(kernel))
              across <- starts(ncol(framed), ncol(kernel))
              outer(down, across, Vectorize(at))
            }""",
        },
    ),
    Subject(
        max_pooling,
        [
            Case("wide", PICTURE),
            Case("square", normal(4, 4, seed=2)),
            Case("threes", normal(6, 9, seed=12), 3),
        ],
        """function(image, size = 2) {
          h <- nrow(image) / size
          w <- ncol(image) / size
          apply(array(image, c(size, h, size, w)), c(2, 4), max)
        }""",
        [
            Mistake(
                "takes means", ("c(2, 4), max", "c(2, 4), mean"), "operation", ["mean"], "max|mean"
            ),
            Mistake("takes minima", ("c(2, 4), max", "c(2, 4), min"), "operation", (), "max|min"),
            Mistake(
                "splits the axes as Python does",
                (
                    "apply(array(image, c(size, h, size, w)), c(2, 4), max)",
                    "apply(array(image, c(h, size, w, size)), c(1, 3), max)",
                ),
                "memory order",
                ["other axis", "operation"],
                "order|array|aperm|axes|axis|dim",
            ),
        ],
        {
            "tapply": """function(image, size = 2) {
              block <- list(c(row(image) - 1) %/% size, c(col(image) - 1) %/% size)
              tapply(c(image), block, max)
            }""",
        },
    ),
    Subject(
        flatten,
        [
            Case("two images", normal(2, 3, 4, seed=13)),
            Case("square images", normal(3, 2, 2, seed=14)),
            Case("one image", normal(1, 2, 5, seed=15)),
        ],
        "function(images) t(apply(images, 1, function(image) as.vector(t(image))))",
        [
            Mistake(
                "keeps R's order",
                "function(images) matrix(images, nrow = dim(images)[1])",
                "memory order",
                ["other order"],
                r"byrow|aperm|order|t\(",
            ),
            Mistake(
                "forgets t() around apply",
                (
                    "t(apply(images, 1, function(image) as.vector(t(image))))",
                    "apply(images, 1, function(image) as.vector(t(image)))",
                ),
                "transposed",
                (),
                r"t\(",
            ),
        ],
        {"aperm": "function(images) matrix(aperm(images, c(1, 3, 2)), nrow = dim(images)[1])"},
    ),
    Subject(
        to_grid,
        [
            Case("digits", np.arange(12.0), 3, 4),
            Case("square", normal(9, seed=16), 3, 3),
            Case("wide", normal(10, seed=17), 2, 5),
        ],
        "function(pixels, height, width) matrix(pixels, height, width, byrow = TRUE)",
        [
            Mistake("fills by columns", (", byrow = TRUE", ""), "memory order", (), "byrow"),
            Mistake(
                "swaps height and width",
                ("height, width, byrow", "width, height, byrow"),
                "arguments",
                ["dimensions", "memory order"],
                "width|height|swap|dim|number of rows",
            ),
        ],
        {"transposed": "function(pixels, height, width) t(`dim<-`(pixels, c(width, height)))"},
    ),
    Subject(
        quarter_turn,
        PICTURES,
        "function(image) t(image)[ncol(image):1, ]",
        [
            Mistake(
                "turns the other way",
                "function(image) t(image[nrow(image):1, ])",
                "reversed",
                ["sign", "operation", "transposed"],
                "revers|rev|turn|direction|-1|:1",
            ),
            Mistake(
                "turns nothing",
                "function(image) t(image)",
                "reversed",
                ["transposed", "operation"],
                "rev|turn|:1|revers",
            ),
        ],
    ),
    Subject(
        mirror,
        PICTURES,
        "function(image) image[, ncol(image):1]",
        [
            Mistake(
                "mirrors the other way",
                "function(image) image[nrow(image):1, ]",
                "other axis",
                ["reversed"],
                "col|axis|revers|,",
            ),
        ],
    ),
    Subject(
        grey,
        [
            Case("small", uniform(2, 2, 3, seed=18)),
            Case("wide", uniform(2, 5, 3, seed=19)),
            Case("square", uniform(3, 3, 3, seed=20)),
        ],
        "function(image) apply(image, 1:2, function(rgb) sum(rgb * c(0.299, 0.587, 0.114)))",
        [
            Mistake(
                "blue before red",
                ("c(0.299, 0.587, 0.114)", "c(0.114, 0.587, 0.299)"),
                "reversed",
                ["other order", "operation"],
                "revers|order|rev",
            ),
            Mistake("takes means", ("sum(rgb", "mean(rgb"), "mean", ["scaled"], r"^(?!.*columns)"),
        ],
        {
            "tensor": """function(image) {
              weights <- c(0.299, 0.587, 0.114)
              Reduce(`+`, Map(function(k, w) w * image[, , k], 1:3, weights))
            }""",
        },
    ),
    Subject(
        rescale,
        PICTURES,
        "function(image) (image - min(image)) / (max(image) - min(image))",
        [
            Mistake(
                "divides by the maximum",
                ("(max(image) - min(image))", "max(image)"),
                "operation",
                (),
                "max|min|-",
            ),
            Mistake(
                "rescales each column",
                "function(image) apply(image, 2, function(x) (x - min(x)) / (max(x) - min(x)))",
                "other axis",
                (),
                "all|whole|over|axis",
            ),
            Mistake(
                "forgets brackets",
                "function(image) image - min(image) / (max(image) - min(image))",
                "operation",
                (),
                r"\(|bracket",
            ),
        ],
        {"range and diff": "function(image) { r <- range(image); (image - r[1]) / diff(r) }"},
    ),
]

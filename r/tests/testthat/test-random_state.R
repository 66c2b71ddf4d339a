# The numbers beside the calls are those of NumPy 2.4.6: the call of the comment, each number
# printed by Python's float.hex(), or as it is when it is whole. The comparison of millions of
# draws is `tests/parity/test_random_state.py`.

test_that("uniform numbers are NumPy's to the bit, for the first and the last seed", {
  # RandomState(0).rand(3)
  expect_identical(
    random_state(0)$rand(3),
    c(0x1.18fe1565f12a8p-1, 0x1.6e2d4cf608733p-1, 0x1.349d66b6e894bp-1)
  )
  # RandomState(2**32 - 1).rand(3)
  expect_identical(
    random_state(2^32 - 1)$rand(3),
    c(0x1.8fe69a3924820p-4, 0x1.d323d824032b1p-1, 0x1.93fc6f61af3f9p-1)
  )
  # RandomState(1234).rand(1000, 2)[-1]
  expect_identical(
    random_state(1234)$rand(1000, 2)[1000, ],
    c(0x1.e88f10c2ea528p-1, 0x1.c2564fde1da3dp-1)
  )
  # RandomState(1234).uniform(-2.5, 7.1, 3)
  expect_identical(
    random_state(1234)$uniform(-2.5, 7.1, 3),
    c(-0x1.52a4c2ce3c464p-1, 0x1.bc727f7d9eb72p+1, 0x1.b3c27b2270d64p+0)
  )
})

test_that("normal numbers are NumPy's to the bit, in row-major order", {
  # RandomState(1).randn(2, 3)
  expect_identical(
    random_state(1)$randn(2, 3),
    rbind(
      c(0x1.9fd5190657c50p+0, -0x1.393822fb7d9adp-1, -0x1.0e6c872548fd2p-1),
      c(-0x1.12ae1255cb80cp+0, 0x1.bb16b5735117dp-1, -0x1.2698d1ecca259p+1)
    )
  )
  # RandomState(1234).randn(1001)[-1]
  expect_identical(random_state(1234)$randn(1001)[1001], -0x1.950b9558bb250p+0)
  # RandomState(1234).normal(0.1, 3.7, 3)
  expect_identical(
    random_state(1234)$normal(0.1, 3.7, 3),
    c(0x1.d824b50423207p+0, -0x1.139f7fd84354ap+2, 0x1.59aa3e1a7b14fp+2)
  )
})

test_that("the second normal number of a pair is kept for the next call", {
  rng <- random_state(1)
  one_by_one <- vapply(1:7, function(i) rng$randn(), numeric(1))
  expect_identical(one_by_one, random_state(1)$randn(7))

  # rng = RandomState(1); rng.randn(3); rng.get_state()[2:]
  rng <- random_state(1)
  rng$randn(3)
  expect_identical(
    rng$get_state()[-1],
    list(pos = 16L, has_gauss = 1L, cached_gaussian = -0x1.12ae1255cb80cp+0)
  )
})

test_that("whole numbers are NumPy's, and integers where R's integers hold them", {
  # RandomState(1).randint(10, size=8)
  expect_identical(random_state(1)$randint(10, size = 8), c(5L, 8L, 9L, 5L, 0L, 0L, 1L, 7L))
  # RandomState(1).randint(0, 2**32, 4)
  expect_identical(
    random_state(1)$randint(0, 2^32, 4),
    c(1791095845, 4282876139, 3093770124, 4005303368)
  )
  # RandomState(1).randint(-5, 2**40, 3)
  expect_identical(
    random_state(1)$randint(-5, 2^40, 3),
    c(163196666086, 1095766950788, 876169207424)
  )
})

test_that("a range that doubles cannot hold is refused", {
  rng <- random_state(1)
  refused <- "`high` must be greater than `low`, by at most 2^53; `low` is"
  expect_error(rng$randint(-1, 2^53), paste(refused, "-1 and `high` is"), fixed = TRUE)
  expect_error(
    rng$randint(2^53 + 2),
    "`high` must be a whole number from -9007199254740992 to 9007199254740992, not",
    fixed = TRUE
  )
  # RandomState(1).randint(-1, 2**53 - 1)
  expect_identical(rng$randint(-1, 2^53 - 1), 549919010554090)
})

test_that("choices are NumPy's", {
  # RandomState(1).choice(60000, 5)
  expect_identical(random_state(1)$choice(60000, 5), c(33003L, 12172L, 5192L, 32511L, 50057L))
  # RandomState(1).choice(10, 4, replace=False)
  expect_identical(random_state(1)$choice(10, 4, replace = FALSE), c(2L, 9L, 6L, 4L))
  # RandomState(1).choice(5, 6, p=[0.1, 0, 0.3, 0.6, 0])
  p <- c(0.1, 0, 0.3, 0.6, 0)
  expect_identical(random_state(1)$choice(5, 6, p = p), c(3L, 3L, 0L, 2L, 2L, 0L))
  # RandomState(1).choice(5, 3, replace=False, p=[0.1, 0, 0.3, 0.6, 0])
  expect_identical(random_state(1)$choice(5, 3, replace = FALSE, p = p), c(3L, 0L, 2L))
  # RandomState(1).choice(["a", "b", "c"], 4)
  expect_identical(random_state(1)$choice(c("a", "b", "c"), 4), c("b", "a", "a", "b"))
})

test_that("orders are NumPy's, of numbers, elements and rows", {
  # RandomState(1).permutation(10)
  order <- c(2L, 9L, 6L, 4L, 0L, 3L, 1L, 7L, 8L, 5L)
  expect_identical(random_state(1)$permutation(10), order)
  expect_identical(random_state(1)$shuffle(letters[1:10]), letters[order + 1])
  # RandomState(1).permutation(np.arange(12).reshape(6, 2))
  x <- matrix(0:11, 6, byrow = TRUE, dimnames = list(letters[1:6], NULL))
  expect_identical(random_state(1)$permutation(x), x[c("c", "b", "e", "a", "d", "f"), ])
  expect_identical(random_state(1)$shuffle(x), random_state(1)$permutation(x))
})

test_that("`size` gives a number, a vector or an array filled row by row", {
  in_order <- random_state(1)$rand(24)
  expect_identical(random_state(1)$rand(), in_order[1])
  expect_identical(random_state(1)$random_sample(), in_order[1])
  expect_identical(random_state(1)$random_sample(24), in_order)
  x <- random_state(1)$random_sample(c(2, 3, 4))
  expect_identical(x, random_state(1)$rand(2, 3, 4))
  expect_identical(x[1, 2, 3], in_order[0 * 12 + 1 * 4 + 2 + 1])
  expect_identical(x[2, 3, 1], in_order[1 * 12 + 2 * 4 + 0 + 1])
  expect_identical(random_state(1)$randn(0), numeric(0))
  expect_identical(dim(random_state(1)$randn(3, 0)), c(3L, 0L))
})

test_that("a vector of seeds is mixed into the key as NumPy does", {
  # RandomState((1, 2, 3)).rand(2)
  expect_identical(
    random_state(1:3)$rand(2),
    c(0x1.383fbc97230c2p-1, 0x1.c5fd27a5da181p-1)
  )
})

test_that("a state that is put back gives the same numbers again", {
  rng <- random_state(c(7, 7))
  rng$randn(5)
  state <- rng$get_state()
  first <- rng$randn(1000)
  rng$set_state(state)
  expect_identical(rng$randn(1000), first)
  copy <- random_state(0)
  copy$set_state(state)
  expect_identical(copy$randn(1000), first)
  expect_identical(copy$get_state(), rng$get_state())

  rng$seed(1)
  expect_identical(rng$get_state(), random_state(1)$get_state())
})

test_that("the word 2^31, which is NA among R's integers, is kept", {
  # RandomState((1, 2, 3)).get_state()[1][0]
  rng <- random_state(1:3)
  expect_identical(rng$get_state()$key[1], 2^31)
  rng$set_state(rng$get_state())
  expect_identical(rng$rand(2), random_state(1:3)$rand(2))
})

test_that("a state that cannot be is refused", {
  rng <- random_state(1)
  state <- rng$get_state()
  expect_error(
    rng$set_state(state["key"]),
    "`state` must be a list of `key` (624 words), `pos`, `has_gauss` and `cached_gaussian`",
    fixed = TRUE
  )
  expect_error(
    rng$set_state(replace(state, "pos", 0)),
    "`state$pos` must be a whole number from 1 to 624, not 0.",
    fixed = TRUE
  )
  expect_error(
    rng$set_state(replace(state, "key", list(c(2^31 - 1, numeric(623))))),
    "`state$key` must not be all 0: only zeros would follow.",
    fixed = TRUE
  )
  expect_error(
    rng$set_state(replace(state, "key", list(c(2^32, numeric(623))))),
    "`state$key` must be a whole number from 0 to 4294967295, not 4294967296.",
    fixed = TRUE
  )
  expect_identical(rng$get_state(), state)
})

test_that("axes in one vector are refused", {
  expect_error(random_state(1)$randn(c(2, 3)), "Each axis must be one whole number", fixed = TRUE)
})

test_that("integers beyond those that doubles count are refused", {
  rng <- random_state(1)
  text <- "must be a whole number from -9007199254740992 to 9007199254740992, not"
  expect_error(rng$randint(2^54, 2^55), paste("`low`", text), fixed = TRUE)
  expect_error(rng$randint(-2^54, 1), paste("`low`", text), fixed = TRUE)
  expect_error(rng$randint(0, 2^54), paste("`high`", text), fixed = TRUE)
  expect_error(rng$randint(-2^55, -2^54), paste("`low`", text), fixed = TRUE)
})

test_that("a choice that is no choice is refused", {
  rng <- random_state(1)
  refused <- "`replace` must be TRUE or FALSE."
  expect_error(rng$choice(3, 1, replace = 1), refused, fixed = TRUE)
  expect_error(rng$choice(3, 1, replace = NA), refused, fixed = TRUE)
  expect_error(rng$choice(0, 1), "`a` must not be empty when there is", fixed = TRUE)
  expect_error(
    rng$choice(2, p = c(0.5, 0.6234567891)),
    "`p` must sum to 1, not 1.1234567891.",
    fixed = TRUE
  )
  expect_error(
    rng$choice(matrix(1:4, 2), 1),
    "`a` must be a vector or a whole number, not a 2 x 2 matrix.",
    fixed = TRUE
  )
  expect_identical(as.vector(rng$choice(array(7, 1), 2)), c(7, 7)) # one axis is no count
})

test_that("a seed that NumPy refuses is refused", {
  refused <- "`seed` must be a whole number from 0 to 4294967295, not"
  expect_error(random_state(-1), paste(refused, "-1."), fixed = TRUE)
  expect_error(random_state(2^32), paste(refused, "4294967296."), fixed = TRUE)
  expect_error(random_state(0.5), paste(refused, "0.5."), fixed = TRUE)
  expect_error(random_state(NA), paste(refused, "NA."), fixed = TRUE)
  expect_error(random_state(c(1, -1)), paste(refused, "-1."), fixed = TRUE)
  expect_error(random_state(numeric(0)), "`seed` must hold at least one number.", fixed = TRUE)
  expect_error(random_state("1"), "`seed` must hold numbers, not strings.", fixed = TRUE)
})

# R's own random state: the kinds, and the seed, which may be absent.
own_random_state <- function() {
  list(RNGkind(), get0(".Random.seed", globalenv(), inherits = FALSE))
}

expect_own_state_untouched <- function() {
  before <- own_random_state()
  rng <- random_state(1)
  rng$randn(700)
  rng$choice(9, 4, replace = FALSE)
  expect_identical(own_random_state(), before)
  # runif() refuses that many numbers, while R's generator stands where NumPy's does.
  expect_error(rng$rand(2e9, 2e9), "invalid arguments")
  expect_identical(own_random_state(), before)
}

test_that("R's own random state is left as it was found, also after an error", {
  found <- own_random_state()
  on.exit({
    do.call(RNGkind, as.list(found[[1]]))
    if (is.null(found[[2]])) {
      rm(".Random.seed", envir = globalenv())
    } else {
      assign(".Random.seed", found[[2]], envir = globalenv())
    }
  })
  set.seed(1)
  expect_own_state_untouched()
  RNGkind("Wichmann-Hill", "Ahrens-Dieter")
  expect_own_state_untouched()
  rm(".Random.seed", envir = globalenv())
  expect_own_state_untouched()
})

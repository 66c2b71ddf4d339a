# R CMD check runs the tests from here; `make test` runs them in the checkout.
library(testthat)
library(scratchnet)

test_check("scratchnet")

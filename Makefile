# `make verify` and `make test` are all that a newcomer needs; `make help` lists the rest.
# Every goal first gets what it lacks (tools/setup.sh), which takes a moment when nothing does.

# One BLAS thread is faster on nets of this size, and its sums come out the same every time.
export OPENBLAS_NUM_THREADS ?= 1
export PYTHON ?= python3

PY := .venv/bin/python
RSCRIPT := Rscript --vanilla

.NOTPARALLEL:
.PHONY: help setup verify report test test-python test-r check check-python check-r check-wheel check-report check-mutation mutation docs bench clean

help: ## list the goals
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

setup: ## install what is missing: R, a virtual environment, both editions
	@tools/setup.sh verify

verify: setup ## do the Python and the R edition agree?
	@.venv/bin/diglot verify

report: setup ## write build/report.html: the same to look at
	@.venv/bin/diglot report

test: test-python test-r ## run the tests of both languages

test-python: ## run pytest
	@tools/setup.sh test
	$(PY) -m pytest -n auto --dist loadfile

test-r: ## run the R edition's own tests, without Python
	@tools/setup.sh test
	$(RSCRIPT) -e 'testthat::test_local("r", reporter = "check", stop_on_warning = TRUE)'

check: check-python check-r check-wheel check-mutation check-report ## check style, types, both packages, the tests

check-python: ## ruff and mypy
	@tools/setup.sh check
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

check-r: ## lintr, the man pages, R CMD check
	@tools/setup.sh check
	tools/check_r.sh

check-wheel: ## the packages for Python, installed and used elsewhere
	@tools/setup.sh check
	$(PY) tools/check_wheel.py

check-mutation: ## do the tests notice a sample of small changes of the R edition?
	@tools/setup.sh test
	$(PY) tools/mutate.py r --sample 60 --unlisted

mutation: ## which small changes of the code does no test notice? (half an hour)
	@tools/setup.sh test
	$(PY) tools/mutate.py --json mutation.json

check-report: ## the report, read in a real browser
	@tools/setup.sh check
	$(PY) -m pytest tests/report

docs: ## write r/man and r/NAMESPACE from the comments in r/R
	@tools/setup.sh check
	$(RSCRIPT) -e 'roxygen2::roxygenise("r")'

bench: setup ## measure
	@for script in benchmarks/*.py; do $(PY) "$$script" || exit; done

clean: ## remove what the goals above have made
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

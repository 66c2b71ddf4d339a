#!/usr/bin/env bash
# Checks the R edition: lintr finds nothing, the man pages say what the comments in r/R say, and
# R CMD check ends without an error, a warning or a note. Needs no network.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# Where no locale is set, as on a bare machine, R CMD check would warn that it is not UTF-8.
[ "$(locale charmap)" = UTF-8 ] || export LC_ALL=C.UTF-8

# Runs a command that has something to say only when it fails.
quietly() {
  "$@" >"$scratch/log" 2>&1 || {
    cat "$scratch/log" >&2
    return 1
  }
}

echo "lintr"
Rscript --vanilla -e '
  pkgload::load_all("r", quiet = TRUE) # so that lintr knows the functions of the other files
  lints <- lintr::lint_package("r")
  print(lints)
  quit(status = length(lints) > 0)'

echo "man pages"
cp -RL r "$scratch/r" # -L: inst/shared_data is a link, and is copied as R CMD build copies it
quietly Rscript --vanilla -e 'roxygen2::roxygenise(commandArgs(TRUE))' "$scratch/r"
for made in NAMESPACE man; do
  diff -r "r/$made" "$scratch/r/$made" || {
    echo "r/$made must say what the comments in r/R say: run \`make docs\`." >&2
    exit 1
  }
done

echo "R CMD check"
# R would ask CRAN whether anything there depends on this package in a circle, and wait for it.
echo 'options(repos = character())' >"$scratch/profile.R"
export R_PROFILE_USER=$scratch/profile.R
cd "$scratch"
quietly R CMD build "$root/r"
quietly R CMD check --no-manual scratchnet_*.tar.gz
# R's exit code tells of errors only, the last line of the log of warnings and notes too.
tail -n 1 scratchnet.Rcheck/00check.log | grep -x 'Status: OK' || {
  cat scratchnet.Rcheck/00check.log >&2
  exit 1
}

#!/usr/bin/env bash
# Gets what a goal lacks: R and its tools from the system's packages, the rest into .venv.
#
#   tools/setup.sh [verify | test | check]        PYTHON=python3.12 chooses another Python
#
# Where nothing is lacking it says nothing. Nothing but .venv and system packages is changed.
#
# Lists are the words of a string: the bash of macOS takes an empty array for an unset one.
# shellcheck disable=SC2046,SC2086
set -euo pipefail
cd "$(dirname "$0")/.."

goal=${1:-verify}
python=${PYTHON:-python3}
case $goal in # each goal serves those before it too
  verify) goals="verify" extras="" r_packages="" ;;
  test) goals="verify test" extras="[test]" r_packages="testthat" ;;
  check) goals="verify test check" extras="[test,check]" r_packages="testthat lintr roxygen2" ;;
  *) echo "usage: tools/setup.sh [verify | test | check]" >&2 && exit 2 ;;
esac

say() { echo "setup: $*" >&2; }
fail() { printf '%s\n' "$@" >&2 && exit 2; }

# ---- what is here --------------------------------------------------------------------------------

# "R 4.2.2 in /usr/lib/R, ..."; where there is none, two lines that say how to get it.
r_found() { "$python" -I python/diglot/environment.py; }

r_packages_found() {
  local names
  [ -z "$r_packages" ] && return
  names=$(printf ',"%s"' $r_packages)
  # find.package() of several is content with one of them.
  Rscript --vanilla -e "for (name in c(${names#,})) find.package(name)" >/dev/null 2>&1
}

# What `make check` reads the report with; the tests know the same names.
browser_found() {
  [ "$goal" != check ] || command -v chromium >/dev/null ||
    command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null
}

python_has() { "$python" -c "import $1" 2>/dev/null; }

python_has_headers() {
  "$python" -c 'import os, sysconfig, sys
sys.exit(not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")))'
}

# Whether a program can be linked to R, as rpy2 does: `r-base-core` alone lacks libraries for it.
links_to_r() {
  local folder status=0
  folder=$(mktemp -d)
  echo 'int main(void) { return 0; }' >"$folder/main.c"
  cc "$folder/main.c" -o "$folder/main" $(R CMD config --ldflags) >/dev/null 2>&1 || status=1
  rm -r "$folder"
  return $status
}

r_has_fast_blas() {
  ldd "$(R RHOME)/lib/libR.so" | awk '/blas/ { print $3 }' | xargs -r readlink -f |
    grep -qiE 'openblas|mkl|blis|atlas'
}

# All that .venv was made from. When it changes, .venv is brought up to date.
origin() { { pwd && "$python" --version && r_found && cat pyproject.toml hatch_build.py; } | cksum; }

stamp() { echo ".venv/.ready-for-$1"; }

in_place() {
  [ -f "$(stamp "$goal")" ] && [ "$(cat "$(stamp "$goal")")" = "$(origin 2>/dev/null)" ] &&
    r_packages_found &&
    { browser_found || ! command -v apt-get >/dev/null; } &&
    .venv/bin/python -c 'from diglot.environment import require_r; require_r()' 2>/dev/null
}

# ---- what is missing -----------------------------------------------------------------------------

missing_debian_packages() {
  local version
  version=$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
  python_has ensurepip || echo "$version-venv"
  python_has_headers || echo "$version-dev"
  if ! command -v R >/dev/null; then
    echo r-base-core libopenblas0-pthread r-base-dev
  else
    r_has_fast_blas || echo libopenblas0-pthread
    links_to_r || echo r-base-dev
  fi
  r_packages_found || printf 'r-cran-%s\n' $r_packages
  browser_found || echo chromium
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}

install_debian_packages() {
  local packages log get="env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300"
  packages=$(missing_debian_packages | xargs)
  [ -z "$packages" ] && return
  if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
    fail "System packages are missing, and this user is neither root nor has sudo." \
      "Get them, as root: apt-get install --no-install-recommends $packages"
  fi
  say "apt-get install $packages"
  as_root $get update >/dev/null 2>&1 || true # an unreachable third-party source is no reason to stop
  log=$(as_root $get install --yes --no-install-recommends $packages 2>&1) ||
    fail "$(tail -n 20 <<<"$log")" "apt-get could not install the packages; its last words are above."
}

require_python() {
  local version
  version=$("$python" --version 2>&1) || version="not there"
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null ||
    fail "Python 3.10 or newer is needed; $python is ${version#Python }." \
      "Get it, then name it: make $goal PYTHON=python3.12"
}

require_r_packages() {
  r_packages_found ||
    fail "R lacks packages that \`make $goal\` needs: $r_packages." \
      "Get them: Rscript -e 'install.packages(c(\"${r_packages// /\", \"}\"))'"
}

make_venv() {
  local version
  version=$("$python" --version)
  # The scripts in .venv name their Python by its path: those of a folder that was moved or copied
  # name another one.
  if [ "$(.venv/bin/python --version 2>&1)" != "$version" ] ||
    ! grep -qsF "$PWD/.venv/bin/python" .venv/bin/pip; then
    say "making .venv with $version"
    "$python" -m venv --clear .venv
  fi
  say "installing diglot$extras into .venv ($(r_found))"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --editable ".$extras"
  .venv/bin/python -c 'from diglot.environment import require_r; require_r()'
  for goal in $goals; do origin >"$(stamp "$goal")"; done
}

in_place && exit
require_python
if command -v apt-get >/dev/null; then install_debian_packages; fi
r_found >/dev/null || exit 2 # it has said what is missing and how to get it
require_r_packages
make_venv

#!/usr/bin/env bash
# Tries this checkout on a fresh Debian, as somebody would who has just cloned it: `make verify` ten
# times and `make test`, as root and then as an ordinary user.
#
#   tools/try_on.sh [--quick] [--keep] SUITE        for example: tools/try_on.sh trixie
#
#   --quick   `make verify` three times, and of the tests those of the bridge and of the command
#   --keep    leave the Debian and the logs of the runs where they are
#
# Tried is what is committed. Debian's mirror and pip's index are those of this machine, whose apt
# must have seen its mirror (`apt-get update`); MIRROR=URL names another one. All is done in a folder
# in TMPDIR, which is removed at the end, and with mounts that no other process sees: they vanish
# with the last process there, whatever ends it.
#
# Exit status: 0, all passed. 1, something failed there. 77, no such Debian can be built here.
set -euo pipefail
cd "$(dirname "$0")/.."

quick="" keep="" suite="" scratch=""
while [ $# -gt 0 ]; do
  case $1 in
    --quick) quick=yes ;;
    --keep) keep=yes ;;
    --inside) scratch=$2 && shift ;; # only ever given by this script to itself, see below
    -* | "") suite="" && break ;;
    *) suite=$1 ;;
  esac
  shift
done
[ -n "$suite" ] || {
  echo "usage: tools/try_on.sh [--quick] [--keep] SUITE" >&2
  exit 2
}

cannot() {
  echo "try_on: cannot build a Debian $suite here: $*" >&2
  exit 77
}

# ---- what this machine is told about mirrors and indexes -----------------------------------------

# Debian's own archive, not that of its security updates nor of anybody else.
mirror() {
  # shellcheck disable=SC2016 # apt fills these in
  local format='$(ORIGIN)|$(LABEL)|$(SITE)'
  if [ -n "${MIRROR:-}" ]; then
    echo "$MIRROR"
  else
    apt-get indextargets --format "$format" 2>/dev/null | sed -n 's/^Debian|Debian|//p' | tail -n 1
  fi
}

# pip's settings that say where packages come from, as variables: these count for every user.
pip_settings() {
  local python key value
  for python in .venv/bin/python python3; do
    "$python" -m pip --version >/dev/null 2>&1 && break
  done
  # Its lines are key='value'. Those that stand for a variable come first, but must have the last word.
  "$python" -m pip config list 2>/dev/null | tac | while IFS='=' read -r key value; do
    key=${key##*.}
    case $key in
      cert | client-cert | constraint | default-timeout | extra-index-url | find-links | index-url | \
        no-index | proxy | retries | timeout | trusted-host)
        value=${value#[\'\"]} && value=${value%[\'\"]}
        key=${key//-/_}
        echo "PIP_${key^^}=${value//\\n/ }"
        ;;
    esac
  done
}

network_settings() {
  local name
  for name in {http,https,no,all}_proxy {HTTP,HTTPS,NO,ALL}_PROXY SSL_CERT_FILE REQUESTS_CA_BUNDLE; do
    [ -z "${!name:-}" ] || echo "$name=${!name}"
  done
}

authorities=/etc/ssl/certs/ca-certificates.crt

# ---- a fresh Debian ------------------------------------------------------------------------------

# Makes there what the words of a setting name here: files are copied, folders are mounted.
bring_along() {
  local word path
  for word in ${1#*=}; do
    path=${word#file://}
    case $path in
      /*/simple | /*/simple/) path=$(dirname "$path") ;; # an index, whose pages point to what is beside it
      /*) ;;
      *) continue ;;
    esac
    if [ -d "$path" ] && ! [ -d "$debian$path" ]; then
      mkdir -p "$debian$path"
      mount --bind --read-only "$path" "$debian$path"
    elif [ -f "$path" ]; then
      mkdir -p "$debian$(dirname "$path")"
      cp -L "$path" "$debian$path"
    fi
  done
}

# Steps are joined by `&&`: `set -e` does not count in a function that is followed by `||`.
mount_kernel() {
  mkdir -p "$debian/dev/pts" "$debian/dev/shm" &&
    mount -t proc proc "$debian/proc" &&
    mount -t devpts -o newinstance,ptmxmode=0666 devpts "$debian/dev/pts" &&
    mount -t tmpfs -o mode=1777 tmpfs "$debian/dev/shm"
}

configure() {
  cp -L /etc/resolv.conf /etc/hosts "$debian/etc/" &&
    # Proxies, patience, whom to trust: what apt has been told here.
    apt-config dump | grep '^Acquire::' >"$debian/etc/apt/apt.conf.d/90as-outside" &&
    # No package may start a service: it would do so outside.
    printf '#!/bin/sh\nexit 101\n' >"$debian/usr/sbin/policy-rc.d" &&
    chmod +x "$debian/usr/sbin/policy-rc.d" &&
    chroot "$debian" useradd --create-home --shell /bin/bash visitor
}

clone() {
  git clone --quiet . "$debian/root/diglot" &&
    cp -a "$debian/root/diglot" "$debian/home/visitor/diglot" &&
    chroot "$debian" chown -R visitor:visitor /home/visitor/diglot
}

build() {
  local source log=$scratch/logs/build setting
  source=$(mirror)
  [ -n "$source" ] || cannot "apt knows no mirror; \`apt-get update\` or MIRROR=URL may help."
  debootstrap --variant=minbase --include=ca-certificates,git,make,python3 \
    "$suite" "$debian" "$source" >"$log" 2>&1 || cannot "debootstrap says: $(tail -n 1 "$log")"
  { mount_kernel && configure && clone; } >>"$log" 2>&1 || cannot "$(tail -n 1 "$log")"
  for setting in "$source" "${settings[@]}" "$authorities"; do bring_along "$setting"; done
}

# ---- the runs ------------------------------------------------------------------------------------

runs=0 failed=0

# try USER WHAT COMMAND: runs it in the user's clone, and says in one line how long and how it went.
try() {
  local user=$1 what=$2 command=$3 home=/root log started=$SECONDS outcome=passed
  [ "$user" = root ] || home=/home/$user
  runs=$((runs + 1))
  log=$(printf '%s/logs/%02d' "$scratch" $runs)
  # Programs are tried that Ctrl-C ends, though this script may have been started deaf to it.
  chroot "$debian" runuser -u "$user" -- \
    env -i --default-signal=INT,QUIT "${settings[@]}" HOME="$home" USER="$user" LANG=C.UTF-8 \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    bash -c "cd ~/diglot && $command" >"$log" 2>&1 </dev/null || outcome=failed
  printf '%-8s %-36s %5d s  %s\n' "$user" "$what" $((SECONDS - started)) $outcome
  [ $outcome = passed ] && return
  failed=$((failed + 1))
  tail -n 40 "$log" | sed 's/^/    | /'
}

try_all() {
  local user run times=10 selected='tests/verifier/test_{bridge,cli,python}*.py'
  [ -z "$quick" ] || times=3
  for user in root visitor; do
    for run in $(seq $times); do
      try $user "make verify, $run of $times" "make verify"
    done
    if [ -n "$quick" ]; then
      try $user "tests of bridge and command" "tools/setup.sh test && shopt -s nullglob &&
        .venv/bin/python -m pytest -q -n auto --dist loadfile $selected"
    else
      try $user "make test" "make test"
    fi
  done
}

if [ -n "$scratch" ]; then
  debian=$scratch/debian
  mapfile -t settings < <(network_settings && pip_settings)
  build
  echo "Debian $(cat "$debian/etc/debian_version") ($suite), $(chroot "$debian" python3 --version), built in $SECONDS s"
  try_all
  echo "$((runs - failed)) of $runs passed on $suite with $(chroot "$debian" R --version | sed 's/ (.*//;q'), in $SECONDS s"
  [ $failed = 0 ]
  exit
fi

# ---- a place that leaves nothing behind ----------------------------------------------------------

[ "$(id -u)" = 0 ] || cannot "only root can."
for tool in debootstrap apt-get git; do
  command -v $tool >/dev/null || cannot "$tool is not there."
done
# Mounts and processes of its own: who is in there dies with the first of them, and its mounts too.
apart="unshare --mount --pid --fork --kill-child --mount-proc"
$apart true 2>/dev/null || cannot "this root may not mount."

# shellcheck disable=SC2317 # called by the trap
clean_up() {
  if [ -n "${inside:-}" ]; then
    kill -KILL "$inside" 2>/dev/null || true
    wait "$inside" 2>/dev/null || true
  fi
  if [ -n "$keep" ]; then
    echo "kept: $scratch"
  else
    rm -rf --one-file-system "$scratch"
  fi
}
scratch=$(mktemp -d)
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
mkdir "$scratch/logs"

# A job of its own, which a shell does not make deaf to Ctrl-C: programs are tried there that use it.
set -m
$apart "$PWD/tools/try_on.sh" ${quick:+--quick} --inside "$scratch" "$suite" </dev/null &
inside=$!
set +m
status=0
wait "$inside" || status=$?
inside=""
exit $status

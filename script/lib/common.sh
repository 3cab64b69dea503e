# shellcheck shell=bash
# Shared by the scripts beside this folder: plain messages, tidying up, and packages from Debian.
# To be sourced by bash with `set -euo pipefail`.

# shellcheck disable=SC2034
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

step() {
  printf '\n== %s\n' "$*"
}

say() {
  printf '   %s\n' "$*"
}

die() {
  printf '\nerror: %s\n' "$*" >&2
  exit 1
}

have() {
  command -v "$1" >/dev/null 2>&1
}

# What has been started is undone in reverse order, however the script ends.
cleanups=()

at_exit() {
  cleanups+=("$1")
}

run_cleanups() {
  local index
  for ((index = ${#cleanups[@]} - 1; index >= 0; index--)); do
    "${cleanups[$index]}" || true
  done
  cleanups=()
}

trap run_cleanups EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Runs a command as root, without ever asking for a password. $1 is what it is for.
as_root() {
  local purpose=$1
  shift
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif have sudo && sudo -n true 2>/dev/null; then
    sudo -n "$@"
  else
    die "$purpose. This user is neither root nor allowed to use sudo without a password: ask someone who is, then run this again."
  fi
}

package_lists_updated=

# install_packages WHY PACKAGE...
install_packages() {
  local why=$1 wanted
  shift
  wanted="$why. Its Debian packages: $*"
  have apt-get || die "$wanted. This machine has no apt-get to install them with: install the same by its own means, then run this again."
  say "$why: installing $*"
  if [ -z "$package_lists_updated" ]; then
    as_root "$wanted" apt-get -qq update </dev/null
    package_lists_updated=yes
  fi
  as_root "$wanted" env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq install -y --no-install-recommends "$@" </dev/null >/dev/null
}

# A port that nothing listens on at this moment. The caller copes with losing it to someone else.
free_port() {
  local port
  for _ in {1..50}; do
    port=$((20000 + RANDOM % 12000))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      echo "$port"
      return
    fi
  done
  die "no free port was found between 20000 and 32000"
}

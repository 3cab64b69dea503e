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

# What is missing is noted first and installed together, so that whoever may not install is told of everything at once.
missing_packages=()
missing_reasons=()

# miss REASON PACKAGE...
miss() {
  missing_reasons+=("$1")
  shift
  missing_packages+=("$@")
}

install_missing() {
  if [ "${#missing_packages[@]}" -eq 0 ]; then
    return
  fi
  local wanted
  wanted="$(printf '%s, ' "${missing_reasons[@]}" | sed 's/, $//'). Debian's packages for that: ${missing_packages[*]}"
  have apt-get || die "missing: $wanted. This machine has no apt-get to install them with: install the same by its own means, then run this again."
  if [ "$(id -u)" -ne 0 ] && ! { have sudo && sudo -n true 2>/dev/null; }; then
    die "missing: $wanted. This user is neither root nor allowed to use sudo without a password: ask someone who is to install them, then run this again."
  fi
  say "Missing: $wanted"
  if [[ " ${missing_packages[*]} " == *" postgresql "* ]]; then
    at_exit allow_main_cluster
    forbid_main_cluster
  fi
  as_root apt-get -qq update </dev/null
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${missing_packages[@]}" \
    </dev/null >/dev/null
  missing_packages=()
  missing_reasons=()
  hash -r
}

# Debian would make a PostgreSQL cluster of its own and start it. Nobody here has asked for one.
cluster_setting=/etc/postgresql-common/createcluster.d/svx-tests.conf

forbid_main_cluster() {
  as_root install -d "$(dirname "$cluster_setting")"
  echo 'create_main_cluster = false' | as_root tee "$cluster_setting" >/dev/null
}

allow_main_cluster() {
  as_root rm -f "$cluster_setting"
}

# For those who may: root, or anyone whom sudo asks no password.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo -n "$@"
  fi
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

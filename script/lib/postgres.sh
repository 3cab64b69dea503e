# shellcheck shell=bash
# A PostgreSQL server of our own for the tests: a new cluster in a temporary folder, on a free port of this machine
# alone, with a password made for the occasion. It keeps PostgreSQL's durable settings, since some tests kill it.

postgres_dir=
postgres_bin=
postgres_user=

# The newest server installed, by Debian's layout or on the path.
find_postgres() {
  local folder
  postgres_bin=
  for folder in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V); do
    if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then
      postgres_bin=$folder
    fi
  done
  if [ -z "$postgres_bin" ] && have initdb && have postgres; then
    postgres_bin=$(dirname "$(command -v initdb)")
  fi
  [ -n "$postgres_bin" ]
}

need_postgres() {
  if [ -z "${SVX_TEST_POSTGRES:-}" ] && ! find_postgres; then
    miss "a PostgreSQL server" postgresql
  fi
}

# PostgreSQL refuses to run as root, so root runs it as the package's own user, or as nobody.
postgres_as_owner() {
  if [ -n "$postgres_user" ]; then
    (cd / && runuser -u "$postgres_user" -- "$@")
  else
    "$@"
  fi
}

stop_postgres() {
  if [ -n "$postgres_dir" ]; then
    postgres_as_owner "$postgres_bin/pg_ctl" stop -D "$postgres_dir/data" -m immediate -s </dev/null || true
    rm -rf "$postgres_dir"
    postgres_dir=
  fi
}

start_postgres() {
  if [ -n "${SVX_TEST_POSTGRES:-}" ]; then
    say "PostgreSQL: the server that SVX_TEST_POSTGRES names"
    return
  fi
  find_postgres || die "no PostgreSQL server is in /usr/lib/postgresql or on the path"
  if [ "$(id -u)" -eq 0 ]; then
    postgres_user=nobody
    if id postgres >/dev/null 2>&1; then
      postgres_user=postgres
    fi
  fi

  local password port
  postgres_dir=$(mktemp -d "${TMPDIR:-/tmp}/svx-postgres.XXXXXX")
  at_exit stop_postgres
  password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  (umask 077 && printf '%s\n' "$password" >"$postgres_dir/password")
  if [ -n "$postgres_user" ]; then
    chown -R "$postgres_user" "$postgres_dir"
  fi
  postgres_as_owner "$postgres_bin/initdb" -D "$postgres_dir/data" -U svx -A scram-sha-256 \
    --pwfile="$postgres_dir/password" -E UTF8 --locale=C >"$postgres_dir/initdb.log" 2>&1 </dev/null ||
    die "initdb failed: $(cat "$postgres_dir/initdb.log")"

  for _ in {1..5}; do
    port=$(free_port)
    if postgres_as_owner "$postgres_bin/pg_ctl" start -w -s -D "$postgres_dir/data" -l "$postgres_dir/log" \
      -o "-c listen_addresses=127.0.0.1 -p $port -k $postgres_dir -c max_connections=200" </dev/null; then
      export SVX_TEST_POSTGRES="postgres://svx:$password@127.0.0.1:$port/postgres"
      say "PostgreSQL: $("$postgres_bin/postgres" --version), on port $port until this script ends"
      return
    fi
  done
  die "PostgreSQL did not start: $(cat "$postgres_dir/log")"
}

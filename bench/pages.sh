#!/usr/bin/env bash
# Measures pages and imports on a full database: see bench/README.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

projects=${PROJECTS:-100000}
requests=${REQUESTS:-300}
runs=5
port=${PORT:-18461}
folder=$(mktemp -d)
database=${DATABASE:-$folder/bench.db}
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT

if [ -z "${NO_BUILD:-}" ]; then
  cargo build --release -q -p svx --bin svx
  cargo build --release -q -p svx-testkit --examples
fi
bin=${CARGO_TARGET_DIR:-target}/release
export SVX_LOG=error

now() { date +%s%N; }
# The middle one of the lines, which are whole numbers.
median() { sort -n | sed -n "$(((runs + 1) / 2))p"; }
repeat() { for _ in $(seq $runs); do "$@"; done | median; }
# Microseconds that a command takes.
took() { local began; began=$(now); "$@" >/dev/null 2>&1; echo $((($(now) - began) / 1000)); }
row() { printf '%-44s %12s %s\n' "$@"; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.1f", a / b }'; }

if [ ! -f "$database" ]; then
  echo "Filling $projects projects ..."
  "$bin/examples/fill" "sqlite:$database" "$projects"
fi

start() {
  "$bin/svx" serve --database "sqlite:$database" --data "$folder/data" --listen "127.0.0.1:$port" &
  server=$!
  until curl -fso /dev/null "http://127.0.0.1:$port$1"; do sleep 0.005; done
}
stop() { kill "$server"; wait "$server" 2>/dev/null || true; server=; }
first_page() {
  local began
  began=$(now)
  start /needs
  echo $((($(now) - began) / 1000))
  stop
}

echo
row "Start to first page (/needs)" "$(for _ in $(seq $runs); do first_page; done | median) us" "limit 1,000,000"
start /readyz
sleep 3
row "Memory of the idle server" "$(awk '/VmRSS/ { print $2 }' "/proc/$server/status") KiB" "limit 65,536"

page() { "$bin/examples/load" "127.0.0.1:$port" "$requests" "$@" | cut -d' ' -f1; }
bare=$(repeat page /healthz)
row "Bare request (/healthz), median" "$bare us" ""
show() {
  local time
  time=$(repeat page "${@:2}")
  row "$1" "$time us" "$(ratio "$time" "$bare") bare requests; limit 5,000"
}
show "/needs, plain" /needs
show "/needs, by words" "/needs?words=garden" "/needs?words=lunch+carers" "/needs?words=repair" "/needs?words=choir+older"
resources=$(sqlite3 "$database" "SELECT '/needs?resource=' || code FROM resource ORDER BY code LIMIT 5")
# shellcheck disable=SC2086 # one path a word
show "/needs, by resource" $resources
show "/needs, by place" "/needs?near=LS1+1UR&within=10" "/needs?near=SW1A+1AA&within=5" "/needs?near=EH1+1YZ&within=25"
show "/needs, by place, words and resource" "/needs?near=M1+1AE&within=25&words=garden&$(sqlite3 "$database" "SELECT 'resource=' || MIN(code) FROM resource")"
row "Memory after these requests" "$(awk '/VmRSS/ { print $2 }' "/proc/$server/status") KiB" ""
stop

list="SELECT p.id, p.slug, p.title, p.summary, o.name, p.local_authority FROM (SELECT doc, project_id FROM project_search
  WHERE listed AND from_on <= '9999-12-31' AND to_on >= '2026-11-23' ORDER BY doc DESC LIMIT 50) s
  JOIN project p ON p.id = s.project_id JOIN organisation o ON o.id = p.organisation_id ORDER BY s.doc DESC;"
by_sqlite3() {
  for _ in $(seq 100); do echo "$list"; done >"$folder/list.sql"
  local whole none
  whole=$(took sqlite3 "$database" ".read $folder/list.sql")
  none=$(took sqlite3 "$database" "SELECT 1")
  echo $(((whole - none) / 100))
}
row "sqlite3, the rows of the plain list alone" "$(repeat by_sqlite3) us" ""

if [ -n "${CHARITIES:-}" ]; then
  import_charities() {
    rm -rf "$folder/import"
    "$bin/svx" migrate --data "$folder/import" >/dev/null
    took "$bin/svx" import charities "$CHARITIES" --data "$folder/import"
  }
  by_sqlite3_import() {
    rm -f "$folder/csv.db"
    took sqlite3 "$folder/csv.db" ".import --csv $CHARITIES charity"
  }
  ours=$(repeat import_charities)
  theirs=$(repeat by_sqlite3_import)
  row "Import of charities" "$ours us" "$(ratio "$ours" "$theirs") times sqlite3 .import; limit 2,000,000"
fi
if [ -n "${RELEASES:-}" ]; then
  read_releases() { took "$bin/svx" ocds validate "$RELEASES"; }
  by_python() { took python3 -c 'import json, sys; json.load(open(sys.argv[1]))' "$RELEASES"; }
  ours=$(repeat read_releases)
  theirs=$(repeat by_python)
  row "Reading and checking of OCDS releases" "$ours us" "$(ratio "$ours" "$theirs") times python3 json.load; limit 1,000,000"
fi

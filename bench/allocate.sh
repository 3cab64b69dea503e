#!/usr/bin/env bash
# Measures the allocation solver against its peers on the same machine in the same run: see bench/README.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

shared=${SHARED:-../shared/bench}
instances=${INSTANCES:?a folder for the instances, outside of the repository}
names=${NAMES:-council mid mid_t1 mid_unit mid_rich large}
parts=${PARTS:-mid large}
python=${PYTHON:-}
runs=${RUNS:-5}

cargo build --release -q -p svx-matching --examples
bin=${CARGO_TARGET_DIR:-target}/release/examples

mkdir -p "$instances/gen"
if [ ! -e "$instances/data/large.svx" ]; then
  cp "$shared"/gen/* "$instances/gen/"
  (cd "$instances/gen" && ./make_all.sh)
fi
lemon=$instances/lemon_run
[ -e "$lemon" ] || g++ -O3 -march=native -o "$lemon" "$shared/peers/lemon_run.cpp" -l:liblemon.so

results=$(mktemp)
trap 'rm -f "$results"' EXIT
for name in $names; do
  file=$instances/data/$name.svx
  for _ in $(seq "$runs"); do
    "$bin/allocate" "$file" 1 >>"$results"
    "$bin/allocate" "$file" 2 >>"$results"
    # The whole of the country-size instance takes the network simplex more than ten minutes.
    [ "$name" = large ] || "$lemon" ns "$file" >>"$results"
  done
  if [ -n "$python" ]; then
    "$python" "$shared/peers/peers.py" ortools_mcf "$file" >>"$results"
  fi
done
# A careful user of a general solver feeds it one connected part at a time.
for name in $parts; do
  [ -n "$python" ] || break
  split=$instances/parts/$name
  [ -d "$split" ] || "$python" "$shared/peers/split.py" "$instances/data/$name.svx" "$split"
  for part in "$split"/*.svx; do "$lemon" ns "$part"; done |
    sed "s/\"inst\":\"[^\"]*\"/\"inst\":\"$name.svx\"/; s/lemon_ns/lemon_ns_by_part/" >>"$results"
done

python3 - "$results" <<'PY'
import collections, json, statistics, sys
runs = collections.defaultdict(list)
for line in open(sys.argv[1]):
    run = json.loads(line)
    runs[run["inst"], run["peer"]].append(run)
def seconds(peer, found):
    # By part, what counts is the sum over the parts.
    each = [run["solve_s"] for run in found]
    return sum(each) if peer.endswith("by_part") else statistics.median(each)
for (name, peer), found in sorted(runs.items()):
    total = seconds(peer, found)
    ours = seconds("svx_t2", runs.get((name, "svx_t2"), found))
    value = sum(run["obj"] for run in found) if peer.endswith("by_part") else found[0]["obj"]
    print(f"{name:16} {peer:18} {total:9.4f} s  {total / ours:7.1f} x svx_t2  {max(run['peak_mb'] for run in found):5} MB  {value:.0f}")
PY

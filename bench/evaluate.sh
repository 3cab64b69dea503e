#!/usr/bin/env bash
# Measures the evaluation of 10,000 bids to 50 questions: see bench/README.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

bids=${BIDS:-10000}
questions=${QUESTIONS:-50}
runs=5
file=$(mktemp)
trap 'rm -f "$file"' EXIT

[ -n "${NO_BUILD:-}" ] || cargo build --release -q -p svx-formats --example evaluate_large
bin=${CARGO_TARGET_DIR:-target}/release/examples/evaluate_large

lines=$(for _ in $(seq $runs); do "$bin" "$bids" "$questions" "$file"; done)
median() { sort -n | sed -n "$(((runs + 1) / 2))p"; }
column() { echo "$lines" | awk -v at="$1" '{ print $at }' | median; }
# What the same file costs Python's own reader, which builds values and checks nothing.
peer=$(for _ in $(seq $runs); do
  python3 -c 'import json, sys, time
began = time.perf_counter()
json.load(open(sys.argv[1], encoding="utf-8"))
print(int((time.perf_counter() - began) * 1e6))' "$file"
done | median)

echo "$bids bids, $questions questions, medians of $runs runs, microseconds:"
for part in "read 2" "score 4" "write 6"; do
  printf '  %-34s %10s\n' "${part% *} " "$(column "${part#* }")"
done
printf '  %-34s %10s\n' "json.load of Python, for comparison" "$peer"
echo "$lines" | tail -1 | sed 's/^.*us, /  /'

#!/usr/bin/env bash
# A log of many leaves, hashed and rooted, and proofs, beside Go's tlog on the same leaves: CPU seconds.
#   bench/log.sh [LEAVES]         1000000 by default; SIZE=small is 100000
set -eu
cd "$(dirname "$0")/.."
. bench/cpu.sh
if [ "${SIZE:-}" = small ]; then set -- "${1:-100000}"; else set -- "${1:-1000000}"; fi
work=$(mktemp -d "${TMPDIR:-/tmp}/temoin-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT

machine
cargo build --quiet --locked -p temoin-seal --example log
GO111MODULE=off GOPATH=${GOPATH:-/usr/share/gocode} GOFLAGS= go build -o "$work/peer" bench/log/main.go
ours=$(sh scripts/target.sh)/debug/examples/log

"$ours" "$1" | tee "$work/ours"
"$work/peer" "$1" | tee "$work/theirs"
root=$(sed -n 's/^root //p' "$work/ours")
grep -qF "$root" "$work/theirs" || { echo "log: the roots differ" >&2 && exit 1; }
echo "log: the same root as Go's tlog"
a=$(cpu "$ours" "$1") b=$(cpu "$work/peer" "$1")
echo "log: all of it, rooted twice and proved: CPU $a s beside $b s, ratio $(ratio "$a" "$b")"

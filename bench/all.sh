#!/usr/bin/env bash
# Runs every bench and keeps what they printed in bench/runs/DATE.txt.
set -eu
cd "$(dirname "$0")/.."
mkdir -p bench/runs
for bench in verify add chat intake log fingerprint decode robustness matching; do
    bash "bench/$bench.sh"
done | tee "bench/runs/$(date -u +%Y-%m-%d).txt"

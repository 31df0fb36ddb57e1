#!/usr/bin/env bash
# Runs each fuzz target for FUZZ_SECONDS (10), or those of FUZZ_TARGETS; installs cargo-fuzz if it is not there.
# Runs of ten minutes or more are written down in fuzz/long-runs.md.
# The stable toolchain is enough: RUSTC_BOOTSTRAP lets it take the flags that cargo-fuzz needs.
set -eu
cd "$(dirname "$0")/.."
export RUSTC_BOOTSTRAP=1
# A decoder that asks for a backtrace at each of its checks would take minutes where the environment asks for backtraces.
export RUST_LIB_BACKTRACE=0

command -v cargo-fuzz >/dev/null || cargo install --quiet --locked cargo-fuzz --version 0.13.2

targets=${FUZZ_TARGETS:-$(cargo fuzz list)}
if ! said=$(cargo fuzz build 2>&1); then
    tail -n 30 <<< "$said"
    echo "fuzz: 0 passed, 1 failed"
    exit 1
fi
python3 fuzz/seeds.py
passed=0 failed=0
for target in $targets; do
    mkdir -p "fuzz/corpus/$target"
    if said=$(cargo fuzz run "$target" "fuzz/corpus/$target" -- \
        -max_total_time="${FUZZ_SECONDS:-10}" -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 2>&1); then
        runs=$(sed -n 's/^stat::number_of_executed_units: *//p' <<< "$said")
        echo "fuzz $target: $runs runs, no crash"
        passed=$((passed + 1))
        if [ "${FUZZ_SECONDS:-10}" -ge 600 ]; then
            peak=$(sed -n 's/^stat::peak_rss_mb: *//p' <<< "$said")
            echo "| $target | $(date -u +%F) | $(git rev-parse --short HEAD) | ${FUZZ_SECONDS} | $runs | $peak |" >> fuzz/long-runs.md
        fi
    else
        tail -n 40 <<< "$said"
        echo "fuzz $target: FAILED"
        failed=$((failed + 1))
    fi
done
echo "fuzz: $passed passed, $failed failed"
[ "$failed" = 0 ]

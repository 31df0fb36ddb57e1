#!/usr/bin/env bash
# Flips every bit of every byte of a 64-file package, as folder and as ZIP: each flip must be rejected, and placed on the
# right file or on the container. Prints the counts; fails when one was missed.
#   bench/tamper.sh [STEP]      one bit in STEP; 1 (all) by default; SIZE=small is 97
set -eu
cd "$(dirname "$0")/.."
if [ "${SIZE:-}" = small ]; then set -- "${1:-97}"; else set -- "${1:-1}"; fi
exec "${CARGO:-cargo}" run -q --locked -p temoin-verify --example tamper -- "$1"

#!/usr/bin/env bash
# PDQ of decoded pictures beside the reference's Python binding (PyPI pdqhash), on one thread, in CPU seconds of the same run.
#   bench/fingerprint.sh          SIZE=small for a quick look
# At least 5, 7 and 15 times the binding at 512 px, 1080p and 12 MP; both must say the same.
set -eu
cd "$(dirname "$0")/.."
. bench/cpu.sh
cargo build --quiet --locked -p temoin-fingerprint --example pdq
machine
"${PYTHON:-.venv/bin/python}" bench/fingerprint.py "$(sh scripts/target.sh)/debug/examples/pdq" "${SIZE:-large}"

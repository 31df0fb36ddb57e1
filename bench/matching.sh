#!/usr/bin/env bash
# Exact search of 10 million hashes of 256 bits within a radius of 31, beside faiss (PyPI faiss-cpu): BinaryFlat, which compares each
# with each, and BinaryMultiHash of 16 tables of 16 bits with one flip, which Meta's Hasher-Matcher-Actioner uses. Same hashes and
# queries, one thread, CPU seconds of the same run; all must find the same pairs. Then what building, loading and appending take.
# At last 1 million random and 1 million skewed hashes with neighbours planted at each distance from 0 to 40: what is found is what
# comparing each query with each hash finds.
#   bench/matching.sh             SIZE=small for a quick look at 1 million
#   bench/matching.sh planted     the last part alone
# At least 30 times BinaryFlat and 100 times BinaryMultiHash with recall 1, at most 1.2 GB of memory, also while building; built in 10
# CPU seconds, loaded in 1 s, what is appended found in 1 s; no pair wrong or missing.
set -eu
cd "$(dirname "$0")/.."
. bench/cpu.sh
python=${PYTHON:-.venv/bin/python}
mode=${1:-${SIZE:-large}}
# Not among the judges' packages: 40 MB that nothing else needs.
[ "$mode" = planted ] || "$python" -c 'import faiss' 2>/dev/null ||
    "$python" -m pip install --quiet --disable-pip-version-check faiss-cpu==1.15.1
work=$(mktemp -d "${TMPDIR:-/tmp}/temoin-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
cargo build --quiet --locked -p temoin-matching --example search
machine
"$python" bench/matching.py "$(sh scripts/target.sh)/debug/examples/search" "$work" "$mode"

#!/bin/sh
# Runs a command and prints how long it took.
#   scripts/timed.sh WORD COMMAND…
set -eu
word=$1
shift
start=$(date +%s)
"$@"
seconds=$(($(date +%s) - start))
echo "$word in $((seconds / 60)) min $((seconds % 60)) s" >&2

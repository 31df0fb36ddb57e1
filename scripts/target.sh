#!/bin/sh
# Prints the folder in which cargo builds.
set -eu
cd "$(dirname "$0")/.."
echo "${CARGO_TARGET_DIR:-$PWD/target}"

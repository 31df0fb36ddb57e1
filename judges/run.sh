#!/usr/bin/env bash
# Has a package of the sample evidence judged by programs that are not ours, and damages it to see them refuse; compares
# fingerprints with those of the reference.
#   judges/run.sh [OUT]       OUT (out/judges) is made anew
# Needs `make judges` to have set up; TEMOIN names another program than the one built here.
set -eu
cd "$(dirname "$0")/.."
out=${1:-out/judges}
target=$(sh scripts/target.sh)
temoin=${TEMOIN:-$target/debug/temoin}
python=.venv/bin/python
[ -x "$temoin" ] || { echo "judges: build the program first: cargo build -p temoin-cli" >&2 && exit 2; }
[ -x "$python" ] || { echo "judges: set up first: make judges" >&2 && exit 2; }

rm -rf "$out"
mkdir -p "$(dirname "$out")"
judges/package.sh "$temoin" "$out"
"$temoin" demo --out "$out/demo" --json > "$out/demo.json"
python3 -m zipfile -e "$out/demo/dossier.zip" "$out/demo-package"
GO111MODULE=off GOPATH=${GOPATH:-/usr/share/gocode} GOFLAGS= go build -o "$out/notecheck" judges/notecheck/main.go
"$python" judges/judges.py "$out" "$temoin"
"$python" judges/fingerprint.py "$target/debug/examples/pdq"

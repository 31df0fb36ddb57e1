#!/usr/bin/env bash
# `temoin verify` beside `bagit.py --validate`, on one unpacked package: CPU seconds and their ratio.
#   bench/verify.sh [FILES MEGABYTES]      5000 2000 by default; SIZE=small is 200 40
# bagit.py checks the manifests; verify also the log, the proofs, the seal, and each exhibit's leaf.
set -eu
cd "$(dirname "$0")/.."
. bench/cpu.sh
if [ "${SIZE:-}" = small ]; then set -- "${1:-200}" "${2:-40}"; else set -- "${1:-5000}" "${2:-2000}"; fi
temoin=${TEMOIN:-$(sh scripts/target.sh)/debug/temoin}
work=$(mktemp -d "${TMPDIR:-/tmp}/temoin-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT

machine
random_files "$work/files" "$1" $(($2 * 1000000 / $1))
age-keygen -o "$work/key" 2>/dev/null
echo "un banc de mesure" > "$work/passphrase"
"$temoin" new "$work/case" --passphrase-file "$work/passphrase" --recipient "$(age-keygen -y "$work/key")" --recovery-out "$work/recovery" --json > /dev/null
"$temoin" add "$work/case" "$work/files" --obtained own --no-minors --identity "$work/key" --json > "$work/added.json"
rm -rf "$work/files"
python3 -c 'import json, sys
for item in json.load(open(sys.argv[1]))["items"]: print("--in-clear", item["id"], sep="\n")' "$work/added.json" > "$work/in-clear"
xargs -a "$work/in-clear" -x -s 1900000 "$temoin" dossier "$work/case" --out "$work/out" --all --folder --identity "$work/key" --json > /dev/null
rm -rf "$work/case" "$work/out/dossier.zip"
package=$(dirname "$(find "$work/out" -name bagit.txt | head -n 1)")
echo "package: $(find "$package" -type f | wc -l) files, $(du -sm "$package" | cut -f1) MB"

# Once each to fill the page cache, then three times each in turn; the least counts.
cpu "$temoin" verify "$package" > /dev/null
ours=999999 peer=999999
for _ in 1 2 3; do
    a=$(cpu "$temoin" verify "$package")
    b=$(cpu .venv/bin/bagit.py --validate "$package")
    ours=$(printf '%s\n%s\n' "$ours" "$a" | sort -g | head -n 1)
    peer=$(printf '%s\n%s\n' "$peer" "$b" | sort -g | head -n 1)
done
echo "verify: temoin $ours s, bagit.py $peer s, ratio $(ratio "$ours" "$peer") (at most 1.00)"

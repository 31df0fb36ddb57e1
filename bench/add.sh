#!/usr/bin/env bash
# `temoin add`: megabytes per CPU second, hashing, encryption and syncing included, beside age and sha256sum on the same bytes.
#   bench/add.sh [MEGABYTES [FILES]]       1000 10 by default; SIZE=small is 100 4
set -eu
cd "$(dirname "$0")/.."
. bench/cpu.sh
if [ "${SIZE:-}" = small ]; then set -- "${1:-100}" "${2:-4}"; else set -- "${1:-1000}" "${2:-10}"; fi
temoin=${TEMOIN:-$(sh scripts/target.sh)/debug/temoin}
work=$(mktemp -d "${TMPDIR:-/tmp}/temoin-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT

machine
random_files "$work/files" "$2" $(($1 * 1000000 / $2))
age-keygen -o "$work/key" 2>/dev/null
recipient=$(age-keygen -y "$work/key")
echo "un banc de mesure" > "$work/passphrase"
encrypt_all() { for file in "$work"/files/*; do age -r "$recipient" -o "$work/peer.age" "$file"; rm "$work/peer.age"; done; }

ours=999999 peer=999999
for round in 1 2 3; do
    case=$work/case-$round
    "$temoin" new "$case" --passphrase-file "$work/passphrase" --recipient "$recipient" --recovery-out "$work/recovery-$round" --json > /dev/null
    a=$(cpu "$temoin" add "$case" "$work/files" --obtained own --no-minors --identity "$work/key" --json)
    rm -rf "$case"
    b=$(cpu encrypt_all)
    ours=$(printf '%s\n%s\n' "$ours" "$a" | sort -g | head -n 1)
    peer=$(printf '%s\n%s\n' "$peer" "$b" | sort -g | head -n 1)
done
hash=$(cpu sha256sum "$work"/files/*)
echo "add: $1 MB in $ours CPU s, $(ratio "$1" "$ours") MB per CPU second (at least 150)"
echo "add: age alone $peer s, sha256sum alone $hash s; ratio to age $(ratio "$ours" "$peer")"

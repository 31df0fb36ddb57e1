#!/usr/bin/env bash
# A large WhatsApp export: `temoin inspect --records` beside whatsapp-chat-parser (bench/whatsapp.sh), and `add` of it.
#   bench/chat.sh [LINES]         1000000 by default; SIZE=small is 50000
# At most 0.25 of the peer's CPU and 0.10 of its memory; add under 300 MB.
set -eu
cd "$(dirname "$0")/.."
. bench/cpu.sh
if [ "${SIZE:-}" = small ]; then set -- "${1:-50000}"; else set -- "${1:-1000000}"; fi
temoin=${TEMOIN:-$(sh scripts/target.sh)/debug/temoin}
work=$(mktemp -d "${TMPDIR:-/tmp}/temoin-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT

machine
chat="$work/Discussion WhatsApp avec Groupe.txt"
python3 bench/chat.py "$chat" "$1" > "$work/truth.json"
sh bench/whatsapp.sh "$chat" "$work/truth.json" "$temoin"

age-keygen -o "$work/key" 2>/dev/null
echo "un banc de mesure" > "$work/passphrase"
"$temoin" new "$work/case" --passphrase-file "$work/passphrase" --recipient "$(age-keygen -y "$work/key")" --recovery-out "$work/recovery" --json > /dev/null
read -r seconds memory <<< "$(used "$temoin" add "$work/case" "$chat" --obtained own --no-minors --identity "$work/key" --json)"
echo "add: CPU $seconds s, memory $memory MB (under 300)"

#!/usr/bin/env bash
# `temoin inspect --records` of a large WhatsApp export beside whatsapp-chat-parser (npm): counts, CPU, memory; and `add` of it.
#   bench/chat.sh [LINES]         1000000 by default; SIZE=small is 50000
set -eu
cd "$(dirname "$0")/.."
. bench/cpu.sh
if [ "${SIZE:-}" = small ]; then set -- "${1:-50000}"; else set -- "${1:-1000000}"; fi
temoin=$(realpath "${TEMOIN:-$(sh scripts/target.sh)/debug/temoin}")
work=$(mktemp -d "${TMPDIR:-/tmp}/temoin-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT

machine
chat="$work/Discussion WhatsApp avec Groupe.txt"
truth=$(python3 bench/chat/make.py "$chat" "$1")
echo "truth:  $truth ($(du -m "$chat" | cut -f1) MB)"
cp bench/chat/peer.mjs "$work"
(cd "$work" && npm install --silent --no-audit --no-fund whatsapp-chat-parser@4.0.2 > /dev/null)

ours=$("$temoin" inspect "$chat" --json)
python3 - "$truth" "$ours" <<'END'
import json, sys
truth, ours = json.loads(sys.argv[1]), json.loads(sys.argv[2])
ours["participants"] = len(ours["participants"])
ours["attachments"] = ours.get("attachments_count", len(ours["attachments"]))
wrong = {key: (value, ours.get(key)) for key, value in truth.items() if ours.get(key) != value}
print("temoin:", "the true counts" if not wrong else f"WRONG {wrong}")
sys.exit(1 if wrong else 0)
END
echo "peer:   $(cd "$work" && node peer.mjs "$chat")"

read -r our_cpu our_memory <<< "$(used "$temoin" inspect "$chat" --records)"
read -r peer_cpu peer_memory <<< "$(cd "$work" && used node peer.mjs "$chat")"
echo "inspect --records: CPU $our_cpu s beside $peer_cpu s, ratio $(ratio "$our_cpu" "$peer_cpu") (at most 0.25)"
echo "inspect --records: memory $our_memory MB beside $peer_memory MB, ratio $(ratio "$our_memory" "$peer_memory") (at most 0.10)"

age-keygen -o "$work/key" 2>/dev/null
echo "un banc de mesure" > "$work/passphrase"
"$temoin" new "$work/case" --passphrase-file "$work/passphrase" --recipient "$(age-keygen -y "$work/key")" --recovery-out "$work/recovery" --json > /dev/null
read -r add_cpu add_memory <<< "$(used "$temoin" add "$work/case" "$chat" --obtained own --no-minors --identity "$work/key" --json)"
echo "add: CPU $add_cpu s, memory $add_memory MB (under 300)"

#!/usr/bin/env bash
# Reading large exports to their records beside real peers, in CPU seconds of the same run, with true counts, and the memory
# of a file ten times as large.
#   bench/intake.sh               SIZE=small for a quick look
# Telegram at most 1/3 of Node's JSON.parse, mbox at most 1/8 of CPython's mailbox over all parts, a ZIP of 100,000 entries
# at most 1/10 of CPython's zipfile, which only lists them where we also read and check each; memory within 1.2 times.
set -eu
cd "$(dirname "$0")/.."
. bench/cpu.sh
temoin=${TEMOIN:-$(sh scripts/target.sh)/debug/temoin}
work=$(mktemp -d "${TMPDIR:-/tmp}/temoin-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
if [ "${SIZE:-}" = small ]; then by=20; else by=1; fi

cat > "$work/whole.py" <<'END'
import mailbox, sys
parts = 0
for message in mailbox.mbox(sys.argv[1]):
    for part in message.walk():
        if not part.is_multipart():
            part.get_payload(decode=True)
            parts += 1
print(parts)
END

# Compares one kind: NAME FILE LIMIT KEYS PEER…; `how` says what is asked of `inspect`.
how=--records
pair() {
    local name=$1 file=$2 limit=$3 keys=$4 ours peer
    shift 4
    "$temoin" inspect "$file" --json > "$work/said.json"
    python3 - "$work/said.json" "$work/truth.json" "$keys" "$name" <<'END'
import json, sys
said, true = (json.load(open(path)) for path in sys.argv[1:3])
for key in sys.argv[3].split(","):
    value = said.get(key, 0)
    value = said.get(f"{key}_count", len(value)) if isinstance(value, list) else value
    print(f"{sys.argv[4]}: {key} true {true[key]}, ours {value}")
    assert value == true[key], key
END
    ours=999999 peer=999999
    for _ in 1 2 3; do
        ours=$(printf '%s\n%s\n' "$ours" "$(cpu "$temoin" inspect "$file" $how)" | sort -g | head -n 1)
        peer=$(printf '%s\n%s\n' "$peer" "$(cpu "$@")" | sort -g | head -n 1)
    done
    echo "$name: $(du -m "$file" | cut -f1) MB, temoin $ours s, peer $peer s, ratio $(ratio "$ours" "$peer") (at most $limit)"
}

# Compares the memory of a file with that of a tenth of it: NAME SMALL LARGE
memory() {
    local small large
    read -r _ small <<< "$(used "$temoin" inspect "$2" --records)"
    read -r _ large <<< "$(used "$temoin" inspect "$3" --records)"
    echo "$1: memory $small MB, of ten times as much $large MB, ratio $(ratio "$large" "$small") (at most 1.20)"
}

machine
python3 bench/big.py telegram "$work/result.json" $((500000 / by)) > "$work/truth.json"
pair telegram "$work/result.json" 0.33 messages,system node -e 'JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"))' "$work/result.json"
python3 bench/big.py telegram "$work/tenth.json" $((50000 / by)) > /dev/null
memory telegram "$work/tenth.json" "$work/result.json"
python3 bench/big.py mbox "$work/all.mbox" $((200000 / by)) > "$work/truth.json"
pair mbox "$work/all.mbox" 0.125 messages,attachments python3 "$work/whole.py" "$work/all.mbox"
python3 bench/big.py mbox "$work/tenth.mbox" $((20000 / by)) > /dev/null
memory mbox "$work/tenth.mbox" "$work/all.mbox"
how=--json
list='import sys, zipfile; print(len(zipfile.ZipFile(sys.argv[1]).infolist()))'
check='import sys, zipfile; archive = zipfile.ZipFile(sys.argv[1]); assert archive.testzip() is None; print(len(archive.infolist()))'
for packing in stored deflated; do
    python3 bench/big.py "$packing" "$work/many.zip" $((100000 / by)) > "$work/truth.json"
    # The same job: every member read and its sum compared.
    pair "zip, $packing, checked" "$work/many.zip" 0.10 members python3 -c "$check" "$work/many.zip"
    # Less than our job: the directory alone, where we also read and inflate.
    pair "zip, $packing, listed" "$work/many.zip" 0.10 members python3 -c "$list" "$work/many.zip"
done

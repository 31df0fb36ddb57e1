#!/usr/bin/env bash
# Sorting of messages: how well, per language and source, beside the baseline; how fast, on one core, beside a peer.
#   bench/words.sh DATA [TEST.tsv …]      DATA: the folder of corpora (docs/language.md)
# Measures words and rules alone, then with the sentence encoder where it is set up (make weights, or TEMOIN_WEIGHTS).
# At least 50,000 messages a CPU second by words and rules, 800 with the encoder; an answer to one message in less than 100 ms.
set -eu
cd "$(dirname "$0")/.."
. bench/cpu.sh
data=$1
shift
cargo build --quiet --locked -p temoin-cli
temoin="$(sh scripts/target.sh)/debug/temoin"
machine
python3 bench/words.py "$temoin" "$data" --words-only "$@"
encoder=$(echo '{"text": "à demain"}' | "$temoin" classify 2> /dev/null | grep -c '+meaning' || true)
if [ "$encoder" = 1 ]; then python3 bench/words.py "$temoin" "$data" "$@"; fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
[ -x .venv/bin/python ] || python3 -m venv .venv
.venv/bin/python -c 'import profanity_check' 2>/dev/null ||
    .venv/bin/pip install --quiet --disable-pip-version-check alt-profanity-check==1.9.1
python3 - "$data" "$work" <<'END'
import gzip, json, sys
data, work = sys.argv[1:]
texts = [line.split("\t")[1] for lang in "fr nl de en es it pt ar".split()
         for line in gzip.open(f"{data}/dev/{lang}.tsv.gz", "rt", encoding="utf-8").read().split("\n")[1:] if line]
with open(f"{work}/messages.jsonl", "w") as lines, open(f"{work}/messages.txt", "w") as plain:
    for at, text in enumerate(texts * 10):
        lines.write(json.dumps({"id": at, "text": text}, ensure_ascii=False) + "\n")
        plain.write(text + "\n")
print(f"\n{len(texts) * 10} messages of {sum(map(len, texts)) / len(texts):.0f} characters on average")
END
echo '{"id": 1, "text": "à demain"}' > "$work/one.jsonl"
cat > "$work/peer.py" <<'END'
import sys
from profanity_check import predict_prob
texts = open(sys.argv[1], encoding="utf-8").read().split("\n")[:-1]
for at in range(0, len(texts), 1000):
    predict_prob(texts[at:at + 1000])
END
count=$(wc -l < "$work/messages.txt")
# Of all languages: each ninth message.
awk 'NR % 9 == 1' "$work/messages.jsonl" > "$work/some.jsonl"
many() { "$temoin" classify --words-only < "$work/messages.jsonl"; }
one() { "$temoin" classify --words-only < "$work/one.jsonl"; }
both() { "$temoin" classify < "$1"; }
peer() { env OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 .venv/bin/python "$work/peer.py" "$1"; }
head -n 1 "$work/messages.txt" > "$work/one.txt"
ours=$(cpu many) start=$(cpu one) theirs=$(cpu peer "$work/messages.txt") their_start=$(cpu peer "$work/one.txt")
rate() { awk -v n="$count" -v all="$1" -v start="$2" 'BEGIN { printf "%d", n / (all - start + 1e-9) }'; }
echo "temoin classify --words-only, eleven labels, eight languages, reasons: $(rate "$ours" "$start") messages a CPU second; one message $start CPU s"
if [ "$encoder" = 1 ]; then
    with=$(cpu both "$work/some.jsonl") with_start=$(cpu both "$work/one.jsonl")
    echo "temoin classify, the sentence encoder too:                             $(count=$(wc -l < "$work/some.jsonl") rate "$with" "$with_start") messages a CPU second; one message $with_start CPU s"
fi
echo "alt-profanity-check 1.9.1, one label, English:                         $(rate "$theirs" "$their_start") messages a CPU second; one message $their_start CPU s"
echo "ratio of rates: $(ratio "$(rate "$ours" "$start")" "$(rate "$theirs" "$their_start")")"

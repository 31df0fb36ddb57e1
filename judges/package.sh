#!/usr/bin/env bash
# Makes what the judges look at, from the sample evidence: a case stamped by two authorities by file, cosigned by a
# witness, and its package, all with the program's own commands.
#   judges/package.sh TEMOIN OUT      OUT must not exist; OUT/package is the unpacked dossier
set -eu
temoin=$1 out=$2
here=$(cd "$(dirname "$0")" && pwd)
sample=$here/../fixtures/demo
mkdir -p "$out"

age-keygen -o "$out/nora.key" 2>/dev/null
age-keygen -o "$out/witness.key" 2>/dev/null
recipient=$(age-keygen -y "$out/nora.key")
echo "six mots que personne ne devine" > "$out/passphrase"
case=$out/case
open=(--identity "$out/nora.key")

"$temoin" new "$case" --passphrase-file "$out/passphrase" --recipient "$recipient" --recovery-out "$out/recovery" --json > "$out/new.json"
"$temoin" add "$case" "$sample/evidence" --obtained own --no-minors "${open[@]}" --json > "$out/added.json"
"$temoin" note "$case" --from "$sample/statement.toml" --statement "${open[@]}" --json > "$out/noted.json"

# Two authorities answer one query by file, and a witness signs what she saw.
"$here/tsa/make.sh" "$out/tsa-rsa" "Test authority A" rsa 2>/dev/null
"$here/tsa/make.sh" "$out/tsa-ec" "Test authority B" ec 2>/dev/null
"$temoin" seal "$case" --tsa-query "$out/query.tsq" "${open[@]}" --json > "$out/sealed.json"
for tsa in tsa-rsa tsa-ec; do
    openssl ts -reply -config "$out/$tsa/tsa.cnf" -queryfile "$out/query.tsq" -out "$out/$tsa.tsr" 2>/dev/null
    "$temoin" stamp "$case" --reply "$out/$tsa.tsr" --tsa-ca "$out/$tsa/root.pem" "${open[@]}" --json > "$out/$tsa.json"
done
"$temoin" witness "$case" --out "$out/request" "${open[@]}" --json > "$out/asked.json"
"$temoin" cosign "$out/request" --identity "$out/witness.key" --name maitre-durand --out "$out/signed" --json > "$out/cosigned.json"
"$temoin" witness "$case" --take "$out/signed" "${open[@]}" --json > "$out/taken.json"

# The dossier asks an authority over the network too: one on loopback.
python3 "$here/tsa/serve.py" "$out/tsa-rsa" "$out/port" &
server=$!
trap 'kill $server' EXIT
for _ in $(seq 50); do [ -s "$out/port" ] && break; sleep 0.1; done
photo=$(python3 -c 'import json, sys
items = json.load(open(sys.argv[1]))["items"]
print(next(item["id"] for item in items if item["name"] == "IMG_4120.JPG"))' "$out/added.json")
"$temoin" dossier "$case" --out "$out" --all --original "$photo" --originals-to "$recipient" --lang fr --folder \
    --tsa "http://127.0.0.1:$(cat "$out/port")/" "${open[@]}" --json > "$out/dossier.json"
python3 -m zipfile -e "$out/dossier.zip" "$out/package"

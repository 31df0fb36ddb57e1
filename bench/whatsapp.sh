#!/bin/sh
# WhatsApp reading beside the npm peer, in CPU seconds of the same run.
#   bench/whatsapp.sh EXPORT.txt TRUTH.json [PROGRAM]
# EXPORT is a large export whose true counts are known (messages, system, attachments, participants); PROGRAM takes
# `inspect PATH --json` and `inspect PATH --records`: by default the crate's example, else `temoin`.
set -eu
export_file=$(realpath "$1")
truth=$(realpath "$2")
root=$(cd "$(dirname "$0")/.." && pwd)
if [ $# -ge 3 ]; then program=$(realpath "$3"); else
  (cd "$root" && cargo build -q -p temoin-intake --example inspect)
  program=${CARGO_TARGET_DIR:-$root/target}/debug/examples/inspect
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent whatsapp-chat-parser@4.0.2 >/dev/null
cat > peer.mjs <<'JS'
import { readFileSync } from 'fs';
import * as whatsapp from 'whatsapp-chat-parser';
const rows = whatsapp.parseString(readFileSync(process.argv[2], 'utf8'), { parseAttachments: true });
const system = rows.filter((row) => row.author === null).length;
const attachments = rows.filter((row) => row.attachment).length;
console.log(JSON.stringify({ messages: rows.length - system, system, attachments }));
JS
exec python3 - "$program" "$export_file" "$truth" "$work/peer.mjs" <<'PY'
import json, os, platform, sys, time
program, export, truth, peer = sys.argv[1:]

def run(arguments, out):
    """CPU seconds and peak memory of one run, from the kernel's own account of the child."""
    pid = os.fork()
    if pid == 0:
        os.dup2(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 1)
        os.execvp(arguments[0], arguments)
    _, status, used = os.wait4(pid, 0)
    assert status == 0, arguments[0]
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024

rounds = [(run([program, "inspect", export, "--records"], "/dev/null"), run(["node", peer, export], "peer.json")) for _ in range(3)]
run([program, "inspect", export, "--json"], "ours.json")
ours, theirs, true = (json.load(open(name)) for name in ("ours.json", "peer.json", truth))
print(f"{os.path.getsize(export) / 1e6:.0f} MB, {platform.machine()}, {os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}")
for (cpu, memory), (peer_cpu, peer_memory) in rounds:
    print(f"records: {cpu:.2f} CPU s, {memory:.0f} MB; peer: {peer_cpu:.2f} CPU s, {peer_memory:.0f} MB; "
          f"{cpu / peer_cpu:.2f} of its CPU, {memory / peer_memory:.3f} of its memory")
found = {"messages": ours["messages"], "system": ours["system"], "participants": len(ours["participants"]),
         "attachments": ours.get("attachments_count", len(ours["attachments"]))}
for key, value in found.items():
    print(f"{key}: true {true[key]}, ours {value}, peer {theirs.get(key, '-')}")
sys.exit(0 if all(true[key] == value for key, value in found.items()) else 1)
PY

// Runs the second verifier (crates/dossier/assets/how-to-check.html) under Node.
//
//   node second_verifier.mjs                  the vectors of spec/vectors
//   node second_verifier.mjs PACKAGE          one package, folder or ZIP; exit 0 intact, 1 altered or incomplete, 2 none
//   node second_verifier.mjs --list FILE      packages in a JSON list of {name, files | zip (hex), verdict, code}: must agree
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { webcrypto } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Node 18 has it, but not under the name that browsers give it.
globalThis.crypto ??= webcrypto;
const here = dirname(fileURLToPath(import.meta.url));
const page = readFileSync(join(here, '../../dossier/assets/how-to-check.html'), 'utf8');
const code = /<script>([^]*)<\/script>/.exec(page)[1];
const module = { exports: {} };
new Function('module', code)(module);
const { Temoin: T, TEXTS } = module.exports;

const source = bytes => ({ length: bytes.length, read: async (from, length) => bytes.subarray(from, from + length) });
const read = path => new Uint8Array(readFileSync(path));
const walk = (root, below = '') => readdirSync(join(root, below), { withFileTypes: true }).flatMap(entry => {
  const name = below + entry.name;
  return entry.isDirectory() ? walk(root, name + '/') : [name];
});
const open = async path => {
  if (!statSync(path).isDirectory()) return T.fromZip(source(read(path)));
  return T.fromMap(new Map(walk(path).map(name => [name, read(join(path, name))])));
};

const b = text => T.bytesOf(text);
const h = text => T.unhex(text);
// What an accepted case of each kind must be, as values beside its inputs; null where it must be refused.
const KINDS = {
  'canonical-json': c => T.parseCanonical(h(c.bytes)) && {},
  root: c => T.hex(T.rootOf(c.leaves.map(leaf => T.leafHash(h(leaf))))) === c.root ? {} : null,
  inclusion: c => T.verifyInclusion(c.index, c.size, h(c.leaf_hash), c.proof.map(h), h(c.root)) ? {} : null,
  consistency: c => T.verifyConsistency(c.earlier, h(c.earlier_root), c.size, h(c.root), c.proof.map(h)) ? {} : null,
  many: c => { const root = T.rootFromMany(c.size, c.shown.map(([i, leaf]) => [i, h(leaf)]), c.proof.map(h)); return root && T.hex(root) === c.root ? {} : null; },
  pieces: c => {
    const file = T.readPieces(b(c.file), h(c.bytes)), sealed = T.parsePieces(c.pieces);
    return file && sealed && T.verifyPieces(file, sealed, c.size) ? {} : null;
  },
  leaf: c => {
    const leaf = T.parseLeaf(b(c.document));
    return leaf && { hash: T.hex(leaf.hash), index: leaf.index, fields: Object.fromEntries([...leaf.opened].sort()) };
  },
  'verifier-key': c => { const key = T.parseKey(c.key); return key && { id: T.hex(key.id), fingerprint: T.fingerprint(b(key.text)) }; },
  note: async c => {
    const keys = c.keys.map(T.parseKey), text = keys.every(Boolean) ? await T.openNote(h(c.note), keys) : null;
    return text === null ? null : { text };
  },
  checkpoint: async c => { const key = T.parseKey(c.key), head = key && await T.openCheckpoint(b(c.note), key); return head && { size: head.size, root: T.hex(head.root) }; },
  'tlog-proof': async c => {
    const proof = T.parseTlogProof(b(c.file)), key = T.parseKey(c.key), head = proof && key && await T.openCheckpoint(proof.checkpoint, key);
    return head && T.verifyInclusion(proof.index, head.size, h(c.leaf_hash), proof.hashes, head.root) ? { index: proof.index } : null;
  },
  cosignature: async c => {
    const log = T.parseKey(c.log), witness = T.parseKey(c.witness), seen = log && witness && await T.openCosignature(b(c.file), log, witness);
    return seen && { time: seen.time };
  },
  zip: async c => {
    const bytes = h(c.zip), files = await T.fromZip(source(bytes));
    const found = [];
    for (const name of files.sizes.keys()) {
      let content;
      try { content = await files.read(name, 0, files.sizes.get(name)); } catch { return null; }
      if (T.crc32(content) !== files.crcs.get(name)) return null;
      found.push({ bytes: T.hex(content), name });
    }
    return files.faults.length ? null : { files: found };
  },
  'zip-large': async c => {
    const parts = c.parts.map(([at, bytes]) => [at, h(bytes)]);
    const sparse = { length: c.length, read: async (from, length) => {
      const out = new Uint8Array(length);
      for (const [at, bytes] of parts) for (let i = Math.max(at, from); i < Math.min(at + bytes.length, from + length); i++) out[i - from] = bytes[i - at];
      return out;
    } };
    return (await T.readZip(sparse)).faults.length ? null : {};
  },
  manifest: c => { const list = T.parseManifest(b(c.file)); return list.sound ? {} : null; },
  index: c => T.parseIndex(b(c.file)) && {},
  seal: async c => { const key = T.parseKey(c.key); return key && await T.openSeal(b(c.note), key) && {}; },
  'bag-info': c => T.parseBagInfo(b(c.file)),
  keys: c => { const keys = T.parseKeys(b(c.file)); return keys && { witnesses: keys.witnesses.length }; },
};

const vectors = async () => {
  const folder = join(here, '../../../spec/vectors');
  let accepted = 0, refused = 0, wrong = 0;
  for (const file of readdirSync(folder).filter(name => name.endsWith('.json') && name !== 'timestamp.json')) {
    const { v, kind, cases } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    if (v !== 'temoin-vectors/1' || !KINDS[kind]) { console.error(`${file}: no such kind here`); wrong++; continue; }
    for (const c of cases) {
      const found = await KINDS[kind](c);
      const values = found && Object.entries(found).every(([key, value]) => !(key in c) || T.canonical(value) === T.canonical(c[key]));
      if (c.expected === 'accepted' ? !values : found) { console.error(`${file}: ${c.name}: expected ${c.expected}, got ${JSON.stringify(found)}`); wrong++; }
      else c.expected === 'accepted' ? accepted++ : refused++;
    }
  }
  // Of a time stamp, only the imprint is compared.
  const stamps = JSON.parse(readFileSync(join(folder, 'timestamp.json'), 'utf8')).cases;
  const message = T.hex(T.sha256(read(join(folder, 'timestamp/checkpoint'))));
  for (const c of stamps.filter(c => c.expected === 'accepted')) {
    const imprint = T.tokenImprint(read(join(folder, 'timestamp', c.response)));
    if (imprint && T.hex(imprint) === message) accepted++; else { console.error(`timestamp: ${c.name}`); wrong++; }
  }
  const keys = JSON.stringify(Object.keys(TEXTS.fr).sort());
  for (const [language, texts] of Object.entries(TEXTS)) if (JSON.stringify(Object.keys(texts).sort()) !== keys) { console.error(`texts: ${language}`); wrong++; }
  console.log(`vectors: ${accepted} accepted, ${refused} refused, ${wrong} wrong`);
  return wrong ? 1 : 0;
};

const list = async file => {
  let wrong = 0, agreed = 0;
  for (const { name, files, zip, verdict, code } of JSON.parse(readFileSync(file, 'utf8'))) {
    const map = files && new Map(Object.entries(files).map(([path, bytes]) => [path, h(bytes)]));
    const report = await T.check(map ? T.fromMap(map) : await T.fromZip(source(h(zip))));
    const codes = report && [...new Set(report.checks.filter(c => c.outcome === 'failed').map(c => c.code))].sort();
    const same = report && report.verdict === verdict && (!code || codes.includes(code));
    if (same) agreed++; else { console.error(`${name}: ${verdict} ${code}, here ${report && report.verdict} ${codes}`); wrong++; }
  }
  console.log(`packages: ${agreed} judged alike, ${wrong} not`);
  return wrong ? 1 : 0;
};

const one = async path => {
  const report = await T.check(await open(path));
  if (!report) { console.log('not a package'); return 2; }
  const of = outcome => report.checks.filter(c => c.outcome === outcome);
  for (const { code, object } of of('failed')) console.log(`failed: ${code} ${object}`);
  console.log(`${report.verdict}: ${of('passed').length} passed, ${of('failed').length} failed, ${of('unchecked').length} unchecked`);
  return report.verdict === 'intact' ? 0 : 1;
};

const [first, second] = process.argv.slice(2);
process.exitCode = await (first === undefined ? vectors() : first === '--list' ? list(second) : one(first));

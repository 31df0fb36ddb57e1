#!/bin/sh
# Makes the time-stamp vectors anew: small authorities, and responses as openssl writes them (openssl 3, python3).
# Keys are made, used and thrown away. What each file must lead to stands in timestamp.json.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out="$here/timestamp"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# --- the message: a signed checkpoint of the note vectors
cp "$out/checkpoint" message
printf 'another message\n' > other

# --- certificates: new NAME ISSUER KEY-OPTIONS DIGEST EXTENSIONS [FROM TO]; ISSUER "self" makes a root
new() {
  name=$1 issuer=$2 key=$3 digest=$4 extensions=$5 from=${6:-20260101000000Z} to=${7:-20460101000000Z}
  # shellcheck disable=SC2086
  [ -f "$name.key" ] || openssl genpkey $key -out "$name.key" 2>/dev/null
  printf '%b' "$extensions" > "$name.ext"
  [ -f "$name.subject" ] || echo "/O=Temoin test vectors/CN=$name" > "$name.subject"
  openssl req -new -key "$name.key" -subj "$(cat "$name.subject")" -out "$name.csr" 2>/dev/null
  if [ "$issuer" = self ]; then signer="-selfsign -keyfile $name.key"; else signer="-cert $issuer.pem -keyfile $issuer.key"; fi
  : > index.txt; echo 'unique_subject = no' > index.txt.attr
  [ -f "$name.serial" ] && cp "$name.serial" serial.txt
  # shellcheck disable=SC2086
  openssl ca -batch -config ca.cnf $signer -md "$digest" -in "$name.csr" -out "$name.pem" -notext \
    -startdate "$from" -enddate "$to" -extfile "$name.ext" 2>/dev/null
}
cat > ca.cnf <<'CNF'
[ca]
default_ca = one
[one]
database = index.txt
serial = serial.txt
new_certs_dir = .
policy = any
default_md = sha256
[any]
organizationName = optional
commonName = supplied
CNF
echo 1001 > serial.txt
rsa='-algorithm RSA -pkeyopt rsa_keygen_bits:2048'
p256='-algorithm EC -pkeyopt ec_paramgen_curve:P-256'
p384='-algorithm EC -pkeyopt ec_paramgen_curve:P-384'
ca='basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n'
stamps='basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\nsubjectKeyIdentifier=hash\n'

new root-rsa self "$rsa" sha256 "$ca"
new between root-rsa "$rsa" sha384 "$ca"
new tsa-rsa between "$rsa" sha256 "$stamps"
new root-ec self "$p384" sha384 "$ca"
new tsa-p256 root-ec "$p256" sha384 "$stamps"
new tsa-p384 root-ec "$p384" sha512 "$stamps"
new root-other self "$p256" sha256 "$ca"

# --- answers that openssl gives itself
cat > ts.cnf <<'CNF'
[tsa]
serial = tsa-serial
crypto_device = builtin
signer_cert = $ENV::SIGNER.pem
signer_key = $ENV::SIGNER.key
certs = $ENV::CHAIN
signer_digest = $ENV::DIGEST
default_policy = 1.3.6.1.4.1.99999.1
digests = sha1, sha256, sha384, sha512
accuracy = secs:1, millisecs:500, microsecs:100
clock_precision_digits = $ENV::DIGITS
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = $ENV::ESS
CNF
echo 01 > tsa-serial
: > empty.pem
# reply NAME SIGNER CHAIN DIGEST ESS DIGITS QUERY-OPTIONS…
reply() {
  name=$1; export SIGNER="$2" CHAIN="$3" DIGEST="$4" ESS="$5" DIGITS="$6"; shift 6
  if [ "${1:-}" = query ]; then cp "$2" "$name.tsq"; else openssl ts -query -data message -no_nonce -out "$name.tsq" "$@" 2>/dev/null; fi
  openssl ts -reply -config ts.cnf -section tsa -queryfile "$name.tsq" -out "$name.tsr" 2>/dev/null || [ -s "$name.tsr" ]
  cp "$name.tsr" "$out/"
}
cat between.pem root-rsa.pem > chain-rsa.pem
cat root-rsa.pem between.pem > chain-rsa-turned.pem
reply rsa-sha256 tsa-rsa chain-rsa.pem sha256 sha256 0 -sha256 -cert
reply rsa-sha512 tsa-rsa chain-rsa-turned.pem sha512 sha256 0 -sha256 -cert
reply p256 tsa-p256 root-ec.pem sha256 sha256 0 -sha256 -cert
reply p384 tsa-p384 root-ec.pem sha384 sha256 0 -sha256 -cert
reply ess-sha1 tsa-rsa chain-rsa.pem sha256 sha1 0 -sha256 -cert
reply ess-sha384 tsa-rsa chain-rsa.pem sha256 sha384 0 -sha256 -cert
reply fraction tsa-p256 root-ec.pem sha256 sha256 3 -sha256 -cert
reply no-certificates tsa-p256 root-ec.pem sha256 sha256 0 -sha256
reply imprint-sha1 tsa-p256 root-ec.pem sha256 sha256 0 -sha1 -cert
reply imprint-sha512 tsa-p256 root-ec.pem sha256 sha256 0 -sha512 -cert
reply refused tsa-p256 root-ec.pem sha256 sha256 0 -sha256 -cert -tspolicy 1.2.3.4
openssl ts -query -data other -no_nonce -sha256 -cert -out other.tsq 2>/dev/null
reply other-message tsa-p256 root-ec.pem sha256 sha256 0 query other.tsq
# our own query with the nonce 0xf122334455667788 over the message: openssl must understand it
python3 - <<'PY'
import hashlib
imprint = hashlib.sha256(open('message', 'rb').read()).digest()
algorithm = bytes.fromhex('300d06096086480165030402010500')
imprint = b'\x30' + bytes([len(algorithm) + 34]) + algorithm + b'\x04\x20' + imprint
body = bytes.fromhex('020101') + imprint + bytes.fromhex('020900f122334455667788') + bytes.fromhex('0101ff')
open('nonce.query', 'wb').write(b'\x30' + bytes([len(body)]) + body)
PY
cp nonce.query "$out/nonce.tsq"
reply nonce tsa-p256 root-ec.pem sha256 sha256 0 query nonce.query

# --- answers that openssl would not give: TSTInfo taken from a good one and signed with openssl cms
openssl ts -reply -in p256.tsr -token_out -out token.der 2>/dev/null
openssl cms -verify -noverify -inform DER -in token.der -out info.der 2>/dev/null
# sign NAME SIGNER EXTRA-CERTIFICATES OPTIONS…
sign() {
  name=$1 signer=$2 extra=$3; shift 3
  type=1.2.840.113549.1.9.16.1.4
  if [ "${1:-}" = type ]; then type=$2; shift 2; fi
  openssl cms -sign -binary -nodetach -nosmimecap -econtent_type "$type" -in info.der -certfile "$extra" \
    -signer "$signer.pem" -inkey "$signer.key" -outform DER -out "$name.cms" "$@" 2>/dev/null
  python3 - "$name" <<'PY'
import sys
token = open(sys.argv[1] + '.cms', 'rb').read()
body = bytes.fromhex('3003020100') + token
n = len(body)
open(sys.argv[1] + '.tsr', 'wb').write(b'\x30\x82' + n.to_bytes(2, 'big') + body)
PY
  cp "$name.tsr" "$out/"
}
sign made-by-cms tsa-p256 root-ec.pem -cades -md sha256
sign made-by-cms-keyid tsa-p256 root-ec.pem -cades -md sha256 -keyid
sign no-ess tsa-p256 root-ec.pem -md sha256
sign no-signed-attributes tsa-p256 root-ec.pem -noattr -md sha256
sign digest-sha1 tsa-p256 root-ec.pem -cades -md sha1
sign wrong-content-type tsa-p256 root-ec.pem type 1.2.840.113549.1.7.1 -cades -md sha256
sign rsa-pss tsa-rsa chain-rsa.pem -cades -md sha256 -keyopt rsa_padding_mode:pss
sign two-signers tsa-p256 root-ec.pem -cades -md sha256 -signer tsa-p384.pem -inkey tsa-p384.key

new eku-not-critical root-ec "$p256" sha384 'keyUsage=critical,digitalSignature\nextendedKeyUsage=timeStamping\n'
new eku-missing root-ec "$p256" sha384 'keyUsage=critical,digitalSignature\n'
new eku-two root-ec "$p256" sha384 'extendedKeyUsage=critical,timeStamping,codeSigning\n'
new key-usage-wrong root-ec "$p256" sha384 'keyUsage=critical,keyEncipherment\nextendedKeyUsage=critical,timeStamping\n'
new critical-unknown root-ec "$p256" sha384 'extendedKeyUsage=critical,timeStamping\n1.3.6.1.4.1.99999.7=critical,ASN1:NULL\n'
for name in eku-not-critical eku-missing eku-two key-usage-wrong critical-unknown; do
  sign "$name" "$name" root-ec.pem -cades -md sha256
done
new expired root-ec "$p256" sha384 "$stamps" 20200101000000Z 20210101000000Z
new not-yet-valid root-ec "$p256" sha384 "$stamps" 20400101000000Z 20450101000000Z
new weak-rsa root-ec '-algorithm RSA -pkeyopt rsa_keygen_bits:1024' sha384 "$stamps"
for name in expired not-yet-valid weak-rsa; do sign "$name" "$name" root-ec.pem -cades -md sha256; done

new no-ca root-ec "$p256" sha384 'basicConstraints=critical,CA:FALSE\n'
new issued-by-no-ca no-ca "$p256" sha256 "$stamps"
new short-ca self "$p256" sha256 'basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign\n'
new long-between short-ca "$p256" sha256 "$ca"
new path-too-long long-between "$p256" sha256 "$stamps"
new no-cert-sign root-ec "$p256" sha384 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,digitalSignature\n'
new issued-without-cert-sign no-cert-sign "$p256" sha256 "$stamps"
new expired-ca root-ec "$p256" sha384 "$ca" 20200101000000Z 20210101000000Z
new issuer-expired expired-ca "$p256" sha256 "$stamps"
new sha1-link root-ec "$p256" sha1 "$stamps"
cat no-ca.pem root-ec.pem > a.pem; sign issued-by-no-ca issued-by-no-ca a.pem -cades -md sha256
cat long-between.pem short-ca.pem > b.pem; sign path-too-long path-too-long b.pem -cades -md sha256
cat no-cert-sign.pem root-ec.pem > c.pem; sign issued-without-cert-sign issued-without-cert-sign c.pem -cades -md sha256
cat expired-ca.pem root-ec.pem > d.pem; sign issuer-expired issuer-expired d.pem -cades -md sha256
sign sha1-link sha1-link root-ec.pem -cades -md sha256

# an impostor: the names of root-ec over another key
echo "$(cat root-ec.subject)" > impostor.subject
new impostor self "$p384" sha384 "$ca"
new tsa-impostor impostor "$p256" sha384 "$stamps"
sign issuer-of-same-name tsa-impostor impostor.pem -cades -md sha256

# the same issuer, number and key in another certificate
echo 7777 > twin-a.serial; echo 7777 > twin-b.serial
new twin-a root-ec "$p256" sha384 "$stamps"
cp twin-a.key twin-b.key
new twin-b root-ec "$p256" sha384 "$stamps"
sign other-certificate twin-a root-ec.pem -cades -md sha256 -nocerts

# --- damage
python3 - <<'PY'
def flip(source, target, needle, back):
    data = bytearray(open(source, 'rb').read())
    at = data.rindex(needle) + back if needle else len(data) + back
    data[at] ^= 1
    open(target, 'wb').write(data)

flip('rsa-sha256.tsr', 'flipped-signature.tsr', b'', -20)
# the policy inside TSTInfo; the signed attribute messageDigest; a byte of the signer's certificate
flip('p256.tsr', 'flipped-info.tsr', bytes.fromhex('2b0601040186 8d1f01'.replace(' ', '')), 8)
flip('p256.tsr', 'flipped-attribute.tsr', bytes.fromhex('06092a864886f70d010904'), 20)
flip('p256.tsr', 'flipped-certificate.tsr', b'tsa-p256', 3)
data = open('p256.tsr', 'rb').read()
at = data.index(bytes.fromhex('020100'))
open('status-2.tsr', 'wb').write(data[:at + 2] + b'\x02' + data[at + 3:])
open('status-1.tsr', 'wb').write(data[:at + 2] + b'\x01' + data[at + 3:])
open('trailing.tsr', 'wb').write(data + b'\x00')
open('cut.tsr', 'wb').write(data[:-1])
PY
for name in flipped-signature flipped-info flipped-attribute flipped-certificate status-1 status-2 trailing cut; do
  cp "$name.tsr" "$out/"
done
for name in root-rsa root-ec root-other short-ca between tsa-p256 twin-a twin-b; do cp "$name.pem" "$out/"; done

#!/usr/bin/env bash
# Makes a time-stamp authority for tests: a root and a signer, with openssl alone.
#   judges/tsa/make.sh DIR NAME rsa|ec
# Afterwards: openssl ts -reply -config DIR/tsa.cnf -queryfile q.tsq -out r.tsr
set -eu
dir=$1 name=$2 kind=$3
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)

key() {
    case $kind in
    rsa) openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out "$1" 2>/dev/null ;;
    ec) openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null ;;
    *) echo "kind: rsa or ec" >&2 && exit 2 ;;
    esac
}

# No `certs =` line: the response would carry them unsorted, which is not DER, and strict readers refuse it.
cat > "$dir/tsa.cnf" <<END
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[signer]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsa]
default_tsa = authority
[authority]
serial = $dir/serial
crypto_device = builtin
signer_cert = $dir/signer.pem
signer_key = $dir/signer.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ordering = no
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
END

key "$dir/root.key"
openssl req -new -key "$dir/root.key" -subj "/O=Temoin tests/CN=$name root" -out "$dir/root.csr"
openssl x509 -req -in "$dir/root.csr" -signkey "$dir/root.key" -days 3650 -sha256 \
    -extfile "$dir/tsa.cnf" -extensions root -out "$dir/root.pem" 2>/dev/null
key "$dir/signer.key"
openssl req -new -key "$dir/signer.key" -subj "/O=Temoin tests/CN=$name" -out "$dir/signer.csr"
openssl x509 -req -in "$dir/signer.csr" -CA "$dir/root.pem" -CAkey "$dir/root.key" -set_serial 2 -days 3649 -sha256 \
    -extfile "$dir/tsa.cnf" -extensions signer -out "$dir/signer.pem" 2>/dev/null
echo 01 > "$dir/serial"
rm -f "$dir"/*.csr

#!/bin/sh
# Installs what a build (or its tests, or the outside judges) needs and is not there yet, or says in one line what to install.
#   scripts/setup.sh build|test|judges|weights
set -eu
cd "$(dirname "$0")/.."

have() { command -v "$1" >/dev/null 2>&1; }

# Prints the Debian packages that are missing for the purpose.
missing() {
    case $1 in
    build)
        have cc || echo gcc libc6-dev
        have curl || echo curl
        have pkg-config || echo pkg-config
        pkg-config --exists libcrypto 2>/dev/null || echo libssl-dev
        ;;
    test)
        have ffmpeg || echo ffmpeg
        ;;
    judges)
        have openssl || echo openssl
        have age || echo age
        have qpdf || echo qpdf
        have pdfinfo || echo poppler-utils
        have node || echo nodejs
        have go || echo golang-go
        [ -d /usr/share/gocode/src/golang.org/x/mod/sumdb ] || echo golang-golang-x-mod-dev
        python3 -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
        ;;
    weights)
        python3 -m pip --version >/dev/null 2>&1 || echo python3-pip
        ;;
    esac
}

install() {
    echo "setup: installing $*" >&2
    if [ "$(id -u)" = 0 ]; then root=""; else root="sudo"; fi
    $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null && return
    $root apt-get update -qq && $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

elsewhere() {
    case $1 in
    build) echo "a C compiler, curl, pkg-config and OpenSSL's development files (Fedora: gcc curl pkgconf openssl-devel; macOS: brew install pkg-config openssl@3; Windows: docs/windows.md)" ;;
    test) echo "ffmpeg (Fedora: ffmpeg-free; macOS: brew install ffmpeg; Windows: winget install ffmpeg)" ;;
    judges) echo "openssl, age, qpdf, poppler, Node, Python 3 with venv, Go with golang.org/x/mod under /usr/share/gocode (Debian: golang-golang-x-mod-dev)" ;;
    weights) echo "Python 3 with pip (Debian: python3-pip; Fedora: python3-pip; macOS: brew install python; Windows: winget install Python.Python.3.13)" ;;
    esac
}

[ "$1" = weights ] || have cargo || { echo "setup: install Rust first: https://rustup.rs" >&2 && exit 1; }
wanted=$(missing "$1" | tr '\n' ' ')
if [ -n "$wanted" ]; then
    # shellcheck disable=SC2086
    if have apt-get && { [ "$(id -u)" = 0 ] || have sudo; }; then
        install $wanted
    else
        echo "setup: install $(elsewhere "$1")" >&2
        exit 1
    fi
fi

if [ "$1" = judges ] && ! { [ -f .venv/ready ] && cmp -s .venv/ready judges/requirements.txt; }; then
    echo "setup: judges from PyPI into .venv" >&2
    python3 -m venv .venv
    .venv/bin/pip install --quiet --disable-pip-version-check -r judges/requirements.txt
    cp judges/requirements.txt .venv/ready
fi

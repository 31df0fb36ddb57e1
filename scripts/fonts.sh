#!/bin/sh
# Fetches the fonts that assets/fonts/FONTS.toml pins, and compares every hash. What is already there and right stays.
# Needs npm, tar and sha256sum (or shasum).
set -eu

cd "$(dirname "$0")/../assets/fonts"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

fail() {
    echo "fonts: $1" >&2
    exit 1
}

for tool in npm tar; do
    command -v "$tool" >/dev/null 2>&1 || fail "$tool is missing; install it (Debian, Ubuntu: apt-get install $tool)"
done

digest() {
    if command -v sha256sum >/dev/null 2>&1; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d' ' -f1
}

# One line for each font: file package version member archive_sha256 sha256.
list() {
    awk -F'"' '
        /^file = /           { file = $2 }
        /^package = /        { package = $2 }
        /^version = /        { version = $2 }
        /^member = /         { member = $2 }
        /^archive_sha256 = / { archive = $2 }
        /^sha256 = /         { print file, package, version, member, archive, $2 }
    ' FONTS.toml
}

list | while read -r file package version member archive sha256; do
    if [ -f "$file" ] && [ "$(digest "$file")" = "$sha256" ]; then
        continue
    fi
    tarball="$work/$package-$version.tgz"
    if [ ! -f "$tarball" ]; then
        echo "fonts: fetching $package $version"
        packed=$(cd "$work" && npm pack --silent "@expo-google-fonts/$package@$version") ||
            fail "could not fetch $package $version; check the network and run it again"
        mv "$work/$packed" "$tarball"
        [ "$(digest "$tarball")" = "$archive" ] || fail "$package $version is not the archive that FONTS.toml pins"
    fi
    tar -xzf "$tarball" -C "$work" "package/$member"
    [ "$(digest "$work/package/$member")" = "$sha256" ] || fail "$file is not the font that FONTS.toml pins"
    mv "$work/package/$member" "$file"
done
echo "fonts: all there"

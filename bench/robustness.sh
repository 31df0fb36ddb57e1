#!/usr/bin/env bash
# Edits of real photographs, as people and apps make them, and how many are found again: by plain PDQ and by its eight symmetries
# (the reference's binding, PyPI pdqhash), and by Témoin's own bank. The photographs come from Debian's packages of wallpapers.
#   bench/robustness.sh [PHOTO…]          other photographs instead
# Floors: recompression, mirrors and turns 100 %, borders, letterboxes, screenshots and a cut of 5 % 95 %, a cut of 10 % 90 %; no
# unlike pictures meet.
set -eu
cd "$(dirname "$0")/.."
. bench/cpu.sh
python=${PYTHON:-.venv/bin/python}
cargo build --quiet --locked -p temoin-fingerprint --example variants
if [ $# = 0 ]; then
    store=$(sh scripts/target.sh)/photographs
    for package in lomiri-wallpapers-16.04 mate-backgrounds; do
        [ -d "$store/$package" ] && continue
        mkdir -p "$store/fetched"
        (cd "$store/fetched" && apt-get download -qq "$package" && dpkg-deb -x "$package"_*.deb "$store/$package.part")
        mv "$store/$package.part" "$store/$package"
    done
    # One is drawn, one shows persons, one has nothing to recognise in it and says so itself.
    mapfile -t photos < <(find "$store"/lomiri-wallpapers-16.04 "$store"/mate-backgrounds/usr/share/backgrounds/mate/nature \
        -type f \( -name '*.jpg' -o -name '*.png' \) ! -iname '*friends*' ! -iname '*analogpattern*' | LC_ALL=C sort)
    set -- "${photos[@]}"
fi
machine
"$python" bench/robustness.py "$(sh scripts/target.sh)/debug/examples/variants" "$@"

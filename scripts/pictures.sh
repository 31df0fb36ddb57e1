#!/usr/bin/env bash
# Makes the pictures of the README from the real thing: pages of the demo's dossier, and a terminal session.
#   scripts/pictures.sh OUT        OUT as `make demo` leaves it
set -eu
cd "$(dirname "$0")/.."
out=${1:-out/demo}
temoin=${TEMOIN:-$(sh scripts/target.sh)/debug/temoin}
command -v pdftoppm >/dev/null || { echo "pictures: install poppler-utils" >&2 && exit 1; }
mkdir -p docs/pictures
rm -f docs/pictures/page-*.png
for page in 1 2 3; do
    pdftoppm -png -r 64 -singlefile -f $page -l $page "$out/dossier.pdf" docs/pictures/page-$page
done

# The session runs in a folder of its own, so that the paths in the picture are short.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r fixtures/demo/evidence "$work/preuves"
cp fixtures/demo/statement.toml "$work"
echo "six mots que personne ne devine" > "$work/phrase"
PATH=$(dirname "$(realpath "$temoin")"):$PATH
export PATH TEMOIN_PASSPHRASE_FILE=phrase
python3 scripts/terminal.py "$work" docs/pictures/terminal.svg \
    "temoin new mon-dossier --recovery-out mots-de-secours" \
    "temoin add mon-dossier preuves --obtained own --no-minors" \
    "temoin groups mon-dossier" \
    "temoin note mon-dossier --from statement.toml --statement" \
    "temoin seal mon-dossier" \
    "temoin dossier mon-dossier --out remis --all --lang fr" \
    "temoin verify remis/dossier.zip"

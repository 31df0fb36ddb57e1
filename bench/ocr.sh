#!/usr/bin/env bash
# Text read in rendered screenshots of chats: ours, the Python package whose weights we read (rapidocr with onnxruntime), and
# Tesseract 5; character error by style and by language, CPU seconds on one thread, and bubbles, sides and times found.
#   bench/ocr.sh             N=200 pictures; SEED=2; WEIGHTS=folder with the two ONNX files (taken out of the package otherwise)
# Character error at most 1 %, and at most the package's in at most its CPU time.
# Needs Debian's chromium, tesseract-ocr with fra nld deu eng, and the fonts named in fixtures/screens/README.md.
set -eu
cd "$(dirname "$0")/.."
. bench/cpu.sh
place=${PLACE:-${TMPDIR:-/tmp}/temoin-bench-ocr}
python=${PYTHON:-$place/python/bin/python}
if ! "$python" -c 'import rapidocr, onnxruntime, playwright, PIL' 2> /dev/null; then
    python3 -m venv "$place/python"
    "$python" -m pip install --quiet --disable-pip-version-check rapidocr==3.10.0 onnxruntime pillow playwright
fi
weights=${WEIGHTS:-$("$python" -c 'import pathlib, rapidocr; print(pathlib.Path(rapidocr.__file__).parent / "models")')}
count=${N:-200} seed=${SEED:-2}
pictures=$place/pictures-$seed-$count
[ -f "$pictures/done" ] || { "$python" fixtures/screens/make.py --count "$count" --seed "$seed" --out "$pictures" && touch "$pictures/done"; }
cargo build --quiet --locked -p temoin-ocr --example read
machine
"$python" bench/ocr.py "$(sh scripts/target.sh)/debug/examples/read" "$weights" "$pictures"

#!/usr/bin/env bash
# Builds the wheel, installs it into an empty environment, and runs the main job from another folder:
# a file missing from the package, or a dependency missing from its metadata, fails here and nowhere else.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
.venv/bin/python -m build --wheel --no-isolation --outdir "$work/dist" . >"$work/build.log" 2>&1 || { cat "$work/build.log"; exit 1; }
python3 -m venv "$work/venv" 2>/dev/null || .venv/bin/python -m venv "$work/venv"
sed -e 's/ \\$//' -e '/--hash/d' requirements.lock >"$work/constraints.txt"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check -c "$work/constraints.txt" "$work"/dist/*.whl
cd "$work"
"$work/venv/bin/prereview" --help >/dev/null
"$work/venv/bin/prereview" checklists lint >/dev/null
"$work/venv/bin/prereview" batch "$root/fixtures/inbox" --out "$work/out" --workers 2 --no-progress >"$work/summary.jsonl"
claims=$(find "$root/fixtures/inbox" -mindepth 1 -maxdepth 1 | wc -l)
reports=$(find "$work/out" -maxdepth 1 -name '*.json' | wc -l)
test "$reports" -eq "$claims" || { echo "wheel test: $reports reports for $claims submissions" >&2; exit 1; }
test -s "$work/out/worklist.xlsx" && test -s "$work/out/index.html"
echo "wheel test: $claims submissions reviewed by the installed wheel, outside the checkout"

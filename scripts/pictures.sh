#!/usr/bin/env bash
# Makes the pictures of the README from the fixtures: `make pictures` (needs Debian's chromium and a Chinese font).
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
.venv/bin/prereview batch fixtures/inbox --out "$work/out" --workers 2 --no-progress >/dev/null
mkdir -p docs/images
shoot() { # page, picture, height
  chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --disable-background-networking --disable-sync \
    --disable-component-update --no-first-run --user-data-dir="$work/profile" --window-size="1366,$3" \
    --screenshot="docs/images/$2" "file://$work/out/$1" >/dev/null 2>&1
}
shoot C2026-000101.html report.png 900
shoot index.html worklist.png 768

#!/usr/bin/env bash
# Ends the demo: offers the review desk with the fixture claims in it. Never waits where nobody can answer.
set -euo pipefail
cd "$(dirname "$0")/.."
offer="审核台（已放入示例案件）：make desk · the review desk with these claims: make desk → http://127.0.0.1:8300"
if [ -n "${CI:-}" ] || [ ! -t 0 ] || [ ! -t 1 ]; then
  echo "$offer"
  exit 0
fi
read -r -t 60 -p "现在打开审核台？ Open the review desk now? [y/N] " answer || answer=""
case "$answer" in
  [yY]*) exec .venv/bin/prereview serve --workspace demo/desk --import fixtures/inbox --workers 2 ;;
  *) echo "$offer" ;;
esac

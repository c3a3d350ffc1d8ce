#!/usr/bin/env bash
# Installs what is missing for `make demo` (nothing but Python packages) or `make test` (fonts and Tesseract too).
# Quick the second time: a stamp holds the hash of the lock file.
set -euo pipefail
purpose=${1:-demo}
cd "$(dirname "$0")/.."

apt_install() { # packages… : through apt as root or with sudo, else one line saying what to install
  local missing=()
  for package in "$@"; do dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package"); done
  [ ${#missing[@]} -eq 0 ] && return 0
  local sudo=()
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo=(sudo); else
      echo "setup: please install: apt-get install ${missing[*]}" >&2; return 1
    fi
  fi
  echo "setup: installing ${missing[*]}" >&2
  export DEBIAN_FRONTEND=noninteractive
  "${sudo[@]}" apt-get -o DPkg::Lock::Timeout=300 update -qq >/dev/null
  "${sudo[@]}" apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

python=${PYTHON:-}
for candidate in python3.11 python3.12 python3.13 python3; do
  [ -n "$python" ] && break
  command -v "$candidate" >/dev/null && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' && python=$candidate
done
if [ -z "$python" ]; then apt_install python3 && python=python3; fi
if [ ! -x .venv/bin/python ]; then
  "$python" -c 'import ensurepip, venv' 2>/dev/null || apt_install python3-venv
fi
if [ "$purpose" = test ]; then
  # Tesseract is the second engine; the fonts draw the generated papers that some tests read.
  apt_install tesseract-ocr tesseract-ocr-chi-sim fonts-wqy-zenhei fonts-wqy-microhei fonts-arphic-ukai \
    fonts-arphic-uming fonts-noto-cjk
  # A browser for the tests of the desk, and what its driver links against; without them they skip.
  apt_install chromium libatomic1 || echo "setup: no chromium; the browser tests will skip" >&2
fi

stamp=.venv/.prereview-$(cat requirements.lock pyproject.toml | sha256sum | cut -c1-16)
if [ ! -f "$stamp" ]; then
  [ -x .venv/bin/python ] || "$python" -m venv .venv
  echo "setup: installing Python packages into .venv (first time only, a few minutes)" >&2
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
  rm -f .venv/.prereview-*
  touch "$stamp"
fi

"""What the lock file promises: exact versions with hashes, licences we may ship with, no contradictions."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

LOCK = Path(__file__).resolve().parents[2] / "requirements.lock"
ENTRY = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)", re.M)
#: Strong copyleft would bind whoever ships the product; the lesser licences do not bind an import.
STRONG_COPYLEFT = re.compile(r"\bA?GPL|Affero|(?<!Lesser )(?<!Library or Lesser )General Public License")
LESSER = re.compile(r"\bLGPL|Lesser General Public")
#: Metadata without a word on the licence; where it is stated instead.
STATED_ELSEWHERE = {"axe-playwright-python": "MIT, in its licence file; development only"}


def locked() -> dict[str, str]:
    return {match["name"].lower(): match["version"] for match in ENTRY.finditer(LOCK.read_text(encoding="utf-8"))}


def licence(distribution: metadata.Distribution) -> str:
    fields = distribution.metadata
    classifiers = [entry for entry in fields.get_all("Classifier") or [] if entry.startswith("License")]
    return " ".join([fields.get("License-Expression") or "", (fields.get("License") or "")[:80], *classifiers]).strip()


def test_every_entry_is_pinned_and_hashed() -> None:
    entries = re.split(r"\n(?=[A-Za-z0-9])", LOCK.read_text(encoding="utf-8").strip())
    assert [entry.split("\n")[0] for entry in entries if not ENTRY.match(entry) or "--hash=sha256:" not in entry] == []


def test_no_strong_copyleft() -> None:
    found = {}
    for distribution in metadata.distributions():
        name = (distribution.metadata["Name"] or "").lower()
        if name in locked():
            found[name] = licence(distribution)
    assert [
        name
        for name, text in found.items()
        if (not text and name not in STATED_ELSEWHERE) or (STRONG_COPYLEFT.search(text) and not LESSER.search(text))
    ] == []


def test_installed_packages_agree_with_each_other() -> None:
    done = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout

"""Chinese or English, by the locale of whoever typed the command."""

from __future__ import annotations

import os
from typing import Literal


def prefers_chinese() -> bool:
    """LC_ALL, LC_MESSAGES, then LANG, as POSIX orders them."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return value.lower().startswith("zh")
    return False


def language() -> Literal["zh", "en"]:
    """The language of whoever typed the command."""
    return "zh" if prefers_chinese() else "en"


def say(zh: str, en: str) -> str:
    """The one of two texts the user reads."""
    return zh if prefers_chinese() else en

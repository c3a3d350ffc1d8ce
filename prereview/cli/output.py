"""Results to stdout, everything else to stderr. This is the only room that prints."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from prereview.errors import InputError


def emit(text: str) -> None:
    """One result to stdout, UTF-8 whatever the locale says."""
    sys.stdout.buffer.write(text.rstrip("\n").encode() + b"\n")
    sys.stdout.buffer.flush()


def emit_bytes(content: bytes) -> None:
    """A result that is a file, such as a PDF, to stdout."""
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def emit_json(value: Any) -> None:
    """One JSON line."""
    emit(json.dumps(value, ensure_ascii=False))


def read_jsonl(source: str) -> Iterator[dict[str, Any]]:
    """Objects of a JSONL file or of standard input ("-").

    Raises:
        InputError: naming file and line of what is not a JSON object.
    """
    if source == "-":
        lines, name = sys.stdin.buffer.read().decode("utf-8-sig").splitlines(), "stdin"
    else:
        try:
            lines, name = Path(source).read_text(encoding="utf-8-sig").splitlines(), source
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(
                f"{source}: {error}", remedy="Give a UTF-8 JSONL file, or - for standard input."
            ) from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(
                f"{name} line {number}: not JSON ({error.msg})", remedy="One JSON object a line."
            ) from error
        if not isinstance(value, dict):
            raise InputError(f"{name} line {number}: not a JSON object", remedy="One JSON object a line.")
        yield value

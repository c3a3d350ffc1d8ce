"""Results to stdout, everything else to stderr. This is the only room that prints."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from prereview.errors import InputError

log = logging.getLogger(__name__)


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


def answer_jsonl(source: str, answer: Callable[[dict[str, Any]], Mapping[str, Any]]) -> None:
    """Answer each object of a JSONL file, or of standard input ("-"), with one JSON line.

    A line that cannot be used is named on stderr and the others are still answered: one bad record of a thousand costs
    nobody the rest.

    Raises:
        InputError: after the last line, saying how many could not be used; or the file cannot be read.
    """
    count = faults = 0
    for number, line in enumerate(_lines(source), start=1):
        if not line.strip():
            continue
        count += 1
        try:
            emit_json(answer(_object(line)))
        except InputError as fault:
            faults += 1
            log.error("line %d: %s", number, fault)
    if faults:
        raise InputError(f"{faults} of {count} records could not be used", remedy="Each is named above with its line.")


def _lines(source: str) -> list[str]:
    """Cut at line feeds only: a text may hold U+2028 or U+0085, where `splitlines` would cut a record in two."""
    try:
        content = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
        return content.decode("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        name = "standard input" if source == "-" else source
        raise InputError(f"{name}: {error}", remedy="Give a UTF-8 JSONL file, or - for standard input.") from error


def _object(line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(f"not JSON ({error.msg})", remedy="One JSON object a line.") from error
    if not isinstance(value, dict):
        raise InputError("not a JSON object", remedy="One JSON object a line.")
    return value

"""claim.json → `Claim`, with every mistake of the file named at once."""

from __future__ import annotations

import difflib
import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from prereview.claims import Claim
from prereview.errors import InputError

_MAX_BYTES = 5_000_000
_REMEDY = "Correct the named keys; docs/schemas/claim.schema.json lists every key and its type."


def load_claim(path: Path) -> Claim:
    """The claim of a claim.json file.

    Raises:
        InputError: the file is not readable JSON, or keys are unknown or of the wrong type; all are named.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path.name}: cannot be read", remedy="Check the path and its permissions.") from error
    return parse_claim(data, name=path.name)


def parse_claim(data: bytes, *, name: str = "claim.json") -> Claim:
    """The claim of the bytes of a claim.json. Raises InputError like `load_claim`."""
    if len(data) > _MAX_BYTES:
        raise InputError(
            f"{name}: {len(data) // 1_000_000} MB is too large for claim facts",
            remedy="Send papers as files, not as JSON.",
        )
    values, mistakes = _parse_json(data, name)
    try:
        claim = Claim.model_validate(values)
    except ValidationError as error:
        mistakes += [_describe(entry["loc"], entry["type"], entry["msg"]) for entry in error.errors()]
        raise InputError(f"{name}: " + "; ".join(mistakes), remedy=_REMEDY) from None  # the chained text quotes values
    if mistakes:
        raise InputError(f"{name}: " + "; ".join(mistakes), remedy=_REMEDY)
    return claim


def _parse_json(data: bytes, name: str) -> tuple[dict[str, Any], list[str]]:
    """The top-level object and the keys given twice, of which JSON would silently keep the last."""
    twice: list[str] = []

    def build(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        twice.extend(f"{key}: given twice" for key in sorted({key for key in keys if keys.count(key) > 1}))
        return dict(pairs)

    try:
        values = json.loads(data.decode("utf-8-sig"), object_pairs_hook=build)
    except UnicodeDecodeError:
        raise InputError(f"{name}: is not UTF-8", remedy="Save the file as UTF-8.") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise InputError(f"{name}: is not valid JSON ({error.msg} at {where})", remedy="Correct the JSON.") from None
    except RecursionError:
        raise InputError(f"{name}: is nested too deep", remedy="Correct the JSON.") from None
    if not isinstance(values, dict):
        raise InputError(f"{name}: must hold one JSON object", remedy=_REMEDY)
    return values, twice


def _describe(place: tuple[int | str, ...], kind: str, message: str) -> str:
    path = ".".join(map(str, place)) or "(top)"
    if kind != "extra_forbidden":
        return f"{path}: {message}"
    known = _known_keys(place[:-1])
    close = difflib.get_close_matches(str(place[-1]), known, n=1)
    return f"{path}: unknown key" + (f" (did you mean {close[0]}?)" if close else "")


def _known_keys(place: tuple[int | str, ...]) -> list[str]:
    model: Any = Claim
    for key in place:
        field = model.model_fields.get(str(key))
        model = field.annotation if field else None
        if not (isinstance(model, type) and issubclass(model, BaseModel)):
            return []
    return list(model.model_fields)

"""Examples of the OpenAPI document: invented claims only."""

from __future__ import annotations

from typing import Any

CLAIM = (
    '{"claim_id": "C2026-000123", "line": "inpatient_medical", "received_at": "2026-03-02T09:30:00+08:00", '
    '"policy": {"effective_date": "2025-06-01"}, "claim": {"amount_claimed": "12345.60"}}'
)
_RECEIPT = {"claim_id": "C2026-000123", "round": 1, "round_id": 7, "created": True}

Answers = dict[int | str, dict[str, Any]]

ACCEPTED: Answers = {
    201: {"description": "Accepted", "content": {"application/json": {"example": _RECEIPT}}},
    200: {
        "description": "The same call was accepted before",
        "content": {"application/json": {"example": _RECEIPT | {"created": False}}},
    },
}
BYTES: Answers = {200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}
EVENT_LINES: Answers = {
    200: {
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/Events"}},
            "application/jsonl": {"schema": {"$ref": "#/components/schemas/ClaimEvent"}},
        }
    }
}

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
_SUMMARY = {
    "claim_id": "C2026-000123", "line": "inpatient_medical", "status": "supplement_sent", "stage": "claimant",
    "round": 1, "reviewed_round": 1, "received_at": "2026-03-02T01:30:00Z", "due_at": "2026-03-04T01:30:00Z",
    "decision_due": "2026-04-01", "light": "green", "amount": "12345.60", "route": "supplement", "flagged": False,
    "blind": False, "attention": 0.12, "gaps": ["expense_list"], "assigned_to": 3, "assigned_name": "李娜",
    "insured_name": "林知远", "hospital": "海城市第一人民医院", "policy_number": "P000123",
}  # fmt: skip
_EVENT = {
    "cursor": 42, "claim_id": "C2026-000123", "kind": "supplement_sent", "round": 1, "at": "2026-03-02T03:00:00Z",
    "details": {"items": ["expense_list"]}, "text_zh": "我们已把需要补充的材料一次列明，请按通知补充。",
    "text_en": "We have sent you one notice that lists everything still needed.",
}  # fmt: skip
_CLOCK = {"received_on": "2026-03-02", "light": "green", "decision_due": "2026-04-01", "pauses": []}
_NOTICE = {
    "text_zh": "关于您的“住院医疗费用补偿”申请，需要补充的全部内容如下。…",
    "text_en": "For your claim “Inpatient medical expenses” this is everything that is still needed. …",
    "fingerprint": "5f" * 32, "item_ids": ["expense_list"],
}  # fmt: skip
_SENT = {
    "round": 1, "text": _NOTICE["text_zh"], "fingerprint": "5f" * 32, "item_ids": ["expense_list"], "edited": False,
    "sent_at": "2026-03-02T03:00:00Z", "delivered_at": None, "answered_at": None,
}  # fmt: skip
_VERDICT = {
    "claim_id": "C2026-000123", "subject": "item", "subject_id": "discharge_summary", "shown": "present_unusable",
    "answer": "change", "corrected": "satisfied", "reason": "the seal is on the back", "reviewer": "李娜",
    "reviewed_at": "2026-03-02T02:40:00Z", "report_fingerprint": "a1" * 32, "source": "api",
}  # fmt: skip


def _shows(example: object, status: int = 200) -> Answers:
    return {status: {"content": {"application/json": {"example": example}}}}


QUEUE = _shows({"rows": [_SUMMARY], "after": "WyJncmVlbiIsIDE3XQ=="})
STATE = _shows({"claim": _SUMMARY, "clock": _CLOCK, "latest": _EVENT})
NOTICES = _shows({"proposed": _NOTICE, "sent": [_SENT]})
FILES = _shows([{"round": 1, "name": "发票.pdf", "sha256": "0c" * 32, "size": 120_345}])
EVENTS = _shows({"events": [_EVENT], "after": 42})
VERDICT = _shows(_VERDICT, 201)
VERDICTS = _shows([_VERDICT])

BYTES: Answers = {200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}
EVENT_LINES: Answers = {
    200: {
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/Events"}},
            "application/jsonl": {"schema": {"$ref": "#/components/schemas/ClaimEvent"}},
        }
    }
}

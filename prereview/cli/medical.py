from __future__ import annotations

from datetime import date
from typing import Any

from prereview.cli.options import OptionalFile
from prereview.cli.output import emit_json, read_jsonl
from prereview.errors import InputError


def mentions(source: OptionalFile = "-") -> None:
    """病史文字中的疾病提及 · condition mentions in medical text: JSONL in {"id","text","visit_date"?}, JSONL out."""
    from prereview.history import load_historian, mention_record

    historian = load_historian()
    for record in read_jsonl(source):
        text = record.get("text")
        if not isinstance(text, str):
            raise InputError(f"record {record.get('id')!r}: key text is missing", remedy='Give {"id": …, "text": …}.')
        found = historian.find_mentions(text, visit_date=_visit_date(record))
        emit_json({"id": record.get("id"), "mentions": [mention_record(mention) for mention in found]})


def history(source: OptionalFile = "-") -> None:
    """既往症四项检验 · the four pre-existing tests: JSONL in {"id","medical_documents","policy","claim"}, JSONL out."""
    from prereview.history import load_historian

    historian = load_historian()
    for record in read_jsonl(source):
        emit_json(historian.assess_case(record))


def _visit_date(record: dict[str, Any]) -> date | None:
    """A full date, or a month (taken as its middle)."""
    value = record.get("visit_date")
    if value is None:
        return None
    try:
        return date.fromisoformat(value if len(value) > 7 else f"{value}-15")
    except (TypeError, ValueError) as error:
        raise InputError(
            f"record {record.get('id')!r}: visit_date {value!r} is no date", remedy="Use YYYY-MM-DD."
        ) from error

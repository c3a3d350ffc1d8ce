from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError

from prereview.cli.options import OptionalFile
from prereview.cli.output import answer_jsonl
from prereview.errors import InputError


def mentions(source: OptionalFile = "-") -> None:
    """病史文字中的疾病提及 · condition mentions in medical text: JSONL in {"id","text","visit_date"?}, JSONL out."""
    from prereview.history import load_historian, mention_record

    historian = load_historian()

    def answer(record: Mapping[str, Any]) -> dict[str, Any]:
        text = record.get("text")
        if not isinstance(text, str):
            raise InputError(f"record {record.get('id')!r}: key text is missing", remedy='Give {"id": …, "text": …}.')
        found = historian.find_mentions(text, visit_date=_visit_date(record))
        return {"id": record.get("id"), "mentions": [mention_record(mention) for mention in found]}

    answer_jsonl(source, answer)


def history(source: OptionalFile = "-") -> None:
    """既往症四项检验 · the four pre-existing tests: JSONL in {"id","medical_documents","policy","claim"}, JSONL out."""
    from prereview.history import load_historian

    historian = load_historian()

    def answer(record: Mapping[str, Any]) -> dict[str, Any]:
        papers = record.get("medical_documents")
        if not isinstance(papers, list) or not all(isinstance(paper, Mapping) for paper in papers):
            raise InputError(
                f"record {record.get('id')!r}: key medical_documents is no list of papers",
                remedy='Give [{"doc_type": …, "text": …}, …].',
            )
        try:
            return historian.assess_case(record)
        except ValidationError as error:
            keys = ", ".join(".".join(map(str, fault["loc"])) for fault in error.errors())
            raise InputError(
                f"record {record.get('id')!r}: {keys} cannot be used",
                remedy="Give policy and claim as in claim.json (docs/schemas/claim.schema.json).",
            ) from error

    answer_jsonl(source, answer)


def _visit_date(record: Mapping[str, Any]) -> date | None:
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

"""Hospital stays: which one a paper is of, and which ones are claimed."""

from __future__ import annotations

from datetime import date, timedelta

from prereview.completeness.case import INVOICES, STAY_PAPERS, Case
from prereview.documents import Document

Stay = tuple[date, date]  #: first and last day

_SLACK = timedelta(days=1)
_DATED = STAY_PAPERS | {"diagnosis_certificate", "expense_list", "settlement_sheet", "e_invoice"}


def stay_of(document: Document) -> Stay | None:
    """The days the paper gives; one date alone stands for both."""
    start, end = document.fact("admission_date"), document.fact("discharge_date")
    first, last = start or end, end or start
    return (first.as_date(), last.as_date()) if first and last else None


def claimed_stays(case: Case) -> tuple[Stay, ...]:
    """The stays there is a bill for, each borne out by another paper of it (a lone odd bill is D06, not a stay)."""
    others = [stay for paper in case.of_type(*(_DATED - INVOICES)) if (stay := stay_of(paper))]
    merged: list[Stay] = []
    for first, last in sorted(stay for bill in case.of_type(*INVOICES) if (stay := stay_of(bill))):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(stay for stay in merged if any(_meet(stay, other) for other in others))


def belongs(document: Document, stay: Stay) -> bool:
    """Whether the paper may be of that stay: it says so, or gives no days."""
    own = stay_of(document) if document.doc_type in _DATED else None
    return own is None or _meet(own, stay)


def _meet(one: Stay, other: Stay) -> bool:
    return one[0] <= other[1] + _SLACK and other[0] <= one[1] + _SLACK

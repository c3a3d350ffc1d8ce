"""The same invoice in two claims of one inbox: found after the first pass; those claims are reviewed again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from prereview.report import DocumentEntry, Report


def invoice_key(document: DocumentEntry) -> str | None:
    """Code and number together: a number alone is reused by every province. None unless both were read."""
    facts = {fact.name: fact.value for fact in document.facts}
    code, number = facts.get("invoice_code"), facts.get("invoice_number")
    return f"{code}:{number}" if code and number else None


def shared_invoices(reports: Sequence[Report]) -> Mapping[str, Mapping[str, str]]:
    """For each claim that shares an invoice: invoice key → the other claim, the first by id."""
    owners: dict[str, set[str]] = defaultdict(set)
    for report in reports:
        for document in report.documents:
            if key := invoice_key(document):
                owners[key].add(report.claim_id)
    known: dict[str, dict[str, str]] = defaultdict(dict)
    for key, claims in owners.items():
        for claim in claims:
            others = sorted(claims - {claim})
            if others:
                known[claim][key] = others[0]
    return known


def already_told(report: Report, others: Mapping[str, str]) -> bool:
    """Whether the report names the other claims, so that a resumed batch does not review it again."""
    told = " ".join(finding.message_zh for finding in report.findings if finding.code == "D10")
    return all(other in told for other in others.values())

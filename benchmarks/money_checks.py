"""Money checks on real invoices: which of them raise an alarm. A true bill raises none.

    python benchmarks/money_checks.py ../shared/data/images

Prints one line an invoice (file, type, what was read, codes raised) and the count of alarms as JSON. The pictures are
for measuring only; nothing was fitted to them here.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from prereview.claims import Claim
from prereview.classification import group_pages
from prereview.completeness.case import INVOICES, Case
from prereview.completeness.checks_money import check_altered, check_amount, check_duplicate
from prereview.documents import Document
from prereview.extraction import extract_facts
from prereview.ingestion import open_files
from prereview.pipeline import load_reviewer
from prereview.settings import Limits

_CHECKS = (check_amount, check_altered, check_duplicate)


def read_invoices(folder: Path) -> list[Document]:
    """The invoices among the pictures of the folder, each picture a document of its own."""
    reviewer = load_reviewer()
    invoices = []
    for path in sorted(folder.glob("*.*")):
        if path.suffix.lower() not in (".jpg", ".jpeg", ".png"):
            continue
        sources, _ = open_files([path], limits=Limits())
        pages = [reviewer.reader.read(source) for source in sources]
        papers = group_pages(pages, [reviewer.classifier.classify(page) for page in pages])
        invoices += [
            paper.model_copy(update={"id": path.name, "facts": extract_facts(paper)})
            for paper in papers
            if paper.doc_type in INVOICES
        ]
    return invoices


def judge(invoice: Document, case: Case) -> dict[str, Any]:
    """What was read of the invoice and what the money checks say."""
    read = {name: fact.value for name in ("total", "total_words") if (fact := invoice.fact(name))}
    defects = [defect for check in _CHECKS for defect in check(invoice, case)]
    alarms = [{"code": defect.code, "effect": defect.effect, **defect.values} for defect in defects]
    return {"file": invoice.id, "doc_type": invoice.doc_type, **read, "alarms": alarms}


def main() -> None:
    """Read the folder given on the command line and print."""
    invoices = read_invoices(Path(sys.argv[1]))
    case = Case(Claim(claim_id="real"), tuple(invoices))
    rows = [judge(invoice, case) for invoice in invoices]
    for row in rows:
        print(json.dumps(row, ensure_ascii=False))
    alarmed = sum(bool(row["alarms"]) for row in rows)
    print(json.dumps({"invoices": len(rows), "with_total": sum("total" in row for row in rows), "alarmed": alarmed}))


if __name__ == "__main__":
    main()

"""How quickly the desk gets its data with 100,000 claims stored: queue, search, counts, a claim with all its parts.

    python benchmarks/desk.py                                   # SQLite in a temporary folder
    python benchmarks/desk.py --database postgresql://…/empty   # an empty database

Prints median and 95th percentile in milliseconds, and the latter in processor time of this process, for busy machines.
All rows are invented; fifty reports of usual size are shared by all claims. Drawing and sending the page come on top.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from prereview.documents import BoundingBox, Evidence, Fact, Line, Page, number_lines
from prereview.findings import Finding, ItemResult
from prereview.report import DocumentEntry, PageRef, Provenance, Report
from prereview.store import Actor, PageRecord, QueueFilter, Store, claims, events, open_store, queue, verdicts
from prereview.store.accounts import create_account, create_organisation
from prereview.store.statistics import read_figures
from prereview.store.tables import ClaimRow, Content, Event, Round

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
STAGES = [("desk", "in_review")] * 60 + [("claimant", "clock_paused")] * 15 + [("done", "decided")] * 25
HOSPITALS = [f"第{number}人民医院" for number in range(300)]
_AT_ONCE = 5_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--database", default=None)
    parser.add_argument("--repeats", type=int, default=200)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder), chosen.database)
        actor = fill(store, chosen.claims)
        print(f"{chosen.claims} claims in {store.engine.dialect.name}; {chosen.repeats} calls each")
        print(f"{'call':36} {'median':>8} {'95th':>8} {'95th cpu':>9}  ms")
        for name, call in calls(store, actor, chosen.claims):
            wall, cpu = zip(*(timed(store, call) for _ in range(chosen.repeats)), strict=True)
            print(f"{name:36} {statistics.median(wall):8.1f} {high(wall):8.1f} {high(cpu):9.1f}", flush=True)
        store.close()


def calls(store: Store, actor: Actor, count: int) -> Iterator[tuple[str, Callable[[Session], Any]]]:
    chance = random.Random(1)

    def deep(session: Session) -> None:
        after = None
        for _ in range(5):
            after = queue.list_queue(session, actor, now=NOW, after=after).after

    def claim(session: Session) -> None:
        name = f"C2026-{chance.randrange(count):06d}"
        row = claims.get_row(session, actor, name)
        queue.get_summary(session, actor, row, now=NOW)
        claims.read_report(store, session, actor, name)
        claims.read_pages(store, session, actor, name)
        claims.list_notices(session, actor, name)
        verdicts.list_verdicts(session, actor, name)
        events.read_events(session, actor, claim_id=name)

    def search(session: Session) -> None:
        queue.list_queue(session, actor, QueueFilter(search=f"张{chance.randrange(count)}"), now=NOW)

    def shown(wanted: QueueFilter) -> Callable[[Session], Any]:
        return lambda session: queue.list_queue(session, actor, wanted, now=NOW)

    yield "queue, first page", shown(QueueFilter())
    yield "queue, five pages on", deep
    yield "queue, yellow only", shown(QueueFilter(light="yellow"))
    yield "queue, green only", shown(QueueFilter(light="green"))
    yield "queue, search a name", search
    yield "queue, search that finds nothing", shown(QueueFilter(search="没有这个人"))
    yield "queue, one item missing", shown(QueueFilter(item="discharge_summary"))
    yield "queue, decided", shown(QueueFilter(stage="done"))
    yield (
        "counts of stages and lights",
        lambda s: (
            queue.count_stages(s, actor),
            queue.count_lights(s, actor, now=NOW),
        ),
    )
    yield "claim with report, pages, events", claim
    yield "figures of 30 days", lambda s: read_figures(s, actor, since=NOW - timedelta(days=30), now=NOW)


def timed(store: Store, call: Callable[[Session], Any]) -> tuple[float, float]:
    """Milliseconds on the clock and of this process's processor time."""
    wall, cpu = time.perf_counter(), time.process_time()
    with store.reading() as session:
        call(session)
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


def high(times: Sequence[float]) -> float:
    """The 95th percentile."""
    return sorted(times)[int(len(times) * 0.95)]


def fill(store: Store, count: int) -> Actor:
    """Rows as the service would have made them, in bulk."""
    with store.writing() as session:
        organisation = create_organisation(session, "基准", now=NOW)
        actor = create_account(session, organisation, login="bench", name="基准员", role="supervisor", now=NOW)
    reports = [usual_report(number) for number in range(50)]
    kept = [(store.vault.put(organisation, r.model_dump_json().encode()), keep_pages(store, actor, r)) for r in reports]
    chance = random.Random(7)
    for start in range(0, count, _AT_ONCE):
        numbers = range(start + 1, min(start + _AT_ONCE, count) + 1)
        with store.writing() as session:
            session.execute(insert(ClaimRow), [claim_row(number, organisation, chance) for number in numbers])
            session.execute(insert(Round), [round_row(number, organisation, kept) for number in numbers])
            session.execute(insert(Content), [content for number in numbers for content in content_rows(number)])
            session.execute(insert(Event), [event for number in numbers for event in event_rows(number, organisation)])
    with store.writing() as session:
        session.execute(text("ANALYZE"))
    return actor


def usual_report(number: int) -> Report:
    """Eight documents with ten facts each, twenty items, ten findings."""
    place = Evidence(file="扫描件.pdf", page=1, bbox=BoundingBox(0.1, 0.1, 0.9, 0.12), quote="某某医院 出院小结")
    facts = tuple(Fact(name="hospital", value=f"第{n}人民医院", confidence=0.9, evidence=place) for n in range(10))
    pages = tuple(PageRef(file=f"扫描件{number}.pdf", page=page) for page in (1, 2))
    words = {"message_zh": "两处金额不一致，请核对", "message_en": "two amounts differ, please check"}
    return Report(
        claim_id=f"R{number}",
        line="inpatient_medical",
        checklist=None,
        route="supplement",
        human_review_required=True,
        why=("缺少出院小结",),
        documents=tuple(
            DocumentEntry(id=f"doc-{n}", doc_type="discharge_summary", probability=0.9, pages=pages, facts=facts)
            for n in range(8)
        ),
        items=tuple(
            ItemResult(
                id=f"item_{n}", name_zh="出院小结", name_en="Discharge summary", requirement="required",
                state="satisfied", evidence=(place,), why_zh="材料齐全", why_en="present",
            )
            for n in range(20)
        ),
        findings=tuple(Finding(code="D08", severity="warning", evidence=(place,), **words) for _ in range(10)),
        provenance=Provenance(package_version="bench", engine="bench"),
    )  # fmt: skip


def claim_row(number: int, organisation: int, chance: random.Random) -> dict[str, Any]:
    stage, status = chance.choice(STAGES)
    received = NOW - timedelta(hours=chance.uniform(0, 24 * 40))
    due = received + timedelta(days=chance.choice((2, 14, 20)))
    attention = round(chance.random(), 3)
    decided = NOW - timedelta(hours=chance.uniform(0, 900)) if stage == "done" else None
    urgency = f"{due:%Y-%m-%dT%H}|{1 - attention:.4f}|{number:012d}"
    if decided:
        urgency = f"{10**12 - int(decided.timestamp()):013d}|{number:012d}"
    return {
        "id": number, "organisation_id": organisation, "claim_id": f"C2026-{number - 1:06d}",
        "line": chance.choice(("inpatient_medical", "outpatient_medical", "critical_illness", "accident")),
        "status": status, "stage": stage, "round": 1, "reviewed_round": 1, "received_at": received, "changed_at": NOW,
        "decided_at": decided, "amount": "1234.50", "yellow_at": due - timedelta(days=1), "due_at": due,
        "decision_due": None, "urgency": urgency, "route": chance.choice(("complete", "supplement", "human_review")),
        "flagged": chance.random() < 0.1, "attention": attention,
        "gaps": chance.choice(([], ["discharge_summary"], ["invoice", "id_card"])), "blind": False,
        "assigned_to": None, "hospital": chance.choice(HOSPITALS), "insured_name": f"张{number}",
        "policy_number": f"P{number:08d}", "known": None, "erased_at": None,
    }  # fmt: skip


def round_row(number: int, organisation: int, kept: list[tuple[str, str]]) -> dict[str, Any]:
    report, pages = kept[number % len(kept)]
    return {
        "id": number, "claim_key": number, "number": 1, "organisation_id": organisation, "idempotency_key": str(number),
        "content": str(number), "source": "bench", "received_at": NOW, "pages_total": 9, "pages_read": 9,
        "reviewed_at": NOW, "report": report, "pages": pages, "fingerprint": None, "seconds": 1.0, "late_asks": [],
    }  # fmt: skip


def content_rows(number: int) -> list[dict[str, Any]]:
    return [
        {"round_id": number, "kind": kind, "name": f"{kind}-{part}", "sha256": f"{number:060d}{part:04d}", "size": 1}
        for part, kind in enumerate(["input"] * 4 + ["picture"] * 9)
    ]


def event_rows(number: int, organisation: int) -> list[dict[str, Any]]:
    return [
        {"organisation_id": organisation, "claim_key": number, "kind": kind, "round": 1, "at": NOW, "details": {}}
        for kind in ("received", "read", "in_review")
    ]


def keep_pages(store: Store, actor: Actor, report: Report) -> str:
    """A page record of about sixty lines for each page of a report, as reading leaves it."""
    box = BoundingBox(0.1, 0.1, 0.9, 0.12)
    lines = number_lines([Line(text=f"第 {number} 行 检查所见未见明显异常", bbox=box) for number in range(60)])
    pages = tuple(
        PageRecord(page=Page(file=page.file, number=page.page, source="ocr", lines=lines), picture="0" * 64)
        for document in report.documents
        for page in document.pages
    )
    return store.vault.put(actor.organisation_id, claims.PAGES.dump_json(pages))


if __name__ == "__main__":
    main()

"""The notice as it stands after people have spoken: what they found missing is asked for, what they found is not."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import cast

from sqlalchemy.orm import Session

from prereview.completeness import ANY_BENEFIT, Checklists, load_checklists, write_notice
from prereview.findings import ItemResult, ItemState, Notice
from prereview.report import Report
from prereview.service.cases import Service
from prereview.settings import Settings
from prereview.store import Actor
from prereview.store.claims import read_report
from prereview.store.verdicts import list_verdicts
from prereview.verdicts import Verdict


def proposed_notice(service: Service, session: Session, actor: Actor, claim_id: str) -> Notice | None:
    """The notice of the newest report as the verdicts of today leave it; None where nothing is open.

    Raises:
        NotFound: no such claim, or not reviewed yet.
    """
    report = read_report(service.store, session, actor, claim_id)
    return draft_notice(report, list_verdicts(session, actor, claim_id), service.settings)


def draft_notice(report: Report, verdicts: Sequence[Verdict], settings: Settings) -> Notice | None:
    """The notice to send: the report's own, or one written anew where a verdict changed what is open.

    A paper that a person finds unusable is explained in that person's words; they are shown before they are sent.
    """
    changed = {said.subject_id: said for said in verdicts if said.subject == "item" and said.overturned}
    if not changed:
        return report.notice
    items = [_judged(item, changed.get(item.id)) for item in report.items]
    return write_notice(items, report.questions, *_title(report, settings))


def _judged(item: ItemResult, said: Verdict | None) -> ItemResult:
    if said is None:
        return item
    # What the report says of an unusable paper is its defect, and no longer true; of any other, why it is needed.
    why = (item.why_zh, item.why_en) if item.state != "present_unusable" else ("", "")
    if said.judgement == "present_unusable":
        why = (said.reason, said.reason)
    values = {"state": cast(ItemState, said.judgement), "why_zh": why[0], "why_en": why[1]}
    return item.model_copy(update=values)


def _title(report: Report, settings: Settings) -> tuple[str, str]:
    if report.checklist is None:
        return ANY_BENEFIT
    lists = _lists(settings.checklists_dir, settings.overlay)
    found = (one for versions in (*lists.overlaid.values(), *lists.plain.values()) for one in versions)
    titles = (
        (one.title_zh, one.title_en)
        for one in found
        if (one.id, one.version) == (report.checklist.id, report.checklist.version)
    )
    return next(titles, ANY_BENEFIT)


@cache
def _lists(directory: Path | None, overlay: str | None) -> Checklists:
    return load_checklists(directory, overlay)

"""What a role may see of a report: numbers masked without clear text, the flag hidden on a blind sample.

On a blind sample the reviewer answers before the machine does. Until somebody has, nothing of the report that people
see may give its answer away: assessment, score, route and reasons that rest on it are left out.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from prereview.report import HISTORY_REASONS, Report
from prereview.reporting import mask_report
from prereview.store import Actor
from prereview.store.claims import get_row
from prereview.store.verdicts import was_answered_blind


def is_hidden(session: Session, actor: Actor, claim_id: str) -> bool:
    """Whether the pre-existing flag of a claim must not be shown yet. Services never see it before people do."""
    row = get_row(session, actor, claim_id)
    return row.blind and row.decided_at is None and not was_answered_blind(session, actor, claim_id)


def shown_report(session: Session, actor: Actor, claim_id: str, report: Report) -> Report:
    """The report as the actor may see it."""
    if is_hidden(session, actor, claim_id):
        report = without_flag(report)
    return report if actor.may("see_clear_text") else mask_report(report)


def without_flag(report: Report) -> Report:
    """The report without anything that tells what the machine thinks of a pre-existing condition."""
    # A report of an earlier version has sentences and no codes: nobody can tell which speak of the history.
    reasons = tuple(reason for reason in report.reasons if reason.code not in HISTORY_REASONS)
    why = tuple(reason.text_zh for reason in reasons)
    kept = {name: parts for name, parts in report.scores.contributions.items() if name == "complete"}
    scores = report.scores.model_copy(update={"preexisting": None, "attention": None, "contributions": kept})
    changes: dict[str, object] = {"preexisting": None, "why": why, "reasons": reasons, "scores": scores}
    if report.why and not why:
        changes["route"] = "supplement" if report.notice else "complete"
    return report.model_copy(update=changes)

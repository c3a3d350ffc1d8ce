"""The API of people's work: verdicts, decisions, assignments, figures and the audit trail."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field

from prereview.documents import Record
from prereview.store import claims as held
from prereview.store.audit import read_audit
from prereview.store.claims import Outcome
from prereview.store.statistics import Figures, read_figures
from prereview.store.verdicts import list_verdicts, undo_verdict
from prereview.verdicts import Subject, Verdict
from prereview.web import examples
from prereview.web.api_claims import ClaimId, Round
from prereview.web.judging import Said, judge
from prereview.web.signing import Caller
from prereview.web.site import OnSite

routes = APIRouter(prefix="/api/v1", tags=["work"])


class Saying(Record):
    """A verdict as it is sent."""

    subject: Subject = Field(examples=["item"])
    subject_id: str = Field(min_length=1, max_length=100, examples=["discharge_summary"])
    judgement: str | None = Field(default=None, max_length=40, examples=["satisfied"])
    reason: str = Field(default="", max_length=2000, examples=["the seal is on the back"])


class Decision(Record):
    """Where the claim goes when the desk is done with it."""

    outcome: Outcome = Field(examples=["to_settlement"])
    reason: str = Field(default="", max_length=2000)


class Assignment(Record):
    """Whose claim it is; null puts it back."""

    account_id: int | None = Field(ge=1, le=2**62, examples=[3])


class AuditLine(Record):
    """Who saw or did what, when. Ids and codes only."""

    id: int
    at: datetime
    who: str | None
    action: str
    claim_id: str | None
    details: dict[str, Any]


@routes.get("/claims/{claim_id}/verdicts", responses=examples.VERDICTS)
def get_verdicts(site: OnSite, caller: Caller, claim_id: ClaimId, round: Round = None) -> tuple[Verdict, ...]:
    """The verdicts that hold on the newest report, or that of a round."""
    with site.store.reading() as session:
        return list_verdicts(session, caller, claim_id, round=round)


@routes.post("/claims/{claim_id}/verdicts", status_code=201, responses=examples.VERDICT)
def send_verdict(site: OnSite, caller: Caller, claim_id: ClaimId, saying: Saying) -> Verdict:
    """Say what a judgement of the newest report is in your eyes. A later verdict on the same subject replaces it."""
    with site.store.writing() as session:
        said = Said.model_validate(saying.model_dump())
        return judge(site.store, session, caller, claim_id, said, now=site.now(), source="api")


@routes.delete("/claims/{claim_id}/verdicts/last")
def take_back(site: OnSite, caller: Caller, claim_id: ClaimId) -> Verdict:
    """Take back your last verdict on the claim."""
    with site.store.writing() as session:
        return undo_verdict(session, caller, claim_id, now=site.now())


@routes.post("/claims/{claim_id}/decision", status_code=204)
def decide(site: OnSite, caller: Caller, claim_id: ClaimId, decision: Decision) -> None:
    """A person is done with the claim and hands it on."""
    with site.store.writing() as session:
        held.decide(session, caller, claim_id, decision.outcome, reason=decision.reason, now=site.now())


@routes.delete("/claims/{claim_id}/decision", status_code=204)
def reopen(site: OnSite, caller: Caller, claim_id: ClaimId) -> None:
    """Take the decision back: the claim returns to the desk."""
    with site.store.writing() as session:
        held.reopen(session, caller, claim_id, now=site.now())


@routes.put("/claims/{claim_id}/assignment", status_code=204)
def assign(site: OnSite, caller: Caller, claim_id: ClaimId, assignment: Assignment) -> None:
    """Take a claim, put it back, or (supervisors) give it to a colleague."""
    with site.store.writing() as session:
        held.assign(session, caller, claim_id, assignment.account_id, now=site.now())


@routes.get("/figures")
def get_figures(site: OnSite, caller: Caller, days: Annotated[int, Query(ge=1, le=3660)] = 30) -> Figures:
    """What a supervisor watches, over so many days."""
    now = site.now()
    with site.store.reading() as session:
        return read_figures(session, caller, since=now - timedelta(days=days), now=now)


@routes.get("/audit")
def get_audit(
    site: OnSite,
    caller: Caller,
    claim_id: Annotated[str | None, Query(max_length=100)] = None,
    before: Annotated[int | None, Query(ge=1, le=2**62, description="id of the last line of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> tuple[AuditLine, ...]:
    """The audit trail, newest first."""
    with site.store.reading() as session:
        found = read_audit(session, caller, claim_id=claim_id, before=before, limit=limit)
    return tuple(AuditLine.model_validate(entry, from_attributes=True) for entry in found)

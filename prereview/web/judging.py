"""Verdicts: from what a person thinks is right to a record that is held against the report they saw."""

from __future__ import annotations

from datetime import datetime

from pydantic import ValidationError
from sqlalchemy.orm import Session

from prereview.documents import Record
from prereview.errors import UsageError
from prereview.report import Report
from prereview.store import Actor, Store
from prereview.store.claims import read_report
from prereview.store.verdicts import add_verdict
from prereview.verdicts import PREEXISTING, STATES, Source, Subject, Verdict, make_verdict, shown_by
from prereview.web.blindness import is_hidden


class Said(Record):
    """What a person said about one judgement: what it is in their eyes (None: cannot tell), and why."""

    subject: Subject
    subject_id: str
    judgement: str | None = None
    reason: str = ""


def judge(store: Store, session: Session, actor: Actor, claim_id: str, said: Said, *, now: datetime, source: Source
          ) -> Verdict:  # fmt: skip
    """Keep a verdict on the newest report.

    Raises:
        UsageError: the report says nothing about the subject, the judgement is none of its states, or it differs from
            the report without a reason.
    """
    actor.require("decide")
    report = read_report(store, session, actor, claim_id)
    _check(report, said)
    blind = said.subject == "flag" and said.subject_id == PREEXISTING and is_hidden(session, actor, claim_id)
    differs = said.judgement not in (None, shown_by(report, said.subject, said.subject_id))
    if differs and not blind and not said.reason.strip():
        raise UsageError("a verdict that differs needs a reason", remedy="Say in a few words what you saw.")
    try:
        verdict = make_verdict(
            report,
            said.subject,
            said.subject_id,
            judgement=said.judgement,
            reviewer=actor.name,
            reviewed_at=now,
            reason=said.reason.strip(),
            blind_qa=blind,
            source=source,
        )
    except ValidationError as error:
        raise UsageError("the verdict cannot be kept", remedy="; ".join(e["msg"] for e in error.errors())) from error
    add_verdict(session, actor, verdict, now=now)
    return verdict


def _check(report: Report, said: Said) -> None:
    if shown_by(report, said.subject, said.subject_id) is None:
        raise UsageError("the report says nothing about this subject", remedy="Take subjects from the report.")
    if said.judgement is not None and said.judgement not in STATES[said.subject]:
        raise UsageError(
            "the judgement is no state of this subject", remedy=f"One of {', '.join(STATES[said.subject])}"
        )

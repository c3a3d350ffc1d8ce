"""What a reviewer said about one judgement of a report: the value the desk writes, the store keeps, retraining reads.

One verdict is about one subject: an item ("discharge_summary"), a flag ("preexisting", or a finding code such as
"D08") or the route of the claim. It carries what was shown at the time, so overturn rates need nothing else; a later
report never changes what an earlier verdict means.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal, Self, get_args

from pydantic import AwareDatetime, Field, model_validator

from prereview.documents import Record
from prereview.findings import ItemState
from prereview.report import Report, Route

Subject = Literal["item", "flag", "route"]
Answer = Literal["agree", "change", "cannot_tell"]
FlagState = Literal["upheld", "not_upheld"]
Source = Literal["desk", "api", "worklist", "jsonl", "simulated"]

PREEXISTING: Final = "preexisting"  #: the flag that every report raises or does not raise
ROUTE: Final = "route"  #: the only subject_id of a verdict on the route

#: What each kind of subject may be judged to be.
STATES: Mapping[Subject, tuple[str, ...]] = {
    "item": get_args(ItemState),
    "flag": get_args(FlagState),
    "route": get_args(Route),
}
#: Names no person has: a machine's agreement with itself is no verdict, and is refused wherever verdicts are made.
MACHINES = frozenset({"prereview", "system", "machine", "model", "auto", "系统", "机器", "自动"})


class Verdict(Record):
    """One answer of one person about one judgement. Never about the claimant, and never a decision on the claim."""

    claim_id: str = Field(min_length=1, max_length=100)
    subject: Subject
    subject_id: str = Field(
        min_length=1, max_length=100, description="item id; `preexisting` or a finding code; `route` for the route"
    )
    shown: str = Field(description="what the report said, in the words of `corrected`; kept even where it was hidden")
    answer: Answer
    corrected: str | None = Field(
        default=None,
        description="item state, `upheld`/`not_upheld`, or route; given exactly where the answer is change",
    )
    reason: str = Field(default="", max_length=2000)
    reviewer: str = Field(min_length=1, max_length=100, description="account name of a person")
    reviewer_group: str = Field(default="", max_length=100)
    reviewed_at: AwareDatetime
    blind_qa: bool = Field(
        default=False, description="the judgement was hidden: for evaluation only, never for fitting"
    )
    report_fingerprint: str = Field(
        pattern=r"^[0-9a-f]{64}$", description="`fingerprint_report` of the report that was judged"
    )
    source: Source = "desk"

    @property
    def judgement(self) -> str | None:
        """What the subject is in the reviewer's eyes; None where the reviewer cannot tell."""
        if self.answer == "cannot_tell":
            return None
        return self.corrected if self.answer == "change" else self.shown

    @property
    def overturned(self) -> bool:
        """Whether the reviewer came to another answer than the report."""
        return self.answer == "change"

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        allowed = STATES[self.subject]
        if (self.subject == "route") != (self.subject_id == ROUTE):
            raise ValueError(f"subject_id {self.subject_id!r} does not belong to a verdict on the {self.subject}")
        if self.shown not in allowed:
            raise ValueError(f"shown {self.shown!r} is no state of the {self.subject}")
        if (self.answer == "change") != (self.corrected is not None):
            raise ValueError("`corrected` is given exactly where the answer is `change`")
        if self.corrected is not None and (self.corrected not in allowed or self.corrected == self.shown):
            raise ValueError(f"corrected {self.corrected!r} must be another state of the {self.subject}")
        if self.reviewer.strip().casefold() in MACHINES or not self.reviewer.strip():
            raise ValueError(f"reviewer {self.reviewer!r} is not a person")
        return self


def shown_by(report: Report, subject: Subject, subject_id: str) -> str | None:
    """What a report says about a subject, in the words of verdicts; None where it does not speak of it.

    The pre-existing flag counts as shown either way: a report without it says that it would not be upheld.
    """
    if subject == "route":
        return report.route if subject_id == ROUTE else None
    if subject == "item":
        return next((item.state for item in report.items if item.id == subject_id), None)
    if subject_id == PREEXISTING:
        flagged = report.preexisting is not None and report.preexisting.flag_preexisting
        return "upheld" if flagged else "not_upheld"
    return "upheld" if any(finding.code == subject_id for finding in report.findings) else None


def make_verdict(  # noqa: PLR0913 - keyword-only: a verdict has that many parts
    report: Report,
    subject: Subject,
    subject_id: str,
    *,
    judgement: str | None,
    reviewer: str,
    reviewed_at: datetime,
    reviewer_group: str = "",
    reason: str = "",
    blind_qa: bool = False,
    source: Source = "desk",
) -> Verdict:
    """A verdict from what the reviewer thinks is right (None: cannot tell), held against the report.

    Raises:
        ValueError: the report does not speak of the subject, or a part does not fit (pydantic's own subclass).
    """
    shown = shown_by(report, subject, subject_id)
    if shown is None:
        raise ValueError(f"the report of {report.claim_id} says nothing about {subject} {subject_id!r}")
    changed = judgement is not None and judgement != shown
    return Verdict(
        claim_id=report.claim_id,
        subject=subject,
        subject_id=subject_id,
        shown=shown,
        answer="cannot_tell" if judgement is None else "change" if changed else "agree",
        corrected=judgement if changed else None,
        reason=reason,
        reviewer=reviewer,
        reviewer_group=reviewer_group,
        reviewed_at=reviewed_at,
        blind_qa=blind_qa,
        report_fingerprint=fingerprint_report(report),
        source=source,
    )


def fingerprint_report(report: Report) -> str:
    """sha256 (hex) of what a report judges and of what it rests on.

    Wording, clock, timing and masking stay out: the same judgements of the same files have the same fingerprint.
    """
    judged = {
        "claim_id": report.claim_id,
        "line": report.line,
        "checklist": report.checklist.model_dump() if report.checklist else None,
        "route": report.route,
        "items": [(item.id, item.state, item.defects) for item in report.items],
        "findings": [(finding.code, finding.severity) for finding in report.findings],
        "flag": shown_by(report, "flag", PREEXISTING),
        "package": report.provenance.package_version,
        "models": [model.model_dump() for model in report.provenance.models],
        "inputs": [given.sha256 for given in report.provenance.inputs],
    }
    return hashlib.sha256(json.dumps(judged, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

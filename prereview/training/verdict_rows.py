"""Verdicts of people → training rows. What nobody judged, nobody could tell, or a machine said, never becomes one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from prereview.report import Report
from prereview.scoring import is_scored
from prereview.training.claim_rows import SETTLED, ClaimRow, describe_row, person_of
from prereview.verdicts import PREEXISTING, Verdict, fingerprint_report


@dataclass(frozen=True, slots=True)
class VerdictRows:
    """Rows in order of claim_id, and how many verdicts were left out for which reason."""

    rows: tuple[ClaimRow, ...]
    left_out: Mapping[str, int]


def rows_from_verdicts(verdicts: Iterable[Verdict], reports: Mapping[str, Report]) -> VerdictRows:
    """One row a claim, from the verdicts about exactly the report given for it.

    A claim anybody reviewed blind is a blind row made of the blind answers alone: it measures and never teaches. Where
    reviewers differ, the later answer stands, and the difference is counted.

    Args:
        verdicts: of any claims, in any order.
        reports: by claim_id; the ones the reviewers saw.
    """
    left_out: Counter[str] = Counter()
    by_claim: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in _latest(verdicts):
        reason = _unusable(verdict, reports.get(verdict.claim_id))
        if reason:
            left_out[reason] += 1
        else:
            by_claim[verdict.claim_id].append(verdict)
    rows = tuple(_row(by_claim[name], reports[name], left_out) for name in sorted(by_claim))
    return VerdictRows(rows, {reason: count for reason, count in left_out.items() if count})


def _latest(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """The last word of each reviewer on each subject: an undo or a correction replaces what was said before."""
    last: dict[tuple[object, ...], Verdict] = {}
    for verdict in sorted(verdicts, key=lambda v: v.reviewed_at):
        key = (verdict.claim_id, verdict.report_fingerprint, verdict.subject, verdict.subject_id, verdict.reviewer)
        last[key] = verdict
    return list(last.values())


def _unusable(verdict: Verdict, report: Report | None) -> str | None:
    if report is None:
        return "no_report"
    if fingerprint_report(report) != verdict.report_fingerprint:
        return "about_another_report"
    return "cannot_tell" if verdict.judgement in (None, "unsure") else None


def _row(verdicts: Sequence[Verdict], report: Report, left_out: Counter[str]) -> ClaimRow:
    blind = [verdict for verdict in verdicts if verdict.blind_qa]
    if blind:
        left_out["also_reviewed_blind"] += len(verdicts) - len(blind)
    told = _settle(blind or verdicts, left_out)
    items = {name: verdict for (subject, name), verdict in told.items() if subject == "item"}
    satisfied = {name: verdict.judgement in SETTLED for name, verdict in items.items()}
    row = describe_row(report, satisfied, person=person_of(report))
    whole = all(item.id in items for item in report.items if is_scored(item)) and bool(items)
    return row.model_copy(
        update={
            "complete": _complete(told, row, whole=whole),
            "attention": _attention(told, whole=whole),
            "upheld": _upheld(told),
            "blind": bool(blind),
            "reviewed_at": max(verdict.reviewed_at for verdict in told.values()).isoformat(),
            "reviewers": tuple(sorted({verdict.reviewer for verdict in told.values()})),
            "groups": tuple(sorted({verdict.reviewer_group for verdict in told.values()})),
            "source": "+".join(sorted({verdict.source for verdict in told.values()})),
            "report_fingerprint": fingerprint_report(report),
        }
    )


Told = Mapping[tuple[str, str], Verdict]  #: (subject, subject_id) → the verdict that stands


def _settle(verdicts: Sequence[Verdict], left_out: Counter[str]) -> Told:
    told: dict[tuple[str, str], Verdict] = {}
    for verdict in sorted(verdicts, key=lambda v: (v.reviewed_at, v.reviewer)):
        before = told.get((verdict.subject, verdict.subject_id))
        if before is not None:
            left_out["reviewers_differ" if before.judgement != verdict.judgement else "said_twice"] += 1
        told[verdict.subject, verdict.subject_id] = verdict
    return told


def _complete(told: Told, row: ClaimRow, *, whole: bool) -> bool | None:
    """What the reviewer said of the claim; where the route went to a person, whether every item was found satisfied."""
    route = told.get(("route", "route"))
    answers = {"complete": True, "fast_track_candidate": True, "supplement": False}
    said = answers.get(route.judgement or "") if route else None
    return all(item.satisfied for item in row.judged) if said is None and whole else said


def _attention(told: Told, *, whole: bool) -> bool | None:
    route = told.get(("route", "route"))
    if any(verdict.overturned for verdict in told.values()) or (route and route.judgement == "human_review"):
        return True
    return False if whole and route else None


def _upheld(told: Told) -> bool | None:
    flag = told.get(("flag", PREEXISTING))
    return flag.judgement == "upheld" if flag else None

"""Verdicts of people → training rows. What nobody judged, nobody could tell, or a machine said, never becomes one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from prereview.report import Report
from prereview.scoring import is_scored
from prereview.training.claim_rows import CALLED, SETTLED, ClaimRow, describe_row, person_of
from prereview.verdicts import PREEXISTING, Verdict, fingerprint_report


@dataclass(frozen=True, slots=True)
class VerdictRows:
    """Rows in order of claim_id, and how many verdicts were left out for which reason."""

    rows: tuple[ClaimRow, ...]
    left_out: Mapping[str, int]


def rows_from_verdicts(verdicts: Iterable[Verdict], reports: Mapping[str, Report]) -> VerdictRows:
    """One row a claim, from the verdicts about exactly the report given for it.

    A claim anybody reviewed blind is a blind row made of the blind answers alone: it measures and never teaches. Where
    reviewers differ, the later answer stands; of blind readers, who do not know of each other, what most of them said,
    and nothing where they are even. Differences are counted.

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
    told = _agree(blind, left_out) if blind else _settle(verdicts, left_out)
    used = blind or tuple(told.values())
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
            "reviewed_at": max(verdict.reviewed_at for verdict in used).isoformat(),
            "reviewers": tuple(sorted({verdict.reviewer for verdict in used})),
            "groups": tuple(sorted({verdict.reviewer_group for verdict in used})),
            "source": "+".join(sorted({verdict.source for verdict in used})),
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


def _agree(verdicts: Sequence[Verdict], left_out: Counter[str]) -> Told:
    """A slip of one reader would look like an error of the machine: one slip in 200 is one reported gap in 14."""
    by_subject: dict[tuple[str, str], list[Verdict]] = defaultdict(list)
    for verdict in sorted(verdicts, key=lambda v: (v.reviewed_at, v.reviewer)):
        by_subject[verdict.subject, verdict.subject_id].append(verdict)
    told: dict[tuple[str, str], Verdict] = {}
    for about, said in by_subject.items():
        (most, votes), *others = Counter(map(_meaning, said)).most_common()
        left_out["reviewers_differ"] += bool(others)
        if not others or votes > others[0][1]:
            told[about] = next(verdict for verdict in said if _meaning(verdict) == most)
    return told


def _meaning(verdict: Verdict) -> str:
    """Two readers who both find an item open agree, whatever they call it."""
    if verdict.subject == "item":
        return "settled" if verdict.judgement in SETTLED else "open"
    return verdict.judgement or ""


def _complete(told: Told, row: ClaimRow, *, whole: bool) -> bool | None:
    """What the reviewer said of the claim; where the route went to a person, whether every item was found satisfied."""
    route = told.get(("route", "route"))
    answers = {"complete": True, "fast_track_candidate": True, "supplement": False}
    said = answers.get(route.judgement or "") if route else None
    return all(item.satisfied for item in row.judged) if said is None and whole else said


def _attention(told: Told, *, whole: bool) -> bool | None:
    """Whether somebody corrected a call or had to settle something, as `claim_rows.make_row` has it."""
    route = told.get(("route", "route"))
    if any(map(_corrects, told.values())) or (route and route.judgement == "human_review"):
        return True
    return False if whole and route else None


def _corrects(verdict: Verdict) -> bool:
    """A call was wrong. An item left open is no call, and the route follows from the calls."""
    if verdict.subject == "item":
        return verdict.shown in CALLED and (verdict.shown in SETTLED) != (verdict.judgement in SETTLED)
    return verdict.subject == "flag" and verdict.overturned


def _upheld(told: Told) -> bool | None:
    flag = told.get(("flag", PREEXISTING))
    return flag.judgement == "upheld" if flag else None

"""Checks of the treatment: dates, stays, hospital grade, diagnosis, appraisal standard."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta

from prereview.completeness.case import INVOICES, MEDICAL_RECORDS, Case, certainty, page_evidence
from prereview.completeness.defects import Defect, Effect, paper_names
from prereview.completeness.stays import belongs, claimed_stays, stay_of
from prereview.documents import Document, Fact

#: Papers by how much their dates are trusted when two disagree and nothing else decides.
_TRUST = ("inpatient_invoice", "e_invoice", "settlement_sheet", "first_page", "discharge_summary", "admission_record")
_DOUBT = re.compile(r"待查|待排|疑似|可疑|可能|考虑|占位|[??]|不除外|未排除")
#: 病变 alone is what an examiner saw; these are names of diseases.
_DISEASED = ("神经", "视网膜", "血管", "瓣膜", "动脉", "退行性", "黄斑", "肾", "关节", "间质")
_LESION = re.compile("".join(f"(?<!{part})" for part in _DISEASED) + "病变")
_BELOW_SECOND = re.compile(r"一级|Ⅰ级|社区卫生服务|卫生院|卫生室|诊所|村卫生|门诊部|医务室|未定级")
_MIXED = re.compile(r"晕厥|病理性骨折|癫痫发作|心源性|猝倒|低血糖.{0,4}(跌|摔)")
_DAY_SLACK = timedelta(days=3)


def check_stay_date(document: Document, case: Case) -> list[Defect]:
    """D06 when the stay does not hold the visit date of the claim, or begins before the accident."""
    wanted = _claimed_day(case)
    start, end = document.fact("admission_date"), document.fact("discharge_date")
    first, last = start or end, end or start
    if first is None or last is None:
        return []
    event = case.claim.claim.event_date
    if event and last.as_date() < event:
        return [_outside(document, last, event, case)]
    if wanted is None or (case.claim.facts.stays_n or 1) > 1 or _one_of_several(document, case):
        return []
    if first.as_date() - _DAY_SLACK <= wanted <= last.as_date() + _DAY_SLACK:
        return []
    return [_outside(document, first, wanted, case)]


def check_visit_date(document: Document, case: Case) -> list[Defect]:
    """D06 when the visit lies before the accident, or far from the claimed visit."""
    seen = document.fact("visit_date") or document.fact("issue_date")
    if seen is None:
        return []
    day, event, wanted = seen.as_date(), case.claim.claim.event_date, _claimed_day(case)
    if event and day < event:
        return [_outside(document, seen, event, case)]
    # Follow-up visits are normal for half a year; a visit well before the claimed one belongs to another claim, unless
    # an accident set it off.
    if wanted and not (event or wanted - timedelta(days=7)) <= day <= wanted + timedelta(days=183):
        return [_outside(document, seen, wanted, case)]
    return []


def check_event_date(document: Document, case: Case) -> list[Defect]:
    """D06 when a proof of the accident is of another day than the accident claimed (a day's slack for midnight)."""
    seen, event = document.fact("event_date"), case.claim.claim.event_date
    if seen is None or event is None or abs((seen.as_date() - event).days) <= 1:
        return []
    return [_outside(document, seen, event, case)]


def _claimed_day(case: Case) -> date | None:
    details = case.claim.claim
    return None if details.visit_date_assigned else details.visit_date


def _outside(document: Document, seen: Fact, expected: date, case: Case) -> Defect:
    effect: Effect = "unusable" if certainty(seen) >= 0.8 else "unsure"
    return Defect("D06", effect, document, (seen.evidence,), {"seen": seen.value, "expected": str(expected)})


def check_stay_agrees(document: Document, case: Case) -> list[Defect]:
    """D07 when the paper gives other admission or discharge dates than the other papers of the same stay."""
    papers = [paper for paper in case.documents if stay_of(paper) and _same_stay(paper, document, case)]
    # A stay of quite another time is D06; comparing its days with this stay's says nothing new.
    if not stay_of(document) or check_stay_date(document, case):
        return []
    papers = [paper for paper in papers if paper is document or not check_stay_date(paper, case)]
    for name in ("admission_date", "discharge_date"):
        mine = document.fact(name)
        reference = _reference(papers, name, case)
        if mine is None or reference is None or reference[1].value == mine.value:
            continue
        other, theirs = reference
        zh, en = paper_names(other)
        effect: Effect = "unusable" if min(certainty(mine), certainty(theirs)) >= 0.8 else "unsure"
        values = {"seen": mine.value, "expected": theirs.value, "other": zh, "other_en": en}
        return [Defect("D07", effect, document, (mine.evidence, theirs.evidence), values)]
    return []


def _reference(papers: list[Document], name: str, case: Case) -> tuple[Document, Fact] | None:
    """The date most papers give; on a tie that of the paper that begins on the claimed day, or is trusted most."""
    claimed = _claimed_day(case)
    dated = [(paper, fact) for paper in papers if (fact := paper.fact(name))]
    if not dated:
        return None
    counts = Counter(fact.value for _, fact in dated)
    return max(
        dated, key=lambda pair: (counts[pair[1].value], _begins(pair[0], claimed), -_distrust(pair[0]), pair[1].value)
    )


def _begins(document: Document, day: date | None) -> bool:
    admitted = document.fact("admission_date")
    return admitted is not None and admitted.as_date() == day


def _distrust(document: Document) -> int:
    return _TRUST.index(document.doc_type) if document.doc_type in _TRUST else len(_TRUST)


def _one_of_several(document: Document, case: Case) -> bool:
    """Whether the claim is for several stays and the paper is of one of them."""
    stays = claimed_stays(case)
    return len(stays) > 1 and any(belongs(document, stay) for stay in stays)


def _same_stay(one: Document, other: Document, case: Case) -> bool:
    if one is other or not _several_stays(case):
        return True
    mine, theirs = stay_of(one), stay_of(other)
    return bool(mine and theirs and mine[0] <= theirs[1] and theirs[0] <= mine[1])


def _several_stays(case: Case) -> bool:
    if case.claim.facts.stays_n is not None:
        return case.claim.facts.stays_n > 1
    per_type = Counter(paper.doc_type for paper in case.documents if stay_of(paper))
    return max(per_type.values(), default=0) > 1


def check_stay_plausible(document: Document, case: Case) -> list[Defect]:
    """Notes for people: the days do not add up, or two stays overlap."""
    found: list[Defect] = []
    stay, days = stay_of(document), document.fact("stay_days")
    if stay and days and document.fact("discharge_date") and document.fact("admission_date"):
        counted = (stay[1] - stay[0]).days
        # 24 h count as one day (S27), and some hospitals count both ends.
        if int(days.value) not in (counted, counted + 1, max(counted, 1)):
            values = {"seen": days.value, "expected": str(counted)}
            found.append(Defect("stay_days_differ", "note", document, (days.evidence,), values))
    return [*found, *_overlapping(document, case)]


def _overlapping(document: Document, case: Case) -> list[Defect]:
    """Another paper of this type tells of a stay that begins inside this one and ends after it."""
    mine, start = stay_of(document), document.fact("admission_date")
    if mine is None or start is None:
        return []
    for other in case.of_type(document.doc_type):
        theirs, fact = stay_of(other), other.fact("admission_date")
        if theirs and fact and mine[0] < theirs[0] < mine[1] < theirs[1]:
            zh, en = paper_names(other)
            values = {
                "seen": f"{mine[0]}–{mine[1]}", "expected": f"{theirs[0]}–{theirs[1]}", "other": zh, "other_en": en,
            }  # fmt: skip
            return [Defect("overlapping_stays", "note", document, (start.evidence, fact.evidence), values)]
    return []


def check_hospital_grade(document: Document, case: Case) -> list[Defect]:
    """D12 below the agreed grade, unless it was an emergency (解释三 art. 20)."""
    emergency = case.facts.get("emergency")
    if case.thresholds.minimum_hospital_grade is None or emergency:
        return []
    seen = document.fact("hospital_grade") or document.fact("hospital")
    if seen is None or not _BELOW_SECOND.search(seen.value):
        return []
    effect: Effect = "ask" if emergency is None else "unusable"
    question = "emergency" if emergency is None else None
    return [Defect("D12", effect, document, (seen.evidence,), {"seen": seen.value}, question)]


def check_confirmed(document: Document, case: Case) -> list[Defect]:
    """D15 when every diagnosis on the paper is still open (S28)."""
    told = document.fact("confirmed_diagnosis")
    diagnoses = document.facts_named("diagnosis")
    doubtful = [fact for fact in diagnoses if _DOUBT.search(fact.value) or _LESION.search(fact.value)]
    if not diagnoses or len(doubtful) < len(diagnoses) or (told and told.value == "true"):
        return []
    seen = doubtful[0]
    return [Defect("D15", "unusable", document, (seen.evidence,), {"seen": seen.value})]


def check_first_visit(document: Document, case: Case) -> list[Defect]:
    """Asks why, when the first visit came long after the accident (L3: more than 3 days)."""
    event = case.claim.claim.event_date
    visits = [
        (fact.as_date(), fact)
        for record in case.of_type(*MEDICAL_RECORDS)
        if (fact := record.fact("visit_date") or record.fact("admission_date"))
    ]
    if event is None or not visits:
        return []
    day, fact = min(visits, key=lambda visit: visit[0])
    if (day - event).days <= case.thresholds.first_visit_gap_days:
        return []
    values = {"seen": fact.value, "expected": str(event)}
    return [Defect("late_first_visit", "ask", document, (fact.evidence,), values, "late_first_visit")]


def check_policy_term(case: Case) -> list[Defect]:
    """A note when the earliest treatment lies outside the policy term; coverage is a person's question."""
    start, end = case.claim.policy.first_effective_date or case.claim.policy.effective_date, case.claim.policy.end_date
    dated = [
        (fact.as_date(), document, fact)
        for document in case.of_type(*MEDICAL_RECORDS, *INVOICES)
        if (fact := document.fact("admission_date") or document.fact("visit_date"))
    ]
    if not dated:
        return []
    day, document, fact = min(dated, key=lambda entry: (entry[0], entry[1].doc_type))
    if (start is None or day >= start) and (end is None or day <= end):
        return []
    values = {"seen": fact.value, "expected": f"{start or '…'} – {end or '…'}"}
    return [Defect("outside_policy_term", "note", document, (fact.evidence,), values)]


def check_mixed_cause(case: Case) -> list[Defect]:
    """A note when an accident claim's records speak of an illness that may have caused it: causation, not exclusion."""
    for document in case.of_type(*MEDICAL_RECORDS):
        found = _MIXED.search(document.text)
        if found:
            place = page_evidence(document, found.group())
            return [Defect("mixed_cause", "note", document, (place,), {"seen": found.group()})]
    return []


def check_insurance_standard(document: Document, case: Case) -> list[Defect]:
    """D20: a personal accident policy pays by 人身保险伤残评定标准, not by work-injury or traffic standards."""
    return _standard(
        document,
        re.compile(r"工伤|劳动能力|职工|道路交通|人体损伤致残"),
        ("人身保险伤残评定标准", "the insurance standard"),
    )


def check_injury_standard(document: Document, case: Case) -> list[Defect]:
    """D20: motor liability is measured by 人体损伤致残程度分级, not by work-injury or insurance standards."""
    return _standard(
        document, re.compile(r"工伤|劳动能力|职工|人身保险"), ("人体损伤致残程度分级", "the bodily injury standard")
    )


def _standard(document: Document, wrong: re.Pattern[str], needed: tuple[str, str]) -> list[Defect]:
    seen = document.fact("appraisal_standard")
    if seen is None or not wrong.search(seen.value):
        return []
    values = {"seen": seen.value, "expected": needed[0], "expected_en": needed[1]}
    return [Defect("D20", "unusable", document, (seen.evidence,), values)]

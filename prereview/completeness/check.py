"""The stage itself: papers and a checklist in; item states, findings, questions and the one notice out."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from prereview.checklist import Checklist, FactQuestion, Item
from prereview.claims import Claim, SubmissionFile
from prereview.completeness.case import MEDICAL_RECORDS, Case, claim_evidence, page_evidence
from prereview.completeness.case_facts import KnownFacts, derive_facts, values_of
from prereview.completeness.checks import ALWAYS, BESIDE, NAMED
from prereview.completeness.checks_care import check_hospital_grade, check_mixed_cause, check_policy_term
from prereview.completeness.checks_person import check_name
from prereview.completeness.defects import Defect, say_finding, to_finding, words_of
from prereview.completeness.describe import Language, describe_alternatives, describe_paper
from prereview.completeness.evaluate import GOOD, Outcome, evaluate_item
from prereview.completeness.load import Checklists
from prereview.completeness.notice import ANY_BENEFIT, write_notice
from prereview.documents import BLANK, Document, Evidence
from prereview.findings import Completeness, Finding, ItemResult, Question

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Judged:
    """One item with how it stands and, when its paper cannot exist yet, the finding that says so."""

    item: Item
    outcome: Outcome
    too_early: Finding | None = None


def check_claim(
    claim: Claim,
    documents: Sequence[Document],
    checklists: Checklists,
    *,
    files: Sequence[SubmissionFile] = (),
    known_invoices: Mapping[str, str] = {},
) -> Completeness:
    """How complete the claim is under the checklist in force on its date.

    `known_invoices` maps "code:number" of invoices to the claim of the inbox they came with. Without a line there is
    one question and no list; with an unknown line, a finding.
    """
    line = claim.line or claim.facts.line
    if line is None:
        return _ask_for_line(checklists)
    case = Case(claim, tuple(documents), files=tuple(files), known_invoices=known_invoices, line=line)
    chosen = checklists.choose(line, case.claim_date)
    if chosen is None:
        return _no_list(line, checklists)
    checklist, in_force = chosen
    known = derive_facts(replace(case, thresholds=checklist.thresholds), checklists.questions)
    case = replace(case, thresholds=checklist.thresholds, facts=values_of(known))
    judged = [_judge(item, case, checklists) for item in checklist.items]
    findings = _findings(judged, case, checklists)
    if not in_force:
        findings.append(_not_in_force(case, checklist, checklists))
    results = tuple(_result(entry, known, case, checklists) for entry in judged)
    questions = _questions(judged, checklists)
    log.info("checked %d items, %d findings, %d questions", len(results), len(findings), len(questions))
    return Completeness(
        line=line,
        checklist_id=checklist.id,
        checklist_version=checklist.version,
        items=results,
        findings=tuple(findings),
        questions=questions,
        notice=write_notice(results, questions, checklist.title_zh, checklist.title_en),
    )


def _judge(item: Item, case: Case, checklists: Checklists) -> Judged:
    outcome = evaluate_item(item, case, dict(case.facts))
    if item.not_before is None or outcome.state in (*GOOD, "not_applicable", "waived"):
        return Judged(item, outcome)
    due = _too_early(item, case, checklists)
    return Judged(item, Outcome("not_applicable") if due else outcome, due)


def _too_early(item: Item, case: Case, checklists: Checklists) -> Finding | None:
    """The finding that a paper cannot exist yet, with the day it can; None when it can, or nobody knows since when."""
    started = _since(item, case)
    today = case.claim_date
    if item.not_before is None or started is None or today is None:
        return None
    day, evidence = started
    due = day + timedelta(days=item.not_before.days)
    if due <= today:
        return None
    values = {
        "paper": item.name_zh, "paper_en": item.name_en,
        "seen": str(day), "expected": str(item.not_before.days), "due": str(due),
    }  # fmt: skip
    return say_finding("too_early", checklists.defects, values, (evidence,))


def _since(item: Item, case: Case) -> tuple[date, Evidence] | None:
    """The day the waiting begins: the event, or the earliest record that carries a diagnosis."""
    event = case.claim.claim.event_date
    if item.not_before and item.not_before.after == "event":
        return (event, claim_evidence(f"event_date = {event}")) if event else None
    dated = [
        (fact.as_date(), fact.evidence)
        for document in case.of_type(*MEDICAL_RECORDS)
        if document.fact("diagnosis")
        and (fact := document.fact("visit_date") or document.fact("admission_date") or document.fact("issue_date"))
    ]
    visit = case.claim.claim.visit_date
    if not dated and visit:
        return visit, claim_evidence(f"visit_date = {visit}")
    return min(dated, key=lambda entry: entry[0], default=None)


def _findings(judged: Sequence[Judged], case: Case, checklists: Checklists) -> list[Finding]:
    defects: dict[object, Defect] = {}
    for entry in judged:
        if entry.outcome.state != "not_applicable":
            defects.update({defect.key: defect for defect in entry.outcome.defects})
    graded = any("hospital_grade" in entry.item.valid_if for entry in judged)
    for defect in _beside_the_list(case, graded=graded):
        defects.setdefault(defect.key, defect)
    findings = [to_finding(defect, checklists.defects) for defect in defects.values()]
    findings += [entry.too_early for entry in judged if entry.too_early]
    findings += _files_twice(case, checklists)
    unique = {finding.model_dump_json(): finding for finding in findings}
    return sorted(unique.values(), key=lambda finding: (finding.code, finding.message_zh, finding.evidence[0].file))


def _beside_the_list(case: Case, *, graded: bool) -> list[Defect]:
    """What people should know although no item hangs on it; `graded` when the list asks for a hospital grade."""
    pages = [document for document in case.documents if document.doc_type != BLANK]
    found = [defect for document in pages for check in ALWAYS for defect in check(document, case)]
    found += [defect for paper in pages for check in BESIDE.get(paper.doc_type, ()) for defect in check(paper, case)]
    if graded:
        found += [defect for paper in case.of_type(*MEDICAL_RECORDS) for defect in check_hospital_grade(paper, case)]
    if case.patient_is_insured:
        found += [defect for paper in case.of_type(*NAMED) for defect in check_name(paper, case)]
    found += check_policy_term(case)
    if case.facts.get("cause") == "accident":
        found += check_mixed_cause(case)
    return found


def _files_twice(case: Case, checklists: Checklists) -> list[Finding]:
    first: dict[str, str] = {}
    found = []
    for file in sorted(case.files, key=lambda entry: entry.name):
        if file.sha256 in first:
            values = {"seen": file.name, "other": first[file.sha256]}
            evidence = (Evidence(file=file.name), Evidence(file=first[file.sha256]))
            found.append(say_finding("file_twice", checklists.defects, values, evidence))
        first.setdefault(file.sha256, file.name)
    return found


def _result(entry: Judged, known: KnownFacts, case: Case, checklists: Checklists) -> ItemResult:
    item, outcome = entry.item, entry.outcome
    cures = [words_of(defect, checklists.defects) for defect in outcome.defects if defect.effect in ("unusable", "ask")]
    own = outcome.state not in ("present_unusable",) or not cures
    return ItemResult(
        id=item.id,
        name_zh=item.name_zh,
        name_en=item.name_en,
        requirement=item.requirement,
        state=outcome.state,
        defects=tuple(sorted({defect.code for defect in outcome.defects})),
        documents=tuple(dict.fromkeys(document.id for document in outcome.documents)),
        why_zh="；".join([item.why_zh] if own else [message for message, *_ in cures]),
        why_en="; ".join([item.why_en] if own else [message for _, message, *_ in cures]),
        cure_zh=_still(outcome, "zh") + item.cure_zh
        if own
        else "；".join(dict.fromkeys(cure for *_, cure, _ in cures)),
        cure_en=_still(outcome, "en") + item.cure_en if own else "; ".join(dict.fromkeys(cure for *_, cure in cures)),
        accepts_zh=describe_alternatives(item, case.facts, "zh"),
        accepts_en=describe_alternatives(item, case.facts, "en"),
        evidence=_evidence(outcome, known),
    )


def _still(outcome: Outcome, lang: Language) -> str:
    """What a half-met group or one of several units still needs, before the general advice."""
    names = [describe_paper(paper, lang) for paper in outcome.lacking] if outcome.documents else []
    unit = outcome.unit if outcome.state == "missing" else None
    if not names and unit is None:
        return ""
    if lang == "zh":
        return f"还差{f'{unit.name_zh}的' if unit else ''}{'或'.join(names) or '这项材料'}。"
    return f"Still needed: {' or '.join(names) or 'this paper'}{f' of {unit.name_en}' if unit else ''}. "


def _evidence(outcome: Outcome, known: KnownFacts) -> tuple[Evidence, ...]:
    places = [place for defect in outcome.defects for place in defect.evidence]
    places += [page_evidence(document) for document in outcome.documents]
    places += outcome.evidence
    if outcome.state == "waived":
        places += [place for name in outcome.questions if name in known for place in known[name].evidence]
        places = places or [claim_evidence("")]
    return tuple(dict.fromkeys(places))


def _questions(judged: Iterable[Judged], checklists: Checklists) -> tuple[Question, ...]:
    asked: dict[str, FactQuestion] = {}
    for entry in judged:
        if entry.outcome.state == "ask":
            asked.update({name: checklists.questions[name] for name in entry.outcome.questions})
    return tuple(
        Question(fact=name, text_zh=asked[name].text_zh, text_en=asked[name].text_en)
        for name in checklists.questions
        if name in asked
    )


def _ask_for_line(checklists: Checklists) -> Completeness:
    words = checklists.questions["line"]
    questions = (Question(fact="line", text_zh=words.text_zh, text_en=words.text_en),)
    notice = write_notice((), questions, *ANY_BENEFIT)
    return Completeness(line=None, checklist_id=None, checklist_version=None, questions=questions, notice=notice)


def _no_list(line: str, checklists: Checklists) -> Completeness:
    evidence = (claim_evidence(f"line = {line}"),)
    values = {"seen": line, "expected": ", ".join(checklists.ids)}
    finding = say_finding("unknown_line", checklists.defects, values, evidence, severity="error")
    return Completeness(line=line, checklist_id=None, checklist_version=None, findings=(finding,))


def _not_in_force(case: Case, checklist: Checklist, checklists: Checklists) -> Finding:
    values = {"seen": str(case.claim_date), "expected": checklist.version}
    evidence = (claim_evidence(f"received_at = {case.claim_date}"),)
    return say_finding("checklist_not_in_force", checklists.defects, values, evidence)

"""What must hold for any claim: right papers only help, order and names do not matter, the unknown is never missing."""

from __future__ import annotations

import random
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from prereview.claims import CaseFacts, Claim, SubmissionFile
from prereview.completeness import check_claim, load_checklists
from prereview.completeness.evaluate import _ORDER
from prereview.completeness.facts_event import ACCIDENT_LINES
from prereview.documents import Document
from prereview.findings import Completeness

from . import papers
from .papers import claim, paper

LISTS = load_checklists()
LINES = LISTS.ids
#: One right and one flawed paper of each kind the medical lists ask for.
RIGHT = {
    "claim_form": lambda: paper("claim_form"),
    "id_card": lambda: paper("id_card"),
    "bank_card": lambda: paper("bank_card"),
    "inpatient_invoice": lambda: paper("inpatient_invoice"),
    "expense_list": lambda: paper("expense_list"),
    "discharge_summary": lambda: paper("discharge_summary"),
    "diagnosis_certificate": lambda: paper("diagnosis_certificate"),
    "outpatient_record": lambda: paper("outpatient_record", diagnosis="急性阑尾炎"),
}
FLAWED = {
    "claim_form": lambda: paper("claim_form", signed="false"),
    "id_card": lambda: paper("id_card", card_side="front", valid_until=None),
    "bank_card": lambda: paper("bank_card", card_kind="credit"),
    "inpatient_invoice": lambda: paper("inpatient_invoice", seals=()),
    "expense_list": lambda: paper("expense_list", name="周海宁"),
    "discharge_summary": lambda: paper("discharge_summary", seals=()),
    "diagnosis_certificate": lambda: paper("diagnosis_certificate", diagnosis="阑尾炎待查"),
    "outpatient_record": lambda: paper("outpatient_record", name="周海宁"),
}
files = st.lists(st.tuples(st.sampled_from(sorted(RIGHT)), st.booleans()), max_size=8)


def build(picks: list[tuple[str, bool]]) -> list[Document]:
    return [(RIGHT if right else FLAWED)[name]() for name, right in picks]


def ranks(result: Completeness) -> dict[str, int]:
    worst = {"not_applicable": 0, "waived": 0}
    return {
        item.id: worst.get(item.state, _ORDER.index(item.state) if item.state in _ORDER else 0) for item in result.items
    }


def shape(result: Completeness) -> list[object]:
    return [
        [(item.id, item.state, item.defects) for item in result.items],
        sorted((finding.code, finding.message_zh) for finding in result.findings),
        [question.fact for question in result.questions],
        result.notice.fingerprint if result.notice else None,
    ]


@settings(max_examples=60, deadline=None)
@given(files, st.sampled_from(sorted(RIGHT)))
def test_a_right_paper_never_worsens_an_item(picks: list[tuple[str, bool]], added: str) -> None:
    # A second invoice is more money, not a better paper, so the file holds at most one.
    base = [pick for pick in picks if pick[0] != "inpatient_invoice" or added != "inpatient_invoice"]
    documents = build(base)
    told = claim(cause="illness", settled_social=False)
    before = ranks(check_claim(told, documents, LISTS))
    after = ranks(check_claim(told, [*documents, RIGHT[added]()], LISTS))
    assert {key: (before[key], after[key]) for key in before if after[key] > before[key]} == {}


@settings(max_examples=40, deadline=None)
@given(files, st.randoms(use_true_random=False))
def test_order_and_names_of_documents_never_matter(picks: list[tuple[str, bool]], rng: random.Random) -> None:
    documents = build(picks)
    shuffled = list(documents)
    rng.shuffle(shuffled)
    renamed = [
        document.model_copy(
            update={
                "id": f"doc-{index}",
                "pages": tuple(page.model_copy(update={"file": f"scan{index}.jpg"}) for page in document.pages),
            }
        )
        for index, document in enumerate(shuffled)
    ]
    assert shape(check_claim(claim(), renamed, LISTS)) == shape(check_claim(claim(), documents, LISTS))


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(LINES), st.sets(st.sampled_from(sorted(CaseFacts.model_fields.keys() - {"line"}))))
def test_forgetting_facts_never_makes_a_conditional_item_missing(line: str, forgotten: set[str]) -> None:
    told = {
        "cause": "illness", "settled_social": False, "traffic_accident": False, "work_injury": False,
        "public_security_case": False, "insured_age": 45, "injured": "outpatient", "vehicle_use": "private",
        "driver_class": "C1", "vehicle_owner_type": "person", "single_vehicle": True, "inpatient": True,
        "beneficiary_designated": True, "beneficiary_minor": False, "disease_code": "cancer",
    }  # fmt: skip
    if line in ACCIDENT_LINES:
        told["cause"] = "accident"  # the line itself says so
    known = CaseFacts(**told)
    unknown = CaseFacts(**{key: value for key, value in told.items() if key not in forgotten})
    before = check_claim(Claim(claim_id="x", line=line, facts=known), (), LISTS)
    after = check_claim(Claim(claim_id="x", line=line, facts=unknown), (), LISTS)
    was = {item.id: item.state for item in before.items}
    newly = [item.id for item in after.items if item.state == "missing" and was[item.id] != "missing"]
    assert newly == []


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(LINES), files)
def test_any_file_on_any_line_is_judged_without_failing(line: str, picks: list[tuple[str, bool]]) -> None:
    result = check_claim(Claim(claim_id="x", line=line), build(picks), LISTS)
    gaps = [item for item in result.items if item.state in ("missing", "present_unusable", "ask", "unsure")]
    assert (result.notice is None) == (not [item for item in gaps if item.requirement != "optional"])


@settings(max_examples=30, deadline=None)
@given(files)
def test_what_the_notice_asked_settles_everything(picks: list[tuple[str, bool]]) -> None:
    """One round: bring each named item right, answer each question, and nothing is asked again."""
    first = check_claim(claim(), build(picks), LISTS)
    brought = [RIGHT[name]() for name in RIGHT if name != "outpatient_record"]
    kept = [document for name, right in picks if right for document in [RIGHT[name]()] if name not in
            ("inpatient_invoice",)]  # fmt: skip
    second = check_claim(claim(cause="illness", settled_social=False), [*kept, *brought], LISTS)
    assert second.notice is None
    assert first.checklist_version == second.checklist_version


def test_a_later_date_takes_the_nearest_version_and_says_so() -> None:
    old = claim().model_copy(update={"received_at": None})
    old = old.model_copy(update={"claim": old.claim.model_copy(update={"visit_date": date(2019, 1, 5)})})
    result = check_claim(old, papers.inpatient_file(), LISTS)
    assert any(finding.code == "checklist_not_in_force" for finding in result.findings)


def test_a_file_nobody_could_open_makes_a_gap_unsure_not_missing() -> None:
    """An encrypted PDF may hold the very paper: the notice asks for both, the state claims neither."""
    unread = SubmissionFile(name="发票.pdf", sha256="ab" * 32, size=20_000)
    result = check_claim(Claim(claim_id="C1", line="inpatient_medical"), (), load_checklists(), files=(unread,))
    states = {item.state for item in result.items if item.id == "hospital_invoice"}
    assert states == {"unsure"}
    assert result.notice is not None
    assert "打不开" in result.notice.text_zh

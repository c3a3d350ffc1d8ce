from typing import Any

import pytest

from prereview.synthesis.expectations import Brought, expected_items, lacking_papers, matters, reports_only
from prereview.synthesis.library import recipes

PAPERS = ("claim_form", "id_card", "bank_card", "inpatient_invoice", "expense_list", "discharge_summary")
WHOLE = tuple(Brought(name) for name in PAPERS)
WARD: dict[str, Any] = {
    "cause": "illness",
    "inpatient": True,
    "insured_age": 40,
    "insured_capable": True,
    "payee_is_insured": True,
    "core_policy_link": True,
    "vehicle_owner_type": "person",
    "malignant_tumour": False,
}


def spoiled(name: str, code: str) -> list[Brought]:
    return [Brought(paper.doc_type, defects=(code,)) if paper.doc_type == name else paper for paper in WHOLE]


def test_a_whole_submission_leaves_nothing_open() -> None:
    states = expected_items("inpatient_medical", WARD, WHOLE)
    assert set(states.values()) == {"satisfied", "waived", "not_applicable"}
    assert states["policy"] == "waived"
    assert states["operation_record"] == "not_applicable"


def test_a_missing_paper_is_missing_and_a_spoiled_one_unusable() -> None:
    papers = [paper for paper in spoiled("discharge_summary", "D01") if paper.doc_type != "expense_list"]
    states = expected_items("inpatient_medical", WARD, papers)
    assert states["expense_list"] == "missing"
    assert states["discharge_summary"] == "present_unusable"
    assert states["hospital_invoice"] == "satisfied"


def test_conditions_bring_items_in() -> None:
    assert expected_items("inpatient_medical", WARD | {"surgery": True}, WHOLE)["operation_record"] == "missing"
    assert [paper.doc_type for paper in lacking_papers("inpatient_medical", WARD | {"surgery": True}, WHOLE)] == [
        "operation_record"
    ]


def test_mild_defects_leave_a_remark_or_a_question() -> None:
    assert expected_items("inpatient_medical", WARD, spoiled("expense_list", "D08"))["expense_list"] == "ask"
    remark = expected_items("inpatient_medical", WARD, spoiled("discharge_summary", "D03"))
    assert remark["discharge_summary"] == "satisfied_with_remark"


def test_a_copy_of_the_bill_is_enough_beside_the_settlement_sheet() -> None:
    papers = spoiled("inpatient_invoice", "D11")
    assert expected_items("inpatient_medical", WARD, papers)["hospital_invoice"] == "present_unusable"
    papers.append(Brought("settlement_sheet"))
    assert expected_items("inpatient_medical", WARD, papers)["hospital_invoice"] == "satisfied"


def test_only_defects_a_list_asks_about_matter() -> None:
    assert matters("inpatient_medical", WARD, WHOLE, "D01", "discharge_summary")
    assert not matters("inpatient_medical", WARD, WHOLE, "D01", "expense_list")


def test_a_report_in_place_of_the_certificate() -> None:
    papers = [Brought("pathology_report"), Brought("claim_form")]
    assert reports_only("critical_illness", WARD, papers) == "pathology_report"
    assert expected_items("critical_illness", WARD, papers)["diagnosis_certificate"] == "present_unusable"


def test_a_death_needs_the_beneficiarys_card_not_the_insureds() -> None:
    died = WARD | {"died": True, "payee_is_insured": False, "beneficiary_designated": True}
    assert expected_items("death_illness", died, [Brought("id_card")])["beneficiary_id"] == "missing"
    assert expected_items("death_illness", died, [Brought("id_card", relative=True)])["beneficiary_id"] == "satisfied"


@pytest.mark.parametrize("line", sorted(recipes()))
def test_every_line_can_be_made_complete(line: str) -> None:
    papers = [Brought(name) for name in recipes()[line]["always"]]
    papers += lacking_papers(line, WARD, papers)
    assert "missing" not in expected_items(line, WARD, papers).values()

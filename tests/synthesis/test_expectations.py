import pytest

from prereview.synthesis.expectations import expected_items
from prereview.synthesis.submissions import recipes

PAPERS = ("claim_form", "id_card", "bank_card", "inpatient_invoice", "expense_list", "discharge_summary")
WHOLE: dict[str, tuple[str, ...]] = dict.fromkeys(PAPERS, ())


def test_a_whole_submission_satisfies_every_unconditional_item() -> None:
    assert set(expected_items("inpatient_medical", WHOLE).values()) == {"satisfied", "waived"}


def test_a_missing_paper_is_missing_and_a_spoiled_one_unusable() -> None:
    papers = {name: codes for name, codes in WHOLE.items() if name != "expense_list"} | {"discharge_summary": ("D01",)}
    states = expected_items("inpatient_medical", papers)
    assert states["expense_list"] == "missing"
    assert states["discharge_summary"] == "present_unusable"
    assert states["hospital_invoice"] == "satisfied"


def test_mild_defects_leave_a_remark_or_a_question() -> None:
    assert expected_items("inpatient_medical", WHOLE | {"expense_list": ("D08",)})["expense_list"] == "ask"
    remark = expected_items("inpatient_medical", WHOLE | {"discharge_summary": ("D03",)})
    assert remark["discharge_summary"] == "satisfied_with_remark"


@pytest.mark.parametrize("line", sorted(recipes()))
def test_the_papers_of_every_recipe_cover_the_unconditional_items(line: str) -> None:
    states = expected_items(line, dict.fromkeys(recipes()[line]["always"], ()))
    assert {item for item, state in states.items() if state == "missing"} == set()

"""Papers of a namesake, a spouse or a mother in the file of the claim."""

from __future__ import annotations

from datetime import date

import pytest

from prereview.claims import Claim, ClaimDetails, Insured
from prereview.history import Historian, MedicalText
from prereview.history.owners import others_papers

OWN = MedicalText("出院记录", "甄某，男，34岁，突发头痛1小时。诊断：脑出血。")
VISIT = date(2022, 8, 15)


def claim(**insured: object) -> Claim:
    return Claim(
        claim_id="own",
        insured=Insured.model_validate(insured),
        claim=ClaimDetails(claimed_diagnosis="脑出血", visit_date=VISIT),
    )


@pytest.mark.parametrize(
    ("other", "somebody_else"),
    [
        ("邬某，女，31岁。红斑狼疮6年。", True),  # another surname and sex
        ("甄某，女，67岁。高血压20年。", True),  # a namesake of another age
        ("甄某，男，34岁。高血压9年。（经核对，系同名患者）", True),
        ("甄某，男，33岁。高血压9年。", False),
        ("男，71岁。高血压9年。", False),  # the age alone may be misread
        ("主诉：头晕。高血压9年。", False),
    ],
)
def test_whose_paper_it_is(other: str, *, somebody_else: bool) -> None:
    found = others_papers(claim(), [OWN, MedicalText("门诊病历", other)], VISIT)
    assert found == ({1} if somebody_else else set())


def test_the_insured_of_the_claim_comes_first() -> None:
    papers = [OWN, MedicalText("门诊病历", "丁某，女，62岁。高血压20年。")]
    assert others_papers(claim(name="丁某", sex="female", birth_date=date(1960, 1, 1)), papers, VISIT) == {0}


def test_somebody_elses_record_is_no_history(historian: Historian) -> None:
    papers = [OWN, MedicalText("门诊病历", "邬某，女，58岁。高血压20年，规律服药。")]
    found = historian.assess(claim(), papers)
    assert (found.flag_preexisting, found.needs_human, found.reason_code) == (False, False, "family_only")

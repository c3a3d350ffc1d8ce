"""Facts that sentences tell, also where the line breaks inside a number or a name."""

import pytest

from prereview.extraction import extract_facts

PROSE = (
    ("现就被保险人沈小满(身份证号码:110105199003074530,联系电话:15400000000)在贵公司保", 0.1, 0.2),
    ("险单H220930596600274项下的事故提出申请。本人不慎摔倒受伤，当即由路人送至青岚", 0.1, 0.24),
    ("市广济中医院就诊。经诊断为左腕骨折，现提出申请，账号6222020200112233445。", 0.1, 0.28),
)


def test_a_claim_form_in_prose(document):
    facts = {fact.name: fact.value for fact in extract_facts(document("claim_form", *PROSE))}
    assert facts["name"] == "沈小满"
    assert facts["policy_number"] == "H220930596600274"
    assert facts["hospital"] == "青岚市广济中医院"
    assert facts["diagnosis"] == "左腕骨折"


@pytest.mark.parametrize(
    ("line", "hospital"),
    [
        ("事发后拨打120送至白沙县人民医院救治,", "白沙县人民医院"),
        ("随后由家属护送到白沙县人民医院检查治疗。", "白沙县人民医院"),
        ("在家中摔倒后前往白沙县人民医院就诊", "白沙县人民医院"),
    ],
)
def test_the_way_to_the_hospital_is_no_part_of_its_name(document, line, hospital):
    facts = extract_facts(document("accident_proof", ("意外事故证明", 0.4, 0.05), (line, 0.1, 0.1)))
    assert [fact.value for fact in facts if fact.name == "hospital"] == [hospital]


def test_whoever_issues_the_paper_is_nobodys_name(document):
    facts = extract_facts(document("police_proof", ("我所于2025年3月4日接到报警,经查,", 0.1, 0.2)))
    assert "name" not in {fact.name for fact in facts}

from __future__ import annotations

import pytest

from prereview.claims import Policy
from prereview.history.wording import read_wording, severity_matches


def policy(contract: str, wording: str, product: str = "", applies: str | None = None) -> Policy:
    return Policy(
        contract_type=contract, preexisting_wording=wording, product=product, waiting_period_applies_to=applies
    )


@pytest.mark.parametrize(
    ("contract", "wording", "kind", "excludes"),
    [
        ("一年期医疗险", "既往症所致费用不承担保险责任", "medical", "yes"),
        ("一年期医疗险", "", "medical", "unknown"),
        ("一年期医疗险", "既往症可保可赔", "medical", "no"),
        ("长期重疾险", "", "critical_illness", "no"),
        ("重大疾病保险", "生效前已患的疾病不承担给付责任", "critical_illness", "yes"),
        ("意外险", "既往症除外", "accident", "no"),
        ("两全保险", "", "life", "no"),
    ],
)
def test_contract_and_clause(contract: str, wording: str, kind: str, excludes: str) -> None:
    read = read_wording(policy(contract, wording))
    assert (read.kind, read.excludes) == (kind, excludes)


def test_symptom_limb() -> None:
    assert read_wording(policy("医疗险", "未经诊断治疗但症状明显且持续")).symptoms
    assert not read_wording(policy("医疗险", "已经医生确诊的疾病")).symptoms


@pytest.mark.parametrize(
    ("words", "trigger"),
    [
        ("疾病(意外不适用)", "diagnosis"),
        ("等待期内确诊的疾病", "diagnosis"),
        ("等待期内出现症状或体征", "symptom"),
        ("等待期内因相关疾病就诊", "visit"),
    ],
)  # fmt: skip
def test_waiting_trigger(words: str, trigger: str) -> None:
    assert read_wording(policy("医疗险", "", applies=words)).trigger == trigger


def test_city_products_count_serious_conditions_only() -> None:
    wording = read_wording(
        policy("城市定制", "不包含以下重大既往症：恶性肿瘤；冠心病；高血压病3级", product="某惠民保")
    )
    assert severity_matches(wording, "胃癌", "C16", "")
    assert severity_matches(wording, "高血压病", "I10", "高血压病3级(极高危)")
    assert not severity_matches(wording, "高血压病", "I10", "高血压病2级")
    assert not severity_matches(wording, "2型糖尿病", "E11", "糖尿病5年")
    assert not severity_matches(wording, "胆囊结石", "K80", "")

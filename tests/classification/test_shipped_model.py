"""The trained file in the package: loads, is quick, knows plain papers, leaves strangers alone."""

from __future__ import annotations

import time

import pytest

from prereview.artifacts import default_directory
from prereview.classification import PageClassifier, load_classifier
from prereview.classification.classifier import NAME

from .papers import page

pytestmark = pytest.mark.skipif(
    not (default_directory() / NAME / "current").exists(), reason="no trained page classifier; run `prereview train`"
)


@pytest.fixture(scope="module")
def classifier() -> PageClassifier:
    return load_classifier()


PAPERS = {
    "discharge_summary": ("出院记录", "入院情况:发热三天", "诊疗经过:予抗感染治疗", "出院诊断:肺炎", "出院医嘱:休息"),
    "inpatient_invoice": (
        "医疗住院收费票据(电子)",
        "票据代码",
        "校验码",
        "住院科别",
        "预缴金额:1000.00",
        "医保统筹基金支付",
    ),
    "outpatient_invoice": (
        "医疗门诊收费票据(电子)",
        "票据代码",
        "校验码",
        "门诊号",
        "就诊日期:2025-01-02",
        "挂号费 1.0 2.00",
    ),
    "id_card": (
        "姓名 张三",
        "性别 男 民族 汉",
        "出生 1990年1月1日",
        "住址 某省某市",
        "公民身份号码 110101199001010000",
    ),
    "bank_card": ("中国银行", "BANK OF CHINA", "6217 8888 0000 1111", "银联", "UnionPay"),
    "vehicle_licence": ("号牌号码", "车辆类型", "所有人", "使用性质", "品牌型号", "发动机号码", "注册日期"),
    "lab_report": ("检验项目 结果 参考范围 单位", "白细胞计数 3.9 4.0-10.0 10^9/L", "标本种类:血", "检验者 审核者"),
    "claim_form": ("HEALTH INSURANCE CLAIM FORM", "PATIENT'S NAME", "INSURED'S NAME", "POLICY GROUP OR NUMBER"),
}
STRANGERS = (
    ("山路弯弯", "溪水潺潺", "今天放学以后我们去爬山"),
    ("INVOICE", "Bill to: Orange Ltd", "Subtotal 12.00", "Total due 12.00"),
    ("关于召开运动会的通知", "各班级:", "请于下周一前报名。"),
    ("番茄炒蛋", "鸡蛋三个", "大火翻炒两分钟"),
    ("L", "8cm"),
)


@pytest.mark.parametrize("doc_type", PAPERS)
def test_plain_papers_are_recognised_without_their_layout(classifier: PageClassifier, doc_type: str) -> None:
    assert classifier.classify(page(*PAPERS[doc_type])).doc_type == doc_type


@pytest.mark.parametrize("lines", STRANGERS, ids=[lines[0] for lines in STRANGERS])
def test_strangers_are_left_alone(classifier: PageClassifier, lines: tuple[str, ...]) -> None:
    assert classifier.classify(page(*lines)).doc_type == "unknown"


def test_a_page_takes_milliseconds(classifier: PageClassifier) -> None:
    full = page(*[f"项目名称 {count} 注射液 规格 单价 数量 金额" for count in range(60)])
    classifier.classify(full)
    started = time.process_time()
    for _ in range(20):
        classifier.classify(full)
    # The budget is 5 ms; the test allows for a busy machine.
    assert (time.process_time() - started) / 20 < 0.02

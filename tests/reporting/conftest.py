"""Invented reports for the reporting tests: nobody in them exists."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image

from prereview.documents import BoundingBox, Evidence, Fact, Quality
from prereview.findings import (
    Contribution,
    Finding,
    ItemResult,
    Notice,
    PreexistingAssessment,
    PreexistingTests,
    Question,
)
from prereview.report import (
    ChecklistRef,
    Clock,
    DocumentEntry,
    InputRef,
    ModelRef,
    PageRef,
    Pause,
    Provenance,
    Reason,
    Report,
    Scores,
)

ID_NUMBER = "110101195604010025"
PHONE = "13900001234"
CARD = "6222 0200 0000 1234 567"


def see(file: str, page: int | None, quote: str, box: tuple[float, float, float, float] | None = None) -> Evidence:
    return Evidence(file=file, page=page, quote=quote, bbox=BoundingBox(*box) if box else None)


def picture(width: int = 707, height: int = 1000) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(out, "JPEG")
    return out.getvalue()


SUMMARY_DIAGNOSIS = see("病历.pdf", 1, "出院诊断：胆囊结石伴慢性胆囊炎", (0.10, 0.30, 0.72, 0.335))
SUMMARY_SEAL = see("病历.pdf", 2, "（落款处未见印章）", (0.52, 0.76, 0.92, 0.9))
HISTORY_LINE = see("病历.pdf", 1, "既往高血压病史8年，长期服药", (0.10, 0.44, 0.66, 0.47))
DENIAL = see("病历.pdf", 1, "否认糖尿病、冠心病史", (0.10, 0.48, 0.5, 0.51))
INVOICE_TOTAL = see("发票 扫描.jpg", 1, "合计（小写）2345.60", (0.55, 0.66, 0.93, 0.71))
INVOICE_WORDS = see("发票 扫描.jpg", 1, "壹万贰仟叁佰肆拾伍元陆角", (0.08, 0.66, 0.5, 0.71))


def documents() -> tuple[DocumentEntry, ...]:
    return (
        DocumentEntry(
            id="doc-1",
            doc_type="claim_form",
            name_zh="理赔申请书",
            probability=0.993,
            pages=(PageRef(file="申请书.pdf", page=1),),
            facts=(
                Fact(
                    name="name",
                    value="林小满",
                    confidence=None,
                    evidence=see("申请书.pdf", 1, "林小满", (0.2, 0.2, 0.32, 0.23)),
                ),
                Fact(
                    name="id_number",
                    value=ID_NUMBER,
                    confidence=None,
                    evidence=see("申请书.pdf", 1, ID_NUMBER, (0.2, 0.24, 0.5, 0.27)),
                ),
                Fact(
                    name="phone",
                    value=PHONE,
                    confidence=None,
                    evidence=see("申请书.pdf", 1, f"联系电话 {PHONE}", (0.2, 0.28, 0.5, 0.31)),
                ),
            ),
        ),
        DocumentEntry(
            id="doc-2",
            doc_type="discharge_summary",
            name_zh="出院小结",
            probability=0.987,
            pages=(
                PageRef(file="病历.pdf", page=1),
                PageRef(file="病历.pdf", page=2, quality=Quality(grade="fair", reasons=("faint",))),
            ),
            facts=(
                Fact(name="diagnosis", value="胆囊结石伴慢性胆囊炎", confidence=0.96, evidence=SUMMARY_DIAGNOSIS),
                Fact(
                    name="admission_date",
                    value="2026-02-11",
                    confidence=0.99,
                    evidence=see("病历.pdf", 1, "入院日期：2026年02月11日", (0.1, 0.2, 0.45, 0.23)),
                ),
                Fact(
                    name="discharge_date",
                    value="2026-02-20",
                    confidence=0.98,
                    evidence=see("病历.pdf", 1, "出院日期：2026年02月20日", (0.5, 0.2, 0.9, 0.23)),
                ),
            ),
        ),
        DocumentEntry(
            id="doc-3",
            doc_type="inpatient_invoice",
            name_zh="住院收费票据",
            probability=0.941,
            pages=(
                PageRef(
                    file="发票 扫描.jpg", page=1, rotation=90, quality=Quality(grade="poor", reasons=("blur", "glare"))
                ),
            ),
            facts=(
                Fact(name="total", value="2345.60", confidence=0.71, evidence=INVOICE_TOTAL),
                Fact(name="total_words", value="12345.60", confidence=0.93, evidence=INVOICE_WORDS),
            ),
        ),
        DocumentEntry(
            id="doc-4",
            doc_type="bank_card",
            name_zh="银行卡",
            probability=0.88,
            pages=(PageRef(file="卡.png", page=1),),
            facts=(
                Fact(
                    name="card_number",
                    value=CARD.replace(" ", ""),
                    confidence=0.9,
                    evidence=see("卡.png", 1, CARD, (0.1, 0.5, 0.9, 0.6)),
                ),
            ),
        ),
    )


def items() -> tuple[ItemResult, ...]:
    return (
        ItemResult(
            id="claim_form",
            name_zh="理赔申请书",
            name_en="Claim form",
            requirement="required",
            state="satisfied",
            probability=0.98,
            documents=("doc-1",),
            why_zh="申请书已签名。",
            why_en="The form is signed.",
            evidence=(see("申请书.pdf", 1, "申请人签名 林小满", (0.5, 0.86, 0.86, 0.9)),),
        ),
        ItemResult(
            id="discharge_record",
            name_zh="出院小结",
            name_en="Discharge summary",
            requirement="required",
            state="present_unusable",
            probability=0.93,
            defects=("D01",),
            documents=("doc-2",),
            why_zh="出院小结第2页落款处没有医院印章。",
            why_en="Page 2 of the discharge summary carries no hospital seal.",
            cure_zh="请到医院病案室在出院小结上加盖病案复印专用章。",
            cure_en="Have the hospital's records office stamp the summary.",
            evidence=(SUMMARY_SEAL, SUMMARY_DIAGNOSIS),
        ),
        ItemResult(
            id="hospital_invoice",
            name_zh="住院医疗费用发票",
            name_en="Hospital invoice",
            requirement="required",
            state="unsure",
            probability=0.55,
            defects=("D08",),
            documents=("doc-3",),
            why_zh="大写与小写金额不一致，照片反光，请核对原件。",
            why_en="Words and figures differ and the photo has glare: please check the original.",
            cure_zh="请核对发票原件金额。",
            cure_en="Compare with the original invoice.",
            evidence=(INVOICE_TOTAL, INVOICE_WORDS),
        ),
        ItemResult(
            id="expense_list",
            name_zh="住院费用清单",
            name_en="Expense list",
            requirement="required",
            state="missing",
            why_zh="没有找到住院费用清单。",
            why_en="No expense list was found.",
            cure_zh="请到医院收费处打印住院费用汇总清单。",
            cure_en="The hospital's cashier prints it.",
            accepts_zh=("住院费用汇总清单", "医院直连的电子明细"),
        ),
        ItemResult(
            id="payee_card",
            name_zh="银行卡",
            name_en="Bank card",
            requirement="required",
            state="satisfied_with_remark",
            probability=0.9,
            documents=("doc-4",),
            defects=("D03",),
            why_zh="复印件为灰度，请柜面确认。",
            why_en="Grey copy: counter staff confirm.",
            cure_zh="请柜面核对原件。",
            cure_en="Counter staff see the original.",
            evidence=(see("卡.png", 1, CARD, (0.1, 0.5, 0.9, 0.6)),),
        ),
        ItemResult(
            id="accident_proof",
            name_zh="意外事故证明",
            name_en="Proof of accident",
            requirement="conditional",
            state="ask",
            why_zh="是否因意外住院尚不清楚。",
            why_en="Whether an accident caused the stay is not known.",
        ),
        ItemResult(
            id="guardian_id",
            name_zh="监护人证件",
            name_en="Guardian's id",
            requirement="conditional",
            state="not_applicable",
            why_zh="被保险人已成年。",
            why_en="The insured is of age.",
        ),
    )


def preexisting() -> PreexistingAssessment:
    return PreexistingAssessment(
        flag_preexisting=False,
        grade="weak",
        needs_human=True,
        condition="高血压病",
        reason_code="unrelated_to_claim",
        tests=PreexistingTests(
            existed_before="yes", known_to_insured="yes", related_to_claim="no", excluded_by_product="unknown"
        ),
        evidence=(HISTORY_LINE, see("claim.json", None, "本合同生效前已患且已知晓的疾病，本公司按条款处理")),
        contrary_evidence=(DENIAL, SUMMARY_DIAGNOSIS),
        probability=0.04,
        explanation_zh="病历记载高血压病史8年，早于保单生效，但本次因胆囊结石住院，两者没有关联。",
        explanation_en="Hypertension for eight years, before the policy; this stay is for gallstones: unrelated.",
        would_settle_zh="首次诊断高血压的门诊病历",
    )


def findings() -> tuple[Finding, ...]:
    return (
        Finding(
            code="D08",
            severity="warning",
            message_zh="发票大写金额与小写金额相差10000.00元，请核对。",
            message_en="The invoice's words and figures differ by 10000.00 yuan; please check.",
            probability=0.91,
            evidence=(INVOICE_TOTAL,),
            contrary_evidence=(INVOICE_WORDS,),
        ),
        Finding(
            code="page_poor",
            severity="info",
            message_zh="“发票 扫描.jpg”第1页反光，部分文字读不清。",
            message_en="Page 1 of “发票 扫描.jpg” has glare; some words cannot be read.",
            evidence=(see("发票 扫描.jpg", 1, ""),),
        ),
    )


NOTICE = Notice(
    text_zh=(
        "尊敬的林小满女士：\n\n您的理赔申请（C2026-000123）已收到。为尽快办理，请一次补齐以下材料：\n\n"
        "1. 出院小结：第2页缺少医院印章。请到医院病案室加盖病案复印专用章。\n"
        "2. 住院费用清单：没有收到。请到医院收费处打印，医院直连的电子明细也可以。\n\n"
        "如有不便，可到柜面由工作人员协助办理。"
    ),
    fingerprint="9f2c1a7be0" * 6,
    item_ids=("discharge_record", "expense_list"),
)


REASONS = (
    Reason(code="items_unsure", text_zh="有1项材料机器看不准，请人工核对。", text_en="Papers unsure: 1."),
    Reason(code="questions_first", text_zh="有1个问题需要先确认。", text_en="Open questions to settle first: 1."),
    Reason(code="items_missing", text_zh="缺少1项材料，可一次性通知补充。", text_en="Papers missing: 1."),
)


def sample_report(claim_id: str = "C2026-000123", **changes: object) -> Report:
    report = Report(
        claim_id=claim_id,
        line="inpatient_medical",
        checklist=ChecklistRef(id="inpatient_medical", version="2026.1"),
        route="human_review",
        human_review_required=True,
        why=tuple(reason.text_zh for reason in REASONS),
        reasons=REASONS,
        documents=documents(),
        items=items(),
        findings=findings(),
        questions=(
            Question(
                fact="cause",
                text_zh="本次住院是因为疾病还是意外？",
                text_en="Was this stay caused by illness or accident?",
            ),
        ),
        preexisting=preexisting(),
        scores=Scores(
            complete=0.12,
            preexisting=0.04,
            attention=0.83,
            contributions={
                "attention": (
                    Contribution(feature="intercept", value=1.0, log_odds=-0.7),
                    Contribution(feature="unsure_items", value=1.0, log_odds=1.4),
                    Contribution(feature="gaps", value=2.0, log_odds=0.9),
                    Contribution(feature="lowest_quality", value=0.3, log_odds=-0.015),
                )
            },
        ),
        notice=NOTICE,
        clock=Clock(
            received_on="2026-03-02",
            light="yellow",
            yellow_at="2026-03-09",
            red_at="2026-03-16",
            decision_due="2026-04-11",
            advance_payment_due="2026-05-01",
            pauses=(Pause(start="2026-03-05", end="2026-03-15"),),
            basis="保险法第二十三条；解释（二）第十五条：补件期间不计入。",
        ),
        provenance=Provenance(
            package_version="0.1.0",
            engine="rapid 3.10",
            models=(ModelRef(name="page_classifier", version="1", sha256="ab" * 32),),
            inputs=(InputRef(file="申请书.pdf", sha256="12" * 32), InputRef(file="病历.pdf", sha256="34" * 32)),
            seconds=12.3,
        ),
    )
    return report.model_copy(update=changes)


def sample_pictures() -> dict[tuple[str, int], bytes]:
    places = [("申请书.pdf", 1), ("病历.pdf", 1), ("病历.pdf", 2), ("发票 扫描.jpg", 1), ("卡.png", 1)]
    return {place: picture() for place in places}


@pytest.fixture
def report() -> Report:
    return sample_report()


@pytest.fixture
def make_report() -> Callable[..., Report]:
    return sample_report


@pytest.fixture
def pictures() -> dict[tuple[str, int], bytes]:
    return sample_pictures()

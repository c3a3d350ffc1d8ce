"""The table of checks: names for `valid_if`, checks every paper gets, and content a paper may have to state."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from prereview.completeness import checks_care, checks_money, checks_paper, checks_person, checks_reading
from prereview.completeness.case import INVOICES, MEDICAL_RECORDS, Case
from prereview.completeness.defects import Defect
from prereview.documents import Document

Check = Callable[[Document, Case], list[Defect]]

#: Checks an item asks for by name.
VALIDITY: Mapping[str, Check] = {
    "name_matches_insured": checks_person.check_name,
    "id_matches_insured": checks_person.check_id_number,
    "patient_agrees": checks_person.check_patient,
    "owner_matches": checks_person.check_owner,
    "payee_matches": checks_person.check_payee,
    "debit_card": checks_person.check_debit_card,
    "not_expired": checks_person.check_not_expired,
    "both_sides": checks_paper.check_sides,
    "second_page": checks_paper.check_second_page,
    "signed": checks_paper.check_signed,
    "recent": checks_paper.check_recent,
    "stay_overlaps_claim": checks_care.check_stay_date,
    "visit_date_fits": checks_care.check_visit_date,
    "event_date_fits": checks_care.check_event_date,
    "stay_agrees": checks_care.check_stay_agrees,
    "stay_plausible": checks_care.check_stay_plausible,
    "hospital_grade": checks_care.check_hospital_grade,
    "confirmed_diagnosis": checks_care.check_confirmed,
    "first_visit_soon": checks_care.check_first_visit,
    "insurance_standard": checks_care.check_insurance_standard,
    "injury_standard": checks_care.check_injury_standard,
    "plate_agrees": checks_paper.check_plate,
    "amount_readable": checks_money.check_amount,
    "repair_near_assessment": checks_money.check_repair,
    "list_total_agrees": checks_money.check_list_total,
}

#: Checks every paper gets, whatever item it serves.
ALWAYS: tuple[Check, ...] = (
    checks_paper.check_legible,
    checks_paper.check_pages,
    checks_paper.check_language,
    checks_paper.check_odd_spots,
    checks_money.check_duplicate,
    checks_reading.check_disputed,
)

#: What people should know of a paper even when no item hangs on it: whose it is, which stay, which amounts.
BESIDE: Mapping[str, tuple[Check, ...]] = {
    **dict.fromkeys(MEDICAL_RECORDS, (checks_person.check_id_number, checks_care.check_stay_agrees)),
    **dict.fromkeys(
        INVOICES,
        (
            checks_person.check_id_number, checks_care.check_stay_agrees, checks_money.check_amount,
            checks_money.check_altered, checks_care.check_stay_plausible,
        ),
    ),
    "diagnosis_certificate": (
        checks_person.check_id_number, checks_care.check_stay_agrees, checks_care.check_confirmed,
    ),
    "discharge_summary": (
        checks_person.check_id_number, checks_care.check_stay_agrees, checks_care.check_stay_plausible,
        checks_care.check_confirmed,
    ),
    "expense_list": (checks_care.check_stay_agrees, checks_money.check_list_total),
    "settlement_sheet": (checks_care.check_stay_agrees, checks_money.check_amount),
    "id_card": (checks_person.check_not_expired, checks_paper.check_sides),
}  # fmt: skip

#: Papers that carry the insured person's name whatever they serve for.
NAMED = MEDICAL_RECORDS | INVOICES | {"expense_list", "settlement_sheet", "settlement_split", "disability_appraisal"}

#: Content a paper may have to state (`states`): the fact that shows it, and words that do when the fact was not read.
STATED: Mapping[str, tuple[str | None, tuple[str, ...], str, str]] = {
    "diagnosis": ("diagnosis", ("出院诊断", "诊断:", "诊断：", "诊断为", "诊断是"), "诊断", "the diagnosis"),
    "fund_paid": ("fund_paid", ("统筹基金支付", "医保统筹", "统筹支付"), "统筹支付金额", "the fund's share"),
    "transfer": (None, ("转院", "转诊", "转入", "转至"), "转院经过", "the transfer"),
    "accident": ("event_cause", ("摔", "跌", "撞", "伤", "车祸", "烫", "咬"), "受伤经过", "how the injury happened"),
    "implant": (None, ("植入", "内固定", "支架", "假体", "起搏器", "人工晶体", "钢板"), "植入材料", "the implants"),
    "relation": ("relation", ("户主", "父", "母", "子", "女", "配偶"), "亲属关系", "the relationship"),
    "sequela": (None, ("后遗症", "肢体功能", "语言功能", "生活自理"), "功能障碍", "the impairment"),
    "icu": (None, ("重症监护", "ICU", "监护病房"), "重症监护", "intensive care"),
    "repair": (
        None,
        ("修理", "维修", "汽修", "修配", "配件", "部件", "工时", "喷漆", "钣金", "轮胎", "玻璃", "保险杠"),
        "维修项目",
        "the repair",
    ),
    "plate_number": ("plate_number", ("号牌号码", "车牌"), "车牌号", "the plate number"),
}

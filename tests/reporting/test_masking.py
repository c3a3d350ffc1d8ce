from __future__ import annotations

import pytest

from prereview.report import Report
from prereview.reporting import mask_report, mask_text, to_html

ID_NUMBER, PHONE, CARD = "110101195604010025", "13900001234", "6222020000001234567"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("身份证110101195604010025。", "身份证1101**********0025。"),
        ("身份证 110101 19560401 002X", "身份证 1101**********002X"),
        ("旧证110101560401002", "旧证***********1002"),
        ("卡号6222020000001234567", "卡号***************4567"),
        ("卡号 6222 0200 0000 1234 567", "卡号 ***************4567"),
        ("电话13900001234", "电话139****1234"),
        ("+86 139 0000 1234", "+86 139****1234"),
        ("座机 010-12345678", "座机 010-****5678"),
    ],
)
def test_personal_numbers_are_masked(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-20 至 2026-02-21",
        "金额 12345.60 元",
        "C2026-000123",
        "票据号码 0012345678",
        "住院号 20260211",
        "第1页/共5页",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert mask_text(text) == text


def test_a_masked_report_keeps_its_structure(report: Report) -> None:
    masked = mask_report(report)

    text = masked.model_dump_json()
    for number in (ID_NUMBER, PHONE, CARD, "6222 0200 0000 1234 567"):
        assert number not in text
    assert masked.provenance == report.provenance
    assert masked.notice == report.notice
    assert [d.id for d in masked.documents] == [d.id for d in report.documents]
    assert masked.documents[0].facts[1].evidence.bbox == report.documents[0].facts[1].evidence.bbox
    assert mask_report(masked) == masked


def test_a_broken_number_is_masked_because_the_fact_says_what_it_is(report: Report) -> None:
    document = report.documents[0]
    broken = document.facts[1].model_copy(
        update={
            "value": "1101O11956",
            "evidence": document.facts[1].evidence.model_copy(update={"quote": "1101011956"}),
        }
    )
    report = report.model_copy(update={"documents": (document.model_copy(update={"facts": (broken,)}),)})

    fact = mask_report(report).documents[0].facts[0]

    assert fact.value == "******1956"
    assert fact.evidence.quote == "******1956"


def test_pictures_are_found_under_masked_file_names(report: Report, pictures: dict[tuple[str, int], bytes]) -> None:
    named = f"身份证{ID_NUMBER}.pdf"
    text = report.model_dump_json().replace("申请书.pdf", named)
    pictures[named, 1] = pictures.pop(("申请书.pdf", 1))

    html = to_html(mask_report(Report.model_validate_json(text)), pictures)

    assert ID_NUMBER not in html
    assert html.count("<img ") == 5

"""docs/checklists.md followed step by step, as a claims manager would."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from prereview.checklist import Item, Thresholds
from prereview.completeness import check_claim, describe_checklist, find_late_asks, load_checklists
from prereview.completeness.checks import VALIDITY

from . import papers
from .papers import claim, paper

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "checklists.md"


@pytest.fixture
def overlay(tmp_path: Path) -> str:
    block = re.search(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.S)
    assert block
    path = tmp_path / "our_company.yaml"
    path.write_text(block.group(1), encoding="utf-8")
    return str(path)


def test_the_overlay_of_the_guide_does_what_the_guide_says(overlay: str) -> None:
    lists = load_checklists(overlay=overlay)
    shown = describe_checklist(lists, "inpatient_medical")
    assert "2026.1+our_company.2026.1" in shown
    assert "收款银行卡" not in shown
    file = papers.without(papers.inpatient_file(), "bank_card", "expense_list")
    result = check_claim(claim(surgery=True), [*file, paper("operation_record")], lists)
    assert result.checklist_version == "2026.1+our_company.2026.1"
    assert result.notice is not None
    assert result.notice.item_ids == ("front_page",)
    complete = check_claim(claim(surgery=True), [*file, paper("operation_record"), paper("admission_record")], lists)
    assert complete.notice is None


def test_the_guide_names_every_check_key_and_threshold() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    for name in (*VALIDITY, *Thresholds.model_fields, *(set(Item.model_fields) - {"id", "name_zh", "name_en"})):
        assert name in text, name


def test_a_second_round_asking_what_was_knowable_is_counted() -> None:
    lists = load_checklists()
    first_file = papers.without(papers.inpatient_file(), "expense_list")
    first = check_claim(claim(), first_file, lists)
    files = {page.file for document in first_file for page in document.pages}
    fresh = paper("expense_list", page_index="1", page_count="4")
    assert find_late_asks(first, check_claim(claim(), [*first_file, fresh], lists), files) == ()
    stricter = load_checklists(overlay="lost_invoice_copy")
    assert find_late_asks(first, check_claim(claim(), first_file, stricter), files) == ()
    silent = first.model_copy(update={"notice": None})
    assert find_late_asks(silent, first, files) == ("expense_list",)

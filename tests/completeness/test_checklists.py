"""The shipped lists: sound, bilingual, never refusing; and the linter that keeps them so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from prereview.claims import CaseFacts
from prereview.completeness import (
    compare_checklists,
    describe_checklist,
    export_json_schemas,
    lint_checklists,
    load_checklists,
)
from prereview.completeness.library import read_library
from prereview.errors import ChecklistError, UsageError

LISTS = load_checklists()
LINES = (
    "accident_disability", "accident_medical", "critical_illness", "death_accident", "death_illness",
    "hospital_allowance", "inpatient_medical", "motor_injury_inpatient_disability_death", "motor_injury_outpatient",
    "motor_own_damage", "outpatient_medical", "student_child", "supplementary_citywide",
    "total_disability_income_waiver",
)  # fmt: skip
OVERLAYS = tuple(read_library().overlays)
LOADED = (LISTS, *(load_checklists(overlay=overlay) for overlay in OVERLAYS))
CHINESE = re.compile(r"[一-鿿]")


def test_all_fourteen_lines_are_there() -> None:
    assert sorted(LISTS.ids) == sorted(LINES)


def test_shipped_folder_is_sound() -> None:
    assert lint_checklists() == ()


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_overlay_loads(overlay: str) -> None:
    assert load_checklists(overlay=overlay).overlay is not None


def test_every_case_fact_has_a_question_in_both_languages() -> None:
    for name in CaseFacts.model_fields:
        question = LISTS.questions[name]
        assert CHINESE.search(question.text_zh), name
        assert not CHINESE.search(question.text_en), name


def test_every_defect_has_its_words_in_both_languages() -> None:
    assert {f"D{number:02d}" for number in range(1, 23)} <= LISTS.defects.keys()
    for code, text in LISTS.defects.items():
        for words in (text.name_zh, text.message_zh, text.cure_zh):
            assert CHINESE.search(words), code
        for words in (text.name_en, text.message_en, text.cure_en):
            assert not CHINESE.search(re.sub(r"[“”]", "", words)), code


def test_every_defect_a_check_can_raise_has_words() -> None:
    folder = Path(__file__).parents[2] / "prereview" / "completeness"
    raised = {
        code
        for module in folder.glob("*.py")
        for code in re.findall(r'Defect\(\s*"([A-Za-z0-9_]+)"', module.read_text(encoding="utf-8"))
    }
    assert raised <= LISTS.defects.keys()
    assert len(raised) > 20


@pytest.mark.parametrize("line", LINES)
def test_every_item_speaks_both_languages(line: str) -> None:
    for lists in LOADED:
        chosen = lists.choose(line, None)
        assert chosen is not None
        for item in chosen[0].items:
            assert all(CHINESE.search(text) for text in (item.name_zh, item.why_zh, item.cure_zh)), item.id
            assert not any(CHINESE.search(text) for text in (item.name_en, item.why_en, item.cure_en)), item.id


@pytest.mark.parametrize("line", LINES)
def test_show_tells_what_to_bring(line: str) -> None:
    assert "需要提供" in describe_checklist(LISTS, line)
    assert not CHINESE.search(describe_checklist(LISTS, line, "en").split("\n", 1)[1])


def test_unknown_line_and_overlay_are_named() -> None:
    with pytest.raises(UsageError, match="nowhere"):
        describe_checklist(LISTS, "nowhere")
    with pytest.raises(ChecklistError, match="nobody"):
        load_checklists(overlay="nobody")


def test_lint_lists_every_mistake_at_once(tmp_path: Path) -> None:
    (tmp_path / "lines").mkdir()
    item = {
        "id": "form", "name_zh": "甲", "name_en": "a", "requirement": "required", "when": "caus == 1", "why_zh": "甲",
        "why_en": "a", "cure_zh": "甲", "cure_en": "a", "source": ["S1"], "valid_if": ["nonsense"],
        "accepts": [{"any_of": [{"doc": "no_such_paper"}], "when": "cause +"}],
    }  # fmt: skip
    file = {
        "id": "x", "title_zh": "甲", "title_en": "a", "version": "1", "effective_from": "2026-01-01",
        "includes": ["base", "nothing"], "items": [item],
    }  # fmt: skip
    (tmp_path / "lines" / "x.yaml").write_text(yaml.safe_dump(file, allow_unicode=True), encoding="utf-8")
    (tmp_path / "lines" / "y.yaml").write_text("id: [", encoding="utf-8")
    (tmp_path / "lines" / "z.yaml").write_text("id: z\ncolour: red\n", encoding="utf-8")
    mistakes = "\n".join(lint_checklists(tmp_path))
    for part in ("caus", "nonsense", "no_such_paper", "nothing", "y.yaml", "z.yaml -> colour", "z.yaml -> version"):
        assert part in mistakes
    assert all(re.match(r".+ -> .+: .+", line) for line in lint_checklists(tmp_path))
    with pytest.raises(ChecklistError):
        load_checklists(tmp_path)


def test_overlay_may_be_a_file_of_ones_own(tmp_path: Path) -> None:
    overlay = tmp_path / "mine.yaml"
    words = {"name_zh": "我公司", "name_en": "Ours", "version": "1", "effective_from": "2026-01-01"}
    change = {"inpatient_medical": {"relax": ["expense_list"]}}
    overlay.write_text(yaml.safe_dump({"id": "mine", **words, "lines": change}, allow_unicode=True), encoding="utf-8")
    chosen = load_checklists(overlay=str(overlay)).choose("inpatient_medical", None)
    assert chosen is not None
    assert chosen[0].item("expense_list") is None
    assert chosen[0].version == "2026.1+mine.1"


def test_compare_prints_core_and_extras() -> None:
    text = compare_checklists(["insurer_a", "insurer_b", "insurer_c"], lang="zh")
    assert "共同核心 12/12 = 100%" in text
    assert "非共同材料 6 项" in text


def test_schemas_forbid_unknown_keys() -> None:
    for schema in export_json_schemas().values():
        assert schema["additionalProperties"] is False


def test_a_file_that_cannot_be_read_is_one_mistake(tmp_path: Path) -> None:
    broken = tmp_path / "ours.yaml"
    with pytest.raises(ChecklistError, match="No such file") as absent:
        load_checklists(overlay=str(broken))
    broken.write_text("a: [", encoding="utf-8")
    with pytest.raises(ChecklistError, match="ours") as torn:
        load_checklists(overlay=str(broken))
    assert "required" not in str(absent.value) + str(torn.value)

from __future__ import annotations

from pathlib import Path

import pytest

from prereview.history.lexicon import lint_lexicon, load_lexicon
from prereview.history.matching import find_conditions
from prereview.history.relations import relate


def test_the_built_in_files_are_sound() -> None:
    assert lint_lexicon() == []


def test_the_lexicon_is_broad() -> None:
    names = load_lexicon().names
    assert len(names) > 8000
    assert len({entry.name for entry in names.values()}) > 4000


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("多囊卵巢综合症", "多囊卵巢综合征"),
        ("小脑梗塞", "小脑梗死"),
        ("胃食管返流病", "胃食管反流病"),
        ("肠黏连", "肠粘连"),
    ],
)
def test_other_spellings_are_the_same_name(written: str, meant: str) -> None:
    names = load_lexicon().names
    assert names[written] == names[meant]


def test_lint_names_file_row_and_mistake(tmp_path: Path) -> None:
    for name in ("organs.tsv", "heads.tsv", "procedures.tsv", "modifiers.tsv", "variants.tsv"):
        (tmp_path / name).write_text("", encoding="utf-8")
    rows = "痛风\tM1\tdisease\t\n肺炎\tJ18\tillness\t\n哮喘\tJ45\tdisease\t痛风\n"
    (tmp_path / "conditions.tsv").write_text(rows, encoding="utf-8")
    assert lint_lexicon(tmp_path) == [
        "conditions.tsv:1: category 'M1'",
        "conditions.tsv:2: kind 'illness'",
        "conditions.tsv:3: 痛风 already means 痛风",
    ]


@pytest.mark.parametrize(
    ("text", "span", "name", "code"),
    [
        ("查左侧第4肋骨骨折", "左侧第4肋骨骨折", "肋骨骨折", "S22"),
        ("双侧额叶腔隙性脑梗死灶", "双侧额叶腔隙性脑梗死灶", "腔隙性脑梗死", "I63"),
        ("高血压3级 极高危", "高血压3级", "高血压病", "I10"),
        ("患慢性胰腺炎急性发作", "慢性胰腺炎急性发作", "慢性胰腺炎", "K86"),
        ("直肠ca术后", "直肠ca术后", "直肠癌术后", "C20"),
        ("右股骨粗隆间粉碎性骨折", "右股骨粗隆间粉碎性骨折", "股骨粗隆间骨折", "S72"),
        ("行左髋关节置换术", "左髋关节置换术", "髋关节置换术后", None),
        ("房颤", "房颤", "心房颤动", "I48"),
        ("乙肝后肝硬化失代偿期", "乙肝后肝硬化失代偿期", "乙型肝炎肝硬化", "K74"),
        ("L1椎体压缩性骨折", "L1椎体压缩性骨折", "椎体压缩性骨折", "T08"),
        ("升结肠腺癌", "升结肠腺癌", "升结肠癌", "C18"),
        ("Ⅱ型糖尿病", "Ⅱ型糖尿病", "2型糖尿病", "E11"),
    ],
)
def test_span_name_and_category(text: str, span: str, name: str, code: str | None) -> None:
    (match,) = find_conditions(text, load_lexicon())
    assert (text[match.start : match.end], match.entry.name, match.entry.icd10) == (span, name, code)


@pytest.mark.parametrize(
    ("earlier", "claimed", "strength"),
    [
        (("糖尿病", "E14"), ("糖尿病肾病", "E14"), "named"),
        (("高血压病", "I10"), ("高血压性心脏病", "I11"), "named"),
        (("高血压病", "I10"), ("脑出血", "I61"), "aetiology"),
        (("高血压病", "I10"), ("脑梗死", "I63"), "risk"),
        (("慢性支气管炎", "J42"), ("慢性阻塞性肺疾病", "J44"), "family"),
        (("脑出血", "I61"), ("脑梗死", "I63"), "family"),
        (("乙型病毒性肝炎", "B18"), ("肝癌", "C22"), "aetiology"),
        (("甲状腺结节", "E04"), ("甲状腺癌", "C73"), "risk"),
        (("脂肪肝", "K76"), ("急性胰腺炎", "K85"), "none"),
        (("高血压病", "I10"), ("股骨骨折", "S72"), "none"),
        (("糖尿病", "E14"), ("急性阑尾炎", "K35"), "none"),
        (("肺结节", "R91"), ("直肠癌", "C20"), "none"),
    ],
)
def test_relations(earlier: tuple[str, str], claimed: tuple[str, str], strength: str) -> None:
    assert relate(*earlier, *claimed).strength == strength

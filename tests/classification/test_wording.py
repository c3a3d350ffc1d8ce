"""What the classifier sees of a page: words of the form, no names, no numbers."""

from __future__ import annotations

import pytest

from prereview.classification.wording import mask_names, normalise, read_wording, title_lines

from .papers import page


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("出 院 记 录", "出院记录"),
        ("票据号码：00028016", "票据号码000"),
        ("２０２５年１月", "000年0月"),
        ("Discharge Summary", "dischargesummary"),
        ("（小写）24,189.65", "小写000"),
        ("第一行\n第二行", "第一行\n第二行"),
    ],
)
def test_normalised_text(text: str, expected: str) -> None:
    assert normalise(text) == expected


def test_names_are_masked_and_labels_stay() -> None:
    assert mask_names("姓名:张三丰 性别:男") == "姓名某 性别:男"
    assert mask_names("姓名 李四") == "姓名某"
    assert mask_names("患者因腹痛入院治疗") == "患者因腹痛入院治疗"


def test_two_people_give_the_same_words() -> None:
    one = page("姓名:王小明", "住院号:A10023", "入院日期:2025-03-01")
    other = page("姓名:李丽", "住院号:A99871", "入院日期:2019-11-28")
    assert read_wording(one) == read_wording(other)


def test_titles_are_the_top_lines_and_the_large_ones() -> None:
    sheet = page("某市医院", *[f"第{count}行文字" for count in range(20)])
    assert [line.text for line in title_lines(sheet.lines)][:2] == ["某市医院", "第0行文字"]
    assert len(title_lines(sheet.lines)) == 5
    assert title_lines(()) == []

"""The model card of the page classifier, in Chinese and English, from its measured figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from prereview.catalogue import name_zh

_CARD = """# 页面分类模型 page_classifier {version}

## 中文

**用途**：判断一页材料属于哪一类（{count} 类），没有把握时回答“未识别”（unknown），由人工查看。它不作任何理赔决定。

**方法**：印刷标题、栏目名称与字符片段（姓名和数字先遮盖）上的线性模型；概率经温度校准；
概率低于 {accept:.3f} 时不作判断（该阈值在校准数据上按“已判断页面中错误不超过 1%”选定）。

**数据**：全部为程序生成的页面（虚构人物与机构），不含任何真实材料。以下数字**仅代表合成数据**；真实材料上的数字由
`prereview evaluate --images` 另行给出。

**局限**：手写内容、没有文字的照片、少见的地方性单据可能得到“未识别”；栏目词汇表之外的新式样需要补充词汇并重新训练。

## English

**Purpose**: says which of {count} types a page is, and `unknown` when unsure, so that a person looks.
It decides no claim.

**Method**: a linear model over printed titles, field labels and character n-grams (names and digits masked first);
probabilities calibrated by temperature; below {accept:.3f} no type is given (chosen on calibration data so that at most
1 % of the pages given a type are wrong).

**Data**: generated pages only (invented people and institutions), nothing real. All figures below are **synthetic
only**; `prereview evaluate --images` measures real papers.

**Limits**: handwriting, pictures without words and rare local papers may come out as `unknown`; forms whose labels are
not in the vocabulary need it extended and the model trained again.

## 数字 Figures (synthetic only, seeds never used in training)

| | |
|---|---|
{figures}

### 可靠性 Reliability

![可靠性 Reliability]({plot})

| 概率区间 probability | 页数 pages | 平均概率 mean | 正确率 right |
|---|---|---|---|
{reliability}

### 各类 By type

| 类型 type | 页数 pages | 正确 right | 未识别 unknown |
|---|---|---|---|
{types}
"""
PLOT = "reliability.svg"  #: the drawing beside the card
_SIDE, _EDGE = 320, 44  #: of the plot and of its margin, pixels
_FIGURES = {
    "pages": "测试页数 test pages",
    "accuracy_clean": "清晰页正确率 accuracy, clean",
    "accuracy_degraded": "受损页正确率 accuracy, degraded",
    "abstained": "未作判断 abstained on known types",
    "wrong_among_answered": "已判断中错误 wrong among answered",
    "unrelated_left_unknown": "无关材料判为未识别 unrelated left unknown",
    "unseen_kinds_left_unknown": "未见过种类的无关材料判为未识别 unrelated of unseen kinds left unknown",
    "calibration_error": "校准误差 expected calibration error",
}


def write_card(version: str, labels: Sequence[str], accept: float, metrics: Mapping[str, Any]) -> str:
    """The card as Markdown."""
    return _CARD.format(
        version=version,
        count=len(labels) - 1,
        accept=accept,
        plot=PLOT,
        figures="\n".join(f"| {words} | {metrics[key]} |" for key, words in _FIGURES.items()),
        reliability="\n".join(
            f"| {row['from']:.1f}–{row['to']:.1f} | {row['pages']} | {row['probability']:.3f} | {row['right']:.3f} |"
            for row in metrics["reliability"]
        ),
        types="\n".join(
            f"| {name_zh(label)} {label} | {row['pages']} | {row['right']} | {row['unknown']} |"
            for label, row in metrics["by_type"].items()
        ),
    )


def draw_reliability(rows: Sequence[Mapping[str, float]]) -> str:
    """The reliability plot as SVG: what was said (across) against what was right (up), a circle's area by pages."""
    most = max((row["pages"] for row in rows), default=1)
    ticks = "".join(
        f'<text x="{_across(tick):.0f}" y="{_up(0) + 16:.0f}" text-anchor="middle">{tick:.1f}</text>'
        f'<text x="{_across(0) - 8:.0f}" y="{_up(tick) + 4:.0f}" text-anchor="end">{tick:.1f}</text>'
        for tick in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    )
    circles = "".join(
        f'<circle cx="{_across(row["probability"]):.1f}" cy="{_up(row["right"]):.1f}" '
        f'r="{2 + 12 * (row["pages"] / most) ** 0.5:.1f}" fill="#2b6cb0" fill-opacity="0.6">'
        f"<title>{row['pages']:.0f}</title></circle>"
        for row in rows
    )
    whole = _SIDE + 2 * _EDGE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" width="{whole}" height="{whole}" '
        f'font-family="sans-serif" font-size="11">'
        f'<rect width="{whole}" height="{whole}" fill="#fff"/>'
        f'<rect x="{_EDGE}" y="{_EDGE}" width="{_SIDE}" height="{_SIDE}" fill="none" stroke="#888"/>'
        f'<line x1="{_across(0)}" y1="{_up(0)}" x2="{_across(1)}" y2="{_up(1)}" stroke="#888" stroke-dasharray="4 4"/>'
        f"{ticks}{circles}"
        f'<text x="{whole / 2}" y="{whole - 8}" text-anchor="middle">概率 probability</text>'
        f'<text x="{whole / 2}" y="24" text-anchor="middle">正确率 share right (synthetic only)</text></svg>\n'
    )


def _across(share: float) -> float:
    return _EDGE + _SIDE * share


def _up(share: float) -> float:
    return _EDGE + _SIDE * (1 - share)

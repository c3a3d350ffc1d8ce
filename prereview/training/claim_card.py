"""The card of the claim scorers, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prereview.scoring.scorers import SCORES

_CARD = """# 案件评分模型 / Claim scorers

三个可加（逻辑回归）评分，以交叉拟合校准（每件案件由未见过它的拟合来评）：材料齐全的可能（complete）、需要人工关注的可能（attention）、
某一项材料在复核人看来已满足的可能（item）。每个评分等于截距与各因素贡献之和，贡献随报告给出。评分只作提示，决定由人作出。

Three additive scores (logistic regression; calibrated by a crossed sigmoid: each claim is judged by a fit that did not
see it): `complete`, the chance that no needed paper is open; `attention`, the chance that a person would change
something or has to settle something; `item`, the chance that a reviewer would call one item satisfied. Contributions
are exact. The scores point; people decide.

## 数据 / Data

{origin}。按{order_zh}划分为拟合、承诺、测试三部分，同一人只在一部分；盲审案件不参与训练。

{origin}. Split by {order}: fit, promise, test; nobody is in two parts; blind-reviewed claims teach nothing.
Generated papers are drawn but not rendered; their text is misread at random and goes through the whole pipeline. Their
truth is the checklist's answer to a perfect reading, plus flaws people see and text does not show. Figures on real
claims will differ; verdicts of reviewers should replace these data.

| 评分 score | AUC | Brier | 校准误差 calibration error | 基准率 base rate | 测试数 test cases |
|---|---|---|---|---|---|
{rows}
## 阈值与承诺 / Thresholds and promises

Learn then Test（固定顺序的 Clopper–Pearson 检验）；在只用于承诺的数据上计数。数据不足时不设阈值，并说明还差多少。
Learn then Test (fixed-sequence Clopper–Pearson), counted on a part used for nothing else. No threshold is set where the
data cannot carry it.

{promises}
## 限制 / Limits

不含任何个人特征。材料构成、识别引擎或清单变化后需重新评估（`prereview drift`、`prereview evaluate`）。
No feature describes the person. Evaluate again when the mix of papers, the engine or the checklists change.
"""

_ABOUT = {
    "complete": ("判为齐全的案件中实际不齐的比例", "incomplete among claims called complete"),
    "incomplete": ("判为不齐的案件中实际齐全的比例", "complete among claims called incomplete"),
    "fast_track": ("快速通道案件中实际不齐的比例", "incomplete among fast-track claims"),
    "item_satisfied": ("真正未满足的项目被放过的比例", "open items let through"),
    "item_open": ("要求补充的项目中其实已满足的比例", "satisfied items among those asked for"),
}
_WHY = {
    "too_few_cases": ("数据不足，还差约{missing}例", "too few cases, about {missing} missing"),
    "doubts_everything": ("能守住的阈值会怀疑几乎所有项目", "every threshold that keeps it doubts nearly everything"),
    "too_many_errors": (
        "评分本身达不到，增加数据无益",
        "the score lets too much through; more data alone will not help",
    ),
}


def write_card(metrics: Mapping[str, Any]) -> str:
    """The card as Markdown."""
    rows = "".join(
        f"| {name} | {m['auc']} | {m['brier']} | {m['calibration_error']} | {m['base_rate']} | {m['cases']} |\n"
        for name, m in ((name, metrics[name]) for name in SCORES)
    )
    promises = "".join(_promise_line(name, entry) for name, entry in metrics["promises"].items())
    order = metrics["order"]
    order_zh = "时间" if order == "time" else "人"
    return _CARD.format(origin=metrics["origin"], order=order, order_zh=order_zh, rows=rows, promises=promises)


def _promise_line(name: str, entry: Mapping[str, Any]) -> str:
    zh, en = _ABOUT.get(name, (name, name))
    aim = f"- `{name}`: {zh} / {en} ≤ {entry['target']:.1%} ({entry['confidence']:.0%})"
    seen = f"{entry['errors']}/{entry['accepted'] if entry['among'] == 'accepted' else entry['calibration_cases']}"
    if entry["value"] is None:
        why_zh, why_en = (text.format(missing=entry["missing_cases"]) for text in _WHY[entry["refused"]])
        return f"{aim}: **未设 not set** ({why_zh}; {why_en}; {seen})\n"
    sign = "≤" if name in ("incomplete", "item_open") else "≥"
    wanted = entry.get("wanted", entry["target"])
    short = f"；要求 wanted ≤ {wanted:.1%}，数据尚不能承诺 not carried yet" if wanted < entry["target"] else ""
    return f"{aim}: P {sign} {entry['value']:.4f} ({seen}, 上界 upper bound {entry['upper_bound']:.2%}{short})\n"

"""Rows for the tables of the layouts: a bill by item, day or category, drugs, laboratory results."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from prereview.synthesis.bills import CENT, BillItem
from prereview.synthesis.case import Case
from prereview.synthesis.library import load_library
from prereview.synthesis.sheet import Field, Sheet
from prereview.synthesis.values import lab_value

Row = Mapping[str, str | Field]
Source = Callable[[Case, Sheet, Mapping[str, Any]], list[Row]]


def _bill(case: Case, sheet: Sheet, content: Mapping[str, Any]) -> list[Row]:
    """One row an item, under its category where the layout groups."""
    rows: list[Row] = []
    for category, items in _by_category(case).items():
        if content.get("group"):
            rows.append({"name": f"【{category}】", "code": category if content["group"] == "code" else ""})
        rows += [_item(item, number, case) for number, item in enumerate(items, len(rows) + 1)]
        if content.get("group"):
            rows.append({"name": "小计：", "amount": f"{case.bill.categories[category]:.2f}"})
    return rows


def _by_category(case: Case) -> dict[str, list[BillItem]]:
    grouped: dict[str, list[BillItem]] = {}
    for item in case.bill.items:
        grouped.setdefault(item.category, []).append(item)
    return grouped


def _item(item: BillItem, number: int, case: Case) -> Row:
    share = {"甲": "0%", "乙": "10%", "丙": "100%"}[item.share]
    return {
        "number": str(number),
        "code": f"{sum(map(ord, item.name)) * 7919 % 10**9:09d}",
        "category": item.category,
        "name": item.name,
        "spec": item.spec,
        "unit": item.unit,
        "price": f"{item.price:.2f}",
        "price4": f"{item.price:.4f}",
        "count": str(item.count),
        "amount": f"{item.amount:.2f}",
        "share": item.share,
        "rate": share,
        "own": f"{item.amount if item.share == '丙' else Decimal(0):.2f}",
        "date": f"{case.stay.admission:%Y-%m-%d}",
        "department": case.disease.department,
    }


def _daily(case: Case, sheet: Sheet, content: Mapping[str, Any]) -> list[Row]:
    """The bill spread over the days of the stay: each item stands on one day."""
    days = max(case.stay.days, 1)
    rows: list[Row] = []
    for day in range(days):
        items = [item for index, item in enumerate(case.bill.items) if index % days == day]
        if not items:
            continue
        shown = f"{case.stay.admission + timedelta(days=day):%Y-%m-%d}"
        rows += [{**_item(item, len(rows) + 1 + k, case), "date": shown} for k, item in enumerate(items)]
        rows.append({"name": "当日合计", "amount": f"{sum((item.amount for item in items), Decimal(0)):.2f}"})
    return rows


def _categories(case: Case, sheet: Sheet, content: Mapping[str, Any]) -> list[Row]:
    rows: list[Row] = []
    for number, (name, value) in enumerate(case.bill.categories.items(), 1):
        first, second = ((value * Decimal(share)).quantize(CENT) for share in ("0.6", "0.3"))
        parts = {"amount": value, "first": first, "second": second, "own": value - first - second}
        rows.append({"number": str(number), "name": name, **{key: f"{part:.2f}" for key, part in parts.items()}})
    return rows


def _labs(case: Case, sheet: Sheet, content: Mapping[str, Any]) -> list[Row]:
    panels = load_library("medicine")["labs"]
    chosen = sheet.rng.sample(sorted(panels), 2 if content.get("panels") else 1)
    rows: list[Row] = []
    for panel in chosen:
        for entry in panels[panel]:
            name, short, unit, reference = entry.split("|")
            value = lab_value(sheet.rng, reference)
            rows.append(
                {
                    "number": str(len(rows) + 1),
                    "name": name,
                    "short": short,
                    "value": value + _arrow(value, reference, content.get("arrow", "↑↓")),
                    "flag": _arrow(value, reference, "HL"),
                    "unit": unit,
                    "range": reference.replace("-", content.get("dash", "-")),
                    "method": sheet.rng.choice(("仪器法", "比色法", "免疫法", "")),
                }
            )
    return rows


def _arrow(value: str, reference: str, marks: str) -> str:
    if reference == "阴性":
        return ""
    low, high = (float(part) for part in reference.split("-"))
    return f" {marks[0]}" if float(value) > high else f" {marks[1]}" if float(value) < low else ""


def _drugs(case: Case, sheet: Sheet, content: Mapping[str, Any]) -> list[Row]:
    rng = sheet.rng
    return [
        {
            "number": str(number),
            "name": item.name,
            "spec": item.spec,
            "count": f"{item.count}{item.unit}",
            "dose": rng.choice(("1片", "2粒", "10ml", "1支", "0.5g")),
            "way": rng.choice(("口服", "静滴", "外用", "肌注")),
            "times": rng.choice(("qd", "bid", "tid", "每日三次", "每晚一次")),
            "amount": f"{item.amount:.2f}",
            "days": f"{rng.randrange(3, 15)}天",
        }
        for number, item in enumerate((item for item in case.bill.items if item.spec), 1)
    ]


SOURCES: Mapping[str, Source] = {
    "bill": _bill,
    "daily": _daily,
    "categories": _categories,
    "labs": _labs,
    "drugs": _drugs,
}

"""A hospital bill that adds up: items → categories → total = fund + account + cash, in figures and in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from prereview.synthesis.library import load_library

CENT = Decimal("0.01")
_DIGITS = "零壹贰叁肆伍陆柒捌玖"


@dataclass(frozen=True, slots=True)
class BillItem:
    """One line of an expense list. Money in yuan."""

    category: str
    name: str
    spec: str
    unit: str
    price: Decimal
    count: int
    share: str

    @property
    def amount(self) -> Decimal:
        """Price times count, to the cent."""
        return (self.price * self.count).quantize(CENT)


@dataclass(frozen=True, slots=True)
class Bill:
    """Items and the split of their sum. `words_total` and `list_total` differ from `total` only as a planted defect."""

    items: tuple[BillItem, ...]
    fund: Decimal
    account: Decimal
    cash: Decimal
    self_paid: Decimal
    own_expense: Decimal
    deposit: Decimal
    words_total: Decimal
    list_total: Decimal

    @property
    def total(self) -> Decimal:
        """Sum of all items."""
        return sum((item.amount for item in self.items), Decimal(0))

    @property
    def categories(self) -> dict[str, Decimal]:
        """Sum by fee category, in order of first appearance."""
        sums: dict[str, Decimal] = {}
        for item in self.items:
            sums[item.category] = sums.get(item.category, Decimal(0)) + item.amount
        return sums


def chinese_amount(amount: Decimal) -> str:
    """Formal numerals as bills print them: 6.00 → 陆元整, 12.60 → 壹拾贰元陆角整."""
    cents = int((amount * 100).to_integral_value())
    yuan, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    text = _integer_words(yuan) + "元" if yuan else ""
    if jiao:
        text += _DIGITS[jiao] + "角"
    elif fen and yuan:
        text += "零"
    return text + (_DIGITS[fen] + "分" if fen else "整") if text or fen else "零元整"


def _integer_words(value: int) -> str:
    groups = []
    for unit in ("", "万", "亿"):
        if value:
            groups.append((value % 10_000, unit))
        value //= 10_000
    text = ""
    for group, unit in reversed(groups):
        if group:
            text += ("零" if text and group < 1000 else "") + _thousand_words(group) + unit
    return text


def _thousand_words(value: int) -> str:
    text, gap = "", False
    for unit, power in (("仟", 1000), ("佰", 100), ("拾", 10), ("", 1)):
        digit = value // power % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + unit
            gap = False
        else:
            gap = True
    return text


def draw_bill(rng: Random, *, drugs: tuple[str, ...], days: int, operation: str | None, insured: bool) -> Bill:
    """A bill for a stay of `days` (0: an outpatient visit)."""
    items = _draw_items(rng, drugs, days, operation)
    total = sum((item.amount for item in items), Decimal(0))
    own = sum((item.amount for item in items if item.share == "丙"), Decimal(0))
    fund = ((total - own) * Decimal(rng.randrange(35, 82)) / 100).quantize(CENT) if insured else Decimal(0)
    account = min(total - fund, Decimal(rng.choice((0, 0, 100, 236, 58)))) if insured else Decimal(0)
    cash = total - fund - account
    return Bill(
        items=tuple(items),
        fund=fund,
        account=account.quantize(CENT),
        cash=cash.quantize(CENT),
        self_paid=max(cash - own, Decimal(0)).quantize(CENT),
        own_expense=min(own, cash).quantize(CENT),
        deposit=Decimal((int(cash) // 1000 + 1) * 1000) if days else Decimal(0),
        words_total=total,
        list_total=total,
    )


def _draw_items(rng: Random, drugs: tuple[str, ...], days: int, operation: str | None) -> list[BillItem]:
    library = load_library("medicine")
    scale = max(days, 1)
    items = [_drug_item(rng, name, scale) for name in drugs]
    wanted = (
        ("床位费", "诊察费", "护理费", "治疗费", "检查费", "化验费", "卫生材料费")
        if days
        else ("诊察费", "检查费", "化验费", "治疗费")
    )
    for category in wanted:
        if not days and category != "诊察费" and rng.random() < 0.4:
            continue
        entries = library["services"][category]
        for entry in rng.sample(entries, min(len(entries), rng.randrange(1, 6 if days else 3))):
            name, price = entry.split("|")
            daily = category in ("床位费", "诊察费", "护理费", "治疗费")
            count = scale if daily and days else rng.randrange(1, 3)
            items.append(
                BillItem(
                    category, name, "", "日" if daily and days else "次", Decimal(price), count, rng.choice("甲甲乙")
                )
            )
    if operation and days:
        items.append(BillItem("手术费", operation, "", "次", Decimal(rng.randrange(900, 6800)), 1, "乙"))
        for entry in library["services"]["手术费"]:
            name, price = entry.split("|")
            items.append(BillItem("手术费", name, "", "次", Decimal(price), 1, "甲"))
    return items


def _drug_item(rng: Random, name: str, scale: int) -> BillItem:
    price = Decimal(rng.choice((rng.randrange(300, 9900), rng.randrange(9900, 42000)))) / 100
    category = "中成药费" if any(word in name for word in ("胶囊", "口服液", "接骨", "云南")) else "西药费"
    spec = rng.choice(load_library("medicine")["drug_forms"])
    return BillItem(
        category,
        name,
        spec,
        rng.choice(("盒", "支", "瓶", "袋")),
        price,
        rng.randrange(1, 3 + scale),
        rng.choice("甲甲乙乙丙"),
    )

"""Transport tickets: train, coach, taxi."""

from __future__ import annotations

from random import Random

from prereview.synthesis.canvas import Canvas, Patch, Picture, Text
from prereview.synthesis.case import Case
from prereview.synthesis.options import Options


def transport_receipts(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """交通费票据: train, bus and taxi tickets, alone or several on one sheet."""
    count = rng.choice((1, 1, 1, 2, 3))
    if count == 1:
        canvas = Canvas(*rng.choice(((87.0, 54.0), (76.0, 130.0), (120.0, 60.0))))
        if canvas.height > canvas.width:
            _taxi(canvas, case, rng, 4, 4)
        else:
            rng.choice((_train, _bus))(canvas, case, rng, 4, 4)
        return [canvas]
    canvas = Canvas()
    for index in range(count):
        canvas.add(Patch(22 + (index % 2) * 85, 16 + index * 85, 88, 82, (250, 247, 240)))
        canvas.frame(22 + (index % 2) * 85, 16 + index * 85, 88, 82, line=0.1, colour=(150, 150, 150))
        (_train, _bus, _taxi)[index % 3 if count == 3 else rng.randrange(2)](
            canvas, case, rng, 25 + (index % 2) * 85, 20 + index * 85
        )
    return [canvas]


def _train(canvas: Canvas, case: Case, rng: Random, x: float, y: float) -> None:
    canvas.add(Picture(x - 3, y - 3, 86, 54, "waves", rng.randrange(10**6), under=True))
    rows = [
        (0, 0, f"{rng.choice('ABCDEFG')}{rng.randrange(10**5, 10**6)}", 3.6),
        (52, 0, "检票:" + str(rng.randrange(1, 20)), 3.2),
        (2, 7, case.hospital.city[:2] + "站", 5.2),
        (30, 7, f"{rng.choice('GDKT')}{rng.randrange(10, 9000)}", 5.0),
        (56, 7, rng.choice(("省城", "临江", "平原")) + "站", 5.2),
        (2, 16, f"{case.stay.visit:%Y年%m月%d日}{rng.randrange(6, 22):02d}:{rng.randrange(60):02d}开", 3.6),
        (52, 16, f"{rng.randrange(1, 16):02d}车{rng.randrange(1, 18):02d}A号", 3.6),
        (2, 22, f"￥{rng.randrange(12, 560)}.5元", 3.8),
        (52, 22, "二等座", 3.6),
        (2, 28, "限乘当日当次车", 3.2),
        (2, 34, f"{case.person.id_number[:10]}****{case.person.id_number[-4:]}{case.person.name}", 3.6),
        (2, 40, "买票请到12306 发货请到95306", 2.8),
    ]
    for dx, dy, text, size in rows:
        canvas.add(Text(x + dx, y + dy, text, size, "hei"))


def _bus(canvas: Canvas, case: Case, rng: Random, x: float, y: float) -> None:
    rows = [
        (6, 0, f"{case.hospital.province}道路客运定额发票" if rng.random() < 0.4 else "公路汽车客票", 4.6),
        (0, 8, f"发票代码 1{rng.randrange(10**11, 10**12)}", 3.0),
        (0, 13, f"发票号码 {rng.randrange(10**7, 10**8)}", 3.0),
        (0, 20, f"{case.hospital.city[:2]}汽车站 至 {rng.choice(('省城', '平原', '临江'))}", 3.8),
        (0, 27, f"乘车日期 {case.stay.visit:%Y-%m-%d}  {rng.randrange(6, 19):02d}:30", 3.4),
        (0, 33, f"票价 {rng.randrange(5, 160)}.00元  座号 {rng.randrange(1, 45)}", 3.4),
        (0, 39, "客票当日有效 请妥善保管", 3.0),
    ]
    for dx, dy, text, size in rows:
        canvas.add(Text(x + dx, y + dy, text, size, "song"))


def _taxi(canvas: Canvas, case: Case, rng: Random, x: float, y: float) -> None:
    rows = [
        f"{case.hospital.city}出租汽车统一发票",
        "发票联",
        f"发票代码 1{rng.randrange(10**11, 10**12)}",
        f"发票号码 {rng.randrange(10**7, 10**8)}",
        f"车号 {case.vehicle.plate}",
        f"证号 {rng.randrange(10**5, 10**6)}",
        f"日期 {case.stay.visit:%Y-%m-%d}",
        f"上车 {rng.randrange(6, 22):02d}:{rng.randrange(60):02d}",
        f"下车 {rng.randrange(6, 22):02d}:{rng.randrange(60):02d}",
        f"单价 {rng.uniform(1.6, 2.6):.2f}元/km",
        f"里程 {rng.uniform(2, 30):.1f}km",
        f"金额 {rng.randrange(9, 120)}.00元",
    ]
    for index, text in enumerate(rows):
        canvas.add(Text(x, y + index * 6.4, text, 3.8 if index else 4.4, "song"))

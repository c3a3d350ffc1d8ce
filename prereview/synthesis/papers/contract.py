"""Papers between claimant and insurer: claim form, policy, receipts, authorisations."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from prereview.synthesis.bills import chinese_amount
from prereview.synthesis.canvas import Canvas, Symbol, Text
from prereview.synthesis.case import Case
from prereview.synthesis.house import draw_house
from prereview.synthesis.options import Options
from prereview.synthesis.people import Person
from prereview.synthesis.sheet import Field, Sheet
from prereview.synthesis.values import LINE_WORDS, claimant

_FORM_TITLES = (
    "理赔申请书",
    "保险金给付申请书",
    "理赔申请表",
    "人身保险理赔申请书",
    "个人保险理赔申请书",
    "意外健康险理赔申请表",
    "团体保险理赔申请书",
)
_MOTOR_TITLES = ("机动车辆保险索赔申请书", "机动车保险理赔申请书", "索赔申请书")


def claim_form(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """理赔申请书: insured, event, benefit tick boxes, payee account, declaration, signature."""
    line = options.line or rng.choice(list(LINE_WORDS))
    motor = line.startswith("motor")
    sheet = Sheet(rng, draw_house(rng), options=options)
    sheet.heading(case.policy.insurer, rng.choice(_MOTOR_TITLES if motor else _FORM_TITLES), fact="insurer")
    sheet.fields(
        [
            Field(sheet.word("policy_number"), case.policy.number, "policy_number"),
            Field("报案号", str(rng.randrange(10**10, 10**11))),
        ],
        columns=2,
    )
    blocks: list[Callable[[], None]] = [
        lambda: _insured(sheet, case),
        lambda: _event(sheet, case, motor),
        lambda: _benefits(sheet, line),
        lambda: _payee(sheet, claimant(case, sheet), case.hospital.city),
    ]
    if rng.random() < 0.3:
        blocks = [blocks[0], blocks[2], blocks[1], blocks[3]]
    for draw in blocks:
        draw()
        sheet.y += 1.5
    return _declaration(sheet, case, rng, claimant(case, sheet))


def _declaration(sheet: Sheet, case: Case, rng: Random, person: Person) -> list[Canvas]:
    sheet.section(
        rng.choice(("声明与授权", "申请人声明", "授权与声明")),
        rng.choice(
            (
                (
                    "本人声明以上所填内容及提供的材料均真实、完整，如有虚假愿承担相应法"
                    "律责任；并授权贵公司向有关医院及机构查询与本次事故相关的资料。"
                ),
                "兹声明上述陈述属实，无任何隐瞒。本人同意保险公司为理赔目的收集和使用本人的健康信息。",
            )
        ),
    )
    sheet.y += 4
    sheet.signature(rng.choice(("申请人签名", "被保险人/申请人签字", "申请人签章", "索赔人签字")), person.name)
    sheet.line(
        f"申请日期：{sheet.day(case.claim_day)}",
        x=sheet.size[0] * 0.55,
        fact=("issue_date", case.claim_day.isoformat()),
    )
    return sheet.footers()


def _insured(sheet: Sheet, case: Case) -> None:
    person = case.person
    sheet.line(sheet.rng.choice(("一、被保险人信息", "被保险人资料", "出险人基本信息")), bold=True)
    sheet.fields(
        [
            Field(sheet.word("insured"), person.name, "name"),
            Field(sheet.word("sex"), person.sex, "sex"),
            Field(sheet.word("id_number"), person.id_number, "id_number"),
            Field(sheet.word("phone"), person.phone, "phone"),
            sheet.dated("birth", person.birth_date, "birth_date"),
            Field(sheet.word("address"), person.address, "address"),
        ],
        columns=2,
    )
    sheet.fields(
        [
            Field(sheet.word("applicant"), claimant(case, sheet).name, "claimant_name"),
            Field(sheet.word("relation"), "家属" if sheet.options.by_relative else "本人", "relation"),
        ],
        columns=2,
    )


def _event(sheet: Sheet, case: Case, motor: bool) -> None:
    accident = case.disease.kind == "accident" or motor
    sheet.line(sheet.rng.choice(("二、出险信息", "事故情况", "出险经过")), bold=True)
    tick = sheet.tick
    boxes = (tick, "□") if accident else ("□", tick)
    place = case.accident.place if accident else case.hospital.name
    rows = [
        sheet.dated("event_date", case.accident.day if accident else case.stay.visit, "event_date"),
        Field(sheet.word("event_place"), place),
    ]
    if motor:
        rows += [
            Field(sheet.word("plate"), case.vehicle.plate, "plate_number"),
            Field(sheet.word("vin"), case.vehicle.vin, "vin"),
            Field("驾驶人", case.person.name),
        ]
    else:
        rows += [
            Field("出险原因", f"{boxes[0]}意外 {boxes[1]}疾病", "claim_cause", "accident" if accident else "illness"),
            Field("就诊医院", case.hospital.name, "hospital"),
            Field("诊断结果", case.disease.name, "diagnosis"),
        ]
    sheet.fields(rows, columns=2)
    if accident:
        sheet.section(
            "事故经过",
            f"{case.accident.day:%Y年%m月%d日}，本人{case.accident.text}，随后前往{case.hospital.name}就诊。",
        )


def _benefits(sheet: Sheet, line: str) -> None:
    chosen = LINE_WORDS.get(line, "车辆损失" if "damage" in line else "人身伤亡")
    pool = [word for word in (*LINE_WORDS.values(), "车辆损失", "人身伤亡", "其他") if word != chosen]
    options = sorted([chosen, *sheet.rng.sample(pool, 5)])
    tick = sheet.tick
    text = "  ".join((tick if word == chosen else "□") + word for word in options)
    sheet.section(
        sheet.rng.choice(("申请项目", "索赔类型", "理赔申请类别", "申请给付项目")),
        text,
        fact="claim_line",
        canonical=line,
    )


def _payee(sheet: Sheet, person: Person, city: str) -> None:
    sheet.line(sheet.rng.choice(("三、领款信息", "转账授权", "保险金领取方式")), bold=True)
    sheet.fields(
        [
            Field(sheet.word("account_holder"), person.name, "account_holder"),
            Field(sheet.word("bank"), f"{person.bank}{city}支行", "bank_name", person.bank),
            Field(sheet.word("card_number"), person.card_number, "card_number"),
        ],
        columns=2,
    )


def policy(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """保险单/电子保单: parties, coverage table, term, terms that matter, company seal."""
    sheet = Sheet(rng, draw_house(rng), options=options)
    terms, person = case.policy, case.person
    sheet.heading(
        terms.insurer,
        rng.choice(("保险单", "电子保单", "个人人身保险保险单", "保险合同", "人身保险电子保险单", "保险凭证")),
        fact="insurer",
    )
    sheet.fields(
        [
            Field(sheet.word("policy_number"), terms.number, "policy_number"),
            sheet.dated("effective", terms.effective, "effective_date"),
            sheet.dated("end", terms.end, "end_date"),
            Field("币值单位", "人民币元"),
        ],
        columns=2,
    )
    sheet.fields(
        _policy_fields(sheet, rng, person),
        columns=3,
    )
    sheet.table(
        ("险种名称", "保险金额", "保险期间", "交费方式", "保险费"),
        (4, 2, 2, 2, 2),
        [
            [
                Field("", terms.product, "product"),
                f"{rng.choice((10000, 50000, 100000, 3000000)):.2f}",
                "1年",
                "趸交",
                f"{rng.randrange(80, 3600)}.00",
            ]
        ],
    )
    return _policy_terms(sheet, case, rng)


def _policy_terms(sheet: Sheet, case: Case, rng: Random) -> list[Canvas]:
    """The clauses that matter to a claim, then issue date, code and seal."""
    terms = case.policy
    sheet.section(
        "特别约定",
        (
            f"1.本保单等待期{terms.waiting_days}日，因意外伤害就诊无等待期。2.本保险对被保险人在合同"
            "生效前已患的既往症及其并发症不承担给付责任，但已如实告知且本公司书面同意承保的除外。"
        ),
        inline=False,
    )
    sheet.section(
        "保险责任",
        rng.choice(
            (
                "被保险人因意外伤害或等待期后因疾病住院治疗的，按约定给付必需且合理的医疗费用。",
                "在保险期间内，本公司依照条款约定承担医疗费用补偿及身故、伤残保险金给付责任。",
            )
        ),
        inline=False,
    )
    sheet.line(f"签发日期：{sheet.day(terms.effective)}  客服电话：95{rng.randrange(100, 999)}")
    sheet.canvas.add(Symbol(sheet.house.margin, sheet.y + 4, 18, 18, terms.number))
    sheet.stamp(terms.insurer, "insurer", centre=rng.choice(("承保业务专用章", "保单专用章", "电子保单专用章")))
    return sheet.footers()


def _policy_fields(sheet: Sheet, rng: Random, person: Person) -> list[Field]:
    return [
        Field("投保人", person.name, "name"),
        Field("性别", person.sex),
        Field(sheet.word("id_number"), person.id_number, "id_number"),
        Field("被保险人", person.name),
        Field("受益人", rng.choice(("法定", "法定继承人"))),
        Field("与投保人关系", "本人"),
    ]


def premium_receipt(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """交费凭证."""
    sheet = Sheet(rng, draw_house(rng), options=options, size=(210, 140))
    amount = case.bill.account + 1280
    sheet.heading(
        case.policy.insurer, rng.choice(("保险费收据", "交费凭证", "保险费交费凭证", "保费收据")), fact="insurer"
    )
    sheet.fields(
        [
            Field("投保人", case.person.name, "name"),
            Field(sheet.word("policy_number"), case.policy.number, "policy_number"),
            Field("险种", case.policy.product, "product"),
            Field("交费期次", "第1期"),
            Field("交费日期", sheet.day(case.policy.effective), "issue_date", case.policy.effective.isoformat()),
            Field("保险费（大写）", chinese_amount(amount), "total_words", f"{amount:.2f}"),
            Field("（小写）", f"{amount:.2f}", "total", f"{amount:.2f}"),
            Field("交费方式", rng.choice(("银行转账", "现金", "微信支付"))),
        ],
        columns=2,
    )
    sheet.stamp(case.policy.insurer, "insurer", centre="财务专用章")
    return sheet.footers()


def transfer_authorization(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """转账授权书."""
    sheet = Sheet(rng, draw_house(rng), options=options)
    sheet.heading(
        case.policy.insurer, rng.choice(("保险金转账授权书", "转账授权书", "委托转账授权书", "银行转账支付授权书"))
    )
    person = case.person
    sheet.paragraph(
        (
            f"本人{person.name}授权{case.policy.insurer}将保单{case.policy.number}"
            "项下应付理赔款项划入下列账户，因账户信息有误造成的后果由本人承担。"
        ),
        indent=2,
    )
    sheet.fields(
        [
            Field(sheet.word("account_holder"), person.name, "account_holder"),
            Field(sheet.word("id_number"), person.id_number, "id_number"),
            Field(sheet.word("bank"), person.bank, "bank_name"),
            Field(sheet.word("card_number"), person.card_number, "card_number"),
        ],
        columns=1,
    )
    sheet.signature("授权人签名", person.name)
    sheet.line(sheet.day(case.claim_day), x=sheet.size[0] * 0.6)
    return sheet.footers()


def poa(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """授权委托书."""
    sheet = Sheet(rng, draw_house(rng), options=options)
    sheet.heading("", rng.choice(("授权委托书", "委托书", "理赔授权委托书")))
    one, two = case.person, case.relative
    sheet.fields(
        [
            Field("委托人", one.name, "name"),
            Field("身份证号", one.id_number, "id_number"),
            Field("受托人", two.name),
            Field("身份证号", two.id_number),
            Field("联系电话", two.phone),
        ],
        columns=2,
    )
    sheet.paragraph(
        rng.choice(
            (
                (
                    f"兹委托{two.name}代为办理本人在{case.policy.insurer}的保险理赔事宜，"
                    "包括递交材料、领取通知书等，受托人在权限内签署的文件本人均予认可。"
                ),
                (
                    f"因本人行动不便，特委托{two.name}作为我的合法代理人，全权代表我办理保单"
                    f"号{case.policy.number}的理赔申请，委托期限自签字之日起至事项办结止。"
                ),
            )
        ),
        indent=2,
    )
    sheet.y += 8
    sheet.signature("委托人签名", one.name)
    sheet.signature("受托人签名", two.name)
    sheet.line(sheet.day(case.claim_day), x=sheet.size[0] * 0.6, fact=("issue_date", case.claim_day.isoformat()))
    return sheet.footers()


def authorization_medical_query(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """调查授权书: consent to fetch records."""
    sheet = Sheet(rng, draw_house(rng), options=options)
    sheet.heading(
        case.policy.insurer,
        rng.choice(("理赔调查授权书", "病历资料查询授权书", "个人信息查询授权书", "客户信息授权书")),
    )
    person = case.person
    sheet.paragraph(
        (
            f"本人{person.name}（证件号码：{person.id_number}）同意并授权{case.policy.insurer}及其委托机构"
            "，向医疗机构、社会保险经办机构、公安机关等查询、复制与本次理赔有关的病历、检查报告及费用资料。"
        ),
        indent=2,
        fact=("name", person.name),
    )
    sheet.paragraph("本授权书自签署之日起生效，至理赔事项处理完毕之日止；本人知悉可依法撤回授权。", indent=2)
    sheet.signature("授权人", person.name)
    sheet.line(sheet.day(case.claim_day), x=sheet.size[0] * 0.6)
    return sheet.footers()


def supplementary_statement(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """情况说明, typed or hand-written."""
    sheet = Sheet(rng, draw_house(rng), options=options)
    hand = rng.random() < 0.5
    sheet.centred(rng.choice(("情况说明", "说明", "情 况 说 明")), 7, family="kai")
    sheet.y += 6
    text = rng.choice(
        (
            (
                f"本人{case.person.name}于{case.stay.visit:%Y年%m月%d日}在{case.hospital.name}"
                "就诊，因保管不善，门诊病历原件遗失，特此说明，所述情况属实。"
            ),
            (
                f"{case.policy.insurer}：本人{case.person.name}此次住院期"
                "间的费用已由医保先行结算，剩余部分申请理赔，特此说明。"
            ),
            (
                "本人因工作原因未能在规定时间内报案，现补充说明："
                f"{case.stay.visit:%m月%d日}{case.disease.complaint}，即往{case.hospital.name}治疗。"
            ),
        )
    )
    if hand:
        for index in range(0, len(text), 22):
            sheet.canvas.add(Text(28, sheet.y, text[index : index + 22], 6.4, "kai", (28, 34, 90), ink="hand"))
            sheet.y += 11
    else:
        sheet.paragraph(text, indent=2)
    sheet.y += 8
    sheet.signature("说明人", case.person.name)
    sheet.line(sheet.day(case.claim_day), x=sheet.size[0] * 0.6)
    return sheet.footers()

"""Registry papers after a death: household, cremation, court, notary."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from prereview.synthesis.canvas import Canvas
from prereview.synthesis.case import Case
from prereview.synthesis.library import words
from prereview.synthesis.options import Options
from prereview.synthesis.papers.deaths import death_field
from prereview.synthesis.papers.events import Letter, letter, who
from prereview.synthesis.sheet import Field


def household_cancellation(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """户口注销证明."""
    station = case.person.authority + rng.choice(("城关派出所", "城东派出所", "永安派出所"))
    fields = [
        *who(case),
        Field("注销原因", "死亡"),
        death_field(case),
        Field("注销日期", f"{case.death + timedelta(days=12):%Y年%m月%d日}"),
    ]
    body = [
        (
            f"兹证明{case.person.name}（公民身份号码{case.person.id_number}）因死亡，其"
            f"户口已于{case.death + timedelta(days=12):%Y年%m月%d日}在我所办理注销。"
        )
    ]
    return letter(
        case,
        rng,
        options,
        Letter(
            title=rng.choice(("户口注销证明", "注销户口证明", "户籍注销证明", "居民死亡户口注销证明")),
            body=body,
            issuer=station,
            kind="police",
            centre="户口专用章",
            fields=fields,
        ),
    )


def cremation_certificate(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """火化证明."""
    home = case.hospital.city + rng.choice(("殡仪馆", "第二殡仪馆", "殡葬服务中心"))
    fields = [
        Field("死者姓名", case.person.name, "name"),
        Field("性别", case.person.sex, "sex"),
        Field("年龄", f"{case.person.age_on(case.death)}岁", "age", str(case.person.age_on(case.death))),
        Field("身份证号", case.person.id_number, "id_number"),
        death_field(case),
        Field("火化日期", f"{case.death + timedelta(days=3):%Y年%m月%d日}"),
        Field("经办家属", case.relative.name),
        Field("编号", str(rng.randrange(10**6, 10**7))),
    ]
    return letter(
        case,
        rng,
        options,
        Letter(
            title=rng.choice(("火化证明", "遗体火化证明", "火化证", "殡葬证明")),
            body=["该遗体已在我馆火化，特此证明。"],
            issuer=home,
            kind="authority",
            centre="火化专用章",
            fields=fields,
        ),
    )


def court_death_declaration(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """宣告死亡民事判决书."""
    court = case.hospital.city + rng.choice(words("district_names")) + "人民法院"
    body = [
        f"申请人：{case.relative.name}，{case.relative.sex}，住{case.relative.address}。",
        (
            f"申请人{case.relative.name}申请宣告{case.person.name}死亡一"
            "案，本院受理后依法适用特别程序进行了审理，现已审理终结。"
        ),
        (
            f"经查，{case.person.name}于{case.accident.day:%Y年%m月%d日}外出后"
            "下落不明，本院发出寻找公告满一年，公告期间届满后仍下落不明。"
        ),
        f"判决如下：宣告{case.person.name}死亡。",
        "本判决为终审判决。",
    ]
    return letter(
        case,
        rng,
        options,
        Letter(
            title=rng.choice(("民事判决书（宣告死亡）", "宣告死亡判决书", "民事判决书")),
            body=body,
            issuer=court,
            kind="court",
            signers=("审判员",),
            number=f"（{case.claim_day:%Y}）民特{rng.randrange(10, 999)}号",
        ),
    )


def heir_notarial(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """继承权公证书."""
    office = case.hospital.city + "公证处"
    body = [
        f"申请人：{case.relative.name}，{case.relative.sex}，公民身份号码{case.relative.id_number}。",
        (
            "公证事项：继承权。"
            f"查被继承人{case.person.name}于{case.death:%Y年%m月%d日}死亡，生前未立遗嘱，亦未与他人签订遗赠扶养协议。"
        ),
        (
            "根据《中华人民共和国民法典》继承编的规定，"
            f"被继承人{case.person.name}的保险金由其法定继承人{case.relative.name}继承。"
        ),
    ]
    return letter(
        case,
        rng,
        options,
        Letter(
            title=rng.choice(("公证书", "继承权公证书", "公 证 书")),
            body=body,
            issuer=office,
            kind="authority",
            signers=("公证员",),
            number=f"（{case.claim_day:%Y}）证民字第{rng.randrange(100, 9999)}号",
        ),
    )

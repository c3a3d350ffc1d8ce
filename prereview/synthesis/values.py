"""What a layout may say about a case: `{name}`, `{admission}`, `{total}`… with the fact each one is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from prereview.synthesis.bills import chinese_amount
from prereview.synthesis.case import Case
from prereview.synthesis.library import load_library, words
from prereview.synthesis.people import Person
from prereview.synthesis.phrases import speak, split_keys
from prereview.synthesis.prose import Run
from prereview.synthesis.sheet import Field, Sheet

Value = Callable[[Case, Sheet, Random], Field]


def _plain(get: Callable[[Case], object], fact: str | None = None) -> Value:
    return lambda case, sheet, rng: Field("", str(get(case)), fact)


def _day(get: Callable[[Case], date], fact: str | None = None) -> Value:
    return lambda case, sheet, rng: Field("", sheet.day(get(case)), fact, get(case).isoformat())


def _money(get: Callable[[Case], Decimal], fact: str | None = None) -> Value:
    def value(case: Case, sheet: Sheet, rng: Random) -> Field:
        amount = get(case)
        shown = f"{amount:,.2f}" if sheet.house.wording % 3 == 0 else f"{amount:.2f}"
        return Field("", shown, fact, f"{amount:.2f}")

    return value


def _words(get: Callable[[Case], Decimal]) -> Value:
    return lambda case, sheet, rng: Field("", chinese_amount(get(case)), "total_words", f"{get(case):.2f}")


def _one_of(key: str) -> Value:
    return lambda case, sheet, rng: Field("", rng.choice(words(key)))


def _operation_day(case: Case) -> date:
    return case.stay.admission + timedelta(days=min(2, case.stay.days))


def _age(case: Case) -> int:
    return case.person.age_on(case.stay.visit)


def claimant(case: Case, sheet: Sheet) -> Person:
    """Who claims and is paid."""
    return case.relative if sheet.options.by_relative else case.person


def _relation(case: Case, sheet: Sheet, rng: Random) -> Field:
    chosen = rng.choice(("配偶", "子女")) if sheet.options.by_relative else "本人"
    if sheet.options.line == "student_child":
        chosen = "父母"
    kinds = ("本人", "配偶", "父母", "子女", "其他")
    return Field("", " ".join((sheet.tick if kind == chosen else "□") + kind for kind in kinds))


def _cause(case: Case, sheet: Sheet, rng: Random) -> Field:
    tick = sheet.tick
    accident = sheet.options.motor or case.disease.kind == "accident"
    boxes = (tick, "□") if accident else ("□", tick)
    return Field("", f"{boxes[0]}意外 {boxes[1]}疾病", "claim_cause", "accident" if accident else "illness")


def _event_day(case: Case, sheet: Sheet, rng: Random) -> Field:
    day = case.accident.day if sheet.options.motor or case.disease.kind == "accident" else case.stay.visit
    return Field("", sheet.day(day), "event_date", day.isoformat())


def _event_place(case: Case, sheet: Sheet, rng: Random) -> Field:
    accident = sheet.options.motor or case.disease.kind == "accident"
    return Field("", case.accident.place if accident else case.hospital.city)


def _event_story(case: Case, sheet: Sheet, rng: Random) -> Field:
    if sheet.options.motor or case.disease.kind == "accident":
        return Field(
            "", f"{case.accident.day:%Y年%m月%d日}，本人{case.accident.text}，随后前往{case.hospital.name}就诊。"
        )
    return Field(
        "", f"{case.stay.visit:%Y年%m月%d日}，本人因{case.disease.complaint}前往{case.hospital.name}就诊治疗。"
    )


def _home(case: Case) -> str:
    return case.person.authority.split("公安局")[0]


def _witness(case: Case, sheet: Sheet, rng: Random) -> Field:
    """Who may know of an accident: employer, village or school."""
    village = _home(case) + rng.choice(("社区居民委员会", "村民委员会"))
    return Field(
        "", rng.choice((rng.choice(words("companies")), village, case.hospital.city + rng.choice(words("schools"))))
    )


#: What a claim form calls the benefit of each line.
LINE_WORDS: Mapping[str, str] = {
    "inpatient_medical": "住院医疗",
    "outpatient_medical": "门诊医疗",
    "accident_medical": "意外医疗",
    "hospital_allowance": "住院津贴",
    "critical_illness": "重大疾病",
    "accident_disability": "意外伤残",
    "total_disability_income_waiver": "全残/豁免",
    "death_illness": "疾病身故",
    "death_accident": "意外身故",
    "student_child": "学生幼儿",
    "supplementary_citywide": "补充医疗",
}


def _benefits(case: Case, sheet: Sheet, rng: Random) -> Field:
    """Six benefits with boxes, the claimed one ticked."""
    line = sheet.options.line or rng.choice(list(LINE_WORDS))
    chosen = LINE_WORDS.get(line, "车辆损失" if "damage" in line else "人身伤亡")
    pool = [word for word in (*LINE_WORDS.values(), "车辆损失", "人身伤亡", "其他") if word != chosen]
    shown = sorted([chosen, *rng.sample(pool, 5)])
    text = "  ".join((sheet.tick if word == chosen else "□") + word for word in shown)
    return Field("", text, "claim_line", line)


def _labs(case: Case, sheet: Sheet, rng: Random) -> Field:
    """Laboratory values in running text, as ward doctors copy them."""
    panels = load_library("medicine")["labs"]
    text = ""
    for panel in rng.sample(sorted(panels), rng.randrange(1, 4)):
        rows = []
        for entry in rng.sample(panels[panel], rng.randrange(3, 6)):
            name, _, unit, reference = entry.split("|")
            rows.append(f"{name} {lab_value(rng, reference)}{'' if reference == '阴性' else unit}")
        text += f"{panel}：{'，'.join(rows)}；"
    return Field("", text[:-1] + "。")


def lab_value(rng: Random, reference: str) -> str:
    """A result a little inside or outside its range."""
    if reference == "阴性":
        return reference
    low, high = (float(part) for part in reference.split("-"))
    return f"{rng.uniform(low * 0.9, high * 1.15):.2f}".rstrip("0").rstrip(".")


def _drugs(case: Case, sheet: Sheet, rng: Random) -> Field:
    return Field("", "、".join(case.disease.drugs))


def _operation_phrase(case: Case, sheet: Sheet, rng: Random) -> Field:
    """The operation as a clause of the course, empty where nobody operated."""
    name = case.disease.operation
    if not name or not case.inpatient:
        return Field("", "")
    lead = rng.choice(("排除禁忌后于", "完善术前准备，于"))
    return Field("", f"{lead}{_operation_day(case):%Y-%m-%d}行“{name}”，术中顺利，术后安返病房。")


def _film_line(case: Case, sheet: Sheet, rng: Random) -> Field:
    kind = next((name for name in load_library("medicine")["films"] if name in case.disease.film), "CT")
    library = load_library("medicine")["films"][kind]
    text = rng.choice(library["seen"]).replace("<part>", case.disease.film.replace(kind, "") or "胸部")
    return Field("", text.replace("<dx>", case.disease.name))


def _film_sign(case: Case, sheet: Sheet, rng: Random) -> Field:
    kind = next((name for name in load_library("medicine")["films"] if name in case.disease.film), "CT")
    sign = rng.choice(load_library("medicine")["films"][kind]["sign"])
    return Field(
        "", sign.replace("<part>", case.disease.film.replace(kind, "") or "胸部").replace("<dx>", case.disease.name)
    )


_PERSON: Mapping[str, Value] = {
    "name": _plain(lambda c: c.person.name, "name"),
    "sex": _plain(lambda c: c.person.sex, "sex"),
    "age": lambda case, sheet, rng: Field("", f"{_age(case)}岁", "age", str(_age(case))),
    "birth": _day(lambda c: c.person.birth_date, "birth_date"),
    "id_number": _plain(lambda c: c.person.id_number, "id_number"),
    "address": _plain(lambda c: c.person.address, "address"),
    "phone": _plain(lambda c: c.person.phone, "phone"),
    "nation": _plain(lambda c: c.person.nationality + "族"),
    "married": _plain(lambda c: "已婚" if _age(c) > 26 else "未婚"),
    "occupation": _plain(lambda c: c.person.occupation),
    "card_number": lambda case, sheet, rng: Field("", claimant(case, sheet).card_number, "card_number"),
    "account_holder": lambda case, sheet, rng: Field("", claimant(case, sheet).name, "account_holder"),
    "claimant": lambda case, sheet, rng: Field("", claimant(case, sheet).name, "claimant_name"),
    "claimant_is": _relation,
    "bank": lambda case, sheet, rng: Field(
        "", f"{claimant(case, sheet).bank}{case.hospital.city}支行", "bank_name", claimant(case, sheet).bank
    ),
    "relative": _plain(lambda c: c.relative.name),
    "relative_id": _plain(lambda c: c.relative.id_number),
    "relative_phone": _plain(lambda c: c.relative.phone),
    "relative_address": _plain(lambda c: c.relative.address),
    "other": _plain(lambda c: c.other.name),
    "other_id": _plain(lambda c: c.other.id_number),
    "other_phone": _plain(lambda c: c.other.phone),
    "other_address": _plain(lambda c: c.other.address),
    "home": _plain(_home),
    "authority": _plain(lambda c: c.person.authority),
}

_CARE: Mapping[str, Value] = {
    "hospital": _plain(lambda c: c.hospital.name, "hospital"),
    "grade": _plain(lambda c: c.hospital.grade, "hospital_grade"),
    "hospital_code": _plain(lambda c: c.hospital.code),
    "province": _plain(lambda c: c.hospital.province),
    "city": _plain(lambda c: c.hospital.city),
    "department": _plain(lambda c: c.disease.department, "department"),
    "bed": _plain(lambda c: c.stay.bed),
    "inpatient_number": _plain(lambda c: c.stay.inpatient_number, "inpatient_number"),
    "outpatient_number": _plain(lambda c: c.stay.inpatient_number),
    "doctor": _plain(lambda c: c.stay.doctor),
    "chief": _plain(lambda c: c.stay.chief),
    "admission": _day(lambda c: c.stay.admission, "admission_date"),
    "discharge": _day(lambda c: c.stay.discharge, "discharge_date"),
    "issued_at_discharge": _day(lambda c: c.stay.discharge, "issue_date"),
    "issued_at_visit": _day(lambda c: c.stay.visit, "issue_date"),
    "visit": _day(lambda c: c.stay.visit, "visit_date"),
    "days": lambda case, sheet, rng: Field("", f"{case.stay.days}天", "stay_days", str(case.stay.days)),
    "complaint": _plain(lambda c: c.disease.complaint, "chief_complaint"),
    "diagnosis": _plain(lambda c: c.diagnosis, "diagnosis"),
    "disease": _plain(lambda c: c.disease.name),
    "icd": _plain(lambda c: c.disease.icd),
    "exam": _plain(lambda c: c.disease.exam),
    "care": _plain(lambda c: c.disease.care),
    "film": _plain(lambda c: c.disease.film),
    "operation": _plain(lambda c: c.disease.operation or "", "operation"),
    "operation_day": _day(_operation_day),
    "operated": _operation_phrase,
    "past": _plain(lambda c: c.history.past),
    "family": _plain(lambda c: c.history.family),
    "personal": _plain(lambda c: c.history.personal),
    "drugs": _drugs,
    "labs": _labs,
    "film_seen": _film_line,
    "film_sign": _film_sign,
    "part": lambda case, sheet, rng: Field("", case.disease.film),
}

_MONEY: Mapping[str, Value] = {
    "total": _money(lambda c: c.bill.total, "total"),
    "total_words": _words(lambda c: c.bill.words_total),
    "list_total": _money(lambda c: c.bill.list_total, "total"),
    "list_words": _words(lambda c: c.bill.list_total),
    "fund": _money(lambda c: c.bill.fund, "fund_paid"),
    "account": _money(lambda c: c.bill.account, "account_paid"),
    "cash": _money(lambda c: c.bill.cash, "cash_paid"),
    "self_paid": _money(lambda c: c.bill.self_paid, "self_paid"),
    "own_expense": _money(lambda c: c.bill.own_expense, "own_expense"),
    "deposit": _money(lambda c: c.bill.deposit, "deposit"),
    "amount_asked": _money(lambda c: c.bill.cash),
    "drug_total": _money(lambda c: sum((item.amount for item in c.bill.items if item.spec), Decimal(0))),
    "invoice_number": _plain(lambda c: c.invoice.number, "invoice_number"),
    "serial": _plain(lambda c: c.invoice.serial),
}

_CONTRACT: Mapping[str, Value] = {
    "insurer": _plain(lambda c: c.policy.insurer, "insurer"),
    "product": _plain(lambda c: c.policy.product, "product"),
    "policy_number": _plain(lambda c: c.policy.number, "policy_number"),
    "effective": _day(lambda c: c.policy.effective, "effective_date"),
    "end": _day(lambda c: c.policy.end, "end_date"),
    "waiting": _plain(lambda c: c.policy.waiting_days),
    "cause": _cause,
    "event_date": _event_day,
    "event_place": _event_place,
    "event_story": _event_story,
    "accident_day": lambda case, sheet, rng: Field(
        "", f"{case.accident.day:%Y年%m月%d日}", "event_date", case.accident.day.isoformat()
    ),
    "accident_place": _plain(lambda c: c.accident.place),
    "accident": _plain(lambda c: c.accident.text),
    "claim_day": _day(lambda c: c.claim_day, "issue_date"),
    "death": _day(lambda c: c.death, "death_date"),
    "death_age": lambda case, sheet, rng: Field(
        "", f"{case.person.age_on(case.death)}岁", "age", str(case.person.age_on(case.death))
    ),
    "filled_at_death": _day(lambda c: c.death, "issue_date"),
    "cremated": _day(lambda c: c.death + timedelta(days=3)),
    "cancelled": _day(lambda c: c.death + timedelta(days=12)),
    "plate": _plain(lambda c: c.vehicle.plate, "plate_number"),
    "vin": _plain(lambda c: c.vehicle.vin, "vin"),
    "engine": _plain(lambda c: c.vehicle.engine, "engine_number"),
    "model": _plain(lambda c: c.vehicle.model),
    "benefits": _benefits,
    "company": _one_of("companies"),
    "village": lambda case, sheet, rng: Field("", _home(case) + rng.choice(("村民委员会", "社区居民委员会"))),
    "police_station": lambda case, sheet, rng: Field(
        "", case.person.authority + rng.choice(("城关派出所", "城东派出所", "永安派出所"))
    ),
    "traffic_police": lambda case, sheet, rng: Field(
        "", f"{case.hospital.city}公安局交通警察支队{rng.choice(('一大队', '二大队', '直属大队', ''))}"
    ),
    "funeral_home": lambda case, sheet, rng: Field(
        "", case.hospital.city + rng.choice(("殡仪馆", "第二殡仪馆", "殡葬服务中心"))
    ),
    "witness_body": _witness,
    "school": lambda case, sheet, rng: Field("", case.hospital.city + rng.choice(words("schools"))),
    "tick": lambda case, sheet, rng: Field("", sheet.tick),
    "standard": lambda case, sheet, rng: Field(
        "", sheet.options.standard or "人体损伤致残程度分级", "appraisal_standard"
    ),
}

VALUES: Mapping[str, Value] = {**_PERSON, **_CARE, **_MONEY, **_CONTRACT}


class Vocabulary:
    """Resolves the words of one paper: a value drawn once stays the same on all of it."""

    def __init__(self, case: Case, sheet: Sheet, rng: Random) -> None:
        self.case, self._sheet, self._rng = case, sheet, rng
        self._known: dict[str, Field] = {}

    def value(self, key: str) -> Field:
        """The value of a key of `VALUES`."""
        if key not in self._known:
            self._known[key] = VALUES[key](self.case, self._sheet, self._rng)
        return self._known[key]

    def runs(self, text: str) -> list[Run]:
        """`text` spoken: choices made, phrases put in, keys replaced by their values with their facts.

        Raises:
            KeyError: A key is neither a value nor a phrase.
        """
        return self._filled(self._spoken(text))

    def field(self, entry: str) -> Field:
        """`key` with the house's word for it, or `label=text` where the text may hold one fact."""
        if entry in VALUES:
            assert entry in load_library("labels")["labels"], f"{entry} needs a label"
            return self.value(entry)._replace(label=self._sheet.word(entry))
        label, equals, text = self._spoken(entry).partition("=")
        runs = self._filled(text if equals else label)
        tag = next((tag for _, tag in runs if tag), (None, None))
        return Field(label if equals else "", "".join(said for said, _ in runs), *tag)

    def _filled(self, text: str) -> list[Run]:
        runs: list[Run] = []
        for literal, key, fact in split_keys(text):
            if key is None:
                runs.append((literal, None))
                continue
            value = self.value(key)
            tag = value.tag if fact is None else (fact, value.canonical or value.value) if fact else None
            runs.append((value.value, tag))
        return [run for run in runs if run[0]]

    def _spoken(self, text: str) -> str:
        """Grammar resolved and every phrase put in its place, inner phrases too."""
        text = speak(text, self._rng)
        while phrase := next((key for _, key, _ in split_keys(text) if key and key not in VALUES), None):
            before, found, after = text.partition(f"{{{phrase}}}")
            assert found, f"a phrase carries no fact of its own: {phrase}"
            text = before + speak(self._phrase(phrase), self._rng) + after
        return text

    def _phrase(self, key: str) -> str:
        """The phrase; some read differently for an accident, an operation or a stay."""
        phrase = load_library("phrases")[key]
        if isinstance(phrase, str):
            return phrase
        applies = {
            "accident": self.case.disease.kind == "accident",
            "operated": bool(self.case.disease.operation) and self.case.inpatient,
            "inpatient": self.case.inpatient,
            "motor": self._sheet.options.motor,
        }
        first, second = phrase
        return str(phrase[first if applies[first] else second])

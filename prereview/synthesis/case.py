"""One invented case: person, hospital, stay, bill, history, policy, event, the same on every paper drawn from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from prereview.synthesis.bills import Bill, draw_bill
from prereview.synthesis.histories import History, Scenario, draw_history, duration_phrase
from prereview.synthesis.library import load_library, words
from prereview.synthesis.people import Person, draw_name, draw_person, province_facts

TODAY = date(2026, 3, 2)  #: fixed, so that a seed gives the same bytes on every day


@dataclass(frozen=True, slots=True)
class Hospital:
    """An invented hospital; `grade` as printed (三级甲等…)."""

    name: str
    grade: str
    province: str
    city: str
    code: str


@dataclass(frozen=True, slots=True)
class Disease:
    """What was treated, with the words its records use. Placeholders are filled."""

    name: str
    icd: str
    department: str
    kind: str
    complaint: str
    exam: str
    care: str
    related: tuple[str, ...]
    drugs: tuple[str, ...]
    operation: str | None
    film: str


@dataclass(frozen=True, slots=True)
class Stay:
    """Visit and stay. For an outpatient case `discharge` equals `admission` equals `visit`."""

    visit: date
    admission: date
    discharge: date
    inpatient_number: str
    bed: str
    doctor: str
    chief: str

    @property
    def days(self) -> int:
        """Nights in the ward, as hospitals count."""
        return (self.discharge - self.admission).days


@dataclass(frozen=True, slots=True)
class Invoice:
    """The numbers of a fiscal invoice: code (6 or 8 digits), number, check code, date."""

    code: str
    number: str
    check_code: str
    issued: date
    serial: str


@dataclass(frozen=True, slots=True)
class PolicyTerms:
    """The contract the papers and claim.json agree on."""

    insurer: str
    product: str
    number: str
    effective: date
    end: date
    waiting_days: int


@dataclass(frozen=True, slots=True)
class Accident:
    """What happened, where, with whom."""

    day: date
    text: str
    place: str
    traffic: bool
    other_party: bool
    work: bool


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A car with invented plate, VIN (17, right check digit) and engine number."""

    plate: str
    vin: str
    engine: str
    model: str
    registered: date
    licence_class: str


@dataclass(frozen=True, slots=True)
class Case:
    """Everything the papers of one claim say."""

    person: Person
    relative: Person
    other: Person
    hospital: Hospital
    disease: Disease
    stay: Stay
    bill: Bill
    invoice: Invoice
    history: History
    policy: PolicyTerms
    accident: Accident
    vehicle: Vehicle
    death: date
    claim_day: date
    inpatient: bool
    insured_socially: bool
    confirmed: bool = True

    @property
    def diagnosis(self) -> str:
        """As certificates word it: a name, or an unconfirmed impression (defect D15)."""
        return self.disease.name if self.confirmed else f"{self.disease.name}？待查"


#: Scenarios that speak of a condition bearing on the claim.
_ABOUT_RELATED = (
    "onset_before_effective",
    "onset_after_effective",
    "within_waiting_period",
    "disclosed",
    "undeterminable_needs_human",
    "negated",
    "family_only",
)


def draw_case(
    rng: Random,
    *,
    kinds: tuple[str, ...],
    inpatient: bool,
    scenario: Scenario,
    minor: bool = False,
    settled: bool = False,
) -> Case:
    """A case whose disease is one of `kinds` (illness, surgery, tumour, critical, accident, outpatient).

    `settled` makes sure that social insurance paid its part.
    """
    province = rng.choice(words("provinces")).split("|")[0]
    visit = TODAY - timedelta(days=rng.randrange(20, 420))
    policy_months = 0 if scenario == "within_waiting_period" else rng.randrange(7, 34)
    # What brought the patient must not itself be older than the contract: the history alone decides the answer.
    longest = 200 if scenario == "onset_before_effective" else policy_months - 5
    disease = _draw_disease(rng, kinds, needs_related=scenario in _ABOUT_RELATED, longest=longest)
    person = draw_person(
        rng,
        today=visit,
        age=rng.randrange(4, 17) if minor else rng.randrange(22, 79),
        province=province,
        sex=_sex_for(disease),
    )
    hospital = draw_hospital(rng, province)
    stay = _draw_stay(rng, visit, inpatient)
    insured = settled or rng.random() < 0.6
    bill = draw_bill(
        rng, drugs=disease.drugs, days=stay.days if inpatient else 0, operation=disease.operation, insured=insured
    )
    policy = _draw_policy(rng, visit, policy_months)
    province_b = rng.choice(words("provinces")).split("|")[0]
    return Case(
        person=person,
        relative=draw_person(rng, today=visit, age=rng.randrange(28, 55), province=province),
        other=draw_person(rng, today=visit, age=rng.randrange(22, 60), province=province_b),
        hospital=hospital,
        disease=disease,
        stay=stay,
        bill=bill,
        invoice=draw_invoice(rng, hospital, stay.discharge, inpatient=inpatient),
        history=draw_history(rng, scenario, related=disease.related, policy_months=policy_months),
        policy=policy,
        accident=_draw_accident(rng, visit, province, hospital.city),
        vehicle=draw_vehicle(rng, province, visit),
        death=stay.discharge + timedelta(days=rng.randrange(0, 9)),
        claim_day=stay.discharge + timedelta(days=rng.randrange(3, 19)),
        inpatient=inpatient,
        insured_socially=insured,
    )


def _sex_for(disease: Disease) -> str | None:
    if any(word in disease.name for word in ("子宫", "乳")) and "甲状腺" not in disease.name:
        return "女"
    return "男" if "前列腺" in disease.name else None


def _draw_disease(rng: Random, kinds: tuple[str, ...], *, needs_related: bool, longest: int) -> Disease:
    entries: list[dict[str, Any]] = [entry for entry in load_library("medicine")["diseases"] if entry["kind"] in kinds]
    entries = (
        [entry for entry in entries if entry["related"]]
        if needs_related and any(e["related"] for e in entries)
        else entries
    )
    entry, side = rng.choice(entries), rng.choice("左右")
    spell = duration_phrase(
        rng, rng.choice([months for months in (0, 0, 0, 1, 2, 5, 14, 38) if months <= max(longest, 0)])
    )
    if entry["kind"] in ("accident", "outpatient"):
        spell = rng.choice(("1小时", "2小时", "半天", "1天", "2天", "3天"))

    def fill(text: str) -> str:
        return text.replace("<side>", side).replace("<t>", spell)

    return Disease(
        name=fill(entry["name"]),
        icd=entry["icd"],
        department=entry["dept"],
        kind=entry["kind"],
        complaint=fill(entry["complaint"]),
        exam=fill(entry["exam"]),
        care=entry["care"],
        related=tuple(entry["related"]),
        drugs=tuple(entry["drugs"]),
        operation=fill(entry["operation"]) if entry["operation"] else None,
        film=entry["film"],
    )


def draw_hospital(rng: Random, province: str) -> Hospital:
    """An invented hospital of the province: a real city's name never meets a real hospital's."""
    city = rng.choice(province_facts(province)[1])
    root = rng.choice(words("hospital_roots"))
    name = (
        f"{city}{root}{rng.choice(words('hospital_kinds'))}"
        if rng.random() < 0.7
        else f"{rng.choice(words('district_names'))}{root}{rng.choice(('医院', '中医院', '骨科医院', '人民医院'))}"
    )
    grade = rng.choice([g for g in words("grades") if g != "一级"])
    return Hospital(name, grade, province, city, f"12{rng.randrange(10**15, 10**16)}")


def _draw_stay(rng: Random, visit: date, inpatient: bool) -> Stay:
    days = rng.randrange(3, 22) if inpatient else 0
    sex = rng.choice("男女")
    return Stay(
        visit=visit,
        admission=visit,
        discharge=visit + timedelta(days=days),
        inpatient_number=str(rng.randrange(10**5, 10**8)),
        bed=f"{rng.randrange(1, 62)}{rng.choice(('', '床', '+1'))}",
        doctor=draw_name(rng, sex),
        chief=draw_name(rng, "男"),
    )


def draw_invoice(rng: Random, hospital: Hospital, issued: date, *, inpatient: bool) -> Invoice:
    """Invoice code as finance departments number them: province, 06, kind; number of 8 to 10 digits."""
    code = f"{province_facts(hospital.province)[0]}06{'01' if inpatient else '02'}"
    if rng.random() < 0.3:
        code += f"{issued:%y}"
    check = "".join(rng.choice("0123456789abcdef") for _ in range(6))
    return Invoice(
        code, f"{rng.randrange(1, 10**8):0{rng.choice((8, 8, 10))}d}", check, issued, str(rng.randrange(10**9, 10**12))
    )


def _draw_policy(rng: Random, visit: date, months: int) -> PolicyTerms:
    effective = visit - timedelta(
        days=int(months * 30.44) + (rng.randrange(12, 26) if months == 0 else rng.randrange(0, 9))
    )
    years = months // 12 + 1
    return PolicyTerms(
        insurer=rng.choice(words("insurers")),
        product=rng.choice(words("products_medical")),
        number=f"{rng.choice('PGHA')}{rng.randrange(10**14, 10**15)}",
        effective=effective,
        end=effective.replace(year=effective.year + years, day=min(effective.day, 28)) - timedelta(days=1),
        waiting_days=rng.choice((30, 30, 30, 60, 90)),
    )


def _draw_accident(rng: Random, visit: date, province: str, city: str) -> Accident:
    entry = rng.choice(load_library("medicine")["accidents"])
    place = f"{city}{rng.choice(words('district_names'))}{rng.choice(words('street_names'))}"
    return Accident(
        visit,
        entry["how"].replace("<place>", place),
        place,
        bool(entry["traffic"]),
        bool(entry["other"]),
        bool(entry.get("work")),
    )


#: One-character names of provinces, as plates carry them, by the two digits of their code.
_PLATE_SIGNS = dict(
    zip(
        [
            str(code)
            for code in (13, 14, 21, 22, 23, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 51, 52, 53, 61, 62, 15)
        ],
        "冀晋辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂川贵云陕甘蒙",
        strict=True,
    )
)


def draw_vehicle(rng: Random, province: str, day: date) -> Vehicle:
    """Plate of the province under the office letter Z, which stands for no city; VIN with its check digit."""
    serial = "".join(rng.choice("0123456789") for _ in range(4))
    letter = rng.choice("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789")
    return Vehicle(
        f"{_PLATE_SIGNS[province_facts(province)[0]]}Z{letter}{serial}",
        _draw_vin(rng),
        f"{rng.choice('ABCDEFG')}{rng.randrange(10**6, 10**7)}",
        rng.choice(words("vehicles")),
        day - timedelta(days=rng.randrange(200, 3600)),
        rng.choice(("C1", "C1", "C2", "B2", "A2")),
    )


def _draw_vin(rng: Random) -> str:
    letters = "ABCDEFGHJKLMNPRSTUVWXYZ"
    values = dict(zip(letters, (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
    body = [
        *"LZZ",
        *(rng.choice(letters + "0123456789") for _ in range(5)),
        "0",
        *(rng.choice(letters + "0123456789") for _ in range(2)),
        *(str(rng.randrange(10)) for _ in range(6)),
    ]
    weights = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
    check = sum((values[c] if c in values else int(c)) * w for c, w in zip(body, weights, strict=True)) % 11
    body[8] = "X" if check == 10 else str(check)
    return "".join(body)

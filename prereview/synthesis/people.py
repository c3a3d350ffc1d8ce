"""Invented people and their numbers: right by checksum, unassigned by register, so nobody real can be meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

from stdnum import luhn
from stdnum.cn import ric

from prereview.synthesis.library import words


@dataclass(frozen=True, slots=True)
class Person:
    """Someone on the papers. `id_number` carries a county code (…98, …97) no register has assigned."""

    name: str
    sex: str
    birth_date: date
    id_number: str
    address: str
    phone: str
    nationality: str
    occupation: str
    card_number: str
    bank: str
    id_issued: date
    id_expires: date
    authority: str

    def age_on(self, day: date) -> int:
        """Completed years on `day`."""
        return day.year - self.birth_date.year - ((day.month, day.day) < (self.birth_date.month, self.birth_date.day))


def draw_name(rng: Random, sex: str) -> str:
    """A surname with one or two given characters."""
    surname = rng.choice(words("surnames"))
    given = words("given_female" if sex == "女" else "given_male")
    return surname + "".join(rng.sample(given, 1 if rng.random() < 0.22 else 2))


def draw_id_number(rng: Random, province_code: str, birth: date, sex: str) -> str:
    """18 digits, right check digit, county code 97xx or 98xx of the province: never assigned."""
    order = rng.randrange(0, 499) * 2 + (1 if sex == "男" else 2)
    body = f"{province_code}{rng.choice(('97', '98'))}{rng.randrange(1, 40):02d}{birth:%Y%m%d}{order:03d}"
    return body + ric.calc_check_digit(body + "0")


def draw_card_number(rng: Random) -> str:
    """19 digits on a bank number (629999) no bank has, Luhn-valid."""
    body = "629999" + "".join(str(rng.randrange(10)) for _ in range(12))
    return body + luhn.calc_check_digit(body)


def draw_phone(rng: Random) -> str:
    """11 digits on 154, a prefix without subscribers."""
    return "154" + "".join(str(rng.randrange(10)) for _ in range(8))


def draw_person(rng: Random, *, today: date, age: int, province: str, sex: str | None = None) -> Person:
    """A person of that age (years) on `today`, living in `province`."""
    sex = sex or rng.choice("男女")
    birth = today.replace(year=today.year - age, day=min(today.day, 28)) - timedelta(days=rng.randrange(1, 360))
    code, cities = province_facts(province)
    city = rng.choice(cities)
    years = 5 if age < 16 else 10 if age < 26 else 20
    # Still valid for a year and more: an expired card is a defect to plant (D13).
    issued = today - timedelta(days=rng.randrange(200, min(years * 365 - 700, 3000)))
    district = rng.choice(words("district_names"))
    address = f"{province}{city}{district}{rng.choice(words('street_names'))}{rng.randrange(1, 299)}号" + rng.choice(
        (
            "",
            f"{rng.randrange(1, 30)}栋{rng.randrange(1, 4)}单元{rng.randrange(101, 1802)}室",
            f"{rng.randrange(1, 9)}组",
        )
    )
    return Person(
        name=draw_name(rng, sex),
        sex=sex,
        birth_date=birth,
        id_number=draw_id_number(rng, code, birth, sex),
        address=address,
        phone=draw_phone(rng),
        nationality="汉" if rng.random() < 0.93 else rng.choice(("回", "满", "壮", "苗", "土家")),
        occupation=_occupation(rng, age),
        card_number=draw_card_number(rng),
        bank=rng.choice(words("banks")),
        id_issued=issued,
        id_expires=issued.replace(year=issued.year + years, day=min(issued.day, 28)),
        authority=f"{city}公安局{district}分局",
    )


def _occupation(rng: Random, age: int) -> str:
    if age < 6:
        return "无"
    return "学生" if age < 20 else "退休" if age > 60 else rng.choice(words("occupations"))


@cache
def province_facts(province: str) -> tuple[str, tuple[str, ...]]:
    """Two-digit code and invented-district host cities of a province."""
    for line in words("provinces"):
        name, code, cities = line.split("|")
        if name == province:
            return code, tuple(cities.split(","))
    raise KeyError(province)

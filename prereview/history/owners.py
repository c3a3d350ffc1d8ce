"""Whose paper it is: the record of a namesake, a spouse or the mother in the file tells of somebody else.

Names are masked or misread too often to decide alone. A paper is somebody else's when it says so itself, or when its
patient differs from the insured in sex and, besides, in surname or by more than ten years.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from prereview.claims import Claim, Insured
from prereview.history.texts import MedicalText

_HEAD = 240  #: characters in which a paper says whose it is
_YEARS = 10  #: by which two ages must differ to be those of two people
_PERSON = re.compile(
    r"(?P<insured>被保险人(?:为|系)?)?(?:姓名[:：\s]*)?(?P<name>[\u4e00-\u9fff](?:[某×*＊xX]{1,2}|[\u4e00-\u9fff]{1,2}(?=[，,\s（(])))?"
    r"[，,、\s（(]{0,3}(?:性别[:：\s]*)?(?P<sex>[男女])(?:性|童|婴)?[，,、。\s]{0,3}(?:患者|患儿)?[，,、\s]?(?:年龄[:：\s]*)?(?P<age>\d{1,3})\s?岁"
)
_DISOWNED = re.compile(
    r"(?:并?非|不是)(?:本案|本次)?被保险人(?:本人)?(?=[，,。；;的）)]|$)|[系为是]同名(?:同姓)?的?(?:患者|病人|他人|者|另)|非同一人|"
    r"[误错](?:装|放|归|夹|录)入?[^，。；]{0,4}(?:卷|案|档|材料)"
)


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a paper names at its head. `age` in years, None where unknown; `surname` empty where unknown."""

    surname: str
    sex: str
    age: int | None
    insured: bool = False

    def is_another(self, than: Person) -> bool:
        """Whether the two cannot be one person."""
        named = bool(self.surname and than.surname) and self.surname != than.surname
        aged = self.age is not None and than.age is not None and abs(self.age - than.age) > _YEARS
        return self.sex != than.sex and (named or aged)


def read_person(text: str) -> Person | None:
    """The patient a paper names at its head."""
    found = _PERSON.search(text, 0, _HEAD)
    if found is None:
        return None
    return Person((found["name"] or "")[:1], found["sex"], int(found["age"]), found["insured"] is not None)


def others_papers(claim: Claim, texts: Sequence[MedicalText], visit: date | None) -> frozenset[int]:
    """Numbers of the papers that are about somebody else than the insured."""
    people = [read_person(text.text) for text in texts]
    insured = _insured(claim, texts, people, visit)
    return frozenset(
        number
        for number, (text, person) in enumerate(zip(texts, people, strict=True))
        if (person is not None and insured is not None and person.is_another(insured))
        or (person is not None and _DISOWNED.search(text.text))
    )


def _insured(
    claim: Claim, texts: Sequence[MedicalText], people: Sequence[Person | None], visit: date | None
) -> Person | None:
    """The insured of the claim; else whom a paper calls so; else the patient of the paper with the diagnosis."""
    if claim.insured.sex is not None:
        return _of_claim(claim.insured, claim.insured.sex, visit)
    said = claim.claim.claimed_diagnosis
    called = next((person for person in people if person is not None and person.insured), None)
    diagnosed = (p for text, p in zip(texts, people, strict=True) if p is not None and said and said in text.text)
    return called or next(diagnosed, None)


def _of_claim(insured: Insured, sex: str, visit: date | None) -> Person:
    age = None if insured.birth_date is None or visit is None else (visit - insured.birth_date).days // 365
    return Person((insured.name or "")[:1], "男" if sex == "male" else "女", age)

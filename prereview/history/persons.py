"""Whose condition it is: the insured, a blood relative, or somebody else."""

from __future__ import annotations

import re

from prereview.history.cues import load_cues
from prereview.history.mention import Experiencer
from prereview.history.scope import Scope, last_match

_FAMILY_HISTORY_AFTER = re.compile(r"^[#、，,和及与或等病症史的]*家族(?:性|遗传)?(?:病)?史")
_FAMILY_HISTORY_BEFORE = re.compile(r"家族(?:中|内|里|成员中?|成员)?(?:均|都)?(?:无|有|否认|没有)[^。；，]{0,10}$")


#: 上述高血压患者系同名他人: the correction comes behind the name.
_CORRECTED = re.compile(
    r"[#、和及病史症]*(?:的)?(?:患者|病人|记录|病历|记载|病史)?[^，。；#]{0,4}(?:应?为|系|是|属于?)(?:同名|重名|另一|另外一|他人|别人|案外人|"
    r"(?P<kin>其(?:父|母|兄|弟|姐|妹)))"
)


def find_experiencer(scope: Scope, start: int, end: int) -> tuple[Experiencer, str]:
    """Whose condition stands at `start:end`, and the word that says so."""
    low, high = scope.layout.sentence_at(start)
    if _FAMILY_HISTORY_AFTER.match(scope.masked[end:high]) or _FAMILY_HISTORY_BEFORE.search(scope.masked[low:start]):
        return "family", "家族史"
    owner = re.compile(r"[#、和及病症]*的").match(scope.masked, end, high)
    if owner and (kin := load_cues()["family"].match(scope.masked, owner.end(), high)):
        return "family", kin.group()  # 患脑梗死的母亲
    if owner and (other := load_cues()["other_person"].match(scope.masked, owner.end(), high)):
        return "other", other.group()
    corrected = _CORRECTED.match(scope.masked, end, high)
    if corrected:
        return ("family" if corrected["kin"] else "other"), corrected.group()
    person = _nearest_person(scope, low, start)
    if person is None:
        person = _carried_person(scope, low, start)
    if person is None and scope.layout.section_at(start) == "family":
        return "family", "家族史"
    return person or ("patient", "")


def _nearest_person(scope: Scope, low: int, high: int) -> tuple[Experiencer, str] | None:
    cues = load_cues()
    kin = last_match(cues["family"], scope.masked, low, high)
    other = last_match(cues["other_person"], scope.masked, low, high)
    self_ = last_match(cues["patient"], scope.masked, low, high)
    if scope.holder is not None:
        holder = last_match(scope.holder, scope.masked, low, high)
        if holder is not None and (other is None or holder.end() > other.end()):
            other = holder
    places = {
        "family": kin.end() if kin else -1,
        "other": other.end() if other else -1,
        "patient": self_.end() + 0.5 if self_ else -1,
    }
    nearest = max(places, key=lambda name: places[name])
    if places[nearest] < 0:
        return None
    # 朋友的妈妈, 老公的爷爷: not the blood of the insured.
    if nearest == "family" and other and kin and scope.masked[other.end() : kin.start()] in ("", "的", "家的"):
        return "other", other.group() + kin.group()
    if nearest == "patient":
        return _pronoun_after(scope, self_, kin, other, high) or ("patient", "")
    found = kin if nearest == "family" else other
    return nearest, found.group() if found else ""  # type: ignore[return-value]  # the keys are the literal values


def _pronoun_after(
    scope: Scope, self_: re.Match[str] | None, kin: re.Match[str] | None, other: re.Match[str] | None, high: int
) -> tuple[Experiencer, str] | None:
    """舍友…，我问出来的，他患上了…: after the speaker, a pronoun points back at the person spoken of."""
    if self_ is None or not re.search(r"[他她](?!院|人|科|处|们)", scope.masked[self_.end() : high]):
        return None
    if kin is None and other is None:
        return None
    if kin is None or (other is not None and other.start() > kin.start()):
        return "other", other.group() if other else ""
    return "family", kin.group()


def _carried_person(scope: Scope, low: int, start: int) -> tuple[Experiencer, str] | None:
    """A pronoun points at the person of the sentence before; so does a dialogue that goes on about them."""
    if low == 0:
        return None
    here = scope.masked[low:start]
    if not re.search(r"[他她](?!院|人|科|处)|其(?!他|它|余|中|后|间)", here):
        return None
    previous = scope.layout.sentence_at(low - 1)
    return _nearest_person(scope, previous[0], low)

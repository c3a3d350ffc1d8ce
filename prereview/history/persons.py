"""Whose condition it is: the insured, a blood relative, or somebody else."""

from __future__ import annotations

import re

from prereview.history.cues import load_cues
from prereview.history.mention import Experiencer
from prereview.history.scope import Scope, last_match

#: Who tells, brings, signs or is told is not who is ill: 家属代述, 其子称, 告知其妻, 由母亲陪同.
_SPEAKS = re.compile(
    r"[^，。；#“\"]{0,6}(?:述|称|说|言|讲|反映|证实|证言|表示)[:：，,]?[“\"]|[:：][^，。；#]{0,6}[“\"]|(?:们|等人|及本人)?(?:代|补充|转|自|也|均|都|曾|则|在电话中|当庭|答)?(?:述|诉|称|言|谓|讲|表示|反映|陈述|说明|提供|描述|主诉|提问|咨询|代诉|回忆|发现其|陪|护?送|搀扶|背|签|"
    r"要求|拒绝|知情|同意|到场|请求|申请|购买|投保|报案|办理|代办|填写|照顾|探视|领取|在旁|诉说|说(?!是得|得了|有))"
)
_ADDRESSED = re.compile(
    r"(?:告知|告诉|向|对|经|由|被|据|问|听|让|叫|怕|怕被|传染给|遗传给|交代|通知|询问|嘱|给|陪|照顾|找|托|因照顾|遗传自)(?:其|了|我|患者|病人|的|他|她)*$"
)
_WITH = re.compile(r"(?:与|和|跟|同)(?:其|我|患者|他|她)*$")
_SHARED_LIFE = re.compile(r"[^，。；#]{0,4}(?:接触|同住|一起|共用|共同|生活|沟通|商量|商议|一样|相同|无关|居住|交谈)")
_PARENT_ASKS = re.compile(
    r"(?:^|\n)(?:宝[妈爸]|家长|孩子(?:妈妈|爸爸|母亲|父亲)|患儿(?:母亲|父亲|家长|家属))(?:提问|咨询|问|诉|代诉)?[:：]"
)
_CHILD = re.compile(r"女儿|儿子|孩子|宝宝|闺女|小孩|娃")


def _is_subject(text: str, match: re.Match[str]) -> bool:
    """Whether a word for a person can be who the illness is told of."""
    before = text[max(0, match.start() - 8) : match.start()]
    if _SPEAKS.match(text, match.end()) or _ADDRESSED.search(before):
        return False
    return not (_WITH.search(before) and _SHARED_LIFE.match(text, match.end()))


def _last_subject(scope: Scope, pattern: re.Pattern[str], low: int, high: int) -> re.Match[str] | None:
    found = None
    for match in pattern.finditer(scope.masked, low, min(high + 24, len(scope.masked))):
        if match.end() > high:
            break
        if _is_subject(scope.masked, match) and not _heads_a_turn(scope, match):
            found = match
    return found


def _heads_a_turn(scope: Scope, match: re.Match[str]) -> bool:
    """妈妈：他没有: the name of who speaks."""
    return any(turn.start == match.end() + 1 for turn in scope.turns)


_FAMILY_HISTORY_AFTER = re.compile(r"^[#、，,和及与或等病症史的]*家族(?:性|遗传)?(?:病)?史")
_FAMILY_HISTORY_BEFORE = re.compile(
    r"家族(?:中|内|里|成员中?|成员|病?史)?(?:均|都)?(?:无|有|否认|没有)[^。；，]{0,10}$"
)


#: 上述高血压患者系同名他人: the correction comes behind the name.
_CORRECTED = re.compile(
    r"[#、和及病史症“”\"]*(?:的)?(?:患者|病人|记录|病历|记载|病史|诊断)?[^，。；#]{0,10}(?:(?:并?非|不是)(?:被保险人|患者|原告|其)(?:本人)?(?:所[有患]|的)|(?:应?为|系|是|属于?)(?:同名|重名|另一|另外一|他人|别人|案外人|"
    r"(?P<kin>其(?:父|母|兄|弟|姐|妹))))"
)
#: 与乙肝患者同住, 接触肺结核病人: whoever is met with the disease is somebody else.
_MET = re.compile(r"(?:与|和|跟|同|接触|照顾|护理|陪护)(?:过|了|一[名位个])?$")
_MET_WITH = re.compile(r"(?:的)?(?:患者|病人|患儿)")


#: 家族史…。化脓性脑膜炎待排，拟腰穿: what is being worked up is the patient's, wherever it stands.
_WORKED_UP = re.compile(r"(?:可能)?(?:待[查排除诊]|不除外|[?？])")


def find_experiencer(scope: Scope, start: int, end: int) -> tuple[Experiencer, str]:
    """Whose condition stands at `start:end`, and the word that says so."""
    low, high = scope.layout.sentence_at(start)
    if _FAMILY_HISTORY_AFTER.match(scope.masked[end : min(high, end + 80)]) or _FAMILY_HISTORY_BEFORE.search(
        scope.masked[low:start]
    ):
        return "family", "家族史"
    owner = re.compile(r"[#、和及病症]*的").match(scope.masked, end, high)
    if owner and (kin := load_cues()["family"].match(scope.masked, owner.end(), high)):
        return "family", kin.group()  # 患脑梗死的母亲
    if owner and (other := load_cues()["other_person"].match(scope.masked, owner.end(), high)):
        return "other", other.group()
    if _MET.search(scope.masked, max(low, start - 8), start) and _MET_WITH.match(scope.masked, end, high):
        return "other", "接触"
    corrected = _CORRECTED.match(scope.masked, end, high)
    if corrected:
        return ("family" if corrected["kin"] else "other"), corrected.group()
    person = _nearest_person(scope, low, start)
    if person is None:
        person = _carried_person(scope, low, start)
    if person is not None and scope.insured_kin and person[1].endswith(scope.insured_kin):
        return "patient", person[1]
    if person is None and scope.layout.section_at(start) == "family" and not _WORKED_UP.match(scope.masked, end, high):
        return "family", "家族史"
    return person or ("patient", "")


def _nearest_person(scope: Scope, low: int, high: int) -> tuple[Experiencer, str] | None:
    cues = load_cues()
    kin = _last_subject(scope, cues["family"], low, high)
    other = _last_subject(scope, cues["other_person"], low, high)
    if _told_by_kin(scope, low, kin) or _told_by_kin(scope, low, other) or _child_of_the_asker(scope, kin):
        return "patient", ""
    self_ = last_match(cues["patient"], scope.masked, low, high)
    if self_ and other and other.start() <= self_.start() < other.end():
        self_ = None  # 同病室患者张某
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


_TELLS = r"(?:某+|[\u4e00-\u9fff]{0,3})(?:代?[称述诉]|说|表示|反映|陈述|告知|证实|回忆|提供)[^。；#]{0,8}$"
#: Who tells, and by which word the teller then names the insured: a daughter her mother, a mother her son.
_TOLD_OF = tuple(
    (re.compile(teller + _TELLS), re.compile(r"(?:其|他|她|自己的?|我)?(?:" + insured + ")"))
    for teller, insured in (
        (r"(?:[长次幼]?[子女]|儿子|女儿|子女|孙子|外孙)", r"[父母][亲]?|爸爸?|妈妈?|老人"),
        (r"(?:父亲?|母亲?|父母|爸爸?|妈妈?|家长)", r"[长次幼]?[子女]|儿子|女儿|孩子"),
        (r"(?:哥哥?|弟弟?|姐姐?|妹妹?|兄弟?)", r"哥哥?|弟弟?|姐姐?|妹妹?|兄弟?|[兄弟姐妹]"),
        (r"(?:妻子?|丈夫|夫|配偶|爱人|老伴|老公|老婆)", r"妻子?|丈夫|夫|配偶|爱人|老伴|老公|老婆"),
    )
)


def _told_by_kin(scope: Scope, low: int, person: re.Match[str] | None) -> bool:
    """其子称父亲从未查过血糖, 母亲告知其子曾患肾炎: the person of whom a relative tells is the insured."""
    if person is None:
        return False
    before = scope.masked[low : person.start()]
    return any(insured.fullmatch(person.group()) and teller.search(before) for teller, insured in _TOLD_OF)


def _child_of_the_asker(scope: Scope, kin: re.Match[str] | None) -> bool:
    """宝妈提问：女儿…: a parent writes for the child, who is the patient."""
    return (
        kin is not None
        and _CHILD.match(kin.group()) is not None
        and _PARENT_ASKS.search(scope.masked, 0, kin.start()) is not None
    )


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

"""What the rules of assertion share: the masked text, its layout, whose policy it is, and how cues are looked up.

A *masked* text shows every condition as a run of `#`, so that lists read as lists whatever they list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from prereview.history.cues import load_cues
from prereview.history.sections import Layout
from prereview.history.turns import Turn, find_turns

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝安常乐于时傅皮卞齐康伍余元卜"
    "顾孟平黄和穆萧尹姚邵汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄江童颜郭梅盛林刁钟徐邱骆高夏蔡田胡凌霍虞万柯管卢莫房裘干解应宗丁宣邓郁单杭洪包左石崔吉龚"
    "程邢滑裴陆荣翁荀羊甄曲封靳段富巫乌焦巴弓牧山谷车侯全班仰秋仲伊宁仇栾甘厉戎祖武符刘景詹束龙叶幸司黎溥印怀蒲从索赖卓蔺屠蒙池乔"
)
_NAME = rf"[{_SURNAMES}](?:某{{1,2}}[甲乙丙]?|[xX*×]{{1,2}}|[\u4e00-\u9fff]{{1,2}})"
_HOLDER = re.compile(
    rf"投保人(?:为|系|是)?({_NAME})(?=曾|因|于|患|生前|在|系|为|是|本人|，|,|的|。|：|[（(]|\d|[前去今])"
)
_INSURED = re.compile(rf"被保险人(?:为|系|是)?(?:原告|其子|其女|其夫|其妻)?({_NAME})")
#: The policy is on somebody else's life: 为其妻投保, 被保险人系其父, 被保险人之夫.
_FOR_KIN = re.compile(
    r"被保险人(?:为|系|是)?其|被保险人之(?:夫|妻|父|母|子|女)|被保险人的?(?:丈夫|妻子|配偶|父亲|母亲|爱人)|"
    r"[为给替以](?:其|自己的?)?(?:丈夫|妻子|配偶|父亲|母亲|儿子|女儿|长子|长女|父|母|夫|妻|子|女|孩子)[^，。；]{0,8}(?:投保|购买|为被保险人)"
)
#: 您父亲是这份保单的被保险人: by this word the speakers name the insured.
_KIN_IS_INSURED = re.compile(
    r"(?:[您你我俺]|客户)(?:的|家)?(?P<kin>[父母]亲|[爸妈]+|丈夫|妻子|爱人|老公|老婆|先生|太太|儿子|女儿|孩子|[爷奶]+)"
    r"(?:就|才)?(?:是|系|为)[^，。；？?\n]{0,10}被保险?人"
)
_DIALOGUE = re.compile(
    r"(?:^|[，。！\s])(?:医生|大夫|您好|你好|请问)|我(?:的|今年|有|是|老|爸|妈|父|母|爷|奶|姥|哥|姐|弟|妹|外|家|男|女|朋|同|室)"
    r"|(?:^|\n)(?:患者|病人|问|咨询者?|网友|家属)[:：]"
)


_FORM = re.compile(
    r"健康告知|问卷|询问表|告知书|健康声明|投保单|调查表|勾选|询问事项|告知事项|打[√✓勾]|(?:是否.{2,80}){3}|(?:\d[.、)）](?:您|你|被保险人)?.{0,6}是否)",
    re.S,
)


#: Words of one life: who, when, which record. A text without any of them tells of nobody.
_OF_SOMEBODY = re.compile(
    r"患者|患儿|病人(?!们)|丈夫|妻子|[父母]亲|前医|四诊|[舌脉][质苔象淡红弦细沉]|本人|[我俺他她](?!们|国|院)|既往|入院|出院|主诉|现病史|查体|某|[×xX*]{2}|住院号|\d岁|\d{4}\s?[年./-]|病史|自述|"
    r"家族史|原告|被告|术后|所见|诊断[:：]|初诊|复诊|门诊|检查[:：]|\d(?:余|多|\+)?(?:年|个?月|周|天)(?:前|余|来)|[男女][，,性]|宝宝|#\d|报案|称|平时|平素|从没|申请人|客户|体检[:：]|受伤|摔|确诊为|住院治疗|为由|查明|认为|主张"
)
#: Words of rules and advice: whoever has, may, should; what a thing is and whom it strikes.
_OF_ANYBODY = re.compile(
    r"可(?!疑)|应|要|需|者(?=[，,。；;、:：])|易|人群|预防|建议|常见|多见|好发|症状|高危|如果|[若凡]|风险|一种|包括|不属于|不予|责任|投保|承保|给付|赔|适应症|适用|禁"
)


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything the rules need about one text: masked text, layout, who the policyholder is."""

    masked: str
    layout: Layout
    dialogue: bool
    holder: re.Pattern[str] | None
    policy: bool
    form: bool
    impersonal: bool
    names: tuple[tuple[int, str], ...] = ()
    boxes: bool = False
    turns: tuple[Turn, ...] = ()
    insured_kin: str = ""


BOX_ON, BOX_OFF = "☑√■✓✔▣☒●", "□☐○◯〇囗口"
#: A tick box, or a mark or nothing in brackets.
BOX = rf"(?:[{BOX_ON}{BOX_OFF}]|[(（\[][√✓✔vVxX×✗]?[)）\]])"
ANY_BOX = re.compile(BOX)


def open_scope(text: str, masked: str, layout: Layout, names: tuple[tuple[int, str], ...] = ()) -> Scope:
    """Prepare the rules for one text."""
    holder, insured = _HOLDER.search(text), _INSURED.search(text)
    other = holder and "被保险人" in text and (_FOR_KIN.search(text) or insured is None or insured[1] != holder[1])
    pattern = (
        re.compile(
            rf"(?:(?<!为)投保人(?!病史|资格)|{re.escape(holder[1])})(?:{re.escape(holder[1])})?(?:[（(][^）)]{{0,14}}[）)])?"
        )
        if holder and other
        else None
    )
    policy, form = bool(load_cues()["policy_text"].search(text)), bool(_FORM.search(text))
    dialogue = bool(_DIALOGUE.search(text))
    impersonal = not dialogue and not _OF_SOMEBODY.search(masked) and len(set(_OF_ANYBODY.findall(masked))) > 1
    told = _KIN_IS_INSURED.search(text)
    kin = told["kin"] if told else ""
    boxes = bool(ANY_BOX.search(text))
    return Scope(masked, layout, dialogue, pattern, policy, form, impersonal, names, boxes, find_turns(masked), kin)


def mask(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with every span replaced by as many `#`."""
    pieces, last = [], 0
    for start, end in spans:
        pieces += [text[last:start], "#" * (end - start)]
        last = max(end, last)
    return "".join(pieces) + text[last:]


def last_match(pattern: re.Pattern[str], text: str, low: int, high: int) -> re.Match[str] | None:
    """The last match that ends by `high`; look-aheads may see the condition that starts there."""
    found = None
    for match in pattern.finditer(text, low, min(high + 24, len(text))):
        if match.end() > high:
            break
        found = match
    return found


def only(pattern: re.Pattern[str], piece: str) -> bool:
    """Whether a piece of text is nothing but words of the pattern."""
    place = 0
    while place < len(piece):
        match = pattern.match(piece, place)
        if match is None or match.end() == place:
            return False
        place = match.end()
    return True

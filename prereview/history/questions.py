"""Questions and their answers: questionnaires, tick boxes, dialogue questions, lists in policy clauses.

A disease that is only asked about is nobody's. Answered 否 it is denied, answered 是 it is had when it was the only
one asked about; of several, the note behind the answer tells which (clinical.md §3 rule 5).
"""

from __future__ import annotations

import re

from prereview.history.behind import Answer
from prereview.history.cells import cell_answer
from prereview.history.cues import load_cues
from prereview.history.forms import row_answer
from prereview.history.mention import Assertion
from prereview.history.scope import Scope, last_match
from prereview.history.turns import asks_since_when, reply_to

_ANSWER = re.compile(r"(?:勾选|回答|选择|答复|填写|告知|答)[^。；?？]{0,8}?[“\"']?(否|无|没有|是|有)[”\"']?")
#: Questions that hang over a list behind their own mark: 是否患有下列疾病？高血压、糖尿病.
_OPENS_LIST = re.compile(r"下列|以下|如下|所列|约定|列明|定义|是指|包括|包含|保障|承担|责任")
#: Words with which a text leaves the question and tells what happened.
_TELLS = re.compile(
    r"但|实际|查明|病历|记载|确诊|曾于|因[“\"]|\d{4}年|[我俺](?:自己)?(?:就|又|也|还)?(?:有|患|得|是|以前|之前|从|小时候|去年|前年)|"
    r"(?:诉|答复|回答说)[^，。；?？#否]{0,4}(?:有|患)|(?:被保险人|患者|原告|病人|客户|投保人|申请人|本人|某)[^，。；?？#否]{0,8}(?:现因|因|曾|患|诊断|住院|申请|入院|就诊|已)"
)
_ASKED = re.compile(
    r"[#、，,和或及与跟还是者]*(?:之类|这些|等等?)?(?:的)?(?:疾病|病)?(?:病?史)?(?:这(?:种|个|些)?病)?(?:了)?(?:(?:吗|么|嘛|呢|没有?|不|吧|与否|否)?[?？]|[吗么嘛](?=[\n，。,；;]|$))"
)
_OR_ELSE = re.compile(r"[?？，,](?:还是|或者|或是|要么|抑或)(?:是|得了)?$")
_LEFT_OPEN = re.compile(r"未填写|未作答|未勾选|未回答|未答|空白|未填|未选")
_TO_MARK = re.compile(r"[^。；;!！\n?？]{0,100}[?？]")
_NARRATED = re.compile(r"[患曾因于诊服治住]|既往|病?史|查出|发现|\d年|\d月|手术|[无否未没]|^是|[:：]有|存在|考虑")
_ASKER = re.compile(r"(?:有|患|得|是|查|做|诊断)")
_PERSON_ASKS = re.compile(
    r"(?:^|[\n。？?！”\"])(?:\d{1,2}[.、])?(?:医生|大夫|医师|问|业务员|代理人|客服|回访人员)(?:询问|问)?[:：][^:：\n]*$"
)
_EDGE = r"(?=[^\u4e00-\u9fff#]|[的过呀啊哦呢]|以上|\d|$)"
_THESE = r"(?:以上|上述|这些|此类|任何|此种|此|该)"
_ILLS = r"(?:疾病|情况|情形|病史|病|问题)"
#: What may stand between a question and its answer: quotes, the speaker, 回答为.
_ANSWERS = (
    r"[”\"』」’]?\n?(?:[^。，,；;:：?？\n#]{1,8}[:：])?(?:[（(][^（()）]{0,20}[)）])?(?:他|她|孩子|我(?=没))?[（(\[【]?(?:[^。，,；;:：?？\n#]{0,8}[:：]|[AＡ]\.?)?[“\"『「]?"
    r"(?:回答|答复?|勾选|勾|选择?|填写?|告知)?[为是:：]?[“\"]?"
)
_NO = (
    r"(?:那|都|均|全|也|统|通|全部|以上|上述|从来?|一直|一概|应该|好像|没有(?=没))*"
    rf"(?:否认?|无|(?:没有?|未)(?:得|患|查出来?|发现|犯|生|曾患)?[过有]?{_THESE}?{_ILLS}?|无{_THESE}{_ILLS}?|不是|[×✗✘NＮ]|[Nn]o)"
)
_YES = (
    r"(?:是的?|有的?(?:，|,)?|有一?点儿?|对的?|嗯|[√✓✔YＹ]|[Yy]es|患有|得过|查出过"
    r"|[^，。；？?#没无未不否]{1,6}(?:有过|得过|犯过|查出来?的)(?:[一两几]次)?)"
)
_SAID = re.compile(rf"{_ANSWERS}(?:(?P<no>{_NO}(?:(?=#)|{_EDGE}))|(?P<yes>{_YES}{_EDGE}))(?![/、|或](?:否|无|没))")
_ALL_NO = re.compile(
    r"(?:以上|上述|全部|各项|所有|均|一律|皆|逐项|依次|问题)[^。；;\n#?？]{0,14}[“\"]?(?:否(?!认)|无(?![^”\"。；;，,\n）)])|没有)"
)
_PERSONAL = re.compile(
    r"\d{4}年|\d月|入院|住院|就诊|病史|病历|体检|查体|自身|患有|所患|已患|确诊为|诊断为|因“|因\"|曾因|曾患|原告|某|投保[之以]?前(?:已经?|曾|即|就)?(?:[患有]|(?=#))|为由"
)

#: What a clause never says: a name, a date, a record, a day of this person's life.
_CONCRETE = re.compile(
    r"\d{4}[年./-]|\d月\d|入院|住院号|病历|查明|体检报告|患者|原告|病人|某|[xX×*]{2}|主诉|手术史|因[“\"]|我(?!们|公司|司|社|方)|病史\d|既往(?=#)|\d年前|"
    r"于[^，。；#]{0,8}(?:确诊|诊断)为|曾患|曾因"
)


def find_answer(scope: Scope, start: int, end: int, behind: Answer | None) -> Assertion | None:
    """What the condition at `start:end` is if it stands in a question, a form or a clause; None where it does not.

    `behind` is what is written behind its name. An item answered yes is `present` when asked alone, `possible` when no
    note tells which of several it is.
    """
    boxed = row_answer(scope, start, end)
    if boxed is not None:
        return boxed
    if behind is not None and behind.says != "possible":
        return behind.says
    in_table = cell_answer(scope, start, end)
    if in_table is not None:
        return in_table
    low, high = scope.layout.long_sentence_at(start)
    if _OR_ELSE.search(scope.masked, max(0, start - 6), start) and _ASKED.match(scope.masked, end):
        return "hypothetical"
    opened = _opened(scope, low, start)
    if scope.layout.section_at(start) == "remark" and (opened is None or not opened.group().startswith(("是否", "有"))):
        return None
    mark = _question_mark(scope, low, start, end, asked=opened is not None)
    if opened is None and mark is None:
        return _unasked(scope, start, end, low, high)
    return _answered(scope, start, end, high, mark)


def _opened(scope: Scope, low: int, start: int) -> re.Match[str] | None:
    """The question or list heading the condition stands under."""
    cue = last_match(load_cues()["hypothetical_before"], scope.masked, low, start)
    if cue is None:
        return None
    between = scope.masked[cue.end() : start]
    # A question asks about the list behind it, not about the rest of a long judgment.
    told = re.search(r"[，,。；;：:]", between)
    if (told and _TELLS.search(between[told.start() :])) or len(re.sub(r"[#\W\d]", "", between)) > 30:
        return None
    # 明确是否为高血压；2.脂肪肝: the next number of a list is another matter, unless the question heads the list.
    if re.search(r"#[^#]*[；;。]\d{1,2}[.、)）]", between) and not _OPENS_LIST.search(cue.group() + between[:6]):
        return None
    if re.search(r"[?？]", between) and not _OPENS_LIST.search(cue.group()):
        return None
    return cue


def _question_mark(scope: Scope, low: int, start: int, end: int, *, asked: bool) -> int | None:
    """Where the question around the condition ends (behind its mark), if it is one."""
    reply = reply_to(scope.masked, scope.turns, start, end)
    if reply is not None:
        return reply
    if asked:
        close = re.compile(r"[^?？。！\n]{0,160}[?？]").match(scope.masked, end)
        return close.end() if close else None
    pattern = _TO_MARK if scope.form else _ASKED
    close = pattern.match(scope.masked, end, min(end + 120, len(scope.masked)))
    if close is None:
        return None
    before = scope.masked[max(low, start - 60) : start]
    clause = re.split(r"[，,。；;?？\n]", before)[-1]
    word = re.search(r"[吗么嘛]|没有?|与否|否", close.group())
    if scope.form and before and re.search(r"[患有得您你]", before) and not _TELLS.search(before):
        return close.end()
    if _PERSON_ASKS.search(scope.masked[max(0, start - 80) : start]) or (word and _ASKER.search(clause)):
        return close.end()
    return None


def _answered(scope: Scope, start: int, end: int, high: int, mark: int | None) -> Assertion:
    place = mark if mark is not None else _list_end(scope.masked, end)
    said = _SAID.match(scope.masked, place, min(place + 60, len(scope.masked)))
    if said:
        return "negated" if said["no"] else _agreed(scope, start, said.end(), place)
    if asks_since_when(scope.masked, scope.turns, start, end):
        return "present"
    answer = _ANSWER.search(scope.masked, end, high)
    if answer and answer[1] in ("否", "无", "没有"):
        return "negated"
    collective = _ALL_NO.search(scope.masked, end, min(end + 600, len(scope.masked)))
    # 但是某某…均勾选“否”: a court tells what somebody did with the form; the list itself stays a list.
    told = collective and re.search(r"但|某|情况下", scope.masked[end : collective.start()])
    return "negated" if collective and not told else "hypothetical"


def _list_end(masked: str, end: int) -> int:
    tail = re.compile(r"(?:[#、，,和或及与/]|病史|疾病|等|史|病|症|的)*[:：]?").match(masked, end)
    return tail.end() if tail else end


def _agreed(scope: Scope, start: int, said: int, place: int) -> Assertion:
    """Yes to one disease means it; of several the note behind the answer names the one."""
    opened = max(scope.masked.rfind(mark, 0, start) for mark in "?？。\n：:")
    if len(re.findall(r"#+", scope.masked[opened + 1 : place])) == 1:
        return "present"
    note = re.compile(r"[^。\n?？]{0,60}").match(scope.masked, said)
    told = {name for where, name in scope.names if note and said <= where < note.end()}
    if not told:
        return "possible"
    mine = next((name for where, name in scope.names if where == start), "")
    return "present" if mine in told else "negated"


def _bare_item(scope: Scope, start: int, end: int) -> Assertion | None:
    """A name on a form in a line that tells nothing about anybody is an item of its list."""
    if not scope.form or scope.layout.section_at(start) in ("diagnosis", "past", "present", "exam", "complaint"):
        return None
    low, high = scope.layout.long_sentence_at(start)
    if _LEFT_OPEN.search(scope.masked[start:high]):
        return "hypothetical"
    return None if _NARRATED.search(scope.masked[low:high]) else "hypothetical"


_EXCLUDING = re.compile(
    r"(?:不(?:再)?(?:承担|负责|赔付?|予(?:赔付|给付|承担|报销)|给付|保障?)|除外|免除|剔除|免责|拒保|限制)(?:对|因|由|以下|下列|首次)*$"
)
#: 本公司不负给付责任：（一）…；（二）…: all the list behind the colon.
_NOT_LIABLE = re.compile(
    r"(?:不(?:再)?(?:承担|负|予)[^，。；#：:]{0,10}(?:责任|赔付|给付|理赔|赔偿)|责任免除|除外责任|免责(?:条款|事项|范围)?)[^，。；#\n]{0,6}[：:]"
)
_OF_COVER = re.compile(
    r"(?:[#、，,和及与或等]|其|转移|复发|并发症|后遗症|所致|导致|引起|引发|相关|有关|的|治疗|医疗|手术|住院|疾病)*[^，。；#]{0,8}(?:责任|赔付|给付|保障|费用|保险金)"
)
_NOT_COVERED = re.compile(
    r"(?:[#、，,和及与或等]|所致|导致|引起|相关|的|治疗|疾病)*[^，。；#由]{0,10}(?:不(?:属于|在)[^，。；#]{0,6}(?:责任|范围|之列)|"
    r"(?:责任|风险)?除外(?:责任|承保|不保)|(?:不予|不能|不可|暂不)(?:承保|投保|理赔|报销))"
)


#: 严重慢性肾衰竭 指双肾功能…, 须满足: a definition.
_DEFINED = re.compile(r"[”\"』）)]?(?:是?指|系指|须满足|需满足|应满足|必须满足|应符合|须符合|定义为|的定义)")
_DEFINES = re.compile(r"(?:须|需|应|必须)(?:同时)?(?:满足|符合)|(?<=[^，。；][^，。；])指[^，。；]{4,}|是指|系指|释义")


def _unasked(scope: Scope, start: int, end: int, low: int, high: int) -> Assertion | None:
    """Where nobody asks: rules and advice speak of nobody; a disease told with its age is somebody's."""
    if scope.impersonal:
        return "hypothetical"
    if _ALL_OF_THEM.match(scope.masked, end, high):
        return "negated"
    if _LASTING.match(scope.masked, end):
        return None
    return _clause(scope, start, end, low, high) or _bare_item(scope, start, end)


#: 高血压、糖尿病、哮喘，反复追问，上列各病从未罹患: all that was listed before is denied at once.
_ALL_OF_THEM = re.compile(
    r"[#、和及与或等病史症]*[，,：:][^。；;#]{0,40}?(?:以上|上述|上列|前述|所列)(?:各|诸|所有|这些)?(?:种|项)?(?:疾?病|疾患|情况|病史)"
    r"[^，。；;#]{0,6}?(?:从未|均无|均未|都没|全无|皆无|均否认|未曾|一概没有|否认)"
)
#: 因先天性畸形住院的，不承担责任: what a clause says of whoever falls under it.
_WHOEVER = re.compile(
    r"[^。；;#]{0,24}(?:#[^。；;#]{0,12}){0,8}[的者][，,][^，。；;]{0,8}(?:不(?:承担|负|予|赔|属于?)|(?:可以?|有权)解除|退还|给付|无息)"
)
#: 高血压12年, 糖尿病(2019年): with its age told, a disease is somebody's.
_LASTING = re.compile(
    r"(?:病史|史|症)?[（(，,:：]?(?:约|近|已|有)*(?:\d{1,2}(?:余|多|\+)?(?:年|个月|周)|(?:19|20)\d\d[年./-])"
)


def _clause(scope: Scope, start: int, end: int, low: int, high: int) -> Assertion | None:
    """Diseases named by a clause, a leaflet or a list of risks are nobody's, unless the sentence tells of a person."""
    section = scope.layout.section_at(start)
    sentence = scope.masked[low:high]
    if section in ("policy", "leaflet"):
        own = scope.masked[scope.layout.sentence_at(start)[0] : high]
        return None if (_CONCRETE if section == "policy" else _PERSONAL).search(own) else "hypothetical"
    if _DEFINED.match(scope.masked, end, high):
        return "hypothetical"
    block = scope.masked[max(0, start - 400) : min(len(scope.masked), end + 400)]
    if _DEFINES.search(block) and not (_CONCRETE.search(block) or _PERSONAL.search(block) or scope.dialogue):
        return "hypothetical"
    opener = last_match(_NOT_LIABLE, scope.masked, max(0, start - 300), start)
    if opener is not None and not _CONCRETE.search(scope.masked, opener.end(), high):
        return "hypothetical"
    before = re.sub(r"[#、，,和及与或等]+$", "", scope.masked[max(low, start - 80) : start])
    if _EXCLUDING.search(before) and _OF_COVER.match(scope.masked, end, high):
        return "hypothetical"
    if _NOT_COVERED.match(scope.masked, end, high) or (
        _WHOEVER.match(scope.masked, end, high) and not _CONCRETE.search(sentence)
    ):
        return "hypothetical"
    if not (scope.policy and load_cues()["policy_text"].search(sentence)):
        return None
    return None if _PERSONAL.search(sentence) else "hypothetical"

"""What stands behind a name: 糖尿病没有, 脑转移MRI未见, 结核病待病理证实. Clerks write the answer after the item.

A denial or doubt belongs to the name before it when it closes its phrase, however the finding was made (超声, 两次活检,
至今). The same word in front of a name (无高血压) opens a list and is assertion.py's business; `points_back` tells them
apart, so that the answer to one item never colours the next.
"""

from __future__ import annotations

import re

from prereview.history.scope import Scope

#: 均 and 都 look back over the whole list; without them the words answer the last name only.
_ALL = (
    r"(?:#*(?:病史|病|史|症)?(?:[、及和与或]#+)+(?:病史|史)?(?:等|那些|这些|之类)?(?=[^#，,。；;]{0,8}[均都皆]))?"
    r"(?:病史|病|史|症)?(?:这个|那个)?"
)
#: How it was found out: sites, sides, examinations, adverbs. Nothing that tells of having had or treated the disease,
#: and nothing that only intends to find out.
_HOW = (
    r"(?:(?![术治药服控后史年月日周前因伴有患但仍转曾行予无否未非除不没可待疑排需应要拟请须以为])"
    r"[^#，,。；;：:？?！!\n、（(]){0,14}?(?:均|都|皆|也|尚|亦|暂|已|可|仍|曾|予){0,3}"
)
_EDGE = r"(?=[，,。；;、\n）)\]】”\"’」]|$)"
_NO = (
    r"(?:未见|未查见|未查到|未查出|未发现|未检出|未检见|未探及|未探到|未提示|未显示|未出现|未发生|未合并|未并发|未累及|未患|未得|"
    r"(?:从来?|向来)?(?:未|没)有?(?:得|患|查|犯|生|发)?[过出现]+|没有|没|无|否|不存在|不明显|"
    r"无[^#，,。；;：:（(]{0,8}(?:依据|证据|征象|病史|记录)|(?:依据|证据|支持点)(?:不足|不充分|缺乏)|"
    r"不(?:支持|符合?|考虑|成立|像)|排除|除外|否认|否定|阴性)(?:了|过|的|掉)?"
)
_DOUBT = (
    r"(?:可疑|疑似|存疑|待[^#，,。；;]{0,8}|(?:首先|需|应|亦需|也需|尚需|仍需)考虑|(?:高度|不能不)?(?:怀疑|疑诊)|不除外|"
    r"(?:尚|仍|还|暂|均|都)?(?:不能|无法|难以|未能|未)(?:完全|彻底)?(?:排除|除外)|可能(?:性)?(?:大|较大|最大)?)"
)
_DENIED = re.compile(rf"{_ALL}{_HOW}{_NO}{_EDGE}")
_DOUBTED = re.compile(rf"{_ALL}{_HOW}{_DOUBT}{_EDGE}")
#: The name asked back and answered at once: 糖尿病？没有没有.
_ASKED_BACK = re.compile(r"(?:呢|么|吗|嘛)?[?？](?:没有?|没得|无|否|从来没|那没)")
#: A denying word that closes the phrase of the name before it.
_CLOSES = re.compile(_EDGE)
_OWNED = re.compile(rf"#{_HOW}$")


def denied_behind(scope: Scope, start: int, end: int) -> str:
    """The denial behind the condition at `start:end`; empty where none stands there."""
    high = min(scope.layout.sentence_at(start)[1], end + 60)
    found = _ASKED_BACK.match(scope.masked, end) or _DENIED.match(scope.masked, end, high)
    # 不能排除 ends in the word of a denial and is none.
    return found.group().strip("#") if found and not _DOUBTED.match(scope.masked, end, high) else ""


def doubted_behind(scope: Scope, start: int, end: int) -> str:
    """The doubt behind the condition at `start:end`; empty where none stands there."""
    found = _DOUBTED.match(scope.masked, end, min(scope.layout.sentence_at(start)[1], end + 60))
    return found.group().strip("#") if found else ""


def points_back(masked: str, cue: re.Match[str]) -> bool:
    """Whether a denying word answers the name before it instead of opening a list."""
    before = masked[max(0, cue.start() - 18) : cue.start()]
    return _CLOSES.match(masked, cue.end()) is not None and _OWNED.search(before) is not None

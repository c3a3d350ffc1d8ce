"""Who speaks: an interview, a call or a chat as turns of somebody who asks and somebody who answers.

What an agent or a doctor names in a question is asked about; the next turn answers it (…没有吧 / 都没有). A time told
in answer to a question without a name (多久了 / 五六年了) belongs to the disease spoken of last.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from prereview.history.times import TimeExpression

_ASKER = (
    r"顾问|医生|大夫|医师|护士|问|Q|业务员|代理人|经纪人|坐席|座席|客服|专员|回访员?|回访人员|调查员|调查人员?|询问人|核保员?|核保人|理赔员|"
    r"查勘员|记录人|法官|审判[员长]"
)
_REPLIER = (
    r"答|A|客户|患者|病人|被保险人|投保人|申请人|本人|家属|患者家属|被询问人|被调查人|受访人|来访者|原告|被告|网友"
)
_SPEAKER = re.compile(
    rf"(?:^|(?<=[\n。；;？?！!”\"」…]))[【\[（(]?(?:(?P<asks>{_ASKER})|(?:{_REPLIER}))[\u4e00-\u9fff\dA-Z]{{0,4}}"
    r"(?:[（(][^）)\n]{0,10}[）)])?(?:[】\]）)][:：]?|[:：])"
)
_NAMED = re.compile(r"(?:^|(?<=\n))(?P<name>[\u4e00-\u9fffA-Z]{1,4})[:：]")
#: Words with which somebody who asks holds a paper up instead of asking about a disease.
_HOLDS_UP = re.compile(r"病历|记录|报告|写着?|载|显示|查到|看到|诊断为|确诊为|查明")
#: 问：我今年37岁…: the patient asks, and tells in the question what there is to know.
_OWN_STORY = re.compile(r"[我俺](?!们|司|公司|院|这边|再|想|给|帮|看|跟|和您|问|来|确认|核对|记|把)")
_WHEN = re.compile(r"哪一?年|哪一?月|什么时候|啥时候|何时|多久|几年|多少年|多长时间")
_ASKS = re.compile(r"[?？]|[吗么嘛呢吧]|没有|是否|有无|是不是|多久|多少|何时|什么|哪|几")


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person says at `start:end`, the name of the speaker left out."""

    start: int
    end: int
    asks: bool


def find_turns(masked: str) -> tuple[Turn, ...]:
    """The turns of a text in which somebody asks and somebody answers; none in any other text."""
    heads = [(head.start(), head.end(), head["asks"] is not None) for head in _SPEAKER.finditer(masked)]
    if len({asks for _, _, asks in heads}) < 2:
        heads = _named_speakers(masked)
    if not heads:
        return ()
    ends = [start for start, _, _ in heads[1:]] + [len(masked)]
    turns = tuple(Turn(begin, end, asks) for (_, begin, asks), end in zip(heads, ends, strict=True))
    return () if any(turn.asks and _OWN_STORY.search(masked, turn.start, turn.end) for turn in turns) else turns


def _named_speakers(masked: str) -> list[tuple[int, int, bool]]:
    """小李：… / 妈妈：…: two names that alternate at the heads of lines; who asks more is the one who asks."""
    heads = list(_NAMED.finditer(masked))
    names = [head["name"] for head in heads]
    if len(set(names)) != 2 or len(names) < 3 or any(one == other for one, other in pairwise(names)):
        return []
    ends = [head.start() for head in heads[1:]] + [len(masked)]
    asked = dict.fromkeys(names, 0)
    for head, end in zip(heads, ends, strict=True):
        asked[head["name"]] += _ASKS.search(masked, head.end(), end) is not None
    asker = max(asked, key=lambda name: asked[name])
    return [(head.start(), head.end(), head["name"] == asker) for head in heads]


def turn_at(turns: Sequence[Turn], place: int) -> int | None:
    """The number of the turn in which a character is spoken."""
    number = bisect_right(turns, place, key=lambda turn: turn.start) - 1
    return number if number >= 0 and place < turns[number].end else None


def asks_since_when(masked: str, turns: Sequence[Turn], start: int, end: int) -> bool:
    """您的高血压是哪一年查出来的: who asks for the time takes the disease for granted."""
    number = turn_at(turns, start)
    return number is not None and turns[number].asks and _WHEN.search(masked, end, turns[number].end) is not None


def reply_to(masked: str, turns: Sequence[Turn], start: int, end: int) -> int | None:
    """Where the reply to the question that names the condition at `start:end` begins; None without a question."""
    number = turn_at(turns, start)
    if number is None or not turns[number].asks or number + 1 >= len(turns) or turns[number + 1].asks:
        return None
    asked = re.split(r"[。；;\n]", masked[turns[number].start : start])[-1] + masked[end : turns[number].end]
    return None if _HOLDS_UP.search(asked) or not _ASKS.search(asked) else turns[number + 1].start


def told_in_reply(
    masked: str, turns: Sequence[Turn], times: Sequence[TimeExpression], start: int, end: int
) -> TimeExpression | None:
    """The time a later turn gives for the condition at `start:end`, as long as no other condition is spoken of."""
    number = turn_at(turns, start)
    if number is None or "#" in masked[end : turns[number].end]:
        return None
    for question, reply in pairwise(turns[number if turns[number].asks else number + 1 :]):
        asked_here = question.start <= start < question.end
        if not question.asks or reply.asks or ("#" in masked[question.start : question.end] and not asked_here):
            return None
        stop = masked.find("#", reply.start, reply.end)
        said = [time for time in times if reply.start <= time.start and time.end <= (reply.end if stop < 0 else stop)]
        if said or stop >= 0:
            return max(said, key=lambda time: time.months or 0.0, default=None)
    return None

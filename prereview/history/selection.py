"""Which matches are conditions worth reporting: bare 外伤史, 并发症 in a warning, a lab word beside its disease are not."""

from __future__ import annotations

import re
from collections.abc import Sequence

from prereview.history.matching import Match
from prereview.history.sections import Layout

_SEQUELA_VERB = re.compile(r"遗留|留有|后遗|导致|致|出现|有|无|没|及|、|并发|合并|伴")
_NOT_CONDITION_AFTER = re.compile(
    r"^(?:科|病房|门诊|医院|专科|中心|学会|协会|指南|疫苗|筛查|险|专病|标志物|指标|防治所)"
)
_NORMAL_AFTER = re.compile(r"^(?:未见异常|正常|无异常)")


def select_mentions(text: str, layout: Layout, matches: Sequence[Match]) -> list[Match]:
    """Keep what the labelling rules call a condition (clinical.md §3 rules 1 and 2)."""
    kept = []
    for match in matches:
        low, high = layout.sentence_at(match.start)
        after = text[match.end : match.end + 6]
        if text[match.start] == "高" and text[match.start - 1 : match.start] == "最":
            continue  # 最高血压180/110 is a value
        if _NOT_CONDITION_AFTER.match(after) or _NORMAL_AFTER.match(after):
            continue
        if match.entry.kind == "symptom" and not re.match(r"(?:病史|\d)", after):
            continue
        if match.entry.kind == "sequela" and not _SEQUELA_VERB.search(text[max(low, match.start - 8) : match.start]):
            continue
        kept.append(match)
    return _without_echoes(layout, kept)


def _without_echoes(layout: Layout, matches: list[Match]) -> list[Match]:
    """A raised value is the same fact as the disease diagnosed from it (测血压升高，诊断高血压病)."""
    named = {m.entry.name for m in matches}
    same = {"血压升高": {"高血压病"}, "血糖升高": {"糖尿病", "2型糖尿病", "1型糖尿病"}}
    return [m for m in matches if not (same.get(m.entry.name, set()) & named) or m.length >= 6]

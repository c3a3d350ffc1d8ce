"""Any text is read: no crash, offsets in range, time about linear."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from prereview.history import Historian

PIECES = [
    *("否认", "高血压", "糖尿病", "、", "，", "。", "；", "\n", "病史", "5年", "3年前", "患者", "父亲", "朋友", "考虑"),
    *("？", "可能", "有", "无", "(", ")", "“", "”", "1.", "2015年3月", "术后", "骨折", "左侧", "肝", "ca", "□", "☑"),
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=40).map("".join))
def test_mentions_stay_inside_the_text(text: str) -> None:
    last = 0
    for mention in Historian().find_mentions(text):
        assert last <= mention.start < mention.end <= len(text)
        last = mention.end


def test_long_texts_without_full_stops_stay_affordable(historian: Historian) -> None:
    text = "高血压病史5年，否认糖尿病，3年前患肺炎，父亲患冠心病，" * 400
    start = time.process_time()
    assert len(historian.find_mentions(text)) == 1600
    assert time.process_time() - start < 15

"""Every finding of ingestion names its file, says what to do, in both languages, and refuses nobody."""

from __future__ import annotations

import re
import string

import pytest

from prereview.ingestion.folding import fold_text
from prereview.ingestion.problems import WORDINGS, problem


@pytest.mark.parametrize("code", WORDINGS)
def test_wordings_are_complete(code):
    wording = WORDINGS[code]
    blanks = {name for _, name, _, _ in string.Formatter().parse(wording.zh) if name}
    assert blanks == {name for _, name, _, _ in string.Formatter().parse(wording.en) if name}
    finding = problem(code, "a.pdf", **dict.fromkeys(blanks - {"file"}, "7"))
    assert "a.pdf" in finding.message_zh
    assert "a.pdf" in finding.message_en
    assert len(re.findall(r"[。；]", finding.message_zh)) >= 1
    assert finding.message_en.count(".") >= 2


def test_no_wording_refuses():
    text = " ".join(wording.zh + wording.en for wording in WORDINGS.values()).lower()
    assert not re.search(r"拒赔|拒绝|不予|denied|deny|reject|refuse", text)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("２０２６年１月", "2026年1月"),
        ("⽉⽇", "月日"),
        ("⻅⻋⻓⻔⻚⺠⻘⻮", "见车长门页民青齿"),
        ("ﬁne", "fine"),
        ("a\x00b\tc", "ab c"),
        ("￥１２．５０", "¥12.50"),
        ("𠮷", "𠮷"),
    ],
)
def test_text_is_folded_to_what_people_type(typed, folded):
    assert fold_text(typed) == folded


def test_no_radical_is_left():
    radicals = "".join(chr(code) for code in (*range(0x2E80, 0x2EF4), *range(0x2F00, 0x2FD6)) if code != 0x2E9A)
    assert not re.search(r"[\u2e80-\u2fdf]", fold_text(radicals))

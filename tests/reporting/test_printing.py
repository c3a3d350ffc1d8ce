"""The notice and the lists on paper: every character is there, large print is large, nothing depends on the machine."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from prereview.report import Report
from prereview.reporting import NOTICE_SUFFIXES, to_pdf, to_print_page, write_notice_files

TEXT = "请补充以下材料。\n\n一、还缺少的材料\n1. 出院小结\n   怎么办理：请到医院病案室复印。\n\n如需帮助，请联系我们。"


def letters(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)


def test_every_character_of_the_notice_is_in_the_pdf() -> None:
    assert "".join(TEXT.split()) in letters(to_pdf(TEXT, title="补充材料通知", footer="C-1"))


def test_the_font_travels_with_the_file_and_the_same_text_gives_the_same_bytes() -> None:
    pdf = to_pdf(TEXT, title="补充材料通知")
    assert b"/FontFile2" in pdf
    assert pdf == to_pdf(TEXT, title="补充材料通知")


def test_a_character_the_font_lacks_is_left_to_the_viewer_and_not_lost() -> None:
    assert b"STSong-Light" in to_pdf("姓名：龘", title="通知")


def test_large_print_takes_more_room() -> None:
    long = TEXT * 12
    pages = [len(pypdfium2.PdfDocument(to_pdf(long, title="通知", large=large))) for large in (False, True)]
    assert pages[1] > pages[0]


@pytest.mark.parametrize("text", ["<script>alert(1)</script> & more", "1. <b>不加粗</b>"])
def test_words_of_a_paper_are_never_markup(text: str) -> None:
    assert "<script>" not in to_print_page(text, title="x") and "<b>" not in to_print_page(text, title="x")
    assert "".join(text.split()) in letters(to_pdf(text, title="x"))


def test_a_claim_with_a_notice_gets_its_files_and_one_without_loses_them(report: Report, tmp_path: Path) -> None:
    assert report.notice is not None
    write_notice_files(report, tmp_path)
    files = {path.name.removeprefix(report.claim_id) for path in tmp_path.iterdir()}
    assert files == set(NOTICE_SUFFIXES)
    assert report.notice.text_zh in (tmp_path / f"{report.claim_id}.notice.txt").read_text(encoding="utf-8")
    write_notice_files(report.model_copy(update={"notice": None}), tmp_path)
    assert not list(tmp_path.iterdir())

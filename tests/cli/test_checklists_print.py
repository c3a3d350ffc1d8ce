"""`checklists show` gives a list out as text, as a page and as a PDF."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from typer.testing import CliRunner

from prereview.cli.app import app


@pytest.mark.parametrize(("form", "begins"), [("text", b"Inpatient"), ("html", b"<!doctype html>"), ("pdf", b"%PDF-")])
def test_every_form_of_a_list(form: str, begins: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    out = tmp_path / "list"
    done = CliRunner().invoke(app, ["checklists", "show", "inpatient_medical", "--format", form, "--out", str(out)])
    assert done.exit_code == 0
    assert out.read_bytes().startswith(begins)


def test_the_chinese_pdf_holds_the_whole_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    out = tmp_path / "list.pdf"
    CliRunner().invoke(app, ["checklists", "show", "inpatient_medical", "--format", "pdf", "--large", "-o", str(out)])
    document = pypdfium2.PdfDocument(out)
    text = "".join("".join(page.get_textpage().get_text_range().split()) for page in document)
    assert "理赔申请书" in text and "住院费用总清单" in text

"""Whatever a page says, the outputs stay whole and inert."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prereview.documents import Evidence
from prereview.findings import Finding
from prereview.report import Report
from prereview.reporting import mask_report, to_html, to_text, write_worklist

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.sampled_from(
    [
        "</script><script>alert(1)</script>",
        "=1+1",
        "\x00\x1b",
        "\ufffe\uffff",
        "</title><svg onload=x>",
        "{{ 7*7 }}",
        "\u202e",
    ]
)


class Tags(HTMLParser):
    """Counts scripts and collects event handlers."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts = 0
        self.handlers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        self.handlers += [name for name, _ in attrs if name.startswith("on")]


@given(text=TEXTS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_outputs_survive_any_text(make_report: Callable[..., Report], tmp_path: Path, text: str) -> None:
    seen = Evidence(file=text or "x", page=1, quote=text)
    finding = Finding(code="x", severity="info", message_zh=text or "x", message_en=text or "x", evidence=(seen,))
    report = make_report(why=(text,), findings=(finding,))

    html = to_html(report, {})
    write_worklist([report], tmp_path / "w.xlsx")

    tags = Tags()
    tags.feed(html)
    assert tags.scripts == 1
    assert tags.handlers == []
    assert openpyxl.load_workbook(tmp_path / "w.xlsx").worksheets[0]["A3"].value == report.claim_id
    assert to_text(report).endswith("\n")
    assert mask_report(report).claim_id == report.claim_id


@pytest.mark.parametrize("file", ["a b#c?.pdf", "目录/页 1.jpg", "<b>.png"])
def test_any_file_name_keeps_its_picture(
    make_report: Callable[..., Report], pictures: dict[tuple[str, int], bytes], file: str
) -> None:
    report = Report.model_validate_json(make_report().model_dump_json().replace("申请书.pdf", file))

    html = to_html(report, {(file, 1): pictures["申请书.pdf", 1]})

    assert html.count("<img ") == 1

"""The supplement notice as files a claims office sends: text in both languages, PDF, PDF in large print."""

from __future__ import annotations

from pathlib import Path

from prereview.report import Report
from prereview.reporting.printing import to_pdf

TITLE = "补充材料通知"
#: What follows the claim's number in the names of its notice files.
NOTICE_SUFFIXES = (".notice.txt", ".notice.pdf", ".notice-large.pdf")


def write_notice_files(report: Report, folder: Path) -> None:
    """Write `<claim_id>.notice.txt`, `.notice.pdf` and `.notice-large.pdf`; without a notice, remove stale ones.

    Files whose text has not changed are left alone, so a resumed batch does not print everything again.

    Raises:
        ConfigurationError: reportlab is not installed.
    """
    text, plain, large = (folder / f"{report.claim_id}{suffix}" for suffix in NOTICE_SUFFIXES)
    if report.notice is None:
        for path in (text, plain, large):
            path.unlink(missing_ok=True)
        return
    wording = f"{report.notice.text_zh}\n\n———\n\n{report.notice.text_en}\n"
    if large.exists() and text.exists() and text.read_text(encoding="utf-8") == wording:
        return
    chinese = report.notice.text_zh
    plain.write_bytes(to_pdf(chinese, title=TITLE, footer=report.claim_id))
    large.write_bytes(to_pdf(chinese, title=TITLE, footer=report.claim_id, large=True))
    text.write_text(wording, encoding="utf-8")

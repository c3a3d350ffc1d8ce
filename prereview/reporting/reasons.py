"""English of the Chinese sentences a route comes with (`Report.why`), from the reasons that have both."""

from __future__ import annotations

from prereview.report import Report


def translate_reason(sentence: str, report: Report) -> str:
    """English for one sentence of `Report.why`, or "" where the report came without its reasons."""
    return next((reason.text_en for reason in report.reasons if reason.text_zh == sentence), "")

"""One self-contained HTML page a claim: words, page pictures, marks, style and script in one file."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from prereview.findings import Contribution, ItemResult
from prereview.report import Report
from prereview.reporting import labels
from prereview.reporting.headlines import headlines
from prereview.reporting.ordering import count_open, open_items
from prereview.reporting.pages import PageBook
from prereview.reporting.reasons import translate_reason
from prereview.reporting.remarks import finding_words, remarks_of, speaks_for, split_findings, state_shown


@cache
def environment() -> Environment:
    """Templates of this package. Autoescape is on for every one: page text is written by strangers."""
    made = Environment(
        loader=PackageLoader("prereview.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(labels=labels)
    made.filters.update(
        percent=labels.show_share,
        bars=_bars,
        in_english=translate_reason,
        moment=labels.show_moment,
        words=finding_words,
        state_shown=state_shown,
        speaks_for=speaks_for,
    )
    return made


def read_asset(name: str) -> Markup:
    """Our own style or script, put into the page as it is."""
    source, _, _ = PackageLoader("prereview.reporting").get_source(environment(), name)
    return Markup(source)  # nosec B704 - a file of this package, never a claimant's text


def content_policy(script: str) -> str:
    """Content-Security-Policy that runs this one script and loads nothing from anywhere.

    The second lock behind autoescape: even unescaped markup could neither run nor send anything.
    """
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    return (
        f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )


def to_html(report: Report, pictures: Mapping[tuple[str, int], bytes]) -> str:
    """The report as one HTML file that needs no network.

    Args:
        report: what to show; mask it first (`mask_report`) if it leaves the claims department.
        pictures: upright JPEG of each page by (file, page); a page without one is listed without a picture. Page
            pictures show what the papers show: leave them out of a masked report.
    """
    book = PageBook(report, pictures)
    script = read_asset("page.js") + read_asset("report.js")
    findings, findings_told = split_findings(report)
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            report=report,
            book=book,
            counts=count_open(report),
            headlines=headlines(report),
            items=_sort_items(report),
            remarks={item.id: remarks_of(item, report.findings) for item in report.items},
            findings=findings,
            findings_told=findings_told,
            document_names={document.id: document for document in report.documents},
            style=read_asset("style.css"),
            script=script,
            policy=content_policy(str(script)),
        )
    )


class _Items(NamedTuple):
    """The checklist as a person reads it: to be settled, settled with a remark, settled, not needed here."""

    open: tuple[ItemResult, ...]
    noted: tuple[ItemResult, ...]
    settled: tuple[ItemResult, ...]
    unneeded: tuple[ItemResult, ...]


def _sort_items(report: Report) -> _Items:
    waiting = open_items(report)
    rest = [item for item in report.items if item not in waiting]
    needed = [item for item in rest if item.state != "not_applicable"]
    return _Items(
        open=waiting,
        noted=tuple(item for item in needed if state_shown(item) == "satisfied_with_remark"),
        settled=tuple(item for item in needed if state_shown(item) != "satisfied_with_remark"),
        unneeded=tuple(item for item in rest if item.state == "not_applicable"),
    )


def _bars(contributions: tuple[Contribution, ...]) -> list[tuple[Contribution, float, float]]:
    """(contribution, left, width) of a bar around the middle of a 0–100 scale, strongest first, the intercept last."""
    shown = [c for c in contributions if abs(c.log_odds) >= 0.005]
    scale = max((abs(c.log_odds) for c in shown), default=1.0)
    shown.sort(key=lambda c: (c.feature == "intercept", -abs(c.log_odds), c.feature))
    return [(c, 50 + min(c.log_odds / scale, 0) * 50, abs(c.log_odds) / scale * 50) for c in shown]

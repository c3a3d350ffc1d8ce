"""The worklist as one self-contained page: what to open first, with filters and a search box."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from prereview.report import Report
from prereview.reporting.html import content_policy, environment, read_asset
from prereview.reporting.labels import Label, label_line
from prereview.reporting.ordering import count_open, open_items, worklist_order


def write_index(reports: Sequence[Report], path: Path) -> None:
    """Write `path` (index.html), linking to `<claim_id>.html` beside it."""
    ordered = worklist_order(reports)
    script = read_asset("page.js") + read_asset("index.js")
    html = (
        environment()
        .get_template("index.html.j2")
        .render(
            rows=[(report, count_open(report), open_items(report)) for report in ordered],
            routes=Counter(report.route for report in ordered),
            lines=_count_lines(ordered),
            style=read_asset("style.css"),
            script=script,
            policy=content_policy(str(script)),
        )
    )
    path.write_text(html, encoding="utf-8")


def _count_lines(reports: Sequence[Report]) -> list[tuple[str, Label, int]]:
    """(value, name, number of claims) of each line, by id; "?" holds claims whose line is not known."""
    counts = Counter(report.line for report in reports)
    return [(line or "?", label_line(line), counts[line]) for line in sorted(counts, key=lambda line: line or "~")]

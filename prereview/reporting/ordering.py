"""Which claim a person should open first, and the few words that say why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from prereview.findings import ItemResult
from prereview.report import Report

#: Item states a person or the claimant still has to do something about.
OPEN_STATES = ("missing", "present_unusable", "ask", "unsure")
GAP_STATES = ("missing", "present_unusable")
GOOD_STATES = ("satisfied", "satisfied_with_remark", "waived")

_LIGHT_RANK = {"red": 0, "yellow": 1, "green": 2, None: 2}
_ROUTE_RANK = {"human_review": 0, "supplement": 1, "complete": 2, "fast_track_candidate": 3}


class Counts(NamedTuple):
    """How much is open in one claim."""

    gaps: int
    questions: int
    unsure: int
    problems: int


def worklist_order(reports: Sequence[Report]) -> tuple[Report, ...]:
    """Reports in the order a person should open them.

    A red service light comes first whatever the route, because an overdue claim has to be reported; then the route,
    a yellow light, the attention score (a claim without one before all scored claims: nobody has vouched for it),
    and the claim id, so that the order never depends on the order of arrival.
    """
    return tuple(sorted(reports, key=_priority))


def _priority(report: Report) -> tuple[bool, int, int, float, str]:
    attention = report.scores.attention
    return (
        report.clock.light != "red",
        _ROUTE_RANK[report.route],
        _LIGHT_RANK[report.clock.light],
        -(2.0 if attention is None else attention),
        report.claim_id,
    )


def open_items(report: Report) -> tuple[ItemResult, ...]:
    """Items someone has to act on, in checklist order; an optional paper that is absent is not one of them."""
    return tuple(
        item
        for item in report.items
        if item.state in OPEN_STATES and not (item.requirement == "optional" and item.state == "missing")
    )


def count_open(report: Report) -> Counts:
    """Gaps, questions, unsure items and findings of severity error."""
    states = [item.state for item in open_items(report)]
    return Counts(
        gaps=sum(state in GAP_STATES for state in states),
        questions=len(report.questions),
        unsure=states.count("unsure"),
        problems=sum(finding.severity == "error" for finding in report.findings),
    )

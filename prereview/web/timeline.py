"""Conditions against policy dates as a picture: where each bar and mark stands on a line of years."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from prereview.claims import Claim
from prereview.report import Report
from prereview.reporting.labels import Label

_WIDTH = 760  # of the drawing, in its own units; the page scales it
_LEFT, _RIGHT = 130, 20
_UNKNOWN_START = timedelta(days=365)  # drawn fading out: nobody knows how long before


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of time: `kind` is policy, waiting, condition or stay. `open_start`: nobody knows how early."""

    kind: str
    row: int
    label: Label
    x: float
    width: float
    words: Label
    open_start: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """A year or a day on the line."""

    x: float
    words: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole picture; `summary` says the same in words, for those who do not see it."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    start: Tick
    summary: Label
    rows: int
    width: int = _WIDTH


@dataclass(frozen=True, slots=True)
class _Span:
    kind: str
    label: Label
    low: date
    high: date
    open_start: bool = False


def draw_timeline(claim: Claim, report: Report) -> Drawing | None:
    """Policy, waiting period, conditions and the visit on one line; None where the policy's start is not known."""
    start = claim.policy.first_effective_date or claim.policy.effective_date
    if start is None:
        return None
    spans = [*_policy(claim, start), *_conditions(report), *_visits(claim, report)]
    low = min([span.low for span in spans] + [start - timedelta(days=365)])
    high = max([span.high for span in spans] + [start + timedelta(days=180)])
    scale = (_WIDTH - _LEFT - _RIGHT) / max((high - low).days, 1)

    def x(day: date) -> float:
        return round(_LEFT + (day - low).days * scale, 1)

    labels = list(dict.fromkeys(span.label for span in spans))
    bars = tuple(
        Bar(
            span.kind,
            labels.index(span.label),
            span.label,
            x(span.low),
            max(x(span.high) - x(span.low), 4),
            _words(span),
            span.open_start,
        )
        for span in spans
    )
    said_zh = "；".join(f"{bar.label.zh} {bar.words.zh}" for bar in bars)
    said_en = "; ".join(f"{bar.label.en} {bar.words.en}" for bar in bars)
    years = _years(low, high)
    return Drawing(
        bars,
        tuple(Tick(x(date(year, 1, 1)), str(year)) for year in years),
        Tick(x(start), start.isoformat(), strong=True),
        Label(said_zh, said_en),
        len(labels),
    )


def _policy(claim: Claim, start: date) -> list[_Span]:
    policy = claim.policy
    end = policy.end_date or start + timedelta(days=365)
    spans = [_Span("policy", Label("保单有效期", "Policy"), start, max(end, start))]
    if policy.waiting_period_days:
        last = start + timedelta(days=policy.waiting_period_days)
        spans.append(_Span("waiting", Label("等待期", "Waiting period"), start, last))
    return spans


def _conditions(report: Report) -> list[_Span]:
    history = report.preexisting
    if history is None:
        return []
    return [
        _Span(
            "condition",
            Label(one.name, one.name),
            one.earliest or one.latest - _UNKNOWN_START,
            one.latest,
            open_start=one.earliest is None,
        )
        for one in history.onsets
    ]


def _visits(claim: Claim, report: Report) -> list[_Span]:
    facts = {f.name: f.value for d in report.documents for f in d.facts}
    admitted, left = facts.get("admission_date"), facts.get("discharge_date")
    if admitted and left and admitted <= left:
        return [_Span("stay", Label("本次住院", "This stay"), date.fromisoformat(admitted), date.fromisoformat(left))]
    visit = claim.claim.visit_date
    return [_Span("stay", Label("本次就诊", "This visit"), visit, visit)] if visit else []


def _words(span: _Span) -> Label:
    if span.low == span.high:
        return Label(f"{span.low}", f"{span.low}")
    if span.open_start:
        return Label(f"不晚于 {span.high}", f"no later than {span.high}")
    return Label(f"{span.low} 至 {span.high}", f"{span.low} to {span.high}")


def _years(low: date, high: date) -> range:
    """First of January of so many years as fit beside each other."""
    step = max(1, (high.year - low.year) // 8)
    return range(low.year + 1, high.year + 1, step)

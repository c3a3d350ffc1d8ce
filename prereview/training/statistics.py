"""Where supplements come from, by weekday, hospital and item; and how often each group of reviewers overturns."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from prereview.documents import Record
from prereview.report import Report
from prereview.training.strata import strata_of
from prereview.verdicts import PREEXISTING, Verdict

WEEKDAYS = ("周一 Mon", "周二 Tue", "周三 Wed", "周四 Thu", "周五 Fri", "周六 Sat", "周日 Sun")
_GAPS = ("missing", "present_unusable")


class Rate(Record):
    """How many of how many; `share` is rounded to four places."""

    name: str
    part: int
    whole: int

    @property
    def share(self) -> float:
        """0–1."""
        return round(self.part / self.whole, 4)


class Statistics(Record):
    """Rates sorted by number of claims concerned. About institutions, days and items; never about claimants."""

    claims: int
    supplements: Rate
    by_weekday: tuple[Rate, ...]
    by_hospital: tuple[Rate, ...]
    by_line: tuple[Rate, ...]
    by_item: tuple[Rate, ...]
    overturns: tuple[Rate, ...] = ()
    flags_kept: tuple[Rate, ...] = ()

    def describe(self) -> dict[str, Any]:
        """Plain data with the shares."""

        def plain(rate: Rate) -> dict[str, Any]:
            return {**rate.model_dump(), "share": rate.share}

        return {
            "claims": self.claims,
            "supplements": plain(self.supplements) if self.claims else None,
            **{
                name: [plain(rate) for rate in getattr(self, name)]
                for name in ("by_weekday", "by_hospital", "by_line", "by_item", "overturns", "flags_kept")
            },
        }


def count_resubmissions(reports: Iterable[Report], verdicts: Sequence[Verdict] = ()) -> Statistics:
    """Claims that need a supplement, by day of receipt, hospital, line and item; overturns by group and subject.

    A group whose flags are nearly always kept, or nearly never overturned, is a reason to look: a pre-review must not
    become a tool for refusing (field.md row 23).
    """
    whole: dict[str, Counter[str]] = defaultdict(Counter)
    part: dict[str, Counter[str]] = defaultdict(Counter)
    claims = again = 0
    for report in reports:
        claims += 1
        gaps = [item.id for item in report.items if item.requirement != "optional" and item.state in _GAPS]
        again += bool(gaps)
        for name, value in _groups(report).items():
            whole[name][value] += 1
            part[name][value] += bool(gaps)
        needed = (
            i.id for i in report.items if i.requirement != "optional" and i.state not in ("not_applicable", "waived")
        )
        whole["item"].update(needed)
        part["item"].update(gaps)
    return Statistics(
        claims=claims,
        supplements=Rate(name="all", part=again, whole=claims),
        by_weekday=tuple(
            Rate(name=d, part=part["weekday"][d], whole=n) for d in WEEKDAYS if (n := whole["weekday"][d])
        ),
        by_hospital=_rates(part["hospital"], whole["hospital"]),
        by_line=_rates(part["line"], whole["line"]),
        by_item=_rates(part["item"], whole["item"]),
        overturns=_overturns(verdicts),
        flags_kept=_flags_kept(verdicts),
    )


def _groups(report: Report) -> Mapping[str, str]:
    strata = strata_of(report)
    received = report.clock.received_on
    day = {"weekday": WEEKDAYS[date.fromisoformat(received[:10]).weekday()]} if received else {}
    return {"hospital": strata["hospital"], "line": strata["line"], **day}


def _rates(part: Counter[str], whole: Counter[str]) -> tuple[Rate, ...]:
    rates = (Rate(name=name, part=part[name], whole=count) for name, count in whole.items())
    return tuple(sorted(rates, key=lambda rate: (-rate.part, -rate.whole, rate.name)))


def _overturns(verdicts: Sequence[Verdict]) -> tuple[Rate, ...]:
    """Per reviewer group and subject: judgements overturned among those the reviewer could tell."""
    told = [verdict for verdict in verdicts if verdict.judgement is not None]
    whole = Counter(f"{verdict.reviewer_group or '?'} · {verdict.subject}" for verdict in told)
    part = Counter(f"{v.reviewer_group or '?'} · {v.subject}" for v in told if v.overturned)
    return tuple(Rate(name=name, part=part[name], whole=whole[name]) for name in sorted(whole))


def _flags_kept(verdicts: Sequence[Verdict]) -> tuple[Rate, ...]:
    """Per group: pre-existing flags that were raised and that the reviewer kept."""
    raised = [v for v in verdicts if v.subject_id == PREEXISTING and v.shown == "upheld" and v.judgement is not None]
    whole = Counter(verdict.reviewer_group or "?" for verdict in raised)
    part = Counter(verdict.reviewer_group or "?" for verdict in raised if verdict.judgement == "upheld")
    return tuple(Rate(name=name, part=part[name], whole=whole[name]) for name in sorted(whole))

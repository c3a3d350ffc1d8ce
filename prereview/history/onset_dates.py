"""Onsets as days: durations before the visit put on the calendar, for the picture beside the policy dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from prereview.findings import ConditionOnset
from prereview.history.four_tests import Candidate

_MONTH = 30.44


def onset_dates(candidates: Sequence[Candidate], visit: date | None) -> tuple[ConditionOnset, ...]:
    """When each candidate began, by the sighting its test rests on; without a visit date there is no calendar."""
    if visit is None:
        return ()
    return tuple(found for one in candidates[:4] if (found := _onset(one, visit)) is not None)


def _onset(candidate: Candidate, visit: date) -> ConditionOnset | None:
    onset = candidate.decisive.onset if candidate.decisive else None
    if onset is None or onset.low is None:
        return None
    latest = visit - timedelta(days=round(onset.low * _MONTH))
    earliest = None if onset.high is None else visit - timedelta(days=round(max(onset.high, onset.low) * _MONTH))
    return ConditionOnset(name=candidate.condition.name, earliest=earliest, latest=latest)

"""Reviewers who know the truth of generated claims and err in known ways, for trying the retraining loop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from prereview.findings import ItemResult
from prereview.report import Report
from prereview.scoring import is_scored
from prereview.training.claim_rows import SETTLED
from prereview.training.reviewed_claims import SimulatedClaim
from prereview.verdicts import PREEXISTING, ROUTE, Subject, Verdict, make_verdict

_START = datetime(2026, 1, 5, 1, tzinfo=UTC)  # Monday, 9 o'clock in China


@dataclass(frozen=True, slots=True)
class SimulatedReviewer:
    """One person. Chances are per judgement; a blind review shows nothing to lean on, so `anchored` is then 0."""

    name: str
    group: str
    slips: float = 0.01  #: answers the opposite
    anchored: float = 0.1  #: agrees with what is shown without looking
    strict: float = 0.0  #: asks again for a paper that will do
    undecided: float = 0.01  #: cannot tell

    def review(self, claim: SimulatedClaim, *, at: datetime, blind: bool, rng: Random) -> Iterator[Verdict]:
        """Verdicts on every item, the flag and the route."""
        report, said = claim.report, {"reviewer": self.name, "reviewer_group": self.group, "reviewed_at": at}
        open_items = 0
        for item in report.items:
            if not is_scored(item):
                continue
            judgement = self._judge_item(item, item.id not in claim.truth.open_items, blind, rng)
            open_items += judgement is not None and judgement not in SETTLED
            yield _verdict(report, ("item", item.id), judgement, blind, said)
        if claim.truth.upheld is not None:
            upheld = claim.truth.upheld != (rng.random() < self.slips)
            yield _verdict(report, ("flag", PREEXISTING), "upheld" if upheld else "not_upheld", blind, said)
        yield _verdict(report, ("route", ROUTE), self._route(claim, open_items, rng), blind, said)

    def _judge_item(self, item: ItemResult, satisfied: bool, blind: bool, rng: Random) -> str | None:
        if not blind and rng.random() < self.anchored and item.state not in ("ask", "unsure"):
            return item.state
        if rng.random() < self.undecided:
            return None
        satisfied = (satisfied and rng.random() >= self.strict) != (rng.random() < self.slips)
        if satisfied:
            return item.state if item.state in SETTLED else "satisfied"
        return "missing" if item.state in SETTLED or item.state in ("ask", "unsure") else item.state

    def _route(self, claim: SimulatedClaim, open_items: int, rng: Random) -> str:
        if claim.truth.needs_person:
            return "human_review"
        return "supplement" if bool(open_items) != (rng.random() < self.slips) else "complete"


def _verdict(
    report: Report, about: tuple[Subject, str], judgement: str | None, blind: bool, said: dict[str, object]
) -> Verdict:
    return make_verdict(report, *about, judgement=judgement, blind_qa=blind, source="simulated", **said)  # type: ignore[arg-type]  # who and when, built above


#: A team as they are: most careful, one group that asks for more than it needs, one that mostly agrees.
TEAM: tuple[SimulatedReviewer, ...] = (
    SimulatedReviewer("li", "north"),
    SimulatedReviewer("wang", "north", slips=0.02),
    SimulatedReviewer("zhao", "east", strict=0.05),
    SimulatedReviewer("qian", "south", anchored=0.5),
    SimulatedReviewer("sun", "south", slips=0.03, undecided=0.04),
)
#: Blind samples go to the most careful people.
SENIORS: tuple[SimulatedReviewer, ...] = (SimulatedReviewer("zhou", "quality", slips=0.005, undecided=0.005),)


def review_all(
    claims: Sequence[SimulatedClaim], *, seed: int, blind_share: float = 0.25, day: int = 0
) -> tuple[Verdict, ...]:
    """Verdicts of the team on claims, in turn; a share goes to the seniors, blind.

    Args:
        claims: reviewed by the machine.
        seed: of slips and of the draw of blind samples.
        blind_share: of claims reviewed blind instead.
        day: of the first review; ten claims an hour.
    """
    rng = Random(f"reviewers/{seed}")
    verdicts: list[Verdict] = []
    for number, claim in enumerate(claims):
        blind = rng.random() < blind_share
        reviewer = rng.choice(SENIORS if blind else TEAM)
        at = _START + timedelta(days=day, minutes=6 * number)
        verdicts += reviewer.review(claim, at=at, blind=blind, rng=rng)
    return tuple(verdicts)

"""Reviewers who know the truth of generated claims and err in known ways, for trying the retraining loop."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from prereview.findings import ItemResult
from prereview.report import Report
from prereview.scoring import is_scored
from prereview.training.claim_rows import SETTLED
from prereview.training.reviewed_claims import SimulatedClaim
from prereview.verdicts import PREEXISTING, ROUTE, Subject, Verdict, make_verdict

NOTHING: Mapping[str, bool] = {}
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

    def review(
        self, claim: SimulatedClaim, *, at: datetime, blind: bool, rng: Random, known: Mapping[str, bool] = NOTHING
    ) -> Iterator[Verdict]:
        """Verdicts on the flag, the route, and every item but those `known` to be settled or open."""
        report, said = claim.report, {"reviewer": self.name, "reviewer_group": self.group, "reviewed_at": at}
        open_items = 0
        for item in report.items:
            if not is_scored(item):
                continue
            if item.id in known:
                open_items += not known[item.id]
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
#: Blind samples and second looks go to the most careful people.
SENIORS: tuple[SimulatedReviewer, ...] = (
    SimulatedReviewer("zhou", "quality", slips=0.005, anchored=0.0, undecided=0.005),
    SimulatedReviewer("wu", "quality", slips=0.005, anchored=0.0, undecided=0.005),
    SimulatedReviewer("zheng", "quality", slips=0.01, anchored=0.0, undecided=0.005),
)
_LATER = timedelta(hours=2)  #: from a review to the second look at it


def review_all(
    claims: Sequence[SimulatedClaim], *, seed: int, blind_share: float = 0.25, day: int = 0, readers: int = 2
) -> tuple[Verdict, ...]:
    """Verdicts of the team on claims, in turn; a share goes to the seniors, blind.

    With one reader a slip stands. With two, a senior looks again at whatever somebody changed or could not tell, and
    two seniors read each blind sample, a third where they differ (docs/training.md, "Two pairs of eyes").

    Args:
        claims: reviewed by the machine.
        seed: of slips and of the draw of blind samples.
        blind_share: of claims reviewed blind instead.
        day: of the first review; ten claims an hour.
        readers: 1 or 2.
    """
    rng = Random(f"reviewers/{seed}")
    verdicts: list[Verdict] = []
    for number, claim in enumerate(claims):
        blind = rng.random() < blind_share
        at = _START + timedelta(days=day, minutes=6 * number)
        review = _read_blind if blind else _read_openly
        verdicts += review(claim, at, rng, readers)
    return tuple(verdicts)


def _read_openly(claim: SimulatedClaim, at: datetime, rng: Random, readers: int) -> list[Verdict]:
    verdicts = list(rng.choice(TEAM).review(claim, at=at, blind=False, rng=rng))
    agreed = {verdict.subject_id: verdict.judgement in SETTLED for verdict in verdicts if _agrees(verdict)}
    if readers > 1 and len(agreed) < sum(verdict.subject == "item" for verdict in verdicts):
        verdicts += rng.choice(SENIORS).review(claim, at=at + _LATER, blind=False, rng=rng, known=agreed)
    return verdicts


def _agrees(verdict: Verdict) -> bool:
    return verdict.subject == "item" and verdict.judgement is not None and not verdict.overturned


def _read_blind(claim: SimulatedClaim, at: datetime, rng: Random, readers: int) -> list[Verdict]:
    read = [
        list(senior.review(claim, at=at, blind=True, rng=rng)) for senior in rng.sample(SENIORS, k=min(readers + 1, 3))
    ]
    first, *others = read[:readers]
    differ = any(_said(other) != _said(first) for other in others)
    return [verdict for part in (read if differ else read[:readers]) for verdict in part]


def _said(verdicts: Sequence[Verdict]) -> list[str | None]:
    return [verdict.judgement for verdict in verdicts]

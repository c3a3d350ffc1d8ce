"""What a new version has to show before it may replace the one in use, each gate saying by how much it was missed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from pydantic import Field
from scipy import stats

from prereview.documents import Record
from prereview.training.calls import Calls, share
from prereview.training.claim_rows import ClaimRow
from prereview.training.strata import NAMES


class Limits(Record):
    """Targets of the founding plan (field.md rows 10, 13, 14); a user's own may be stricter or not."""

    false_flags: float = Field(default=0.05, description="share of innocent claims flagged as pre-existing, at most")
    item_accuracy: float = Field(default=0.95, description="share of called items called as the reviewer did, at least")
    claim_accuracy: float = Field(default=0.95, description="the same of whole claims, complete or not")
    gap_recall: float = Field(default=0.95, description="share of open items not called satisfied, at least")
    coverage: float = Field(default=0.5, description="share of items called at all, at least")
    significance: float = Field(default=0.05, description="of the paired tests together, by Holm's correction")
    fewest: int = Field(default=30, description="cases without which a share is not measured; a stratum is passed over")


class Gate(Record):
    """One condition. `value` and `limit` are shares; `by` is how far beyond the limit, 0 where it is kept."""

    name: str
    passed: bool
    value: float | None
    limit: float | None
    by: float
    cases: int
    message_zh: str
    message_en: str


_NAMES = {
    "false_flags": ("无辜案件被误标既往症的比例", "innocent claims flagged as pre-existing"),
    "item_accuracy": ("项目判断准确率", "accuracy of item calls"),
    "claim_accuracy": ("案件判断准确率", "accuracy of claim calls"),
    "gap_recall": ("缺口未被放过的比例", "open items not called satisfied"),
    "coverage": ("机器作出判断的项目比例", "share of items called at all"),
}


def check_gates(
    rows: Sequence[ClaimRow],
    new: Mapping[str, Calls],
    old: Mapping[str, Calls] | None,
    limits: Limits | None = None,
) -> tuple[Gate, ...]:
    """Every gate, in a fixed order: the shares, then the strata.

    Args:
        rows: the evaluation claims, which neither version was fitted on.
        new: calls of the version to be promoted, by score ("item", "complete").
        old: calls of the version in use on the same rows; None where there is none.
        limits: what has to be kept.
    """
    limits = limits or Limits()
    items, claims = new["item"], new["complete"]
    flagged = np.array([row.flagged for row in rows if row.upheld is False], dtype=bool)
    gaps = ~items.truth
    shares = (
        _gate("false_flags", share(flagged), len(flagged), limits),
        _gate("item_accuracy", share(~items.wrong, items.judged), int(items.judged.sum()), limits),
        _gate("claim_accuracy", share(~claims.wrong, claims.judged), int(claims.judged.sum()), limits),
        _gate("gap_recall", share(~items.said_yes, gaps), int(gaps.sum()), limits),
        _gate("coverage", share(items.judged), len(gaps), limits),
    )
    return (*shares, *(_strata(new, old, limits) if old else ()))


def _gate(name: str, value: float | None, cases: int, limits: Limits) -> Gate:
    zh, en = _NAMES[name]
    limit, fewest, above = float(getattr(limits, name)), limits.fewest, name == "false_flags"
    if name == "claim_accuracy" and cases < fewest:
        return Gate(
            name=name, passed=True, value=value, limit=limit, by=0.0, cases=cases,
            message_zh=f"{zh}：只判断了{cases}件，其余交人工，不作要求",
            message_en=f"{en}: only {cases} called, the others go to a person; nothing is asked",
        )  # fmt: skip
    if value is None or cases < fewest:
        return Gate(
            name=name, passed=False, value=value, limit=limit, by=0.0, cases=cases,
            message_zh=f"{zh}：只有{cases}例，至少需要{fewest}例，无法衡量",
            message_en=f"{en}: {cases} cases, {fewest} are needed to measure it",
        )  # fmt: skip
    by = max(value - limit if above else limit - value, 0.0)
    sign = "≤" if above else "≥"
    missed_zh, missed_en = (f"，差{by:.2%}", f", missed by {by:.2%}") if by else ("", "")
    return Gate(
        name=name, passed=by == 0.0, value=round(value, 5), limit=limit, by=round(by, 5), cases=cases,
        message_zh=f"{zh}：{value:.2%}（要求{sign}{limit:.2%}，{cases}例）{missed_zh}",
        message_en=f"{en}: {value:.2%} (wanted {sign} {limit:.2%}, {cases} cases){missed_en}",
    )  # fmt: skip


def _strata(new: Mapping[str, Calls], old: Mapping[str, Calls], limits: Limits) -> Iterator[Gate]:
    """One gate a score: no stratum in which the new version errs more than the old one beyond noise.

    What counts is the likelier answer, so that a version does not look better by leaving more to people. Paired by
    case, by exact McNemar test (McNemar, 1947), one-sided; Holm's correction (1979) over all strata.
    """
    for score, calls in new.items():
        tested = list(_test_strata(calls, old[score], limits.fewest))
        worse = _holm(tested, limits.significance)
        yield _strata_gate(score, len(tested), worse)


def _test_strata(new: Calls, old: Calls, fewest: int) -> Iterator[tuple[str, float, float, int]]:
    """(stratum, p, rise of the error share, cases) of every stratum large enough, and of all cases together."""
    groups = {"all": np.ones(len(new.truth), dtype=bool)}
    for name in NAMES:
        for value in sorted({strata.get(name, "") for strata in new.strata}):
            groups[f"{name}={value}"] = new.within(name, value)
    for label, chosen in groups.items():
        if int(chosen.sum()) >= fewest:
            risen = int((new.mistaken & ~old.mistaken & chosen).sum())
            mended = int((old.mistaken & ~new.mistaken & chosen).sum())
            p = float(stats.binomtest(risen, risen + mended, alternative="greater").pvalue) if risen else 1.0
            yield label, p, (risen - mended) / int(chosen.sum()), int(chosen.sum())


def _holm(tested: Sequence[tuple[str, float, float, int]], significance: float) -> list[tuple[str, float, float, int]]:
    worse = []
    for place, entry in enumerate(sorted(tested, key=lambda entry: entry[1])):
        if entry[1] > significance / (len(tested) - place):
            break
        worse.append(entry)
    return worse


def _strata_gate(score: str, tested: int, worse: Sequence[tuple[str, float, float, int]]) -> Gate:
    rise = max((entry[2] for entry in worse), default=0.0)
    told = "; ".join(f"{label} +{by:.2%} (p={p:.2g}, n={cases})" for label, p, by, cases in worse)
    return Gate(
        name=f"no_stratum_worse_{score}", passed=not worse, value=round(rise, 5), limit=0.0, by=round(rise, 5),
        cases=tested,
        message_zh=f"{score}：{tested}个分层中，变差者：{told or '无'}",
        message_en=f"{score}: of {tested} strata, worse beyond noise: {told or 'none'}",
    )  # fmt: skip

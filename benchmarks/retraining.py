"""Three rounds of verdict → retrain → promote with simulated reviewers, and a version made worse on purpose.

    python benchmarks/retraining.py --claims 3000 --seed 701 --work DIR [--docs docs/images]

Generated claims, simulated reading, simulated reviewers: synthetic only. Reviewed claims are kept in DIR, so a second
run takes seconds. Prints one JSON object; with --docs writes the plots.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from prereview.artifacts import current_version
from prereview.scoring import load_scorers
from prereview.scoring.scorers import NAME
from prereview.training.calls import make_calls, share
from prereview.training.claim_model import fit_claim_scorers
from prereview.training.claim_rows import ClaimRow
from prereview.training.evaluation import evaluate_scorers
from prereview.training.gates import check_gates
from prereview.training.plots import Series, draw_plot
from prereview.training.promotion import Promotion, call_everything, promote
from prereview.training.reviewed_claims import SimulatedClaim, load_unscored_reviewer, simulate_claim
from prereview.training.scorers import train_on_verdicts
from prereview.training.simulated_reviewers import review_all
from prereview.training.verdict_rows import rows_from_verdicts

FIRST, ROUNDS = 150, 3  #: claims behind the first version; rounds of verdicts
TEST_SHARE = 0.3  #: of all claims, never reviewed by anybody: the truth decides


def main() -> None:
    """Command line of the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--claims", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=701)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--docs", type=Path)
    given = parser.parse_args()
    result = run(collect(given.claims, given.seed, given.work), given.work / "models", given.seed)
    if given.docs:
        draw(result["rounds"], given.docs)
    print(json.dumps(result, ensure_ascii=False, indent=1))


def collect(count: int, seed: int, work: Path) -> list[SimulatedClaim]:
    """Claims reviewed before, and the missing ones; reports are kept, because verdicts are about reports."""
    work.mkdir(parents=True, exist_ok=True)
    path = work / f"claims-{seed}.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()[:count] if path.exists() else []
    claims = [SimulatedClaim.model_validate_json(line) for line in lines]
    if len(claims) < count:
        reviewer = load_unscored_reviewer()
        with path.open("a", encoding="utf-8") as stream:
            for number in range(len(claims), count):
                claims.append(simulate_claim(number, seed=seed, reviewer=reviewer))
                stream.write(claims[-1].model_dump_json() + "\n")
    return claims


def run(claims: Sequence[SimulatedClaim], models: Path, seed: int) -> dict[str, Any]:
    """First version, three rounds, one bad version; figures on claims nobody reviewed."""
    shutil.rmtree(models, ignore_errors=True)
    held = int(len(claims) * TEST_SHARE)
    test = [claim.to_row() for claim in claims[:held]]
    pool = claims[held:]
    # The pilot that a project starts with: few claims, plain ones only, so complex ones are new to it.
    pilot = [row for row in (claim.to_row() for claim in pool) if row.strata["complexity"] == "plain"][:FIRST]
    first = fit_claim_scorers(pilot, models, seed=seed, origin="a pilot of plain claims")
    rounds = [measure("pilot", test, models)]
    size, rows = len(pool) // ROUNDS, []
    for number in range(ROUNDS):
        batch = pool[number * size : (number + 1) * size]
        verdicts = review_all(batch, seed=seed + number, day=30 * number)
        rows += rows_from_verdicts(verdicts, {claim.report.claim_id: claim.report for claim in batch}).rows
        version = str(train_on_verdicts(rows, models, seed=seed, order="person")["version"])
        promotion = promote(version, blind(rows), directory=models)
        rounds.append({**measure(f"round {number + 1}", test, models), **describe(promotion)})
    worse = str(train_on_verdicts(spoil(rows), models, seed=seed + 1, order="person")["version"])
    refused = promote(worse, blind(rows), directory=models)
    compared = promote(current_version(NAME, models), test, directory=models, dry_run=True)
    return {
        "basis": "synthetic only: generated claims, simulated reading, simulated reviewers",
        "test_claims": len(test),
        "rounds": rounds,
        "worse_version": describe(refused),
        "first_against_last": against(str(first["version"]), test, models),
        "gates_on_truth": describe(compared),
        "calibration": {
            name: {**score.figures, "expected_noise": score.expected_noise}
            for name, score in evaluate_scorers(load_scorers(models), test, origin="truth").scores.items()
        },
    }


def blind(rows: Sequence[ClaimRow]) -> list[ClaimRow]:
    """What the gates look at: claims reviewed without seeing what the machine said."""
    return [row for row in rows if row.blind]


def spoil(rows: Sequence[ClaimRow]) -> list[ClaimRow]:
    """Verdicts of people who wave papers through: four of five gaps are called satisfied."""
    return [
        row.model_copy(
            update={
                "complete": True,
                "items": tuple(item.model_copy(update={"satisfied": True}) for item in row.items),
            }
        )
        if not row.blind and number % 5
        else row
        for number, row in enumerate(rows)
    ]


def measure(name: str, test: Sequence[ClaimRow], models: Path) -> dict[str, Any]:
    """What the machine says by itself of complex and of plain claims, and how much of it the truth overturns.

    Three kinds of judgements, each for itself, because items are many and would hide the others: whether an item is
    satisfied, whether a claim is complete, and flags raised. What is left to a person is no judgement, and is stated.
    """
    scorers = load_scorers(models)
    figures: dict[str, Any] = {"name": name, "version": current_version(NAME, models)}
    for score in ("complete", "item"):
        calls = make_calls(scorers, score, test)
        for kind in ("complex", "plain"):
            chosen = calls.within("complexity", kind)
            figures[f"{score}_{kind}"] = {
                "cases": int(chosen.sum()),
                "misjudged": rounded(share(calls.wrong, chosen & calls.judged)),
                "likelier_answer_wrong": rounded(share(calls.mistaken, chosen)),
                "to_a_person": rounded(share(~calls.judged, chosen)),
            }
    raised = np.array([row.upheld is False for row in test if row.flagged], dtype=bool)
    figures["flags"] = {"cases": len(raised), "misjudged": rounded(share(raised))}
    return figures


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def describe(promotion: Promotion) -> dict[str, Any]:
    return {
        "promoted": promotion.promoted,
        "blind_claims": promotion.cases,
        "failed": [gate.message_en for gate in promotion.failed],
        "gates": {gate.name: gate.value for gate in promotion.gates},
    }


def against(first: str, test: Sequence[ClaimRow], models: Path) -> list[str]:
    """Whether any stratum got worse from the first version to the last, by the paired tests, on the truth."""
    new = call_everything(load_scorers(models), test)
    old = call_everything(load_scorers(models, version=first), test)
    return [gate.message_en for gate in check_gates(test, new, old) if gate.name.startswith("no_stratum")]


def draw(rounds: Sequence[dict[str, Any]], folder: Path) -> None:
    """One plot: misjudgement over the rounds."""
    steps = [place / (len(rounds) - 1) for place in range(len(rounds))]
    lines = [
        Series(label, [(x, entry[key][figure] or 0.0) for x, entry in zip(steps, rounds, strict=True)])
        for label, key, figure in (
            ("复杂案件，全部由机器判断 complex claims, all called", "complete_complex", "likelier_answer_wrong"),
            ("一般案件，全部由机器判断 plain claims, all called", "complete_plain", "likelier_answer_wrong"),
            ("复杂案件，没把握的交人工 complex claims, doubts left to people", "complete_complex", "misjudged"),
        )
    ]
    plot = draw_plot(
        "复核—重训—启用 Three rounds of verdicts",
        lines,
        across="版本 version",
        up="误判 misjudged",
        top=0.25,
        ticks=[entry["name"] for entry in rounds],
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "retraining.svg").write_text(plot + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

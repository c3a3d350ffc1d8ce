"""Train the pre-existing scorer: generate cases, read them, fit, calibrate, choose the flag threshold, test, save."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from prereview.artifacts import Recipe, save_artifact
from prereview.claims import Claim, ClaimDetails, Policy
from prereview.history.case import open_case
from prereview.history.decision import decide
from prereview.history.scorer import FEATURES, NAME, describe_lead
from prereview.history.texts import MedicalText
from prereview.training.additive import AdditiveScore, calibrate, fit, measure, measure_scale, to_probability
from prereview.training.history_cases import HistoryCase, generate_cases

log = logging.getLogger(__name__)

DEFAULT_CASES = 8000
VERSION = "1"
FALSE_FLAGS = 0.05  #: of the cases a reviewer would not uphold, at most this share may be flagged (issue 6)

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def train_preexisting_scorer(
    out: Path | None, *, cases: int | None = None, seed: int, progress: Callable[[int, int], None] = lambda *_: None
) -> Mapping[str, Any]:
    """Train on generated cases only and write the model folder.

    Args:
        out: folder of models; None is the package's own.
        cases: how many cases to generate.
        seed: of the generator; same seed, same file.
        progress: called with (done, total).

    Returns:
        The manifest as plain data.
    """
    count = cases or DEFAULT_CASES
    rows, labels, flags = [], [], []
    digest = hashlib.sha256()
    for number, case in enumerate(generate_cases(count, seed=seed), 1):
        features, flagged = read_case(case)
        rows.append([features[name] for name in FEATURES])
        labels.append(case.upheld)
        flags.append(flagged)
        digest.update(json.dumps(case.record, sort_keys=True, ensure_ascii=False).encode())
        progress(number, count)
    return _fit(np.array(rows), np.array(labels), np.array(flags), out, seed=seed, digest=digest.hexdigest())


def read_case(case: HistoryCase) -> tuple[dict[str, float], bool]:
    """The features the historian sees in a case, and whether its rules alone would flag it."""
    record = case.record
    claim = Claim(
        claim_id=str(record["id"]),
        policy=Policy.model_validate({k: v for k, v in record["policy"].items() if v is not None}),
        claim=ClaimDetails.model_validate(record["claim"]),
    )
    texts = [MedicalText(document["doc_type"], document["text"]) for document in record["medical_documents"]]
    opened = open_case(claim, texts)
    decision = decide(opened)
    return describe_lead(decision.candidates or opened.candidates, accident=opened.accident), decision.flag


def _fit(values: Floats, labels: Flags, flags: Flags, out: Path | None, *, seed: int, digest: str) -> Mapping[str, Any]:
    first, second, third = (int(len(labels) * share) for share in (0.5, 0.7, 0.85))
    scale = measure_scale(values[:first])
    score = fit(values[:first], labels[:first], scale)
    score = calibrate(score, values[first:second], labels[first:second])
    chosen = slice(second, third)
    threshold = choose_flag_threshold(_probabilities(score, values[chosen]), labels[chosen], flags[chosen])
    tested = _test(_probabilities(score, values[third:]), labels[third:], flags[third:], threshold)
    manifest = save_artifact(
        Recipe(
            name=NAME,
            version=VERSION,
            data_hash=digest,
            seed=seed,
            labels=FEATURES,
            thresholds={"flag": threshold},
            metrics=tested,
            parameters={"cases": len(labels), "false_flag_target": FALSE_FLAGS},
        ),
        {
            "weights": score.weights,
            "means": score.scale.means,
            "ceilings": score.scale.ceilings,
            "intercept": np.array([score.intercept]),
        },
        card=_card(tested, len(labels)),
        directory=out,
        replace=True,
    )
    return manifest.model_dump(mode="json")


def _probabilities(score: AdditiveScore, values: Floats) -> Floats:
    return to_probability(score.log_odds(values))


def choose_flag_threshold(probabilities: Floats, upheld: Flags, flagged: Flags) -> float:
    """The lowest probability from which flags of the rules stay within the promised false-flag rate.

    The rate is over all cases a reviewer would not uphold; at least 0.5: no flag less likely right than wrong.
    """
    innocent = max(int((~upheld).sum()), 1)
    for threshold in np.round(np.arange(0.5, 1.0, 0.01), 2):
        wrong = int((flagged & ~upheld & (probabilities >= threshold)).sum())
        if wrong / innocent <= FALSE_FLAGS:
            return float(threshold)
    return 0.99


def _test(probabilities: Floats, upheld: Flags, flagged: Flags, threshold: float) -> dict[str, float]:
    final = flagged & (probabilities >= threshold)
    innocent, guilty = max(int((~upheld).sum()), 1), max(int(upheld.sum()), 1)
    return {
        **measure(probabilities, upheld),
        "false_flag_rate": round(float((final & ~upheld).sum() / innocent), 4),
        "flag_recall": round(float((final & upheld).sum() / guilty), 4),
        "rules_false_flag_rate": round(float((flagged & ~upheld).sum() / innocent), 4),
    }


def _card(metrics: Mapping[str, float], cases: int) -> str:
    rows = "\n".join(f"| {name} | {value} |" for name, value in metrics.items())
    return (
        "# Pre-existing scorer\n\n"
        "P(a reviewer would uphold a pre-existing flag), additive over the four tests. A person decides.\n\n"
        f"Fitted, calibrated and tested on disjoint parts of {cases} generated cases (own sentences, invented people). "
        "The reviewer of these cases is a stated rule with noise (`chance_upheld`), not a person: the probability is "
        "calibrated to that rule, and should be recalibrated on real verdicts as soon as there are some.\n\n"
        f"| on the test part | |\n|---|---|\n{rows}\n"
    )

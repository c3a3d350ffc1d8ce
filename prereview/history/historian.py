"""The history stage: mentions of a text, the assessment of a claim, and both as the commands write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from prereview.claims import Claim, ClaimDetails, Policy
from prereview.findings import PreexistingAssessment
from prereview.history.assess import assess_claim
from prereview.history.mention import Mention
from prereview.history.pipeline_zh import load_pipeline, read_text
from prereview.history.scorer import Scorer, load_scorer
from prereview.history.texts import MedicalText
from prereview.history.timeline import section_of
from prereview.report import ModelRef


class Historian:
    """Reads medical history. Build once with `load_historian`; safe to share between threads."""

    def __init__(self, scorer: Scorer | None = None) -> None:
        self._scorer = scorer

    @property
    def refs(self) -> tuple[ModelRef, ...]:
        """The trained files behind the assessments."""
        return () if self._scorer is None else (self._scorer.ref,)

    def find_mentions(
        self, text: str, *, visit_date: date | None = None, doc_type: str | None = None
    ) -> tuple[Mention, ...]:
        """Condition mentions of a text, in order, with offsets into it."""
        return read_text(text, visit=visit_date, section=section_of(doc_type or ""))

    def assert_spans(
        self, text: str, spans: Sequence[tuple[int, int]], *, visit_date: date | None = None
    ) -> tuple[Mention, ...]:
        """How given spans are asserted: the same rules, without the search. For evaluation on labelled spans."""
        return read_text(text, visit=visit_date, given=spans)

    def assess(self, claim: Claim, medical_texts: Sequence[MedicalText]) -> PreexistingAssessment:
        """Whether a person should look at this claim as probably pre-existing."""
        return assess_claim(claim, medical_texts, self._scorer)

    def assess_case(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """One line of the `history` command. Unknown keys of policy and claim are left alone.

        Args:
            record: {"id", "medical_documents": [{"doc_type", "text"}], "policy", "claim"}.
        """
        claim = Claim(
            claim_id=_claim_id(record.get("id")),
            policy=Policy.model_validate(_known(record.get("policy"), Policy)),
            claim=ClaimDetails.model_validate(_known(record.get("claim"), ClaimDetails)),
        )
        documents = record.get("medical_documents") or ()
        texts = [MedicalText(str(d.get("doc_type") or "unknown"), str(d.get("text") or "")) for d in documents]
        return assessment_record(str(record.get("id", "")), self.assess(claim, texts))


def _claim_id(value: object) -> str:
    cleaned = "".join(char if char.isprintable() and char not in "/\\" else "-" for char in str(value or "case"))
    return cleaned[:100] or "case"


def _known(values: object, model: type[Policy] | type[ClaimDetails]) -> dict[str, Any]:
    if not isinstance(values, Mapping):
        return {}
    fields = model.model_fields
    return {key: value for key, value in values.items() if key in fields and value not in (None, "")}


def assessment_record(case_id: str, assessment: PreexistingAssessment) -> dict[str, Any]:
    """The assessment as the `history` command writes it."""
    data = assessment.model_dump(mode="json")
    keys = (
        "flag_preexisting", "needs_human", "grade", "condition", "reason_code", "tests", "evidence",
        "contrary_evidence", "probability", "explanation_zh", "explanation_en", "would_settle_zh", "contributions",
    )  # fmt: skip
    return {"id": case_id, **{key: data[key] for key in keys}}


def load_historian(models_dir: Path | None = None) -> Historian:
    """The historian with its lexicon, pipeline and trained scorer (where there is one) loaded."""
    load_pipeline()
    return Historian(load_scorer(models_dir))

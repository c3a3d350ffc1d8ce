"""The report of a claim that could not be reviewed: it stands in the worklist, with the reason, for a person."""

from __future__ import annotations

from pathlib import Path

from prereview.documents import Evidence
from prereview.findings import Finding
from prereview.report import Provenance, Reason, Report
from prereview.version import __version__

#: code -> (zh, en); the message of the error follows.
_WORDS = {
    "submission_unreadable": (
        "整份材料无法读取，请人工查看",
        "the submission cannot be read; a person should look at it",
    ),
    "claim_crashed": ("处理时程序中断，请人工查看", "processing broke off; a person should look at it"),
    "claim_timeout": ("处理超过时限，请人工查看", "processing exceeded its time limit; a person should look at it"),
    "claim_id_taken": (
        "该案件号已属于另一份材料，请核对 claim.json",
        "this claim_id belongs to another submission; check claim.json",
    ),
}


def failed_report(submission: Path, code: str, detail: str, *, claim_id: str | None = None) -> Report:
    """Build it; `detail` names the file and the remedy and never quotes a page."""
    zh, en = _WORDS[code]
    finding = Finding(
        code=code,
        severity="error",
        message_zh=f"{zh}（{detail}）" if detail else zh,
        message_en=f"{en} ({detail})" if detail else en,
        evidence=(Evidence(file=submission.name),),
    )
    return Report(
        claim_id=claim_id or (submission.stem if submission.suffix == ".zip" else submission.name),
        line=None,
        checklist=None,
        route="human_review",
        human_review_required=True,
        why=(finding.message_zh,),
        reasons=(Reason(code=code, text_zh=finding.message_zh, text_en=finding.message_en),),
        findings=(finding,),
        provenance=Provenance(package_version=__version__, engine="-"),
    )

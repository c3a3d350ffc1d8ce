"""documents + facts + checklist → item states, defects, cross-checks, questions and the one notice; and the clocks."""

from prereview.completeness.check import check_claim
from prereview.completeness.clock import Supplement, run_clock
from prereview.completeness.describe import describe_checklist
from prereview.completeness.lint import lint_checklists
from prereview.completeness.load import Checklists, load_checklists

__all__ = [
    "Checklists",
    "Supplement",
    "check_claim",
    "describe_checklist",
    "lint_checklists",
    "load_checklists",
    "run_clock",
]

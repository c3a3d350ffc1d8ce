"""documents + facts + checklist → item states, defects, cross-checks, questions and the one notice; and the clocks."""

from prereview.completeness.check import check_claim
from prereview.completeness.clock import Supplement, run_clock
from prereview.completeness.compare import compare, compare_checklists
from prereview.completeness.describe import describe_checklist
from prereview.completeness.lint import lint_checklists
from prereview.completeness.load import Checklists, load_checklists
from prereview.completeness.notice import ANY_BENEFIT, write_notice
from prereview.completeness.rounds import find_late_asks
from prereview.completeness.schema import export_json_schemas

__all__ = [
    "ANY_BENEFIT",
    "Checklists",
    "Supplement",
    "check_claim",
    "compare",
    "compare_checklists",
    "describe_checklist",
    "export_json_schemas",
    "find_late_asks",
    "lint_checklists",
    "load_checklists",
    "run_clock",
    "write_notice",
]

"""Generated submissions with their truth: page types, facts, boxes, planted defects, the right pre-existing answer."""

from prereview.synthesis.pages import SyntheticPage, generate_pages
from prereview.synthesis.submissions import SyntheticClaim, generate_claims
from prereview.synthesis.writing import write_submission

__all__ = ["SyntheticClaim", "SyntheticPage", "generate_claims", "generate_pages", "write_submission"]

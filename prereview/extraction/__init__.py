"""Documents to facts: names, numbers, dates and money, each with the place it was read."""

from prereview.extraction.claim_lines import infer_line
from prereview.extraction.doubts import doubtful_facts, settle_facts
from prereview.extraction.facts import extract_facts
from prereview.extraction.witnesses import corroborate

__all__ = ["corroborate", "doubtful_facts", "extract_facts", "infer_line", "settle_facts"]

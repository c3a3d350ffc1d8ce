"""Documents to facts: names, numbers, dates and money, each with the place it was read."""

from prereview.extraction.claim_lines import infer_line
from prereview.extraction.facts import extract_facts

__all__ = ["extract_facts", "infer_line"]

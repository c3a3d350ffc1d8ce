"""Evidence → calibrated probabilities → a recommended route."""

from prereview.scoring.features import CLAIM_FEATURES, FEATURES, describe_report, describe_review, weigh_items
from prereview.scoring.item_features import ITEM_FEATURES, describe_item, is_scored
from prereview.scoring.judgement import call
from prereview.scoring.papers import papers_in, papers_of
from prereview.scoring.routing import choose_route
from prereview.scoring.scorers import Scorers, condense, load_scorers, probability

__all__ = [
    "CLAIM_FEATURES",
    "FEATURES",
    "ITEM_FEATURES",
    "Scorers",
    "call",
    "choose_route",
    "condense",
    "describe_item",
    "describe_report",
    "describe_review",
    "is_scored",
    "load_scorers",
    "papers_in",
    "papers_of",
    "probability",
    "weigh_items",
]

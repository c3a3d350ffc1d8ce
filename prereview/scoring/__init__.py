"""Evidence → calibrated probabilities → a recommended route."""

from prereview.scoring.features import FEATURES, describe_report, describe_review
from prereview.scoring.routing import choose_route
from prereview.scoring.scorers import Scorers, load_scorers, probability

__all__ = ["FEATURES", "Scorers", "choose_route", "describe_report", "describe_review", "load_scorers", "probability"]

"""Page to document type with a calibrated probability or `unknown`; pages to documents."""

from prereview.classification.classifier import PageClassifier, load_classifier
from prereview.classification.grouping import group_pages

__all__ = ["PageClassifier", "group_pages", "load_classifier"]

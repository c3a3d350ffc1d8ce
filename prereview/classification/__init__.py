"""Page to document type with a calibrated probability or `unknown`; pages to documents."""

from prereview.classification.classifier import PageClassifier, load_classifier
from prereview.classification.grouping import find_documents, group_pages

__all__ = ["PageClassifier", "find_documents", "group_pages", "load_classifier"]

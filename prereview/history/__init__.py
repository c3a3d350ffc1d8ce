"""Medical text → condition mentions → timeline → the four pre-existing tests, with evidence for and against."""

from prereview.history.historian import Historian, assessment_record, load_historian
from prereview.history.lexicon import lint_lexicon
from prereview.history.mention import Mention, Onset, mention_record
from prereview.history.texts import MedicalText, medical_texts

__all__ = [
    "Historian",
    "MedicalText",
    "Mention",
    "Onset",
    "assessment_record",
    "lint_lexicon",
    "load_historian",
    "medical_texts",
    "mention_record",
]

"""Generated submissions with their truth: every page type, fact, box, planted defect and the right pre-existing answer."""

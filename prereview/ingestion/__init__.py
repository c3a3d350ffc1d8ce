"""Bytes → pages: folders, zip, PDF, OFD, images, text. Every limit on hostile input lives here."""

from prereview.ingestion.claim_file import load_claim
from prereview.ingestion.submission import find_submissions, open_files, open_submission, stored_files
from prereview.ingestion.trust import load_trusted

__all__ = ["find_submissions", "load_claim", "load_trusted", "open_files", "open_submission", "stored_files"]

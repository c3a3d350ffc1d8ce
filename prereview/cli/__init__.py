"""The command line: one file per command; `main` alone turns an error into a message and an exit code."""

from prereview.cli.app import main

__all__ = ["main"]

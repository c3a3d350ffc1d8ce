"""prereview: pre-review of insurance claim submissions. It recommends and shows its evidence; people decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prereview.version import __version__ as __version__

if TYPE_CHECKING:
    from prereview.pipeline import Reviewer as Reviewer
    from prereview.pipeline import load_reviewer as load_reviewer
    from prereview.report import Report as Report

__all__ = ["Report", "Reviewer", "__version__", "load_reviewer"]


def __getattr__(name: str) -> Any:
    # Engines and learning libraries take a second to import; `import prereview` must not.
    if name in ("load_reviewer", "Reviewer"):
        from prereview import pipeline

        return getattr(pipeline, name)
    if name == "Report":
        from prereview.report import Report

        return Report
    raise AttributeError(f"module 'prereview' has no attribute {name!r}")

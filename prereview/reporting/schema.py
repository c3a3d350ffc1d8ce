"""The published JSON Schema of a report."""

from __future__ import annotations

from typing import Any

from prereview.report import Report


def report_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of what `review --format json` prints; one definition with `report.Report`."""
    schema = Report.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}

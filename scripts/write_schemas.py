"""Writes docs/schemas: the published shapes of claim.json, reports, verdicts and checklist files. `make schemas`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from prereview.claims import Claim
from prereview.completeness import export_json_schemas
from prereview.report import Report
from prereview.verdicts import Verdict


def schemas() -> dict[str, dict[str, Any]]:
    """File name → JSON Schema. The checklist folder's own schemas come from the stage that reads it."""
    return {
        "claim.schema.json": Claim.model_json_schema(),
        "report.schema.json": Report.model_json_schema(mode="serialization"),
        "verdict.schema.json": Verdict.model_json_schema(),
        **export_json_schemas(),
    }


def as_text(schema: dict[str, Any]) -> str:
    """The schema as it is kept."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    folder = Path(__file__).resolve().parents[1] / "docs" / "schemas"
    folder.mkdir(exist_ok=True)
    for name, schema in schemas().items():
        (folder / name).write_text(as_text(schema), encoding="utf-8")

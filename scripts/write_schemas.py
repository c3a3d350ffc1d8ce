"""Writes docs/schemas: the published shapes of claim.json, the report and the checklists. `make schemas`."""

from __future__ import annotations

import json
from pathlib import Path

from prereview.checklist import Checklist
from prereview.claims import Claim
from prereview.report import Report


def schemas() -> dict[str, dict[str, object]]:
    """File name → JSON Schema."""
    return {
        "claim.schema.json": Claim.model_json_schema(),
        "report.schema.json": Report.model_json_schema(mode="serialization"),
        "checklist.schema.json": Checklist.model_json_schema(),
    }


if __name__ == "__main__":
    folder = Path(__file__).resolve().parents[1] / "docs" / "schemas"
    for name, schema in schemas().items():
        (folder / name).write_text(json.dumps(schema, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

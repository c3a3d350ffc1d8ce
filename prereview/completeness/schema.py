"""The published JSON Schemas of what a person writes in the checklist folder."""

from __future__ import annotations

from typing import Any

from prereview.checklist import ChecklistFile, DefectText, FactQuestion, Module, Overlay
from prereview.documents import Record


def export_json_schemas() -> dict[str, dict[str, Any]]:
    """JSON Schema by file name: checklist, module, overlay, and one entry of questions.yaml and defects.yaml."""
    kinds: dict[str, type[Record]] = {
        "checklist": ChecklistFile,
        "module": Module,
        "overlay": Overlay,
        "question": FactQuestion,
        "defect": DefectText,
    }
    return {f"{name}.schema.json": kind.model_json_schema() for name, kind in kinds.items()}

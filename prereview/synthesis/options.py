"""What one document should lack or show: the planted defects a drawing can carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Options:
    """What one document should lack or show: the planted defects a drawing can carry."""

    seal: Literal["right", "none", "wrong"] = "right"
    signed: bool = True
    one_side: bool = False
    altered: bool = False
    skip_page: bool = False
    standard: str | None = None
    line: str | None = None

    @property
    def motor(self) -> bool:
        """Whether the claim is about a car."""
        return (self.line or "").startswith("motor")

    @property
    def by_relative(self) -> bool:
        """Whether somebody else claims and is paid: the beneficiary of a death, the guardian of a child."""
        return (self.line or "").startswith("death") or self.line == "student_child"

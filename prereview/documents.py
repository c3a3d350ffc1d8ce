"""What arrived: pages, the lines on them, documents made of pages, and facts read from documents.

Boxes are page-relative: 0–1, origin top left, on the page turned upright. Page numbers count from 1. Money is a
canonical decimal string ("12345.60"), a date is ISO ("2026-02-20"); unknown is `None`, never "" or 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Pixels = npt.NDArray[np.uint8]  # height x width x 3, RGB

UNKNOWN = "unknown"  #: the document type of a page the classifier abstains on
BLANK = "blank"  #: the document type of a page with nothing on it


class Record(BaseModel):
    """Frozen value with no unknown keys: the base of everything that travels between stages."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class BoundingBox(NamedTuple):
    """Page-relative rectangle: left, top, right, bottom in 0–1."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """Share of the page width."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Share of the page height."""
        return self.y1 - self.y0

    def union(self, other: BoundingBox) -> BoundingBox:
        """The smallest box that holds both."""
        return BoundingBox(
            min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1)
        )


class Line(Record):
    """One line of text. `start` is its character offset in `Page.text`; `confidence` is null for a text layer."""

    text: str
    bbox: BoundingBox
    confidence: float | None = None
    start: int = 0

    @property
    def end(self) -> int:
        """Offset in `Page.text` just after the line."""
        return self.start + len(self.text)


class Seal(Record):
    """A stamp found on a page. `text` and `kind` only where legible; `issuer` False marks printed 监制章 and logos."""

    bbox: BoundingBox
    colour: Literal["red", "blue", "black"]
    shape: Literal["round", "oval", "square", "unknown"] = "unknown"
    text: str | None = None
    kind: str | None = None
    issuer: bool = True


class SigningPlace(Record):
    """A place the print reserves for a signature, and whether a pen was there.

    `ink` is "pen" where strokes were seen, "none" where the place is surely empty, "unclear" where the picture does
    not tell. `bbox` is the place, `label` the box of the words that ask for the signature.
    """

    bbox: BoundingBox
    label: BoundingBox
    ink: Literal["pen", "none", "unclear"]


class Code(Record):
    """A QR or bar code and its payload."""

    format: str
    text: str
    bbox: BoundingBox


class Quality(Record):
    """How well the page can be read; reasons are codes such as blur, glare, cut_off, low_resolution, faint, dark."""

    grade: Literal["good", "fair", "poor", "unreadable"] = "good"
    reasons: tuple[str, ...] = ()


class TextLayer(Record):
    """The text a born-digital page carries, with what decides whether it can be trusted."""

    lines: tuple[Line, ...] = ()
    image_cover: float = 0.0
    invisible_share: float = 0.0


@dataclass(frozen=True, slots=True)
class SourcePage:
    """One page as it arrived, unread. The callables do the expensive work only when a stage asks for it.

    `load_text_layer` returns None when the format has no text layer (images). `render` gives RGB pixels with EXIF
    rotation applied, at about 200 dpi for vector pages and at most `max_side` pixels on the long side. `thumbnail`, if
    there is one, draws the same page at about 60 dpi: enough to find a seal on a born-digital page in milliseconds.
    `draw_part`, if there is one, draws a box of the page at 200 dpi: enough to read a line in a millisecond.
    """

    file: str
    number: int
    kind: Literal["pdf", "image", "text", "ofd", "xml"]
    sha256: str
    load_text_layer: Callable[[], TextLayer | None]
    render: Callable[[], Pixels]
    thumbnail: Callable[[], Pixels] | None = None
    draw_part: Callable[[BoundingBox], Pixels] | None = None


class Page(Record):
    """One page, read. `text` is the lines joined by newlines; `ink` says whether colour could be judged at all.

    Where several small papers lie on one sheet, each becomes a Page of its own: same file and number, its own lines,
    and `region` says which part of the sheet it is. Boxes stay relative to the whole sheet, turned clockwise by
    `rotation` and then by `tilt` degrees (a page photographed askew; 0 where its lines are nearly level). `copy_of`
    is the file and number of an earlier page that shows the same words.
    """

    file: str
    number: int
    source: Literal["text_layer", "ocr", "none"]
    engine: str | None = None
    rotation: Literal[0, 90, 180, 270] = 0
    tilt: float = 0.0
    lines: tuple[Line, ...] = ()
    seals: tuple[Seal, ...] = ()
    signing: tuple[SigningPlace, ...] = ()
    codes: tuple[Code, ...] = ()
    quality: Quality = Quality()
    ink: Literal["colour", "grey", "digital"] = "colour"
    aspect: float = Field(default=0.707, description="width / height of the upright page")
    decision: str = Field(default="", description="why the page was read this way, for the page record")
    seconds: float = 0.0
    region: BoundingBox | None = None
    copy_of: tuple[str, int] | None = None

    @property
    def text(self) -> str:
        """The lines, joined by newlines."""
        return "\n".join(line.text for line in self.lines)

    def lines_between(self, start: int, end: int) -> tuple[Line, ...]:
        """The lines that carry the characters `start:end` of `text`."""
        return tuple(line for line in self.lines if line.start < end and line.end > start)


def number_lines(lines: list[Line] | tuple[Line, ...]) -> tuple[Line, ...]:
    """Give each line its offset in the page text. Every reader ends with this."""
    numbered, offset = [], 0
    for line in lines:
        numbered.append(line.model_copy(update={"start": offset}))
        offset += len(line.text) + 1
    return tuple(numbered)


class PageClass(Record):
    """What a page is. `probability` is calibrated, or None where a rule or a person said so."""

    doc_type: str
    probability: float | None
    candidates: tuple[tuple[str, float], ...] = ()


class Evidence(Record):
    """Where something was seen: the file, the page (None for claim.json), the box, and the words there."""

    file: str
    page: int | None = None
    bbox: BoundingBox | None = None
    quote: str = ""


FactKind = Literal["text", "date", "money", "id", "bool", "int"]

#: Every fact a document can yield and the kind of its canonical value (domain vocabulary of the checklists).
FACT_KINDS: Mapping[str, FactKind] = {
    # who
    "name": "text", "id_number": "id", "birth_date": "date", "sex": "text", "age": "int", "address": "text",
    "nationality": "text", "account_holder": "text", "bank_name": "text", "card_number": "id",
    "card_kind": "text", "claimant_name": "text", "relation": "text", "valid_from": "date", "valid_until": "date",
    "card_side": "text", "phone": "id",
    # contract
    "policy_number": "id", "insurer": "text", "product": "text", "effective_date": "date", "end_date": "date",
    "claim_line": "text", "claim_cause": "text",
    # care
    "hospital": "text", "hospital_grade": "text", "department": "text", "doctor": "text",
    "inpatient_number": "id", "admission_date": "date", "discharge_date": "date", "stay_days": "int",
    "visit_date": "date", "diagnosis": "text", "chief_complaint": "text", "operation": "text", "emergency": "bool",
    "confirmed_diagnosis": "bool",
    # money
    "total": "money", "total_words": "money", "fund_paid": "money", "account_paid": "money", "cash_paid": "money",
    "self_paid": "money", "own_expense": "money", "other_paid": "money", "deposit": "money",
    "invoice_code": "id", "invoice_number": "id", "check_code": "id", "issue_date": "date", "seller": "text",
    # event
    "event_date": "date", "event_cause": "text", "death_date": "date", "appraisal_level": "text",
    "appraisal_standard": "text", "appraiser": "text", "liability": "text",
    # vehicle
    "plate_number": "id", "vin": "id", "engine_number": "id", "licence_class": "text", "vehicle_use": "text",
    # the paper itself
    "signed": "bool", "page_index": "int", "page_count": "int", "language": "text",
}  # fmt: skip


class Fact(Record):
    """One value read from a document, canonical for its kind in `FACT_KINDS`, with the place it was read."""

    name: str
    value: str
    confidence: float | None
    evidence: Evidence

    @model_validator(mode="after")
    def _canonical(self) -> Self:
        kind = FACT_KINDS.get(self.name)
        if kind is None:
            raise ValueError(f"unknown fact name {self.name!r}")
        if kind == "date":
            date.fromisoformat(self.value)
        elif kind == "money" and f"{Decimal(self.value):.2f}" != self.value:
            raise ValueError(f"{self.name}: money needs two decimals, got {self.value!r}")
        elif kind == "int":
            int(self.value)
        elif kind == "bool" and self.value not in ("true", "false"):
            raise ValueError(f"{self.name}: true or false, got {self.value!r}")
        return self

    def as_date(self) -> date:
        """The value of a date fact."""
        return date.fromisoformat(self.value)

    def as_money(self) -> Decimal:
        """The value of a money fact, yuan."""
        return Decimal(self.value)


class Document(Record):
    """A typed run of pages and the facts read from it. Of an `unknown` one, `candidates` are the types it may be."""

    id: str
    doc_type: str
    probability: float | None
    pages: tuple[Page, ...]
    facts: tuple[Fact, ...] = ()
    candidates: tuple[tuple[str, float], ...] = ()

    @property
    def text(self) -> str:
        """The text of its pages."""
        return "\n".join(page.text for page in self.pages)

    def facts_named(self, name: str) -> tuple[Fact, ...]:
        """Every fact of that name, in reading order."""
        return tuple(fact for fact in self.facts if fact.name == name)

    def fact(self, name: str) -> Fact | None:
        """The most confident fact of that name, or None."""
        found = self.facts_named(name)
        return max(found, key=lambda fact: fact.confidence or 0.0) if found else None

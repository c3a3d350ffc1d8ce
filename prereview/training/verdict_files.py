"""Verdicts from files: JSON lines of the desk or another system, and the worklist.xlsx that staff filled in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from pydantic import ValidationError

from prereview.errors import InputError
from prereview.report import Report
from prereview.verdicts import PREEXISTING, ROUTE, STATES, Subject, Verdict, make_verdict, shown_by

_CHINA = timezone(timedelta(hours=8))

#: The words staff choose from → what the subject is judged to be; "agree" is what was shown, None cannot tell.
_WORDS: Mapping[Subject, Mapping[str, str | None]] = {
    "route": {"supplement": "supplement", "complete": "complete", "investigate": "human_review"},
    "flag": {"upheld": "upheld", "not upheld": "not_upheld", "cannot tell": None},
    "item": {**{state: state for state in STATES["item"]}, "cannot tell": None},
}


@dataclass(frozen=True, slots=True)
class VerdictFile:
    """Verdicts of a file, and each line that is none, with the reason ("line 7: …"); reasons quote no personal data."""

    verdicts: tuple[Verdict, ...]
    problems: tuple[str, ...] = ()


def read_verdicts(path: Path, reports: Mapping[str, Report] | None = None) -> VerdictFile:
    """Verdicts of a .jsonl file or a filled-in worklist (.xlsx).

    Args:
        path: the file; its ending says which it is.
        reports: by claim_id, the ones the worklist was written from; needed for .xlsx only.

    Raises:
        InputError: the file cannot be read, or is no worklist.
    """
    if path.suffix.lower() == ".xlsx":
        return _read_worklist(path, reports or {})
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: {type(error).__name__}", remedy="Check the path; text is UTF-8.") from error
    return _collect((f"line {number}", line) for number, line in enumerate(lines, start=1) if line.strip())


def _collect(lines: Iterable[tuple[str, str]]) -> VerdictFile:
    verdicts, problems = [], []
    for place, line in lines:
        try:
            verdicts.append(Verdict.model_validate_json(line))
        except ValidationError as error:
            problems.append(f"{place}: {_explain(error)}")
    return VerdictFile(tuple(verdicts), tuple(problems))


def load_reports(folder: Path) -> dict[str, Report]:
    """Reports of a batch folder (`<claim_id>.json`), by claim_id; other JSON files are passed over.

    Raises:
        InputError: the folder holds no report.
    """
    reports = {}
    for path in sorted(folder.glob("*.json")):
        try:
            report = Report.model_validate_json(path.read_bytes())
        except ValidationError:
            continue
        reports[report.claim_id] = report
    if not reports:
        raise InputError(f"{folder} holds no report", remedy="Give the folder `prereview batch --out` wrote.")
    return reports


@dataclass
class _Sheet:
    """Verdicts collected from the two sheets of a worklist."""

    reports: Mapping[str, Report]
    verdicts: list[Verdict] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def add(self, place: str, report: Report, about: tuple[Subject, str], word: Any, **who: Any) -> None:
        """One answer: "agree", or a word of the list of its subject."""
        if not word:
            return
        subject, name = about
        try:
            judgement = _judgement(_english(str(word)), subject, shown_by(report, subject, name))
            self.verdicts.append(make_verdict(report, subject, name, judgement=judgement, source="worklist", **who))
        except ValidationError as error:
            self.problems.append(f"{place}: {_explain(error)}")
        except ValueError as error:
            self.problems.append(f"{place}: {error}")


def _judgement(word: str, subject: Subject, shown: str | None) -> str | None:
    if word == "agree":
        return shown
    if word not in _WORDS[subject]:
        raise ValueError(f"{word!r} is not one of the choices")
    return _WORDS[subject][word]


def _explain(error: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(map(str, entry['loc'])) or 'verdict'}: {entry['msg']}"
        for entry in error.errors(include_input=False, include_url=False)
    )


def _read_worklist(path: Path, reports: Mapping[str, Report]) -> VerdictFile:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # the library raises whatever zip, XML and its own checks raise
        raise InputError(f"{path} is no spreadsheet: {type(error).__name__}", remedy="Save it as .xlsx.") from error
    if len(book.worksheets) < 2:
        raise InputError(f"{path} is no worklist of prereview", remedy="Give the worklist.xlsx of a batch.")
    found = _Sheet(reports)
    signed = _read_claims(found, _rows(book.worksheets[0]))
    _read_items(found, _rows(book.worksheets[1]), signed)
    return VerdictFile(tuple(found.verdicts), tuple(found.problems))


Cells = Mapping[str, Any]  #: English heading → value


def _rows(sheet: Any) -> Iterator[tuple[str, Cells]]:
    """Rows below the two headings, by English heading."""
    heads: list[str] = []
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number == 2:
            heads = [str(value or "") for value in values]
        elif number > 2:
            yield f"{sheet.title} row {number}", dict(zip(heads, values, strict=False))


def _read_claims(found: _Sheet, rows: Iterable[tuple[str, Cells]]) -> dict[str, dict[str, Any]]:
    """Verdicts on routes and flags; returns who signed for which claim, and whether all its items were checked."""
    signed: dict[str, dict[str, Any]] = {}
    for place, cells in rows:
        if not any(cells.get(name) for name in ("verdict", "preexisting_verdict", "items_checked", "reviewer")):
            continue
        report = found.reports.get(str(cells.get("claim_id")))
        who = _signature(cells)
        if report is None or isinstance(who, str):
            found.problems.append(f"{place}: {who if isinstance(who, str) else 'no report of this claim was given'}")
            continue
        signed[report.claim_id] = {**who, "checked": bool(cells.get("items_checked"))}
        found.add(place, report, ("route", ROUTE), cells.get("verdict"), **who)
        found.add(place, report, ("flag", PREEXISTING), cells.get("preexisting_verdict"), **who)
    return signed


def _read_items(found: _Sheet, rows: Iterable[tuple[str, Cells]], signed: Mapping[str, Mapping[str, Any]]) -> None:
    for place, cells in rows:
        claim_id, said = str(cells.get("claim_id")), cells.get("state_verdict")
        who = dict(signed.get(claim_id, {}))
        checked = who.pop("checked", False)
        if not said and not checked:
            continue
        if not who:
            found.problems.append(f"{place}: the claim's row names no reviewer and date")
            continue
        about: tuple[Subject, str] = ("item", str(cells.get("item_id")))
        reason = str(cells.get("remark") or "")
        found.add(place, found.reports[claim_id], about, said or "agree", reason=reason, **who)


def _english(text: str) -> str:
    """The English half of a choice such as "不成立 not upheld"; a state code is its own."""
    return "".join(char for char in text if char.isascii()).strip()


def _signature(cells: Cells) -> dict[str, Any] | str:
    """Who judged and when, or what is missing."""
    reviewer, day = str(cells.get("reviewer") or "").strip(), _date(cells.get("reviewed_at"))
    if not reviewer or day is None:
        return "reviewer and date of review (2026-11-02) are both needed"
    return {"reviewer": reviewer, "reviewer_group": str(cells.get("group") or "").strip(), "reviewed_at": day}


def _date(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value.replace(tzinfo=_CHINA)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=_CHINA)
    try:
        return datetime.fromisoformat(str(value).strip().replace("/", "-")).replace(tzinfo=_CHINA)
    except ValueError:
        return None

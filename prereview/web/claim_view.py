"""A report as the desk shows it: one list of judgements, each with its evidence, and what was said about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from prereview.documents import Evidence
from prereview.findings import Finding, ItemResult, Notice, PreexistingAssessment
from prereview.report import PageRef, Report
from prereview.reporting.labels import GRADES, REASONS, ROUTES, STATES, Label, label_defect
from prereview.reporting.ordering import open_items
from prereview.reporting.pages import EvidenceView, PageBook, PageView
from prereview.reporting.remarks import (
    Remark,
    finding_words,
    is_told,
    merge_findings,
    remarks_of,
    speaks_for,
    state_shown,
)
from prereview.store import PageRecord
from prereview.verdicts import PREEXISTING, ROUTE, Subject, Verdict
from prereview.verdicts import STATES as ALLOWED

FLAG_STATES: Mapping[str, Label] = {
    "upheld": Label("成立", "Upheld"),
    "not_upheld": Label("不成立", "Not upheld"),
}
_NAMES: Mapping[Subject, Mapping[str, Label]] = {"item": STATES, "flag": FLAG_STATES, "route": ROUTES}
_NOTHING = Label("", "")
#: Papers a person reads to judge a history for themselves.
_RECORDS = frozenset({
    "outpatient_record", "admission_record", "discharge_summary", "first_page", "course_notes", "operation_record",
    "diagnosis_certificate",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judgement:
    """One thing a person may say yes or no to. `group` is where it stands; `hidden` is a blind sample's flag."""

    subject: Subject
    subject_id: str
    group: str
    symbol: str
    title: Label
    state: str
    state_name: Label
    why: Label = _NOTHING
    cure: Label = _NOTHING
    remarks: tuple[Remark, ...] = ()
    evidence: tuple[EvidenceView, ...] = ()
    contrary: tuple[EvidenceView, ...] = ()
    probability: float | None = None
    verdict: Verdict | None = None
    hidden: bool = False

    @property
    def key(self) -> str:
        """Name within the page."""
        return f"{self.subject}-{self.subject_id}"

    @property
    def choices(self) -> tuple[tuple[str, Label], ...]:
        """What else it could be."""
        names = _NAMES[self.subject]
        return tuple((state, names[state]) for state in ALLOWED[self.subject] if state != self.state or self.hidden)

    @property
    def judged_name(self) -> Label:
        """What the reviewer made of it."""
        said = self.verdict.judgement if self.verdict else None
        return _NAMES[self.subject][said] if said else _NOTHING


@dataclass(frozen=True, slots=True)
class DeskPage:
    """A page beside the list: its marks, and the name of its picture in the vault."""

    view: PageView
    picture: str | None
    aspect: float


@dataclass(frozen=True)
class ClaimView:
    """Everything the claim screen says about a report."""

    report: Report
    records: Sequence[PageRecord]
    verdicts: Mapping[tuple[Subject, str], Verdict]
    notice: Notice | None
    hidden: bool

    @cached_property
    def book(self) -> PageBook:
        """Where every piece of evidence is."""
        return PageBook(self.report, {})

    @cached_property
    def pages(self) -> tuple[DeskPage, ...]:
        """The pages with their marks, in reading order."""
        known = {(record.page.file, record.page.number): record for record in self.records}
        found = []
        for view in self.book.pages:
            record = known.get((view.ref.file, view.ref.page))
            picture, aspect = (record.picture, record.aspect or record.page.aspect) if record else (None, 0.707)
            found.append(DeskPage(view, picture, aspect))
        return tuple(found)

    @cached_property
    def judgements(self) -> tuple[Judgement, ...]:
        """In the order a person should look: history, problems, gaps, the recommendation, then what is in order."""
        waiting = open_items(self.report)
        settled = [item for item in self.report.items if item not in waiting]
        return (
            *self._history_first(first=True),
            *self._findings(),
            *(self._item(item, "open") for item in waiting),
            self._route(),
            *self._history_first(first=False),
            *(self._item(item, "settled") for item in settled if item.state != "not_applicable"),
            *(self._item(item, "unneeded") for item in settled if item.state == "not_applicable"),
        )

    @property
    def to_do(self) -> tuple[Judgement, ...]:
        """Those a person should say something about."""
        return tuple(entry for entry in self.judgements if entry.group in ("flag", "open"))

    @property
    def said(self) -> int:
        """How many of them were answered."""
        return sum(entry.verdict is not None for entry in self.to_do)

    @property
    def rewriting(self) -> tuple[Judgement, ...]:
        """The verdicts that made the notice another one than the report's."""
        return tuple(e for e in self.judgements if e.subject == "item" and e.verdict and e.verdict.overturned)

    def after(self, key: str) -> str:
        """The key of the next judgement that waits for an answer; the same one if none does."""
        keys = [entry.key for entry in self.judgements]
        start = keys.index(key) + 1 if key in keys else 0
        turned = [*self.judgements[start:], *self.judgements[:start]]
        waiting = (e.key for e in turned if e.verdict is None and e.group in ("flag", "open", "route"))
        return next(waiting, key)

    def _history_first(self, *, first: bool) -> tuple[Judgement, ...]:
        history = self.report.preexisting
        if self.hidden:
            return (self._blind(),) if first else ()
        if history is None or first != (history.flag_preexisting or history.needs_human):
            return ()
        return (self._history(history),)

    def _blind(self) -> Judgement:
        return Judgement(
            subject="flag",
            subject_id=PREEXISTING,
            group="flag",
            symbol="i-person",
            title=Label("既往症（盲审样本）", "Pre-existing condition (blind sample)"),
            state="",
            state_name=Label("请先独立判断", "Please judge first"),
            why=Label(
                "这是质量抽样：机器的判断先不显示。请看病历后回答。",
                "A quality sample: what the machine thinks stays hidden. Read the records, then answer.",
            ),
            evidence=self._places([Evidence(file=page.file, page=page.page) for page in self._medical_pages()]),
            hidden=True,
        )

    def _medical_pages(self) -> list[PageRef]:
        return [page for entry in self.report.documents if entry.doc_type in _RECORDS for page in entry.pages]

    def _history(self, history: PreexistingAssessment) -> Judgement:
        urgent = history.flag_preexisting or history.needs_human
        state = "upheld" if history.flag_preexisting else "not_upheld"
        grade, reason = GRADES[history.grade], REASONS[history.reason_code]
        return Judgement(
            subject="flag",
            subject_id=PREEXISTING,
            group="flag" if urgent else "settled",
            symbol="i-person" if urgent else "s-satisfied",
            title=Label("既往症", "Pre-existing condition"),
            state=state,
            state_name=Label(f"{grade.zh}；{reason.zh}", f"{grade.en}; {reason.en}"),
            why=Label(history.explanation_zh, history.explanation_en),
            evidence=self._places(speaks_for(history)),
            contrary=self._places(history.contrary_evidence),
            probability=history.probability,
            verdict=self.verdicts.get(("flag", PREEXISTING)),
        )

    def _findings(self) -> tuple[Judgement, ...]:
        """One judgement a code: verdicts speak of codes. What an item tells already is judged there."""
        grouped: dict[str, list[Finding]] = {}
        for finding in merge_findings(self.report.findings):
            if finding.severity != "info" and not is_told(finding, self.report.items):
                grouped.setdefault(finding.code, []).append(finding)
        return tuple(self._finding(code, found) for code, found in grouped.items())

    def _finding(self, code: str, found: Sequence[Finding]) -> Judgement:
        told = [finding_words(finding) for finding in found]
        return Judgement(
            subject="flag",
            subject_id=code,
            group="flag",
            symbol=f"v-{found[0].severity}",
            title=label_defect(code),
            state="upheld",
            state_name=_NOTHING,
            why=Label("\n".join(one.zh for one in told), "\n".join(one.en for one in told)),
            evidence=self._places([place for finding in found for place in finding.evidence]),
            contrary=self._places([place for finding in found for place in finding.contrary_evidence]),
            probability=found[0].probability,
            verdict=self.verdicts.get(("flag", code)),
        )

    def _item(self, item: ItemResult, group: str) -> Judgement:
        shown = state_shown(item)
        told = [r.sentence for r in remarks_of(item, self.report.findings) if r.is_defect and r.sentence]
        lines = told if item.state != "present_unusable" and told else [Label(item.why_zh, item.why_en)]
        return Judgement(
            subject="item",
            subject_id=item.id,
            group=group,
            symbol=f"s-{shown}",
            title=Label(item.name_zh, item.name_en),
            state=item.state,
            state_name=STATES[shown],
            why=Label("\n".join(line.zh for line in lines), "\n".join(line.en for line in lines)),
            cure=Label(item.cure_zh, item.cure_en) if group == "open" else _NOTHING,
            remarks=remarks_of(item, self.report.findings),
            evidence=self._places(item.evidence) or self._documents(item),
            probability=item.probability,
            verdict=self.verdicts.get(("item", item.id)),
        )

    def _documents(self, item: ItemResult) -> tuple[EvidenceView, ...]:
        """The first pages of an item's papers, where it names no place of its own."""
        pages = (entry.pages[0] for entry in self.report.documents if entry.id in item.documents and entry.pages)
        return self._places([Evidence(file=page.file, page=page.page) for page in pages])

    def _route(self) -> Judgement:
        return Judgement(
            subject="route",
            subject_id=ROUTE,
            group="route",
            symbol="i-forward",
            title=Label("预审建议", "Recommendation"),
            state=self.report.route,
            state_name=ROUTES[self.report.route],
            why=Label("\n".join(self.report.why), ""),
            verdict=self.verdicts.get(("route", ROUTE)),
        )

    def _places(self, evidence: Sequence[Evidence]) -> tuple[EvidenceView, ...]:
        return tuple(self.book.find(place) for place in dict.fromkeys(evidence))

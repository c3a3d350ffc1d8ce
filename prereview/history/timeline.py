"""One patient's conditions across all documents of a claim: since when, who said it, how sure, what speaks against."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from prereview.documents import Evidence
from prereview.history.characters import clean
from prereview.history.mention import Mention, Onset
from prereview.history.pipeline_zh import read_text
from prereview.history.relations import disease_key
from prereview.history.sections import SectionName
from prereview.history.texts import MedicalText
from prereview.history.times import find_times
from prereview.history.unnamed import unnamed_conditions

_MONTH = 30.44
_EPISODE = 1.5  #: months up to which an illness told at the visit is the illness of the visit
_SAME_VISIT = 45  #: days between a paper and the claimed visit up to which it belongs to it
#: What a paper speaks of where no heading says so. Forms of one visit state its diagnosis, not a history.
_SECTIONS: tuple[tuple[str, SectionName], ...] = (
    ("家族史", "family"), ("告知", "policy"), ("投保", "policy"), ("问卷", "policy"), ("条款", "policy"),
    ("first_page", "diagnosis"), ("病案首页", "diagnosis"), ("prescription", "diagnosis"), ("处方", "diagnosis"),
    ("diagnosis_certificate", "diagnosis"), ("诊断证明", "diagnosis"), ("operation_record", "diagnosis"),
    ("手术记录", "diagnosis"), ("sick_leave", "diagnosis"), ("pathology_report", "exam"), ("imaging_report", "exam"),
    ("ecg", "exam"), ("病理", "exam"), ("影像", "exam"), ("超声", "exam"), ("checkup", "exam"), ("体检", "exam"),
    ("检验", "exam"), ("化验", "exam"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sighting:
    """One mention in one document, its onset moved to the clock of the claimed visit.

    `corrected`: another sentence calls its time a slip of the pen.
    """

    mention: Mention
    text: MedicalText
    onset: Onset | None
    earlier_visit: bool = False
    corrected: bool = False

    @property
    def evidence(self) -> Evidence:
        """The quoted clause with its place."""
        return self.text.evidence(*quote_span(self.text.text, self.mention))

    @property
    def on_application(self) -> bool:
        """Whether it was said to the insurer, on a health declaration."""
        return self.mention.section == "policy" or section_of(self.text.doc_type) == "policy"

    @property
    def words(self) -> str:
        """The whole sentence."""
        return self.text.text[slice(*self.mention.sentence)]


@dataclass(frozen=True, slots=True)
class Condition:
    """One disease of the timeline: all its sightings, merged across names of the same thing."""

    name: str
    icd10: str | None
    kind: str
    sightings: tuple[Sighting, ...]

    def having(self, *assertions: str) -> tuple[Sighting, ...]:
        """Sightings asserted in one of the given ways."""
        return tuple(s for s in self.sightings if s.mention.assertion in assertions)

    @property
    def present(self) -> tuple[Sighting, ...]:
        """Sightings that say the patient has it."""
        return self.having("present")

    @property
    def denied(self) -> tuple[Sighting, ...]:
        """Denials by the patient; those of a family history are not."""
        return tuple(s for s in self.having("negated") if s.mention.experiencer == "patient")

    @property
    def contradicted(self) -> bool:
        """Whether the patient denies to a doctor what the papers affirm; both must reach a person.

        A 否 on the insurer's own form contradicts nothing: that is how a disease is not disclosed. Nor does a denial
        undo what the record of an earlier visit states at first hand.
        """
        if any(sighting.corrected for sighting in self.present):
            return True
        denied = any(not sighting.on_application for sighting in self.denied)
        return denied and bool(self.present) and not any(s.earlier_visit and s.onset for s in self.present)

    @property
    def cured(self) -> bool:
        """Whether a sighting says it was cured."""
        return any(s.mention.temporality == "resolved" for s in self.present)


@dataclass(frozen=True, slots=True)
class Timeline:
    """All conditions of a claim's documents, and the complaint that led to the visit."""

    conditions: tuple[Condition, ...]
    complaint: Onset | None
    complaint_sighting: Evidence | None
    texts: tuple[MedicalText, ...] = field(default=(), repr=False)


def quote_span(text: str, mention: Mention) -> tuple[int, int]:
    """The clause around a mention: wide enough to show its cue and duration, narrow enough to be read."""
    low, high = mention.sentence
    start = max(low, mention.start - 40)
    end = min(high, mention.end + 40)
    left = max((text.rfind(mark, start, mention.start) for mark in "，,、；。\n"), default=-1)
    if mention.assertion in ("negated", "family", "other_person", "hypothetical", "possible"):
        left = start - 1
    cut = re.search(r"[，,；。\n]", text[mention.end : end])
    right = mention.end + cut.start() if cut else end
    while start < mention.start and text[start] in "，,。；、 \n":
        start += 1
    return max(start, left + 1), right


def section_of(doc_type: str) -> SectionName:
    """The section a text belongs to before its first heading, from the kind of paper."""
    return next((section for word, section in _SECTIONS if word in doc_type), "none")


def build_timeline(texts: Sequence[MedicalText], visit: date | None, others: frozenset[int] = frozenset()) -> Timeline:
    """Read every text and merge what it says by disease; `others` numbers the papers that are about somebody else."""
    dated = any(not _is_earlier(text, visit) and text.doc_type not in _BRIEF for text in texts)
    slips = frozenset[float]().union(*(corrected_times(text.text) for text in texts))
    sightings = [
        replace(
            _disowned(sighting) if number in others else sighting,
            corrected=sighting.mention.onset is not None and sighting.mention.onset.months in slips,
        )
        for number, text in enumerate(texts)
        for sighting in _read(text, visit, dated=dated)
    ]
    complaint, seen = _complaint(texts)
    if complaint is None:
        complaint, seen = _complaint_of_diagnosis(sightings)
    return Timeline(tuple(_merge(sightings)), complaint, seen, tuple(texts))


_SLIP = re.compile(
    r"[”\"」』）)]?(?:的|之)?(?:记载|记录|描述|字样|病史|时间)?[，,]?(?:应?[系为是]|属于?|确系|实系)?[^，。；\d]{0,6}?"
    r"(?:笔误|误写|误记|误录|写错|记错|录入错误|录入有误|书写错误|记录错误|记录有误|书写有误)"
)
_SLIPPED = re.compile(
    r"(?:误写|误记|误录|错写|错记|错录|误输|笔误|(?:误|错)[^，。；]{0,8}(?:写|记|录|输)(?:为|成|作))[“\"「]?$"
)


def corrected_times(text: str) -> frozenset[float]:
    """Months a text takes back (首页“5年”系笔误, 将5天误写为5年). Whether the correction holds is for a person."""
    cleaned = clean(text).text
    return frozenset(
        time.months
        for time in find_times(cleaned, None)
        if time.months is not None
        and (_SLIP.match(cleaned, time.end) or _SLIPPED.search(cleaned, max(0, time.start - 14), time.start))
    )


#: Papers that tell no story. A record is of an earlier visit only beside a record of the claimed one.
_BRIEF = frozenset({"prescription", "imaging_report", "pathology_report", "ecg", "sick_leave", "unknown"})


def _own_date(text: MedicalText, visit: date | None) -> date | None:
    return text.visit_date(visit + timedelta(days=90) if visit else None)


def _is_earlier(text: MedicalText, visit: date | None) -> bool:
    own = _own_date(text, visit)
    return own is not None and visit is not None and (visit - own).days > _SAME_VISIT


def _read(text: MedicalText, visit: date | None, *, dated: bool) -> Iterable[Sighting]:
    """The sightings of one text.

    Where no other record tells of the claimed visit (`dated` is False), an early date on the only one may be a slip of
    the pen: its durations keep their own clock, its diagnosis proves nothing, a person reads it.
    """
    for start, end, day in text.entries():
        own = day or _own_date(text, visit)
        earlier = own is not None and visit is not None and (visit - own).days > _SAME_VISIT
        clock = own if earlier else visit
        shift = (visit - own).days / _MONTH if earlier and visit and own else 0.0
        part = text.text[start:end]
        mentions = read_text(part, visit=clock, section=section_of(text.doc_type))
        for mention in (*mentions, *unnamed_conditions(part, mentions, clock)):
            told = mention.onset if mention.onset is not None and not mention.onset.symptom else mention.story
            if earlier:
                told = _moved(told, shift, mention) if dated or day else _long_before(told)
            yield Sighting(_placed(mention, start), text, told, earlier)


def _disowned(sighting: Sighting) -> Sighting:
    """What the paper of somebody else tells of its patient, as told of another person."""
    if sighting.mention.assertion not in ("present", "possible"):
        return sighting
    return replace(sighting, mention=replace(sighting.mention, assertion="other_person", experiencer="other"))


def _placed(mention: Mention, offset: int) -> Mention:
    """A mention of one entry at its place in the whole text."""
    low, high = mention.sentence
    start, end = mention.start + offset, mention.end + offset
    return replace(mention, start=start, end=end, sentence=(low + offset, high + offset))


def _long_before(told: Onset | None) -> Onset | None:
    """A history of years; the complaint of a visit whose date is in doubt is not one."""
    lasting = told is not None and (told.high is None or told.high > 6)
    return told if lasting else None


def _moved(onset: Onset | None, shift: float, mention: Mention) -> Onset | None:
    """An onset told at an earlier visit, on the clock of the claimed one; seen at an earlier visit is a lower bound."""
    if onset is None:
        return None if mention.assertion != "present" else Onset("", shift, shift, None, approx=True)
    low = None if onset.low is None else onset.low + shift
    high = None if onset.high is None else onset.high + shift
    months = None if onset.months is None else onset.months + shift
    return replace(onset, months=months, low=low, high=high)


def _merge(sightings: Sequence[Sighting]) -> Iterable[Condition]:
    groups: dict[str, list[Sighting]] = {}
    for sighting in sightings:
        groups.setdefault(disease_key(sighting.mention.normalised, sighting.mention.icd10), []).append(sighting)
    for group in groups.values():
        named = sorted(group, key=lambda s: (s.mention.assertion != "present", s.mention.kind == "finding"))
        first = named[0].mention
        yield Condition(first.normalised, first.icd10, first.kind, tuple(group))


_COMPLAINT = re.compile(r"(?:主诉|主因|因)[:：]?(?P<said>[^。\n]{2,60}?)(?:入院|收|来院|于\s?\d{4}|步入|就诊|[。\n]|$)")
_STARTED = re.compile(r"(?:缘于|源于|始于|自|于)\s?(?P<when>[^，。；]{1,10}前)")


def _complaint(texts: Sequence[MedicalText]) -> tuple[Onset | None, Evidence | None]:
    """The longest duration of the chief complaint (反复咳嗽30余年，加重3小时 counts from thirty years)."""
    for pattern, group in ((_COMPLAINT, "said"), (_STARTED, "when")):
        for text in texts:
            cleaned = clean(text.text)
            match = pattern.search(cleaned.text)
            if match is None:
                continue
            times = [time for time in find_times(match[group], None) if time.high is not None]
            if times:
                longest = max(times, key=lambda time: time.high or 0)
                return Onset.from_time(longest), text.evidence(*cleaned.original(match.start(group), match.end(group)))
    return None, None


def _complaint_of_diagnosis(sightings: Sequence[Sighting]) -> tuple[Onset | None, Evidence | None]:
    """What the diagnoses of this visit took over from a complaint told without a title."""
    told = [s for s in sightings if not s.earlier_visit and s.mention.onset is not None and s.mention.onset.symptom]
    longest = max(told, key=lambda s: (s.mention.onset and s.mention.onset.high) or 0.0, default=None)
    if longest is None or longest.mention.onset is None:
        return None, None
    return longest.mention.onset, longest.evidence


def onset_disagrees(sightings: Sequence[Sighting], months: float) -> bool:
    """Whether one sentence puts the onset before the contract (`months` ago) and another after it.

    Two tellings on the same side of inception differ in nothing that matters; the last weeks are this episode.
    """
    told = [s.onset for s in sightings if s.onset is not None and s.onset.low is not None and s.onset.high is not None]
    spans = [(onset.low or 0.0, onset.high or 0.0) for onset in told if (onset.high or 0.0) > _EPISODE]
    before = [low for low, _ in spans if low >= months]
    return bool(before) and any(high < min(months, *before) for _, high in spans)

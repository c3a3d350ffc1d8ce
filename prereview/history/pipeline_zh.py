"""The spaCy pipeline: sections → conditions → assertion → onset, each a registered component on a Doc of characters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from prereview.history import characters  # registers the tokenizer
from prereview.history.assertion import Verdict, assert_mention
from prereview.history.cues import load_cues
from prereview.history.lexicon import Entry, Lexicon, load_lexicon
from prereview.history.matching import Match, find_conditions
from prereview.history.mention import Mention, Onset, Temporality
from prereview.history.onset import attach_onset, of_complaint
from prereview.history.scope import mask, open_scope
from prereview.history.sections import Layout, SectionName, lay_out
from prereview.history.selection import select_mentions
from prereview.history.stories import became, find_complaint, story_onset
from prereview.history.times import TimeExpression, find_times
from prereview.history.turns import told_in_reply, turn_at

GROUP = "conditions"

for _name in ("layout", "visit", "section", "given", "scope"):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=None)
for _name in ("entry", "verdict", "onset", "story", "temporality", "fuzzy"):
    if not Span.has_extension(_name):
        Span.set_extension(_name, default=None)


class Sectioniser:
    """Headings and sentence ends; `doc._.section` is the section of text before the first heading."""

    def __call__(self, doc: Doc) -> Doc:
        """Annotate the Doc in place and hand it on."""
        doc._.layout = lay_out(doc._.clean.text, doc._.section or "none")
        return doc


class ConditionMatcher:
    """Fills `doc.spans["conditions"]`, or takes the spans the caller gave (`doc._.given`, clean offsets)."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def __call__(self, doc: Doc) -> Doc:
        """Annotate the Doc in place and hand it on."""
        text = doc._.clean.text
        matches = find_conditions(text, self.lexicon) if doc._.given is None else self._given(text, doc._.given)
        if doc._.given is None:
            matches = select_mentions(text, doc._.layout, matches)
        spans = []
        for match in matches:
            span = Span(doc, match.start, match.end, label=match.entry.kind)
            span._.entry, span._.fuzzy = match.entry, match.fuzzy
            spans.append(span)
        doc.spans[GROUP] = spans
        return doc

    def _given(self, text: str, spans: Sequence[tuple[int, int]]) -> list[Match]:
        found = find_conditions(text, self.lexicon)
        matches = []
        for start, end in spans:
            known = next((m.entry for m in found if m.start < end and m.end > start), None)
            matches.append(Match(start, end, known or Entry(text[start:end], None, "disease")))
        return matches


class Asserter:
    """Assertion and experiencer of every condition; doubts that the record settles later become present."""

    def __call__(self, doc: Doc) -> Doc:
        """Annotate the Doc in place and hand it on."""
        spans = doc.spans[GROUP]
        text = doc._.clean.text
        masked = mask(text, [(span.start, span.end) for span in spans])
        names = tuple((span.start, span._.entry.name) for span in spans)
        doc._.scope = scope = open_scope(text, masked, doc._.layout, names)
        for span in spans:
            span._.verdict = assert_mention(scope, span.start, span.end, span.label_)
        _confirm(masked, doc._.layout, spans)
        return doc


def _confirm(masked: str, layout: Layout, spans: Sequence[Span]) -> None:
    """Suspected first, established later in the same record: the suspicion was right (clinical.md §3 rule 3)."""
    confirmed = load_cues()["confirmed"]
    for span in spans:
        if span._.verdict.assertion != "possible":
            continue
        for later in spans:
            same = later._.entry.name == span._.entry.name and later.start > span.start
            if not same or later._.verdict.assertion != "present":
                continue
            low, high = layout.sentence_at(later.start)
            if confirmed.search(masked, max(low, later.start - 40), min(high, later.end + 12)):
                span._.verdict = Verdict("present", span._.verdict.experiencer, "confirmed later")
                break


class OnsetFinder:
    """Onset and temporality of every condition that somebody has."""

    def __call__(self, doc: Doc) -> Doc:
        """Annotate the Doc in place and hand it on."""
        layout, masked = doc._.layout, doc._.scope.masked
        times = find_times(masked, doc._.visit)
        for span in doc.spans[GROUP]:
            if span._.verdict.assertion not in ("negated", "hypothetical"):
                span._.onset = attach_onset(masked, layout, times, span.start, span.end)
                told = told_in_reply(masked, doc._.scope.turns, times, span.start, span.end)
                if span._.onset is None and told is not None:
                    span._.onset = Onset.from_time(told)
        _take_complaint(masked, layout, times, doc.spans[GROUP])
        for span in doc.spans[GROUP]:
            bare = span._.onset is None or span._.onset.symptom
            if bare and span._.verdict.assertion not in ("negated", "hypothetical"):
                span._.story = story_onset(masked, layout, times, span.start)
        _share_complaint(layout, doc.spans[GROUP])
        _inherit(masked, layout, doc.spans[GROUP])
        for span in doc.spans[GROUP]:
            span._.temporality = _temporality(masked, layout, span)
        return doc


def _take_complaint(masked: str, layout: Layout, times: Sequence[TimeExpression], spans: Sequence[Span]) -> None:
    """The first diagnosis and every doubted one take the age of the complaint they explain."""
    complaint = find_complaint(masked, layout, times)
    settled = False
    for span in spans if complaint else ():
        assertion, experiencer = span._.verdict.assertion, span._.verdict.experiencer
        if span._.onset is not None or experiencer != "patient" or assertion not in ("present", "possible"):
            continue
        sure = assertion == "present"
        listed = layout.section_at(span.start) == "diagnosis"
        if (
            complaint
            and became(masked, layout, complaint, span.start, sure=sure)
            and (not sure or listed or not settled)
        ):
            span._.onset = of_complaint(complaint.time)
            settled = settled or sure


def _one_chapter(one: Span, other: Span) -> bool:
    first, second = one._.entry.icd10, other._.entry.icd10
    return bool(first and second and first[0] == second[0])


def _share_complaint(layout: Layout, spans: Sequence[Span]) -> None:
    """Diagnoses of one chapter beside the first share its complaint (糖尿病视网膜病变；白内障 after 视物模糊半年)."""
    first: Span | None = None
    for span in spans:
        if layout.section_at(span.start) != "diagnosis" or span._.verdict.assertion not in ("present", "possible"):
            first = None
        elif first is None:
            first = span
        elif span._.onset is None and first._.onset is not None and _one_chapter(span, first):
            span._.onset = replace(first._.onset, approx=True)


def _inherit(masked: str, layout: Layout, spans: Sequence[Span]) -> None:
    """What a stroke left behind (遗留右侧肢体活动障碍) is as old as the stroke."""
    for before, span in zip(spans, list(spans)[1:], strict=False):
        if span._.entry.kind != "sequela" or span._.onset is not None or span._.verdict.assertion != "present":
            continue
        same = layout.sentence_at(before.start) == layout.sentence_at(span.start)
        if same and re.search(r"遗留|留有|后遗|致|及|、|和", masked[before.end : span.start]):
            span._.onset = before._.onset


def _temporality(masked: str, layout: Layout, span: Span) -> Temporality:
    low, high = layout.sentence_at(span.start)
    following = masked.find("#", span.end, high)
    tail = masked[span.end : following if following > 0 else high]
    if load_cues()["cured"].search(tail) and "未" not in tail:
        return "resolved"
    if span._.verdict.assertion == "negated":
        return "current" if span.label_ == "sequela" else "past_history"
    if span.label_ == "sequela":
        return "current"
    onset: Onset | None = span._.onset
    if onset is not None and not onset.symptom:
        return "current" if onset.high is not None and onset.high < 1.0 else "past_history"
    section: SectionName = layout.section_at(span.start)
    before = masked[max(low, span.start - 30) : span.start]
    if section != "exam" and re.search(r"既往|曾|病史|投保前|生效前", before):
        return "past_history"
    if section in ("diagnosis", "exam", "complaint"):
        return "current"
    if span._.verdict.assertion == "possible" and "就诊" not in before:
        return "current"
    return "current" if _NOW.search(before + masked[span.start : min(high, span.end + 12)]) else "past_history"


#: Words of this visit or of a fresh discovery; history is told with 既往, 曾 or a duration.
_NOW = re.compile(
    r"此次|本次|入院后|今日|收入|收住|收治|入院诊断|故|示[:：]|确诊|以[“\"#]|目前|现在|最近|再次发生|前段时间|前一段时间|发觉|检查是|患上|"
    r"门诊经查体|内镜诊断|入院[，,]"
)


@Language.factory("prereview_sections")
def _create_sections(nlp: Language, name: str) -> Sectioniser:
    return Sectioniser()


@Language.factory("prereview_conditions")
def _create_conditions(nlp: Language, name: str) -> ConditionMatcher:
    return ConditionMatcher(load_lexicon())


@Language.factory("prereview_assertion")
def _create_assertion(nlp: Language, name: str) -> Asserter:
    return Asserter()


@Language.factory("prereview_onset")
def _create_onset(nlp: Language, name: str) -> OnsetFinder:
    return OnsetFinder()


@cache
def load_pipeline() -> Language:
    """The pipeline, built once; safe to use from several threads because components keep no state."""
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": characters.TOKENIZER}}})
    for component in ("prereview_sections", "prereview_conditions", "prereview_assertion", "prereview_onset"):
        nlp.add_pipe(component)
    return nlp


def read_text(
    text: str,
    *,
    visit: date | None = None,
    section: SectionName = "none",
    given: Sequence[tuple[int, int]] | None = None,
) -> tuple[Mention, ...]:
    """Run the pipeline and give back mentions with offsets into `text` as it arrived.

    Args:
        text: a record or part of one.
        visit: the date onsets count back from.
        section: what the text before the first heading is (from the document type).
        given: spans to assert instead of searching, as offsets into `text`.
    """
    if not text.strip():
        return ()
    nlp = load_pipeline()
    doc = nlp.make_doc(text)
    doc._.visit, doc._.section = visit, section
    if given is not None:
        doc._.given = [characters.clean_span(doc._.clean, start, end) for start, end in given]
    for _, component in nlp.pipeline:
        doc = component(doc)
    return tuple(_to_mention(doc, span, text) for span in doc.spans[GROUP])


_TRAITS = {
    "duration": re.compile(r"#(?:[^。；#]{0,8})?(?:病史|史)?\d"),
    "diagnosed": re.compile(r"确诊|诊断|诊为|查出|明确|证实"),
    "treated": re.compile(r"口服|服用|服药|用药|治疗|胰岛素|手术|降压|降糖|透析|化疗|放疗|术|控制|吸入|注射"),
    "told": re.compile(r"病史|#史|既往|患(?!者|儿)|自诉|自述|告知"),
    "admitted": re.compile(r"住院|入院治疗|收住"),
    "lab": re.compile(r"体检|检查|化验|彩超|B超|CT|MRI|检出|提示|升高|偏高"),
}


#: 未予治疗 must not read as treated, nor 未确诊 as diagnosed.
_UNTREATED = re.compile(
    r"未(?:予|经|行|曾|系统|规律|进一步|予以|正规|口服|服用|服|作|做|任何|特殊|明确|确)*(?:药物|治疗|诊治|用药|服药|处理|诊断|诊)+"
)


def _to_mention(doc: Doc, span: Span, text: str) -> Mention:
    cleaned, layout = doc._.clean, doc._.layout
    start, end = cleaned.original(span.start, span.end)
    low, high = layout.sentence_at(span.start)
    entry: Entry = span._.entry
    masked = doc._.scope.masked
    near = _UNTREATED.sub("", masked[max(low, span.start - 30) : min(high, span.end + 40)])
    traits = frozenset(name for name, pattern in _TRAITS.items() if pattern.search(near))
    turn = turn_at(doc._.scope.turns, span.start)
    if turn is not None and not doc._.scope.turns[turn].asks:
        traits |= {"told"}
    return Mention(
        start=start,
        end=end,
        condition=text[start:end] if text[start:end].isascii() else cleaned.text[span.start : span.end],
        normalised=entry.name,
        icd10=entry.icd10,
        kind=entry.kind,
        assertion=span._.verdict.assertion,
        experiencer=span._.verdict.experiencer,
        temporality=span._.temporality,
        onset=span._.onset,
        section=layout.section_at(span.start),
        sentence=cleaned.original(low, high),
        cue=span._.verdict.cue,
        traits=traits,
        fuzzy=bool(span._.fuzzy),
        story=span._.story,
    )

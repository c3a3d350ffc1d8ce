"""A report as plain text for the terminal, in Chinese or English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from prereview.documents import Evidence
from prereview.findings import PreexistingAssessment
from prereview.report import Report
from prereview.reporting.labels import (
    CLOCK,
    GRADES,
    LIGHT_SYMBOLS,
    LIGHTS,
    OUTCOME_SYMBOLS,
    OUTCOMES,
    REASONS,
    ROUTES,
    SCORES,
    SEVERITIES,
    STATE_SYMBOLS,
    STATES,
    TESTS,
    Label,
    label_document,
    label_line,
    show_moment,
    show_share,
)
from prereview.reporting.ordering import OPEN_STATES, open_items
from prereview.reporting.reasons import translate_reason
from prereview.reporting.remarks import finding_words, merge_findings, remarks_of, speaks_for, state_shown


def to_text(report: Report, lang: str = "zh") -> str:
    """The report in a page of text; `lang` is "zh" or "en". Ends with a newline."""
    return "\n".join(_lines(report, lang)) + "\n"


def _lines(report: Report, lang: str) -> Iterator[str]:
    def say(zh: str, en: str) -> str:
        return Label(zh, en).in_language(lang)

    yield f"{report.claim_id} · {label_line(report.line).in_language(lang)}"
    yield f"{say('建议', 'Recommendation')}: {ROUTES[report.route].in_language(lang)}"
    yield from (f"  · {say(sentence, translate_reason(sentence, report) or sentence)}" for sentence in report.why)
    yield from _section(say("材料清单", "Checklist"), _items(report, lang))
    yield from _section(say("发现", "Findings"), _findings(report, lang))
    yield from _section(say("待确认", "Questions"), (say(q.text_zh, q.text_en) for q in report.questions))
    if report.preexisting:
        yield from _section(say("既往症核对", "Pre-existing condition"), _preexisting(report.preexisting, lang))
    yield from _section(say("收到的材料", "Documents"), _documents(report, lang))
    yield from _section(say("评分", "Scores"), _scores(report, lang))
    yield from _section(say("时限", "Clock"), _clock(report, lang))
    if report.notice:
        wording = report.notice.text_zh if lang == "zh" else report.notice.text_en or report.notice.text_zh
        yield from _section(say("补充材料通知", "Supplement notice"), iter(wording.splitlines()))
    yield ""
    yield say("以上为预审建议，由人工决定。", "This is a recommendation; a person decides.")


def _section(title: str, lines: Iterator[str]) -> Iterator[str]:
    body = list(lines)
    if body:
        yield ""
        yield title
        yield from (f"  {line}".rstrip() for line in body)


def _items(report: Report, lang: str) -> Iterator[str]:
    waiting = open_items(report)
    for item in (*waiting, *(item for item in report.items if item not in waiting)):
        if item.state == "not_applicable":
            continue
        name = Label(item.name_zh, item.name_en).in_language(lang)
        yield f"{STATE_SYMBOLS[item.state]} {name}: {STATES[state_shown(item)].in_language(lang)}"
        for remark in remarks_of(item, report.findings):
            yield f"    {remark.code} {remark.words.in_language(lang)}"
        if item.state in OPEN_STATES:
            words = (Label(item.why_zh, item.why_en), Label(item.cure_zh, item.cure_en))
            yield from (f"    {entry.in_language(lang)}" for entry in words if entry.in_language(lang))


def _findings(report: Report, lang: str) -> Iterator[str]:
    for finding in merge_findings(report.findings):
        severity = SEVERITIES[finding.severity].in_language(lang)
        yield f"[{severity}] {finding_words(finding).in_language(lang)}"
        yield from (f"  {line}" for line in _quotes(finding.evidence, finding.contrary_evidence, lang))


def _quotes(supporting: Sequence[Evidence], contrary: Sequence[Evidence], lang: str, most: int = 3) -> Iterator[str]:
    """＋ what speaks for it, － what speaks against it, with the place; the HTML report shows all of them."""
    for sign, evidence in (("＋", supporting), ("－", contrary)):
        for entry in evidence[:most]:
            yield f"{sign} {_place(entry.file, entry.page, lang)} {entry.quote[:60]}".rstrip()
        if len(evidence) > most:
            yield f"{sign} … {len(evidence) - most}"


def _place(file: str, page: int | None, lang: str) -> str:
    return file if page is None else f"{file} {Label(f'第{page}页', f'p. {page}').in_language(lang)}"


def _preexisting(assessment: PreexistingAssessment, lang: str) -> Iterator[str]:
    yield f"{GRADES[assessment.grade].in_language(lang)} ({REASONS[assessment.reason_code].in_language(lang)})"
    for name, question in TESTS.items():
        outcome = getattr(assessment.tests, name)
        yield f"{OUTCOME_SYMBOLS[outcome]} {question.in_language(lang)} {OUTCOMES[outcome].in_language(lang)}"
    yield from _quotes(speaks_for(assessment), assessment.contrary_evidence, lang)
    explanation = Label(assessment.explanation_zh, assessment.explanation_en).in_language(lang)
    if explanation:
        yield explanation
    if assessment.would_settle_zh:
        words = Label("可以厘清的材料: ", "What would settle it (Chinese original): ")
        yield words.in_language(lang) + assessment.would_settle_zh


def _documents(report: Report, lang: str) -> Iterator[str]:
    for document in report.documents:
        places = ", ".join(_place(page.file, page.page, lang) for page in document.pages)
        yield f"{label_document(document.doc_type).in_language(lang)}: {places}"


def _scores(report: Report, lang: str) -> Iterator[str]:
    for name, label in SCORES.items():
        value = getattr(report.scores, name)
        if value is not None:
            yield f"{label.in_language(lang)}: {show_share(value)}"


def _clock(report: Report, lang: str) -> Iterator[str]:
    if report.clock.light:
        yield f"{LIGHT_SYMBOLS[report.clock.light]} {LIGHTS[report.clock.light].in_language(lang)}"
    for name, label in CLOCK.items():
        value = getattr(report.clock, name)
        if value:
            yield f"{label.in_language(lang)}: {show_moment(value)}"

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import pytest

from prereview.batch.failed import _WORDS as FAILED
from prereview.catalogue import defect_names
from prereview.history.scorer import FEATURES as HISTORY_FEATURES
from prereview.ingestion.problems import WORDINGS
from prereview.ingestion.signatures import _WORDS as SIGNATURES
from prereview.report import Report
from prereview.reporting import report_schema, to_html, to_text, write_index
from prereview.reporting.labels import FEATURES, LINES, ROUTE_SYMBOLS, ROUTES, STATE_SYMBOLS, STATES, label_defect
from prereview.scoring import CLAIM_FEATURES as SCORE_FEATURES

#: The product recommends and never refuses: none of these may stand in a template or come out of one.
REFUSALS = (
    "拒赔",
    "拒绝",
    "不予赔付",
    "不予受理",
    "不赔",
    "驳回",
    "denied",
    "deny",
    "denial",
    "reject",
    "refus",
    "declin",
)


def refusals_in(text: str) -> list[str]:
    return [word for word in REFUSALS if word in text.lower()]


def test_templates_and_labels_never_refuse() -> None:
    room = resources.files("prereview.reporting")
    files = [*room.joinpath("templates").iterdir(), *(entry for entry in room.iterdir() if entry.name.endswith(".py"))]

    assert len(files) > 12
    assert {file.name: refusals_in(file.read_text(encoding="utf-8")) for file in files} == {
        file.name: [] for file in files
    }


def test_outputs_never_refuse(make_report: Callable[..., Report], tmp_path: Path) -> None:
    reports = [make_report(f"C-{route}", route=route) for route in ROUTES]
    write_index(reports, tmp_path / "index.html")

    texts = [to_html(report, {}) for report in reports] + [
        to_text(report, lang) for report in reports for lang in ("zh", "en")
    ]
    texts += [json.dumps(report_schema(), ensure_ascii=False), (tmp_path / "index.html").read_text(encoding="utf-8")]

    assert [refusals_in(text) for text in texts] == [[]] * len(texts)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_text_names_every_gap_and_the_notice(report: Report, lang: str) -> None:
    text = to_text(report, lang)

    for item in report.items:
        name = item.name_en if lang == "en" else item.name_zh
        assert (name in text) == (item.state != "not_applicable")
    assert "D01" in text
    assert "请到医院病案室加盖病案复印专用章" in text
    assert ROUTES["human_review"].in_language(lang) in text
    assert text.endswith("\n")


def test_every_state_and_route_has_its_own_symbol_and_words() -> None:
    assert set(STATES) == set(STATE_SYMBOLS)
    assert len(set(STATE_SYMBOLS.values())) == len(STATE_SYMBOLS) - 1  # the two satisfied ones share the tick
    assert len(set(ROUTE_SYMBOLS.values())) == len(ROUTES)
    assert set(FEATURES) == {"intercept", *SCORE_FEATURES, *HISTORY_FEATURES}
    assert all(zh and en for zh, en in LINES.values())


CODES = sorted({*defect_names(), *WORDINGS, *SIGNATURES, *FAILED})


@pytest.mark.parametrize("code", CODES)
def test_a_finding_is_called_as_the_page_of_codes_calls_it(code: str) -> None:
    label = label_defect(code)

    page = (Path(__file__).resolve().parents[2] / "docs" / "errors.md").read_text(encoding="utf-8")
    (row,) = (line for line in page.splitlines() if line.startswith(f"| `{code}` |"))
    assert f"| {label.zh} · {label.en} |" in row


def test_a_spot_to_look_at_concludes_nothing() -> None:
    assert label_defect("D22") == ("此处请人工核对", "A spot to look at")


def test_the_schema_describes_the_report(report: Report) -> None:
    schema = report_schema()

    assert set(schema["properties"]) == set(json.loads(report.model_dump_json()))
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert schema["additionalProperties"] is False

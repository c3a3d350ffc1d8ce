from __future__ import annotations

from prereview.report import Clock, Report
from prereview.training.statistics import count_resubmissions
from tests.training.conftest import judge, judge_all, make_report


def received(claim_id: str, day: str, state: str) -> Report:
    report = make_report({"form": "satisfied", "invoice": state}, claim_id=claim_id, flag=claim_id == "C-3")
    return report.model_copy(update={"clock": Clock(received_on=day)})


WEDNESDAY, FRIDAY = "2026-11-04", "2026-11-06"
REPORTS = [
    received("C-1", WEDNESDAY, "missing"),
    received("C-2", WEDNESDAY, "satisfied"),
    received("C-3", FRIDAY, "present_unusable"),
]


def test_supplements_are_counted_by_day_item_and_line() -> None:
    found = count_resubmissions(REPORTS).describe()

    assert found["supplements"] == {"name": "all", "part": 2, "whole": 3, "share": 0.6667}
    assert [(rate["name"], rate["share"]) for rate in found["by_weekday"]] == [("周三 Wed", 0.5), ("周五 Fri", 1.0)]
    assert [(rate["name"], rate["part"], rate["whole"]) for rate in found["by_item"]] == [
        ("invoice", 2, 3),
        ("form", 0, 3),
    ]
    assert found["by_line"][0]["name"] == "inpatient_medical"


def test_overturns_are_counted_by_group_and_flags_kept_apart() -> None:
    verdicts = [
        *judge_all(REPORTS[0], {"invoice": "satisfied"}, reviewer_group="north"),
        judge(REPORTS[2], "flag", "preexisting", "not_upheld", reviewer_group="south"),
        judge(REPORTS[2], "flag", "preexisting", "upheld", reviewer="wang", reviewer_group="north"),
        judge(REPORTS[1], "item", "form", None, reviewer_group="south"),
    ]

    found = count_resubmissions(REPORTS, verdicts)

    assert {rate.name: (rate.part, rate.whole) for rate in found.overturns} == {
        "north · flag": (0, 2),
        "north · item": (1, 2),
        "north · route": (0, 1),
        "south · flag": (1, 1),
    }
    assert {rate.name: rate.share for rate in found.flags_kept} == {"north": 1.0, "south": 0.0}


def test_nothing_gives_nothing() -> None:
    assert count_resubmissions([]).describe()["supplements"] is None

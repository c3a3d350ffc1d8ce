"""What a blind sample's report may not give away."""

from prereview.report import Provenance, Reason, Report
from prereview.web.blindness import without_flag

FLAG = Reason(code="history_flag", text_zh="病历中有线索。", text_en="The records hold signs.")
GAP = Reason(code="items_missing", text_zh="缺少1项材料。", text_en="Papers missing: 1.")


def report(*reasons: Reason, why: tuple[str, ...] = ()) -> Report:
    return Report(
        claim_id="C-1", line=None, checklist=None, route="human_review", human_review_required=True,
        why=why or tuple(reason.text_zh for reason in reasons), reasons=reasons,
        provenance=Provenance(package_version="0", engine="x"),
    )  # fmt: skip


def test_reasons_about_the_history_are_left_out_and_others_stay() -> None:
    shown = without_flag(report(FLAG, GAP))

    assert (shown.reasons, shown.why, shown.route) == ((GAP,), (GAP.text_zh,), "human_review")


def test_a_route_that_rests_on_the_history_alone_is_not_shown() -> None:
    assert without_flag(report(FLAG)).route == "complete"


def test_sentences_without_codes_are_not_trusted() -> None:
    shown = without_flag(report(why=("任何一句话",)))

    assert (shown.why, shown.route) == ((), "complete")

"""Supplement rounds compared: anything asked later that could have been asked before is a defect of ours, and counted.

保险法 22(2) asks for one timely notice. A second one is fair only for papers that came after the first, or for what an
answer made applicable.
"""

from __future__ import annotations

from collections.abc import Collection

from prereview.findings import Completeness, ItemResult


def find_late_asks(earlier: Completeness, later: Completeness, earlier_files: Collection[str]) -> tuple[str, ...]:
    """Ids of items and facts the later notice asks for although the earlier one could have.

    Args:
        earlier: The round whose notice went out first.
        later: The round after the claimant's answer.
        earlier_files: Names of the files that had arrived before the earlier notice.
    """
    if later.notice is None:
        return ()
    asked = set(earlier.notice.item_ids) if earlier.notice else set()
    before = {item.id: item for item in earlier.items}
    items = [
        item.id
        for item in later.items
        if item.id in later.notice.item_ids
        and item.id not in asked
        and _was_knowable(item, before.get(item.id), bool(earlier.questions), earlier_files)
    ]
    questions = {question.fact for question in earlier.questions}
    facts = [question.fact for question in later.questions if question.fact not in questions and not items]
    return (*items, *facts)


def _was_knowable(
    item: ItemResult, before: ItemResult | None, answers_came: bool, earlier_files: Collection[str]
) -> bool:
    if before is None:
        return True
    if before.state == "not_applicable" and answers_came:
        return False  # an answer made it applicable
    seen_on = {place.file for place in item.evidence if place.page is not None}
    return not seen_on or bool(seen_on & set(earlier_files))

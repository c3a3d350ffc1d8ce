"""How well medical history is read, on labelled passages and cases (clinical.md §5): clean, and with OCR damage.

Spans match when they overlap by a character, each used once (the labelling fixes what is a condition, not its last
character). Assertion is scored on the labelled spans, so that search and judgement are measured apart.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from prereview.errors import InputError
from prereview.history import Historian, Mention

ASSERTIONS = ("present", "negated", "family", "possible", "hypothetical", "other_person")
NOT_HERE = frozenset({"negated", "family", "other_person", "hypothetical"})
ONSET_TOLERANCE = 6.0  #: months (clinical.md §5)
RATES = (0.01, 0.03, 0.06)

#: Confusions seen in real OCR output of medical papers (field.md §5) and their nearest shapes.
CONFUSIONS: Mapping[str, str] = {
    "入": "大人", "衰": "误哀", "苯": "葵笨", "闷": "问", "Ⅲ": "Ⅱ", "（": "〈", "月": "与", "日": "曰目",
    "年": "生午", "否": "杏吞", "认": "队人", "无": "元天", "未": "末木", "史": "吏更", "病": "疬丙", "压": "庄",
    "糖": "塘", "尿": "屎", "冠": "寇", "心": "必", "脑": "恼", "梗": "便", "死": "列", "肺": "肿",
    "肝": "肚", "肾": "贤", "炎": "灸", "癌": "瘤", "高": "商", "血": "皿", "患": "惠", "有": "冇",
    "既": "即", "往": "住", "体": "休", "健": "建", "家": "冢", "族": "旅", "父": "爻", "母": "毋",
    "可": "叮", "能": "熊", "疑": "凝", "查": "杳", "诊": "珍", "断": "渐", "术": "木", "余": "佘",
    "半": "丰", "前": "煎", "0": "O", "1": "l", "2": "Z", "3": "8", "5": "S", "8": "3",
    "6": "b", "，": ",", "。": "·", "、": ".", "和": "秈", "及": "乃",
}  # fmt: skip
_STRAY = "和·、丨'-之口"
_COMMON = "的一是不了在人有我他这中大来上国个到说们为子时道出而要于就下得可你年生"


def corrupt(text: str, rate: float, seed: int) -> str:
    """Damage a share of the characters the way OCR does: look-alikes, lost strokes of Roman grades, strays, losses.

    Args:
        text: clean text.
        rate: expected share of damaged characters, 0–1.
        seed: the same seed damages the same places.
    """
    chance = random.Random(seed)
    damaged: list[str] = []
    for char in text:
        if char.isspace() or chance.random() >= rate:
            damaged.append(char)
            continue
        if char == "I" and damaged and damaged[-1] == "I":
            continue  # III → II: a dangerous loss of one stroke
        damaged.append(_damage(char, chance))
    return "".join(damaged)


def _damage(char: str, chance: random.Random) -> str:
    likes = CONFUSIONS.get(char)
    draw = chance.random()
    if likes and draw < 0.7:
        return chance.choice(likes)
    if draw < 0.8:
        return chance.choice(_COMMON)
    return chance.choice(_STRAY) + char if draw < 0.9 else ""


def evaluate_clinical(folder: Path, historian: Historian, *, seeds: Sequence[int] = (1, 2, 3)) -> dict[str, Any]:
    """All figures on a folder with passages.jsonl and cases.jsonl.

    Returns:
        {"passages": {…}, "cases": {…}, "damage": {"0.01": {…}, …}}; `errors` list the ids and what went wrong.

    Raises:
        InputError: a file is missing or no JSONL.
    """
    passages, cases = _read(folder / "passages.jsonl"), _read(folder / "cases.jsonl")
    return {
        "passages": evaluate_passages(passages, historian),
        "cases": evaluate_cases(cases, historian),
        "damage": {str(rate): _evaluate_damaged(passages, cases, historian, rate, seeds) for rate in RATES},
    }


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, json.JSONDecodeError) as error:
        raise InputError(f"{path}: {error}", remedy="Give a folder with passages.jsonl and cases.jsonl.") from error


def _visit(passage: Mapping[str, Any]) -> date | None:
    month = passage.get("visit_month")
    return date.fromisoformat(f"{month}-15") if month else None


# ── passages ─────────────────────────────────────────────────────────────────────────────────────────────────────


def evaluate_passages(passages: Sequence[Mapping[str, Any]], historian: Historian) -> dict[str, Any]:
    """Mentions end to end, assertion and onset on labelled spans."""
    counts: Counter[str] = Counter()
    confusion: Counter[tuple[str, str]] = Counter()
    errors: list[dict[str, str]] = []
    for passage in passages:
        found = historian.find_mentions(passage["text"], visit_date=_visit(passage))
        gold = passage["mentions"]
        pairs, missed, extra = match_spans(gold, found)
        counts.update(matched=len(pairs), missed=len(missed), extra=len(extra))
        counts.update(end_to_end=sum(mention.assertion == label["assertion"] for label, mention in pairs))
        errors += [_error(passage, "missed", label["condition"]) for label in missed]
        errors += [_error(passage, "extra", mention.condition) for mention in extra]
        spans = [(label["start"], label["end"]) for label in gold]
        given = historian.assert_spans(passage["text"], spans, visit_date=_visit(passage))
        for label, mention in zip(gold, given, strict=True):
            confusion[label["assertion"], mention.assertion] += 1
            if label["assertion"] != mention.assertion:
                said = f"{label['condition']}: {label['assertion']} read as {mention.assertion}"
                errors.append(_error(passage, "assertion", said))
            _count_onset(passage, label, mention, counts, errors)
    return {**_mention_figures(counts), **assertion_figures(confusion), **_onset_figures(counts), "errors": errors}


def _error(passage: Mapping[str, Any], kind: str, what: str) -> dict[str, str]:
    return {"id": str(passage["id"]), "kind": kind, "what": what}


def match_spans(
    gold: Sequence[Mapping[str, Any]], found: Sequence[Mention]
) -> tuple[list[tuple[Mapping[str, Any], Mention]], list[Mapping[str, Any]], list[Mention]]:
    """Pairs that overlap, labels nobody found, mentions nobody labelled (one inside a longer label is no extra)."""
    free = list(found)
    pairs, missed = [], []
    for label in gold:
        hit = next((m for m in free if m.start < label["end"] and m.end > label["start"]), None)
        if hit is None:
            missed.append(label)
        else:
            pairs.append((label, hit))
            free.remove(hit)
    extra = [m for m in free if not any(m.start < label["end"] and m.end > label["start"] for label in gold)]
    return pairs, missed, extra


def _count_onset(
    passage: Mapping[str, Any],
    label: Mapping[str, Any],
    mention: Mention,
    counts: Counter[str],
    errors: list[dict[str, str]],
) -> None:
    expected = label["onset_months_before_visit"]
    if expected is None:
        return
    read = mention.onset.months if mention.onset else None
    right = read is not None and abs(read - expected) <= ONSET_TOLERANCE
    counts.update(onsets=1, onsets_right=int(right))
    if not right:
        errors.append(_error(passage, "onset", f"{label['condition']}: {expected} months read as {read}"))


def _mention_figures(counts: Counter[str]) -> dict[str, Any]:
    return {
        "mentions": counts["matched"] + counts["missed"],
        "recall": _share(counts["matched"], counts["matched"] + counts["missed"]),
        "precision": _share(counts["matched"], counts["matched"] + counts["extra"]),
        "assertion_end_to_end": _share(counts["end_to_end"], counts["matched"]),
    }


def _onset_figures(counts: Counter[str]) -> dict[str, Any]:
    return {"onsets": counts["onsets"], "onset_accuracy": _share(counts["onsets_right"], counts["onsets"])}


def assertion_figures(confusion: Mapping[tuple[str, str], int]) -> dict[str, Any]:
    """Accuracy, macro-F1 over the classes that occur, per class, the confusion table and the false-present rate."""
    total = sum(confusion.values())
    per_class = {}
    for name in ASSERTIONS:
        right = confusion.get((name, name), 0)
        labelled = sum(n for (gold, _), n in confusion.items() if gold == name)
        read = sum(n for (_, mine), n in confusion.items() if mine == name)
        if labelled or read:
            per_class[name] = {"n": labelled, "f1": _share(2 * right, labelled + read)}
    absent = sum(n for (gold, _), n in confusion.items() if gold in NOT_HERE)
    wrong = sum(n for (gold, mine), n in confusion.items() if gold in NOT_HERE and mine == "present")
    return {
        "assertion_accuracy": _share(sum(n for (g, m), n in confusion.items() if g == m), total),
        "assertion_macro_f1": round(sum(c["f1"] or 0.0 for c in per_class.values()) / max(len(per_class), 1), 4),
        "per_class": per_class,
        "false_present_rate": _share(wrong, absent),
        "confusion": {f"{gold} → {mine}": n for (gold, mine), n in sorted(confusion.items())},
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


# ── cases ────────────────────────────────────────────────────────────────────────────────────────────────────────


def evaluate_cases(cases: Sequence[Mapping[str, Any]], historian: Historian) -> dict[str, Any]:
    """False and missed flags, reasons, share sent to a person, per trap."""
    rows = [(case, historian.assess_case(case)) for case in cases]
    clean = [(case, found) for case, found in rows if not case["expected"]["flag_preexisting"]]
    flagged = [(case, found) for case, found in rows if case["expected"]["flag_preexisting"]]
    errors = [message for case, found in rows for message in _case_errors(case, found)]
    return {
        "cases": len(rows),
        "false_flag_rate": _share(sum(found["flag_preexisting"] for _, found in clean), len(clean)),
        "missed_flag_rate": _share(sum(not found["flag_preexisting"] for _, found in flagged), len(flagged)),
        "reason_accuracy": _share(sum(_same(c, f, "reason_code") for c, f in rows), len(rows)),
        "human_agreement": _share(sum(_same(c, f, "needs_human") for c, f in rows), len(rows)),
        "share_to_human": _share(sum(found["needs_human"] for _, found in rows), len(rows)),
        "per_trap": _per_trap(rows),
        "errors": errors,
    }


def _same(case: Mapping[str, Any], found: Mapping[str, Any], key: str) -> bool:
    return bool(case["expected"][key] == found[key])


def _case_errors(case: Mapping[str, Any], found: Mapping[str, Any]) -> Iterable[dict[str, str]]:
    for key in ("flag_preexisting", "reason_code", "needs_human"):
        if not _same(case, found, key):
            what = f"{key}: expected {case['expected'][key]}, got {found[key]}"
            yield {"id": str(case["id"]), "kind": str(case.get("trap", "")), "what": what}


def _per_trap(rows: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> dict[str, dict[str, int]]:
    traps: dict[str, Counter[str]] = {}
    for case, found in rows:
        right = all(_same(case, found, key) for key in ("flag_preexisting", "reason_code"))
        traps.setdefault(str(case.get("trap", "none")), Counter()).update(n=1, right=int(right))
    return {trap: dict(counts) for trap, counts in sorted(traps.items())}


# ── damage ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _evaluate_damaged(
    passages: Sequence[Mapping[str, Any]],
    cases: Sequence[Mapping[str, Any]],
    historian: Historian,
    rate: float,
    seeds: Sequence[int],
) -> dict[str, Any]:
    """The same figures on damaged text, pooled over seeds. Cases are damaged in their documents only."""
    results = [evaluate_cases([_damaged_case(case, rate, seed) for case in cases], historian) for seed in seeds]
    mentions = [_damaged_mentions(passages, historian, rate, seed) for seed in seeds]
    keys = ("false_flag_rate", "missed_flag_rate", "reason_accuracy", "share_to_human")
    pooled = {key: round(sum(result[key] or 0.0 for result in results) / len(results), 4) for key in keys}
    found, wrong, absent, total = (sum(column) for column in zip(*mentions, strict=True))
    return {**pooled, "mention_recall": _share(found, total), "false_present_rate": _share(wrong, absent)}


def _damaged_case(case: Mapping[str, Any], rate: float, seed: int) -> dict[str, Any]:
    documents = [
        {**document, "text": corrupt(document["text"], rate, seed * 1000 + number)}
        for number, document in enumerate(case["medical_documents"])
    ]
    return {**case, "medical_documents": documents}


def _damaged_mentions(
    passages: Sequence[Mapping[str, Any]], historian: Historian, rate: float, seed: int
) -> tuple[int, int, int, int]:
    """Labels found by name in the damaged text; those nobody has that read as present; how many of each there are.

    Offsets shift under damage, so a label counts as found when a mention with its standard name is found.
    """
    found = wrong = absent = total = 0
    for number, passage in enumerate(passages):
        clean = historian.find_mentions(passage["text"], visit_date=_visit(passage))
        damaged = historian.find_mentions(corrupt(passage["text"], rate, seed * 1000 + number))
        have = Counter(mention.normalised for mention in damaged)
        present = Counter(mention.normalised for mention in damaged if mention.assertion == "present")
        pairs, missed, _ = match_spans(passage["mentions"], clean)
        total += len(pairs) + len(missed)
        truly = Counter(mention.normalised for label, mention in pairs if label["assertion"] not in NOT_HERE)
        for label, mention in pairs:
            if have[mention.normalised] > 0:
                have[mention.normalised] -= 1
                found += 1
            if label["assertion"] in NOT_HERE:
                absent += 1
                wrong += int(present[mention.normalised] > truly[mention.normalised])
    return found, wrong, absent, total

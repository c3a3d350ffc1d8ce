from __future__ import annotations

import re
import unicodedata
from datetime import date

from prereview.history import Historian, Mention, mention_record

LETTERS = {"P": "present", "N": "negated", "F": "family", "?": "possible", "H": "hypothetical", "O": "other_person"}
LABEL = re.compile(r"(?P<name>.+?)(?P<letter>[PNF?HO])(?P<months>\d+)?")


def differs(mention: Mention, label: re.Match[str]) -> bool:
    if (mention.condition, mention.assertion) != (label["name"], LETTERS[label["letter"]]):
        return True
    if label["months"] is None:
        return False
    months = mention.onset.months if mention.onset else None
    return months is None or abs(months - int(label["months"])) > 6


def test_every_sentence_is_read_as_labelled(historian: Historian, sentences: list[tuple[str, str]]) -> None:
    wrong = []
    for text, expected in sentences:
        labels = [match for word in expected.split() if (match := LABEL.fullmatch(word))]
        found = historian.find_mentions(text, visit_date=date(2020, 6, 15))
        if len(found) != len(labels) or any(differs(m, label) for m, label in zip(found, labels, strict=True)):
            wrong.append((text, expected, [(m.condition, m.assertion) for m in found]))
    assert len(sentences) > 150
    assert not wrong


def test_offsets_point_into_the_text_as_it_arrived(historian: Historian, sentences: list[tuple[str, str]]) -> None:
    for text, _ in sentences:
        for mention in historian.find_mentions(text):
            seen = re.sub(r"\s", "", unicodedata.normalize("NFKC", text[mention.start : mention.end]))
            assert seen.casefold() == unicodedata.normalize("NFKC", mention.condition).casefold()


def test_record_has_the_keys_of_the_contract(historian: Historian) -> None:
    (mention,) = historian.find_mentions("患痛风5年余。")
    assert mention_record(mention) == {
        "start": 1,
        "end": 3,
        "condition": "痛风",
        "normalised": "痛风",
        "assertion": "present",
        "experiencer": "patient",
        "temporality": "past_history",
        "onset_text": "5年余",
        "onset_months_before_visit": 60,
    }


def test_one_misread_character_in_a_long_name(historian: Historian) -> None:
    (mention,) = historian.find_mentions("慢性心力误竭5年")
    assert (mention.normalised, mention.icd10, mention.fuzzy) == ("心力衰竭", "I50", True)


def test_everyday_words_are_not_misread_names(historian: Historian) -> None:
    assert historian.find_mentions("予胰岛素治疗，肾功能不详，甲状腺彩超检查，膝关节偶有不适。") == ()


def test_given_spans_are_asserted_without_search(historian: Historian) -> None:
    text = "否认高血压，患者有怪病10年。"
    found = historian.assert_spans(text, [(2, 5), (9, 11)])
    assert [m.assertion for m in found] == ["negated", "present"]


def test_suspicion_confirmed_later_becomes_present(historian: Historian) -> None:
    found = historian.find_mentions("外院考虑肺结核。入我院后痰检阳性，确诊为肺结核。")
    assert [m.assertion for m in found] == ["present", "present"]


def test_contradiction_is_kept_as_contradiction(historian: Historian) -> None:
    found = historian.find_mentions("冠心病病史6年。否认冠心病病史。")
    assert [m.assertion for m in found] == ["present", "negated"]


def test_two_clocks_add_up(historian: Historian) -> None:
    (mention,) = historian.find_mentions("患者半年前因“痛风9年，加重1周”来诊。")
    assert mention.onset is not None
    assert mention.onset.anchored
    assert mention.onset.months == 108
    assert mention.onset.low is not None
    assert mention.onset.low > 102 + 3


def test_line_breaks_and_blanks_inside_words(historian: Historian) -> None:
    found = historian.find_mentions("既往史：否 认高血\n压、糖 尿病\n史，否认结核等传染\n病史。")
    assert [(m.normalised, m.assertion) for m in found] == [
        ("高血压病", "negated"),
        ("糖尿病", "negated"),
        ("结核病", "negated"),
        ("传染病", "negated"),
    ]


def test_nothing_in_nothing_out(historian: Historian) -> None:
    assert historian.find_mentions("") == ()
    assert historian.find_mentions(" \n\t") == ()
    assert historian.find_mentions("？！。，、\n#####") == ()

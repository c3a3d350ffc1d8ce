from __future__ import annotations

import re
from pathlib import Path

from prereview.report import HISTORY_REASONS
from prereview.scoring import routing
from prereview.scoring.reasons import _SENTENCES, reason


def test_every_reason_says_the_same_in_both_languages() -> None:
    assert all(zh.count("{}") == en.count("{}") for zh, en in _SENTENCES.values())
    assert all(re.search("[一-鿿]", zh) and not re.search("[一-鿿]", en) for zh, en in _SENTENCES.values())


def test_every_code_of_the_routing_is_known_and_none_is_idle() -> None:
    source = Path(routing.__file__).read_text(encoding="utf-8")

    assert all(f'"{code}"' in source for code in _SENTENCES)
    assert set(_SENTENCES) > HISTORY_REASONS
    assert reason("items_missing", 2).text_en == "Papers missing: 2; one notice can ask for everything."

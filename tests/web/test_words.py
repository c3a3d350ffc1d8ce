"""Both languages say everything, and no page asks for a text that is not there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
import yaml

from prereview.store import ROLES
from prereview.store.claims import Outcome
from prereview.store.events import EventKind
from prereview.web import words

WEB = Path(words.__file__).parent
NAMES = yaml.safe_load((WEB / "words.yaml").read_text(encoding="utf-8"))
TEMPLATES = sorted((WEB / "templates").glob("*.j2"))


@pytest.mark.parametrize("name", NAMES)
def test_every_text_has_its_twin(name: str) -> None:
    entry = NAMES[name]
    assert set(entry) == {"zh", "en"}
    assert entry["zh"].strip() and entry["en"].strip()
    assert set(re.findall(r"{\w+}", entry["zh"])) == set(re.findall(r"{\w+}", entry["en"]))
    assert not re.search("[一-鿿]", entry["en"])


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_every_text_of_a_template_exists(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    asked = set(re.findall(r"""\bt\(["'](\w+)["'](?! ~)""", text))
    assert asked - set(NAMES) == set()


def test_every_code_that_is_shown_has_its_words() -> None:
    wanted = {f"outcome_{name}" for name in get_args(Outcome)} | {f"status_{name}" for name in get_args(EventKind)}
    wanted |= {f"role_{name}" for name in ROLES}
    assert wanted <= set(NAMES)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_script_and_no_style_stands_in_a_page(template: Path) -> None:
    """The content policy would block them; so none may be needed."""
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son[a-z]+=", text)
    assert "|safe" not in text


def test_chinese_words_stand_in_data_files_only() -> None:
    """Two names of languages are written in themselves."""
    for template in TEMPLATES:
        found = re.findall("[一-鿿]+", re.sub(r"{#.*?#}", "", template.read_text(encoding="utf-8")))
        assert set(found) <= {"中文"}, template.name

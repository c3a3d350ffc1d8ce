"""What the documents promise: every code, command, setting, schema, link and example is there and true."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest
import typer

from prereview import errors
from prereview.batch import broken, failed
from prereview.cli.app import app
from prereview.completeness import load_checklists
from prereview.findings import Grade, ItemState, ReasonCode, Severity
from prereview.ingestion import problems, signatures
from prereview.report import Route
from prereview.reporting.field_labels import QUALITY_REASONS
from prereview.settings import Limits, Settings, describe_settings

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "prereview"
ERRORS = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


# --- docs/errors.md ---------------------------------------------------------------------------------------------------


def rows(document: str) -> dict[str, str]:
    """Rows of the tables whose first cell is a code in backticks: code → the whole row."""
    return {found[1]: found[0] for found in re.finditer(r"^\| `([^`]+)` \|.*\|$", document, re.MULTILINE)}


def codes_in_code() -> set[str]:
    """Codes written where a finding is made: `code="…"` of any call, and the code given to the house's own makers."""
    makers = {"Defect": 0, "say_finding": 0, "problem": 0, "failed_report": 1, "_failed": 0}
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for call in (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)):
            values = [keyword.value for keyword in call.keywords if keyword.arg == "code"]
            place = makers.get(getattr(call.func, "id", ""))
            if place is not None and len(call.args) > place:
                values.append(call.args[place])
            found |= {value.value for value in values if isinstance(value, ast.Constant) and value.value}
    return {code for code in found if isinstance(code, str)}


def codes_in_tables() -> set[str]:
    tables = (problems.WORDINGS, signatures._WORDS, failed._WORDS, broken._WORDS, load_checklists().defects)
    return {code for table in tables for code in table}


def test_the_scan_sees_each_way_to_make_a_finding() -> None:
    assert {"D01", "too_early", "file_damaged", "claim_id_taken", "archive_too_large"} <= codes_in_code()


@pytest.mark.parametrize("code", sorted(codes_in_code() | codes_in_tables()))
def test_every_finding_code_is_explained(code: str) -> None:
    assert code in rows(ERRORS), f"add a row for `{code}` to docs/errors.md"


def test_no_code_is_explained_that_nothing_shows() -> None:
    shown = {*codes_in_code(), *codes_in_tables(), *QUALITY_REASONS, *(kind.__name__ for kind in error_classes())}
    for names in (Severity, ItemState, ReasonCode, Route, Grade):
        shown |= set(get_args(names))
    assert set(rows(ERRORS)) - shown - {str(code) for code in range(6)} == set()


@pytest.mark.parametrize("code", sorted(load_checklists().defects))
def test_a_defect_is_called_by_its_names(code: str) -> None:
    text = load_checklists().defects[code]
    assert text.name_zh in rows(ERRORS)[code]
    assert text.name_en in rows(ERRORS)[code]


@pytest.mark.parametrize(
    "names", [Severity, ItemState, ReasonCode, Route], ids=["severity", "state", "reason", "route"]
)
def test_every_word_of_a_report_is_explained(names: Any) -> None:
    assert [name for name in get_args(names) if name not in rows(ERRORS)] == []


def test_every_reason_for_a_hard_page_is_explained() -> None:
    assert [name for name in QUALITY_REASONS if name not in rows(ERRORS)] == []


def error_classes() -> list[type[errors.PrereviewError]]:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    return [kind for kind in kinds if issubclass(kind, errors.PrereviewError)]


@pytest.mark.parametrize("kind", error_classes(), ids=lambda kind: kind.__name__)
def test_every_error_is_explained_with_its_exit_code(kind: type[errors.PrereviewError]) -> None:
    assert f"| {kind.exit_code} |" in rows(ERRORS)[kind.__name__]
    assert str(kind.exit_code) in rows(ERRORS)


def test_explanations_speak_both_languages() -> None:
    silent = [
        code for code, row in rows(ERRORS).items() if not re.search("[一-鿿]", row) or not re.search("[a-z]{3}", row)
    ]
    assert silent == []


# --- commands and settings --------------------------------------------------------------------------------------------


def commands(command: Any = None, path: tuple[str, ...] = ("prereview",)) -> Iterator[tuple[str, Any]]:
    command = command or typer.main.get_command(app)
    yield " ".join(path), command
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, (*path, name))


COMMANDS = dict(commands())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_has_help(name: str) -> None:
    command = COMMANDS[name]
    assert command.help
    assert [parameter.opts for parameter in command.params if not getattr(parameter, "help", None)] == []


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "prereview"])
def test_every_command_is_in_the_table_of_commands(name: str) -> None:
    assert name.removeprefix("prereview ") in rows(OPERATIONS), f"add `{name}` to docs/operations.md"


@pytest.mark.parametrize(("name", "default", "text"), describe_settings(), ids=lambda value: str(value)[:40])
def test_every_setting_has_help_and_stands_in_the_table(name: str, default: str, text: str) -> None:
    assert text
    assert rows(OPERATIONS)[name].startswith(f"| `{name}` | {default} |")


def test_no_setting_is_described_that_does_not_exist() -> None:
    known = {*Settings.model_fields, *(f"limits.{name}" for name in Limits.model_fields)}
    described = {
        name for name in rows(OPERATIONS) if re.fullmatch(r"[a-z]+(_[a-z]+)+|limits\.\w+|mask|engine|overlay", name)
    }
    assert described <= known


# --- schemas, links, examples -----------------------------------------------------------------------------------------


def write_schemas() -> ModuleType:
    spec = spec_from_file_location("write_schemas", ROOT / "scripts" / "write_schemas.py")
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_published_schemas_are_those_of_the_code() -> None:
    script = write_schemas()
    expected = {name: script.as_text(schema) for name, schema in script.schemas().items()}
    kept = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "schemas").glob("*.json")}
    assert kept.keys() == expected.keys(), "run `make schemas`"
    assert [name for name in expected if kept[name] != expected[name]] == [], "run `make schemas`"


def links() -> list[tuple[Path, str]]:
    found = []
    for path in DOCUMENTS:
        text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        found += [(path, target) for target in re.findall(r"\]\(([^)\s]+)\)", text)]
    return [(path, target) for path, target in found if not re.match(r"[a-z]+:", target)]


@pytest.mark.parametrize(("path", "target"), links(), ids=lambda value: str(value).removeprefix(f"{ROOT}/"))
def test_links_lead_somewhere(path: Path, target: str) -> None:
    file, _, anchor = target.partition("#")
    there = (path.parent / file).resolve() if file else path
    assert there.is_relative_to(ROOT)
    assert there.exists()
    if anchor:
        titles = re.findall(r"^#+ (.+)$", there.read_text(encoding="utf-8"), re.MULTILINE)
        assert anchor in {re.sub(r"[^\w -]", "", title).strip().lower().replace(" ", "-") for title in titles}


@pytest.mark.slow
def test_example_of_the_readme_runs(inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "inbox").symlink_to(inbox)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(compile(example, "README.md", "exec"), names)
    assert names["report"].claim_id == "C2026-000101"
    assert names["report"].items

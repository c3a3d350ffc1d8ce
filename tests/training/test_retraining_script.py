"""The script of docs/training.md, run as it stands."""

from __future__ import annotations

import json
import re
from pathlib import Path
from random import Random
from typing import Any

import pytest
from typer.testing import CliRunner

from prereview.cli.app import app
from prereview.training.row_files import write_rows
from tests.training.conftest import judge_all, later, make_report
from tests.training.test_claim_scorers import draw_rows

DOCS = Path(__file__).resolve().parents[2] / "docs" / "training.md"


def prepare(folder: Path, count: int = 160) -> None:
    """Reports and verdicts of a small office, a third of them blind; and kept rows of generated claims."""
    rng = Random(3)
    (folder / "reports").mkdir()
    write_rows(folder / "base.jsonl", draw_rows(1200))
    with (folder / "verdicts.jsonl").open("w", encoding="utf-8") as stream:
        for number in range(count):
            states = {name: rng.choice(("satisfied", "missing")) for name in ("form", "card", "bill")}
            route = "supplement" if "missing" in states.values() else "complete"
            report = make_report(states, claim_id=f"C-{number}", person=str(number), route=route)
            (folder / "reports" / f"C-{number}.json").write_text(report.model_dump_json(), encoding="utf-8")
            changed = {"route": "human_review"} if number % 5 == 0 else {}
            for verdict in judge_all(report, changed, blind_qa=number % 3 == 0, **later(number)):
                stream.write(verdict.model_dump_json() + "\n")


def test_the_script_in_the_documents_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (script,) = re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert len(script.splitlines()) <= 30
    prepare(tmp_path)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}

    exec(compile(script, "docs/training.md", "exec"), names)

    assert names["promotion"].cases == 54
    assert "160 claims; {}" in capsys.readouterr().out
    assert "校准误差" in (tmp_path / "evaluation.html").read_text(encoding="utf-8")


def test_the_commands_do_the_same(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    prepare(tmp_path)
    judged = ["--verdicts", str(tmp_path / "verdicts.jsonl"), "--reports", str(tmp_path / "reports")]
    models = str(tmp_path / "models")

    def run(*arguments: str) -> tuple[int, Any]:
        done = CliRunner().invoke(app, list(arguments))
        out = capfdbinary.readouterr().out
        return (4 if done.exception and type(done.exception).__name__ == "GateError" else done.exit_code), json.loads(
            out or done.stdout or "null"
        )

    code, manifest = run("train", "claims", *judged, "--rows", str(tmp_path / "base.jsonl"), "--out", models)
    assert (code, manifest["verdicts"]["claims"]) == (0, 160)
    code, promotion = run("promote", manifest["version"], *judged, "--dir", models, "--html", str(tmp_path / "p.html"))
    assert code == (0 if promotion["promoted"] else 4)
    assert (tmp_path / "p.html").exists()
    code, found = run("evaluate", *judged, "--dir", models)
    assert (code, found["scores"]["claims"]) == (0, 160)
    code, counted = run("stats", str(tmp_path / "reports"), "--verdicts", str(tmp_path / "verdicts.jsonl"))
    assert (code, counted["claims"]) == (0, 160)
    code, drift = run("drift", str(tmp_path / "reports"), "--dir", models, "--incidents", str(tmp_path / "i"))
    assert (code, drift["cases"]) == (0, 160)
    assert bool(drift["incident"]) == bool(drift["breaches_en"])
    code, same = run("models", "diff", "claim_scorers", manifest["version"], "--dir", models)
    assert (code, same["manifest"]) == (0, {})


def test_a_shifted_mix_ends_in_an_incident_with_two_due_dates(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    prepare(tmp_path, 400)
    models, today = str(tmp_path / "models"), tmp_path / "today"
    today.mkdir()

    def run(*arguments: str) -> Any:
        done = CliRunner().invoke(app, list(arguments))
        assert done.exit_code == 0, done.output
        return json.loads(capfdbinary.readouterr().out or done.stdout)

    def watch(reports: Path) -> Any:
        files = ("--incidents", str(tmp_path / "incidents"), "--today", "2026-11-23")
        return run("drift", str(reports), "--dir", models, *files)

    judged = ("--verdicts", str(tmp_path / "verdicts.jsonl"), "--reports", str(tmp_path / "reports"))
    run("train", "claims", *judged, "--out", models)
    calm = watch(tmp_path / "reports")
    for number in range(120):  # one line sends no papers any more
        states = dict.fromkeys(("form", "card", "bill"), "missing")
        report = make_report(states, claim_id=f"D-{number}", person=str(number), route="supplement")
        (today / f"D-{number}.json").write_text(report.model_dump_json(), encoding="utf-8")
    shifted = watch(today)

    assert (calm["breaches_en"], calm["incident"]) == ([], None)
    assert any("missing_items has shifted" in text for text in shifted["breaches_en"])
    incident = json.loads((tmp_path / "incidents" / shifted["incident"]).read_text(encoding="utf-8"))
    assert (incident["opened_on"], incident["status"]) == ("2026-11-23", "open")
    assert (incident["explain_by"], incident["mend_by"]) == ("2026-12-23", "2027-01-22")

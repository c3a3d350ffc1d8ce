"""Every command once through the real entry point: what it prints, where, and its exit code."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PREREVIEW = Path(sys.executable).parent / "prereview"
MODELS = Path(__file__).resolve().parents[2] / "prereview" / "models"
COMMANDS = (
    *("review", "batch", "read", "classify", "mentions", "history"),
    *("synthesize", "train", "evaluate", "doctor", "checklists", "models", "card"),
)


def run(*arguments: str | Path, text: str | None = None, language: str = "C.UTF-8") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LC_ALL": language, "COLUMNS": "200"}
    command = [str(PREREVIEW), *map(str, arguments)]
    return subprocess.run(
        command, input=text, capture_output=True, text=True, timeout=240, env=environment, check=False
    )


@pytest.fixture
def submission(tmp_path: Path) -> Path:
    """An inpatient claim of one text page: no OCR, so the commands themselves are what is tested."""
    folder = tmp_path / "C-1"
    folder.mkdir()
    claim = {"claim_id": "C-1", "line": "inpatient_medical", "policy": {"effective_date": "2025-06-01"}}
    (folder / "claim.json").write_text(json.dumps(claim), encoding="utf-8")
    (folder / "出院小结.txt").write_text(
        "海棠市第九人民医院\n出院小结\n姓名：林知远  性别：男  年龄：52岁  住院号：0048213\n"
        "入院日期：2026年02月01日  出院日期：2026年02月09日\n入院情况：患者3天前受凉后咳嗽、发热。\n"
        "既往史：既往体健，否认冠心病史。\n出院诊断：社区获得性肺炎\n出院医嘱：注意休息，定期复查。\n医师签名：周以宁\n",
        encoding="utf-8",
    )
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_in_both_languages(command: str) -> None:
    english, chinese = run(command, "--help"), run(command, "--help", language="zh_CN.UTF-8")
    assert english.returncode == chinese.returncode == 0
    assert any("一" <= character <= "鿿" for character in chinese.stdout)
    assert english.stdout != chinese.stdout


def test_review_prints_one_report_and_nothing_else(submission: Path) -> None:
    done = run("review", submission)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["claim_id"] == "C-1"
    assert report["line"] == "inpatient_medical"
    states = {item["id"]: item["state"] for item in report["items"]}
    assert states["hospital_invoice"] == "missing"
    assert "hospital_invoice" in report["notice"]["item_ids"]


def test_review_speaks_text_and_html_too(submission: Path) -> None:
    text = run("review", submission, "--format", "text", language="zh_CN.UTF-8")
    page = run("review", submission, "--format", "html")
    assert "住院" in text.stdout
    assert page.stdout.lstrip().lower().startswith("<!doctype html>")


def test_review_names_an_unknown_line_and_the_known_ones(submission: Path) -> None:
    done = run("review", submission, "--line", "inpatient")
    assert done.returncode == 2
    assert "inpatient_medical" in done.stderr
    assert done.stdout == ""


def test_review_names_the_unknown_key_of_claim_json(submission: Path) -> None:
    (submission / "claim.json").write_text('{"claim_id": "C-1", "polcy": {}}', encoding="utf-8")
    done = run("review", submission)
    assert done.returncode == 3
    assert "polcy" in done.stderr


def test_read_gives_a_json_line_per_page(submission: Path) -> None:
    done = run("read", submission / "出院小结.txt")
    page = json.loads(done.stdout)
    assert page["source"] == "text_layer"
    assert page["page"] == 1
    assert "社区获得性肺炎" in page["text"]
    assert page["lines"][0]["text"] in page["text"]


def test_classify_names_the_type_or_abstains(submission: Path) -> None:
    done = run("classify", submission / "出院小结.txt")
    page = json.loads(done.stdout)
    assert page["doc_type"] == "discharge_summary"
    assert 0 < page["probability"] <= 1
    assert page["candidates"][0][0] == "discharge_summary"


def test_read_without_a_readable_file_is_an_input_error(tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").touch()
    done = run("read", tmp_path / "empty.pdf")
    assert done.returncode == 3
    assert "empty.pdf" in done.stderr


def test_mentions_reads_and_writes_json_lines() -> None:
    record = {"id": "r1", "text": "既往糖尿病病史6年，否认肝炎病史。", "visit_date": "2026-03-01"}
    done = run("mentions", "-", text=json.dumps(record, ensure_ascii=False) + "\n")
    assert done.returncode == 0, done.stderr
    found = {mention["condition"]: mention for mention in json.loads(done.stdout)["mentions"]}
    assert found["糖尿病"]["assertion"] == "present"
    assert found["糖尿病"]["onset_months_before_visit"] == 72
    assert found["肝炎"]["assertion"] == "negated"


def test_mentions_names_the_line_that_is_not_json_and_answers_the_others() -> None:
    done = run("mentions", "-", text='{"id": 1, "text": "糖尿病"}\nnot json\n{"id": 3, "text": "高血压\u2028病"}\n')
    assert done.returncode == 3
    assert "line 2" in done.stderr
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [1, 3]


def test_history_names_the_key_it_cannot_use() -> None:
    lines = (
        {"id": "a", "medical_documents": "text"},
        {"id": "b", "medical_documents": [], "policy": {"effective_date": "soon"}},
    )
    done = run("history", "-", text="\n".join(json.dumps(line) for line in lines))
    assert done.returncode == 3
    assert "medical_documents" in done.stderr and "effective_date" in done.stderr


def test_history_tells_related_from_unrelated_conditions() -> None:
    case = {
        "id": "h1",
        "medical_documents": [{
            "doc_type": "入院记录",
            "text": "既往史：高血压病史8年，长期口服降压药。入院诊断：高血压性心脏病。",
        }],
        "policy": {"effective_date": "2025-01-01", "contract_type": "一年期医疗险",
                   "preexisting_wording": "生效前已患有且已知晓的疾病及其并发症"},
        "claim": {"claimed_diagnosis": "高血压性心脏病", "visit_date": "2026-03-01"},
    }  # fmt: skip
    unrelated = {**case, "id": "h2", "claim": {"claimed_diagnosis": "桡骨骨折", "visit_date": "2026-03-01"}}
    done = run("history", "-", text="\n".join(json.dumps(c, ensure_ascii=False) for c in (case, unrelated)))
    assert done.returncode == 0, done.stderr
    related, other = (json.loads(line) for line in done.stdout.splitlines())
    assert related["flag_preexisting"] is True
    assert other["flag_preexisting"] is False
    assert other["reason_code"] == "unrelated_to_claim"


def test_checklists_list_show_and_lint() -> None:
    assert "inpatient_medical" in run("checklists", "list").stdout
    assert "出院小结" in run("checklists", "show", "inpatient_medical", language="zh_CN.UTF-8").stdout
    assert run("checklists", "lint").returncode == 0


def test_lint_lists_every_mistake_at_once(tmp_path: Path) -> None:
    (tmp_path / "lines").mkdir()
    (tmp_path / "lines" / "broken.yaml").write_text("id: broken\ncolour: red\nitems: 3\n", encoding="utf-8")
    done = run("checklists", "lint", "--dir", tmp_path)
    assert done.returncode == 4
    assert "colour" in done.stdout
    assert "items" in done.stdout


def test_synthesize_writes_the_same_claims_for_the_same_seed(tmp_path: Path) -> None:
    for name in ("first", "second"):
        done = run("synthesize", "--out", tmp_path / name, "--claims", "1", "--seed", "7", "--no-progress")
        assert done.returncode == 0, done.stderr
    first, second = (
        {
            path.relative_to(tmp_path / name): path.read_bytes()
            for path in (tmp_path / name).rglob("*")
            if path.is_file()
        }
        for name in ("first", "second")
    )
    assert first == second
    assert any(path.name.endswith("truth.json") for path in first)


def test_models_are_listed_shown_and_explained() -> None:
    assert "* page_classifier" in run("models", "list").stdout
    assert json.loads(run("models", "show", "page_classifier").stdout)["name"] == "page_classifier"
    assert "synthetic only" in run("card", "page_classifier").stdout


def test_rollback_checks_the_version_before_it_switches(tmp_path: Path) -> None:
    folder = tmp_path / "page_classifier"
    shutil.copytree(MODELS / "page_classifier", folder)
    current = (folder / "current").read_text(encoding="utf-8").strip()
    shutil.copytree(folder / current, folder / "0-earlier")
    done = run("models", "rollback", "page_classifier", "--to", "0-earlier", "--dir", tmp_path)
    assert done.returncode == 4, "a copied folder is not the version its manifest names"
    assert (folder / "current").read_text(encoding="utf-8").strip() == current


def test_doctor_says_what_works() -> None:
    done = run("doctor")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "rapid" in done.stdout
    assert "everything is ready" in done.stdout


def test_settings_are_listed_with_their_help() -> None:
    assert "limits.max_pages" in run("doctor", "--settings").stdout


def test_unknown_settings_are_named(submission: Path, tmp_path: Path) -> None:
    config = tmp_path / "settings.toml"
    config.write_text('engin = "rapid"\n', encoding="utf-8")
    done = run("review", submission, "--config", config)
    assert done.returncode == 4
    assert "engin" in done.stderr


def test_wrong_usage_exits_with_2() -> None:
    assert run("review").returncode == 2
    assert run("evaluate").returncode == 2
    assert run("no-such-command").returncode == 2


def test_evaluate_reads_the_labelled_clinical_set(shared_data: Path) -> None:
    done = run("evaluate", "--clinical", shared_data / "clinical")
    assert done.returncode == 0, done.stderr
    assert "clinical" in json.loads(done.stdout)


def test_train_writes_a_model_folder_and_prints_its_manifest(tmp_path: Path) -> None:
    done = run("train", "history", "--size", "300", "--seed", "5", "--out", tmp_path, "--no-progress")
    assert done.returncode == 0, done.stderr
    manifest = json.loads(done.stdout)
    assert manifest["seed"] == 5
    assert (tmp_path / "preexisting" / manifest["version"] / "weights.npz").exists()

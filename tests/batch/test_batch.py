"""The batch through the real entry point: one report per claim, whatever is killed, broken or hostile."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PREREVIEW = Path(sys.executable).parent / "prereview"


def make_inbox(folder: Path, claims: int) -> Path:
    """Submissions of one text page each: quick to review, so that the batch itself is what is tested."""
    for number in range(claims):
        submission = folder / f"claim-{number:02d}"
        submission.mkdir(parents=True)
        (submission / "claim.json").write_text(
            json.dumps({"claim_id": f"C-{number:02d}", "line": "inpatient_medical"}), encoding="utf-8"
        )
        (submission / "出院小结.txt").write_text(
            "海棠市第九人民医院\n出院小结\n姓名：林知远\n入院日期：2026年02月01日\n出院日期：2026年02月09日\n",
            encoding="utf-8",
        )
    return folder


def batch(inbox: Path, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [str(PREREVIEW), "batch", str(inbox), "--out", str(out), "--workers", "2", "--no-progress", *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)


def report_ids(out: Path) -> list[str]:
    return sorted(json.loads(path.read_text(encoding="utf-8"))["claim_id"] for path in out.glob("*.json"))


def test_every_claim_gets_a_report_a_page_and_a_line_in_the_worklist(tmp_path: Path) -> None:
    inbox, out = make_inbox(tmp_path / "inbox", 3), tmp_path / "out"
    done = batch(inbox, out)
    assert done.returncode == 0, done.stderr
    summaries = [json.loads(line) for line in done.stdout.splitlines()]
    assert [summary["claim_id"] for summary in summaries] == ["C-00", "C-01", "C-02"]
    assert report_ids(out) == ["C-00", "C-01", "C-02"]
    each = ("html", "json", "notice-large.pdf", "notice.pdf", "notice.txt")
    expected = [f"{claim}.{ending}" for claim in ("C-00", "C-01", "C-02") for ending in each]
    assert sorted(path.name for path in out.iterdir() if not path.name.startswith(".")) == [
        *expected, "index.html", "worklist.xlsx",
    ]  # fmt: skip


def test_killed_in_the_middle_and_resumed_gives_exactly_one_report_per_claim(tmp_path: Path) -> None:
    inbox, out = make_inbox(tmp_path / "inbox", 24), tmp_path / "out"
    command = [str(PREREVIEW), "batch", str(inbox), "--out", str(out), "--workers", "2", "--no-progress"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        wait_for(lambda: len(list(out.glob("C-*.json"))) >= 4)
        os.kill(process.pid, signal.SIGKILL)
    before = set(out.glob("C-*.json"))
    assert 4 <= len(before) < 24, "the kill came too early or too late to test anything"
    done = batch(inbox, out, "--resume")
    assert done.returncode == 0, done.stderr
    assert report_ids(out) == [f"C-{number:02d}" for number in range(24)]
    assert len(done.stdout.splitlines()) == 24


def wait_for(condition: object, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)


def test_resume_reviews_again_only_what_changed(tmp_path: Path) -> None:
    inbox, out = make_inbox(tmp_path / "inbox", 2), tmp_path / "out"
    assert batch(inbox, out).returncode == 0
    untouched = (out / "C-00.json").stat().st_mtime_ns
    (inbox / "claim-01" / "诊断证明.txt").write_text("诊断证明书\n姓名：林知远\n", encoding="utf-8")
    assert batch(inbox, out, "--resume").returncode == 0
    assert (out / "C-00.json").stat().st_mtime_ns == untouched
    files = {entry["file"] for entry in json.loads((out / "C-01.json").read_text())["provenance"]["inputs"]}
    assert "诊断证明.txt" in files


def test_an_unreadable_claim_is_named_and_the_rest_is_done(tmp_path: Path) -> None:
    inbox, out = make_inbox(tmp_path / "inbox", 2), tmp_path / "out"
    (inbox / "claim-00" / "claim.json").write_text('{"claim_id": "C-00", "ploicy": {}}', encoding="utf-8")
    done = batch(inbox, out)
    assert done.returncode == 5
    assert "claim-00" in done.stderr
    report = json.loads((out / "claim-00.json").read_text(encoding="utf-8"))
    assert report["route"] == "human_review"
    assert "ploicy" in report["findings"][0]["message_en"]
    assert (out / "C-01.json").exists()


def test_two_submissions_with_one_claim_id_never_overwrite_each_other(tmp_path: Path) -> None:
    inbox, out = make_inbox(tmp_path / "inbox", 1), tmp_path / "out"
    shutil.copytree(inbox / "claim-00", inbox / "claim-00-again")
    done = batch(inbox, out)
    assert done.returncode == 5
    assert report_ids(out) == ["C-00", "C-00~claim-00-again"] or report_ids(out) == ["C-00", "C-00~claim-00"]


def test_an_earlier_batch_is_never_silently_overwritten(tmp_path: Path) -> None:
    inbox, out = make_inbox(tmp_path / "inbox", 1), tmp_path / "out"
    out.mkdir()
    (out / ".progress.jsonl").touch()
    done = batch(inbox, out)
    assert done.returncode == 2
    assert "--resume" in done.stderr


@pytest.mark.parametrize("inbox", ["absent", "empty"])
def test_an_inbox_without_submissions_says_so(tmp_path: Path, inbox: str) -> None:
    (tmp_path / "empty").mkdir()
    done = batch(tmp_path / inbox, tmp_path / "out")
    assert done.returncode == 3
    assert inbox in done.stderr


def test_a_mended_claim_id_leaves_no_report_under_the_old_name(tmp_path: Path) -> None:
    inbox, out = make_inbox(tmp_path / "inbox", 1), tmp_path / "out"
    (inbox / "claim-00" / "claim.json").write_text('{"claim": 1}', encoding="utf-8")
    assert batch(inbox, out).returncode == 5
    assert report_ids(out) == ["claim-00"]
    (inbox / "claim-00" / "claim.json").write_text('{"claim_id": "C-9"}', encoding="utf-8")
    assert batch(inbox, out, "--resume").returncode == 0
    assert report_ids(out) == ["C-9"]


def test_resume_with_another_setting_reviews_again(tmp_path: Path) -> None:
    inbox, out = make_inbox(tmp_path / "inbox", 1), tmp_path / "out"
    assert batch(inbox, out).returncode == 0
    before = (out / "C-00.json").stat().st_mtime_ns
    assert batch(inbox, out, "--resume", "--mask").returncode == 0
    assert (out / "C-00.json").stat().st_mtime_ns > before

import json
import zipfile
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pdfplumber
import pytest

from prereview.claims import Claim
from prereview.documents import BoundingBox
from prereview.errors import ConfigurationError
from prereview.ingestion import open_submission
from prereview.settings import Limits
from prereview.synthesis import fonts, generate_claims, write_claims, write_submission
from prereview.synthesis.capture import capture_page
from prereview.synthesis.defects import DEFECTS
from prereview.synthesis.fixtures import FIXTURES, compose_fixture
from prereview.synthesis.library import recipes
from prereview.synthesis.submissions import Recipe, compose_claim


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        for claim in generate_claims(2, seed=5, lines=["outpatient_medical"]):
            write_submission(claim, tmp_path / name)
    assert everything(tmp_path / "one") == everything(tmp_path / "two")


def test_a_stopped_run_goes_on_and_ends_with_the_same_bytes(tmp_path: Path) -> None:
    whole, stopped = tmp_path / "whole", tmp_path / "stopped"
    assert set(write_claims(3, whole, seed=5, lines=["outpatient_medical"], workers=2)) == {
        f"S5-{index:05d}" for index in range(3)
    }
    list(write_claims(1, stopped, seed=5, lines=["outpatient_medical"]))
    kept = (stopped / "S5-00000.truth.json").stat().st_mtime_ns
    list(write_claims(3, stopped, seed=5, lines=["outpatient_medical"], resume=True))
    assert (stopped / "S5-00000.truth.json").stat().st_mtime_ns == kept
    assert everything(whole) == everything(stopped)


def test_truth_stands_beside_the_folder_and_names_every_page(tmp_path: Path) -> None:
    claim = next(generate_claims(1, seed=8, lines=["accident_medical"]))
    write_submission(claim, tmp_path)
    truth = json.loads((tmp_path / f"{claim.claim.claim_id}.truth.json").read_text(encoding="utf-8"))
    pages = [page for file in truth["files"] for page in file["pages"] if not page["repeated"]]
    papers = {(paper["document"], paper["page_index"]) for page in pages for paper in page["papers"]}
    assert papers == {(d.id, index) for d in claim.documents for index in range(len(d.pages))}
    assert truth["line"] == "accident_medical"
    if (tmp_path / claim.claim.claim_id).exists():
        names = {path.name for path in (tmp_path / claim.claim.claim_id).iterdir()}
        assert names == {file["file"] for file in truth["files"]} | {"claim.json"}


def test_every_kind_of_file_opens_and_shows_its_pages(tmp_path: Path) -> None:
    wanted, seen = {"pdf", "jpg", "png", "tif", "heic", "ofd", "txt"}, set()
    for number, claim in enumerate(generate_claims(400, seed=31)):
        kinds = {file.name.rsplit(".", 1)[-1] for file in claim.files}
        if kinds <= seen:
            continue
        seen |= kinds
        write_submission(replace(claim, archive=False, dpi=60, wear=0), tmp_path / str(number))
        folder = tmp_path / str(number) / claim.claim.claim_id
        submission = open_submission(folder, limits=Limits())
        assert not submission.findings
        assert len(submission.pages) == sum(len(file.pages) for file in claim.files)
        if seen == wanted:
            break
    assert seen == wanted


def test_small_papers_share_a_sheet_and_keep_their_places(tmp_path: Path) -> None:
    claim = next(c for c in generate_claims(200, seed=12) if any(len(p.pieces) > 2 for f in c.files for p in f.pages))
    write_submission(claim, tmp_path)
    truth = json.loads((tmp_path / f"{claim.claim.claim_id}.truth.json").read_text(encoding="utf-8"))
    papers = next(page["papers"] for file in truth["files"] for page in file["pages"] if len(page["papers"]) > 2)
    tops = [paper["bbox"][1] for paper in papers]
    assert tops == sorted(tops)
    assert all(0 <= value <= 1 for paper in papers for value in paper["bbox"])


def test_claim_json_is_a_valid_claim(tmp_path: Path) -> None:
    claim = compose_claim(Recipe("inpatient_medical", archive=False), Random(1), claim_id="C1")
    write_submission(claim, tmp_path)
    read = Claim.model_validate_json((tmp_path / "C1" / "claim.json").read_text(encoding="utf-8"))
    assert read == claim.claim


def test_text_layer_boxes_are_the_truth_boxes(tmp_path: Path) -> None:
    recipe = Recipe("inpatient_medical", "no_history", (), (), "digital", False, ("claim_form",))
    write_submission(compose_claim(recipe, Random(2), claim_id="C2"), tmp_path)
    page_truth = json.loads((tmp_path / "C2.truth.json").read_text(encoding="utf-8"))["files"][0]
    fact = next(fact for fact in page_truth["pages"][0]["facts"] if fact["name"] == "policy_number")
    with pdfplumber.open(tmp_path / "C2" / page_truth["file"]) as pdf:
        page = pdf.pages[0]
        x0, y0, x1, y1 = fact["bbox"]
        pad = 1.5
        box = (x0 * page.width - pad, y0 * page.height - pad, x1 * page.width + pad, y1 * page.height + pad)
        assert page.within_bbox(box).extract_text().strip() == fact["value"]


@pytest.mark.parametrize("how", ["scan", "photo", "photocopy", "app"])
@pytest.mark.parametrize("rotation", [0, 90])
def test_boxes_follow_the_capture(how: str, rotation: int) -> None:
    pixels = np.full((900, 700, 3), 255, np.uint8)
    pixels[300:360, 200:400] = (200, 0, 0)
    taken = capture_page(pixels, how, seed=3, rotation=rotation)  # type: ignore[arg-type]  # parametrised literal
    upright = np.rot90(taken.pixels, -(rotation // 90))
    box = taken.move(BoundingBox(200 / 700, 300 / 900, 400 / 700, 360 / 900))
    height, width = upright.shape[:2]
    middle = upright[int((box.y0 + box.y1) / 2 * height), int((box.x0 + box.x1) / 2 * width)]
    corner = upright[int(height * 0.75), int(width * 0.75)]
    assert int(middle.sum()) < int(corner.sum()) - 60


@pytest.mark.parametrize("code", sorted(DEFECTS))
def test_every_defect_can_be_planted(code: str) -> None:
    doc_type = sorted(DEFECTS[code].doc_types)[0]
    line = next(name for name, recipe in recipes().items() if doc_type in (*recipe["always"], *recipe["often"]))
    codes: set[str] = set()
    for seed in range(30):
        recipe = Recipe(line, "no_history", ((code, doc_type),), (), "digital", False, (doc_type,))
        claim = compose_claim(recipe, Random(seed), claim_id="C3")
        codes |= {defect.code for defect in claim.defects}
        if code in codes:
            return
    pytest.fail(f"{code} never came up")


@pytest.mark.parametrize("line", sorted(recipes()))
def test_every_line_composes(line: str) -> None:
    claim = compose_claim(Recipe(line, missing=(), defects=(), rendering="photo"), Random(line), claim_id="C4")
    assert set(recipes()[line]["always"]) - {"accident_proof"} <= {document.doc_type for document in claim.documents}
    assert claim.claim.line == line
    assert set(claim.items.values()) <= {"satisfied", "waived", "not_applicable", "ask"}


def test_what_is_left_out_is_a_gap_and_what_is_spoiled_is_told() -> None:
    for seed in range(60):
        claim = next(generate_claims(1, seed=seed, lines=[sorted(recipes())[seed % 14]]))
        bad = {state for state in claim.items.values() if state in ("missing", "present_unusable")}
        assert bool(bad) >= bool(claim.missing), (claim.line, claim.missing)
        if bad:
            assert claim.defects


def test_one_paper_carries_one_planted_defect() -> None:
    for claim in generate_claims(40, seed=77):
        planted = [set(document.defects) - {"D03"} for document in claim.documents]
        assert all(len(codes) <= 1 or codes == {"D22", "D08"} for codes in planted)


def test_zip_submissions_open(tmp_path: Path) -> None:
    recipe = Recipe("outpatient_medical", "no_history", (), (), "digital", True, ("claim_form", "id_card"))
    write_submission(compose_claim(recipe, Random(0), claim_id="C5"), tmp_path)
    with zipfile.ZipFile(tmp_path / "C5.zip") as archive:
        assert "claim.json" in archive.namelist()
        assert archive.testzip() is None


def test_fixtures_show_what_they_promise() -> None:
    shown = {fixture.claim_id: compose_fixture(fixture) for fixture in FIXTURES}
    demo = {(defect.code, defect.doc_type) for defect in shown["C2026-000101"].defects}
    assert {
        ("D01", "discharge_summary"),
        ("D14", "id_card"),
        ("D16", "claim_form"),
        ("missing", "expense_list"),
    } == demo
    assert shown["C2026-000102"].defects == ()
    assert shown["C2026-000106"].preexisting.flag
    assert {claim.line for claim in shown.values()} == {"inpatient_medical", "outpatient_medical", "accident_medical"}


def test_missing_fonts_name_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_installed", dict)
    with pytest.raises(ConfigurationError) as caught:
        fonts.font_file("song")
    assert "fonts-wqy-zenhei" in caught.value.remedy

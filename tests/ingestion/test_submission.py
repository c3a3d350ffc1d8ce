"""Folders, zips and single files become submissions; claim.json becomes the claim."""

from __future__ import annotations

import json
import os
import zipfile
from decimal import Decimal

import pytest

from prereview.ingestion import find_submissions, load_claim, open_files, open_submission

CLAIM = {
    "claim_id": "C2026-000123",
    "line": "inpatient_medical",
    "received_at": "2026-03-02T09:30:00+08:00",
    "insured": {"name": "测试甲", "birth_date": "1956-04-01", "sex": "female"},
    "policy": {"effective_date": "2025-06-01", "first_effective_date": None, "disclosed_conditions": ["高血压病"]},
    "claim": {"amount_claimed": "12345.60"},
    "facts": {"cause": "illness", "settled_social": True},
}


def text(words: str) -> bytes:
    return words.encode()


def test_a_folder_is_read_in_natural_order_with_names_relative_to_it(folder, limits):
    place = folder({"page10.txt": text("ten"), "page2.txt": text("two"), "sub/deep/page1.txt": text("one")})
    submission = open_submission(place, limits=limits)
    assert [page.file for page in submission.pages] == ["page2.txt", "page10.txt", "sub/deep/page1.txt"]
    assert submission.findings == ()
    assert submission.root == place


def test_claim_json_fills_the_claim(folder, limits):
    submission = open_submission(folder({"claim.json": json.dumps(CLAIM).encode(), "a.txt": text("x")}), limits=limits)
    claim = submission.claim
    assert claim.claim_id == "C2026-000123"
    assert claim.claim.amount_claimed == Decimal("12345.60")
    assert claim.policy.disclosed_conditions == ("高血压病",)
    assert [page.file for page in submission.pages] == ["a.txt"]


def test_claim_json_may_carry_a_byte_order_mark(tmp_path):
    path = tmp_path / "claim.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(CLAIM).encode())
    assert load_claim(path).line == "inpatient_medical"


def test_the_line_given_wins(folder, limits):
    place = folder({"claim.json": json.dumps(CLAIM).encode()})
    assert open_submission(place, limits=limits, line="accident_medical").claim.line == "accident_medical"


def test_without_claim_json_the_folder_names_the_claim(folder, limits):
    assert open_submission(folder({"a.txt": text("x")}, name="赔案-7"), limits=limits).claim.claim_id == "赔案-7"


def test_a_second_claim_json_is_named_and_not_used(folder, limits):
    files = {"claim.json": json.dumps(CLAIM).encode(), "old/claim.json": b'{"claim_id": "C0"}', "a.txt": text("x")}
    submission = open_submission(folder(files), limits=limits)
    assert submission.claim.claim_id == "C2026-000123"
    assert [(f.code, f.evidence[0].file) for f in submission.findings] == [("extra_claim_json", "old/claim.json")]


def test_a_zip_of_a_folder_reads_like_the_folder(tmp_path, limits, make_zip):
    path = tmp_path / "upload.zip"
    path.write_bytes(
        make_zip({"C1/claim.json": json.dumps(CLAIM).encode(), "C1/a/b.txt": text("x"), "C1/c.txt": text("y")})
    )
    submission = open_submission(path, limits=limits)
    assert submission.claim.claim_id == "C2026-000123"
    assert [page.file for page in submission.pages] == ["a/b.txt", "c.txt"]
    assert [line.text for line in submission.pages[1].load_text_layer().lines] == ["y"]


def test_a_zip_inside_a_folder_keeps_its_name_in_the_pages(folder, limits, make_zip):
    submission = open_submission(folder({"scan.zip": make_zip({"C1/1.txt": text("x")})}), limits=limits)
    assert [page.file for page in submission.pages] == ["scan.zip/C1/1.txt"]


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_chinese_names_in_unflagged_zips_are_decoded(tmp_path, limits, encoding):
    path = tmp_path / "C1.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("XXXXXXXXXXXX.txt", "x")
        archive.writestr("plain.txt", "y")
    raw = "出院小结".encode(encoding)
    padded = raw + b"_" * (12 - len(raw))
    path.write_bytes(path.read_bytes().replace(b"XXXXXXXXXXXX", padded))
    names = [page.file for page in open_submission(path, limits=limits).pages]
    assert "出院小结" + "_" * (12 - len(raw)) + ".txt" in names


def test_backslashes_in_zip_names_are_folders(tmp_path, limits, make_zip):
    path = tmp_path / "C1.zip"
    path.write_bytes(make_zip({"a\\b.txt": text("x"), "c.txt": text("y")}))
    assert [page.file for page in open_submission(path, limits=limits).pages] == ["a/b.txt", "c.txt"]


def test_junk_is_skipped_quietly(folder, limits):
    junk = [".DS_Store", "Thumbs.db", "__MACOSX/._a.txt", ".hidden/a.txt", "desktop.ini", "~$病历.docx"]
    submission = open_submission(folder({**dict.fromkeys(junk, b"junk"), "a.txt": text("x")}), limits=limits)
    assert [page.file for page in submission.pages] == ["a.txt"]
    assert submission.findings == ()


def test_the_same_content_twice_is_read_once(folder, limits, make_picture):
    picture = make_picture()
    submission = open_submission(folder({"1.png": picture, "2.png": picture}), limits=limits)
    assert [page.file for page in submission.pages] == ["1.png"]
    assert [file.name for file in submission.files] == ["1.png", "2.png"]
    assert [finding.code for finding in submission.findings] == ["duplicate_file"]


def test_a_single_file_is_a_submission(folder, limits):
    submission = open_submission(folder({"病历.txt": text("出院小结")}) / "病历.txt", limits=limits)
    assert (submission.claim.claim_id, submission.pages[0].file) == ("病历", "病历.txt")


def test_an_empty_folder_is_a_finding(tmp_path, limits):
    (tmp_path / "C9").mkdir()
    assert [finding.code for finding in open_submission(tmp_path / "C9", limits=limits).findings] == ["no_files"]


def test_too_many_files_are_read_up_to_the_limit(folder, limits):
    place = folder({f"{i}.txt": text(f"page {i}") for i in range(5)})
    submission = open_submission(place, limits=limits.model_copy(update={"max_files": 3}))
    assert [page.file for page in submission.pages] == ["0.txt", "1.txt", "2.txt"]
    assert [finding.code for finding in submission.findings] == ["too_many_files"]


def test_file_names_in_gbk_become_readable(folder, limits):
    place = folder({"a.txt": text("x")})
    with open(os.fsencode(place) + b"/" + "发票".encode("gbk") + b".txt", "wb") as file:  # noqa: PTH123  # bytes path
        file.write(text("y"))
    assert [page.file for page in open_submission(place, limits=limits).pages] == ["a.txt", "发票.txt"]


def test_an_inbox_lists_folders_and_zips_in_order(tmp_path, make_zip):
    for name in ("C10", "C2", ".hidden"):
        (tmp_path / name).mkdir()
    (tmp_path / "C3.zip").write_bytes(make_zip({"a.txt": b"x"}))
    (tmp_path / "readme.txt").write_text("no submission")
    assert [path.name for path in find_submissions(tmp_path)] == ["C2", "C3.zip", "C10"]


def test_loose_files_keep_the_names_they_were_given_by(folder, limits, make_zip):
    place = folder({"b.txt": text("x"), "a.txt": text("x"), "c.zip": make_zip({"d.txt": text("z")})})
    pages, findings = open_files([place / "b.txt", place / "a.txt", place / "c.zip"], limits=limits)
    assert [page.file for page in pages] == [f"{place.as_posix()}/{name}" for name in ("b.txt", "a.txt", "c.zip/d.txt")]
    assert findings == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_files_carry_their_lines(folder, limits, encoding):
    words = "出院小结\r\n\r\n姓名：测试甲\r\n"
    (page,) = open_submission(folder({"a.txt": words.encode(encoding)}), limits=limits).pages
    layer = page.load_text_layer()
    assert [line.text for line in layer.lines] == ["出院小结", "姓名：测试甲"]
    assert layer.lines[0].bbox.y1 <= layer.lines[1].bbox.y0
    assert (page.kind, layer.lines[1].start) == ("text", 5)
    assert page.render().shape == (1600, 1131, 3)


def test_long_text_files_are_cut_into_pages(folder, limits):
    pages = open_submission(folder({"a.txt": text("\n".join(f"line {i}" for i in range(130)))}), limits=limits).pages
    assert [len(page.load_text_layer().lines) for page in pages] == [60, 60, 10]
    assert [page.number for page in pages] == [1, 2, 3]


def test_opening_the_same_submission_twice_gives_the_same(folder, limits, make_pdf, make_picture):
    place = folder({"a.pdf": make_pdf(lambda pen: pen.drawString(70, 700, "x" * 30)), "b.png": make_picture()})
    first, second = (open_submission(place, limits=limits) for _ in range(2))
    assert first.files == second.files
    assert [page.load_text_layer() for page in first.pages] == [page.load_text_layer() for page in second.pages]

"""Issue 2, last line: files that attack or break readers get a finding that names file and remedy, cheaply."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader

from prereview.errors import InputError
from prereview.ingestion import find_submissions, load_claim, open_files, open_submission


def only_finding(submission):
    """The single finding, checked to name its file and to say something in both languages."""
    (finding,) = submission.findings
    assert finding.evidence[0].file in finding.message_zh
    assert finding.evidence[0].file in finding.message_en
    assert finding.message_zh.count("。") >= 1
    return finding


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size it could only have decompressed: 1 bit grey, a few bytes of data."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(100_000)))
        + chunk(b"IEND", b"")
    )


def test_an_empty_file_is_named(folder, limits):
    submission = open_submission(folder({"发票.pdf": b""}), limits=limits)
    finding = only_finding(submission)
    assert (finding.code, finding.evidence[0].file, submission.pages) == ("file_empty", "发票.pdf", ())


def test_a_truncated_pdf_is_read_as_far_as_it_goes(folder, limits, make_pdf):
    data = make_pdf(*[lambda pen: pen.drawString(70, 700, "first page of many")] * 3)
    submission = open_submission(folder({"a.pdf": data[: len(data) * 2 // 3]}), limits=limits)
    assert only_finding(submission).code in ("file_truncated", "file_damaged", "no_pages")


def test_a_pdf_cut_to_its_header_is_damaged(folder, limits, make_pdf):
    data = make_pdf(lambda pen: pen.drawString(70, 700, "x"))
    submission = open_submission(folder({"a.pdf": data[:60]}), limits=limits)
    assert only_finding(submission).code in ("file_damaged", "no_pages")
    assert submission.pages == ()


def test_a_truncated_jpeg_keeps_its_upper_part(folder, limits, make_picture):
    data = make_picture("JPEG", (400, 600))
    submission = open_submission(folder({"a.jpg": data[: len(data) * 2 // 3]}), limits=limits)
    assert only_finding(submission).code == "file_truncated"
    assert submission.pages[0].render().shape == (600, 400, 3)


def test_a_jpeg_cut_in_its_header_is_damaged(folder, limits, make_picture):
    submission = open_submission(folder({"a.jpg": make_picture("JPEG")[:40]}), limits=limits)
    codes = {finding.code for finding in submission.findings}
    assert "file_damaged" in codes
    assert submission.pages == ()


def test_an_encrypted_pdf_asks_for_one_without_password(folder, limits, make_pdf):
    data = make_pdf(lambda pen: pen.drawString(70, 700, "x"), encrypt=StandardEncryption("secret", strength=128))
    finding = only_finding(open_submission(folder({"病历.pdf": data}), limits=limits))
    assert finding.code == "file_encrypted"
    assert "密码" in finding.message_zh
    assert "password" in finding.message_en


@pytest.mark.parametrize(
    "name", ["../../etc/evil.txt", "/etc/evil.txt", "C:\\evil.txt", "a/../../evil.txt", "..\\evil.txt"]
)
def test_unsafe_names_in_a_zip_are_left_out_and_named(tmp_path, limits, make_zip, name):
    path = tmp_path / "C1.zip"
    path.write_bytes(make_zip({name: b"evil", "good.txt": "出院小结".encode()}))
    submission = open_submission(path, limits=limits)
    assert [page.file for page in submission.pages] == ["good.txt"]
    assert only_finding(submission).code == "archive_unsafe_name"
    assert not (tmp_path.parent / "evil.txt").exists()


def test_a_link_in_a_zip_is_left_out(tmp_path, limits):
    path = tmp_path / "C1.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert only_finding(open_submission(path, limits=limits)).code == "archive_unsafe_name"


def test_a_zip_that_unpacks_to_a_gigabyte_is_not_unpacked(tmp_path, limits):
    path = tmp_path / "C1.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("big.txt", "w", force_zip64=True) as file,
    ):
        for _ in range(1000):
            file.write(bytes(1_000_000))
    started = time.monotonic()
    submission = open_submission(path, limits=limits)
    assert only_finding(submission).code == "archive_too_large"
    assert time.monotonic() - started < 1


def test_a_zip_that_lies_about_its_size_yields_no_more_than_it_declares(tmp_path, limits, make_zip):
    data = bytearray(make_zip({"big.txt": b"a" * 5_000_000}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.find(signature)
        data[at + offset : at + offset + 4] = struct.pack("<I", 1000)
    path = tmp_path / "C1.zip"
    path.write_bytes(bytes(data))
    assert only_finding(open_submission(path, limits=limits)).code == "file_damaged"


def test_nested_zips_share_one_budget(tmp_path, limits, make_zip):
    path = tmp_path / "C1.zip"
    inner = {f"{i}.zip": make_zip({"big.txt": b"%d\n" % i * 200_000}) for i in range(5)}
    path.write_bytes(make_zip(inner))
    small = limits.model_copy(update={"max_archive_bytes": 1_000_000})
    submission = open_submission(path, limits=small)
    assert "archive_too_large" in {finding.code for finding in submission.findings}
    assert 0 < sum(file.size for file in submission.files) <= 1_000_000


def test_a_zip_in_a_zip_in_a_zip_is_not_opened(tmp_path, limits, make_zip):
    deepest = make_zip({"c.txt": b"deep"})
    path = tmp_path / "C1.zip"
    path.write_bytes(make_zip({"a.zip": make_zip({"b.zip": deepest, "ok.txt": b"fine here"})}))
    submission = open_submission(path, limits=limits)
    assert [page.file for page in submission.pages] == ["a.zip/ok.txt"]
    assert only_finding(submission).code == "archive_too_deep"


def test_an_encrypted_zip_entry_is_named(tmp_path, limits, make_zip):
    data = bytearray(make_zip({"a.txt": b"hello there"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(signature) + offset] |= 1
    path = tmp_path / "C1.zip"
    path.write_bytes(bytes(data))
    finding = only_finding(open_submission(path, limits=limits))
    assert (finding.code, finding.evidence[0].file) == ("file_encrypted", "a.txt")


def test_a_broken_zip_is_named(tmp_path, limits, make_zip):
    path = tmp_path / "C1.zip"
    path.write_bytes(make_zip({"a.txt": b"hello" * 100})[:80])
    assert only_finding(open_submission(path, limits=limits)).code == "archive_damaged"


def test_a_zip_directory_of_millions_of_entries_is_not_listed(tmp_path, limits):
    path = tmp_path / "C1.zip"
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 60000, 60000, 100_000_000, 4, 0)
    path.write_bytes(b"PK\x03\x04" + end)
    assert only_finding(open_submission(path, limits=limits)).code == "archive_damaged"


def test_a_zip_of_too_many_files_is_read_up_to_the_limit(tmp_path, limits, make_zip):
    path = tmp_path / "C1.zip"
    path.write_bytes(make_zip({f"{i}.txt": f"page {i}".encode() for i in range(12)}))
    submission = open_submission(path, limits=limits.model_copy(update={"max_archive_files": 10}))
    assert len(submission.pages) == 10
    assert only_finding(submission).code == "too_many_files"


def test_a_gigapixel_png_is_judged_by_its_header(folder, limits):
    submission = open_submission(folder({"x.png": png_header(40_000, 40_000)}), limits=limits)
    finding = only_finding(submission)
    assert finding.code == "image_too_large"
    assert "40000×40000" in finding.message_en
    assert submission.pages == ()


def test_a_large_png_below_pillows_own_limit_is_judged_by_ours(folder, limits):
    finding = only_finding(open_submission(folder({"x.png": png_header(13_000, 10_000)}), limits=limits))
    assert finding.code == "image_too_large"


def test_a_pdf_of_5000_pages_gives_the_first_300(folder, limits, make_pdf):
    data = make_pdf(*[lambda pen: None] * 5000)
    submission = open_submission(folder({"a.pdf": data}), limits=limits)
    finding = only_finding(submission)
    assert len(submission.pages) == limits.max_pages == 300
    assert finding.code == "too_many_pages"
    assert "5000" in finding.message_zh
    assert submission.pages[299].load_text_layer().lines == ()


def test_a_pdf_page_with_a_gigapixel_picture_is_not_drawn(folder, limits, make_pdf, make_picture):
    picture = ImageReader(io.BytesIO(make_picture("PNG", (400, 400))))
    data = make_pdf(lambda pen: pen.drawImage(picture, 0, 0, 595, 842), pageCompression=0)
    data = data.replace(b"/Width 400", b"/Width 40000", 1).replace(b"/Height 400", b"/Height 40000", 1)
    submission = open_submission(folder({"a.pdf": data}), limits=limits)
    with pytest.raises(InputError, match=r"a\.pdf:1.*40000x40000"):
        submission.pages[0].render()
    with pytest.raises(InputError, match=r"a\.pdf:1.*40000x40000"):
        submission.pages[0].thumbnail()


def test_a_wrong_extension_is_noted_and_read(folder, limits, make_pdf):
    data = make_pdf(lambda pen: pen.drawString(70, 700, "discharge summary of a test patient"))
    submission = open_submission(folder({"病历.jpg": data}), limits=limits)
    finding = only_finding(submission)
    assert (finding.code, finding.severity) == ("wrong_extension", "info")
    assert "PDF" in finding.message_zh
    assert submission.pages[0].kind == "pdf"


def test_unknown_keys_and_wrong_types_of_claim_json_are_all_named(tmp_path):
    path = tmp_path / "claim.json"
    path.write_text(
        '{"claim_id": "C1", "lines": "x", "insured": {"nmae": "赵某某", "sex": "f"},'
        ' "policy": {"waiting_period_days": "-1"}}'
    )
    with pytest.raises(InputError) as caught:
        load_claim(path)
    message = str(caught.value)
    for part in ("lines: unknown key (did you mean line?)", "insured.nmae: unknown key (did you mean name?)",
                 "insured.sex", "policy.waiting_period_days", "claim.schema.json"):  # fmt: skip
        assert part in message
    assert "赵某某" not in message


@pytest.mark.parametrize(
    "text", ["", "[1]", "{", '{"claim_id": "a/b"}', "[" * 100_000, '{"claim_id": "a", "claim_id": "b"}']
)
def test_an_unusable_claim_json_is_an_input_error(tmp_path, text):
    path = tmp_path / "claim.json"
    path.write_text(text)
    with pytest.raises(InputError, match=r"claim\.json"):
        load_claim(path)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", None),
        ("a.rar", b"Rar!\x1a\x07\x01\x00"),
        ("a.bin", bytes(range(256)) * 20),
        ("a.mp4", b"\0\0\0\x18ftypmp42" + bytes(64)),
        ("a.json", b'{"truth": 1}'),
        ("a.html", b"<html><body>x</body></html>"),
        ("a.doc", b"\xd0\xcf\x11\xe0" + bytes(600)),
    ],
)
def test_types_that_are_no_papers_are_named(folder, limits, make_zip, name, data):
    content = data if data is not None else make_zip({"[Content_Types].xml": b"<x/>"})
    finding = only_finding(open_submission(folder({name: content}), limits=limits))
    assert finding.code == "unsupported_type"


def test_an_xml_with_entities_is_not_expanded(folder, limits):
    laughs = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    assert only_finding(open_submission(folder({"a.xml": laughs}), limits=limits)).code == "file_damaged"


def test_a_link_out_of_the_folder_is_not_followed(folder, limits):
    place = folder({"a.txt": b"hello"})
    (place / "b.txt").symlink_to("/etc/hostname")
    (place / "up").symlink_to("/etc")
    submission = open_submission(place, limits=limits)
    assert [finding.code for finding in submission.findings] == ["link_skipped", "link_skipped"]


def test_a_pipe_in_the_folder_does_not_hang(folder, limits):
    place = folder({"a.txt": b"hello"})
    os.mkfifo(place / "pipe.pdf")
    assert only_finding(open_submission(place, limits=limits)).code == "file_unreadable"


def test_a_file_over_the_limit_is_not_opened(folder, limits):
    submission = open_submission(
        folder({"a.txt": b"x" * 3_000_000}), limits=limits.model_copy(update={"max_file_bytes": 2_000_000})
    )
    assert only_finding(submission).code == "file_too_large"


def test_a_path_that_does_not_exist_is_an_input_error(tmp_path, limits):
    with pytest.raises(InputError, match="nowhere"):
        open_submission(tmp_path / "nowhere", limits=limits)
    with pytest.raises(InputError, match="nowhere"):
        find_submissions(tmp_path / "nowhere")


def test_one_bad_file_never_loses_the_others(folder, limits, make_picture):
    place = folder({"1.pdf": b"%PDF-1.4 garbage", "2.png": make_picture(), "3.jpg": b"\xff\xd8\xff", "4.txt": b"fine"})
    submission = open_submission(place, limits=limits)
    assert [page.file for page in submission.pages] == ["2.png", "4.txt"]
    assert [file.name for file in submission.files] == ["1.pdf", "2.png", "3.jpg", "4.txt"]


def test_an_endless_text_is_read_up_to_a_limit(folder, limits):
    submission = open_submission(folder({"a.txt": "病历".encode() * 4_000_000}), limits=limits)
    assert only_finding(submission).code == "text_too_long"
    assert max(len(line.text) for line in submission.pages[0].load_text_layer().lines) <= 5_000


def test_an_xml_of_millions_of_elements_is_not_built(folder, limits):
    submission = open_submission(folder({"a.xml": b"<a>" + b"<b/>" * 3_000_000 + b"</a>"}), limits=limits)
    assert only_finding(submission).code == "file_damaged"


def test_random_bytes_behind_every_signature_give_findings(folder, limits):
    noise = bytes((i * 7919 + 13) % 256 for i in range(3000))
    heads = [b"%PDF-1.7\n", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"MM\x00*", b"PK\x03\x04", b"GIF89a"]
    heads += [b"RIFF\0\0\0\0WEBPVP8 ", b"BM\0\0\0\0\0\0\0\0", b"\0\0\0\x18ftypheic", b"<?xml version='1.0'?>"]
    place = folder({f"{i}.dat": head + noise for i, head in enumerate(heads)})
    pages, findings = open_files([place], limits=limits)
    named = {finding.evidence[0].file for finding in findings} | {page.file for page in pages}
    assert len(named) == len(heads)
    for page in pages:
        try:
            page.render()
        except InputError as error:
            assert page.file.rpartition("/")[2] in str(error)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from Linux's /proc")
def test_memory_stays_far_below_two_gigabytes(tmp_path, limits, make_zip, make_picture):
    """Peak memory of a fresh process over a gigapixel PNG, a large real picture and a zip bomb."""
    place = tmp_path / "C1"
    place.mkdir()
    (place / "a.png").write_bytes(png_header(40_000, 40_000))
    (place / "b.jpg").write_bytes(make_picture("JPEG", (8_000, 7_000)))
    (place / "c.png").write_bytes(make_picture("PNG", (6_000, 5_000), "RGBA"))
    with zipfile.ZipFile(place / "d.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("big.txt", bytes(510_000_000))
    program = (
        "import sys; from pathlib import Path; from prereview.ingestion import open_submission;"
        "from prereview.settings import Limits; s = open_submission(Path(sys.argv[1]), limits=Limits());"
        "[p.render() for p in s.pages];"
        "print(len(s.pages), open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(place)], capture_output=True, text=True, check=True, cwd=Path.cwd()
    )
    pages, peak_kilobytes = map(int, done.stdout.split())
    assert pages == 2
    assert peak_kilobytes < 1_000_000

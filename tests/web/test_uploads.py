"""Which files make one claim."""

from __future__ import annotations

from pathlib import Path

import pytest

from prereview.settings import Limits
from prereview.store import Incoming
from prereview.web.uploads import split_inbox
from tests.web.conftest import zipped


def split(*names: str) -> list[list[str]]:
    found = split_inbox([Incoming(name, b"x") for name in names], Limits())
    return [[file.name for file in files] for files in found]


@pytest.mark.parametrize(
    ("names", "claims"),
    [
        (("A/claim.json", "A/1.pdf", "B/1.pdf"), [["claim.json", "1.pdf"], ["1.pdf"]]),
        (("inbox/A/1.pdf", "inbox/B/x/1.pdf"), [["1.pdf"], ["x/1.pdf"]]),
        (("A.zip", "B.zip"), [["A.zip"], ["B.zip"]]),
        (("claim.json", "票据/1.pdf"), [["claim.json", "票据/1.pdf"]]),
        (("A/claim.json", "A/票据/1.pdf"), [["claim.json", "票据/1.pdf"]]),
        (("1.pdf", "2.pdf"), [["1.pdf", "2.pdf"]]),
    ],
)
def test_folders_and_zips_are_claims(names: tuple[str, ...], claims: list[list[str]]) -> None:
    assert split(*names) == claims


def test_an_inbox_in_a_zip(tmp_path: Path) -> None:
    place = tmp_path / "0"
    place.write_bytes(zipped({"收件/A/1.txt": b"1", "收件/B/1.txt": b"2", "收件/B/2.txt": b"3"}))
    assert [len(files) for files in split_inbox([Incoming("inbox.zip", place)], Limits())] == [1, 2]


def test_one_claim_in_a_zip(tmp_path: Path) -> None:
    place = tmp_path / "0"
    place.write_bytes(zipped({"A/claim.json": b"{}", "A/1.txt": b"2"}))
    assert [len(files) for files in split_inbox([Incoming("inbox.zip", place)], Limits())] == [2]

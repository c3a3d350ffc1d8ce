"""What a hostile upload, name or query may not do."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from prereview.documents import Evidence, Fact
from prereview.findings import Finding
from prereview.service import Service
from prereview.store import PageRecord
from prereview.store.reviews import Reviewed, save_review, waiting_rounds
from tests.web.conftest import Clock, Desk, zipped
from tests.web.stand_in import recordings

Api = Callable[[str], TestClient]
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'"


@pytest.mark.parametrize("name", ["../../etc/passwd", "..\\..\\evil", "a/../../b", "/etc/passwd", "x" * 300, "\x00"])
def test_names_never_leave_the_submission(name: str, api: Api, tmp_path: Path) -> None:
    answer = api("service").post("/api/v1/claims", files=[("files", (name, b"x"))])
    assert answer.status_code in (201, 422)
    outside = [p for p in tmp_path.rglob("*") if p.name in ("passwd", "evil") and "workspace" not in p.parts]
    assert outside == []


def test_a_zip_that_climbs_is_kept_whole(api: Api, service: Service) -> None:
    packed = zipped({"../../evil.txt": b"x", "ok.txt": b"y"})
    answer = api("service").post("/api/v1/claims", files=[("files", ("a.zip", packed))])
    assert answer.status_code == 201
    files = api("reviewer").get(f"/api/v1/claims/{answer.json()['claim_id']}/files").json()
    assert not any(".." in file["name"] for file in files)


def test_a_zip_bomb_is_not_opened(api: Api) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(6):
            archive.writestr(f"{number}.txt", b"\x00" * 100_000_000)
    answer = api("service").post("/api/v1/claims", files=[("files", ("bomb.zip", packed.getvalue()))])
    assert answer.status_code == 201, "kept as it came; the review names what is wrong with it"
    files = api("reviewer").get(f"/api/v1/claims/{answer.json()['claim_id']}/files").json()
    assert [file["name"] for file in files] == ["bomb.zip"]


def test_a_bomb_as_an_inbox_is_answered(desk: Callable[[str], Desk]) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(6):
            archive.writestr(f"c{number}/a.txt", b"\x00" * 100_000_000)
    answer = desk("reviewer").fill("/desk/intake", files=[("files", ("i.zip", packed.getvalue()))], kind="inbox")
    assert answer.status_code == 422


@pytest.fixture
def poisoned(api: Api, service: Service, clock: Clock) -> str:
    """A claim whose names, papers and words are all scripts."""
    known = json.dumps({"claim_id": "X'--1", "insured": {"name": SCRIPT}, "policy": {"number": SCRIPT}})
    api("service").post(
        "/api/v1/claims", files=[("files", (f"{SCRIPT.replace('/', '')}.txt", b"x"))], data={"claim": known}
    )
    template = recordings()[0].report
    place = Evidence(file=f"{SCRIPT}.pdf", page=1, quote=SCRIPT)
    finding = Finding(code="D01", severity="error", message_zh=SCRIPT, message_en=SCRIPT, evidence=(place,))
    fact = Fact(name="hospital", value=SCRIPT, confidence=None, evidence=place)
    documents = tuple(d.model_copy(update={"facts": (*d.facts, fact)}) for d in template.documents)
    items = tuple(
        i.model_copy(update={"why_zh": SCRIPT, "name_zh": SCRIPT, "evidence": (place,)}) for i in template.items
    )
    notice = template.notice and template.notice.model_copy(update={"text_zh": f"</textarea>{SCRIPT}"})
    changes: dict[str, Any] = {"claim_id": "X'--1", "findings": (finding,), "documents": documents, "items": items}
    report = template.model_copy(update={**changes, "notice": notice, "why": (SCRIPT,)})
    with service.store.reading() as session:
        (entry,) = waiting_rounds(session)
    pages = [PageRecord(page=page, picture=None) for page in recordings()[0].pages]
    save_review(service.store, entry.round_id, Reviewed(report, pages), now=clock())
    return "X'--1"


def test_what_papers_say_is_never_markup(poisoned: str, desk: Callable[[str], Desk]) -> None:
    client = desk("supervisor")
    for address in ("/desk", "/desk/claims/X'--1", "/desk/figures", "/desk/audit", "/desk?search=" + SCRIPT):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text and "<img src=x" not in answer.text, address


def test_every_page_has_a_strict_policy(app: FastAPI, desk: Callable[[str], Desk]) -> None:
    for answer in (desk("reviewer").get("/desk"), TestClient(app).get("/sign-in"), TestClient(app).get("/nothing")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("words", ["' OR 1=1 --", "%", "_", "\\", '"; DROP TABLE claim; --', "C2026%"])
def test_search_takes_every_character_as_itself(words: str, api: Api, poisoned: str) -> None:
    answer = api("reviewer").get("/api/v1/claims", params={"search": words})
    assert answer.status_code == 200
    assert answer.json()["rows"] == []
    assert api("reviewer").get("/api/v1/claims", params={"item": words}).status_code == 200
    assert len(api("reviewer").get("/api/v1/claims").json()["rows"]) == 1, "everything is still there"


def test_a_zero_byte_is_no_word(api: Api, desk: Callable[[str], Desk]) -> None:
    """PostgreSQL cannot keep one."""
    assert api("reviewer").get("/api/v1/claims", params={"search": "\x00"}).status_code == 400
    assert desk("reviewer").get("/desk/claims/%00").status_code == 400


def test_long_headers_are_answered(app: FastAPI) -> None:
    answer = TestClient(app).get("/desk", headers={"X-Long": "x" * 20_000})
    assert answer.status_code == 431
    assert TestClient(app).get("/desk", cookies={"prereview": "x" * 9_000}, follow_redirects=False).status_code == 303


def test_errors_tell_nothing_of_the_inside(api: Api, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret of the inside")

    monkeypatch.setattr("prereview.web.api_claims.list_queue", broken)
    answer = api("service").get("/api/v1/claims")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert answer.json()["title"] == "Internal Server Error"


def test_cursors_and_ids_of_strangers_are_answered(api: Api) -> None:
    client = api("reviewer")
    assert client.get("/api/v1/claims", params={"after": "nonsense"}).status_code == 400
    assert client.get("/api/v1/claims/%2e%2e").status_code in (404, 405)
    assert client.get("/api/v1/events", params={"after": 2**70}).status_code == 422
    assert client.get("/static/../app.py").status_code == 404
    assert client.get("/static/%2e%2e/app.py").status_code == 404

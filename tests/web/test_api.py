"""The API as an upstream service uses it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import TypeAdapter

from prereview.report import Report
from prereview.service import Service
from prereview.store.audit import read_audit
from prereview.web import create_app
from tests.web.conftest import Clock, fixture_files, zipped
from tests.web.stand_in import INBOX, StandIn
from tests.web.test_roles import all_routes

Api = Callable[[str], TestClient]
FILES = [("files", ("发票.txt", "金额 100.00".encode()))]


def test_a_claim_is_accepted_once(api: Api) -> None:
    first = api("service").post("/api/v1/claims", files=FILES, headers={"Idempotency-Key": "k1"})
    again = api("service").post("/api/v1/claims", files=FILES, headers={"Idempotency-Key": "k1"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["claim_id"] == again.json()["claim_id"]
    assert again.json()["created"] is False


def test_a_key_is_for_one_content(api: Api) -> None:
    api("service").post("/api/v1/claims", files=FILES, headers={"Idempotency-Key": "k1"})
    other = [("files", ("另.txt", b"other"))]
    answer = api("service").post("/api/v1/claims", files=other, headers={"Idempotency-Key": "k1"})
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"] == "Conflict"
    assert answer.json()["remedy"]


def test_a_zip_and_a_form_field_do_as_well(api: Api) -> None:
    packed = zipped({"资料/发票.txt": b"1", "资料/病历.txt": b"2"})
    known = json.dumps({"claim_id": "Z-1", "line": "inpatient_medical"})
    answer = api("service").post("/api/v1/claims", files=[("files", ("a.zip", packed))], data={"claim": known})
    assert answer.json()["claim_id"] == "Z-1"
    names = [file["name"] for file in api("reviewer").get("/api/v1/claims/Z-1/files").json()]
    assert names == ["病历.txt", "发票.txt"] or sorted(names) == sorted(["病历.txt", "发票.txt"])


def test_every_mistake_of_claim_json_is_named(api: Api) -> None:
    known = json.dumps({"claim_id": "Z-1", "colour": "red", "line": 5})
    answer = api("service").post("/api/v1/claims", files=FILES, data={"claim": known})
    assert answer.status_code == 422
    assert "colour" in answer.json()["detail"] and "line" in answer.json()["detail"]


def test_the_whole_life_of_a_claim(api: Api, sent: Callable[..., str], stand_in: StandIn, clock: Clock) -> None:
    number = sent()
    place = f"/api/v1/claims/{number}"
    assert api("service").get(place).json()["claim"]["stage"] == "desk"
    assert Report.model_validate(api("reviewer").get(f"{place}/report").json()).claim_id == number
    proposed = api("service").get(f"{place}/notice").json()["proposed"]
    assert proposed["item_ids"]

    said = {"subject": "item", "subject_id": proposed["item_ids"][0], "judgement": "satisfied"}
    assert api("reviewer").post(f"{place}/verdicts", json=said).status_code == 400, "a reason is needed"
    kept = api("reviewer").post(f"{place}/verdicts", json=said | {"reason": "在背面"})
    assert (kept.status_code, kept.json()["answer"]) == (201, "change")
    assert len(api("reviewer").get(f"{place}/verdicts").json()) == 1
    assert api("reviewer").delete(f"{place}/verdicts/last").json()["subject_id"] == said["subject_id"]

    assert api("reviewer").post(f"{place}/decision", json={"outcome": "to_settlement"}).status_code == 204
    assert api("reviewer").post(f"{place}/decision", json={"outcome": "withdrawn"}).status_code == 409
    assert api("reviewer").delete(f"{place}/decision").status_code == 204
    kinds = [event["kind"] for event in api("service").get(f"{place}/events").json()["events"]]
    assert kinds == ["received", "read", "in_review", "decided", "in_review"]


def test_events_of_all_claims_as_json_lines(api: Api, sent: Callable[..., str]) -> None:
    sent()
    lines = api("service").get("/api/v1/events?format=jsonl").text.splitlines()
    assert [json.loads(line)["kind"] for line in lines][:2] == ["received", "read"]
    page = api("service").get("/api/v1/events").json()
    assert api("service").get(f"/api/v1/events?after={page['after']}").json()["events"] == []


def test_pages_of_the_queue_join_without_a_gap(api: Api) -> None:
    for number in range(7):
        known = json.dumps({"claim_id": f"Q-{number}"})
        api("service").post("/api/v1/claims", files=FILES, data={"claim": known}, headers={"Idempotency-Key": known})
    found, after = [], ""
    while after is not None:
        page = api("service").get(f"/api/v1/claims?stage=reading&limit=3{'&after=' + after if after else ''}").json()
        found += [row["claim_id"] for row in page["rows"]]
        after = page["after"]
    assert found == [f"Q-{number}" for number in range(7)]


def test_numbers_are_masked_without_clear_text(api: Api, sent: Callable[..., str]) -> None:
    number = sent()

    def id_numbers(who: str) -> set[str]:
        report = api(who).get(f"/api/v1/claims/{number}/report").json()
        return {f["value"] for d in report["documents"] for f in d["facts"] if f["name"] == "id_number"}

    assert all("*" in value for value in id_numbers("service"))
    assert not any("*" in value for value in id_numbers("reviewer"))


def test_reading_a_paper_is_in_the_audit_trail(
    api: Api, sent: Callable[..., str], service: Service, people: Any
) -> None:
    number = sent()
    sha = api("reviewer").get(f"/api/v1/claims/{number}/files").json()[0]["sha256"]
    content = api("reviewer").get(f"/api/v1/claims/{number}/files/{sha}")
    assert content.content == next(
        p.read_bytes() for p in (INBOX / number).iterdir() if p.read_bytes() == content.content
    )
    assert content.headers["content-disposition"].startswith("attachment")
    api("reviewer").get(f"/api/v1/claims/{number}/report")
    with service.store.reading() as session:
        acts = [line.action for line in read_audit(session, people["supervisor"], claim_id=number)]
    assert acts[:2] == ["read_report", "read_file"]


def test_the_flag_of_a_blind_sample_waits_for_an_answer(
    api: Api, sent: Callable[..., str], service: Service, clock: Clock
) -> None:
    number = "C2026-000106"
    sent(number, review=False)
    StandIn(service, blind=frozenset({number})).work_off(now=clock())
    place = f"/api/v1/claims/{number}"
    hidden = api("reviewer").get(f"{place}/report").json()
    assert hidden["preexisting"] is None and hidden["scores"]["preexisting"] is None
    said = {"subject": "flag", "subject_id": "preexisting", "judgement": "not_upheld"}
    kept = api("reviewer").post(f"{place}/verdicts", json=said).json()
    assert (kept["answer"], kept["blind_qa"], kept["shown"]) == ("change", True, "upheld")
    assert api("reviewer").get(f"{place}/report").json()["preexisting"]["flag_preexisting"] is True
    again = api("reviewer").post(f"{place}/verdicts", json=said | {"judgement": "upheld"}).json()
    assert again["blind_qa"] is False, "after the flag was seen, an answer is no blind one"


def test_limits_are_told(service: Service, api: Api, keys: dict[str, str]) -> None:
    options = service.settings.service.model_copy(update={"max_upload_bytes": 1000, "calls_per_minute": 3})
    small = Service(service.store, service.settings.model_copy(update={"service": options}))
    client = TestClient(create_app(small), headers={"Authorization": f"Bearer {keys['service']}"})
    large = client.post("/api/v1/claims", files=[("files", ("a.pdf", b"x" * 2000))])
    assert (large.status_code, large.json()["title"]) == (413, "Content Too Large") or large.status_code == 413
    answers = [client.get("/api/v1/claims").status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]


def test_state_and_metrics(api: Api, sent: Callable[..., str]) -> None:
    assert api("service").get("/health/live").json() == {"status": "ok"}
    assert api("service").get("/health/ready").status_code == 200
    sent()
    metrics = api("service").get("/metrics")
    assert metrics.status_code == 200
    assert "C2026" not in metrics.text


def test_openapi_has_examples_and_problems(api: Api) -> None:
    document = api("service").get("/api/openapi.json").json()
    assert not [path for path in document["paths"] if path.startswith("/desk")]
    create = document["paths"]["/api/v1/claims"]["post"]
    assert create["responses"]["201"]["content"]["application/json"]["example"]["created"] is True
    assert "409" in create["responses"]
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert operation.get("description"), path


def test_examples_are_what_the_service_answers(app: FastAPI) -> None:
    checked = 0
    for route in all_routes(app.routes):
        for answer in (route.responses or {}).values():
            example = answer.get("content", {}).get("application/json", {}).get("example")
            if example is not None:
                TypeAdapter(route.response_model).validate_python(example)
                checked += 1
    assert checked >= 11


def test_an_inbox_of_fixture_files_is_one_claim_each(api: Api) -> None:
    answer = api("service").post("/api/v1/claims", files=fixture_files("C2026-000102"))
    assert answer.json()["claim_id"] == "C2026-000102"

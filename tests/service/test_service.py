"""The service in one piece, with a stand-in for the reviewing: poison pages, supplements, webhooks, a graceful stop."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json
import threading
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from prereview.claims import Claim, ClaimDetails
from prereview.errors import Conflict, InputError
from prereview.service import Service, import_inbox, submit, supplement
from prereview.service.rounds import is_blind_sample
from prereview.service.webhooks import send_due, sign
from prereview.service.worker import Worker, take_lock
from prereview.store import Actor, Incoming
from prereview.store.accounts import create_account
from prereview.store.claims import (
    confirm_delivery,
    get_row,
    list_files,
    read_clock,
    read_pages,
    read_report,
    send_notice,
)
from prereview.store.outbox import add_webhook, list_webhooks, note_delivery, take_due
from prereview.store.reviews import Reviewed, backlog, save_review
from tests.service.conftest import add_reviewer, send
from tests.service.stand_in import load, open_stand_in
from tests.store.conftest import plain_report

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    opened = open_stand_in(tmp_path / "workspace")
    yield opened
    opened.store.close()


@pytest.fixture
def reviewer(service: Service) -> Actor:
    return add_reviewer(service)


# --- the worker -------------------------------------------------------------------------------------------------------


def test_poison_pages_become_findings_and_the_rest_is_read(service: Service, reviewer: Actor) -> None:
    send(service, reviewer, "C1", "好页\ncrash\nhang\nmemory\nerror\n又一好页")
    worker = Worker(service, load=load)
    worker.start()
    try:
        with pytest.raises(Conflict, match="another service"):
            Worker(service, load=load).start()
        wait_until_reviewed(service)
        assert worker.health().ready
    finally:
        worker.stop(5)
    with service.store.reading() as session:
        found = read_report(service.store, session, reviewer, "C1").findings
        pages = read_pages(service.store, session, reviewer, "C1")
    assert [(finding.evidence[0].page, finding.code) for finding in found] == [
        (2, "page_crashed"),
        (3, "page_timeout"),
        (4, "page_crashed"),
        (5, "page_crashed"),
    ]
    assert [page.page.text for page in pages] == ["好页", "", "", "", "", "又一好页"]
    assert list((service.settings.service.workspace / "work").iterdir()) == [], "nothing left in clear"


def wait_until_reviewed(service: Service) -> None:
    deadline = time.monotonic() + 200
    while time.monotonic() < deadline:
        with service.store.reading() as session:
            if backlog(session, now=NOW)[0] == 0:
                return
        time.sleep(0.1)
    pytest.fail("not reviewed in time")


def test_lock_is_free_again_when_its_holder_ends(tmp_path: Path) -> None:
    held = take_lock(tmp_path / "lock")
    with pytest.raises(Conflict):
        take_lock(tmp_path / "lock")
    held.close()
    take_lock(tmp_path / "lock").close()


# --- intake -----------------------------------------------------------------------------------------------------------


def zipped(**files: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return buffer.getvalue()


def names(service: Service, actor: Actor, claim_id: str) -> list[str]:
    with service.store.reading() as session:
        return [file.name for file in list_files(session, actor, claim_id)]


def test_zip_gives_its_files_and_its_claim(service: Service, reviewer: Actor) -> None:
    data = zipped(C7__claim_json=json.dumps({"claim_id": "C7"}), C7__a_txt="一", C7__b_txt="二")
    receipt = submit(service, reviewer, [Incoming("C7.zip", data)], now=NOW)
    assert receipt.claim_id == "C7"
    assert names(service, reviewer, "C7") == ["a.txt", "b.txt"]


def test_zip_that_cannot_be_listed_is_kept_for_the_report(service: Service, reviewer: Actor) -> None:
    broken = zipped(a_txt="一" * 500)[:-30]
    submit(service, reviewer, [Incoming("x.zip", broken)], claim=Claim(claim_id="C1"), now=NOW)
    assert names(service, reviewer, "C1") == ["x.zip"]


def test_claim_without_id_is_named_after_its_content(service: Service, reviewer: Actor) -> None:
    first = submit(service, reviewer, [Incoming("1.txt", b"x")], now=NOW)
    again = submit(service, reviewer, [Incoming("1.txt", b"x")], now=NOW)
    assert first.claim_id.startswith("U-")
    assert (again.claim_id, again.created) == (first.claim_id, False)


def test_same_call_at_the_same_moment_is_one_claim(tmp_path: Path, database: str | None) -> None:
    service = open_stand_in(tmp_path / "both", database)
    reviewer = add_reviewer(service)
    with ThreadPoolExecutor(8) as threads:
        receipts = list(threads.map(lambda _: send(service, reviewer, "C1", "页"), range(8)))
    assert sorted(receipt.created for receipt in receipts) == [False] * 7 + [True]
    assert len({receipt.round_id for receipt in receipts}) == 1
    service.store.close()


def test_mistakes_of_claim_json_are_all_named(service: Service, reviewer: Actor) -> None:
    bad = json.dumps({"claim_id": "C1", "colour": 1, "line": 2}).encode()
    with pytest.raises(InputError, match=r"(?s)colour.*line|line.*colour"):
        submit(service, reviewer, [Incoming("claim.json", bad), Incoming("1.txt", b"x")], now=NOW)


def test_inbox_is_taken_in_once(service: Service, reviewer: Actor, tmp_path: Path) -> None:
    for name in ("A", "B"):
        (tmp_path / "inbox" / name).mkdir(parents=True)
        (tmp_path / "inbox" / name / "1.txt").write_text(name)
        (tmp_path / "inbox" / name / "claim.json").write_text(json.dumps({"claim_id": name}))
    (tmp_path / "inbox" / "empty").mkdir()
    first = import_inbox(service, reviewer, tmp_path / "inbox", now=NOW)
    again = import_inbox(service, reviewer, tmp_path / "inbox", now=NOW)
    assert [(receipt.claim_id, receipt.created) for receipt in first] == [("A", True), ("B", True)]
    assert [receipt.created for receipt in again] == [False, False]


# --- the clock --------------------------------------------------------------------------------------------------------


def test_clock_pauses_on_delivery_and_runs_again_with_the_supplement(service: Service, reviewer: Actor) -> None:
    claim = Claim(claim_id="C1", claim=ClaimDetails(amount_claimed=3000), received_at=NOW)  # type: ignore[arg-type]
    receipt = submit(service, reviewer, [Incoming("1.txt", b"x")], claim=claim, now=NOW)
    save_review(service.store, receipt.round_id, Reviewed(plain_report("C1"), ()), now=NOW)
    with service.store.writing() as session:
        assert get_row(session, reviewer, "C1").decision_due == "2026-04-01"
        given = {"text": "请补充", "fingerprint": "f", "item_ids": ["invoice"], "edited": False}
        send_notice(session, reviewer, "C1", **given, now=NOW)  # type: ignore[arg-type]
        assert get_row(session, reviewer, "C1").decision_due == "2026-04-01", "sending alone pauses nothing"
        confirm_delivery(
            service.store, session, reviewer, "C1", delivered_at=NOW + timedelta(hours=1), now=NOW + timedelta(hours=2)
        )
        assert get_row(session, reviewer, "C1").decision_due is None
    supplement(service, reviewer, "C1", [Incoming("2.txt", b"y")], now=NOW + timedelta(days=6))
    with service.store.reading() as session:
        assert get_row(session, reviewer, "C1").decision_due == "2026-04-07"
        (pause,) = read_clock(service.store, session, reviewer, "C1").pauses
        assert (pause.start, pause.end) == ("2026-03-02", "2026-03-08")


def test_blind_samples_have_their_share_and_stay_the_same() -> None:
    drawn = [is_blind_sample(f"C{number}", 0.1) for number in range(5000)]
    assert 400 < sum(drawn) < 600
    assert drawn == [is_blind_sample(f"C{number}", 0.1) for number in range(5000)]
    assert not any(is_blind_sample(f"C{number}", 0.0) for number in range(100))


# --- webhooks ---------------------------------------------------------------------------------------------------------


class Receiver(HTTPServer):
    """Keeps what it is sent and answers with `status`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), ReceiverRequest)
        self.status = 200
        self.got: list[tuple[dict[str, str], bytes]] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()


class ReceiverRequest(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Receiver)
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def secret(service: Service, reviewer: Actor, receiver: Receiver) -> str:
    now = datetime.now(UTC)
    with service.store.writing() as session:
        admin = create_account(session, reviewer.organisation_id, login="a", name="管", role="admin", now=now)
        return add_webhook(session, admin, f"http://127.0.0.1:{receiver.server_port}/hook", now=now)[1]


def test_event_arrives_signed(service: Service, reviewer: Actor, receiver: Receiver, secret: str) -> None:
    send(service, reviewer, "C1", "页")
    assert send_due(service.store) == 1
    assert send_due(service.store) == 0, "delivered once"
    ((headers, body),) = receiver.got
    event = json.loads(body)
    assert (event["claim_id"], event["kind"]) == ("C1", "received")
    assert headers["webhook-id"] == f"evt_{event['cursor']}"
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), signed, hashlib.sha256).digest()
    assert headers["webhook-signature"] == f"v1,{base64.b64encode(expected).decode()}"


def test_signature_is_that_of_the_specification() -> None:
    """The example of the Standard Webhooks reference libraries."""
    secret, name, stamp = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330"
    assert sign(secret, name, stamp, b'{"test": 2432232314}') == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_receiver_that_is_down_gets_everything_later(
    service: Service, reviewer: Actor, receiver: Receiver, secret: str
) -> None:
    receiver.status = 503
    for number in range(3):
        send(service, reviewer, f"C{number}", f"页 {number}")
    assert send_due(service.store) == 3
    assert send_due(service.store) == 0, "not before its time"
    admin = Actor(None, reviewer.organisation_id, "admin", "管理员")
    with service.store.reading() as session:
        assert [(hook.waiting, hook.given_up) for hook in list_webhooks(session, admin)] == [(3, 0)]
    receiver.status = 200
    later = datetime.now(UTC) + timedelta(seconds=6)
    with service.store.writing() as session:
        due = take_due(session, now=later)
        assert [(delivery.claim_id, delivery.attempts) for delivery in due] == [("C0", 1), ("C1", 1), ("C2", 1)]
        assert take_due(session, now=later) == (), "two senders never take the same"
        for delivery in due:
            note_delivery(session, delivery.id, "200", delivered=True, now=later)
    assert [headers["webhook-id"] for headers, _ in receiver.got] == ["evt_1", "evt_2", "evt_3"]


def test_receiver_that_answers_nothing_loses_nothing(
    service: Service, reviewer: Actor, receiver: Receiver, secret: str
) -> None:
    receiver.shutdown()
    receiver.server_close()
    send(service, reviewer, "C1", "页")
    assert send_due(service.store) == 1
    with service.store.writing() as session:
        (due,) = take_due(session, now=datetime.now(UTC) + timedelta(seconds=6))
    assert due.attempts == 1

"""A real browser at the desk. The whole day is `slow`; a short walk stays in the normal suite.

The day writes the screenshots of docs/desk.md when it is run with `PREREVIEW_SCREENSHOTS=docs/images`.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from prereview.service import Service
from prereview.store import Actor
from prereview.web import create_app
from tests.web.conftest import PASSWORD
from tests.web.stand_in import INBOX, StandIn

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium here: apt-get install chromium")
#: Which part of the page has the focus.
WHERE = """(() => {
  const parts = {skip: ".skip", nav: ".top nav", mine: ".mine", claim: ".claim-head", pages: ".viewer", tabs: ".tabs"};
  parts.judge = "#judgements";
  return Object.keys(parts).find((name) => document.activeElement.closest(parts[name])) || "";
})()"""
FOLDERS = sorted(path for path in INBOX.iterdir() if path.is_dir())


@pytest.fixture
def address(service: Service, people: Mapping[str, Actor]) -> Iterator[str]:
    """The desk on a port of its own, by real time: a browser has its own clock."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(service), port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture
def tab(address: str) -> Iterator[Any]:
    """A page of a browser of 1366 by 768; any error in its console fails the test."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1366, "height": 768}, base_url=address)
        page.set_default_timeout(60_000)  # on a busy machine
        expect.set_options(timeout=60_000)
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        yield page
        browser.close()
    assert wrong == []


def sign_in(page: Any, login: str = "supervisor") -> None:
    page.goto("/sign-in")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk*")


def make_inbox(folder: Path, count: int) -> Path:
    """An inbox of so many claims: the fixture claims under further numbers, received over the last days."""
    for number in range(count):
        source = FOLDERS[number % len(FOLDERS)]
        target = folder / f"C2026-{700 + number:06d}"
        shutil.copytree(source, target)
        known = json.loads((target / "claim.json").read_text("utf-8"))
        received = datetime.now(UTC) - timedelta(hours=number * 5 % 80)
        known |= {"claim_id": target.name, "received_at": received.isoformat()}
        (target / "claim.json").write_text(json.dumps(known, ensure_ascii=False), "utf-8")
    return folder


def take_in(page: Any, inbox: Path) -> None:
    packed = shutil.make_archive(str(inbox), "zip", inbox)
    page.goto("/desk/intake")
    page.set_input_files("input[accept='.zip']", packed)
    page.locator("form", has=page.locator("input[accept='.zip']")).locator("button.primary").click()
    page.wait_for_selector("[role=status] h2")


def shoot(page: Any, name: str) -> None:
    if folder := os.environ.get("PREREVIEW_SCREENSHOTS"):
        page.wait_for_timeout(400)
        page.screenshot(path=str(Path(folder) / f"desk-{name}.png"))


def settle(page: Any) -> str:
    """One claim by keyboard only: agree with everything that waits, hand it on. Returns its number."""
    page.wait_for_selector(".judgement.chosen")
    number = str(page.locator("h1").inner_text())
    for _ in range(40):
        if not page.locator("#judgements").get_attribute("data-left"):
            break
        before = page.locator(".judgement.is-said").count()
        page.keyboard.press("a")
        expect(page.locator(".judgement.is-said")).not_to_have_count(before)
    page.keyboard.press("f")
    page.wait_for_selector("#decide[open]")
    page.keyboard.press("1")
    expect(page.locator("h1")).not_to_have_text(number)
    return number


def axe(page: Any) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found if v["impact"] in ("serious", "critical")]


def test_a_claim_is_judged_by_keyboard(tab: Any, service: Service, tmp_path: Path) -> None:
    sign_in(tab, "reviewer")
    take_in(tab, make_inbox(tmp_path / "inbox", 1))
    StandIn(service, draw=True).work_off(now=datetime.now(UTC))
    tab.goto("/desk")
    tab.keyboard.press("j")
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".judgement.chosen")
    assert tab.locator(".mark.lit").count() <= 1
    first = tab.locator(".judgement.chosen").get_attribute("data-key")
    tab.keyboard.press("a")
    tab.wait_for_selector(".judgement.is-said")
    assert tab.locator(".judgement.chosen").get_attribute("data-key") != first
    tab.keyboard.press("u")
    expect(tab.locator(".judgement.is-said")).to_have_count(0)
    tab.keyboard.press("d")
    tab.fill("#differ-reason", "原件在柜面")
    tab.keyboard.press("Control+Enter")
    tab.wait_for_selector(".said-change")
    assert axe(tab) == []


def test_a_key_pressed_at_once_after_the_answer_is_not_lost(tab: Any, service: Service, tmp_path: Path) -> None:
    sign_in(tab, "reviewer")
    take_in(tab, make_inbox(tmp_path / "inbox", 1))
    StandIn(service, draw=True).work_off(now=datetime.now(UTC))
    tab.goto("/desk/claims/C2026-000700")
    tab.wait_for_selector(".judgement.chosen")
    undo = "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'u', bubbles: true}))"
    at_once = f"() => queueMicrotask(() => {undo})"
    tab.evaluate(f"document.body.addEventListener('htmx:afterSwap', {at_once}, {{once: true}})")
    with tab.expect_response("**/undo"):
        tab.keyboard.press("a")
    expect(tab.locator(".judgement.is-said")).to_have_count(0)


def test_the_notice_follows_the_verdicts(tab: Any, service: Service, tmp_path: Path) -> None:
    """A change takes a paper out of the notice; words changed by hand are kept until their writer gives them up."""
    sign_in(tab, "reviewer")
    take_in(tab, make_inbox(tmp_path / "inbox", 1))
    StandIn(service, draw=True).work_off(now=datetime.now(UTC))
    tab.goto("/desk/claims/C2026-000700")
    tab.wait_for_selector(".judgement.chosen")
    name = tab.locator(".judgement.chosen .name").inner_text()
    tab.keyboard.press("n")
    letter = tab.locator("#letter")
    assert name in letter.input_value()
    letter.press_sequentially("您好。")
    tab.keyboard.press("Escape")
    tab.keyboard.press("1")
    tab.keyboard.press("d")
    tab.locator("#differ-choices input[value=satisfied]").check()
    tab.fill("#differ-reason", "原件在柜面")
    tab.keyboard.press("Control+Enter")
    tab.wait_for_selector(".said-change")
    tab.keyboard.press("2")
    expect(tab.locator("#letter-stale")).to_be_visible()
    assert letter.input_value().startswith("您好。") and name in letter.input_value()
    assert axe(tab) == []
    tab.click("#notice button[type=reset]")
    expect(tab.locator("#letter-stale")).to_be_hidden()
    assert name not in letter.input_value()
    tab.keyboard.press("1")
    tab.keyboard.press("u")
    expect(tab.locator(".said-change")).to_have_count(0)
    assert name in letter.input_value()


def test_words_not_sent_yet_outlive_leaving_the_claim(tab: Any, service: Service, tmp_path: Path) -> None:
    """They are there on coming back, and gone for whoever signs in next."""
    sign_in(tab, "reviewer")
    take_in(tab, make_inbox(tmp_path / "inbox", 1))
    StandIn(service, draw=True).work_off(now=datetime.now(UTC))
    claim = "/desk/claims/C2026-000700"
    tab.goto(claim)
    tab.keyboard.press("n")
    tab.locator("#letter").press_sequentially("您好。")
    tab.goto("/desk")
    tab.goto(claim)
    assert tab.locator("#letter").input_value().startswith("您好。")
    tab.click("text=退出")
    tab.wait_for_url("**/sign-in")
    sign_in(tab, "reviewer")
    tab.goto(claim)
    assert not tab.locator("#letter").input_value().startswith("您好。")


def test_a_supervisor_assigns_by_keyboard(tab: Any, service: Service, tmp_path: Path) -> None:
    sign_in(tab)
    take_in(tab, make_inbox(tmp_path / "inbox", 1))
    StandIn(service, draw=True).work_off(now=datetime.now(UTC))
    tab.goto("/desk/claims/C2026-000700")
    tab.keyboard.press("p")
    tab.wait_for_selector("#assign[open]")
    assert axe(tab) == []
    tab.keyboard.press("1")
    expect(tab.locator(".claim-head [aria-keyshortcuts=p]")).to_contain_text("reviewer")
    tab.goto("/desk?whose=nobody")
    expect(tab.locator(".row-link")).to_have_count(0)
    tab.goto("/desk/claims/C2026-000700")
    tab.keyboard.press("p")
    tab.keyboard.press("0")
    expect(tab.locator(".claim-head [aria-keyshortcuts=p]")).not_to_contain_text("reviewer")
    tab.goto("/desk?whose=nobody")
    expect(tab.locator(".row-link")).to_have_count(1)


@pytest.mark.slow
def test_the_whole_day(tab: Any, service: Service, people: Mapping[str, Actor], tmp_path: Path) -> None:
    tab.goto("/sign-in")
    shoot(tab, "sign-in")
    assert axe(tab) == []
    sign_in(tab)
    take_in(tab, make_inbox(tmp_path / "inbox", 30))
    assert "30" in tab.locator("[role=status] h2").inner_text()
    assert axe(tab) == []

    tab.goto("/desk?stage=reading")
    shoot(tab, "progress")
    assert "30" in tab.locator("#progress").inner_text()
    worker = StandIn(service, draw=True)
    worker.work_off(now=datetime.now(UTC), most=12)
    expect(tab.locator("#progress")).to_contain_text("18")
    worker.work_off(now=datetime.now(UTC))
    expect(tab.locator("#progress")).to_have_attribute("data-busy", "0")

    tab.goto("/desk")
    shoot(tab, "queue")
    assert axe(tab) == []
    tab.keyboard.press("Enter")
    settled = []
    for _ in range(10):
        settled.append(settle(tab))
    assert len(set(settled)) == 10
    tab.goto("/desk?stage=done")
    assert tab.locator(".row-link").count() == 10

    flagged = next(
        f"C2026-{700 + n:06d}" for n in range(29, -1, -1) if FOLDERS[n % len(FOLDERS)].name == "C2026-000106"
    )
    tab.goto(f"/desk/claims/{flagged}")
    shoot(tab, "claim")
    assert axe(tab) == []
    see_a_notice_through(tab, service, tmp_path)
    look_around(tab)
    tab.goto(f"/desk/claims/{flagged}")
    shoot(tab, "claim-en")
    tab.click("text=Sign out")
    tab.wait_for_url("**/sign-in")


def look_around(tab: Any) -> None:
    """Figures, audit trail, the keys; then in English."""
    for page in ("figures", "audit"):
        tab.goto(f"/desk/{page}")
        assert axe(tab) == []
        if page == "figures":
            shoot(tab, "figures")
    tab.keyboard.press("?")
    shoot(tab, "keys")
    assert axe(tab) == []
    tab.keyboard.press("Escape")
    tab.goto("/desk")
    tab.click("text=English")


def see_a_notice_through(tab: Any, service: Service, tmp_path: Path) -> None:
    """Send, deliver (the clock pauses), papers come (it runs again), finish."""
    tab.goto("/desk?route=supplement")
    tab.keyboard.press("j")
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".judgement.chosen")
    address = tab.url
    tab.keyboard.press("n")
    tab.locator("#letter").press_sequentially("（柜面补充说明）\n")
    shoot(tab, "notice")
    assert axe(tab) == []
    tab.click("form.letter-form button.primary")
    tab.wait_for_selector(".claim-head")
    tab.keyboard.press("2")
    tab.click("form[action$='/delivery'] button")
    tab.wait_for_selector(".claim-head .paused")
    tab.keyboard.press("2")
    shoot(tab, "paused")
    paper = tmp_path / "补交的清单.txt"
    paper.write_text("住院费用汇总清单", "utf-8")
    tab.set_input_files("form[action$='/supplements'] input[type=file]", str(paper))
    tab.click("form[action$='/supplements'] button")
    tab.wait_for_selector(".claim-head")
    assert tab.locator(".claim-head .paused").count() == 0
    StandIn(service, draw=True).work_off(now=datetime.now(UTC))
    tab.goto(address)
    tab.keyboard.press("3")
    shoot(tab, "course")
    tab.keyboard.press("1")
    settle(tab)


@pytest.mark.slow
def test_tab_order_follows_the_page(tab: Any, service: Service, tmp_path: Path) -> None:
    """Skip link, navigation, own settings, the claim's buttons, the pages, then the judgements."""
    sign_in(tab)
    take_in(tab, make_inbox(tmp_path / "inbox", 1))
    StandIn(service, draw=True).work_off(now=datetime.now(UTC))
    tab.goto("/desk/claims/C2026-000700")
    tab.evaluate("document.body.tabIndex = -1; document.body.focus()")
    places = []
    for _ in range(40):
        tab.keyboard.press("Tab")
        places.append(tab.evaluate(WHERE))
    order = [name for number, name in enumerate(places) if name and name not in places[:number]]
    assert order == ["skip", "nav", "mine", "claim", "pages", "tabs", "judge"]

"""Contents on disk: whole, checked, encrypted on request, one organisation apart from the other; and erasure."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from prereview.claims import Claim, Insured
from prereview.errors import ConfigurationError, InputError, NotFound, NotPermitted
from prereview.store import Actor, Incoming, Store, Vault
from prereview.store.audit import read_audit
from prereview.store.claims import decide, get_row
from prereview.store.intake import accept_submission
from prereview.store.retention import claims_to_erase, erase_claim, sweep_contents
from prereview.store.vault import read_key
from tests.store.conftest import NOW

SECRET = "身份证 110101195604011234".encode()


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "files.key"
    path.write_text(base64.b64encode(secrets.token_bytes(32)).decode())
    return path


def test_content_is_found_by_what_it_says(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    name = vault.put(1, SECRET)
    assert vault.put(1, SECRET) == name
    assert vault.get(1, name) == SECRET
    assert len(list(tmp_path.rglob("*.*"))) == 0, "no drafts left"
    with pytest.raises(NotFound):
        vault.get(2, name)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "0" * 63, "../" + "0" * 61])
def test_names_are_hashes_and_nothing_else(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotFound):
        Vault(tmp_path).get(1, name)


def test_changed_content_is_noticed(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    name = vault.put(1, SECRET)
    (tmp_path / "1" / name[:2] / name).write_bytes(b"other")
    with pytest.raises(InputError, match="was changed"):
        vault.get(1, name)


def test_encrypted_contents_show_nothing_and_open_with_their_key_only(tmp_path: Path, key_file: Path) -> None:
    vault = Vault(tmp_path / "files", read_key(key_file))
    name = vault.put(1, SECRET)
    vault.write_at(tmp_path / "files" / "reading.json", SECRET)
    assert vault.get(1, name) == SECRET
    assert vault.read_at(tmp_path / "files" / "reading.json") == SECRET
    raw = b"".join(path.read_bytes() for path in (tmp_path / "files").rglob("*") if path.is_file())
    assert b"1101011956" not in raw
    with pytest.raises(InputError, match="does not open"):
        Vault(tmp_path / "files", secrets.token_bytes(32)).get(1, name)
    with pytest.raises(ConfigurationError):
        Vault(tmp_path / "files").get(1, name)


def test_contents_from_before_the_key_stay_readable(tmp_path: Path, key_file: Path) -> None:
    name = Vault(tmp_path).put(1, SECRET)
    assert Vault(tmp_path, read_key(key_file)).get(1, name) == SECRET


@pytest.mark.parametrize("text", ["", "short", "!" * 44])
def test_unusable_key_file_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "key").write_text(text)
    with pytest.raises(ConfigurationError):
        read_key(tmp_path / "key")


# --- erasure ----------------------------------------------------------------------------------------------------------


def submit(store: Store, actor: Actor, claim_id: str, paper: bytes) -> None:
    claim = Claim(claim_id=claim_id, insured=Insured(name="张三"))
    accept_submission(store, actor, claim, [Incoming("1.txt", paper)], now=NOW)


def test_erased_claim_leaves_no_word_and_no_paper(store: Store, people: dict[str, Actor], tmp_path: Path) -> None:
    submit(store, people["reviewer"], "C1", SECRET)
    erase_claim(store, people["admin"], "C1", now=NOW)
    assert [path for path in store.vault.folder.rglob("*") if path.is_file()] == []
    with store.reading() as session:
        with pytest.raises(NotFound):
            get_row(session, people["reviewer"], "C1")
        assert read_audit(session, people["admin"])[0].action == "erased"


def test_paper_of_another_claim_survives(store: Store, people: dict[str, Actor]) -> None:
    submit(store, people["reviewer"], "C1", SECRET)
    submit(store, people["reviewer"], "C2", SECRET)
    erase_claim(store, people["admin"], "C1", now=NOW)
    erased = erase_claim(store, people["admin"], "C2", now=NOW)
    assert erased.contents == 2, "the shared paper goes with the last claim that holds it"


def test_only_old_decided_claims_are_due_and_only_admins_erase(store: Store, people: dict[str, Actor]) -> None:
    reviewer, admin = people["reviewer"], people["admin"]
    for claim_id in ("old", "new", "open"):
        submit(store, reviewer, claim_id, claim_id.encode())
    with store.writing() as session:
        decide(session, reviewer, "old", "to_settlement", now=NOW)
        decide(session, reviewer, "new", "to_settlement", now=NOW + timedelta(days=9))
        assert claims_to_erase(session, admin, decided_before=NOW + timedelta(days=1)) == ("old",)
    with pytest.raises(NotPermitted):
        erase_claim(store, reviewer, "old", now=NOW)


def test_sweep_takes_what_no_claim_uses(store: Store, people: dict[str, Actor]) -> None:
    submit(store, people["reviewer"], "C1", SECRET)
    store.vault.put(people["admin"].organisation_id, b"left by a kill")
    assert sweep_contents(store, people["admin"], now=datetime.now(NOW.tzinfo)) == 0, "too young"
    later = datetime.now(NOW.tzinfo) + timedelta(days=2)
    assert sweep_contents(store, people["admin"], now=later) == 1
    assert sweep_contents(store, people["admin"], now=later) == 0

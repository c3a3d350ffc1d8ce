"""How quickly the desk's pages arrive with 100,000 claims stored: the HTTP part on top of benchmarks/desk.py.

    python benchmarks/desk_http.py                                   # SQLite in a temporary folder
    python benchmarks/desk_http.py --database postgresql://…/empty   # an empty database

Prints median and 95th percentile in milliseconds, and the latter in processor time of this process, for busy machines.
The pages go through the whole application (session, templates, middleware), without a network between.
"""

from __future__ import annotations

import argparse
import gc
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from desk import NOW, fill, high
from fastapi.testclient import TestClient
from sqlalchemy import update

from prereview.claims import Claim, Policy
from prereview.service import open_service
from prereview.settings import load_settings
from prereview.store.accounts import start_session
from prereview.store.tables import ClaimRow
from prereview.web import create_app


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--database", default=None)
    parser.add_argument("--repeats", type=int, default=100)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = {"workspace": Path(folder), "database": chosen.database, "calls_per_minute": 1_000_000}
        service = open_service(load_settings(environ={}, service=place))
        actor = fill(service.store, chosen.claims)
        known = Claim(claim_id="C", policy=Policy(effective_date=NOW.date())).model_dump_json(exclude_defaults=True)
        kept = service.store.vault.put(actor.organisation_id, known.encode())
        with service.store.writing() as session:
            session.execute(update(ClaimRow).values(known=kept))
            token, _ = start_session(session, actor, now=NOW)
        gc.collect()
        gc.freeze()  # what filling left behind is not the desk's to sweep at every hundredth page
        client = TestClient(create_app(service, now=lambda: NOW), cookies={"prereview": token})
        print(f"{chosen.claims} claims in {service.store.engine.dialect.name}; {chosen.repeats} calls each")
        print(f"{'page':36} {'median':>8} {'95th':>8} {'95th cpu':>9}  ms")
        for name, address in pages(chosen.claims):
            wall, cpu = zip(*(timed(client, address()) for _ in range(chosen.repeats)), strict=True)
            print(f"{name:36} {statistics.median(wall):8.1f} {high(wall):8.1f} {high(cpu):9.1f}", flush=True)
        service.store.close()


def pages(count: int) -> Iterator[tuple[str, Callable[[], str]]]:
    chance = random.Random(2)
    yield "queue", lambda: "/desk"
    yield "queue, search", lambda: f"/desk?search=张{chance.randrange(count)}"
    yield "claim", lambda: f"/desk/claims/C2026-{chance.randrange(1, count):06d}"


def timed(client: TestClient, address: str) -> tuple[float, float]:
    """Milliseconds on the clock and of this process's processor time."""
    wall, cpu = time.perf_counter(), time.process_time()
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


if __name__ == "__main__":
    main()

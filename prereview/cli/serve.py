from __future__ import annotations

import secrets
import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prereview.cli.language import say
from prereview.cli.options import Config
from prereview.cli.service import Database, Organisation, Workers, Workspace, open_workspace, operator, service_settings

if TYPE_CHECKING:
    from fastapi import FastAPI

    from prereview.service import Service
    from prereview.store import Role


def serve(
    host: Annotated[str, typer.Option("--host", help=say("监听地址", "address to listen on"))] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help=say("端口", "port"))] = 8300,
    inbox: Annotated[
        Path | None,
        typer.Option("--import", help=say("启动时导入的收件箱", "inbox to take in at the start"), file_okay=False),
    ] = None,
    organisation: Organisation = "default",
    work: Annotated[
        bool, typer.Option("--work/--no-work", help=say("同时处理案件", "also work on claims, not only show them"))
    ] = True,
    workspace: Workspace = None,
    database: Database = None,
    workers: Workers = None,
    config: Config = None,
) -> None:
    """The review desk, the HTTP API and the work behind them, in one process."""
    service = open_workspace(service_settings(config, workspace=workspace, database=database, workers=workers))
    from prereview.service import import_inbox
    from prereview.service.worker import Worker
    from prereview.web import create_app

    _first_accounts(service, organisation)
    worker = Worker(service) if work else None
    if worker is not None:
        worker.start()
    if inbox is not None:
        receipts = import_inbox(service, operator(service, organisation, role="service"), inbox, now=datetime.now(UTC))
        _tell(say(f"已导入 {len(receipts)} 件", f"took in {len(receipts)} claims"))
    _tell(say(f"审核台：http://{host}:{port}/", f"review desk: http://{host}:{port}/"))
    _listen(create_app(service, health=worker.health if worker else None), host, port)
    if worker is not None:
        worker.stop()


def _listen(app: FastAPI, host: str, port: int) -> None:
    """Answer until SIGINT or SIGTERM; requests in hand are finished."""
    import uvicorn

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(
            number, lambda *_: None
        )  # uvicorn raises them again at its end; the worker then still has to stop
    uvicorn.Server(uvicorn.Config(app, host=host, port=port, log_config=None, server_header=False)).run()


def _first_accounts(service: Service, organisation: str) -> None:
    """Somebody must be able to sign in to a new workspace: two accounts, their passwords shown once."""
    from prereview.store.accounts import create_account, is_empty

    with service.store.reading() as session:
        if not is_empty(session):
            return
    actor, now = operator(service, organisation), datetime.now(UTC)
    first: tuple[tuple[str, str, Role], ...] = (("admin", "管理员", "admin"), ("desk", "审核员", "supervisor"))
    for login, name, role in first:
        password = secrets.token_urlsafe(12)
        with service.store.writing() as session:
            create_account(
                session, actor.organisation_id, login=login, name=name, role=role, password=password, now=now
            )
        _tell(
            say(f"新账号 {login}，密码 {password}（只显示一次）", f"account {login}, password {password} (shown once)")
        )


def _tell(text: str) -> None:
    """To people: stderr, because stdout belongs to results."""
    typer.echo(text, err=True)

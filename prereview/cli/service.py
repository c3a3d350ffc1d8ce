"""The commands around the review desk: further workers, accounts, the evidence record, erasure."""

from __future__ import annotations

import secrets
import signal
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from prereview.cli.language import say
from prereview.cli.options import Config, settings_from
from prereview.cli.output import emit, emit_json
from prereview.errors import ConfigurationError, InputError, UsageError
from prereview.settings import ServiceSettings, Settings

if TYPE_CHECKING:
    from prereview.service import Service
    from prereview.store import Actor, Role

Workspace: TypeAlias = Annotated[
    Path | None, typer.Option("--workspace", help=say("工作区文件夹", "folder of stored files, keys and database"))
]
Database: TypeAlias = Annotated[
    str | None, typer.Option("--database", help=say("PostgreSQL 地址，缺省为 SQLite", "PostgreSQL URL; else SQLite"))
]
Workers: TypeAlias = Annotated[
    int | None, typer.Option("--workers", "-w", min=0, help=say("工作进程数，0 为全部核", "processes; 0 = every core"))
]
Organisation: TypeAlias = Annotated[
    str, typer.Option("--organisation", help=say("机构名称", "name of the organisation"))
]


accounts = typer.Typer(help=say("审核台账号", "accounts of the review desk"), no_args_is_help=True)


def worker(
    workspace: Workspace = None,
    database: Database = None,
    workers: Workers = None,
    worker_id: Annotated[
        str | None,
        typer.Option(
            "--worker-id", help=say("重启后不变的名字，缺省为主机名", "stable over restarts; else the host name")
        ),
    ] = None,
    metrics_port: Annotated[
        int | None, typer.Option("--metrics-port", help=say("Prometheus 指标端口", "port of the Prometheus metrics"))
    ] = None,
    config: Config = None,
) -> None:
    """Work on the claims of a service until told to stop."""
    service = open_workspace(service_settings(config, workspace=workspace, database=database, workers=workers))
    if service.settings.service.database is None:
        raise UsageError(
            "a worker joins over PostgreSQL", remedy="Give --database, or use `prereview serve`, which works by itself."
        )
    from prometheus_client import start_http_server

    from prereview.service.worker import Worker

    joined = Worker(service, worker_id=worker_id)
    joined.start()
    if metrics_port is not None:
        start_http_server(metrics_port, addr="127.0.0.1")
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    while not told.wait(15):
        joined.health()  # keeps the metrics fresh
    joined.stop()


def verify(
    workspace: Workspace = None,
    database: Database = None,
    witness: Annotated[
        Path | None,
        typer.Option("--witness", help=say("外部保存的检查点", "a checkpoint kept outside"), dir_okay=False),
    ] = None,
    config: Config = None,
) -> None:
    """Recompute the evidence record and name the first changed record."""
    from prereview.store.verification import verify_everything

    service = open_workspace(service_settings(config, workspace=workspace, database=database))
    kept = witness.read_text(encoding="utf-8") if witness else None
    outcome = verify_everything(service.store, keys_of(service), witness=kept)
    emit_json(outcome.describe())
    if not outcome.intact:
        raise InputError(
            f"the evidence record is not as it was: {outcome.problem}",
            remedy="Keep everything as it is, and compare with a backup and with a checkpoint kept outside.",
        )


def checkpoint(workspace: Workspace = None, database: Database = None, config: Config = None) -> None:
    """Sign the evidence record as it is now, and print the checkpoint for keeping outside."""
    from prereview.store.checkpoints import export_checkpoint, sign_checkpoint

    service = open_workspace(service_settings(config, workspace=workspace, database=database))
    sign_checkpoint(service.store, keys_of(service), now=datetime.now(UTC))
    emit(export_checkpoint(service.store))


def erase(
    claims: Annotated[list[str] | None, typer.Argument(help=say("案件号", "claim ids"))] = None,
    organisation: Organisation = "default",
    days: Annotated[
        int | None,
        typer.Option("--older-than", min=1, help=say("结案超过多少天", "claims decided more than so many days ago")),
    ] = None,
    sweep: Annotated[bool, typer.Option("--sweep", help=say("清除无主文件", "remove contents no claim uses"))] = False,
    workspace: Workspace = None,
    database: Database = None,
    config: Config = None,
) -> None:
    """Erase claims: by id, or all decided long enough ago."""
    from prereview.store.retention import claims_to_erase, erase_claim, sweep_contents

    service = open_workspace(service_settings(config, workspace=workspace, database=database))
    actor = operator(service, organisation)
    now = datetime.now(UTC)
    ids = list(claims or ())
    days = days or service.settings.service.retention_days
    if not ids and days:
        with service.store.reading() as session:
            ids += claims_to_erase(session, actor, decided_before=now - timedelta(days=days))
    for claim_id in ids:
        erased = erase_claim(service.store, actor, claim_id, now=now)
        emit_json({"claim_id": erased.claim_id, "contents": erased.contents})
    if sweep:
        emit_json({"swept": sweep_contents(service.store, actor, now=now)})


@accounts.command(
    "add", help=say("新增账号，密码或密钥只显示一次", "add an account; prints its password or API key once")
)
def add_account(
    login: Annotated[str, typer.Argument(help=say("登录名", "login"))],
    name: Annotated[str, typer.Option("--name", help=say("姓名", "name of the person"))],
    role: Annotated[str, typer.Option("--role", help="reviewer, supervisor, admin, service")] = "reviewer",
    organisation: Organisation = "default",
    workspace: Workspace = None,
    database: Database = None,
    config: Config = None,
) -> None:
    """Add an account; prints its password, or the API key of a service account, once."""
    from prereview.store.access import ROLES
    from prereview.store.accounts import create_account, create_api_key

    if role not in ROLES:
        raise UsageError(f"unknown role {role!r}", remedy=f"Roles: {', '.join(ROLES)}")
    service = open_workspace(service_settings(config, workspace=workspace, database=database))
    actor, now = operator(service, organisation), datetime.now(UTC)
    password = None if role == "service" else secrets.token_urlsafe(12)
    with service.store.writing() as session:
        made = create_account(
            session, actor.organisation_id, login=login, name=name, role=role, password=password, now=now
        )
        key = create_api_key(session, actor, made.person, name, now=now) if role == "service" else None
    emit_json({"login": login, "role": role, **({"password": password} if password else {"api_key": key})})


def service_settings(config: Path | None, **given: object) -> Settings:
    """Settings of this call, with what was given on the command line for the service."""
    settings = settings_from(config)
    chosen = {name: value for name, value in given.items() if value is not None}
    merged = ServiceSettings.model_validate({**settings.service.model_dump(), **chosen})
    return settings.model_copy(update={"service": merged})


def open_workspace(settings: Settings) -> Service:
    """The service of the settings; says what to install where the extra is not."""
    try:
        from prereview.service import open_service
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"the service needs {error.name}", remedy="Install it with: pip install 'prereview[service]'"
        ) from error
    return open_service(settings)


def operator(service: Service, organisation: str, *, role: Role = "admin") -> Actor:
    """Whoever may run commands on this machine acts for the organisation, which is made if absent."""
    from prereview.errors import NotFound
    from prereview.store import Actor
    from prereview.store.accounts import create_organisation, find_organisation

    with service.store.writing() as session:
        try:
            found = find_organisation(session, organisation)
        except NotFound:
            found = create_organisation(session, organisation, now=datetime.now(UTC))
    return Actor(None, found, role, "command line")


def keys_of(service: Service) -> Path:
    """The folder of the evidence keys."""
    return service.settings.service.workspace / "keys"

"""Settings: name, type, default and help in one place; read once at the edge, from a file and PREREVIEW_*."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from prereview.documents import Record
from prereview.errors import ConfigurationError

PREFIX = "PREREVIEW_"


class Limits(Record):
    """What a submission may cost. Beyond a limit the rest becomes a finding, never a crash."""

    max_file_bytes: int = Field(default=200_000_000, description="one file; larger files are not opened")
    max_archive_bytes: int = Field(default=500_000_000, description="one zip, unpacked")
    max_archive_files: int = Field(default=2_000, description="files in one zip")
    max_files: int = Field(default=2_000, description="files in one submission")
    max_pages: int = Field(default=300, description="pages read from one file; the rest become a finding")
    max_pixels: int = Field(default=120_000_000, description="pixels of one image; larger ones are not decoded")
    page_seconds: float = Field(default=60.0, description="time for one page")
    second_readings: int = Field(
        default=6, description="pages of one claim on which values in doubt are read a second time"
    )
    claim_seconds: float = Field(default=900.0, description="time for one claim in a batch")
    worker_bytes: int = Field(
        default=6_000_000_000,
        description="data a batch worker may reserve; engines reserve about three times what they use",
    )


class ServiceSettings(Record):
    """The service behind the review desk and the HTTP API."""

    workspace: Path = Field(default=Path("workspace"), description="folder of stored files, keys and the database file")
    database: str | None = Field(default=None, description="PostgreSQL URL; None is SQLite in the workspace")
    files_key_file: Path | None = Field(
        default=None, description="32 bytes in base64: stored files are encrypted with them"
    )
    workers: int = Field(default=0, ge=0, description="worker processes; 0 is one per core")
    blind_share: float = Field(
        default=0.02, ge=0, le=1, description="share of claims whose flag is hidden until a person has answered"
    )
    retention_days: int = Field(
        default=0, ge=0, description="days after the decision until `erase` removes a claim; 0 never"
    )
    public_url: str = Field(default="http://127.0.0.1:8300", description="the address people open the desk at")
    max_upload_bytes: int = Field(default=600_000_000, description="one request; larger ones are answered with 413")
    calls_per_minute: int = Field(default=600, ge=1, description="calls of one account or API key in a minute")
    sign_ins_per_minute: int = Field(default=20, ge=1, description="attempts to sign in from one address in a minute")
    oidc_issuer: str | None = Field(default=None, description="OpenID provider for signing in, https://…")
    oidc_client_id: str | None = Field(default=None, description="the desk's client id at the OpenID provider")
    oidc_secret_file: Path | None = Field(default=None, description="file that holds the client secret")


class Settings(Record):
    """Everything a user may change. `describe_settings` lists names, defaults and help."""

    engine: str = Field(default="rapid", description="OCR engine: rapid, tesseract, stock, or replay:FOLDER")
    checklists_dir: Path | None = Field(default=None, description="folder of checklists replacing the built-in ones")
    models_dir: Path | None = Field(default=None, description="folder of trained files replacing the built-in ones")
    cache_dir: Path | None = Field(
        default=None, description="folder for prepared engine files; default ~/.cache/prereview"
    )
    overlay: str | None = Field(default=None, description="insurer overlay applied to every checklist")
    trusted_certificates: Path | None = Field(
        default=None,
        description="file or folder of PEM or DER certificates whose signatures on invoices count as known",
    )
    read_all: bool = Field(
        default=False, description="read every line of every page, also inside the tables of expense lists"
    )
    mask: bool = Field(default=False, description="mask ids, card and phone numbers in reports")
    fast_track_amount: Decimal = Field(
        default=Decimal(5000), description="largest amount of a fast-track candidate, yuan"
    )
    large_amount: Decimal = Field(
        default=Decimal(50000), description="smallest amount of the large-claim service light"
    )
    middle_yellow_days: int = Field(default=5, description="working days to yellow between the two amounts")
    middle_red_days: int = Field(default=10, description="working days to red between the two amounts")
    limits: Limits = Limits()
    service: ServiceSettings = ServiceSettings()


def describe_settings() -> list[tuple[str, str, str]]:
    """(name, default, help) of every setting; nested ones as limits.max_pages."""
    rows = []
    for name, field in Settings.model_fields.items():
        if isinstance(field.default, Record):
            rows += [
                (f"{name}.{key}", str(entry.default), entry.description or "")
                for key, entry in type(field.default).model_fields.items()
            ]
        else:
            rows.append((name, str(field.default), field.description or ""))
    return rows


def load_settings(path: Path | None = None, *, environ: Mapping[str, str] = os.environ, **overrides: Any) -> Settings:
    """Settings from a TOML file, then PREREVIEW_* variables (PREREVIEW_LIMITS__MAX_PAGES), then `overrides`.

    Raises:
        ConfigurationError: naming every unknown or unusable key at once.
    """
    values: dict[str, Any] = {}
    if path is not None:
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise ConfigurationError(
                f"settings file {path}: {error}", remedy="Check the path and the TOML syntax."
            ) from error
    for key, value in environ.items():
        if key.startswith(PREFIX):
            name, _, inner = key.removeprefix(PREFIX).lower().partition("__")
            if inner:
                values.setdefault(name, {})[inner] = value
            else:
                values[name] = value
    values.update({key: value for key, value in overrides.items() if value is not None})
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        lines = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise ConfigurationError(
            "settings: " + "; ".join(lines), remedy="`prereview doctor --settings` lists every setting."
        ) from error

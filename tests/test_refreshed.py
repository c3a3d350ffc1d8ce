"""A running reviewer picks up a promoted model without a restart."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from prereview.artifacts import default_directory, set_current
from prereview.cli.app import app
from prereview.pipeline import Reviewer, load_reviewer
from prereview.scoring.scorers import NAME
from prereview.settings import Settings
from prereview.training.claim_model import fit_claim_scorers
from tests.training.test_claim_scorers import draw_rows


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> tuple[Reviewer, Path, list[str]]:
    models = tmp_path_factory.mktemp("models")
    for name in ("page_classifier", "preexisting"):
        shutil.copytree(default_directory() / name, models / name)
    versions = [
        str(fit_claim_scorers(draw_rows(600, seed=seed), models, seed=1, origin="invented rows")["version"])
        for seed in (1, 2)
    ]
    return load_reviewer(Settings(models_dir=models, engine=f"replay:{models}")), models, versions


def test_nothing_is_loaded_while_nothing_changed(running: tuple[Reviewer, Path, list[str]]) -> None:
    reviewer, _, versions = running

    assert reviewer.refreshed() is reviewer
    assert reviewer.scorers.refs[0].version == versions[0]


def test_a_promoted_version_is_used_from_the_next_claim_on(running: tuple[Reviewer, Path, list[str]]) -> None:
    reviewer, models, versions = running
    set_current(NAME, versions[1], models)

    fresh = reviewer.refreshed()

    assert fresh.scorers.refs[0].version == versions[1]
    assert fresh.reader is reviewer.reader
    assert fresh.refreshed() is fresh
    assert reviewer.scorers.refs[0].version == versions[0]


def test_a_rollback_reaches_a_running_reviewer_too(
    running: tuple[Reviewer, Path, list[str]], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    reviewer, models, versions = running
    set_current(NAME, versions[1], models)
    promoted = reviewer.refreshed()

    done = CliRunner().invoke(app, ["models", "rollback", NAME, "--to", versions[0], "--dir", str(models)])
    diff = CliRunner().invoke(app, ["models", "diff", NAME, *versions, "--dir", str(models)])

    assert (done.exit_code, diff.exit_code) == (0, 0)
    assert b"largest_change_of_weights" in capfdbinary.readouterr().out + diff.stdout_bytes
    assert promoted.scorers.refs[0].version == versions[1]
    assert promoted.refreshed().scorers.refs[0].version == versions[0]


def test_a_damaged_version_leaves_the_old_one_in_use(
    running: tuple[Reviewer, Path, list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    reviewer, models, versions = running
    set_current(NAME, versions[1], models)
    weights = models / NAME / versions[1] / "weights.npz"
    weights.write_bytes(weights.read_bytes()[:-7])

    with caplog.at_level(logging.ERROR):
        fresh = reviewer.refreshed()

    assert fresh.scorers.refs[0].version == versions[0]
    assert "truncated" in caplog.text

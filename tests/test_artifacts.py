"""Trained files: whole or absent, checked before use, never code."""

from __future__ import annotations

import io
import json
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest

from prereview import artifacts
from prereview.artifacts import Recipe, current_version, list_versions, load_artifact, save_artifact, set_current
from prereview.errors import ModelError


def recipe(version: str = "1", name: str = "toy") -> Recipe:
    return Recipe(
        name=name,
        version=version,
        data_hash="d" * 64,
        seed=7,
        labels=("a", "b"),
        thresholds={"accept": 0.5},
        metrics={"accuracy": 1.0},
        parameters={"width": 3},
    )


ARRAYS = {"weights": np.arange(6, dtype=np.float32).reshape(2, 3), "bias": np.zeros(2)}


@pytest.fixture
def models(tmp_path: Path) -> Path:
    save_artifact(recipe(), ARRAYS, card="# toy", directory=tmp_path)
    return tmp_path


def edit_manifest(models: Path, **changes: object) -> None:
    path = models / "toy" / "1" / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_a_model_comes_back_as_it_was_saved(models: Path) -> None:
    model = load_artifact("toy", models)
    assert np.array_equal(model.arrays["weights"], ARRAYS["weights"])
    assert model.manifest.thresholds == {"accept": 0.5}
    assert model.manifest.parameters == {"width": 3}
    assert model.manifest.libraries.keys() == {"numpy", "scikit-learn"}
    assert (model.ref.name, model.ref.version, model.ref.sha256) == ("toy", "1", model.manifest.sha256)
    assert (model.folder / "CARD.md").read_text() == "# toy"


def test_arrays_are_read_only(models: Path) -> None:
    with pytest.raises(ValueError, match="read-only"):
        load_artifact("toy", models).arrays["bias"][0] = 1


def test_saving_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    first = save_artifact(recipe(), ARRAYS, card="", directory=tmp_path / "one")
    second = save_artifact(recipe(), ARRAYS, card="", directory=tmp_path / "two")
    assert first == second


def test_nothing_temporary_is_left(models: Path) -> None:
    save_artifact(recipe(), ARRAYS, card="second", directory=models, replace=True)
    assert sorted(path.name for path in (models / "toy").iterdir()) == ["1", "current"]
    assert (models / "toy" / "1" / "CARD.md").read_text() == "second"


def test_a_published_version_does_not_change_by_accident(models: Path) -> None:
    with pytest.raises(ModelError, match="never changes"):
        save_artifact(recipe(), ARRAYS, card="", directory=models)


def test_current_switches_between_versions(models: Path) -> None:
    save_artifact(recipe("2"), ARRAYS, card="", directory=models)
    assert list_versions("toy", models) == ("1", "2")
    assert current_version("toy", models) == "2"
    set_current("toy", "1", models)
    assert load_artifact("toy", models).manifest.version == "1"
    assert load_artifact("toy", models, version="2").manifest.version == "2"
    with pytest.raises(ModelError, match="no version '3'"):
        set_current("toy", "3", models)


def test_an_interrupted_save_leaves_the_old_version(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(artifacts.os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        save_artifact(recipe("2"), ARRAYS, card="", directory=models)
    assert list_versions("toy", models) == ("1",)
    assert load_artifact("toy", models).manifest.version == "1"


def test_an_absent_model_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no trained model 'toy'.*\n.*prereview train"):
        load_artifact("toy", tmp_path)


def test_a_truncated_file_is_named_so(models: Path) -> None:
    path = models / "toy" / "1" / "weights.npz"
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(ModelError, match="truncated"):
        load_artifact("toy", models)


def test_a_changed_file_is_named_so(models: Path) -> None:
    path = models / "toy" / "1" / "weights.npz"
    path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:])
    with pytest.raises(ModelError, match="hash"):
        load_artifact("toy", models)


def test_a_newer_format_asks_for_an_upgrade(models: Path) -> None:
    edit_manifest(models, format=99)
    with pytest.raises(ModelError, match=r"format 99.*\n.*Upgrade"):
        load_artifact("toy", models)


@pytest.mark.parametrize("content", ["[]", '{"a": 1}', '{"format": 1, "name": "toy"}'])
def test_a_foreign_manifest_is_named_so(models: Path, content: str) -> None:
    (models / "toy" / "1" / "manifest.json").write_text(content)
    with pytest.raises(ModelError, match="foreign"):
        load_artifact("toy", models)


def test_a_damaged_manifest_is_named_so(models: Path) -> None:
    (models / "toy" / "1" / "manifest.json").write_text('{"format": 1,')
    with pytest.raises(ModelError, match="damaged"):
        load_artifact("toy", models)


def test_an_absent_manifest_is_named_so(models: Path) -> None:
    (models / "toy" / "1" / "manifest.json").unlink()
    with pytest.raises(ModelError, match="absent"):
        load_artifact("toy", models, version="1")


def test_a_renamed_folder_is_noticed(models: Path) -> None:
    (models / "toy" / "1").rename(models / "toy" / "2")
    with pytest.raises(ModelError, match="describes toy 1, not toy 2"):
        load_artifact("toy", models, version="2")


class Bomb:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Path.touch, ("/nonexistent/must-not-be-called",)


@pytest.mark.parametrize("payload", ["pickle", "object array", "zip of something"])
def test_code_in_a_file_is_never_run(models: Path, payload: str) -> None:
    buffer = io.BytesIO()
    if payload == "pickle":
        buffer.write(pickle.dumps(Bomb()))
    elif payload == "object array":
        np.savez(buffer, weights=np.array([Bomb()], dtype=object), allow_pickle=True)
    else:
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("weights.npy", b"not an array")
    content = buffer.getvalue()
    (models / "toy" / "1" / "weights.npz").write_bytes(content)
    edit_manifest(models, sha256=artifacts.hashlib.sha256(content).hexdigest(), weights_bytes=len(content))
    with pytest.raises(ModelError, match="foreign"):
        load_artifact("toy", models)


def test_a_file_that_unpacks_too_far_is_not_unpacked(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(artifacts, "MAX_UNPACKED", 10)
    with pytest.raises(ModelError, match="unpacks"):
        load_artifact("toy", models)


def test_object_arrays_are_not_saved(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="objects"):
        save_artifact(recipe(), {"x": np.array([{}], dtype=object)}, card="", directory=tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../evil", "", ".hidden", "a/b"])
def test_names_cannot_leave_the_folder(models: Path, name: str) -> None:
    with pytest.raises(ModelError, match="not a plain name"):
        load_artifact(name, models, version="1")
    (models / "toy" / "current").write_text(name)
    with pytest.raises(ModelError, match="not a plain name"):
        load_artifact("toy", models)

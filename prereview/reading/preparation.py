"""The recogniser's graph, made lean once: softmax cut off, vocabulary reduced, kept in a cache folder.

The softmax over 18,710 characters is half of the recogniser's time and its maximum can be had from the logits alone;
characters that cannot appear on a mainland claim document only cost time and invite confusions (門 for 门).
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from prereview.errors import EngineError
from prereview.reading.vocabulary import is_wanted

log = logging.getLogger(__name__)

RECIPE = "4"  #: raise when the surgery or the vocabulary changes, so that old cache files are left alone


@dataclass(frozen=True, slots=True)
class Recogniser:
    """An ONNX graph that ends in logits, and the character each class stands for (class 0 is the CTC blank)."""

    model: bytes
    characters: tuple[str, ...]


def wheel_models() -> Path:
    """The folder of models inside the installed rapidocr wheel.

    Raises:
        EngineError: rapidocr is not installed.
    """
    from importlib.util import find_spec  # noqa: PLC0415 - only needed here

    spec = find_spec("rapidocr")
    if spec is None or spec.origin is None:
        raise EngineError("engine 'rapid' needs the rapidocr package", remedy="pip install rapidocr")
    return Path(spec.origin).parent / "models"


def load_recogniser(cache: Path) -> Recogniser:
    """The prepared recogniser from the cache, or freshly prepared when it is absent, damaged or of another recipe."""
    source = (wheel_models() / "PP-OCRv6_rec_small.onnx").read_bytes()
    key = hashlib.sha256(RECIPE.encode() + source).hexdigest()[:20]
    kept = _read_cache(cache, key)
    if kept is None:
        kept = prepare_recogniser(source)
        _write_cache(cache, key, kept)
    return kept


def prepare_recogniser(source: bytes) -> Recogniser:
    """Cut the final softmax and drop unwanted characters from the last layer of PP-OCR's recogniser.

    Raises:
        EngineError: the graph is not laid out as expected (another rapidocr version).
    """
    import onnx  # noqa: PLC0415 - a second of import that a warm cache saves

    model = onnx.load_from_string(source)
    graph = model.graph
    names = [entry.value for entry in model.metadata_props if entry.key == "character"]
    softmax = graph.node[-1]
    if not names or softmax.op_type != "Softmax":
        raise EngineError("the recogniser in the rapidocr wheel has an unknown layout", remedy="pip install rapidocr")
    characters = ["blank", *names[0].splitlines(), " "]
    keep = [0, *(i for i, char in enumerate(characters) if i and is_wanted(char))]
    projection = [node for node in graph.node if node.op_type == "MatMul"][-1]
    bias = next(node for node in graph.node if node.op_type == "Add" and projection.output[0] in node.input)
    for name in (projection.input[1], next(i for i in bias.input if i != projection.output[0])):
        _keep_columns(graph, name, keep)
    graph.node.remove(softmax)
    del graph.output[:]
    graph.output.append(onnx.helper.make_tensor_value_info(softmax.input[0], onnx.TensorProto.FLOAT, ["B", "T", "V"]))
    return Recogniser(model.SerializeToString(deterministic=True), tuple(characters[i] for i in keep))


def _keep_columns(graph: Any, name: str, keep: list[int]) -> None:
    from onnx import numpy_helper  # noqa: PLC0415 - as in prepare_recogniser

    tensors = [tensor for tensor in graph.initializer if tensor.name == name]
    tensors += [node.attribute[0].t for node in graph.node if node.op_type == "Constant" and node.output[0] == name]
    values = numpy_helper.to_array(tensors[0])[..., keep]
    tensors[0].CopyFrom(numpy_helper.from_array(np.ascontiguousarray(values), tensors[0].name))


def _read_cache(cache: Path, key: str) -> Recogniser | None:
    try:
        model = (cache / f"rec-{key}.onnx").read_bytes()
        notes = json.loads((cache / f"rec-{key}.json").read_text(encoding="utf-8"))
        if hashlib.sha256(model).hexdigest() == notes["sha256"]:
            return Recogniser(model, tuple(notes["characters"]))
        log.warning("prepared recogniser in the cache is damaged; preparing it again")
    except FileNotFoundError:
        pass
    except (OSError, ValueError, KeyError, TypeError):
        log.warning("prepared recogniser in the cache cannot be read; preparing it again")
    return None


def _write_cache(cache: Path, key: str, made: Recogniser) -> None:
    """Keep the files; a read-only or full disk only costs the next start a second."""
    notes = {"sha256": hashlib.sha256(made.model).hexdigest(), "characters": list(made.characters)}
    try:
        cache.mkdir(parents=True, exist_ok=True)
        _write_atomically(cache / f"rec-{key}.onnx", made.model)
        _write_atomically(cache / f"rec-{key}.json", json.dumps(notes, ensure_ascii=False).encode())
    except OSError as error:
        log.info("prepared recogniser not kept: %s", type(error).__name__)


def _write_atomically(path: Path, content: bytes) -> None:
    """Write beside the target and rename, so that two workers starting together never see half a file."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(temporary).chmod(0o644)  # mkstemp gives 0600; the cache may be shared
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise

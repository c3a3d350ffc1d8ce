"""The recogniser's graph, made lean once: parted before its last layer, vocabulary reduced, kept in a cache folder.

The last layer compares every step with 18,710 characters and its softmax doubles that; yet two steps in three carry no
character, which one number tells, and the layer is four times as fast on the steps of many lines at once. Characters
that cannot appear on a mainland claim document only cost time and invite confusions (門 for 门).
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
import numpy.typing as npt

from prereview.errors import EngineError
from prereview.reading.vocabulary import is_wanted

log = logging.getLogger(__name__)

Tensor = npt.NDArray[np.float32]

_LAST = ["Add", "Softmax"]  #: how the graph ends that can be parted
_PARTS = ("trunk", "head")

RECIPE = "5"  #: raise when the surgery or the vocabulary changes, so that old cache files are left alone


@dataclass(frozen=True, slots=True)
class RecogniserGraphs:
    """PP-OCR's recogniser in two ONNX graphs, and the character each class stands for (class 0 is the CTC blank).

    The trunk takes line pictures and gives lines x steps x features, of which the last is the logit of the blank; the
    head takes steps x features and gives steps x classes, logits.
    """

    trunk: bytes
    head: bytes
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


def load_recogniser(cache: Path) -> RecogniserGraphs:
    """The prepared recogniser from the cache, or freshly prepared when it is absent, damaged or of another recipe."""
    source = (wheel_models() / "PP-OCRv6_rec_small.onnx").read_bytes()
    key = hashlib.sha256(RECIPE.encode() + source).hexdigest()[:20]
    kept = _read_cache(cache, key)
    if kept is None:
        kept = prepare_recogniser(source)
        _write_cache(cache, key, kept)
    return kept


def prepare_recogniser(source: bytes) -> RecogniserGraphs:
    """Part PP-OCR's recogniser before its last layer, drop the softmax and the characters that are not wanted.

    Raises:
        EngineError: the graph is not laid out as expected (another rapidocr version).
    """
    import onnx  # noqa: PLC0415 - a second of import that a warm cache saves

    model = onnx.load_from_string(source)
    nodes = list(model.graph.node)
    names = [entry.value for entry in model.metadata_props if entry.key == "character"]
    last = [node for node in nodes if node.op_type == "MatMul"][-1:]
    if not names or not last or [node.op_type for node in nodes if node.op_type != "Identity"][-2:] != _LAST:
        raise EngineError("the recogniser in the rapidocr wheel has an unknown layout", remedy="pip install rapidocr")
    characters = ["blank", *names[0].splitlines(), " "]
    keep = [0, *(i for i, char in enumerate(characters) if i and is_wanted(char))]
    features, weights = last[0].input
    add = next(node for node in nodes if node.op_type == "Add" and last[0].output[0] in node.input)
    bias = next(name for name in add.input if name != last[0].output[0])
    layer = _constant(model.graph, weights)[:, keep], _constant(model.graph, bias)[keep]
    head = _head(onnx, *layer)
    _end_trunk(onnx, model.graph, features, layer)
    return RecogniserGraphs(
        model.SerializeToString(deterministic=True),
        head.SerializeToString(deterministic=True),
        tuple(characters[i] for i in keep),
    )


def _constant(graph: Any, name: str) -> Tensor:
    from onnx import numpy_helper  # noqa: PLC0415 - as in prepare_recogniser

    tensors = [tensor for tensor in graph.initializer if tensor.name == name]
    tensors += [node.attribute[0].t for node in graph.node if node.op_type == "Constant" and node.output[0] == name]
    return np.asarray(numpy_helper.to_array(tensors[0]), np.float32)


def _head(onnx: Any, weights: Tensor, bias: Tensor) -> Any:
    """The last layer alone; the blank's own logit, which comes with the features, counts for nothing in it."""
    make, tensor = onnx.helper, onnx.numpy_helper.from_array
    weights = np.concatenate([weights, np.zeros((1, weights.shape[1]), np.float32)])
    values = [
        make.make_tensor_value_info(name, onnx.TensorProto.FLOAT, ["N", size])
        for name, size in (("features", weights.shape[0]), ("logits", weights.shape[1]))
    ]
    nodes = [
        make.make_node("MatMul", ["features", "weights"], ["product"]),
        make.make_node("Add", ["product", "bias"], ["logits"]),
    ]
    graph = make.make_graph(nodes, "head", values[:1], values[1:], [tensor(weights, "weights"), tensor(bias, "bias")])
    return make.make_model(graph, opset_imports=[make.make_opsetid("", 13)], ir_version=8)


def _end_trunk(onnx: Any, graph: Any, features: str, layer: tuple[Tensor, Tensor]) -> None:
    """End the graph with the features and, beside them, the logit of the blank."""
    make, tensor = onnx.helper, onnx.numpy_helper.from_array
    end = next(place for place, node in enumerate(graph.node) if features in node.output) + 1
    del graph.node[end:]
    graph.initializer.extend(
        [tensor(layer[0][:, :1].copy(), "blank_weights"), tensor(layer[1][:1].copy(), "blank_bias")]
    )
    graph.node.extend(
        [
            make.make_node("MatMul", [features, "blank_weights"], ["blank_product"]),
            make.make_node("Add", ["blank_product", "blank_bias"], ["blank"]),
            make.make_node("Concat", [features, "blank"], ["steps"], axis=2),
        ]
    )
    del graph.output[:]
    graph.output.append(make.make_tensor_value_info("steps", onnx.TensorProto.FLOAT, ["B", "T", "F"]))


def _read_cache(cache: Path, key: str) -> RecogniserGraphs | None:
    try:
        trunk, head = ((cache / f"rec-{key}-{part}.onnx").read_bytes() for part in _PARTS)
        notes = json.loads((cache / f"rec-{key}.json").read_text(encoding="utf-8"))
        if _hash_of(trunk, head) == notes["sha256"]:
            return RecogniserGraphs(trunk, head, tuple(notes["characters"]))
        log.warning("prepared recogniser in the cache is damaged; preparing it again")
    except FileNotFoundError:
        pass
    except (OSError, ValueError, KeyError, TypeError):
        log.warning("prepared recogniser in the cache cannot be read; preparing it again")
    return None


def _write_cache(cache: Path, key: str, made: RecogniserGraphs) -> None:
    """Keep the files; a read-only or full disk only costs the next start a second."""
    notes = {"sha256": _hash_of(made.trunk, made.head), "characters": list(made.characters)}
    try:
        cache.mkdir(parents=True, exist_ok=True)
        for part, model in zip(_PARTS, (made.trunk, made.head), strict=True):
            _write_atomically(cache / f"rec-{key}-{part}.onnx", model)
        _write_atomically(cache / f"rec-{key}.json", json.dumps(notes, ensure_ascii=False).encode())
    except OSError as error:
        log.info("prepared recogniser not kept: %s", type(error).__name__)


def _hash_of(*models: bytes) -> str:
    return hashlib.sha256(b"".join(models)).hexdigest()


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

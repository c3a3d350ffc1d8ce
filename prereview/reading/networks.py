"""One neural network on one core: OpenVINO where it works, onnxruntime elsewhere."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

KEPT_KERNELS = 300  #: per network; 64 make a page 30 % slower, more than this are hardly met again

Tensor = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Network:
    """A compiled network: `run` takes one input and gives the first output, valid until the next call."""

    run: Callable[[Tensor], Tensor]
    path: str  #: library and precision, e.g. "openvino bf16"


def compile_openvino(model: bytes) -> Network:
    """Compile for one thread. bf16 is chosen by OpenVINO itself where the processor has it.

    Pinning is off because with it every one-thread process of a batch lands on the same core. The cache of kernels is
    small because pages come in all sizes and each kept shape keeps its memory: 160 pages grew a worker to 1.2 GB.
    """
    import openvino  # noqa: PLC0415 - optional on machines it does not support

    core = openvino.Core()
    compiled = core.compile_model(
        core.read_model(io.BytesIO(model)),
        "CPU",
        {
            "INFERENCE_NUM_THREADS": 1,
            "NUM_STREAMS": 1,
            "PERFORMANCE_HINT": "LATENCY",
            "ENABLE_CPU_PINNING": False,
            "CPU_RUNTIME_CACHE_CAPACITY": str(KEPT_KERNELS),
        },
    )
    request = compiled.create_infer_request()

    def run(tensor: Tensor) -> Tensor:
        request.infer([tensor])
        output: Tensor = request.get_output_tensor(0).data
        return output

    precision = str(compiled.get_property("INFERENCE_PRECISION_HINT")).split("'")[-2:]
    return Network(run, f"openvino {_short(precision[0] if precision else '')}")


def _short(precision: str) -> str:
    return "bf16" if "b" in precision else "f32"


def compile_onnxruntime(model: bytes) -> Network:
    """Compile for one thread on onnxruntime's own CPU kernels."""
    import onnxruntime  # noqa: PLC0415 - only loaded where OpenVINO is not used

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    session: Any = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name

    def run(tensor: Tensor) -> Tensor:
        output: Tensor = session.run(None, {name: tensor})[0]
        return output

    return Network(run, "onnxruntime f32")

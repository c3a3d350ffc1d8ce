"""rapidocr as it comes: the reference the lean engine is measured against, and its last resort."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from prereview.documents import Line
from prereview.reading.engines import Reading
from prereview.reading.geometry import bounding_box, reading_order

if TYPE_CHECKING:
    from prereview.documents import Pixels


class StockEngine:
    """rapidocr's own pipeline on OpenVINO or, without it, onnxruntime; it does not turn pages."""

    name = "stock"

    def __init__(self, backend: str = "openvino") -> None:
        from rapidocr import EngineType, RapidOCR  # noqa: PLC0415 - heavy, and absent on some machines

        kind = {"openvino": EngineType.OPENVINO, "onnxruntime": EngineType.ONNXRUNTIME}[backend]
        self._backend = backend
        self._engine: Any = RapidOCR(
            params={
                "Global.log_level": "critical",
                "Det.engine_type": kind,
                "Cls.engine_type": kind,
                "Rec.engine_type": kind,
                "EngineConfig.openvino.inference_num_threads": 1,
                "EngineConfig.openvino.enable_cpu_pinning": False,
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )

    @property
    def version(self) -> str:
        """Wheel and library."""
        return f"rapidocr-{version('rapidocr')}/{self._backend}"

    def read(self, pixels: Pixels, *, upright: bool = False) -> Reading:
        """Read the page as it lies."""
        found = self._engine(np.ascontiguousarray(pixels[:, :, ::-1]))
        if found.boxes is None:
            return Reading()
        height, width = pixels.shape[:2]
        quads = [np.asarray(box, np.float32) for box in found.boxes]
        lines = tuple(
            Line(
                text=found.txts[index],
                bbox=bounding_box(quads[index], width, height),
                confidence=round(float(found.scores[index]), 4),
            )
            for index in reading_order(quads)
            if found.txts[index].strip()
        )
        return Reading(lines=lines)

"""Page to lines: text layer if it can be trusted, else OCR; orientation, seals, codes, quality."""

from prereview.reading.engines import ENGINES, Engine, Reading, load_engine
from prereview.reading.pictures import draw_picture
from prereview.reading.probe import EngineStatus, probe_engines
from prereview.reading.quality import worst_quality
from prereview.reading.reader import Reader, Suffices, load_reader, needs_all

__all__ = [
    "ENGINES",
    "Engine",
    "EngineStatus",
    "Reader",
    "Reading",
    "Suffices",
    "draw_picture",
    "load_engine",
    "load_reader",
    "needs_all",
    "probe_engines",
    "worst_quality",
]

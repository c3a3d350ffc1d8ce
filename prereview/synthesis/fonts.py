"""Fonts from Debian packages: which file draws which family, for rasters and for PDF."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from prereview.errors import ConfigurationError
from prereview.synthesis.canvas import Family

_ROOTS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
_ZENHEI, _UMING, _UKAI = ("wqy-zenhei.ttc", 1), ("uming.ttc", 0), ("ukai.ttc", 0)

#: For each family the files that may draw it, best first, with the index inside the collection.
_RASTER: dict[Family, tuple[tuple[str, int], ...]] = {
    "song": (_UMING, ("gbsn00lp.ttf", 0), ("NotoSerifCJK-Regular.ttc", 2), _ZENHEI),
    "hei": (_ZENHEI, ("wqy-microhei.ttc", 1), ("NotoSansCJK-Regular.ttc", 7), _UMING),
    "kai": (_UKAI, ("gkai00mp.ttf", 0), _UMING, _ZENHEI),
    "noto": (("NotoSansCJK-Regular.ttc", 7), ("wqy-microhei.ttc", 1), _ZENHEI, _UMING),
    "serif": (("NotoSerifCJK-Regular.ttc", 2), _UMING, _ZENHEI),
    "sans": (("DejaVuSans.ttf", 0), _ZENHEI, _UMING),
    "roman": (("DejaVuSerif.ttf", 0), _UMING, _ZENHEI),
}
#: PDF embedding needs TrueType outlines, so not the Noto collections (CFF), and Latin letters half as wide as the
#: Chinese ones, as `canvas.measure` has them, so not 文泉驿微米黑: numbers would run into what follows.
_PDF: dict[Family, tuple[tuple[str, int], ...]] = {
    family: tuple(entry for entry in files if not entry[0].startswith(("Noto", "wqy-micro")))
    for family, files in _RASTER.items()
}
_REMEDY = "apt-get install fonts-wqy-zenhei fonts-arphic-uming fonts-arphic-ukai fonts-noto-cjk fonts-dejavu-core"


@lru_cache(maxsize=1)
def _installed() -> dict[str, Path]:
    """Font files by name, first root wins."""
    found: dict[str, Path] = {}
    for root in _ROOTS:
        for folder, _, names in os.walk(Path(root).expanduser()):
            for name in names:
                found.setdefault(name, Path(folder) / name)
    return found


def font_file(family: Family, *, for_pdf: bool = False) -> tuple[Path, int]:
    """The file and collection index for a family.

    Raises:
        ConfigurationError: No font with Chinese characters is installed; the remedy names the packages.
    """
    for name, index in (_PDF if for_pdf else _RASTER)[family]:
        path = _installed().get(name)
        if path is not None:
            return path, index
    raise ConfigurationError("no font with Chinese characters is installed", remedy=_REMEDY)


@lru_cache(maxsize=96)
def raster_font(family: Family, pixels: float) -> ImageFont.FreeTypeFont:
    """A font for drawing at `pixels` em; fractions count, or a line of text would run into what stands beside it."""
    path, index = font_file(family)
    return ImageFont.truetype(str(path), pixels, index=index)


@lru_cache(maxsize=16)
def pdf_font(family: Family) -> str:
    """Register the family with reportlab once; gives the name to use."""
    path, index = font_file(family, for_pdf=True)
    name = f"prereview-{path.stem}-{index}"
    if name not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(name, str(path), subfontIndex=index))
    return name

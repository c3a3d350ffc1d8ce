"""A font to draw Chinese with, for pages that come as text and are drawn only for people to look at."""

from __future__ import annotations

from functools import lru_cache

from PIL import ImageFont

#: Looked up by name in the system's own font folders, in this order.
_NAMES = (
    "NotoSansCJK-Regular.ttc", "NotoSerifCJK-Regular.ttc", "wqy-zenhei.ttc", "wqy-microhei.ttc", "uming.ttc",
    "msyh.ttc", "simsun.ttc", "PingFang.ttc",
)  # fmt: skip

AnyFont = ImageFont.FreeTypeFont | ImageFont.ImageFont


@lru_cache(maxsize=64)
def drawing_font(size: int) -> AnyFont:
    """A Chinese font of the system at `size` pixels, else Pillow's own Latin one (Chinese then shows as boxes)."""
    for name in _NAMES:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)

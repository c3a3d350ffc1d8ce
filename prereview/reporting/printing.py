"""What a claimant holds in hand: a notice or a material list as a page to print, in normal or large type.

The text is the one wording (staff may have edited it): "一、…" and lines ending in a colon are headings, "1. …" are
entries, indented lines belong to the entry above.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal
from xml.sax.saxutils import escape

from prereview.errors import ConfigurationError

Kind = Literal["heading", "entry", "detail", "plain", "space"]

_HEADING = re.compile(r"[一二三四五六七八九十]、|\d\) |.{1,40}[：:]$")
_ENTRY = re.compile(r"\d+\. ")
#: Large print: 18 point is what organisations of the visually impaired ask for.
_SIZES = {False: 11.5, True: 18.0}


def kinds_of(text: str) -> Iterator[tuple[Kind, str]]:
    """Each line of the text with what it is."""
    for line in text.splitlines():
        if not line.strip():
            yield "space", ""
        elif line.startswith(" "):
            yield "detail", line.strip()
        elif _ENTRY.match(line):
            yield "entry", line
        else:
            yield ("heading" if _HEADING.match(line) else "plain"), line


def to_pdf(text: str, *, title: str, footer: str = "", large: bool = False) -> bytes:
    """The text as an A4 PDF with its font embedded; the same text gives the same bytes.

    Args:
        text: the notice or list.
        title: heading of the first page.
        footer: stands beside the page number, such as the claim's number.
        large: 18-point type for readers who see badly.

    Raises:
        ConfigurationError: reportlab is not installed.
    """
    try:
        from prereview.reporting.pdf import draw_pdf  # noqa: PLC0415 optional extra, a third of a second to load
    except ImportError as error:
        raise ConfigurationError("printing needs reportlab", remedy="pip install reportlab") from error
    return draw_pdf(list(kinds_of(text)), title=title, footer=footer, size=_SIZES[large])


def to_print_page(text: str, *, title: str, lang: Literal["zh", "en"] = "zh", large: bool = False) -> str:
    """The text as one self-contained HTML page with a print style."""
    body = "\n".join(_html_line(kind, line) for kind, line in kinds_of(text) if kind != "space")
    size = _SIZES[large]
    return (
        f'<!doctype html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}"><head><meta charset="utf-8">\n'
        f"<title>{escape(title)}</title>\n<style>\n@page {{ size: A4; margin: 20mm }}\n"
        f"body {{ font: {size}pt/1.7 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', sans-serif; "
        "max-width: 42em; margin: 2em auto; padding: 0 1em; color: #111 }\n"
        "h1 { font-size: 1.4em } h2 { font-size: 1.15em; margin: 1.2em 0 .3em } .entry { font-weight: 600; "
        "margin: .6em 0 0; break-after: avoid } .detail { margin: 0 0 0 1.5em }\n"
        f"</style></head><body>\n<h1>{escape(title)}</h1>\n{body}\n</body></html>\n"
    )


def _html_line(kind: Kind, line: str) -> str:
    tag = "h2" if kind == "heading" else "p"
    return f'<{tag} class="{kind}">{escape(line)}</{tag}>'

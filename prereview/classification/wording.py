"""Page text as the classifier sees it: no widths, spaces, punctuation, names or numbers; only the words of the form.

Names and digits are masked before anything is learned, so the model can neither remember a person nor lean on one.
"""

from __future__ import annotations

import re
import statistics
import unicodedata
from dataclasses import dataclass

from prereview.documents import Line, Page

#: Han characters after one of these words, up to the next other character, are a person's name.
_NAMED = re.compile(
    r"(姓\s*名|患\s*者|病\s*人|交款人|收款人|复核人|开票人|经办人|医师签名|医生签名|签名|签字|审核者?|检验者|报告医[师生]|"
    r"申请人|被保险人|投保人|受益人|持证人|证明人)\s*[::]?\s*([\u4e00-\u9fff·]{2,4})(?![\u4e00-\u9fff])"
)
_STRIPPED = re.compile(r"[^\w\n]|_")
_DIGIT = re.compile(r"\d")
_LONG_NUMBER = re.compile(r"0{4,}")
_LATIN_WORD = re.compile(r"[a-z]{3,}")
TITLE_LINES = 5  #: this many lines from the top may be a title whatever their size
LARGE = 1.3  #: a line this many times the median height may be a title wherever it stands
TITLE_LENGTH = 40  #: characters; longer lines are running text


@dataclass(frozen=True, slots=True)
class Wording:
    """Normalised text of a page: all lines, the lines that may be a title, and the Latin words."""

    body: str
    title: str
    words: tuple[str, ...]


def normalise(text: str) -> str:
    """NFKC, lower case, digits as 0 (runs cut at three), nothing but letters, digits and line breaks."""
    text = _STRIPPED.sub("", unicodedata.normalize("NFKC", text).lower())
    return _LONG_NUMBER.sub("000", _DIGIT.sub("0", text))


def mask_names(text: str) -> str:
    """Replace the name after a label such as 姓名 by one placeholder."""
    return _NAMED.sub(r"\1某", text)


def read_wording(page: Page) -> Wording:
    """The words of a page, ready for features."""
    raw = unicodedata.normalize("NFKC", "\n".join(line.text for line in page.lines))
    titles = "\n".join(line.text for line in title_lines(page.lines))
    return Wording(
        body=normalise(mask_names(raw)),
        title=normalise(mask_names(unicodedata.normalize("NFKC", titles))),
        words=tuple(_LATIN_WORD.findall(raw.lower())),
    )


def title_lines(lines: tuple[Line, ...]) -> list[Line]:
    """Lines near the top or clearly larger than the rest, short enough to be a title."""
    if not lines:
        return []
    median = statistics.median(line.bbox.height for line in lines)
    by_height = sorted(lines, key=lambda line: line.bbox.y0)
    limit = by_height[min(TITLE_LINES, len(by_height)) - 1].bbox.y0
    return [
        line
        for line in lines
        if len(line.text) <= TITLE_LENGTH and (line.bbox.y0 <= limit or line.bbox.height >= LARGE * median)
    ]

"""Text as the history components see it: one token per character, OCR line breaks and width variants taken out.

Every rule of this room works on characters, because Chinese negation and lists have no spaces to lean on. `clean`
removes what only layout put there and keeps, for each character, its offset in the text as it arrived.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

from spacy import registry  # type: ignore[attr-defined]  # re-exported without being declared
from spacy.tokens import Doc
from spacy.vocab import Vocab

from prereview.history.english import gloss
from prereview.history.lexicon import load_lexicon, longest, read_words

_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF10, 0xFF5B) if chr(code - 0xFEE0).isalnum()}
_FOLD = str.maketrans(
    {chr(code): char for code, char in _WIDTH.items()}
    | {"－": "-", "＋": "+", "．": ".", "／": "/", "％": "%", "﹢": "+", "〈": "(", "〔": "(", "〕": ")", "〉": ")"}
    | {"Ⅰ": "I", "Ⅴ": "V", "Ⅹ": "X", "ⅰ": "I", "ⅴ": "V", "－": "-", "～": "-", "~": "-", "—": "-", "–": "-"}
    | {"髙": "高", "\u3000": " ", "\xa0": " ", "\t": " "}
    | {pair[0]: pair[1] for pair in read_words("traditional.txt")}
)
# One Roman glyph stands for up to three letters; offsets stay aligned because each glyph becomes one character here
# and the matcher knows these characters as grades.
#: 7+午: a year without its stroke, behind a number and before a stop.
_YEAR_MISREAD = re.compile(r"(?<=[0-9+余多])午(?=[，,。；;、）)\s余前]|$)")
_HAN = "\u4e00-\u9fff"
_STRUCTURE = re.compile(
    r"^(?:[（(]?[0-9一二三四五六七八九十①-⑳]{1,2}[)）、.．：:]|[A-Za-z][)）、.．]|["
    + _HAN
    + r"·\s]{2,12}[:：]|[■□☑√●◆【\[*#])"
)
_STOPS = "。；;！!？?：:"
#: A line of a form ends with its boxes, or with the words above them.
_FORM_LINE = re.compile(r"[□☐☑√✓✔×■]$|[有是]\s*[无否]$")
_CONTINUES = re.compile(r"^(?:史|病|症|炎|癌|瘤|术|敏|及|、|，|,|和|并|者|等|年|月|余|前|后)")

#: A line that stops after a joining word, or inside a clause of a list or narrative, goes on below however short it is.
_UNFINISHED = re.compile(r"[因为于在的及和与或有无示予行认，,、“(]$|[，、][^。；;！!？?：:]{1,12}$")


#: What stands alone in the result cells of a check-up or questionnaire: that there is nothing, or that there is.
NOTHING = (
    r"(?:目前)?(?:无特殊(?:病史)?|无殊|无|否|没有|阴性|正常|阴性?[(（]-[)）]|[(（]?-[)）]?|"
    r"未(?:见|触及|闻及|查见|发现|检出)(?:明显|到)?(?:异常)?)"
)
_RESULT = re.compile(rf"{NOTHING}|有|是|(?:弱?阳性?)?[(（]?[+±]*[)）]?")
_TABLE = 3  #: so many results alone on their lines make a page a table of items and results


@dataclass(frozen=True, slots=True)
class CleanText:
    """`text` without layout; `offsets[i]` is the place of `text[i]` in the original; one more entry for the end."""

    text: str
    offsets: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span `start:end` of the clean text in the text as it arrived."""
        return self.offsets[start], self.offsets[end - 1] + 1 if end > start else self.offsets[start]


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _keeps_break(before: str, after: str, widest: int) -> bool:
    """Whether a line break means something: a finished sentence, a new heading or item, a line left short."""
    before, after = before.rstrip(), after.lstrip()
    if not before or not after or before[-1] in _STOPS or _FORM_LINE.search(before) or _STRUCTURE.match(after):
        return True
    if _CONTINUES.match(after) or _UNFINISHED.search(before) or _breaks_a_name(before, after):
        return False
    return len(before) < 0.6 * widest


def _breaks_a_name(before: str, after: str) -> bool:
    """高血 / 压: the break stands inside a name that does not end with its line."""
    lexicon = load_lexicon()
    for length in range(1, 7):
        head = before[-length:]
        found = longest(lexicon.name_trie, head + after[:8], 0) if len(head) == length else None
        if found is not None and len(found[0]) > length and head not in lexicon.names:
            return True
    return False


def _breaks(text: str) -> set[int]:
    """Offsets of the newlines that stay."""
    lines = text.split("\n")
    widest = max(map(len, lines))
    results = [bool(line.strip() and _RESULT.fullmatch(line.strip())) for line in lines]
    table = sum(results) >= _TABLE
    kept, offset = set(), 0
    for number, (line, following) in enumerate(pairwise(lines)):
        offset += len(line)
        if (table and any(results[number : number + 3])) or _keeps_break(line, following, widest):
            kept.add(offset)
        offset += 1
    return kept


def clean(text: str) -> CleanText:
    """Fold widths, gloss English, drop spaces beside Chinese characters and line breaks inside sentences."""
    folded = _YEAR_MISREAD.sub("年", text.replace("\r\n", " \n").replace("\r", "\n").translate(_FOLD))
    folded, places = gloss(folded)
    kept = _breaks(folded) if "\n" in folded else set()
    characters: list[str] = []
    offsets: list[int] = []
    for place, char in enumerate(folded):
        if char == "\n":
            if place not in kept:
                continue
        elif char.isspace():
            following = folded[place + 1] if place + 1 < len(folded) else " "
            latin = characters and characters[-1].isascii() and characters[-1].isalnum() and following.isalnum()
            if not latin or _is_han(following):
                continue
            char = " "  # noqa: PLW2901 - any blank between two Latin words is one space
        characters.append(char)
        offsets.append(places[place])
    offsets.append(len(text))
    return CleanText("".join(characters), tuple(offsets))


class CharacterTokenizer:
    """One spaCy token per character of the clean text; `doc._.clean` keeps the way back to the original."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """A Doc of the clean text."""
        cleaned = clean(text)
        doc = Doc(self.vocab, words=list(cleaned.text), spaces=[False] * len(cleaned.text))
        doc._.clean = cleaned
        return doc


if not Doc.has_extension("clean"):
    Doc.set_extension("clean", default=None)


TOKENIZER = "prereview.characters.v1"


def clean_span(cleaned: CleanText, start: int, end: int) -> tuple[int, int]:
    """A span of the original text in the clean text."""
    low = bisect_left(cleaned.offsets, start)
    return low, max(bisect_left(cleaned.offsets, end), low + 1)


@registry.tokenizers(TOKENIZER)
def create_character_tokenizer():  # type: ignore[no-untyped-def]  # spaCy reads the signature as configuration
    """The tokenizer as spaCy's configuration names it."""

    def create(nlp):  # type: ignore[no-untyped-def]  # nlp is an untyped spaCy Language
        return CharacterTokenizer(nlp.vocab)

    return create

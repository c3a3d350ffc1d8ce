"""Finding printed labels in a line: aliases, letter-spaced or full-width, one OCR error, with or without colon."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from prereview.extraction.sheet import Cell
from prereview.extraction.squeezed import is_han, squeeze

GLUED = 0.8  #: quality of a label whose value follows with neither space nor mark
STOP = ""  #: the fact of a label that only ends the value before it

#: Pairs OCR confuses in labels; a substitution among them is believed where another would be ambiguous.
_CONFUSED = frozenset(
    frozenset(pair)
    for pair in (
        "入大",
        "入人",
        "入八",
        "日曰",
        "日目",
        "末未",
        "证正",
        "号弓",
        "额领",
        "额全",
        "额颔",
        "金全",
        "期朗",
        "问间",
        "住注",
        "住佳",
        "住往",
        "住任",
        "疗庁",
        "院阮",
    )
)
#: Facts of invoices whose labels may stand behind the title on one line.
_PRINTED = frozenset(("invoice_code", "invoice_number", "check_code", "issue_date"))
_NUMBER_SIGNS = frozenset(("no", "n0", "ne"))
_COLON = ":;：；"
#: Words of the second label on bilingual forms, behind the Chinese one.
_TRANSLATIONS = frozenset(
    """
    name sex gender age insured applicant claimant policy claim no number id date of birth event accident tel phone
    address hospital diagnosis cause payee account bank amount dept department mrn bed admitted discharged admission
    discharge patient type details relationship beneficiary card code invoice total issue visit doctor physician
    nationality occupation report time specimen ward
    """.split()  # noqa: SIM905 - a list of words reads better as words
)
#: Latin words up to a colon behind a Chinese label: its translation, however it was read.
_FOREIGN = re.compile(r"([a-z][a-z0-9 .'/]{1,24})(?=[:：])")
_REMARK = re.compile(r"\((?:章|盖章|签章|签字|签名|元|¥|公章|人民币|大写|小写|必填|正楷)\)?")
_ITEM_REMARK = re.compile(r"费\((?:自费|自付|全自费)\)")  # 诊疗费(自费) 3.00 is an item, no sum of what is paid oneself
_OPENERS = "([【《〔「"
_AFTERWARDS = re.compile(r"[0-9日号](?:入院|出院)(?![:：日时])")  # "于6月23日入院,": here the word follows its date
_UNKNOWN_LABEL = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fff()/]{1,9}[:：]")
_CLOSED_VALUE = re.compile(
    r"[:：]?(男|女|男性|女性|[\u4e00-\u9fff]{1,3}族|汉|已婚|未婚|离异|丧偶|.*[0-9元天岁日分时角整次周月年])$"
)


@dataclass(frozen=True, slots=True)
class LabelHit:
    """A label in a cell. The value lies between `end` and `stop` of the squeezed text, or in a neighbouring cell."""

    fact: str
    alias: str
    rank: int
    cell: Cell
    start: int
    end: int
    stop: int
    quality: float
    colon: bool

    @property
    def like_a_field(self) -> bool:
        """Label and value stand together as on a form; running text that begins with a label word does not."""
        if self.colon or self.quality != GLUED:
            return True
        value = self.cell.text.text[self.end : self.stop]
        return self.start == 0 and len(value) <= 40 and not re.search("[,;。；，]", value)


@dataclass(frozen=True, slots=True)
class _Match:
    fact: str
    alias: str
    rank: int
    start: int
    end: int
    quality: float


@dataclass(frozen=True)
class Vocabulary:
    """The labels of one document type: squeezed alias to (fact, rank); rank 0 is the alias to believe first."""

    aliases: Mapping[str, tuple[str, int]]

    @classmethod
    def build(cls, facts: Mapping[str, Iterable[tuple[str, int]]], stops: Iterable[str]) -> Vocabulary:
        """From (alias, rank) pairs of each fact. Facts win over stops; an alias given twice keeps its first rank."""
        aliases = {squeeze(alias).text: (STOP, 0) for alias in stops}
        for fact, names in facts.items():
            for alias, rank in reversed(tuple(names)):
                aliases[squeeze(alias).text] = (fact, rank)
        return cls(aliases)

    @cached_property
    def by_first(self) -> Mapping[str, tuple[str, ...]]:
        """Aliases by first character, longest first."""
        index: dict[str, list[str]] = {}
        for alias in sorted(self.aliases, key=len, reverse=True):
            index.setdefault(alias[0], []).append(alias)
        return {first: tuple(names) for first, names in index.items()}

    @cached_property
    def by_trace(self) -> Mapping[str, tuple[str, ...]]:
        """Aliases of four or more characters by what one error may leave of them."""
        index: dict[str, list[str]] = {}
        for alias in self.aliases:
            for trace in _traces(alias) if len(alias) >= 4 else ():
                index.setdefault(trace, []).append(alias)
        return {trace: tuple(names) for trace, names in index.items()}

    def find(self, cell: Cell) -> tuple[LabelHit, ...]:
        """Every label in the cell, left to right, stops included."""
        text = cell.text.text
        matches: list[_Match] = []
        position, last_end = 0, 0
        while position < len(text):
            match = self._match_at(cell, position, last_end, bool(matches))
            if match is None:
                position += 1
                continue
            matches.append(match)
            remark = _REMARK.match(text, match.end)  # 收款单位(章): the word in brackets is no label of its own
            position = last_end = _skip_translation(cell, remark.end() if remark else match.end, len(text))
        return tuple(self._hit(cell, match, matches[i + 1 :]) for i, match in enumerate(matches))

    def starts_with_label(self, cell: Cell) -> bool:
        """Whether the cell opens with a label, known or of the form 汉字： (so it is nobody's value)."""
        hits = self.find(cell)
        return bool(hits and hits[0].start <= 1) or bool(_UNKNOWN_LABEL.match(cell.text.text))

    def _match_at(self, cell: Cell, position: int, last_end: int, after_label: bool) -> _Match | None:
        text = cell.text.text
        free = _may_start(cell, position, last_end, after_label)
        for alias in self.by_first.get(text[position], ()):
            if text.startswith(alias, position):
                end = position + len(alias)
                fact, rank = self.aliases[alias]
                # Inside running words only a label with its colon counts: after another field, or behind a title.
                closed = text[end : end + 1] in tuple(_COLON)
                strong = closed and (position - last_end >= 2 if after_label else len(alias) >= 4 and fact in _PRINTED)
                quality = _right_quality(cell, position, end) if free or strong else 0.0
                if _ITEM_REMARK.match(text, max(0, position - 2)):
                    quality = 0.0
                if quality:
                    return _Match(fact, alias, rank, position, end, quality)
        return self._fuzzy_at(cell, position) if free else None

    def _fuzzy_at(self, cell: Cell, position: int) -> _Match | None:
        """One OCR error in a label of four or more characters that ends at a colon or with its cell."""
        text = cell.text.text
        ends = [index for index in range(position + 3, min(position + 14, len(text))) if text[index] in _COLON][:1]
        if not ends and position == 0 and 4 <= len(text) <= 12:
            ends = [len(text)]
        for end in ends:
            if text[position + 1 : end] in self.aliases:
                return None  # the exact label begins a little later
            alias = self._nearest(text[position:end])
            if alias is not None:
                fact, rank = self.aliases[alias]
                return _Match(fact, alias, rank, position, end, 0.85)
        return None

    def _nearest(self, word: str) -> str | None:
        """The one alias at one substitution, insertion or deletion; None when two different facts are as near."""
        if len(word) < 4 or not all(is_han(char) or char in "()/" for char in word):
            return None
        maybe = {alias for trace in _traces(word) for alias in self.by_trace.get(trace, ())}
        near = [alias for alias in self.aliases if alias in maybe and _one_edit(word, alias)]
        if len({self.aliases[alias][0] for alias in near}) > 1:
            near = [alias for alias in near if _confusable(word, alias)]
        return near[0] if len({self.aliases[alias][0] for alias in near}) == 1 else None

    def _hit(self, cell: Cell, match: _Match, later: list[_Match]) -> LabelHit:
        text = cell.text.text
        stop = later[0].start if later else len(text)
        end, colon = _skip_colon(cell, match.end, stop)
        unknown = [
            other.start()
            for other in _UNKNOWN_LABEL.finditer(text, end, stop)
            if cell.text.gap[other.start()] and other.start() > end
        ]
        stop = min([stop, *unknown])
        return LabelHit(match.fact, match.alias, match.rank, cell, match.start, end, stop, match.quality, colon)


def _may_start(cell: Cell, position: int, last_end: int, after_label: bool) -> bool:
    """A label starts a cell, follows a space or a mark, or follows the finished value of the label before it."""
    text = cell.text.text
    if position and not cell.text.gap[position] and _AFTERWARDS.match(text, position - 1):
        return False
    if position == 0 or cell.text.gap[position] or not is_han(text[position - 1]):
        return True
    if position == 1:  # a stray glyph of the rotated 其他信息 column
        return _ends_in_colon(text, position)
    if not after_label:
        return False
    return position == last_end or bool(_CLOSED_VALUE.match(text[last_end:position]))


def _ends_in_colon(text: str, position: int) -> bool:
    return any(char in _COLON for char in text[position : position + 12])


def _right_quality(cell: Cell, start: int, end: int) -> float:
    """How surely the label ends here: a colon or the cell's end, a space or a mark, or the value glued on."""
    text = cell.text.text
    if text[start:end].isascii():
        return _latin_quality(cell, start, end)
    if end == len(text) or text[end] in _COLON + _OPENERS:
        return 1.0
    if text[end] in "》」』":
        return 0.0
    return 0.95 if cell.text.gap[end] or not is_han(text[end]) else GLUED


def _latin_quality(cell: Cell, start: int, end: int) -> float:
    """Latin words are labels before a colon or alone in their cell; "No" may also be glued to its number."""
    text = cell.text.text
    inside = start > 0 and text[start - 1].isalnum()
    if inside and not cell.text.gap[start]:
        return 0.0  # part of a longer word, or of a number such as a VIN
    if text[end : end + 1] in tuple(_COLON) or (end == len(text) and not inside):
        return 1.0
    sign = text[start:end].rstrip(".") in _NUMBER_SIGNS
    return 0.9 if sign and re.compile(r"[.,·]{0,2}\d").match(text, end) else 0.0  # specks before a stamped number


def _skip_translation(cell: Cell, end: int, stop: int) -> int:
    """Past the words of a bilingual form's second label: 出生日期 Date of Birth 1981-02-11 leaves the value."""
    text, gap = cell.text.text, cell.text.gap
    foreign = _FOREIGN.match(text, end, stop)
    if foreign and sum(char.isdigit() for char in foreign.group(1)) <= 1:  # one letter read as a digit: po1icyno.:
        return foreign.end(1)
    while end < stop and text[end].isascii() and text[end].isalpha():
        last = next((place for place in range(end + 1, stop) if gap[place] or text[place] in _COLON), stop)
        if text[end:last].strip(".") not in _TRANSLATIONS:
            break
        end = last
    return end


def _skip_colon(cell: Cell, end: int, stop: int) -> tuple[int, bool]:
    """Past a bracketed remark, a translation and the colon: 收款单位(章): leaves the value."""
    text = cell.text.text
    remark = _REMARK.match(text, end, stop)
    if remark:
        end = remark.end()
    translation = re.compile(r"/[a-z][a-z .'·]*").match(text, end, stop)  # 姓名/Name
    if translation and (translation.end() == stop or text[translation.end()] in _COLON):
        end = translation.end()
    end = _skip_translation(cell, end, stop)
    colon = False
    while end < stop and text[end] in _COLON + "_-=.|":
        colon = colon or text[end] in _COLON
        end += 1
    return end, colon


def _traces(word: str) -> set[str]:
    """The word, and the word without one of its characters: words one error apart have one in common."""
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def _one_edit(a: str, b: str) -> bool:
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    if len(a) == len(b):
        return sum(x != y for x, y in zip(a, b, strict=True)) == 1
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    return len(shorter) >= 4 and any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))


def _confusable(a: str, b: str) -> bool:
    return len(a) == len(b) and any(x != y and frozenset((x, y)) in _CONFUSED for x, y in zip(a, b, strict=True))

"""Forms: rows of diseases with tick boxes or written answers, behind the names, before them, or in columns of a table.

A row answered 否 denies everything it lists. A row answered 是 means its only disease; of several, the remark tells
which (clinical.md §3 rule 5). A row without an answer is a question.
"""

from __future__ import annotations

import re

from prereview.history.mention import Assertion
from prereview.history.scope import ANY_BOX, BOX, BOX_ON, Scope

_PAIR = re.compile(
    rf"(?P<lead>{BOX})?(?P<first>没有|[是有否无])(?P<mid>{BOX})?[/／|]?(?P<mid2>{BOX})?(?P<second>没有|[是有否无])(?P<tail>{BOX})?"
)
_ALONE = re.compile(rf"(?P<lead>{BOX})(?P<first>没有|[是有否无])|(?P<word>没有|[是有否无])(?P<tail>{BOX})")
_YES = frozenset({"是", "有"})
_COLUMNS = re.compile(rf"(?:[（(]?[A-Za-z]?\d{{1,2}}[A-Za-z]?[.、)）]?)?(?P<one>{BOX})(?P<two>{BOX})")
_LAST_COLUMNS = re.compile(rf"[^\n。；]{{0,24}}?(?P<one>{BOX})(?P<two>{BOX})(?=\n|$)")
_ITEM = re.compile(r"(?:第?[（(]?(?P<key>[A-Za-z]|\d{1,2})[.、)）．项])")
_ANSWERS = re.compile(
    r"\n[^\n:：#]{0,4}(?:答复|回答|告知|答案|结果|勾选|选项)[^\n:：#]{0,4}[:：](?P<given>[^\n]{2,120})"
)
_SIGN = re.compile(r"(?:病?史)?[:：]?([01YNyn√✓×+\-])(?=#|[，,。；;\n]|$)")
_HEADING = re.compile(r"(?:^|\n)[^\n#]{0,12}?(?P<first>[是有否无])[|/]?(?P<second>[是有否无])[^\n#]{0,8}\n")
_NUMBERED = re.compile(
    r"\n(?:[（(]?[A-Za-z]?\d{1,2}[A-Za-z]?[)）.、．：:]|[①-⑳]|[（(][一二三四五六七八九十]{1,2}[)）])"
)
_PREFIX = re.compile(r"(?:([☑√✓✔▣☒■])|([□☐○◯〇囗])|[(（\[]([√✓✔vVxX×]?)[)）\]])$")
_SUFFIX = re.compile(r"(?:病?史)?[:：]?(?:([☑√✓✔▣])|([□☐○◯〇囗])|[(（\[]([√✓✔vV]?)[)）\]])(?![有是无否])")
_NONE_TICKED = re.compile(rf"(?:[{BOX_ON}]|[(（\[][√✓✔vV][)）\]])(?:以上|上述)?(?:全部|均|都|皆)?(?:无|否|没有)")
#: 高血压(√) 糖尿病(×): a mark in brackets right behind the name.
_MARKED = re.compile(r"(?:病?史)?[:：]?[(（\[]\s?([√✓✔×✗✘xX])\s?[)）\]](?![是有无否])")
#: 肝炎（无 有）: both to choose from and none chosen.
_OPEN_PAIR = re.compile(r"(?:病?史)?[:：]?[(（\[][无否没有]{1,2}[/／、|]?[有是][)）\]](?![:：])")
_LEADING = re.compile(rf"[^\n#]{{0,12}}?{BOX}#")
REACH = 160  #: characters from a name to the boxes of its row when the row is broken over lines


def row_answer(scope: Scope, start: int, end: int) -> Assertion | None:
    """What the boxes of its row say of the condition at `start:end`; None where it stands in no such row."""
    text = scope.masked
    line = text.rfind("\n", 0, start) + 1
    keyed, signed = _keyed(text, line, start), _legend(text, end)
    if signed is not None:
        return "present" if signed in _YES else "negated"
    if keyed is not None:
        return _verdict(scope, keyed, (line, _line_end(text, end)), start)
    return _boxed(scope, line, start, end) if scope.boxes else None


def _boxed(scope: Scope, line: int, start: int, end: int) -> Assertion | None:
    """What boxes say: in columns, in a mark behind the name, in a pair before or behind, in a box of its own."""
    text = scope.masked
    columns = _COLUMNS.match(text, line, start)
    if columns is not None:
        return _verdict(scope, _chosen_column(text, columns, line), (columns.end(), _line_end(text, end)), start)
    columns = _LAST_COLUMNS.match(text, end) if _headed(text, line) else None
    if columns is not None:
        return _verdict(scope, _chosen_column(text, columns, line), (line, columns.start("one")), start)
    if _OPEN_PAIR.match(text, end):
        return "hypothetical"
    marked = None if _LEADING.match(text, line) else _MARKED.match(text, end)
    if marked is not None:
        return "present" if marked[1] in "√✓✔" else "negated"
    answer = _answer_before(text, line, start) or _answer_behind(scope, end)
    if answer is not None:
        said, row = answer
        own = _ticked(text, start, end) if said in _YES else None
        if own is not None:
            return own  # ☑有（☑高血压 □糖尿病）: each has a box of its own
        return _verdict(scope, said, (max(row[0], line), row[1]), start)
    return _ticked(text, start, end)


def _headed(text: str, line: int) -> bool:
    """Whether a heading above the line names two columns (有 无)."""
    return _HEADING.search(text, 0, line) is not None


def _keyed(text: str, line: int, start: int) -> str | None:
    """A. 是否患有… / 答复栏：A 否 B 否: the answer given under the letter or number of the item."""
    item = _ITEM.match(text, line, start)
    answers = _ANSWERS.search(text, start) if item is not None else None
    if item is None or answers is None:
        return None
    given = re.search(rf"(?<![A-Za-z\d]){item['key']}[.、:：)）]?([是有否无]|没有)", answers["given"])
    return given[1] if given else None


def _legend(text: str, end: int) -> str | None:
    """1=有 0=无 … 慢性支气管炎 0: the sign behind the name means what the legend says."""
    sign = _SIGN.match(text, end)
    said = sign and re.search(rf"{re.escape(sign[1])}[=＝]([是有否无])", text[:end])
    return said[1] if said else None


def _line_end(text: str, place: int) -> int:
    found = text.find("\n", place)
    return len(text) if found < 0 else found


def _marked(box: str | None) -> bool:
    return bool(box) and any(mark in (box or "") for mark in BOX_ON + "vVxX×")


def _chosen_column(text: str, columns: re.Match[str], line: int) -> str | None:
    heading = None
    for heading in _HEADING.finditer(text, 0, line):  # noqa: B007 - the last heading above the line
        pass
    words = (heading["first"], heading["second"]) if heading else ("是", "否")
    if _marked(columns["one"]):
        return words[0]
    return words[1] if _marked(columns["two"]) else ""


def _choice(match: re.Match[str]) -> str | None:
    """The word a pair of boxes chooses: empty when neither is marked, None when there are no boxes."""
    second_box = match["mid2"] or match["tail"]
    first_box = match["lead"] or match["mid"]
    if match["lead"]:
        second_box = match["mid"] or match["mid2"] or match["tail"]
    if first_box is None and second_box is None:
        return None
    if _marked(first_box):
        return match["first"]
    return match["second"] if _marked(second_box) else ""


def _pairs(text: str, low: int, high: int) -> list[tuple[int, int, str]]:
    if ANY_BOX.search(text, low, high) is None:
        return []
    found = []
    for match in _PAIR.finditer(text, low, high):
        opposite = (match["first"] in _YES) != (match["second"] in _YES)
        said = _choice(match) if opposite else None
        if said is not None:
            found.append((match.start(), match.end(), said))
    if found:
        return found
    for match in _ALONE.finditer(text, low, high):
        word = match["first"] or match["word"]
        between = text[low : match.start()]
        other = re.search(r"(?:(?<!史)(?<!病)(?<!疾患)|#.*)(?<![答择选])(?<![答择选].)[:：]", between)
        if other or ("#" in between and "#" not in between[-12:]):
            continue  # 高血压 … 吸烟：☑无 answers another question; 既往史：☑无 does not
        if _marked(match["lead"] or match["tail"]):
            found.append((match.start(), match.end(), word))
    return found


def _answer_before(text: str, line: int, start: int) -> tuple[str, tuple[int, int]] | None:
    """☑有 □无 高血压: the boxes of this line stand before its names."""
    stop = _line_end(text, start)
    pairs = _pairs(text, line, stop)
    if not pairs or "#" in text[line : pairs[0][0]] or "#" not in text[pairs[-1][1] : stop]:
        return None
    own = [pair for pair in pairs if pair[1] <= start]
    following = next((pair[0] for pair in pairs if pair[0] > start), stop)
    return (own[-1][2], (own[-1][1], following)) if own else None


def _answer_behind(scope: Scope, end: int) -> tuple[str, tuple[int, int]] | None:
    """高血压、冠心病 □是 ☑否: the first boxes behind the names, on the line or at the end of the broken item."""
    text = scope.masked
    stop = _line_end(text, end)
    pairs = _pairs(text, end, stop)
    if not pairs and scope.form:
        following = _NUMBERED.search(text, stop)
        wide = min(following.start() if following else len(text), end + REACH)
        pairs = [pair for pair in _pairs(text, stop, wide) if "。" not in text[end : pair[0]]][:1]
        if pairs and "#" in text[stop : pairs[0][0]] and not re.search(r"[、，,或及]$", text[end:stop]):
            pairs = []
    if not pairs:
        return None
    before = [pair[1] for pair in _pairs(text, text.rfind("\n", 0, end) + 1, end)]
    return pairs[0][2], (before[-1] if before else 0, pairs[0][0])


def _verdict(scope: Scope, said: str | None, row: tuple[int, int], start: int) -> Assertion | None:
    if not said:
        return "hypothetical"
    if said not in _YES:
        return "negated"
    if scope.masked[row[0] : row[0] + 1] in (":", "："):
        return "present"  # ☑有：痛风7年 高血压9年 tells what there is
    inside = [name for place, name in scope.names if row[0] <= place < row[1]]
    if len(inside) <= 1:
        return "present"
    mine = next((name for place, name in scope.names if place == start), "")
    told = {name for place, name in scope.names if place >= row[1] and not _in_a_row(scope.masked, place)}
    if mine in told:
        return "present"
    return "negated" if told & set(inside) else "possible"


def _in_a_row(text: str, place: int) -> bool:
    line = text.rfind("\n", 0, place) + 1
    return bool(_pairs(text, line, _line_end(text, place)) or _COLUMNS.match(text, line, place))


def _ticked(masked: str, start: int, end: int) -> Assertion | None:
    """A box right before or right behind the name itself: □高血压 ☑糖尿病, 高血压（√）."""
    line = max(masked.rfind(edge, 0, start) for edge in "\n。；：:") + 1
    # □高血压 ☑糖尿病 or 高血压(√) 糖尿病(×): the first of the line tells on which side the marks stand.
    leads = re.match(r"[^#]{0,12}?[☑√✓✔▣☒■□☐○◯〇囗（(\[][√✓✔vVxX×]?[)）\]]?#", masked[line : start + 1])
    mark = _PREFIX.search(masked, max(0, start - 3), start) if leads else None
    mark = mark or _SUFFIX.match(masked, end, min(end + 6, len(masked)))
    if mark is None:
        return None
    if mark[1] or mark[3]:
        return "present"
    return "negated" if _NONE_TICKED.search(masked, end, min(end + 300, len(masked))) else "hypothetical"

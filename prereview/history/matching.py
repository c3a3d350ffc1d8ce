"""Find condition mentions: named conditions, sites with a morphology, named operations, one misread character.

Spans follow one convention: laterality, quality and stage belong to the mention (左侧股骨骨折, 慢性胰腺炎急性发作,
高血压3级), risk strata, counts and durations do not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from prereview.history.lexicon import Entry, Head, Lexicon, Site, Trie, longest

_STATIVE = {"benign": "benign", "cyst": "benign", "polyp": "benign"}
#: Categories that follow from the morphology and not from a column of the site table.
_FIXED = {
    ("cyst", "肾"): "N28", ("cyst", "肝"): "K76", ("cyst", "卵巢"): "N83", ("cyst", "甲状腺"): "E04",
    ("cyst", "乳腺"): "N60", ("cyst", "胰腺"): "K86", ("lump", "甲状腺"): "E04", ("lump", "肺"): "R91",
    ("lump", "乳腺"): "N63", ("polyp", "胆囊"): "K82", ("polyp", "结肠"): "K63", ("polyp", "直肠"): "K62",
    ("polyp", "胃"): "K31", ("polyp", "子宫内膜"): "N84", ("polyp", "宫颈"): "N84", ("polyp", "鼻"): "J33",
    ("polyp", "声带"): "J38", ("ulcer", "胃"): "K25", ("ulcer", "十二指肠"): "K26", ("bleeding", "脑"): "I61",
    ("bleeding", "上消化道"): "K92", ("bleeding", "消化道"): "K92", ("bleeding", "胃"): "K92",
    ("bleeding", "小脑"): "I61", ("bleeding", "脑干"): "I61",
    ("polyp", "肠"): "K63", ("polyp", "大肠"): "K63", ("polyp", "乙状结肠"): "K63", ("cyst", "脾"): "D73",
    ("cyst", "宫颈"): "N88", ("cyst", "肺"): "J98",
}  # fmt: skip
#: Sites whose bleeding is a diagnosis; elsewhere (牙龈出血, 阴道出血) it is a symptom.
_BLEEDING = frozenset(
    re.split(
        ",",
        "脑,颅内,丘脑,小脑,脑干,消化道,上消化道,胃,十二指肠,小肠,结肠,直肠,肠,肠道,食管,视网膜,眼底,玻璃体,"
        "肺,肾,肝,脾,肾上腺,腹腔,垂体",
    )
)
#: Characters of everyday and clinical prose: one of them inside a name means other words, not a misread name.
_EVERYDAY = frozenset(
    "的一是不了在人有我他这个们来大为和地到以说时要就出会可也你对能而那得于着自之年过作里用道行所然种事成多经么去法学如都"
    "同当没面起看定天还进好其些主样理她本但因只从想实日者意它与把第此已使情明知又点业将间由很最重并物向文见被利什等或己"
    "制身果加月话合回特代表给世位次任先通提立及比员解名真论处走各入几认条更别打变总何数少报才受目太量再建做接必场件计管"
    "直资命指许统保至队便决治展司非则听却界达放强即像难且思设式告类求据程边该交规万取望觉共确观清今切院让识候带争运彩超"
    "详偶值查检服药疗患诊住期每曾后逐渐予平显周伴诉控制正常未见现近既往给示术"
)


@dataclass(frozen=True, slots=True)
class Match:
    """A condition at `start:end` of the clean text. `fuzzy` marks a name read with one wrong character."""

    start: int
    end: int
    entry: Entry
    fuzzy: bool = False

    @property
    def length(self) -> int:
        """Characters."""
        return self.end - self.start


def find_conditions(text: str, lexicon: Lexicon) -> list[Match]:
    """All condition mentions of a clean text, in order, none overlapping."""
    named = _named(text, lexicon)
    exact = named + _beside(text, lexicon, named, _composed(text, lexicon)) + _raised_values(text)
    chosen = _without_overlap(exact)
    taken = bytearray(len(text) + 1)
    for match in chosen:
        taken[match.start : match.end] = b"\1" * match.length
    chosen = _without_overlap(chosen + _misread(text, lexicon, taken))
    return _join_operations(text, chosen)


_VALUES = {
    "血压": Entry("血压升高", "R03", "finding"),
    "血糖": Entry("血糖升高", "R73", "finding"),
    "血脂": Entry("血脂异常", "E78", "disease"),
    "胆固醇": Entry("血脂异常", "E78", "disease"),
    "甘油三酯": Entry("血脂异常", "E78", "disease"),
    "尿酸": Entry("高尿酸血症", "E79", "disease"),
    "肌酐": Entry("肾功能异常", "N28", "finding"),
    "转氨酶": Entry("肝功能异常", "K76", "finding"),
}
_RAISED = re.compile(
    r"(?:空腹|餐后|随机|血清?)?(?P<value>血压|血糖|血脂|胆固醇|甘油三酯|尿酸|肌酐|转氨酶)(?:值|水平|指标)?"
    r"(?:[^\n。；，,\u4e00-\u9fff]{0,24}(?:[(（](?:参考|正常)[^)）\n]{0,20}[)）])?↑|"
    r"(?:略有|略|稍|轻度|明显|持续|反复|均|时有|多次|有一?点儿?|有些|比较)*(?:升高|增高|偏高|略高|稍高|过高|高于正常|异常|"
    r"超标|超出正常|高(?=[已有约近达，。、；,\d一二三四五六七八九十半多数几了吧啊])))"
)


def _raised_values(text: str) -> list[Match]:
    """空腹血糖略有升高, 血压多次偏高: a value out of range, however it is put; an arrow on a slip diagnoses nothing."""
    found = []
    for match in _RAISED.finditer(text):
        entry = _VALUES[match["value"]]
        entry = replace(entry, kind="finding") if match.group().endswith("↑") else entry
        found.append(Match(match.start(), match.end(), entry))
    return found


#: HTN is hypertension; HBV-DNA, HBsAg and ADM are other words.
_LATIN_AROUND = re.compile(r"^[A-Za-z]|#[A-Za-z]|#-[A-Za-z]")


def _named(text: str, lexicon: Lexicon) -> list[Match]:
    matches, place = [], 0
    first = lexicon.name_trie
    while place < len(text):
        found = longest(first, text, place) if text[place] in first else None
        if found is None:
            place += 1
            continue
        word, entry = found
        if word.isascii() and _LATIN_AROUND.search(
            text[max(0, place - 1) : place] + "#" + text[place + len(word) :][:2]
        ):
            place += 1
            continue
        start = _extend_left(text, place, lexicon, sites=False)[0]
        end = _without_record_word(text, place, word, lexicon)
        if end < place + len(word):
            entry = lexicon.names.get(word[:-1], entry if text[end + 1 : end + 2] == "史" else None)
        if entry is None:
            place += 1
            continue
        end = _extend_right(text, end, lexicon)
        matches.append(Match(start, end, entry))
        # A longer name may begin inside this one (乙肝 + 肝硬化 against 乙肝肝硬化), so step one character.
        place += 1
    return matches


#: 病情, 病因, 病灶, 病程, 病历, 病理 … are words of their own; 病史 is one only behind a name that does without 病.
_WORDS_WITH_DISEASE = frozenset("情因灶程历例房床友理")


def _without_record_word(text: str, place: int, word: str, lexicon: Lexicon) -> int:
    """高血压病史 is 高血压 + 病史 (history of), not 高血压病 + 史; 肺结节病情 is 肺结节 + 病情."""
    end = place + len(word)
    following = text[end : end + 1]
    if word[-1] != "病" or (following != "史" and following not in _WORDS_WITH_DISEASE) or not following:
        return end
    shorter = word[:-1] in lexicon.names and len(word) > 3
    return end - 1 if shorter or following != "史" else end


def _extend_left(text: str, place: int, lexicon: Lexicon, *, sites: bool) -> tuple[int, list[str]]:
    """Walk left over modifiers (and sites): where the mention begins and the words passed, nearest first."""
    words: list[str] = []
    while place > 0:
        step = _longest_left(text, place, lexicon, sites=sites)
        if step is None:
            break
        words.append(step)
        place -= len(step)
    while words and lexicon.modifiers.get(words[-1]) == "place" and words[-1] not in lexicon.sites:
        place += len(words.pop())
    return place, words


_NUMBERED = re.compile(r"(?:第\d{1,2}(?:[-、,]\d{1,2})*|[CTLS腰颈胸骶]\d{1,2}(?:[-/、]\d{1,2})?)$")


def _longest_left(text: str, place: int, lexicon: Lexicon, *, sites: bool) -> str | None:
    if place and text[place - 1].isdigit() and (numbered := _NUMBERED.search(text, max(0, place - 8), place)):
        return numbered.group()
    node: Trie = lexicon.left_trie
    found = None
    position = place - 1
    while position >= 0:
        following = node.get(text[position])
        if following is None:
            break
        node = following
        hit = node.get("")
        if hit is not None and (sites or hit[1] in ("side", "quality")):
            found = hit[0][::-1]
        position -= 1
    return found


def _extend_right(text: str, end: int, lexicon: Lexicon) -> int:
    found = longest(lexicon.after_trie, text, end)
    if found is None or found[0] == "性":
        return end
    return end + len(found[0])


def _composed(text: str, lexicon: Lexicon) -> list[Match]:
    matches = []
    for place in range(len(text)):
        if text[place] not in lexicon.head_trie:
            continue
        found = longest(lexicon.head_trie, text, place)
        if found is not None:
            match = _compose(text, place, found[0], lexicon)
            if match is not None:
                matches.append(match)
    return matches


def _beside(text: str, lexicon: Lexicon, named: list[Match], composed: list[Match]) -> list[Match]:
    """丙肝结核 lists two diseases: a site that ends the name before it is not the next one's."""
    ends = {place: match.end for match in named for place in range(match.start + 1, match.end)}
    kept = []
    for match in composed:
        cut = ends.get(match.start, match.end)
        entry = lexicon.names.get(text[cut : match.end]) if cut < match.end else None
        kept.append(match if entry is None else Match(cut, match.end, entry))
    return kept


def _compose(text: str, place: int, word: str, lexicon: Lexicon) -> Match | None:
    start, passed = _extend_left(text, place, lexicon, sites=True)
    site = next((lexicon.sites[item] for item in passed if item in lexicon.sites), None)
    if word in lexicon.procedures and word not in lexicon.heads:
        action, use = lexicon.procedures[word]
        if site is None or use == "skip" or word in ("手术", "术后"):
            return None
        return Match(start, place + len(word), Entry(f"{site.name}{action}术后", None, "procedure"))
    head = lexicon.heads[word]
    if word[-1] == "病" and text[place + len(word) : place + len(word) + 1] in _WORDS_WITH_DISEASE:
        return None
    if (head.needs_site and site is None) or (
        head.column == "bleeding" and (site is None or site.name not in _BLEEDING)
    ):
        return None  # 牙龈出血, 阴道出血 are symptoms
    if head.column == "skip" or (len(word) == 1 and not passed):
        return None
    return Match(start, _extend_right(text, place + len(word), lexicon), _entry(head, site))


def _entry(head: Head, site: Site | None) -> Entry:
    if site is None:
        return Entry(
            head.name if head.name != "癌" else "恶性肿瘤", "C80" if head.column == "malignant" else None, head.kind
        )
    column = _STATIVE.get(head.column, head.column)
    code = _FIXED.get((head.column, site.name)) or site.codes.get(column)  # type: ignore[call-overload]
    if head.column == "tuberculosis":
        code = "A16" if site.name in ("肺", "支气管", "胸膜") else "A18"
    return Entry(f"{site.name}{head.name}", code, head.kind)


def _misread(text: str, lexicon: Lexicon, taken: bytearray) -> list[Match]:
    """Names of four characters or more with exactly one wrong character that is itself no medical character."""
    matches = []
    size = len(text)
    for place in range(size - 1):
        pair = text[place : place + 2]
        for name in lexicon.first_pairs.get(pair, ()):
            end = place + len(name)
            if end <= size and text[end - 1] == name[-1] and not taken[place]:
                matches.append(_one_off(text, place, name, lexicon))
        for name in lexicon.last_pairs.get(pair, ()):
            start = place + 2 - len(name)
            if start >= 0 and not taken[place] and (text[start] == name[0] or text[start + 1] == name[1]):
                matches.append(_one_off(text, start, name, lexicon))
    return [match for match in matches if match is not None and not any(taken[match.start : match.end])]


def _one_off(text: str, start: int, name: str, lexicon: Lexicon) -> Match | None:
    end = start + len(name)
    if start < 0 or end > len(text):
        return None
    wrong = None
    for seen, meant in zip(text[start:end], name, strict=True):
        if seen != meant:
            if wrong is not None:
                return None
            wrong = seen
    if wrong is None or wrong in lexicon.alphabet or wrong in _EVERYDAY or not "\u4e00" <= wrong <= "\u9fff":
        return None
    if text[end - 1] != name[-1] and len(name) < 6:
        return None  # 胰岛素治… is no 胰岛素瘤: the last character says what kind of thing it is
    return Match(start, end, lexicon.names[name], fuzzy=True)


def _without_overlap(matches: list[Match]) -> list[Match]:
    """Longest first, then leftmost; exact before misread."""
    chosen: list[Match] = []
    taken: set[int] = set()
    for match in sorted(matches, key=lambda m: (m.fuzzy, -m.length, m.start)):
        if not any(place in taken for place in range(match.start, match.end)):
            chosen.append(match)
            taken.update(range(match.start, match.end))
    return sorted(chosen, key=lambda m: m.start)


_OPERATION = re.compile(
    r"(?:超声乳化|髓核)?(?:切除|摘除|剥除|修补|根治|电切|激光|微创|剔除|结扎|剥脱|取石|取出|碎石|消融|栓塞|夹闭)?(手术(?!史不详)|术后|术)(?!前)"
)
_TREATED_BREAK = re.compile(r"(?:切开复位|闭合复位|手法复位|清创|复位)")


def _join_operations(text: str, matches: list[Match]) -> list[Match]:
    """A disease followed by 术后 or 手术 is the operation: 胃ca术后, 白内障手术."""
    joined = []
    for match in matches:
        found = None if match.entry.kind in ("procedure", "group", "sequela") else _OPERATION.match(text, match.end)
        if found is None or _TREATED_BREAK.match(text, match.end):
            joined.append(match)
        else:
            entry = Entry(f"{match.entry.name}术后", match.entry.icd10, "procedure")
            joined.append(replace(match, end=found.end(), entry=entry))
    return joined

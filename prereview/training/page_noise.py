"""What readers and cameras do to a page: wrong characters, lost lines, crops, merged and split lines, no title."""

from __future__ import annotations

from random import Random

from prereview.documents import Line, Page, number_lines

#: Characters that readers take for one another: "true, then what is read instead".
_CONFUSIONS = """
0oO 1lI O0 l1 5S 8B 疗行病 票影赏 据剧居 费贵赏 院完 住往佳 门们 诊珍 医区 收牧 日曰目
期朋 己已 未末 入人 出山 证迁 书节 单草 检捡 验险 报极 告吉 明朋 结给 记汜 录绿 名各 性往 别列 年午
龄铃 金全 额颔 合台 计汁 保堡 险验 司可 章童 复夏 核该 款软 人入 编偏 码玛
"""
_CONFUSED = {entry[0]: entry[1:] for entry in _CONFUSIONS.split()}
_STRAY = "一二口田日工土王大小人八十卜厂丿、·.,'`-~|/0O1lI"


def garble(page: Page, rng: Random, *, strength: float) -> Page:
    """The page as a poor reader might return it.

    Args:
        page: what is on the paper.
        rng: source of chance.
        strength: 0 leaves it alone; 1 is a bad photocopy (about one character in eight wrong, a quarter of lines lost).
    """
    if strength <= 0:
        return page
    lines = list(page.lines)
    if rng.random() < 0.35 * strength:
        lines = _crop(lines, rng)
    if rng.random() < 0.4 * strength:
        lines = _hide_title(lines, rng)
    lost = rng.uniform(0, 0.25) * strength
    wrong = rng.uniform(0, 0.12) * strength
    lines = [_misread(line, rng, wrong) for line in lines if rng.random() >= lost]
    lines = _join_and_split(lines, rng, 0.15 * strength)
    if rng.random() < 0.3 * strength:
        rng.shuffle(lines)
    return page.model_copy(update={"lines": number_lines(lines), "seals": page.seals if rng.random() < 0.8 else ()})


def _crop(lines: list[Line], rng: Random) -> list[Line]:
    cut = rng.uniform(0.05, 0.4)
    if rng.random() < 0.6:
        return [line for line in lines if line.bbox.y0 >= cut]
    return [line for line in lines if line.bbox.y1 <= 1 - cut]


def _hide_title(lines: list[Line], rng: Random) -> list[Line]:
    """A seal, a staple or a white box over the title: the larger lines among the upper ones go."""
    if len(lines) < 6:
        return lines
    tallest = max(line.bbox.height for line in lines)
    gone = rng.uniform(0.7, 0.95)
    return [line for line in lines if line.bbox.height < gone * tallest or line.bbox.y0 > 0.4] or lines


def _misread(line: Line, rng: Random, wrong: float) -> Line:
    characters = []
    for character in line.text:
        if rng.random() >= wrong:
            characters.append(character)
        elif rng.random() < 0.6:
            characters.append(rng.choice(_CONFUSED.get(character, _STRAY)))
    return line.model_copy(update={"text": "".join(characters)})


def _join_and_split(lines: list[Line], rng: Random, share: float) -> list[Line]:
    result: list[Line] = []
    for line in lines:
        if result and rng.random() < share:
            last = result[-1]
            result[-1] = last.model_copy(
                update={"text": f"{last.text} {line.text}", "bbox": last.bbox.union(line.bbox)}
            )
        elif len(line.text) > 8 and rng.random() < share:
            cut = rng.randint(2, len(line.text) - 2)
            result += [line.model_copy(update={"text": part}) for part in (line.text[:cut], line.text[cut:])]
        else:
            result.append(line)
    return [line for line in result if line.text.strip()]

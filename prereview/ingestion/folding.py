"""Characters as people would type them: NFKC, then the CJK radicals that fonts smuggle into text layers."""

from __future__ import annotations

import unicodedata

#: CJK Radicals Supplement → the ideograph in common use (Unicode EquivalentUnifiedIdeograph.txt). NFKC maps only
#: U+2E9F and U+2EF3 of this block; Kangxi radicals (U+2F00–2FD5) it maps all. U+2E9A is unassigned.
_RADICALS = str.maketrans(
    "⺀⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿"
    "⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
    "冫厂乛乚乙亻冂几刀刂卜㔾小小兀尣尢尢巳幺彑彐忄㣺扌攵旡日月歹母民氵氺灬爫爫丬牛犭王疋目示礻竹糹纟罓罒罒冗罓羊羊羊耂肀聿肉臼艹艹"
    "艹虎衤西西见角角讠贝足车辶辶辶阝钅长镸长门阜阝雨青韦页风飞食食飠饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜龟龟",
)


def fold_text(text: str) -> str:
    """NFKC form with radicals replaced and control characters dropped; tabs become spaces."""
    folded = unicodedata.normalize("NFKC", text).translate(_RADICALS)
    return "".join(
        " " if char == "\t" else char for char in folded if char == "\t" or unicodedata.category(char) != "Cc"
    )

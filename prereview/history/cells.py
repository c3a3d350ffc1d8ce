"""Tables of check-ups and questionnaires read cell by cell: the item on one line, its result alone on the next."""

from __future__ import annotations

import re

from prereview.history.characters import NOTHING
from prereview.history.mention import Assertion
from prereview.history.scope import Scope

_RESULT = re.compile(rf"\n{NOTHING}(?=\n|$)")
_TABLE = 2  #: so many items answered "nothing" make a page a table
#: The rest of the item's name: 传染病|史, 乙肝|表面抗原.
_REST = re.compile(r"[^\n#。；;，,：:]{0,12}")
_TEST = re.compile(r"[^\n#]{0,6}(?:[C碳]-?1[34]|呼气|检测|抗体|抗原|试验|筛查|DNA|RNA)")
_FOUND = re.compile(r"[^\n]{0,20}\n?[^\n]{0,12}(?:阳|\+|检出)")


def cell_answer(scope: Scope, start: int, end: int) -> Assertion | None:
    """What its cell in a table says of a condition that begins an item; None elsewhere.

    Negated where the result beside it is that there is nothing; nobody's where it only names a test without a result.
    """
    text = scope.masked
    begins = not text[text.rfind("\n", 0, start) + 1 : start].strip("0123456789.、()*★")
    if not begins or len(_RESULT.findall(text)) < _TABLE:
        return None
    rest = _REST.match(text, end)
    if rest is not None and _RESULT.match(text, rest.end()):
        return "negated"
    return "hypothetical" if _TEST.match(text, end) and not _FOUND.match(text, end) else None

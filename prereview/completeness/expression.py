"""The condition language of the checklists: `cause == "accident" and not (insured_age >= 18)`.

Three-valued (Kleene): a fact nobody knows makes the condition unknown, unless the rest settles it. Parsed with Python's
own `ast` and a whitelist: names of case facts, text and numbers, true/false, and/or/not, comparisons, `in (…)`.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

FactValues = Mapping[str, Any]

_COMPARE: Mapping[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda value, options: value in options,
    ast.NotIn: lambda value, options: value not in options,
}
_WORDS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Answer:
    """True, False or None (unknown); `unknown` names the first facts that would have to be known, `used` all read."""

    value: bool | None
    unknown: tuple[str, ...] = ()
    used: tuple[str, ...] = ()


ALWAYS = Answer(True)


class ExpressionError(ValueError):
    """The text is no condition of this language; the message says what in it is not."""


@cache
def parse(text: str) -> ast.expr:
    """The checked syntax tree of a condition.

    Raises:
        ExpressionError: the text uses anything outside the whitelist.
    """
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise ExpressionError(f"not a condition: {error.msg}") from error
    _check(tree)
    return tree


def names_in(text: str) -> frozenset[str]:
    """The fact names a condition mentions."""
    return frozenset(node.id for node in ast.walk(parse(text)) if isinstance(node, ast.Name) and node.id not in _WORDS)


def evaluate(text: str | None, facts: FactValues) -> Answer:
    """The condition over the facts; no condition is always true."""
    return ALWAYS if text is None else _value(parse(text), facts)


def _check(node: ast.expr) -> None:
    match node:
        case ast.BoolOp(values=values):
            for value in values:
                _check(value)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            _check(operand)
        case ast.Compare(left=ast.Name(), ops=[kind], comparators=[right]) if type(kind) in _COMPARE:
            _check_literal(right, several=isinstance(kind, ast.In | ast.NotIn))
        case ast.Name():
            pass
        case _:
            raise ExpressionError(f"not allowed here: {ast.unparse(node)}")


def _check_literal(node: ast.expr, *, several: bool) -> None:
    if several:
        if not isinstance(node, ast.Tuple | ast.List) or not node.elts:
            raise ExpressionError(f"'in' needs a list of values, got {ast.unparse(node)}")
        for element in node.elts:
            _check_literal(element, several=False)
    elif not (isinstance(node, ast.Constant) or (isinstance(node, ast.Name) and node.id in _WORDS)):
        raise ExpressionError(f"compare a fact with a value, not with {ast.unparse(node)}")


def _value(node: ast.expr, facts: FactValues) -> Answer:
    match node:
        case ast.BoolOp(op=ast.And(), values=values):
            return _combine([_value(value, facts) for value in values], decisive=False)
        case ast.BoolOp(values=values):
            return _combine([_value(value, facts) for value in values], decisive=True)
        case ast.UnaryOp(operand=operand):
            inner = _value(operand, facts)
            return Answer(None if inner.value is None else not inner.value, inner.unknown, inner.used)
        case ast.Compare(left=ast.Name(id=name), ops=[kind], comparators=[right]):
            return _compare(name, _COMPARE[type(kind)], _literal(right), facts)
        case ast.Name(id=name):
            return _compare(name, operator.eq, True, facts) if name not in _WORDS else Answer(_WORDS[name])
    raise ExpressionError(f"not allowed here: {ast.unparse(node)}")


def _combine(parts: list[Answer], *, decisive: bool) -> Answer:
    # `and` is settled by one False, `or` by one True; then nothing unknown in it matters.
    used = tuple(dict.fromkeys(name for part in parts for name in part.used))
    if any(part.value is decisive for part in parts):
        return Answer(decisive, (), used)
    open_parts = [part for part in parts if part.value is None]
    if not open_parts:
        return Answer(not decisive, (), used)
    # Later parts of an `and` only matter once the first is known: one question instead of several.
    asked = open_parts if decisive else open_parts[:1]
    return Answer(None, tuple(dict.fromkeys(name for part in asked for name in part.unknown)), used)


def _compare(name: str, test: Callable[[Any, Any], bool], wanted: Any, facts: FactValues) -> Answer:
    value = facts.get(name)
    if value is None:
        return Answer(None, (name,), (name,))
    if isinstance(value, Decimal) and isinstance(wanted, float):
        wanted = Decimal(str(wanted))
    return Answer(bool(test(value, wanted)), (), (name,))


def _literal(node: ast.expr) -> Any:
    if isinstance(node, ast.Name):
        return _WORDS[node.id]
    if isinstance(node, ast.Tuple | ast.List):
        return tuple(_literal(element) for element in node.elts)
    return node.value if isinstance(node, ast.Constant) else None

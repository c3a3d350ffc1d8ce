"""Small plots as SVG text: lines, points and bars on a unit square. No script, no font file, no library."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

_SIZE, _LEFT, _TOP = 280, 52, 26
_COLOURS = ("#1f5fa8", "#c2571a", "#4d7f35", "#7a4b9c")

Points = Sequence[tuple[float, float]]  #: x and y, 0–1


class Series(NamedTuple):
    """One line of a plot. `dots` draws the points too; `mark` is one point with a ring, such as the chosen one."""

    label: str
    points: Points
    dots: bool = True
    mark: tuple[float, float] | None = None


def draw_plot(
    title: str,
    series: Sequence[Series],
    *,
    across: str,
    up: str,
    diagonal: bool = False,
    top: float = 1.0,
    ticks: Sequence[str] = (),
) -> str:
    """A line plot. Both axes run from 0 to 1 (`up` to `top`); every series is told by its colour and its legend.

    Args:
        title: above the plot; also read out by screen readers.
        series: drawn in order.
        across: name of the x axis.
        up: name of the y axis.
        diagonal: the line of a perfect score.
        top: highest y value shown.
        ticks: names along the x axis instead of 0, 0.5 and 1.
    """
    parts = [_axes(across, up, top, ticks)]
    if diagonal:
        parts.append(f'<path class="d" d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}"/>')
    for number, one in enumerate(series):
        parts += _draw_series(one, _COLOURS[number % len(_COLOURS)], number, top)
    height = _TOP + _SIZE + 50 + 16 * len(series)
    return (
        f'<svg viewBox="0 0 {_LEFT + _SIZE + 20} {height}" width="{_LEFT + _SIZE + 20}" role="img" '
        f'xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" font-size="11">'
        f"<title>{escape(title)}</title><style>path,line{{fill:none}}.d{{stroke:#999;stroke-dasharray:4 3}}"
        f'.g{{stroke:#ddd}}</style><text x="{_LEFT}" y="14" font-weight="bold" font-size="12">{escape(title)}</text>'
        f"{''.join(parts)}</svg>"
    )


def _x(value: float) -> float:
    return round(_LEFT + value * _SIZE, 1)


def _y(value: float) -> float:
    return round(_TOP + (1.0 - value) * _SIZE, 1)


def _axes(across: str, up: str, top: float, ticks: Sequence[str]) -> str:
    parts = []
    for step in (0.0, 0.25, 0.5, 0.75, 1.0):
        parts.append(f'<line class="g" x1="{_x(0)}" x2="{_x(1)}" y1="{_y(step)}" y2="{_y(step)}"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{_y(step) + 4}" text-anchor="end">{step * top:.3g}</text>')
    names = list(ticks) or ["0", "0.5", "1"]
    for place, name in enumerate(names):
        where = _x(place / max(len(names) - 1, 1))
        parts.append(f'<text x="{where}" y="{_y(0) + 16}" text-anchor="middle">{escape(name)}</text>')
    parts.append(f'<text x="{_x(0.5)}" y="{_y(0) + 34}" text-anchor="middle">{escape(across)}</text>')
    parts.append(
        f'<text transform="translate(12 {_y(0.5)}) rotate(-90)" text-anchor="middle">{escape(up)}</text>'
        f'<rect x="{_x(0)}" y="{_y(1)}" width="{_SIZE}" height="{_SIZE}" fill="none" stroke="#888"/>'
    )
    return "".join(parts)


def _draw_series(one: Series, colour: str, number: int, top: float) -> list[str]:
    places = [(_x(x), _y(min(y / top, 1.0))) for x, y in one.points]
    path = "L".join(f"{x} {y}" for x, y in places)
    parts = [f'<path d="M{path}" stroke="{colour}" stroke-width="1.6"/>'] if len(places) > 1 else []
    if one.dots:
        parts += [f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in places]
    if one.mark:
        x, y = _x(one.mark[0]), _y(min(one.mark[1] / top, 1.0))
        parts.append(f'<circle cx="{x}" cy="{y}" r="7" fill="none" stroke="{colour}" stroke-width="2"/>')
    row = _TOP + _SIZE + 52 + 16 * number
    parts.append(
        f'<line x1="{_LEFT}" x2="{_LEFT + 22}" y1="{row - 4}" y2="{row - 4}" stroke="{colour}" stroke-width="2"/>'
    )
    parts.append(f'<text x="{_LEFT + 28}" y="{row}">{escape(one.label)}</text>')
    return parts

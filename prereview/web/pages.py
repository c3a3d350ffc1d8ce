"""Templates of the desk. Autoescape is on for every one: page text and file names are written by strangers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from prereview.calendar import to_china_time
from prereview.findings import Contribution
from prereview.reporting import labels
from prereview.reporting.labels import Label
from prereview.reporting.reasons import translate_reason
from prereview.web import words
from prereview.web.signing import Signed
from prereview.web.site import Site


def environment() -> Environment:
    """Our templates, with the icons and names of the report beside them: the same thing looks the same everywhere."""
    made = Environment(
        loader=ChoiceLoader([PackageLoader("prereview.web"), PackageLoader("prereview.reporting")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(labels=labels, t=_text, pair=_pair)
    made.filters.update(
        tell=_tell,
        percent=labels.show_share,
        at=_at,
        full=_full,
        day=_day,
        moment=labels.show_moment,
        bars=_bars,
        in_english=translate_reason,
    )
    return made


def page(
    site: Site,
    request: Request,
    template: str,
    *,
    signed: Signed | None = None,
    status: int = 200,
    lang: str | None = None,
    **values: Any,
) -> HTMLResponse:
    """A page, or a part of one where htmx asks, in the language of whoever asks."""
    language = lang or (signed.lang if signed else "zh")
    text = site.pages.get_template(template).render(
        signed=signed, lang=language, path=request.url.path, now=site.now(), **values
    )
    return HTMLResponse(text, status, headers={"Vary": "HX-Request"})


@pass_context
def _text(context: Context, name: str, **values: object) -> str:
    return words.say(name, context["lang"], **values)


@pass_context
def _pair(context: Context, zh: str, en: str) -> str:
    """One of two texts; what exists in Chinese only (papers, notices) is shown as it is."""
    return en if context["lang"] == "en" and en else zh


@pass_context
def _tell(context: Context, label: Label) -> str:
    return label.in_language(context["lang"])


def _at(moment: datetime | None) -> str:
    return to_china_time(moment).strftime("%m-%d %H:%M") if moment else "—"


def _full(moment: datetime) -> str:
    return to_china_time(moment).strftime("%Y-%m-%d %H:%M:%S")


def _day(moment: datetime | None) -> str:
    return to_china_time(moment).strftime("%Y-%m-%d") if moment else "—"


def _bars(parts: Iterable[Contribution]) -> list[tuple[Contribution, float, float]]:
    """(contribution, left, width) of a bar around the middle of a 0–100 scale, strongest first."""
    shown = sorted((part for part in parts if abs(part.log_odds) >= 0.005), key=lambda part: -abs(part.log_odds))
    scale = max((abs(part.log_odds) for part in shown), default=1.0)
    return [(p, 50 + min(p.log_odds / scale, 0) * 50, max(abs(p.log_odds) / scale * 50, 0.6)) for p in shown]

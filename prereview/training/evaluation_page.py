"""An evaluation, or champion against challenger, as one self-contained page people can read."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from urllib.parse import quote

from jinja2 import Environment
from markupsafe import Markup

from prereview.training.evaluation import Evaluation, ScoreReport, Stratum
from prereview.training.plots import Series, draw_plot
from prereview.training.promotion import Promotion

_TITLES = {
    "complete": "材料齐全 · P(complete)",
    "attention": "需要人工关注 · P(needs attention)",
    "item": "项目已满足 · P(item satisfied)",
}
_STRATA = (
    ("line", "险种 Line"),
    ("hospital", "医院 Hospital"),
    ("capture", "采集方式 Capture"),
    ("grade", "识别质量 OCR grade"),
    ("complexity", "复杂程度 Complexity"),
)
_LABELS = ("现用 Champion", "候选 Challenger")


def to_page(
    champion: Evaluation,
    challenger: Evaluation | None = None,
    *,
    promotion: Promotion | None = None,
    reports: str = "",
) -> str:
    """The page as HTML text; everything it needs is inside.

    Args:
        champion: the version in use, or the only one.
        challenger: another version on the same claims, shown beside it.
        promotion: gates to show at the top.
        reports: where the reports of the claims are, relative to the page; links to errors lead there.
    """
    versions = [champion] if challenger is None else [champion, challenger]
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(
        resources.files("prereview.training").joinpath("evaluation.html.j2").read_text(encoding="utf-8")
    )

    def rows_of(score: str, stratum: str) -> list[tuple[Stratum, ...]]:
        per_version = [{s.value: s for s in v.scores[score].strata if s.name == stratum} for v in versions]
        return [tuple(side[value] for side in per_version) for value in per_version[0]]

    return template.render(
        champion=champion,
        challenger=challenger,
        versions=versions,
        labels=_LABELS,
        titles=_TITLES,
        strata=_STRATA,
        promotion=promotion,
        plots={name: _plots([version.scores[name] for version in versions], versions) for name in champion.scores},
        rows_of=rows_of,
        percent=_percent,
        report_link=lambda case: f"{reports}{quote(case.split('/')[0])}.html",
        page_link=lambda case, link: f"{reports}{quote(case.split('/')[0])}.html#{quote(link)}",
    )


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def _plots(scores: Sequence[ScoreReport], versions: Sequence[Evaluation]) -> list[Markup]:
    """Reliability of every version in one plot, precision against recall in another."""
    names = [version.version for version in versions]
    reliability = [
        Series(name, [(part.expected, part.observed) for part in score.reliability])
        for name, score in zip(names, scores, strict=True)
    ]
    drawn = [
        draw_plot("可靠性 Reliability", reliability, across="预测概率 predicted", up="实际频率 observed", diagonal=True)
    ]
    if scores[0].curve:
        curves = [
            Series(name, [(p.recall, p.precision) for p in score.curve], dots=False, mark=_chosen(score))
            for name, score in zip(names, scores, strict=True)
        ]
        drawn.append(
            draw_plot(
                "找出未满足者 Finding what is open (○ chosen)", curves, across="召回 recall", up="精确率 precision"
            )
        )
    return [Markup(plot) for plot in drawn]  # nosec B704 - drawn by draw_plot, which escapes every word


def _chosen(score: ScoreReport) -> tuple[float, float] | None:
    """The point of the curve at the threshold in use: what is not called "yes" is found to be open or doubtful."""
    if score.chosen is None:
        return None
    lowest_yes = score.chosen[1]
    nearest = min(score.curve, key=lambda point: abs(point.threshold - lowest_yes))
    return nearest.recall, nearest.precision

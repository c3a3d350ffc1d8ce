from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prereview.cli.judged import Generated, ModelsDir, Reports, Rows, Verdicts, gather
from prereview.cli.language import say
from prereview.cli.options import Config, Engine, Seed, settings_from
from prereview.cli.output import emit
from prereview.errors import UsageError
from prereview.settings import Settings

if TYPE_CHECKING:
    from prereview.training.claim_rows import ClaimRow


def evaluate(
    images: Annotated[
        Path | None, typer.Option("--images", help=say("带 manifest.jsonl 的图片文件夹", "folder of labelled images"))
    ] = None,
    clinical: Annotated[
        Path | None, typer.Option("--clinical", help=say("病史评测文件夹", "folder of labelled medical text"))
    ] = None,
    claims: Annotated[
        Path | None,
        typer.Option("--claims", help=say("synthesize 生成的文件夹", "folder written by synthesize, with its truth")),
    ] = None,
    workers: Annotated[int, typer.Option("--workers", "-w", min=1, help=say("工作进程数", "worker processes"))] = 2,
    variants: Annotated[
        bool, typer.Option("--variants", help=say("加测翻拍、旋转、灰度复印", "also photographed, turned, grey copies"))
    ] = False,
    verdicts: Verdicts = None,
    reports: Reports = None,
    rows: Rows = None,
    generated: Generated = None,
    seed: Seed = 2027,
    directory: ModelsDir = None,
    page: Annotated[
        Path | None, typer.Option("--html", help=say("把评分评估写成网页", "write the evaluation of scores as a page"))
    ] = None,
    engine: Engine = None,
    config: Config = None,
) -> None:
    """Figures on labelled papers, and of the scores on reviewed claims, as JSON."""
    judged = bool(verdicts or rows or generated)
    if images is None and clinical is None and claims is None and not judged:
        raise UsageError(
            "nothing to evaluate", remedy="Give --images, --clinical, --claims, --verdicts or --generated."
        )
    result: dict[str, object] = {}
    if judged:
        cases, origin = gather(verdicts, reports, rows, generated, seed)
        result["scores"] = _evaluate_scores(cases, origin, directory, page)
    if images is not None:
        from prereview.classification import load_classifier
        from prereview.reading import load_reader
        from prereview.training.evaluate_images import evaluate_images

        settings = settings_from(config, engine=engine)
        reader, classifier = load_reader(settings), load_classifier(settings.models_dir)
        result["images"] = evaluate_images(images, reader=reader, classifier=classifier, variants=variants)
    if clinical is not None:
        from prereview.history import load_historian
        from prereview.training.evaluate_clinical import evaluate_clinical

        result["clinical"] = evaluate_clinical(clinical, load_historian())
    if claims is not None:
        result["claims"] = _evaluate_claims(claims, settings_from(config, engine=engine), workers)
    emit(json.dumps(result, ensure_ascii=False, indent=1))


def _evaluate_scores(
    cases: Sequence[ClaimRow], origin: str, directory: Path | None, page: Path | None
) -> dict[str, object]:
    """The scores in use on reviewed claims; the worst errors and plots are on the page."""
    from prereview.scoring import load_scorers
    from prereview.training.evaluation import evaluate_scorers
    from prereview.training.evaluation_page import to_page

    evaluation = evaluate_scorers(load_scorers(directory), cases, origin=origin)
    if page is not None:
        page.write_text(to_page(evaluation), encoding="utf-8")
    return evaluation.model_dump(mode="json")


def _evaluate_claims(folder: Path, settings: Settings, workers: int) -> dict[str, object]:
    """Review generated submissions in a throw-away folder and compare with their truth."""
    from prereview.batch import run_batch
    from prereview.report import Report
    from prereview.training.evaluate_claims import evaluate_reports, load_truth

    with tempfile.TemporaryDirectory() as scratch:
        done = run_batch(folder, Path(scratch) / "out", settings=settings, workers=workers)
        reports = [
            Report.model_validate_json((Path(scratch) / "out" / f"{outcome.claim_id}.json").read_bytes())
            for outcome in done.outcomes
        ]
    pairs = [(report, load_truth(folder, report.claim_id)) for report in reports]
    figures = evaluate_reports(pairs)
    seconds = sum(report.provenance.seconds for report in reports)
    return {**figures, "seconds_per_claim": round(seconds / max(1, len(reports)), 2)}

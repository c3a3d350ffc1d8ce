from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from prereview.cli.language import say
from prereview.cli.options import Config, Engine, settings_from
from prereview.cli.output import emit
from prereview.errors import UsageError
from prereview.settings import Settings


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
    engine: Engine = None,
    config: Config = None,
) -> None:
    """Figures on labelled real papers, as JSON."""
    if images is None and clinical is None and claims is None:
        raise UsageError("nothing to evaluate", remedy="Give --images DIR, --clinical DIR or --claims DIR.")
    result: dict[str, object] = {}
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

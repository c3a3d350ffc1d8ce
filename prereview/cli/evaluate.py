from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from prereview.cli.language import say
from prereview.cli.options import Config, Engine, settings_from
from prereview.cli.output import emit
from prereview.errors import UsageError


def evaluate(
    images: Annotated[
        Path | None, typer.Option("--images", help=say("带 manifest.jsonl 的图片文件夹", "folder of labelled images"))
    ] = None,
    clinical: Annotated[
        Path | None, typer.Option("--clinical", help=say("病史评测文件夹", "folder of labelled medical text"))
    ] = None,
    variants: Annotated[
        bool, typer.Option("--variants", help=say("加测翻拍、旋转、灰度复印", "also photographed, turned, grey copies"))
    ] = False,
    engine: Engine = None,
    config: Config = None,
) -> None:
    """Figures on labelled real papers, as JSON."""
    if images is None and clinical is None:
        raise UsageError("nothing to evaluate", remedy="Give --images DIR and/or --clinical DIR.")
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
    emit(json.dumps(result, ensure_ascii=False, indent=1))

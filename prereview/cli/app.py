"""Puts the commands together and turns errors into messages and exit codes."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from prereview.cli.batch import batch
from prereview.cli.checklists import checklists
from prereview.cli.doctor import doctor
from prereview.cli.evaluate import evaluate
from prereview.cli.language import say
from prereview.cli.medical import history, mentions
from prereview.cli.model_files import card, models
from prereview.cli.monitor import drift, stats
from prereview.cli.pages import classify, read
from prereview.cli.promote import promote
from prereview.cli.review import review
from prereview.cli.serve import serve
from prereview.cli.service import accounts, checkpoint, erase, verify, worker
from prereview.cli.synthesize import synthesize
from prereview.cli.train import train
from prereview.errors import PrereviewError
from prereview.logs import configure
from prereview.version import __version__

app = typer.Typer(
    name="prereview",
    help=say(
        "智能理赔预审：读懂整份理赔材料，一次说清缺什么，有疑问交给人。只作建议，不作决定。",
        "Pre-review of insurance claims: reads every page, names every gap at once, leaves the decision to people.",
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(show: bool) -> None:
    if show:
        typer.echo(f"prereview {__version__}")
        raise typer.Exit


@app.callback()
def _start(
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help=say("详细日志（标准错误）", "log more, to stderr"))
    ] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=say("显示版本", "show the version"))
    ] = False,
) -> None:
    configure(verbose=verbose)


for command, help_text in (
    (review, say("一份理赔材料走完整个预审，打印报告", "review one claim and print the report")),
    (batch, say("整个收件箱批量预审，生成报告和工作清单", "review an inbox into reports and a worklist")),
    (read, say("只读文字，每页一行", "pages to text only, one line a page")),
    (classify, say("识别每页是哪种材料", "the document type of each page")),
    (
        mentions,
        say("病史文字中的疾病提及（JSONL 进，JSONL 出）", "condition mentions in medical text, JSONL in and out"),
    ),
    (history, say("既往症四项检验（JSONL 进，JSONL 出）", "the four pre-existing tests, JSONL in and out")),
    (synthesize, say("生成带真值的模拟理赔材料", "generate submissions, each with its truth")),
    (train, say("训练模型：生成的材料，或复核结论", "train the models on generated papers or on verdicts")),
    (evaluate, say("在有标注的材料或复核结论上打分", "figures on labelled papers or on verdicts")),
    (promote, say("候选版本过了门槛才启用", "use a candidate once it passes its gates")),
    (drift, say("近期案件与校准数据相差多远", "how far recent claims are from the calibration data")),
    (stats, say("补件统计与复核推翻率", "where supplements come from, and overturn rates")),
    (card, say("一个模型的说明卡", "the card of a trained model")),
    (serve, say("审核台和接口，一条命令启动", "the review desk and the HTTP API, one command")),
    (worker, say("加入预审服务，在后台处理案件", "join a service and work on its claims")),
    (verify, say("核对留痕，指出第一处改动", "recompute the evidence record, name the first change")),
    (checkpoint, say("签署并导出留痕检查点，供外部保存", "sign and print a checkpoint for keeping outside")),
    (erase, say("按期限或案件号清除案件内容", "erase claims, by id or by age")),
    (doctor, say("检查引擎和模型，告诉你怎么修", "what works here, and what to do about what does not")),
):
    app.command(help=help_text)(command)
app.add_typer(checklists, name="checklists")
app.add_typer(models, name="models")
app.add_typer(accounts, name="accounts")


def main() -> None:
    """Run the command line. Exit codes: 0 done, 2 usage, 3 input, 4 configuration, 5 part of a batch failed."""
    try:
        app()
    except PrereviewError as error:
        typer.echo(f"prereview: {error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        os._exit(0)  # `prereview … | head` is a normal way to stop; flushing stdout again would fail

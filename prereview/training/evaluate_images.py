"""Reading and page types on labelled real papers: figures to quote, good or bad, with every miss named."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from prereview.documents import BLANK, UNKNOWN, Page, PageClass, Record, SourcePage
from prereview.errors import InputError
from prereview.ingestion import open_files
from prereview.settings import Limits
from prereview.training.picture_variants import VARIANTS, vary

Progress = Callable[[int, int], None]


class PageReader(Protocol):
    """Turns a source page into lines."""

    def read(self, page: SourcePage) -> Page:
        """Read one page; never raises for a bad one."""
        ...


class Classifier(Protocol):
    """Gives a page its type."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The types it knows."""
        ...

    def classify(self, page: Page) -> PageClass:
        """Type one page."""
        ...


class LabelledFile(Record):
    """One line of manifest.jsonl, as far as it is used: accepted types, strings that must be read, the language."""

    file: str
    expected: tuple[str, ...]
    must_contain: tuple[str, ...] = ()
    language: str = "zh"


class Outcome(Record):
    """What became of one file."""

    file: str
    expected: tuple[str, ...]
    answer: str
    probability: float | None
    candidates: tuple[tuple[str, float], ...]
    found: tuple[str, ...]
    missing: tuple[str, ...]
    language: str
    seconds: float


def evaluate_images(
    folder: Path,
    *,
    reader: PageReader,
    classifier: Classifier,
    variants: bool = False,
    limits: Limits | None = None,
    progress: Progress = lambda done, total: None,
) -> dict[str, Any]:
    """Read and classify every file of a folder with manifest.jsonl.

    Args:
        folder: labelled files.
        reader: the page reader under test.
        classifier: the page classifier under test.
        variants: also measure each file photographed, turned by 90 and 180 degrees, and as a grey photocopy.
        limits: of opening files; the defaults otherwise.
        progress: called with (files done, files in all).

    Returns:
        Figures of the files as they are and, by name, of each variant: see `summarise`.

    Raises:
        InputError: there is no readable manifest.
    """
    entries = read_manifest(folder)
    names: list[str | None] = [None, *(VARIANTS if variants else ())]
    total, done, tables = len(entries) * len(names), 0, {}
    for name in names:
        outcomes = []
        for entry in entries:
            sources, _ = open_files([folder / entry.file], limits=limits or Limits())
            pages = [reader.read(vary(source, name) if name else source) for source in sources]
            outcomes.append(_judge(entry, pages, classifier))
            done += 1
            progress(done, total)
        tables[name or "as_is"] = summarise(outcomes, classifier.labels)
    return tables.pop("as_is") | ({"variants": tables} if variants else {})


def read_manifest(folder: Path) -> list[LabelledFile]:
    """The labelled files of a folder.

    Raises:
        InputError: the manifest is absent or not JSON lines of the expected keys.
    """
    path = folder / "manifest.jsonl"
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        fields = LabelledFile.model_fields.keys()
        return [LabelledFile.model_validate({key: row[key] for key in fields & row.keys()}) for row in rows]
    except (OSError, ValueError) as error:
        raise InputError(f"{path} is absent or unreadable", remedy="Each line needs file and expected.") from error


def summarise(outcomes: Sequence[Outcome], labels: Sequence[str]) -> dict[str, Any]:
    """Figures over files.

    Returns:
        `type_accuracy` is right over all files of a type the model knows (an abstention is not right),
        `type_accuracy_answered` leaves abstentions out; `unrelated_left_unknown` is over files that are no claim
        material; files for which a type or `unknown` are both accepted count only in `either_accepted`.
        `must_contain` is the share of listed strings read, punctuation and spaces aside.
    """
    known = [one for one in outcomes if UNKNOWN not in one.expected and set(one.expected) & set(labels)]
    unrelated = [one for one in outcomes if one.expected == (UNKNOWN,)]
    either = [one for one in outcomes if UNKNOWN in one.expected and len(one.expected) > 1]
    answered = [one for one in known if one.answer not in (UNKNOWN, BLANK)]
    return {
        "files": len(outcomes),
        "known": len(known),
        "type_accuracy": _share(_right(one) for one in known),
        "type_accuracy_answered": _share(_right(one) for one in answered),
        "abstained": _share(one.answer in (UNKNOWN, BLANK) for one in known),
        "unrelated": len(unrelated),
        "unrelated_left_unknown": _share(_right(one) for one in unrelated),
        "either_accepted": _share(_right(one) for one in either),
        "must_contain": _recall(outcomes),
        "must_contain_zh": _recall([one for one in outcomes if one.language == "zh"]),
        "seconds_per_file": round(sum(one.seconds for one in outcomes) / max(1, len(outcomes)), 2),
        "misses": [_describe(one) for one in outcomes if not _right(one) or one.missing],
    }


def squeeze(text: str) -> str:
    """NFKC, lower case, letters and digits only: how strings are compared."""
    return "".join(character for character in unicodedata.normalize("NFKC", text).lower() if character.isalnum())


def _judge(entry: LabelledFile, pages: Sequence[Page], classifier: Classifier) -> Outcome:
    verdicts = [classifier.classify(page) for page in pages]
    typed = [verdict for verdict in verdicts if verdict.doc_type not in (UNKNOWN, BLANK)]
    verdict = next(iter(typed or verdicts), PageClass(doc_type=UNKNOWN, probability=None))
    text = squeeze("\n".join(page.text for page in pages))
    return Outcome(
        file=entry.file,
        expected=entry.expected,
        answer=verdict.doc_type,
        probability=verdict.probability,
        candidates=verdict.candidates[:3],
        found=tuple(wanted for wanted in entry.must_contain if squeeze(wanted) in text),
        missing=tuple(wanted for wanted in entry.must_contain if squeeze(wanted) not in text),
        language=entry.language,
        seconds=sum(page.seconds for page in pages),
    )


def _right(outcome: Outcome) -> bool:
    answer = UNKNOWN if outcome.answer == BLANK else outcome.answer
    return answer in outcome.expected


def _share(hits: Iterable[bool]) -> float | None:
    hits = list(hits)
    return round(sum(hits) / len(hits), 4) if hits else None


def _recall(outcomes: Sequence[Outcome]) -> float | None:
    found = sum(len(one.found) for one in outcomes)
    listed = found + sum(len(one.missing) for one in outcomes)
    return round(found / listed, 4) if listed else None


def _describe(outcome: Outcome) -> dict[str, Any]:
    return {
        "file": outcome.file,
        "expected": list(outcome.expected),
        "answer": outcome.answer,
        "probability": outcome.probability,
        "right": _right(outcome),
        "candidates": [list(candidate) for candidate in outcome.candidates],
        "missing": list(outcome.missing),
    }

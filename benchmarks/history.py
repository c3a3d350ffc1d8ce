"""Records of 600 characters a second on one core, model loaded: `python benchmarks/history.py`. Target: 150 or more."""

from __future__ import annotations

import time

from prereview.history import load_historian
from prereview.training.history_cases import generate_cases

LENGTH, RECORDS = 600, 400


def main() -> None:
    texts = [document["text"] for case in generate_cases(900, seed=1) for document in case.record["medical_documents"]]
    joined = "".join(texts)
    records = [joined[at : at + LENGTH] for at in range(0, LENGTH * RECORDS, LENGTH)]
    historian = load_historian()
    historian.find_mentions(records[0])
    wall, cpu = time.perf_counter(), time.process_time()
    mentions = sum(len(historian.find_mentions(record)) for record in records)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"records {len(records)} of {LENGTH} characters, {mentions} mentions")
    print(f"{len(records) / wall:.0f} records/s wall, {len(records) / cpu:.0f} records/s processor time")


if __name__ == "__main__":
    main()

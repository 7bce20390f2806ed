"""Corpora for tests and measurements: documents made of the samples, the same each time."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).parent.parent / "samples"


def documents(count: int, *, seed: int = 1, size: int = 600) -> Iterator[dict[str, str]]:
    """Yield documents of about `size` characters; one paragraph in ten is noisy."""
    chosen = random.Random(seed)
    human = _paragraphs("human/*.txt")
    noisy = _paragraphs("machine/*/before.txt")
    for number in range(count):
        text: list[str] = []
        while sum(map(len, text)) < size * chosen.uniform(0.5, 1.3):
            text.append(chosen.choice(noisy if chosen.random() < 0.1 else human))
        yield {
            "id": f"d{number}",
            "text": "\n".join(text),
            "date": f"2024-0{1 + number % 9}-11",
            "lang": chosen.choice(["pt", "es", "en"]),
        }


def _paragraphs(glob: str) -> list[str]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(SAMPLES.glob(glob))]
    return [line for text in texts for line in text.splitlines() if line.strip()]


def write_jsonl(path: Path, rows: Iterator[dict[str, str]]) -> None:
    """Write documents as JSON Lines, some of them with escapes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        for number, row in enumerate(rows):
            file.write(json.dumps(row, ensure_ascii=number % 5 == 0) + "\n")


def write_parquet(path: Path, rows: Iterable[dict[str, Any]], *, group: int = 1_000) -> None:
    """Write documents as Parquet, `group` rows in a row group."""
    import pyarrow as pa
    from pyarrow import parquet

    path.parent.mkdir(parents=True, exist_ok=True)
    table = pa.Table.from_pylist(list(rows))
    parquet.write_table(table, path, row_group_size=group, compression="zstd")
